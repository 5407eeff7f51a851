/*
 * analyzer/observe/delivery.c: settled deliveries made by hand, and what is to
 * be counted of them.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/observe/delivery.h"
#include "tests/run.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define SECOND INT64_C(1000000)
#define NOV_21 (INT64_C(1795219200) * SECOND) /* 2026-11-21 00:00 UTC */

static struct td_carriers *carriers;
static struct td_psl *psl;
static struct td_trust trust;
static struct td_deliveries *deliveries;

static void
set_up(void)
{
	struct td_error e;

	carriers = td_carriers_new(NULL, &e);
	psl = td_psl_new(NULL, &e);
	ck_assert_ptr_nonnull(carriers);
	ck_assert_ptr_nonnull(psl);
	trust = (struct td_trust){ .carriers = carriers, .psl = psl };
	deliveries = td_deliveries_new(&trust);
	ck_assert_ptr_nonnull(deliveries);
}

static void
tear_down(void)
{
	td_deliveries_free(deliveries);
	td_psl_free(psl);
	td_carriers_free(carriers);
}

static struct td_span
span(const char *s)
{
	return (struct td_span){ s, s == NULL ? 0 : strlen(s) };
}

static struct td_settled
settled(void)
{
	struct td_settled s = { .host = TD_LIT("mail1"),
		.domain = TD_LIT("docomo.ne.jp"),
		.weight = 1,
		.outcome = TD_ACTION_SENT,
		.attempts = 1,
		.begin = NOV_21,
		.first = NOV_21 + 2 * SECOND,
		.last = NOV_21 + 9 * SECOND,
		.delay = 9 * SECOND };

	for (size_t i = 0; i < N(s.result); i++)
		s.result[i] = TD_R_MISSING;
	return s;
}

static void
is_text(struct td_span got, const char *want, const char *what)
{
	ck_assert_msg(td_span_eq(got, span(want)), "%s: \"%.*s\", not \"%s\"",
	    what, (int)got.n, got.p, want);
}

/* ---- outcomes and reasons ---- */

static const struct outcome {
	const char *source;
	uint8_t outcome; /* enum td_action */
	uint8_t stage;
	const char *status, *reply;
	int reason; /* enum td_reason; -1: none */
	bool hard;
	uint16_t code;
	const char *told; /* the enhanced status */
} outcomes[] = {
	{ "FORMATS 1", TD_ACTION_SENT, 0, "2.0.0", "250 Ok 11000", -1, false, 0,
	    "2.0.0" },
	{ "BOUNCES 4, docomo since 2025-03-13", TD_ACTION_FAILED, TD_STAGE_RCPT,
	    "5.0.0", "550 Unknown user u@docomo.ne.jp", TD_REASON_USERUNKNOWN,
	    true, 550, "5.0.0" },
	{ "BOUNCES 2.5: the remote status goes first", TD_ACTION_FAILED,
	    TD_STAGE_EOD, "5.0.0",
	    "550-5.7.26 Your email has been blocked because the sender is "
	    "unauthenticated. Gmail requires all senders to authenticate with "
	    "either SPF or DKIM.",
	    TD_REASON_AUTHFAILURE, false, 550, "5.7.26" },
	{ "DECISIONS 6: the reason is expired, not the last reply's",
	    TD_ACTION_EXPIRED, TD_STAGE_RCPT, "5.1.1", "550 5.1.1 User unknown",
	    TD_REASON_EXPIRED, false, 550, "5.1.1" },
	{ "DECISIONS 6: open deferrals carry none", TD_ACTION_DEFERRED,
	    TD_STAGE_RCPT, "4.2.2", "452-4.2.2 over quota", -1, false, 452,
	    "4.2.2" },
	{ "FORMATS 1, SOFTBOUNCE: not hard yet", TD_ACTION_DEFERRED,
	    TD_STAGE_RCPT, "4.1.1", "550 5.1.1 User unknown", -1, false, 550,
	    "5.1.1" },
	{ "DECISIONS 3", TD_ACTION_SUPPRESSED, 0, "2.7.0",
	    "250 2.7.0 Ok, discarded", -1, false, 0, "2.7.0" },
	{ "BOUNCES 1: undefined", TD_ACTION_FAILED, 0, NULL, NULL,
	    TD_REASON_UNDEFINED, false, 0, "" },
	{ "no status at all", TD_ACTION_SENT, 0, NULL, NULL, -1, false, 0, "" },
	{ "RFC 3463: no class 3", TD_ACTION_SENT, 0, "3.0.0", NULL, -1, false,
	    0, "" },
	{ "RFC 3463: three digits", TD_ACTION_SENT, 0, "2.123.456", NULL, -1,
	    false, 0, "2.123.456" },
	{ "RFC 3463: not four", TD_ACTION_SENT, 0, "2.1234.5", NULL, -1, false,
	    0, "" },
	{ "RFC 3463: not two numbers", TD_ACTION_SENT, 0, "2.0.0.", NULL, -1,
	    false, 0, "" },
	{ "RFC 3463: not less", TD_ACTION_SENT, 0, "2.000", NULL, -1, false, 0,
	    "" },
	{ "RFC 3463: digits", TD_ACTION_SENT, 0, "2.a@b.c", NULL, -1, false, 0,
	    "" },
};

