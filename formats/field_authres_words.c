/*
 * The words of Authentication-Results: the IANA registry "Email Authentication
 * Parameters" as of 2025-04, and the other words that are really written.
 *
 * One table by a hash of a word's first eight bytes, which no two of them
 * share.  A new word that meets another is warned of by the compiler (a row
 * that is initialised twice): then TD_AUTHRES_HASH needs another factor.
 */
#include "field_authres_words.h"

#define AT(c, i) ((uint64_t)(c) << 8 * (i))
#define EIGHT(map, a, b, c, d, e, f, g, h)                               \
	(AT(map(a), 0) | AT(map(b), 1) | AT(map(c), 2) | AT(map(d), 3) | \
	    AT(map(e), 4) | AT(map(f), 5) | AT(map(g), 6) | AT(map(h), 7))
#define HASHED(c) ((c) == 0 ? 0 : (c) | 0x20)
#define FOLD(c) ((c) >= 'a' && (c) <= 'z' ? 0x20 : 0)
/* The first eight characters, 0 behind the last; the word; what it means. */
#define WORD(a, b, c, d, e, f, g, h, s, ...)                         \
	[TD_AUTHRES_HASH(EIGHT(HASHED, a, b, c, d, e, f, g, h))] = { \
		.fold = EIGHT(FOLD, a, b, c, d, e, f, g, h),         \
		.text = s,                                           \
		.n = sizeof(s) - 1,                                  \
		__VA_ARGS__                                          \
	}

#define METHOD(x) .method = TD_M_OTHER - TD_M_##x
#define RESULT(x) .result = TD_R_OTHER - TD_R_##x
#define EXTRA(x) .extra = TD_X_##x
#define PTYPE(x) .ptype = TD_PT_##x
#define PROPERTY(ptype, x) .property[TD_PT_##ptype] = TD_N_PROPERTIES - TD_P_##x
#define PAIR(x) .pair = TD_PAIR_##x
#define BARE(x) PROPERTY(NONE, x)
#define SMTP(x) PROPERTY(SMTP, SMTP_##x)
#define HEADER(x) PROPERTY(HEADER, HEADER_##x)
#define POLICY(x) PROPERTY(POLICY, POLICY_##x)

