/*
 * Logs of mail programs, one line after another; see log.h.
 *
 *	Nov 21 17:58:00 mx1 postfix/smtp[123]: 4AbC: to=<u@example.jp>, ...
 *	2026-11-21 17:58:01 1vMe3m-000000001aB-0abC => u@example.jp R=dnslookup
 *
 * One record and one event a line, whatever the line is.  Lines without a
 * frame are defects, but not those that are no entries: empty lines, comments,
 * what journalctl and tail write between entries, and indented lines, which go
 * on with the entry before them unless they begin with a tag.
 */
#include "log_cut.h"
#include "log_frame_again.h"

/* Up to this many lines of a head decide on a bid, unescaped so far. */
enum { BID_LINES = 200, BID_NONE = 16, BID_SCRATCH = 2048 };

/* What one line can be found to lack: NULs, and what its reader says. */
enum { MAX_FLAWS = 2 };

static td_line_reader *const readers[TD_N_PROGRAMS] = {
	[TD_PROGRAM_POSTFIX] = td_postfix_line,
	[TD_PROGRAM_EXIM] = td_exim_line,
	[TD_PROGRAM_SENDMAIL] = td_sendmail_line,
	[TD_PROGRAM_OPENSMTPD] = td_opensmtpd_line,
	[TD_PROGRAM_QMAIL] = td_qmail_line,
	[TD_PROGRAM_HARAKA] = td_haraka_line,
	[TD_PROGRAM_RSPAMD] = td_rspamd_line,
	[TD_PROGRAM_OPENDKIM] = td_opendkim_line,
	[TD_PROGRAM_OPENDMARC] = td_opendmarc_line,
	[TD_PROGRAM_POLICYD_SPF] = td_policyd_spf_line,
	[TD_PROGRAM_AMAVIS] = td_amavis_line,
	[TD_PROGRAM_SPAMD] = td_spamd_line,
};

/* Zeros for an event, as many at a time as can be; the last may overlap. */
static inline void
zero_event(struct td_event *e)
{
#if defined(TD_LEX_SSE2)
	const __m128i zero = _mm_setzero_si128();
	char *p = (char *)e;

#pragma GCC unroll 32
	for (size_t i = 0; i + 16 <= sizeof *e; i += 16)
		_mm_storeu_si128((void *)(p + i), zero);
	_mm_storeu_si128((void *)(p + sizeof(*e) - 16), zero);
#else
	memset(e, 0, sizeof *e);
#endif
}

static TD_AVX2 inline void
zero_event_avx2(struct td_event *e)
{
#if defined(TD_LEX_SSE2)
	const __m256i zero = _mm256_setzero_si256();
	char *p = (char *)e;

#pragma GCC unroll 16
	for (size_t i = 0; i + 32 <= sizeof *e; i += 32)
		_mm256_storeu_si256((void *)(p + i), zero);
	_mm256_storeu_si256((void *)(p + sizeof(*e) - 32), zero);
#else
	zero_event(e);
#endif
}

/* An event that says nothing. */
static inline __attribute__((always_inline)) void
clear_event(struct td_event *e, bool avx2)
{
	if (avx2)
		zero_event_avx2(e);
	else
		zero_event(e);
	memset(e->result, TD_R_MISSING, sizeof e->result);
	e->when = TD_NO_TIME;
	e->delay = TD_NO_TIME;
	e->count[0] = 1;
}

/* A line at work, and what was found. */
struct work {
	char *scratch;
	size_t cap, n_scratch;
	bool full; /* the line needs more scratch than is left */
	struct td_event *event;
	enum td_kind kind;
	struct {
		struct td_span where;
		enum td_defect what;
	} flaw[MAX_FLAWS];
	size_t n_flaws;
};

static void
add_flaw(struct work *w, struct td_span where, enum td_defect what)
{
	w->flaw[w->n_flaws].where = where;
	w->flaw[w->n_flaws++].what = what;
}

/* How often syslog left a line out, if the text says that; else 0. */
static uint32_t __attribute__((noinline)) read_repetitions(struct td_span text)
{
	static const struct td_span starts[] = {
		TD_LIT("message repeated "),
		TD_LIT("last message repeated "),
		TD_LIT("--- last message repeated "),
	};

	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (text.n > starts[i].n &&
		    memcmp(text.p, starts[i].p, starts[i].n) == 0)
			return td_number(
			    td_span(text.p + starts[i].n, text.p + text.n));
	return 0;
}

