/*
 * What a reading holds, printed step by step.
 */
#include "explain.h"

#include <inttypes.h>
#include <time.h>

#include "explain_attached.h"
#include "formats/field_spf.h"
#include "report/escape.h"

/* A span made harmless, or a dash. */
static void
put(FILE *out, struct td_span s)
{
	if (s.n == 0)
		fputs("-", out);
	else
		td_put_text(out, s);
}

void
td_explain_time(FILE *out, int64_t when)
{
	time_t t = (time_t)(when / 1000000);
	struct tm tm;
	char buf[32];

	if (when == TD_NO_TIME || gmtime_r(&t, &tm) == NULL) {
		fputs("unknown", out);
		return;
	}
	strftime(buf, sizeof buf, "%Y-%m-%dT%H:%M:%SZ", &tm);
	fputs(buf, out);
}

void
td_explain_flaws(FILE *out, const struct td_visited *v, const char *label)
{
	const struct td_place whole = v->record->whole;

	for (size_t i = 0; i < v->batch->n_flaws; i++) {
		const struct td_flaw *f = &v->batch->flaw[i];

		if (f->where.off - whole.off < whole.len)
			fprintf(out, "%-12s %s, at byte %" PRIu64 "\n", label,
			    td_defect_name((enum td_defect)f->what),
			    v->off + (f->where.off - whole.off));
	}
}

static const char *
alignment_word(uint8_t a)
{
	static const char *const word[] = { "aligned", "unaligned", "unknown" };

	return word[a];
}

/* ---- recipient and carrier ---- */

static const char *
how_word(enum td_rule_kind how)
{
	static const char *const word[] = { [TD_RULE_NONE] = "no rule",
		[TD_RULE_USER] = "your rule",
		[TD_RULE_EXACT] = "exact name",
		[TD_RULE_LABEL] = "label pattern",
		[TD_RULE_SUFFIX] = "suffix",
		[TD_RULE_FAMILY] = "family of names",
		[TD_RULE_RELAY] = "host that took it",
		[TD_RULE_REPORTER] = "name of a reporter" };

	return word[how];
}

void
td_explain_carrier(FILE *out, const struct td_carrier *c)
{
	put(out, c->carrier);
	fputs(" (operator ", out);
	put(out, c->operator);
	fputs(", class ", out);
	put(out, c->class);
	fprintf(out, ")\n             by %s", how_word(c->how));
	if (c->how != TD_RULE_NONE) {
		fputs(" ", out);
		put(out, c->rule);
		if (c->how == TD_RULE_USER) {
			fputs(" of ", out);
			put(out, c->source);
		}
	}
	fputs("\n", out);
}

static void
explain_recipient(
    FILE *out, const struct td_reading *r, const struct td_batch *b)
{
	fputs("recipient    ", out);
	put(out, r->obs.domain);
	fputs(r->conflict ? "  (the evidence disagrees)\n" : "\n", out);
	for (size_t i = 0; i < r->n_evidence; i++) {
		const struct td_evidence *e = &r->evidence[i];

		fprintf(out, "  %c rank %u  ",
		    (int)i == r->used_evidence ? '>' : ' ', (unsigned)e->rank);
		if (e->header >= 0)
			td_put_text(out, td_at(b, b->header[e->header].name));
		else
			fputs(td_rank_name(e->rank), out);
		fputs(": ", out);
		put(out, e->domain);
		if (e->note != NULL)
			fprintf(out, "  (%s)", e->note);
		fputs("\n", out);
	}
	if (r->n_evidence == 0)
		fputs("    no field of this message names it\n", out);
	fputs("carrier      ", out);
	td_explain_carrier(out, &r->obs.carrier);
	if (r->forwarded_why != NULL)
		fprintf(out,
		    "forwarded    %s; spf and dmarc measure the forwarder\n",
		    r->forwarded_why);
}

/* ---- hops ---- */

