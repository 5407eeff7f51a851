/*
 * Which lines belong to a message: the rules of observe/queue.h, seen from one
 * message.  Whether an entry is a hop is the queue's to say.
 */
#include "explain_thread.h"

#include <string.h>

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
		x->fresh = false;
		if (!x->known) {
			x->life = 0;
			x->from = x->to = 0;
			x->message_id.n = 0;
		}
	}
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

/* A life begins, goes on or ends with a line of its id. */
static void
live(struct td_thread_entry *x, enum td_kind kind, const struct td_event *e,
    uint64_t line)
{
	if (!x->open || (kind == TD_ACCEPT && x->begun)) {
		x->lives++;
		x->open = true;
		x->begun = false;
		if (!x->known && (x->life == 0 || line <= x->at)) {
			x->life = x->lives;
			x->from = line;
			x->message_id.n = 0;
		}
	}
	x->begun |= kind == TD_ACCEPT || kind == TD_DELIVER;
	if (!x->known && is_its_life(x)) {
		x->to = line;
		if (x->message_id.n == 0 && e->message_id.n > 0)
			td_thread_name_set(&x->message_id, e->message_id);
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
		return is_its_life(x);
	}
	if (kind == TD_DELIVER && e->delivery_id.n > 0) {
		if (!has_number(x, e->delivery_id) || !is_its_life(x))
			return false;
		if (!x->known)
			x->to = line;
		return true;
	}
	return kind == TD_AUTH && e->message_id.n > 0 &&
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

/* Entry `x` goes on as another one, which is taken in. */
static void
follow(struct td_thread *t, struct td_thread_entry *x, const struct td_event *e,
    uint64_t line)
{
	struct td_thread_entry *to = find(t, no_text, e->next_id);

	if (to == NULL &&
	    (to = td_thread_add(t, no_text, e->next_id, line)) != NULL)
		to->need = x->message_id;
	if (to != NULL && to != x)
		link_entries(t, x, to, line);
}

/* Another entry goes on as `x`: take that in. */
static void
trace(struct td_thread *t, struct td_thread_entry *x, const struct td_event *e,
    uint64_t line)
{
	struct td_thread_entry *from = find(t, e->host, e->queue_id);

	if (from != NULL)
		return;
	from = td_thread_add(t, e->host, e->queue_id, line);
	if (from == NULL)
		return;
	from->need = x->message_id;
	link_entries(t, from, x, line);
}

bool
td_thread_line(struct td_thread *t, enum td_kind kind, const struct td_event *e,
    uint64_t line)
{
	const size_t n = t->n;
	const bool on = goes_on(kind, e);
	bool any = false;

	for (size_t i = 0; i < n; i++) {
		struct td_thread_entry *x = &t->entry[i];

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
		}
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
	return done;
}
