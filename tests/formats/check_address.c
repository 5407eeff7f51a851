/*
 * Address lists, paths and domains: RFC 5322 3.4 and its appendix A.1 and A.6,
 * RFC 5321 4.1.2, CARRIERS 1.6 and 6, SEMANTICS 7 and 8, DECISIONS 16 and 29.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/field_address.h"
#include "tests/run.h"

struct vector {
	const char *source;
	const char *body;
	/* For each mailbox its address, a blank, its domain, "?" if that is
	 * not valid; separated by "|". */
	const char *mailboxes;
};

static const struct vector lists[] = {
	/* RFC 5322 appendix A */
	{ "A.1.1", "John Doe <jdoe@machine.example>",
	    "jdoe@machine.example machine.example" },
	{ "A.1.2", "\"Joe Q. Public\" <john.q.public@example.com>",
	    "john.q.public@example.com example.com" },
	{ "A.1.2",
	    "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test>",
	    "mary@x.test x.test|jdoe@example.org example.org|one@y.test "
	    "y.test" },
	{ "A.1.2",
	    "<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" "
	    "<sysservices@example.net>",
	    "boss@nil.test nil.test|sysservices@example.net example.net" },
	{ "A.1.3",
	    "A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>;",
	    "c@a.test a.test|joe@where.test where.test|jdoe@one.test "
	    "one.test" },
	{ "A.1.3", "Undisclosed recipients:;", "" },
	{ "A.5",
	    "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)>",
	    "pete(his account)@silly.test(his host) silly.test" },
	{ "A.5",
	    "A Group(Some people)\r\n     :Chris Jones <c@(Chris's host.)"
	    "public.example>,\r\n         joe@example.org,\r\n  John "
	    "<jdoe@one.test> (my dear friend); (the end of the group)",
	    "c@(Chris's host.)public.example public.example|joe@example.org "
	    "example.org|jdoe@one.test one.test" },
	{ "A.6.1", "Joe Q. Public <john.q.public@example.com>",
	    "john.q.public@example.com example.com" },
	{ "A.6.1, a domain with blanks is cut",
	    "Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example",
	    "mary@example.net example.net|jdoe@test ?test" },
	{ "RFC 5322 3.4, group among others",
	    "a@example.com, list: b@example.net, C <c@example.org>;, "
	    "d@example.jp",
	    "a@example.com example.com|b@example.net example.net|c@example.org "
	    "example.org|d@example.jp example.jp" },
	{ "RFC 5322 4.4, white space around the @", "u @ example.jp",
	    "u @ example.jp example.jp" },
	{ "RFC 5322 4.4, white space around the @", "u@ example.jp, v @w.jp",
	    "u@ example.jp example.jp|v @w.jp w.jp" },
	{ "RFC 5321 4.1.2, source route",
	    "<@a.example,@b.example:u@example.jp>", "u@example.jp example.jp" },

	/* what is no address: field_address.h, DECISIONS 29 */
	{ "comment", "u@example.jp (v@example.com)",
	    "u@example.jp example.jp" },
	{ "comment", "(v@example.com, <w@example.com>) u@example.jp",
	    "u@example.jp example.jp" },
	{ "nothing but a comment", "(v@example.com)", "" },
	{ "a word and a comment", "root (v@example.com)",
	    "root (v@example.com) ?" },
	{ "quotes", "\"v@example.com\" <u@example.jp>",
	    "u@example.jp example.jp" },
	{ "quotes", "\"v@example.com\"", "\"v@example.com\" ?" },
	{ "quotes, comma", "\"Taro, Y.\" <taro@example.jp>",
	    "taro@example.jp example.jp" },
	{ "display name", "v@example.com <u@example.jp>",
	    "u@example.jp example.jp" },
	{ "comment in brackets", "<u@example.jp (v@example.com)>",
	    "u@example.jp (v@example.com) example.jp" },

	/* CARRIERS 1.6: the last @, no check of the local part */
	{ "CARRIERS 6", "a..b.@docomo.ne.jp",
	    "a..b.@docomo.ne.jp docomo.ne.jp" },
	{ "CARRIERS 1.6", ".a@ezweb.ne.jp, <b.@ezweb.ne.jp>",
	    ".a@ezweb.ne.jp ezweb.ne.jp|b.@ezweb.ne.jp ezweb.ne.jp" },
	{ "CARRIERS 1.6", "a@b@docomo.ne.jp", "a@b@docomo.ne.jp docomo.ne.jp" },
	{ "CARRIERS 1.6", "\"a@b\"@docomo.ne.jp",
	    "\"a@b\"@docomo.ne.jp docomo.ne.jp" },
	{ "CARRIERS 1.6", "<\"a>, b@x\"@docomo.ne.jp>, c@example.jp",
	    "\"a>, b@x\"@docomo.ne.jp docomo.ne.jp|c@example.jp example.jp" },
	{ "CARRIERS 1.6", "a/b?c+d=e%f@docomo.ne.jp",
	    "a/b?c+d=e%f@docomo.ne.jp docomo.ne.jp" },
	{ "CARRIERS 1.6", "<a\"b@docomo.ne.jp>, <c@example.jp>",
	    "a\"b@docomo.ne.jp docomo.ne.jp|c@example.jp example.jp" },
	{ "DECISIONS 16", "x@DOCOMO.NE.JP.", "x@DOCOMO.NE.JP. DOCOMO.NE.JP" },

	/* real mail, by shape */
	{ "no comma between", "\"A\" <a@example.jp> \"B\" <b@example.com>",
	    "a@example.jp example.jp|b@example.com example.com" },
	{ "blank between", "a@example.jp b@example.com",
	    "a@example.jp example.jp|b@example.com example.com" },
	{ "semicolons", "a@example.jp; b@example.com;",
	    "a@example.jp example.jp|b@example.com example.com" },
	{ "Yahoo's via", "u@example.jp via 192.0.2.1",
	    "u@example.jp example.jp" },
	{ "words before", "Taro taro@example.jp",
	    "taro@example.jp example.jp" },
	{ "null path", "<>", " ?" },
	{ "a name alone", "root", "root ?" },
	{ "names alone", "root, Mail Delivery <>", "root ?| ?" },
	{ "double brackets", "<<u@example.jp>>", "u@example.jp example.jp" },
	{ "no closing bracket", "Taro <taro@example.jp",
	    "taro@example.jp example.jp" },
	{ "no closing bracket", "A <a@example.jp, B <b@example.com>",
	    "a@example.jp example.jp|b@example.com example.com" },
	{ "no closing quote", "\"Taro <taro@example.jp>, b@example.com",
	    "taro@example.jp example.jp|b@example.com example.com" },
	{ "no closing parenthesis", "Taro (Tokyo <taro@example.jp>, b@x.jp",
	    "taro@example.jp example.jp|b@x.jp x.jp" },
	{ "a good quote and a bad one", "\"a b\"@x.jp \"c, d@y.jp",
	    "\"a b\"@x.jp x.jp|d@y.jp y.jp" },
	{ "a good comment and a bad one", "(a@z.jp) b@x.jp (c, d@y.jp",
	    "b@x.jp x.jp|d@y.jp y.jp" },
	{ "mailto", "<mailto:u@example.jp>", "mailto:u@example.jp example.jp" },
	{ "literal", "u@[192.0.2.1]", "u@[192.0.2.1] ?[192.0.2.1]" },
	{ "literal", "u@[IPv6:2001:db8::1], v@x.jp",
	    "u@[IPv6:2001:db8::1] ?[IPv6:2001:db8::1]|v@x.jp x.jp" },
	{ "localhost", "root@localhost", "root@localhost localhost" },
	{ "flat", "root@myhost", "root@myhost ?myhost" },
	{ "no domain", "root@", "root@ ?" },
	{ "U-label", "u@\xe4\xbe\x8b.jp", "u@\xe4\xbe\x8b.jp \xe4\xbe\x8b.jp" },
	{ "RFC 2047", "=?utf-8?B?44GC?= <u@example.jp>",
	    "u@example.jp example.jp" },
	{ "folded", "\r\n\tA\r\n <a@example.jp>,\r\n b@example.com\r\n",
	    "a@example.jp example.jp|b@example.com example.com" },
	{ "nothing", "", "" },
	{ "separators", " , ,; ", "" },
};

