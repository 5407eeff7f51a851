#include "log_stretch.h"

int
td_announce_block(struct td_work *work, uint64_t number,
    const struct td_block *block, struct td_counting *c)
{
	struct td_first first = { TD_NO_TIME, TD_NO_TIME };

	if (block != NULL)
		first = td_counting_first(c, &work->named, block);
	return td_joining_announce(work->joining, number, &first);
}

static int
settle(struct td_log_stretch *s, struct td_work *work, struct td_counting *c,
    struct td_part *into)
{
	struct td_settling *x = td_counting_settling(c, &work->named, into);

	if (td_queue_close(s->log.queue, td_settle_into, x) == -1)
		return -1;
	return x->failed ? -1 : 0;
}

int
td_log_stretch_end(struct td_log_stretch *s, struct td_work *work,
    struct td_counting *c, struct td_part *into)
{
	struct td_settling *x;
	int rc;

	if (s->n == 0)
		return 0;
	if (settle(s, work, c, into) == -1)
		return -1;
	x = td_counting_settling(c, &work->named, into);
	rc = td_joining_add(work->joining, s->from, s->n, s->log.queue,
	    s->log.first, td_settle_into, x);
	s->n = 0;
	return x->failed ? -1 : rc;
}

int
td_log_stretch_add(struct td_log_stretch *s, struct td_work *work,
    uint64_t number, struct td_counting *c, struct td_part *into)
{
	if ((s->n == TD_LOG_STRETCH || s->from + s->n != number) &&
	    td_log_stretch_end(s, work, c, into) == -1)
		return -1;
	if (s->n == 0) {
		s->log.queue = td_counting_queue(c);
		if (s->log.queue == NULL)
			return -1;
		s->log.first = TD_NO_TIME;
		s->from = number;
		s->kept = 0;
	}
	s->n++;
	td_joining_clock(work->joining, number, &s->log.clock);
	return 0;
}

/*
 * Of a busy log a minute is many blocks, and as long their entries wait: so
 * they are not looked at after each, but when there are half as many more.
 */
int
td_log_stretch_close(struct td_log_stretch *s, struct td_work *work,
    struct td_counting *c, struct td_part *into)
{
	enum { FEW = 512 };
	size_t open = td_queue_open(s->log.queue);

	if (open < s->kept + s->kept / 2 + FEW)
		return 0;
	if (settle(s, work, c, into) == -1)
		return -1;
	s->kept = td_queue_open(s->log.queue);
	return 0;
}

void
td_log_stretch_drop(struct td_log_stretch *s)
{
	if (s->n > 0)
		td_queue_free(s->log.queue);
	s->n = 0;
}
