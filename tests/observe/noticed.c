/* See noticed.h. */
#include "tests/observe/noticed.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analyzer/observe/table.h"

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, s == NULL ? 0 : strlen(s) };
}

static uint64_t
address(const char *s)
{
	char buf[TD_HOST_MAX + 1];
	struct td_span folded;

	return s == NULL ? 0 : td_table_recipient(text(s), false, buf, &folded);
}

static struct td_settled
settled_of(const struct line *x)
{
	struct td_span at = td_span_domain(text(x->to));
	struct td_settled s = { .message_id_hash = x->message_id == NULL ?
		    0 :
		    td_table_hash(text(x->message_id), 0),
		.recipient_hash = address(x->to),
		.original_hash = address(x->orig_to),
		.given =
		    x->ses_id == NULL ? 0 : td_table_hash(text(x->ses_id), 0),
		.queue_id = text(x->queue_id),
		.host = text(x->host),
		.domain = at,
		.weight = 1,
		.outcome = x->action,
		.program = TD_PROGRAM_POSTFIX,
		.attempts = 3,
		.open = x->action == TD_ACTION_DEFERRED,
		.status = text("2.0.0"),
		.reply = text("the log's"),
		.relay = text("mx.example.net"),
		.tls = text("TLSv1.3"),
		.unasked = x->unasked,
		.begin = 1000000,
		.first = 2000000,
		.last = x->last * INT64_C(1000000),
		.delay = 500000 };

	memset(s.result, TD_R_MISSING, sizeof(s.result));
	return s;
}

static void
tell(struct td_ledger *l, const struct report *x)
{
	struct td_outcome o;

	td_outcome_clear(
	    &o, x->ses_id != NULL ? TD_SERVICE_SES : TD_SERVICE_NOTICE);
	o.flags = x->event ? 0 : TD_OUTCOME_BY_MAIL;
	o.message_id = o.id = text(x->message_id);
	if (x->queue_id != NULL) {
		o.id = text(x->queue_id);
		o.flags |= TD_OUTCOME_QUEUE_ID;
	} else if (x->ses_id != NULL) {
		o.id = text(x->ses_id);
	} else if (x->message_id == NULL) {
		o.id = text("report@example.com");
	}
	o.recipient = text(x->recipient);
	o.final_recipient = text(x->final_recipient);
	o.action = x->action;
	if (x->action == TD_ACTION_NONE)
		o.flags |= TD_OUTCOME_COMPLAINT;
	o.when = (x->when != 0 ? x->when : 90) * INT64_C(1000000);
	o.status = text("5.2.2");
	o.reply = text("the report's");
	ck_assert_int_eq(td_ledger_add(l, &o, text("mbox")), 0);
}

static void
take(void *arg, const struct td_settled *s)
{
	struct ends *to = arg;
	struct end *e = &to->end[to->n++];

	ck_assert_uint_le(to->n, NOTICED_MAX * 2);
	memset(e, 0, sizeof(*e));
	snprintf(e->domain, sizeof(e->domain), "%.*s", (int)s->domain.n,
	    s->domain.p);
	snprintf(e->reply, sizeof(e->reply), "%.*s", (int)s->reply.n,
	    s->reply.n > 0 ? s->reply.p : "");
	snprintf(e->relay, sizeof(e->relay), "%.*s", (int)s->relay.n,
	    s->relay.n > 0 ? s->relay.p : "");
	e->begin = s->begin;
	e->last = s->last;
	e->weight = s->weight;
	e->attempts = s->attempts;
	e->outcome = s->outcome;
	e->service = s->service;
	e->log = s->program == TD_PROGRAM_POSTFIX;
	e->noticed = s->noticed;
	e->overruled = s->overruled;
	e->complained = s->complained;
	e->by_mail = s->by_mail;
	e->open = s->open;
	e->unheard = s->unheard;
}

/* As count_log.c does it. */
static void
count_line(struct td_ledger *l, const struct td_notices *n,
    const struct line *x, struct ends *out)
{
	struct td_settled s = settled_of(x);
	struct td_noticed by = { .n = 0 };
	enum td_service service =
	    x->ses_id != NULL ? TD_SERVICE_SES : TD_SERVICE_NONE;

	if (n != NULL)
		td_notices_find(n, &s, &by);
	if (service == TD_SERVICE_NONE && by.n == 0)
		take(out, &s);
	else
		ck_assert_int_eq(
		    td_ledger_relay(l, service, &by, &s, text("mail.log")), 0);
}

static int
compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct end));
}

uint32_t
noticed_upto(uint32_t n)
{
	static uint64_t x = UINT64_C(0x2545f4914f6cdd1d);

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (uint32_t)(x >> 33) % n;
}

static void
shuffle(size_t order[NOTICED_MAX], size_t n)
{
	for (size_t i = 0; i < n; i++)
		order[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t k = noticed_upto((uint32_t)i), x = order[i - 1];

		order[i - 1] = order[k];
		order[k] = x;
	}
}

void
noticed_count(const struct line *line, size_t n_lines,
    const struct report *report, size_t n_reports, struct ends *out)
{
	struct td_ledger *told[3], *part[3];
	struct td_notices *notices;
	size_t order[NOTICED_MAX];

	out->n = 0;
	for (int k = 0; k < 3; k++) {
		told[k] = td_ledger_new();
		part[k] = td_ledger_new();
	}
	shuffle(order, n_reports);
	for (size_t i = 0; i < n_reports; i++)
		tell(told[noticed_upto(3)], &report[order[i]]);
	ck_assert_int_eq(td_ledger_merge(told[0], told[1]), 0);
	ck_assert_int_eq(td_ledger_merge(told[0], told[2]), 0);
	ck_assert_int_eq(td_notices_new(told[0], &notices), 0);
	shuffle(order, n_lines);
	for (size_t i = 0; i < n_lines; i++)
		count_line(
		    part[noticed_upto(3)], notices, &line[order[i]], out);
	td_notices_free(notices);
	ck_assert_int_eq(td_ledger_merge(part[2], part[0]), 0);
	ck_assert_int_eq(td_ledger_merge(part[1], part[2]), 0);
	ck_assert_int_eq(td_ledger_merge(part[1], told[0]), 0);
	ck_assert_int_eq(td_ledger_settle(part[1], take, out), 0);
	qsort(out->end, out->n, sizeof(out->end[0]), compare);
	for (int k = 0; k < 3; k++) {
		td_ledger_free(told[k]);
		td_ledger_free(part[k]);
	}
}
