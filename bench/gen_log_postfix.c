/*
 * Lines as Postfix writes them, and what its milters and filters say beside.
 * FORMATS.md 1-4.
 */
#include "gen_log_postfix.h"

#define UPPER_HEX "0123456789ABCDEF"
#define BASE52 "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"

/* "STAMP HOST PROGRAM[PID]: " */
static void
begin(struct gen_log *g, const struct gen_entry *e, const char *program,
    unsigned pid)
{
	gen_put_stamp(g);
	gen_put_s(g->t, gen_hosts[e->host]);
	GEN_PUT(g->t, " ");
	gen_put_s(g->t, program);
	GEN_PUT(g->t, "[");
	gen_put_u(g->t, e->pid + pid);
	GEN_PUT(g->t, "]: ");
}

/* The same and "QUEUE_ID: " */
void
gen_postfix_begin(struct gen_log *g, const struct gen_entry *e,
    const char *program, unsigned pid)
{
	begin(g, e, program, pid);
	gen_put_s(g->t, e->id);
	GEN_PUT(g->t, ": ");
}

/* A whole line without anything that varies. */
static void
say(struct gen_log *g, const struct gen_entry *e, const char *program,
    const char *words)
{
	gen_postfix_begin(g, e, program, 0);
	gen_put_s(g->t, words);
	gen_end_line(g);
}

/* ---- queue ids ---- */

/* Long ids on out1; elsewhere short ones, some of them used before. */
static void
new_id(struct gen_log *g, struct gen_entry *e)
{
	struct gen_text t = { .p = e->id, .cap = sizeof e->id };
	unsigned n = g->freed[e->host].n;
	uint64_t us = (uint64_t)(g->now % GEN_SECOND);

	g->n_ids++;
	if (e->host == HOST_OUT) {
		gen_put_base(
		    &t, (uint64_t)(g->now / GEN_SECOND), BASE52, 52, 6);
		gen_put_base(&t, us, BASE52, 52, 4);
		GEN_PUT(&t, "z");
		gen_put_base(&t, 100000 + g->n_ids, BASE52, 51, 1);
	} else if (n > 0 && gen_chance(&g->random, 2000)) {
		unsigned k = gen_below(&g->random, n);

		strcpy(e->id, g->freed[e->host].id[k]);
		memmove(g->freed[e->host].id[k], g->freed[e->host].id[n - 1],
		    GEN_ID_SIZE);
		g->freed[e->host].n--;
		return;
	} else {
		gen_put_base(&t, us, UPPER_HEX, 16, 5);
		gen_put_base(&t, 100000 + g->n_ids, UPPER_HEX, 16, 1);
	}
	GEN_PUT(&t, "\0");
}

static void
free_id(struct gen_log *g, struct gen_entry *e)
{
	unsigned n = g->freed[e->host].n;

	if (e->host != HOST_OUT && n < GEN_FREED) {
		strcpy(g->freed[e->host].id[n], e->id);
		g->freed[e->host].n++;
	}
}

/* ---- SPF, told by policyd-spf of Python, which knows no queue id ---- */

static void
policyd_spf(
    struct gen_log *g, const struct gen_entry *e, enum gen_word word, bool helo)
{
	static const char *const words[N_WORDS] = { [W_PASS] = "Pass",
		[W_FAIL] = "Fail",
		[W_SOFTFAIL] = "Softfail",
		[W_NEUTRAL] = "Neutral",
		[W_NONE] = "None",
		[W_TEMPERROR] = "Temperror",
		[W_PERMERROR] = "Permerror" };
	struct gen_text *t = g->t;

	begin(g, e, "policyd-spf", 5);
	GEN_PUT(t, "prepend Received-SPF: ");
	gen_put_s(t, words[word]);
	if (helo)
		GEN_PUT(t, " (helo) identity=helo; client-ip=");
	else
		GEN_PUT(t, " (mailfrom) identity=mailfrom; client-ip=");
	gen_put_client_ip(t, e);
	GEN_PUT(t, "; helo=");
	gen_put_s(t, e->from->host);
	GEN_PUT(t, "; envelope-from=");
	if (e->null_sender)
		GEN_PUT(t, "<>");
	else
		gen_put_sender(t, e);
	GEN_PUT(t, "; receiver=<UNKNOWN> ");
	gen_end_line(g);
}

static void
put_client(struct gen_text *t, const struct gen_entry *e)
{
	switch (e->path) {
	case PATH_FILTERED:
		GEN_PUT(t, "localhost[127.0.0.1]");
		return;
	case PATH_RELAYED:
		GEN_PUT(t, "app1.home.example[");
		break;
	case PATH_INBOUND:
		gen_put_s(t, e->from->host);
		GEN_PUT(t, "[");
		break;
	default:
		GEN_PUT(t, "unknown[");
	}
	gen_put_client_ip(t, e);
	GEN_PUT(t, "]");
}

