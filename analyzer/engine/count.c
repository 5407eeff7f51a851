/*
 * The hot loop: decode a batch of records, observe each, add it to the cube,
 * and account for its bytes.
 */
#include "count.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "analyzer/observe/log_field.h"
#include "analyzer/observe/seen.h"
#include "attached.h"
#include "formats/mail_report.h"
#include "judging.h"

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
	bool asking;          /* notices, if there are any */
	struct td_settling settling;
	/* For what is found within mail; NULL: none was yet. */
	struct td_attached *attached;
	struct td_counting *within;
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

struct td_counting *
td_counting_new(const struct td_plan *plan, struct td_rejects *rejects)
{
	struct td_counting *c = malloc(sizeof *c);

	if (c == NULL)
		return NULL;
	c->attached = NULL;
	c->within = NULL;
	c->plan = plan;
	c->rejects = rejects;
	c->headers =
	    td_observe_headers() | (plan->audit ? td_judge_headers() : 0);
	c->observer = td_observer_new(&plan->trust);
	c->orgs = td_orgs_new(plan->trust.psl);
	c->asking = false;
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
	td_attached_free(c->attached);
	td_counting_free(c->within);
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
	const struct td_join_options o = {
		.trust = &c->plan->trust, .orgs = c->orgs, .unasked = !c->asking
	};

	return td_queue_new(&o);
}

