/*
 * What is known for good is settled: handed to the caller and forgotten.
 */
#include "queue_parts.h"

#include <assert.h>
#include <stdlib.h>

struct td_queue *
td_queue_new(const struct td_join_options *o)
{
	struct td_queue *q = calloc(1, sizeof(*q));
	const uint64_t secret = td_table_secret();

	if (q == NULL)
		return NULL;
	q->o = *o;
	if (q->o.window <= 0)
		q->o.window = TD_HOP_WINDOW;
	if (q->o.max_open == 0)
		q->o.max_open = TD_QUEUE_MAX_OPEN;
	q->span = q->o.window / TICK * 3 / 2 + 2;
	q->free_entries = q->free_rcpts = q->free_heirs = NONE;
	q->hosts.secret = q->entries.secret = q->rcpts.secret = secret;
	q->spfs.secret = q->numbers.secret = secret;
	q->xs.secret = q->texts.index.secret = secret;
	return q;
}

void
td_queue_free(struct td_queue *q)
{
	if (q == NULL)
		return;
	for (uint32_t i = 0; i < q->n_hosts; i++)
		free(q->host[i].step);
	free(q->host);
	free(q->entry);
	free(q->rcpt);
	free(q->pair);
	free(q->heir);
	free(q->spf);
	free(q->notice);
	free(q->number);
	free(q->waiter);
	free(q->recent);
	free(q->hosts.slot);
	free(q->entries.slot);
	free(q->rcpts.slot);
	free(q->spfs.slot);
	free(q->numbers.slot);
	free(q->xs.slot);
	free(q->texts.index.slot);
	free(q->texts.p);
	free(q);
}

void
td_queue_empty(struct td_queue *q)
{
	for (uint32_t i = 0; i < q->n_hosts; i++)
		free(q->host[i].step);
	q->n_hosts = q->n_entries = q->n_rcpts = q->n_pairs = q->n_heirs = 0;
	q->n_spfs = q->n_numbers = q->n_waiters = q->n_recent = 0;
	q->n_notices = 0;
	q->n_live = q->n_swept = q->at_entry = 0;
	q->free_entries = q->free_rcpts = q->free_heirs = NONE;
	q->pos = q->paired = 0;
	q->joined = false;
	q->texts_kept = 0;
	td_table_clear(&q->hosts);
	td_table_clear(&q->entries);
	td_table_clear(&q->rcpts);
	td_table_clear(&q->spfs);
	td_table_clear(&q->numbers);
	td_texts_clear(&q->texts);
}

size_t
td_queue_open(const struct td_queue *q)
{
	return q->n_live;
}

uint64_t
td_queue_dropped(const struct td_queue *q)
{
	return q->dropped;
}

uint64_t
td_queue_unjoined(const struct td_queue *q)
{
	return q->unjoined;
}

/* ---- what an entry was in the end ---- */

/* Of the first entry, where it has them: DECISIONS.md 4. */
static struct facts
inherited(const struct td_queue *q, const struct entry *e)
{
	struct facts f = e->facts;
	const struct facts *h;

	if (e->notice != NONE)
		td_queue_merge_facts(&f, &q->heir[e->notice].facts);
	if (e->heritage == NONE)
		return f;
	h = &q->heir[e->heritage].facts;
	for (int m = 0; m < TD_M_SENDER_ID; m++)
		if (h->result[m] != TD_R_MISSING) {
			f.result[m] = h->result[m];
			f.domain[m] = h->domain[m];
			f.told_by[m] = h->told_by[m];
		}
	if (h->begin != TD_NO_TIME)
		f.begin = h->begin;
	if (h->signer != 0)
		f.signer = h->signer;
	if (h->author != 0)
		f.author = h->author;
	if (h->sender != 0 || h->null_sender) {
		f.sender = h->sender;
		f.null_sender = h->null_sender;
	}
	f.submitted = h->submitted;
	return f;
}

/* Of several that went on as one entry the earliest counts. */
static int
bequeath(struct td_queue *q, const struct entry *e, const struct facts *facts,
    struct entry *f)
{
	struct heritage h = { .facts = *facts, .pos = e->seen.pos }, *old;

	if (f->heritage != NONE) {
		old = &q->heir[f->heritage];
		if (h.pos < old->pos)
			*old = h;
		return 0;
	}
	f->heritage = td_queue_heir(q);
	if (f->heritage == NONE)
		return -1;
	q->heir[f->heritage] = h;
	return 0;
}

/* What lines without a recipient say of those that were still deferred. */
struct fate {
	const struct rcpt *unknown; /* R_UNKNOWN */
	uint64_t latest;            /* place of the latest other state */
	bool linked;
};

