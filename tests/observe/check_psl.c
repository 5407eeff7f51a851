/*
 * Organizational domains and relaxed alignment: the vectors of SEMANTICS.md 6,
 * where the list's date comes from, and that forgetting changes nothing.
 */
#include <check.h>
#include <ctype.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/observe/psl.h"
#include "tests/run.h"

static struct td_psl *psl;
static struct td_orgs *orgs;

static struct td_span
text(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static void
setup(void)
{
	struct td_error e = { 0 };

	psl = td_psl_new(NULL, &e);
	ck_assert_msg(psl != NULL, "%s: %s", e.what, e.reason);
	orgs = td_orgs_new(psl);
	ck_assert_ptr_nonnull(orgs);
}

static void
teardown(void)
{
	td_orgs_free(orgs);
	td_psl_free(psl);
}

static const struct {
	const char *domain, *org;
} vectors[] = {
	/* SEMANTICS.md 6, from the list's own tests */
	{ "jp", "" },
	{ "test.jp", "test.jp" },
	{ "www.test.ac.jp", "test.ac.jp" },
	{ "kyoto.jp", "" },
	{ "test.kyoto.jp", "test.kyoto.jp" },
	{ "ide.kyoto.jp", "" },
	{ "a.b.ide.kyoto.jp", "b.ide.kyoto.jp" },
	{ "c.kobe.jp", "" },
	{ "a.b.c.kobe.jp", "b.c.kobe.jp" },
	{ "city.kobe.jp", "city.kobe.jp" },
	{ "www.city.kobe.jp", "city.kobe.jp" },
	/* the same: amazonses.com is no suffix */
	{ "ap-northeast-1.amazonses.com", "amazonses.com" },
	/* no rule: one label is the suffix (RFC 7489 3.2) */
	{ "a.b.example", "b.example" },
	{ "example", "" },
	/* DEPENDENCIES: libpsl is not asked with capitals or a dot */
	{ "WWW.Test.AC.jp.", "Test.AC.jp" },
	/* not names */
	{ "", "" },
	{ ".", "" },
	{ ".jp", "" },
	{ "a..jp", "" },
	{ "a.jp..", "" },
	{ "192.0.2.1", "" },
	{ "1.2.3.4.5", "" },
	/* U- and A-labels stay what they are (DECISIONS.md 16) */
	{ "a.\xe9\xa3\x9f\xe7\x8b\xae.jp", "\xe9\xa3\x9f\xe7\x8b\xae.jp" },
	{ "www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn" },
};

START_TEST(test_vectors)
{
	struct td_span domain = text(vectors[_i].domain);

	for (int round = 0; round < 2; round++) { /* asked, then cached */
		struct td_span org = td_org(orgs, domain);

		ck_assert_msg(td_span_eq(org, text(vectors[_i].org)),
		    "%s: %.*s", vectors[_i].domain, (int)org.n, org.p);
		if (org.n > 0) {
			ck_assert(org.p >= domain.p);
			ck_assert(org.p + org.n <= domain.p + domain.n);
		}
	}
}
END_TEST

/* F and M or d of the table in SEMANTICS.md 6, relaxed. */
static const struct {
	const char *a, *b;
	bool aligned;
} pairs[] = {
	{ "example.co.jp", "bounce.example.co.jp", true },
	{ "mail.example.co.jp", "example.co.jp", true },
	{ "a.co.jp", "b.co.jp", false },
	{ "x.city.kobe.jp", "city.kobe.jp", true },
	{ "u.c.kobe.jp", "v.c.kobe.jp", false },
	{ "sample-kuriyama.com", "ap-northeast-1.amazonses.com", false },
	{ "akari7.net", "akari7.net", true },
	/* letters folded; equal even if public suffixes; nothing is nothing */
	{ "Example.JP", "mail.EXAMPLE.jp", true },
	{ "co.jp", "co.jp", true },
	{ "co.jp", "CO.JP", true },
	{ "co.jp", "ne.jp", false },
	{ "example.jp", "", false },
	{ "", "", false },
	{ "example.jp", "notexample.jp", false },
	{ "example.jp", "example.jp.example.com", false },
};

START_TEST(test_pairs)
{
	struct td_span a = text(pairs[_i].a), b = text(pairs[_i].b);

	ck_assert_msg(td_aligned_relaxed(orgs, a, b) == pairs[_i].aligned,
	    "%s %s", pairs[_i].a, pairs[_i].b);
	ck_assert(td_aligned_relaxed(orgs, b, a) == pairs[_i].aligned);
}
END_TEST

/* Far more names than the cache holds, of every length up to too long. */
START_TEST(test_forgets)
{
	char name[512];

	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 20000; i++) {
			int n = sprintf(name, "a.h%d.co.jp", i);
			struct td_span org =
			    td_org(orgs, (struct td_span){ name, (size_t)n });

			ck_assert_uint_eq(org.n, (size_t)n - 2);
		}
	memset(name, 'a', sizeof(name));
	for (size_t i = 60; i < sizeof(name); i += 60)
		name[i] = '.';
	memcpy(name + sizeof(name) - 6, ".co.jp", 6);
	for (size_t n = 7; n <= sizeof(name); n++) {
		const char *from = name + sizeof(name) - n;
		struct td_span org = td_org(orgs, (struct td_span){ from, n });

		if (n > 253 || *from == '.')
			ck_assert_uint_eq(org.n, 0);
		else
			ck_assert_uint_eq(org.n, n < 31 ? n : 31);
	}
}
END_TEST

