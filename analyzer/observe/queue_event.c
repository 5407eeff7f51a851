/*
 * One line joins its entry.
 */
#include "queue_parts.h"

#include "analyzer/observe/admd.h"
#include "formats/ses_id.h"

/* A line at work: the event, its host and place. */
struct line {
	struct td_queue *q;
	const struct td_event *e;
	uint32_t host;
	struct place at;
	uint64_t off;
	struct id id; /* its queue id, if it has one */
};

/* The clock of the host goes on, or back. */
static int
tick(struct td_queue *q, struct host *h, int64_t when)
{
	int64_t now;
	struct step s;

	if (h->seen && when == h->when) {
		h->step[h->n - 1].to = q->pos;
		return 0;
	}
	now = tick_of(when);
	h->when = when;
	if (h->seen && now == h->last) {
		h->step[h->n - 1].to = q->pos;
		return 0;
	}
	if (!h->seen)
		h->first = now;
	else
		h->ticks += now > h->last ? now - h->last : h->last - now;
	h->seen = true;
	h->last = now;
	s = (struct step){ q->pos, q->pos, h->ticks };
	return td_queue_step(h, &s);
}

/* ---- entries ---- */

static int
new_entry(struct line *l, const struct id *id, enum start start,
    const struct target *t, uint32_t *out)
{
	struct entry e = { .id_hash = id->hash,
		.key = id->key,
		.host = l->host,
		.queue_no = id->queue_no,
		.seen = l->at,
		.facts = td_no_facts,
		.heritage = NONE,
		.notice = NONE,
		.rcpts = NONE,
		.pairs = NONE,
		.start = (uint8_t)start,
		.whole = t->whole,
		.unasked = l->q->o.unasked,
		.program = l->e->program };

	if (td_text_add(&l->q->texts, id->text, &e.id) < 0)
		return -1;
	return td_queue_add_entry(l->q, &e, t->old, out);
}

/* The entry that the line is of, or a new one. */
static int
entry_of(struct line *l, const struct id *id, enum start start, uint32_t *out)
{
	struct target t;

	if (td_queue_target(l->q, id, start, &l->at, &t) < 0)
		return -1;
	*out = t.entry;
	if (t.entry == NONE && new_entry(l, id, start, &t, out) < 0)
		return -1;
	l->q->entry[*out].touched = l->at.ticks;
	return td_queue_list(l->q, *out);
}

/* These tell results, and more, before the line that accepts. */
static bool
may_precede(uint8_t program)
{
	return program == TD_PROGRAM_EXIM || program == TD_PROGRAM_HARAKA ||
	    program == TD_PROGRAM_OPENSMTPD;
}

/* The entry of a line that is no delivery. */
static int
open_entry(struct line *l, enum td_kind kind, uint32_t *out)
{
	enum start start = START_ANY;

	if (may_precede(l->e->program))
		start = START_RESULT;
	else if (kind == TD_IDENTIFY && l->e->program == TD_PROGRAM_POSTFIX)
		start = START_MID;
	return entry_of(l, &l->id, start, out);
}

static int
begin_entry(struct line *l, uint32_t *out)
{
	struct entry *e;

	if (entry_of(l, &l->id,
	        may_precede(l->e->program) ? START_BEGIN_LATE : START_BEGIN,
	        out) < 0)
		return -1;
	e = &l->q->entry[*out];
	e->begins = true;
	e->begin = l->at;
	e->program = l->e->program;
	e->facts.begin = l->at.when;
	return 0;
}

/* A domain as it is kept; `none` where there is none. */
static int
fold_domain(
    struct td_queue *q, struct td_span domain, const char *none, uint32_t *out)
{
	char buf[TD_HOST_MAX + 1];
	struct td_span s = td_admd_fold(domain, buf);

	if (s.n == 0 && none != NULL)
		s = (struct td_span){ none, strlen(none) };
	return td_text(&q->texts, s, out);
}

/* What any line may tell about its entry. */
static int
tell(struct line *l, uint32_t entry)
{
	const struct td_event *e = l->e;
	struct td_queue *q = l->q;
	struct facts *f = &q->entry[entry].facts;

	f->null_sender |= (e->flags & TD_EVENT_NULL_SENDER) != 0;
	f->submitted |= (e->flags & TD_EVENT_SUBMITTED) != 0;
	if (e->sender.n > 0 && f->sender == 0 &&
	    fold_domain(q, td_span_domain(e->sender), "(none)", &f->sender) < 0)
		return -1;
	if (e->message_id.n > 0 && q->entry[entry].mid == 0) {
		q->entry[entry].mid = td_table_hash(e->message_id, 0);
		q->entry[entry].mid_pos = l->at.pos;
		q->entry[entry].mid_ticks = l->at.ticks;
		if (q->o.keep_text &&
		    td_text(&q->texts, e->message_id,
		        &q->entry[entry].mid_text) < 0)
			return -1;
	}
	return td_queue_take(q, l->host, &q->entry[entry].facts, e);
}

