/*
 * Which lines belong to a message: the rules of observe/queue.h, seen from one
 * message.  Whether an entry is a hop is the queue's to say.
 */
#include "explain_thread.h"

#include <string.h>

#include "cube/hash.h"

#define SECOND INT64_C(1000000)
#define SPF_WINDOW (10 * SECOND)
#define HOP_WINDOW (60 * SECOND)

static const struct td_span no_text = { NULL, 0 };

void
td_thread_name_set(struct td_thread_name *to, struct td_span s)
{
	to->n = s.n <= sizeof to->s ? s.n : 0;
	if (to->n > 0)
		memcpy(to->s, s.p, to->n);
}

static struct td_span
text_of(const struct td_thread_name *x)
{
	return (struct td_span){ x->s, x->n };
}

bool
td_thread_name_is(const struct td_thread_name *x, struct td_span s)
{
	return x->n == s.n && (s.n == 0 || memcmp(x->s, s.p, s.n) == 0);
}

struct td_thread_entry *
td_thread_add(
    struct td_thread *t, struct td_span host, struct td_span id, uint64_t at)
{
	struct td_thread_entry *x;

	if (t->n == TD_THREAD_ENTRIES || id.n == 0 || id.n > TD_THREAD_NAME)
		return NULL;
	x = &t->entry[t->n++];
	memset(x, 0, sizeof *x);
	td_thread_name_set(&x->host, host);
	td_thread_name_set(&x->id, id);
	x->at = at;
	x->fresh = true;
	return x;
}

void
td_thread_begin(struct td_thread *t)
{
	for (size_t i = 0; i < t->n; i++) {
		struct td_thread_entry *x = &t->entry[i];

		x->lives = 0;
		x->open = x->begun = false;
		x->n_numbers = 0;
		x->n_tries = 0;
		x->accept = 0;
		for (size_t k = 0; k < x->n_begins; k++)
			x->begin[k].spf_line = 0;
		x->fresh = false;
		if (!x->known) {
			x->life = 0;
			x->from = x->to = 0;
			x->message_id.n = 0;
			x->n_begins = 0;
		}
	}
}

/* Of the host that wrote the line and of something that it names. */
static uint64_t
hash_of(const struct td_event *e, struct td_span s)
{
	const uint64_t part[2] = { td_hash(e->host.p, e->host.n),
		td_hash(s.p, s.n) };

	return td_hash(part, sizeof part);
}

static bool
is_near(int64_t a, int64_t b, int64_t window)
{
	return a != TD_NO_TIME && b != TD_NO_TIME && a - b <= window &&
	    b - a <= window;
}

/* ---- a result without a queue id: DECISIONS.md 12 ---- */

bool
td_thread_loose_spf(enum td_kind kind, const struct td_event *e)
{
	return kind == TD_AUTH && e->queue_id.n == 0 && e->message_id.n == 0 &&
	    e->client_ip.n > 0 && e->result[TD_M_SPF] != TD_R_MISSING;
}

bool
td_thread_spf_near(int64_t result, int64_t when)
{
	return is_near(result, when, SPF_WINDOW);
}

/* The latest of the client is of the next entry that the client begins. */
static void
watch_client(struct td_thread_begin *b, enum td_kind kind,
    const struct td_event *e, uint64_t line)
{
	const bool spf = td_thread_loose_spf(kind, e);

	if (line > b->line || e->client_ip.n == 0 ||
	    (kind != TD_ACCEPT && kind != TD_DISCONNECT && !spf) ||
	    hash_of(e, e->client_ip) != b->client)
		return;
	if (line == b->line) {
		if (td_thread_spf_near(b->spf_when, b->when))
			b->spf = b->spf_line;
		return;
	}
	b->spf_line = spf ? line : 0;
	b->spf_when = e->when;
}

static void
watch_clients(struct td_thread_entry *x, enum td_kind kind,
    const struct td_event *e, uint64_t line)
{
	for (size_t i = 0; x->known && i < x->n_begins; i++)
		watch_client(&x->begin[i], kind, e, line);
}