static inline uint32_t
repetitions(struct td_span text)
{
	if (text.n == 0 || (*text.p != 'm' && *text.p != 'l' && *text.p != '-'))
		return 0;
	return read_repetitions(text);
}

/* An event of the line, of which only the frame is known. */
static inline void
begin_event(struct td_event *e, const struct td_line *line)
{
	e->program = line->program;
	e->lacks = line->lacks;
	e->when = line->when;
	e->host = line->host;
}

/* Read the line; false if it has no frame. */
static inline bool
read_line(struct work *w, struct td_span s)
{
	enum td_defect defect = TD_N_DEFECTS;
	struct td_event *e = w->event;
	const size_t before = w->n_scratch;
	struct td_line line;

	if (!td_log_frame(s, w->scratch, w->cap, &w->n_scratch, &line))
		return false;
	if (w->n_scratch > w->cap) {
		/* Nothing of scratch was in use: it will never fit. */
		w->full = before > 0;
		w->n_scratch = before;
		if (!w->full)
			add_flaw(w, s, TD_UNESCAPED_TOO_LONG);
		return true;
	}
	begin_event(e, &line);
	e->repeated = repetitions(line.text);
	if (e->repeated > 0)
		w->kind = TD_REPEATED;
	else if (readers[line.program] != NULL)
		w->kind = readers[line.program](&line, e, &defect);
	if (defect != TD_N_DEFECTS)
		add_flaw(w, s, defect);
	return true;
}

/* A line that need not have a frame, because it is no entry. */
static bool
is_no_entry(struct td_span s)
{
	return s.n == 0 || *s.p == '#' || TD_BEGINS(s.p, s.p + s.n, "-- ") ||
	    TD_BEGINS(s.p, s.p + s.n, "==> ");
}

/* "postfix/smtp[123]: " at its beginning: no text goes on like that. */
static bool
has_tag(struct td_span s)
{
	const char *end = s.p + s.n, *word = td_find_or_end(s.p, end, ' ');
	const char *pid = td_find(s.p, word, '[');

	return pid != NULL && word - pid > 2 && word[-1] == ':' &&
	    word[-2] == ']' &&
	    td_tag_program(td_span(s.p, pid), td_span(word, end)) !=
	    TD_PROGRAM_NONE;
}

/* A line without a frame at its first byte. */
static void __attribute__((noinline)) odd_line(struct work *w, struct td_span s)
{
	const char *end = s.p + s.n;
	struct td_span rest = s;

	if (TD_BEGINS(rest.p, rest.p + rest.n, "\xef\xbb\xbf"))
		rest = td_span(rest.p + 3, end);
	while (rest.n > 0 && td_is_fws(*rest.p))
		rest = td_span(rest.p + 1, end);
	if (is_no_entry(rest))
		return;
	if (rest.n < s.n && read_line(w, rest))
		return;
	if (!td_is_fws(*s.p) || has_tag(rest))
		add_flaw(w, s, TD_NO_FRAME);
}

static inline void
any_line(struct work *w, struct td_span s)
{
	if (!read_line(w, s))
		odd_line(w, s);
}

/*
 * NULs come from a crash: what is before them was cut off, and the line behind
 * them is whole.
 */
static void __attribute__((noinline)) nul_line(struct work *w, struct td_span s)
{
	const char *end = s.p + s.n;
	const char *first = memchr(s.p, '\0', s.n);
	const char *last = memrchr(s.p, '\0', s.n);
	struct td_span head = td_span(s.p, first);
	struct td_span tail = td_span(last + 1, end);

	if (tail.n > 0 && read_line(w, tail))
		add_flaw(w, td_span(s.p, last + 1), TD_NUL_BYTES);
	else if (head.n > 0 && read_line(w, head))
		add_flaw(w, td_span(first, end), TD_NUL_BYTES);
	else
		add_flaw(w, s, TD_NUL_BYTES);
}

