/*
 * What stands before the text of a log line: stamp, host, tag.
 *
 *	Nov 21 17:58:00 mx1 postfix/smtp[123]: 4AbC: to=<u@example.jp>, ...
 *	<22>1 2026-11-21T17:58:00Z mx1 postfix/smtp 123 - - 4AbC: to=...
 *	mailserver  | 2026-11-21T17:58:00.123456+09:00 mx1 postfix/smtp[123]: ..
 *	2026-11-21 17:58:00 1vMe3m-000000001aB-0abC => u@example.jp R=dnslookup
 *	@400000006a60f9f62d33a8ec delivery 7: success: ...
 *
 * FORMATS.md 0.5 and 18; RFC 3164, RFC 5424, journald, Docker, Kubernetes, and
 * the logs that Exim, qmail, Haraka and rspamd write by themselves.  Some logs
 * have one frame in another; the innermost stamp is the program's own.
 */
#include "log_frame.h"
#include "lex.h"
#include "log_stamp.h"

enum { MAX_DEPTH = 3, MAX_PREFIX = 96 };

/* A line on its way; `depth` counts the frames around this place. */
struct frame {
	const char *end;
	char *scratch;
	size_t cap;
	size_t *n_scratch;
	struct td_line *out;
	int depth;
};

static bool read_frame(struct frame *f, const char *p);
static bool json_frame(struct frame *f, const char *p);

static inline const char *
skip_blanks(const char *p, const char *end)
{
	while (p < end && *p == ' ')
		p++;
	return p;
}

static void
put_stamp(struct td_line *out, const struct td_stamp *s)
{
	out->when = s->when;
	out->lacks = s->lacks;
}

/*
 * What Haraka, rspamd and qmail-send write behind a bare stamp.  False if this
 * is nothing of that kind.
 */
static bool
own_frame(struct frame *f, const char *p)
{
	struct td_line *out = f->out;

	if (p < f->end && *p == '{')
		return json_frame(f, p);
	if (td_shape_rspamd(p, f->end, out))
		return true;
	if (td_shape_haraka(p, f->end))
		out->program = TD_PROGRAM_HARAKA;
	else if (td_shape_qmail(p, f->end))
		out->program = TD_PROGRAM_QMAIL;
	else
		return false;
	out->text = td_span(p, f->end);
	return true;
}

/* The same for Exim: "[123] 1vMe3m-000000001aB-0abC => ...". */
static bool
exim_frame(struct frame *f, const char *p)
{
	struct td_span pid = { 0 };

	p = td_shape_pid(p, f->end, &pid);
	if (!td_shape_exim(p, f->end))
		return false;
	f->out->pid = pid;
	f->out->program = TD_PROGRAM_EXIM;
	f->out->text = td_span(p, f->end);
	return true;
}

/*
 * The stamp that Exim, qmail, Haraka and rspamd put into their text also where
 * syslog has its own.  It knows more: the year, the zone.
 */
static void __attribute__((noinline)) inner_stamp(struct td_line *out)
{
	const char *p = out->text.p, *end = p + out->text.n;
	struct td_stamp s;

	if (p == end)
		return;
	if (*p == '@' ? !td_stamp_tai64(&p, end, &s) :
	                !td_is_digit(*p) ||
	            (!td_stamp_iso(&p, end, &s) && !td_stamp_unix(&p, end, &s)))
		return;
	if (p < end && *p != ' ')
		return;
	put_stamp(out, &s);
	p = skip_blanks(p, end);
	if (out->program == TD_PROGRAM_EXIM)
		p = td_shape_pid(p, end, &out->pid);
	out->text = td_span(p, end);
}

/* Skip what Solaris puts before the text: "[ID 197553 mail.info] ". */
static void
skip_message_id(struct td_span *text)
{
	const char *end = text->p + text->n, *p;

	if (!TD_BEGINS(text->p, end, "[ID "))
		return;
	p = td_find(
	    text->p, text->n > MAX_PREFIX ? text->p + MAX_PREFIX : end, ']');
	if (p != NULL)
		*text = td_span(skip_blanks(p + 1, end), end);
}

/* The text is behind the tag: what program, and does it say more? */
static inline void
put_text(struct td_line *out, const char *p, const char *end)
{
	out->text = td_span(p, end);
	if (p < end && *p == '[')
		skip_message_id(&out->text);
	out->program = (uint8_t)td_tag_program(out->tag, out->text);
	/* Haraka under systemd: the tag is node's. */
	if (p < end && *p == '[' && out->program == TD_PROGRAM_NONE &&
	    td_shape_haraka(p, end))
		out->program = TD_PROGRAM_HARAKA;
	switch (out->program) {
	case TD_PROGRAM_EXIM:
	case TD_PROGRAM_QMAIL:
	case TD_PROGRAM_HARAKA:
		inner_stamp(out);
		break;
	default:
		break;
	}
}

