/*
 * Blocks take their turn twice: when they are announced, for the year, and when
 * they are joined.  The first is waited for, as it comes at once; what is
 * joined early is kept.
 */
#include "joining.h"
#include "years.h"

#include <pthread.h>
#include <stdlib.h>

struct part {
	struct td_queue *queue; /* of the stretch that begins with it, before
	                           its turn; NULL: nothing could be read */
	int64_t first;
	struct td_first lines;
	int year;     /* where it begins */
	int64_t last; /* likewise, as td_clock.last */
	bool announced, joined;
};

struct td_joining {
	const struct td_plan *plan;
	int64_t written;

	pthread_mutex_t lock;
	pthread_cond_t change;
	size_t n, cap;
	struct part *part;     /* by block */
	uint64_t announced;    /* all blocks before it are */
	uint64_t joined;       /* and those before it are in `queue` */
	int64_t first;         /* time of the first line */
	struct td_clock clock; /* where block `announced` begins */
	struct td_queue *queue;
	bool failed; /* no memory */
};

struct td_joining *
td_joining_new(const struct td_plan *plan, int64_t written)
{
	struct td_joining *j = calloc(1, sizeof *j);

	if (j == NULL)
		return NULL;
	j->plan = plan;
	j->written = written;
	j->clock =
	    (struct td_clock){ .zone = &plan->dims.zone, .last = TD_NO_TIME };
	j->first = TD_NO_TIME;
	pthread_mutex_init(&j->lock, NULL);
	pthread_cond_init(&j->change, NULL);
	return j;
}

void
td_joining_free(struct td_joining *j)
{
	if (j == NULL)
		return;
	for (size_t i = 0; i < j->n; i++)
		td_queue_free(j->part[i].queue);
	td_queue_free(j->queue);
	free(j->part);
	pthread_cond_destroy(&j->change);
	pthread_mutex_destroy(&j->lock);
	free(j);
}

/* Make room for block `i`.  With the lock. */
static int
reserve(struct td_joining *j, uint64_t i)
{
	size_t cap = j->cap == 0 ? 64 : j->cap;
	struct part *bigger;

	while (cap <= i)
		cap *= 2;
	if (cap > j->cap) {
		bigger = realloc(j->part, cap * sizeof *bigger);
		if (bigger == NULL)
			return -1;
		j->part = bigger;
		j->cap = cap;
	}
	for (; j->n <= i; j->n++)
		j->part[j->n] = (struct part){ .first = TD_NO_TIME,
			.lines = { TD_NO_TIME, TD_NO_TIME } };
	return 0;
}

/* Go past the beginning of a block. */
static void
pass(struct td_joining *j, const struct td_first *lines)
{
	if (lines->stamp == TD_NO_TIME)
		return;
	if (j->clock.last == TD_NO_TIME)
		j->clock.year = td_year_of(j->plan, lines, j->written);
	td_clock_skip(&j->clock, lines->stamp);
}

int
td_joining_announce(
    struct td_joining *j, uint64_t i, const struct td_first *first)
{
	int rc;

	pthread_mutex_lock(&j->lock);
	rc = reserve(j, i);
	if (rc == 0) {
		j->part[i].lines = *first;
		j->part[i].announced = true;
	} else {
		j->failed = true; /* nobody shall wait for it */
	}
	while (j->announced < j->n && j->part[j->announced].announced) {
		struct part *p = &j->part[j->announced++];

		pass(j, &p->lines);
		p->year = j->clock.year;
		p->last = j->clock.last;
	}
	pthread_cond_broadcast(&j->change);
	pthread_mutex_unlock(&j->lock);
	return rc;
}

void
td_joining_clock(struct td_joining *j, uint64_t i, struct td_clock *clock)
{
	pthread_mutex_lock(&j->lock);
	*clock = j->clock;
	while (j->announced <= i && !j->failed)
		pthread_cond_wait(&j->change, &j->lock);
	if (!j->failed) {
		clock->year = j->part[i].year;
		clock->last = j->part[i].last;
	}
	pthread_mutex_unlock(&j->lock);
}

/* Append the next block to what is there.  With the lock. */
static int
append(struct td_joining *j, struct td_queue *q, td_settle *emit, void *arg)
{
	int rc;

	if (q == NULL)
		return 0;
	if (j->queue == NULL) {
		j->queue = q;
		return 0;
	}
	rc = td_queue_append(j->queue, q, emit, arg);
	td_queue_free(q);
	return rc;
}

int
td_joining_add(struct td_joining *j, uint64_t from, uint64_t n,
    struct td_queue *q, int64_t first, td_settle *emit, void *arg)
{
	int rc;

	pthread_mutex_lock(&j->lock);
	rc = reserve(j, from + n - 1);
	if (rc == 0) {
		j->part[from].queue = q;
		j->part[from].first = first;
		for (uint64_t i = 0; i < n; i++)
			j->part[from + i].joined = true;
	} else {
		td_queue_free(q);
	}
	while (rc == 0 && j->joined < j->n && j->part[j->joined].joined) {
		struct part *p = &j->part[j->joined++];

		q = p->queue;
		p->queue = NULL;
		if (j->first == TD_NO_TIME)
			j->first = p->first;
		rc = append(j, q, emit, arg);
	}
	pthread_mutex_unlock(&j->lock);
	return rc;
}

int64_t
td_joining_first(const struct td_joining *j)
{
	return j->first;
}

struct td_queue *
td_joining_take(struct td_joining *j)
{
	struct td_queue *q = j->queue;

	j->queue = NULL;
	return q;
}
