/*
 * The table of requirements.  Sources as of 2026-11; which identity the
 * Japanese carriers look at by SEMANTICS 7.
 */
#include "analyzer/audit/requirement.h"

#define CARRIERS(...) ((const char *const[]){ __VA_ARGS__, NULL })

const struct td_asker td_askers[TD_N_ASKS] = {
	/* Personal accounts: Workspace is left to its customers. */
	[TD_ASKS_GMAIL] = { "gmail", "Gmail", CARRIERS("gmail") },
	[TD_ASKS_YAHOO] = { "yahoo", "Yahoo", CARRIERS("yahoo", "aol") },
	[TD_ASKS_MICROSOFT] = { "microsoft", "Outlook.com",
	    CARRIERS("outlook") },
	[TD_ASKS_DOCOMO] = { "docomo", "docomo", CARRIERS("docomo") },
	[TD_ASKS_AU] = { "au", "au", CARRIERS("au", "uq") },
	[TD_ASKS_SOFTBANK] = { "softbank", "SoftBank",
	    CARRIERS("softbank", "ymobile") },
	[TD_ASKS_RFC] = { "rfc", "everybody", NULL },
	[TD_ASKS_SES] = { "ses", "Amazon SES", NULL },
};

const char *
td_evidence_name(enum td_evidence_kind k)
{
	static const char *const name[] = {
		[TD_SEEN_COUNTERS] = "counters",
		[TD_SEEN_MESSAGES] = "messages",
		[TD_SEEN_RATE] = "rate",
		[TD_SEEN_ACCOUNT] = "account",
	};

	return name[k];
}

#define GMAIL "https://support.google.com/a/answer/81126"
#define GMAIL_FAQ "https://support.google.com/a/answer/14229414"
#define YAHOO "https://senders.yahooinc.com/best-practices/"
#define MICROSOFT                                                          \
	"https://techcommunity.microsoft.com/blog/"                        \
	"microsoftdefenderforoffice365blog/strengthening-email-ecosystem-" \
	"outlook%E2%80%99s-new-requirements-for-high%E2%80%90volume-"      \
	"senders/4399730"
#define DOCOMO                                               \
	"https://www.nttdocomo.co.jp/service/communication/" \
	"imode_mail/notice/sender_id/"
#define AU "https://www.au.com/mobile/service/attention/spf-record/"
#define SOFTBANK \
	"https://www.softbank.jp/mobile/info/personal/news/service/060328/"
#define SES_BOUNCE \
	"https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html"

#define COUNTED(id, asks, bulk, test, text, advice, source)      \
	{                                                        \
		id, asks, TD_SEEN_COUNTERS, bulk, test, 0, text, \
		    TD_ADVICE_##advice, source                   \
	}
#define JUDGED(id, asks, bulk, test, text, advice, source)       \
	{                                                        \
		id, asks, TD_SEEN_MESSAGES, bulk, test, 0, text, \
		    TD_ADVICE_##advice, source                   \
	}
#define RATE(id, asks, seen, rate, limit, text, advice, source)               \
	{                                                                     \
		id, asks, seen, false, rate, limit, text, TD_ADVICE_##advice, \
		    source                                                    \
	}

