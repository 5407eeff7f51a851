/*
 * The habits of the MTAs that write Received: how each is recognised, whether
 * it tells of TLS, and what it means by the name of the client.
 *
 *	by mx.example.jp (8.15.2/8.15.2) with ESMTPS		sendmail
 *	by mx.example.jp with esmtps (TLS1.3:X:256) (Exim 4.96)	Exim
 *
 * A comment that names the software goes before the protocol's words, these
 * before the "by" host, and that before mere shapes.
 */
#include "field_received_mta.h"
#include "cfws.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* How the comment behind "by" begins. */
static const struct {
	struct td_span word;
	enum td_mta mta;
} comments[] = {
	{ TD_LIT("Postfix"), TD_MTA_POSTFIX },
	{ TD_LIT("PPS"), TD_MTA_SENDMAIL }, /* Proofpoint */
	{ TD_LIT("Exim"), TD_MTA_EXIM },
	{ TD_LIT("qmail"), TD_MTA_QMAIL },
	{ TD_LIT("EZweb Mail"), TD_MTA_AU },
	{ TD_LIT("Google"), TD_MTA_GOOGLE },
	{ TD_LIT("Microsoft"), TD_MTA_MICROSOFT },
	{ TD_LIT("SimpleEmailService"), TD_MTA_SES },
	{ TD_LIT("Oath Hermes"), TD_MTA_YAHOO },
	{ TD_LIT("amavis"), TD_MTA_OTHER },
	{ TD_LIT("Cyrus"), TD_MTA_OTHER },
	{ TD_LIT("Dovecot"), TD_MTA_OTHER },
	{ TD_LIT("OpenSMTPD"), TD_MTA_OTHER },
	{ TD_LIT("DragonFly"), TD_MTA_OTHER },
	{ TD_LIT("PowerMTA"), TD_MTA_OTHER },
	{ TD_LIT("ecelerity"), TD_MTA_OTHER },
	{ TD_LIT("Oracle"), TD_MTA_OTHER },
	{ TD_LIT("Stalwart"), TD_MTA_OTHER },
	{ TD_LIT("Haraka"), TD_MTA_OTHER },
	{ TD_LIT("Halon"), TD_MTA_OTHER },
	{ TD_LIT("JAMES"), TD_MTA_OTHER },
	{ TD_LIT("qpsmtpd"), TD_MTA_OTHER },
	{ TD_LIT("CommuniGate"), TD_MTA_OTHER },
	{ TD_LIT("MDaemon"), TD_MTA_OTHER },
	{ TD_LIT("Lotus"), TD_MTA_OTHER },
	{ TD_LIT("SG"), TD_MTA_OTHER },
};

/* The end of the "by" host, at a dot. */
static const struct {
	struct td_span host;
	enum td_mta mta;
} hosts[] = {
	{ TD_LIT("google.com"), TD_MTA_GOOGLE },
	{ TD_LIT("googlemail.com"), TD_MTA_GOOGLE },
	{ TD_LIT("gmail.com"), TD_MTA_GOOGLE },
	{ TD_LIT("outlook.com"), TD_MTA_MICROSOFT },
	{ TD_LIT("hotmail.com"), TD_MTA_MICROSOFT },
	{ TD_LIT("office365.com"), TD_MTA_MICROSOFT },
	{ TD_LIT("exchangelabs.com"), TD_MTA_MICROSOFT },
	{ TD_LIT("yahoo.com"), TD_MTA_YAHOO },
	{ TD_LIT("yahoo.co.jp"), TD_MTA_YAHOO },
	{ TD_LIT("yahoodns.net"), TD_MTA_YAHOO },
	{ TD_LIT("amazonses.com"), TD_MTA_SES },
	{ TD_LIT("ezweb.ne.jp"), TD_MTA_AU },
	{ TD_LIT("au.com"), TD_MTA_AU },
};

/*
 * RFC 3848, RFC 6531; SMTPS is Yahoo's, "Microsoft" begins "Microsoft SMTP
 * Server".  The usual ones first.
 */
static const struct {
	struct td_span word;
	enum td_tls tls;
} protocols[] = {
	{ TD_LIT("ESMTPS"), TD_TLS_YES },
	{ TD_LIT("ESMTP"), TD_TLS_NO },
	{ TD_LIT("SMTP"), TD_TLS_NO },
	{ TD_LIT("Microsoft"), TD_TLS_NO },
	{ TD_LIT("ESMTPSA"), TD_TLS_YES },
	{ TD_LIT("SMTPS"), TD_TLS_YES },
	{ TD_LIT("ESMTPA"), TD_TLS_NO },
	{ TD_LIT("LMTPS"), TD_TLS_YES },
	{ TD_LIT("LMTPSA"), TD_TLS_YES },
	{ TD_LIT("UTF8SMTP"), TD_TLS_NO },
	{ TD_LIT("UTF8SMTPA"), TD_TLS_NO },
	{ TD_LIT("UTF8SMTPS"), TD_TLS_YES },
	{ TD_LIT("UTF8SMTPSA"), TD_TLS_YES },
	{ TD_LIT("UTF8LMTPS"), TD_TLS_YES },
	{ TD_LIT("UTF8LMTPSA"), TD_TLS_YES },
};