static bool
is_its_spf(const struct td_thread_entry *x, uint64_t line)
{
	for (size_t i = 0; i < x->n_begins; i++)
		if (x->begin[i].spf == line)
			return true;
	return false;
}

/* ---- hops through pipe(8): DECISIONS.md 4 ---- */

static bool
is_piped(const struct td_event *e)
{
	return e->action == TD_ACTION_SENT && e->next_id.n == 0 &&
	    (e->flags & TD_EVENT_PIPE) != 0;
}

/* Addresses are the same whatever the case of the domain. */
static uint64_t
hash_recipient(const struct td_event *e)
{
	char folded[TD_THREAD_NAME];
	const struct td_span s = e->recipient;
	const char *at = s.n > 0 ? memrchr(s.p, '@', s.n) : NULL;
	const size_t local = at != NULL ? (size_t)(at - s.p) : s.n;
	const size_t n = s.n < sizeof folded ? s.n : sizeof folded;

	for (size_t i = 0; i < n; i++)
		folded[i] = i < local ? s.p[i] : td_lower(s.p[i]);
	return hash_of(e, (struct td_span){ folded, n });
}

static void
keep_try(struct td_thread_entry *x, const struct td_event *e, uint64_t line)
{
	struct td_thread_try *t = &x->try[x->n_tries];

	if (x->n_tries == TD_THREAD_TRIES || e->recipient.n == 0 ||
	    (e->flags & (TD_EVENT_LIST | TD_EVENT_DOMAIN)) != 0)
		return;
	*t = (struct td_thread_try){ .recipient = hash_recipient(e),
		.line = line,
		.accept = x->accept,
		.when = e->when,
		.first = true,
		.piped = is_piped(e) };
	for (size_t i = 0; i < x->n_tries; i++)
		t->first &= x->try[i].recipient != t->recipient;
	x->n_tries++;
}

/* The line of `from` by which it goes on as `to`; 0: none. */
static uint64_t
find_pipe(const struct td_thread_entry *from, const struct td_thread_entry *to)
{
	for (size_t i = 0; i < from->n_tries; i++)
		for (size_t j = 0; from->try[i].piped && j < to->n_tries; j++)
			if (to->try[j].first && to->try[j].accept > 0 &&
			    to->try[j].accept >= from->try[i].accept &&
			    to->try[j].recipient == from->try[i].recipient &&
			    is_near(
			        from->try[i].when, to->try[j].when, HOP_WINDOW))
				return from->try[i].line;
	return 0;
}

/* ---- one entry and one line ---- */

static bool
has_id(const struct td_thread_entry *x, const struct td_event *e)
{
	return td_thread_name_is(&x->id, e->queue_id) &&
	    (x->host.n == 0 || td_thread_name_is(&x->host, e->host));
}

/* Whether the life that is going on, or went on last, is the one. */
static bool
is_its_life(const struct td_thread_entry *x)
{
	return x->at == 0 || (x->lives > 0 && x->lives == x->life);
}

/* qmail: a delivery number stands for a recipient until it is given anew. */
static void
follow_number(struct td_thread_entry *x, const struct td_event *e)
{
	size_t i = 0;

	while (i < x->n_numbers &&
	    !td_thread_name_is(&x->number[i], e->delivery_id))
		i++;
	if (has_id(x, e)) {
		if (i == x->n_numbers && i < TD_THREAD_NUMBERS)
			td_thread_name_set(
			    &x->number[x->n_numbers++], e->delivery_id);
	} else if (i < x->n_numbers) {
		x->number[i] = x->number[--x->n_numbers];
	}
}

static bool
has_number(const struct td_thread_entry *x, struct td_span number)
{
	for (size_t i = 0; i < x->n_numbers; i++)
		if (td_thread_name_is(&x->number[i], number))
			return true;
	return false;
}

static void
keep_begin(struct td_thread_entry *x, const struct td_event *e, uint64_t line)
{
	if (x->n_begins < TD_THREAD_BEGINS && e->client_ip.n > 0)
		x->begin[x->n_begins++] =
		    (struct td_thread_begin){ .line = line,
			    .client = hash_of(e, e->client_ip),
			    .when = e->when };
}