START_TEST(test_outcome)
{
	const struct outcome *v = &outcomes[_i];
	struct td_settled s = settled();
	struct td_delivery d;
	const struct td_observation *o = &d.obs;

	s.outcome = v->outcome;
	s.stage = v->stage;
	s.status = span(v->status);
	s.reply = span(v->reply);
	ck_assert_int_eq(
	    td_observe_delivery(deliveries, &s, &d), TD_SEEN_MESSAGE);
	ck_assert_msg(o->outcome == v->outcome, "%s: outcome", v->source);
	ck_assert_msg(
	    o->has_reason == (v->reason >= 0), "%s: has_reason", v->source);
	if (v->reason >= 0) {
		ck_assert_ptr_nonnull(o->rule);
		ck_assert_str_eq(o->rule, d.verdict.rule);
		ck_assert_msg(o->reason == v->reason, "%s: %s, not %s",
		    v->source, td_reason_name(o->reason),
		    td_reason_name((enum td_reason)v->reason));
	}
	ck_assert_msg(o->hard == v->hard, "%s: hard", v->source);
	ck_assert_msg(o->code == v->code, "%s: %u", v->source, o->code);
	is_text(o->status, v->told, v->source);
	/* Until acceptance, or as long as it waits for that. */
	ck_assert(o->delay ==
	    (v->outcome == TD_ACTION_SENT || v->outcome == TD_ACTION_DEFERRED ?
	            9 * SECOND :
	            TD_NO_TIME));
}
END_TEST

/* ---- carriers ---- */

static const struct {
	const char *source, *domain, *relay, *carrier, *operator;
} takers[] = {
	{ "DECISIONS 17: by domain", "docomo.ne.jp", "mfsmax.docomo.ne.jp",
	    "docomo", "ntt-docomo" },
	{ "DECISIONS 17: where that is silent", "example.jp",
	    "ASPMX.L.GOOGLE.COM.", "google-workspace", "google" },
	{ "DECISIONS 17: the domain goes first", "docomo.ne.jp",
	    "aspmx.l.google.com", "docomo", "google" },
	{ "CARRIERS 5: who answered", "uqmobile.jp", "lsean.ezweb.ne.jp", "uq",
	    "kddi" },
	{ "CARRIERS 5: m365", "example.com",
	    "example-com.mail.protection.outlook.com", "m365", "microsoft" },
	{ "DECISIONS 18: a gateway's own name", "example.com",
	    "mx0a-0001.pphosted.com", "gateway", "proofpoint" },
	{ "CARRIERS 5: SES is no carrier", "example.com",
	    "email-smtp.us-east-1.amazonaws.com", "other", "" },
	{ "CARRIERS 5: relay=local", "example.com", "local", "other", "" },
	{ "CARRIERS 5: no relay", "example.com", NULL, "other", "" },
	{ "a socket", "example.com", "private/dovecot-lmtp", "other", "" },
	{ "DECISIONS 16: none", "(none)", "aspmx.l.google.com",
	    "google-workspace", "google" },
};

