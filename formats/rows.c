/*
 * Rows into a batch; see rows.h.  One record a line, whatever the line is.
 */
#include "rows.h"

#include "lex.h"

/* A column that nobody wants. */
enum { UNWANTED = UINT8_MAX };

/* The names are on one of so many lines. */
enum { FIRST_LINES = 16 };

/* No name that is wanted is longer. */
enum { LONGEST_NAME = 40 };

/* What the head says of the columns. */
struct columns {
	struct td_span names; /* as they stand there; n 0: nowhere */
	size_t n;
	uint64_t has;
	uint8_t field[TD_ROW_COLUMNS]; /* of the reader, or UNWANTED */
};

/* ---- Fields ------------------------------------------------------------ */

/*
 * The field at p into *raw, without its quotes; *doubled tells of quotes in it.
 * The place of the comma behind it, or `end`; NULL if it is none (RFC 4180 2).
 */
static inline const char *
take_field(const char *p, const char *end, struct td_span *raw, bool *doubled)
{
	const char *q;

	*doubled = false;
	if (p == end || *p != '"') {
		q = td_find_or_end(p, end, ',');
		*raw = td_span(p, q);
		return q;
	}
	for (q = ++p; (q = td_find(q, end, '"')) != NULL; q += 2) {
		if (q + 1 == end || q[1] == ',') {
			*raw = td_span(p, q);
			return q + 1;
		}
		if (q[1] != '"')
			return NULL;
		*doubled = true;
	}
	return NULL;
}

struct td_span
td_row_text(const struct td_row *row, unsigned field, struct td_span part,
    struct td_outcomes *to)
{
	size_t quotes = 0, n;
	char *out;

	if (!(row->doubled & TD_BIT(field)))
		return part;
	for (size_t i = 0; i < part.n; i++)
		quotes += part.p[i] == '"';
	if (quotes == 0)
		return part;
	n = part.n - quotes / 2;
	out = td_outcome_scratch(to, n);
	if (out == NULL)
		return (struct td_span){ part.p, 0 };
	for (size_t i = 0, k = 0; k < n; k++) {
		out[k] = part.p[i];
		i += part.p[i] == '"' ? 2 : 1;
	}
	return (struct td_span){ out, n };
}

/* ---- Columns ----------------------------------------------------------- */

/* Without a byte order mark. */
static struct td_span
without_mark(struct td_span s)
{
	return s.n > 2 && TD_BEGINS(s.p, s.p + s.n, "\xef\xbb\xbf") ?
	    td_span(s.p + 3, s.p + s.n) :
	    s;
}

/* The names in a "#Fields: " line; n 0 if it is another one. */
static struct td_span
fields_of(struct td_span line)
{
	static const struct td_span word = TD_LIT("#Fields:");

	if (!td_begins(line.p, line.p + line.n, word))
		return (struct td_span){ line.p, 0 };
	return td_span_trim(td_span(line.p + word.n, line.p + line.n));
}

struct td_span
td_rows_names(const struct td_rows *rows, struct td_span head)
{
	const bool cut = head.n >= TD_ROWS_HEAD;
	const char *p, *end, *eol;

	if (head.n == 0)
		return head;
	end = head.p + (cut ? TD_ROWS_HEAD : head.n);
	p = without_mark(head).p;
	for (int i = 0; p < end && i < FIRST_LINES; i++) {
		struct td_span line, names;

		eol = td_find_or_end(p, end, '\n');
		if (eol == end && cut)
			break;
		line = td_span_trim(td_span(p, eol));
		p = eol < end ? eol + 1 : end;
		if (line.n == 0)
			continue;
		names = rows->fields ? fields_of(line) : line;
		if (names.n > 0 && *names.p != '#')
			return names;
		if (*line.p != '#')
			break;
	}
	return (struct td_span){ head.p, 0 };
}

