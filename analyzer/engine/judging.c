/*
 * Judgements with their places.
 */
#include "judging.h"

#include "analyzer/observe/client.h"

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

int
td_client_message(struct td_clients *into, const struct td_reading *r)
{
	const struct td_observation *o = &r->obs;

	return td_clients_add(into,
	    &(struct td_client){ .carrier = o->carrier.carrier,
	        .ip = td_client_address(r),
	        .mailfrom = o->mailfrom_domain,
	        .header = td_client_header(r),
	        .author = o->author_domain,
	        .spf = (enum td_result)o->result[TD_A_SPF],
	        .pra = (enum td_alignment)o->pra,
	        .forwarded = o->forwarded },
	    o->weight);
}

/* A log tells of the client that brought the mail in, not of the host that
 * the receiver sees. */
int
td_client_delivery(struct td_clients *into, const struct td_observation *o)
{
	return td_clients_add(into,
	    &(struct td_client){ .carrier = o->carrier.carrier,
	        .mailfrom = o->mailfrom_domain,
	        .header = o->author_domain,
	        .author = o->author_domain,
	        .spf = (enum td_result)o->result[TD_A_SPF],
	        .pra = (enum td_alignment)o->pra,
	        .forwarded = o->forwarded },
	    o->weight);
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
