/*
 * Lines of logs into the join, and what the join settles into counts.
 */
#include "count_log.h"

#include <errno.h>

#include "judging.h"

struct td_first
td_first_lines(const struct td_format *format, const struct td_block *block,
    struct td_batch *b)
{
	struct td_chunk ch = block->chunk;

	b->n = b->n_headers = b->n_flaws = b->n_scratch = 0;
	ch.p = format->resync(ch.from, ch.p, ch.stop, ch.end);
	b->base = ch.p;
	if (ch.p < ch.stop)
		format->decode(&ch, 0, b);
	return td_clock_first(b);
}

int
td_count_line(const struct td_plan *plan, struct td_log_block *s,
    enum td_kind kind, struct td_event *e, uint64_t off,
    struct td_balance *into)
{
	e->when = td_clock_at(&s->clock, e);
	into->unzoned += kind != TD_NOTE && !plan->zone_given &&
	    (e->lacks & TD_STAMP_NO_ZONE) != 0;
	e->lacks = 0;
	if (s->first == TD_NO_TIME)
		s->first = e->when;
	into->repeated += e->repeated;
	if (kind != TD_NOTE && kind != TD_REPEATED &&
	    td_queue_event(s->queue, kind, e, off) == -1)
		return -1;
	/* Undated are messages, not their lines. */
	if (kind != TD_NOTE && e->when != TD_NO_TIME &&
	    !td_plan_holds(plan, e->when, &into->undated))
		return TD_BIN_OUTSIDE_WINDOW;
	into->records[kind]++;
	return kind == TD_NOTE ? TD_BIN_OTHER : TD_BIN_COUNTED;
}

int
td_count_outcome(const struct td_plan *plan, const struct td_outcome *o,
    struct td_span label, struct td_ledger *ledger, struct td_balance *into)
{
	const int64_t when = o->begun != TD_NO_TIME ? o->begun : o->when;
	uint64_t undated = 0; /* counted when it is settled */

	if ((o->flags & TD_OUTCOME_SIMULATED) != 0) {
		into->simulated++;
		return TD_BIN_OTHER;
	}
	if (td_ledger_add(ledger, o, label) == -1)
		return -1;
	return td_plan_holds(plan, when, &undated) ? TD_BIN_COUNTED :
	                                             TD_BIN_OUTSIDE_WINDOW;
}

/* Sessions are no mail: they are of no cell. */
static void
settle_tls(struct td_settling *x, const struct td_settled *s)
{
	if (td_plan_holds(x->plan, s->begin, &x->balance->undated))
		x->failed |= td_balance_tlsrpt(x->balance, s) == -1;
}

/* Whether it waits for what others may tell of it. */
static bool
put_off(struct td_settling *x, const struct td_settled *s)
{
	struct td_noticed by = { .n = 0 };
	enum td_service joins;

	if (x->ledger == NULL)
		return false;
	joins = td_delivery_joins(s);
	if (x->notices != NULL)
		td_notices_find(x->notices, s, &by);
	if (joins == TD_SERVICE_NONE && by.n == 0) {
		int rc = x->keep ? td_ledger_keep(x->ledger, s, x->label) : 1;

		x->failed |= rc == -1;
		return rc != 1;
	}
	x->failed |= td_ledger_relay(x->ledger, joins, &by, s, x->label) == -1;
	return true;
}

void
td_settle_into(void *arg, const struct td_settled *s)
{
	struct td_settling *x = arg;
	struct td_balance *b = x->balance;
	struct td_delivery *d = &x->delivery;
	enum td_seen seen;

	if (s->service == TD_SERVICE_TLSRPT) {
		settle_tls(x, s);
		return;
	}
	if (put_off(x, s))
		return;
	seen = td_observe_delivery(x->deliveries, s, d);
	if (!td_plan_holds(x->plan, d->obs.when, &b->undated))
		return;
	if (seen == TD_SEEN_NULL_SENDER) {
		b->null_sender += s->weight;
		return;
	}
	d->obs.source = s->label.n > 0 ? s->label : x->label;
	d->obs.format = s->service != TD_SERVICE_NONE && s->program == 0 ?
	    td_service_name((enum td_service)s->service) :
	    td_program_name((enum td_program)s->program);
	td_balance_delivery(b, s, d);
	if (b->judged != NULL)
		x->failed |= td_judge_delivery(b->judged, &d->obs) == -1;
	if (b->clients != NULL)
		x->failed |= td_client_delivery(b->clients, &d->obs) == -1;
	if (td_cube_add(x->cube, &d->obs) == -1)
		x->failed = true;
}