/* ---- deliveries ---- */

static bool
is_loopback(struct td_span ip)
{
	return (ip.n > 4 && memcmp(ip.p, "127.", 4) == 0) ||
	    td_span_eq(ip, TD_SPAN("::1"));
}

/* That it still is deferred, or was given up, tells less than an attempt. */
static bool
is_strong(const struct td_event *e)
{
	return (e->flags & TD_EVENT_NO_ATTEMPT) == 0 ||
	    (e->action != TD_ACTION_DEFERRED && e->action != TD_ACTION_EXPIRED);
}

/* The state that the line tells, without its recipient. */
static int
state_of(struct line *l, struct rcpt *r)
{
	const struct td_event *e = l->e;
	struct texts *t = &l->q->texts;
	struct td_span reply = e->reply, ses;

	/* What was said to mail that was sent, nobody asks; and each time it
	 * is another text. */
	if (e->action == TD_ACTION_SENT && !l->q->o.keep_text)
		reply.n = 0;
	if (reply.n > TD_QUEUE_REPLY)
		reply.n = TD_QUEUE_REPLY;
	*r = (struct rcpt){ .off = l->off,
		.last = l->at,
		.first = l->at,
		.delay = e->delay,
		.reply_pos = l->at.pos,
		.relay_pos = l->at.pos,
		.tls_pos = l->at.pos,
		.delay_pos = l->at.pos,
		.weight = 1,
		.attempts = (e->flags & TD_EVENT_NO_ATTEMPT) == 0,
		.flags = e->flags,
		.action = e->action,
		.stage = e->stage,
		.program = e->program,
		.strong = is_strong(e),
		.told = e->reply.n > 0 || e->status.n > 0 ||
		    e->stage != TD_STAGE_NONE || is_strong(e),
		.near_host = is_loopback(e->relay_ip) ||
		    (e->relay.n > 0 && *e->relay.p == '/') };
	if (e->action == TD_ACTION_SENT && e->next_id.n > 0 &&
	    (e->flags & TD_EVENT_FORWARD) == 0)
		r->given = r->next = td_table_hash(e->next_id, 0);
	if (e->action == TD_ACTION_SENT && e->next_id.n == 0 &&
	    (ses = td_ses_reply_id(e->reply)).n > 0)
		r->given = td_table_hash(ses, 0);
	if (td_text(t, e->status, &r->status) < 0 ||
	    td_text(t, reply, &r->reply) < 0 ||
	    td_text(t, e->relay, &r->relay) < 0 ||
	    td_text(t, e->relay_ip, &r->relay_ip) < 0 ||
	    td_text(t, e->tls, &r->tls) < 0)
		return -1;
	return 0;
}

/* The recipient of a state: its hash has the domain lower-cased. */
static int
name_rcpt(struct td_queue *q, struct td_span address, bool domain_only,
    struct rcpt *r)
{
	struct td_span domain = domain_only ? address : td_span_domain(address);
	struct td_span local, folded;

	if (address.n == 0) {
		r->kind = R_UNKNOWN;
		r->hash = R_UNKNOWN;
		return td_text(&q->texts, TD_SPAN("(unknown)"), &r->domain);
	}
	if (fold_domain(q, domain, "(none)", &r->domain) < 0)
		return -1;
	local = td_span(
	    address.p, domain_only || domain.p == NULL ? address.p : domain.p);
	if (domain.p == NULL)
		local = address;
	folded = text_at(&q->texts, r->domain);
	r->kind = R_ADDRESS;
	r->address = td_table_address(local, folded, domain_only);
	r->hash = r->address;
	if (q->o.keep_text && !domain_only)
		return td_text(&q->texts, address, &r->text);
	return 0;
}

int
td_queue_deliver(struct td_queue *q, uint32_t entry, const struct rcpt *r)
{
	uint32_t at;

	return td_queue_put_rcpt(q, entry, r, &at);
}

