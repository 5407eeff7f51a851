/*
 * Deliveries of logs as observations.  DECISIONS.md 1-6, 16, 17; SEMANTICS.md
 * 10; CARRIERS.md 5.
 */
#include "analyzer/observe/delivery.h"

#include <stdio.h>
#include <stdlib.h>

struct td_deliveries {
	const struct td_trust *trust;
	struct td_orgs *orgs;
	struct td_carrier_cache *carriers;
	struct td_reasons *reasons;
	struct td_reading *reading; /* for td_read_alignment, and its text */
};

struct td_deliveries *
td_deliveries_new(const struct td_trust *trust)
{
	struct td_deliveries *d = malloc(sizeof(*d));

	if (d == NULL)
		return NULL;
	d->trust = trust;
	d->orgs = td_orgs_new(trust->psl);
	d->carriers = td_carrier_cache_new(trust->carriers);
	d->reasons = td_reasons_new();
	d->reading = calloc(1, sizeof(*d->reading));
	if (d->orgs != NULL && d->carriers != NULL && d->reasons != NULL &&
	    d->reading != NULL)
		return d;
	td_deliveries_free(d);
	return NULL;
}

void
td_deliveries_free(struct td_deliveries *d)
{
	if (d == NULL)
		return;
	td_orgs_free(d->orgs);
	td_carrier_cache_free(d->carriers);
	td_reasons_free(d->reasons);
	free(d->reading);
	free(d);
}

/* ---- who took it ---- */

/* Where senders hand in mail that is for others; MX hosts of the same services
 * have other names. */
static const struct service {
	struct td_span begin, end; /* of the host's name */
	const char *why;
	enum td_service joins; /* whose events have the id that it answers */
} services[] = {
	{ TD_LIT("email-smtp"), TD_LIT(".amazonaws.com"), "Amazon SES",
	    TD_SERVICE_SES },
	{ TD_LIT("smtp."), TD_LIT("sendgrid.net"), "SendGrid",
	    TD_SERVICE_SENDGRID },
	{ TD_LIT("smtp."), TD_LIT("mailgun.org"), "Mailgun", TD_SERVICE_NONE },
	{ TD_LIT("smtp."), TD_LIT(".postmarkapp.com"), "Postmark",
	    TD_SERVICE_NONE },
	{ TD_LIT("smtp-broadcasts."), TD_LIT(".postmarkapp.com"), "Postmark",
	    TD_SERVICE_NONE },
	{ TD_LIT("smtp."), TD_LIT("sparkpostmail.com"), "SparkPost",
	    TD_SERVICE_NONE },
	{ TD_LIT("smtp."), TD_LIT(".mandrillapp.com"), "Mandrill",
	    TD_SERVICE_NONE },
	{ TD_LIT("in-v3."), TD_LIT(".mailjet.com"), "Mailjet",
	    TD_SERVICE_NONE },
	{ TD_LIT("smtp-relay."), TD_LIT(".brevo.com"), "Brevo",
	    TD_SERVICE_NONE },
	{ TD_LIT("smtp-relay."), TD_LIT(".sendinblue.com"), "Brevo",
	    TD_SERVICE_NONE },
	{ TD_LIT("smtp-relay."), TD_LIT(".gmail.com"), "Google",
	    TD_SERVICE_NONE },
	{ TD_LIT("smtp."), TD_LIT(".gmail.com"), "Google", TD_SERVICE_NONE },
	{ TD_LIT("smtp."), TD_LIT(".office365.com"), "Microsoft",
	    TD_SERVICE_NONE },
};

/* Those that join are first. */
enum { N_JOINING = 2, N_SERVICES = sizeof(services) / sizeof(services[0]) };

/* "smtp." and ".example.com" may share their dot. */
static bool
is_service(struct td_span host, const struct service *s)
{
	const size_t least = s->begin.n + s->end.n - (s->end.p[0] == '.');
	const char *end = host.p + host.n;
	char before;

	if (host.n < least || td_lower(host.p[0]) != s->begin.p[0] ||
	    !td_span_ibegins(host, s->begin) ||
	    !td_span_ieq(td_span(end - s->end.n, end), s->end))
		return false;
	before = end[-(ptrdiff_t)s->end.n - (s->end.p[0] != '.')];
	return s->end.p[0] == '.' || before == '.';
}

static const struct service *
find_service(struct td_span host, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (is_service(host, &services[i]))
			return &services[i];
	return NULL;
}

