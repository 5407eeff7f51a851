/*
 * Reports attached to mail: what is found in samples/attached, each with what a
 * person read in it, and how much of a mail is looked at.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/engine/attached.h"
#include "analyzer/observe/seen.h"
#include "tests/formats/describe.h"
#include "tests/run.h"

enum { MOST = 1 << 16, RECORDS = 8, FLAWS = 8, OUTCOMES = 64 };

static const struct td_limits limits = { 0 };

/* ---- one mail ---- */

/* What is found, in words. */
struct story {
	size_t n;
	char said[MOST];
};

static void
say(struct story *s, const char *line)
{
	s->n += (size_t)snprintf(s->said + s->n, MOST - s->n, "%s\n", line);
	ck_assert_uint_lt(s->n, MOST);
}

static int
on_report(void *arg, const struct td_source *s, const struct td_block *block)
{
	static char scratch[MOST + TD_PAD], line[4096];
	struct td_record record[RECORDS];
	struct td_header header[16];
	struct td_flaw flaw[FLAWS];
	struct td_outcome outcome[OUTCOMES];
	struct td_chunk c = block->chunk;
	struct story *story = arg;

	say(story, s->format->name);
	c.p = s->format->resync(c.from, c.p, c.stop, c.end);
	while (c.p < c.stop) {
		struct td_batch b = { .base = c.p,
			.record = record,
			.header = header,
			.flaw = flaw,
			.outcome = outcome,
			.scratch = scratch,
			.cap = RECORDS,
			.cap_headers = 16,
			.cap_flaws = FLAWS,
			.cap_outcomes = OUTCOMES,
			.cap_scratch = MOST };

		s->format->decode(&c, 0, &b);
		for (size_t i = 0; i < b.n_outcomes; i++) {
			describe_outcome(&outcome[i], line, sizeof(line));
			say(story, line);
		}
		for (size_t i = 0; i < b.n_flaws; i++)
			say(story,
			    td_defect_name((enum td_defect)flaw[i].what));
	}
	return 0;
}

static int
on_broken(void *arg, const char *why, struct td_span part)
{
	char line[512];

	ck_assert_uint_gt(part.n, 0);
	snprintf(line, sizeof(line), "broken: %s", why);
	say(arg, line);
	return 0;
}

/* The first message of a chunk; `b` has room for it. */
static enum td_carries
decode_mail(const struct td_format *format, struct td_chunk *c,
    struct td_batch *b, struct td_mail *mail)
{
	static struct td_reading reading;
	const struct td_chunk whole = *c;

	b->base = c->p;
	format->decode(c, ~UINT64_C(0), b);
	ck_assert_uint_ge(b->n, 1);
	*mail = td_mail_at(format, &whole, td_at(b, b->record[0].whole),
	    b->n > 1 ? b->base + b->record[1].whole.off : c->p);
	td_read_fields(b, &b->record[0], &reading);
	return td_read_carries(b, &reading.fields);
}

static void
read_mail(const char *text, size_t n, bool closed, struct story *story)
{
	static const char *const word[] = { "no", "maybe", "sure" };
	static struct td_record record[2];
	static struct td_header header[256];
	static struct td_flaw flaw[16];
	struct td_chunk c = { text, text, text + n, text + n, { text, 0 } };
	struct td_batch b = { .record = record,
		.cap = 2,
		.header = header,
		.cap_headers = 256,
		.flaw = flaw,
		.cap_flaws = 16 };
	const struct td_attached_sink sink = { story, on_report, on_broken };
	struct td_attached *a = td_attached_new(&limits);
	enum td_carries carries;
	struct td_mail mail;
	char line[64];
	int found = 0;

	ck_assert_ptr_nonnull(a);
	carries = decode_mail(td_format_find("eml"), &c, &b, &mail);
	mail.cut = !closed;
	story->n = 0;
	say(story, word[carries]);
	if (carries != TD_CARRIES_NONE)
		found = td_attached_read(
		    a, &mail, carries == TD_CARRIES_SAYS, &sink);
	snprintf(line, sizeof(line), "found %d", found);
	say(story, line);
	td_attached_free(a);
}

