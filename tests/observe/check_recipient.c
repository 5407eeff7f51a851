/*
 * Recipient evidence, carrier and forwarding: SEMANTICS.md 8, DECISIONS.md 16,
 * 17, 30 and 31.  The boundary is given by the test: the Received field with
 * the number `boundary`, counted from the top; -1: no Received.
 */
#include "analyzer/observe/admd.h"
#include "tests/observe/section.h"

static struct td_orgs *orgs;
static struct td_carrier_cache *carriers;
static struct td_trust trust;

static void
setup(void)
{
	ck_assert(open_world());
	orgs = td_orgs_new(the_psl);
	ck_assert_ptr_nonnull(orgs);
	carriers = td_carrier_cache_new(the_carriers);
	ck_assert_ptr_nonnull(carriers);
	trust = options(NULL, NULL);
}

static void
teardown(void)
{
	td_carrier_cache_free(carriers);
	td_orgs_free(orgs);
	td_carriers_free(the_carriers);
	td_psl_free(the_psl);
}

static void
is(struct td_span got, const char *want, const char *of)
{
	struct td_span s = { want, strlen(want) };

	ck_assert_msg(td_span_eq(got, s), "%s: \"%.*s\", not \"%s\"", of,
	    SPAN(got), want);
}

/* What the steps before leave: all pass, spf aligned, the hops. */
static void
prepare(void)
{
	memset(&reading, 0xa5, sizeof(reading));
	reading.n_text = reading.n_hops = reading.n_dkim = 0;
	for (int i = 0; i < TD_N_AUTH; i++)
		reading.obs.result[i] = TD_R_PASS;
	reading.obs.author_domain = TD_SPAN("example.com");
	reading.author_ambiguous = false;
	reading.obs.mailfrom_domain = TD_SPAN("example.com");
	reading.origin[TD_A_SPF].domain = TD_SPAN("example.com");
	reading.pra_domain = TD_SPAN("example.com");
	for (size_t i = 0; i < batch.n_headers; i++) {
		struct td_hop *hop = &reading.hop[reading.n_hops];

		if (header[i].id != TD_H_RECEIVED)
			continue;
		hop->header = (uint32_t)i;
		td_received_parse(
		    td_at(&batch, header[i].body), &hop->received);
		hop->by_name = (uint8_t)td_admd_name(hop->received.by);
		reading.n_hops++;
	}
}

static void
read_recipient(const char *text, int boundary)
{
	decode_section(text);
	prepare();
	/* a mutation may have taken fields away */
	reading.boundary =
	    boundary < (int)reading.n_hops ? boundary : (int)reading.n_hops - 1;
	td_read_alignment(orgs, &reading);
	td_read_fields(&batch, &record, &reading);
	td_read_recipient(&trust, orgs, carriers, &batch, &record, &reading);
}

#define OUTSIDE "Received: from out.example.com by "
#define DATE "; Sat, 21 Nov 2026 17:58:00 +0900\n"