enum td_service
td_delivery_joins(const struct td_settled *s)
{
	const struct service *service;
	struct td_span host = s->relay;

	if (s->given == 0 || s->outcome != TD_ACTION_SENT ||
	    (s->flags & TD_EVENT_LOCAL) != 0)
		return TD_SERVICE_NONE;
	if (host.n > 0 && host.p[host.n - 1] == '.')
		host.n--;
	service = find_service(host, N_JOINING);
	return service == NULL ? TD_SERVICE_NONE : service->joins;
}

/*
 * A relay that serves several domains may be the sender's or the recipients':
 * told are only those that are known, or that nobody else could reach.
 */
static void
judge_relay(const struct td_settled *s, bool gateway, struct td_delivery *out)
{
	const struct td_span host = out->obs.relay;
	const struct service *service;

	if ((s->flags & TD_EVENT_LOCAL) != 0 || host.n + s->relay_ip.n == 0)
		return;
	service = find_service(host, N_SERVICES);
	if (service != NULL) {
		out->relayed = service->why;
	} else if (td_ip_private(s->relay_ip.n > 0 ? s->relay_ip : host)) {
		out->relayed = "a relay with a private address";
	} else if ((s->flags & TD_EVENT_SUBMISSION) != 0) {
		out->relayed = "at a port for submissions";
	} else if (gateway) {
		out->relayed = "a gateway";
	}
}

/*
 * Who reported is who took it, where no host is told.  DECISIONS.md 15, 17.
 */
static const struct td_carrier *
find_taker(struct td_deliveries *d, const struct td_observation *o)
{
	if (o->relay.n > 0)
		return td_carrier_cached(d->carriers, true, o->relay);
	if (o->reporter.n > 0)
		return td_carrier_of_reporter(d->carriers, o->reporter);
	return NULL;
}

/*
 * What the sender addressed gives the carrier, who answered the operator, as
 * for mail: uqmobile.jp at lsean.ezweb.ne.jp.
 */
static void
find_carrier(struct td_deliveries *d, struct td_observation *o, bool *gateway)
{
	const struct td_carrier *host = find_taker(d, o);
	const struct td_carrier *domain =
	    td_carrier_cached(d->carriers, false, o->domain);

	*gateway =
	    host != NULL && td_span_eq(host->carrier, TD_SPAN("gateway"));
	td_carrier_take(domain != NULL ? domain : host, &o->carrier);
	if (domain != NULL && host != NULL && host->operator.n> 0)
		o->carrier.operator= host->operator;
}

/* ---- what became of it ---- */

/* RFC 3463: class 2, 4 or 5, and two numbers of one to three digits. */
static bool
is_status(struct td_span s)
{
	size_t digits = 0, dots = 0;

	if (s.n < 5 || s.n > 9 || s.p[1] != '.' ||
	    (s.p[0] != '2' && s.p[0] != '4' && s.p[0] != '5'))
		return false;
	for (size_t i = 2; i < s.n; i++) {
		if (s.p[i] == '.' && digits > 0 && dots == 0)
			digits = 0, dots++;
		else if (s.p[i] >= '0' && s.p[i] <= '9' && digits < 3)
			digits++;
		else
			return false;
	}
	return dots == 1 && digits > 0;
}

static struct td_span
put_status(struct td_reading *text, struct td_status s)
{
	char *to = text->text + text->n_text;
	size_t room = sizeof(text->text) - text->n_text;
	int n;

	if (s.class == 0 || room < 16)
		return (struct td_span){ NULL, 0 };
	n = snprintf(to, room, "%u.%u.%u", (unsigned)s.class,
	    (unsigned)s.subject, (unsigned)s.detail);
	text->n_text += (size_t)n;
	return (struct td_span){ to, (size_t)n };
}

/*
 * DECISIONS.md 6: what expired has that as its reason, whatever its last reply
 * was (td_reason_of sees to it); what is still open has none, and may yet be
 * accepted.
 */
static void
judge(struct td_deliveries *d, const struct td_settled *s,
    struct td_delivery *out)
{
	struct td_observation *o = &out->obs;
	const struct td_refusal refusal = { .carrier = o->carrier.carrier,
		.relay = o->relay,
		.status = s->status,
		.reply = s->reply,
		.cause = s->cause,
		.service = (enum td_service)s->service,
		.when = s->last,
		.action = o->outcome,
		.stage = s->stage };

	if (o->outcome == TD_ACTION_NONE || o->outcome == TD_ACTION_SENT ||
	    (o->outcome == TD_ACTION_SUPPRESSED && s->cause.n == 0)) {
		if (is_status(s->status))
			o->status = s->status;
		return;
	}
	td_reason_of(d->reasons, &refusal, &out->verdict);
	o->rule = out->verdict.rule;
	if (o->outcome == TD_ACTION_SUPPRESSED)
		return; /* nobody refused it */
	o->code = out->verdict.code;
	o->status = put_status(d->reading, out->verdict.status);
	o->has_reason = o->outcome != TD_ACTION_DEFERRED;
	o->reason = out->verdict.reason;
	o->hard = o->outcome == TD_ACTION_FAILED && out->verdict.hard;
}

