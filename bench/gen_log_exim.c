/*
 * Lines as Exim writes them to its main log.  FORMATS.md 5.
 */
#include "gen_log.h"

#define BASE62 "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

static void
begin(struct gen_log *g, const struct gen_entry *e)
{
	gen_put_stamp(g);
	gen_put_s(g->t, e->id);
	GEN_PUT(g->t, " ");
}

/* 6-11-4 letters since Exim 4.97; as if it was updated now and then back. */
static void
new_id(struct gen_log *g, struct gen_entry *e)
{
	struct gen_text t = { .p = e->id, .cap = sizeof e->id };
	uint64_t us = (uint64_t)(g->now % GEN_SECOND);
	bool old = g->n_ids % 16 == 0;

	g->n_ids++;
	gen_put_base(&t, (uint64_t)(g->now / GEN_SECOND), BASE62, 62, 6);
	GEN_PUT(&t, "-");
	gen_put_base(&t, 1000000 + g->n_ids, BASE62, 62, old ? 6 : 11);
	GEN_PUT(&t, "-");
	gen_put_base(&t, old ? us / 500 : us, BASE62, 62, old ? 2 : 4);
	GEN_PUT(&t, "\0");
}

static void
free_id(struct gen_log *g, struct gen_entry *e)
{
	(void)g;
	(void)e;
}

/* ---- it comes in ---- */

/* What became of the signature, before the line that accepts. */
static void
put_signature(struct gen_log *g, const struct gen_entry *e)
{
	begin(g, e);
	GEN_PUT(g->t, "DKIM: d=");
	gen_put_s(g->t, e->from->author.name);
	GEN_PUT(g->t, " s=s1 c=relaxed/relaxed a=rsa-sha256 b=2048 ");
	if (e->word[M_DKIM] == W_PASS)
		GEN_PUT(g->t, "[verification succeeded]");
	else if (e->word[M_DKIM] == W_FAIL)
		GEN_PUT(g->t,
		    "[verification failed - body hash mismatch "
		    "(body probably modified in transit)]");
	else
		GEN_PUT(g->t,
		    "[invalid - public key record (currently?) "
		    "unavailable]");
	gen_end_line(g);
}

/* Exim knows fewer words than there are. */
static void
settle_words(struct gen_entry *e)
{
	if (e->path != PATH_INBOUND)
		return;
	switch (e->word[M_DKIM]) {
	case W_NONE:
		e->word[M_DKIM] = W_MISSING; /* it says nothing then */
		break;
	case W_TEMPERROR:
	case W_PERMERROR:
		e->word[M_DKIM] = W_NEUTRAL;
		break;
	default:
		break;
	}
	if (e->word[M_DMARC] == W_NONE || e->word[M_DMARC] == W_TEMPERROR)
		e->word[M_DMARC] = W_MISSING;
}

static void
put_results(struct gen_log *g, const struct gen_entry *e)
{
	static const char *const words[N_WORDS] = { [W_PASS] = "pass",
		[W_FAIL] = "fail",
		[W_SOFTFAIL] = "softfail",
		[W_NEUTRAL] = "neutral",
		[W_NONE] = "none",
		[W_TEMPERROR] = "temperror",
		[W_PERMERROR] = "permerror" };
	struct gen_text *t = g->t;

	if (e->word[M_DKIM] == W_PASS) {
		GEN_PUT(t, " DKIM=");
		gen_put_s(t, e->from->author.name);
	}
	if (e->word[M_SPF] == W_PASS && e->mail % 4 == 0) {
		GEN_PUT(t, " SPF");
	} else if (e->word[M_SPF] != W_MISSING) {
		GEN_PUT(t, " SPF=");
		gen_put_s(t, words[e->word[M_SPF]]);
	}
	if (e->word[M_DMARC] == W_PASS)
		GEN_PUT(t, " DMARC=accept");
	else if (e->word[M_DMARC] == W_FAIL && e->mail % 2 == 0)
		GEN_PUT(t, " DMARC=reject");
	else if (e->word[M_DMARC] == W_FAIL)
		GEN_PUT(t, " DMARC=quarantine");
}

