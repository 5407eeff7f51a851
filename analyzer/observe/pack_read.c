/*
 * Bytes become rows: see pack.h.  They may be anything: nothing is taken that
 * is not there, and what a member cannot be is refused.
 */
#include "pack_parts.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>

int
td_unpack_damaged(const struct unpack *u, const char *where)
{
	td_error_set(u->e, "the state of the history is damaged", "%s", where);
	return -1;
}

int
td_unpack_no_memory(const struct unpack *u)
{
	td_error_sys(u->e, "cannot read the state of the history", ENOMEM);
	return -1;
}

/* ---- bytes ---- */

/* The next n bytes; false: they are not there. */
static bool
take(struct td_span *in, size_t n, const char **p)
{
	if (n > in->n)
		return false;
	*p = in->p;
	in->p += n;
	in->n -= n;
	return true;
}

static bool
take_number(struct td_span *in, size_t width, uint64_t *out)
{
	const char *p;
	uint64_t v = 0;

	if (!take(in, width, &p))
		return false;
	memcpy(&v, p, width);
	*out = le64toh(v);
	return true;
}

static bool
take_name(struct td_span *in, struct td_span *out)
{
	uint64_t n;

	if (!take_number(in, 1, &n))
		return false;
	out->n = (size_t)n;
	return take(in, out->n, &out->p);
}

/* ---- the head ---- */

int
td_unpack_begin(struct unpack *u, struct td_span bytes,
    const char magic[PACK_MAGIC], struct td_error *e)
{
	struct td_span in = bytes, sum;
	uint64_t version, probe, is;
	const char *p;

	*u = (struct unpack){ .e = e };
	if (!take(&in, PACK_MAGIC, &p) || memcmp(p, magic, PACK_MAGIC) != 0 ||
	    !take_number(&in, 4, &version) || !take_number(&in, 8, &probe) ||
	    in.n < PACK_SUM)
		return td_unpack_damaged(u, "no head");
	if (version > PACK_VERSION) {
		td_error_set(e, "the state of the history is of a newer todoku",
		    "version %u", (unsigned)version);
		return -1;
	}
	in.n -= PACK_SUM;
	sum = (struct td_span){ in.p + in.n, PACK_SUM };
	bytes.n -= PACK_SUM;
	take_number(&sum, PACK_SUM, &is);
	if (is != td_table_hash(bytes, 0))
		return td_unpack_damaged(u, "its sum differs");
	if (probe != td_pack_probe()) {
		td_error_set(e, "the state of the history is of no use here",
		    "its hashes differ");
		return -1;
	}
	u->kinds = in;
	return 0;
}

void
td_unpack_end(struct unpack *u)
{
	free(u->place);
}

/* ---- the rows of a kind ---- */

/* A value in a row, as it is written. */
struct column {
	const struct member *m; /* NULL: not known here */
	uint64_t usual;
	unsigned count;
};

struct section {
	uint32_t rows;
	size_t n;
	struct column column[PACK_MEMBERS];
	struct td_span in; /* what follows */
};

static const struct member *
find_member(const struct kind *kind, struct td_span name)
{
	for (size_t i = 0; i < kind->n_members; i++) {
		const struct member *m = &kind->member[i];

		if (m->is != IS_LEFT_OUT && name.n == strlen(m->name) &&
		    memcmp(name.p, m->name, name.n) == 0)
			return m;
	}
	return NULL;
}

/* The next kind's; `kind` is NULL if it is to be passed over. */
static bool
take_section(struct td_span *in, const struct kind *kind, struct section *s)
{
	uint64_t rows, n, length, count;
	struct td_span name;

	if (!take_number(in, 4, &rows) || !take_number(in, 2, &n) ||
	    n > PACK_MEMBERS)
		return false;
	s->rows = (uint32_t)rows;
	s->n = (size_t)n;
	for (size_t i = 0; i < s->n; i++) {
		struct column *c = &s->column[i];

		if (!take_name(in, &name) || !take_number(in, 1, &count) ||
		    !take_number(in, 8, &c->usual))
			return false;
		c->count = (unsigned)count;
		c->m = kind == NULL ? NULL : find_member(kind, name);
	}
	if (!take_number(in, 8, &length) || length > in->n)
		return false;
	s->in.n = (size_t)length;
	return take(in, s->in.n, &s->in.p);
}

/* Of several of one name the first; 0: there is none. */
static int
find_section(const struct unpack *u, const struct kind *kind, struct section *s)
{
	const struct td_span wanted = { kind->name, strlen(kind->name) };
	struct td_span in = u->kinds, name;

	while (in.n > 0) {
		bool is;

		if (!take_name(&in, &name))
			return td_unpack_damaged(u, kind->name);
		is = td_span_eq(name, wanted);
		if (!take_section(&in, is ? kind : NULL, s))
			return td_unpack_damaged(u, kind->name);
		if (is)
			return 1;
	}
	return 0;
}

/* The sum stands behind all numbers: 8 bytes can be loaded of each. */
static bool
take_column(struct td_span *in, uint32_t n, uint64_t usual, unsigned min_width,
    uint64_t *v)
{
	uint64_t width, base = 0, mask;
	const char *p;

	if (!take_number(in, 1, &width) || width > 8 || width < min_width ||
	    (width < 8 && !take_number(in, 8, &base)) ||
	    !take(in, n * (size_t)width, &p))
		return false;
	mask = width == 8 ? UINT64_MAX : (UINT64_C(1) << 8 * width) - 1;
	for (uint32_t i = 0; i < n; i++, p += width) {
		uint64_t k;

		if (width == 0) {
			v[i] = base;
			continue;
		}
		memcpy(&k, p, 8);
		k = le64toh(k) & mask;
		if (width < 8)
			k = k == 0 ? usual : base + k - 1;
		v[i] = k;
	}
	return true;
}