static struct td_span
span(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static void
append(char *out, size_t cap, struct td_span s)
{
	size_t n = strlen(out);

	ck_assert_uint_lt(n + s.n, cap);
	memcpy(out + n, s.p, s.n);
	out[n + s.n] = '\0';
}

static void
render(struct td_span body, char *out, size_t cap)
{
	struct td_addresses c;
	struct td_mailbox m;

	*out = '\0';
	td_addresses_begin(&c, body);
	for (int i = 0; td_addresses_next(&c, &m); i++) {
		append(out, cap, span(i > 0 ? "|" : ""));
		append(out, cap, m.address);
		append(out, cap, span(m.valid ? " " : " ?"));
		append(out, cap, m.domain);
	}
	ck_assert(!td_addresses_next(&c, &m));
}

START_TEST(test_list)
{
	const struct vector *v = &lists[_i];
	char got[1024];

	render(span(v->body), got, sizeof(got));
	ck_assert_msg(strcmp(got, v->mailboxes) == 0,
	    "%s: %s\n got %s\nwant %s", v->source, v->body, got, v->mailboxes);
}
END_TEST

START_TEST(test_group)
{
	struct td_addresses c;
	struct td_mailbox m;

	td_addresses_begin(
	    &c, TD_SPAN("a@x.jp, g: b@x.jp, c@x.jp; d@x.jp, h:;"));
	ck_assert(td_addresses_next(&c, &m) && !c.in_group);
	ck_assert(td_addresses_next(&c, &m) && c.in_group);
	ck_assert(td_addresses_next(&c, &m) && c.in_group);
	ck_assert(td_addresses_next(&c, &m) && !c.in_group);
	ck_assert(!td_addresses_next(&c, &m));
}
END_TEST

/* Each prefix in a block of its own: nothing behind the end is read. */
START_TEST(test_cut)
{
	struct td_span s = span(lists[_i].body);
	char got[1024];

	for (size_t n = 0; n <= s.n; n++) {
		char *copy = malloc(n > 0 ? n : 1);
		struct td_span cut = { copy, n };
		bool null;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, s.p, n);
		render(cut, got, sizeof(got));
		ck_assert_uint_le(td_path_domain(cut, &null).n, n);
		free(copy);
	}
}
END_TEST

