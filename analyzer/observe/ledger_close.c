/*
 * Rows of which all was told, as far as anybody can know: settled and
 * forgotten; see ledger.h.
 */
#include "ledger_parts.h"

#include <stdlib.h>

#include "pack.h"

/* TD_NO_TIME is before all others. */
static int64_t
latest(int64_t a, int64_t b)
{
	if (a == TD_NO_TIME || b == TD_NO_TIME)
		return a == TD_NO_TIME ? b : a;
	return a > b ? a : b;
}

/* When something was last told of a row, and of its deliveries. */
static int64_t
last_told(const struct td_ledger *l, const struct row *r)
{
	int64_t when = latest(latest(r->begun, r->first), r->state.when);

	for (uint32_t at = r->relayed; at != NONE; at = l->relayed[at].next) {
		const struct relayed *x = &l->relayed[at];

		when = latest(
		    when, latest(latest(x->begin, x->first), x->state.when));
	}
	return when;
}

int64_t
td_ledger_newest(const struct td_ledger *l)
{
	int64_t when = TD_NO_TIME;

	for (uint32_t i = 0; i < l->n; i++)
		when = latest(when, last_told(l, &l->row[i]));
	return when;
}

/* ---- what is settled together, in a ledger that is prepared ---- */

struct closing {
	uint32_t *up;  /* a row that is settled with it, or itself */
	int64_t *last; /* of all that are settled with a row */
};

static uint32_t
top(const struct closing *c, uint32_t at)
{
	while (c->up[at] != at)
		at = c->up[at];
	return at;
}

/* Deliveries of services in the list of a notice are settled with it. */
static void
put_under(struct closing *c, const struct td_ledger *l, uint32_t notice)
{
	uint32_t at = l->row[notice].relayed;

	for (; at != NONE; at = l->relayed[at].next)
		if (l->relayed[at].owner != NONE)
			c->up[l->relayed[at].owner] = notice;
}

static int
closing_begin(struct closing *c, const struct td_ledger *l)
{
	c->up = malloc((l->n + 1) * sizeof(*c->up));
	c->last = malloc((l->n + 1) * sizeof(*c->last));
	if (c->up == NULL || c->last == NULL)
		return -1;
	for (uint32_t i = 0; i < l->n; i++) {
		c->up[i] = l->row[i].into != NONE ? l->row[i].into : i;
		c->last[i] = TD_NO_TIME;
	}
	for (uint32_t i = 0; i < l->n; i++)
		if (l->row[i].service == TD_SERVICE_NOTICE)
			put_under(c, l, i);
	for (uint32_t i = 0; i < l->n; i++) {
		const uint32_t t = top(c, i);

		c->last[t] = latest(c->last[t], last_told(l, &l->row[i]));
	}
	return 0;
}

static bool
is_closed(const struct closing *c, uint32_t row, int64_t since)
{
	const int64_t last = c->last[top(c, row)];

	return last == TD_NO_TIME || last < since;
}

/* ---- ... in one that is not ---- */

static int
copy(const struct td_ledger *l, struct td_ledger *to)
{
	struct td_bytes bytes = { .n = 0 };
	struct td_error e;
	int rc = td_ledger_pack(l, &bytes);

	if (rc == 0)
		rc = td_ledger_unpack(
		    to, (struct td_span){ bytes.p, bytes.n }, &e);
	free(bytes.p);
	return rc;
}

/* Pairs of notices that are not there any more. */
static void
forget_same(struct td_ledger *l)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < l->n_same; i++)
		if (td_ledger_find(l, l->same[i].key[0]) != NONE &&
		    td_ledger_find(l, l->same[i].key[1]) != NONE)
			l->same[n++] = l->same[i];
	l->n_same = n;
}

/*
 * What is closed is settled from the copy, in which it is brought together;
 * what is not is taken from the ledger as it is.
 */
static int
divide(struct td_ledger *l, struct td_ledger *together, struct td_ledger *stays,
    int64_t since, td_settle *emit, void *arg)
{
	struct closing c = { NULL, NULL };
	int rc = td_ledger_prepare(together);

	if (rc == 0)
		rc = closing_begin(&c, together);
	for (uint32_t i = 0; rc == 0 && i < l->n; i++) {
		if (is_closed(&c, i, since))
			l->row[i].into = i;
		else
			together->row[i].into = i;
	}
	if (rc == 0)
		rc = td_ledger_take(stays, l);
	if (rc == 0) {
		forget_same(stays);
		td_ledger_settle_part(together, 0, 1, emit, arg);
	}
	free(c.up);
	free(c.last);
	return rc;
}

/* Whether there may be something to close: mostly all is younger. */
static bool
has_old(const struct td_ledger *l, int64_t since)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const int64_t last = last_told(l, &l->row[i]);

		if (last == TD_NO_TIME || last < since)
			return true;
	}
	return false;
}

int
td_ledger_close(struct td_ledger *l, int64_t since, td_settle *emit, void *arg)
{
	struct td_ledger *together, *stays;
	int rc = -1;

	if (!has_old(l, since))
		return 0;
	together = td_ledger_new();
	stays = td_ledger_new();

	if (together != NULL && stays != NULL && copy(l, together) == 0)
		rc = divide(l, together, stays, since, emit, arg);
	if (rc == 0) {
		struct td_ledger swap = *l;

		*l = *stays;
		*stays = swap;
	}
	td_ledger_free(together);
	td_ledger_free(stays);
	return rc;
}