const struct td_authres_word td_authres_words[1 << TD_AUTHRES_WORD_BITS] = {
	WORD('s', 'p', 'f', 0, 0, 0, 0, 0, "spf", METHOD(SPF)),
	WORD('d', 'k', 'i', 'm', 0, 0, 0, 0, "dkim", METHOD(DKIM)),
	WORD('d', 'm', 'a', 'r', 'c', 0, 0, 0, "dmarc", METHOD(DMARC)),
	WORD('a', 'r', 'c', 0, 0, 0, 0, 0, "arc", METHOD(ARC)),
	WORD('s', 'e', 'n', 'd', 'e', 'r', '-', 'i', "sender-id",
	    METHOD(SENDER_ID)),
	WORD('i', 'p', 'r', 'e', 'v', 0, 0, 0, "iprev", METHOD(IPREV),
	    POLICY(IPREV)),
	WORD('a', 'u', 't', 'h', 0, 0, 0, 0, "auth", METHOD(AUTH)),

	WORD('p', 'a', 's', 's', 0, 0, 0, 0, "pass", RESULT(PASS)),
	WORD('f', 'a', 'i', 'l', 0, 0, 0, 0, "fail", RESULT(FAIL)),
	WORD('s', 'o', 'f', 't', 'f', 'a', 'i', 'l', "softfail",
	    RESULT(SOFTFAIL)),
	WORD('n', 'e', 'u', 't', 'r', 'a', 'l', 0, "neutral", RESULT(NEUTRAL)),
	WORD('n', 'o', 'n', 'e', 0, 0, 0, 0, "none", RESULT(NONE)),
	WORD('p', 'o', 'l', 'i', 'c', 'y', 0, 0, "policy", RESULT(POLICY),
	    PTYPE(POLICY)),
	WORD('t', 'e', 'm', 'p', 'e', 'r', 'r', 'o', "temperror",
	    RESULT(TEMPERROR)),
	WORD('p', 'e', 'r', 'm', 'e', 'r', 'r', 'o', "permerror",
	    RESULT(PERMERROR)),
	/* Words that mean a registered result; hardfail: RFC 5451, deprecated.
	 */
	WORD('h', 'a', 'r', 'd', 'f', 'a', 'i', 'l', "hardfail", RESULT(FAIL)),
	WORD('d', 'k', 'i', 'm', '_', 'p', 'a', 's', "dkim_pass", RESULT(PASS)),
	WORD('s', 'u', 'c', 'c', 'e', 's', 's', 0, "success", RESULT(PASS)),
	/* ptypes: RFC 8601 6.3 and 6.5, RFC 8904 (dns), RFC 9989 (polrec). */
	WORD('s', 'm', 't', 'p', 0, 0, 0, 0, "smtp", PTYPE(SMTP)),
	WORD('h', 'e', 'a', 'd', 'e', 'r', 0, 0, "header", PTYPE(HEADER)),
	WORD('b', 'o', 'd', 'y', 0, 0, 0, 0, "body", PTYPE(OTHER)),
	WORD('d', 'n', 's', 0, 0, 0, 0, 0, "dns", PTYPE(OTHER)),
	WORD('p', 'o', 'l', 'r', 'e', 'c', 0, 0, "polrec", PTYPE(OTHER)),
	/* smtp.mail: Google to 2015, Yandex; smtp.mfrom: sid-filter, ENMA;
	 * smtp.client-ip: kernel.org; smtp.rcpttodomain: Microsoft. */
	WORD(
	    'm', 'a', 'i', 'l', 'f', 'r', 'o', 'm', "mailfrom", SMTP(MAILFROM)),
	WORD('m', 'a', 'i', 'l', 0, 0, 0, 0, "mail", SMTP(MAILFROM)),
	WORD('m', 'f', 'r', 'o', 'm', 0, 0, 0, "mfrom", SMTP(MAILFROM)),
	WORD('p', 'r', 'a', 0, 0, 0, 0, 0, "pra", SMTP(PRA)),
	WORD('r', 'e', 'm', 'o', 't', 'e', '-', 'i', "remote-ip",
	    SMTP(REMOTE_IP)),
	WORD('r', 'c', 'p', 't', 't', 'o', 0, 0, "rcptto", SMTP(RCPTTO)),
	WORD('r', 'c', 'p', 't', 't', 'o', 'd', 'o', "rcpttodomain",
	    SMTP(RCPTTO)),

	WORD('i', 0, 0, 0, 0, 0, 0, 0, "i", HEADER(I)),
	WORD('s', 0, 0, 0, 0, 0, 0, 0, "s", HEADER(S)),
	WORD('b', 0, 0, 0, 0, 0, 0, 0, "b", HEADER(B)),
	WORD('a', 0, 0, 0, 0, 0, 0, 0, "a", HEADER(A)),
	/* d=: Cisco; compauth=, action=: Microsoft; x-bits=: Fastmail. */
	WORD('d', 0, 0, 0, 0, 0, 0, 0, "d", EXTRA(TAIL), HEADER(D)),
	WORD('f', 'r', 'o', 'm', 0, 0, 0, 0, "from", EXTRA(FROM), HEADER(FROM),
	    BARE(BARE_FROM)),
	WORD('c', 'o', 'm', 'p', 'a', 'u', 't', 'h', "compauth", EXTRA(ALIEN)),
	WORD('r', 'e', 'a', 's', 'o', 'n', 0, 0, "reason", EXTRA(TAIL),
	    .reason = 1),
	WORD('a', 'c', 't', 'i', 'o', 'n', 0, 0, "action", EXTRA(TAIL)),
	WORD('x', '-', 'b', 'i', 't', 's', 0, 0, "x-bits", EXTRA(TAIL)),
	/* Received-SPF's (RFC 7208 9.1), pasted in by SES. */
	WORD('c', 'l', 'i', 'e', 'n', 't', '-', 'i', "client-ip",
	    PAIR(CLIENT_IP), EXTRA(TAIL), SMTP(REMOTE_IP),
	    BARE(SMTP_REMOTE_IP)),
	WORD('e', 'n', 'v', 'e', 'l', 'o', 'p', 'e', "envelope-from",
	    PAIR(ENVELOPE_FROM), EXTRA(TAIL), SMTP(MAILFROM),
	    BARE(SMTP_MAILFROM)),
	WORD('h', 'e', 'l', 'o', 0, 0, 0, 0, "helo", PAIR(HELO), EXTRA(TAIL),
	    SMTP(HELO), BARE(SMTP_HELO)),
	WORD('i', 'd', 'e', 'n', 't', 'i', 't', 'y', "identity", PAIR(IDENTITY),
	    EXTRA(TAIL)),
	WORD('r', 'e', 'c', 'e', 'i', 'v', 'e', 'r', "receiver", PAIR(RECEIVER),
	    EXTRA(TAIL)),
	WORD('m', 'e', 'c', 'h', 'a', 'n', 'i', 's', "mechanism", EXTRA(TAIL)),
	WORD('p', 'r', 'o', 'b', 'l', 'e', 'm', 0, "problem", EXTRA(TAIL)),
};