/* Haraka: numbers of recipients of a domain: sent, left over, failed. */
static int
deliver_domain(struct line *l, uint32_t entry, struct rcpt *r)
{
	static const struct {
		uint8_t kind, action;
	} part[3] = {
		{ R_SENT, TD_ACTION_SENT },
		{ R_DEFERRED, TD_ACTION_DEFERRED },
		{ R_FAILED, TD_ACTION_FAILED },
	};
	const struct td_event *e = l->e;

	for (int i = 0; i < 3; i++) {
		struct rcpt one = *r;

		one.kind = part[i].kind;
		one.action = part[i].action;
		one.hash = hash_mix(r->address, one.kind);
		one.weight = e->count[i];
		/* That nobody is left over is told, too. */
		if (one.weight == 0 && one.kind != R_DEFERRED)
			continue;
		if (td_queue_deliver(l->q, entry, &one) < 0)
			return -1;
	}
	return 0;
}

uint32_t
td_queue_find_number(const struct td_queue *q, uint64_t key)
{
	uint32_t i, row;

	TABLE_EACH(&q->numbers, key, i, row)
	return row;
	return NONE;
}

static uint64_t
number_key(const struct line *l)
{
	return td_table_hash(
	    l->e->delivery_id, l->q->host[l->host].hash + l->e->queue_no + 1);
}

static int
start(struct line *l)
{
	struct td_queue *q = l->q;
	struct number n = { .key = number_key(l), .flags = l->e->flags };
	uint32_t row = td_queue_find_number(q, n.key);

	if (entry_of(l, &l->id, START_ANY, &n.entry) < 0 ||
	    td_text(&q->texts, l->e->recipient, &n.text) < 0)
		return -1;
	q->entry[n.entry].n_numbers++;
	if (row != NONE) {
		struct number *old = &q->number[row];

		if (!old->used) {
			q->entry[old->entry].n_numbers--;
			if (td_queue_list(q, old->entry) < 0)
				return -1;
		}
		*old = n;
		return 0;
	}
	if (td_room(&q->number, &q->cap_numbers, q->n_numbers + 1, sizeof(n)) <
	    0)
		return -1;
	q->number[q->n_numbers] = n;
	return td_table_add(&q->numbers, n.key, q->n_numbers++);
}

static int
wait_for_number(struct td_queue *q, const struct waiter *w)
{
	if (td_room(&q->waiter, &q->cap_waiters, q->n_waiters + 1, sizeof(*w)) <
	        0 ||
	    td_room(&q->number, &q->cap_numbers, q->n_numbers + 1,
	        sizeof(q->number[0])) < 0)
		return -1;
	q->waiter[q->n_waiters++] = *w;
	q->number[q->n_numbers] =
	    (struct number){ .key = w->key, .entry = NONE, .used = true };
	return td_table_add(&q->numbers, w->key, q->n_numbers++);
}

int
td_queue_deliver_number(struct td_queue *q, const struct waiter *w)
{
	uint32_t row = td_queue_find_number(q, w->key);
	struct rcpt r = w->state;
	struct number *n;

	if (row == NONE && !q->o.first)
		return wait_for_number(q, w);
	if (row == NONE || q->number[row].used) {
		q->unjoined++;
		return 0;
	}
	n = &q->number[row];
	n->used = true;
	q->entry[n->entry].n_numbers--;
	r.flags |= n->flags;
	if (td_queue_list(q, n->entry) < 0 ||
	    td_text_reserve(&q->texts, 2 * TD_HOST_MAX) < 0 ||
	    name_rcpt(q, text_at(&q->texts, n->text), false, &r) < 0)
		return -1;
	return td_queue_deliver(q, n->entry, &r);
}

static int
deliver_list(struct line *l, uint32_t entry, struct rcpt *r)
{
	struct td_span rest = l->e->recipient, one;

	while (td_recipients_next(&rest, &one)) {
		struct rcpt each = *r;

		if (name_rcpt(l->q, one, false, &each) < 0 ||
		    td_queue_deliver(l->q, entry, &each) < 0)
			return -1;
	}
	return 0;
}

static __attribute__((noinline)) uint64_t
hash_recipient(struct td_span address)
{
	char buf[TD_HOST_MAX + 1];
	struct td_span folded;

	return td_table_recipient(address, false, buf, &folded);
}

static int
deliver(struct line *l)
{
	const struct td_event *e = l->e;
	bool domain = (e->flags & TD_EVENT_DOMAIN) != 0;
	struct waiter w = { .host = l->host };
	struct rcpt *r = &w.state;
	uint32_t entry;

	if (e->action == TD_ACTION_NONE)
		return 0;
	if (state_of(l, r) < 0)
		return -1;
	if (e->queue_id.n == 0 && e->delivery_id.n > 0) {
		w.key = number_key(l);
		return td_queue_deliver_number(l->q, &w);
	}
	if (entry_of(l, &l->id, START_ANY, &entry) < 0 || tell(l, entry) < 0)
		return -1;
	if ((e->flags & TD_EVENT_LIST) != 0)
		return deliver_list(l, entry, r);
	if (name_rcpt(l->q, e->recipient, domain, r) < 0)
		return -1;
	if (e->original.n > 0)
		r->original = hash_recipient(e->original);
	if (domain && r->kind == R_ADDRESS)
		return deliver_domain(l, entry, r);
	return td_queue_deliver(l->q, entry, r);
}

