/*
 * See place.h.
 */
#include "tests/history/place.h"

#include <check.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

char place_dir[64], place_path[80];

void
place_make(void)
{
	snprintf(place_dir, sizeof(place_dir), "/tmp/todoku-history-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(place_dir));
	snprintf(place_path, sizeof(place_path), "%s/a.db", place_dir);
}

void
place_remove(void)
{
	char path[512];
	struct dirent *d;
	DIR *dir;

	chmod(place_dir, 0700);
	dir = opendir(place_dir);
	ck_assert_ptr_nonnull(dir);
	while ((d = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", place_dir, d->d_name);
		unlink(path);
	}
	closedir(dir);
	ck_assert_int_eq(rmdir(place_dir), 0);
}

struct td_history *
place_open(void)
{
	struct td_error e = { 0 };
	struct td_history *h = td_history_open(place_path, &e);

	ck_assert_msg(h != NULL, "%s: %s", e.what, e.reason);
	return h;
}

struct td_history *
place_lock(void)
{
	struct td_error e = { 0 };
	struct td_history *h = td_history_lock(place_path, TODAY, &e);

	ck_assert_msg(h != NULL, "%s: %s", e.what, e.reason);
	return h;
}

void
place_commit(struct td_history *h)
{
	struct td_error e = { 0 };

	ck_assert_msg(
	    td_history_commit(h, &e) == 0, "%s: %s", e.what, e.reason);
	td_history_close(h);
}

struct td_history *
place_begin(const char *by)
{
	const struct td_history_head head = { by, "UTC", "trust=auto" };
	struct td_history *h = place_lock();
	struct td_error e = { 0 };

	ck_assert_ptr_null(td_history_head(h)->by);
	ck_assert_msg(
	    td_history_begin(h, &head, &e) == 0, "%s: %s", e.what, e.reason);
	return h;
}

struct td_cube *
place_cube(const struct td_dims *dims, uint64_t *state, unsigned n)
{
	struct td_cube *c = td_cube_new(dims, 1000000);
	struct td_observation o;
	char name[32];

	for (unsigned i = 0; i < n; i++) {
		fixture_observation(state, 40, &o, name);
		if (i % 50 == 0)
			o.when = TD_NO_TIME;
		else /* of 60 days from 2026-10-01 on */
			o.when = (int64_t)fixture_random(state, 60 * 86400) *
			        1000000 +
			    INT64_C(1790812800000000);
		ck_assert_int_eq(td_cube_add(c, &o), 0);
	}
	return c;
}

void
place_add(struct td_history *h, struct td_cube *cube)
{
	struct td_error e = { 0 };

	ck_assert_msg(
	    td_history_add(h, cube, &e) == 0, "%s: %s", e.what, e.reason);
}

char *
place_text(
    struct td_history *h, const char *by, const char *since, const char *until)
{
	struct td_error e = { 0 };
	struct td_dims dims;
	struct td_cube *c;
	char *text;

	fixture_dims(&dims, by);
	c = td_cube_new(&dims, 1000000);
	ck_assert_msg(td_history_cells(h, since, until, c, &e) == 0, "%s: %s",
	    e.what, e.reason);
	text = fixture_text(c);
	td_cube_free(c);
	return text;
}

void
place_more(struct td_history *h, uint64_t seed, unsigned n)
{
	struct td_error e = { 0 };
	struct td_dims dims;
	struct td_cube *c;

	ck_assert_int_eq(td_history_dims(h, &dims, &e), 0);
	c = place_cube(&dims, &seed, n);
	place_add(h, c);
	td_cube_free(c);
}

void
place_fill(unsigned n)
{
	struct td_history *h = place_begin("carrier,domain");

	place_more(h, 1, n);
	place_commit(h);
}

char *
place_all(void)
{
	struct td_history *h = place_open();
	char *text = place_text(h, "carrier,domain,day", NULL, NULL);

	td_history_close(h);
	return text;
}

int
place_child(int (*f)(void))
{
	int status;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		_exit(f());
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_msg(WIFEXITED(status), "signal %d", WTERMSIG(status));
	return WEXITSTATUS(status);
}

void
place_sql(const char *text)
{
	sqlite3 *db;
	char *message = NULL;

	ck_assert_int_eq(sqlite3_open(place_path, &db), SQLITE_OK);
	sqlite3_exec(db, text, NULL, NULL, &message);
	ck_assert_msg(message == NULL, "%s: %s", text, message);
	sqlite3_close(db);
}
