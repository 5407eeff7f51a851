/*
 * Lines of Postfix's delivery agents: what became of one recipient this time.
 * FORMATS.md 1.
 */
#include "gen_log_postfix.h"

static void
put_delays(struct gen_log *g, const struct gen_entry *e)
{
	struct gen_text *t = g->t;
	int64_t all = g->now - e->begun;
	int64_t last = 10000 * (int64_t)(1 + gen_below(&g->random, 60));
	int64_t setup = 10000 * (int64_t)gen_below(&g->random, 40);
	int64_t wait = all > last + setup ? all - last - setup : 0;

	GEN_PUT(t, ", delay=");
	gen_put_decimal(t, all);
	GEN_PUT(t, ", delays=");
	gen_put_decimal(t, wait);
	GEN_PUT(t, "/0.01/");
	gen_put_decimal(t, setup);
	GEN_PUT(t, "/");
	gen_put_decimal(t, last);
}

static void
put_relay(struct gen_text *t, const struct gen_target *to)
{
	gen_put_s(t, to->relay);
	GEN_PUT(t, "[");
	gen_put_s(t, to->provider->ip);
	GEN_PUT(t, "]");
	if (to != gen_home)
		GEN_PUT(t, ":25");
}

/* "host RELAY said: ... (in reply to ...)"; without the port */
static void
put_said(struct gen_log *g, const struct gen_entry *e, const struct gen_rcpt *r,
    const struct gen_reply *reply)
{
	static const char *const commands[] = {
		[STAGE_MAIL] = "MAIL FROM",
		[STAGE_RCPT] = "RCPT TO",
		[STAGE_EOD] = "end of DATA",
	};
	struct gen_text *t = g->t;

	GEN_PUT(t, "host ");
	gen_put_s(t, r->to->relay);
	GEN_PUT(t, "[");
	gen_put_s(t, r->to->provider->ip);
	if (reply->stage == STAGE_GREETING) {
		GEN_PUT(t, "] refused to talk to me: ");
		gen_put_reply(g, e, r, reply->text, " ");
		return;
	}
	GEN_PUT(t, "] said: ");
	gen_put_reply(g, e, r, reply->text, " ");
	GEN_PUT(t, " (in reply to ");
	gen_put_s(t, commands[reply->stage]);
	GEN_PUT(t, " command)");
}

void
gen_postfix_begin_delivery(struct gen_log *g, const struct gen_entry *e,
    const struct gen_rcpt *r, const char *daemon)
{
	gen_postfix_begin(g, e, daemon, 4);
	GEN_PUT(g->t, "to=<");
	gen_put_rcpt(g->t, r);
	GEN_PUT(g->t, ">");
	if (r->alias) {
		GEN_PUT(g->t, ", orig_to=<-alias");
		gen_put_u(g->t, r->number);
		GEN_PUT(g->t, "@home.example>");
	} else if (r->rootly && r->number % 2 == 0) {
		GEN_PUT(g->t, ", orig_to=<root>");
	}
	GEN_PUT(g->t, ", relay=");
}

void
gen_postfix_begin_text(struct gen_log *g, const struct gen_entry *e,
    const char *dsn, const char *status)
{
	put_delays(g, e);
	GEN_PUT(g->t, ", dsn=");
	gen_put_s(g->t, dsn);
	GEN_PUT(g->t, ", status=");
	gen_put_s(g->t, status);
	GEN_PUT(g->t, " (");
}

static void
put_hop(struct gen_log *g, const struct gen_entry *e, const struct gen_rcpt *r)
{
	struct gen_text *t = g->t;

	if (e->hop == HOP_PIPE) {
		gen_postfix_begin_delivery(g, e, r, "postfix/pipe");
		GEN_PUT(t, "spamassassin");
		gen_postfix_begin_text(g, e, "2.0.0", "sent");
		GEN_PUT(t, "delivered via spamassassin service)");
	} else if (e->hop == HOP_RELAY) {
		gen_postfix_begin_delivery(g, e, r, "postfix/smtp");
		GEN_PUT(t, "out1.home.example[198.51.100.251]:25");
		gen_postfix_begin_text(g, e, "2.0.0", "sent");
		GEN_PUT(t, "250 2.0.0 Ok: queued as ");
		gen_put_s(t, e->next_id);
		GEN_PUT(t, ")");
	} else {
		gen_postfix_begin_delivery(g, e, r, "postfix/smtp-amavis/smtp");
		GEN_PUT(t, "127.0.0.1[127.0.0.1]:10024");
		if (r > e->rcpt)
			GEN_PUT(t, ", conn_use=2");
		gen_postfix_begin_text(g, e, "2.0.0", "sent");
		GEN_PUT(t,
		    "250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: "
		    "queued as ");
		gen_put_s(t, e->next_id);
		GEN_PUT(t, ")");
	}
}