static const struct {
	const char *text;
	int boundary;
	const char *domain;
	enum td_rank rank;
	bool conflict;
} ranks[] = {
	/* each rank alone */
	{ "X-Original-To: u@example.jp\n" OUTSIDE "mx.example.jp" DATE, 0,
	    "example.jp", TD_RANK_X_ORIGINAL_TO, false },
	{ "Envelope-To: u@Example.JP.\n" OUTSIDE "mx.example.jp" DATE, 0,
	    "example.jp", TD_RANK_ENVELOPE_TO, false },
	{ "X-Envelope-To: <u@example.jp>\n" OUTSIDE "mx.example.jp" DATE, 0,
	    "example.jp", TD_RANK_ENVELOPE_TO, false },
	{ "X-Rcpt-To: <u@example.jp>\n" OUTSIDE "mx.example.jp" DATE, 0,
	    "example.jp", TD_RANK_ENVELOPE_TO, false },
	{ "X-ORIG-RCPT: u@example.jp\n" OUTSIDE "mx.example.jp" DATE, 0,
	    "example.jp", TD_RANK_ENVELOPE_TO, false },
	{ "X-Delivered-To: u@example.jp\n" OUTSIDE "mx.example.jp" DATE, 0,
	    "example.jp", TD_RANK_ENVELOPE_TO, false },
	{ OUTSIDE "mx.example.jp with ESMTP id 1 for <u@example.jp>" DATE, 0,
	    "example.jp", TD_RANK_RECEIVED_FOR, false },
	{ OUTSIDE "mx.example.jp with esmtp id 1 for u@example.jp" DATE, 0,
	    "example.jp", TD_RANK_RECEIVED_FOR, false },
	{ "Delivered-To: u@example.jp\n" OUTSIDE "mx.example.jp" DATE, 0,
	    "example.jp", TD_RANK_DELIVERED_TO, false },
	{ "X-Apparently-To: u@yahoo.com via 192.0.2.1; Wed, 24 Dec "
	  "2025\n" OUTSIDE "mta1.mail.bf1.yahoo.com" DATE,
	    0, "yahoo.com", TD_RANK_APPARENTLY, false },
	{ "X-Apparently-To: u@yahoo.com; Wed, 24 Dec 2025 22:51:19 "
	  "+0000\n" OUTSIDE "mta1.mail.bf1.yahoo.com" DATE,
	    0, "yahoo.com", TD_RANK_APPARENTLY, false },
	{ "X-Apparently-To: u@yahoo.com via 192.0.2.1\n" OUTSIDE
	  "mta1.mail.bf1.yahoo.com" DATE,
	    0, "yahoo.com", TD_RANK_APPARENTLY, false },
	{ OUTSIDE "mx.example.jp" DATE "To: u@example.jp\n", 0, "example.jp",
	    TD_RANK_TO_CC, false },
	{ OUTSIDE "mx.example.jp" DATE "Apparently-To: u@example.jp\n", 0,
	    "example.jp", TD_RANK_OTHER, false },
	{ OUTSIDE "mx.example.jp" DATE "Resent-To: u@example.jp\n"
	          "Resent-To: v@example.net\n",
	    0, "example.jp", TD_RANK_OTHER, false },
	{ OUTSIDE "mx.example.jp" DATE "Subject: x\n", 0, "(unknown)",
	    TD_RANK_NONE, false },
	/* the better rank, wherever it stands */
	{ "Delivered-To: u@d.example.jp\nX-Original-To: "
	  "u@o.example.jp\n" OUTSIDE
	  "mx.example.jp with ESMTP id 1 for <u@f.example.jp>" DATE
	  "To: u@t.example.jp\n",
	    0, "o.example.jp", TD_RANK_X_ORIGINAL_TO, true },
	{ "Envelope-To: u@e.example.jp\nX-Original-To: u@o.example.jp\n" OUTSIDE
	  "mx.example.jp" DATE,
	    0, "o.example.jp", TD_RANK_X_ORIGINAL_TO, true },
	{ "Delivered-To: u@d.example.jp\n" OUTSIDE
	  "mx.example.jp with ESMTP id 1 for <u@f.example.jp>" DATE,
	    0, "f.example.jp", TD_RANK_RECEIVED_FOR, true },
	{ "X-Apparently-To: u@a.example.jp\nDelivered-To: "
	  "u@d.example.jp\n" OUTSIDE "mx.example.jp" DATE,
	    0, "d.example.jp", TD_RANK_DELIVERED_TO, false },
	/* the same domain four times is no conflict; 5 and 6 are not asked */
	{ "X-Original-To: a@example.jp\nEnvelope-To: b@EXAMPLE.jp\n"
	  "Delivered-To: c@example.jp\nX-Apparently-To: u@yahoo.com\n" OUTSIDE
	  "mx.example.jp id 1 for <d@example.jp>" DATE "To: e@example.net\n",
	    0, "example.jp", TD_RANK_X_ORIGINAL_TO, false },
	/* the lowest above the boundary, below it nothing (DECISIONS 31) */
	{ "Delivered-To: u@final.example.jp\n"
	  "Received: by in.example.jp" DATE
	  "Delivered-To: u@first.example.jp\n" OUTSIDE "mx.example.jp" DATE
	  "Delivered-To: u@forged.example.net\n",
	    1, "first.example.jp", TD_RANK_DELIVERED_TO, false },
	{ OUTSIDE "mx.example.jp" DATE "X-Original-To: u@docomo.ne.jp\n"
	          "Envelope-To: u@docomo.ne.jp\nDelivered-To: u@docomo.ne.jp\n"
	          "X-Apparently-To: u@docomo.ne.jp\nTo: u@example.jp\n",
	    0, "example.jp", TD_RANK_TO_CC, false },
	/* "for" of the boundary only */
	{ "Received: by in.example.jp id 1 for <u@inner.example.jp>" DATE
	        OUTSIDE
	  "mx.example.jp id 1 for <u@border.example.jp>" DATE OUTSIDE
	  "x.example.com id 1 for <u@forged.example.net>" DATE,
	    1, "border.example.jp", TD_RANK_RECEIVED_FOR, false },
	/* several domains say nothing: the next of the rank, the next rank */
	{ "Envelope-To: u@up.example.jp\n"
	  "Envelope-To: a@example.jp, b@example.net\n" OUTSIDE
	  "mx.example.jp" DATE,
	    0, "up.example.jp", TD_RANK_ENVELOPE_TO, false },
	{ "Envelope-To: a@example.jp, b@example.net\n"
	  "Delivered-To: u@example.org\n" OUTSIDE "mx.example.jp" DATE,
	    0, "example.org", TD_RANK_DELIVERED_TO, false },
	{ "Envelope-To: a@example.jp, b@example.jp\n" OUTSIDE
	  "mx.example.jp" DATE,
	    0, "example.jp", TD_RANK_ENVELOPE_TO, false },
	/* two of a known carrier, and another: any of the three can be it */
	{ OUTSIDE "mx.example.jp" DATE "To: a@docomo.ne.jp, b@docomo.ne.jp\n"
	          "Cc: c@example.jp\n",
	    0, "(unknown)", TD_RANK_NONE, false },
	{ OUTSIDE "mx.example.jp" DATE
	          "To: a@example.jp, b@example.jp, c@docomo.ne.jp\n",
	    0, "docomo.ne.jp", TD_RANK_TO_CC, false },
	{ OUTSIDE "mx.example.jp" DATE
	          "To: a@example.jp, b@docomo.ne.jp, c@example.jp,\n"
	          " d@docomo.ne.jp\n",
	    0, "(unknown)", TD_RANK_NONE, false },
	/* To and Cc: one domain, or one known carrier among them */
	{ OUTSIDE "mx.example.jp" DATE "To: a@example.jp, b@example.jp\n"
	          "Cc: c@Example.jp\n",
	    0, "example.jp", TD_RANK_TO_CC, false },
	{ OUTSIDE "mx.example.jp" DATE "To: a@example.jp\n"
	          "Cc: c@docomo.ne.jp\n",
	    0, "docomo.ne.jp", TD_RANK_TO_CC, false },
	{ OUTSIDE "mx.example.jp" DATE "To: a@ezweb.ne.jp\n"
	          "Cc: c@docomo.ne.jp\n",
	    0, "(unknown)", TD_RANK_NONE, false },
	{ OUTSIDE "mx.example.jp" DATE "To: a@docomo.ne.jp, x@example.jp\n"
	          "Cc: c@docomo.ne.jp\n",
	    0, "(unknown)", TD_RANK_NONE, false },
	{ OUTSIDE "mx.example.jp" DATE "To: a@example.jp, b@example.net\n", 0,
	    "(unknown)", TD_RANK_NONE, false },
	/* known, but no carrier of its own */
	{ OUTSIDE "mx.example.jp" DATE "To: a@posteo.jp, b@example.net\n", 0,
	    "(unknown)", TD_RANK_NONE, false },
	{ OUTSIDE "mx.example.jp" DATE "To: undisclosed-recipients:;\n", 0,
	    "(unknown)", TD_RANK_NONE, false },
	{ OUTSIDE "mx.example.jp" DATE "To: undisclosed-recipients\n", 0,
	    "(unknown)", TD_RANK_NONE, false },
	{ OUTSIDE "mx.example.jp" DATE "To: \"a@docomo.ne.jp\""
	          " <u@example.jp>\n",
	    0, "example.jp", TD_RANK_TO_CC, false },
	/* a recipient without a domain (DECISIONS 16) */
	{ "Delivered-To: alice\n" OUTSIDE "mx.example.jp" DATE, 0, "(none)",
	    TD_RANK_NONE, false },
	{ OUTSIDE "mx.example.jp with ESMTP id 1 for <root>" DATE, 0, "(none)",
	    TD_RANK_NONE, false },
	{ "X-Original-To: root\nDelivered-To: root@example.jp\n" OUTSIDE
	  "mx.example.jp" DATE,
	    0, "example.jp", TD_RANK_DELIVERED_TO, false },
	{ "Delivered-To: \n" OUTSIDE "mx.example.jp" DATE, 0, "(unknown)",
	    TD_RANK_NONE, false },
	/* an inner host decides only if there is nothing else */
	{ OUTSIDE "mx.example.jp with POP3 id 1 for <u@localhost>" DATE
	          "To: u@docomo.ne.jp\n",
	    0, "docomo.ne.jp", TD_RANK_TO_CC, false },
	{ "X-Original-To: u@example.jp\nDelivered-To: "
	  "u@store.internal\n" OUTSIDE "mx.example.jp" DATE,
	    0, "example.jp", TD_RANK_X_ORIGINAL_TO, false },
	{ "Delivered-To: u@localhost\n" OUTSIDE "mx.example.jp" DATE, 0,
	    "localhost", TD_RANK_DELIVERED_TO, false },
	/* docomo's old local parts, ezmlm's words (CARRIERS 1.6) */
	{ "Delivered-To: a..b.@docomo.ne.jp\n" OUTSIDE
	  "mfsmax.docomo.ne.jp" DATE,
	    0, "docomo.ne.jp", TD_RANK_DELIVERED_TO, false },
	{ "Delivered-To: mailing list dev@example.org\n" OUTSIDE
	  "mx.example.org" DATE,
	    0, "example.org", TD_RANK_DELIVERED_TO, false },
	/* without any Received nothing stands below the border */
	{ "To: x@example.net\nDelivered-To: u@example.jp\n", -1, "example.jp",
	    TD_RANK_DELIVERED_TO, false },
};