static const struct {
	const char *source, *path, *domain;
	bool null;
} paths[] = {
	{ "RFC 5321 4.1.2", "<u@example.jp>", "example.jp", false },
	{ "RFC 5321 4.1.2", "<@a.example,@b.example:u@example.jp>",
	    "example.jp", false },
	{ "RFC 5321 4.1.2", "<\"a b>@c\"@example.jp>", "example.jp", false },
	{ "RFC 5321 4.5.5", "<>", "", true },
	{ "RFC 5321 4.5.5", " < > ", "", true },
	{ "SEMANTICS 8, Exim", "u@example.jp", "example.jp", false },
	{ "with a comment", "u@example.jp (by v@example.com)", "example.jp",
	    false },
	{ "with a comment", " <u@example.jp> (v@example.com)", "example.jp",
	    false },
	{ "with words behind", "u@example.jp via v@example.com", "example.jp",
	    false },
	{ "route without brackets", "@a.example:u@example.jp", "example.jp",
	    false },
	{ "quoted", "\"a @b\"@example.jp", "example.jp", false },
	{ "CARRIERS 6", "x@DOCOMO.NE.JP.", "DOCOMO.NE.JP", false },
	{ "CARRIERS 6", "a..b.@docomo.ne.jp", "docomo.ne.jp", false },
	{ "CARRIERS 1.6", "a@b@docomo.ne.jp", "docomo.ne.jp", false },
	{ "VERP", "<b+u=example.com@example.jp>", "example.jp", false },
	{ "name only", "<MAILER-DAEMON>", "", false },
	{ "nothing", "", "", false },
	{ "blank", " ", "", false },
	{ "literal", "<u@[192.0.2.1]>", "[192.0.2.1]", false },
	{ "not closed", "<u@example.jp", "example.jp", false },
	{ "not opened", "u@example.jp", "example.jp", false },
	{ "a trailing @", "<u@>", "", false },
};

START_TEST(test_path)
{
	bool null = !paths[_i].null;
	struct td_span got = td_path_domain(span(paths[_i].path), &null);

	ck_assert_msg(
	    td_span_eq(got, span(paths[_i].domain)) && null == paths[_i].null,
	    "%s: %s: %.*s %d", paths[_i].source, paths[_i].path, (int)got.n,
	    got.p, null);
}
END_TEST

#define L63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"

static const struct {
	const char *domain;
	bool valid;
} domains[] = {
	{ "example.jp", true },
	{ "EXAMPLE.JP", true },
	{ "a.b", true },
	{ "xn--r8jz45g.jp", true },
	{ "\xe4\xbe\x8b.jp", true },
	{ "_dmarc.example.jp", true },
	{ "3.example.jp", true },
	{ "1.2.3.example", true },
	{ "localhost", true },
	{ "LOCALHOST", true },
	{ L63 ".jp", true },
	{ L63 "." L63 "." L63 "." L63, false }, /* 255 bytes */
	{ L63 "." L63 "." L63 "." L63 "x", false },
	{ L63 "x.jp", false },
	{ "", false },
	{ ".", false },
	{ "jp", false },
	{ "jp.", false },
	{ "example.jp.", false },
	{ ".example.jp", false },
	{ "example..jp", false },
	{ "exa mple.jp", false },
	{ "example.jp>", false },
	{ "exam/ple.jp", false },
	{ "192.0.2.1", false },
	{ "[192.0.2.1]", false },
	{ "localhost.", false },
	{ "none", false },
};