/* Any byte anywhere: an answer inside of the name. */
START_TEST(test_bytes)
{
	for (int byte = 0; byte < 256; byte++)
		for (size_t at = 0; at < 9; at++) {
			char name[] = "ab.co.jp.";
			struct td_span org;

			name[at] = (char)byte;
			org = td_org(orgs, (struct td_span){ name, 9 });
			ck_assert(org.n == 0 ||
			    (org.p >= name && org.p + org.n <= name + 9));
			if (byte == 0)
				ck_assert_uint_eq(org.n, 0);
		}
}
END_TEST

static void
write_list(char *name, const char *content)
{
	int fd;

	strcpy(name, "/tmp/check_psl.XXXXXX");
	fd = mkstemp(name);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(
	    write(fd, content, strlen(content)), (ssize_t)strlen(content));
	close(fd);
}

START_TEST(test_file)
{
	static const char list[] = "// VERSION: 2026-03-14_15-09-26_UTC\n\n"
	                           "example\ncom.example\n";
	char name[32];
	struct td_error e = { 0 };
	struct td_psl *mine;
	struct td_orgs *o;
	struct td_span org;

	write_list(name, list);
	mine = td_psl_new(name, &e);
	ck_assert_ptr_nonnull(mine);
	ck_assert_str_eq(td_psl_date(mine), "2026-03-14");
	o = td_orgs_new(mine);
	org = td_org(o, text("a.b.com.example"));
	ck_assert(td_span_eq(org, text("b.com.example")));
	td_orgs_free(o);
	td_psl_free(mine);
	unlink(name);

	/* the time of a user's file says when it came, not how old it is */
	write_list(name, list + strcspn(list, "\n"));
	mine = td_psl_new(name, &e);
	ck_assert_ptr_nonnull(mine);
	ck_assert_str_eq(td_psl_date(mine), "unknown");
	td_psl_free(mine);
	unlink(name);
}
END_TEST

START_TEST(test_bad_file)
{
	char name[32];
	struct td_error e = { 0 };

	ck_assert_ptr_null(td_psl_new("/nonexistent/list", &e));
	ck_assert_str_eq(e.what, "cannot open");
	e = (struct td_error){ 0 };
	ck_assert_ptr_null(td_psl_new("/", &e));
	ck_assert_str_eq(e.what, "cannot read");
	write_list(name, "// only a comment\n");
	e = (struct td_error){ 0 };
	ck_assert_ptr_null(td_psl_new(name, &e));
	ck_assert_str_eq(e.reason, "no rule in it");
	unlink(name);
	td_psl_free(NULL);
	td_orgs_free(NULL);
}
END_TEST

START_TEST(test_date)
{
	const char *date = td_psl_date(psl);

	ck_assert_uint_eq(strlen(date), 10);
	for (int i = 0; i < 10; i++)
		ck_assert(i == 4 || i == 7 ? date[i] == '-' :
		                             isdigit((unsigned char)date[i]));
	ck_assert_int_ge(atoi(date), 2015);
}
END_TEST

static void *
ask_many(void *wrong)
{
	struct td_orgs *o = td_orgs_new(psl);
	char name[32];

	for (int i = 0; i < 20000; i++) {
		int n = sprintf(name, "a.h%d.co.jp", i % 5000);

		if (td_org(o, (struct td_span){ name, (size_t)n }).n + 2 !=
		    (size_t)n)
			*(int *)wrong = 1;
	}
	td_orgs_free(o);
	return NULL;
}

/* One list, a cache for each thread. */
START_TEST(test_threads)
{
	pthread_t t[2];
	int wrong[2] = { 0, 0 };

	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(
		    pthread_create(&t[i], NULL, ask_many, &wrong[i]), 0);
	for (int i = 0; i < 2; i++)
		pthread_join(t[i], NULL);
	ck_assert_int_eq(wrong[0] + wrong[1], 0);
}
END_TEST

/*
 * A note is of one name, is gone when that is forgotten, and is never that of
 * another: the names here are more than are remembered, and of all lengths.
 */
START_TEST(test_notes)
{
	struct td_orgs *o = td_orgs_new(psl);
	char name[96];
	size_t kept = 0;
	uint8_t *note;

	memset(name, 'a', sizeof(name));
	for (int i = 0; i < 40000; i++) {
		unsigned of = (unsigned)i % 10000;
		size_t n = 14 + of % 64;
		char digits[16];

		sprintf(digits, "%08u.co.jp", of);
		memcpy(name + n - 14, digits, 14);
		td_org_noted(o, (struct td_span){ name, n }, &note);
		ck_assert(*note == 0 || *note == 1 + of % 255);
		kept += *note != 0;
		*note = (uint8_t)(1 + of % 255);
		td_org_noted(o, (struct td_span){ name, n }, &note);
		ck_assert_int_eq(*note, n <= 60 ? 1 + of % 255 : 0);
		memset(name, 'a', sizeof(name));
	}
	ck_assert_int_gt(kept, 0);
	td_orgs_free(o);
}
END_TEST

#define N(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	Suite *s = suite_create("psl");
	TCase *c = tcase_create("psl");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, test_vectors, 0, N(vectors));
	tcase_add_loop_test(c, test_pairs, 0, N(pairs));
	tcase_add_test(c, test_forgets);
	tcase_add_test(c, test_bytes);
	tcase_add_test(c, test_file);
	tcase_add_test(c, test_bad_file);
	tcase_add_test(c, test_date);
	tcase_add_test(c, test_threads);
	tcase_add_test(c, test_notes);
	suite_add_tcase(s, c);
	return run_suite(s);
}
