/*
 * Received-SPF; see field_spf.h.
 *
 *	Pass (mailfrom) identity=mailfrom; receiver=<UNKNOWN>
 *
 * RFC 7208 9.1: a result, a comment, pairs.  Each may be missing but the first;
 * between pairs ";" may be missing, too.  The first pair of a key counts.
 */
#include "field_spf.h"

#include "field_authres_words.h"
#include "pair.h"

static struct td_span
take_word(const char **p, const char *end)
{
	const char *from = *p;

	while (*p < end && td_is_keyword(**p))
		++*p;
	return td_span(from, *p);
}

/*
 * Behind `words` if they stand at p, else NULL.  Letters are compared without
 * regard to case, and a blank stands for any folding.
 */
static const char *
match(const char *p, const char *end, const char *words)
{
	for (; *words != '\0'; words++) {
		if (*words != ' ') {
			if (p == end || td_lower(*p) != *words)
				return NULL;
			p++;
			continue;
		}
		if (p == end || !td_is_fws(*p))
			return NULL;
		p = td_skip_fws(p, end);
	}
	return p;
}

/*
 * X of "domain of X designates ...".  A softfail says "domain of transitioning
 * X", and Yahoo "domain of transitioningX".
 */
static struct td_span
read_domain(const char *p, const char *end, bool soft)
{
	const char *q = soft ? match(p, end, "transitioning") : NULL;
	struct td_span name;

	p = td_skip_fws(q != NULL ? q : p, end);
	name = td_pvalue_domain(td_take_value(&p, end));
	while (name.n > 0 && memchr(":,.\"", name.p[name.n - 1], 4) != NULL)
		name.n--;
	/* Google leaves X out for the null sender. */
	if (td_span_ieq(name, TD_SPAN("designates")) ||
	    td_span_ieq(name, TD_SPAN("does")))
		name.n = 0;
	return name;
}

/* "mx.google.com: best guess record for domain of u@example.com designates" */
static void
read_comment_domain(struct td_received_spf *out)
{
	struct td_span text = td_span_trim(out->comment);
	const char *p = text.p, *end, *x = NULL;

	if (text.n == 0)
		return;
	end = p + text.n;
	for (; (p = td_find_ipair(p, end, 'd', 'o')) < end && x == NULL; p++)
		x = match(p, end, "domain of ");
	if (x != NULL)
		out->comment_domain =
		    read_domain(x, end, out->result == TD_R_SOFTFAIL);
}

static void
read_comment_host(struct td_received_spf *out)
{
	struct td_span text = td_span_trim(out->comment);
	const char *p = td_run_end(text.p, text.p + text.n);

	if (p > text.p && p[-1] == ':')
		out->comment_host = td_span(text.p, p - 1);
}

static void
set(struct td_span *to, struct td_span value)
{
	if (to->n == 0)
		*to = value;
}

static void
set_pair(struct td_received_spf *out, enum td_pair key, struct td_span value)
{
	struct td_span path = td_unbracket(value);

	switch (key) {
	case TD_PAIR_CLIENT_IP:
		set(&out->client_ip, path);
		break;
	case TD_PAIR_ENVELOPE_FROM:
		set(&out->envelope_from, path);
		break;
	case TD_PAIR_HELO:
		set(&out->helo, path);
		break;
	case TD_PAIR_IDENTITY:
		set(&out->identity, path);
		break;
	case TD_PAIR_RECEIVER:
		/* pypolicyd-spf gives the recipient, or <UNKNOWN>. */
		if (!td_span_ieq(path, TD_SPAN("unknown")))
			set(&out->receiver, td_pvalue_domain(path));
		break;
	case TD_PAIR_OTHER:
		break;
	}
}

/*
 * The key at *p, which moves behind its "="; NULL if that is missing.  Most are
 * words that are known, with nothing between.
 */
static const struct td_authres_word *
take_key(const char **p, const char *end)
{
	const char *from = *p, *q = td_find_equals(from, end, '=');
	const struct td_authres_word *w = &td_authres_unknown;

	if (q != NULL)
		w = td_authres_word(from, (size_t)(q - from), end);
	if (w->n == 0) {
		struct td_span key = take_word(p, end);

		w = td_authres_word(key.p, key.n, end);
		q = td_skip_cfws(*p, end);
		if (key.n == 0 || q == end || *q != '=')
			return NULL;
	}
	*p = q + 1;
	return w;
}

/* The pair at *p, which moves on. */
static void
take_pair(const char **p, const char *end, struct td_received_spf *out)
{
	const char *from = *p;
	const struct td_authres_word *key = take_key(p, end);
	struct td_span value;
	bool quoted;

	if (key == NULL) {
		*p = from;
		td_take_value(p, end); /* a word that is no pair */
		*p += *p == from;
		return;
	}
	*p = td_skip_fws(*p, end);
	quoted = *p < end && **p == '"';
	value = td_take_value(p, end);
	if (key->pair == TD_PAIR_ENVELOPE_FROM && out->envelope_from.n == 0 &&
	    (td_span_eq(value, TD_SPAN("<>")) || (quoted && value.n == 0)))
		out->null_envelope_from = true;
	else
		set_pair(out, (enum td_pair)key->pair, value);
}

bool
td_received_spf_begin(struct td_span body, struct td_received_spf *out)
{
	const char *end = body.p + body.n;
	const char *p = td_skip_cfws(body.p, end);
	struct td_span word;

	*out = (struct td_received_spf){ .result = TD_R_OTHER };
	word = take_word(&p, end);
	p = td_skip_fws(p, end);
	if (word.n == 0 || (p < end && *p == '='))
		return false; /* empty, or a pair where the result belongs */
	out->result_word = word;
	out->result = td_result_of(word);
	if (p < end && *p == '(') {
		p = td_take_comment(p, end, &out->comment);
		read_comment_host(out);
	}
	out->p = p;
	out->end = end;
	return true;
}

void
td_received_spf_finish(struct td_received_spf *out)
{
	const char *p = out->p;

	if (p == NULL)
		return;
	read_comment_domain(out);
	while ((p = td_skip_cfws(p, out->end)) < out->end) {
		if (*p == ';')
			p++;
		else
			take_pair(&p, out->end, out);
	}
	out->p = NULL;
}

bool
td_received_spf_parse(struct td_span body, struct td_received_spf *out)
{
	if (!td_received_spf_begin(body, out))
		return false;
	td_received_spf_finish(out);
	return true;
}