const struct td_requirement td_requirements[] = {
	JUDGED("gmail-spf-or-dkim", TD_ASKS_GMAIL, false, TD_TEST_EITHER,
	    "SPF or DKIM passes", SPF_DKIM, GMAIL),
	JUDGED("gmail-spf-and-dkim", TD_ASKS_GMAIL, true, TD_TEST_BOTH,
	    "SPF and DKIM pass", SPF_DKIM, GMAIL),
	COUNTED("gmail-dmarc-record", TD_ASKS_GMAIL, true, TD_TEST_POLICY,
	    "From's domain has a DMARC record", POLICY, GMAIL),
	COUNTED("gmail-alignment", TD_ASKS_GMAIL, true, TD_TEST_ALIGNED,
	    "SPF or DKIM passes for From's domain", ALIGN, GMAIL),
	COUNTED("gmail-dmarc", TD_ASKS_GMAIL, true, TD_TEST_DMARC,
	    "DMARC passes", ALIGN, GMAIL),
	COUNTED("gmail-refused", TD_ASKS_GMAIL, false, TD_TEST_REFUSED,
	    "no mail is refused for authentication", REFUSED, GMAIL),
	COUNTED("gmail-tls", TD_ASKS_GMAIL, false, TD_TEST_TLS,
	    "mail comes by TLS", TLS, GMAIL),
	COUNTED("gmail-rdns", TD_ASKS_GMAIL, false, TD_TEST_RDNS,
	    "the host's reverse DNS is confirmed", RDNS, GMAIL),
	JUDGED("gmail-form", TD_ASKS_GMAIL, false, TD_TEST_FORM,
	    "header in the form of RFC 5322", FORM, GMAIL),
	JUDGED("gmail-own-from", TD_ASKS_GMAIL, false, TD_TEST_OWN_FROM,
	    "gmail.com in From only if Gmail sent it", OWN_FROM, GMAIL),
	JUDGED("gmail-one-click", TD_ASKS_GMAIL, true, TD_TEST_ONE_CLICK,
	    "bulk mail: unsubscribing with one click", ONE_CLICK, GMAIL),
	JUDGED("gmail-arc", TD_ASKS_GMAIL, false, TD_TEST_ARC,
	    "forwarded mail: sealed with ARC", ARC, GMAIL),
	RATE("gmail-complaints", TD_ASKS_GMAIL, TD_SEEN_RATE, TD_RATE_COMPLAINT,
	    0.003, "complaints stay below 0.3 %", COMPLAINTS, GMAIL),
	RATE("gmail-complaints-aim", TD_ASKS_GMAIL, TD_SEEN_RATE,
	    TD_RATE_COMPLAINT, 0.001, "better: complaints below 0.1 %",
	    COMPLAINTS, GMAIL_FAQ),

	JUDGED("yahoo-spf-or-dkim", TD_ASKS_YAHOO, false, TD_TEST_EITHER,
	    "SPF or DKIM passes", SPF_DKIM, YAHOO),
	JUDGED("yahoo-spf-and-dkim", TD_ASKS_YAHOO, true, TD_TEST_BOTH,
	    "SPF and DKIM pass", SPF_DKIM, YAHOO),
	COUNTED("yahoo-dmarc-record", TD_ASKS_YAHOO, true, TD_TEST_POLICY,
	    "From's domain has a DMARC record", POLICY, YAHOO),
	COUNTED("yahoo-dmarc", TD_ASKS_YAHOO, true, TD_TEST_DMARC,
	    "DMARC passes", ALIGN, YAHOO),
	COUNTED("yahoo-refused", TD_ASKS_YAHOO, false, TD_TEST_REFUSED,
	    "no mail is refused for authentication", REFUSED, YAHOO),
	COUNTED("yahoo-rdns", TD_ASKS_YAHOO, false, TD_TEST_RDNS,
	    "the host's reverse DNS is confirmed", RDNS, YAHOO),
	JUDGED("yahoo-form", TD_ASKS_YAHOO, false, TD_TEST_FORM,
	    "header in the form of RFC 5322", FORM, YAHOO),
	JUDGED("yahoo-one-click", TD_ASKS_YAHOO, true, TD_TEST_ONE_CLICK,
	    "bulk mail: unsubscribing with one click", ONE_CLICK, YAHOO),
	RATE("yahoo-complaints", TD_ASKS_YAHOO, TD_SEEN_RATE, TD_RATE_COMPLAINT,
	    0.003, "complaints stay below 0.3 %", COMPLAINTS, YAHOO),

	COUNTED("microsoft-spf", TD_ASKS_MICROSOFT, true, TD_TEST_SPF,
	    "SPF passes", SPF, MICROSOFT),
	COUNTED("microsoft-dkim", TD_ASKS_MICROSOFT, true, TD_TEST_DKIM,
	    "DKIM passes", DKIM, MICROSOFT),
	COUNTED("microsoft-dmarc-record", TD_ASKS_MICROSOFT, true,
	    TD_TEST_POLICY, "From's domain has a DMARC record", POLICY,
	    MICROSOFT),
	COUNTED("microsoft-dmarc", TD_ASKS_MICROSOFT, true, TD_TEST_DMARC,
	    "DMARC passes", ALIGN, MICROSOFT),
	COUNTED("microsoft-refused", TD_ASKS_MICROSOFT, false, TD_TEST_REFUSED,
	    "no mail is refused for authentication", REFUSED, MICROSOFT),

	JUDGED("docomo-identity", TD_ASKS_DOCOMO, false, TD_TEST_IDENTITY,
	    "MAIL FROM is of the domain in From", ALIGN, DOCOMO),
	COUNTED("docomo-spf", TD_ASKS_DOCOMO, false, TD_TEST_SPF, "SPF passes",
	    SPF, DOCOMO),
	COUNTED("au-identity", TD_ASKS_AU, false, TD_TEST_PRA,
	    "MAIL FROM is of the domain in From (PRA)", ALIGN, AU),
	COUNTED(
	    "au-spf", TD_ASKS_AU, false, TD_TEST_SPF, "SPF passes", SPF, AU),
	COUNTED("softbank-spf", TD_ASKS_SOFTBANK, false, TD_TEST_SPF,
	    "SPF passes", SPF, SOFTBANK),

	JUDGED("rfc5322-from", TD_ASKS_RFC, false, TD_TEST_ONE_FROM,
	    "one From, with one author domain", FORM, "RFC 5322 3.6, 3.6.2"),
	JUDGED("rfc5322-date", TD_ASKS_RFC, false, TD_TEST_ONE_DATE,
	    "one Date, that can be read", FORM, "RFC 5322 3.6, 3.6.1"),
	JUDGED("rfc5322-message-id", TD_ASKS_RFC, false, TD_TEST_ONE_ID,
	    "one Message-ID, in the form <left@right>", FORM, "RFC 5322 3.6.4"),
	JUDGED("rfc5322-once", TD_ASKS_RFC, false, TD_TEST_ONCE,
	    "no Sender, Reply-To, To, Cc or Subject twice", FORM,
	    "RFC 5322 3.6"),
	JUDGED("rfc8058-one-click", TD_ASKS_RFC, true, TD_TEST_ONE_CLICK,
	    "bulk mail: unsubscribing with one click", ONE_CLICK,
	    "RFC 8058 3.1"),
	JUDGED("rfc8058-signed", TD_ASKS_RFC, true, TD_TEST_SIGNED_OFF,
	    "... and a passing DKIM signature covers that", SIGNED_OFF,
	    "RFC 8058 4"),

	RATE("ses-bounces", TD_ASKS_SES, TD_SEEN_ACCOUNT, TD_RATE_HARD_BOUNCE,
	    0.05, "hard bounces stay below 5 %: else review", BOUNCES,
	    SES_BOUNCE),
	RATE("ses-bounces-pause", TD_ASKS_SES, TD_SEEN_ACCOUNT,
	    TD_RATE_HARD_BOUNCE, 0.10, "and below 10 %: else a pause", BOUNCES,
	    SES_BOUNCE),
	RATE("ses-complaints", TD_ASKS_SES, TD_SEEN_ACCOUNT, TD_RATE_COMPLAINT,
	    0.001, "complaints stay below 0.1 %: else review", COMPLAINTS,
	    SES_BOUNCE),
	RATE("ses-complaints-pause", TD_ASKS_SES, TD_SEEN_ACCOUNT,
	    TD_RATE_COMPLAINT, 0.005, "and below 0.5 %: else a pause",
	    COMPLAINTS, SES_BOUNCE),
};