static void
put_client(struct gen_log *g, const struct gen_entry *e)
{
	struct gen_text *t = g->t;

	switch (e->path) {
	case PATH_FILTERED:
		GEN_PUT(t, " H=localhost [127.0.0.1] P=esmtp");
		break;
	case PATH_INBOUND:
		GEN_PUT(t, " H=");
		gen_put_s(t, e->from->host);
		GEN_PUT(t, " [");
		gen_put_client_ip(t, e);
		GEN_PUT(t,
		    "] P=esmtps X=TLS1.3:TLS_AES_256_GCM_SHA384:256 "
		    "CV=no");
		break;
	case PATH_SUBMITTED:
		GEN_PUT(t, " H=(app) [");
		gen_put_client_ip(t, e);
		GEN_PUT(t, "] P=esmtpsa A=plain_login:news");
		break;
	default:
		GEN_PUT(t, " U=www-data P=local");
	}
}

static void
arrive(struct gen_log *g, struct gen_entry *e)
{
	settle_words(e);
	if (e->path == PATH_INBOUND && e->word[M_DKIM] != W_MISSING)
		put_signature(g, e);
	begin(g, e);
	GEN_PUT(g->t, "<= ");
	if (e->null_sender)
		GEN_PUT(g->t, "<>");
	else
		gen_put_sender(g->t, e);
	put_client(g, e);
	if (e->path == PATH_INBOUND)
		put_results(g, e);
	GEN_PUT(g->t, " S=");
	gen_put_u(g->t, e->size);
	GEN_PUT(g->t, " id=");
	gen_put_message_id(g->t, e);
	if (e->mail % 8 == 0)
		GEN_PUT(
		    g->t, " T=\"Re: => -u1@docomo.ne.jp R=a T=b \\\"x\\\"\"");
	gen_end_line(g);
}

static void
nothing(struct gen_log *g, struct gen_entry *e)
{
	(void)g;
	(void)e;
}

/* ---- deliveries ---- */

static void
begin_delivery(struct gen_log *g, const struct gen_entry *e,
    const struct gen_rcpt *r, const char *flag)
{
	begin(g, e);
	gen_put_s(g->t, flag);
	gen_put_rcpt(g->t, r);
	if (r->alias) {
		GEN_PUT(g->t, " <-alias");
		gen_put_u(g->t, r->number);
		GEN_PUT(g->t, "@home.example>");
	}
}

static void
put_transport(struct gen_log *g, const struct gen_rcpt *r)
{
	if (r->to == gen_home)
		GEN_PUT(g->t, " R=virtual_user T=dovecot_lmtp");
	else
		GEN_PUT(g->t, " R=dnslookup T=remote_smtp");
}

/* Mail for home goes to a socket, which Exim names by no host. */
static void
put_host(struct gen_log *g, const struct gen_rcpt *r)
{
	if (r->to == gen_home)
		return;
	GEN_PUT(g->t, " H=");
	gen_put_s(g->t, r->to->relay);
	GEN_PUT(g->t, " [");
	gen_put_s(g->t, r->to->provider->ip);
	GEN_PUT(g->t, "]");
}

static void
put_error(struct gen_log *g, const struct gen_entry *e,
    const struct gen_rcpt *r, const struct gen_reply *reply)
{
	static const char *const stages[] = {
		[STAGE_GREETING] = "initial connection",
		[STAGE_MAIL] = "pipelined MAIL FROM:<",
		[STAGE_RCPT] = "RCPT TO:<",
		[STAGE_EOD] = "end of data",
	};
	struct gen_text *t = g->t;

	GEN_PUT(t, "SMTP error from remote mail server after ");
	gen_put_s(t, stages[reply->stage]);
	if (reply->stage == STAGE_MAIL)
		gen_put_sender(t, e);
	if (reply->stage == STAGE_RCPT)
		gen_put_rcpt(t, r);
	if (reply->stage == STAGE_RCPT || reply->stage == STAGE_MAIL)
		GEN_PUT(t, ">");
	GEN_PUT(t, ": ");
	gen_put_reply(g, e, r, reply->text, "\\n");
}

