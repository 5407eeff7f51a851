/*
 * What every format promises (formats/format.h), tried on every sample, and
 * the samples against what a person read in them (NAME.expect):
 *
 *	message OFFSET FIELDS       a header section with so many fields
 *	note OFFSET                 a record without any
 *	cell OFFSET
 *	KIND OFFSET EVENT           a line of a log: tests/formats/describe.h
 *	defect OFFSET LENGTH NAME
 *	forced                      --format is needed: nobody need bid
 *
 * Offsets are those of records, so of separator lines in an mbox.  Usage:
 * contract [SOURCE ROOT]
 */
#include <sys/stat.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tests/formats/collect.h"
#include "tests/formats/describe.h"

/* The folder of samples that each format reads; log/ has more, one a program.
 */
static const struct {
	const char *folder, *format;
} folders[] = {
	{ "cells", "cells" },
	{ "dump", "dump" },
	{ "eml", "eml" },
	{ "maildir/good-inbox/cur", "eml" },
	{ "maildir/good-inbox/new", "eml" },
	{ "mbox", "mbox" },
	{ "mboxcl", "mboxcl" },
	{ "mh/good-inbox", "eml" },
};

enum { N_FOLDERS = sizeof folders / sizeof folders[0] };

/*
 * Sources up to CUT_EVERYWHERE are cut at every byte, others, and all as other
 * formats than their own, at SEEDED places; at fewer where these were more
 * than CUT_BYTES to decode.
 */
enum {
	CUT_EVERYWHERE = 4096,
	SEEDED = 150,
	SEEDED_LEAST = 20,
	CUT_BYTES = 1 << 23
};

struct sample {
	char path[2048];
	const struct td_format *format;
	bool foreign; /* the sample is of another format */
	char *s;      /* n bytes and TD_PAD more */
	size_t n;
};

static unsigned n_failed, n_tried;

static void
fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	n_failed++;
}

static void
check(bool ok, const char *what, const char *why)
{
	n_tried++;
	if (!ok)
		fail(what, why);
}

/* The whole file and TD_PAD bytes of junk; NULL if it cannot be read. */
static char *
slurp(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	char *s;

	if (f == NULL)
		return NULL;
	if (fstat(fileno(f), &st) != 0 || !S_ISREG(st.st_mode)) {
		fclose(f);
		return NULL;
	}
	s = malloc((size_t)st.st_size + TD_PAD);
	if (s == NULL)
		abort();
	*n = fread(s, 1, (size_t)st.st_size, f);
	fclose(f);
	memset(s + *n, ':', TD_PAD);
	return s;
}

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
	size_t n = SEEDED;

	if (m->format->whole)
		return 0;
	if (m->n < (m->foreign ? SEEDED : CUT_EVERYWHERE + 1))
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
	size_t most;

	if (!has_events(m->format))
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
	check(part.n_flaws >= whole->n_flaws + (most > 0), m->path,
	    "no room in scratch, but no defect");
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

/* Promise 8: the format of its folder bids highest, and alone so. */
static void
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

static void
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

/* By place, the longer first; what a section gives is in no stated order. */
static int
compare_flaws(const void *a, const void *b)
{
	const struct td_flaw *x = a, *y = b;

	if (x->where.off != y->where.off)
		return x->where.off < y->where.off ? -1 : 1;
	return (x->where.len < y->where.len) - (x->where.len > y->where.len);
}

/* The lines of NAME.expect as text made from what was decoded. */
static void
describe(const struct collected *a, char *out, size_t cap)
{
	size_t n = 0, w = 0;

	out[0] = '\0';
	for (size_t i = 0; i < a->n && n < cap; i++) {
		const struct td_record *r = &a->record[i];
		size_t next =
		    i + 1 < a->n ? a->record[i + 1].whole.off : SIZE_MAX;

		if (r->kind == TD_MESSAGE)
			n += (size_t)snprintf(out + n, cap - n,
			    "message %u %u\n", r->whole.off, r->n_headers);
		else
			n += (size_t)snprintf(out + n, cap - n, "%s %u%s%.*s\n",
			    kind_name(r->kind), r->whole.off,
			    a->n_told > 0 ? " " : "",
			    a->n_told > 0 ? (int)told(a, i).n : 0,
			    a->n_told > 0 ? told(a, i).p : "");
		for (; w < a->n_flaws && a->flaw[w].where.off < next && n < cap;
		     w++)
			n += (size_t)snprintf(out + n, cap - n,
			    "defect %u %u %s\n", a->flaw[w].where.off,
			    a->flaw[w].where.len,
			    td_defect_name(a->flaw[w].what));
	}
	if (n >= cap)
		abort();
}

