/*
 * Judgements with their places.
 */
#include "judging.h"

int
td_judge_message(struct td_judged *into, struct td_orgs *orgs,
    const struct td_batch *b, const struct td_record *record,
    const struct td_reading *r, uint64_t off)
{
	struct td_example at = { .off = off, .there = true };
	struct td_tested j;

	/* A source that is not read to its end has no label yet. */
	td_seen_id(r->obs.source, &at.id);
	td_judge_mail(orgs, b, record, r, &j);
	return td_judged_add(into, &r->obs, &j, &at);
}

int
td_judge_delivery(struct td_judged *into, const struct td_observation *o)
{
	struct td_tested j;

	td_judge_told(o, &j);
	return td_judged_add(into, o, &j, NULL);
}

struct naming {
	struct td_seen_set *seen;
	char label[TD_LABEL_SIZE];
};

static struct td_span
name_of(const struct td_input_id *id, void *arg)
{
	struct naming *n = arg;

	return td_seen_name(td_seen_label(id, n->label), n->seen);
}

int
td_judging_end(struct td_judged *t, struct td_seen_set *seen)
{
	struct naming n = { .seen = seen };

	td_judged_finish(t);
	return td_judged_name_inputs(t, name_of, &n);
}