static void
put_deferred(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	const struct gen_provider *p = r->to->provider;
	uint32_t x = gen_below(&g->random, 1000);
	const struct gen_reply *reply = &p->deferred[gen_below(
	    &g->random, (uint32_t)gen_n_replies(p->deferred))];

	begin_delivery(g, e, r, "== ");
	if (x < 100) {
		GEN_PUT(g->t, " routing defer (-52): retry time not reached");
		return;
	}
	put_transport(g, r);
	if (x < 250 && r->to != gen_home) {
		GEN_PUT(g->t,
		    " defer (-54): retry time not reached for any "
		    "host for '");
		gen_put_s(g->t, r->to->domain);
		GEN_PUT(g->t, "'");
		return;
	}
	r->attempts++;
	r->named = true;
	if (x < 400 && r->to != gen_home) {
		GEN_PUT(g->t, " defer (110): Connection timed out");
		put_host(g, r);
		return;
	}
	GEN_PUT(g->t, " defer (-46)");
	put_host(g, r);
	GEN_PUT(g->t, ": ");
	put_error(g, e, r, reply);
}

static void
put_failed(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	const struct gen_reply *reply = &r->to->provider->failed[r->failure];

	r->attempts++;
	r->named = true;
	r->reason = (uint8_t)reply->reason;
	begin_delivery(g, e, r, "** ");
	put_transport(g, r);
	put_host(g, r);
	GEN_PUT(g->t, ": ");
	put_error(g, e, r, reply);
}

static void
put_times(struct gen_log *g, const struct gen_entry *e)
{
	GEN_PUT(g->t, " QT=");
	gen_put_u(g->t, (uint64_t)((g->now - e->begun) / GEN_SECOND));
	GEN_PUT(g->t, "s DT=0.");
	gen_put_u(g->t, 100 + gen_below(&g->random, 900));
	GEN_PUT(g->t, "s");
}

/* Further ones of a domain go in the same transaction. */
static bool
is_further(const struct gen_entry *e, const struct gen_rcpt *r)
{
	return r > e->rcpt && r[-1].to == r->to &&
	    r[-1].state == STATE_ACCEPTED;
}

static void
put_accepted(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	r->attempts++;
	r->named = true;
	if (r->to == gen_home && !r->rootly && r->number % 4 == 0) {
		begin(g, e);
		GEN_PUT(g->t, "=> /var/mail/user <");
		gen_put_rcpt(g->t, r);
		GEN_PUT(g->t, "> R=local_user T=address_file");
		put_times(g, e);
		return;
	}
	begin_delivery(g, e, r, is_further(e, r) ? "-> " : "=> ");
	put_transport(g, r);
	put_host(g, r);
	if (r->to != gen_home)
		GEN_PUT(g->t, " X=TLS1.3:TLS_AES_256_GCM_SHA384:256 CV=yes");
	GEN_PUT(g->t, " C=\"");
	gen_put_reply(g, e, r, r->to->provider->accepted, "\\n");
	GEN_PUT(g->t, "\"");
	put_times(g, e);
}

static void
put_filter(
    struct gen_log *g, const struct gen_entry *e, const struct gen_rcpt *r)
{
	begin_delivery(g, e, r, r == e->rcpt ? "=> " : "-> ");
	GEN_PUT(g->t,
	    " R=amavis T=amavis H=127.0.0.1 [127.0.0.1]:10024 C=\"250 2.0.0 "
	    "from MTA(smtp:[127.0.0.1]:10025): 250 OK id=");
	gen_put_s(g->t, e->next_id);
	GEN_PUT(g->t, "\"");
	put_times(g, e);
}