/* Append what was found; false if there is no room for all of it. */
static inline bool
append(struct td_batch *out, struct td_span s, const struct work *w)
{
	if (w->full || w->n_flaws > out->cap_flaws - out->n_flaws)
		return false;
	for (size_t i = 0; i < w->n_flaws; i++) {
		struct td_span x = w->flaw[i].where;

		out->flaw[out->n_flaws++] = (struct td_flaw){
			{ (uint32_t)(x.p - out->base), (uint32_t)x.n },
			(uint8_t)w->flaw[i].what
		};
	}
	out->n_scratch = w->n_scratch;
	out->record[out->n++] = (struct td_record){
		.whole = { (uint32_t)(s.p - out->base), (uint32_t)s.n },
		.header = (uint32_t)out->n_headers,
		.kind = (uint8_t)w->kind,
	};
	return true;
}

/*
 * Append the line if it is like others before it and nothing is wrong with it;
 * else false, and any_line() is for it.
 */
static inline __attribute__((always_inline)) bool
plain_line(struct td_batch *out, struct td_span s, struct td_stamp_memo *memo,
    bool avx2)
{
	enum td_defect defect = TD_N_DEFECTS;
	struct td_event *e = &out->event[out->n];
	enum td_kind kind = TD_NOTE;
	struct td_line line;

	if (!td_log_frame_again(s, memo, &line, avx2) ||
	    repetitions(line.text) > 0)
		return false;
	clear_event(e, avx2);
	begin_event(e, &line);
	if (readers[line.program] != NULL)
		kind = readers[line.program](&line, e, &defect);
	if (defect != TD_N_DEFECTS)
		return false;
	out->record[out->n++] = (struct td_record){
		.whole = { (uint32_t)(s.p - out->base), (uint32_t)s.n },
		.header = (uint32_t)out->n_headers,
		.kind = (uint8_t)kind,
	};
	return true;
}

/*
 * Append the line of [p, eol), which is no plain one; false if there is no room
 * for it.  At `eol` may be a NUL; where the line ends then is set.
 */
static __attribute__((noinline)) bool
careful_line(
    struct td_batch *out, const char *p, const char **eol, const char *limit)
{
	struct work w = {
		.scratch = out->scratch,
		.cap = out->cap_scratch,
		.n_scratch = out->n_scratch,
		.event = &out->event[out->n],
	};
	bool nuls = *eol < limit && **eol == '\0';
	const char *text;

	if (nuls)
		*eol = td_find_or_end(*eol, limit, '\n');
	text = *eol;
	if (text > p && text[-1] == '\r')
		text--;
	clear_event(w.event, false);
	if ((size_t)(*eol - p) == TD_RECORD_MAX)
		add_flaw(&w, td_span(p, p), TD_LINE_TOO_LONG);
	else if (nuls)
		nul_line(&w, td_span(p, text));
	else
		any_line(&w, td_span(p, text));
	return append(out, td_span(p, text), &w);
}

/* Append the line at p; where it ends, or NULL if there is no room for it. */
static inline __attribute__((always_inline)) const char *
put_line(struct td_batch *out, const char *p, const char *end,
    struct td_stamp_memo *memo, bool avx2)
{
	const char *limit = end, *eol;

	if ((size_t)(end - p) > TD_RECORD_MAX)
		limit = p + TD_RECORD_MAX;
	eol =
	    avx2 ? td_find_line_end_avx2(p, limit) : td_find_line_end(p, limit);
	if (eol > p && eol < limit && *eol == '\n') {
		struct td_span s = td_span(p, eol - (eol[-1] == '\r'));

		if (plain_line(out, s, memo, avx2))
			return eol;
	}
	return careful_line(out, p, &eol, limit) ? eol : NULL;
}

static inline __attribute__((always_inline)) void
put_lines(struct td_chunk *c, struct td_batch *out, bool avx2)
{
	struct td_stamp_memo memo = { .zone_n = 0 };

	while (out->n < out->cap && c->p < c->stop) {
		const char *eol = put_line(out, c->p, c->end, &memo, avx2);

		if (eol == NULL)
			return;
		/* Of a line that is too long only the beginning was seen. */
		if (eol < c->stop && *eol != '\n')
			eol = td_find_or_end(eol, c->stop, '\n');
		c->p = eol < c->stop ? eol + 1 : c->stop;
	}
}

