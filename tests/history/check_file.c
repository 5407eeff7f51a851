/*
 * A history as a file: two runs at once, files that are none, damage.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/history/place.h"
#include "tests/run.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static struct td_error e;

/* ---- tools ---- */

static void
check_same(char *want)
{
	char *text = place_all();

	ck_assert_str_eq(text, want);
	free(text);
}

static char *
slurp(size_t *n)
{
	FILE *f = fopen(place_path, "rb");
	char *p = malloc(1 << 20);

	ck_assert_ptr_nonnull(f);
	*n = fread(p, 1, 1 << 20, f);
	fclose(f);
	return p;
}

static void
spill(const char *p, size_t n)
{
	FILE *f = fopen(place_path, "wb");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(p, 1, n, f), n);
	ck_assert_int_eq(fclose(f), 0);
}

/* ---- two at once ---- */

static int
lock_again(void)
{
	struct td_history *h = td_history_lock(place_path, TODAY, &e);

	if (h != NULL)
		return 1;
	return e.again && strcmp(e.reason, "another run has it") == 0 ? 0 : 2;
}

START_TEST(test_lock)
{
	struct td_history *h = place_lock();

	ck_assert_int_eq(place_child(lock_again), 0);
	ck_assert_int_eq(lock_again(), 0);
	td_history_close(h);
	h = place_begin("");
	ck_assert_int_eq(place_child(lock_again), 0);
	ck_assert_int_eq(td_history_commit(h, &e), 0);
	td_history_close(place_lock()); /* it was let go */
	td_history_close(h);
	td_history_close(place_lock());
}
END_TEST

/* Who reads sees what was there when it was opened, and waits for nobody. */
START_TEST(test_readers)
{
	struct td_history *old, *h, *new;
	char *before, *text, *after;

	place_fill(500);
	before = place_all();
	h = place_lock();
	place_more(h, 2, 500);
	old = place_open();
	check_same(before);
	after = place_text(h, "carrier,domain,day", NULL, NULL);
	place_commit(h);
	new = place_open();
	text = place_text(old, "carrier,domain,day", NULL, NULL);
	ck_assert_str_eq(text, before);
	free(text);
	text = place_text(new, "carrier,domain,day", NULL, NULL);
	ck_assert_str_eq(text, after);
	ck_assert_str_ne(before, after);
	td_history_close(new);
	td_history_close(old);
	free(text);
	free(before);
	free(after);
}
END_TEST

START_TEST(test_not_committed)
{
	struct td_history *h;
	char *before;

	td_history_close(place_begin("carrier"));
	h = place_open();
	ck_assert_ptr_null(td_history_head(h)->by);
	td_history_close(h);
	place_fill(100);
	before = place_all();
	h = place_lock();
	place_more(h, 2, 100);
	td_history_prune(h, "2027-01-01", &e);
	td_history_close(h);
	check_same(before);
	free(before);
}
END_TEST

/* Begun by nobody: nothing can be read, and that is said. */
START_TEST(test_empty)
{
	struct td_history *h;
	struct td_dims dims;
	struct td_cube *c;

	td_history_close(place_lock());
	h = place_open();
	fixture_dims(&dims, "day");
	c = td_cube_new(&dims, 10);
	ck_assert_int_eq(td_history_cells(h, NULL, NULL, c, &e), -1);
	ck_assert_str_eq(e.what, "empty history");
	td_cube_free(c);
	td_history_close(h);
}
END_TEST

/* ---- other files ---- */

static void
check_refused(const char *what, const char *reason)
{
	size_t n, m;
	char *before = slurp(&n), *after;

	for (int i = 0; i < 2; i++) {
		struct td_history *h = i == 0 ?
		    td_history_open(place_path, &e) :
		    td_history_lock(place_path, TODAY, &e);

		ck_assert_ptr_null(h);
		ck_assert_msg(strstr(e.what, what) != NULL &&
		        strstr(e.reason, reason) != NULL && !e.again,
		    "%s: %s", e.what, e.reason);
	}
	after = slurp(&m);
	ck_assert_uint_eq(n, m);
	ck_assert_mem_eq(before, after, n);
	free(before);
	free(after);
}