/* "tag[pid]" in [p, end) to its parts. */
static inline void
put_tag(struct td_line *out, const char *p, const char *end)
{
	const char *q;

	out->tag = td_span(p, end);
	if (end == p || end[-1] != ']')
		return;
	q = td_find(p, end, '[');
	if (q == NULL || q == p)
		return;
	out->pid = td_span(q + 1, end - 1);
	out->tag = td_span(p, q);
}

/* "mail.info" or "<mail.info>" (BusyBox, AIX with a colon). */
static bool
is_facility(const char *p, const char *end)
{
	if (end - p > 2 && *p == '<' && end[-1] == '>')
		return true;
	for (const char *q = p; q < end; q++)
		if (!td_is_alnum(*q) && (q == p || (*q != '.' && *q != ':')))
			return false;
	return TD_BEGINS(p, end, "mail.") || TD_BEGINS(p, end, "mail:") ||
	    TD_BEGINS(p, end, "daemon.") || TD_BEGINS(p, end, "user.") ||
	    TD_BEGINS(p, end, "local") || TD_BEGINS(p, end, "auth.");
}

/*
 * "tag[pid]: text" behind [p, word), which should be the tag and is not: it is
 * a facility, or the host itself behind one word more (rsyslog's
 * %FROMHOST-IP%).
 */
static bool
late_tag(struct frame *f, const char *p, const char *word, bool facility)
{
	struct td_line *out = f->out;
	const char *end = f->end, *next = skip_blanks(word, end);
	const char *q = td_find_or_end(next, end, ' ');
	struct td_line was = *out;

	if (q - next < 2 || q[-1] != ':')
		return false;
	put_tag(out, next, q - 1);
	put_text(out, skip_blanks(q, end), end);
	if (facility)
		return true;
	if (out->program == TD_PROGRAM_NONE) {
		*out = was;
		return false;
	}
	out->host = td_span(p, word);
	return true;
}

/* A tag without a colon, something between host and tag, or no tag. */
static void __attribute__((noinline))
odd_tag(struct frame *f, const char *p, const char *word)
{
	struct td_line *out = f->out;
	const char *end = f->end, *next = skip_blanks(word, end);

	if (is_facility(p, word) && late_tag(f, p, word, true))
		return;
	/* A relay that put its own frame before that of the sender. */
	if (read_frame(f, p))
		return;
	if (late_tag(f, p, word, false))
		return;
	if (word > p && word[-1] == ']') {
		put_tag(out, p, word);
		put_text(out, next, end);
		return;
	}
	out->text = td_span(p, end);
}

/* "host tag[pid]: text" at p; the host may be missing. */
static inline bool
host_and_tag(struct frame *f, const char *p)
{
	struct td_line *out = f->out;
	const char *end = f->end, *word = td_find_or_end(p, end, ' ');

	/* FreeBSD with -v: "<2.6> mx1 tag: ...", with -vv "<mail.info> mx1". */
	if (word - p > 2 && *p == '<' && word[-1] == '>') {
		p = skip_blanks(word, end);
		word = td_find_or_end(p, end, ' ');
	}
	if (word - p > 2 && word[-1] == ':' &&
	    (word[-2] == ']' ||
	        td_tag_program(td_span(p, word - 1), td_span(word, end)))) {
		put_tag(out, p, word - 1);
		put_text(out, word < end ? word + 1 : end, end);
		return true;
	}
	out->host = td_span(p, word);
	p = skip_blanks(word, end);
	word = td_find_or_end(p, end, ' ');
	if (word == p || word[-1] != ':') {
		odd_tag(f, p, word);
		return true;
	}
	put_tag(out, p, word - 1);
	put_text(out, word < end ? word + 1 : end, end);
	return true;
}

/* "tag[pid]: text" or text alone, where no host can be. */
static void
tag_alone(struct td_line *out, const char *p, const char *end)
{
	const char *word = td_find_or_end(p, end, ' ');

	if (word > p && word[-1] == ':') {
		put_tag(out, p, word - 1);
		put_text(out, skip_blanks(word, end), end);
	} else {
		out->text = td_span(p, end);
	}
}

/* Text that may have a frame of its own, within one that has no tag. */
static bool
inner_frame(struct frame *f, const char *p)
{
	if (!read_frame(f, p) && !own_frame(f, p))
		tag_alone(f->out, p, f->end);
	return true;
}

