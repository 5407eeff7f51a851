/*
 * The one file that speaks to SQLite.
 */
#include "sql.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/utf8.h"

struct td_sql {
	sqlite3 *db;
};

struct td_sql_stmt {
	sqlite3_stmt *st;
	int rc; /* of what was bound; SQLITE_OK */
};

/* ---- errors ---- */

/* What SQLite says may quote a damaged file. */
static void
quote(sqlite3 *db, const char *what, struct td_error *e)
{
	td_error_set(e, what, "%s", sqlite3_errmsg(db));
	for (char *p = e->reason; *p != '\0'; p++)
		if (*p < ' ' || *p > '~')
			*p = '?';
}

/* Always -1. */
static int
fail(sqlite3 *db, struct td_error *e)
{
	/* SQLite forgets what made a commit fail. */
	int last = errno, kept = sqlite3_system_errno(db);
	int number = kept != 0 ? kept : last;

	switch (sqlite3_errcode(db)) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		td_error_set(e, "cannot be used now", "another run has it");
		e->again = true;
		break;
	case SQLITE_NOTADB:
		td_error_set(e, "no history", "it is no SQLite database");
		break;
	case SQLITE_CORRUPT:
		quote(db, "damaged history", e);
		break;
	case SQLITE_FULL:
		td_error_sys(e, "cannot write", ENOSPC);
		break;
	case SQLITE_NOMEM:
		td_error_sys(e, "cannot use the history", ENOMEM);
		break;
	case SQLITE_READONLY:
		td_error_set(e, "cannot write", "file or folder is read-only");
		break;
	case SQLITE_CANTOPEN:
		td_error_sys(e, "cannot open", number);
		break;
	case SQLITE_IOERR:
		td_error_sys(
		    e, "cannot read or write", number == 0 ? EIO : number);
		break;
	default:
		quote(db, "cannot use the history", e);
	}
	return -1;
}

bool
td_sql_was_read_only(const struct td_sql *db)
{
	int rc = sqlite3_errcode(db->db);

	return rc == SQLITE_READONLY || rc == SQLITE_CANTOPEN;
}

/* ---- a connection ---- */

/*
 * A path as SQLite's are written: begun with "/" or "." so that none is taken
 * for ":memory:" or for a URI; and for TD_SQL_STILL as a URI.
 */
static char *
name_of(const char *path, enum td_sql_mode mode)
{
	const char *dot = path[0] == '/' ? "" : "./";
	char *name = malloc(3 * strlen(path) + 32), *p = name;

	if (name == NULL)
		return NULL;
	if (mode != TD_SQL_STILL) {
		sprintf(name, "%s%s", dot, path);
		return name;
	}
	p += sprintf(p, "file:%s", dot);
	for (; *path != '\0'; path++)
		p += sprintf(p,
		    td_is_alnum(*path) || *path == '/' ? "%c" : "%%%02x",
		    (unsigned char)*path);
	sprintf(p, "?immutable=1");
	return name;
}

