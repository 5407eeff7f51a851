/*
 * Cells into rows and rows into cells.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "analyzer/cube/rollup.h"
#include "pack.h"
#include "parts.h"

static int
no_memory(struct td_error *e)
{
	td_error_sys(e, "cannot use the history", ENOMEM);
	return -1;
}

static struct td_sql_stmt *
prepare(struct td_history *h, FILE *out, char **text, struct td_error *e)
{
	struct td_sql_stmt *s = NULL;

	if (fclose(out) != 0)
		no_memory(e);
	else
		s = td_sql_prepare(h->db, *text, e);
	free(*text);
	return s;
}

static void
clear(struct td_cell *c)
{
	for (size_t i = 0; i < TD_N_HISTS; i++)
		td_hist_clear(&c->hist[i]);
}

/* ---- rows into cells ---- */

static int
say_damaged(struct td_history *h, struct td_sql_stmt *s, struct td_error *e)
{
	struct td_span day = td_sql_bytes(s, (int)h->dims.n - 1);

	td_error_set(e, "damaged history", "a row of table cell, day %.*s",
	    (int)(day.n < 20 ? day.n : 20), day.p);
	return -1;
}

/* What is behind the key: 0, or -1. */
static int
read_counts(struct td_history *h, struct td_sql_stmt *s, struct td_cell *c,
    struct td_error *e)
{
	const int first = (int)h->dims.n;

	td_sql_ints(s, first, TD_N_COUNTERS, c->counter);
	for (int i = 0; i < TD_N_HISTS; i++) {
		int rc = td_hist_unpack(
		    &c->hist[i], td_sql_bytes(s, first + TD_N_COUNTERS + i));

		if (rc != 0)
			return rc == -1 ? no_memory(e) : say_damaged(h, s, e);
	}
	return td_cell_adds_up(c) ? 0 : say_damaged(h, s, e);
}

static int
add_row(struct td_history *h, struct td_sql_stmt *s, const struct td_rollup *r,
    struct td_cube *into, struct td_cell *row, struct td_error *e)
{
	struct td_span value[TD_MAX_DIMS];
	char buf[TD_MAX_DIMS][64];
	struct td_cell *cell;

	for (size_t i = 0; i < r->want->n; i++) {
		struct td_span counted = TD_LIT("");

		if (r->from[i] != TD_ROLLUP_NONE)
			counted = td_sql_bytes(s, (int)r->from[i]);
		if (counted.p == NULL)
			return say_damaged(h, s, e);
		value[i] = td_rollup_value(r, i, counted, buf[i]);
	}
	if (read_counts(h, s, row, e) == -1)
		return -1;
	cell = td_cube_cell(into, value);
	return cell == NULL || td_cell_add(cell, row) == -1 ? no_memory(e) : 0;
}

/* "(none)" and "(other)" are before all days. */
static struct td_sql_stmt *
select_days(struct td_history *h, const char *since, const char *until,
    struct td_error *e)
{
	struct td_sql_stmt *s;
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (out == NULL) {
		no_memory(e);
		return NULL;
	}
	if (since == NULL && until != NULL)
		since = "0";
	fputs("SELECT ", out);
	td_history_list(h, out);
	fputs(" FROM cell", out);
	if (since != NULL)
		fputs(" WHERE \"day\" >= ?1", out);
	if (until != NULL)
		fputs(" AND \"day\" < ?2", out);
	s = prepare(h, out, &text, e);
	if (s != NULL && since != NULL)
		td_sql_bind_text(
		    s, 1, (struct td_span){ since, strlen(since) });
	if (s != NULL && until != NULL)
		td_sql_bind_text(
		    s, 2, (struct td_span){ until, strlen(until) });
	return s;
}

static int
get_dropped(struct td_history *h, uint64_t *n, struct td_error *e)
{
	int64_t stored = 0;

	if (td_sql_get_int(h->db,
	        "SELECT value FROM history WHERE name = 'dropped'", &stored,
	        e) == -1)
		return -1;
	*n = (uint64_t)stored;
	return 0;
}

static int
add_rows(struct td_history *h, const struct td_rollup *r, const char *since,
    const char *until, struct td_cube *into, struct td_error *e)
{
	struct td_sql_stmt *s = select_days(h, since, until, e);
	struct td_cell row = { .n_key = 0 };
	int rc = s == NULL ? -1 : 0;

	while (rc == 0 && (rc = td_sql_step(s, e)) == 1)
		rc = add_row(h, s, r, into, &row, e);
	clear(&row);
	td_sql_finish(s);
	return rc;
}

int
td_history_cells(struct td_history *h, const char *since, const char *until,
    struct td_cube *into, struct td_error *e)
{
	struct td_rollup r;
	uint64_t dropped;
	char by[TD_MAX_DIMS * 32];
	size_t n = 0;

	if (h->head.by == NULL) {
		td_error_set(e, "empty history", "nothing was added yet");
		return -1;
	}
	for (size_t i = 0; i < h->dims.n; i++)
		n += (size_t)snprintf(by + n, sizeof(by) - n, "%s%s",
		    i == 0 ? "" : ",", h->dims.dim[i]->name);
	assert(n < sizeof(by));
	if (td_rollup_begin(&r, td_cube_dims(into), (struct td_span){ by, n },
	        (struct td_span){ h->head.zone, strlen(h->head.zone) },
	        e) == -1)
		return -1;
	if (add_rows(h, &r, since, until, into, e) == -1 ||
	    get_dropped(h, &dropped, e) == -1)
		return td_history_done(h, -1, e);
	td_cube_add_dropped(into, dropped);
	return td_history_done(h, 0, e);
}

