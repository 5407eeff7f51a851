/*
 * The progress line has a thread of its own, which sleeps nearly always.
 */
#include "progress.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FIRST_AFTER_MS = 1000, EVERY_MS = 200 };

struct td_progress_line {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t stop;
	bool stopped, shown;
	uint64_t total; /* bytes of the operands; 0: not known */
	struct td_pool *pool;
	struct timespec begin;
};

static double
seconds_since(const struct timespec *t)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - t->tv_sec) +
	    (double)(now.tv_nsec - t->tv_nsec) * 1e-9;
}

/* "1.2 GB"; `buf` has room for 16. */
static const char *
human_bytes(char *buf, double n)
{
	static const char *const unit[] = { "B", "kB", "MB", "GB", "TB" };
	size_t i = 0;

	while (n >= 1000 && i + 1 < sizeof unit / sizeof unit[0]) {
		n /= 1000;
		i++;
	}
	snprintf(
	    buf, 16, i == 0 || n >= 100 ? "%.0f %s" : "%.1f %s", n, unit[i]);
	return buf;
}

static void
show(struct td_progress_line *l)
{
	double t = seconds_since(&l->begin);
	double done = (double)atomic_load(&l->pool->read);
	double stored = (double)atomic_load(&l->pool->stored);
	char size[16], rate[16], left[48] = "";

	if (l->total > 0 && stored > 0 && stored < (double)l->total) {
		double rest = t * ((double)l->total - stored) / stored;

		snprintf(left, sizeof left, ", %.0f %%, %d:%02d left",
		    100 * stored / (double)l->total, (int)rest / 60,
		    (int)rest % 60);
	}
	fprintf(stderr, "\r\033[Ktodoku: %s read, %s/s%s",
	    human_bytes(size, done), human_bytes(rate, done / t), left);
	fflush(stderr);
	l->shown = true;
}

static void *
run(void *arg)
{
	struct td_progress_line *l = arg;
	struct timespec until;
	int wait_ms = FIRST_AFTER_MS;

	pthread_mutex_lock(&l->lock);
	while (!l->stopped) {
		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += wait_ms / 1000;
		until.tv_nsec += wait_ms % 1000 * 1000000L;
		if (until.tv_nsec >= 1000000000L) {
			until.tv_sec++;
			until.tv_nsec -= 1000000000L;
		}
		if (pthread_cond_timedwait(&l->stop, &l->lock, &until) ==
		    ETIMEDOUT)
			show(l);
		wait_ms = EVERY_MS;
	}
	pthread_mutex_unlock(&l->lock);
	return NULL;
}

/* The size of what was named, if all of it is files. */
static uint64_t
operands_size(const struct td_plan *plan)
{
	uint64_t sum = 0;
	struct stat st;

	for (size_t i = 0; i < plan->n_paths; i++) {
		if (stat(plan->paths[i], &st) == -1 || !S_ISREG(st.st_mode))
			return 0;
		sum += (uint64_t)st.st_size;
	}
	return sum;
}

struct td_progress_line *
td_progress_start(struct td_pool *pool)
{
	const struct td_plan *plan = pool->plan;
	const char *term = getenv("TERM");
	struct td_progress_line *l;

	if (plan->progress == TD_PROGRESS_NEVER ||
	    (plan->progress == TD_PROGRESS_AUTO &&
	        (td_quiet || !isatty(STDERR_FILENO) || term == NULL ||
	            strcmp(term, "dumb") == 0)))
		return NULL;
	if ((l = calloc(1, sizeof *l)) == NULL)
		return NULL;
	l->pool = pool;
	l->total = operands_size(plan);
	clock_gettime(CLOCK_MONOTONIC, &l->begin);
	pthread_mutex_init(&l->lock, NULL);
	pthread_cond_init(&l->stop, NULL);
	if (pthread_create(&l->thread, NULL, run, l) != 0) {
		free(l);
		return NULL;
	}
	return l;
}

void
td_progress_stop(struct td_progress_line *l)
{
	if (l == NULL)
		return;
	pthread_mutex_lock(&l->lock);
	l->stopped = true;
	pthread_cond_signal(&l->stop);
	pthread_mutex_unlock(&l->lock);
	pthread_join(l->thread, NULL);
	if (l->shown)
		fputs("\r\033[K", stderr);
	pthread_cond_destroy(&l->stop);
	pthread_mutex_destroy(&l->lock);
	free(l);
}
