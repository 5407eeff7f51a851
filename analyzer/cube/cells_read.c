/*
 * Reading cells files, line by line; what the lines are is said in cells.c.  A
 * line is taken whole or, as a defect, not at all.
 */
#include "cells.h"

#include <errno.h>
#include <stdlib.h>

#include "cells_fields.h"
#include "cells_lex.h"
#include "rollup.h"

enum {
	MAX_VALUE = 255,
	MAX_COLUMNS = 32, /* dimensions of a file */
	MAX_DEFECTS = 256 /* kinds of them in a file */
};

struct td_cells_reader {
	const struct td_dims *want;
	struct td_cube *cube;
	struct td_balance balance;
	size_t n_ids, cap_ids;
	struct td_input_id *ids;
	char *options; /* NULL: the header line has not come */
	bool has_balance;
	struct td_rollup rollup;
	struct td_span counter[TD_N_COUNTERS]; /* their names */
	unsigned next_counter;                 /* where the next one may be */
	struct td_cell cell;                   /* what a line holds */
	char value[TD_MAX_DIMS][MAX_VALUE];
	char text[3][TD_CELLS_TEXT + 1];
};

enum { BAD_LINE = 1 };

struct td_cells_reader *
td_cells_reader_new(const struct td_dims *want, size_t max_keys)
{
	struct td_cells_reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->want = want;
	r->cube = td_cube_new(want, max_keys);
	if (r->cube == NULL || td_balance_init(&r->balance) < 0) {
		td_cells_reader_free(r);
		return NULL;
	}
	for (unsigned i = 0; i < TD_N_COUNTERS; i++) {
		r->counter[i].p = td_counter_name(i);
		r->counter[i].n = strlen(td_counter_name(i));
	}
	return r;
}

void
td_cells_reader_free(struct td_cells_reader *r)
{
	if (r == NULL)
		return;
	td_cube_free(r->cube);
	td_balance_clear(&r->balance);
	for (size_t i = 0; i < TD_N_HISTS; i++)
		td_hist_clear(&r->cell.hist[i]);
	free(r->ids);
	free(r->options);
	free(r);
}

struct td_cube *
td_cells_cube(struct td_cells_reader *r)
{
	return r->cube;
}

struct td_balance *
td_cells_balance(struct td_cells_reader *r)
{
	return &r->balance;
}

const struct td_input_id *
td_cells_ids(const struct td_cells_reader *r, size_t *n)
{
	*n = r->n_ids;
	return r->ids;
}

const char *
td_cells_options(const struct td_cells_reader *r)
{
	return r->options;
}

static int
no_memory(struct td_error *e)
{
	td_error_sys(e, "cannot read cells", ENOMEM);
	return -1;
}

/* As in cells: what was cut off there still adds up. */
static void
add_to(uint64_t *to, uint64_t n)
{
	if (__builtin_add_overflow(*to, n, to))
		*to = UINT64_MAX;
}

static int
say_newer(struct td_error *e, struct td_span name)
{
	td_error_set(e, "cells of a newer version",
	    "\"%.*s\" is not known here", (int)(name.n < 60 ? name.n : 60),
	    name.p);
	return -1;
}

/* ---- the header line ---- */

static int
read_options(struct td_cells_reader *r, struct td_span text, struct td_error *e)
{
	char *options = malloc(text.n + 1);
	struct td_span s;

	if (options == NULL)
		return no_memory(e);
	if (!td_cells_text(text, options, text.n, &s)) {
		free(options);
		td_error_set(e, "bad header line", "of a cells file");
		return -1;
	}
	options[s.n] = '\0';
	r->options = options;
	return 0;
}

