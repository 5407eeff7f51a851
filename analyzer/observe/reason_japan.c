/*
 * The replies of Japanese carriers and providers: BOUNCES.md 4.  Stage and
 * date decide as much as the words.  What these carriers filter they mostly
 * accept: no rule can see it.
 */
#include "analyzer/observe/reason_table.h"

/* ---- NTT docomo ---- */

#define PREFIX "docomo: "

static const struct td_reason_rule docomo[] = {
	{ .name = PREFIX "unknown user after DATA before 2025-03-13",
	    .source = "4 SIS56 ISS64 MT",
	    .says = TD_LIT("unknown user"),
	    .stages = LATE,
	    .until = true,
	    .reason = TD_REASON_FILTERED },
	AFTER_DATA(USERUNKNOWN, "unknown user", "4 SIS56 ISS64 MT"),
	AT(USERUNKNOWN, RCPT, "unknown user", "4 SOE SIS T34 SMG"),
	SAYS(USERUNKNOWN, "unknown user", "4 SOE SIS T34 SMG"),
	/* The mailbox is meant, not the message. */
	SAYS(MAILBOXFULL, "too much mail data", "4 SOE SIS SMG"),
	SAYS(EMAILTOOLARGE, "message size exceeds maximum value", "4 SOE"),
	SAYS(RATELIMITED, "too many recipients", "4 SOE SIS"),
	SAYS(CONTENTERROR, "line too long", "4 SMG"),
	CODE(SYNTAXERROR, 503, "4 SOE SIS"),
	CODE(SYNTAXERROR, 504, "4 SOE SIS"),
};

#undef PREFIX

static const char *const docomo_carriers[] = { "docomo", "docomo-legacy",
	NULL };
static const char *const docomo_hosts[] = { "docomo.ne.jp", NULL };

const struct td_reason_table td_reason_docomo = { docomo_carriers, docomo_hosts,
	docomo, N_RULES(docomo) };

/* ---- KDDI: au, UQ and TU-KA behind the same hosts ---- */

#define PREFIX "au: "

static const struct td_reason_rule au[] = {
	/* A notice: "user unknown" may follow. */
	SAYS(SUSPEND, "account is disabled", "4 SIS SOE"),
	SAYS(SUSPEND, "temporarily limited", "4 SIS"),
	SAYS(MAILBOXFULL, "account is temporarily over quota", "4 SIS"),
	/* The address is told, or is left out. */
	SAYS(USERUNKNOWN, "<@>: user unknown", "4 SOE SIS"),
	SAYS(FILTERED, "550 : user unknown", "4 SOE SIS T34"),
	SAYS(FILTERED, "550: : user unknown", "4 SOE"), /* Yahoo quotes it */
	SAYS(EXPIRED, "remote host is not responding", "4 SOE"),
	SAYS(ONHOLD, "no valid recipients", "4 SOE"),
	CODE(ONHOLD, 503, "4 SOE"),
	/* A malformed address, or one of another domain. */
	SAYS(USERUNKNOWN, "relay access denied", "4 SMG"),
};

#undef PREFIX

static const char *const au_carriers[] = { "au", "uq", "tu-ka", NULL };
static const char *const au_hosts[] = { "ezweb.ne.jp", "au.com", NULL };

const struct td_reason_table td_reason_au = { au_carriers, au_hosts, au,
	N_RULES(au) };

/* ---- SoftBank ---- */

#define PREFIX "softbank: "

static const struct td_reason_rule softbank[] = {
	SAYS(USERUNKNOWN, "invalid recipient", "4 SOE SMG MT"),
	SAYS(EMAILTOOLARGE, "message size exceeds", "4 SOE"),
	/* The domain of the reverse-path has no DNS record. */
	CODE_SAYS(REJECTED, 553, "does not exist", "4 SMG"),
	STATUS(MAILBOXFULL, 2, 2, "4 SOE"),
};

#undef PREFIX

static const char *const softbank_carriers[] = { "softbank", "digital-phone",
	NULL };
static const char *const softbank_hosts[] = { "mx.softbank.ne.jp",
	"mailsv.softbank.jp", "i.softbank.jp", "vodafone.ne.jp", NULL };

const struct td_reason_table td_reason_softbank = { softbank_carriers,
	softbank_hosts, softbank, N_RULES(softbank) };

/* ---- Y!mobile, with what were WILLCOM and EMOBILE ---- */

