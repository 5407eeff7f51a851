/*
 * What every format promises (formats/format.h), tried on any source.
 */
#include "tests/contract.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/formats/collect.h"

/*
 * Sources up to CUT_EVERYWHERE are cut at every byte, others at SEEDED places,
 * and all as other formats than their own at SEEDED_FOREIGN; at fewer where
 * these were more than CUT_BYTES to decode.
 */
enum {
	CUT_EVERYWHERE = 4096,
	SEEDED = 150,
	SEEDED_FOREIGN = 40,
	SEEDED_LEAST = 20,
	CUT_BYTES = 1 << 23
};

static uint32_t
next_random(void)
{
	static uint64_t x = 88172645463325252;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return (uint32_t)(x >> 16);
}

/* How many places to cut at. */
static size_t
n_places(const struct sample *m)
{
	size_t n = m->foreign ? SEEDED_FOREIGN : SEEDED;

	if (m->format->whole)
		return 0;
	if (m->n < (m->foreign ? SEEDED_FOREIGN : CUT_EVERYWHERE + 1))
		return m->n + 1;
	if (m->n > CUT_BYTES / n)
		n = CUT_BYTES / m->n;
	return n < SEEDED_LEAST ? SEEDED_LEAST : n;
}

/* Promise 1: cutting changes nothing; two cuts, so that a chunk may lie
 * within a header section and hold no record at all. */
static void
try_cuts(const struct sample *m, const struct collected *whole)
{
	struct collected part = { 0 };
	struct how how = plainly;
	size_t cut[2];
	size_t tries = n_places(m);
	bool all = tries == m->n + 1;

	how.cut = cut;
	how.pad = "\n:";
	for (size_t i = 0; i < tries; i++, n_tried++) {
		cut[0] = all ? i : next_random() % (m->n + 1);
		how.n_cuts = 1 + i % 2;
		cut[1] = cut[0] + next_random() % (m->n - cut[0] + 1);
		if (i % 3 == 0 && cut[0] < m->n)
			cut[1] = cut[0] + 1;
		collect(m->format, m->s, m->n, &how, m->path, &part);
		must_be_same(whole, &part, how.wanted, &how, m->path);
	}
	collected_free(&part);
}

/* Promise 2: fewer header ids change nothing in those asked for. */
static void
try_masks(const struct sample *m, const struct collected *whole)
{
	struct collected part = { 0 };
	struct how how = plainly;

	for (int id = 0; id <= TD_N_HEADERS; id++, n_tried++) {
		how.wanted = id == TD_N_HEADERS ? 0 : TD_BIT(id);
		collect(m->format, m->s, m->n, &how, m->path, &part);
		must_be_same(whole, &part, how.wanted, &how, m->path);
	}
	collected_free(&part);
}

/* Promises 3 and 4: neither the size of the batch nor the padding counts. */
static void
try_batches(const struct sample *m, const struct collected *whole)
{
	static const char *const pads[] = { "\n", "\r", " ", "From ", ":",
		"\xff", "x\n\n" };
	size_t most = most_headers(whole);
	struct collected part = { 0 };
	struct how how = plainly;

	for (size_t i = 0; i < 28; i++, n_tried++) {
		how.records = 1 + i % 4;
		how.headers = most > 16 ? most + i % 4 : 16 + i % 4;
		how.flaws = 8 + i % 2;
		how.outcomes = most_outcomes(whole) + i % 4;
		if (how.outcomes < TD_OUTCOMES_LEAST)
			how.outcomes = TD_OUTCOMES_LEAST;
		how.pad = pads[i % 7];
		collect(m->format, m->s, m->n, &how, m->path, &part);
		must_be_same(whole, &part, how.wanted, &how, m->path);
	}
	collected_free(&part);
}

/* Every line a chunk of its own, or each two of them. */
static void
try_lines(const struct sample *m, const struct collected *whole)
{
	size_t *cut = malloc((m->n + 1) * sizeof *cut);
	struct collected part = { 0 };
	struct how how = plainly;

	if (cut == NULL)
		abort();
	how.cut = cut;
	how.records = 1;
	for (size_t each = 1; each <= 2 && m->format->whole == 0; each++) {
		size_t n_lines = 0;

		how.n_cuts = 0;
		for (size_t i = 0; i < m->n; i++)
			if (m->s[i] == '\n' && n_lines++ % each == 0)
				cut[how.n_cuts++] = i + 1;
		collect(m->format, m->s, m->n, &how, m->path, &part);
		must_be_same(whole, &part, how.wanted, &how, m->path);
		n_tried++;
	}
	collected_free(&part);
	free(cut);
}

