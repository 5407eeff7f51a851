/*
 * What every format promises (formats/format.h), tried on every sample, and
 * the samples against what a person read in them (NAME.expect):
 *
 *	message OFFSET FIELDS       a header section with so many fields
 *	note OFFSET                 a record without any
 *	cell OFFSET
 *	KIND OFFSET EVENT           a line of a log: tests/formats/describe.h
 *	outcome OFFSET              an event, and a line for each recipient:
 *	  SERVICE WHEN OUTCOME
 *	defect OFFSET LENGTH NAME
 *	forced                      --format is needed: nobody need bid
 *
 * Offsets are those of records, so of separator lines in an mbox.  Usage:
 * contract [mail|log|event|limits]...
 */
#include "tests/contract.h"

#include <sys/stat.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/formats/collect.h"
#include "tests/formats/describe.h"

/* The folder of samples that each format reads; log/, event/ and report/ have
 * more. */
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
	{ "report/dmarc", "dmarc" },
	{ "report/tlsrpt", "tlsrpt" },
	{ "rows/exchange", "exchange" },
	{ "rows/m365", "m365-trace" },
	{ "rows/powermta", "powermta" },
};

enum { N_FOLDERS = sizeof folders / sizeof folders[0] };

unsigned n_failed, n_tried;

static void
fail(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	n_failed++;
}

void
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
describe(
    const struct td_format *f, const struct collected *a, char *out, size_t cap)
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
			    has_events(f) ? " " : "",
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
	describe(m->format, &a, got, sizeof got);
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

/* What reads samples/GROUP/NAME. */
static const char *
format_of(const char *group, const char *name)
{
	const size_t n = strlen(name), suffix = sizeof("-array") - 1;

	if (strcmp(group, "log") == 0)
		return "log";
	return n > suffix && strcmp(name + n - suffix, "-array") == 0 ?
	    "events-array" :
	    "events";
}

/* samples/log has a folder for each program, samples/event for each service.
 */
static void
try_group(const char *root, const char *group)
{
	struct dirent **name;
	char path[512];
	int n;

	snprintf(path, sizeof path, "%s/samples/%s", root, group);
	n = scandir(path, &name, is_sample, alphasort);
	if (n < 0) {
		perror(path);
		exit(1);
	}
	for (int i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s/%s", group, name[i]->d_name);
		printf("%s: %u samples\n", path,
		    try_folder(root, path, format_of(group, name[i]->d_name)));
		free(name[i]);
	}
	free(name);
	check(n > 0, group, "is empty");
}

static void
try_folders(const char *root)
{
	for (size_t i = 0; i < N_FOLDERS; i++) {
		unsigned seen =
		    try_folder(root, folders[i].folder, folders[i].format);

		printf("%s: %u samples\n", folders[i].folder, seen);
	}
}

static void
try_logs(const char *root)
{
	try_group(root, "log");
}

static void
try_events(const char *root)
{
	try_group(root, "event");
}

static void
try_limits(const char *root)
{
	(void)root;
	try_long_sections();
	try_time();
}

static bool
is_one_of(const char *name, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], name) == 0)
			return true;
	return false;
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*try)(const char *root);
	} parts[] = { { "mail", try_folders }, { "log", try_logs },
		{ "event", try_events }, { "limits", try_limits } };
	const char *root = getenv("TODOKU_SOURCE_ROOT");

	if (root == NULL)
		root = ".";
	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
		if (argc == 1 || is_one_of(parts[i].name, argc, argv))
			parts[i].try(root);
	check(n_tried > 0, argc > 1 ? argv[1] : "contract", "nothing tried");
	printf("%u tried, %u failed\n", n_tried, n_failed);
	return n_failed == 0 ? 0 : 1;
}