/* Behind "2026-11-21T17:58:00Z " or "2026-11-21 17:58:00 ". */
static bool
behind_iso(struct frame *f, const char *p, char separator)
{
	const char *end = f->end, *q;

	/* containerd and CRI-O; P: a part of a line that is too long. */
	if (TD_BEGINS(p, end, "stdout F ") || TD_BEGINS(p, end, "stderr F ") ||
	    TD_BEGINS(p, end, "stdout P ") || TD_BEGINS(p, end, "stderr P "))
		return inner_frame(f, p + 9);
	if (separator == 'T' && p < end && td_is_alnum(*p) &&
	    !TD_BEGINS(p, end, "level="))
		return host_and_tag(f, p);
	if (td_shape_exim_id(p, end)) {
		f->out->program = TD_PROGRAM_EXIM;
		f->out->text = td_span(p, end);
		return true;
	}
	/* "mx1 exim[123]: ..." before all that only looks like Exim's prose. */
	q = td_find_or_end(p, end, ' ');
	q = td_find_or_end(skip_blanks(q, end), end, ' ');
	if (q - p > 2 && q[-1] == ':' && q[-2] == ']' && p < end &&
	    td_is_alnum(*p))
		return host_and_tag(f, p);
	return own_frame(f, p) || exim_frame(f, p) || host_and_tag(f, p);
}

static bool
iso_frame(struct frame *f, const char *p)
{
	const char separator = f->end - p > 10 ? p[10] : '\0';
	struct td_stamp s;

	if (!td_stamp_iso(&p, f->end, &s) || (p < f->end && *p != ' '))
		return false;
	put_stamp(f->out, &s);
	return behind_iso(f, skip_blanks(p, f->end), separator);
}

/* "1054194596.057500 delivery 183: ...", or journald's short-unix. */
static bool
unix_frame(struct frame *f, const char *p)
{
	struct td_stamp s;

	if (!td_stamp_unix(&p, f->end, &s) || (p < f->end && *p != ' '))
		return false;
	put_stamp(f->out, &s);
	p = skip_blanks(p, f->end);
	return own_frame(f, p) || host_and_tag(f, p);
}

/* multilog's; there is no host behind it. */
static bool
tai64_frame(struct frame *f, const char *p)
{
	struct td_stamp s;

	if (!td_stamp_tai64(&p, f->end, &s) || (p < f->end && *p != ' '))
		return false;
	put_stamp(f->out, &s);
	p = skip_blanks(p, f->end);
	if (!own_frame(f, p))
		tag_alone(f->out, p, f->end);
	return true;
}

/* "Sat 2026-11-21 17:58:00 JST mx1 ...": journald's short-full. */
static bool
full_frame(struct frame *f, const char *p)
{
	const char *zone;
	struct td_stamp s;
	int minutes;

	if (f->end - p < 24 || p[3] != ' ' || !td_is_digit(p[4]))
		return false;
	p += 4;
	if (!td_stamp_iso(&p, f->end, &s) || p == f->end || *p != ' ')
		return false;
	if (s.lacks & TD_STAMP_NO_ZONE) {
		zone = ++p;
		p = td_find_or_end(p, f->end, ' ');
		if (td_stamp_zone(td_span(zone, p), &minutes)) {
			s.when -= minutes * INT64_C(60000000);
			s.lacks = 0;
		}
	}
	put_stamp(f->out, &s);
	return host_and_tag(f, skip_blanks(p, f->end));
}

static inline bool
syslog_frame(struct frame *f, const char *p)
{
	struct td_stamp s;

	if (!td_stamp_syslog(&p, f->end, &s))
		return false;
	if (p < f->end && *p != ' ') {
		/* Cisco: "Nov 21 2026 17:58:00: ..." or with a zone. */
		if (*p != ':')
			return false;
		p++;
	}
	put_stamp(f->out, &s);
	return host_and_tag(f, skip_blanks(p, f->end));
}

/* One blank-separated word of an RFC 5424 header; "-" is none. */
static struct td_span
header_word(const char **p, const char *end)
{
	const char *from = *p, *to = td_find_or_end(from, end, ' ');

	*p = to < end ? to + 1 : end;
	if (to - from == 1 && *from == '-')
		to = from;
	return td_span(from, to);
}

/* Skip the structured data at p (RFC 5424 6.3), if it ends. */
static const char *
skip_structured(const char *p, const char *end)
{
	const char *from = p;
	bool quoted = false;

	if (p < end && *p == '-')
		return p + 1;
	while (p < end && *p == '[') {
		for (; p < end && (quoted || *p != ']'); p++) {
			if (*p == '\\' && quoted)
				p++;
			else if (*p == '"')
				quoted = !quoted;
		}
		if (p >= end)
			return from;
		p++;
	}
	return p;
}

