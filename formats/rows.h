/*
 * Files of rows whose columns are named in front: accounting files and traces
 * of mail systems, as CSV (RFC 4180).
 *
 *	type,timeLogged,rcpt,dsnDiag
 *	b,1795280280,u@example.jp,"smtp;550 5.1.1 ""u"": no such user"
 *
 * A row is a line: a quoted line break is not supported.  Each system has a
 * reader in a file of its own, rows_NAME.c, with the names that it wants.
 */
#ifndef TD_FORMATS_ROWS_H
#define TD_FORMATS_ROWS_H

#include "outcome.h"

/* The names lie in so much of a source's beginning: td_format.head. */
#define TD_ROWS_HEAD ((size_t)16 << 10)

/* Columns of a file, and fields that a reader may want. */
enum { TD_ROW_COLUMNS = 256, TD_ROW_FIELDS = 24 };

/*
 * What a reader wants of a row, by its own numbers.  Quotes within a field are
 * doubled still: see td_row_text().
 */
struct td_row {
	uint64_t has;     /* TD_BIT of the fields that have a column */
	uint64_t doubled; /* and of those with quotes in them */
	struct td_span field[TD_ROW_FIELDS]; /* n 0: empty, or no column */
};

/*
 * Append what the row tells; false: it lacks what it must have, and nothing was
 * appended nor put into scratch.
 */
typedef bool td_row_reader(const struct td_row *row, struct td_outcomes *to);

/*
 * The name of a column in small letters, without blanks, "-" and "_": so are
 * names compared, which people write as they like.  Of several columns for a
 * field the one that comes first in the reader's table counts.
 */
struct td_column {
	struct td_span name;
	uint8_t field;
};

/* One kind of file. */
struct td_rows {
	const struct td_column *column;
	size_t n_columns;
	bool fields;          /* the names are behind "#Fields:" */
	struct td_span usual; /* the names where none are given, padded; n 0:
	                         none */
	td_row_reader *read;
};

/* td_format.decode and resync. */
void td_rows_decode(
    const struct td_rows *rows, struct td_chunk *c, struct td_batch *out);
const char *td_rows_resync(
    const char *from, const char *at, const char *stop, const char *end);

/*
 * For bids: the line of names in a head, or n 0; and the fields that have a
 * column by it (TD_BIT).
 */
struct td_span td_rows_names(const struct td_rows *rows, struct td_span head);
uint64_t td_rows_has(const struct td_rows *rows, struct td_span names);

/* For bids, too: the first row, if it has the usual columns. */
bool td_rows_first(
    const struct td_rows *rows, struct td_span head, struct td_row *row);

/*
 * For readers.  Seconds since 1970, "2026-11-21 17:58:00+0900", RFC 3339; or
 * TD_NO_TIME.
 */
int64_t td_row_time(struct td_span s);

/* The times of an outcome, and the delay between them if it has an action. */
void td_row_times(struct td_outcome *o, int64_t when, int64_t begun);

/*
 * Of `part` of a field the text as it was before it was quoted; in scratch, if
 * there are quotes in it.  Empty where there is no room: then `to` is full, or
 * the text too long.
 */
struct td_span td_row_text(const struct td_row *row, unsigned field,
    struct td_span part, struct td_outcomes *to);

#endif
