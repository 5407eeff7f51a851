/* Running formats over cut sources: see collect.h. */
#include "tests/formats/collect.h"
#include "formats/header_id.h"

#include "formats/outcome.h"
#include "tests/formats/describe.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const struct how plainly = { .records = 512,
	.headers = 4096,
	.flaws = 512,
	.scratch = TD_RECORD_MAX,
	.outcomes = 256,
	.wanted = ~UINT64_C(0) };

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

/* What decode() must not leave in an event. */
enum { GARBAGE = 0xa5 };

bool
has_events(const struct td_format *f)
{
	return f->kinds & TD_BIT(TD_DELIVER);
}

bool
has_outcomes(const struct td_format *f)
{
	return f->kinds & TD_BIT(TD_OUTCOME);
}

struct td_span
told(const struct collected *a, size_t i)
{
	size_t from = i == 0 ? 0 : a->told[i - 1];

	if (a->text == NULL)
		return TD_SPAN("");
	return (struct td_span){ a->text + from, a->told[i] - from };
}

/* A span of an event: within its line, or within scratch. */
static void
check_span(const struct td_batch *b, const struct td_record *r,
    struct td_span s, size_t i, const char *what)
{
	uintptr_t p = (uintptr_t)s.p;
	uintptr_t line = (uintptr_t)b->base + r->whole.off;
	uintptr_t scratch = (uintptr_t)b->scratch;

	if (s.n == 0 ||
	    (p >= line && s.n <= r->whole.len &&
	        p - line <= r->whole.len - s.n) ||
	    (p >= scratch && s.n <= b->n_scratch &&
	        p - scratch <= b->n_scratch - s.n))
		return;
	breach(what, "record %u: span %zu of its event is elsewhere",
	    r->whole.off, i);
}

/* Check an event on its own; a line with a defect tells nothing. */
static void
check_event(const struct td_batch *b, const struct td_record *r,
    const struct td_event *e, const char *what)
{
	const char *p = (const char *)&e->host;
	struct td_span s;

	if (e->program >= TD_N_PROGRAMS || e->action >= TD_N_ACTIONS ||
	    e->stage >= TD_N_STAGES || e->lacks > 3)
		breach(what, "record %u: event out of range", r->whole.off);
	for (size_t i = TD_M_SPF; i < TD_M_SENDER_ID; i++)
		if (e->result[i] > TD_R_MISSING)
			breach(what, "record %u: result", r->whole.off);
	if (r->kind == TD_DELIVER && e->action == TD_ACTION_NONE)
		breach(what, "record %u: delivery without an outcome",
		    r->whole.off);
	if ((r->kind == TD_REPEATED) != (e->repeated > 0))
		breach(what, "record %u: repetitions", r->whole.off);
	if (r->kind != TD_NOTE && r->kind != TD_REPEATED &&
	    e->program == TD_PROGRAM_NONE)
		breach(what, "record %u: event of nobody", r->whole.off);
	for (size_t i = 0; p < (const char *)(e + 1); i++, p += sizeof s) {
		memcpy(&s, p, sizeof s);
		check_span(b, r, s, i, what);
	}
	for (size_t i = 0; i < b->n_flaws; i++) {
		const struct td_flaw *w = &b->flaw[i];

		if (within(w->where, r->whole.off, r->whole.len) &&
		    w->what != TD_NUL_BYTES && r->kind != TD_NOTE)
			breach(what, "record %u: a defect, and an event",
			    r->whole.off);
	}
}

/* Append the events of a batch as text. */
static void
append_events(const struct td_batch *b, const char *what, struct collected *out)
{
	out->told = more(
	    out->told, &out->cap_told, out->n_told + b->n, sizeof *out->told);
	for (size_t i = 0; i < b->n; i++) {
		size_t n;

		check_event(b, &b->record[i], &b->event[i], what);
		n = describe_event(&b->event[i], NULL, 0);
		out->text =
		    more(out->text, &out->cap_text, out->n_text + n + 1, 1);
		describe_event(&b->event[i], out->text + out->n_text, n + 1);
		out->n_text += n;
		out->told[out->n_told++] = out->n_text;
	}
	if (b->n_scratch > out->most_scratch)
		out->most_scratch = b->n_scratch;
}

