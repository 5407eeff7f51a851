/*
 * One format or one field cursor over files, for callgrind to count.
 *
 *	count FORMAT FILE...	decode each file, with the fields that a scan
 *				asks for
 *	count FIELD FILE...	all bodies of that field in header dumps
 *	count --list		the names of both
 *	count --compiler	who compiled this, and for what
 *
 * Prints the number of bytes that went into measured(), the function whose
 * instructions are to be collected.
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "batch.h"
#include "formats/field_address.h"
#include "formats/field_authres.h"
#include "formats/field_date.h"
#include "formats/field_received.h"
#include "formats/field_rfc2047.h"
#include "formats/field_spf.h"

enum { CAP_BODIES = 1 << 20, CAP_TEXT = 1 << 16 };

struct task {
	const char *name;
	uint64_t headers;                /* whose bodies; 0: a format */
	bool (*takes)(struct td_span s); /* NULL: all of them */
	void (*parse)(struct td_span s);
	const struct td_format *format;
};

/* What the cursors find goes here, so that nothing is optimised away. */
static volatile uint64_t sink;

static struct td_span body[CAP_BODIES];
static size_t n_bodies;

static void
parse_authres(struct td_span s)
{
	struct td_authres c;
	struct td_resinfo r;

	td_authres_begin(&c, s, false);
	while (td_authres_next(&c, &r))
		sink += r.result;
}

static void
parse_arc(struct td_span s)
{
	struct td_authres c;
	struct td_resinfo r;

	td_authres_begin(&c, s, true);
	while (td_authres_next(&c, &r))
		sink += r.result;
}

static void
parse_spf(struct td_span s)
{
	struct td_received_spf spf;

	sink += td_received_spf_parse(s, &spf);
}

static void
parse_received(struct td_span s)
{
	struct td_received r;

	td_received_parse(s, &r);
	sink += (uint64_t)r.when;
}

static void
parse_date(struct td_span s)
{
	sink += (uint64_t)td_date_parse(s);
}

static void
parse_address(struct td_span s)
{
	struct td_addresses c;
	struct td_mailbox m;

	td_addresses_begin(&c, s);
	while (td_addresses_next(&c, &m))
		sink += m.domain.n + m.valid;
}

static void
parse_path(struct td_span s)
{
	bool null;

	sink += td_path_domain(s, &null).n + null;
}

static void
parse_rfc2047(struct td_span s)
{
	static char out[CAP_TEXT + TD_PAD];

	sink += td_rfc2047_decode(s, out, CAP_TEXT);
}

static const struct task fields[] = {
	{ "authres", TD_BIT(TD_H_AUTHENTICATION_RESULTS), NULL, parse_authres,
	    NULL },
	{ "arc", TD_BIT(TD_H_ARC_AUTHENTICATION_RESULTS), NULL, parse_arc,
	    NULL },
	{ "received-spf", TD_BIT(TD_H_RECEIVED_SPF), NULL, parse_spf, NULL },
	{ "received", TD_BIT(TD_H_RECEIVED) | TD_BIT(TD_H_X_RECEIVED), NULL,
	    parse_received, NULL },
	{ "date", TD_BIT(TD_H_DATE), NULL, parse_date, NULL },
	{ "address",
	    TD_BIT(TD_H_FROM) | TD_BIT(TD_H_SENDER) | TD_BIT(TD_H_TO) |
	        TD_BIT(TD_H_CC),
	    NULL, parse_address, NULL },
	{ "path", TD_BIT(TD_H_RETURN_PATH), NULL, parse_path, NULL },
	{ "rfc2047", ~UINT64_C(0), td_rfc2047_maybe, parse_rfc2047, NULL },
};
enum { N_FIELDS = sizeof fields / sizeof fields[0] };

static void
fail(const char *what)
{
	perror(what);
	exit(1);
}

