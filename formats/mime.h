/*
 * Bodies of mail: their lines, the fields of a part's header, and the parts of
 * a multipart body (RFC 2045, RFC 2046), one after another and each once.
 *
 * Only bodies of reports are read, which are few and written by programs of any
 * age: a line ends with LF, CRLF, CRCRLF or a bare CR; a boundary that never
 * comes, or comes not at the end, ends nothing; depth is limited.
 */
#ifndef TD_FORMATS_MIME_H
#define TD_FORMATS_MIME_H

#include "span.h"

/* ---- Lines and fields ---- */

/* The line at *p, which moves behind it; false at the end.  TD_PAD bytes
 * behind `end` may be loaded. */
bool td_mime_line(const char **p, const char *end, struct td_span *line);

struct td_field {
	struct td_span name, body; /* body trimmed, still folded */
};

/*
 * The next field at *p, lines that are none passed over; false at an empty
 * line, which *p is behind then, or at the end.  A line of blanks is empty.
 */
bool td_mime_field(const char **p, const char *end, struct td_field *f);

/* ---- What a field says ---- */

/* A token (RFC 2045 5.1) or what a quoted-string encloses; *s moves behind. */
struct td_span td_mime_token(struct td_span *s);

/* Whether `c` follows, white space and comments around it passed over. */
bool td_mime_char(struct td_span *s, char c);

/* The value of a parameter behind a type; n 0 if it is absent. */
struct td_span td_mime_parameter(struct td_span s, struct td_span name);

/* ---- Parts ---- */

struct td_mime_part {
	struct td_span head, body; /* body as it is transferred */
	struct td_span type;       /* "message/delivery-status", without its
	                              parameters; n 0: not told */
	struct td_span encoding;   /* "base64"; n 0: not told */
};

/* Parts within parts, at most; deeper ones are not taken apart. */
#define TD_MIME_DEPTH 8

/* A cursor over the parts that have no parts. */
struct td_mime {
	const char *p, *end;
	struct td_mime_part first; /* the whole body */
	struct td_span boundary[TD_MIME_DEPTH];
	unsigned depth; /* boundaries that are open */
	bool inside;    /* p is behind a boundary that begins a part */
	bool told;      /* a part was found, or the whole given as one */
};

/* `head` is the header section of the message. */
void td_mime_begin(struct td_mime *m, struct td_span head, struct td_span body);

/*
 * The next part.  A body that is not multipart, or in which no part is found,
 * is one part.
 */
bool td_mime_next(struct td_mime *m, struct td_mime_part *part);

/* Whether the part has to be decoded. */
bool td_mime_is_encoded(const struct td_mime_part *part);

/*
 * Decode base64 or quoted-printable (RFC 2045 6.7, 6.8) into `out`, which has
 * room for as many bytes as the body; what stands for nothing is passed over.
 * The result is how many bytes were written.
 */
size_t td_mime_decode(const struct td_mime_part *part, char *out);

#endif
