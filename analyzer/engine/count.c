/*
 * The hot loop: decode a batch of records, observe each, add it to the cube,
 * and account for its bytes.
 */
#include "count.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "analyzer/observe/log_field.h"
#include "formats/mail_report.h"

enum {
	BATCH_RECORDS = 64,
	BATCH_HEADERS = 8192,
	BATCH_FLAWS = 256,
	BATCH_OUTCOMES = 4096
};

/* The longest text of a log line that was escaped. */
#define BATCH_SCRATCH TD_RECORD_MAX

struct td_counting {
	const struct td_plan *plan;
	struct td_rejects *rejects;
	struct td_observer *observer;
	uint64_t headers;
	struct td_record record[BATCH_RECORDS];
	struct td_header header[BATCH_HEADERS];
	struct td_flaw flaw[BATCH_FLAWS];
	struct td_event event[BATCH_RECORDS];
	struct td_outcome outcome[BATCH_OUTCOMES];
	char scratch[BATCH_SCRATCH + TD_PAD];
	struct td_reading reading;
	struct td_orgs *orgs; /* for the join */
	struct td_settling settling;
};

/* One call of td_count_block. */
struct counting_block {
	struct td_counting *c;
	const struct td_named *source;
	const struct td_block *block;
	struct td_log_block *log; /* NULL: no log */
	struct td_part *into;     /* NULL: defects only */
	struct td_balance *defects;
	struct td_error *e;
};

int
td_part_init(struct td_part *p, const struct td_plan *plan)
{
	*p = (struct td_part){ .cube =
		                   td_cube_new(&plan->dims, plan->max_keys) };
	p->ledger = td_ledger_new();
	if (p->cube == NULL || p->ledger == NULL)
		return -1;
	return td_balance_init(&p->balance);
}

void
td_part_reset(struct td_part *p)
{
	td_cube_clear(p->cube);
	td_balance_clear(&p->balance);
	td_balance_init(&p->balance);
	if (!td_ledger_is_empty(p->ledger))
		td_ledger_empty(p->ledger);
	p->id = (struct td_identity){ 0, 0, 0 };
}

void
td_part_clear(struct td_part *p)
{
	td_cube_free(p->cube);
	td_balance_clear(&p->balance);
	td_ledger_free(p->ledger);
}

int
td_part_merge(struct td_part *into, const struct td_part *from)
{
	into->id.low += from->id.low;
	into->id.high += from->id.high;
	into->id.length += from->id.length;
	if (td_cube_merge(into->cube, from->cube) == -1 ||
	    td_ledger_merge(into->ledger, from->ledger) == -1)
		return -1;
	return td_balance_merge(&into->balance, &from->balance);
}

struct td_counting *
td_counting_new(const struct td_plan *plan, struct td_rejects *rejects)
{
	struct td_counting *c = malloc(sizeof *c);

	if (c == NULL)
		return NULL;
	c->plan = plan;
	c->rejects = rejects;
	c->headers = td_observe_headers();
	c->observer = td_observer_new(&plan->trust);
	c->orgs = td_orgs_new(plan->trust.psl);
	c->settling = (struct td_settling){ .plan = plan,
		.deliveries = td_deliveries_new(&plan->trust) };
	if (c->observer != NULL && c->orgs != NULL &&
	    c->settling.deliveries != NULL)
		return c;
	td_counting_free(c);
	return NULL;
}

void
td_counting_free(struct td_counting *c)
{
	if (c == NULL)
		return;
	td_observer_free(c->observer);
	td_orgs_free(c->orgs);
	td_deliveries_free(c->settling.deliveries);
	free(c);
}

/* A batch in the thread's arrays. */
static struct td_batch
batch_of(struct td_counting *c)
{
	return (struct td_batch){ .record = c->record,
		.header = c->header,
		.flaw = c->flaw,
		.event = c->event,
		.outcome = c->outcome,
		.scratch = c->scratch,
		.cap = BATCH_RECORDS,
		.cap_headers = BATCH_HEADERS,
		.cap_flaws = BATCH_FLAWS,
		.cap_outcomes = BATCH_OUTCOMES,
		.cap_scratch = BATCH_SCRATCH };
}

