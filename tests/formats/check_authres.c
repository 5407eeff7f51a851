/*
 * The Authentication-Results cursor: RFC 8601, the pitfalls of SEMANTICS.md 1,
 * the vectors of its section 12, and input that was cut anywhere.
 */
#include "render_authres.h"
#include "tests/run.h"

static const struct vector vectors[] = {
	/* RFC 8601 2.2 and Appendix B */
	{ "RFC 8601 B.1", false, "example.org 1; none", "example.org none" },
	{ "RFC 8601 B.3", false,
	    "example.com;\n          spf=pass smtp.mailfrom=example.net",
	    "example.com; spf=pass mailfrom=example.net" },
	{ "RFC 8601 B.4", false,
	    "example.com;\n          auth=pass (cram-md5) "
	    "smtp.auth=sender@example.net;\n          "
	    "spf=pass smtp.mailfrom=example.net",
	    "example.com; auth=pass; spf=pass mailfrom=example.net" },
	{ "RFC 8601 B.5", false,
	    "example.com;\n      dkim=pass (good signature) "
	    "header.d=example.com",
	    "example.com; dkim=pass d=example.com" },
	{ "RFC 8601 B.6", false,
	    "example.com;\n      dkim=pass reason=\"good signature\"\n"
	    "        header.i=@mail-router.example.net;\n"
	    "      dkim=fail reason=\"bad signature\"\n"
	    "        header.i=@newyork.example.com",
	    "example.com; dkim=pass i=@mail-router.example.net "
	    "reason=good signature; dkim=fail i=@newyork.example.com "
	    "reason=bad signature" },
	{ "RFC 8601 B.7", false,
	    "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 "
	    "(One yay) = (wait for it) fail policy (A dot can go here) . "
	    "(like that) expired (this surprised me) = (as I wasn't "
	    "expecting it) 1362471462",
	    "foo.example.net; dkim=fail" },
	{ "RFC 8601 B.7, a property of ours", false,
	    "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 "
	    "(One yay) = (wait for it) fail header (A dot can go here) . "
	    "(like that) d (this surprised me) = (as I wasn't expecting it) "
	    "example.com",
	    "foo.example.net; dkim=fail d=example.com" },
	{ "RFC 8601 2.2, method version", false,
	    "example.com; dkim/2=pass header.d=example.net (x); spf/1=fail "
	    "smtp.helo=mx.example.net",
	    "example.com skipped=1; spf=fail helo=mx.example.net" },
	{ "RFC 8601 2.2, unknown version", false,
	    "example.com 2; dkim=pass header.d=example.net", "example.com v2" },
	{ "RFC 8601 2.2, a fold inside of a word is none", false,
	    "example.com; spf=pass x\r-bits=1 smtp\n.mailfrom=example.net",
	    "example.com skipped=1; spf=pass mailfrom=example.net" },
	{ "RFC 8601 2.2, quoted id", false,
	    "\"mx; in (Tokyo)\" 1 (c); SPF=PASS Smtp.MailFrom=example.net",
	    "mx; in (Tokyo); spf=pass mailfrom=example.net" },
	{ "RFC 8601 2.2, id with a comment before", false,
	    " (by us) example.com (spf=fail; x); spf=pass",
	    "example.com; spf=pass" },
	{ "RFC 8601 2.2, quoted local part", false,
	    "example.com; spf=pass smtp.mailfrom=\"a; b\"@example.net "
	    "smtp.helo=\"mx.example.net\"",
	    "example.com; spf=pass mailfrom=\"a; b\"@example.net "
	    "helo=mx.example.net" },
	{ "RFC 8601 2.2, escapes", false,
	    "example.com; spf=pass (a \\) b \\( c) reason=\"say \\\"hi; \\\"\""
	    " smtp.helo=mx.example.net",
	    "example.com; spf=pass helo=mx.example.net "
	    "reason=say \\\"hi; \\\"" },
	{ "RFC 8601 3, iprev", false,
	    "example.com; iprev=pass policy.iprev=192.0.2.200",
	    "example.com; iprev=pass iprev=192.0.2.200" },
	{ "RFC 6008", false,
	    "mx.example.com; dkim=pass (good signature) "
	    "header.d=example.net header.b=oINEO8hg; dkim=fail "
	    "header.d=example.net header.b=EToRSuvU",
	    "mx.example.com; dkim=pass d=example.net b=oINEO8hg; "
	    "dkim=fail d=example.net b=EToRSuvU" },
	{ "RFC 8617 4.1.1", true,
	    " i=1; lists.example.org;\n  spf=pass "
	    "smtp.mfrom=jqd@d1.example;\n  dkim=pass (1024-bit key) "
	    "header.i=@d1.example;\n  dmarc=pass",
	    "lists.example.org i=1; spf=pass mailfrom=jqd@d1.example; "
	    "dkim=pass i=@d1.example; dmarc=pass" },
	{ "RFC 8617 4.1.1, CFWS around i=", true,
	    " (x) i (y) = 12 (z) ; lists.example.org 1; arc=none",
	    "lists.example.org i=12; arc=none" },

	/* SEMANTICS.md 1, the pitfalls by number */
	{ "SEMANTICS 1.1, seed 003", false,
	    " spf=pass (sender IP is 192.0.2.4)\n"
	    " smtp.mailfrom=ap-northeast-1.amazonses.com; dkim=pass "
	    "(signature was verified)\n header.d=amazonses.com;dmarc=fail "
	    "action=none\n header.from=example.co.jp;compauth=fail reason=001",
	    "- skipped=1; spf=pass mailfrom=ap-northeast-1.amazonses.com; "
	    "dkim=pass d=amazonses.com; dmarc=fail from=example.co.jp" },
	{ "SEMANTICS 1.3", false,
	    "example.com; spf=none smtp.mailfrom=<>; spf=pass smtp.mailfrom=;"
	    " dkim=none header.d=none header.i=\"\"",
	    "example.com; spf=none null; spf=pass; dkim=none" },
	{ "SEMANTICS 1.3, empty before a property", false,
	    "example.com; spf=none smtp.mailfrom= smtp.helo=mx.example.net; "
	    "dmarc=none header.from= dkim=none",
	    "example.com; spf=none helo=mx.example.net; dmarc=none; "
	    "dkim=none" },
	{ "SEMANTICS 1.4", false,
	    "example.com; spf=pass client-ip=192.0.2.7 action=none; "
	    "action=fail; compauth=pass reason=100 header.d=example.net; "
	    "dmarc=fail action=none compauth=fail reason=001",
	    "example.com skipped=2; spf=pass ip=192.0.2.7; dmarc=fail" },
	{ "SEMANTICS 1.5, Yahoo", false,
	    " mta2222.mail.bf2.yahoo.com  from=example.jp; "
	    "domainkeys=neutral (no sig);  from=amazonses.com; dkim=pass (ok)",
	    "mta2222.mail.bf2.yahoo.com; [domainkeys]=neutral "
	    "bare=example.jp; dkim=pass bare=amazonses.com" },
	{ "SEMANTICS 1.5, Yahoo! JAPAN", false,
	    " mta776.mail.djm.yahoo.co.jp  from=yahoo.co.jp; "
	    "domainkeys=pass (ok); dkim=permerror (bad sig); "
	    "header.i=@yahoo.co.jp",
	    "mta776.mail.djm.yahoo.co.jp; [domainkeys]=pass "
	    "bare=yahoo.co.jp; dkim=permerror i=@yahoo.co.jp" },
	{ "SEMANTICS 1.6", false,
	    "mx.example.jp; dkim=pass (2048-bit key; unprotected) "
	    "header.d=example.com header.a=rsa-sha256 dkim=pass "
	    "(2048-bit key) header.d=amazonses.com header.a=rsa-sha256",
	    "mx.example.jp; dkim=pass d=example.com a=rsa-sha256; "
	    "dkim=pass d=amazonses.com a=rsa-sha256" },
	{ "SEMANTICS 1.6, unknown method with a known result", false,
	    "mx.example.jp; spf=pass smtp.helo=a.example x-new=fail "
	    "header.d=example.com x-size=12",
	    "mx.example.jp; spf=pass helo=a.example; "
	    "[x-new]=fail d=example.com" },
	{ "SEMANTICS 1.6, known method with an unknown result", false,
	    "mx.example.jp; spf=pass dkim=timeout header.d=example.com",
	    "mx.example.jp; spf=pass; dkim=[timeout] d=example.com" },
	{ "SEMANTICS 1.7", false,
	    "mx.example.jp; spf=pass  (mx.example.jp: domain of example.net "
	    "designates)smtp.mailfrom=example.net",
	    "mx.example.jp; spf=pass mailfrom=example.net" },
	{ "SEMANTICS 1.7, comment behind a value", false,
	    "mx.example.jp; spf=pass smtp.helo=a.example(x; y)"
	    "smtp.mailfrom=example.net",
	    "mx.example.jp; spf=pass mailfrom=example.net helo=a.example" },
	{ "SEMANTICS 1.8, Google 2013 (seed 004)", false,
	    " mx.google.com;\n       spf=pass (google.com: domain of "
	    "u@example.net designates 192.0.2.1 as permitted sender) "
	    "smtp.mail=u@example.net;\n       dkim=pass header.i=@example.net",
	    "mx.google.com; spf=pass mailfrom=u@example.net; "
	    "dkim=pass i=@example.net" },
	{ "SEMANTICS 1.9", false,
	    "example.com; spf=hardfail; dkim=dkim_pass; dmarc=success; "
	    "bimi=skipped; spf=bestguesspass; dkim=invalid; iprev=unknown",
	    "example.com; spf=fail; dkim=pass; dmarc=pass; "
	    "[bimi]=[skipped]; spf=[bestguesspass]; dkim=[invalid]; "
	    "iprev=[unknown]" },
	{ "SEMANTICS 1.11", false,
	    "example.com; gateway.spf=pass smtp.mailfrom=a.example; "
	    "spf=fail",
	    "example.com; [gateway.spf]=pass mailfrom=a.example; spf=fail" },
	{ "SEMANTICS 1.11, behind another result", false,
	    "example.com; spf=fail; gateway.spf=pass smtp.mailfrom=a.example",
	    "example.com; spf=fail; [gateway.spf]=pass mailfrom=a.example" },
	{ "SEMANTICS 1.16", false,
	    "example.com; spf=softfail "
	    "smtp.mailfrom=support=a.example__0-1q6@823l.mail_x.example;",
	    "example.com; spf=softfail "
	    "mailfrom=support=a.example__0-1q6@823l.mail_x.example" },
	{ "SEMANTICS 1.16, a result in a local part", false,
	    "example.com; spf=fail smtp.mailfrom=dkim=pass@a.example",
	    "example.com; spf=fail mailfrom=dkim=pass@a.example" },
	{ "SEMANTICS 1.17", false,
	    "example.com; auth=pass (CRAM-MD5) smtp.auth=u",
	    "example.com; auth=pass" },
	{ "SEMANTICS 2, polrec", false,
	    "example.com; dmarc=pass polrec.p=none header.from=a.example; "
	    "polrec.domain=a.example; spf=none",
	    "example.com; dmarc=pass from=a.example; spf=none" },

	/* SEMANTICS.md 12 */
	{ "SEMANTICS 12", false, "example.org; none", "example.org none" },
	{ "SEMANTICS 12", false, "example.org 1", "example.org" },
	{ "SEMANTICS 12, none in capitals", false, "example.org ; (x) NONE ;",
	    "example.org none" },

	/* Not in the documents, but in the way */
	{ "none is no word here", false, "example.org; nonesuch; none=x",
	    "example.org skipped=1; [none]=[x]" },
	{ "none among results", false, "example.org; none; spf=pass",
	    "example.org skipped=1; spf=pass" },
	{ "empty", false, "", "-" },
	{ "only white space", false, " \r\n\t", "-" },
	{ "only a comment", false, "(spf=pass)", "-" },
	{ "CRLF folding", false,
	    " mx.example.jp;\r\n\tspf=pass\r\n smtp.mailfrom\r\n =\r\n\t"
	    "example.net\r\n",
	    "mx.example.jp; spf=pass mailfrom=example.net" },
	{ "a comment that is never closed", false,
	    "mx.example.jp; spf=pass (x; dkim=pass header.d=example.com",
	    "mx.example.jp; spf=pass" },
	{ "a quote that is never closed", false,
	    "mx.example.jp; spf=pass smtp.mailfrom=\"u@example.com; "
	    "dkim=fail header.d=example.com",
	    "mx.example.jp; spf=pass mailfrom=\"u@example.com; "
	    "dkim=fail d=example.com" },
	{ "a result that is no word", false,
	    "mx.example.jp; spf=; x=1; y=\"/C=US\"; dkim=pass.evil",
	    "mx.example.jp skipped=3; dkim=[pass.evil]" },
	{ "the first of two values", false,
	    "mx.example.jp; spf=pass smtp.mail=a.example "
	    "smtp.mailfrom=b.example",
	    "mx.example.jp; spf=pass mailfrom=a.example" },
	{ "the first of two reasons", false,
	    "mx.example.jp; spf=fail reason=\"a b\" reason=c",
	    "mx.example.jp; spf=fail reason=a b" },
	{ "an id with =", false, "a+b=c; spf=pass", "- skipped=1; spf=pass" },
	{ "pairs of Received-SPF belong to spf only", false,
	    "mx.example.jp; dkim=pass helo=a.example; "
	    "envelope-from=u@a.example",
	    "mx.example.jp; dkim=pass" },
	{ "i= is no part of an ordinary field", false,
	    "i=1; mx.example.jp; spf=pass", "- skipped=2; spf=pass" },
	{ "an ARC field without i=", true, "mx.example.jp; spf=pass",
	    "mx.example.jp; spf=pass" },
	{ "a huge instance and version", true,
	    "i=99999999999999999999; mx.example.jp 99999999999; spf=pass",
	    "mx.example.jp v429496729 i=429496729" },
	{ "an address in a version's place", false,
	    "mx.example.jp 192.0.2.1; spf=pass",
	    "mx.example.jp skipped=1; spf=pass" },
	{ "a word with @ that is no torn address", false,
	    "mx.example.jp; spf=pass smtp.mailfrom=a.example "
	    "x=u@b.example smtp.helo=c.example u@d.example",
	    "mx.example.jp skipped=1; spf=pass mailfrom=a.example "
	    "helo=c.example" },
};

