/*
 * The built-in carriers as constant tables: the facts of the recipient side,
 * each with the sources it was taken from.  The ids of the sources:
 *
 *	ADB	Adobe Journey Optimizer, domain groups of the IP warm-up plan
 *	AIR	Recruit AirREGI help, carriers and their domains
 *	DMARC	org_name of aggregate reports in public tests and articles
 *	BH	yaslama/bouncehammer, Kanadzuchi::Mail::Group
 *	ISP	thunderbird/autoconfig, ispdb
 *	JPM	jpmobile/jpmobile, MAIL_ADDRESS_REGEXP
 *	L1-L8	lists of carrier and free-mail domains in public programs
 *	MAIL	real messages in the test data of public programs
 *	MAM	miyagawa/Mail-Address-MobileJp
 *	MBS	Ruby class MbSmtp, MX hosts of the carriers
 *	MXS	jace/mxsniff, providers and public_domains
 *	PORT	Y!mobile, domains of address portability
 *	RKT	Rakuten Mobile's own site
 *	SIS	sisimai/go-sisimai, RhostClass and lhost
 *	SMG	note.com/sendmagic on SMTP replies
 *	SOE	sisimai/set-of-emails, real bounces
 */
#ifndef TD_OBSERVE_CARRIER_TABLE_H
#define TD_OBSERVE_CARRIER_TABLE_H

#include "analyzer/observe/carrier.h"

struct td_carrier_rows {
	const struct td_carrier *row;
	size_t n;
};

/*
 * Rows by the form of their pattern.  exact and suffix are sorted bytewise by
 * the pattern behind `skip` bytes, suffixes also behind their "*.".
 */
struct td_carrier_section {
	struct td_carrier_rows exact, label, suffix, family;
	size_t skip;
};

extern const struct td_carrier_section td_carriers_japan;    /* domains */
extern const struct td_carrier_section td_carriers_world;    /* domains */
extern const struct td_carrier_section td_carriers_relay;    /* hosts */
extern const struct td_carrier_section td_carriers_reporter; /* names */

struct td_carriers {
	char *text;             /* the user's file, cut into words */
	struct td_carrier *row; /* the user's, in the order of the sections */
	size_t n;
	struct td_carrier_section domain, relay; /* slices of row */
};

/* One row: pattern, carrier with operator and class, ids of the sources. */
#define EXACT(pattern, group, source)                                 \
	{                                                             \
		group, TD_LIT(pattern), TD_LIT(source), TD_RULE_EXACT \
	}
#define LABEL(pattern, group, source)                                 \
	{                                                             \
		group, TD_LIT(pattern), TD_LIT(source), TD_RULE_LABEL \
	}
#define SUFFIX(pattern, group, source)                                 \
	{                                                              \
		group, TD_LIT(pattern), TD_LIT(source), TD_RULE_SUFFIX \
	}
#define FAMILY(pattern, group, source)                                 \
	{                                                              \
		group, TD_LIT(pattern), TD_LIT(source), TD_RULE_FAMILY \
	}
#define RELAY(pattern, group, source)                                 \
	{                                                             \
		group, TD_LIT(pattern), TD_LIT(source), TD_RULE_RELAY \
	}
#define REPORTER(name, group, source)                                 \
	{                                                             \
		group, TD_LIT(name), TD_LIT(source), TD_RULE_REPORTER \
	}

/* Carrier, operator, class. */
#define DOCOMO TD_LIT("docomo"), TD_LIT("ntt-docomo"), TD_LIT("mobile-jp")
#define DOCOMO_LEGACY \
	TD_LIT("docomo-legacy"), TD_LIT("ntt-docomo"), TD_LIT("mobile-jp")
#define AU TD_LIT("au"), TD_LIT("kddi"), TD_LIT("mobile-jp")
#define TU_KA TD_LIT("tu-ka"), TD_LIT("kddi"), TD_LIT("mobile-jp")
#define UQ TD_LIT("uq"), TD_LIT("kddi"), TD_LIT("mobile-jp")
#define SOFTBANK TD_LIT("softbank"), TD_LIT("softbank"), TD_LIT("mobile-jp")
#define DIGITAL_PHONE \
	TD_LIT("digital-phone"), TD_LIT("softbank"), TD_LIT("mobile-jp")
#define YMOBILE TD_LIT("ymobile"), TD_LIT("softbank"), TD_LIT("mobile-jp")
#define YMOBILE_AT_YAHOO \
	TD_LIT("ymobile"), TD_LIT("yahoo-jp"), TD_LIT("mobile-jp")
#define RAKUTEN TD_LIT("rakuten"), TD_LIT("rakuten"), TD_LIT("mobile-jp")
#define MINEO TD_LIT("mineo"), TD_LIT("optage"), TD_LIT("mobile-jp")
#define IIJMIO TD_LIT("iijmio"), TD_LIT("iij"), TD_LIT("mobile-jp")
#define VERTU TD_LIT("vertu"), TD_LIT("vertu"), TD_LIT("mobile-jp")
#define MOBILE_LEGACY \
	TD_LIT("mobile-jp-legacy"), TD_LIT(""), TD_LIT("mobile-jp")