/* A whole file and TD_PAD zeros. */
static struct td_span
read_file(const char *path)
{
	int fd = open(path, O_RDONLY);
	struct stat st;
	size_t n = 0;
	ssize_t k = 1;
	char *p;

	if (fd < 0 || fstat(fd, &st) != 0)
		fail(path);
	p = calloc(1, (size_t)st.st_size + TD_PAD);
	if (p == NULL)
		fail(path);
	while (k > 0 && n < (size_t)st.st_size) {
		k = read(fd, p + n, (size_t)st.st_size - n);
		n += k > 0 ? (size_t)k : 0;
	}
	close(fd);
	return (struct td_span){ p, n };
}

static void
keep_bodies(const struct task *t, const struct td_batch *b)
{
	for (size_t i = 0; i < b->n_headers && n_bodies < CAP_BODIES; i++) {
		struct td_span s = td_at(b, b->header[i].body);

		if (t->takes == NULL || t->takes(s))
			body[n_bodies++] = s;
	}
}

/* Not counted: the bodies of a field in a dump. */
static void
collect(const struct task *t, struct td_span all)
{
	struct td_chunk c = { .from = all.p,
		.p = all.p,
		.stop = all.p + all.n,
		.end = all.p + all.n };
	struct td_batch b = batch_new(all.p);

	while (c.p < c.stop) {
		batch_empty(&b);
		td_format_find("dump")->decode(&c, t->headers, &b);
		keep_bodies(t, &b);
	}
}

static void
decode(const struct td_format *f, struct td_span all)
{
	struct td_chunk c = { .from = all.p,
		.p = all.p,
		.stop = all.p + all.n,
		.end = all.p + all.n,
		.head = { all.p, all.n < f->head ? all.n : f->head } };
	struct td_batch b = batch_new(all.p);

	while (c.p < c.stop) {
		batch_empty(&b);
		f->decode(&c, ~TD_BIT(TD_H_OTHER), &b);
		sink += b.n;
	}
}

/* callgrind collects while this runs; so it may not be inlined. */
__attribute__((noinline)) static void
measured(const struct task *t, const struct td_span *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (t->format != NULL)
			decode(t->format, s[i]);
		else
			t->parse(s[i]);
}

static struct task
find(const char *name)
{
	struct task t = { .name = name, .format = td_format_find(name) };

	for (size_t i = 0; i < N_FIELDS; i++)
		if (strcmp(fields[i].name, name) == 0)
			t = fields[i];
	if (t.format == NULL && t.parse == NULL) {
		fprintf(stderr, "count: %s: neither format nor field\n", name);
		exit(2);
	}
	return t;
}

static int
list(void)
{
	for (size_t i = 0; td_formats[i] != NULL; i++)
		printf("format %s\n", td_formats[i]->name);
	for (size_t i = 0; i < N_FIELDS; i++)
		printf("field %s\n", fields[i].name);
	return 0;
}

/* The libc chooses its searches by the processor; that changes the counts. */
static int
compiler(void)
{
#if defined(__clang__)
	printf("clang-%d.%d.%d", __clang_major__, __clang_minor__,
	    __clang_patchlevel__);
#else
	printf("gcc-%d.%d.%d", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
#if defined(__x86_64__)
	puts(__builtin_cpu_supports("avx2") ? "-avx2" : "-sse2");
#else
	puts("-other");
#endif
	return 0;
}

int
main(int argc, char **argv)
{
	size_t bytes = 0;
	struct task t;

	if (argc == 2 && strcmp(argv[1], "--list") == 0)
		return list();
	if (argc == 2 && strcmp(argv[1], "--compiler") == 0)
		return compiler();
	if (argc < 3) {
		fputs("usage: count FORMAT|FIELD FILE...\n", stderr);
		return 2;
	}
	t = find(argv[1]);
	for (int i = 2; i < argc && n_bodies < CAP_BODIES; i++) {
		struct td_span all = read_file(argv[i]);

		if (t.format != NULL)
			body[n_bodies++] = all;
		else
			collect(&t, all);
	}
	for (size_t i = 0; i < n_bodies; i++)
		bytes += body[i].n;
	measured(&t, body, n_bodies);
	printf("%zu\n", bytes);
	return 0;
}