START_TEST(vector)
{
	check_vector(&vectors[_i]);
}
END_TEST

static const struct {
	const char *body, *comment; /* of the last result; NULL: none */
} comments[] = {
	{ "a; spf=pass (google.com: best guess record for domain of x)",
	    "google.com: best guess record for domain of x" },
	{ "a; dmarc=pass(p=NONE,sp=NONE) (second) header.from=x.example",
	    "p=NONE,sp=NONE" },
	{ "a; dmarc=pass header.from=x.example (policy=none)", "policy=none" },
	{ "a; dkim=fail (x (got b'H=') y) header.d=x.example",
	    "x (got b'H=') y" },
	{ "a; spf=permerror (cut off ", "cut off " },
	{ "a; spf=pass (a \\) b) x", "a \\) b" },
	{ "a (not this); spf (nor this) = (nor that) pass", NULL },
	{ "a; spf=pass; (not of this)", NULL },
	{ "a; spf=pass ()", "" },
};

START_TEST(comment)
{
	const char *want = comments[_i].comment;
	const char *body = comments[_i].body;
	struct td_authres c;
	struct td_resinfo r = { 0 };

	td_authres_begin(&c, (struct td_span){ body, strlen(body) }, false);
	ck_assert(td_authres_next(&c, &r));
	ck_assert_int_eq(r.comment.p != NULL, want != NULL);
	if (want != NULL)
		ck_assert_msg(td_span_eq(r.comment,
		                  (struct td_span){ want, strlen(want) }),
		    "%s: %.*s", body, (int)r.comment.n, r.comment.p);
	ck_assert(!td_authres_next(&c, &r));
}
END_TEST