void
td_counting_ask(struct td_counting *c, const struct td_notices *n)
{
	c->asking = true;
	c->settling.notices = n;
	c->settling.keep = td_plan_keeps(c->plan, n != NULL);
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

/* Of a byte of the block in its source, or of the mail that it is a part of. */
static uint64_t
place_of(const struct counting_block *x, const char *p)
{
	return x->source->part ?
	    x->source->at :
	    x->block->off + (uint64_t)(p - x->block->chunk.p);
}

/* A defect; of a duplicate only its place is learned. */
static int
note_defect(struct counting_block *x, const char *format, const char *reason,
    struct td_span lost, uint64_t off)
{
	if (td_balance_defect(x->defects, format, reason, x->source->name, off,
	        x->into != NULL) == -1) {
		td_error_sys(x->e, "cannot count", ENOMEM);
		return -1;
	}
	if (x->c->rejects != NULL)
		td_rejects_add(
		    x->c->rejects, x->source->name, off, reason, lost);
	return 0;
}

static int
note_flaws(struct counting_block *x, const struct td_batch *b)
{
	for (size_t i = 0; i < b->n_flaws; i++) {
		const struct td_span lost = td_at(b, b->flaw[i].where);

		if (note_defect(x, x->source->format->name,
		        td_defect_name((enum td_defect)b->flaw[i].what), lost,
		        place_of(x, lost.p)) == -1)
			return -1;
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
 * What a report tells of other mail; the bin of its bytes, or -1.  Where it is
 * not `sure` that it is one, TD_N_BINS tells that it is none.
 */
static int
count_report(struct counting_block *x, const struct td_batch *b,
    const struct td_record *r, const char *next, bool sure)
{
	const struct td_mail mail = td_mail_at(
	    x->source->format, &x->block->chunk, td_at(b, r->whole), next);
	struct td_batch told = batch_of(x->c);
	struct td_flaw flaw = { .where = { r->whole.off, 0 } };
	struct td_outcomes to;
	enum td_report_is is;

	told.base = b->base;
	told.flaw = &flaw;
	td_outcomes_begin(&to, &told);
	is = td_mail_report(mail.head, mail.body, x->c->reading.obs.when, &to);
	if (is == TD_REPORT_NONE && !sure)
		return TD_N_BINS;
	x->into->balance.records[TD_NOTE]++;
	x->into->balance.unread_reports += is == TD_REPORT_UNREAD;
	if (to.too_many || to.too_long) {
		flaw.what =
		    to.too_many ? TD_TOO_MANY_OUTCOMES : TD_UNESCAPED_TOO_LONG;
		told.n_flaws = 1;
		if (note_flaws(x, &told) == -1)
			return -1;
	}
	return count_outcomes(x, told.outcome, told.n_outcomes);
}

/* ---- reports attached to mail ---- */

/* What was found in one mail. */
struct attached {
	struct counting_block *x;
	struct td_span head; /* of the mail */
	uint64_t bin[TD_N_BINS];
};

/* Its bytes are in the mail's, which are counted: only their bins are kept. */
static int
count_within(struct attached *a, const struct td_named *named,
    const struct td_block *block)
{
	struct counting_block *x = a->x;
	struct td_part *into = x->into;
	const struct td_part before = *into;
	struct td_ends ends;

	if (td_count_block(x->c->within, named, block, NULL, into, x->defects,
	        &ends, x->e) == -1)
		return -1;
	for (int i = 0; i < TD_N_BINS; i++) {
		a->bin[i] += into->balance.bin[i] - before.balance.bin[i];
		into->balance.bin[i] = before.balance.bin[i];
	}
	into->balance.decoded = before.balance.decoded;
	into->id = before.id;
	return 0;
}

static int
count_part(void *arg, const struct td_source *s, const struct td_block *block)
{
	struct attached *a = arg;
	struct counting_block *x = a->x;
	struct td_counting *c = x->c;
	const struct td_named named = { .name = x->source->name,
		.format = s->format,
		.label = x->source->label,
		.part = true,
		.at = place_of(x, a->head.p) };
	struct td_ends ends;

	if (c->within == NULL)
		c->within = td_counting_new(c->plan, c->rejects);
	if (c->within == NULL)
		return -1;
	if (x->into != NULL)
		return count_within(a, &named, block);
	return td_count_block(
	    c->within, &named, block, NULL, NULL, x->defects, &ends, x->e);
}

static int
count_broken(void *arg, const char *why, struct td_span part)
{
	struct attached *a = arg;

	a->bin[TD_BIN_DEFECT] += part.n;
	return note_defect(
	    a->x, "attachment", why, part, place_of(a->x, a->head.p));
}

/*
 * Reports among the parts of a mail.  *bin becomes that of the mail's bytes.
 * How many there are; 0: it is mail as any other; -1: no memory.
 */
static int
count_attached(struct counting_block *x, const struct td_batch *b,
    const struct td_record *r, const char *next, enum td_carries carries,
    int *bin)
{
	struct td_counting *c = x->c;
	const struct td_mail mail = td_mail_at(
	    x->source->format, &x->block->chunk, td_at(b, r->whole), next);
	struct attached a = { .x = x, .head = mail.head };
	const struct td_attached_sink sink = { &a, count_part, count_broken };
	int n;

	if (c->attached == NULL)
		c->attached = td_attached_new(&c->plan->limits);
	n = c->attached == NULL ? -1 :
	                          td_attached_read(c->attached, &mail,
	                              carries == TD_CARRIES_SAYS, &sink);
	if (n == -1)
		td_error_sys(x->e, "cannot count", ENOMEM);
	*bin = a.bin[TD_BIN_COUNTED] > 0     ? TD_BIN_COUNTED :
	    a.bin[TD_BIN_OUTSIDE_WINDOW] > 0 ? TD_BIN_OUTSIDE_WINDOW :
	    a.bin[TD_BIN_DEFECT] > 0         ? TD_BIN_DEFECT :
	                                       TD_BIN_OTHER;
	return n;
}

/* Of a duplicate: learn the places of what is wrong with attached reports. */
static int
note_attached(
    struct counting_block *x, const struct td_batch *b, const char *end)
{
	struct td_reading *reading = &x->c->reading;
	int bin;

	if (x->source->format->body_end == NULL)
		return 0;
	for (size_t i = 0; i < b->n; i++) {
		const char *next =
		    i + 1 < b->n ? b->base + b->record[i + 1].whole.off : end;
		enum td_carries carries;

		td_read_fields(b, &b->record[i], reading);
		carries = td_read_carries(b, &reading->fields);
		if (carries != TD_CARRIES_NONE &&
		    count_attached(x, b, &b->record[i], next, carries, &bin) ==
		        -1)
			return -1;
	}
	return 0;
}

/* ---- records ---- */

/* Count one message; the result is the bin of its bytes, or -1. */
static int
count_message(struct counting_block *x, const struct td_batch *b,
    const struct td_record *r, const char *next)
{
	struct td_reading *reading = &x->c->reading;
	struct td_balance *bal = &x->into->balance;
	enum td_seen seen = td_observe_mail(x->c->observer, b, r, reading);
	int n, bin;

	if (reading->carries != TD_CARRIES_NONE) {
		n = count_attached(x, b, r, next, reading->carries, &bin);
		if (n != 0) {
			bal->reports += n > 0;
			bal->records[TD_NOTE] += n > 0;
			return n > 0 ? bin : -1;
		}
	}
	switch (seen) {
	case TD_SEEN_NULL_SENDER:
		bal->null_sender++;
		return count_report(x, b, r, next, true);
	case TD_SEEN_REPORT:
		bal->reports++;
		return count_report(x, b, r, next, true);
	case TD_SEEN_MAYBE_REPORT:
		bin = count_report(x, b, r, next, false);
		bal->reports += bin != TD_N_BINS;
		if (bin != TD_N_BINS)
			return bin;
		break;
	case TD_SEEN_MESSAGE:
		break;
	}
	if (!td_plan_holds(x->c->plan, reading->obs.when, &bal->undated))
		return TD_BIN_OUTSIDE_WINDOW;
	reading->obs.source = x->source->label;
	reading->obs.format = x->source->format->name;
	bal->records[TD_MESSAGE]++;
	if (td_balance_message(bal, reading) == -1 ||
	    td_cube_add(x->into->cube, &reading->obs) == -1 ||
	    (bal->judged != NULL &&
	        td_judge_message(bal->judged, x->c->orgs, b, r, reading,
	            place_of(x, b->base + r->whole.off)) == -1) ||
	    (bal->clients != NULL &&
	        td_client_message(bal->clients, reading) == -1)) {
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
		const struct td_outcome *o = &b->outcome[r->outcome];

		/* Those of TLS reports tell of no mail. */
		x->into->balance
		    .records[o->service == TD_SERVICE_TLSRPT ? TD_NOTE :
		                                               TD_OUTCOME]++;
		return count_outcomes(x, o, r->n_outcomes);
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
		if (x->into == NULL) {
			if (note_attached(x, &b, ch->p) == -1)
				return -1;
			continue;
		}
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
		td_identity_add(&ends->id, block->fresh.p, block->fresh.n,
		    block->fresh_off);
		td_identity_join(&into->id, &ends->id);
	}
	ch.p = source->format->resync(ch.from, ch.p, ch.stop, ch.end);
	ends->lead = (uint64_t)(ch.p - block->chunk.p);
	return count_chunk(&x, &ch, ends);
}