/* Check an outcome on its own. */
static void
check_outcome(const struct td_batch *b, const struct td_record *r,
    const struct td_outcome *o, const char *what)
{
	const char *p = (const char *)&o->id;
	struct td_span s;

	if (o->service == TD_SERVICE_NONE || o->service >= TD_N_SERVICES ||
	    o->action >= TD_N_ACTIONS || o->stage >= TD_N_STAGES)
		breach(what, "record %u: outcome out of range", r->whole.off);
	for (size_t i = TD_M_SPF; i < TD_M_SENDER_ID; i++)
		if (o->result[i] > TD_R_MISSING)
			breach(what, "record %u: result", r->whole.off);
	if (o->when == TD_NO_TIME || o->id.n == 0 ||
	    (o->recipient.n == 0 && !(o->flags & TD_OUTCOME_DOMAIN)))
		breach(what, "record %u: outcome of nobody", r->whole.off);
	if (o->flags & TD_OUTCOME_COMPLAINT && o->action != TD_ACTION_NONE)
		breach(what, "record %u: complaint that is more", r->whole.off);
	for (size_t i = 0; p < (const char *)(o + 1); i++, p += sizeof s) {
		memcpy(&s, p, sizeof s);
		check_span(b, r, s, i, what);
	}
}

/* Append the outcomes of a record as text. */
static void
append_outcomes(const struct td_batch *b, const struct td_record *r,
    const char *what, struct collected *out)
{
	if (r->outcome + (size_t)r->n_outcomes > b->n_outcomes)
		breach(what, "record %u: outcome slice", r->whole.off);
	if ((r->kind == TD_OUTCOME) != (r->n_outcomes > 0))
		breach(what, "record %u: outcomes of kind %d", r->whole.off,
		    r->kind);
	for (size_t i = 0; i < r->n_outcomes; i++) {
		const struct td_outcome *o = &b->outcome[r->outcome + i];
		size_t n;

		check_outcome(b, r, o, what);
		n = describe_outcome(o, NULL, 0);
		out->text =
		    more(out->text, &out->cap_text, out->n_text + n + 4, 1);
		memcpy(out->text + out->n_text, "\n  ", 3);
		describe_outcome(o, out->text + out->n_text + 3, n + 1);
		out->n_text += n + 3;
	}
	out->told[out->n_told++] = out->n_text;
}

/* Append the outcomes of a batch: each belongs to one record, in their order.
 */