/* The field of a column; its place in the reader's table to *rank. */
static uint8_t
find_field(const struct td_rows *rows, struct td_span column, size_t *rank)
{
	char text[LONGEST_NAME];
	size_t n = 0;

	for (size_t i = 0; i < column.n; i++) {
		char c = td_lower(column.p[i]);

		if (c == ' ' || c == '-' || c == '_')
			continue;
		if (n == LONGEST_NAME)
			return UNWANTED;
		text[n++] = c;
	}
	for (*rank = 0; *rank < rows->n_columns; ++*rank)
		if (td_span_eq(
		        (struct td_span){ text, n }, rows->column[*rank].name))
			return rows->column[*rank].field;
	return UNWANTED;
}

/* Columns over TD_ROW_COLUMNS leave c->n at 0: no row has as many. */
static void
name_columns(
    const struct td_rows *rows, struct td_span names, struct columns *c)
{
	size_t rank[TD_ROW_FIELDS] = { 0 }, at[TD_ROW_FIELDS] = { 0 };
	const char *p = names.p, *end;

	c->n = 0;
	c->has = 0;
	if (names.n == 0)
		return;
	for (end = p + names.n;; p++) {
		struct td_span raw;
		bool doubled;
		size_t mine;
		uint8_t field;

		p = take_field(p, end, &raw, &doubled);
		if (p == NULL || c->n == TD_ROW_COLUMNS) {
			c->n = 0;
			c->has = 0;
			return;
		}
		field = find_field(rows, raw, &mine);
		c->field[c->n] = UNWANTED;
		if (field != UNWANTED &&
		    (!(c->has & TD_BIT(field)) || mine < rank[field])) {
			if (c->has & TD_BIT(field))
				c->field[at[field]] = UNWANTED;
			c->has |= TD_BIT(field);
			c->field[c->n] = field;
			rank[field] = mine;
			at[field] = c->n;
		}
		c->n++;
		if (p == end)
			return;
	}
}

uint64_t
td_rows_has(const struct td_rows *rows, struct td_span names)
{
	struct columns c;

	name_columns(rows, names, &c);
	return c.has;
}

static void
read_columns(const struct td_rows *rows, struct td_span head, struct columns *c)
{
	c->names = td_rows_names(rows, head);
	name_columns(rows, c->names.n > 0 ? c->names : rows->usual, c);
}

/* ---- Rows -------------------------------------------------------------- */

/* The fields that are wanted; TD_N_DEFECTS, or what is wrong with the line. */
static enum td_defect
split(const struct columns *c, struct td_span line, struct td_row *row)
{
	const char *p = line.p, *end = line.p + line.n;
	size_t i;

	row->has = c->has;
	row->doubled = 0;
	for (i = 0; i < TD_ROW_FIELDS; i++)
		row->field[i] = (struct td_span){ p, 0 };
	for (i = 0; i < c->n; i++, p++) {
		struct td_span raw;
		bool doubled;

		p = take_field(p, end, &raw, &doubled);
		if (p == NULL)
			return TD_BAD_EVENT;
		if (c->field[i] != UNWANTED) {
			row->field[c->field[i]] = raw;
			if (doubled)
				row->doubled |= TD_BIT(c->field[i]);
		}
		if (p == end)
			break;
	}
	return c->n == 0 || i != c->n - 1 ? TD_STRANGE_EVENT : TD_N_DEFECTS;
}

bool
td_rows_first(
    const struct td_rows *rows, struct td_span head, struct td_row *row)
{
	const char *p = without_mark(head).p, *eol;
	struct columns c;

	if (head.n == 0)
		return false;
	name_columns(rows, rows->usual, &c);
	eol = td_find_or_end(p, head.p + head.n, '\n');
	return split(&c, td_span_trim(td_span(p, eol)), row) == TD_N_DEFECTS;
}

/* A line at work, and what is wrong with it. */
struct work {
	const struct td_rows *rows;
	const struct columns *columns;
	struct td_outcomes to;
	enum td_defect defect; /* TD_N_DEFECTS: nothing */
};

static void
read_row(struct work *w, struct td_span line)
{
	struct td_row row;

	w->defect = split(w->columns, line, &row);
	if (w->defect == TD_N_DEFECTS && !w->rows->read(&row, &w->to))
		w->defect = TD_STRANGE_EVENT;
}