/* amavis: the entry goes on as another, whoever its recipients are. */
static int
link_to(struct line *l)
{
	struct rcpt r;
	uint32_t entry;

	if (entry_of(l, &l->id, START_ANY, &entry) < 0 || tell(l, entry) < 0)
		return -1;
	if (l->e->next_id.n == 0 || (l->e->flags & TD_EVENT_FORWARD) != 0)
		return 0;
	r = (struct rcpt){ .last = l->at,
		.first = l->at,
		.delay = TD_NO_TIME,
		.kind = R_LINK,
		.next = td_table_hash(l->e->next_id, 0) };
	r.hash = hash_mix(r.next, R_LINK);
	return td_queue_deliver(l->q, entry, &r);
}

/* The message with the other id is a bounce: it has the null sender. */
static int
bounce_as(struct line *l, struct td_span next)
{
	struct id id;
	uint32_t entry;

	td_queue_id(l->q, l->host, next, l->e->queue_no, &id);
	if (entry_of(l, &id, START_ANY, &entry) < 0)
		return -1;
	l->q->entry[entry].facts.null_sender = true;
	return 0;
}

/* ---- lines ---- */

/* A line with a queue id. */
static int
by_kind(struct line *l, enum td_kind kind)
{
	const struct td_event *e = l->e;
	struct td_queue *q = l->q;
	uint32_t entry;

	switch (kind) {
	case TD_ACCEPT:
		if (begin_entry(l, &entry) < 0)
			return -1;
		if (e->client_ip.n > 0 && td_queue_spf_accept(q, entry, e) < 0)
			return -1;
		return tell(l, entry);
	case TD_DELIVER:
		return deliver(l);
	case TD_LINK:
		return link_to(l);
	case TD_START:
		return start(l);
	case TD_EXPIRE:
		if (entry_of(l, &l->id, START_ANY, &entry) < 0)
			return -1;
		q->entry[entry].expired = l->at.pos + 1;
		q->entry[entry].expired_when = l->at.when;
		return tell(l, entry);
	case TD_BOUNCE:
		if (entry_of(l, &l->id, START_ANY, &entry) < 0 ||
		    tell(l, entry) < 0)
			return -1;
		return e->next_id.n > 0 ? bounce_as(l, e->next_id) : 0;
	case TD_AUTH:
	case TD_QUEUE:
	case TD_IDENTIFY:
		if (open_entry(l, kind, &entry) < 0)
			return -1;
		return tell(l, entry);
	default:
		return 0;
	}
}

/* A line without one. */
static int
without_id(struct line *l, enum td_kind kind)
{
	const struct td_event *e = l->e;

	if (kind == TD_DISCONNECT)
		return td_queue_spf_gone(l->q, l->host, e);
	if (kind == TD_AUTH && e->message_id.n > 0)
		return td_queue_notice(l->q, l->host, &l->at, e);
	if (kind == TD_AUTH && e->client_ip.n > 0 &&
	    e->result[TD_M_SPF] != TD_R_MISSING)
		return td_queue_spf_result(l->q, l->host, e);
	return kind == TD_DELIVER && e->delivery_id.n > 0 ? deliver(l) : 0;
}

static int
end_entry(struct line *l)
{
	uint32_t entry;

	if (entry_of(l, &l->id, START_ANY, &entry) < 0)
		return -1;
	td_queue_end(l->q, entry, true);
	return 0;
}

int
td_queue_event(struct td_queue *q, enum td_kind kind, const struct td_event *e,
    uint64_t off)
{
	struct line l = { .q = q, .e = e, .off = off };
	int64_t when = e->when;

	if (td_queue_host(q, e->host, &l.host) < 0)
		return -1;
	q->pos++;
	q->joined = false;
	if (when > FAR || when < -FAR)
		when = TD_NO_TIME;
	else if (tick(q, &q->host[l.host], when) < 0)
		return -1;
	l.at = (struct place){ q->pos, ticks_now(q, l.host), when };
	if (e->queue_id.n == 0)
		return without_id(&l, kind);
	td_queue_id(q, l.host, e->queue_id, e->queue_no, &l.id);
	if (by_kind(&l, kind) < 0)
		return -1;
	if (kind == TD_REMOVE || (e->flags & TD_EVENT_CLOSES) != 0)
		return end_entry(&l);
	return 0;
}
