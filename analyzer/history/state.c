/*
 * What is open, by name: bytes of any number, in parts, for SQLite takes at
 * most 10^9 at once.  Parts that stay as they are are not written.
 */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "parts.h"

enum { PART = 8 << 20 };

/* All parts into room for *n; their sum was asked for before. */
static int
read_parts(struct td_history *h, struct td_span name, char *p, size_t n,
    struct td_error *e)
{
	struct td_sql_stmt *s = td_sql_prepare(h->db,
	    "SELECT part, bytes FROM state WHERE name = ? ORDER BY part", e);
	int64_t part = 0;
	int rc = -1;

	if (s == NULL)
		return -1;
	td_sql_bind_text(s, 1, name);
	while ((rc = td_sql_step(s, e)) == 1) {
		struct td_span b = td_sql_bytes(s, 1);

		if (td_sql_int(s, 0) != part++ || b.n > n)
			break;
		memcpy(p, b.p, b.n);
		p += b.n;
		n -= b.n;
	}
	td_sql_finish(s);
	if (rc == 1 || (rc == 0 && n > 0)) {
		td_error_set(e, "damaged history", "of table state");
		rc = -1;
	}
	return rc;
}

int
td_history_state(struct td_history *h, const char *name, char **p, size_t *n,
    struct td_error *e)
{
	const struct td_span key = { name, strlen(name) };
	struct td_sql_stmt *s;
	int64_t sum = 0;
	int rc;

	*p = NULL;
	*n = 0;
	if (h->head.by == NULL)
		return 0;
	s = td_sql_prepare(
	    h->db, "SELECT sum(length(bytes)) FROM state WHERE name = ?", e);
	if (s == NULL)
		return -1;
	td_sql_bind_text(s, 1, key);
	rc = td_sql_step(s, e);
	if (rc == 1)
		sum = td_sql_int(s, 0);
	td_sql_finish(s);
	if (rc == -1 || sum <= 0)
		return td_history_done(h, rc == -1 ? -1 : 0, e);
	*n = (size_t)sum;
	*p = malloc(*n);
	if (*p == NULL) {
		td_error_sys(e, "cannot use the history", ENOMEM);
		return -1;
	}
	rc = td_history_done(h, read_parts(h, key, *p, *n, e), e);
	if (rc == 0)
		return 0;
	free(*p);
	*p = NULL;
	*n = 0;
	return -1;
}

static int
put_parts(struct td_history *h, struct td_span name, struct td_span bytes,
    int64_t *n, struct td_error *e)
{
	struct td_sql_stmt *s = td_sql_prepare(h->db,
	    "INSERT INTO state (name, part, bytes) VALUES (?, ?, ?)"
	    " ON CONFLICT (name, part) DO UPDATE SET bytes = excluded.bytes"
	    " WHERE bytes IS NOT excluded.bytes",
	    e);
	int rc = s == NULL ? -1 : 0;

	for (*n = 0; rc == 0 && bytes.n > 0; ++*n) {
		struct td_span part = bytes;

		if (part.n > PART)
			part.n = PART;
		bytes = td_span(part.p + part.n, bytes.p + bytes.n);
		td_sql_bind_text(s, 1, name);
		td_sql_bind_int(s, 2, *n);
		td_sql_bind_blob(s, 3, part);
		rc = td_sql_step(s, e);
	}
	td_sql_finish(s);
	return rc;
}

int
td_history_set_state(struct td_history *h, const char *name,
    struct td_span bytes, struct td_error *e)
{
	const struct td_span key = { name, strlen(name) };
	struct td_sql_stmt *s;
	int64_t n;
	int rc;

	assert(h->writes && h->head.by != NULL);
	if (put_parts(h, key, bytes, &n, e) == -1)
		return -1;
	s = td_sql_prepare(
	    h->db, "DELETE FROM state WHERE name = ? AND part >= ?", e);
	if (s == NULL)
		return -1;
	td_sql_bind_text(s, 1, key);
	td_sql_bind_int(s, 2, n);
	rc = td_sql_step(s, e);
	td_sql_finish(s);
	return rc;
}