static void
explain_hop(FILE *out, const struct td_hop *h)
{
	static const char *const tls[] = { "TLS unknown", "TLS", "no TLS" };
	static const char *const rdns[] = { "rDNS unknown", "rDNS confirmed",
		"rDNS fails", "no rDNS" };
	const struct td_received *x = &h->received;

	fputs("by ", out);
	put(out, x->by);
	fprintf(
	    out, " (%s)\n       from ", h->by_inside ? "inside" : "outside");
	put(out, x->rdns.n > 0 ? x->rdns : x->helo);
	fputs(" [", out);
	put(out, x->ip);
	fprintf(out, "]\n         %s", h->from_inside ? "inside" : "outside");
	if (h->why != NULL)
		fprintf(out, ": %s", h->why);
	fputs("\n       ", out);
	td_explain_time(out, x->when);
	fprintf(out, ", %s, %s\n", tls[x->tls], rdns[x->fcrdns]);
}

static void
explain_hops(FILE *out, const struct td_reading *r)
{
	fprintf(out, "hops         %zu, latest first", r->hops_seen);
	if (r->boundary_why != NULL)
		fprintf(out, "; boundary: %s", r->boundary_why);
	fputs("\n", out);
	for (size_t i = 0; i < r->n_hops; i++) {
		fprintf(out, "  %c %2zu ", (int)i == r->boundary ? '>' : ' ',
		    i + 1);
		explain_hop(out, &r->hop[i]);
	}
	if (r->hops_seen > r->n_hops)
		fprintf(out, "    %zu more are counted, not read\n",
		    r->hops_seen - r->n_hops);
}

/* ---- fields and results ---- */

/* What a field says, in short: spf=pass dkim=fail. */
static void
explain_told(FILE *out, const struct td_told *t)
{
	struct td_received_spf spf;
	struct td_authres c;
	struct td_resinfo r;

	fputs("\n      ", out);
	if (t->kind == TD_FIELD_RECEIVED_SPF) {
		if (td_received_spf_parse(t->body, &spf))
			fprintf(out, " spf=%s", td_result_name(spf.result));
		return;
	}
	td_authres_begin(&c, t->body, t->kind == TD_FIELD_AAR);
	while (td_authres_next(&c, &r)) {
		fputs(" ", out);
		td_put_text(out, r.method_word);
		fputs("=", out);
		td_put_text(out, r.result_word);
	}
	if (c.no_result)
		fputs(" none", out);
}

static void
explain_fields(FILE *out, const struct td_reading *r, const struct td_batch *b)
{
	static const char *const zone[] = {
		"zone 1, above the boundary",
		"zone 2, right below the boundary",
		"zone 3, the sender's side",
	};

	fputs("fields       that tell results, top first\n", out);
	for (size_t i = 0; i < r->n_told; i++) {
		const struct td_told *t = &r->told[i];

		fprintf(out, "  %c ", t->used ? '>' : ' ');
		td_put_text(out, td_at(b, b->header[t->header].name));
		if (t->authserv_id.n > 0) {
			fputs(" of ", out);
			td_put_text(out, t->authserv_id);
		} else if (t->kind != TD_FIELD_RECEIVED_SPF) {
			fputs(" without an id", out);
		}
		explain_told(out, t);
		fprintf(out, "\n       %s\n       %s: %s\n", zone[t->zone],
		    t->belief < TD_REFUSED_ZONE ? "believed" : "not believed",
		    td_belief_text(t->belief));
	}
	if (r->n_told == 0)
		fputs("    none\n", out);
}

static const char *const auth_name[TD_N_AUTH] = { "spf", "dkim", "dmarc", "arc",
	"sender-id" };

static void
explain_signatures(FILE *out, const struct td_reading *r)
{
	for (size_t i = 0; i < r->n_dkim; i++) {
		const struct td_dkim *d = &r->dkim[i];

		fprintf(
		    out, "      signature %s of ", td_result_name(d->result));
		put(out, d->sdid);
		fputs(d->strict    ? ", aligned (strict)\n" :
		        d->aligned ? ", aligned (relaxed)\n" :
		                     ", not aligned\n",
		    out);
	}
}