/* A history may come from anywhere: what it brings along is not run. */
static int
set_up(struct td_sql *db, enum td_sql_mode mode, struct td_error *e)
{
	static const int off[] = { SQLITE_DBCONFIG_TRUSTED_SCHEMA,
		SQLITE_DBCONFIG_ENABLE_TRIGGER, SQLITE_DBCONFIG_ENABLE_VIEW,
		/* "unknown" is an error then, and no text. */
		SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL };

	for (size_t i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		sqlite3_db_config(db->db, off[i], 0, NULL);
	sqlite3_db_config(db->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	/* It would begin a transaction that cannot write, and not tell. */
	if (mode == TD_SQL_WRITE && sqlite3_db_readonly(db->db, "main") == 1) {
		td_error_set(e, "cannot write", "file or folder is read-only");
		return -1;
	}
	if (td_sql_exec(db, "PRAGMA cell_size_check = on", e) == -1)
		return -1;
	return mode == TD_SQL_WRITE ?
	    td_sql_exec(db, "PRAGMA synchronous = full", e) :
	    td_sql_exec(db, "PRAGMA query_only = on", e);
}

struct td_sql *
td_sql_open(
    const char *path, enum td_sql_mode mode, int patience, struct td_error *e)
{
	/* Who may write shall do so even for reading: what the last one left
	 * behind in other files is put in order then, and they go. */
	static const int flags[] = { SQLITE_OPEN_READWRITE,
		SQLITE_OPEN_READONLY | SQLITE_OPEN_URI,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE };
	struct td_sql *db = calloc(1, sizeof(*db));
	char *name = name_of(path, mode);
	int rc = -1;

	if (db == NULL || name == NULL) {
		td_error_sys(e, "cannot open", ENOMEM);
	} else if (sqlite3_open_v2(name, &db->db,
	               flags[mode] | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
		fail(db->db, e);
	} else {
		sqlite3_busy_timeout(db->db, patience);
		rc = set_up(db, mode, e);
	}
	free(name);
	if (rc == 0)
		return db;
	td_sql_close(db);
	return NULL;
}

void
td_sql_close(struct td_sql *db)
{
	if (db == NULL)
		return;
	sqlite3_close(db->db);
	free(db);
}

int
td_sql_exec(struct td_sql *db, const char *text, struct td_error *e)
{
	return sqlite3_exec(db->db, text, NULL, NULL, NULL) == SQLITE_OK ?
	    0 :
	    fail(db->db, e);
}

int
td_sql_get_int(
    struct td_sql *db, const char *text, int64_t *n, struct td_error *e)
{
	struct td_sql_stmt *s = td_sql_prepare(db, text, e);
	int rc = s == NULL ? -1 : td_sql_step(s, e);

	if (rc == 1)
		*n = td_sql_int(s, 0);
	td_sql_finish(s);
	return rc == -1 ? -1 : 0;
}

/* ---- statements ---- */

struct td_sql_stmt *
td_sql_prepare(struct td_sql *db, const char *text, struct td_error *e)
{
	struct td_sql_stmt *s = calloc(1, sizeof(*s));

	if (s == NULL) {
		td_error_sys(e, "cannot use the history", ENOMEM);
		return NULL;
	}
	if (sqlite3_prepare_v2(db->db, text, -1, &s->st, NULL) == SQLITE_OK)
		return s;
	fail(db->db, e);
	free(s);
	return NULL;
}

void
td_sql_finish(struct td_sql_stmt *s)
{
	if (s == NULL)
		return;
	sqlite3_finalize(s->st);
	free(s);
}

static void
keep(struct td_sql_stmt *s, int rc)
{
	if (rc != SQLITE_OK)
		s->rc = rc;
}

void
td_sql_bind_int(struct td_sql_stmt *s, int i, int64_t n)
{
	keep(s, sqlite3_bind_int64(s->st, i, n));
}

void
td_sql_bind_blob(struct td_sql_stmt *s, int i, struct td_span b)
{
	/* NULL would be NULL. */
	keep(s,
	    sqlite3_bind_blob64(
	        s->st, i, b.n == 0 ? "" : b.p, b.n, SQLITE_STATIC));
}

static bool
is_text(struct td_span b)
{
	const char *p = b.p, *end = b.p + b.n;
	size_t n;

	for (; p < end; p += n)
		if (*p == '\0' || td_utf8_decode(p, end, &n) == TD_NO_CHARACTER)
			return false;
	return true;
}

void
td_sql_bind_text(struct td_sql_stmt *s, int i, struct td_span b)
{
	if (!is_text(b))
		td_sql_bind_blob(s, i, b);
	else
		keep(s,
		    sqlite3_bind_text64(s->st, i, b.n == 0 ? "" : b.p, b.n,
		        SQLITE_STATIC, SQLITE_UTF8));
}

int
td_sql_step(struct td_sql_stmt *s, struct td_error *e)
{
	int rc = s->rc != SQLITE_OK ? s->rc : sqlite3_step(s->st);

	if (rc == SQLITE_ROW)
		return 1;
	if (rc != SQLITE_DONE)
		fail(sqlite3_db_handle(s->st), e);
	td_sql_reset(s);
	return rc == SQLITE_DONE ? 0 : -1;
}

void
td_sql_reset(struct td_sql_stmt *s)
{
	sqlite3_reset(s->st);
	s->rc = SQLITE_OK;
}

/* ---- columns ---- */

int64_t
td_sql_int(struct td_sql_stmt *s, int i)
{
	return sqlite3_column_int64(s->st, i);
}

struct td_span
td_sql_bytes(struct td_sql_stmt *s, int i)
{
	struct td_span b;

	b.p = sqlite3_column_type(s->st, i) == SQLITE_BLOB ?
	    sqlite3_column_blob(s->st, i) :
	    (const char *)sqlite3_column_text(s->st, i);
	b.n = (size_t)sqlite3_column_bytes(s->st, i);
	/* An empty blob's is NULL, as if it was not there. */
	if (b.p == NULL && sqlite3_column_type(s->st, i) == SQLITE_BLOB)
		b.p = "";
	return b;
}

const char *
td_sql_string(struct td_sql_stmt *s, int i)
{
	return (const char *)sqlite3_column_text(s->st, i);
}

void
td_sql_ints(struct td_sql_stmt *s, int first, size_t n, uint64_t *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint64_t)sqlite3_column_int64(s->st, first + (int)i);
}