/* ---- samples ---- */

static glob_t samples;

static size_t
read_file(const char *path, char text[MOST + TD_PAD])
{
	FILE *f = fopen(path, "rb");
	size_t n;

	ck_assert_msg(f != NULL, "%s", path);
	n = fread(text, 1, MOST, f);
	ck_assert(feof(f));
	fclose(f);
	memset(text + n, '-', TD_PAD);
	return n;
}

START_TEST(sample)
{
	static char mail[MOST + TD_PAD], want[MOST + TD_PAD];
	static struct story story;
	const char *path = samples.gl_pathv[_i];
	char expect[4096];
	size_t n;

	snprintf(expect, sizeof(expect), "%s.expect", path);
	want[read_file(expect, want)] = '\0';
	n = read_file(path, mail);
	read_mail(mail, n, true, &story);
	ck_assert_msg(strcmp(story.said, want) == 0, "%s:\n got  %s\n want %s",
	    path, story.said, want);
}
END_TEST

/* Cut anywhere, and with bytes replaced: nothing is asked but order. */
START_TEST(sample_survives)
{
	static const char bytes[] = "\n\r -:;<>@=+.\"\0(a5";
	static char mail[MOST + TD_PAD], text[MOST + TD_PAD];
	static struct story story;
	size_t n = read_file(samples.gl_pathv[_i], mail);
	uint32_t x = (uint32_t)_i + 1;

	if (strstr(samples.gl_pathv[_i], "bomb") != NULL)
		return;
	for (int round = 0; round < 100; round++) {
		size_t m;

		memcpy(text, mail, n + TD_PAD);
		for (int k = 0; k < round % 6; k++) {
			x = x * 1664525 + 1013904223;
			text[(x >> 8) % n] =
			    bytes[(x >> 4) % (sizeof(bytes) - 1)];
		}
		x = x * 1664525 + 1013904223;
		m = round % 2 ? 1 + (x >> 8) % n : n;
		read_mail(text, m, round % 3 != 0, &story);
	}
}
END_TEST

/* ---- how much of a mail is looked at ---- */

#define HEAD                                                        \
	"Subject: Report Domain: example.jp Submitter: x.example\n" \
	"Content-Type: multipart/mixed; boundary=b\n\n"
#define PART "--b\nContent-Type: text/xml\n\n"
#define REPORT                                                          \
	"<feedback><report_metadata><org_name>x.example</org_name>"     \
	"<report_id>1</report_id><date_range><begin>1795219200</begin>" \
	"</date_range></report_metadata><record><row><count>2</count>"  \
	"</row></record></feedback>\n"
#define ROW                                                         \
	"dmarc 2026-11-21T00:00:00Z inbound domain weight=2 "       \
	"begun=2026-11-21T00:00:00Z id=x.example!1!!1795219200!0! " \
	"reporter=x.example\n"

/* What is behind a part, or that nothing is. */
static const struct {
	const char *what, *mail, *said;
	bool closed;
} cuts[] = {
	{ "all of it is there", HEAD PART REPORT "--b--\n",
	    "sure\ndmarc\n" ROW "found 1\n", true },
	{ "no boundary behind it, but the end", HEAD PART REPORT,
	    "sure\ndmarc\n" ROW "found 1\n", true },
	{ "the mail goes on: the report may, too", HEAD PART REPORT,
	    "sure\nbroken: attachment beyond the first MiB of its mail\n"
	    "found 1\n",
	    false },
	{ "the report before it is whole", HEAD PART REPORT PART REPORT,
	    "sure\ndmarc\n" ROW
	    "broken: attachment beyond the first MiB of its mail\n"
	    "found 2\n",
	    false },
	{ "text that goes on is none", HEAD PART REPORT "--b\n\nHello",
	    "sure\ndmarc\n" ROW "found 1\n", false },
	{ "gzip that goes on",
	    HEAD "--b\nContent-Transfer-Encoding: base64\n\nH4sIAAAA",
	    "sure\nbroken: attachment beyond the first MiB of its mail\n"
	    "found 1\n",
	    false },
	{ "nothing but a boundary", HEAD "--b\n", "sure\nfound 0\n", true },
	{ "no body", "Content-Type: application/zip\n", "maybe\nfound 0\n",
	    true },
};