static void
append_all_outcomes(
    const struct td_batch *b, const char *what, struct collected *out)
{
	size_t n = 0;

	out->told = more(
	    out->told, &out->cap_told, out->n_told + b->n, sizeof *out->told);
	for (size_t i = 0; i < b->n; i++) {
		if (b->record[i].n_outcomes > 0 && b->record[i].outcome != n)
			breach(what, "record %u: outcomes out of order",
			    b->record[i].whole.off);
		n += b->record[i].n_outcomes;
		append_outcomes(b, &b->record[i], what, out);
	}
	if (n != b->n_outcomes)
		breach(what, "outcomes of no record");
	if (b->n_scratch > out->most_scratch)
		out->most_scratch = b->n_scratch;
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

/* What decode() fills, empty. */
static struct td_batch
new_batch(const struct td_format *f, const struct how *how, const char *base)
{
	struct td_batch b = { .base = base,
		.cap = how->records,
		.cap_headers = how->headers,
		.cap_flaws = how->flaws,
		.record = malloc(how->records * sizeof *b.record),
		.header = malloc(how->headers * sizeof *b.header),
		.flaw = malloc(how->flaws * sizeof *b.flaw) };

	if (b.record == NULL || b.header == NULL || b.flaw == NULL)
		abort();
	if (has_events(f)) {
		b.event = malloc(how->records * sizeof *b.event);
		if (b.event == NULL)
			abort();
	}
	if (has_outcomes(f)) {
		b.cap_outcomes = how->outcomes;
		b.outcome = malloc(how->outcomes * sizeof *b.outcome);
		if (b.outcome == NULL)
			abort();
		memset(b.outcome, GARBAGE, how->outcomes * sizeof *b.outcome);
	}
	if (has_events(f) || has_outcomes(f)) {
		b.cap_scratch = how->scratch;
		b.scratch = malloc(how->scratch + TD_PAD);
		if (b.scratch == NULL)
			abort();
	}
	return b;
}

/* What was in use becomes garbage again. */
static void
empty_batch(struct td_batch *b)
{
	if (b->outcome != NULL)
		memset(b->outcome, GARBAGE, b->n_outcomes * sizeof *b->outcome);
	b->n = b->n_headers = b->n_flaws = b->n_scratch = b->n_outcomes = 0;
	if (b->event != NULL)
		memset(b->event, GARBAGE, b->cap * sizeof *b->event);
}

static void
free_batch(struct td_batch *b)
{
	free(b->record);
	free(b->header);
	free(b->flaw);
	free(b->event);
	free(b->outcome);
	free(b->scratch);
}

/* Decode one chunk until it is done. */
static void
run_chunk(const struct td_format *f, struct td_chunk *c, size_t base,
    const struct how *how, const char *what, struct collected *out)
{
	struct td_batch b = new_batch(f, how, c->from);

	while (c->p < c->stop) {
		const char *p = c->p;

		empty_batch(&b);
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
		if (b.event != NULL)
			append_events(&b, what, out);
		if (b.outcome != NULL)
			append_all_outcomes(&b, what, out);
	}
	free_batch(&b);
}

/* How the source begins, as far as the format wants it: the caller's. */
static struct td_span
copy_head(
    const struct td_format *f, const char *s, size_t n, const struct how *how)
{
	const size_t len = n < f->head ? n : f->head;
	char *copy;

	if (f->head == 0)
		return (struct td_span){ NULL, 0 };
	copy = malloc(len + TD_PAD);
	if (copy == NULL)
		abort();
	memcpy(copy, s, len);
	for (size_t i = 0; i < TD_PAD; i++)
		copy[len + i] =
		    how->pad != NULL ? how->pad[i % strlen(how->pad)] : 0;
	return (struct td_span){ copy, len };
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
	c.head = copy_head(f, s, n, how);
	c.from = copy;
	c.stop = copy + (stop - from);
	c.end = copy + (end - from);
	c.p = f->resync(copy, copy + (p - from), c.stop, c.end);
	if (c.p < copy + (p - from) || c.p > c.stop)
		breach(what, "resync from %zu left the chunk", p);
	run_chunk(f, &c, from, how, what, out);
	free((char *)c.head.p);
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
	out->n_text = out->n_told = out->most_scratch = 0;
	for (size_t i = 0; i < how->n_cuts; i++) {
		run_part(f, s, n, p, how->cut[i], how, what, out);
		p = how->cut[i];
	}
	run_part(f, s, n, p, n, how, what, out);
	check_all(out, n, what);
}

/* Record i of both must tell the same. */
static void
same_event(const struct collected *a, const struct collected *b, size_t i,
    const char *what)
{
	struct td_span x, y;

	if (a->n_told == 0 && b->n_told == 0)
		return;
	x = told(a, i);
	y = told(b, i);
	if (!td_span_eq(x, y))
		breach(what, "record %zu: \"%.*s\" became \"%.*s\"", i,
		    (int)x.n, x.p, (int)y.n, y.p);
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
		same_event(a, b, i, name);
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

size_t
most_outcomes(const struct collected *a)
{
	size_t most = 0;

	for (size_t i = 0; i < a->n; i++)
		if (a->record[i].n_outcomes > most)
			most = a->record[i].n_outcomes;
	return most;
}

void
collected_free(struct collected *a)
{
	free(a->record);
	free(a->header);
	free(a->flaw);
	free(a->text);
	free(a->told);
	*a = (struct collected){ 0 };
}