START_TEST(test_carrier)
{
	struct td_settled s = settled();
	struct td_delivery d;

	s.domain = span(takers[_i].domain);
	s.relay = span(takers[_i].relay);
	td_observe_delivery(deliveries, &s, &d);
	is_text(d.obs.carrier.carrier, takers[_i].carrier, takers[_i].source);
	is_text(d.obs.carrier.operator, takers[_i].operator, takers[_i].source);
	is_text(d.obs.domain, takers[_i].domain, takers[_i].source);
}
END_TEST

static const struct {
	const char *relay, *ip;
	uint16_t flags;
	uint8_t outcome;
	bool relayed;
} relays[] = {
	{ "email-smtp.us-east-1.amazonaws.com", "192.0.2.1", 0, TD_ACTION_SENT,
	    true },
	{ "Email-SMTP.ap-northeast-1.amazonaws.com.", NULL, 0, TD_ACTION_SENT,
	    true },
	{ "email-smtp-fips.us-east-1.amazonaws.com", NULL, 0, TD_ACTION_SENT,
	    true },
	/* Its MX, where mail for SES customers goes. */
	{ "inbound-smtp.us-east-1.amazonaws.com", NULL, 0, TD_ACTION_SENT,
	    false },
	{ "smtp.sendgrid.net", NULL, 0, TD_ACTION_SENT, true },
	{ "mx.sendgrid.net", NULL, 0, TD_ACTION_SENT, false },
	{ "smtp.mailgun.org", NULL, 0, TD_ACTION_SENT, true },
	{ "smtp.eu.mailgun.org", NULL, 0, TD_ACTION_SENT, true },
	{ "mxa.mailgun.org", NULL, 0, TD_ACTION_SENT, false },
	{ "smtp.postmarkapp.com", NULL, 0, TD_ACTION_SENT, true },
	{ "inbound.postmarkapp.com", NULL, 0, TD_ACTION_SENT, false },
	{ "smtp.eu.sparkpostmail.com", NULL, 0, TD_ACTION_SENT, true },
	{ "smtp-relay.gmail.com", NULL, 0, TD_ACTION_SENT, true },
	{ "gmail-smtp-in.l.google.com", NULL, 0, TD_ACTION_SENT, false },
	/* Names that only look so. */
	{ "smtp.notsendgrid.net", NULL, 0, TD_ACTION_SENT, false },
	{ "smtp.sendgrid.net.example", NULL, 0, TD_ACTION_SENT, false },
	{ "sendgrid.net", NULL, 0, TD_ACTION_SENT, false },
	{ "smtp.", NULL, 0, TD_ACTION_SENT, false },
	{ "xsmtp.sendgrid.net", NULL, 0, TD_ACTION_SENT, false },
	{ "mx0a-0001.pphosted.com", "192.0.2.1", 0, TD_ACTION_SENT, true },
	{ "relay.example.com", "10.1.2.3", 0, TD_ACTION_SENT, true },
	{ "relay.example.com", "fd00::1", 0, TD_ACTION_SENT, true },
	{ "127.0.0.1", "127.0.0.1", 0, TD_ACTION_SENT, true },
	{ "10.1.2.3", NULL, 0, TD_ACTION_SENT, true },
	{ "mx.example.com", "192.0.2.1", 0, TD_ACTION_SENT, false },
	{ "mx.example.com", "2001:db8::1", 0, TD_ACTION_SENT, false },
	/* At port 587, 465 or 2525: RFC 6409 3.1, RFC 8314 7.3. */
	{ "mx.example.com", "192.0.2.1", TD_EVENT_SUBMISSION, TD_ACTION_SENT,
	    true },
	{ NULL, "192.0.2.1", TD_EVENT_SUBMISSION, TD_ACTION_SENT, true },
	{ "mx.example.com", "192.0.2.1", TD_EVENT_SUBMISSION, TD_ACTION_FAILED,
	    false },
	/* A mailbox on this host. */
	{ "private/dovecot-lmtp", NULL, TD_EVENT_LOCAL, TD_ACTION_SENT, false },
	{ "127.0.0.1", "127.0.0.1", TD_EVENT_LOCAL, TD_ACTION_SENT, false },
	{ NULL, NULL, 0, TD_ACTION_SENT, false },
	/* What was not accepted was accepted by nobody. */
	{ "email-smtp.us-east-1.amazonaws.com", NULL, 0, TD_ACTION_FAILED,
	    false },
	{ "relay.example.com", "10.1.2.3", 0, TD_ACTION_DEFERRED, false },
};

