/*
 * A history as a file: opened, begun, committed.
 *
 * It is in WAL mode, so that whoever reads is not in the way of the run that
 * adds, which holds the one lock for writing from its beginning to its end.
 */
#include "history.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "formats/field_date.h"
#include "parts.h"

/* In the header of the file, where file(1) looks: "todo". */
#define APPLICATION_ID 0x746f646f
/* Goes up where an older program would count wrong. */
#define VERSION 1
#define STRING(x) #x
#define NUMBER(x) STRING(x)

/* Milliseconds to wait for a lock.  Whoever writes keeps it for long; who
 * reads waits for a moment at most, while a killed run is cleared away. */
enum { PATIENCE_WRITE = 100, PATIENCE_READ = 5000 };

bool
td_history_is(const char *path)
{
	static const char magic[16] = "SQLite format 3";
	char head[sizeof(magic)];
	struct stat st;
	ssize_t n;
	int fd;

	if (stat(path, &st) == -1 || !S_ISREG(st.st_mode) ||
	    (fd = open(path, O_RDONLY | O_CLOEXEC)) == -1)
		return false;
	n = read(fd, head, sizeof(head));
	close(fd);
	return n == sizeof(head) && memcmp(head, magic, sizeof(head)) == 0;
}

/* ---- what it was begun with ---- */

/* Dimensions but for day, which comes last. */
static int
set_dims(struct td_history *h, const char *by, struct td_error *e)
{
	struct td_dims *d = &h->dims;
	size_t n = 0;

	if (td_dims_parse(d, by, e) == -1)
		return -1;
	for (size_t i = 0; i < d->n; i++)
		if (strcmp(d->dim[i]->name, "day") != 0)
			d->dim[n++] = d->dim[i];
	if (n == TD_MAX_DIMS) {
		td_error_set(e, "too many dimensions", "at most %d and day",
		    TD_MAX_DIMS - 1);
		return -1;
	}
	d->dim[n] = td_dimension_find("day");
	d->n = n + 1;
	return 0;
}

/* The names of h->dims but for day, to be freed. */
static char *
name_dims(const struct td_dims *d)
{
	char *by, *p;
	size_t n = 1;

	for (size_t i = 0; i + 1 < d->n; i++)
		n += strlen(d->dim[i]->name) + 1;
	by = p = malloc(n);
	for (size_t i = 0; p != NULL && i + 1 < d->n; i++)
		p += sprintf(p, "%s%s", i == 0 ? "" : ",", d->dim[i]->name);
	if (p != NULL)
		*p = '\0';
	return by;
}

/* `by`, `zone`, `options` become those of the handle. */
static int
set_head(struct td_history *h, char *by, char *zone, char *options,
    struct td_error *e)
{
	for (size_t i = 0; i < 3; i++)
		free(h->text[i]);
	h->text[0] = by;
	h->text[1] = zone;
	h->text[2] = options;
	if (by == NULL || zone == NULL || options == NULL) {
		td_error_sys(e, "cannot use the history", ENOMEM);
		return -1;
	}
	h->head = (struct td_history_head){ by, zone, options };
	return 0;
}

static int
read_head(struct td_history *h, struct td_error *e)
{
	static const char *const name[] = { "by", "zone", "options" };
	struct td_sql_stmt *s = td_sql_prepare(
	    h->db, "SELECT value FROM history WHERE name = ?", e);
	char *text[3] = { NULL, NULL, NULL };
	int rc = s == NULL ? -1 : 1;

	for (size_t i = 0; i < 3 && rc == 1; i++) {
		struct td_span b;

		td_sql_bind_text(
		    s, 1, (struct td_span){ name[i], strlen(name[i]) });
		rc = td_sql_step(s, e);
		if (rc == 0)
			td_error_set(
			    e, "damaged history", "it has no %s", name[i]);
		if (rc != 1)
			break;
		b = td_sql_bytes(s, 0);
		text[i] = strndup(b.p == NULL ? "" : b.p, b.n);
		td_sql_reset(s);
	}
	td_sql_finish(s);
	if (rc == 1)
		return set_head(h, text[0], text[1], text[2], e);
	for (size_t i = 0; i < 3; i++)
		free(text[i]);
	return -1;
}

