/*
 * See clients.h.  A key is the lengths of five texts, three small numbers, and
 * the texts.
 */
#include "clients.h"

#include <stdlib.h>

#include "balance.h"

enum {
	MAX_CLIENTS = 1 << 18,
	N_TEXTS = 5,
	MAX_TEXT = 253, /* a domain: RFC 1035 2.3.4 */
	SPF = N_TEXTS,
	PRA,
	FORWARDED,
	TEXTS, /* where they begin */
	MAX_KEY = TEXTS + N_TEXTS * MAX_TEXT
};

struct td_clients {
	struct td_tally *tally;
	uint64_t messages;
	const struct td_tally_row *row; /* sorted */
};

struct td_clients *
td_clients_new(void)
{
	struct td_clients *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	t->tally = td_tally_new(MAX_CLIENTS);
	if (t->tally != NULL)
		return t;
	free(t);
	return NULL;
}

void
td_clients_free(struct td_clients *t)
{
	if (t == NULL)
		return;
	td_tally_free(t->tally);
	free(t);
}

void
td_clients_clear(struct td_clients *t)
{
	td_tally_clear(t->tally);
	t->messages = 0;
}

static void
add_messages(struct td_clients *t, uint64_t n)
{
	if (__builtin_add_overflow(t->messages, n, &t->messages))
		t->messages = UINT64_MAX;
}

int
td_clients_add(
    struct td_clients *t, const struct td_client *c, uint64_t messages)
{
	const struct td_span text[N_TEXTS] = { c->carrier, c->ip, c->mailfrom,
		c->header, c->author };
	char key[MAX_KEY];
	size_t n = TEXTS;

	for (int i = 0; i < N_TEXTS; i++) {
		/* What is longer is the name of nothing. */
		const size_t len = text[i].n <= MAX_TEXT ? text[i].n : 0;

		key[i] = (char)len;
		if (len > 0)
			memcpy(key + n, text[i].p, len);
		n += len;
	}
	key[SPF] = (char)c->spf;
	key[PRA] = (char)c->pra;
	key[FORWARDED] = (char)c->forwarded;
	add_messages(t, messages);
	return td_tally_add(t->tally, (struct td_span){ key, n }, messages);
}

int
td_clients_merge(struct td_clients *into, const struct td_clients *from)
{
	add_messages(into, from->messages);
	return td_tally_merge(into->tally, from->tally);
}

uint64_t
td_clients_messages(const struct td_clients *t)
{
	return t->messages;
}

size_t
td_clients_sort(struct td_clients *t)
{
	size_t n;

	t->row = td_tally_sorted(t->tally, &n);
	return n;
}

uint64_t
td_clients_row(const struct td_clients *t, size_t i, struct td_client *out)
{
	const char *key = t->row[i].key.p, *p = key + TEXTS;
	struct td_span *const text[N_TEXTS] = { &out->carrier, &out->ip,
		&out->mailfrom, &out->header, &out->author };

	for (int k = 0; k < N_TEXTS; k++) {
		const size_t n = (unsigned char)key[k];

		*text[k] = (struct td_span){ p, n };
		p += n;
	}
	out->spf = (enum td_result)key[SPF];
	out->pra = (enum td_alignment)key[PRA];
	out->forwarded = key[FORWARDED] != 0;
	return t->row[i].count;
}