/* How a comment begins that tells of TLS. */
static const struct td_span tls_comments[] = {
	TD_LIT("version=TLS"), /* sendmail, Google, Microsoft */
	TD_LIT("version=SSL"),
	TD_LIT("cipher="), /* Haraka */
	TD_LIT("Google Transport Security"),
	TD_LIT("TLS:"), /* Exim and Courier, before the cipher */
	TD_LIT("TLS1"),
	TD_LIT("TLSv1"),
	TD_LIT("SSLv"),
};

/* As programs write it, unlike what people and hosts are called. */
static bool
begins_exactly(struct td_span s, struct td_span prefix)
{
	return s.n >= prefix.n && *s.p == *prefix.p &&
	    memcmp(s.p, prefix.p, prefix.n) == 0;
}

static bool
ends(struct td_span s, struct td_span suffix)
{
	return s.n >= suffix.n &&
	    td_span_ieq(
	        (struct td_span){ s.p + s.n - suffix.n, suffix.n }, suffix);
}

/* Where `what` is, or NULL: memmem prepares more than is worth for words that
 * begin with what is rare. */
static const char *
find(struct td_span s, struct td_span what)
{
	const char *p = s.p, *last;

	if (s.n < what.n)
		return NULL;
	for (last = p + (s.n - what.n); p <= last; p++) {
		p = memchr(p, *what.p, (size_t)(last - p) + 1);
		if (p == NULL || memcmp(p, what.p, what.n) == 0)
			return p;
	}
	return NULL;
}

/* What the name of a protocol alone tells. */
static enum td_tls
tls_of_protocol(struct td_span with)
{
	for (size_t i = 0; i < COUNT(protocols); i++)
		if (td_span_ieq(protocols[i].word, with))
			return protocols[i].tls;
	/* "ESMTP/TLS/DHE-RSA-AES256-SHA" */
	return find(with, TD_SPAN("/TLS")) != NULL ? TD_TLS_YES :
	                                             TD_TLS_UNKNOWN;
}

/* "8.15.2/8.15.2", "V8/cf", "8.14.4/8.14.4/Submit": sendmail's version. */
static bool
is_sendmail(struct td_span text)
{
	size_t i = text.n > 1 && (*text.p == 'V' || *text.p == 'R');

	return text.n > 2 && td_is_digit(text.p[i]) &&
	    memchr(text.p, '/', text.n) != NULL &&
	    memchr(text.p, ' ', text.n) == NULL;
}

static enum td_mta
mta_of_comment(struct td_span text)
{
	if (td_is_digit(*text.p)) /* none of them */
		return is_sendmail(text) ? TD_MTA_SENDMAIL : TD_MTA_UNKNOWN;
	for (size_t i = 0; i < COUNT(comments); i++)
		if (begins_exactly(text, comments[i].word))
			return comments[i].mta;
	return is_sendmail(text) ? TD_MTA_SENDMAIL : TD_MTA_UNKNOWN;
}

static bool
is_tls_comment(struct td_span text)
{
	char c = *text.p;

	if (c == 'v' || c == 'c' || c == 'G' || c == 'T' || c == 'S')
		for (size_t i = 0; i < COUNT(tls_comments); i++)
			if (begins_exactly(text, tls_comments[i]))
				return true;
	return td_span_ieq(text, TD_SPAN("TLS")) || /* Exchange 2010 */
	    ends(text, TD_SPAN(" encrypted"));
}

void
td_received_comment(struct td_received_hints *h, struct td_span text)
{
	if (is_tls_comment(text)) {
		h->tls = true;
		h->sendmail_tls |= find(text, TD_SPAN(" verify=")) != NULL;
	} else if (h->mta == TD_MTA_UNKNOWN && !td_received_using(h, text)) {
		h->mta = mta_of_comment(text);
	}
}

/* "(256/256 bits)": messagelabs has the same without the first number. */
static bool
has_both_bits(struct td_span text)
{
	const char *p = find(text, TD_SPAN(" bits)"));

	while (p != NULL && p > text.p && td_is_digit(p[-1]))
		p--;
	return p != NULL && p > text.p && p[-1] == '/';
}

bool
td_received_using(struct td_received_hints *h, struct td_span text)
{
	if (!begins_exactly(text, TD_SPAN("using TLS")) &&
	    !begins_exactly(text, TD_SPAN("using SSL")))
		return false;
	h->tls = true;
	h->postfix_tls |= has_both_bits(text);
	return true;
}

/*
 * Whether a name has a dot where one of these hosts may begin, seen from its
 * end: few have.
 */
static bool
may_be_host(struct td_span by)
{
#if defined(TD_LEX_SSE2)
	/* Bit 16 - n for the hosts of n bytes: 16 are the most. */
	const unsigned begins_at = 1 << 10 | 1 << 7 | 1 << 6 | 1 << 5 | 1 << 4 |
	    1 << 3 | 1 << 2 | 1 << 0;
	__m128i v;

	if (by.n <= 17)
		return true;
	v = _mm_loadu_si128((const void *)(by.p + by.n - 17));
	v = _mm_cmpeq_epi8(v, _mm_set1_epi8('.'));
	return ((unsigned)_mm_movemask_epi8(v) & begins_at) != 0;
#else
	(void)by;
	return true;
#endif
}

