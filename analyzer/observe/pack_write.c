/*
 * Rows become bytes: see pack.h.
 */
#include "pack_parts.h"

#include <endian.h>
#include <stdlib.h>

static const struct member text_members[] = {
	ANY(struct text_row, "length", length),
};

const struct kind td_text_kind =
    KIND("text", struct text_row, text_members, NULL);

/* ---- bytes ---- */

enum { MIN_BYTES = 4096 };

static int
room(struct td_bytes *b, size_t n)
{
	size_t cap = b->cap == 0 ? MIN_BYTES : b->cap;
	char *more;

	if (n <= b->cap - b->n)
		return 0;
	while (cap - b->n < n) {
		if (cap > SIZE_MAX / 2)
			return -1;
		cap *= 2;
	}
	more = realloc(b->p, cap);
	if (more == NULL)
		return -1;
	b->p = more;
	b->cap = cap;
	return 0;
}

static int
put(struct td_bytes *b, const void *p, size_t n)
{
	if (room(b, n) < 0)
		return -1;
	if (n > 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	return 0;
}

static int
put_number(struct td_bytes *b, uint64_t v, size_t width)
{
	uint64_t little = htole64(v);

	return put(b, &little, width);
}

static int
put_name(struct td_bytes *b, const char *name)
{
	size_t n = strlen(name);

	return put_number(b, n, 1) < 0 ? -1 : put(b, name, n);
}

/* ---- columns ---- */

static void
gather(const unsigned char *row, size_t size, unsigned width, uint32_t n,
    uint64_t *v)
{
	uint32_t four;
	uint16_t two;

	for (uint32_t i = 0; i < n; i++, row += size)
		switch (width) {
		case 1:
			v[i] = *row;
			break;
		case 2:
			memcpy(&two, row, 2);
			v[i] = two;
			break;
		case 4:
			memcpy(&four, row, 4);
			v[i] = four;
			break;
		default:
			memcpy(&v[i], row, 8);
		}
}

/* The texts are numbered as they come. */
static int
number_texts(struct pack *p, uint32_t n, uint64_t *v)
{
	for (uint32_t i = 0; i < n; i++) {
		uint32_t *ordinal = &p->ordinal[v[i] / 4];

		if (v[i] == 0)
			continue;
		if (*ordinal == 0) {
			if (td_room(&p->place, &p->cap_places, p->n_places + 1,
			        sizeof(p->place[0])) < 0)
				return -1;
			p->place[p->n_places++] = (uint32_t)v[i];
			*ordinal = p->n_places;
		}
		v[i] = *ordinal;
	}
	return 0;
}

/* The bytes of a number, and the base. */
static unsigned
width_of(const uint64_t *v, uint32_t n, uint64_t usual, uint64_t *base)
{
	uint64_t least = UINT64_MAX, most = 0, range;
	uint32_t others = 0;
	unsigned width = 1;

	for (uint32_t i = 0; i < n; i++) {
		if (v[i] == usual)
			continue;
		others++;
		least = v[i] < least ? v[i] : least;
		most = v[i] > most ? v[i] : most;
	}
	*base = others == 0 ? usual : least;
	if (others == 0 || (others == n && least == most))
		return 0;
	range = most - least;
	while (width < 8 && range >= (UINT64_C(1) << 8 * width) - 1)
		width++;
	return width;
}

static int
put_column(struct td_bytes *out, const uint64_t *v, uint32_t n, uint64_t usual,
    unsigned min_width)
{
	uint64_t base;
	unsigned width = width_of(v, n, usual, &base);
	char *to;

	if (width < min_width)
		width = min_width;
	if (put_number(out, width, 1) < 0 ||
	    (width < 8 && put_number(out, base, 8) < 0) ||
	    room(out, (size_t)n * width + 8) < 0)
		return -1;
	to = out->p + out->n;
	for (uint32_t i = 0; width > 0 && i < n; i++, to += width) {
		uint64_t k = v[i];

		if (width < 8)
			k = k == usual ? 0 : k - base + 1;
		k = htole64(k);
		memcpy(to, &k, 8);
	}
	out->n += (size_t)n * width;
	return 0;
}

/* ---- rows ---- */

static uint64_t
usual_of(const struct kind *kind, const struct member *m)
{
	uint64_t v = 0;

	if (kind->usual != NULL)
		gather((const unsigned char *)kind->usual + m->at, 0, m->width,
		    1, &v);
	return v;
}

static int
put_block(struct pack *p, const struct kind *kind, uint32_t n)
{
	uint64_t v[PACK_BLOCK];
	unsigned min_width = 1;

	for (size_t k = 0; k < kind->n_members; k++) {
		const struct member *m = &kind->member[k];

		for (unsigned i = 0; m->is != IS_LEFT_OUT && i < m->count;
		     i++) {
			gather(p->block + m->at + i * (size_t)m->width,
			    kind->size, m->width, n, v);
			if (m->is == IS_TEXT && number_texts(p, n, v) < 0)
				return -1;
			if (put_column(
			        p->out, v, n, usual_of(kind, m), min_width) < 0)
				return -1;
			min_width = 0;
		}
	}
	return 0;
}

static int
put_members(struct td_bytes *out, const struct kind *kind, uint32_t rows)
{
	uint64_t n = 0;

	for (size_t k = 0; k < kind->n_members; k++)
		n += kind->member[k].is != IS_LEFT_OUT;
	if (put_name(out, kind->name) < 0 || put_number(out, rows, 4) < 0 ||
	    put_number(out, n, 2) < 0)
		return -1;
	for (size_t k = 0; k < kind->n_members; k++) {
		const struct member *m = &kind->member[k];

		if (m->is == IS_LEFT_OUT)
			continue;
		if (put_name(out, m->name) < 0 ||
		    put_number(out, m->count, 1) < 0 ||
		    put_number(out, usual_of(kind, m), 8) < 0)
			return -1;
	}
	return 0;
}

static void
take_block(struct pack *p, const struct kind *kind, const struct rows *rows,
    uint32_t from, uint32_t n)
{
	const unsigned char *row = rows->row;

	for (uint32_t i = 0; i < n; i++) {
		unsigned char *to = p->block + i * kind->size;
		uint32_t at = from + i;

		if (rows->order != NULL)
			at = rows->order[at];
		if (row != NULL)
			memcpy(to, row + at * kind->size, kind->size);
		if (rows->fix != NULL)
			rows->fix(rows->arg, to, from + i);
	}
}

/* What `length` says is patched when it is known. */
static void
close_rows(struct td_bytes *out, size_t length)
{
	uint64_t n = htole64(out->n - length - 8);

	memcpy(out->p + length, &n, 8);
}

static int
open_rows(
    struct pack *p, const struct kind *kind, uint32_t rows, size_t *length)
{
	if (put_members(p->out, kind, rows) < 0)
		return -1;
	*length = p->out->n;
	free(p->block);
	p->block = malloc(PACK_BLOCK * kind->size);
	return p->block == NULL ? -1 : put_number(p->out, 0, 8);
}

static int
put_rows(struct pack *p, const struct kind *kind, const struct rows *rows)
{
	for (uint32_t at = 0; at < rows->n; at += PACK_BLOCK) {
		uint32_t n = rows->n - at;

		if (n > PACK_BLOCK)
			n = PACK_BLOCK;
		take_block(p, kind, rows, at, n);
		if (put_block(p, kind, n) < 0)
			return -1;
	}
	return 0;
}

int
td_pack_rows(struct pack *p, const struct kind *kind, const struct rows *rows)
{
	size_t length;

	if (open_rows(p, kind, rows->n, &length) < 0 ||
	    put_rows(p, kind, rows) < 0)
		return -1;
	close_rows(p->out, length);
	return 0;
}

/* ---- the whole ---- */

uint64_t
td_pack_probe(void)
{
	return td_table_hash(TD_SPAN("mx1.example.jp mx2.example.jp"), 1);
}

int
td_pack_begin(struct pack *p, struct td_bytes *out,
    const char magic[PACK_MAGIC], const struct texts *texts)
{
	*p = (struct pack){ .out = out, .from = out->n, .texts = texts };
	p->ordinal = calloc((size_t)texts->n / 4 + 1, sizeof(p->ordinal[0]));
	if (p->ordinal == NULL || put(out, magic, PACK_MAGIC) < 0 ||
	    put_number(out, PACK_VERSION, 4) < 0)
		return -1;
	return put_number(out, td_pack_probe(), 8);
}

static void
fix_text(void *arg, void *row, uint32_t i)
{
	const struct pack *p = arg;
	struct text_row *r = row;

	r->length = (uint32_t)text_at(p->texts, p->place[i]).n;
}

static int
put_texts(struct pack *p)
{
	const struct rows rows = {
		.n = p->n_places, .fix = fix_text, .arg = p
	};
	size_t length;

	if (open_rows(p, &td_text_kind, rows.n, &length) < 0 ||
	    put_rows(p, &td_text_kind, &rows) < 0)
		return -1;
	for (uint32_t i = 0; i < p->n_places; i++) {
		struct td_span s = text_at(p->texts, p->place[i]);

		if (put(p->out, s.p, s.n) < 0)
			return -1;
	}
	close_rows(p->out, length);
	return 0;
}

int
td_pack_end(struct pack *p, int rc)
{
	struct td_bytes *out = p->out;

	if (rc == 0)
		rc = put_texts(p);
	if (rc == 0)
		rc = put_number(out,
		    td_table_hash(
		        td_span(out->p + p->from, out->p + out->n), 0),
		    PACK_SUM);
	if (rc < 0)
		out->n = p->from;
	free(p->ordinal);
	free(p->place);
	free(p->block);
	return rc;
}
