/*
 * Any bytes as the state of a history (analyzer/observe/pack.h), but for the
 * sum at their end, which is made to be right.  What is taken of them is packed
 * to bytes that are taken again and packed to the same; it can be appended or
 * merged, ended and settled.
 */
#include <assert.h>
#include <endian.h>
#include <stdint.h>
#include <stdlib.h>

#include "analyzer/observe/pack.h"
#include "analyzer/observe/table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
ignore(void *arg, const struct td_settled *s)
{
	const struct td_span texts[] = { s->host, s->queue_id, s->message_id,
		s->recipient, s->domain, s->status, s->reply, s->relay,
		s->relay_ip, s->tls, s->author_domain, s->sender_domain,
		s->cause, s->tag, s->reporter, s->label };
	uint64_t *sum = arg;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*sum += td_table_hash(texts[i], *sum);
}

static struct td_span
span_of(const struct td_bytes *b)
{
	return (struct td_span){ b->p, b->n };
}

static struct td_queue *
queue_of(const struct td_bytes *b)
{
	const struct td_join_options o = { .keep_text = true };
	struct td_error e;

	return td_queue_unpack(&o, span_of(b), &e);
}

static void
try_queue(const struct td_bytes *b)
{
	struct td_bytes one = { NULL, 0, 0 }, two = { NULL, 0, 0 };
	struct td_queue *q = queue_of(b), *other;
	uint64_t sum = 0;

	if (q == NULL)
		return;
	assert(td_queue_pack(q, &one) == 0);
	other = queue_of(&one);
	assert(other != NULL && td_queue_pack(other, &two) == 0);
	assert(one.n == two.n && memcmp(one.p, two.p, one.n) == 0);
	assert(td_queue_append(q, other, ignore, &sum) == 0);
	td_queue_free(other);
	other = queue_of(&two);
	assert(td_queue_quiet(q, (int64_t)b->n << 32) == 0);
	assert(td_queue_append(other, q, ignore, &sum) == 0);
	assert(td_queue_finish(other, ignore, &sum) == 0);
	td_queue_free(q);
	td_queue_free(other);
	free(one.p);
	free(two.p);
}

static struct td_ledger *
ledger_of(const struct td_bytes *b)
{
	struct td_ledger *l = td_ledger_new();
	struct td_error e;

	assert(l != NULL);
	if (td_ledger_unpack(l, span_of(b), &e) == 0)
		return l;
	td_ledger_free(l);
	return NULL;
}

static void
try_ledger(const struct td_bytes *b)
{
	struct td_bytes one = { NULL, 0, 0 }, two = { NULL, 0, 0 };
	struct td_ledger *l = ledger_of(b), *other, *third;
	uint64_t sum = 0;

	if (l == NULL)
		return;
	assert(td_ledger_pack(l, &one) == 0);
	other = ledger_of(&one);
	assert(other != NULL && td_ledger_pack(other, &two) == 0);
	assert(one.n == two.n && memcmp(one.p, two.p, one.n) == 0);
	third = td_ledger_new();
	assert(third != NULL && td_ledger_merge(third, l) == 0);
	assert(td_ledger_merge(third, other) == 0);
	assert(td_ledger_settle(third, ignore, &sum) == 0);
	td_ledger_free(l);
	td_ledger_free(other);
	td_ledger_free(third);
	free(one.p);
	free(two.p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct td_bytes b = { malloc(n + sizeof(uint64_t)), n, n };
	uint64_t sum;

	assert(b.p != NULL);
	if (n > 0)
		memcpy(b.p, data, n);
	sum = htole64(td_table_hash(span_of(&b), 0));
	memcpy(b.p + n, &sum, sizeof(sum));
	b.n += sizeof(sum);
	try_queue(&b);
	try_ledger(&b);
	free(b.p);
	return 0;
}
