/*
 * A ledger becomes bytes, and bytes a ledger: see pack.h.  What a log told of a
 * row is written in the order of the rows, so that each list is one piece.
 */
#include "ledger_parts.h"

#include <assert.h>
#include <stdlib.h>

#include "pack_parts.h"

/* ---- what the rows consist of ---- */

#define STATE(s)                                                              \
	ANY(s, "state.when", state.when), ANY(s, "state.delay", state.delay), \
	    TEXT(s, "state.status", state.status),                            \
	    TEXT(s, "state.reply", state.reply),                              \
	    TEXT(s, "state.cause", state.cause),                              \
	    TEXT(s, "state.relay", state.relay),                              \
	    TEXT(s, "state.relay_ip", state.relay_ip),                        \
	    TEXT(s, "state.tls", state.tls),                                  \
	    TEXT(s, "state.label", state.label),                              \
	    UPTO(s, "state.action", state.action, TD_N_ACTIONS - 1),          \
	    UPTO(s, "state.stage", state.stage, TD_N_STAGES - 1),             \
	    ANY(s, "state.flags", state.flags)

#define NO_STATE                                        \
	{                                               \
		.when = TD_NO_TIME, .delay = TD_NO_TIME \
	}
#define NO_RESULTS                                                     \
	{                                                              \
		TD_R_MISSING, TD_R_MISSING, TD_R_MISSING, TD_R_MISSING \
	}

static const struct row usual_row = { .begun = TD_NO_TIME,
	.first = TD_NO_TIME,
	.state = NO_STATE,
	.relayed = NONE,
	.result = NO_RESULTS,
	.into = NONE };

static const struct member row_members[] = {
	ANY(struct row, "key", key),
	ANY(struct row, "by_id", by_id),
	ANY(struct row, "by_path", by_path),
	ANY(struct row, "begun", begun),
	ANY(struct row, "first", first),
	STATE(struct row),
	ANY(struct row, "weight", weight),
	TEXT(struct row, "domain", domain),
	TEXT(struct row, "sender", sender),
	TEXT(struct row, "author", author),
	TEXT(struct row, "tag", tag),
	TEXT(struct row, "reporter", reporter),
	ANY(struct row, "attempts", attempts),
	ANY(struct row, "relayed", relayed),
	EACH(struct row, "auth_domain", auth_domain, IS_TEXT, 0, 0),
	EACH(struct row, "result", result, IS_BETWEEN, 0, TD_R_MISSING),
	UPTO(struct row, "service", service, TD_N_SERVICES - 1),
	ANY(struct row, "seen", seen),
	UPTO(struct row, "named", named, NAMED_BY_MESSAGE_ID),
	EACH(struct row, "alias", alias, IS_ANY, 0, 0),
	LEFT_OUT(struct row, into),
};

static const struct relayed usual_relayed = { .begin = TD_NO_TIME,
	.first = TD_NO_TIME,
	.next = NONE,
	.owner = NONE,
	.state = NO_STATE,
	.result = NO_RESULTS };

static const struct member relayed_members[] = {
	ANY(struct relayed, "begin", begin),
	ANY(struct relayed, "first", first),
	ANY(struct relayed, "weight", weight),
	ANY(struct relayed, "notice", notice),
	ANY(struct relayed, "next", next),
	STATE(struct relayed),
	TEXT(struct relayed, "domain", domain),
	TEXT(struct relayed, "host", host),
	TEXT(struct relayed, "sender", sender),
	TEXT(struct relayed, "author", author),
	EACH(struct relayed, "auth_domain", auth_domain, IS_TEXT, 0, 0),
	ANY(struct relayed, "attempts", attempts),
	EACH(struct relayed, "result", result, IS_BETWEEN, 0, TD_R_MISSING),
	EACH(struct relayed, "told_by", told_by, IS_BETWEEN, 0,
	    TD_TOLD_BY_POLICYD),
	UPTO(struct relayed, "program", program, TD_N_PROGRAMS - 1),
	BOOL(struct relayed, "null_sender", null_sender),
	BOOL(struct relayed, "submitted", submitted),
	BOOL(struct relayed, "open", open),
	LEFT_OUT(struct relayed, owner),
};