START_TEST(test_relayed)
{
	struct td_settled s = settled();
	struct td_delivery d;

	s.domain = TD_SPAN("example.com");
	s.relay = span(relays[_i].relay);
	s.relay_ip = span(relays[_i].ip);
	s.flags = relays[_i].flags;
	s.outcome = relays[_i].outcome;
	td_observe_delivery(deliveries, &s, &d);
	ck_assert_msg((d.relayed != NULL) == relays[_i].relayed, "%s [%s]: %s",
	    relays[_i].relay, relays[_i].ip, d.relayed);
}
END_TEST

/* FORMATS 1: those whose events have the id that they answer with. */
START_TEST(test_joins)
{
	struct td_settled s = settled();

	s.outcome = TD_ACTION_SENT;
	s.given = 1;
	s.relay = TD_SPAN("email-smtp.us-east-1.amazonaws.com");
	ck_assert_uint_eq(td_delivery_joins(&s), TD_SERVICE_SES);
	s.relay = TD_SPAN("Email-SMTP.ap-northeast-1.amazonAWS.com.");
	ck_assert_uint_eq(td_delivery_joins(&s), TD_SERVICE_SES);
	s.given = 0;
	ck_assert_uint_eq(td_delivery_joins(&s), TD_SERVICE_NONE);
	s.given = 1;
	s.flags = TD_EVENT_LOCAL;
	ck_assert_uint_eq(td_delivery_joins(&s), TD_SERVICE_NONE);
	s.flags = 0;
	s.relay = TD_SPAN("smtp.sendgrid.net");
	ck_assert_uint_eq(td_delivery_joins(&s), TD_SERVICE_SENDGRID);
	s.outcome = TD_ACTION_DEFERRED;
	ck_assert_uint_eq(td_delivery_joins(&s), TD_SERVICE_NONE);
	s.outcome = TD_ACTION_SENT;
	s.relay = TD_SPAN("smtp.mailgun.org");
	ck_assert_uint_eq(td_delivery_joins(&s), TD_SERVICE_NONE);
	s.relay = TD_SPAN("mx.sendgrid.net");
	ck_assert_uint_eq(td_delivery_joins(&s), TD_SERVICE_NONE);
	s.relay = TD_SPAN(".");
	ck_assert_uint_eq(td_delivery_joins(&s), TD_SERVICE_NONE);
	s.relay.n = 0;
	ck_assert_uint_eq(td_delivery_joins(&s), TD_SERVICE_NONE);
}
END_TEST

/* ---- results ---- */