static struct fate
fate_of(const struct td_queue *q, const struct entry *e)
{
	struct fate f = { .unknown = NULL };

	for (uint32_t i = e->rcpts; i != NONE; i = q->rcpt[i].sibling) {
		const struct rcpt *r = &q->rcpt[i];

		if (r->kind == R_LINK)
			f.linked |= r->hop;
		else if (r->kind == R_UNKNOWN)
			f.unknown = r;
		else if (r->last.pos > f.latest)
			f.latest = r->last.pos;
	}
	return f;
}

/*
 * The state of a recipient in the end; false if it does not count: it went on,
 * or another state tells of it.
 */
static bool
last_state(const struct entry *e, const struct fate *fate, const struct rcpt *r,
    struct rcpt *out)
{
	*out = *r;
	if (r->kind == R_LINK || r->hop || r->weight == 0)
		return false;
	if (r->kind == R_UNKNOWN) {
		/* Told of others, or others were told of later. */
		if (fate->latest > 0)
			return false;
	} else if (fate->linked && r->action == TD_ACTION_SENT &&
	    r->next == 0 &&
	    (r->flags & (TD_EVENT_LOCAL | TD_EVENT_FORWARD)) == 0)
		return false;
	if (r->action != TD_ACTION_DEFERRED)
		return true;
	if (e->expired > r->last.pos) {
		out->action = TD_ACTION_EXPIRED;
		out->last.when = e->expired_when;
	} else if (fate->unknown != NULL && r->kind != R_UNKNOWN &&
	    fate->unknown->last.pos > r->last.pos) {
		out->action = fate->unknown->action;
		out->last = fate->unknown->last;
		if (fate->unknown->reply != 0)
			out->reply = fate->unknown->reply;
	}
	return true;
}

static void
set_facts(const struct td_queue *q, const struct facts *f, struct td_settled *s)
{
	const struct texts *t = &q->texts;

	s->begin = f->begin;
	s->null_sender = f->null_sender;
	s->submitted = f->submitted;
	s->author_domain = text_at(t, f->author);
	s->sender_domain = text_at(t, f->sender);
	for (int m = 0; m < TD_M_SENDER_ID; m++) {
		s->result[m] = f->result[m];
		s->told_by[m] = f->told_by[m];
		s->auth_domain[m] = text_at(t, f->domain[m]);
	}
	if (f->domain[TD_M_DKIM] == 0 && f->result[TD_M_DKIM] != TD_R_MISSING)
		s->auth_domain[TD_M_DKIM] = text_at(t, f->signer);
}

static void
set_state(const struct td_queue *q, const struct rcpt *r, struct td_settled *s)
{
	const struct texts *t = &q->texts;

	s->domain = text_at(t, r->domain);
	s->recipient = text_at(t, r->text);
	s->recipient_hash = r->address;
	s->original_hash = r->original;
	s->given = r->given;
	s->weight = r->weight;
	s->off = r->off;
	s->outcome = r->action;
	s->stage = r->stage;
	s->program = r->program;
	s->flags = r->flags;
	s->attempts = r->attempts;
	s->status = text_at(t, r->status);
	s->reply = text_at(t, r->reply);
	s->relay = text_at(t, r->relay);
	s->relay_ip = text_at(t, r->relay_ip);
	s->tls = text_at(t, r->tls);
	s->first = r->first.when;
	s->last = r->last.when;
	s->delay = r->delay;
}

static int
settle_entry(struct td_queue *q, struct entry *e, td_settle *emit, void *arg)
{
	const struct facts facts = inherited(q, e);
	const struct fate fate = fate_of(q, e);
	struct td_settled s = { .host =
		                    text_at(&q->texts, q->host[e->host].name),
		.queue_id = text_at(&q->texts, e->id),
		.message_id = text_at(&q->texts, e->mid_text),
		.message_id_hash = e->mid,
		.unasked = e->unasked };
	struct rcpt state;

	set_facts(q, &facts, &s);
	for (uint32_t i = e->rcpts; i != NONE; i = q->rcpt[i].sibling) {
		if (!last_state(e, &fate, &q->rcpt[i], &state))
			continue;
		set_state(q, &state, &s);
		s.open = s.outcome == TD_ACTION_DEFERRED && !e->closed;
		emit(arg, &s);
	}
	for (uint32_t i = e->pairs; i != NONE; i = q->pair[i].next) {
		struct pair *p = &q->pair[i];

		if (p->gone)
			continue;
		p->gone = true;
		q->entry[p->f].n_in--;
		if ((p->yes && bequeath(q, e, &facts, &q->entry[p->f]) < 0) ||
		    td_queue_list(q, p->f) < 0)
			return -1;
	}
	e->gone = true;
	q->n_live--;
	return 0;
}

