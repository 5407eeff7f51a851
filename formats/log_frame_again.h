/*
 * The frame of a line that is like those before it, which is nearly all of
 * them: RFC 3164 or RFC 3339 stamp, host, tag, one blank between them.
 *
 *	Nov 21 17:58:00 mx1 postfix/smtp[123]: 4AbC: to=<u@example.jp>, ...
 *	2026-11-21T17:58:00.123456+09:00 mx1 postfix/smtp[123]: 4AbC: to=...
 *
 * The stamp is compared with the one before, and read only where it differs.
 * What is not exactly of this form is left to td_log_frame().
 */
#ifndef TD_FORMATS_LOG_FRAME_AGAIN_H
#define TD_FORMATS_LOG_FRAME_AGAIN_H

#include "lex_avx2.h"
#include "log_frame.h"
#include "log_stamp.h"

/* Behind the stamp; NULL if it is of another form. */
static inline const char *
td_again_stamp(const char *p, const char *end, struct td_stamp_memo *memo,
    struct td_stamp *s)
{
	if (td_stamp_again(&p, memo, s))
		return p;
	return td_stamp_keep(&p, end, memo, s) ? p : NULL;
}

static inline enum td_program
td_again_program(struct td_span tag, struct td_span text)
{
	static const struct td_span policy = TD_LIT("postfix/policy-spf");

	/* Whatever td_tag_program() looks at for the sake of that is longer. */
	if (tag.n > 8 && memcmp(tag.p, "postfix/", 8) == 0 &&
	    (tag.p[8] != 'p' || tag.n < policy.n))
		return TD_PROGRAM_POSTFIX;
	return td_tag_program(tag, text);
}

/* "host tag[pid]: text" at p. */
static inline __attribute__((always_inline)) bool
td_again_tag(const char *p, const char *end, struct td_line *out, bool avx2)
{
	uint64_t blanks =
	    avx2 ? td_mask2_avx2(p, ' ', ' ') : td_mask2(p, ' ', ' ');
	uint64_t behind = blanks & (blanks - 1);
	const char *host = p, *tag, *colon, *open;

	if (behind == 0)
		return false;
	tag = p + __builtin_ctzll(blanks) + 1;
	colon = p + __builtin_ctzll(behind) - 1;
	/* The text has a byte at least, and the tag two. */
	if (end - colon < 3 || colon - tag < 2 || *colon != ':' ||
	    colon[2] == '[' || tag - host < 2 || tag[-2] == ':' || *host == '<')
		return false;
	open = colon;
	out->pid = (struct td_span){ NULL, 0 };
	if (colon[-1] == ']') {
		open = td_find(tag, colon, '[');
		if (open == NULL || open == tag)
			return false;
		out->pid = td_span(open + 1, colon - 1);
	}
	out->host = td_span(host, tag - 1);
	out->tag = td_span(tag, open);
	out->text = td_span(colon + 2, end);
	out->program = (uint8_t)td_again_program(out->tag, out->text);
	/* These have stamps of their own in the text. */
	return (TD_BIT(out->program) &
	           (TD_BIT(TD_PROGRAM_EXIM) | TD_BIT(TD_PROGRAM_QMAIL) |
	               TD_BIT(TD_PROGRAM_HARAKA))) == 0;
}

/*
 * td_log_frame() for lines that are like the line before, whose stamp is in
 * *memo.  False if the line is of another form, or no log line: then *out holds
 * nothing, and td_log_frame() tells.  `avx2` only where td_have_avx2(), and in
 * a function marked TD_AVX2.
 */
static inline __attribute__((always_inline)) bool
td_log_frame_again(struct td_span line, struct td_stamp_memo *memo,
    struct td_line *out, bool avx2)
{
	const char *end = line.p + line.n, *p;
	struct td_stamp s;

	if (line.n < TD_STAMP_LEAST)
		return false;
	p = td_again_stamp(line.p, end, memo, &s);
	if (p == NULL)
		return false;
	/* Behind RFC 3339 programs write their own; "level=" is Haraka's. */
	if (memo->zone_n > 0 && (!td_is_alnum(*p) || p[5] == '='))
		return false;
	if (!td_again_tag(p, end, out, avx2))
		return false;
	out->when = s.when;
	out->lacks = s.lacks;
	return true;
}

#endif