static int
read_head(struct td_cells_reader *r, struct td_span line, struct td_error *e)
{
	const struct td_span magic = TD_LIT(TD_CELLS_MAGIC);
	struct td_span field, name, by = { NULL, 0 }, zone = { NULL, 0 };
	struct td_span options = TD_LIT("");

	if (line.n < magic.n || memcmp(line.p, magic.p, magic.n) != 0) {
		td_error_set(e, "no cells file", "the header line is missing");
		return -1;
	}
	line = td_span(line.p + magic.n, line.p + line.n);
	td_cells_field(&line, &field);
	if (!td_span_eq(field, TD_SPAN(TD_CELLS_VERSION))) {
		td_error_set(e, "unknown version of cells",
		    "%.*s, and only " TD_CELLS_VERSION " is known here",
		    (int)(field.n < 40 ? field.n : 40), field.p);
		return -1;
	}
	while (td_cells_field(&line, &field)) {
		if (!td_cells_cut(&field, '=', &name))
			return say_newer(e, field);
		if (td_span_eq(name, TD_SPAN("by")))
			by = field;
		else if (td_span_eq(name, TD_SPAN("zone")))
			zone = field;
		else if (td_span_eq(name, TD_SPAN("options")))
			options = field;
		else
			return say_newer(e, name);
	}
	if (by.p == NULL ||
	    !td_cells_text(zone, r->text[0], TD_CELLS_TEXT, &zone) ||
	    zone.n == 0) {
		td_error_set(e, "bad header line", "of a cells file");
		return -1;
	}
	if (td_rollup_begin(&r->rollup, r->want, by, zone, e) < 0)
		return -1;
	if (r->rollup.n_counted > MAX_COLUMNS) {
		td_error_set(e, "bad header line", "too many dimensions");
		return -1;
	}
	return read_options(r, options, e);
}

/* ---- lines about the input ---- */

static int
read_id(struct td_cells_reader *r, struct td_span line, struct td_error *e)
{
	struct td_span hex, length;
	struct td_input_id id;

	if (!td_cells_field(&line, &hex) || !td_cells_field(&line, &length) ||
	    line.p != NULL || hex.n != 32 ||
	    !td_cells_hex((struct td_span){ hex.p, 16 }, &id.high) ||
	    !td_cells_hex((struct td_span){ hex.p + 16, 16 }, &id.low) ||
	    !td_cells_number(length, &id.length))
		return BAD_LINE;
	if (r->n_ids == r->cap_ids) {
		size_t cap = r->cap_ids == 0 ? 16 : r->cap_ids * 2;
		struct td_input_id *ids = realloc(r->ids, cap * sizeof(*ids));

		if (ids == NULL)
			return no_memory(e);
		r->ids = ids;
		r->cap_ids = cap;
	}
	r->ids[r->n_ids++] = id;
	return 0;
}

/* Microseconds since 1970, which may be before it. */
static bool
read_time(struct td_span s, int64_t *out)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	uint64_t n;

	if (minus)
		s = td_span(s.p + 1, s.p + s.n);
	if (!td_cells_number(s, &n) || n > INT64_MAX)
		return false;
	*out = minus ? -(int64_t)n : (int64_t)n;
	return true;
}

static int
read_balance_field(struct td_balance *b, struct td_span name,
    struct td_span value, struct td_error *e)
{
	if (td_span_eq(name, TD_SPAN("first")))
		return read_time(value, &b->first) ? 0 : BAD_LINE;
	if (td_span_eq(name, TD_SPAN("last")))
		return read_time(value, &b->last) ? 0 : BAD_LINE;
	for (size_t i = 0; i < td_cells_n_fields; i++) {
		const struct td_cells_field *f = &td_cells_fields[i];
		uint64_t *to = (uint64_t *)((char *)b + f->offset);

		if (!td_span_eq(
		        name, (struct td_span){ f->name, strlen(f->name) }))
			continue;
		return *to == 0 && td_cells_number(value, to) ? 0 : BAD_LINE;
	}
	return say_newer(e, name);
}

/* The bins sum to what was decoded. */
static bool
balances(const struct td_balance *b)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < TD_N_BINS; i++)
		add_to(&sum, b->bin[i]);
	return sum == b->decoded &&
	    (b->first == TD_NO_TIME) == (b->last == TD_NO_TIME);
}

static int
read_balance(struct td_cells_reader *r, struct td_span line, struct td_error *e)
{
	struct td_balance old = r->balance;
	struct td_span value, name;
	int rc = r->has_balance ? BAD_LINE : 0;

	while (rc == 0 && td_cells_field(&line, &value))
		rc = td_cells_cut(&value, '=', &name) ?
		    read_balance_field(&r->balance, name, value, e) :
		    BAD_LINE;
	if (rc == 0 && !balances(&r->balance))
		rc = BAD_LINE;
	if (rc == 0)
		r->has_balance = true;
	else
		r->balance = old;
	return rc;
}