/* SEMANTICS 6, DECISIONS 29, with what a log tells. */
static const struct {
	const char *source;
	uint8_t spf;
	const char *spf_domain;
	uint8_t dkim;
	const char *sdid, *author, *sender;
	uint8_t alignment;
	bool dkim_aligned;
} results[] = {
	{ "nothing told", TD_R_MISSING, NULL, TD_R_MISSING, NULL, NULL,
	    "example.com", TD_ALIGN_UNKNOWN, false },
	{ "no author", TD_R_PASS, "example.com", TD_R_PASS, "example.com", NULL,
	    "example.com", TD_ALIGN_UNKNOWN, false },
	{ "no result", TD_R_MISSING, NULL, TD_R_MISSING, NULL, "example.com",
	    "example.com", TD_ALIGN_UNKNOWN, false },
	{ "SPF, relaxed", TD_R_PASS, "bounce.example.com", TD_R_MISSING, NULL,
	    "example.com", "bounce.example.com", TD_ALIGNED, false },
	{ "SPF, the domain is MAIL FROM's", TD_R_PASS, NULL, TD_R_MISSING, NULL,
	    "example.com", "bounce.example.com", TD_ALIGNED, false },
	{ "SPF spoke about the HELO", TD_R_PASS, "example.net", TD_R_MISSING,
	    NULL, "example.com", "example.com", TD_UNALIGNED, false },
	{ "SPF fails", TD_R_FAIL, "example.com", TD_R_MISSING, NULL,
	    "example.com", "example.com", TD_UNALIGNED, false },
	{ "SPF of nobody", TD_R_PASS, NULL, TD_R_MISSING, NULL, "example.com",
	    NULL, TD_ALIGN_UNKNOWN, false },
	{ "DKIM", TD_R_FAIL, "example.net", TD_R_PASS, "Example.COM",
	    "example.com", "example.net", TD_ALIGNED, true },
	{ "DKIM of another", TD_R_FAIL, "example.net", TD_R_PASS, "example.org",
	    "example.com", "example.net", TD_UNALIGNED, false },
	{ "DKIM of nobody", TD_R_NONE, "example.net", TD_R_PASS, NULL,
	    "example.com", "example.net", TD_ALIGN_UNKNOWN, false },
};

START_TEST(test_alignment)
{
	struct td_settled s = settled();
	struct td_delivery d;
	const struct td_observation *o = &d.obs;

	s.result[TD_M_SPF] = results[_i].spf;
	s.result[TD_M_DKIM] = results[_i].dkim;
	s.auth_domain[TD_M_SPF] = span(results[_i].spf_domain);
	s.auth_domain[TD_M_DKIM] = span(results[_i].sdid);
	s.author_domain = span(results[_i].author);
	s.sender_domain = span(results[_i].sender);
	td_observe_delivery(deliveries, &s, &d);
	ck_assert_msg(o->alignment == results[_i].alignment, "%s: %u",
	    results[_i].source, o->alignment);
	ck_assert_msg(o->dkim_aligned_pass == results[_i].dkim_aligned, "%s",
	    results[_i].source);
	ck_assert(o->result[TD_A_SPF] == results[_i].spf &&
	    o->result[TD_A_DKIM] == results[_i].dkim &&
	    o->result[TD_A_DMARC] == TD_R_MISSING &&
	    o->result[TD_A_ARC] == TD_R_MISSING &&
	    o->result[TD_A_SENDER_ID] == TD_R_MISSING);
	/* A log shows no PRA. */
	ck_assert_uint_eq(o->pra, TD_ALIGN_UNKNOWN);
}
END_TEST

/* One delivery leaves nothing behind for the next. */
START_TEST(test_no_memory_of_results)
{
	struct td_settled s = settled();
	struct td_delivery d;

	s.result[TD_M_SPF] = s.result[TD_M_DKIM] = TD_R_PASS;
	s.result[TD_M_DMARC] = TD_R_FAIL;
	s.result[TD_M_ARC] = TD_R_NONE;
	s.auth_domain[TD_M_DKIM] = TD_SPAN("example.com");
	s.author_domain = s.sender_domain = TD_SPAN("example.com");
	td_observe_delivery(deliveries, &s, &d);
	ck_assert(d.obs.result[TD_A_DMARC] == TD_R_FAIL &&
	    d.obs.result[TD_A_ARC] == TD_R_NONE);
	is_text(d.obs.sdid, "example.com", "sdid");
	is_text(d.obs.author_domain, "example.com", "author");
	is_text(d.obs.mailfrom_domain, "example.com", "sender");
	ck_assert(d.obs.dkim_aligned_pass);
	s = settled();
	td_observe_delivery(deliveries, &s, &d);
	ck_assert(d.obs.result[TD_A_DMARC] == TD_R_MISSING);
	ck_assert_uint_eq(d.obs.sdid.n, 0);
	ck_assert_uint_eq(d.obs.author_domain.n, 0);
	ck_assert(!d.obs.dkim_aligned_pass);
	ck_assert_uint_eq(d.obs.alignment, TD_ALIGN_UNKNOWN);
}
END_TEST