static void
put_suppressed(
    struct gen_log *g, const struct gen_entry *e, const struct gen_rcpt *r)
{
	begin(g, e);
	GEN_PUT(g->t, "=> :blackhole: <");
	gen_put_rcpt(g->t, r);
	GEN_PUT(g->t, "> R=system_aliases");
}

static void
deliver(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r,
    enum gen_state what)
{
	if (what == STATE_HOP) {
		put_filter(g, e, r);
	} else if (e->refused_hop) {
		r->attempts++;
		begin_delivery(g, e, r, "== ");
		GEN_PUT(g->t,
		    " R=amavis T=amavis defer (111): Connection "
		    "refused H=127.0.0.1 [127.0.0.1]:10024");
	} else if (what == STATE_DEFERRED) {
		put_deferred(g, e, r);
	} else if (what == STATE_FAILED) {
		put_failed(g, e, r);
	} else if (what == STATE_SUPPRESSED) {
		put_suppressed(g, e, r);
	} else {
		put_accepted(g, e, r);
	}
	r->state = (uint8_t)what;
	gen_log_truth_line();
	gen_end_line(g);
}

/* ---- the end ---- */

static void
expire(struct gen_log *g, struct gen_entry *e)
{
	for (size_t i = 0; i < e->n; i++) {
		struct gen_rcpt *r = &e->rcpt[i];

		if (r->done)
			continue;
		begin_delivery(g, e, r, "** ");
		GEN_PUT(g->t, ": retry timeout exceeded");
		r->state = STATE_EXPIRED;
		r->done = true;
		gen_log_truth_line();
		gen_end_line(g);
	}
}

static void
notice(struct gen_log *g, struct gen_entry *e, struct gen_entry *dsn)
{
	begin(g, dsn);
	GEN_PUT(g->t, "<= <> R=");
	gen_put_s(g->t, e->id);
	GEN_PUT(g->t, " U=Debian-exim P=local S=");
	gen_put_u(g->t, dsn->size);
	gen_end_line(g);
}

static void
complete(struct gen_log *g, struct gen_entry *e)
{
	begin(g, e);
	GEN_PUT(g->t, "Completed QT=");
	gen_put_u(g->t, (uint64_t)((g->now - e->begun) / GEN_SECOND));
	GEN_PUT(g->t, "s");
	gen_end_line(g);
}

static void
noise(struct gen_log *g)
{
	static const char *const parts[][2] = {
		{ "no host name found for IP address ", "" },
		{ "H=(User) [",
		    "] F=<x@spam.example> rejected RCPT "
		    "<-nobody@home.example>: Unrouteable address" },
		{ "H=mx.spam.example [",
		    "]:4711 F=<y@spam.example> rejected "
		    "RCPT <z@example.com>: relay not "
		    "permitted" },
		{ "login authenticator failed for (User) [",
		    "]: 535 Incorrect authentication data (set_id=admin)" },
		{ "SMTP connection from [", "] lost D=0.4s" },
		{ "unexpected disconnection while reading SMTP command from [",
		    "] D=10s" },
	};
	uint32_t x = gen_below(&g->random, 1000), k = x % GEN_COUNT(parts);

	if (x % 50 == 0) {
		gen_put_stamp(g);
		GEN_PUT(g->t, "Start queue run: pid=4711");
		gen_end_line(g);
	}
	if (x < 400)
		return;
	gen_put_stamp(g);
	gen_put_s(g->t, parts[k][0]);
	gen_put_noise_ip(g);
	gen_put_s(g->t, parts[k][1]);
	gen_end_line(g);
}

const struct gen_log_style gen_log_exim = { .new_id = new_id,
	.free_id = free_id,
	.arrive = arrive,
	.cleanup = nothing,
	.queue = nothing,
	.deliver = deliver,
	.filtered = nothing,
	.expire = expire,
	.notice = notice,
	.remove = complete,
	.noise = noise };