static void
explain_results(FILE *out, const struct td_reading *r)
{
	fputs("results\n", out);
	for (size_t i = 0; i < TD_N_AUTH; i++) {
		const struct td_origin *o = &r->origin[i];

		fprintf(out, "    %-10s %s", auth_name[i],
		    td_result_name((enum td_result)r->obs.result[i]));
		if (o->told >= 0 && o->domain.n > 0 && i != TD_A_DKIM) {
			fputs(" of ", out);
			put(out, o->domain);
		}
		fputs("\n", out);
		if (i == TD_A_DKIM)
			explain_signatures(out, r);
	}
	if (r->best_guess)
		fputs("    spf was Google's best guess: no record, so none\n",
		    out);
	if (r->spf_disagrees)
		fputs("    Received-SPF says something else about spf\n", out);
}

static void
explain_identities(FILE *out, const struct td_reading *r)
{
	fputs("identities\n    author     ", out);
	put(out, r->obs.author_domain);
	fputs(r->author_ambiguous ? "  (ambiguous)\n    mail from  " :
	                            "\n    mail from  ",
	    out);
	put(out, r->obs.mailfrom_domain);
	fputs(r->spf_null_sender ? "  (null; spf speaks of the HELO name)\n" :
	                           "\n",
	    out);
	fputs("    pra        ", out);
	put(out, r->pra_domain);
	if (r->pra_field != NULL)
		fprintf(out, "  (%s)", r->pra_field);
	fprintf(out,
	    "\nalignment    %s (relaxed), %s (strict); derived here\n"
	    "pra          %s with mail from\n",
	    alignment_word(r->obs.alignment), alignment_word(r->strict),
	    alignment_word(r->obs.pra));
}

static void
explain_seen(FILE *out, enum td_seen seen, const struct td_reading *r)
{
	fputs("counted      ", out);
	switch (seen) {
	case TD_SEEN_MESSAGE:
		fputs("as one message at ", out);
		td_explain_time(out, r->obs.when);
		fputs("\n", out);
		break;
	case TD_SEEN_NULL_SENDER:
		fprintf(out, "apart, as null_sender: %s\n", r->seen_why);
		break;
	case TD_SEEN_REPORT:
		fprintf(out, "apart, as a report: %s\n", r->seen_why);
		break;
	case TD_SEEN_MAYBE_REPORT:
		fprintf(out,
		    "apart, as a report, if its body tells of a delivery; "
		    "else as one message: %s\n",
		    r->seen_why);
		break;
	}
}

int
td_explain_message(FILE *out, struct td_observer *o, struct td_reading *reading,
    const struct td_visited *v, uint64_t number)
{
	const struct td_batch *b = v->batch;
	enum td_seen seen = td_observe_mail(o, b, v->record, reading);
	int attached = 0;

	td_put_text(out, (struct td_span){ v->name, strlen(v->name) });
	fprintf(out, ":%" PRIu64 "  (%s, message %" PRIu64 ")\n", v->off,
	    v->format->name, number);
	if (reading->carries != TD_CARRIES_NONE)
		attached = td_explain_attached(out, v, reading->carries);
	if (attached == -1)
		return -1;
	if (attached == 0)
		explain_seen(out, seen, reading);
	if (attached == 0 && reading->carries != TD_CARRIES_NONE)
		fputs("carries      no report, though it may by its header\n",
		    out);
	explain_recipient(out, reading, b);
	explain_identities(out, reading);
	explain_hops(out, reading);
	explain_fields(out, reading, b);
	explain_results(out, reading);
	return 0;
}

void
td_explain_domain(FILE *out, const struct td_carriers *c, struct td_span domain)
{
	struct td_carrier carrier;

	td_put_text(out, domain);
	fputs(" (a domain; there is no file of this name)\n"
	      "as a recipient domain\n    carrier  ",
	    out);
	td_carrier_of_domain(c, domain, &carrier);
	td_explain_carrier(out, &carrier);
	fputs("as a host that takes mail\n    carrier  ", out);
	td_carrier_of_host(c, domain, &carrier);
	td_explain_carrier(out, &carrier);
}