static const struct {
	const char *pvalue, *domain;
} pvalues[] = {
	{ "u@example.com", "example.com" },
	{ "@example.com", "example.com" },
	{ "example.com.", "example.com" },
	{ "a@b@example.com", "example.com" },
	{ "\"a; b\"@example.com", "example.com" },
	{ "<u@example.com>", "example.com" },
	{ "<u@example.com", "example.com" },
	{ " u@example.com ", "example.com" },
	{ "long-na\n\tme@example.com.cn", "example.com.cn" },
	{ "none", "" },
	{ "<>", "" },
	{ "<", "" },
	{ "", "" },
	{ ".", "" },
	{ "u@", "" },
};

START_TEST(pvalue)
{
	const char *from = pvalues[_i].pvalue, *want = pvalues[_i].domain;
	struct td_span got =
	    td_pvalue_domain((struct td_span){ from, strlen(from) });

	ck_assert_msg(td_span_eq(got, (struct td_span){ want, strlen(want) }),
	    "%s: %.*s", from, (int)got.n, got.p);
}
END_TEST

START_TEST(words)
{
	ck_assert_int_eq(td_method_of(TD_SPAN("SPF")), TD_M_SPF);
	ck_assert_int_eq(td_method_of(TD_SPAN("Sender-ID")), TD_M_SENDER_ID);
	ck_assert_int_eq(td_method_of(TD_SPAN("other")), TD_M_OTHER);
	ck_assert_int_eq(td_method_of(TD_SPAN("")), TD_M_OTHER);
	ck_assert_int_eq(td_method_of(TD_SPAN("dkim-adsp")), TD_M_OTHER);
	ck_assert_int_eq(td_result_of(TD_SPAN("HardFail")), TD_R_FAIL);
	ck_assert_int_eq(td_result_of(TD_SPAN("missing")), TD_R_OTHER);
	ck_assert_int_eq(td_result_of(TD_SPAN("")), TD_R_OTHER);
	ck_assert_int_eq(td_result_of(TD_SPAN("passs")), TD_R_OTHER);
	ck_assert_str_eq(td_method_name(TD_M_SENDER_ID), "sender-id");
	ck_assert_str_eq(td_method_name(TD_M_OTHER), "other");
	ck_assert_str_eq(td_result_name(TD_R_MISSING), "missing");
	for (int m = 0; m < TD_M_OTHER; m++) {
		const char *name = td_method_name((enum td_method)m);

		ck_assert_int_eq(
		    td_method_of((struct td_span){ name, strlen(name) }), m);
	}
	for (int r = 0; r < TD_R_OTHER; r++) {
		const char *name = td_result_name((enum td_result)r);

		ck_assert_int_eq(
		    td_result_of((struct td_span){ name, strlen(name) }), r);
	}
}
END_TEST