struct td_first
td_counting_first(struct td_counting *c, const struct td_named *source,
    const struct td_block *block)
{
	struct td_batch b = batch_of(c);

	return td_first_lines(source->format, block, &b);
}

struct td_queue *
td_counting_queue(struct td_counting *c)
{
	const struct td_join_options o = { .trust = &c->plan->trust,
		.orgs = c->orgs };

	return td_queue_new(&o);
}

struct td_settling *
td_counting_settling(
    struct td_counting *c, const struct td_named *source, struct td_part *into)
{
	c->settling.cube = into->cube;
	c->settling.balance = &into->balance;
	c->settling.ledger = into->ledger;
	c->settling.label = source->label;
	c->settling.failed = false;
	return &c->settling;
}

/* Count the defects, or (of a duplicate) only learn their places. */
static int
note_flaws(struct counting_block *x, const struct td_batch *b)
{
	const struct td_block *block = x->block;

	for (size_t i = 0; i < b->n_flaws; i++) {
		const struct td_flaw *f = &b->flaw[i];
		const char *p = b->base + f->where.off;
		uint64_t off = block->off + (uint64_t)(p - block->chunk.p);
		const char *reason = td_defect_name((enum td_defect)f->what);

		if (td_balance_defect(x->defects, x->source->format->name,
		        reason, x->source->name, off, x->into != NULL) == -1) {
			td_error_sys(x->e, "cannot count", ENOMEM);
			return -1;
		}
		if (x->c->rejects != NULL)
			td_rejects_add(x->c->rejects, x->source->name, off,
			    reason, td_at(b, f->where));
	}
	return 0;
}

/* What a service tells in one record, or a report in its body. */
static int
count_outcomes(struct counting_block *x, const struct td_outcome *o, size_t n)
{
	int bin = TD_BIN_OTHER;

	for (size_t i = 0; i < n; i++) {
		int one = td_count_outcome(x->c->plan, &o[i], x->source->label,
		    x->into->ledger, &x->into->balance);

		if (one == -1) {
			td_error_sys(x->e, "cannot count", ENOMEM);
			return -1;
		}
		if (bin != TD_BIN_COUNTED && one != TD_BIN_OTHER)
			bin = one;
	}
	return bin;
}

/*
 * The body behind a header section.  No more of it is looked at than a chunk
 * offers at least, wherever the source was cut.
 */
static struct td_span
body_of(const struct counting_block *x, struct td_span whole, const char *next)
{
	const struct td_format *format = x->source->format;
	const char *body = whole.p + whole.n, *end = x->block->chunk.end;

	if (format->body_end == NULL)
		return (struct td_span){ body, 0 };
	if (next < x->block->chunk.stop)
		end = next; /* the record behind begins there */
	if ((size_t)(end - whole.p) > TD_RECORD_MAX)
		end = whole.p + TD_RECORD_MAX;
	if (body >= end)
		return (struct td_span){ body, 0 };
	return td_span(body, format->body_end(whole.p, body, end));
}

/* What a report tells of other mail; the bin of its bytes, or -1. */
static int
count_report(struct counting_block *x, const struct td_batch *b,
    const struct td_record *r, const char *next)
{
	const struct td_span head = td_at(b, r->whole);
	struct td_batch told = batch_of(x->c);
	struct td_flaw flaw = { .where = { r->whole.off, 0 } };
	struct td_outcomes to;

	x->into->balance.records[TD_NOTE]++;
	told.base = b->base;
	told.flaw = &flaw;
	td_outcomes_begin(&to, &told);
	if (td_mail_report(head, body_of(x, head, next), x->c->reading.obs.when,
	        &to) == TD_REPORT_UNREAD)
		x->into->balance.unread_reports++;
	if (to.too_many || to.too_long) {
		flaw.what =
		    to.too_many ? TD_TOO_MANY_OUTCOMES : TD_UNESCAPED_TOO_LONG;
		told.n_flaws = 1;
		if (note_flaws(x, &told) == -1)
			return -1;
	}
	return count_outcomes(x, told.outcome, told.n_outcomes);
}