static const struct member deferral_members[] = {
	ANY(struct deferral, "hash", hash),
	ANY(struct deferral, "key", key),
};

static const struct member same_members[] = {
	EACH(struct same, "key", key, IS_ANY, 0, 0),
};

static const struct member kept_members[] = {
	ANY(struct kept, "row", row),
	EACH(struct kept, "name", name, IS_ANY, 0, 0),
};

const struct kind td_ledger_kinds[LEDGER_N_KINDS] = {
	[LEDGER_ROW] = KIND("row", struct row, row_members, &usual_row),
	[LEDGER_RELAYED] =
	    KIND("relayed", struct relayed, relayed_members, &usual_relayed),
	[LEDGER_DEFERRAL] =
	    KIND("deferral", struct deferral, deferral_members, NULL),
	[LEDGER_SAME] = KIND("same", struct same, same_members, NULL),
	[LEDGER_KEPT] = KIND("kept", struct kept, kept_members, NULL),
};

/* ---- to bytes ---- */

struct packing {
	struct pack pack;
	const struct td_ledger *l;
	uint32_t *relayed; /* old ones by new */
	uint32_t *at;      /* new ones by old */
	uint32_t *deferral;
	uint32_t n_relayed, n_deferrals;
};

static void
keep_relayed(struct packing *p, const struct row *r)
{
	const struct td_ledger *l = p->l;

	for (uint32_t i = r->relayed; i != NONE; i = l->relayed[i].next) {
		assert(l->relayed[i].owner == NONE);
		p->relayed[p->n_relayed] = i;
		p->at[i] = p->n_relayed++;
	}
}

static int
choose(struct packing *p)
{
	const struct td_ledger *l = p->l;
	const size_t n = (size_t)l->n_relayed * 2 + l->n_deferrals + 1;

	p->relayed = malloc(n * sizeof(p->relayed[0]));
	if (p->relayed == NULL)
		return -1;
	p->at = p->relayed + l->n_relayed;
	p->deferral = p->at + l->n_relayed;
	for (uint32_t i = 0; i < l->n; i++)
		keep_relayed(p, &l->row[i]);
	for (uint32_t i = 0; i < l->n_deferrals; i++)
		if (td_ledger_find(l, l->deferral[i].key) != NONE)
			p->deferral[p->n_deferrals++] = i;
	return 0;
}

static void
fix_row(void *arg, void *row, uint32_t i)
{
	const struct packing *p = arg;
	struct row *r = row;

	(void)i;
	if (r->relayed != NONE)
		r->relayed = p->at[r->relayed];
}

static void
fix_relayed(void *arg, void *row, uint32_t i)
{
	const struct packing *p = arg;
	struct relayed *r = row;

	(void)i;
	if (r->next != NONE)
		r->next = p->at[r->next];
}

static int
put_kinds(struct packing *p)
{
	const struct td_ledger *l = p->l;
	const struct rows rows[LEDGER_N_KINDS] = {
		[LEDGER_ROW] = { l->row, NULL, l->n, fix_row, p },
		[LEDGER_RELAYED] = { l->relayed, p->relayed, p->n_relayed,
		    fix_relayed, p },
		[LEDGER_DEFERRAL] = { l->deferral, p->deferral, p->n_deferrals,
		    NULL, NULL },
		[LEDGER_SAME] = { l->same, NULL, l->n_same, NULL, NULL },
		[LEDGER_KEPT] = { l->kept, NULL, l->n_kept, NULL, NULL },
	};

	for (int k = 0; k < LEDGER_N_KINDS; k++)
		if (td_pack_rows(&p->pack, &td_ledger_kinds[k], &rows[k]) < 0)
			return -1;
	return 0;
}