static int
read_defect(struct td_cells_reader *r, struct td_span line, struct td_error *e)
{
	struct td_span format, reason, count, off, name;
	uint64_t n, at;

	if (r->balance.n_defects > MAX_DEFECTS ||
	    !td_cells_field(&line, &format) ||
	    !td_cells_field(&line, &reason) || !td_cells_field(&line, &count) ||
	    !td_cells_field(&line, &off) || !td_cells_field(&line, &name) ||
	    line.p != NULL || !td_cells_string(format, r->text[0]) ||
	    !td_cells_string(reason, r->text[1]) ||
	    !td_cells_number(count, &n) || !td_cells_number(off, &at) ||
	    !td_cells_string(name, r->text[2]))
		return BAD_LINE;
	if (td_balance_defect(
	        &r->balance, r->text[0], r->text[1], r->text[2], at, n) < 0)
		return no_memory(e);
	return 0;
}

static int
read_untrusted(
    struct td_cells_reader *r, struct td_span line, struct td_error *e)
{
	struct td_span id, count;
	uint64_t n;

	if (!td_cells_field(&line, &id) || !td_cells_field(&line, &count) ||
	    line.p != NULL || !td_cells_text(id, r->text[0], MAX_VALUE, &id) ||
	    !td_cells_number(count, &n))
		return BAD_LINE;
	return td_tally_add(r->balance.untrusted, id, n) < 0 ? no_memory(e) : 0;
}

static int
read_sessions(struct td_tlsrpt_counts *n, struct td_span name,
    struct td_span value, struct td_error *e)
{
	enum td_tlsrpt_failure f = td_tlsrpt_failure_find(name);
	uint64_t *to = &n->by[f];

	if (td_span_eq(name, TD_SPAN("ok")))
		to = &n->ok;
	else if (td_span_eq(name, TD_SPAN("failed")))
		to = &n->failed;
	else if (!td_span_eq(name, td_tlsrpt_failure_word(f)))
		return say_newer(e, name);
	return *to == 0 && td_cells_number(value, to) ? 0 : BAD_LINE;
}

static int
read_tls(struct td_cells_reader *r, struct td_span line, struct td_error *e)
{
	struct td_span field[3], value, name;
	struct td_span *text[3];
	struct td_tlsrpt_row row = { .n = { 0 } };
	int rc = 0;

	text[0] = &row.domain;
	text[1] = &row.organization;
	text[2] = &row.policy;
	for (size_t i = 0; i < 3; i++)
		if (!td_cells_field(&line, &field[i]) ||
		    !td_cells_text(field[i], r->text[i], MAX_VALUE, text[i]))
			return BAD_LINE;
	while (rc == 0 && td_cells_field(&line, &value))
		rc = td_cells_cut(&value, '=', &name) ?
		    read_sessions(&row.n, name, value, e) :
		    BAD_LINE;
	if (rc == 0 && td_balance_tlsrpt_row(&r->balance, &row) < 0)
		rc = no_memory(e);
	return rc;
}

static int
read_dropped(struct td_cells_reader *r, struct td_span line)
{
	uint64_t n;

	if (!td_cells_number(line, &n))
		return BAD_LINE;
	td_cube_add_dropped(r->cube, n);
	return 0;
}

/* ---- cells ---- */

static bool
take(struct td_span *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return false;
	*s = td_span(s->p + 1, s->p + s->n);
	return true;
}