const struct td_history_head *
td_history_head(const struct td_history *h)
{
	return &h->head;
}

static int
put_head(struct td_history *h, struct td_error *e)
{
	const char *const row[][2] = { { "by", h->head.by },
		{ "zone", h->head.zone }, { "options", h->head.options } };
	struct td_sql_stmt *s =
	    td_sql_prepare(h->db, "INSERT INTO history VALUES (?, ?)", e);
	int rc = s == NULL ? -1 : 0;

	for (size_t i = 0; i < 3 && rc == 0; i++) {
		for (int j = 0; j < 2; j++)
			td_sql_bind_text(s, j + 1,
			    (struct td_span){ row[i][j], strlen(row[i][j]) });
		rc = td_sql_step(s, e);
	}
	td_sql_finish(s);
	return rc;
}

int
td_history_begin(struct td_history *h, const struct td_history_head *head,
    struct td_error *e)
{
	assert(h->writes && h->head.by == NULL);
	if (set_dims(h, head->by, e) == -1 ||
	    set_head(h, name_dims(&h->dims), strdup(head->zone),
	        strdup(head->options), e) == -1 ||
	    td_history_make(h, e) == -1 || put_head(h, e) == -1)
		return -1;
	return td_sql_exec(h->db,
	    "PRAGMA application_id = " NUMBER(
	        APPLICATION_ID) ";"
	                        "PRAGMA user_version = " NUMBER(VERSION),
	    e);
}

int
td_history_dims(
    const struct td_history *h, struct td_dims *dims, struct td_error *e)
{
	*dims = h->dims;
	if (td_zone_set(&dims->zone, h->head.zone, e) == -1)
		return -1;
	if (strcmp(dims->zone.name, h->head.zone) == 0)
		return 0;
	td_error_set(e, "damaged history", "time zone %.60s", h->head.zone);
	return -1;
}

/* ---- open ---- */

/* 1: ours; 0: of nobody yet. */
static int
whose(struct td_history *h, struct td_error *e)
{
	int64_t id = 0, version = 0, n = 0;

	if (td_sql_get_int(h->db, "PRAGMA application_id", &id, e) == -1 ||
	    td_sql_get_int(h->db, "PRAGMA user_version", &version, e) == -1 ||
	    td_sql_get_int(
	        h->db, "SELECT count(*) FROM sqlite_master", &n, e) == -1)
		return -1;
	if (id == 0 && n == 0)
		return 0;
	if (id != APPLICATION_ID || version < 1) {
		td_error_set(
		    e, "no history", "it is another program's database");
		return -1;
	}
	if (version > VERSION) {
		td_error_set(e, "history of a newer version",
		    "%lld, and only " NUMBER(VERSION) " is known here",
		    (long long)version);
		return -1;
	}
	return 1;
}

/* In a transaction. */
static int
look(struct td_history *h, struct td_error *e)
{
	int rc = whose(h, e);

	if (rc != 1)
		return rc;
	if (read_head(h, e) == -1 || set_dims(h, h->head.by, e) == -1)
		return -1;
	return td_history_check(h, e);
}

static int
begin_write(struct td_history *h, struct td_error *e)
{
	/* Not to leave traces in what is not ours. */
	if (whose(h, e) == -1 ||
	    td_sql_exec(h->db,
	        "PRAGMA cache_size = -32768; PRAGMA journal_mode = wal;"
	        "BEGIN IMMEDIATE",
	        e) == -1)
		return -1;
	return look(h, e);
}