START_TEST(test_ranks)
{
	const char *text = ranks[_i].text;
	enum td_rank rank = TD_RANK_NONE;

	read_recipient(text, ranks[_i].boundary);
	is(reading.obs.domain, ranks[_i].domain, text);
	if (reading.used_evidence >= 0) {
		rank = reading.evidence[reading.used_evidence].rank;
		ck_assert_ptr_null(
		    reading.evidence[reading.used_evidence].note);
	}
	ck_assert_int_eq(rank, ranks[_i].rank);
	ck_assert_int_eq(reading.conflict, ranks[_i].conflict);
	for (size_t i = 0; i < reading.n_evidence; i++)
		if ((int)i != reading.used_evidence)
			ck_assert_ptr_nonnull(reading.evidence[i].note);
}
END_TEST

/* --recipient goes before everything (rank 0). */
START_TEST(test_given)
{
	trust.recipient = TD_SPAN("Docomo.ne.jp");
	read_recipient(
	    "X-Original-To: u@example.jp\n" OUTSIDE "mx.example.jp" DATE, 0);
	is(reading.obs.domain, "docomo.ne.jp", "given");
	is(reading.obs.carrier.carrier, "docomo", "given");
	ck_assert_int_eq(reading.evidence[0].rank, TD_RANK_GIVEN);
	ck_assert_int_eq(reading.evidence[0].header, -1);
	ck_assert_int_eq(reading.used_evidence, 0);
	ck_assert(!reading.conflict);
}
END_TEST

