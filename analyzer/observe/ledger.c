/*
 * Rows of outcomes; see ledger.h.  Whatever is added is a row first, and two
 * rows of one key become one: of two values that differ and are as good the
 * bytewise smaller one stays, so that the order is nothing.
 */
#include "ledger_parts.h"

#include <stdlib.h>

#include "analyzer/observe/admd.h"

struct td_ledger *
td_ledger_new(void)
{
	struct td_ledger *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	l->keys.secret = l->times.secret = l->texts.index.secret =
	    td_table_secret();
	return l;
}

void
td_ledger_free(struct td_ledger *l)
{
	if (l == NULL)
		return;
	free(l->row);
	free(l->relayed);
	free(l->deferral);
	free(l->same);
	free(l->kept);
	free(l->keys.slot);
	free(l->times.slot);
	free(l->texts.index.slot);
	free(l->texts.p);
	free(l);
}

void
td_ledger_empty(struct td_ledger *l)
{
	l->n = l->n_relayed = l->n_deferrals = l->n_same = l->n_kept = 0;
	td_table_clear(&l->keys);
	td_table_clear(&l->times);
	td_texts_clear(&l->texts);
}

bool
td_ledger_is_empty(const struct td_ledger *l)
{
	return l->n == 0;
}

uint32_t
td_ledger_rows(const struct td_ledger *l)
{
	return l->n;
}

/* ---- keys ---- */

uint64_t
td_ledger_key(enum td_service service, uint64_t id, uint64_t address)
{
	return hash_mix(hash_mix(id, (uint64_t)service), address);
}

uint32_t
td_ledger_find(const struct td_ledger *l, uint64_t key)
{
	uint32_t i, row;

	TABLE_EACH(&l->keys, key, i, row)
	{
		if (l->row[row].key == key)
			return row;
	}
	return NONE;
}

/* ---- rows that become one ---- */

/* Of two texts the one that is there, or the smaller one. */
static void
pick(const struct texts *t, uint32_t *into, uint32_t at)
{
	if (at == 0 || at == *into)
		return;
	if (*into == 0 || td_span_cmp(text_at(t, at), text_at(t, *into)) < 0)
		*into = at;
}

/* FAILED before SENT, and SUPPRESSED before all: see ledger.h. */
static int
rank(uint8_t action)
{
	static const uint8_t order[TD_N_ACTIONS] = { [TD_ACTION_DEFERRED] = 1,
		[TD_ACTION_SENT] = 2,
		[TD_ACTION_FAILED] = 3,
		[TD_ACTION_EXPIRED] = 4,
		[TD_ACTION_SUPPRESSED] = 5 };

	return order[action];
}

static int
compare_texts(const struct texts *t, uint32_t a, uint32_t b)
{
	return a == b ? 0 : td_span_cmp(text_at(t, a), text_at(t, b));
}

/* Any order, if it only is one. */
static int
compare_states(
    const struct texts *t, const struct state *a, const struct state *b)
{
	const uint32_t x[] = { a->reply, a->cause, a->label, a->status,
		a->relay, a->relay_ip, a->tls };
	const uint32_t y[] = { b->reply, b->cause, b->label, b->status,
		b->relay, b->relay_ip, b->tls };
	int by = 0;

	for (size_t i = 0; by == 0 && i < sizeof(x) / sizeof(x[0]); i++)
		by = compare_texts(t, x[i], y[i]);
	if (by == 0)
		by = (a->delay > b->delay) - (a->delay < b->delay);
	if (by == 0)
		by = a->stage - b->stage;
	return by != 0 ? by : a->flags - b->flags;
}

/* Whether a decides and not b. */
static bool
decides(const struct texts *t, const struct state *a, const struct state *b)
{
	int by = rank(a->action) - rank(b->action);

	if (by == 0)
		by = (a->when > b->when) - (a->when < b->when);
	if (by == 0)
		by = compare_states(t, b, a);
	return by > 0;
}

static bool
is_message(const struct row *r)
{
	return (r->seen & SEEN_MESSAGE) != 0;
}