/* ---- cells into rows ---- */

/* SELECT ... WHERE "carrier" = ?1 AND ... */
static struct td_sql_stmt *
select_key(struct td_history *h, struct td_error *e)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (out == NULL) {
		no_memory(e);
		return NULL;
	}
	fputs("SELECT ", out);
	td_history_list(h, out);
	fputs(" FROM cell WHERE ", out);
	for (size_t i = 0; i < h->dims.n; i++)
		fprintf(out, "%s\"%s\" = ?%zu", i == 0 ? "" : " AND ",
		    h->dims.dim[i]->name, i + 1);
	return prepare(h, out, &text, e);
}

static struct td_sql_stmt *
replace_row(struct td_history *h, struct td_error *e)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (out == NULL) {
		no_memory(e);
		return NULL;
	}
	fputs("INSERT OR REPLACE INTO cell (", out);
	td_history_list(h, out);
	fputs(") VALUES (?", out);
	for (size_t i = 1; i < h->dims.n + TD_HISTORY_COUNTS; i++)
		fputs(", ?", out);
	putc(')', out);
	return prepare(h, out, &text, e);
}

struct adding {
	struct td_history *h;
	struct td_sql_stmt *old, *new;
	size_t at[TD_MAX_DIMS]; /* of each column among the cube's values */
	struct td_cell sum;
	bool bound; /* these are what `new` has */
	uint64_t counter[TD_N_COUNTERS];
	char packed[TD_N_HISTS][TD_HIST_PACKED];
};

/* What is there, 0 if nothing is, and the cell. */
static int
sum_up(struct adding *a, const struct td_cell *c, struct td_error *e)
{
	int rc = td_sql_step(a->old, e);

	if (rc == 1) {
		rc = read_counts(a->h, a->old, &a->sum, e);
		td_sql_reset(a->old);
	} else {
		memset(a->sum.counter, 0, sizeof(a->sum.counter));
		for (size_t i = 0; i < TD_N_HISTS; i++)
			a->sum.hist[i].n = 0, a->sum.hist[i].max = 0;
	}
	if (rc == -1)
		return -1;
	return td_cell_add(&a->sum, c) == -1 ? no_memory(e) : 0;
}

static int
add_cell(struct adding *a, const struct td_cell *c, struct td_error *e)
{
	const size_t n = a->h->dims.n;

	for (size_t i = 0; i < n; i++) {
		struct td_span value = td_cell_value(c, a->at[i]);

		td_sql_bind_text(a->old, (int)i + 1, value);
		td_sql_bind_text(a->new, (int)i + 1, value);
	}
	if (sum_up(a, c, e) == -1)
		return -1;
	/* Most are 0, as they were before. */
	for (size_t i = 0; i < TD_N_COUNTERS; i++) {
		if (a->bound && a->counter[i] == a->sum.counter[i])
			continue;
		a->counter[i] = a->sum.counter[i];
		td_sql_bind_int(
		    a->new, (int)(n + i + 1), (int64_t)a->counter[i]);
	}
	a->bound = true;
	for (size_t i = 0; i < TD_N_HISTS; i++) {
		struct td_span b = { a->packed[i],
			td_hist_pack(&a->sum.hist[i], a->packed[i]) };

		td_sql_bind_blob(a->new, (int)(n + TD_N_COUNTERS + i + 1), b);
	}
	return td_sql_step(a->new, e);
}

static int
put_dropped(struct td_history *h, uint64_t n, struct td_error *e)
{
	struct td_sql_stmt *s;
	uint64_t old = 0;
	int rc;

	if (n == 0)
		return 0;
	if (get_dropped(h, &old, e) == -1)
		return -1;
	if (__builtin_add_overflow(n, old, &n))
		n = UINT64_MAX;
	s = td_sql_prepare(
	    h->db, "INSERT OR REPLACE INTO history VALUES ('dropped', ?)", e);
	if (s == NULL)
		return -1;
	td_sql_bind_int(s, 1, (int64_t)n);
	rc = td_sql_step(s, e);
	td_sql_finish(s);
	return rc;
}

/* The cube's are those of the history, in any order. */
static void
match(struct adding *a, const struct td_dims *dims)
{
	const struct td_dims *own = &a->h->dims;

	assert(dims->n == own->n);
	for (size_t i = 0; i < own->n; i++) {
		size_t at = 0;

		while (at < dims->n && dims->dim[at] != own->dim[i])
			at++;
		assert(at < dims->n);
		a->at[i] = at;
	}
	assert(strcmp(dims->zone.name == NULL ? "UTC" : dims->zone.name,
	           a->h->head.zone) == 0);
}

int
td_history_add(struct td_history *h, struct td_cube *cube, struct td_error *e)
{
	struct adding *a = calloc(1, sizeof(*a));
	const struct td_cell *const *cell;
	size_t n;
	int rc = -1;

	assert(h->writes && h->head.by != NULL);
	if (a == NULL)
		return no_memory(e);
	a->h = h;
	match(a, td_cube_dims(cube));
	a->old = select_key(h, e);
	a->new = a->old == NULL ? NULL : replace_row(h, e);
	if (a->new != NULL) {
		cell = td_cube_sorted(cube, &n);
		rc = 0;
		for (size_t i = 0; i < n && rc == 0; i++)
			rc = add_cell(a, cell[i], e);
	}
	td_sql_finish(a->old);
	td_sql_finish(a->new);
	clear(&a->sum);
	free(a);
	return rc == -1 ? -1 : put_dropped(h, td_cube_dropped(cube), e);
}