static void
put_connect(struct gen_log *g, const struct gen_entry *e)
{
	begin(g, e, "postfix/smtpd", 0);
	GEN_PUT(g->t, "connect from ");
	put_client(g->t, e);
	gen_end_line(g);
}

static void
put_disconnect(struct gen_log *g, const struct gen_entry *e, const char *tail)
{
	begin(g, e, "postfix/smtpd", 0);
	GEN_PUT(g->t, "disconnect from ");
	put_client(g->t, e);
	gen_put_s(g->t, tail);
	gen_end_line(g);
}

/* The client was here before, and was sent away: that result is gone. */
static void
put_dropped(struct gen_log *g, const struct gen_entry *e)
{
	struct gen_text *t = g->t;

	put_connect(g, e);
	policyd_spf(g, e, W_SOFTFAIL, false);
	begin(g, e, "postfix/smtpd", 0);
	GEN_PUT(t, "NOQUEUE: reject: RCPT from ");
	put_client(t, e);
	GEN_PUT(t, ": 450 4.2.0 <");
	gen_put_rcpt(t, &e->rcpt[0]);
	GEN_PUT(t, ">: Recipient address rejected: Greylisted; from=<");
	gen_put_sender(t, e);
	GEN_PUT(t, "> to=<");
	gen_put_rcpt(t, &e->rcpt[0]);
	GEN_PUT(t, "> proto=ESMTP helo=<");
	gen_put_s(t, e->from->host);
	GEN_PUT(t, ">");
	gen_end_line(g);
	put_disconnect(g, e, " ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4");
}

static void
put_spf(struct gen_log *g, const struct gen_entry *e)
{
	enum gen_word word = (enum gen_word)e->word[M_SPF];

	switch ((enum gen_spf_told)e->spf_told) {
	case SPF_POLICYD_TWICE:
		policyd_spf(g, e, W_NONE, true);
		policyd_spf(g, e, word, false);
		break;
	case SPF_POLICYD:
	case SPF_POLICYD_BOTH:
		policyd_spf(g, e, word, false);
		break;
	case SPF_UNTOLD:
	case SPF_OPENDMARC:
	case SPF_DROPPED:
	case SPF_LATE:
		break;
	}
}

/* ---- an entry begins ---- */

static void
put_pickup(struct gen_log *g, const struct gen_entry *e)
{
	gen_postfix_begin(g, e, "postfix/pickup", 2);
	GEN_PUT(g->t, "uid=");
	gen_put_u(g->t,
	    e->path == PATH_PIPED ? 5001 :
	        e->from == NULL   ? 0 :
	                            33);
	GEN_PUT(g->t, " from=<");
	if (e->path == PATH_PIPED)
		gen_put_sender(g->t, e);
	else if (e->from == NULL)
		GEN_PUT(g->t, "root");
	else
		GEN_PUT(g->t, "www-data");
	GEN_PUT(g->t, ">");
	gen_end_line(g);
}

static void
arrive(struct gen_log *g, struct gen_entry *e)
{
	bool submitted = e->path == PATH_SUBMITTED;

	if (e->path == PATH_PICKUP || e->path == PATH_PIPED) {
		put_pickup(g, e);
		return;
	}
	if (e->spf_told == SPF_DROPPED)
		put_dropped(g, e);
	if (e->spf_told == SPF_LATE) {
		put_connect(g, e);
		policyd_spf(g, e, W_SOFTFAIL, false);
		return; /* client= comes with the next step */
	}
	begin(
	    g, e, submitted ? "postfix/submission/smtpd" : "postfix/smtpd", 0);
	GEN_PUT(g->t, "connect from ");
	put_client(g->t, e);
	gen_end_line(g);
	put_spf(g, e);
	gen_postfix_begin(
	    g, e, submitted ? "postfix/submission/smtpd" : "postfix/smtpd", 0);
	GEN_PUT(g->t, "client=");
	put_client(g->t, e);
	if (submitted)
		GEN_PUT(g->t, ", sasl_method=PLAIN, sasl_username=news");
	gen_end_line(g);
}