/* Of two names the one that is there, or the smaller one. */
static void
pick_name(uint64_t *into, uint64_t name)
{
	if (*into == 0 || (name != 0 && name < *into))
		*into = name;
}

void
td_ledger_join_rows(
    const struct texts *t, struct row *into, const struct row *r)
{
	pick_name(&into->by_id, r->by_id);
	pick_name(&into->by_path, r->by_path);
	if (into->domain == 0)
		into->domain = r->domain;
	into->begun = earliest(into->begun, r->begun);
	into->first = earliest(into->first, r->first);
	into->attempts += r->attempts;
	if (r->named > into->named)
		into->named = r->named;
	for (int i = 0; i < N_ALIASES; i++)
		pick_name(&into->alias[i], r->alias[i]);
	pick(t, &into->sender, r->sender);
	pick(t, &into->author, r->author);
	pick(t, &into->tag, r->tag);
	pick(t, &into->reporter, r->reporter);
	if (r->weight > into->weight)
		into->weight = r->weight;
	for (int m = 0; m < TD_M_SENDER_ID; m++) {
		if (r->result[m] >= into->result[m])
			continue;
		into->result[m] = r->result[m];
		into->auth_domain[m] = r->auth_domain[m];
	}
	if (!is_message(into) && !is_message(r))
		pick(t, &into->state.label, r->state.label);
	else if (is_message(r) &&
	    (!is_message(into) || decides(t, &r->state, &into->state)))
		into->state = r->state;
	into->seen |= r->seen;
}

/* Its texts are the ledger's. */
int
td_ledger_put(struct td_ledger *l, const struct row *r)
{
	uint32_t at = td_ledger_find(l, r->key);

	if (at != NONE) {
		td_ledger_join_rows(&l->texts, &l->row[at], r);
		return 0;
	}
	if (td_room(&l->row, &l->cap, l->n + 1, sizeof(*r)) < 0 ||
	    td_table_add(&l->keys, r->key, l->n) < 0)
		return -1;
	l->row[l->n++] = *r;
	return 0;
}

void
td_ledger_clear_row(struct row *r, uint64_t key)
{
	*r = (struct row){ .key = key,
		.begun = TD_NO_TIME,
		.first = TD_NO_TIME,
		.state = { .when = TD_NO_TIME, .delay = TD_NO_TIME },
		.relayed = NONE,
		.into = NONE };
	memset(r->result, TD_R_MISSING, sizeof(r->result));
}

/* Count a deferral, if it is another one: 1, 0 or -1. */
static int
defer(struct td_ledger *l, const struct deferral *d)
{
	uint32_t i, row;

	TABLE_EACH(&l->times, d->hash, i, row)
	{
		if (l->deferral[row].hash == d->hash &&
		    l->deferral[row].key == d->key)
			return 0;
	}
	if (td_room(&l->deferral, &l->cap_deferrals, l->n_deferrals + 1,
	        sizeof(*d)) < 0 ||
	    td_table_add(&l->times, d->hash, l->n_deferrals) < 0)
		return -1;
	l->deferral[l->n_deferrals++] = *d;
	return 1;
}

/* ---- an outcome ---- */

static struct td_span
at_most(struct td_span s, size_t n)
{
	if (s.n > n)
		s.n = n;
	return s;
}

/* What is longer than a name of a host, or a reply, is cut. */
int
td_ledger_text(struct td_ledger *l, struct td_span s, uint32_t *out)
{
	return td_text(&l->texts, at_most(s, TD_HOST_MAX), out);
}

static int
put_domain(struct td_ledger *l, struct td_span address, uint32_t *out)
{
	char buf[TD_HOST_MAX + 1];

	if (address.n == 0)
		return 0;
	return td_text(
	    &l->texts, td_admd_fold(td_span_domain_or_all(address), buf), out);
}

