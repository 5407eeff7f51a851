/*
 * The member "mail" of an event: the message as SES took it, the same in all
 * of its events but for a few tags.
 */
#include "gen_event.h"

/* ---- parts of JSON ---- */

static bool
is_escaped(char c)
{
	return c == '"' || c == '\\' || c == '\n';
}

void
gen_escape(struct gen_text *t, size_t from)
{
	size_t more = 0, to;

	for (size_t i = from; i < t->n; i++)
		more += is_escaped(t->p[i]);
	to = t->n + more;
	for (size_t i = t->n; i-- > from;) {
		char c = t->p[i];

		t->p[--to] = c == '\n' ? 'n' : c;
		if (is_escaped(c))
			t->p[--to] = '\\';
	}
	t->n += more;
}

static void
put_two(struct gen_text *t, uint64_t n)
{
	gen_put_base(t, n, "0123456789", 10, 2);
}

static void
put_clock(struct gen_text *t, int64_t seconds)
{
	put_two(t, (uint64_t)(seconds / 3600 % 24));
	GEN_PUT(t, ":");
	put_two(t, (uint64_t)(seconds / 60 % 60));
	GEN_PUT(t, ":");
	put_two(t, (uint64_t)(seconds % 60));
}

/* "2026-11-01T00:00:00.123Z" with its quotes; precise: with the fraction. */
void
gen_put_iso(struct gen_text *t, int64_t us, bool precise)
{
	int64_t seconds = us / GEN_SECOND, y;
	unsigned mon, d;

	gen_civil(seconds / 86400, &y, &mon, &d);
	GEN_PUT(t, "\"");
	gen_put_u(t, (uint64_t)y);
	GEN_PUT(t, "-");
	put_two(t, mon);
	GEN_PUT(t, "-");
	put_two(t, d);
	GEN_PUT(t, "T");
	put_clock(t, seconds);
	if (precise) {
		GEN_PUT(t, ".");
		gen_put_base(
		    t, (uint64_t)(us / 1000 % 1000), "0123456789", 10, 3);
	}
	GEN_PUT(t, "Z\"");
}

/* RFC 5322, in UTC. */
static void
put_date(struct gen_text *t, int64_t us)
{
	static const char weekdays[] = "ThuFriSatSunMonTueWed";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int64_t seconds = us / GEN_SECOND, y;
	unsigned mon, d;

	gen_civil(seconds / 86400, &y, &mon, &d);
	gen_put_n(t, weekdays + seconds / 86400 % 7 * 3, 3);
	GEN_PUT(t, ", ");
	gen_put_u(t, d);
	GEN_PUT(t, " ");
	gen_put_n(t, months + (size_t)3 * (mon - 1), 3);
	GEN_PUT(t, " ");
	gen_put_u(t, (uint64_t)y);
	GEN_PUT(t, " ");
	put_clock(t, seconds);
	GEN_PUT(t, " +0000");
}

static void
put_hex(struct gen_text *t, struct gen_random *r, int n)
{
	uint64_t x = gen_next(r);

	gen_put_base(
	    t, x & (~UINT64_C(0) >> (64 - 4 * n)), "0123456789abcdef", 16, n);
}

void
gen_put_uuid(struct gen_text *t, struct gen_random *r)
{
	static const int groups[] = { 8, 4, 4, 4, 12 };

	for (size_t i = 0; i < GEN_COUNT(groups); i++) {
		if (i > 0)
			GEN_PUT(t, "-");
		put_hex(t, r, groups[i]);
	}
}

/* The region, milliseconds since 1970, an UUID, a number. */
void
gen_put_ses_id(struct gen_text *t, struct gen_random *r, int64_t us)
{
	GEN_PUT(t, "0106");
	gen_put_base(t, (uint64_t)(us / 1000), "0123456789abcdef", 16, 12);
	GEN_PUT(t, "-");
	gen_put_uuid(t, r);
	GEN_PUT(t, "-000000");
}

/* ---- header fields ---- */

enum field_kind { F_TEXT, F_TO, F_SUBJECT, F_DATE, F_SIGNATURE };

enum {
	API = GEN_BIT(WAY_API) | GEN_BIT(WAY_TEMPLATE),
	SMTP = GEN_BIT(WAY_SMTP),
	ANY = API | SMTP
};

