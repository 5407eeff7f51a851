/*
 * Header sections (RFC 5322 2.1), which all mail formats decode alike, and the
 * places where one message ends and another begins.
 *
 * A line ends with LF, or CRLF, or CRCRLF (text-mode transfers); with bare CR
 * alone only in a section whose first line break is a bare CR and which goes
 * on so up to its empty line.
 */
#ifndef TD_FORMATS_MAIL_SECTION_H
#define TD_FORMATS_MAIL_SECTION_H

#include "format.h"

/* Most flaws of one section; every batch has room for as many. */
#define TD_SECTION_FLAWS 8

struct td_section {
	const char *begin; /* in: of the record */
	const char *p;     /* in: of the first field, or junk before it */
	const char *limit; /* in: where it ends at the latest */
	const char *end;   /* out: behind the last field */
	const char *body;  /* out: behind the empty line if there is one */
	bool rare;         /* out: a CR or a NUL may be in [p, end) */
};

/*
 * Append the section as one record to a batch with room for a record.  False
 * if the fields or flaws do not fit: then nothing is appended, unless the
 * batch held no record, where the fields that do not fit are left out.
 * s->body > s->begin afterwards.  A section without any field is a TD_NOTE.
 */
bool td_section_decode(
    struct td_section *s, uint64_t headers, struct td_batch *out);

/* Where a section that begins a record at `begin` ends at the latest. */
static inline const char *
td_section_limit(const char *begin, const char *end)
{
	if ((size_t)(end - begin) > TD_RECORD_MAX)
		return begin + TD_RECORD_MAX;
	return end;
}

/* What ends the lines of the section that begins at p: '\n' or '\r'. */
char td_section_break(const char *p, const char *limit);

/* The first byte behind a byte order mark and empty lines, or limit. */
const char *td_section_lead(const char *p, const char *limit);

/* The colon if a header field begins at p, else NULL; *end: of its name. */
const char *td_section_colon(
    const char *p, const char *limit, const char **end);

/*
 * What ended the empty line right before p, '\n' or '\r'; 0 if there is none.
 * Nor is there one where only few empty lines (less than TD_LOOK_BEHIND bytes)
 * lie between the beginning of the source and p: the record that begins the
 * source has them.
 */
char td_behind_empty_line(const char *from, const char *p);

/*
 * Whether two CRs stand next to each other in what was decoded.  Only there
 * can a record begin that the lines of the section do not show: behind an empty
 * line made of bare CRs, within a line that ends with LF.  Who looks for record
 * starts from the middle finds it, so it must end the section.
 */
bool td_section_double_cr(const struct td_section *s);

/* How a format finds the sections that stand one behind another. */
struct td_sections {
	/* As td_format.resync. */
	const char *(*resync)(const char *from, const char *at,
	    const char *stop, const char *end);
	/* Where the section of the record at c->p begins. */
	const char *(*start)(const struct td_chunk *c, const char *limit);
};

/*
 * Append the record at c->p, as td_section_decode does; it ends where another
 * one begins that only resync finds.
 */
bool td_sections_decode_one(const struct td_sections *how,
    const struct td_chunk *c, uint64_t headers, struct td_section *s,
    struct td_batch *out);

/* As td_format.decode. */
void td_sections_decode(const struct td_sections *how, struct td_chunk *c,
    uint64_t headers, struct td_batch *out);

/* A section as a whole, for those who have to guess. */
struct td_peek {
	uint64_t ids;     /* TD_BIT of each header id in it */
	size_t n_fields;  /* at most 64 are looked at */
	size_t n_known;   /* of these, names of mail messages */
	uint32_t flaws;   /* 1 << enum td_defect */
	bool contains;    /* Content-Type: message/anything */
	const char *body; /* behind the empty line */
};

/* p may stand on empty lines; p < limit. */
void td_section_peek(const char *p, const char *limit, struct td_peek *out);

#endif