/*
 * Events may need scratch: as much as one line needs is enough for all; with
 * less a line is a defect, and nothing else changes.
 */
static void
try_scratch(const struct sample *m, const struct collected *whole)
{
	struct collected part = { 0 };
	struct how how = plainly;
	bool told = false;
	size_t most;

	if (!has_events(m->format) && !has_outcomes(m->format))
		return;
	how.records = 1;
	collect(m->format, m->s, m->n, &how, m->path, &part);
	most = part.most_scratch;
	for (size_t i = 0; i < 12; i++, n_tried++) {
		how.records = 1 + i % 4 * 2;
		how.scratch = most + i / 4;
		collect(m->format, m->s, m->n, &how, m->path, &part);
		must_be_same(whole, &part, how.wanted, &how, m->path);
	}
	how.scratch = most > 0 ? most - 1 : 0;
	collect(m->format, m->s, m->n, &how, m->path, &part);
	check(part.n == whole->n, m->path, "scratch changes records");
	for (size_t i = 0; i < part.n_flaws; i++)
		told |= part.flaw[i].what == TD_UNESCAPED_TOO_LONG;
	check(told == (most > 0), m->path, "no room in scratch, but no defect");
	for (size_t i = 0; i < part.n && i < whole->n; i++)
		check(part.record[i].whole.off == whole->record[i].whole.off &&
		        part.record[i].whole.len == whole->record[i].whole.len,
		    m->path, "scratch moves records");
	collected_free(&part);
}

/* A message that does not fit into empty arrays is cut, and says so. */
static void
try_too_many(const struct sample *m, const struct collected *whole)
{
	struct collected part = { 0 };
	struct how how = plainly;
	size_t k = 0;

	how.headers = 16;
	collect(m->format, m->s, m->n, &how, m->path, &part);
	check(part.n == whole->n, m->path, "16 header places change records");
	for (size_t i = 0; i < part.n && i < whole->n; i++) {
		size_t n = whole->record[i].n_headers;
		bool cut = false;

		for (; k < part.n_flaws &&
		     part.flaw[k].where.off <
		         part.record[i].whole.off + part.record[i].whole.len;
		     k++)
			cut |= part.flaw[k].what == TD_TOO_MANY_FIELDS;
		check(part.record[i].n_headers == (n > 16 ? 16 : n) &&
		        cut == (n > 16),
		    m->path, "not cut at 16 fields");
	}
	collected_free(&part);
}

void
try_bid(const struct sample *m)
{
	struct td_span head = { m->s, m->n };
	int own = m->format->bid(head, false);

	check(td_format_guess(head, false) == m->format, m->path,
	    "guessed to be something else");
	for (size_t i = 0; td_formats[i] != NULL; i++)
		check(td_formats[i] == m->format ||
		        td_formats[i]->bid(head, false) < own,
		    m->path, "another format bids as much");
	/* A head may end anywhere. */
	for (size_t n = 0; n <= m->n && n <= CUT_EVERYWHERE; n++)
		td_format_guess((struct td_span){ m->s, n }, true);
}

void
try_promises(const struct sample *m)
{
	struct collected whole = { 0 };

	collect(m->format, m->s, m->n, &plainly, m->path, &whole);
	try_cuts(m, &whole);
	try_masks(m, &whole);
	try_batches(m, &whole);
	try_lines(m, &whole);
	try_scratch(m, &whole);
	try_too_many(m, &whole);
	collected_free(&whole);
}

