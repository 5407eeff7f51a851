/*
 * DMARC aggregate reports: RFC 7489 appendix C, RFC 9990.
 *
 *	<feedback><report_metadata>...</report_metadata>
 *	<record><row><count>3</count>...</row>...</record></feedback>
 *
 * The first record of a source is what is before the first "<record"; each of
 * the others begins at one, whatever namespace prefix it has, and is read on
 * its own, so that a broken one costs no other.  It is one outcome, of as many
 * messages as it counts.  Equal rows are rows of their own (OpenDMARC writes
 * one for each message), which only their place tells apart: a source is never
 * cut.  It is one report.
 */
#include "dmarc_report.h"
#include "lex.h"
#include "outcome.h"
#include "xml_again.h"

enum {
	WHOLE = 256 << 20,
	HEAD = 64 << 10, /* of a source, in which its first record must begin */
	PREFIX = 32,     /* bytes of a namespace prefix, at most */
	COUNT_DIGITS = 12,
	SECONDS_DIGITS = 11
};

struct work {
	struct td_batch *out;
	struct td_xml xml;
	const char *first;    /* where the first row begins */
	const char *encoding; /* of the source */
	char name[TD_XML_NAME];
	struct td_span reporter;
	int64_t begin;
	struct td_dmarc_report head, row;
};

/* ---- where records are ---- */