static enum td_mta
mta_of_host(struct td_span by)
{
	const size_t n = may_be_host(by) ? COUNT(hosts) : 0;

	for (size_t i = 0; i < n; i++) {
		struct td_span host = hosts[i].host;

		/* The dot goes first, as it is rarely there. */
		if (by.n > host.n && by.p[by.n - host.n - 1] != '.')
			continue;
		if (ends(by, host))
			return hosts[i].mta;
	}
	/* Google's inner hops: 10.x as 6to4 (RFC 3056) */
	if (td_span_ibegins(by, TD_SPAN("2002:a")))
		return TD_MTA_GOOGLE;
	return td_span_ibegins(by, TD_SPAN("inbound-smtp.")) &&
	        ends(by, TD_SPAN(".amazonaws.com")) ?
	    TD_MTA_SES :
	    TD_MTA_UNKNOWN;
}

/* 1b2C3d-0004eF-Gh, and 1b2C3d-00000004eFG-Hi3J since Exim 4.97. */
static bool
is_exim_id(struct td_span id)
{
	return (id.n == 16 && id.p[6] == '-' && id.p[13] == '-') ||
	    (id.n == 23 && id.p[6] == '-' && id.p[18] == '-');
}

static enum td_mta
mta_of_shape(const struct td_received_hints *h, const struct td_received *r)
{
	bool inner = td_span_ibegins(r->by, TD_SPAN("10."));

	if (h->sendmail_tls)
		return TD_MTA_SENDMAIL;
	if (h->postfix_tls)
		return TD_MTA_POSTFIX;
	if (is_exim_id(r->id) && r->with.n > 0 &&
	    r->with.p[0] == td_lower(r->with.p[0]))
		return TD_MTA_EXIM;
	if (inner && h->greeting == 'e')
		return TD_MTA_YAHOO;
	if (inner && !r->has_from && r->id.n > 0)
		return TD_MTA_GOOGLE;
	return h->greeting == 'h' ? TD_MTA_QMAIL : TD_MTA_UNKNOWN;
}

static enum td_mta
find_mta(const struct td_received_hints *h, const struct td_received *r)
{
	enum td_mta mta;

	if (h->mta != TD_MTA_UNKNOWN)
		return h->mta;
	if (td_span_ieq(r->with, TD_SPAN("Microsoft")) ||
	    td_span_ieq(r->with, TD_SPAN("mapi")))
		return TD_MTA_MICROSOFT;
	mta = mta_of_host(r->by);
	return mta != TD_MTA_UNKNOWN ? mta : mta_of_shape(h, r);
}

static bool
tells_tls(enum td_mta mta)
{
	return mta == TD_MTA_POSTFIX || mta == TD_MTA_SENDMAIL ||
	    mta == TD_MTA_EXIM || mta == TD_MTA_GOOGLE ||
	    mta == TD_MTA_MICROSOFT;
}

static enum td_tls
find_tls(const struct td_received_hints *h, const struct td_received *r)
{
	enum td_tls tls = h->tls ? TD_TLS_YES : tls_of_protocol(r->with);

	if (tls == TD_TLS_NO && !(r->has_from && tells_tls(r->mta)))
		return TD_TLS_UNKNOWN;
	return tls;
}

/*
 * Postfix and Exim show a name only if it leads back to the address.  sendmail
 * says so if it does not.  Google is said to check, too.
 */
static bool
confirms_names(enum td_mta mta)
{
	return mta == TD_MTA_POSTFIX || mta == TD_MTA_EXIM ||
	    mta == TD_MTA_SENDMAIL || mta == TD_MTA_GOOGLE;
}

static enum td_fcrdns
find_fcrdns(const struct td_received_hints *h, const struct td_received *r)
{
	if (r->mta == TD_MTA_MICROSOFT || r->mta == TD_MTA_YAHOO)
		return TD_RDNS_UNKNOWN;
	if (h->forged)
		return TD_RDNS_FAIL;
	if (r->ip.n == 0)
		return TD_RDNS_UNKNOWN;
	if (h->no_name)
		return TD_RDNS_NONE;
	if (!confirms_names(r->mta))
		return TD_RDNS_UNKNOWN;
	return r->rdns.n > 0 ? TD_RDNS_PASS : TD_RDNS_NONE;
}

void
td_received_settle(const struct td_received_hints *h, struct td_received *out)
{
	out->mta = find_mta(h, out);
	/* Exim leaves out a HELO that is the same as the name. */
	if (out->mta == TD_MTA_EXIM && out->ip.n > 0 && out->rdns.n == 0 &&
	    h->from.n > 0 && *h->from.p != '[' && !h->no_name)
		out->rdns = h->from;
	out->tls = find_tls(h, out);
	out->fcrdns = find_fcrdns(h, out);
}