/* '$' as in replies; F_DATE and F_SIGNATURE put theirs behind. */
static const struct field {
	const char *name, *value;
	enum field_kind kind;
	unsigned ways, chance; /* of 10,000 */
} fields[] = {
	{ "Received",
	    "from out1.home.example (out1.home.example [198.51.100.251]) by "
	    "email-smtp.amazonaws.com with SMTP (SimpleEmailService-d-$q) id "
	    "$q$q; ",
	    F_DATE, SMTP, 10000 },
	{ "DKIM-Signature",
	    "v=1; a=rsa-sha256; c=relaxed/simple; d=$s; s=s1; t=$t; "
	    "h=From:To:Subject:Date:Message-ID; b=",
	    F_SIGNATURE, SMTP, 3000 },
	{ "X-SES-CONFIGURATION-SET", "marketing", F_TEXT, SMTP, 10000 },
	{ "X-SES-MESSAGE-TAGS", "campaign=autumn-2026, list=members", F_TEXT,
	    SMTP, 10000 },
	{ "From", "\"Shop, News\" <news@$s>", F_TEXT, ANY, 10000 },
	{ "Reply-To", "support@$s", F_TEXT, ANY, 5000 },
	{ "To", NULL, F_TO, ANY, 10000 },
	{ "Subject", NULL, F_SUBJECT, ANY, 10000 },
	{ "Message-ID", "<$m>", F_TEXT, SMTP, 10000 },
	{ "Date", "", F_DATE, SMTP, 10000 },
	{ "MIME-Version", "1.0", F_TEXT, ANY, 10000 },
	{ "Content-Type",
	    "multipart/alternative;  "
	    "boundary=\"----=_Part_$n_$n$n.$t$n\"",
	    F_TEXT, ANY, 7000 },
	{ "List-Unsubscribe",
	    "<mailto:unsubscribe-$q@$s>, <https://www.$s/u?c=$q&t=$q$q>",
	    F_TEXT, ANY, 5000 },
	{ "List-Unsubscribe-Post", "List-Unsubscribe=One-Click", F_TEXT, ANY,
	    5000 },
	/* what looks like an event, or like the border of two */
	{ "X-Context",
	    "{\"eventType\":\"Bounce\",\"bounce\":{\"bounceType\":"
	    "\"Permanent\",\"bouncedRecipients\":[{\"emailAddress\":\"$o\"}]},"
	    "\"mail\":{\"messageId\":\"$q\",\"destination\":[\"$o\"]}}\n"
	    "{\"eventType\":\"Send\"}",
	    F_TEXT, ANY, 200 },
	{ "X-Path", "C:\\mail\\$n\\ \"}}{\\\"", F_TEXT, ANY, 200 },
};

/* Encoded, and as it is in commonHeaders: JSON already. */
static const struct {
	const char *encoded, *json;
} subjects[] = {
	{ "Your order has been shipped", "Your order has been shipped" },
	{ "=?UTF-8?B?56eL44Gu44K744O844Or?=", "秋のセール" },
	{ "=?UTF-8?B?44GK55+l44KJ44Gb?=", "\\u304a\\u77e5\\u3089\\u305b" },
	{ "=?UTF-8?B?8J+OgSBOZXdz?=", "\\ud83c\\udf81 News" },
	{ "Re: {\"a\":[1]}{\"b\":2}", "Re: {\\\"a\\\":[1]}{\\\"b\\\":2}" },
};

static size_t
subject_of(const struct gen_message *m)
{
	return m->seed / 8 % GEN_COUNT(subjects);
}

void
gen_put_base64(struct gen_text *t, struct gen_random *r, int n)
{
	for (int i = 0; i < n; i += 10)
		gen_put_base(t, gen_next(r) >> 4,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		    "0123456789+/",
		    64, 10);
	GEN_PUT(t, "==");
}

/* A string from a pattern. */
static void
put_pattern(
    struct gen_events *v, const struct gen_message *m, const char *pattern)
{
	size_t from;

	GEN_PUT(v->pen.t, "\"");
	from = v->pen.t->n;
	gen_put_reply(&v->pen, &m->e, m->e.rcpt, pattern, "\n");
	gen_escape(v->pen.t, from);
	GEN_PUT(v->pen.t, "\"");
}

/* Some callers give names with the addresses; SES tells them as they came. */
static void
put_recipient(
    struct gen_text *t, const struct gen_message *m, const struct gen_rcpt *r)
{
	bool named = m->way != WAY_SMTP && m->seed % 8 == 0;

	if (named && r->number % 3 == 0)
		GEN_PUT(t, "\"Yamada, Taro\" <");
	else if (named)
		GEN_PUT(t, "=?UTF-8?B?5bGx55Sw?= <");
	gen_put_rcpt(t, r);
	if (named)
		GEN_PUT(t, ">");
}

/* In one string, or in many. */
static void
put_recipients(
    struct gen_text *t, const struct gen_message *m, const char *between)
{
	size_t from = t->n;

	for (size_t i = 0; i < m->e.n; i++) {
		if (i > 0) {
			gen_put_s(t, between);
			from = t->n;
		}
		put_recipient(t, m, &m->e.rcpt[i]);
		gen_escape(t, from);
	}
}

static void
put_field(
    struct gen_events *v, const struct gen_message *m, const struct field *f)
{
	struct gen_text *t = v->pen.t;