#define YAHOO_JP TD_LIT("yahoo-jp"), TD_LIT("yahoo-jp"), TD_LIT("webmail-jp")
#define NIFTY TD_LIT("nifty"), TD_LIT("nifty"), TD_LIT("isp-jp")
#define OCN TD_LIT("ocn"), TD_LIT("ntt-communications"), TD_LIT("isp-jp")
#define BIGLOBE TD_LIT("biglobe"), TD_LIT("biglobe"), TD_LIT("isp-jp")
#define SO_NET TD_LIT("so-net"), TD_LIT("so-net"), TD_LIT("isp-jp")
#define PLALA TD_LIT("plala"), TD_LIT("ntt-plala"), TD_LIT("isp-jp")
#define AU_ONE_NET TD_LIT("au-one-net"), TD_LIT("kddi"), TD_LIT("isp-jp")
#define JCOM TD_LIT("jcom"), TD_LIT("jcom"), TD_LIT("isp-jp")
#define EO TD_LIT("eo"), TD_LIT("optage"), TD_LIT("isp-jp")
#define ASAHI_NET TD_LIT("asahi-net"), TD_LIT("asahi-net"), TD_LIT("isp-jp")
#define DTI TD_LIT("dti"), TD_LIT("dti"), TD_LIT("isp-jp")
#define IIJ TD_LIT("iij"), TD_LIT("iij"), TD_LIT("isp-jp")
#define WAKWAK TD_LIT("wakwak"), TD_LIT("ntt-me"), TD_LIT("isp-jp")
#define SANNET TD_LIT("sannet"), TD_LIT("sannet"), TD_LIT("isp-jp")
#define INFOWEB TD_LIT("infoweb"), TD_LIT("nifty"), TD_LIT("isp-jp")
#define T_COM TD_LIT("t-com"), TD_LIT("tokai"), TD_LIT("isp-jp")
#define GOL TD_LIT("gol"), TD_LIT("gol"), TD_LIT("isp-jp")
#define TIKI TD_LIT("tiki"), TD_LIT("tiki"), TD_LIT("isp-jp")
#define WIND TD_LIT("wind"), TD_LIT("wind"), TD_LIT("isp-jp")
#define JANIS TD_LIT("janis"), TD_LIT("janis"), TD_LIT("isp-jp")
#define CTY TD_LIT("cty"), TD_LIT("cty"), TD_LIT("isp-jp")
#define GOO TD_LIT("goo"), TD_LIT("ntt-resonant"), TD_LIT("webmail-jp")
#define INFOSEEK \
	TD_LIT("infoseek-rakuten"), TD_LIT("rakuten"), TD_LIT("webmail-jp")
#define LIVEDOOR TD_LIT("livedoor"), TD_LIT("livedoor"), TD_LIT("webmail-jp")
#define EXCITE_JP TD_LIT("excite-jp"), TD_LIT("excite-jp"), TD_LIT("webmail-jp")
#define GMAIL TD_LIT("gmail"), TD_LIT("google"), TD_LIT("webmail-global")
#define GOOGLE_WORKSPACE \
	TD_LIT("google-workspace"), TD_LIT("google"), TD_LIT("hosted")
#define GOOGLE_GROUPS \
	TD_LIT("google-groups"), TD_LIT("google"), TD_LIT("hosted")
#define OUTLOOK TD_LIT("outlook"), TD_LIT("microsoft"), TD_LIT("webmail-global")
#define M365 TD_LIT("m365"), TD_LIT("microsoft"), TD_LIT("hosted")
#define YAHOO TD_LIT("yahoo"), TD_LIT("yahoo-inc"), TD_LIT("webmail-global")
#define AOL TD_LIT("aol"), TD_LIT("yahoo-inc"), TD_LIT("webmail-global")
#define ICLOUD TD_LIT("icloud"), TD_LIT("apple"), TD_LIT("webmail-global")
#define APPLE_RELAY \
	TD_LIT("apple-relay"), TD_LIT("apple"), TD_LIT("webmail-global")
#define GMX TD_LIT("gmx"), TD_LIT("united-internet"), TD_LIT("webmail-global")
#define QQ TD_LIT("qq"), TD_LIT("tencent"), TD_LIT("webmail-global")
#define NETEASE TD_LIT("netease"), TD_LIT("netease"), TD_LIT("webmail-global")
#define NAVER TD_LIT("naver"), TD_LIT("naver"), TD_LIT("webmail-global")
#define DAUM TD_LIT("daum"), TD_LIT("kakao"), TD_LIT("webmail-global")
#define PROTON TD_LIT("proton"), TD_LIT("proton"), TD_LIT("webmail-global")
#define FASTMAIL \
	TD_LIT("fastmail"), TD_LIT("fastmail"), TD_LIT("webmail-global")
#define MAIL_RU TD_LIT("mail.ru"), TD_LIT("vk"), TD_LIT("webmail-global")
#define YANDEX TD_LIT("yandex"), TD_LIT("yandex"), TD_LIT("webmail-global")
#define ZOHO TD_LIT("zoho"), TD_LIT("zoho"), TD_LIT("webmail-global")
#define T_ONLINE \
	TD_LIT("t-online"), TD_LIT("deutsche-telekom"), TD_LIT("webmail-global")
/* Known, but no carrier of their own. */
#define OTHER(operator) \
	TD_LIT("other"), TD_LIT(operator), TD_LIT("webmail-global")
#define GATEWAY(operator) TD_LIT("gateway"), TD_LIT(operator), TD_LIT("other")
#define HOSTING(operator) TD_LIT("hosting"), TD_LIT(operator), TD_LIT("hosted")

/* The row of a recipient domain or of a host that takes mail; NULL: none. */
const struct td_carrier *td_carrier_search(
    const struct td_carriers *c, bool host, struct td_span name);

#endif