/* Count one message; the result is the bin of its bytes, or -1. */
static int
count_message(struct counting_block *x, const struct td_batch *b,
    const struct td_record *r, const char *next)
{
	struct td_reading *reading = &x->c->reading;
	struct td_balance *bal = &x->into->balance;

	switch (td_observe_mail(x->c->observer, b, r, reading)) {
	case TD_SEEN_NULL_SENDER:
		bal->null_sender++;
		return count_report(x, b, r, next);
	case TD_SEEN_REPORT:
		bal->reports++;
		return count_report(x, b, r, next);
	case TD_SEEN_MESSAGE:
		break;
	}
	if (!td_plan_holds(x->c->plan, reading->obs.when, &bal->undated))
		return TD_BIN_OUTSIDE_WINDOW;
	reading->obs.source = x->source->label;
	reading->obs.format = x->source->format->name;
	bal->records[TD_MESSAGE]++;
	if (td_balance_message(bal, reading) == -1 ||
	    td_cube_add(x->into->cube, &reading->obs) == -1) {
		td_error_sys(x->e, "cannot count", ENOMEM);
		return -1;
	}
	return TD_BIN_COUNTED;
}

/* One line of a cells file; its bytes are not the archive's and count not. */
static int
count_cell(struct counting_block *x, const struct td_batch *b,
    const struct td_record *r)
{
	struct td_span line = td_at(b, r->whole);
	int rc;

	while (line.n > 0 &&
	    (line.p[line.n - 1] == '\n' || line.p[line.n - 1] == '\r'))
		line.n--;
	rc = td_cells_line(x->source->cells, line, x->e);
	if (rc != 1)
		return rc == 0 ? TD_BIN_COUNTED : -1;
	td_error_set(x->e, "broken cells file", "line at byte %llu is none",
	    (unsigned long long)(x->block->off +
	        (size_t)(line.p - x->block->chunk.p)));
	return -1;
}

/* A field that the line quotes and nobody believes. */
static int
count_field(struct counting_block *x, const struct td_event *e)
{
	struct td_span id;

	if (e->field_name.n == 0 || (id = td_log_field_id(e)).n == 0 ||
	    td_log_field_believed(&x->c->plan->trust, x->c->orgs, e->host, id))
		return 0;
	return td_balance_untrusted(&x->into->balance, id, 1);
}

/* One line of a log. */
static int
count_line(struct counting_block *x, const struct td_batch *b,
    const struct td_record *r)
{
	const char *p = b->base + r->whole.off;
	struct td_event *e = &b->event[r - b->record];
	int bin = td_count_line(x->c->plan, x->log, (enum td_kind)r->kind, e,
	    x->block->off + (uint64_t)(p - x->block->chunk.p),
	    &x->into->balance);

	if (bin == TD_BIN_COUNTED && r->kind == TD_AUTH &&
	    count_field(x, e) == -1)
		bin = -1;
	if (bin == -1)
		td_error_sys(x->e, "cannot count", ENOMEM);
	return bin;
}

/* What one record is worth, which ends at `next`; the result is the bin of its
 * bytes, or -1. */
static int
count_record(struct counting_block *x, const struct td_batch *b,
    const struct td_record *r, const char *next)
{
	if (x->log != NULL)
		return count_line(x, b, r);
	if (r->kind == TD_CELL)
		return count_cell(x, b, r);
	if (r->kind == TD_MESSAGE)
		return count_message(x, b, r, next);
	if (r->kind == TD_OUTCOME) {
		x->into->balance.records[TD_OUTCOME]++;
		return count_outcomes(
		    x, &b->outcome[r->outcome], r->n_outcomes);
	}
	x->into->balance.records[r->kind]++;
	return TD_BIN_OTHER;
}