static void
try_expectation(const struct sample *m, char *expect, bool *forced)
{
	static char got[1 << 18];
	struct collected a = { 0 };

	*forced = strncmp(expect, "forced\n", 7) == 0;
	if (*forced)
		expect += 7;
	collect(m->format, m->s, m->n, &plainly, m->path, &a);
	if (a.n_flaws > 0)
		qsort(a.flaw, a.n_flaws, sizeof *a.flaw, compare_flaws);
	describe(&a, got, sizeof got);
	n_tried++;
	if (strcmp(got, expect) != 0) {
		fail(m->path, "is not what was expected");
		fprintf(stderr, "--- expected\n%s--- decoded\n%s", expect, got);
	}
	if (strstr(m->path, "/good-") != NULL)
		check(a.n_flaws == 0, m->path, "good, but with a defect");
	if (strstr(m->path, "/bad-") != NULL)
		check(a.n_flaws > 0, m->path, "bad, but without a defect");
	collected_free(&a);
}

static int
is_sample(const struct dirent *d)
{
	size_t n = strlen(d->d_name);

	return d->d_name[0] != '.' &&
	    (n < 7 || strcmp(d->d_name + n - 7, ".expect") != 0);
}

/* Where the expectation of a sample lies: beside it, but for those that must
 * be alone in their folder beside the folder. */
static void
expect_path(const char *path, const char *folder, char *out, size_t cap)
{
	const char *inner = strstr(folder, "/good-inbox");
	const char *name = strrchr(path, '/');

	if (inner == NULL)
		snprintf(out, cap, "%s.expect", path);
	else
		snprintf(out, cap, "%.*s.expect/%s",
		    (int)(strstr(path, "/good-inbox") - path) + 11, path,
		    name + 1);
}

static void
try_sample(struct sample *m, const char *folder)
{
	char path[4096];
	bool forced = false;
	char *expect, *s;
	size_t n;

	s = slurp(m->path, &m->n);
	if (s == NULL)
		return; /* a folder */
	m->s = s;
	try_promises(m);
	expect_path(m->path, folder, path, sizeof path);
	expect = slurp(path, &n);
	if (expect == NULL) {
		fail(path, "is not there: read what is decoded, and write it");
		expect = calloc(1, 1);
		if (expect == NULL)
			abort();
		n = 0;
	}
	expect[n] = '\0';
	try_expectation(m, expect, &forced);
	if (!forced)
		try_bid(m);
	/* The promises hold for any input: the sample as other formats. */
	for (size_t i = 0; td_formats[i] != NULL; i++) {
		struct sample other = *m;

		other.format = td_formats[i];
		other.foreign = true;
		if (other.format != m->format)
			try_promises(&other);
	}
	free(expect);
	free(s);
}

static unsigned
try_folder(const char *root, const char *folder, const char *format)
{
	struct dirent **name;
	char path[1024];
	unsigned seen = 0;
	int n;

	snprintf(path, sizeof path, "%s/samples/%s", root, folder);
	n = scandir(path, &name, is_sample, alphasort);
	if (n < 0) {
		perror(path);
		exit(1);
	}
	for (int i = 0; i < n; i++) {
		struct sample m = { .format = td_format_find(format) };

		snprintf(m.path, sizeof m.path, "%s/%s", path, name[i]->d_name);
		try_sample(&m, folder);
		free(name[i]);
		seen++;
	}
	free(name);
	check(seen > 0, path, "holds no sample");
	return seen;
}

/* samples/log has a folder for each program. */
static void
try_logs(const char *root)
{
	struct dirent **name;
	char path[512];
	int n;

	snprintf(path, sizeof path, "%s/samples/log", root);
	n = scandir(path, &name, is_sample, alphasort);
	if (n < 0) {
		perror(path);
		exit(1);
	}
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "log/%s", name[i]->d_name);
		printf("%s: %u samples\n", path, try_folder(root, path, "log"));
		free(name[i]);
	}
	free(name);
	check(n > 0, "samples/log", "is empty");
}

/*
 * Sections longer than TD_RECORD_MAX, too large for the samples: what is
 * beyond stop + TD_RECORD_MAX is not there, and must not be missed.
 */
static void
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

/* Promise 7: linear time, on inputs made to repeat what costs most. */
static void
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
		"Nov 21 17:58:00 a b[1]: c\n" };
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

int
main(int argc, char **argv)
{
	const char *root = getenv("TODOKU_SOURCE_ROOT");

	if (argc > 1)
		root = argv[1];
	if (root == NULL)
		root = ".";
	for (size_t i = 0; i < N_FOLDERS; i++) {
		unsigned seen =
		    try_folder(root, folders[i].folder, folders[i].format);

		printf("%s: %u samples\n", folders[i].folder, seen);
	}
	try_logs(root);
	try_long_sections();
	try_time();
	printf("%u tried, %u failed\n", n_tried, n_failed);
	return n_failed == 0 ? 0 : 1;
}
