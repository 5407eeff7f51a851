/* DKIM-Signature: formats/field_dkim.c. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/field_dkim.h"
#include "tests/run.h"

static struct td_span
span(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

static const struct {
	const char *source, *body, *sdid, *selector, *fields;
} row[] = {
	{ "RFC 6376 3.5",
	    " v=1; a=rsa-sha256; d=example.net; s=brisbane;\n"
	    "\tc=simple; q=dns/txt; i=@eng.example.net;\n"
	    "\th=from:to:subject:date;\n\tbh=MTIzNDU2Nzg=; b=dzdVyOfA==",
	    "example.net", "brisbane", "from:to:subject:date" },
	{ "3.2: white space around tags and values",
	    "d = example.jp ;\n\ts\n =\n x ; h =\n From :\n\tDate",
	    "example.jp", "x", "From :\n\tDate" },
	{ "a value may hold =", "bh=ZD1ldmls=; b=s=x; d=example.jp",
	    "example.jp", "", "" },
	{ "tags are told apart by case", "D=example.org; d=example.jp",
	    "example.jp", "", "" },
	{ "given twice", "d=example.jp; d=example.org", "example.jp", "", "" },
	{ "cut", "v=1; d=example.jp; h=From:T", "example.jp", "", "From:T" },
	{ "no values", "d; s=; =x;;h", "", "", "" },
	{ "nothing", "", "", "", "" },
};

START_TEST(reads_tags)
{
	struct td_dkim_signature s;

	td_dkim_signature_parse(span(row[_i].body), &s);
	ck_assert_msg(td_span_eq(s.sdid, span(row[_i].sdid)), "%s: d=%.*s",
	    row[_i].source, (int)s.sdid.n, s.sdid.p);
	ck_assert_msg(td_span_eq(s.selector, span(row[_i].selector)),
	    "%s: s=%.*s", row[_i].source, (int)s.selector.n, s.selector.p);
	ck_assert_msg(td_span_eq(s.fields, span(row[_i].fields)), "%s: h=%.*s",
	    row[_i].source, (int)s.fields.n, s.fields.p);
}
END_TEST

static const struct {
	const char *fields, *name;
	bool is;
} signed_row[] = {
	{ "from:to:List-Unsubscribe", "List-Unsubscribe", true },
	{ "from:to:list-unsubscribe", "List-Unsubscribe", true },
	{ "from : List-Unsubscribe \n : to", "List-Unsubscribe", true },
	{ "List-Unsubscribe-Post", "List-Unsubscribe", false },
	{ "X-List-Unsubscribe", "List-Unsubscribe", false },
	{ "from:to", "List-Unsubscribe", false },
	{ "::", "List-Unsubscribe", false },
	{ "", "List-Unsubscribe", false },
};

START_TEST(knows_what_is_signed)
{
	ck_assert_msg(td_dkim_signs(span(signed_row[_i].fields),
	                  span(signed_row[_i].name)) == signed_row[_i].is,
	    "%s in %s", signed_row[_i].name, signed_row[_i].fields);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("dkim");
	TCase *t = tcase_create("dkim");

	tcase_add_loop_test(
	    t, reads_tags, 0, (int)(sizeof row / sizeof row[0]));
	tcase_add_loop_test(t, knows_what_is_signed, 0,
	    (int)(sizeof signed_row / sizeof signed_row[0]));
	suite_add_tcase(s, t);
	return run_suite(s);
}