/*
 * Words one bit away from a known one are others, unless it is the bit between
 * the cases of a letter; so are those with a byte more or less.
 */
START_TEST(near_words)
{
	for (int r = 0; r < TD_R_OTHER; r++) {
		const char *name = td_result_name((enum td_result)r);
		size_t n = strlen(name);
		char copy[32] = "";

		for (size_t bit = 0; bit < 8 * n; bit++) {
			memcpy(copy, name, n);
			copy[bit / 8] = (char)(copy[bit / 8] ^ 1 << bit % 8);
			ck_assert_int_eq(
			    td_result_of((struct td_span){ copy, n }),
			    bit % 8 == 5 ? r : TD_R_OTHER);
		}
		memcpy(copy, name, n);
		copy[n] = 's';
		ck_assert_int_eq(
		    td_result_of((struct td_span){ copy, n - 1 }), TD_R_OTHER);
		ck_assert_int_eq(
		    td_result_of((struct td_span){ copy, n + 1 }), TD_R_OTHER);
	}
	/* Where 0x20 makes one character the other that is no letter. */
	ck_assert_int_eq(td_method_of(TD_SPAN("sender\rid")), TD_M_OTHER);
	ck_assert_int_eq(td_result_of(TD_SPAN("dkim_pass")), TD_R_PASS);
	ck_assert_int_eq(td_result_of(TD_SPAN("DKIM\x7fPASS")), TD_R_OTHER);
}
END_TEST

