/*
 * Counts of a part of the input, and their sum.
 */
#include "part.h"

#include "analyzer/cube/clients.h"
#include "analyzer/cube/judged.h"

int
td_part_init(struct td_part *p, const struct td_plan *plan)
{
	*p = (struct td_part){ .cube =
		                   td_cube_new(&plan->dims, plan->max_keys) };
	p->ledger = td_ledger_new();
	if (p->cube == NULL || p->ledger == NULL)
		return -1;
	if (td_balance_init(&p->balance) == -1)
		return -1;
	if (plan->audit)
		p->balance.judged = td_judged_new(plan->max_keys);
	if (plan->clients)
		p->balance.clients = td_clients_new();
	return (plan->audit && p->balance.judged == NULL) ||
	        (plan->clients && p->balance.clients == NULL) ?
	    -1 :
	    0;
}

void
td_part_reset(struct td_part *p)
{
	struct td_judged *judged = p->balance.judged;
	struct td_clients *clients = p->balance.clients;

	p->balance.judged = NULL; /* kept */
	p->balance.clients = NULL;
	td_cube_clear(p->cube);
	td_balance_clear(&p->balance);
	td_balance_init(&p->balance);
	p->balance.judged = judged;
	p->balance.clients = clients;
	if (judged != NULL)
		td_judged_clear(judged);
	if (clients != NULL)
		td_clients_clear(clients);
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
	td_identity_join(&into->id, &from->id);
	if (td_cube_merge(into->cube, from->cube) == -1 ||
	    td_ledger_merge(into->ledger, from->ledger) == -1)
		return -1;
	return td_balance_merge(&into->balance, &from->balance);
}