/* A life begins, goes on or ends with a line of its id. */
static void
live(struct td_thread_entry *x, enum td_kind kind, const struct td_event *e,
    uint64_t line)
{
	if (!x->open || (kind == TD_ACCEPT && x->begun)) {
		x->lives++;
		x->open = true;
		x->begun = false;
		x->accept = 0;
		if (!x->known && (x->life == 0 || line <= x->at)) {
			x->life = x->lives;
			x->from = line;
			x->message_id.n = 0;
			x->n_begins = 0;
			x->n_tries = 0;
		}
	}
	if (kind == TD_ACCEPT)
		x->accept = line;
	x->begun |= kind == TD_ACCEPT || kind == TD_DELIVER;
	if (!x->known && is_its_life(x)) {
		x->to = line;
		if (x->message_id.n == 0 && e->message_id.n > 0)
			td_thread_name_set(&x->message_id, e->message_id);
		if (kind == TD_ACCEPT)
			keep_begin(x, e, line);
	}
	if (kind == TD_REMOVE || (e->flags & TD_EVENT_CLOSES) != 0)
		x->open = false;
}

static bool
belongs(struct td_thread_entry *x, enum td_kind kind, const struct td_event *e,
    uint64_t line)
{
	if (kind == TD_START && e->delivery_id.n > 0)
		follow_number(x, e);
	if (e->queue_id.n > 0) {
		if (!has_id(x, e))
			return false;
		live(x, kind, e, line);
		if (!is_its_life(x))
			return false;
		if (kind == TD_DELIVER)
			keep_try(x, e, line);
		return true;
	}
	if (kind == TD_DELIVER && e->delivery_id.n > 0) {
		if (!has_number(x, e->delivery_id) || !is_its_life(x))
			return false;
		if (!x->known)
			x->to = line;
		return true;
	}
	if (td_thread_loose_spf(kind, e))
		return is_its_spf(x, line);
	return kind == TD_AUTH && e->message_id.n > 0 &&
	    (x->host.n == 0 || td_thread_name_is(&x->host, e->host)) &&
	    td_thread_name_is(&x->message_id, e->message_id);
}

/* ---- from one entry to another ---- */

/* Whether the event says that a message goes on under another id. */
static bool
goes_on(enum td_kind kind, const struct td_event *e)
{
	return e->next_id.n > 0 && (kind == TD_DELIVER || kind == TD_LINK) &&
	    (e->flags & TD_EVENT_FORWARD) == 0;
}

/*
 * The entry of an id that is there already, in the life it has now; one that
 * is not known yet may turn out to be another, which is seen the next time.
 */
static struct td_thread_entry *
find(struct td_thread *t, struct td_span host, struct td_span id)
{
	for (size_t i = 0; i < t->n; i++) {
		struct td_thread_entry *x = &t->entry[i];

		if (td_thread_name_is(&x->id, id) &&
		    (x->host.n == 0 || host.n == 0 ||
		        td_thread_name_is(&x->host, host)) &&
		    (x->at == 0 || !x->known || x->lives == x->life))
			return x;
	}
	return NULL;
}

static void
link_entries(struct td_thread *t, struct td_thread_entry *from,
    const struct td_thread_entry *to, uint64_t line)
{
	from->next = (size_t)(to - t->entry);
	from->next_at = line;
}

/* A line links an entry of which only the Message-ID was known; one that was
 * given up for want of a hop is looked at again. */
static void
confirm(struct td_thread_entry *x)
{
	if (!x->maybe)
		return;
	x->maybe = false;
	if (x->dead)
		x->dead = x->known = false;
}

/* Entry `x` goes on as another one, which is taken in. */
static void
follow(struct td_thread *t, struct td_thread_entry *x, const struct td_event *e,
    uint64_t line)
{
	struct td_thread_entry *to = find(t, no_text, e->next_id);

	if (to == NULL &&
	    (to = td_thread_add(t, no_text, e->next_id, line)) != NULL)
		to->need = x->message_id;
	if (to == NULL || to == x)
		return;
	confirm(to);
	link_entries(t, x, to, line);
}