/* The same wherever the words stand to blocks of 16 bytes, in a body that ends
 * at its last byte. */
START_TEST(shifted)
{
	for (size_t blanks = 0; blanks < 40; blanks++) {
		for (size_t n = 1; n < 40; n++) {
			char text[256], *body;
			struct td_authres c;
			struct td_resinfo r;
			int len = snprintf(text, sizeof(text),
			    "a;%*sspf=pass (%.*s)%*ssmtp.mailfrom=%.*s",
			    (int)blanks, "", (int)n,
			    "domain of u@example.com designates 192.0.2.1",
			    (int)blanks, "", (int)n,
			    "abcdefghijklmnopqrstuvwxyz.mail.example.com");

			body = malloc((size_t)len);
			ck_assert_ptr_nonnull(body);
			memcpy(body, text, (size_t)len);
			td_authres_begin(
			    &c, (struct td_span){ body, (size_t)len }, false);
			ck_assert(td_authres_next(&c, &r));
			ck_assert_int_eq(r.method, TD_M_SPF);
			ck_assert_int_eq(r.result, TD_R_PASS);
			ck_assert_uint_eq(r.comment.n, n);
			ck_assert_uint_eq(r.has, 1 << TD_P_SMTP_MAILFROM);
			ck_assert_uint_eq(r.property[TD_P_SMTP_MAILFROM].n, n);
			ck_assert(!td_authres_next(&c, &r));
			ck_assert_uint_eq(c.skipped, 0);
			free(body);
		}
	}
}
END_TEST