static const struct {
	const char *to, *by, *carrier, *who;
	enum td_rule_kind how;
} relays[] = {
	/* the domain table alone */
	{ "u@docomo.ne.jp", "mx.example.jp", "docomo", "ntt-docomo",
	    TD_RULE_EXACT },
	{ "u@yahoo.ne.jp", "mx.example.jp", "ymobile", "yahoo-jp",
	    TD_RULE_EXACT },
	/* who answered is the operator (CARRIERS 5) */
	{ "u@uqmobile.jp", "lsean.ezweb.ne.jp", "uq", "kddi", TD_RULE_EXACT },
	{ "u@ymobile.ne.jp", "mx2.mail.yahoo.co.jp", "ymobile", "yahoo-jp",
	    TD_RULE_EXACT },
	{ "u@yahoo.ne.jp", "ymx1.softbank.ne.jp", "ymobile", "softbank",
	    TD_RULE_EXACT },
	/* silent table: the host (DECISIONS 17, 31) */
	{ "u@example.jp", "mx.google.com", "google-workspace", "google",
	    TD_RULE_RELAY },
	{ "u@gmail.com", "mx.google.com", "gmail", "google", TD_RULE_EXACT },
	{ "u@googlemail.com", "mx.google.com", "gmail", "google",
	    TD_RULE_EXACT },
	{ "u@example.jp", "AM1.mail.protection.outlook.com", "m365",
	    "microsoft", TD_RULE_RELAY },
	{ "u@example.jp", "mx0a-001.pphosted.com", "gateway", "proofpoint",
	    TD_RULE_RELAY },
	{ "u@example.jp", "inbound-smtp.us-west-2.amazonaws.com", "hosting",
	    "amazon", TD_RULE_RELAY },
	{ "u@example.jp", "mx.example.jp", "other", "", TD_RULE_NONE },
	{ "u@posteo.jp", "mx.example.jp", "other", "posteo", TD_RULE_FAMILY },
	/* also without a recipient */
	{ "undisclosed:;", "lsean.ezweb.ne.jp", "au", "kddi", TD_RULE_RELAY },
	{ "undisclosed:;", "mx.google.com", "google-workspace", "google",
	    TD_RULE_RELAY },
	{ "undisclosed:;", "mx.example.jp", "other", "", TD_RULE_NONE },
	/* a banner is no host (CARRIERS 5, forged hints) */
	{ "u@example.jp", "mx.example.jp (DOCOMO Mail Server Ver2.0)", "other",
	    "", TD_RULE_NONE },
	{ "u@example.jp", "localhost", "other", "", TD_RULE_NONE },
	{ "u@example.jp", "192.0.2.1", "other", "", TD_RULE_NONE },
};

