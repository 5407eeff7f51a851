/* Readers of services' events: see outcomes.h. */
#include "tests/formats/outcomes.h"

#include <stdlib.h>

#include "tests/formats/describe.h"
#include "tests/run.h"

enum { MOST_OUTCOMES = 16, MOST_SCRATCH = 1024, MOST_TEXT = 4096 };

static td_event_reader *const readers[] = { td_ses_event, td_kumomta_event,
	td_sendgrid_event, td_mailgun_event, td_postmark_event,
	td_sparkpost_event, td_m365_event };

enum { N_READERS = sizeof(readers) / sizeof(readers[0]) };

/* A text of a vector as it is meant; its length. */
static size_t
quoted(const char *text, char out[MOST_TEXT])
{
	size_t n = strlen(text);

	ck_assert_uint_lt(n, MOST_TEXT);
	memcpy(out, text, n + 1);
	for (size_t i = 0; i < n; i++)
		if (out[i] == '\'')
			out[i] = '"';
	return n;
}

/* ---- Reading ----------------------------------------------------------- */

/* One reading, into memory that ends where the batch says. */
struct reading {
	char *text, *scratch;
	struct td_outcome outcome[MOST_OUTCOMES];
	struct td_batch batch;
	struct td_outcomes to;
	enum td_event_is is;
};

static void
reading_free(struct reading *r)
{
	free(r->text);
	free(r->scratch);
}

/* What a reading says, a line each outcome. */
static void
say(const struct reading *r, char *s, size_t cap)
{
	size_t n = 0;

	s[0] = '\0';
	for (size_t i = 0; i < r->batch.n_outcomes; i++) {
		n += describe_outcome(&r->outcome[i], s + n, cap - n);
		ck_assert_uint_lt(n + 1, cap);
		s[n++] = '\n';
		s[n] = '\0';
	}
}

/* Every span must lie in the text or in what was taken of the scratch. */
static void
check_span(const struct reading *r, size_t n, struct td_span s)
{
	if (s.n == 0)
		return;
	ck_assert((s.p >= r->text && s.p + s.n <= r->text + n) ||
	    (s.p >= r->scratch &&
	        s.p + s.n <= r->scratch + r->batch.n_scratch));
}

static void
check_outcome(const struct reading *r, size_t n, const struct td_outcome *o)
{
	const struct td_span spans[] = { o->id, o->message_id, o->recipient,
		o->sender, o->author, o->status, o->reply, o->cause, o->relay,
		o->relay_ip, o->tls, o->tag };

	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++)
		check_span(r, n, spans[i]);
	ck_assert_int_lt(o->action, TD_N_ACTIONS);
	ck_assert_int_lt(o->stage, TD_N_STAGES);
	ck_assert_int_ne(o->service, TD_SERVICE_NONE);
	ck_assert_uint_gt(o->id.n, 0);
	ck_assert_uint_gt(o->recipient.n, 0);
	ck_assert_int_ne(o->when, TD_NO_TIME);
	ck_assert(
	    !(o->flags & TD_OUTCOME_COMPLAINT) || o->action == TD_ACTION_NONE);
}

/* Read the first n bytes of a text with so much room; free() it. */
static void
read_object(struct reading *r, td_event_reader *reader, const char *text,
    size_t n, size_t cap_outcomes, size_t cap_scratch)
{
	struct td_json_value v;
	struct td_json j;

	r->text = malloc(n + TD_PAD);
	r->scratch = malloc(cap_scratch + TD_PAD);
	ck_assert(r->text != NULL && r->scratch != NULL);
	memcpy(r->text, text, n);
	memset(r->text + n, '"', TD_PAD);
	r->batch = (struct td_batch){ .base = r->text,
		.cap_outcomes = cap_outcomes,
		.outcome = r->outcome,
		.cap_scratch = cap_scratch,
		.scratch = r->scratch };
	td_outcomes_begin(&r->to, &r->batch);
	r->is = TD_EVENT_FOREIGN;
	td_json_begin(&j, r->text, r->text + n);
	if (!td_json_value(&j, &v) || v.kind != TD_JSON_OBJECT)
		return;
	r->is = reader(&v, &r->to);
	ck_assert(!r->to.full);
	ck_assert_uint_le(r->batch.n_outcomes, cap_outcomes);
	if (r->is != TD_EVENT_READ || r->to.too_long)
		return;
	for (size_t i = 0; i < r->batch.n_outcomes; i++)
		check_outcome(r, n, &r->outcome[i]);
}

