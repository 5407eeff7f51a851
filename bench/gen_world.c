/*
 * Who receives and who sends.  The names of carriers and providers are real,
 * with the keys that the analyzer gives them; all other names are reserved
 * for examples (RFC 2606, JPRS).
 */
#include "gen.h"

#define GOOGLE "mx.google.com"
#define AU "lsean.ezweb.ne.jp"
#define ICLOUD "p00-icloudmta-smtpin-jp-central-1k-3"
#define OUTLOOK "TYZJPN03FT012.mail.protection.outlook.com"
#define YAHOO_JP "mta1001.mail.djm.yahoo.co.jp"

const struct gen_recipient gen_recipients[] = {
	{ "docomo", "docomo.ne.jp", "mfsmax.docomo.ne.jp", "docomo",
	    &gen_silent, 150, '-' },
	{ "au", "ezweb.ne.jp", AU, "au", &gen_au, 80, '-' },
	{ "au", "au.com", AU, "au", &gen_au, 50, '-' },
	{ "au", "biz.ezweb.ne.jp", AU, "au", &gen_au, 5, '-' },
	{ "uq", "uqmobile.jp", AU, "au", &gen_au, 10, '-' },
	{ "softbank", "softbank.ne.jp", "mx.softbank.ne.jp", NULL, &gen_silent,
	    40, '-' },
	{ "softbank", "i.softbank.jp", "mx.mailsv.softbank.jp", NULL,
	    &gen_sendmail, 30, '-' },
	{ "softbank", "d.vodafone.ne.jp", "mx.d.vodafone.ne.jp", NULL,
	    &gen_silent, 3, '-' },
	{ "softbank", "jp-t.ne.jp", "mx.jp-t.ne.jp", NULL, &gen_silent, 2,
	    '-' },
	{ "ymobile", "ymobile.ne.jp", "ymx1.ymobile.ne.jp", "other",
	    &gen_postfix, 20, '-' },
	{ "ymobile", "yahoo.ne.jp", YAHOO_JP, "yahoo-jp", &gen_yahoo_jp, 10,
	    '-' },
	{ "rakuten", "rakumail.jp", "mail-rakumail-jp.gslb.rmb-ss.jp",
	    "rakuten", &gen_postfix, 15, '-' },
	{ "gmail", "gmail.com", GOOGLE, "google-workspace", &gen_google, 200,
	    '_' },
	{ "gmail", "googlemail.com", GOOGLE, "google-workspace", &gen_google, 5,
	    '_' },
	{ "google-workspace", "kaisha.example", GOOGLE, "google-workspace",
	    &gen_google, 30, '-' },
	{ "google-workspace", "example.co.jp", GOOGLE, "google-workspace",
	    &gen_google, 20, '-' },
	{ "yahoo-jp", "yahoo.co.jp", YAHOO_JP, "yahoo-jp", &gen_yahoo_jp, 80,
	    '-' },
	{ "yahoo-jp", "ybb.ne.jp", YAHOO_JP, "yahoo-jp", &gen_yahoo_jp, 5,
	    '-' },
	{ "outlook", "outlook.com", OUTLOOK, "m365", &gen_microsoft, 30, '-' },
	{ "outlook", "hotmail.com", OUTLOOK, "m365", &gen_microsoft, 20, '-' },
	{ "outlook", "hotmail.co.jp", OUTLOOK, "m365", &gen_microsoft, 10,
	    '-' },
	{ "outlook", "live.jp", OUTLOOK, "m365", &gen_microsoft, 5, '-' },
	{ "m365", "tenant.example", OUTLOOK, "m365", &gen_microsoft, 30, '-' },
	{ "m365", "example.onmicrosoft.com", OUTLOOK, "m365", &gen_microsoft, 5,
	    '-' },
	{ "icloud", "icloud.com", ICLOUD, NULL, &gen_icloud, 60, '-' },
	{ "icloud", "me.com", ICLOUD, NULL, &gen_icloud, 8, '-' },
	{ "icloud", "mac.com", ICLOUD, NULL, &gen_icloud, 2, '-' },
	{ "yahoo", "yahoo.com", "mta4001.mail.bf1.yahoo.com", NULL, &gen_yahoo,
	    30, '-' },
	{ "yahoo", "ymail.com", "mta4002.mail.bf1.yahoo.com", NULL, &gen_yahoo,
	    3, '-' },
	{ "aol", "aol.com", "mta4003.mail.bf1.yahoo.com", NULL, &gen_yahoo, 8,
	    '-' },
	{ "gmx", "gmx.net", "mx-ha.gmx.net", NULL, &gen_gmx, 8, '-' },
	{ "gmx", "gmx.de", "mx-ha.gmx.net", NULL, &gen_gmx, 8, '-' },
	{ "mail.ru", "mail.ru", "mx216.i.mail.ru", NULL, &gen_mail_ru, 8, '-' },
	{ "fastmail", "fastmail.com", "mx1.messagingengine.com", NULL,
	    &gen_fastmail, 10, '-' },
	{ "zoho", "zoho.com", "mx.zohomail.eu", NULL, &gen_zoho, 5, '-' },
	{ "other", "example.jp", "mx1.example.jp", "other", &gen_postfix, 30,
	    '-' },
	{ "other", "example.com", "mx.example.com", "other", &gen_rspamd, 30,
	    '-' },
	{ "other", "sub.example.net", "mail.example.net", "other", &gen_amavis,
	    15, '-' },
	{ "other", "isp.example", "mx3.isp.example", "other", &gen_sendmail, 25,
	    '-' },
	{ "other", "uni.example", "mx.uni.example", "other", &gen_exim, 30,
	    '-' },
	{ "other", "esa.example", "esa3.esa.example", "other", &gen_cisco, 15,
	    '-' },
	{ "other", "relay.example", "in.relay.example", "other", &gen_arc, 15,
	    '-' },
	{ "other", "rfc.example", "mx.rfc.example", "other", &gen_rfc, 40,
	    '-' },
	{ "other", "kernel.example", "smtp.kernel.example", "other",
	    &gen_kernel, 20, '-' },
	{ "other", "torn.example", "lists.torn.example", "other", &gen_torn, 5,
	    '-' },
	{ "hosting", "cloud.example", "inbound-smtp.us-west-2.amazonaws.com",
	    "hosting", &gen_ses, 10, '-' },
	{ "yandex", "yandex.ru", "mxfront.mail.yandex.net", NULL, &gen_yandex,
	    8, '-' },
	{ "other", "plain.example", "mx.plain.example", "other", &gen_silent,
	    10, '-' },
};