/*
 * A field that was cut anywhere: no byte behind the cut is read, and at most
 * one result more comes of it, where a quote lost its end.
 */
START_TEST(cut)
{
	const struct vector *v = &vectors[_i];
	size_t n = strlen(v->body), most = 0;
	struct td_authres c;
	struct td_resinfo r;

	td_authres_begin(&c, (struct td_span){ v->body, n }, v->arc);
	while (td_authres_next(&c, &r))
		most++;
	for (size_t k = 0; k < n; k++) {
		char *copy = malloc(k + 1);
		size_t results = 0;

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, v->body, k);
		copy = realloc(copy, k > 0 ? k : 1);
		ck_assert_ptr_nonnull(copy);
		td_authres_begin(&c, (struct td_span){ copy, k }, v->arc);
		while (td_authres_next(&c, &r))
			results++;
		/* Before the cut the version was not there to be strange. */
		if (strstr(v->want, " v") == NULL)
			ck_assert_uint_le(results, most + 1);
		free(copy);
	}
}
END_TEST

/* A mebibyte of each: what is not linear meets the time limit of Check. */
static const char *const patterns[] = {
	"(",
	"\\(",
	"\"",
	"\\\"",
	"a=\"",
	"a=\\\"; ",
	"a (",
	"a (x) ",
	"a . (x) ",
	"a= (x) b ",
	"a=b ",
	"spf=pass;",
	"spf=pass smtp.mailfrom=a ",
	"smtp.mailfrom= a ",
	"smtp.mailfrom=a\n",
	"header.d=;",
	"a/1",
	"1 ",
	"; ",
	"none;",
	"=",
	".",
	"from=",
	"aaaaaaaa",
};

START_TEST(linear)
{
	size_t n = 1 << 20, len = strlen(patterns[_i]);
	char *body = malloc(n);
	struct td_authres c;
	struct td_resinfo r;

	ck_assert_ptr_nonnull(body);
	for (int lead = 0; lead < 2; lead++) {
		static const char head[] = "mx.example.jp; spf=pass ";
		size_t from = lead ? sizeof(head) - 1 : 0;
		size_t results = 0;

		memcpy(body, head, from);
		for (size_t i = from; i < n; i++)
			body[i] = patterns[_i][(i - from) % len];
		td_authres_begin(&c, (struct td_span){ body, n }, lead == 0);
		while (td_authres_next(&c, &r))
			results++;
		ck_assert_uint_le(results, n / 3);
	}
	free(body);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("authres");
	Suite *s = suite_create("authres");
	int n = sizeof(vectors) / sizeof(vectors[0]);

	tcase_add_loop_test(tc, vector, 0, n);
	tcase_add_loop_test(tc, cut, 0, n);
	tcase_add_loop_test(
	    tc, comment, 0, sizeof(comments) / sizeof(comments[0]));
	tcase_add_loop_test(
	    tc, pvalue, 0, sizeof(pvalues) / sizeof(pvalues[0]));
	tcase_add_test(tc, words);
	tcase_add_test(tc, near_words);
	tcase_add_test(tc, shifted);
	tcase_add_loop_test(
	    tc, linear, 0, sizeof(patterns) / sizeof(patterns[0]));
	suite_add_tcase(s, tc);
	return run_suite(s);
}