const size_t td_n_requirements =
    sizeof td_requirements / sizeof td_requirements[0];

/* ---- counters ---- */

/* A temperror is the receiver's own trouble. */
#define METHOD(c)                                                         \
	{                                                                 \
		TD_COUNTERS((c) + TD_R_PASS),                             \
		    TD_COUNTERS((c) + TD_R_FAIL, (c) + TD_R_SOFTFAIL,     \
		        (c) + TD_R_NEUTRAL, (c) + TD_R_NONE,              \
		        (c) + TD_R_POLICY, (c) + TD_R_PERMERROR,          \
		        (c) + TD_R_OTHER),                                \
		    TD_COUNTERS((c) + TD_R_MISSING, (c) + TD_R_TEMPERROR) \
	}
#define ALIGNMENT(c)                                    \
	{                                               \
		TD_COUNTERS((c) + TD_ALIGNED),          \
		    TD_COUNTERS((c) + TD_UNALIGNED),    \
		    TD_COUNTERS((c) + TD_ALIGN_UNKNOWN) \
	}

const struct td_test_counters td_test_counters[TD_N_TESTS] = {
	[TD_TEST_SPF] = METHOD(TD_C_SPF),
	[TD_TEST_DKIM] = METHOD(TD_C_DKIM),
	[TD_TEST_DMARC] = METHOD(TD_C_DMARC),
	[TD_TEST_POLICY] = { TD_COUNTERS(TD_C_DMARC + TD_R_PASS,
	                         TD_C_DMARC + TD_R_FAIL),
	    TD_COUNTERS(TD_C_DMARC + TD_R_NONE, TD_C_DMARC + TD_R_PERMERROR),
	    TD_COUNTERS(TD_C_DMARC + TD_R_MISSING, TD_C_DMARC + TD_R_TEMPERROR,
	        TD_C_DMARC + TD_R_SOFTFAIL, TD_C_DMARC + TD_R_NEUTRAL,
	        TD_C_DMARC + TD_R_POLICY, TD_C_DMARC + TD_R_OTHER) },
	[TD_TEST_ALIGNED] = ALIGNMENT(TD_C_ALIGNMENT),
	[TD_TEST_PRA] = ALIGNMENT(TD_C_PRA),
	[TD_TEST_REFUSED] = { TD_COUNTERS(TD_C_ACCEPTED),
	    TD_COUNTERS(TD_C_REASON + TD_REASON_AUTHFAILURE), TD_NO_COUNTERS },
	[TD_TEST_TLS] = { TD_COUNTERS(TD_C_TLS + TD_TLS_YES),
	    TD_COUNTERS(TD_C_TLS + TD_TLS_NO),
	    TD_COUNTERS(TD_C_TLS + TD_TLS_UNKNOWN) },
	[TD_TEST_RDNS] = { TD_COUNTERS(TD_C_FCRDNS + TD_RDNS_PASS),
	    TD_COUNTERS(TD_C_FCRDNS + TD_RDNS_FAIL, TD_C_FCRDNS + TD_RDNS_NONE),
	    TD_COUNTERS(TD_C_FCRDNS + TD_RDNS_UNKNOWN) },
};
