/*
 * What receivers ask for, message by message: observe/judge.c.
 */
#include "analyzer/observe/judge.h"

#define SECTION_HEADERS (td_observe_headers() | td_judge_headers())

#include "tests/observe/section.h"

#define D "; Sat, 21 Nov 2026 10:00:00 +0000\n"
#define POSTFIX(by)                                                  \
	"Received: from s.example.com (s.example.com [192.0.2.1])\n" \
	"\t(using TLSv1.3 with cipher TLS_AES_128_GCM_SHA256)\n"     \
	"\tby " by " (Postfix) with ESMTPS id Q for <u@example.jp>" D
#define TRACE "Return-Path: <b@bounce.example.com>\n" POSTFIX("mx.example.jp")
#define AR(results) "Authentication-Results: mx.example.jp; " results "\n"
#define SPF "spf=pass smtp.mailfrom=b@bounce.example.com"
#define DKIM "dkim=pass header.d=example.com header.s=x"
#define FROM "From: Example <a@example.com>\n"
#define DATE "Date: Sat, 21 Nov 2026 09:59:59 +0000\n"
#define ID "Message-ID: <1@example.com>\n"
#define MAIL FROM DATE ID
#define REST "To: u@example.jp\nSubject: x\n\n"
#define GOOD TRACE AR(SPF "; " DKIM "; dmarc=pass") MAIL
#define LIST "List-Unsubscribe: <https://example.com/u/1>\n"
#define POST "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n"
#define SIGNED(d)                                                  \
	"DKIM-Signature: v=1; d=" d "; s=x; h=From:Date:Subject\n" \
	"\t:List-Unsubscribe:List-Unsubscribe-Post; b=x\n"

static const char *const name[TD_N_TESTS] = {
	[TD_TEST_SPF] = "spf",
	[TD_TEST_DKIM] = "dkim",
	[TD_TEST_EITHER] = "either",
	[TD_TEST_BOTH] = "both",
	[TD_TEST_POLICY] = "policy",
	[TD_TEST_DMARC] = "dmarc",
	[TD_TEST_ALIGNED] = "aligned",
	[TD_TEST_IDENTITY] = "identity",
	[TD_TEST_PRA] = "pra",
	[TD_TEST_TLS] = "tls",
	[TD_TEST_RDNS] = "rdns",
	[TD_TEST_FORM] = "form",
	[TD_TEST_ONE_FROM] = "from",
	[TD_TEST_ONE_DATE] = "date",
	[TD_TEST_ONE_ID] = "id",
	[TD_TEST_ONCE] = "once",
	[TD_TEST_OWN_FROM] = "own",
	[TD_TEST_ONE_CLICK] = "click",
	[TD_TEST_SIGNED_OFF] = "signed",
	[TD_TEST_ARC] = "arc",
	[TD_TEST_REFUSED] = "refused",
};

/*
 * Met, not met, not told; "bulk" where it looks like it.  Of what is
 * expected, each word must be there, or with "no-" in front must not, in any
 * form.
 */
