/*
 * Lines of logs that are JSON objects (RFC 8259), one a line.
 *
 *	{"__REALTIME_TIMESTAMP":"1795280280123456","_HOSTNAME":"mx1",
 *	 "SYSLOG_IDENTIFIER":"postfix/smtp","_PID":"123","MESSAGE":"4AbC: ..."}
 *	{"log":"Nov 21 17:58:00 mx1 ...\n","stream":"stdout","time":"2026-..."}
 *	{"level":"NOTICE","uuid":"...","origin":"outbound","message":"..."}
 *
 * systemd writes text that is not UTF-8 as an array of bytes.  Only members of
 * the object itself are looked at; the first of a name counts.
 */
#include "lex.h"
#include "log_frame.h"
#include "log_stamp.h"

struct reader {
	const char *p, *end;
	char *scratch;
	size_t cap, n; /* n is above cap when there was no room */
};

/* The members that are looked for. */
enum member {
	MESSAGE,
	IDENTIFIER,
	PID,
	HOSTNAME,
	REALTIME,
	SOURCE_REALTIME,
	LOG,
	TIME,
	LEVEL,
	UUID,
	ORIGIN,
	N_MEMBERS
};

static const struct td_span member_names[N_MEMBERS] = {
	[MESSAGE] = TD_LIT("MESSAGE"),
	[IDENTIFIER] = TD_LIT("SYSLOG_IDENTIFIER"),
	[PID] = TD_LIT("_PID"),
	[HOSTNAME] = TD_LIT("_HOSTNAME"),
	[REALTIME] = TD_LIT("__REALTIME_TIMESTAMP"),
	[SOURCE_REALTIME] = TD_LIT("_SOURCE_REALTIME_TIMESTAMP"),
	[LOG] = TD_LIT("log"),
	[TIME] = TD_LIT("time"),
	[LEVEL] = TD_LIT("level"),
	[UUID] = TD_LIT("uuid"),
	[ORIGIN] = TD_LIT("origin"),
};

static void
skip_blanks(struct reader *r)
{
	while (r->p < r->end && td_is_fws(*r->p))
		r->p++;
}