static void
put_dkim(struct gen_log *g, const struct gen_entry *e)
{
	const char *domain = e->from->author.name;

	gen_postfix_begin(g, e, "opendkim", 9);
	gen_put_s(g->t, e->from->host);
	GEN_PUT(g->t, " [");
	gen_put_client_ip(g->t, e);
	GEN_PUT(g->t, "] not internal");
	gen_end_line(g);
	say(g, e, "opendkim", "not authenticated");
	switch (e->word[M_DKIM]) {
	case W_PASS:
	case W_FAIL:
		gen_postfix_begin(g, e, "opendkim", 9);
		GEN_PUT(g->t, "s=s1 d=");
		gen_put_s(g->t, domain);
		GEN_PUT(g->t, " SSL ");
		if (e->word[M_DKIM] == W_FAIL)
			GEN_PUT(g->t,
			    "error:04091068:rsa routines:int_rsa_verify:bad "
			    "signature");
		gen_end_line(g);
		say(g, e, "opendkim",
		    e->word[M_DKIM] == W_PASS ? "DKIM verification successful" :
		                                "bad signature data");
		break;
	case W_NONE:
		say(g, e, "opendkim", "no signature data");
		break;
	default:
		gen_postfix_begin(g, e, "opendkim", 9);
		GEN_PUT(g->t, "key retrieval failed (s=s1, d=");
		gen_put_s(g->t, domain);
		if (e->word[M_DKIM] == W_PERMERROR) {
			GEN_PUT(g->t, "): 's1._domainkey.");
			gen_put_s(g->t, domain);
			GEN_PUT(g->t, "' record not found");
		} else {
			GEN_PUT(g->t, "): 's1._domainkey.");
			gen_put_s(g->t, domain);
			GEN_PUT(g->t, "' query timed out");
		}
		gen_end_line(g);
	}
}

/* opendmarc's word for SPF; it is believed where policyd-spf said nothing. */
static void
put_opendmarc_spf(struct gen_log *g, const struct gen_entry *e)
{
	static const char *const words[N_WORDS] = { [W_PASS] = "pass",
		[W_FAIL] = "fail",
		[W_NONE] = "none",
		[W_TEMPERROR] = "tempfail",
		[W_PERMERROR] = "permerror" };

	gen_postfix_begin(g, e, "opendmarc", 11);
	GEN_PUT(g->t, "SPF(mailfrom): ");
	gen_put_s(g->t, e->from->mailfrom.name);
	GEN_PUT(g->t, " ");
	gen_put_s(g->t,
	    e->spf_told == SPF_POLICYD_BOTH ? "none" : words[e->word[M_SPF]]);
	gen_end_line(g);
}

static void
put_dmarc(struct gen_log *g, const struct gen_entry *e)
{
	static const char *const words[N_WORDS] = { [W_PASS] = "pass",
		[W_FAIL] = "fail",
		[W_NONE] = "none",
		[W_TEMPERROR] = "temperror" };

	if (e->spf_told == SPF_OPENDMARC || e->spf_told == SPF_POLICYD_BOTH)
		put_opendmarc_spf(g, e);
	if (e->word[M_DMARC] == W_MISSING)
		return;
	gen_postfix_begin(g, e, "opendmarc", 11);
	gen_put_s(g->t, e->from->author.name);
	GEN_PUT(g->t, " ");
	gen_put_s(g->t, words[e->word[M_DMARC]]);
	gen_end_line(g);
}

/* A subject that looks like a delivery line, but is none. */
static void
put_subject(struct gen_log *g, const struct gen_entry *e)
{
	gen_postfix_begin(g, e, "postfix/cleanup", 1);
	GEN_PUT(g->t,
	    "info: header Subject: Re: to=<-u1@docomo.ne.jp>, relay=mx[192.0."
	    "2.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)"
	    " from ");
	put_client(g->t, e);
	GEN_PUT(g->t, "; from=<");
	gen_put_sender(g->t, e);
	GEN_PUT(g->t, "> to=<");
	gen_put_rcpt(g->t, &e->rcpt[e->n - 1]);
	GEN_PUT(g->t, "> proto=ESMTP helo=<");
	gen_put_s(g->t, e->from->host);
	GEN_PUT(g->t, ">");
	gen_end_line(g);
}

static void
put_message_id_line(struct gen_log *g, const struct gen_entry *e)
{
	gen_postfix_begin(g, e, "postfix/cleanup", 1);
	GEN_PUT(g->t, "message-id=<");
	gen_put_message_id(g->t, e);
	GEN_PUT(g->t, ">");
	gen_end_line(g);
}

static void
cleanup(struct gen_log *g, struct gen_entry *e)
{
	if (e->spf_told == SPF_LATE) {
		gen_postfix_begin(g, e, "postfix/smtpd", 0);
		GEN_PUT(g->t, "client=");
		put_client(g->t, e);
		gen_end_line(g);
	}
	put_message_id_line(g, e);
	if (e->path == PATH_INBOUND) {
		if (gen_chance(&g->random, 100))
			put_subject(g, e);
		put_dkim(g, e);
		put_dmarc(g, e);
	} else if (e->path == PATH_SUBMITTED || e->path == PATH_RELAYED) {
		gen_postfix_begin(g, e, "opendkim", 9);
		GEN_PUT(g->t, "DKIM-Signature field added (s=s1, d=");
		gen_put_s(g->t, e->from->author.name);
		GEN_PUT(g->t, ")");
		gen_end_line(g);
	}
}