static void
put_lines_plainly(struct td_chunk *c, struct td_batch *out)
{
	put_lines(c, out, false);
}

static TD_AVX2 void
put_lines_avx2(struct td_chunk *c, struct td_batch *out)
{
	put_lines(c, out, true);
}

static void
log_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	if (td_have_avx2())
		put_lines_avx2(c, out);
	else
		put_lines_plainly(c, out);
}

static const char *
log_resync(const char *from, const char *at, const char *stop, const char *end)
{
	(void)end;
	return at < stop ? td_line_start(from, at, stop) : stop;
}

/* Of the lines of a head: those that count, with a frame, of mail programs. */
struct census {
	unsigned lines, frames, known;
};

/*
 * Whether the line is part of a header field, as nearly all of mail's first
 * are: a name right before its colon, where no frame has one (RFC 5322 2.2),
 * or folded behind such a line.
 */
static inline bool
is_field(const char *p, const char *end, bool before)
{
	const char *colon;

	if (p == end)
		return false;
	if (*p == ' ' || *p == '\t')
		return before;
	if (td_lower(*p) < 'a' || td_lower(*p) > 'z')
		return false;
	colon = td_find_name_end(p, end);
	return colon < end && *colon == ':';
}

static void
count_line(struct census *n, struct td_span s)
{
	char scratch[BID_SCRATCH + TD_PAD];
	struct td_line line;
	size_t n_scratch = 0;
	char *nul;

	if (TD_BEGINS(s.p, s.p + s.n, "\xef\xbb\xbf"))
		s = td_span(s.p + 3, s.p + s.n);
	nul = s.n > 0 ? memrchr(s.p, '\0', s.n) : NULL;
	if (nul != NULL)
		s = td_span(nul + 1, s.p + s.n);
	if (s.n > 0 && s.p[s.n - 1] == '\r')
		s.n--;
	while (s.n > 0 && td_is_fws(*s.p))
		s = td_span(s.p + 1, s.p + s.n);
	if (is_no_entry(s))
		return;
	n->lines++;
	if (!td_log_frame(s, scratch, BID_SCRATCH, &n_scratch, &line))
		return;
	n->frames++;
	n->known += line.program != TD_PROGRAM_NONE;
}

/*
 * Mail bids 40 to 95 on what it knows.  A log is sure when it has a mail
 * program's lines; one with frames only bids less than any mailbox, so that
 * what is no mail is at least told line by line.
 */
static int
log_bid(struct td_span head, bool more)
{
	const char *p = head.p, *end = p + head.n;
	struct census n = { 0 };
	bool field = false;

	while (p < end && n.lines < BID_LINES) {
		const char *eol = td_find_or_end(p, end, '\n');

		if (eol == end && more && n.lines > 0)
			break;
		field = is_field(p, eol, field);
		if (field)
			n.lines++;
		else
			count_line(&n, td_span(p, eol));
		if (n.frames == 0 && n.lines == BID_NONE)
			return 0; /* mail, mostly: not worth 200 lines */
		p = eol < end ? eol + 1 : end;
	}
	if (n.frames == 0)
		return 0;
	if (n.known * 4 >= n.lines)
		return n.known * 2 >= n.lines ? 88 : 70;
	if (n.frames * 4 >= n.lines)
		return n.known > 0 ? 50 : 20;
	return n.known > 0 ? 15 : 0;
}

const struct td_format td_log_format = {
	.name = "log",
	.title = "mail logs: Postfix, Exim, sendmail, OpenSMTPD, qmail, "
	         "Haraka, rspamd",
	.kinds = TD_BIT(TD_NOTE) | TD_BIT(TD_DELIVER) | TD_BIT(TD_ACCEPT) |
	    TD_BIT(TD_IDENTIFY) | TD_BIT(TD_QUEUE) | TD_BIT(TD_AUTH) |
	    TD_BIT(TD_EXPIRE) | TD_BIT(TD_REMOVE) | TD_BIT(TD_BOUNCE) |
	    TD_BIT(TD_START) | TD_BIT(TD_LINK) | TD_BIT(TD_REJECT) |
	    TD_BIT(TD_REPEATED) | TD_BIT(TD_DISCONNECT),
	.bid = log_bid,
	.resync = log_resync,
	.decode = log_decode,
};
