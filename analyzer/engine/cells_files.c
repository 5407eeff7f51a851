/*
 * Cells files given along with archives, or found among them: which of their
 * inputs were counted already, and in what order they are added.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "known.h"
#include "pool.h"

bool
td_is_cells(const struct td_source *s)
{
	return s->format != NULL && (s->format->kinds & TD_BIT(TD_CELL)) != 0;
}

/* A cells file counted under other options cannot be mended, only told. */
static void
compare_options(const struct td_pool *pool, const char *name,
    const struct td_cells_reader *r)
{
	const char *theirs = td_cells_options(r);

	if (strcmp(theirs, pool->plan->options) != 0)
		td_warn(name, "was counted with other options: %s", theirs);
}

/* Read a cells source to its end.  NULL: it was said why. */
static struct td_cells_reader *
read_cells(struct td_pool *pool, struct td_counting *counting,
    struct td_source *source, struct td_buffer *buffer)
{
	const struct td_plan *plan = pool->plan;
	struct td_named named = { .name = source->name,
		.format = source->format,
		.cells = td_cells_reader_new(&plan->dims, plan->max_keys) };
	struct td_error e = { .what = NULL };
	struct td_part part;
	struct td_block block;
	struct td_ends ends;
	int rc;

	if (named.cells == NULL || td_part_init(&part, plan) == -1) {
		td_error_sys(&e, "cannot read", ENOMEM);
		td_pool_failed(pool, source->name, &e);
		td_cells_reader_free(named.cells);
		return NULL;
	}
	if (source->kind == TD_SOURCE_PARALLEL)
		rc = td_source_block(source, 0, buffer, &block, &e) == -1 ? -1 :
		                                                            1;
	else
		rc = td_source_next(source, buffer, &block, &e);
	if (rc == 1)
		rc = td_count_block(counting, &named, &block, NULL, &part,
		    &part.balance, &ends, &e);
	if (rc == 0 && source->kind != TD_SOURCE_PARALLEL)
		rc = td_source_next(source, buffer, &block, &e);
	td_part_clear(&part);
	if (rc == 0 && td_cells_options(named.cells) != NULL) {
		compare_options(pool, source->name, named.cells);
		return named.cells;
	}
	if (rc != -1)
		td_error_set(&e, "broken cells file", "no header line");
	td_pool_failed(pool, source->name, &e);
	td_cells_reader_free(named.cells);
	return NULL;
}

/* Was it added already, as an operand?  With the lock. */
static bool
is_added(const struct td_pool *pool, const char *name)
{
	for (struct td_cells_file *f = pool->cells; f != NULL; f = f->next)
		if (f->added && strcmp(f->name, name) == 0)
			return true;
	return false;
}

int
td_pool_keep_cells(struct td_pool *pool, struct td_counting *counting,
    struct td_source *source, struct td_buffer *buffer)
{
	struct td_cells_file *f;
	bool added;

	pthread_mutex_lock(&pool->lock);
	added = is_added(pool, source->name);
	pthread_mutex_unlock(&pool->lock);
	if (added)
		return 0;
	f = calloc(1, sizeof *f);
	if (f == NULL || (f->name = strdup(source->name)) == NULL) {
		free(f);
		return -1;
	}
	f->reader = read_cells(pool, counting, source, buffer);
	pthread_mutex_lock(&pool->lock);
	f->next = pool->cells;
	pool->cells = f;
	pthread_mutex_unlock(&pool->lock);
	return 0;
}

/* An input of a cells file counts as read, by this run and by later ones. */
static int
claim(struct td_pool *pool, const struct td_input_id *id)
{
	/* How it begins is not known: any hash will do, but not one for all. */
	const struct td_content c = {
		.id = *id, .beginning = id->low, .counted = id->length
	};

	if (td_seen_claim(pool->seen, id, NULL) == -1)
		return -1;
	return pool->plan->known == NULL ? 0 :
	                                   td_known_read(pool->plan->known, &c);
}

/* Add a cells file, unless its inputs were counted already. */
static int
add_cells(struct td_pool *pool, const char *name, struct td_cells_reader *r,
    struct td_part *sum)
{
	struct td_balance *b = td_cells_balance(r);
	size_t n;
	const struct td_input_id *ids = td_cells_ids(r, &n);
	size_t known = td_seen_count(pool->seen, ids, n);
	struct td_error e;