/* Behind "<22>1 ": RFC 5424. */
static bool
rfc5424_frame(struct frame *f, const char *p)
{
	struct td_line *out = f->out;
	struct td_stamp s;

	if (p < f->end && *p == '-') {
		p++;
	} else if (td_stamp_iso(&p, f->end, &s)) {
		put_stamp(out, &s);
	} else {
		return false;
	}
	if (p == f->end || *p++ != ' ')
		return false;
	out->host = header_word(&p, f->end);
	out->tag = header_word(&p, f->end);
	out->pid = header_word(&p, f->end);
	header_word(&p, f->end); /* MSGID */
	p = skip_structured(p, f->end);
	if (p < f->end && *p == ' ')
		p++;
	if (TD_BEGINS(p, f->end, "\xef\xbb\xbf"))
		p += 3;
	put_text(out, p, f->end);
	return true;
}

/* "<22>" before RFC 3164, RFC 3339 or RFC 5424. */
static bool
priority_frame(struct frame *f, const char *p)
{
	const char *q = p + 1;

	while (q < f->end && q - p < 4 && td_is_digit(*q))
		q++;
	if (q == p + 1 || q == f->end || *q != '>')
		return false;
	q++;
	if (TD_BEGINS(q, f->end, "1 "))
		return rfc5424_frame(f, q + 2);
	return q < f->end && *q != '<' && read_frame(f, q);
}

static bool
json_frame(struct frame *f, const char *p)
{
	struct td_line *out = f->out;
	const char *text;

	switch (td_log_json(p, f->end, f->scratch, f->cap, f->n_scratch, out)) {
	case TD_JSON_JOURNAL:
		text = out->text.p;
		put_text(out, text, text + out->text.n);
		return true;
	case TD_JSON_DOCKER:
		f->end = out->text.p + out->text.n;
		return inner_frame(f, out->text.p);
	case TD_JSON_HARAKA:
		out->program = TD_PROGRAM_HARAKA;
		return true;
	default:
		return false;
	}
}

/* Skip colours as terminals have them: ESC "[36m". */
static const char *
skip_colours(const char *p, const char *end)
{
	while (end - p > 2 && p[0] == '\033' && p[1] == '[') {
		const char *q = p + 2;

		while (q < end && (td_is_digit(*q) || *q == ';'))
			q++;
		if (q == end || *q != 'm')
			return p;
		p = q + 1;
	}
	return p;
}

/*
 * "mailserver  | " (docker compose) or "[pod/mx-0/postfix] " (kubectl logs
 * --prefix) before a line, which may have no stamp.
 */
static bool __attribute__((noinline))
prefix_frame(struct frame *f, const char *p)
{
	const char *end = f->end - p > MAX_PREFIX ? p + MAX_PREFIX : f->end;
	const char *q = p = skip_colours(p, end);

	if (TD_BEGINS(p, end, "[pod/")) {
		q = td_find(p, end, ']');
		if (q == NULL || q + 1 >= f->end || q[1] != ' ')
			return false;
		return inner_frame(f, q + 2);
	}
	while (
	    q < end && (td_is_alnum(*q) || *q == '-' || *q == '_' || *q == '.'))
		q++;
	if (q == p)
		return false;
	q = skip_blanks(q, end);
	if (q == end || q[-1] != ' ' || *q != '|')
		return false;
	q = skip_colours(q + 1, f->end);
	if (q < f->end && *q != ' ')
		return false;
	return inner_frame(f, skip_blanks(q, f->end));
}

/* The frame at p, whatever it is. */
static bool
read_frame(struct frame *f, const char *p)
{
	if (f->depth == MAX_DEPTH || p == f->end)
		return false;
	f->depth++;
	switch (*p) {
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		if (iso_frame(f, p) || unix_frame(f, p))
			return true;
		if (TD_BEGINS(p, f->end, "1 ") && rfc5424_frame(f, p + 2))
			return true;
		break;
	case '<':
		return priority_frame(f, p);
	case '@':
		return tai64_frame(f, p);
	case '{':
		return json_frame(f, p);
	case '[':
	case 'l':
		if (td_shape_haraka(p, f->end))
			return own_frame(f, p);
		break;
	default:
		if (*p >= 'A' && *p <= 'W' &&
		    (syslog_frame(f, p) || full_frame(f, p)))
			return true;
		break;
	}
	return f->depth == 1 && prefix_frame(f, p);
}

bool
td_log_frame(struct td_span line, char *scratch, size_t cap, size_t *n_scratch,
    struct td_line *out)
{
	/* cppcheck-suppress ctuuninitvar */
	struct frame f = { line.p + line.n, scratch, cap, n_scratch, out, 0 };

	*out = (struct td_line){ .when = TD_NO_TIME };
	return read_frame(&f, line.p);
}
