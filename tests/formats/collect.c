/* Running formats over cut sources: see collect.h. */
#include "tests/formats/collect.h"
#include "formats/header_id.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const struct how plainly = {
	.records = 512, .headers = 4096, .flaws = 512, .wanted = ~UINT64_C(0)
};

static void __attribute__((noreturn, format(printf, 2, 3)))
breach(const char *what, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", what);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

static void *
more(void *p, size_t *cap, size_t need, size_t size)
{
	if (need <= *cap)
		return p;
	*cap = need * 2;
	p = realloc(p, *cap * size);
	if (p == NULL)
		abort();
	return p;
}

/* Whether x lies in [off, off + len). */
static int
within(struct td_place x, size_t off, size_t len)
{
	return x.off >= off && x.off + (size_t)x.len <= off + len;
}

/* Check a record and its header fields on their own. */
static void
check_record(const struct td_format *f, const struct td_batch *b,
    const struct td_record *r, const char *what)
{
	if (!(f->kinds & TD_BIT(r->kind)))
		breach(what, "record %u of kind %d", r->whole.off, r->kind);
	if (r->header + (size_t)r->n_headers > b->n_headers)
		breach(what, "record %u: header slice", r->whole.off);
	for (size_t i = 0; i < r->n_headers; i++) {
		const struct td_header *h = &b->header[r->header + i];

		if (!within(h->name, r->whole.off, r->whole.len) ||
		    !within(h->body, r->whole.off, r->whole.len) ||
		    h->name.off + h->name.len >= h->body.off)
			breach(what, "record %u: field %zu outside",
			    r->whole.off, i);
		if (td_header_id(td_at(b, h->name)) != h->id)
			breach(what, "record %u: field %zu: wrong id",
			    r->whole.off, i);
	}
}

/* Append a batch whose places count from `base` in the source. */
static void
append(const struct td_format *f, const struct td_batch *b, size_t base,
    const char *what, struct collected *out)
{
	size_t n_headers = 0;

	out->record =
	    more(out->record, &out->cap, out->n + b->n, sizeof *out->record);
	out->header = more(out->header, &out->cap_headers,
	    out->n_headers + b->n_headers, sizeof *out->header);
	out->flaw = more(out->flaw, &out->cap_flaws, out->n_flaws + b->n_flaws,
	    sizeof *out->flaw);
	for (size_t i = 0; i < b->n; i++) {
		struct td_record r = b->record[i];

		check_record(f, b, &r, what);
		if (r.header != n_headers)
			breach(what, "record %u: header slice", r.whole.off);
		n_headers += r.n_headers;
		r.whole.off += (uint32_t)base;
		r.header += (uint32_t)out->n_headers;
		out->record[out->n++] = r;
	}
	if (n_headers != b->n_headers)
		breach(what, "header fields of no record");
	for (size_t i = 0; i < b->n_headers; i++) {
		struct td_header h = b->header[i];

		h.name.off += (uint32_t)base;
		h.body.off += (uint32_t)base;
		out->header[out->n_headers++] = h;
	}
	for (size_t i = 0; i < b->n_flaws; i++) {
		struct td_flaw w = b->flaw[i];

		w.where.off += (uint32_t)base;
		out->flaw[out->n_flaws++] = w;
	}
}

/* Decode one chunk until it is done. */
static void
run_chunk(const struct td_format *f, struct td_chunk *c, size_t base,
    const struct how *how, const char *what, struct collected *out)
{
	struct td_batch b = { .base = c->from,
		.cap = how->records,
		.cap_headers = how->headers,
		.cap_flaws = how->flaws,
		.record = malloc(how->records * sizeof *b.record),
		.header = malloc(how->headers * sizeof *b.header),
		.flaw = malloc(how->flaws * sizeof *b.flaw) };

	if (b.record == NULL || b.header == NULL || b.flaw == NULL)
		abort();
	while (c->p < c->stop) {
		const char *p = c->p;

		b.n = b.n_headers = b.n_flaws = 0;
		f->decode(c, how->wanted, &b);
		if (c->p <= p || c->p > c->stop)
			breach(what, "no way from %zu",
			    base + (size_t)(p - c->from));
		if (b.n == 0)
			breach(what, "no record at %zu",
			    base + (size_t)(p - c->from));
		if (b.record[0].whole.off != (size_t)(p - c->from))
			breach(what, "%zu is not where the record begins",
			    base + (size_t)(p - c->from));
		append(f, &b, base, what, out);
	}
	free(b.record);
	free(b.header);
	free(b.flaw);
}

/*
 * The chunk [p, stop) of the source, in a buffer of its own that holds not one
 * byte more than the contract promises.
 */
static void
run_part(const struct td_format *f, const char *s, size_t n, size_t p,
    size_t stop, const struct how *how, const char *what, struct collected *out)
{
	size_t from = p > TD_LOOK_BEHIND ? p - TD_LOOK_BEHIND : 0;
	size_t end = n - stop > TD_RECORD_MAX ? stop + TD_RECORD_MAX : n;
	char *copy = malloc(end - from + TD_PAD);
	struct td_chunk c;

	if (copy == NULL)
		abort();
	if (end > from)
		memcpy(copy, s + from, end - from);
	for (size_t i = 0; i < TD_PAD; i++)
		copy[end - from + i] =
		    how->pad != NULL ? how->pad[i % strlen(how->pad)] : 0;
	c.from = copy;
	c.stop = copy + (stop - from);
	c.end = copy + (end - from);
	c.p = f->resync(copy, copy + (p - from), c.stop, c.end);
	if (c.p < copy + (p - from) || c.p > c.stop)
		breach(what, "resync from %zu left the chunk", p);
	run_chunk(f, &c, from, how, what, out);
	free(copy);
}

/* Every byte belongs to a record, every flaw to the record before it. */
static void
check_all(const struct collected *a, size_t n, const char *what)
{
	size_t w = 0;

	if (n > 0 && (a->n == 0 || a->record[0].whole.off != 0))
		breach(what, "the first bytes belong to no record");
	for (size_t i = 0; i < a->n; i++) {
		const struct td_place x = a->record[i].whole;
		size_t next = i + 1 < a->n ? a->record[i + 1].whole.off : n;

		if (x.off >= next || x.off + (size_t)x.len > next)
			breach(what, "record %u reaches into the next", x.off);
		while (w < a->n_flaws && a->flaw[w].where.off < next &&
		    within(a->flaw[w].where, x.off, next - x.off))
			w++;
	}
	if (w != a->n_flaws)
		breach(what, "flaw %u lies in no record, or out of order",
		    a->flaw[w].where.off);
}

void
collect(const struct td_format *f, const char *s, size_t n,
    const struct how *how, const char *what, struct collected *out)
{
	size_t p = 0;

	out->n = out->n_headers = out->n_flaws = 0;
	for (size_t i = 0; i < how->n_cuts; i++) {
		run_part(f, s, n, p, how->cut[i], how, what, out);
		p = how->cut[i];
	}
	run_part(f, s, n, p, n, how, what, out);
	check_all(out, n, what);
}

/* The fields of `r` with wanted ids must be all that `q` has. */
static void
same_headers(const struct collected *a, const struct td_record *r,
    const struct collected *b, const struct td_record *q, uint64_t wanted,
    const char *what)
{
	size_t k = 0;

	for (size_t i = 0; i < r->n_headers; i++) {
		const struct td_header *x = &a->header[r->header + i], *y;

		if (!(wanted & TD_BIT(x->id)))
			continue;
		if (k == q->n_headers)
			breach(what, "record %u: field %u is missing",
			    r->whole.off, x->nth);
		y = &b->header[q->header + k++];
		if (x->id != y->id || x->nth != y->nth ||
		    x->name.off != y->name.off || x->name.len != y->name.len ||
		    x->body.off != y->body.off || x->body.len != y->body.len)
			breach(what, "record %u: field %u differs",
			    r->whole.off, x->nth);
	}
	if (k != q->n_headers)
		breach(what, "record %u: %zu fields became %u", r->whole.off, k,
		    q->n_headers);
}

void
must_be_same(const struct collected *a, const struct collected *b,
    uint64_t wanted, const struct how *how, const char *what)
{
	char name[400];

	snprintf(name, sizeof name,
	    "%.200s (%zu cuts, first at %zu; batches of %zu, %zu, %zu)", what,
	    how->n_cuts, how->n_cuts > 0 ? how->cut[0] : 0, how->records,
	    how->headers, how->flaws);
	for (size_t i = 0; i < a->n && i < b->n; i++) {
		const struct td_record *r = &a->record[i], *q = &b->record[i];

		if (r->kind != q->kind || r->whole.off != q->whole.off ||
		    r->whole.len != q->whole.len)
			breach(name,
			    "record %zu: %d at %u+%u became %d at "
			    "%u+%u",
			    i, r->kind, r->whole.off, r->whole.len, q->kind,
			    q->whole.off, q->whole.len);
		same_headers(a, r, b, q, wanted, name);
	}
	if (a->n != b->n)
		breach(name, "%zu records became %zu", a->n, b->n);
	for (size_t i = 0; i < a->n_flaws && i < b->n_flaws; i++)
		if (a->flaw[i].what != b->flaw[i].what ||
		    a->flaw[i].where.off != b->flaw[i].where.off ||
		    a->flaw[i].where.len != b->flaw[i].where.len)
			breach(name,
			    "flaw %zu: \"%s\" at %u became \"%s\" "
			    "at %u",
			    i, td_defect_name(a->flaw[i].what),
			    a->flaw[i].where.off,
			    td_defect_name(b->flaw[i].what),
			    b->flaw[i].where.off);
	if (a->n_flaws != b->n_flaws)
		breach(name, "%zu flaws became %zu", a->n_flaws, b->n_flaws);
}

size_t
most_headers(const struct collected *a)
{
	size_t most = 0;

	for (size_t i = 0; i < a->n; i++)
		if (a->record[i].n_headers > most)
			most = a->record[i].n_headers;
	return most;
}

void
collected_free(struct collected *a)
{
	free(a->record);
	free(a->header);
	free(a->flaw);
	*a = (struct collected){ 0 };
}