/*
 * Any line.  Those with "#" are no rows, and neither are names in the midst of
 * rows, where files were put one behind another: but those of other columns
 * tell that the rows behind them cannot be read.
 */
static void
read_line(struct work *w, struct td_span line)
{
	const struct td_span names = w->columns->names;

	line = without_mark(line);
	if (line.n == 0)
		return;
	if (*line.p == '#') {
		struct td_span fields = fields_of(line);

		if (w->rows->fields && fields.n > 0 && names.n > 0 &&
		    !td_span_eq(fields, names))
			w->defect = TD_STRANGE_EVENT;
		return;
	}
	if (names.n == 0 || !td_span_eq(td_span_trim(line), names))
		read_row(w, line);
	if (w->to.too_many)
		w->defect = TD_TOO_MANY_OUTCOMES;
	else if (w->to.too_long)
		w->defect = TD_UNESCAPED_TOO_LONG;
}

/* Append the line at p; where it ends, or NULL if there is no room for it. */
static const char *
put_line(const struct td_rows *rows, const struct columns *columns,
    struct td_batch *out, const char *p, const char *end)
{
	struct work w = {
		.rows = rows, .columns = columns, .defect = TD_N_DEFECTS
	};
	const size_t n_scratch = out->n_scratch;
	const char *limit = end, *eol, *text;

	if ((size_t)(end - p) > TD_RECORD_MAX)
		limit = p + TD_RECORD_MAX;
	td_outcomes_begin(&w.to, out);
	eol = td_find_line_end(p, limit);
	if (eol < limit && *eol == '\0') {
		w.defect = TD_NUL_BYTES;
		eol = td_find_or_end(eol, limit, '\n');
	}
	if ((size_t)(eol - p) == TD_RECORD_MAX)
		w.defect = TD_EVENT_TOO_LONG;
	text = eol;
	if (text > p && text[-1] == '\r')
		text--;
	if (w.defect == TD_N_DEFECTS)
		read_line(&w, td_span(p, text));
	if (w.defect != TD_N_DEFECTS && w.defect != TD_TOO_MANY_OUTCOMES)
		out->n_outcomes = w.to.first;
	/* What no outcome can point to is free. */
	if (out->n_outcomes == w.to.first)
		out->n_scratch = n_scratch;
	if (w.defect != TD_N_DEFECTS)
		td_outcomes_flaw(&w.to, td_span(p, text), w.defect);
	if (td_outcomes_append(&w.to, td_span(p, text)))
		return eol;
	out->n_outcomes = w.to.first;
	out->n_scratch = n_scratch;
	return NULL;
}

void
td_rows_decode(
    const struct td_rows *rows, struct td_chunk *c, struct td_batch *out)
{
	struct columns columns;

	read_columns(rows, c->head, &columns);
	while (out->n < out->cap && c->p < c->stop) {
		const char *eol = put_line(rows, &columns, out, c->p, c->end);

		if (eol == NULL)
			return;
		/* Of a line that is too long only the beginning was seen. */
		if (eol < c->stop && *eol != '\n')
			eol = td_find_or_end(eol, c->stop, '\n');
		c->p = eol < c->stop ? eol + 1 : c->stop;
	}
}

const char *
td_rows_resync(
    const char *from, const char *at, const char *stop, const char *end)
{
	(void)end;
	return at < stop ? td_line_start(from, at, stop) : stop;
}

/* ---- For readers ------------------------------------------------------- */

int64_t
td_row_time(struct td_span s)
{
	int64_t seconds = 0;

	if (s.n != 9 && s.n != 10)
		return td_outcome_time(s);
	for (size_t i = 0; i < s.n; i++) {
		if (!td_is_digit(s.p[i]))
			return TD_NO_TIME;
		seconds = seconds * 10 + (s.p[i] - '0');
	}
	return seconds * 1000000;
}

void
td_row_times(struct td_outcome *o, int64_t when, int64_t begun)
{
	o->when = when;
	o->begun = begun;
	if (o->action != TD_ACTION_NONE && when != TD_NO_TIME &&
	    begun != TD_NO_TIME && begun <= when)
		o->delay = when - begun;
}