/* clang-format off */
static const struct row {
	const char *source, *section, *expected;
} rows[] = {
	{ "all is well", GOOD REST,
	    "spf+ dkim+ either+ both+ policy+ dmarc+ aligned+ identity+ pra+ "
	    "tls+ rdns+ form+ from+ date+ id+ once+ no-own no-click no-signed "
	    "no-arc no-bulk" },
	{ "nothing is told: never met, never not met", MAIL REST,
	    "spf? dkim? either? both? policy? dmarc? aligned? identity? pra? "
	    "tls? rdns? form+" },

	{ "one of both is enough for either", TRACE AR(SPF "; dkim=none") MAIL REST,
	    "spf+ dkim- either+ both-" },
	{ "one that does not pass is enough against both",
	    TRACE AR("dkim=fail header.d=example.com") MAIL REST,
	    "spf? either? both-" },
	{ "one that passes says nothing of both", TRACE AR(DKIM) MAIL REST,
	    "either+ both?" },
	{ "neither", TRACE AR("spf=softfail; dkim=none") MAIL REST,
	    "spf- either- both-" },
	{ "a temperror is the receiver's",
	    TRACE AR("spf=temperror; dkim=temperror; dmarc=temperror") MAIL REST,
	    "spf? dkim? either? both? policy? dmarc?" },
	{ "no DMARC record", TRACE AR("dmarc=none") MAIL REST,
	    "policy- dmarc-" },
	{ "a DMARC record that is broken", TRACE AR("dmarc=permerror") MAIL REST,
	    "policy- dmarc-" },
	{ "DMARC fails, so there is a record", TRACE AR("dmarc=fail") MAIL REST,
	    "policy+ dmarc-" },

	{ "MAIL FROM of Amazon SES",
	    "Return-Path: <1@ap-northeast-1.amazonses.com>\n"
	    POSTFIX("mx.example.jp")
	    AR("spf=pass smtp.mailfrom=1@ap-northeast-1.amazonses.com")
	    MAIL REST,
	    "spf+ aligned- identity- pra-" },
	{ "SEMANTICS 7: a Sender changes au's answer, not docomo's",
	    "Sender: b@example.net\n" GOOD REST, "identity+ pra-" },
	{ "in the clear, and the name of the host is not confirmed",
	    "Received: from s.example.com (unknown [192.0.2.1])\n"
	    "\tby mx.example.jp (Postfix) with ESMTP id Q" D
	    MAIL REST, "tls- rdns-" },

	{ "RFC 5322 3.6: two From", GOOD FROM REST, "from- form-" },
	{ "From of two domains",
	    TRACE "From: a@example.com, b@example.net\n" DATE ID REST,
	    "from- form-" },
	{ "no Date", TRACE FROM ID REST, "date- form-" },
	{ "two Dates", GOOD DATE REST, "date- form-" },
	{ "a Date that is none", TRACE FROM "Date: tomorrow\n" ID REST,
	    "date- form-" },
	{ "no Message-ID", TRACE FROM DATE REST, "id- form-" },
	{ "two Message-IDs", GOOD ID REST, "id- form-" },
	{ "RFC 5322 3.6.4: no brackets",
	    TRACE FROM DATE "Message-ID: 1@example.com\n" REST, "id- form-" },
	{ "no right side", TRACE FROM DATE "Message-ID: <1@>\n" REST, "id-" },
	{ "no left side", TRACE FROM DATE "Message-ID: <@a.b>\n" REST, "id-" },
	{ "no @", TRACE FROM DATE "Message-ID: <1.2.3>\n" REST, "id-" },
	{ "a blank within", TRACE FROM DATE "Message-ID: <1 @a.b>\n" REST,
	    "id-" },
	{ "folded", TRACE FROM DATE "Message-ID:\n <1@a.b>\n" REST, "id+" },
	{ "Gmail's, for there was none",
	    TRACE FROM DATE
	    "Message-ID: <65.a0.SMTPIN_ADDED_MISSING@mx.google.com>\n" REST,
	    "id- form-" },
	{ "two Subjects", GOOD "Subject: y\n" REST, "once- form-" },
	{ "two To", GOOD "To: v@example.jp\n" REST, "once-" },
	{ "two Cc", GOOD "Cc: v@example.jp\nCC: w@example.jp\n" REST, "once-" },
	{ "two Reply-To", GOOD "Reply-To: a@b.c\nReply-To: a@b.c\n" REST,
	    "once-" },
	{ "comments may be repeated", GOOD "Comments: x\nComments: y\n" REST,
	    "once+ form+" },

	{ "a form on the web writes as gmail.com",
	    TRACE AR(SPF) "From: a@gmail.com\n" DATE ID REST, "own-" },
	{ "Gmail's own mail",
	    TRACE AR("dkim=pass header.d=gmail.com")
	    "From: a@gmail.com\n" DATE ID REST, "own+" },
	{ "who knows", TRACE "From: a@googlemail.com\n" DATE ID REST, "own?" },

	{ "RFC 8058 3.1 and 4", GOOD SIGNED("example.com") LIST POST REST,
	    "click+ signed+ bulk" },
	{ "the URI may stand behind others, the value be folded",
	    GOOD SIGNED("example.com")
	    "List-Unsubscribe: <mailto:u@example.com>,\n\t< https://example.com/>\n"
	    "List-Unsubscribe-Post:\n list-unsubscribe=one-click\n" REST,
	    "click+ signed+" },
	{ "mailto alone",
	    GOOD "List-Unsubscribe: <mailto:u@example.com>\n" POST REST,
	    "click- no-signed bulk" },
	{ "http", GOOD "List-Unsubscribe: <http://example.com/>\n" POST REST,
	    "click-" },
	{ "no Post", GOOD LIST REST, "click- no-signed" },
	{ "another value",
	    GOOD LIST "List-Unsubscribe-Post: One-Click\n" REST, "click-" },
	{ "RFC 8058 3.1: MUST have one", GOOD LIST LIST POST REST, "click-" },
	{ "Post twice", GOOD LIST POST POST REST, "click-" },
	{ "no signature", GOOD LIST POST REST, "click+ signed-" },
	{ "Post is not covered",
	    GOOD "DKIM-Signature: d=example.com; s=x; "
	    "h=From:List-Unsubscribe\n" LIST POST REST, "signed-" },
	{ "the one that covers does not pass",
	    TRACE AR(DKIM "; dkim=fail header.d=example.net")
	    MAIL SIGNED("example.net") LIST POST REST, "signed-" },
	{ "of the one that covers nothing is told",
	    GOOD SIGNED("example.net") LIST POST REST, "signed?" },
	{ "nothing is told of any",
	    TRACE MAIL SIGNED("example.com") LIST POST REST, "signed?" },
	{ "another selector of the same domain passes",
	    TRACE AR("dkim=pass header.d=example.com header.s=y")
	    MAIL SIGNED("example.com") LIST POST REST, "signed?" },
	{ "one of two that cover passes",
	    GOOD SIGNED("example.net") SIGNED("example.com") LIST POST REST,
	    "signed+" },

	{ "List-Id", GOOD "List-Id: <x.example.com>\n" REST, "click- bulk" },
	{ "Precedence", GOOD "Precedence: Bulk\n" REST, "click- bulk" },
	{ "Precedence: list", GOOD "Precedence: list\n" REST, "bulk" },
	{ "another Precedence", GOOD "Precedence: special\n" REST,
	    "no-click no-bulk" },
	{ "Feedback-ID of the sender",
	    GOOD "Feedback-ID: c1:u1:news:example\n" REST, "bulk" },
	{ "Amazon SES puts one on every mail",
	    GOOD "Feedback-ID: ::1.ap-northeast-1.x=:AmazonSES\n" REST,
	    "no-bulk" },

	{ "forwarded without a seal", "X-Forwarded-To: v@example.org\n"
	    GOOD REST, "arc-" },
	{ "sealed",
	    "X-Forwarded-To: v@example.org\n"
	    "ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; d=example.jp; s=a; b=x\n"
	    GOOD REST, "arc+" },
};
/* clang-format on */