void
try_long_sections(void)
{
	static const char mail[] =
	    "\n\nFrom a@b.example Sat Nov 21 17:58:00 2026\nTo: c\n\nx\n\n";
	size_t n = 3 * TD_RECORD_MAX, k = 0;
	char *s = malloc(n + TD_PAD);

	if (s == NULL)
		abort();
	memset(s, 'x', n);
	for (size_t at = 0; at + sizeof mail < n;
	     at += k++ % 2 ? 4000 : TD_RECORD_MAX + TD_RECORD_MAX / 4) {
		memcpy(s + at, mail, sizeof mail - 1);
		if (k % 2 == 0) /* no empty line behind this one */
			memcpy(s + at + sizeof mail - 6, "\nTo: ", 5);
	}
	for (size_t i = 0; td_formats[i] != NULL; i++) {
		struct sample m = { .format = td_formats[i], .s = s, .n = n };
		struct collected whole = { 0 };

		snprintf(m.path, sizeof m.path, "long sections as %s",
		    m.format->name);
		collect(m.format, s, n, &plainly, m.path, &whole);
		check(whole.n_flaws > 0, m.path, "no defect");
		try_cuts(&m, &whole);
		collected_free(&whole);
	}
	free(s);
}

/* Least CPU seconds of three to decode and bid on n bytes. */
static double
time_of(const struct td_format *f, const char *s, size_t n)
{
	struct how how = plainly;
	struct collected a = { 0 };
	double best = 1e9;

	how.records = 1;
	how.headers = 16;
	how.flaws = 8;
	how.outcomes = TD_OUTCOMES_LEAST;
	for (int i = 0; i < 3; i++) {
		clock_t t = clock();
		double d;

		collect(f, s, n, &how, f->name, &a);
		f->bid((struct td_span){ s, n }, true);
		d = (double)(clock() - t) / CLOCKS_PER_SEC;
		best = d < best ? d : best;
	}
	collected_free(&a);
	return best;
}

void
try_time(void)
{
	static const char *const repeated[] = { "\n", "\r", "\r\r\n", " ", "a",
		"a:\n", "a:\n\n", "F", "From ", "\n\nFrom a 12:34 2024\n",
		"\n\nFrom ", "\r\rFrom a 12:34 2024\r", "\r\ra", "x\n",
		">From \n", "a\nb:\n", "\n\nx\n",
		"From a 12:34 2024\nContent-Length: 9999999\n\n\n",
		"From a 12:34 2024\nContent-Length: 0\n\n", "To: x\n\n",
		"Content-Type: message/rfc822\n\nReceived: x\n\n",
		"Nov 21 17:58:00 mx1 postfix/smtp[1]: 4ABC: to=<a@b>, ",
		"Nov 21 17:58:00 mx1 postfix/smtp[1]: 4ABC: to=<\">\\", "{\"",
		"{\"a\":[", "[pod/", "a  | ", "<22>", "<22>1 - - [", "1 2 3 ",
		"Nov 21 17:58:00 a sm-mta[1]: b: to=<a@b>,<a@b>,",
		"2026-11-21 17:58:00 1vMe3m-0009RI-7W => a (b) <c> ",
		"2026-11-21 17:58:00 #1(a) <b>; task_write_log: [A(1){b;},",
		"@400000006a60f9f62d33a8ec delivery 1: success: a_/\n",
		"Nov 21 17:58:00 a b[1]: c\n", "{\"eventType\":\"Send\",",
		"{\"a\":1}{\"a", "{\"a\":1} ", "[{\"a\":", ",{\"", "\"a\":[",
		"[{\"a\":1},", "{\"Records\":[{", "{\"value\":[{\"a\":1}]}",
		"{\"detail-type\":1,\"detail\":", "}{\"a\":\"" };
	const size_t small = (size_t)1 << 17, large = small * 4;
	char *s = malloc(large + TD_PAD);

	if (s == NULL)
		abort();
	for (size_t i = 0; i < sizeof repeated / sizeof repeated[0]; i++) {
		size_t n = strlen(repeated[i]);

		for (size_t at = 0; at < large + TD_PAD; at++)
			s[at] = repeated[i][at % n];
		for (size_t k = 0; td_formats[k] != NULL; k++) {
			double one = time_of(td_formats[k], s, small);
			double four = time_of(td_formats[k], s, large);

			if (four > one * 9 + 0.02)
				fprintf(stderr, "%s: %.3f s, %.3f s\n",
				    td_formats[k]->name, one, four);
			check(four <= one * 9 + 0.02, repeated[i],
			    "time is not linear");
		}
	}
	free(s);
}