/* ---- results ---- */

/*
 * Alignment as for mail, from what a log tells: one signature, no PRA, and the
 * domain that SPF spoke about, which is that of MAIL FROM where the line does
 * not say it.
 */
static void
align(struct td_deliveries *d, const struct td_settled *s,
    struct td_observation *o)
{
	struct td_reading *r = d->reading;
	struct td_span spf = s->auth_domain[TD_M_SPF];

	r->obs = *o;
	r->origin[TD_A_SPF].domain =
	    spf.n > 0 ? td_reading_lower(r, spf) : o->mailfrom_domain;
	r->n_dkim = 1;
	r->dkim[0] = (struct td_dkim){ .result = o->result[TD_A_DKIM],
		.sdid = td_reading_lower(r, s->auth_domain[TD_M_DKIM]) };
	td_read_alignment(d->orgs, r);
	*o = r->obs;
}

static void
read_results(struct td_deliveries *d, const struct td_settled *s,
    struct td_observation *o)
{
	static const uint8_t method[] = { [TD_A_SPF] = TD_M_SPF,
		[TD_A_DKIM] = TD_M_DKIM,
		[TD_A_DMARC] = TD_M_DMARC,
		[TD_A_ARC] = TD_M_ARC };

	for (size_t i = 0; i < sizeof(method); i++)
		o->result[i] = s->result[method[i]];
	o->result[TD_A_SENDER_ID] = TD_R_MISSING;
	o->author_domain = td_reading_lower(d->reading, s->author_domain);
	o->mailfrom_domain = td_reading_lower(d->reading, s->sender_domain);
	o->alignment = o->pra = TD_ALIGN_UNKNOWN;
	/* Most logs tell neither, and then that is what comes of it. */
	if (o->result[TD_A_SPF] != TD_R_MISSING ||
	    o->result[TD_A_DKIM] != TD_R_MISSING)
		align(d, s, o);
}

/*
 * Postfix, since 3.11, tells the level that the policy asked for, and the one
 * that was got if that is another: "may:none"; "dane?" was not tried.  Exim
 * tells the protocol and the cipher.
 */
static enum td_tls
tls_of(struct td_span s)
{
	const char *colon = s.n == 0 ? NULL : memchr(s.p, ':', s.n);

	if (s.n == 0 || s.p[s.n - 1] == '?')
		return TD_TLS_UNKNOWN;
	if (colon != NULL)
		s = td_span(colon + 1, s.p + s.n);
	if (td_span_eq(s, TD_SPAN("none")))
		return TD_TLS_NO;
	return TD_TLS_YES;
}

enum td_seen
td_observe_delivery(struct td_deliveries *d, const struct td_settled *s,
    struct td_delivery *out)
{
	struct td_observation *o = &out->obs;
	bool gateway;

	*out = (struct td_delivery){
		.obs = { .weight = s->weight,
		    .complaints = s->complained,
		    .untold = s->outcome == TD_ACTION_NONE && !s->inbound,
		    .when = s->begin != TD_NO_TIME ? s->begin : s->first,
		    .outcome = s->outcome,
		    .stage = s->stage,
		    .attempts = s->attempts,
		    .hostname = s->host,
		    .tls = (uint8_t)tls_of(s->tls),
		    .fcrdns = TD_RDNS_UNKNOWN,
		    .hops = TD_NO_HOPS,
		    .delay = TD_NO_TIME }
	};
	d->reading->n_text = 0;
	o->domain = td_reading_lower(d->reading, s->domain);
	if (o->domain.n == 0)
		o->domain = TD_SPAN("(none)");
	o->relay = td_reading_lower(d->reading, s->relay);
	o->tag = s->tag;
	o->reporter = s->reporter;
	read_results(d, s, o);
	find_carrier(d, o, &gateway);
	judge(d, s, out);
	if (o->outcome == TD_ACTION_SENT) {
		o->delay = s->delay;
		judge_relay(s, gateway, out);
	} else if (o->outcome == TD_ACTION_DEFERRED) {
		o->delay = s->delay;
		if (o->delay == TD_NO_TIME && o->when != TD_NO_TIME &&
		    s->last != TD_NO_TIME)
			o->delay = s->last - o->when;
	}
	return s->null_sender && !d->trust->count_null_sender ?
	    TD_SEEN_NULL_SENDER :
	    TD_SEEN_MESSAGE;
}