START_TEST(test_relays)
{
	char text[256];

	snprintf(text, sizeof(text), OUTSIDE "%s" DATE "To: %s\n",
	    relays[_i].by, relays[_i].to);
	read_recipient(text, 0);
	is(reading.obs.carrier.carrier, relays[_i].carrier, text);
	is(reading.obs.carrier.operator, relays[_i].who, text);
	ck_assert_int_eq(reading.obs.carrier.how, relays[_i].how);
}
END_TEST

/* A flat name is of the house named above it; a deeper hop is not asked. */
START_TEST(test_flat_relay)
{
	read_recipient("Received: by mx1.mail.icloud.com" DATE OUTSIDE
	               "p01-smtpin-asin05" DATE "To: u@example.jp\n",
	    1);
	is(reading.obs.carrier.carrier, "icloud", "flat");
	read_recipient(OUTSIDE "mx.example.jp" DATE OUTSIDE "mx.google.com" DATE
	                       "To: u@example.jp\n",
	    0);
	is(reading.obs.carrier.carrier, "other", "below");
}
END_TEST

static const struct {
	const char *text;
	int boundary;
	bool forwarded;
	const char *last; /* final domain */
} forwards[] = {
	{ OUTSIDE "mx.google.com id 1 for <u@gmail.com>" DATE, 0, false,
	    "gmail.com" },
	/* Gmail's automatic forwarding, below the receiver's boundary */
	{ OUTSIDE "mx.example.jp id 1 for <u@example.jp>" DATE
	          "X-Forwarded-To: u@example.jp\n"
	          "X-Forwarded-For: v@gmail.com u@example.jp\n",
	    0, true, "example.jp" },
	{ OUTSIDE "mx.example.jp" DATE "X-Forwarded-For: v@gmail.com x\n", 0,
	    true, "(unknown)" },
	/* what web forms write is none */
	{ OUTSIDE "mx.example.jp" DATE "X-Forwarded-For: 192.0.2.1\n", 0, false,
	    "(unknown)" },
	{ OUTSIDE "mx.example.jp" DATE "X-Forwarded-To: \n", 0, false,
	    "(unknown)" },
	{ OUTSIDE "mx.example.jp" DATE "Resent-From: r@example.net\n", 0, true,
	    "(unknown)" },
	{ OUTSIDE "mx.example.jp" DATE "Resent-Sender: r@example.net\n", 0,
	    true, "(unknown)" },
	{ OUTSIDE "mx.example.jp" DATE "Resent-To: r@example.net\n", 0, true,
	    "example.net" },
	{ OUTSIDE "mx.example.jp" DATE "Resent-To: \n", 0, false, "(unknown)" },
	/* Delivered-To: steps in one house, or in several */
	{ "Delivered-To: u@mbox.example.jp\nDelivered-To: "
	  "u@example.jp\n" OUTSIDE "mx.example.jp" DATE,
	    0, false, "mbox.example.jp" },
	{ "Delivered-To: u@example.net\nDelivered-To: u@example.jp\n" OUTSIDE
	  "mx.example.jp" DATE,
	    0, true, "example.net" },
	{ "Delivered-To: u@example.jp\n" OUTSIDE "mx.example.jp" DATE
	  "Delivered-To: u@example.org\n",
	    0, true, "example.jp" },
	{ "Delivered-To: u@gmail.com\nDelivered-To: u@googlemail.com\n" OUTSIDE
	  "mx.google.com" DATE,
	    0, false, "gmail.com" },
	{ "Delivered-To: u@localhost\nDelivered-To: u@store.internal\n"
	  "Delivered-To: alice\nDelivered-To: u@example.jp\n" OUTSIDE
	  "mx.example.jp" DATE,
	    0, false, "localhost" },
};

