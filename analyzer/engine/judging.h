/*
 * For audits and forecasts: what is counted is judged, too, or by whom it was
 * sent.
 */
#ifndef TD_ENGINE_JUDGING_H
#define TD_ENGINE_JUDGING_H

#include "analyzer/cube/clients.h"
#include "analyzer/cube/judged.h"
#include "seen.h"

/* Mail that was read, at a byte of the source that obs.source is the label
 * of.  -1: no memory; likewise below. */
int td_judge_message(struct td_judged *into, struct td_orgs *orgs,
    const struct td_batch *b, const struct td_record *record,
    const struct td_reading *r, uint64_t off);

/* What a log or a report tells.  Its lines may be in several inputs: no place
 * is kept. */
int td_judge_delivery(struct td_judged *into, const struct td_observation *o);

/* The same for cube/clients.h, once for messages, once for what is told: of
 * that, no client is known. */
int td_client_message(struct td_clients *into, const struct td_reading *r);
int td_client_delivery(struct td_clients *into, const struct td_observation *o);

/* All is judged. */
int td_judging_end(struct td_judged *t, struct td_seen_set *seen);

#endif