int
td_ledger_pack(const struct td_ledger *l, struct td_bytes *out)
{
	struct packing p = { .l = l };
	int rc = td_pack_begin(&p.pack, out, "td-ledgr", &l->texts);

	if (rc == 0)
		rc = choose(&p);
	if (rc == 0)
		rc = put_kinds(&p);
	free(p.relayed);
	return td_pack_end(&p.pack, rc);
}

/* ---- from bytes ---- */

static int
damaged(const struct unpack *u, int kind)
{
	return td_unpack_damaged(u, td_ledger_kinds[kind].name);
}

static int
take_rows(struct unpack *u, struct td_ledger *l)
{
	if (td_unpack_rows(
	        u, &td_ledger_kinds[LEDGER_ROW], &l->row, &l->n, &l->cap) < 0 ||
	    td_unpack_rows(u, &td_ledger_kinds[LEDGER_RELAYED], &l->relayed,
	        &l->n_relayed, &l->cap_relayed) < 0)
		return -1;
	if (td_unpack_rows(u, &td_ledger_kinds[LEDGER_DEFERRAL], &l->deferral,
	        &l->n_deferrals, &l->cap_deferrals) < 0)
		return -1;
	if (td_unpack_rows(u, &td_ledger_kinds[LEDGER_SAME], &l->same,
	        &l->n_same, &l->cap_same) < 0)
		return -1;
	return td_unpack_rows(u, &td_ledger_kinds[LEDGER_KEPT], &l->kept,
	    &l->n_kept, &l->cap_kept);
}

/* Each key once; each list behind the one before. */
static int
enter_rows(struct unpack *u, struct td_ledger *l)
{
	uint32_t relayed = 0;

	for (uint32_t i = 0; i < l->n; i++) {
		if (td_ledger_find(l, l->row[i].key) != NONE)
			return damaged(u, LEDGER_ROW);
		if (td_table_add(&l->keys, l->row[i].key, i) < 0)
			return td_unpack_no_memory(u);
		for (uint32_t k = l->row[i].relayed; k != NONE;
		     k = l->relayed[k].next)
			if (k != relayed || relayed++ >= l->n_relayed)
				return damaged(u, LEDGER_RELAYED);
	}
	return relayed == l->n_relayed ? 0 : damaged(u, LEDGER_RELAYED);
}

/* What tells of a delivery is a notice, if it is there. */
static int
check_relayed(struct unpack *u, struct td_ledger *l)
{
	for (uint32_t i = 0; i < l->n_relayed; i++) {
		uint32_t at = NONE;

		if (l->relayed[i].notice != 0)
			at = td_ledger_find(l, l->relayed[i].notice);
		if (at != NONE && l->row[at].service != TD_SERVICE_NOTICE)
			return damaged(u, LEDGER_RELAYED);
	}
	return 0;
}

static int
enter_deferrals(struct unpack *u, struct td_ledger *l)
{
	for (uint32_t i = 0; i < l->n_deferrals; i++) {
		const struct deferral *d = &l->deferral[i];

		if (td_ledger_find(l, d->key) == NONE)
			return damaged(u, LEDGER_DEFERRAL);
		if (td_table_add(&l->times, d->hash, i) < 0)
			return td_unpack_no_memory(u);
	}
	return 0;
}

static int
unpack(struct unpack *u, struct td_ledger *l)
{
	if (td_unpack_texts(u, &l->texts) < 0 || take_rows(u, l) < 0 ||
	    enter_rows(u, l) < 0 || check_relayed(u, l) < 0)
		return -1;
	return enter_deferrals(u, l);
}

int
td_ledger_unpack(
    struct td_ledger *into, struct td_span bytes, struct td_error *e)
{
	struct unpack u;
	int rc = td_unpack_begin(&u, bytes, "td-ledgr", e);

	assert(into->n == 0);
	if (rc == 0)
		rc = unpack(&u, into);
	if (rc < 0)
		td_ledger_empty(into);
	td_unpack_end(&u);
	return rc;
}