	GEN_PUT(t, "{\"name\":\"");
	gen_put_s(t, f->name);
	GEN_PUT(t, "\",\"value\":");
	if (f->kind == F_TO) {
		GEN_PUT(t, "\"");
		put_recipients(t, m, ", ");
		GEN_PUT(t, "\"");
	} else if (f->kind == F_SUBJECT) {
		put_pattern(v, m, subjects[subject_of(m)].encoded);
	} else {
		put_pattern(v, m, f->value);
		t->n--; /* the quote again */
		if (f->kind == F_DATE)
			put_date(t, m->e.begun);
		else if (f->kind == F_SIGNATURE)
			gen_put_base64(t, &v->pen.random, 170);
		GEN_PUT(t, "\"");
	}
	GEN_PUT(t, "}");
}

static void
put_headers(struct gen_events *v, const struct gen_message *m)
{
	struct gen_text *t = v->pen.t;
	bool first = true;

	GEN_PUT(t, ",\"headers\":[");
	for (size_t i = 0; i < GEN_COUNT(fields); i++) {
		if ((fields[i].ways & GEN_BIT(m->way)) == 0 ||
		    !gen_chance(&v->pen.random, fields[i].chance))
			continue;
		if (!first)
			GEN_PUT(t, ",");
		put_field(v, m, &fields[i]);
		first = false;
	}
	GEN_PUT(t, "],\"commonHeaders\":{\"from\":[");
	put_pattern(v, m, "\"Shop, News\" <news@$s>");
	if (m->way == WAY_SMTP) {
		GEN_PUT(t, "],\"date\":\"");
		put_date(t, m->e.begun);
		GEN_PUT(t, "\",\"to\":[\"");
	} else {
		GEN_PUT(t, "],\"to\":[\"");
	}
	put_recipients(t, m, "\",\"");
	GEN_PUT(t, "\"],\"messageId\":");
	if (m->way == WAY_SMTP)
		put_pattern(v, m, "<$m>");
	else
		put_pattern(v, m, m->id);
	GEN_PUT(t, ",\"subject\":\"");
	gen_put_s(t, subjects[subject_of(m)].json);
	GEN_PUT(t, "\"}");
}

/* ---- tags ---- */

static void
put_tag(struct gen_text *t, const char *name, const char *value)
{
	GEN_PUT(t, ",\"");
	gen_put_s(t, name);
	GEN_PUT(t, "\":[\"");
	gen_put_s(t, value);
	GEN_PUT(t, "\"]");
}

static void
put_tags(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	static const char *const operations[] = { [WAY_API] = "SendEmail",
		[WAY_TEMPLATE] = "SendTemplatedEmail",
		[WAY_SMTP] = "SendSmtpEmail" };
	static const char *const campaigns[] = { "autumn-2026", "welcome",
		"receipt", "news 2026/11" };
	struct gen_text *t = v->pen.t;

	GEN_PUT(t, ",\"tags\":{\"ses:source-tls-version\":[\"TLSv1.3\"]");
	put_tag(t, "ses:operation", operations[m->way]);
	put_tag(t, "ses:configuration-set",
	    m->seed / 64 % 2 == 0 ? "marketing" : "transactional");
	if (e->kind == EVENT_DELIVERY)
		put_tag(t, "ses:outgoing-tls-version", "TLSv1.3");
	put_tag(t, "ses:source-ip", "198.51.100.251");
	put_tag(t, "ses:from-domain", m->e.from->author.name);
	put_tag(t, "ses:caller-identity", "ses-smtp-user.20260401-101500");
	if (e->kind == EVENT_DELIVERY)
		put_tag(t, "ses:outgoing-ip", "192.0.2.5");
	put_tag(t, "campaign", campaigns[m->seed / 128 % GEN_COUNT(campaigns)]);
	put_tag(t, "list", "members");
	GEN_PUT(t, "}");
}

/* ---- the whole ---- */

void
gen_put_mail(struct gen_events *v, const struct gen_message *m,
    const struct gen_event *e)
{
	struct gen_text *t = v->pen.t;

	v->pen.random.state = m->seed;
	v->pen.now = m->e.begun;
	GEN_PUT(t, "\"mail\":{\"timestamp\":");
	gen_put_iso(t, m->e.begun, true);
	GEN_PUT(t, ",\"source\":\"");
	if (m->way == WAY_SMTP) {
		gen_put_sender(t, &m->e);
	} else {
		GEN_PUT(t, "Shop News <news@");
		gen_put_s(t, m->e.from->author.name);
		GEN_PUT(t, ">");
	}
	GEN_PUT(t,
	    "\",\"sourceArn\":\"arn:aws:ses:ap-northeast-1:123456789012:"
	    "identity/");
	gen_put_s(t, m->e.from->author.name);
	GEN_PUT(t, "\",\"sendingAccountId\":\"123456789012\",\"messageId\":\"");
	gen_put_s(t, m->id);
	GEN_PUT(t, "\",\"destination\":[\"");
	put_recipients(t, m, "\",\"");
	GEN_PUT(t, "\"],\"headersTruncated\":false");
	/* As AWS shows them. */
	if (e->kind != EVENT_DELAY && e->kind != EVENT_RENDERING_FAILURE)
		put_headers(v, m);
	put_tags(v, m, e);
	GEN_PUT(t, "}");
}