static void
put_queued(struct gen_log *g, const struct gen_entry *e)
{
	unsigned left = 0;

	for (size_t i = 0; i < e->n; i++)
		left += !e->rcpt[i].done;
	gen_postfix_begin(g, e, "postfix/qmgr", 3);
	GEN_PUT(g->t, "from=<");
	gen_put_sender(g->t, e);
	GEN_PUT(g->t, ">, size=");
	gen_put_u(g->t, e->size);
	GEN_PUT(g->t, ", nrcpt=");
	gen_put_u(g->t, left);
	GEN_PUT(g->t, " (queue active)");
	gen_end_line(g);
}

static void
queue(struct gen_log *g, struct gen_entry *e)
{
	put_queued(g, e);
	if (e->round == 0 && e->path != PATH_PICKUP && e->path != PATH_PIPED)
		put_disconnect(
		    g, e, " ehlo=1 mail=1 rcpt=1 data=1 quit=1 commands=5");
}

/* ---- the filter, and the end ---- */

static void
filtered(struct gen_log *g, struct gen_entry *e)
{
	struct gen_text *t = g->t;

	if (e->hop != HOP_FILTER)
		return;
	begin(g, e, "amavis", 6);
	GEN_PUT(t, "(01626-01) ");
	if (e->discarded)
		GEN_PUT(t,
		    "Blocked INFECTED (Eicar-Test-Signature) "
		    "{DiscardedInbound,Quarantined}, [");
	else
		GEN_PUT(t, "Passed CLEAN {RelayedInbound}, [");
	gen_put_client_ip(t, e);
	GEN_PUT(t, "]:4711 [");
	gen_put_client_ip(t, e);
	GEN_PUT(t, "] <");
	gen_put_sender(t, e);
	GEN_PUT(t, "> -> ");
	for (size_t i = 0; i < e->n; i++) {
		if (i > 0)
			GEN_PUT(t, ",");
		GEN_PUT(t, "<");
		gen_put_rcpt(t, &e->rcpt[i]);
		GEN_PUT(t, ">");
	}
	GEN_PUT(t, ", Queue-ID: ");
	gen_put_s(t, e->id);
	GEN_PUT(t, ", Message-ID: <");
	gen_put_message_id(t, e);
	GEN_PUT(t, ">, mail_id: ");
	gen_put_letters(g, 12);
	GEN_PUT(t, ", Hits: -0.201, size: ");
	gen_put_u(t, e->size);
	if (!e->discarded) {
		GEN_PUT(t, ", queued_as: ");
		gen_put_s(t, e->next_id);
	}
	GEN_PUT(t, ", 312 ms");
	gen_end_line(g);
}

static void
expire(struct gen_log *g, struct gen_entry *e)
{
	gen_postfix_begin(g, e, "postfix/qmgr", 3);
	GEN_PUT(g->t, "from=<");
	gen_put_sender(g->t, e);
	if (gen_chance(&g->random, 500))
		GEN_PUT(g->t, ">, status=force-expired, returned to sender");
	else
		GEN_PUT(g->t, ">, status=expired, returned to sender");
	gen_end_line(g);
	for (size_t i = 0; i < e->n; i++)
		if (e->rcpt[i].state == STATE_DEFERRED)
			e->rcpt[i].state = STATE_EXPIRED;
}

static void
notice(struct gen_log *g, struct gen_entry *e, struct gen_entry *dsn)
{
	put_message_id_line(g, dsn);
	gen_postfix_begin(g, e, "postfix/bounce", 8);
	GEN_PUT(g->t, "sender non-delivery notification: ");
	gen_put_s(g->t, dsn->id);
	gen_end_line(g);
	put_queued(g, dsn);
}

static void
remove_entry(struct gen_log *g, struct gen_entry *e)
{
	say(g, e, "postfix/qmgr", "removed");
}

static void
forward(struct gen_log *g, struct gen_entry *e)
{
	put_message_id_line(g, e);
	put_queued(g, e);
}

const struct gen_log_style gen_log_postfix = { .new_id = new_id,
	.free_id = free_id,
	.arrive = arrive,
	.cleanup = cleanup,
	.queue = queue,
	.deliver = gen_postfix_deliver,
	.filtered = filtered,
	.expire = expire,
	.notice = notice,
	.remove = remove_entry,
	.forward = forward,
	.noise = gen_postfix_noise };