START_TEST(test_foreign)
{
	static const char log[] = "Nov 21 00:00:00 mx postfix/smtp[1]: x\n";
	char text[100 * sizeof(log)] = "";

	for (int i = 0; i < 99; i++)
		strcat(text, log);
	spill(text, strlen(text));
	ck_assert(!td_history_is(place_path));
	check_refused("no history", "no SQLite database");
	spill(log, strlen(log));
	check_refused("no history", "no SQLite database");
	unlink(place_path);
	place_sql("CREATE TABLE cell (messages)");
	ck_assert(td_history_is(place_path));
	check_refused("no history", "another program's");
	unlink(place_path);
	place_sql("PRAGMA application_id = 7; PRAGMA user_version = 1");
	check_refused("no history", "another program's");
}
END_TEST

START_TEST(test_newer)
{
	place_fill(10);
	place_sql("PRAGMA user_version = 2");
	check_refused(
	    "history of a newer version", "2, and only 1 is known here");
}
END_TEST

START_TEST(test_unknown_dimension)
{
	place_fill(10);
	place_sql("UPDATE history SET value = 'carrier,colour'"
	          " WHERE name = 'by'");
	check_refused("unknown dimension", "\"colour\"");
	place_sql("DELETE FROM history WHERE name = 'by'");
	check_refused("damaged history", "it has no by");
}
END_TEST

START_TEST(test_no_file)
{
	static const struct {
		const char *path, *reason;
		bool write;
	} row[] = {
		{ "nothing.db", "No such file", false },
		{ "none/a.db", "No such file", true },
		{ ".", "Is a directory", false },
		{ ".", "Is a directory", true },
	};

	for (size_t i = 0; i < N(row); i++) {
		char path[128];

		snprintf(path, sizeof(path), "%s/%s", place_dir, row[i].path);
		ck_assert_ptr_null(row[i].write ?
		        td_history_lock(path, TODAY, &e) :
		        td_history_open(path, &e));
		ck_assert_str_eq(e.what, "cannot open");
		ck_assert_msg(strstr(e.reason, row[i].reason) != NULL, "%s: %s",
		    path, e.reason);
		ck_assert(!td_history_is(path));
	}
}
END_TEST

/* Names that mean something else to SQLite. */
START_TEST(test_names)
{
	static const char *const name[] = { ":memory:", "file:a?mode=memory",
		"a%20b?c#d", "\xff'\"" };
	int cwd = open(".", O_RDONLY | O_DIRECTORY);
	struct stat st;

	ck_assert_int_eq(chdir(place_dir), 0);
	for (size_t i = 0; i < N(name); i++) {
		strcpy(place_path, name[i]);
		place_fill(10);
		ck_assert_int_eq(stat(name[i], &st), 0);
		free(place_all());
		ck_assert(td_history_is(name[i]));
	}
	ck_assert_int_eq(fchdir(cwd), 0);
	close(cwd);
}
END_TEST

/* ---- damage ---- */

/* Read all there is: whether it could be. */
static bool
read_all(void)
{
	static const struct td_history_file f = { 1, 2, 3, "x", false };
	struct td_history *h = td_history_open(place_path, &e);
	struct td_dims dims;
	struct td_cube *c;
	bool ok = h != NULL &&
	    (td_history_head(h)->by == NULL ||
	        td_history_dims(h, &dims, &e) == 0);
	char *p = NULL;
	size_t n;

	fixture_dims(&dims, "carrier,day");
	c = td_cube_new(&dims, 100000);
	if (ok)
		ok = td_history_cells(h, NULL, NULL, c, &e) == 0 &&
		    td_history_state(h, "queue", &p, &n, &e) == 0;
	free(p);
	td_cube_free(c);
	td_history_close(h);
	h = td_history_lock(place_path, TODAY, &e);
	if (h != NULL && td_history_head(h)->by != NULL)
		ok &= td_history_add_file(h, &f, &e) == 0 &&
		    td_history_prune(h, "2026-10-15", &e) == 0 &&
		    td_history_commit(h, &e) == 0;
	td_history_close(h);
	return ok;
}