/* The way to the next entry is shut for now. */
static void
put_shut(struct gen_log *g, const struct gen_entry *e, const struct gen_rcpt *r)
{
	if (e->hop == HOP_PIPE) {
		gen_postfix_begin_delivery(g, e, r, "postfix/pipe");
		GEN_PUT(g->t, "spamassassin");
		gen_postfix_begin_text(g, e, "4.3.0", "deferred");
		GEN_PUT(g->t, "temporary failure)");
		return;
	}
	gen_postfix_begin_delivery(g, e, r, "postfix/smtp");
	GEN_PUT(g->t, "none");
	gen_postfix_begin_text(g, e, "4.4.1", "deferred");
	if (e->hop == HOP_RELAY)
		GEN_PUT(g->t,
		    "connect to out1.home.example[198.51.100.251]:25: "
		    "Connection refused)");
	else
		GEN_PUT(g->t,
		    "connect to 127.0.0.1[127.0.0.1]:10024: Connection "
		    "refused)");
}

/* A word about a host that is no verdict yet. */
static void
put_first_try(struct gen_log *g, const struct gen_entry *e,
    const struct gen_rcpt *r, const struct gen_reply *reply)
{
	gen_postfix_begin(
	    g, e, r->to == gen_home ? "postfix/lmtp" : "postfix/smtp", 4);
	put_said(g, e, r, reply);
	gen_end_line(g);
}

static void
put_deferred(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	const struct gen_provider *p = r->to->provider;
	uint32_t x = gen_below(&g->random, 1000);
	const struct gen_reply *reply = &p->deferred[gen_below(
	    &g->random, (uint32_t)gen_n_replies(p->deferred))];
	bool local = r->to == gen_home;

	if (x < 150 && !local && (!r->to->by_relay || r->named)) {
		gen_postfix_begin_delivery(g, e, r, "postfix/error");
		GEN_PUT(g->t, "none");
		gen_postfix_begin_text(g, e, reply->dsn, "deferred");
		GEN_PUT(g->t, "delivery temporarily suspended: ");
		put_said(g, e, r, reply);
		GEN_PUT(g->t, ")");
		r->named = true;
		return;
	}
	r->attempts++;
	r->named = true; /* also by its name in the text */
	if (x < 300 && !local) {
		gen_postfix_begin_delivery(g, e, r, "postfix/smtp");
		GEN_PUT(g->t, "none");
		gen_postfix_begin_text(g, e, "4.4.1", "deferred");
		GEN_PUT(g->t, "connect to ");
		put_relay(g->t, r->to);
		GEN_PUT(g->t, ": Connection timed out)");
		return;
	}
	if (x < 400)
		put_first_try(g, e, r, reply);
	gen_postfix_begin_delivery(
	    g, e, r, local ? "postfix/lmtp" : "postfix/smtp");
	put_relay(g->t, r->to);
	gen_postfix_begin_text(
	    g, e, reply->dsn, x < 990 ? "deferred" : "SOFTBOUNCE");
	put_said(g, e, r, reply);
	GEN_PUT(g->t, ")");
}

static void
put_failed(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	const struct gen_reply *reply = &r->to->provider->failed[r->failure];

	r->attempts++;
	r->named = true;
	r->reason = (uint8_t)reply->reason;
	gen_postfix_begin_delivery(
	    g, e, r, r->to == gen_home ? "postfix/lmtp" : "postfix/smtp");
	put_relay(g->t, r->to);
	gen_postfix_begin_text(g, e, reply->dsn, "bounced");
	put_said(g, e, r, reply);
	GEN_PUT(g->t, ")");
}