#define PREFIX "ymobile: "

static const struct td_reason_rule ymobile[] = {
	SAYS(USERUNKNOWN, "recipient address rejected: user unknown", "4 SOE"),
	SAYS(USERUNKNOWN, "requested action not taken: mailbox unavailable",
	    "4 SOE MT"),
	SAYS(USERUNKNOWN, "invalid recipient", "4 SOE"),
	SAYS(FILTERED, "refuse to receive mail", "seen: WILLCOM"),
	CODE(RATELIMITED, 421, "4 SOE"),
};

#undef PREFIX

static const char *const ymobile_carriers[] = { "ymobile", NULL };
static const char *const ymobile_hosts[] = { "ymx1.softbank.ne.jp", "pdx.ne.jp",
	"emnet.ne.jp", NULL };

const struct td_reason_table td_reason_ymobile = { ymobile_carriers,
	ymobile_hosts, ymobile, N_RULES(ymobile) };

/* ---- Rakuten Mobile ---- */

#define PREFIX "rakuten: "

static const struct td_reason_rule rakuten[] = {
	SAYS(USERUNKNOWN, "user not found", "4 SOE"),
};

#undef PREFIX

static const char *const rakuten_carriers[] = { "rakuten", NULL };
static const char *const rakuten_hosts[] = { "rmb-ss.jp", NULL };

const struct td_reason_table td_reason_rakuten = { rakuten_carriers,
	rakuten_hosts, rakuten, N_RULES(rakuten) };

/* ---- au one net ---- */

#define PREFIX "au-one-net: "

static const struct td_reason_rule au_one_net[] = {
	SAYS(MAILBOXFULL, "mailbox is full", "4 SOE"),
	SAYS(USERUNKNOWN, "recipient address rejected", "4 SOE"),
};

#undef PREFIX

static const char *const au_one_net_carriers[] = { "au-one-net", NULL };
static const char *const au_one_net_hosts[] = { "auone-net.jp", NULL };

const struct td_reason_table td_reason_au_one_net = { au_one_net_carriers,
	au_one_net_hosts, au_one_net, N_RULES(au_one_net) };

/* ---- J:COM ---- */

#define PREFIX "jcom: "

static const struct td_reason_rule jcom[] = {
	SAYS(USERUNKNOWN, "invalid recipient", "4 SMG"),
	CODE_SAYS(REJECTED, 553, "does not exist", "4 SMG"),
	SAYS(RATELIMITED, "too many messages for this session", "4 SMG"),
};

#undef PREFIX

static const char *const jcom_carriers[] = { "jcom", NULL };
static const char *const jcom_hosts[] = { "jcom.home.ne.jp", "zaq.ne.jp",
	NULL };

const struct td_reason_table td_reason_jcom = { jcom_carriers, jcom_hosts, jcom,
	N_RULES(jcom) };

/* ---- BIGLOBE's notices ---- */

#define PREFIX "biglobe: "

static const struct td_reason_rule biglobe[] = {
	SAYS(MAILBOXFULL, "mailbox exceeded the local limit", "4 SIS"),
	SAYS2(FILTERED, "mail delivery failed", "user unknown", "4 SIS"),
};

#undef PREFIX

static const char *const biglobe_carriers[] = { "biglobe", NULL };
static const char *const biglobe_hosts[] = { "biglobe.ne.jp", NULL };

const struct td_reason_table td_reason_biglobe = { biglobe_carriers,
	biglobe_hosts, biglobe, N_RULES(biglobe) };

/* ---- Yahoo! JAPAN ---- */

#define PREFIX "yahoo-jp: "

static const struct td_reason_rule yahoo_jp[] = {
	/* Told after the data, but of the address: no filter. */
	SAYS(USERUNKNOWN, "this user doesn't have a", "4 T34"),
	SAYS(SUSPEND, "disabled or discontinued", "seen: SOE"),
	SAYS(POLICYVIOLATION, "not accepted for policy reasons", "seen: SOE"),
};

#undef PREFIX

static const char *const yahoo_jp_carriers[] = { "yahoo-jp", NULL };
static const char *const yahoo_jp_hosts[] = { "yahoo.co.jp", NULL };

const struct td_reason_table td_reason_yahoo_jp = { yahoo_jp_carriers,
	yahoo_jp_hosts, yahoo_jp, N_RULES(yahoo_jp) };