/* ---- what can be settled ---- */

static bool
is_open(const struct td_queue *q, const struct entry *e, const struct place *p,
    bool right_only)
{
	return right_open(q, e->host, p) || (!right_only && left_open(q, p));
}

/* Whether a line of a neighbour may be near a line of it that matters. */
static bool
may_pair(const struct td_queue *q, const struct entry *e, bool right_only)
{
	bool later = e->begins || !e->whole;

	/* Nothing of it is near. */
	if (!left_open(q, &e->seen) &&
	    !right_open(q, e->host, &(struct place){ .ticks = e->touched }))
		return false;
	if (e->begins && is_open(q, e, &e->begin, right_only))
		return true;
	if (!later && !e->goes_on)
		return false;
	for (uint32_t i = e->rcpts; i != NONE; i = q->rcpt[i].sibling) {
		const struct rcpt *r = &q->rcpt[i];

		if (goes_on(r) && is_open(q, e, &r->last, right_only))
			return true;
		if (later && r->kind == R_ADDRESS &&
		    is_open(q, e, &r->first, right_only))
			return true;
	}
	return false;
}

static bool
can_settle(const struct td_queue *q, const struct entry *e)
{
	return e->whole && e->ended && !e->wants_spf && !awaits_notice(e) &&
	    e->n_wait == 0 && e->n_in == 0 && e->n_numbers == 0 &&
	    !may_pair(q, e, false);
}

/* Entries that only a line or a pair of theirs can bring on are not listed; the
 * rows of those that are gone are free. */
static void
relist(struct td_queue *q)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < q->n_recent; i++) {
		struct entry *e = &q->entry[q->recent[i]];

		e->listed = !e->gone &&
		    (e->wants_spf || may_pair(q, e, true) ||
		        (awaits_notice(e) && may_be_noticed(q, e, true)));
		if (e->listed)
			q->recent[n++] = q->recent[i];
		else if (e->gone)
			td_queue_free_entry(q, q->recent[i]);
	}
	q->n_recent = n;
}

int
td_queue_settle(struct td_queue *q, td_settle *emit, void *arg)
{
	bool more = true;

	if (td_queue_decide(q) < 0)
		return -1;
	while (more) {
		more = false;
		for (uint32_t i = 0; i < q->n_recent; i++) {
			struct entry *e = &q->entry[q->recent[i]];

			if (e->gone)
				continue;
			if (td_queue_find_notice(q, e) < 0)
				return -1;
			if (!can_settle(q, e))
				continue;
			more |= e->pairs != NONE;
			if (settle_entry(q, e, emit, arg) < 0)
				return -1;
		}
	}
	td_queue_drop_pairs(q);
	relist(q);
	td_queue_drop_notices(q);
	return 0;
}

static int
list_all(struct td_queue *q)
{
	for (uint32_t i = 0; i < q->n_entries; i++)
		if (!q->entry[i].gone && td_queue_list(q, i) < 0)
			return -1;
	return 0;
}

struct aged {
	uint64_t pos;
	uint32_t row;
};

/* Nothing is waited for any more. */
static int
give_up(struct td_queue *q, uint32_t row, td_settle *emit, void *arg)
{
	struct entry *e = &q->entry[row];

	if (!e->ended)
		td_queue_end(q, row, false);
	for (uint32_t k = 0; e->n_in > 0 && k < q->n_pairs; k++) {
		struct pair *p = &q->pair[k];
		uint32_t x;

		if (p->f != row || p->gone)
			continue;
		x = q->rcpt[p->x].entry;
		p->gone = true;
		e->n_in--;
		q->entry[x].n_wait -= !p->yes;
		if (td_queue_list(q, x) < 0)
			return -1;
	}
	for (uint32_t k = 0; e->n_numbers > 0 && k < q->n_numbers; k++)
		if (!q->number[k].used && q->number[k].entry == row) {
			q->number[k].used = true;
			e->n_numbers--;
		}
	q->dropped++;
	if (td_queue_list(q, row) < 0)
		return -1;
	return settle_entry(q, e, emit, arg);
}

static int
by_age(const void *a, const void *b)
{
	const struct aged *x = a, *y = b;

	return (x->pos > y->pos) - (x->pos < y->pos);
}

/*
 * More than max_open wait: the oldest are settled as they are; a few more than
 * must be, so that this is not done again for the next one.
 */