const struct td_authres_word td_authres_unknown;

static const char *const method_name[TD_N_METHODS] = {
	[TD_M_SPF] = "spf",
	[TD_M_DKIM] = "dkim",
	[TD_M_DMARC] = "dmarc",
	[TD_M_ARC] = "arc",
	[TD_M_SENDER_ID] = "sender-id",
	[TD_M_IPREV] = "iprev",
	[TD_M_AUTH] = "auth",
	[TD_M_OTHER] = "other",
};

static const char *const result_name[TD_N_RESULTS] = {
	[TD_R_PASS] = "pass",
	[TD_R_FAIL] = "fail",
	[TD_R_SOFTFAIL] = "softfail",
	[TD_R_NEUTRAL] = "neutral",
	[TD_R_NONE] = "none",
	[TD_R_POLICY] = "policy",
	[TD_R_TEMPERROR] = "temperror",
	[TD_R_PERMERROR] = "permerror",
	[TD_R_OTHER] = "other",
	[TD_R_MISSING] = "missing",
};

enum td_method
td_method_of(struct td_span word)
{
	return td_word_method(td_authres_word(word.p, word.n, word.p + word.n));
}

enum td_result
td_result_of(struct td_span word)
{
	return td_word_result(td_authres_word(word.p, word.n, word.p + word.n));
}

const char *
td_method_name(enum td_method m)
{
	return method_name[m];
}

const char *
td_result_name(enum td_result r)
{
	return result_name[r];
}

const uint8_t td_dkim_precedence[TD_N_RESULTS] = {
	[TD_R_PASS] = 0,
	[TD_R_POLICY] = 1,
	[TD_R_FAIL] = 2,
	[TD_R_PERMERROR] = 3,
	[TD_R_TEMPERROR] = 4,
	[TD_R_NEUTRAL] = 5,
	[TD_R_NONE] = 6,
	[TD_R_OTHER] = 7,
	[TD_R_SOFTFAIL] = 8, /* never: not registered for DKIM */
	[TD_R_MISSING] = 9,
};

struct td_span
td_pvalue_domain(struct td_span pvalue)
{
	struct td_span s = td_span_trim(pvalue);
	const char *at;

	if (s.n > 0 && s.p[0] == '<')
		s.p++, s.n--;
	if (s.n > 0 && s.p[s.n - 1] == '>')
		s.n--;
	at = s.n > 0 ? memrchr(s.p, '@', s.n) : NULL;
	if (at != NULL)
		s = td_span(at + 1, s.p + s.n);
	if (s.n > 0 && s.p[s.n - 1] == '.')
		s.n--;
	if (td_span_ieq(s, TD_SPAN("none")))
		s.n = 0;
	return s;
}
