/*
 * The plain scanner says of a text what expat says, or nothing; and what both
 * say of what is no XML.  What is read by the tags of another element is what
 * the plain scanner says of it, too.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/format.h"
#include "formats/xml_again.h"
#include "tests/run.h"

struct trace {
	size_t n;
	char s[1 << 14];
};

static void
tell(struct trace *t, char mark, struct td_span s)
{
	t->n += (size_t)snprintf(t->s + t->n, sizeof(t->s) - t->n, "%c%.*s\n",
	    mark, (int)s.n, s.n > 0 ? s.p : "");
	ck_assert_uint_lt(t->n, sizeof(t->s));
}

static void
on_open(void *arg, struct td_span name)
{
	tell(arg, '<', name);
}

static void
on_close(void *arg, struct td_span text)
{
	tell(arg, '>', text);
}

static struct td_xml xml;
static struct trace plain, expat;

/* TD_PAD bytes of junk behind it. */
static enum td_xml_end
read_both(const char *text, enum td_xml_part part, enum td_xml_end *by_plain)
{
	const struct td_xml_sink one = { &plain, on_open, on_close };
	const struct td_xml_sink two = { &expat, on_open, on_close };
	const size_t n = strlen(text);
	char *s = malloc(n + TD_PAD);
	enum td_xml_end end;

	ck_assert_ptr_nonnull(s);
	memset(s, '>', n + TD_PAD);
	memcpy(s, text, n);
	plain.n = expat.n = 0;
	plain.s[0] = expat.s[0] = '\0';
	*by_plain = td_xml_plain((struct td_span){ s, n }, part, &one);
	end = td_xml_parse(&xml, (struct td_span){ s, n }, part, "UTF-8", &two);
	free(s);
	return end;
}