const size_t gen_n_recipients = GEN_COUNT(gen_recipients);

/* Organizations: what alignment is about. */
enum {
	SHOP = 1,
	SES,
	ESP,
	BANK,
	NEWS,
	LISTS,
	CORP,
	PHISH,
	SMALL,
	FORWARDER,
	OTHER_CO
};

const struct gen_domain gen_forwarder = { "forward.example", FORWARDER };

#define SES_HOST "e234-5.smtp-out.ap-northeast-1.amazonses.com"
#define SES_FROM                                    \
	{                                           \
		"ap-northeast-1.amazonses.com", SES \
	}
#define EXCHANGE_HOST "mail-tyzapc01on2100.outbound.protection.outlook.com"

const struct gen_sender gen_senders[] = {
	/* Amazon SES as it comes, with a signature of one's own, and with a
	 * MAIL FROM of one's own */
	{ { "shop.example", SHOP }, SES_FROM, { NULL, 0 }, SES_HOST,
	    { { "amazonses.com", SES } }, S_SES, 15 },
	{ { "shop.example", SHOP }, SES_FROM, { NULL, 0 }, SES_HOST,
	    { { "shop.example", SHOP }, { "amazonses.com", SES } }, S_SES, 15 },
	{ { "shop.example", SHOP }, { "bounce.shop.example", SHOP },
	    { NULL, 0 }, SES_HOST,
	    { { "shop.example", SHOP }, { "amazonses.com", SES } }, 0, 25 },
	/* its own hosts */
	{ { "bank.example", BANK }, { "bank.example", BANK }, { NULL, 0 },
	    "mail.bank.example", { { "bank.example", BANK } }, 0, 15 },
	{ { "mail.bank.example", BANK }, { "bounces.bank.example", BANK },
	    { NULL, 0 }, "mail.bank.example",
	    { { "bank.example", BANK }, { "mail.bank.example", BANK } }, 0,
	    10 },
	/* three labels of an organization */
	{ { "mail.example.ne.jp", OTHER_CO },
	    { "bounce.example.ne.jp", OTHER_CO }, { NULL, 0 },
	    "smtp.example.ne.jp", { { "example.ne.jp", OTHER_CO } }, 0, 10 },
	/* a mailing service */
	{ { "news.example", NEWS }, { "b.esp.example", ESP },
	    { "esp.example", ESP }, "out7.esp.example",
	    { { "esp.example", ESP }, { "news.example", NEWS },
	        { "b.esp.example", ESP } },
	    0, 12 },
	{ { "news.example", NEWS }, { "b.esp.example", ESP },
	    { "news.example", NEWS }, "out8.esp.example",
	    { { "esp.example", ESP } }, 0, 8 },
	/* a mailing list */
	{ { "corp.example", CORP }, { "lists.example.org", LISTS },
	    { "lists.example.org", LISTS }, "lists.example.org",
	    { { "corp.example", CORP }, { "lists.example.org", LISTS } },
	    S_LIST, 10 },
	/* a tenant of Exchange Online */
	{ { "corp.example", CORP }, { "corp.example", CORP }, { NULL, 0 },
	    EXCHANGE_HOST, { { "corp.example", CORP } }, S_EXCHANGE, 12 },
	/* no signature at all */
	{ { "small.example", SMALL }, { "small.example", SMALL }, { NULL, 0 },
	    "small.example", { { NULL, 0 } }, S_NO_DKIM, 6 },
	/* who says he is somebody else */
	{ { "bank.example", BANK }, { "phish.example", PHISH }, { NULL, 0 },
	    "host-5.phish.example", { { "phish.example", PHISH } }, 0, 6 },
};

const size_t gen_n_senders = GEN_COUNT(gen_senders);