static void
put_accepted(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	struct gen_text *t = g->t;

	r->attempts++;
	r->named = true;
	if (r->forwarded || r->rootly || e->from == NULL) {
		gen_postfix_begin_delivery(g, e, r, "postfix/local");
		GEN_PUT(t, "local");
		gen_postfix_begin_text(g, e, "2.0.0", "sent");
		if (r->forwarded) {
			GEN_PUT(t, "forwarded as ");
			gen_put_s(t, e->next_id);
		} else if (r->number % 3 == 0) {
			GEN_PUT(t, "delivered to command: /usr/bin/sorter (x)");
		} else {
			GEN_PUT(t, "delivered to mailbox");
		}
		GEN_PUT(t, ")");
		return;
	}
	gen_postfix_begin_delivery(
	    g, e, r, r->to == gen_home ? "postfix/lmtp" : "postfix/smtp");
	put_relay(t, r->to);
	if (gen_chance(&g->random, 500))
		GEN_PUT(t, ", conn_use=3");
	gen_postfix_begin_text(g, e, "2.0.0", "sent");
	gen_put_reply(g, e, r, r->to->provider->accepted, " ");
	GEN_PUT(t, ")");
}

static void
put_suppressed(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	struct gen_text *t = g->t;

	if (e->discarded) {
		r->attempts++;
		gen_postfix_begin_delivery(g, e, r, "postfix/smtp-amavis/smtp");
		GEN_PUT(t, "127.0.0.1[127.0.0.1]:10024");
		gen_postfix_begin_text(g, e, "2.7.0", "sent");
		GEN_PUT(t,
		    "250 2.7.0 Ok, discarded, id=01626-01 - INFECTED: "
		    "Eicar-Test-Signature)");
		return;
	}
	gen_postfix_begin_delivery(g, e, r, "postfix/discard");
	GEN_PUT(t, "none");
	gen_postfix_begin_text(g, e, "2.0.0", "sent");
	gen_put_s(t, r->to->domain);
	GEN_PUT(t, ")");
}

/*
 * Whether the line that began at `from` is to be torn: then nothing has told
 * what it says.  Only where the next lines make no riddle of that.
 */
static bool
tear(struct gen_log *g, const struct gen_entry *e, const struct gen_rcpt *r,
    enum gen_state what, size_t from)
{
	const char *line = g->t->p + from, *p;
	size_t n = g->t->n - from, least, most;

	/* Another line may stand before it. */
	p = memrchr(line, '\n', n);
	if (p != NULL) {
		from += (size_t)(p + 1 - line);
		n -= (size_t)(p + 1 - line);
		line = p + 1;
	}
	if (e->path == PATH_PIPED || e->null_sender || r->quoted ||
	    r->forwarded || e->hop != HOP_NONE || !gen_chance(&g->random, 10))
		return false;
	if (what != STATE_DEFERRED &&
	    (what != STATE_ACCEPTED || r->state != STATE_UNSEEN ||
	        r->ses == SES_SENT))
		return false;
	p = memmem(line, n, ", delay=", 8);
	least = (size_t)(p - line) + 8;
	p = memmem(line, n, ", status=", 9);
	most = (size_t)((const char *)memchr(p, '(', 32) - line);
	g->t->n =
	    from + least + gen_below(&g->random, (uint32_t)(most - least));
	return true;
}

void
gen_postfix_deliver(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r,
    enum gen_state what)
{
	bool relayed = g->events != NULL && !e->null_sender &&
	    what != STATE_HOP && what != STATE_SUPPRESSED && !e->refused_hop;
	struct gen_rcpt before;
	size_t from;

	if (relayed && what == STATE_ACCEPTED)
		gen_relay_take(g, e);
	before = *r;
	if (what == STATE_HOP)
		put_hop(g, e, r);
	else if (e->refused_hop) {
		r->attempts++;
		put_shut(g, e, r);
	}
	from = g->t->n;
	if (what == STATE_HOP || e->refused_hop)
		;
	else if (relayed)
		gen_relay_deliver(g, e, r, what);
	else if (what == STATE_DEFERRED)
		put_deferred(g, e, r);
	else if (what == STATE_FAILED)
		put_failed(g, e, r);
	else if (what == STATE_SUPPRESSED)
		put_suppressed(g, e, r);
	else
		put_accepted(g, e, r);
	if (g->t->n > from && tear(g, e, &before, what, from)) {
		before.done = r->done;
		*r = before;
		gen_log_truth_torn();
	} else {
		r->state = (uint8_t)what;
		gen_log_truth_line();
	}
	gen_end_line(g);
}