static int
limit(struct td_queue *q, td_settle *emit, void *arg)
{
	const size_t keep = q->o.max_open - q->o.max_open / 8;
	struct aged *old = malloc(q->n_live * sizeof(old[0]));
	size_t n = 0;
	int rc = 0;

	if (old == NULL)
		return -1;
	for (uint32_t i = 0; i < q->n_entries; i++)
		if (!q->entry[i].gone)
			old[n++] = (struct aged){ q->entry[i].seen.pos, i };
	qsort(old, n, sizeof(old[0]), by_age);
	for (size_t i = 0; rc == 0 && i + keep < n; i++)
		rc = give_up(q, old[i].row, emit, arg);
	free(old);
	td_queue_drop_pairs(q);
	relist(q);
	return rc;
}

/* When half of it is of entries that are gone, or done. */
static int
shrink(struct td_queue *q)
{
	enum { FEW = 1024, MUCH = 1 << 18 };

	if (q->n_live / 2 > q->n_swept + FEW) {
		q->n_swept = q->n_live;
		if (td_queue_sweep(q) < 0)
			return -1;
	}
	if (q->texts.n / 2 <= q->texts_kept + MUCH)
		return 0;
	if (td_queue_retext(q) < 0)
		return -1;
	q->texts_kept = q->texts.n;
	return 0;
}

int
td_queue_close(struct td_queue *q, td_settle *emit, void *arg)
{
	const struct known known = { .to = q->paired };

	if (q->joined)
		return 0;
	q->joined = true;
	if (td_queue_spf_prune(q) < 0 || td_queue_sweep(q) < 0 ||
	    td_queue_pair_up(q, &known) < 0 ||
	    td_queue_settle(q, emit, arg) < 0)
		return -1;
	q->paired = q->pos;
	return shrink(q);
}

/*
 * Of the steps only those are kept by which a line of a neighbour can be near:
 * the first and the last ones.  The first one too far off stays, too, so that
 * what is behind it is told to be too far.  Not before all pairs of these lines
 * are found.
 */
static void
trim(const struct td_queue *q, struct host *h)
{
	uint32_t n = 0, from = 0;

	if (h->n < 4 * (uint32_t)q->span)
		return;
	while (!q->o.first && n < h->n && h->step[n].ticks <= q->span)
		n++;
	n++;
	for (from = h->n; from > n; from--)
		if (h->ticks - h->step[from - 1].ticks > q->span)
			break;
	/* The last one that is too far off is where the near ones begin. */
	if (from > n)
		from--;
	memmove(h->step + n, h->step + from, (h->n - from) * sizeof(*h->step));
	h->n = n + (h->n - from);
}

int
td_queue_append(
    struct td_queue *left, struct td_queue *right, td_settle *emit, void *arg)
{
	const struct known known = { .to = left->pos, .behind = true };

	assert(left->joined || left->pos == 0);
	assert(right->joined || right->pos == 0);
	left->joined = true;
	if (td_queue_move(left, right, true) < 0 ||
	    td_queue_pair_up(left, &known) < 0)
		return -1;
	left->paired = left->pos;
	for (uint32_t i = 0; i < left->n_hosts; i++)
		trim(left, &left->host[i]);
	if (td_queue_spf_prune(left) < 0 ||
	    td_queue_settle(left, emit, arg) < 0)
		return -1;
	if (left->n_live > left->o.max_open && limit(left, emit, arg) < 0)
		return -1;
	return shrink(left);
}

/* Nothing is to the left: decide about all pieces. */
static int
open_sealed(struct td_queue *q)
{
	struct td_join_options o = q->o;
	struct td_queue *fresh, old;

	o.first = true;
	fresh = td_queue_new(&o);
	if (fresh == NULL)
		return -1;
	if (td_queue_move(fresh, q, false) < 0) {
		td_queue_free(fresh);
		return -1;
	}
	old = *q;
	*q = *fresh;
	*fresh = old;
	td_queue_free(fresh);
	return 0;
}

int
td_queue_finish(struct td_queue *q, td_settle *emit, void *arg)
{
	const bool first = q->o.first;

	if (td_queue_close(q, emit, arg) < 0 || (!first && open_sealed(q) < 0))
		return -1;
	q->last = true;
	for (uint32_t i = 0; i < q->n_entries; i++) {
		struct entry *e = &q->entry[i];

		e->n_numbers = 0;
		if (!e->gone && !e->ended)
			td_queue_end(q, i, false);
	}
	q->unjoined += q->n_waiters;
	if (td_queue_spf_prune(q) < 0 || list_all(q) < 0 ||
	    td_queue_settle(q, emit, arg) < 0)
		return -1;
	td_queue_empty(q);
	q->o.first = first;
	q->last = false;
	return 0;
}