START_TEST(test_forwards)
{
	const char *text = forwards[_i].text;

	for (int count = 0; count < 2; count++) {
		bool gone = forwards[_i].forwarded && count == 0;

		trust.count_forwarded = count != 0;
		read_recipient(text, forwards[_i].boundary);
		ck_assert_msg(reading.obs.forwarded == forwards[_i].forwarded,
		    "%s", text);
		ck_assert_int_eq(
		    reading.forwarded_why != NULL, forwards[_i].forwarded);
		is(reading.final_domain, forwards[_i].last, text);
		/* DECISIONS 30: spf and dmarc only */
		ck_assert_int_eq(reading.obs.result[TD_A_SPF],
		    gone ? TD_R_MISSING : TD_R_PASS);
		ck_assert_int_eq(reading.obs.result[TD_A_DMARC],
		    gone ? TD_R_MISSING : TD_R_PASS);
		ck_assert_int_eq(reading.obs.result[TD_A_DKIM], TD_R_PASS);
		ck_assert_int_eq(reading.obs.result[TD_A_ARC], TD_R_PASS);
		/* an alignment that rested on spf is gone with it */
		ck_assert_int_eq(
		    reading.obs.alignment, gone ? TD_UNALIGNED : TD_ALIGNED);
	}
}
END_TEST