static uint8_t
seen_of(const struct td_outcome *o)
{
	const bool tried = (o->flags & TD_OUTCOME_NO_ATTEMPT) == 0;
	uint8_t seen = 0;

	if ((o->flags & TD_OUTCOME_COMPLAINT) != 0)
		seen |= SEEN_COMPLAINT;
	else
		seen |= SEEN_MESSAGE;
	if (o->action == TD_ACTION_SENT && tried)
		seen |= SEEN_SENT;
	if (o->action == TD_ACTION_FAILED && tried)
		seen |= SEEN_FAILED;
	if ((o->flags & TD_OUTCOME_NULL_SENDER) != 0)
		seen |= SEEN_NULL_SENDER;
	if ((o->flags & TD_OUTCOME_INBOUND) != 0)
		seen |= SEEN_INBOUND;
	if ((o->flags & TD_OUTCOME_HARD) != 0)
		seen |= SEEN_HARD;
	if ((o->flags & TD_OUTCOME_BY_MAIL) == 0)
		seen |= SEEN_SERVICE;
	return seen;
}

static int
put_state(struct td_ledger *l, const struct td_outcome *o, struct td_span label,
    struct state *s)
{
	/* What was said to mail that was sent, nobody asks. */
	struct td_span reply = at_most(o->reply, TD_QUEUE_REPLY);

	if ((o->flags & TD_OUTCOME_COMPLAINT) != 0)
		return td_ledger_text(l, label, &s->label);
	if (o->action == TD_ACTION_SENT)
		reply.n = 0;
	s->when = o->when;
	s->delay = o->delay;
	s->action = o->action;
	s->stage = o->stage;
	if ((o->flags & TD_OUTCOME_LOCAL) != 0)
		s->flags |= TD_EVENT_LOCAL;
	if (td_text(&l->texts, reply, &s->reply) < 0 ||
	    td_ledger_text(l, o->status, &s->status) < 0 ||
	    td_ledger_text(l, o->cause, &s->cause) < 0 ||
	    td_ledger_text(l, o->relay, &s->relay) < 0 ||
	    td_ledger_text(l, o->relay_ip, &s->relay_ip) < 0 ||
	    td_ledger_text(l, o->tls, &s->tls) < 0)
		return -1;
	return td_ledger_text(l, label, &s->label);
}

static int
put_facts(struct td_ledger *l, const struct td_outcome *o, struct row *r)
{
	for (int m = 0; m < TD_M_SENDER_ID; m++) {
		r->result[m] = o->result[m];
		if (put_domain(l, o->auth_domain[m], &r->auth_domain[m]) < 0)
			return -1;
	}
	if (put_domain(l, o->sender, &r->sender) < 0 ||
	    put_domain(l, o->author, &r->author) < 0)
		return -1;
	if (td_ledger_text(l, o->reporter, &r->reporter) < 0)
		return -1;
	return td_ledger_text(l, o->tag, &r->tag);
}

int
td_ledger_add(
    struct td_ledger *l, const struct td_outcome *o, struct td_span label)
{
	const bool tried = (o->flags & TD_OUTCOME_NO_ATTEMPT) == 0;
	char buf[TD_HOST_MAX + 1];
	struct td_span domain;
	uint64_t address = td_table_recipient(
	    o->recipient, (o->flags & TD_OUTCOME_DOMAIN) != 0, buf, &domain);
	uint64_t id = td_table_hash(o->id, 0);
	struct row r;

	td_ledger_clear_row(
	    &r, td_ledger_key((enum td_service)o->service, id, address));
	td_ledger_name(o, address, &r);
	r.service = o->service;
	if (o->service == TD_SERVICE_NOTICE)
		td_ledger_name_notice(o, address, &r);
	r.begun = o->begun;
	r.first = o->when;
	r.seen = seen_of(o);
	r.weight = o->weight;
	if (td_text(&l->texts, domain, &r.domain) < 0 ||
	    put_state(l, o, label, &r.state) < 0 || put_facts(l, o, &r) < 0)
		return -1;
	if (o->action == TD_ACTION_DEFERRED && tried) {
		struct deferral d = {
			.hash = hash_mix(r.key, (uint64_t)o->when), .key = r.key
		};
		int more = defer(l, &d);

		if (more < 0)
			return -1;
		r.attempts = (uint32_t)more;
	}
	return td_ledger_put(l, &r);
}

/* ---- merging ---- */

