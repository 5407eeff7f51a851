/*
 * Fuzz harness for reports attached to mail.  Whatever the mail is:
 *
 *	- what is behind its end does not matter;
 *	- no more of it is looked at than a chunk offers at least, and where it
 *	  ends does not depend on where the block does;
 *	- each report that is found is within the limits, every byte that its
 *	  block promises can be read, and what it tells has an id;
 *	- a broken part lies in the mail.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/engine/attached.h"
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

enum {
	MAX_DECODED = 1 << 20,
	RECORDS = 16,
	FLAWS = 16,
	OUTCOMES = 256,
	SAID = 1 << 18
};

struct found {
	struct td_span body;
	uint64_t decoded;
	int n;
	size_t n_said;
	char said[SAID];
};

static void
say(struct found *f, const char *what)
{
	size_t room = SAID - f->n_said;
	int n = snprintf(f->said + f->n_said, room, "%s\n", what);

	f->n_said += n > 0 && (size_t)n < room ? (size_t)n : 0;
}

static int
on_report(void *arg, const struct td_source *s, const struct td_block *block)
{
	static struct td_record record[RECORDS];
	static struct td_header header[16];
	static struct td_flaw flaw[FLAWS];
	static struct td_outcome outcome[OUTCOMES];
	static char scratch[TD_RECORD_MAX + TD_PAD], line[4096];
	struct td_batch b = { .record = record,
		.header = header,
		.flaw = flaw,
		.outcome = outcome,
		.scratch = scratch,
		.cap = RECORDS,
		.cap_headers = 16,
		.cap_flaws = FLAWS,
		.cap_outcomes = OUTCOMES,
		.cap_scratch = TD_RECORD_MAX };
	struct td_chunk c = block->chunk;
	struct found *f = arg;

	MUST(s->format->by_mail);
	MUST(c.from <= c.p && c.p <= c.stop && c.stop <= c.end);
	f->decoded = (uint64_t)(c.stop - c.p);
	MUST(f->decoded <= 2 * MAX_DECODED);
	say(f, s->format->name);
	c.p = s->format->resync(c.from, c.p, c.stop, c.end);
	while (c.p < c.stop) {
		const char *p = b.base = c.p;

		b.n = b.n_headers = b.n_flaws = b.n_scratch = b.n_outcomes = 0;
		s->format->decode(&c, 0, &b);
		MUST(c.p > p);
		for (size_t i = 0; i < b.n_outcomes; i++) {
			MUST(outcome[i].id.n > 0);
			describe_outcome(&outcome[i], line, sizeof(line));
			say(f, line);
		}
	}
	return 0;
}

static int
on_broken(void *arg, const char *why, struct td_span part)
{
	struct found *f = arg;

	MUST(part.p >= f->body.p && part.p + part.n <= f->body.p + f->body.n);
	say(f, why);
	f->n++;
	return 0;
}

/* The first message of the bytes, as `format`, whose block ends at `stop`. */
static bool
find_mail(const struct td_format *format, const char *p, size_t n, size_t stop,
    struct td_mail *mail)
{
	static struct td_record record[2];
	static struct td_header header[512];
	static struct td_flaw flaw[16];
	struct td_batch b = { .base = p,
		.cap = 2,
		.record = record,
		.cap_headers = 512,
		.header = header,
		.cap_flaws = 16,
		.flaw = flaw };
	struct td_chunk c = { p, p, p + stop, p + n, { p, 0 } };
	const struct td_chunk whole = c;

	format->decode(&c, 0, &b);
	MUST(b.n > 0);
	*mail = td_mail_at(format, &whole, td_at(&b, record[0].whole),
	    b.n > 1 ? p + record[1].whole.off : c.p);
	MUST(mail->head.n + mail->body.n <= TD_MAIL_MAX || mail->body.n == 0);
	return record[0].kind == TD_MESSAGE;
}

static void
read_mail(const uint8_t *data, size_t n, char pad, struct found *f)
{
	static const struct td_limits limits = {
		.max_decoded = MAX_DECODED, .window_log = 20, .depth = 3
	};
	static struct td_attached *a;
	const struct td_format *mbox = td_format_find("mbox");
	const struct td_attached_sink sink = { f, on_report, on_broken };
	char *p = malloc(n + TD_PAD);
	struct td_mail mail, early;

	if (a == NULL)
		a = td_attached_new(&limits);
	MUST(p != NULL && a != NULL);
	memcpy(p, data, n);
	memset(p + n, pad, TD_PAD);
	f->n = 0;
	f->n_said = 0;
	f->said[0] = '\0';
	find_mail(mbox, p, n, n, &mail);
	find_mail(mbox, p, n, 1, &early);
	MUST(mail.head.n == early.head.n && mail.body.n == early.body.n);
	MUST(mail.cut == early.cut);
	if (find_mail(td_format_find("eml"), p, n, n, &mail)) {
		f->body = mail.body;
		MUST(td_attached_read(a, &mail, true, &sink) >= f->n);
	}
	free(p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static struct found a, b;

	if (n == 0)
		return 0;
	read_mail(data, n, '\n', &a);
	read_mail(data, n, '@', &b);
	MUST(strcmp(a.said, b.said) == 0);
	return 0;
}
