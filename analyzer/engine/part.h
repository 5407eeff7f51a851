/*
 * What was counted of a part of the input.
 */
#ifndef TD_ENGINE_PART_H
#define TD_ENGINE_PART_H

#include "analyzer/cube/balance.h"
#include "analyzer/cube/cube.h"
#include "analyzer/input/source.h"
#include "analyzer/observe/ledger.h"
#include "plan.h"

/* What was counted of one source, or of several small ones. */
struct td_part {
	struct td_cube *cube;
	struct td_balance balance;
	struct td_ledger *ledger; /* what is settled when all is read */
	struct td_identity id;
};

int td_part_init(struct td_part *p, const struct td_plan *plan);
void td_part_reset(struct td_part *p); /* empty, memory kept */
void td_part_clear(struct td_part *p);
int td_part_merge(struct td_part *into, const struct td_part *from);

#endif