	if (known > 0 && known < n) {
		td_error_set(&e, "cannot be added",
		    "%zu of its %zu inputs are counted already", known, n);
		td_pool_failed(pool, name, &e);
		sum->balance.sources++;
		sum->balance.failed_sources++;
		return 0;
	}
	if (n > 0 && known == n) {
		sum->balance.sources += b->sources;
		sum->balance.read += b->read;
		sum->balance.decoded += b->decoded;
		sum->balance.bin[TD_BIN_DUPLICATE] += b->decoded;
		return 0;
	}
	for (size_t i = 0; i < n; i++)
		if (claim(pool, &ids[i]) == -1)
			return -1;
	if (b->failed_sources > 0)
		pool->failed = true;
	if (td_cube_merge(sum->cube, td_cells_cube(r)) == -1)
		return -1;
	return td_balance_merge(&sum->balance, b);
}

static int
by_name(const void *a, const void *b)
{
	const struct td_cells_file *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

int
td_pool_add_cells(struct td_pool *pool, struct td_part *sum)
{
	struct td_cells_file **list;
	size_t n = 0, i = 0;
	int rc = 0;

	for (struct td_cells_file *f = pool->cells; f != NULL; f = f->next)
		n += !f->added;
	if (n == 0)
		return 0;
	if ((list = malloc(n * sizeof *list)) == NULL)
		return -1;
	for (struct td_cells_file *f = pool->cells; f != NULL; f = f->next)
		if (!f->added)
			list[i++] = f;
	qsort(list, n, sizeof *list, by_name);
	for (i = 0; i < n && rc == 0; i++) {
		if (list[i]->reader != NULL) {
			rc = add_cells(
			    pool, list[i]->name, list[i]->reader, sum);
		} else {
			sum->balance.sources++;
			sum->balance.failed_sources++;
		}
		td_cells_reader_free(list[i]->reader);
		list[i]->reader = NULL;
		list[i]->added = true;
	}
	free(list);
	return rc;
}

void
td_pool_free_cells(struct td_pool *pool)
{
	struct td_cells_file *f;

	while ((f = pool->cells) != NULL) {
		pool->cells = f->next;
		td_cells_reader_free(f->reader);
		free(f->name);
		free(f);
	}
}

/* Whether a path may hold cells: by its first bytes, cheaply. */
static bool
may_be_cells(const char *path)
{
	static const struct td_span heads[] = { TD_LIT("todoku-cells "),
		TD_LIT("\x28\xb5\x2f\xfd"), TD_LIT("\x1f\x8b"),
		TD_LIT("\xfd"
		       "7zXZ"),
		TD_LIT("BZh") };
	char head[16];
	struct stat st;
	ssize_t n = 0;
	int fd;

	if (strcmp(path, "-") == 0 || path[0] == '@' || stat(path, &st) == -1 ||
	    !S_ISREG(st.st_mode) ||
	    (fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return false;
	n = read(fd, head, sizeof head);
	close(fd);
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		if (n >= (ssize_t)heads[i].n &&
		    memcmp(head, heads[i].p, heads[i].n) == 0)
			return true;
	return false;
}

int
td_pool_add_operands(struct td_pool *pool, struct td_part *sum)
{
	const struct td_plan *plan = pool->plan;
	struct td_opener *o = NULL;
	struct td_counting *c = NULL;
	struct td_buffer buffer = { NULL, 0 };
	struct td_source s;
	struct td_error e;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < plan->n_paths; i++) {
		if (!may_be_cells(plan->paths[i]))
			continue;
		if (o == NULL)
			o = td_opener_new(&plan->limits);
		if (c == NULL)
			c = td_counting_new(plan, NULL);
		if (o == NULL || c == NULL)
			rc = -1;
		else if (td_source_open(o, plan->paths[i], &s, &e) == 0) {
			if (td_is_cells(&s))
				rc = td_pool_keep_cells(pool, c, &s, &buffer);
			td_source_close(&s);
		}
	}
	td_buffer_free(&buffer);
	td_counting_free(c);
	td_opener_free(o);
	return rc == 0 ? td_pool_add_cells(pool, sum) : rc;
}
