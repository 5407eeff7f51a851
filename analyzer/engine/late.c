/*
 * Logs are read when all else is: then it is known which of their deliveries
 * reports that came as mail tell of, so that nothing of a log must be kept for
 * reports that may come.
 */
#include <stdlib.h>
#include <string.h>

#include "pool.h"

/* Few have that many; of others each costs opening it once more. */
enum { MAX_OPEN = 64 };

void
td_late_free(struct td_late *late)
{
	if (late->source.name != NULL)
		td_source_close(&late->source);
	free(late->path);
	free(late);
}

static void
free_list(struct td_late *late)
{
	while (late != NULL) {
		struct td_late *next = late->next;

		td_late_free(late);
		late = next;
	}
}

void
td_pool_free_late(struct td_pool *pool)
{
	free_list(pool->late);
	free_list(pool->aside);
	free_list(pool->next_aside);
}

int
td_pool_put_aside(struct td_pool *pool, const char *path)
{
	struct td_late *late = calloc(1, sizeof *late);

	if (late == NULL || (late->path = strdup(path)) == NULL) {
		free(late);
		return -1;
	}
	pthread_mutex_lock(&pool->lock);
	late->next = pool->aside;
	pool->aside = late;
	pthread_mutex_unlock(&pool->lock);
	return 0;
}

bool
td_pool_next_aside(struct td_pool *pool)
{
	struct td_late *late = pool->aside;

	if (late == NULL)
		return false;
	pool->aside = late->next;
	late->next = NULL;
	pool->next_aside = late;
	return true;
}

int
td_pool_put_off(struct td_pool *pool, const char *path, struct td_source *s)
{
	struct td_late *late = calloc(1, sizeof *late);

	if (late == NULL || (late->path = strdup(path)) == NULL) {
		free(late);
		return -1;
	}
	pthread_mutex_lock(&pool->lock);
	if (s != NULL &&
	    (!s->again || (s->light && pool->n_late_open < MAX_OPEN))) {
		late->source = *s;
		*s = (struct td_source){ .name = NULL }; /* moved */
		pool->n_late_open++;
	}
	*pool->last_late = late;
	pool->last_late = &late->next;
	pthread_mutex_unlock(&pool->lock);
	return 0;
}

struct td_late *
td_pool_next_late(struct td_pool *pool)
{
	struct td_late *late = pool->late;

	if (!pool->asking || late == NULL)
		return NULL;
	if ((pool->late = late->next) == NULL)
		pool->last_late = &pool->late;
	return late;
}

int
td_pool_keep_told(struct td_pool *pool, struct td_ledger *told)
{
	if (pool->asking || td_ledger_is_empty(told))
		return 0;
	return td_ledger_merge(pool->told, told);
}

int
td_pool_ask(struct td_pool *pool)
{
	pool->asking = true;
	return td_notices_new(pool->told, &pool->notices);
}
