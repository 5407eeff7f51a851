/*
 * Fuzz harness for reports that came as mail.  Whatever the mail is:
 *
 *	- what is behind its end does not matter;
 *	- the parts of a body lie in it one behind another, and decoding makes
 *	  none longer;
 *	- what is told has a recipient and an id, and lies in the mail or in the
 *	  scratch;
 *	- with less room there is the same, or it is told that there is less.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/mail_report.h"
#include "formats/mime.h"
#include "tests/formats/describe.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define MUST(x)                                                          \
	do {                                                             \
		if (!(x)) {                                              \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, \
			    __LINE__, #x);                               \
			abort();                                         \
		}                                                        \
	} while (0)

enum { OUTCOMES = 64, SAID = 1 << 16 };

struct reading {
	char *mail, *scratch;
	size_t n;
	struct td_outcome outcome[OUTCOMES];
	struct td_batch batch;
	struct td_outcomes to;
	enum td_report_is is;
};

static size_t
head_size(const char *mail, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (mail[i] == '\n' && mail[i + 1] == '\n')
			return i + 1;
	return n;
}

static void
check_span(const struct reading *r, struct td_span s)
{
	if (s.n == 0)
		return;
	MUST((s.p >= r->mail && s.p + s.n <= r->mail + r->n) ||
	    (s.p >= r->scratch &&
	        s.p + s.n <= r->scratch + r->batch.n_scratch));
}

static void
check_outcome(const struct reading *r, const struct td_outcome *o)
{
	MUST(o->id.n > 0 && o->recipient.n > 0);
	MUST(o->weight == 1 && o->action < TD_N_ACTIONS &&
	    o->stage < TD_N_STAGES);
	check_span(r, o->id);
	check_span(r, o->message_id);
	check_span(r, o->recipient);
	check_span(r, o->sender);
	check_span(r, o->author);
	check_span(r, o->status);
	check_span(r, o->reply);
	check_span(r, o->cause);
	check_span(r, o->relay);
	check_span(r, o->relay_ip);
}

/* Into memory that ends where the batch says. */
static void
read_mail(struct reading *r, const uint8_t *data, size_t n, char pad,
    size_t outcomes, size_t scratch)
{
	size_t head;

	r->n = n;
	r->mail = malloc(n + TD_PAD);
	r->scratch = malloc(scratch + TD_PAD);
	MUST(r->mail != NULL && r->scratch != NULL);
	if (n > 0)
		memcpy(r->mail, data, n);
	memset(r->mail + n, pad, TD_PAD);
	memset(r->scratch, pad, scratch + TD_PAD);
	r->batch = (struct td_batch){ .base = r->mail,
		.cap_outcomes = outcomes,
		.outcome = r->outcome,
		.cap_scratch = scratch,
		.scratch = r->scratch };
	td_outcomes_begin(&r->to, &r->batch);
	head = head_size(r->mail, n);
	r->is = td_mail_report((struct td_span){ r->mail, head },
	    (struct td_span){ r->mail + head, n - head }, 0, &r->to);
	MUST(!r->to.full && r->batch.n_outcomes <= outcomes);
	for (size_t i = 0; i < r->batch.n_outcomes && !r->to.too_long; i++)
		check_outcome(r, &r->outcome[i]);
}

static void
reading_free(struct reading *r)
{
	free(r->mail);
	free(r->scratch);
}

static void
say(const struct reading *r, char said[SAID])
{
	size_t n = 0;

	said[0] = '\0';
	for (size_t i = 0; i < r->batch.n_outcomes && n + 1 < SAID; i++)
		n += describe_outcome(&r->outcome[i], said + n, SAID - n);
}

static void
check_parts(const char *mail, size_t n)
{
	const size_t head = head_size(mail, n);
	const char *behind = mail + head, *end = mail + n;
	struct td_mime_part part;
	struct td_mime m;
	size_t parts = 0;

	td_mime_begin(&m, (struct td_span){ mail, head },
	    (struct td_span){ mail + head, n - head });
	while (td_mime_next(&m, &part)) {
		char *out = malloc(part.body.n);

		MUST(m.depth <= TD_MIME_DEPTH);
		MUST(part.body.p >= behind && part.body.p <= end);
		behind = part.body.p + part.body.n;
		MUST(behind <= end);
		if (td_mime_is_encoded(&part))
			MUST(td_mime_decode(&part, out) <= part.body.n);
		free(out);
		parts++;
	}
	MUST(parts > 0 && parts <= n + 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char said[2][SAID];
	static struct reading a, b;
	const size_t scratch = 4 * n + 64;

	read_mail(&a, data, n, '\n', OUTCOMES, scratch);
	read_mail(&b, data, n, '@', OUTCOMES, scratch);
	say(&a, said[0]);
	say(&b, said[1]);
	MUST(a.is == b.is && strcmp(said[0], said[1]) == 0);
	check_parts(a.mail, n);
	reading_free(&b);
	read_mail(&b, data, n, '@', OUTCOMES, a.batch.n_scratch / 2);
	say(&b, said[1]);
	MUST(b.to.too_long || strcmp(said[0], said[1]) == 0);
	reading_free(&b);
	if (a.batch.n_outcomes > 0 && !a.to.too_long) {
		read_mail(&b, data, n, '@', a.batch.n_outcomes - 1, scratch);
		MUST(b.to.too_many);
		reading_free(&b);
	}
	reading_free(&a);
	return 0;
}