/* ---- the rest ---- */

static const struct {
	const char *text;
	uint8_t tls;
} tls[] = {
	/* FORMATS 1: Postfix 3.11. */
	{ "may", TD_TLS_YES },
	{ "may:none", TD_TLS_NO },
	{ "none", TD_TLS_NO },
	{ "dane?", TD_TLS_UNKNOWN },
	{ "verify/!requiretls:nocertmatch", TD_TLS_YES },
	/* Exim's X=. */
	{ "TLS1.3:TLS_AES_256_GCM_SHA384:256", TD_TLS_YES },
	{ NULL, TD_TLS_UNKNOWN },
};

START_TEST(test_tls)
{
	struct td_settled s = settled();
	struct td_delivery d;

	s.tls = span(tls[_i].text);
	td_observe_delivery(deliveries, &s, &d);
	ck_assert_msg(
	    d.obs.tls == tls[_i].tls, "%s: %u", tls[_i].text, d.obs.tls);
}
END_TEST

/* FORMATS 20: the time of injection, else the first that is known. */
START_TEST(test_members)
{
	struct td_settled s = settled();
	struct td_delivery d;
	const struct td_observation *o = &d.obs;

	s.weight = 7;
	s.attempts = 3;
	s.stage = TD_STAGE_EOD;
	s.relay = TD_SPAN("MX.example.com");
	td_observe_delivery(deliveries, &s, &d);
	ck_assert(o->when == NOV_21 && o->weight == 7 && o->attempts == 3 &&
	    o->stage == TD_STAGE_EOD && o->hops == TD_NO_HOPS &&
	    o->fcrdns == TD_RDNS_UNKNOWN && !o->forwarded &&
	    o->complaints == 0);
	is_text(o->hostname, "mail1", "hostname");
	is_text(o->relay, "mx.example.com", "relay");
	ck_assert_uint_eq(o->tag.n, 0);
	ck_assert_uint_eq(o->authserv_id.n, 0);
	s.begin = TD_NO_TIME;
	td_observe_delivery(deliveries, &s, &d);
	ck_assert(o->when == NOV_21 + 2 * SECOND);
	s.delay = TD_NO_TIME;
	s.domain.n = 0;
	td_observe_delivery(deliveries, &s, &d);
	ck_assert(o->delay == TD_NO_TIME);
	is_text(o->domain, "(none)", "domain");
}
END_TEST

/* Open mail: the delay that its last line tells, else from the first time that
 * is known of it to the last. */
START_TEST(test_waited)
{
	static const struct {
		int64_t begin, last, told, delay;
	} rows[] = {
		{ NOV_21, NOV_21 + 9 * SECOND, 8 * SECOND, 8 * SECOND },
		{ NOV_21, NOV_21 + 9 * SECOND, TD_NO_TIME, 9 * SECOND },
		{ TD_NO_TIME, NOV_21 + 9 * SECOND, TD_NO_TIME, 7 * SECOND },
		{ NOV_21, TD_NO_TIME, TD_NO_TIME, TD_NO_TIME },
	};

	for (size_t i = 0; i < N(rows); i++) {
		struct td_settled s = settled();
		struct td_delivery d;

		s.outcome = TD_ACTION_DEFERRED;
		s.begin = rows[i].begin;
		s.last = rows[i].last;
		s.delay = rows[i].told;
		td_observe_delivery(deliveries, &s, &d);
		ck_assert(d.obs.delay == rows[i].delay);
	}
}
END_TEST

/* DECISIONS 1. */
/* DECISIONS.md 15, and 17 for domains that are nobody's. */
static const struct {
	const char *domain, *reporter, *carrier, *told;
} reported[] = {
	{ "", "google.com", "gmail", "(none)" },
	{ "", "Enterprise Outlook", "m365", "(none)" },
	{ "", "receiver.example", "other", "(none)" },
	{ "hotmail.com", "Outlook.com", "outlook", "hotmail.com" },
	{ "docomo.ne.jp", "Yahoo", "docomo", "docomo.ne.jp" },
	{ "hosted.example", "Enterprise Outlook", "m365", "hosted.example" },
};

