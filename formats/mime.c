/*
 * Bodies of mail; see mime.h.
 */
#include "mime.h"

#include "cfws.h"
#include "lex.h"
#include "mail_section.h"

/* ---- Lines and fields -------------------------------------------------- */

/* Behind the line break at p. */
static const char *
behind_break(const char *p, const char *end)
{
	const char *q = p + 1;

	if (*p == '\n')
		return q;
	/* CRCRLF is one break; CRCR are two. */
	if (end - q >= 2 && q[0] == '\r' && q[1] == '\n')
		return q + 2;
	return q < end && *q == '\n' ? q + 1 : q;
}

bool
td_mime_line(const char **p, const char *end, struct td_span *line)
{
	const char *from = *p, *q;

	if (from >= end)
		return false;
	q = td_find_either(from, end, '\n', '\r');
	*line = td_span(from, q == NULL ? end : q);
	*p = q == NULL ? end : behind_break(q, end);
	return true;
}

static bool
is_folded(const char *p, const char *end)
{
	struct td_span line;

	if (p >= end || (*p != ' ' && *p != '\t'))
		return false;
	td_mime_line(&p, end, &line);
	return td_span_trim(line).n > 0;
}

bool
td_mime_field(const char **p, const char *end, struct td_field *f)
{
	struct td_span line;

	while (td_mime_line(p, end, &line)) {
		const char *from = line.p, *to = from + line.n, *name, *colon;

		if (td_span_trim(line).n == 0)
			return false;
		colon = td_section_colon(from, to, &name);
		if (colon == NULL)
			continue;
		while (is_folded(*p, end) && td_mime_line(p, end, &line))
			to = line.p + line.n;
		f->name = td_span(from, name);
		f->body = td_span_trim(td_span(colon + 1, to));
		return true;
	}
	return false;
}

/* ---- What a field says ------------------------------------------------- */

/* RFC 2045 5.1, but for the brackets and "?", and with white space. */
static bool
ends_token(char c)
{
	switch (c) {
	case '(':
	case ')':
	case '<':
	case '>':
	case '@':
	case ',':
	case ';':
	case ':':
	case '\\':
	case '"':
	case '/':
	case '=':
		return true;
	default:
		return td_is_fws(c);
	}
}

struct td_span
td_mime_token(struct td_span *s)
{
	const char *from = s->p;
	bool quoted = s->n > 0 && s->p[0] == '"';
	struct td_span token;

	if (quoted) {
		from++;
		s->p++, s->n--;
		while (s->n > 0 && s->p[0] != '"')
			s->p++, s->n--;
	} else {
		while (s->n > 0 && !ends_token(s->p[0]))
			s->p++, s->n--;
	}
	token = td_span(from, s->p);
	if (quoted && s->n > 0)
		s->p++, s->n--;
	return token;
}

bool
td_mime_char(struct td_span *s, char c)
{
	*s = td_behind_cfws(*s);
	if (s->n == 0 || s->p[0] != c)
		return false;
	s->p++, s->n--;
	*s = td_behind_cfws(*s);
	return true;
}

struct td_span
td_mime_parameter(struct td_span s, struct td_span name)
{
	while (s.n > 0) {
		struct td_span key, value = { NULL, 0 };

		if (!td_mime_char(&s, ';')) {
			if (s.n > 0)
				s.p++, s.n--;
			continue;
		}
		key = td_mime_token(&s);
		if (!td_mime_char(&s, '='))
			continue;
		/* Boundaries hold "/" and "=" that nobody quoted. */
		if (s.n > 0 && s.p[0] != '"')
			value = td_span(s.p, td_run_end(s.p, s.p + s.n));
		else
			value = td_mime_token(&s);
		if (td_span_ieq(key, name))
			return value;
	}
	return (struct td_span){ NULL, 0 };
}

/* ---- Parts ------------------------------------------------------------- */

/* The type of a part, and the boundary of its own parts. */
static void
read_head(struct td_mime_part *part, struct td_span *boundary)
{
	const char *p = part->head.p, *end = p + part->head.n;
	struct td_field f;

	*boundary = part->type = part->encoding =
	    (struct td_span){ part->head.p, 0 };
	while (p < end) {
		struct td_span s;

		if (!td_mime_field(&p, end, &f))
			continue;
		s = f.body;
		if (td_span_ieq(f.name, TD_SPAN("Content-Transfer-Encoding"))) {
			part->encoding = td_mime_token(&s);
			continue;
		}
		if (!td_span_ieq(f.name, TD_SPAN("Content-Type")) ||
		    part->type.n > 0)
			continue;
		s = td_behind_cfws(s);
		td_mime_token(&s);
		if (s.n > 0 && s.p[0] == '/') {
			s.p++, s.n--;
			td_mime_token(&s);
		}
		part->type = td_span_trim(td_span(f.body.p, s.p));
		*boundary = td_mime_parameter(s, TD_SPAN("boundary"));
	}
}

static bool
is_multipart(const struct td_mime_part *part)
{
	return td_span_ibegins(part->type, TD_SPAN("multipart/"));
}