int
td_ledger_relabel(struct td_ledger *l, struct td_span label)
{
	uint32_t at;

	if (td_ledger_text(l, label, &at) < 0)
		return -1;
	for (uint32_t i = 0; i < l->n; i++)
		l->row[i].state.label = at;
	for (uint32_t i = 0; i < l->n_relayed; i++)
		l->relayed[i].state.label = at;
	return 0;
}

struct merge {
	struct td_ledger *into;
	const struct td_ledger *from;
};

static int
text(const struct merge *m, uint32_t *at)
{
	return td_text(&m->into->texts, text_at(&m->from->texts, *at), at);
}

static int
merge_texts(const struct merge *m, struct state *s, uint32_t *domains)
{
	for (int i = 0; i < TD_M_SENDER_ID; i++)
		if (text(m, &domains[i]) < 0)
			return -1;
	if (text(m, &s->status) < 0 || text(m, &s->reply) < 0 ||
	    text(m, &s->cause) < 0 || text(m, &s->relay) < 0 ||
	    text(m, &s->relay_ip) < 0 || text(m, &s->tls) < 0)
		return -1;
	return text(m, &s->label);
}

static int
merge_relayed(const struct merge *m, const struct row *r, struct relayed x)
{
	if (text(m, &x.domain) < 0 || text(m, &x.host) < 0 ||
	    text(m, &x.sender) < 0 || text(m, &x.author) < 0 ||
	    merge_texts(m, &x.state, x.auth_domain) < 0)
		return -1;
	return td_ledger_put_relayed(m->into, r, &x);
}

static int
merge_row(const struct merge *m, struct row r)
{
	struct relayed relayed;
	uint32_t at;

	r.attempts = 0; /* by their times */
	if (text(m, &r.domain) < 0 || text(m, &r.sender) < 0 ||
	    text(m, &r.author) < 0 || text(m, &r.tag) < 0 ||
	    text(m, &r.reporter) < 0 ||
	    merge_texts(m, &r.state, r.auth_domain) < 0)
		return -1;
	if (r.relayed == NONE)
		return td_ledger_put(m->into, &r);
	at = r.relayed;
	r.relayed = NONE;
	if (td_ledger_put(m->into, &r) < 0)
		return -1;
	for (; at != NONE; at = relayed.next) {
		relayed = m->from->relayed[at];
		if (merge_relayed(m, &r, relayed) < 0)
			return -1;
	}
	return 0;
}

enum { AHEAD = 8 };

int
td_ledger_take(struct td_ledger *into, const struct td_ledger *from)
{
	const struct merge m = { into, from };

	for (uint32_t i = 0; i < from->n; i++) {
		/* The places of rows are as good as random. */
		if (i + AHEAD < from->n && into->keys.n > 0)
			__builtin_prefetch(&into->keys.slot[table_home(
			    &into->keys, from->row[i + AHEAD].key)]);
		if (from->row[i].into == NONE &&
		    merge_row(&m, from->row[i]) < 0)
			return -1;
	}
	for (uint32_t i = 0; i < from->n_deferrals; i++) {
		const struct deferral *d = &from->deferral[i];
		const uint32_t at = td_ledger_find(into, d->key);
		int more = at == NONE ? 0 : defer(into, d);

		if (more < 0)
			return -1;
		if (at != NONE)
			into->row[at].attempts += (uint32_t)more;
	}
	for (uint32_t i = 0; i < from->n_same; i++) {
		const uint64_t *key = from->same[i].key;

		if (td_ledger_put_same(into, key[0], key[1]) < 0)
			return -1;
	}
	for (uint32_t i = 0; i < from->n_kept; i++)
		if (td_ledger_find(into, from->kept[i].row) != NONE &&
		    td_ledger_put_kept(into, &from->kept[i]) < 0)
			return -1;
	return 0;
}

int
td_ledger_merge(struct td_ledger *into, struct td_ledger *from)
{
	struct td_ledger all;
	int rc;

	if (into->n == 0) {
		all = *from;
		*from = *into;
		*into = all;
	}
	rc = td_ledger_take(into, from);
	td_ledger_empty(from);
	return rc;
}