START_TEST(test_domain)
{
	ck_assert_msg(
	    td_domain_valid(span(domains[_i].domain)) == domains[_i].valid,
	    "%s", domains[_i].domain);
}
END_TEST

START_TEST(test_long_domain)
{
	char s[] = L63 "." L63 "." L63 "." L63;
	const struct td_span absent = { NULL, 0 };

	ck_assert(!td_domain_valid(absent));
	ck_assert_uint_eq(td_path_valid(absent).n, 0);
	ck_assert(td_domain_valid((struct td_span){ s, 253 }));
	ck_assert(!td_domain_valid((struct td_span){ s, 254 }));
	s[100] = '\0';
	ck_assert(!td_domain_valid((struct td_span){ s, 200 }));
}
END_TEST

/* The rule of field_address.h for what has no digits, byte by byte. */
static bool
is_domain(const char *s, size_t n)
{
	size_t label = 0, dots = 0;

	for (size_t i = 0; i < n; i++) {
		bool in = (s[i] >= 'a' && s[i] <= 'z') ||
		    (s[i] >= 'A' && s[i] <= 'Z') || s[i] == '-' ||
		    s[i] == '_' || (unsigned char)s[i] > 127;

		if (!in && (s[i] != '.' || label == 0))
			return false;
		dots += !in;
		label = in ? label + 1 : 0;
		if (label > 63)
			return false;
	}
	return label > 0 && dots > 0;
}

/* Whether `s` is judged so as a whole and as the end of a path. */
static bool
is_judged(const char *s, size_t n, bool valid, char *path)
{
	struct td_span domain = { s, n }, got;

	if (td_domain_valid(domain) != valid)
		return false;
	memcpy(path, "<u@", 3);
	memcpy(path + 3, s, n);
	path[n + 3] = '>';
	got = td_path_valid((struct td_span){ path, n + 4 });
	return !valid || td_span_eq(got, domain);
}

/*
 * Vectors, words and single bytes are tried at different lengths: each with a
 * dot at each place, and any other byte at some.  On the heap, so that a
 * sanitizer sees what is read behind the end.
 */
START_TEST(test_domain_lengths)
{
	const size_t n = (size_t)_i, step = n > 20 ? 7 : 1;
	char *s = malloc(n), *path = malloc(n + 4);
	bool good = s != NULL && path != NULL;

	ck_assert(good);
	memset(s, 'x', n);
	for (size_t dot = 0; dot < n; dot++) {
		s[dot] = '.';
		for (size_t at = dot % step; at < n; at += step)
			for (size_t c = at % 3; c < 256; c += 3) {
				if ((c >= '0' && c <= '9') || at == dot)
					continue;
				s[at] = (char)c;
				good = good &&
				    is_judged(s, n, is_domain(s, n), path);
				s[at] = 'x';
			}
		s[dot] = 'x';
	}
	ck_assert(good);
	free(s);
	free(path);
}
END_TEST

/* A megabyte each, of what could make a careless cursor go back and forth. */
static const char *const units[] = { "\"", "\"\\", "\\\"", "(", "(\\", "((a)",
	"<", "<,", "<\"", "<\"@", "<\"\\", "<@,", "a@", "a@b ", "a@b,", "a ",
	",", ";", ":", "a:", "a@b:", "@", "@ ", "[", ">", "\"a\"@b ", "\"<",
	"(a)@", "<@a:", "a(", "\"(", "<(" };

START_TEST(test_linear)
{
	struct td_span u = span(units[_i]);
	size_t n = (size_t)1 << 20, items = 0;
	char *s = malloc(n);
	struct td_addresses c;
	struct td_mailbox m;
	bool null;

	ck_assert_ptr_nonnull(s);
	for (size_t i = 0; i < n; i++)
		s[i] = u.p[i % u.n];
	td_addresses_begin(&c, (struct td_span){ s, n });
	while (td_addresses_next(&c, &m))
		items++;
	ck_assert_uint_le(items, n);
	td_path_domain((struct td_span){ s, n }, &null);
	free(s);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	TCase *tc = tcase_create("address");
	Suite *s = suite_create("address");

	tcase_add_loop_test(tc, test_list, 0, COUNT(lists));
	tcase_add_loop_test(tc, test_cut, 0, COUNT(lists));
	tcase_add_test(tc, test_group);
	tcase_add_loop_test(tc, test_path, 0, COUNT(paths));
	tcase_add_loop_test(tc, test_domain, 0, COUNT(domains));
	tcase_add_test(tc, test_long_domain);
	tcase_add_loop_test(tc, test_domain_lengths, 1, 70);
	tcase_add_loop_test(tc, test_linear, 0, COUNT(units));
	suite_add_tcase(s, tc);
	return run_suite(s);
}
