/*
 * What was read: contents and files, and what is forgotten.
 */
#include <assert.h>

#include "parts.h"

/* Long ago, or by a clock that was ahead. */
static bool
is_stale(const struct td_history *h, struct td_span seen)
{
	const struct td_span from = { h->week_ago, strlen(h->week_ago) };
	const struct td_span to = { h->day, strlen(h->day) };

	return h->writes &&
	    (td_span_cmp(seen, from) <= 0 || td_span_cmp(seen, to) > 0);
}

/* High and low as cells files print them, high first. */
static void
put_identity(char p[16], const struct td_input_id *id)
{
	for (int i = 0; i < 8; i++) {
		p[i] = (char)(id->high >> (56 - 8 * i));
		p[8 + i] = (char)(id->low >> (56 - 8 * i));
	}
}

static bool
get_identity(struct td_span s, struct td_input_id *id)
{
	if (s.n != 16)
		return false;
	id->high = id->low = 0;
	for (int i = 0; i < 8; i++) {
		id->high = id->high << 8 | (unsigned char)s.p[i];
		id->low = id->low << 8 | (unsigned char)s.p[8 + i];
	}
	return true;
}

int
td_history_contents(struct td_history *h,
    int (*each)(void *arg, const struct td_history_content *c), void *arg,
    struct td_error *e)
{
	struct td_sql_stmt *s;
	int rc = 0;

	if (h->head.by == NULL)
		return 0;
	s = td_sql_prepare(h->db,
	    "SELECT identity, length, counted, beginning, marks, seen"
	    " FROM content",
	    e);
	if (s == NULL)
		return -1;
	while (rc == 0 && (rc = td_sql_step(s, e)) == 1) {
		struct td_history_content c;

		if (!get_identity(td_sql_bytes(s, 0), &c.id)) {
			td_error_set(
			    e, "damaged history", "a row of table content");
			rc = -1;
			break;
		}
		c.id.length = (uint64_t)td_sql_int(s, 1);
		c.counted = (uint64_t)td_sql_int(s, 2);
		c.beginning = (uint64_t)td_sql_int(s, 3);
		c.marks = td_sql_bytes(s, 4);
		c.stale = is_stale(h, td_sql_bytes(s, 5));
		rc = each(arg, &c);
	}
	td_sql_finish(s);
	return td_history_done(h, rc, e);
}

int
td_history_files(struct td_history *h,
    int (*each)(void *arg, const struct td_history_file *f), void *arg,
    struct td_error *e)
{
	struct td_sql_stmt *s;
	int rc = 0;

	if (h->head.by == NULL)
		return 0;
	s = td_sql_prepare(
	    h->db, "SELECT inode, path, size, modified, seen FROM file", e);
	if (s == NULL)
		return -1;
	while (rc == 0 && (rc = td_sql_step(s, e)) == 1) {
		struct td_history_file f;

		f.inode = (uint64_t)td_sql_int(s, 0);
		f.path = td_sql_string(s, 1);
		f.size = (uint64_t)td_sql_int(s, 2);
		f.modified = td_sql_int(s, 3);
		f.stale = is_stale(h, td_sql_bytes(s, 4));
		rc = each(arg, &f);
	}
	td_sql_finish(s);
	return td_history_done(h, rc, e);
}

/* A statement that is kept for the next time. */
static struct td_sql_stmt *
kept(struct td_history *h, struct td_sql_stmt **s, const char *text,
    struct td_error *e)
{
	assert(h->writes && h->head.by != NULL);
	if (*s == NULL)
		*s = td_sql_prepare(h->db, text, e);
	return *s;
}

int
td_history_add_content(struct td_history *h, const struct td_history_content *c,
    struct td_error *e)
{
	struct td_sql_stmt *s = kept(h, &h->put_content,
	    "INSERT OR REPLACE INTO content"
	    " (identity, length, counted, beginning, marks, seen)"
	    " VALUES (?, ?, ?, ?, ?, ?)",
	    e);
	char id[16];

	if (s == NULL)
		return -1;
	put_identity(id, &c->id);
	td_sql_bind_blob(s, 1, (struct td_span){ id, sizeof(id) });
	td_sql_bind_int(s, 2, (int64_t)c->id.length);
	td_sql_bind_int(s, 3, (int64_t)c->counted);
	td_sql_bind_int(s, 4, (int64_t)c->beginning);
	td_sql_bind_blob(s, 5, c->marks);
	td_sql_bind_text(s, 6, (struct td_span){ h->day, strlen(h->day) });
	return td_sql_step(s, e);
}

int
td_history_add_file(
    struct td_history *h, const struct td_history_file *f, struct td_error *e)
{
	struct td_sql_stmt *s = kept(h, &h->put_file,
	    "INSERT OR REPLACE INTO file"
	    " (inode, path, size, modified, seen) VALUES (?, ?, ?, ?, ?)",
	    e);
	const char *path = f->path == NULL ? "" : f->path;

	if (s == NULL)
		return -1;
	td_sql_bind_int(s, 1, (int64_t)f->inode);
	td_sql_bind_text(s, 2, (struct td_span){ path, strlen(path) });
	td_sql_bind_int(s, 3, (int64_t)f->size);
	td_sql_bind_int(s, 4, f->modified);
	td_sql_bind_text(s, 5, (struct td_span){ h->day, strlen(h->day) });
	return td_sql_step(s, e);
}

int
td_history_prune(struct td_history *h, const char *day, struct td_error *e)
{
	static const char *const text[] = {
		/* "(none)" and "(other)" are before all days. */
		"DELETE FROM cell WHERE \"day\" >= '0' AND \"day\" < ?",
		"DELETE FROM content WHERE seen < ?",
		"DELETE FROM file WHERE seen < ?",
	};
	int rc = 0;

	assert(h->writes && h->head.by != NULL);
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]) && rc == 0; i++) {
		struct td_sql_stmt *s = td_sql_prepare(h->db, text[i], e);

		if (s == NULL)
			return -1;
		td_sql_bind_text(s, 1, (struct td_span){ day, strlen(day) });
		rc = td_sql_step(s, e);
		td_sql_finish(s);
	}
	return rc;
}