/* Another entry goes on as `x`: take that in. */
static void
trace(struct td_thread *t, struct td_thread_entry *x, const struct td_event *e,
    uint64_t line)
{
	struct td_thread_entry *from = find(t, e->host, e->queue_id);

	if (from != NULL && from->maybe) {
		confirm(from);
		link_entries(t, from, x, line);
	}
	if (from != NULL)
		return;
	from = td_thread_add(t, e->host, e->queue_id, line);
	if (from == NULL)
		return;
	from->need = x->message_id;
	link_entries(t, from, x, line);
}

/* Another entry of the message, which a command may have put in again. */
static void
suspect(struct td_thread *t, const struct td_thread_entry *x,
    const struct td_event *e, uint64_t line)
{
	struct td_thread_entry *y;
	size_t n = 0;

	for (size_t i = 0; i < t->n; i++)
		n += t->entry[i].maybe;
	if (n == TD_THREAD_MAYBES || find(t, e->host, e->queue_id) != NULL ||
	    (y = td_thread_add(t, e->host, e->queue_id, line)) == NULL)
		return;
	y->maybe = true;
	y->need = x->message_id;
}

bool
td_thread_line(struct td_thread *t, enum td_kind kind, const struct td_event *e,
    uint64_t line)
{
	const size_t n = t->n;
	const bool on = goes_on(kind, e);
	bool any = false;

	t->pipes |= kind == TD_DELIVER && is_piped(e);
	for (size_t i = 0; i < n; i++) {
		struct td_thread_entry *x = &t->entry[i];

		watch_clients(x, kind, e, line);
		if (x->dead) {
			if (has_id(x, e))
				live(x, kind, e, line);
			continue;
		}
		if (belongs(x, kind, e, line)) {
			any |= x->known;
			if (on && x->known)
				follow(t, x, e, line);
		} else if (on && x->known && is_its_life(x) &&
		    e->queue_id.n > 0 &&
		    td_thread_name_is(&x->id, e->next_id)) {
			trace(t, x, e, line);
		} else if (t->pipes && x->known && !x->maybe &&
		    e->queue_id.n > 0 && e->message_id.n > 0 &&
		    td_thread_name_is(&x->message_id, e->message_id) &&
		    (x->host.n == 0 || td_thread_name_is(&x->host, e->host))) {
			suspect(t, x, e, line);
		}
	}
	return any;
}

/* Take in what a hop leads to, or from; whether there was any. */
static bool
believe(struct td_thread *t)
{
	bool any = false;

	for (size_t i = 0; i < t->n; i++)
		for (size_t j = 0; j < t->n; j++) {
			struct td_thread_entry *x = &t->entry[i];
			struct td_thread_entry *y = &t->entry[j];
			uint64_t line;

			if (x->maybe == y->maybe || !x->known || !y->known ||
			    x->dead || y->dead || (line = find_pipe(x, y)) == 0)
				continue;
			link_entries(t, x, y, line);
			x->maybe = y->maybe = false;
			any = true;
		}
	return any;
}

bool
td_thread_end(struct td_thread *t)
{
	bool done = true;

	for (size_t i = 0; i < t->n; i++) {
		struct td_thread_entry *x = &t->entry[i];

		if (x->known)
			continue;
		done = false;
		if (x->fresh)
			continue;
		x->known = true;
		x->dead = x->life == 0 ||
		    (x->need.n > 0 && x->message_id.n > 0 &&
		        !td_thread_name_is(&x->message_id, text_of(&x->need)));
	}
	while (believe(t))
		continue;
	for (size_t i = 0; i < t->n; i++) {
		struct td_thread_entry *x = &t->entry[i];

		x->dead |= x->known && x->maybe;
	}
	return done;
}

const struct td_thread_entry *
td_thread_hop(const struct td_thread *t, uint64_t behind)
{
	const struct td_thread_entry *first = NULL;

	for (size_t i = 0; i < t->n; i++) {
		const struct td_thread_entry *x = &t->entry[i];

		if (!x->dead && x->next_at > behind &&
		    !t->entry[x->next].dead &&
		    (first == NULL || x->next_at < first->next_at))
			first = x;
	}
	return first;
}