/* What is read, by the plain scanner too or by expat alone, and what is told */
static const struct {
	const char *text;
	enum td_xml_part part;
	enum td_xml_end plain, expat;
	const char *told;
} vectors[] = {
	{ "<a>x</a>", TD_XML_ELEMENT, TD_XML_FINE, TD_XML_FINE, "<a\n>x\n" },
	{ "<a>\r\n x y\t\n</a></b>", TD_XML_ELEMENT, TD_XML_FINE, TD_XML_FINE,
	    "<a\n>x y\n" },
	{ "<a><b></b> <c>1</c></a>", TD_XML_ELEMENT, TD_XML_FINE, TD_XML_FINE,
	    "<a\n<b\n>\n<c\n>1\n>\n" },
	{ "<a><b>1</b>", TD_XML_HEAD, TD_XML_FINE, TD_XML_FINE,
	    "<a\n<b\n>1\n" },
	{ "<a><b>1</b>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN,
	    "<a\n<b\n>1\n" },
	{ "<a><b>1</a></b>", TD_XML_HEAD, TD_XML_NOT_PLAIN, TD_XML_BROKEN,
	    "<a\n<b\n" },
	{ "<a/>", TD_XML_ELEMENT, TD_XML_FINE, TD_XML_FINE, "<a\n>\n" },
	{ "<a\n/ >", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN, "" },
	{ "<a><b/>x</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_FINE,
	    "<a\n<b\n>\n>\n" },
	{ "<a>x]y]]</a>", TD_XML_ELEMENT, TD_XML_FINE, TD_XML_FINE,
	    "<a\n>x]y]]\n" },
	{ "<p:a q='1'>x</p:a>", TD_XML_ELEMENT, TD_XML_FINE, TD_XML_FINE,
	    "<a\n>x\n" },
	{ "<p:a.b:c>x</p:a.b:c>", TD_XML_ELEMENT, TD_XML_FINE, TD_XML_FINE,
	    "<a.b:c\n>x\n" },
	{ "<p:a>x</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN,
	    "<a\n" },
	{ "<a x:q = \"]]>'\"\r\n p='1' >x</a >", TD_XML_ELEMENT,
	    TD_XML_NOT_PLAIN, TD_XML_FINE, "<a\n>x\n" },
	{ "<a x:q = \"]]>'\"\r\n p='1' >x</a>", TD_XML_ELEMENT, TD_XML_FINE,
	    TD_XML_FINE, "<a\n>x\n" },
	{ "<a q='1' q='1'>x</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN,
	    TD_XML_BROKEN, "" },
	{ "<a q='1'p='1'>x</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN,
	    TD_XML_BROKEN, "" },
	{ "<a q='<'>x</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN,
	    "" },
	{ "<a q='&lt;'>x</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_FINE,
	    "<a\n>x\n" },
	{ "<a q>x</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN, "" },
	{ "<a q=1>x</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN, "" },
	{ "<a 1='1'>x</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN,
	    "" },
	{ "<a q='1", TD_XML_HEAD, TD_XML_NOT_PLAIN, TD_XML_FINE, "" },
	{ "<a>1&lt;2</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_FINE,
	    "<a\n>1<2\n" },
	{ "<a>&b;</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN,
	    "<a\n" },
	{ "<a>]]></a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN,
	    "<a\n" },
	{ "<a>\x01</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN,
	    "<a\n" },
	{ "<a>\xff</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN,
	    "<a\n" },
	{ "<1>x</1>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN, "" },
	{ "<a>x<b/>y</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_FINE,
	    "<a\n<b\n>\n>\n" },
	{ "<a>x<!-- y -->z</a>", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_FINE,
	    "<a\n>xz\n" },
	{ "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", TD_XML_HEAD,
	    TD_XML_NOT_PLAIN, TD_XML_DOCTYPE, "" },
	{ "x", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN, "" },
	{ "</a>", TD_XML_HEAD, TD_XML_NOT_PLAIN, TD_XML_BROKEN, "" },
	{ "<a", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN, "" },
	{ "<a>x</a", TD_XML_ELEMENT, TD_XML_NOT_PLAIN, TD_XML_BROKEN, "<a\n" },
};

START_TEST(says_the_same)
{
	enum td_xml_end by_plain;
	enum td_xml_end end =
	    read_both(vectors[_i].text, vectors[_i].part, &by_plain);

	ck_assert_int_eq(by_plain, vectors[_i].plain);
	ck_assert_int_eq(end, vectors[_i].expat);
	ck_assert_str_eq(expat.s, vectors[_i].told);
	if (by_plain == TD_XML_FINE)
		ck_assert_str_eq(plain.s, vectors[_i].told);
}
END_TEST

/* All sequences of a few tokens: where the plain scanner is content, expat is,
 * with the same. */
START_TEST(agrees)
{
	static const char *const token[] = { "<a>", "</a>", "<b>", "</b>", " ",
		"x", "&amp;", "]", "<a/>", "<a", " q", "='1'", ">", "/>" };
	enum { N = sizeof(token) / sizeof(token[0]), LENGTH = 5 };
	unsigned content = 0, all = 1;

	for (int i = 0; i < LENGTH; i++)
		all *= N;
	for (unsigned k = 0; k < all; k++) {
		char text[64] = "<a>";
		enum td_xml_end by_plain, end;

		for (unsigned i = 0, rest = k; i < LENGTH; i++, rest /= N)
			strcat(text, token[rest % N]);
		end = read_both(text, (enum td_xml_part)(k % 2), &by_plain);
		if (by_plain == TD_XML_NOT_PLAIN)
			continue;
		content++;
		ck_assert_msg(end == by_plain && strcmp(plain.s, expat.s) == 0,
		    "%s", text);
	}
	ck_assert_uint_gt(content, all / 100);
}
END_TEST

/* ---- elements that are written alike ---- */

static uint8_t path[TD_XML_DEPTH + 1];
static unsigned depth;

/* By what is told of it, an act says all of a tag. */
static uint8_t
what(struct td_span name)
{
	return (uint8_t)(1 + name.p[0] - 'a');
}

static uint8_t
act_of_open(uint8_t outer, uint8_t inner)
{
	return (uint8_t)('A' + outer * 4 + inner);
}

static uint8_t
act_of_close(uint8_t outer, uint8_t inner, bool leaf)
{
	return (uint8_t)((leaf ? 'a' : '0') + outer * 4 + inner);
}

static void
on_act(void *arg, uint8_t act, struct td_span text)
{
	if (act < 'a')
		text.n = 0;
	tell(arg, (char)act, text);
}

static void
act_open(void *arg, struct td_span name)
{
	path[depth + 1] = what(name);
	on_act(arg, act_of_open(path[depth], path[depth + 1]), name);
	depth++;
}

static void
act_close(void *arg, struct td_span text)
{
	const struct trace *t = arg;
	size_t i = t->n;
	bool leaf;

	depth--;
	while (i > 1 && t->s[i - 2] != '\n')
		i--;
	leaf = t->s[i - 1] >= 'A' && t->s[i - 1] < 'a';
	on_act(arg, act_of_close(path[depth], path[depth + 1], leaf), text);
}

static const struct td_xml_again_sink again_sink = { &expat, what, act_of_open,
	act_of_close, on_act };

static bool
read_by_tags(const struct td_xml_again *forms, struct td_span text)
{
	struct td_xml_again_sink sink = again_sink;

	expat.n = 0;
	expat.s[0] = '\0';
	return td_xml_again_read(forms, text, &sink);
}

static enum td_xml_end
read_plainly(struct td_span text)
{
	const struct td_xml_sink sink = { &plain, act_open, act_close };

	plain.n = depth = 0;
	plain.s[0] = '\0';
	return td_xml_plain(text, TD_XML_ELEMENT, &sink);
}

/* The k-th sequence of tokens in an element. */
static struct td_span
make_element(unsigned k, unsigned length, char text[64 + TD_PAD])
{
	static const char *const token[] = { "<a>", "</a>", "<b>", "</b>", " ",
		"x", "]", "&lt;" };

	memset(text, '>', 64 + TD_PAD);
	strcpy(text, "<a>");
	for (; length > 0; length--, k /= 8)
		strcat(text, token[k % 8]);
	return (struct td_span){ text, strlen(text) };
}

/* Of every two elements the one by the tags of the other. */
START_TEST(reads_by_tags)
{
	enum { LENGTH = 4, ALL = 8 * 8 * 8 * 8 };
	char one[64 + TD_PAD], other[64 + TD_PAD];
	unsigned learnt = 0, alike = 0;

	for (unsigned k = 0; k < ALL; k++) {
		struct td_span text = make_element(k, LENGTH, one);
		static struct td_xml_again forms;

		if (read_plainly(text) != TD_XML_FINE)
			continue;
		td_xml_again_clear(&forms);
		td_xml_learn(&forms, text, &again_sink);
		learnt++;
		ck_assert_msg(read_by_tags(&forms, text), "%s", one);
		ck_assert_str_eq(expat.s, plain.s);
		for (unsigned i = 0; i < ALL; i++) {
			text = make_element(i, LENGTH, other);
			if (!read_by_tags(&forms, text))
				continue;
			alike++;
			ck_assert_msg(read_plainly(text) == TD_XML_FINE &&
			        strcmp(expat.s, plain.s) == 0,
			    "%s by %s", other, one);
		}
	}
	ck_assert_uint_gt(learnt, 50);
	ck_assert_uint_gt(alike, 10 * learnt);
}
END_TEST

/* What there is no room for is not learnt, and all else stays. */
START_TEST(learns_no_more)
{
	enum { MANY = 2 * TD_XML_FORMS };
	static struct td_xml_again forms;
	static char text[MANY][MANY + 64 + TD_PAD];
	unsigned known = 0;

	td_xml_again_clear(&forms);
	for (int k = 0; k < MANY; k++) {
		const int n = snprintf(
		    text[k], MANY + 64, "<a>%*s<b>%d</b></a>", k, "", k);
		const struct td_span s = { text[k], (size_t)n };
		bool alike;

		ck_assert_int_eq(read_plainly(s), TD_XML_FINE);
		td_xml_learn(&forms, s, &again_sink);
		alike = read_by_tags(&forms, s);
		ck_assert_int_eq(alike, k < (TD_XML_FORMS - 1) / 2);
		if (alike)
			ck_assert_str_eq(expat.s, plain.s);
		known += alike;
	}
	ck_assert_uint_eq(known, (TD_XML_FORMS - 1) / 2);
}
END_TEST

/* TD_XML_DEPTH elements in each other are read, and no more. */
START_TEST(is_not_deep)
{
	enum td_xml_end by_plain;

	for (size_t n = TD_XML_DEPTH; n <= TD_XML_DEPTH + 1; n++) {
		const bool fine = n == TD_XML_DEPTH;
		char text[256] = "";

		for (size_t i = 0; i < n; i++)
			strcat(text, "<a>");
		for (size_t i = 0; i < n; i++)
			strcat(text, "</a>");
		ck_assert_int_eq(read_both(text, TD_XML_ELEMENT, &by_plain),
		    fine ? TD_XML_FINE : TD_XML_BROKEN);
		ck_assert_int_eq(
		    by_plain, fine ? TD_XML_FINE : TD_XML_NOT_PLAIN);
	}
}
END_TEST

/* Text that is too long is none, in any case. */
START_TEST(is_not_long)
{
	static char text[TD_XML_TEXT + 16];
	enum td_xml_end by_plain;

	for (size_t n = TD_XML_TEXT; n <= TD_XML_TEXT + 1; n++) {
		snprintf(text, sizeof(text), "<a>%0*d</a>", (int)n, 0);
		ck_assert_int_eq(
		    read_both(text, TD_XML_ELEMENT, &by_plain), TD_XML_FINE);
		ck_assert_uint_eq(expat.n, n > TD_XML_TEXT ? 5 : 5 + n);
		ck_assert_int_eq(
		    by_plain, n > TD_XML_TEXT ? TD_XML_NOT_PLAIN : TD_XML_FINE);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("xml");
	TCase *t = tcase_create("xml");
	int failed;

	tcase_add_loop_test(
	    t, says_the_same, 0, sizeof(vectors) / sizeof(vectors[0]));
	tcase_add_test(t, agrees);
	tcase_add_test(t, reads_by_tags);
	tcase_add_test(t, learns_no_more);
	tcase_add_test(t, is_not_deep);
	tcase_add_test(t, is_not_long);
	tcase_set_timeout(t, 120);
	suite_add_tcase(s, t);
	failed = run_suite(s);
	td_xml_close(&xml);
	return failed;
}
