/* Reports that came as mail: see reports.h. */
#include "tests/formats/reports.h"

#include <check.h>
#include <stdlib.h>

#include "tests/formats/describe.h"

/* When the mail came, for those without a date: 2026-11-30. */
#define RECEIVED (INT64_C(1796000000) * 1000000)

static void
check_span(const struct report_reading *r, size_t n, struct td_span s)
{
	if (s.n == 0)
		return;
	ck_assert((s.p >= r->text && s.p + s.n <= r->text + n) ||
	    (s.p >= r->scratch &&
	        s.p + s.n <= r->scratch + r->batch.n_scratch));
}

static void
check_outcome(
    const struct report_reading *r, size_t n, const struct td_outcome *o)
{
	const struct td_span spans[] = { o->id, o->message_id, o->recipient,
		o->final_recipient, o->sender, o->author, o->status, o->reply,
		o->cause, o->relay, o->relay_ip };

	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		check_span(r, n, spans[i]);
	ck_assert_uint_gt(o->id.n, 0);
	ck_assert_uint_gt(o->recipient.n, 0);
	ck_assert(
	    o->service == TD_SERVICE_NOTICE || o->service == TD_SERVICE_SES);
	/* Or an event of SES that came as mail. */
	ck_assert((o->flags & TD_OUTCOME_BY_MAIL) != 0 ||
	    o->service == TD_SERVICE_SES);
	/* An event of SES may tell that it was sent. */
	ck_assert((o->flags & TD_OUTCOME_BY_MAIL) == 0 ||
	    ((o->flags & TD_OUTCOME_COMPLAINT) != 0) ==
	        (o->action == TD_ACTION_NONE));
}

/* Behind the line before the first empty one. */
static size_t
head_size(const char *mail, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++) {
		if (mail[i] == '\n' && mail[i + 1] == '\n')
			return i + 1;
		if (n - i > 3 && memcmp(mail + i, "\r\n\r\n", 4) == 0)
			return i + 2;
		if (mail[i] == '\r' && mail[i + 1] == '\r')
			return i + 1;
	}
	return n;
}

void
report_read(struct report_reading *r, const char *mail, size_t n,
    size_t cap_outcomes, size_t cap_scratch)
{
	size_t head = head_size(mail, n);

	r->text = malloc(n + TD_PAD);
	r->scratch = malloc(cap_scratch + TD_PAD);
	ck_assert(r->text != NULL && r->scratch != NULL);
	ck_assert_uint_le(
	    cap_outcomes, sizeof(r->outcome) / sizeof(r->outcome[0]));
	memcpy(r->text, mail, n);
	memset(r->text + n, '\n', TD_PAD);
	memset(r->scratch, '@', cap_scratch + TD_PAD);
	r->batch = (struct td_batch){ .base = r->text,
		.cap_outcomes = cap_outcomes,
		.outcome = r->outcome,
		.cap_scratch = cap_scratch,
		.scratch = r->scratch };
	td_outcomes_begin(&r->to, &r->batch);
	r->is = td_mail_report((struct td_span){ r->text, head },
	    (struct td_span){ r->text + head, n - head }, RECEIVED, &r->to);
	ck_assert(!r->to.full);
	ck_assert_uint_le(r->batch.n_outcomes, cap_outcomes);
	ck_assert(r->batch.n_outcomes == 0 || r->is == TD_REPORT_READ);
	for (size_t i = 0; i < r->batch.n_outcomes && !r->to.too_long; i++)
		check_outcome(r, n, &r->outcome[i]);
}

void
report_free(struct report_reading *r)
{
	free(r->text);
	free(r->scratch);
}

void
report_say(const struct report_reading *r, char *s, size_t cap)
{
	static const char *const words[] = {
		[TD_REPORT_NONE] = "none\n",
		[TD_REPORT_READ] = "read\n",
		[TD_REPORT_UNREAD] = "unread\n",
	};
	size_t n = strlen(words[r->is]);

	memcpy(s, words[r->is], n + 1);
	for (size_t i = 0; i < r->batch.n_outcomes; i++) {
		n += describe_outcome(&r->outcome[i], s + n, cap - n);
		ck_assert_uint_lt(n + 1, cap);
		s[n++] = '\n';
		s[n] = '\0';
	}
}