/* ---- Tests ------------------------------------------------------------- */

static td_event_reader *reader;
static const struct event_vector *vectors;

START_TEST(says)
{
	const struct event_vector *v = &vectors[_i];
	char json[MOST_TEXT], want[MOST_TEXT], said[MOST_TEXT];
	const size_t n = quoted(v->json, json);
	struct reading r;

	quoted(v->said, want);
	read_object(&r, reader, json, n, MOST_OUTCOMES, MOST_SCRATCH);
	ck_assert(!r.to.too_many && !r.to.too_long);
	if (r.is == TD_EVENT_READ)
		say(&r, said, sizeof(said));
	else
		strcpy(said, r.is == TD_EVENT_BROKEN ? "broken" : "foreign");
	ck_assert_msg(strcmp(said, want) == 0, "%s: %s\n got  %s\n want %s",
	    v->source, json, said, want);
	reading_free(&r);
}
END_TEST

START_TEST(is_of_one_service)
{
	const struct event_vector *v = &vectors[_i];
	char json[MOST_TEXT];
	const size_t n = quoted(v->json, json);
	struct reading r;

	for (size_t i = 0; i < N_READERS; i++) {
		if (readers[i] == reader)
			continue;
		read_object(
		    &r, readers[i], json, n, MOST_OUTCOMES, MOST_SCRATCH);
		ck_assert_msg(
		    r.is == TD_EVENT_FOREIGN || strcmp(v->said, "foreign") == 0,
		    "%s: %s is taken by reader %zu, too", v->source, v->json,
		    i);
		reading_free(&r);
	}
}
END_TEST

/* With less room there is either the same or a complaint about it. */
START_TEST(tells_what_has_no_room)
{
	char json[MOST_TEXT];
	const size_t n = quoted(vectors[_i].json, json);
	char all[MOST_TEXT] = "", said[MOST_TEXT];
	struct reading whole, r;

	read_object(&whole, reader, json, n, MOST_OUTCOMES, MOST_SCRATCH);
	if (whole.is == TD_EVENT_READ)
		say(&whole, all, sizeof(all));
	for (size_t cap = 0; cap <= whole.batch.n_scratch; cap++) {
		read_object(&r, reader, json, n, MOST_OUTCOMES, cap);
		ck_assert(r.is == whole.is || r.to.too_long);
		said[0] = '\0';
		if (r.is == TD_EVENT_READ)
			say(&r, said, sizeof(said));
		ck_assert(r.to.too_long || strcmp(said, all) == 0);
		reading_free(&r);
	}
	for (size_t cap = 0; cap <= whole.batch.n_outcomes; cap++) {
		read_object(&r, reader, json, n, cap, MOST_SCRATCH);
		ck_assert(r.is == whole.is);
		ck_assert(r.is != TD_EVENT_READ ||
		    r.to.too_many == (cap < whole.batch.n_outcomes));
		reading_free(&r);
	}
	reading_free(&whole);
}
END_TEST

START_TEST(survives)
{
	static const char bytes[] = "\"\\{}[],: 0-<>@.;/nt";
	char json[MOST_TEXT], text[MOST_TEXT];
	const size_t n = quoted(vectors[_i].json, json);
	uint32_t x = (uint32_t)_i + 1;
	struct reading r;

	for (int round = 0; round < 600; round++) {
		memcpy(text, json, n);
		for (int k = 0; k < 1 + round % 4; k++) {
			x = x * 1664525 + 1013904223;
			text[(x >> 8) % n] =
			    bytes[(x >> 4) % (sizeof(bytes) - 1)];
		}
		read_object(&r, reader, text,
		    round % 3 == 0 ? (x >> 12) % (n + 1) : n, MOST_OUTCOMES,
		    round % 5 == 0 ? 20 : MOST_SCRATCH);
		reading_free(&r);
	}
}
END_TEST

int
run_events(const char *name, td_event_reader *of, const struct event_vector *v,
    size_t n)
{
	Suite *s = suite_create(name);
	TCase *t = tcase_create("events");

	reader = of;
	vectors = v;
	tcase_add_loop_test(t, says, 0, (int)n);
	tcase_add_loop_test(t, is_of_one_service, 0, (int)n);
	tcase_add_loop_test(t, tells_what_has_no_room, 0, (int)n);
	tcase_add_loop_test(t, survives, 0, (int)n);
	suite_add_tcase(s, t);
	return run_suite(s);
}