START_TEST(test_reported)
{
	struct td_settled s = settled();
	struct td_delivery d;

	s.outcome = TD_ACTION_NONE;
	s.service = TD_SERVICE_DMARC;
	s.inbound = true;
	s.domain = span(reported[_i].domain);
	s.reporter = span(reported[_i].reporter);
	td_observe_delivery(deliveries, &s, &d);
	is_text(d.obs.carrier.carrier, reported[_i].carrier, "carrier");
	is_text(d.obs.domain, reported[_i].told, "domain");
	ck_assert(!d.obs.untold);
}
END_TEST

START_TEST(test_null_sender)
{
	struct td_settled s = settled();
	struct td_delivery d;

	s.null_sender = true;
	ck_assert_int_eq(
	    td_observe_delivery(deliveries, &s, &d), TD_SEEN_NULL_SENDER);
	trust.count_null_sender = true;
	ck_assert_int_eq(
	    td_observe_delivery(deliveries, &s, &d), TD_SEEN_MESSAGE);
}
END_TEST

/* BOUNCES 4 changes with the time of the reply: before 2025-03-13 docomo said
 * so of what its users filter. */
START_TEST(test_dated)
{
	struct td_settled s = settled();
	struct td_delivery d;

	s.outcome = TD_ACTION_FAILED;
	s.stage = TD_STAGE_EOD;
	s.reply = TD_SPAN("550 Unknown user u@docomo.ne.jp");
	s.relay = TD_SPAN("mfsmax.docomo.ne.jp");
	td_observe_delivery(deliveries, &s, &d);
	ck_assert_str_eq(td_reason_name(d.obs.reason), "userunknown");
	s.last = TD_DOCOMO_ACCEPTS - 1;
	td_observe_delivery(deliveries, &s, &d);
	ck_assert_str_eq(td_reason_name(d.obs.reason), "filtered");
	ck_assert_ptr_nonnull(d.verdict.rule);
}
END_TEST

/* Names as long as the reader lets through: cut off or left out, no more. */
START_TEST(test_long)
{
	static char name[70000];
	struct td_settled s = settled();
	struct td_delivery d;

	memset(name, 'A', sizeof(name));
	for (size_t n = 1; n <= sizeof(name); n = n * 3 + 1) {
		s.domain = s.relay = s.author_domain = s.sender_domain =
		    s.status = s.reply = s.tls = (struct td_span){ name, n };
		s.auth_domain[TD_M_SPF] = s.auth_domain[TD_M_DKIM] = s.domain;
		s.result[TD_M_SPF] = s.result[TD_M_DKIM] = TD_R_PASS;
		for (s.outcome = TD_ACTION_SENT; s.outcome < TD_N_ACTIONS;
		     s.outcome++) {
			td_observe_delivery(deliveries, &s, &d);
			ck_assert_uint_le(d.obs.domain.n, n > 6 ? n : 6);
		}
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("delivery");
	TCase *t = tcase_create("delivery");

	tcase_add_checked_fixture(t, set_up, tear_down);
	tcase_add_loop_test(t, test_outcome, 0, N(outcomes));
	tcase_add_loop_test(t, test_carrier, 0, N(takers));
	tcase_add_loop_test(t, test_relayed, 0, N(relays));
	tcase_add_test(t, test_joins);
	tcase_add_loop_test(t, test_alignment, 0, N(results));
	tcase_add_test(t, test_no_memory_of_results);
	tcase_add_loop_test(t, test_tls, 0, N(tls));
	tcase_add_test(t, test_members);
	tcase_add_test(t, test_waited);
	tcase_add_test(t, test_null_sender);
	tcase_add_loop_test(t, test_reported, 0, N(reported));
	tcase_add_test(t, test_dated);
	tcase_add_test(t, test_long);
	suite_add_tcase(s, t);
	return run_suite(s);
}
