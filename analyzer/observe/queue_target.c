/*
 * Which queue entry a line is of.  Where only what is to the left can tell, a
 * piece begins, and the append decides about it as if it were its first line.
 */
#include "queue_parts.h"

enum answer { NO, YES, UNSURE };

void
td_queue_id(const struct td_queue *q, uint32_t host, struct td_span text,
    uint32_t queue_no, struct id *out)
{
	*out = (struct id){ text, host, queue_no, td_table_hash(text, 0), 0 };
	out->key = hash_mix(out->hash, q->host[host].hash + queue_no);
}

static bool
is_of(const struct td_queue *q, const struct entry *e, const struct id *id)
{
	return e->key == id->key && e->host == id->host &&
	    e->queue_no == id->queue_no &&
	    td_text_is(&q->texts, e->id, id->text);
}

/* Most lines are of the entry that had the line before. */
static uint32_t
find(struct td_queue *q, const struct id *id)
{
	uint32_t i, row = q->at_entry;

	if (row < q->n_entries && !q->entry[row].ended &&
	    q->entry[row].above == NONE && is_of(q, &q->entry[row], id))
		return row;
	TABLE_EACH(&q->entries, id->key, i, row)
	if (is_of(q, &q->entry[row], id))
		return q->at_entry = row;
	return NONE;
}

/* ---- silence ---- */

/* Whether more than `limit` ticks lie between. */
static enum answer
is_longer(int64_t from, int64_t to, int64_t limit)
{
	if (from != EARLY || to == EARLY)
		return to - from > limit ? YES : NO;
	return to > limit ? YES : UNSURE;
}

/* These tell no end of an entry: what is done there, silence tells. */
static bool
is_endless(uint8_t program)
{
	return program == TD_PROGRAM_SENDMAIL ||
	    program == TD_PROGRAM_OPENSMTPD || program == TD_PROGRAM_HARAKA;
}

static bool
is_deferred(const struct td_queue *q, const struct entry *e)
{
	for (uint32_t i = e->rcpts; i != NONE; i = q->rcpt[i].sibling) {
		const struct rcpt *r = &q->rcpt[i];

		if (r->action == TD_ACTION_DEFERRED && r->weight > 0 &&
		    e->expired <= r->last.pos)
			return true;
	}
	return false;
}

/*
 * Whether an entry had ended before a place, because all its recipients were
 * done with and then came nothing for long.
 */
static enum answer
is_silent(const struct td_queue *q, const struct entry *e, int64_t ticks)
{
	enum answer a = is_longer(e->touched, ticks, LONGEST_SESSION);

	if (a == NO || is_deferred(q, e))
		return NO;
	if (!e->whole)
		return UNSURE;
	return is_endless(e->program) && e->n_rcpts > 0 ? a : NO;
}

int
td_queue_sweep(struct td_queue *q)
{
	for (uint32_t i = 0; i < q->n_entries; i++) {
		const struct entry *e = &q->entry[i];

		if (e->ended || e->sealed ||
		    is_silent(q, e, q->host[e->host].ticks) != YES)
			continue;
		td_queue_end(q, i, true);
		if (td_queue_list(q, i) < 0)
			return -1;
	}
	return 0;
}

/* ---- targets ---- */

/* How far back the line can be that it belongs to. */
static int64_t
reach(const struct td_queue *q, enum start start)
{
	switch (start) {
	case START_MID:
		return LONGEST_SESSION;
	case START_RESULT:
	case START_BEGIN_LATE:
		return q->span;
	default:
		return 0;
	}
}

/* Whether all that a line without an entry may be of is here. */
static bool
is_whole(const struct td_queue *q, enum start start, const struct place *seen)
{
	if (q->o.first || start == START_BEGIN)
		return true;
	return start != START_ANY && seen->ticks > reach(q, start);
}

/* Whether the line is of `old`. */
static enum answer
belongs(const struct td_queue *q, const struct entry *old, enum start start,
    const struct place *at)
{
	enum answer far;

	if (start == START_BEGIN)
		return NO;
	if (old->sealed)
		return UNSURE;
	if (start == START_ANY)
		return YES;
	if (start == START_BEGIN_LATE) {
		if (old->begins || old->n_rcpts > 0 ||
		    is_longer(old->seen.ticks, at->ticks, q->span) == YES)
			return NO;
		return old->whole ? YES : UNSURE;
	}
	far = is_longer(old->touched, at->ticks, reach(q, start));
	return far == UNSURE ? UNSURE : far == YES ? NO : YES;
}

int
td_queue_target(struct td_queue *q, const struct id *id, enum start start,
    const struct place *at, struct target *out)
{
	enum answer a = NO;
	uint32_t old;

	while ((old = find(q, id)) != NONE) {
		struct entry *e = &q->entry[old];

		a = e->sealed ? UNSURE : is_silent(q, e, at->ticks);
		if (a == YES) {
			td_queue_end(q, old, true);
			if (td_queue_list(q, old) < 0)
				return -1;
			a = NO;
			continue;
		}
		if (a == NO)
			a = belongs(q, e, start, at);
		else if (start == START_BEGIN)
			a = NO;
		e->sealed |= a == UNSURE;
		break;
	}
	*out = (struct target){ .entry = a == YES ? old : NONE, .old = old };
	out->whole = a == NO && (old != NONE || is_whole(q, start, at));
	return 0;
}