/* Forged fields below the boundary leave room for what counts. */
START_TEST(test_flood)
{
	char text[32000];
	size_t n;

	n = (size_t)sprintf(
	    text, "Delivered-To: u@example.jp\n" OUTSIDE "mx.example.jp" DATE);
	for (int i = 0; i < 400; i++)
		n += (size_t)sprintf(
		    text + n, "X-Original-To: f%d@example.net\n", i);
	strcpy(text + n, "To: t@example.org\n");
	read_recipient(text, 0);
	is(reading.obs.domain, "example.jp", "flood");
	ck_assert_uint_eq(reading.n_evidence, TD_MAX_EVIDENCE);

	n = 0;
	for (int i = 0; i < 400; i++)
		n += (size_t)sprintf(text + n, "Delivered-To: f%d@%s\n", i,
		    i == 399 ? "a.jp" : "b.jp");
	strcpy(text + n, OUTSIDE "mx.example.jp" DATE);
	read_recipient(text, 0);
	is(reading.obs.domain, "a.jp", "many");
	is(reading.final_domain, "b.jp", "many");
	ck_assert_uint_eq(reading.n_evidence, TD_MAX_EVIDENCE);
}
END_TEST

START_TEST(test_no_room)
{
	decode_section("Delivered-To: u@example.jp\n");
	reading.boundary = -1;
	reading.n_text = sizeof(reading.text) - TD_PAD - 3;
	td_read_fields(&batch, &record, &reading);
	td_read_recipient(&trust, orgs, carriers, &batch, &record, &reading);
	is(reading.obs.domain, "(unknown)", "no room");
	ck_assert_int_eq(reading.used_evidence, -1);
}
END_TEST

START_TEST(test_names)
{
	for (int r = 0; r < TD_N_RANKS; r++)
		ck_assert_uint_gt(strlen(td_rank_name((enum td_rank)r)), 3);
	ck_assert_str_eq(td_rank_name(TD_RANK_X_ORIGINAL_TO), "x-original-to");
}
END_TEST

/* Each text with every byte changed. */
START_TEST(test_mutations)
{
	static const char bytes[] = "@<>\"(),;:. ";
	char text[1024];

	for (size_t k = 0; k < sizeof(ranks) / sizeof(ranks[0]); k++) {
		size_t n = strlen(ranks[k].text);

		for (size_t i = 1; i + 1 < n; i++) {
			strcpy(text, ranks[k].text);
			text[i] = bytes[(i + k) % (sizeof(bytes) - 1)];
			read_recipient(text, ranks[k].boundary);
			ck_assert_uint_gt(reading.obs.domain.n, 0);
			ck_assert_uint_gt(reading.obs.carrier.carrier.n, 0);
		}
	}
}
END_TEST

#define N(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	Suite *s = suite_create("recipient");
	TCase *c = tcase_create("recipient");

	tcase_set_timeout(c, 60);
	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_loop_test(c, test_ranks, 0, N(ranks));
	tcase_add_test(c, test_given);
	tcase_add_loop_test(c, test_relays, 0, N(relays));
	tcase_add_test(c, test_flat_relay);
	tcase_add_loop_test(c, test_forwards, 0, N(forwards));
	tcase_add_test(c, test_flood);
	tcase_add_test(c, test_no_room);
	tcase_add_test(c, test_names);
	tcase_add_test(c, test_mutations);
	suite_add_tcase(s, c);
	return run_suite(s);
}
