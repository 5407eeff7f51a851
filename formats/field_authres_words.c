/*
 * The words of Authentication-Results: the IANA registry "Email Authentication
 * Parameters" as of 2025-04, and the other words that are really written.
 */
#include "field_authres_words.h"

#define N(table) (sizeof(table) / sizeof((table)[0]))

static const struct td_span methods[TD_N_METHODS] = {
	[TD_M_SPF] = TD_LIT("spf"),
	[TD_M_DKIM] = TD_LIT("dkim"),
	[TD_M_DMARC] = TD_LIT("dmarc"),
	[TD_M_ARC] = TD_LIT("arc"),
	[TD_M_SENDER_ID] = TD_LIT("sender-id"),
	[TD_M_IPREV] = TD_LIT("iprev"),
	[TD_M_AUTH] = TD_LIT("auth"),
	[TD_M_OTHER] = TD_LIT("other"),
};

static const struct td_span results[TD_N_RESULTS] = {
	[TD_R_PASS] = TD_LIT("pass"),
	[TD_R_FAIL] = TD_LIT("fail"),
	[TD_R_SOFTFAIL] = TD_LIT("softfail"),
	[TD_R_NEUTRAL] = TD_LIT("neutral"),
	[TD_R_NONE] = TD_LIT("none"),
	[TD_R_POLICY] = TD_LIT("policy"),
	[TD_R_TEMPERROR] = TD_LIT("temperror"),
	[TD_R_PERMERROR] = TD_LIT("permerror"),
	[TD_R_OTHER] = TD_LIT("other"),
	[TD_R_MISSING] = TD_LIT("missing"),
};

/* Words that mean a registered result. */
static const struct {
	struct td_span word;
	enum td_result result;
} synonyms[] = {
	{ TD_LIT("hardfail"), TD_R_FAIL }, /* RFC 5451, deprecated */
	{ TD_LIT("dkim_pass"), TD_R_PASS },
	{ TD_LIT("success"), TD_R_PASS },
};

/* RFC 8601 6.3 and 6.5, RFC 8904 (dns), RFC 9989 (polrec). */
static const struct td_span ptypes[] = {
	TD_LIT("smtp"),
	TD_LIT("header"),
	TD_LIT("policy"),
	TD_LIT("body"),
	TD_LIT("dns"),
	TD_LIT("polrec"),
};

static const struct {
	struct td_span word;
	enum td_extra extra;
} extras[] = {
	{ TD_LIT("from"), TD_X_FROM },
	{ TD_LIT("compauth"), TD_X_ALIEN },
	{ TD_LIT("reason"), TD_X_TAIL }, /* RFC 8601 2.2 */
	{ TD_LIT("action"), TD_X_TAIL }, /* Microsoft */
	{ TD_LIT("d"), TD_X_TAIL },      /* Cisco */
	{ TD_LIT("x-bits"), TD_X_TAIL }, /* Fastmail */
	/* Received-SPF's (RFC 7208 9.1), pasted in by SES */
	{ TD_LIT("client-ip"), TD_X_TAIL },
	{ TD_LIT("envelope-from"), TD_X_TAIL },
	{ TD_LIT("helo"), TD_X_TAIL },
	{ TD_LIT("identity"), TD_X_TAIL },
	{ TD_LIT("receiver"), TD_X_TAIL },
	{ TD_LIT("mechanism"), TD_X_TAIL },
	{ TD_LIT("problem"), TD_X_TAIL },
};

struct property {
	struct td_span name;
	enum td_property id;
};

static const struct property smtp[] = {
	{ TD_LIT("mailfrom"), TD_P_SMTP_MAILFROM },
	{ TD_LIT("helo"), TD_P_SMTP_HELO },
	{ TD_LIT("mail"), TD_P_SMTP_MAILFROM },  /* Google to 2015, Yandex */
	{ TD_LIT("mfrom"), TD_P_SMTP_MAILFROM }, /* sid-filter, ENMA */
	{ TD_LIT("envelope-from"), TD_P_SMTP_MAILFROM },
	{ TD_LIT("pra"), TD_P_SMTP_PRA },
	{ TD_LIT("remote-ip"), TD_P_SMTP_REMOTE_IP },
	{ TD_LIT("client-ip"), TD_P_SMTP_REMOTE_IP }, /* kernel.org */
	{ TD_LIT("rcptto"), TD_P_SMTP_RCPTTO },
	{ TD_LIT("rcpttodomain"), TD_P_SMTP_RCPTTO }, /* Microsoft */
};

static const struct property header[] = {
	{ TD_LIT("d"), TD_P_HEADER_D },
	{ TD_LIT("i"), TD_P_HEADER_I },
	{ TD_LIT("s"), TD_P_HEADER_S },
	{ TD_LIT("b"), TD_P_HEADER_B },
	{ TD_LIT("a"), TD_P_HEADER_A },
	{ TD_LIT("from"), TD_P_HEADER_FROM },
};

static const struct property policy[] = {
	{ TD_LIT("iprev"), TD_P_POLICY_IPREV },
};

static const struct property bare[] = {
	{ TD_LIT("from"), TD_P_BARE_FROM },
	{ TD_LIT("client-ip"), TD_P_SMTP_REMOTE_IP },
	{ TD_LIT("envelope-from"), TD_P_SMTP_MAILFROM },
	{ TD_LIT("helo"), TD_P_SMTP_HELO },
};

/* Most words are written in lower case, and most rows are not the one. */
static inline bool
is(struct td_span word, struct td_span name)
{
	return word.n == name.n && td_lower(word.p[0]) == name.p[0] &&
	    (memcmp(word.p, name.p, name.n) == 0 || td_span_ieq(word, name));
}

enum td_method
td_method_of(struct td_span word)
{
	unsigned m = 0;

	while (m < TD_M_OTHER && !is(word, methods[m]))
		m++;
	return (enum td_method)m;
}

enum td_result
td_result_of(struct td_span word)
{
	for (unsigned r = 0; r < TD_R_OTHER; r++)
		if (is(word, results[r]))
			return (enum td_result)r;
	for (size_t i = 0; i < N(synonyms); i++)
		if (is(word, synonyms[i].word))
			return synonyms[i].result;
	return TD_R_OTHER;
}

const char *
td_method_name(enum td_method m)
{
	return methods[m].p;
}

const char *
td_result_name(enum td_result r)
{
	return results[r].p;
}

enum td_extra
td_authres_extra(struct td_span word)
{
	for (size_t i = 0; i < N(extras); i++)
		if (is(word, extras[i].word))
			return extras[i].extra;
	return TD_X_NONE;
}

bool
td_authres_ptype(struct td_span word)
{
	if (word.n == 0)
		return false;
	for (size_t i = 0; i < N(ptypes); i++)
		if (is(word, ptypes[i]))
			return true;
	return false;
}

static enum td_property
find(const struct property *table, size_t n, struct td_span name)
{
	for (size_t i = 0; i < n; i++)
		if (is(name, table[i].name))
			return table[i].id;
	return TD_N_PROPERTIES;
}

enum td_property
td_authres_property(struct td_span ptype, struct td_span name)
{
	if (ptype.n == 0)
		return find(bare, N(bare), name);
	if (is(ptype, TD_SPAN("smtp")))
		return find(smtp, N(smtp), name);
	if (is(ptype, TD_SPAN("header")))
		return find(header, N(header), name);
	if (is(ptype, TD_SPAN("policy")))
		return find(policy, N(policy), name);
	return TD_N_PROPERTIES;
}

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