static bool
is_name(char c)
{
	return td_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

/* The "<" of the tag whose local name begins at p; NULL: none does. */
static const char *
find_open(const char *from, const char *p)
{
	const char *least = p - from > PREFIX ? p - PREFIX : from;

	if (p > least && p[-1] == ':')
		for (p--; p > least && is_name(p[-1]); p--)
			;
	return p > least && p[-1] == '<' ? p - 1 : NULL;
}

static bool
ends_name(char c)
{
	return td_is_fws(c) || c == '>' || c == '/';
}

/* The word in [p, end), or NULL. */
static const char *
find_word(const char *p, const char *end, struct td_span word)
{
	return memmem(p, (size_t)(end - p), word.p, word.n);
}

/* The first record in [p, end), or `end`. */
static const char *
find_record(const char *from, const char *p, const char *end)
{
	const size_t last = sizeof("record") - 2;
	const char *q = p + last + 1;

	for (; q < end; q++) {
		const char *open;

		q = td_find_behind(q, end, 'r', last, 'd');
		if (q + 1 >= end || memcmp(q - last, "record", last + 1) != 0)
			continue;
		if (!ends_name(q[1]))
			continue;
		open = find_open(from, q - last);
		if (open != NULL && open >= p)
			return open;
	}
	return end;
}

static const char *
dmarc_resync(
    const char *from, const char *at, const char *stop, const char *end)
{
	(void)end;
	return at == from || at >= stop ? (at < stop ? at : stop) :
	                                  find_record(from, at, stop);
}

/* ---- how a report begins ---- */

/* What the XML declaration says; .NET writes UTF-16 there, and UTF-8. */
static const char *
find_encoding(struct td_span head, char name[TD_XML_NAME])
{
	const char *p = head.p, *end = p + head.n, *at;
	size_t n = 0;
	char quote;

	if (TD_BEGINS(p, end, "\xef\xbb\xbf"))
		p += 3;
	if (!TD_BEGINS(p, end, "<?xml"))
		return "UTF-8";
	end = td_find_or_end(p, end, '>');
	at = find_word(p, end, TD_SPAN("encoding"));
	if (at == NULL)
		return "UTF-8";
	for (at += 8; at < end && (td_is_fws(*at) || *at == '='); at++)
		;
	quote = at < end ? *at++ : '\0';
	while (at < end && *at != quote && n + 1 < TD_XML_NAME)
		name[n++] = *at++;
	name[n] = '\0';
	if (n == 0 ||
	    td_span_ibegins((struct td_span){ name, n }, TD_SPAN("utf-16")))
		return "UTF-8";
	return name;
}

/* A number of at most so many digits, or -1. */
static int64_t
read_number(struct td_span s, size_t digits)
{
	int64_t v = 0;

	if (s.n == 0 || s.n > digits)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		if (!td_is_digit(s.p[i]))
			return -1;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

/* Some leave org_name empty (OpenDMARC without its option): their domain. */
static struct td_span
find_reporter(const struct td_dmarc_report *head)
{
	struct td_span s = head->org_name;
	const char *at;

	if (s.n > 0 || head->email.n == 0)
		return s;
	at = memrchr(head->email.p, '@', head->email.n);
	return at == NULL ? s : td_span(at + 1, head->email.p + head->email.n);
}

/* What is wrong with the report; TD_N_DEFECTS: nothing. */
static enum td_defect
read_head(struct work *w, const char *from)
{
	struct td_span text = td_span(from, w->first);
	int64_t seconds;

	if (text.n > HEAD)
		text.n = HEAD;
	w->encoding = find_encoding(text, w->name);
	switch (
	    td_dmarc_read(&w->head, &w->xml, text, TD_XML_HEAD, w->encoding)) {
	case TD_XML_FINE:
		break;
	case TD_XML_DOCTYPE:
		return TD_REPORT_DOCTYPE;
	default:
		return TD_BAD_REPORT;
	}
	seconds = read_number(w->head.begin, SECONDS_DIGITS);
	w->reporter = find_reporter(&w->head);
	w->begin = seconds * 1000000;
	if (w->reporter.n == 0 || w->head.report_id.n == 0 || seconds < 0)
		return TD_BAD_REPORT;
	return TD_N_DEFECTS;
}

/* ---- rows ---- */

static bool
is_pass(struct td_span s)
{
	return td_span_ieq(s, TD_SPAN("pass"));
}

/* What the receiver decided by its policy, so of what is aligned. */
static enum td_result
dmarc_result(const struct td_dmarc_report *r)
{
	if (is_pass(r->evaluated_dkim) || is_pass(r->evaluated_spf))
		return TD_R_PASS;
	return r->evaluated_dkim.n + r->evaluated_spf.n > 0 ? TD_R_FAIL :
	                                                      TD_R_MISSING;
}

/* Whether one of two domains is the other, or below it.  Two that are below a
 * third are aligned, too, but that takes a list of public suffixes. */
static bool
is_near(struct td_span a, struct td_span b)
{
	struct td_span tail;

	if (a.n < b.n) {
		tail = a;
		a = b;
		b = tail;
	}
	if (b.n == 0 || (a.n > b.n && a.p[a.n - b.n - 1] != '.'))
		return false;
	return td_span_ieq((struct td_span){ a.p + (a.n - b.n), b.n }, b);
}

/* A pass of the author's domain is before any. */
static unsigned
rank_dkim(const struct td_dmarc_report *r, const struct td_dmarc_result *one)
{
	if (one->result == TD_R_PASS && is_near(one->domain, r->header_from))
		return 0;
	return 1u + td_dkim_precedence[one->result];
}

static const struct td_dmarc_result *
best_dkim(const struct td_dmarc_report *r)
{
	const struct td_dmarc_result *best = NULL;

	for (size_t i = 0; i < r->n_dkim; i++)
		if (best == NULL ||
		    rank_dkim(r, &r->dkim[i]) < rank_dkim(r, best))
			best = &r->dkim[i];
	return best;
}

/*
 * REPORTER!REPORT!DOMAIN!BEGIN!PLACE!ADDRESS, as names of reports go: some use
 * an id again for another domain or day, and split reports share one.  The
 * place counts from the first row, so that the same report in another container
 * has the same.
 */
static bool
put_id(struct td_outcomes *to, const struct work *w, const char *at,
    struct td_outcome *o)
{
	char digits[TD_OUTCOME_DIGITS];
	const struct td_span part[] = { w->reporter, w->head.report_id,
		w->head.domain, w->head.begin,
		td_outcome_number((size_t)(at - w->first), digits),
		w->row.source_ip };

	o->id = td_outcome_join(to, part, sizeof(part) / sizeof(part[0]), '!');
	o->reporter = (struct td_span){ o->id.p, w->reporter.n };
	return o->id.n > 0;
}

/* Into scratch, unless it is the record's. */
static bool
keep(struct td_outcomes *to, const struct work *w, struct td_span s,
    struct td_span *out)
{
	*out = s;
	if (s.n == 0 || !w->row.copying)
		return true;
	*out = td_outcome_join(to, &s, 1, '\0');
	return out->n > 0;
}

/* False: there is no room. */
static bool
put_row(struct td_outcomes *to, const struct work *w, const char *at,
    uint64_t weight)
{
	const struct td_dmarc_report *r = &w->row;
	const struct td_dmarc_result *dkim = best_dkim(r);
	struct td_outcome *o = td_outcome_add(to, TD_SERVICE_DMARC);
	struct td_span sender = r->envelope_from;

	if (o == NULL)
		return false;
	o->flags = TD_OUTCOME_INBOUND | TD_OUTCOME_DOMAIN;
	o->weight = weight;
	o->when = o->begun = w->begin;
	o->result[TD_M_DMARC] = (uint8_t)dmarc_result(r);
	o->result[TD_M_SPF] = r->spf.result;
	if (dkim != NULL)
		o->result[TD_M_DKIM] = dkim->result;
	if (sender.n == 0 && !TD_IS(r->spf.scope, "helo"))
		sender = r->spf.domain;
	return put_id(to, w, at, o) &&
	    /* RFC 7489 has a domain there; an address would be a person. */
	    keep(to, w, td_span_domain_or_all(r->envelope_to), &o->recipient) &&
	    keep(to, w, r->header_from, &o->author) &&
	    keep(to, w, sender, &o->sender) &&
	    keep(to, w, r->spf.domain, &o->auth_domain[TD_M_SPF]) &&
	    (dkim == NULL ||
	        keep(to, w, dkim->domain, &o->auth_domain[TD_M_DKIM]));
}

/* ---- records ---- */

static struct td_span
trim_end(struct td_span s)
{
	while (s.n > 0 && td_is_fws(s.p[s.n - 1]))
		s.n--;
	return s;
}

/* What is wrong with the record; TD_N_DEFECTS: nothing, or no room. */
static enum td_defect
read_row(struct work *w, struct td_outcomes *to, struct td_span record)
{
	int64_t count;

	if (record.n > TD_RECORD_MAX)
		return TD_EVENT_TOO_LONG;
	if (td_dmarc_read(&w->row, &w->xml, record, TD_XML_ELEMENT,
	        w->encoding) != TD_XML_FINE)
		return TD_BAD_EVENT;
	count = read_number(w->row.count, COUNT_DIGITS);
	if (count <= 0)
		return TD_STRANGE_EVENT;
	if (put_row(to, w, record.p, (uint64_t)count) || to->full)
		return TD_N_DEFECTS;
	to->batch->n_outcomes = to->first;
	return TD_UNESCAPED_TOO_LONG;
}

/*
 * Where in a record another report begins: its rows would be taken for those of
 * the first one, so all of it is lost.  NULL: none does.
 */
static const char *
find_report(struct td_span record)
{
	static const struct td_span close = TD_LIT("record>");
	static const struct td_span name = TD_LIT("report_metadata");
	const char *end = record.p + record.n, *at = record.p;

	if (record.n >= close.n && memcmp(end - close.n, close.p, close.n) == 0)
		return NULL;
	for (; (at = find_word(at, end, name)) != NULL; at += name.n) {
		const char *open = find_open(record.p, at);

		if (open != NULL)
			return open;
	}
	return NULL;
}

/* The record from `at` on; false if there is no room. */
static bool
put_record(struct work *w, struct td_chunk *c, const char *at)
{
	const char *next = find_record(c->from, at + 1, c->end);
	struct td_batch *out = w->out;
	const size_t n_outcomes = out->n_outcomes, n_scratch = out->n_scratch;
	struct td_span whole = trim_end(td_span(at, next));
	const char *other = find_report(whole);
	struct td_outcomes to;
	enum td_defect what;

	td_outcomes_begin(&to, out);
	what = read_row(w, &to, whole);
	if (what != TD_N_DEFECTS)
		td_outcomes_flaw(&to, whole, what);
	if (other != NULL) {
		next = c->end;
		whole = td_span(at, next);
		td_outcomes_flaw(&to, td_span(other, next), TD_BAD_REPORT);
	}
	if (td_outcomes_append(&to, whole)) {
		c->p = next < c->stop ? next : c->stop;
		return true;
	}
	out->n_outcomes = n_outcomes;
	out->n_scratch = n_scratch;
	return false;
}

/* All that is before the first row; all of a report that cannot be read. */
static bool
put_head(struct work *w, struct td_chunk *c, enum td_defect what)
{
	const char *next = what == TD_N_DEFECTS ? w->first : c->end;
	struct td_span whole = td_span(c->from, next);
	struct td_outcomes to;

	td_outcomes_begin(&to, w->out);
	if (what != TD_N_DEFECTS)
		td_outcomes_flaw(&to, whole, what);
	if (!td_outcomes_append(&to, whole))
		return false;
	c->p = next < c->stop ? next : c->stop;
	return true;
}

static void
put_records(struct work *w, struct td_chunk *c)
{
	while (w->out->n < w->out->cap && c->p < c->stop)
		if (!put_record(w, c, c->p))
			return;
}

static void
dmarc_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	struct work w;
	enum td_defect what;

	(void)headers;
	w.out = out;
	w.xml.parser = NULL;
	td_xml_again_clear(&w.xml.again);
	w.first = find_record(c->from, c->from, c->end);
	what = read_head(&w, c->from);
	if (c->p > c->from || put_head(&w, c, what))
		put_records(&w, c);
	td_xml_close(&w.xml);
}

/* Nothing else begins with a tag and has an element of that name. */
static int
dmarc_bid(struct td_span head, bool more)
{
	static const struct td_span name = TD_LIT("feedback");
	const char *p = head.p, *end = p + head.n, *at;

	(void)more;
	if (TD_BEGINS(p, end, "\xef\xbb\xbf"))
		p += 3;
	while (p < end && td_is_fws(*p))
		p++;
	if (p == end || *p != '<')
		return 0;
	for (at = p; (at = find_word(at, end, name)) != NULL; at += name.n)
		if (end - at > (ptrdiff_t)name.n && ends_name(at[name.n]) &&
		    find_open(p, at) != NULL)
			return 99;
	return 0;
}

const struct td_format td_dmarc_format = {
	.name = "dmarc",
	.title = "DMARC aggregate reports (XML)",
	.kinds = TD_BIT(TD_NOTE) | TD_BIT(TD_OUTCOME),
	.whole = WHOLE,
	.bid = dmarc_bid,
	.resync = dmarc_resync,
	.decode = dmarc_decode,
	.by_mail = true,
};