START_TEST(test_damaged)
{
	uint64_t state = (uint64_t)_i + 1;
	size_t n, refused = 0;
	char *good, *bad;

	place_fill(1000);
	good = slurp(&n);
	ck_assert_uint_gt(n, 50000);
	bad = malloc(n);
	for (int i = 0; i < 40; i++) {
		size_t at = fixture_random(&state, n), m = n;

		memcpy(bad, good, n);
		switch (i % 4) {
		case 0: /* a page of zeros */
			memset(bad + at / 4096 * 4096, 0, 4096);
			break;
		case 1:
			m = at;
			break;
		case 2: /* the head of a page */
			at = at / 4096 * 4096 + fixture_random(&state, 16);
			/* fallthrough */
		default:
			bad[at] = (char)fixture_random(&state, 256);
		}
		spill(bad, m);
		e = (struct td_error){ 0 };
		refused += !read_all();
	}
	ck_assert_uint_gt(refused, 10);
	free(good);
	free(bad);
}
END_TEST

/* Rows that somebody changed. */
static const struct {
	const char *sql, *what; /* NULL: it does not matter */
} changed[] = {
	{ "UPDATE cell SET messages = messages + 1", "damaged history" },
	{ "UPDATE cell SET spf_pass = 'x' WHERE day > '2026-11'",
	    "damaged history" },
	{ "UPDATE cell SET messages = NULL", "damaged history" },
	{ "UPDATE cell SET hist_hops = x'01' WHERE day > '2026-11'",
	    "damaged history" },
	{ "UPDATE cell SET hist_hops = NULL, hist_delay = ''", NULL },
	{ "UPDATE cell SET hist_delay = x'ffffffffffffffffffff'",
	    "damaged history" },
	{ "DELETE FROM history WHERE name = 'zone'", "damaged history" },
	{ "UPDATE history SET value = '+0900' WHERE name = 'zone'",
	    "damaged history" },
	{ "UPDATE history SET value = 'mars' WHERE name = 'zone'",
	    "unknown time zone" },
	{ "UPDATE history SET value = 'day,carrier,domain'"
	  " WHERE name = 'by'",
	    NULL },
	{ "UPDATE history SET value = 'carrier' WHERE name = 'by'",
	    "history of a newer version" },
	{ "UPDATE history SET value = 'carrier,domain,tag'"
	  " WHERE name = 'by'",
	    "damaged history" },
	{ "DROP TABLE state", "cannot use the history" },
	{ "INSERT INTO state VALUES ('queue', 1, x'00')", "damaged history" },
	{ "INSERT INTO state VALUES ('queue', 0, 'text')", NULL },
};

START_TEST(test_changed)
{
	place_fill(100);
	place_sql(changed[_i].sql);
	if (changed[_i].what == NULL) {
		ck_assert_msg(read_all(), "%s: %s", e.what, e.reason);
		return;
	}
	ck_assert(!read_all());
	ck_assert_str_eq(e.what, changed[_i].what);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("history as a file");
	TCase *t = tcase_create("file");

	tcase_add_checked_fixture(t, place_make, place_remove);
	tcase_set_timeout(t, 60);
	tcase_add_test(t, test_lock);
	tcase_add_test(t, test_readers);
	tcase_add_test(t, test_not_committed);
	tcase_add_test(t, test_empty);
	tcase_add_test(t, test_foreign);
	tcase_add_test(t, test_newer);
	tcase_add_test(t, test_unknown_dimension);
	tcase_add_test(t, test_no_file);
	tcase_add_test(t, test_names);
	tcase_add_loop_test(t, test_damaged, 0, 4);
	tcase_add_loop_test(t, test_changed, 0, N(changed));
	suite_add_tcase(s, t);
	return run_suite(s);
}
