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
#include "json.h"
#include "lex.h"
#include "log_frame.h"
#include "log_stamp.h"

/* The members that are looked for, in the order in which systemd has them. */
enum member {
	REALTIME,
	HOSTNAME,
	IDENTIFIER,
	PID,
	SOURCE_REALTIME,
	MESSAGE,
	LOG,
	TIME,
	LEVEL,
	UUID,
	ORIGIN,
	N_MEMBERS
};

static const struct td_span member_names[N_MEMBERS] = {
	[REALTIME] = TD_LIT("__REALTIME_TIMESTAMP"),
	[HOSTNAME] = TD_LIT("_HOSTNAME"),
	[IDENTIFIER] = TD_LIT("SYSLOG_IDENTIFIER"),
	[PID] = TD_LIT("_PID"),
	[SOURCE_REALTIME] = TD_LIT("_SOURCE_REALTIME_TIMESTAMP"),
	[MESSAGE] = TD_LIT("MESSAGE"),
	[LOG] = TD_LIT("log"),
	[TIME] = TD_LIT("time"),
	[LEVEL] = TD_LIT("level"),
	[UUID] = TD_LIT("uuid"),
	[ORIGIN] = TD_LIT("origin"),
};

/* Where unescaped text goes; n is above cap when there was no room. */
struct scratch {
	char *p;
	size_t cap, n;
};

/* The number at j->p, which is passed; above 255 if it is no byte. */
static unsigned
byte(struct td_json *j)
{
	const char *p = j->p;
	unsigned v = 0;

	for (; p < j->end && td_is_digit(*p) && v < 256; p++)
		v = v * 10 + (unsigned)(*p - '0');
	v = p == j->p ? 256 : v;
	j->p = p;
	return v;
}

/* The text of an array of bytes; nothing if it has anything else. */
static struct td_span
bytes(const struct td_json_value *v, struct scratch *s)
{
	const struct td_span none = { v->raw.p, 0 };
	const size_t from = s->n;
	struct td_json j;

	td_json_open(&j, v);
	while (td_json_more(&j)) {
		unsigned c = byte(&j);

		if (c > 255) {
			s->n = from;
			return none;
		}
		if (s->n < s->cap)
			s->p[s->n] = (char)c;
		if (s->n <= s->cap)
			s->n++;
	}
	if (j.error != TD_JSON_FINE)
		s->n = from;
	if (s->n > s->cap)
		return none;
	return (struct td_span){ s->p + from, s->n - from };
}

static inline struct td_span
text_of(const struct td_json_value *v, struct scratch *s)
{
	if (v->kind == TD_JSON_ARRAY)
		return bytes(v, s);
	return v->escaped ? td_json_text(v, s->p, s->cap, &s->n) : v->raw;
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

static bool
has(const struct td_json_value *v, enum member m)
{
	return v[m].kind != TD_JSON_ABSENT;
}

static void
journal(const struct td_json_value *v, struct scratch *s, struct td_line *out)
{
	if (has(v, SOURCE_REALTIME))
		out->when = micros_of(text_of(&v[SOURCE_REALTIME], s));
	if (out->when == TD_NO_TIME && has(v, REALTIME))
		out->when = micros_of(text_of(&v[REALTIME], s));
	out->host = text_of(&v[HOSTNAME], s);
	out->pid = text_of(&v[PID], s);
	out->tag = text_of(&v[IDENTIFIER], s);
	out->text = text_of(&v[MESSAGE], s);
}

static void
docker(const struct td_json_value *v, struct scratch *s, struct td_line *out)
{
	struct td_span time = text_of(&v[TIME], s);
	const char *p = time.p;
	struct td_stamp stamp;

	out->text = text_of(&v[LOG], s);
	while (out->text.n > 0 && td_is_break(out->text.p[out->text.n - 1]))
		out->text.n--;
	if (td_stamp_iso(&p, p + time.n, &stamp)) {
		out->when = stamp.when;
		out->lacks = stamp.lacks;
	}
}

/* One object, with blanks around it; false if anything else is there. */
static bool
object(const char *p, const char *end, struct td_json_value *v)
{
	struct td_json j;

	td_json_begin(&j, p, end);
	if (!td_json_read(&j, member_names, N_MEMBERS, v))
		return false;
	for (p = j.p; p < end && td_is_fws(*p); p++)
		;
	return p == end;
}

enum td_json_frame
td_log_json(const char *p, const char *end, char *scratch, size_t cap,
    size_t *n_scratch, struct td_line *out)
{
	struct scratch s = { scratch, cap, *n_scratch };
	struct td_json_value v[N_MEMBERS];

	if (!object(p, end, v))
		return TD_JSON_OTHER;
	if (has(v, MESSAGE) && (has(v, REALTIME) || has(v, SOURCE_REALTIME))) {
		journal(v, &s, out);
		*n_scratch = s.n;
		return TD_JSON_JOURNAL;
	}
	if (has(v, LOG) && has(v, TIME)) {
		docker(v, &s, out);
		*n_scratch = s.n;
		return TD_JSON_DOCKER;
	}
	if (has(v, LEVEL) && has(v, UUID) && has(v, ORIGIN)) {
		out->text = td_span(p, end);
		return TD_JSON_HARAKA;
	}
	return TD_JSON_OTHER;
}
