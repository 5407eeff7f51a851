/*
 * SQLite as far as it is needed: a connection, statements, and errors as
 * struct td_error.  One thread uses a connection at a time.
 */
#ifndef TD_HISTORY_SQL_H
#define TD_HISTORY_SQL_H

#include "analyzer/error.h"
#include "formats/span.h"

struct td_sql;      /* a connection */
struct td_sql_stmt; /* a statement, prepared */

enum td_sql_mode {
	TD_SQL_READ,  /* must exist */
	TD_SQL_STILL, /* the same of a file that nobody changes meanwhile:
	                 nothing is locked, no other file is looked at */
	TD_SQL_WRITE  /* made if need be */
};

/* NULL and *e.  Waits at most `patience` milliseconds for a lock, each time. */
struct td_sql *td_sql_open(
    const char *path, enum td_sql_mode mode, int patience, struct td_error *e);
void td_sql_close(struct td_sql *db);

/* Whether the last error was that a file could not be made or written. */
bool td_sql_was_read_only(const struct td_sql *db);

/* The functions that return int: -1 and *e on failure. */

/* Statements without results. */
int td_sql_exec(struct td_sql *db, const char *text, struct td_error *e);

/* What a statement gives in its first row and column; no row: *n stays. */
int td_sql_get_int(
    struct td_sql *db, const char *text, int64_t *n, struct td_error *e);

struct td_sql_stmt *td_sql_prepare(
    struct td_sql *db, const char *text, struct td_error *e);
void td_sql_finish(struct td_sql_stmt *s); /* NULL is fine */

/*
 * Parameters from 1 on.  Bytes are borrowed until the statement is done.
 * td_sql_bind_text: text where it is UTF-8 without a NUL, else a blob; equal
 * bytes are equal values.
 */
void td_sql_bind_int(struct td_sql_stmt *s, int i, int64_t n);
void td_sql_bind_text(struct td_sql_stmt *s, int i, struct td_span bytes);
void td_sql_bind_blob(struct td_sql_stmt *s, int i, struct td_span bytes);

/* 1: a row, whose columns can be read until the next step; 0: done, and ready
 * for the next time (parameters stay). */
int td_sql_step(struct td_sql_stmt *s, struct td_error *e);
void td_sql_reset(struct td_sql_stmt *s); /* done before its end */

/* Columns from 0 on.  Bytes of what is no text and no blob: as text; of NULL:
 * p is NULL. */
int64_t td_sql_int(struct td_sql_stmt *s, int i);
struct td_span td_sql_bytes(struct td_sql_stmt *s, int i);
const char *td_sql_string(struct td_sql_stmt *s, int i); /* NULL: no memory */
void td_sql_ints(struct td_sql_stmt *s, int first, size_t n, uint64_t *out);

#endif