/* Go into the parts of a part, if it has any that can be found. */
static bool
enter(
    struct td_mime *m, const struct td_mime_part *part, struct td_span boundary)
{
	if (!is_multipart(part) || boundary.n == 0 ||
	    m->depth == TD_MIME_DEPTH ||
	    memchr(boundary.p, '\n', boundary.n) != NULL ||
	    memchr(boundary.p, '\r', boundary.n) != NULL)
		return false;
	m->boundary[m->depth++] = boundary;
	return true;
}

void
td_mime_begin(struct td_mime *m, struct td_span head, struct td_span body)
{
	struct td_span boundary;

	*m = (struct td_mime){ .p = body.p,
		.end = body.p + body.n,
		.first = { .head = head, .body = body } };
	read_head(&m->first, &boundary);
	enter(m, &m->first, boundary);
}

/*
 * Which of the boundaries that are open the line is (RFC 2046 5.1.1), or -1;
 * *closes tells that "--" is behind it.
 */
static int
boundary_at(const struct td_mime *m, struct td_span line, bool *closes)
{
	const char *p = line.p + 2, *end = line.p + line.n;

	if (line.n < 2 || line.p[0] != '-' || line.p[1] != '-')
		return -1;
	for (unsigned i = m->depth; i-- > 0;) {
		struct td_span rest;

		if (!td_begins(p, end, m->boundary[i]))
			continue;
		rest = td_span_trim(td_span(p + m->boundary[i].n, end));
		*closes = TD_IS(rest, "--");
		if (rest.n == 0 || *closes)
			return (int)i;
	}
	return -1;
}

/*
 * To behind the next boundary, of which the parts within are over; *before is
 * where it begins, or the end if there is none.
 */
static bool
find_boundary(struct td_mime *m, const char **before)
{
	struct td_span line;
	bool closes;

	m->inside = false;
	while (*before = m->p, td_mime_line(&m->p, m->end, &line)) {
		int i = boundary_at(m, line, &closes);

		if (i < 0)
			continue;
		m->depth = (unsigned)i + !closes;
		m->inside = !closes;
		return true;
	}
	m->depth = 0;
	return false;
}

/* The header of the part at m->p, and what follows it. */
static void
read_part(
    struct td_mime *m, struct td_mime_part *part, struct td_span *boundary)
{
	const char *from = m->p, *last = from, *next = from, *name;
	struct td_span line;
	struct td_field f;
	bool closes;

	while (td_mime_line(&next, m->end, &line) &&
	    boundary_at(m, line, &closes) < 0) {
		if (td_span_trim(line).n == 0) {
			m->p = next;
			break;
		}
		/* Without an empty line the first that is no field ends it. */
		if (td_section_colon(line.p, line.p + line.n, &name) == NULL ||
		    !td_mime_field(&m->p, m->end, &f))
			break;
		last = next = m->p;
	}
	part->head = td_span(from, last);
	part->body = td_span(m->p, m->end);
	read_head(part, boundary);
}

bool
td_mime_next(struct td_mime *m, struct td_mime_part *part)
{
	struct td_span boundary;
	const char *before;

	while (m->depth > 0) {
		if (!m->inside) {
			find_boundary(m, &before);
			continue;
		}
		read_part(m, part, &boundary);
		m->inside = false;
		if (enter(m, part, boundary))
			continue;
		m->told = true;
		find_boundary(m, &before);
		part->body = td_span(part->body.p, before);
		return true;
	}
	if (m->told)
		return false;
	m->told = true;
	*part = m->first;
	return true;
}

/* ---- Transfer encodings ------------------------------------------------ */

static bool
is_base64(const struct td_mime_part *part)
{
	return td_span_ieq(part->encoding, TD_SPAN("base64"));
}

bool
td_mime_is_encoded(const struct td_mime_part *part)
{
	return is_base64(part) ||
	    td_span_ieq(part->encoding, TD_SPAN("quoted-printable"));
}

static size_t
decode_base64(struct td_span s, char *out)
{
	unsigned bits = 0, n_bits = 0;
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		int digit = td_base64_digit(s.p[i]);

		if (s.p[i] == '=')
			n_bits = 0;
		if (digit < 0)
			continue;
		bits = (bits << 6 | (unsigned)digit) & 0xffff;
		n_bits += 6;
		if (n_bits < 8)
			continue;
		n_bits -= 8;
		out[n++] = (char)(unsigned char)(bits >> n_bits);
	}
	return n;
}

static size_t
decode_quoted(struct td_span s, char *out)
{
	const char *p = s.p, *end = p + s.n;
	size_t n = 0;

	while (p < end) {
		const char *q = p + 1;
		int high, low;

		if (*p != '=') {
			out[n++] = *p++;
			continue;
		}
		while (q < end && (*q == ' ' || *q == '\t'))
			q++;
		if (q == end || td_is_break(*q)) {
			p = q == end ? q : behind_break(q, end);
			continue;
		}
		high = q == p + 1 ? td_hex_digit(*q) : -1;
		low = q + 1 < end ? td_hex_digit(q[1]) : -1;
		if (high < 0 || low < 0) {
			out[n++] = *p++;
			continue;
		}
		out[n++] = (char)(unsigned char)(high << 4 | low);
		p = q + 2;
	}
	return n;
}

size_t
td_mime_decode(const struct td_mime_part *part, char *out)
{
	return is_base64(part) ? decode_base64(part->body, out) :
	                         decode_quoted(part->body, out);
}