/* "5:3,6:1;max=6", buckets ascending. */
static int
read_hist(struct td_hist *h, struct td_span s, struct td_error *e)
{
	uint64_t b, n, max;

	if (h->n > 0)
		return BAD_LINE;
	do {
		if (!td_cells_take_number(&s, &b) || !take(&s, ':') ||
		    !td_cells_take_number(&s, &n) || n == 0 ||
		    b >= TD_HIST_BUCKETS ||
		    (h->n > 0 && b <= h->b[h->n - 1].bucket))
			return BAD_LINE;
		if (td_hist_append(h, (uint32_t)b, n) < 0)
			return no_memory(e);
	} while (take(&s, ','));
	if (s.n < 5 || memcmp(s.p, ";max=", 5) != 0 ||
	    !td_cells_number(td_span(s.p + 5, s.p + s.n), &max))
		return BAD_LINE;
	h->max = max;
	return td_hist_bucket(max) == b ? 0 : BAD_LINE;
}

/* Counters mostly come in the order of the table. */
static int
read_count(struct td_cells_reader *r, struct td_span name, struct td_span value,
    struct td_error *e)
{
	for (unsigned i = 0; i < TD_N_COUNTERS; i++) {
		unsigned c = (r->next_counter + i) % TD_N_COUNTERS;

		if (!td_span_eq(name, r->counter[c]))
			continue;
		r->next_counter = c + 1;
		return r->cell.counter[c] == 0 &&
		        td_cells_number(value, &r->cell.counter[c]) ?
		    0 :
		    BAD_LINE;
	}
	return say_newer(e, name);
}

static int
read_amount(struct td_cells_reader *r, struct td_span value, struct td_error *e)
{
	struct td_span name, hist = TD_LIT("hist.");

	if (!td_cells_cut(&value, '=', &name))
		return BAD_LINE;
	if (name.n < hist.n || memcmp(name.p, hist.p, hist.n) != 0)
		return read_count(r, name, value, e);
	hist = td_span(name.p + hist.n, name.p + name.n);
	for (unsigned i = 0; i < TD_N_HISTS; i++) {
		const char *known = td_hist_name(i);

		if (td_span_eq(hist, (struct td_span){ known, strlen(known) }))
			return read_hist(&r->cell.hist[i], value, e);
	}
	return say_newer(e, name);
}

static int
read_cell(struct td_cells_reader *r, struct td_span line, struct td_error *e)
{
	struct td_span field, value[TD_MAX_DIMS], column[MAX_COLUMNS];
	char derived[TD_MAX_DIMS][64];
	struct td_cell *cell;
	int rc = 0;

	for (size_t i = 0; i < r->rollup.n_counted; i++)
		if (!td_cells_field(&line, &column[i]) ||
		    !td_cells_text(column[i], r->text[0], MAX_VALUE, &field))
			return BAD_LINE;
	for (size_t i = 0; i < r->want->n; i++) {
		size_t from = r->rollup.from[i];

		field = TD_SPAN("");
		if (from != TD_ROLLUP_NONE)
			td_cells_text(
			    column[from], r->value[i], MAX_VALUE, &field);
		value[i] = td_rollup_value(&r->rollup, i, field, derived[i]);
	}

	memset(r->cell.counter, 0, sizeof(r->cell.counter));
	for (size_t i = 0; i < TD_N_HISTS; i++)
		r->cell.hist[i].n = 0, r->cell.hist[i].max = 0;
	r->next_counter = 0;
	while (rc == 0 && td_cells_field(&line, &field))
		rc = read_amount(r, field, e);
	if (rc != 0)
		return rc;
	if (!td_cell_adds_up(&r->cell))
		return BAD_LINE;
	cell = td_cube_cell(r->cube, value);
	if (cell == NULL || td_cell_add(cell, &r->cell) < 0)
		return no_memory(e);
	return 0;
}

int
td_cells_line(
    struct td_cells_reader *r, struct td_span line, struct td_error *e)
{
	struct td_span kind;

	if (r->options == NULL)
		return read_head(r, line, e);
	if (!td_cells_field(&line, &kind) || kind.n != 1)
		return BAD_LINE;
	switch (kind.p[0]) {
	case 'c':
		return read_cell(r, line, e);
	case 'i':
		return read_id(r, line, e);
	case 'b':
		return read_balance(r, line, e);
	case 'd':
		return read_defect(r, line, e);
	case 'u':
		return read_untrusted(r, line, e);
	case 't':
		return read_tls(r, line, e);
	case 'k':
		return read_dropped(r, line);
	default:
		return BAD_LINE;
	}
}