/* A week before a day, both "2026-11-21". */
static void
go_back(const char *day, char out[11])
{
	static const struct td_zone_info utc = { .name = "UTC", .fixed = true };
	struct td_observation o = { .when = 0 };
	unsigned y = 0, m = 1, d = 1;
	char buf[64];
	struct td_span text;

	sscanf(day, "%4u-%2u-%2u", &y, &m, &d);
	o.when = (td_days_from_civil(y, m, d) - 7) * 86400 * 1000000;
	text = td_dimension_find("day")->value(&o, &utc, buf);
	snprintf(out, 11, "%.*s", (int)text.n, text.p);
}

struct td_history *
td_history_lock(const char *path, const char *today, struct td_error *e)
{
	struct td_history *h = calloc(1, sizeof(*h));

	if (h == NULL) {
		td_error_sys(e, "cannot open", ENOMEM);
		return NULL;
	}
	h->writes = true;
	snprintf(h->day, sizeof(h->day), "%s", today);
	go_back(today, h->week_ago);
	h->db = td_sql_open(path, TD_SQL_WRITE, PATIENCE_WRITE, e);
	if (h->db != NULL && begin_write(h, e) == 0)
		return h;
	td_history_close(h);
	return NULL;
}

/* Whether nothing is in the file beside it, in which a run writes first. */
static bool
is_still(const char *path)
{
	char *wal = malloc(strlen(path) + sizeof("-wal"));
	struct stat st;
	bool still;

	if (wal == NULL)
		return false;
	sprintf(wal, "%s-wal", path);
	still = stat(wal, &st) == -1 ? errno == ENOENT : st.st_size == 0;
	free(wal);
	return still;
}

/*
 * Reading needs to write, too: a lock, in a file beside it.  Who may not, reads
 * the file as it is if no run left anything beside it, and sees in the end
 * whether one has begun meanwhile.
 */
static int
reopen_still(struct td_history *h, const char *path, struct td_error *e)
{
	td_sql_close(h->db);
	h->db = NULL;
	h->still = strdup(path);
	if (h->still == NULL || stat(path, &h->was) == -1) {
		td_error_sys(e, "cannot open", errno);
		return -1;
	}
	h->db = td_sql_open(path, TD_SQL_STILL, 0, e);
	return td_history_done(h, h->db == NULL ? -1 : look(h, e), e);
}

struct td_history *
td_history_open(const char *path, struct td_error *e)
{
	struct td_history *h = calloc(1, sizeof(*h));
	int rc = -1;

	if (h == NULL) {
		td_error_sys(e, "cannot open", ENOMEM);
		return NULL;
	}
	h->db = td_sql_open(path, TD_SQL_READ, PATIENCE_READ, e);
	if (h->db != NULL) {
		rc = td_sql_exec(h->db, "BEGIN", e) == -1 ? -1 : look(h, e);
		if (rc == -1 && td_sql_was_read_only(h->db) && is_still(path))
			rc = reopen_still(h, path, e);
	}
	if (rc == 0)
		return h;
	td_history_close(h);
	return NULL;
}

int
td_history_done(const struct td_history *h, int rc, struct td_error *e)
{
	struct stat st;

	if (h->still == NULL)
		return rc;
	if (stat(h->still, &st) == 0 && st.st_ino == h->was.st_ino &&
	    st.st_size == h->was.st_size &&
	    st.st_mtim.tv_sec == h->was.st_mtim.tv_sec &&
	    st.st_mtim.tv_nsec == h->was.st_mtim.tv_nsec)
		return rc;
	td_error_set(e, "cannot be read now", "it has just been written");
	e->again = true;
	return -1;
}

int
td_history_commit(struct td_history *h, struct td_error *e)
{
	assert(h->writes);
	if (td_sql_exec(h->db, "COMMIT", e) == -1)
		return -1;
	h->writes = false;
	/* For one state of things if it is read further. */
	return td_sql_exec(h->db, "BEGIN", e);
}

void
td_history_close(struct td_history *h)
{
	if (h == NULL)
		return;
	td_sql_finish(h->put_content);
	td_sql_finish(h->put_file);
	td_sql_close(h->db);
	for (size_t i = 0; i < 3; i++)
		free(h->text[i]);
	free(h->still);
	free(h);
}