static void
describe(const struct td_tested *j, char *to, size_t cap)
{
	add(to, cap, " ");
	for (int t = 0; t < TD_N_TESTS; t++) {
		const uint32_t bit = TD_TEST_BIT(t);
		const int n = ((j->met & bit) != 0) +
		    ((j->not_met & bit) != 0) + ((j->untold & bit) != 0);

		ck_assert_int_le(n, 1);
		if (n == 1)
			add(to, cap, "%s%c ", name[t],
			    (j->met & bit) != 0         ? '+' :
			        (j->not_met & bit) != 0 ? '-' :
			                                  '?');
	}
	if (j->bulk)
		add(to, cap, "bulk ");
}

static bool
is_there(const char *got, const char *word, size_t n)
{
	char all[32];

	if (n > 3 && memcmp(word, "no-", 3) == 0) {
		snprintf(all, sizeof all, " %.*s", (int)n - 3, word + 3);
		return strstr(got, all) == NULL;
	}
	snprintf(all, sizeof all, " %.*s ", (int)n, word);
	return strstr(got, all) != NULL;
}

static void
judge(const char *text, struct td_tested *j)
{
	struct td_orgs *orgs = td_orgs_new(the_psl);

	read_section(text, NULL);
	td_judge_mail(orgs, &batch, &record, &reading, j);
	td_orgs_free(orgs);
}

START_TEST(judges)
{
	const struct row *row = &rows[_i];
	char got[512] = "";
	struct td_tested j;

	judge(row->section, &j);
	describe(&j, got, sizeof got);
	for (const char *w = row->expected; *w != '\0';) {
		const size_t n = strcspn(w, " ");

		ck_assert_msg(is_there(got, w, n), "%s: no %.*s in%s",
		    row->source, (int)n, w, got);
		w += n + (w[n] == ' ');
	}
}
END_TEST

/* A log tells results, and nothing of the header. */
START_TEST(judges_what_is_told)
{
	const struct td_observation o = { .weight = 1,
		.result = { TD_R_PASS, TD_R_MISSING, TD_R_PASS },
		.alignment = TD_ALIGN_UNKNOWN,
		.pra = TD_ALIGN_UNKNOWN,
		.tls = TD_TLS_YES };
	struct td_tested j;
	char got[512] = "";

	td_judge_told(&o, &j);
	describe(&j, got, sizeof got);
	ck_assert_str_eq(got,
	    " spf+ dkim? either+ both? policy+ dmarc+ aligned? pra? tls+ "
	    "rdns? ");
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("judge");
	TCase *t = tcase_create("judge");

	if (!open_world())
		return 1;
	tcase_add_loop_test(t, judges, 0, (int)(sizeof rows / sizeof rows[0]));
	tcase_add_test(t, judges_what_is_told);
	suite_add_tcase(s, t);
	return run_suite(s);
}