/*
 * Put the bytes from `p` to `next` into bins: each record's, up to the start of
 * the following one, where the record goes.  Bytes before the first record are
 * lost.
 */
static int
count_batch(struct counting_block *x, const struct td_batch *b, const char *p,
    const char *next, uint8_t *bins)
{
	uint64_t *bin = x->into->balance.bin;

	for (size_t i = 0; i < b->n; i++) {
		const char *start = b->base + b->record[i].whole.off;
		const char *behind =
		    i + 1 < b->n ? b->base + b->record[i + 1].whole.off : next;
		int to = count_record(x, b, &b->record[i], behind);

		if (to == -1)
			return -1;
		bin[i == 0 ? TD_BIN_DEFECT : bins[i - 1]] +=
		    (uint64_t)(start - p);
		bins[i] = (uint8_t)to;
		p = start;
	}
	bin[b->n == 0 ? TD_BIN_DEFECT : bins[b->n - 1]] += (uint64_t)(next - p);
	return 0;
}

/*
 * Bytes lost to a flaw lie in a record that went into a bin as a whole: take
 * them out of it.  Those behind the block are settled when all blocks are in.
 */
static void
move_flaws(struct counting_block *x, const struct td_batch *b,
    const uint8_t *bins, struct td_ends *ends)
{
	const char *stop = x->block->chunk.stop;
	uint64_t *bin = x->into->balance.bin;
	size_t i = 0;

	for (size_t k = 0; k < b->n_flaws; k++) {
		struct td_span lost = td_at(b, b->flaw[k].where);
		size_t inside = lost.p >= stop ? 0 : (size_t)(stop - lost.p);

		if (b->n == 0 || b->flaw[k].where.off < b->record[0].whole.off)
			continue;
		if (inside > lost.n)
			inside = lost.n;
		while (i + 1 < b->n &&
		    b->record[i + 1].whole.off <= b->flaw[k].where.off)
			i++;
		bin[bins[i]] -= inside;
		bin[TD_BIN_DEFECT] += inside;
		ends->beyond += lost.n - inside;
	}
}

/* Decode and count from `ch->p` to `ch->stop`. */
static int
count_chunk(struct counting_block *x, struct td_chunk *ch, struct td_ends *ends)
{
	struct td_counting *c = x->c;
	uint8_t bins[BATCH_RECORDS];
	struct td_batch b = batch_of(c);

	while (ch->p < ch->stop) {
		const char *p = ch->p;

		b.base = p;
		b.n = b.n_headers = b.n_flaws = b.n_scratch = b.n_outcomes = 0;
		x->source->format->decode(ch, c->headers, &b);
		assert(ch->p > p);
		if (note_flaws(x, &b) == -1)
			return -1;
		if (x->into == NULL)
			continue;
		if (count_batch(x, &b, p, ch->p, bins) == -1)
			return -1;
		move_flaws(x, &b, bins, ends);
		ends->tail = b.n > 0 ? bins[b.n - 1] : TD_BIN_DEFECT;
	}
	return 0;
}

int
td_count_block(struct td_counting *c, const struct td_named *source,
    const struct td_block *block, struct td_log_block *log,
    struct td_part *into, struct td_balance *defects, struct td_ends *ends,
    struct td_error *e)
{
	struct counting_block x = { c, source, block, log, into, defects, e };
	struct td_chunk ch = block->chunk;

	*ends = (struct td_ends){ .tail = TD_N_BINS };
	if (into != NULL) {
		into->balance.decoded += (uint64_t)(ch.stop - ch.p);
		td_identity_add(&into->id, block->fresh.p, block->fresh.n,
		    block->fresh_off);
	}
	ch.p = source->format->resync(ch.from, ch.p, ch.stop, ch.end);
	ends->lead = (uint64_t)(ch.p - block->chunk.p);
	return count_chunk(&x, &ch, ends);
}
