/*
 * Pull scanner for JSON (RFC 8259): no tree, no allocation, and only those
 * strings are unescaped that somebody wants.
 *
 * A format names the members that it wants, and reads an object at once.  This
 * is an Amazon SES event in a stream of them, with or without newlines:
 *
 *	enum { TYPE, ID, WHEN, BOUNCED, N };
 *	static const struct td_span of_event[N] = {
 *		[TYPE] = TD_LIT("eventType"),
 *		[ID] = TD_LIT("mail.messageId"),
 *		[WHEN] = TD_LIT("bounce.timestamp"),
 *		[BOUNCED] = TD_LIT("bounce.bouncedRecipients"),
 *	};
 *	enum { ADDRESS, STATUS, REPLY, M };
 *	static const struct td_span of_recipient[M] = {
 *		[ADDRESS] = TD_LIT("emailAddress"),
 *		[STATUS] = TD_LIT("status"),
 *		[REPLY] = TD_LIT("diagnosticCode"),
 *	};
 *	struct td_json_value v[N], r[M];
 *	struct td_json j, list;
 *
 *	td_json_begin(&j, p, end);
 *	if (!td_json_read(&j, of_event, N, v)) {
 *		... a defect from p on ...
 *		p = td_json_resync(from, j.p, end);
 *		continue;
 *	}
 *	p = j.p;
 *	if (!TD_IS(v[TYPE].raw, "Bounce"))
 *		...
 *	td_json_open(&list, &v[BOUNCED]);
 *	while (td_json_more(&list) &&
 *	    td_json_read(&list, of_recipient, M, r))
 *		... an event of v[ID].raw and r[ADDRESS].raw, and of
 *		td_json_text(&r[REPLY], scratch, cap, &n_scratch) ...
 *
 * An event in an SNS envelope is a string: td_json_text() it, and begin with
 * that.  A stream that is one large array is read as `list` is, behind
 * td_json_begin() and td_json_enter().
 *
 * Input lies in [p, end), and TD_PAD bytes behind it can be loaded; a value
 * need not be whole.  Nothing is owned, and every span points into the input.
 *
 * What is read member by member must be JSON.  What is passed over must have
 * its strings and brackets closed, each bracket by its like, and a comma, colon
 * or bracket before each string, object and array: what is torn shows there.
 * Beyond RFC 8259 control characters but LF may stand in strings, a backslash
 * before anything stands for that character, words like NaN are values, and
 * bytes need not be UTF-8.
 */
#ifndef TD_FORMATS_JSON_H
#define TD_FORMATS_JSON_H

#include "span.h"

/* Brackets in brackets in what is passed over. */
#define TD_JSON_DEPTH 64
/* Names in a path, and bytes in a name. */
#define TD_JSON_NAMES 8
#define TD_JSON_LONGEST_NAME 64

enum td_json_kind {
	TD_JSON_ABSENT, /* no value */
	TD_JSON_NULL,
	TD_JSON_FALSE,
	TD_JSON_TRUE,
	TD_JSON_NUMBER,
	TD_JSON_WORD, /* NaN, 007: what only JSON's cousins have */
	TD_JSON_STRING,
	TD_JSON_ARRAY,
	TD_JSON_OBJECT
};

struct td_json_value {
	struct td_span raw; /* as written; a string without its quotes */
	uint8_t kind;       /* enum td_json_kind */
	bool escaped;       /* a string with a backslash: see td_json_text() */
};

enum td_json_error {
	TD_JSON_FINE,
	TD_JSON_TORN,   /* `end` comes first */
	TD_JSON_BROKEN, /* no JSON */
	TD_JSON_DEEP    /* more than TD_JSON_DEPTH */
};

/*
 * Where one is.  A function that returns false for an error leaves the place of
 * it in `p`, behind the first byte of the object that was begun.
 */
struct td_json {
	const char *p, *end;
	uint8_t error; /* enum td_json_error; the first, which stays */
	char close;    /* of what was opened; NUL: nothing, or it is closed */
	bool first;    /* nothing of it was read yet */
};

/* Before a value at p, or blanks before one. */
static inline void
td_json_begin(struct td_json *j, const char *p, const char *end)
{
	*j = (struct td_json){ .p = p, .end = end };
}

/*
 * Read the next value; behind it then.  A number or word that reaches to `end`
 * is taken for whole.
 */
bool td_json_value(struct td_json *j, struct td_json_value *v);

/*
 * Read the next value, of which the members wanted[0..n) are in v[0..n) then;
 * those that it has not are absent, and all are if it is no object.  A wanted
 * member is told by its path, "mail.messageId": at most TD_JSON_NAMES names of
 * objects, without dots; no path may begin another.  The first member of a name
 * counts.  n is at most 64; the order of the usual input is the fastest.
 */
bool td_json_read(struct td_json *j, const struct td_span *wanted, size_t n,
    struct td_json_value *v);

/*
 * Into an array or object: of td_json_enter() the next value, which need not be
 * whole.  There is nothing in any other value.  What is in it is read one by
 * one, as it comes:
 *
 *	while (td_json_more(&j) && td_json_value(&j, &v))
 *	while (td_json_more(&j) && td_json_name(&j, &name) && ...)
 *
 * td_json_more() is false at the closing bracket, which is passed, and for an
 * error.
 */
void td_json_open(struct td_json *j, const struct td_json_value *v);
void td_json_enter(struct td_json *j);
bool td_json_more(struct td_json *j);
bool td_json_name(struct td_json *j, struct td_json_value *name);

/*
 * Behind the value at p, or NULL if there is none, or no end of it: then
 * td_json_value() tells the place from which to go on.
 */
const char *td_json_value_end(const char *p, const char *end);

/*
 * Where to go on behind an error at p, or in the middle of a stream that begins
 * at `from`: the next "{" that is the first of a line, or behind a "}" and
 * blanks, less than TD_LOOK_BEHIND of them; `end` if there is none.
 */
const char *td_json_resync(const char *from, const char *p, const char *end);

/*
 * The text of a string, with escapes resolved to UTF-8 in out[0..cap); its
 * length, at most that of raw, or more than cap if there is no room.  Half a
 * surrogate pair is U+FFFD.
 */
size_t td_json_unescape(struct td_span raw, char *out, size_t cap);

/*
 * The text of a value: of a string without its escapes, of all others as it is
 * written.  Where there are escapes it is in scratch[*n_scratch..cap) then;
 * when that is too little, *n_scratch is set above cap and it is empty.
 */
struct td_span td_json_text(const struct td_json_value *v, char *scratch,
    size_t cap, size_t *n_scratch);

/* An integer that is written as one, also in a string; not below -INT64_MAX. */
bool td_json_int(const struct td_json_value *v, int64_t *out);

/*
 * Seconds as microseconds; a number of any form, also in a string.  What is
 * less than one is cut off.
 */
bool td_json_micros(const struct td_json_value *v, int64_t *out);

#endif