/* Skip `c` and blanks around it. */
static bool
skip(struct reader *r, char c)
{
	skip_blanks(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	skip_blanks(r);
	return true;
}

/* The raw text of the string at r->p, which is skipped. */
static bool
string(struct reader *r, struct td_span *raw, bool *escaped)
{
	const char *p = r->p + 1;

	*escaped = false;
	if (r->p >= r->end || *r->p != '"')
		return false;
	while (p < r->end) {
		uint64_t m = td_mask2(p, '"', '\\');

		if (m == 0) {
			p += 64;
			continue;
		}
		p += __builtin_ctzll(m);
		if (p >= r->end)
			return false;
		if (*p == '"') {
			*raw = td_span(r->p + 1, p);
			r->p = p + 1;
			return true;
		}
		*escaped = true;
		p += 2;
	}
	return false;
}

/* Skip a value of any kind; what is within is not checked. */
static bool
skip_value(struct reader *r)
{
	struct td_span raw;
	size_t depth = 0;
	bool escaped;

	do {
		skip_blanks(r);
		if (r->p == r->end)
			return false;
		switch (*r->p) {
		case '"':
			if (!string(r, &raw, &escaped))
				return false;
			break;
		case '{':
		case '[':
			depth++;
			r->p++;
			break;
		case '}':
		case ']':
			if (depth == 0)
				return false;
			depth--;
			r->p++;
			break;
		case ',':
			if (depth == 0)
				return false;
			r->p++;
			break;
		default:
			r->p++;
			while (depth == 0 && r->p < r->end && *r->p != ',' &&
			    *r->p != '}')
				r->p++;
			break;
		}
	} while (depth > 0);
	return true;
}

static void
put(struct reader *r, unsigned c)
{
	if (r->n < r->cap)
		r->scratch[r->n] = (char)c;
	if (r->n <= r->cap)
		r->n++;
}

/* A code point as UTF-8 (RFC 3629). */
static void
put_code(struct reader *r, unsigned c)
{
	if (c < 0x80) {
		put(r, c);
		return;
	}
	if (c < 0x800) {
		put(r, 0xc0 | c >> 6);
	} else if (c < 0x10000) {
		put(r, 0xe0 | c >> 12);
		put(r, 0x80 | (c >> 6 & 0x3f));
	} else {
		put(r, 0xf0 | c >> 18);
		put(r, 0x80 | (c >> 12 & 0x3f));
		put(r, 0x80 | (c >> 6 & 0x3f));
	}
	put(r, 0x80 | (c & 0x3f));
}

/* The four hex digits at p; a value above 0xffff if they are none. */
static unsigned
hex4(const char *p, const char *end)
{
	unsigned v = 0;

	if (end - p < 4)
		return 0x10000;
	for (int i = 0; i < 4; i++) {
		int d = td_hex_digit(p[i]);

		if (d < 0)
			return 0x10000;
		v = v << 4 | (unsigned)d;
	}
	return v;
}

/* The "uXXXX" at p, perhaps half of a pair; where it ends. */
static const char *
unescape_code(struct reader *r, const char *p, const char *end)
{
	unsigned c = hex4(p + 1, end), low;

	if (c > 0xffff) {
		put(r, 'u');
		return p + 1;
	}
	p += 5;
	if (c >= 0xd800 && c < 0xdc00 && end - p >= 6 && p[0] == '\\' &&
	    p[1] == 'u') {
		low = hex4(p + 2, end);
		if (low >= 0xdc00 && low < 0xe000) {
			put_code(
			    r, 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
			return p + 6;
		}
	}
	put_code(r, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	return p;
}

/* What was written since there were n bytes; nothing if it had no room. */
static struct td_span
since(const struct reader *r, size_t n)
{
	if (r->n > r->cap)
		return (struct td_span){ r->end, 0 };
	return (struct td_span){ r->scratch + n, r->n - n };
}

/* The text of a raw string, in scratch. */
static struct td_span
unescape(struct reader *r, struct td_span raw)
{
	static const char from[] = "bfnrt", to[] = "\b\f\n\r\t";
	const char *p = raw.p, *end = raw.p + raw.n, *hit;
	const size_t n = r->n;

	while (p < end) {
		if (*p != '\\' || end - p == 1) {
			put(r, (unsigned char)*p++);
			continue;
		}
		p++;
		if (*p == 'u') {
			p = unescape_code(r, p, end);
			continue;
		}
		hit = memchr(from, *p, sizeof from - 1);
		put(r, (unsigned char)(hit != NULL ? to[hit - from] : *p));
		p++;
	}
	return since(r, n);
}

/* The array of bytes at r->p; false if it is none, or of anything else. */
static bool
bytes(struct reader *r, struct td_span *text)
{
	const size_t n = r->n;

	if (!skip(r, '['))
		return false;
	do {
		unsigned v = 0;
		const char *p = r->p;

		for (; r->p < r->end && td_is_digit(*r->p) && v < 256; r->p++)
			v = v * 10 + (unsigned)(*r->p - '0');
		if (r->p == p || v > 255)
			return false;
		put(r, v);
	} while (skip(r, ','));
	*text = since(r, n);
	return skip(r, ']');
}

/* The text of the value at r->p, skipped; false if the object is no good. */
static bool
value(struct reader *r, struct td_span *text)
{
	const char *at = r->p;
	const size_t n = r->n;
	struct td_span raw;
	bool escaped;

	text->p = at;
	text->n = 0;
	if (at < r->end && *at == '"') {
		if (!string(r, &raw, &escaped))
			return false;
		*text = escaped ? unescape(r, raw) : raw;
		return true;
	}
	if (at < r->end && *at == '[') {
		if (bytes(r, text))
			return true;
		r->p = at;
		r->n = n;
		text->p = at;
		text->n = 0;
		return skip_value(r);
	}
	if (!skip_value(r))
		return false;
	*text = td_span(at, r->p);
	return true;
}

static unsigned
member_of(struct td_span name)
{
	for (unsigned i = 0; i < N_MEMBERS; i++)
		if (name.n == member_names[i].n &&
		    *name.p == *member_names[i].p &&
		    td_span_eq(name, member_names[i]))
			return i;
	return N_MEMBERS;
}

/*
 * All that is looked for of the object; a bit of *have for each.  False if it
 * is no whole object: then nothing of it counts.
 */
static bool
object(struct reader *r, struct td_span *member, unsigned *have)
{
	*have = 0;
	if (!skip(r, '{'))
		return false;
	if (skip(r, '}'))
		return r->p == r->end;
	do {
		struct td_span name;
		bool escaped;
		unsigned m;

		if (!string(r, &name, &escaped) || !skip(r, ':'))
			return false;
		m = name.n == 0 ? N_MEMBERS : member_of(name);
		if (m == N_MEMBERS || *have >> m & 1) {
			if (!skip_value(r))
				return false;
			continue;
		}
		if (!value(r, &member[m]))
			return false;
		*have |= 1u << m;
	} while (skip(r, ','));
	return skip(r, '}') && r->p == r->end;
}

/* Microseconds since 1970 in digits; TD_NO_TIME if it is anything else. */
static int64_t
micros_of(struct td_span s)
{
	int64_t v = 0;

	if (s.n == 0 || s.n > 17)
		return TD_NO_TIME;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return TD_NO_TIME;
		v = v * 10 + (s.p[i] - '0');
	}
	return v;
}

static void
journal(const struct td_span *member, unsigned have, struct td_line *out)
{
	if (have >> SOURCE_REALTIME & 1)
		out->when = micros_of(member[SOURCE_REALTIME]);
	if (out->when == TD_NO_TIME && have >> REALTIME & 1)
		out->when = micros_of(member[REALTIME]);
	if (have >> HOSTNAME & 1)
		out->host = member[HOSTNAME];
	if (have >> PID & 1)
		out->pid = member[PID];
	if (have >> IDENTIFIER & 1)
		out->tag = member[IDENTIFIER];
	out->text = member[MESSAGE];
}

static void
docker(const struct td_span *member, unsigned have, struct td_line *out)
{
	struct td_stamp s;
	const char *p = member[TIME].p;

	out->text = member[LOG];
	while (out->text.n > 0 && td_is_break(out->text.p[out->text.n - 1]))
		out->text.n--;
	if (have >> TIME & 1 && td_stamp_iso(&p, p + member[TIME].n, &s)) {
		out->when = s.when;
		out->lacks = s.lacks;
	}
}

enum td_json_frame
td_log_json(const char *p, const char *end, char *scratch, size_t cap,
    size_t *n_scratch, struct td_line *out)
{
	struct reader r = { p, end, scratch, cap, *n_scratch };
	struct td_span member[N_MEMBERS];
	unsigned have;

	if (!object(&r, member, &have))
		return TD_JSON_OTHER;
	if (have >> MESSAGE & 1 &&
	    have & (1u << REALTIME | 1u << SOURCE_REALTIME)) {
		*n_scratch = r.n;
		journal(member, have, out);
		return TD_JSON_JOURNAL;
	}
	if (have >> LOG & 1 && have >> TIME & 1) {
		*n_scratch = r.n;
		docker(member, have, out);
		return TD_JSON_DOCKER;
	}
	if (have >> LEVEL & 1 && have >> UUID & 1 && have >> ORIGIN & 1) {
		out->text = td_span(p, end);
		return TD_JSON_HARAKA;
	}
	return TD_JSON_OTHER;
}