START_TEST(reads_what_is_there)
{
	static char mail[MOST + TD_PAD];
	static struct story story;
	size_t n = strlen(cuts[_i].mail);

	memcpy(mail, cuts[_i].mail, n);
	memset(mail + n, '-', TD_PAD);
	read_mail(mail, n, cuts[_i].closed, &story);
	ck_assert_msg(strcmp(story.said, cuts[_i].said) == 0,
	    "%s:\n got  %s\n want %s", cuts[_i].what, story.said,
	    cuts[_i].said);
}
END_TEST

#define SEPARATOR "From u@example.com Sat Nov 21 17:58:00 2026\n"
#define FIELD "Subject: x\n\n"

/* A mail of so many bytes in an mbox, and one behind it. */
static void
at_size(size_t size, size_t visible, struct td_mail *mail)
{
	static struct td_record record[2];
	static struct td_header header[16];
	static struct td_flaw flaw[16];
	const size_t all = size + sizeof(SEPARATOR FIELD) - 1;
	char *p = malloc(all + TD_PAD);
	struct td_chunk c = { p, p, p + visible, p + all, { p, 0 } };
	struct td_batch b = { .record = record,
		.cap = 2,
		.header = header,
		.cap_headers = 16,
		.flaw = flaw,
		.cap_flaws = 16 };

	ck_assert_ptr_nonnull(p);
	memset(p, 'x', all + TD_PAD);
	memcpy(p, SEPARATOR FIELD, sizeof(SEPARATOR FIELD) - 1);
	memcpy(p + size - 2, "\n\n" SEPARATOR FIELD,
	    sizeof("\n\n" SEPARATOR FIELD) - 1);
	decode_mail(td_format_find("mbox"), &c, &b, mail);
	free(p);
}

/* The same is seen of it whether the block ends within or behind it. */
START_TEST(is_cut_by_its_size)
{
	static const struct {
		size_t size;
		bool cut;
	} rows[] = {
		{ 1000, false },
		{ TD_MAIL_MAX - 1, false },
		{ TD_MAIL_MAX, false },
		{ TD_MAIL_MAX + 1, true },
		{ TD_MAIL_MAX + 5000, true },
		{ 2 * TD_MAIL_MAX, true },
	};
	const size_t size = rows[_i].size;
	const size_t seen = size < TD_MAIL_MAX ? size : TD_MAIL_MAX;
	const size_t head = sizeof(SEPARATOR FIELD) - 1;
	struct td_mail mail;

	for (int behind = 0; behind < 2; behind++) {
		at_size(size, behind ? size + 10 : 100, &mail);
		ck_assert_int_eq(mail.cut, rows[_i].cut);
		ck_assert_uint_eq(mail.head.n + mail.body.n, seen);
		ck_assert_uint_lt(mail.head.n, head);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("engine/attached");
	TCase *t = tcase_create("attached");
	const char *root = getenv("TODOKU_SOURCE_ROOT");
	char pattern[4096];
	int status;

	snprintf(pattern, sizeof(pattern), "%s/samples/attached/*.eml",
	    root != NULL ? root : ".");
	if (glob(pattern, 0, NULL, &samples) != 0)
		return 1;
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, sample, 0, (int)samples.gl_pathc);
	tcase_add_loop_test(t, sample_survives, 0, (int)samples.gl_pathc);
	tcase_add_loop_test(
	    t, reads_what_is_there, 0, (int)(sizeof(cuts) / sizeof(cuts[0])));
	tcase_add_loop_test(t, is_cut_by_its_size, 0, 6);
	suite_add_tcase(s, t);
	status = run_suite(s);
	globfree(&samples);
	return status;
}