static bool
place_texts(const struct unpack *u, uint32_t n, uint64_t *v)
{
	for (uint32_t i = 0; i < n; i++) {
		if (v[i] > u->n_places)
			return false;
		if (v[i] > 0)
			v[i] = u->place[v[i] - 1];
	}
	return true;
}

static bool
is_allowed(const struct member *m, uint32_t n, const uint64_t *v)
{
	const bool any = m->is != IS_BETWEEN && m->is != IS_TIME;

	for (uint32_t i = 0; i < n; i++) {
		const int64_t at = (int64_t)v[i];

		if (m->width < 8 && v[i] >> 8 * m->width != 0)
			return false;
		if (any)
			continue;
		if ((at < m->least || at > m->most) &&
		    (m->is == IS_BETWEEN || at != TD_NO_TIME))
			return false;
	}
	return true;
}

static void
scatter(const uint64_t *v, uint32_t n, unsigned width, unsigned char *row,
    size_t size)
{
	for (uint32_t i = 0; i < n; i++, row += size) {
		uint32_t four = (uint32_t)v[i];
		uint16_t two = (uint16_t)v[i];

		switch (width) {
		case 1:
			*row = (unsigned char)v[i];
			break;
		case 2:
			memcpy(row, &two, 2);
			break;
		case 4:
			memcpy(row, &four, 4);
			break;
		default:
			memcpy(row, &v[i], 8);
		}
	}
}

static bool
take_block(const struct unpack *u, struct section *s, const struct kind *kind,
    unsigned char *row, uint32_t n)
{
	uint64_t v[PACK_BLOCK];
	unsigned min_width = 1;

	for (size_t k = 0; k < s->n; k++) {
		const struct column *c = &s->column[k];
		const struct member *m = c->m;

		for (unsigned i = 0; i < c->count; i++) {
			if (!take_column(&s->in, n, c->usual, min_width, v))
				return false;
			min_width = 0;
			if (m == NULL || i >= m->count)
				continue;
			if ((m->is == IS_TEXT && !place_texts(u, n, v)) ||
			    !is_allowed(m, n, v))
				return false;
			scatter(v, n, m->width,
			    row + m->at + i * (size_t)m->width, kind->size);
		}
	}
	return min_width == 0;
}

static void
make_usual(const struct kind *kind, unsigned char *row, uint32_t n)
{
	if (kind->usual == NULL)
		memset(row, 0, n * kind->size);
	else
		for (uint32_t i = 0; i < n; i++)
			memcpy(row + i * kind->size, kind->usual, kind->size);
}

static int
take_rows(struct unpack *u, const struct kind *kind, struct section *s,
    void *rows, uint32_t *n, uint32_t *cap)
{
	/* Of each row there is one byte at least: of no more is there room. */
	if (s->rows > s->in.n)
		return td_unpack_damaged(u, kind->name);
	for (uint32_t at = 0, more; at < s->rows; at += more) {
		unsigned char *row;

		more = s->rows - at;
		if (more > PACK_BLOCK)
			more = PACK_BLOCK;
		if (td_room(rows, cap, at + more, kind->size) < 0)
			return td_unpack_no_memory(u);
		memcpy(&row, rows, sizeof(row));
		row += at * kind->size;
		make_usual(kind, row, more);
		if (!take_block(u, s, kind, row, more))
			return td_unpack_damaged(u, kind->name);
		*n = at + more;
	}
	return 0;
}

int
td_unpack_rows(struct unpack *u, const struct kind *kind, void *rows,
    uint32_t *n, uint32_t *cap)
{
	struct section s;
	int found = find_section(u, kind, &s);

	*n = 0;
	if (found <= 0)
		return found;
	if (take_rows(u, kind, &s, rows, n, cap) < 0)
		return -1;
	return s.in.n == 0 ? 0 : td_unpack_damaged(u, kind->name);
}

/* ---- texts ---- */

static int
put_texts(struct unpack *u, struct texts *t, const struct text_row *row,
    uint32_t n, struct td_span in)
{
	u->place = malloc((n + (size_t)1) * sizeof(u->place[0]));
	if (u->place == NULL)
		return td_unpack_no_memory(u);
	for (uint32_t i = 0; i < n; i++) {
		struct td_span s = { NULL, row[i].length };

		if (s.n == 0 || !take(&in, s.n, &s.p))
			return td_unpack_damaged(u, "text");
		if (td_text_add(t, s, &u->place[i]) < 0 ||
		    td_table_add(&t->index, td_table_hash(s, 0), u->place[i]) <
		        0)
			return td_unpack_no_memory(u);
	}
	u->n_places = n;
	return in.n == 0 ? 0 : td_unpack_damaged(u, "text");
}

int
td_unpack_texts(struct unpack *u, struct texts *t)
{
	struct text_row *row = NULL;
	uint32_t n = 0, cap = 0;
	struct section s;
	int rc = find_section(u, &td_text_kind, &s);

	if (rc <= 0)
		return rc;
	rc = take_rows(u, &td_text_kind, &s, &row, &n, &cap);
	if (rc == 0)
		rc = put_texts(u, t, row, n, s.in);
	free(row);
	return rc;
}
