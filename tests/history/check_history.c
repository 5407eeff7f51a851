/*
 * analyzer/history: what is added night by night and read by any dimensions is
 * what was counted at once; what is open and what was read come back as they
 * were; what is not committed is not there.
 */
#include "analyzer/history/history.h"

#include <check.h>
#include <stdlib.h>

#include "tests/history/place.h"
#include "tests/run.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

static struct td_error e;

static void
check_text(struct td_history *h, const char *by, struct td_cube *all)
{
	char *text = place_text(h, by, NULL, NULL);
	char *want = fixture_text(all);

	ck_assert_str_eq(text, want);
	free(text);
	free(want);
}

/* ---- cells ---- */

START_TEST(test_nights)
{
	static const struct {
		const char *history, *report;
	} row[] = {
		{ "carrier,domain", "carrier,domain,day" },
		{ "carrier,domain", "domain" },
		{ "carrier,domain", "" },
		{ "carrier,domain", "week,carrier" },
		{ "domain,carrier", "month" },
		{ "carrier,day,domain", "day,carrier" },
		{ "", "day" },
		{ "hour,carrier", "hour" },
		{ "reason,status,class,operator,source,format", "reason" },
	};
	uint64_t state = 3, again = 3;
	struct td_dims dims, want;
	struct td_cube *all, *night;

	fixture_dims(&want, row[_i].report);
	all = td_cube_new(&want, 1000000);
	for (int i = 0; i < 20; i++) {
		struct td_history *h =
		    i == 0 ? place_begin(row[_i].history) : place_lock();

		ck_assert_int_eq(td_history_dims(h, &dims, &e), 0);
		ck_assert_str_eq(dims.dim[dims.n - 1]->name, "day");
		night = place_cube(&dims, &state, 200);
		place_add(h, night);
		td_cube_free(night);
		place_commit(h);
		night = place_cube(&want, &again, 200);
		ck_assert_int_eq(td_cube_merge(all, night), 0);
		td_cube_free(night);
	}

	struct td_history *h = place_open();

	check_text(h, row[_i].report, all);
	td_history_close(h);
	td_cube_free(all);
}
END_TEST

START_TEST(test_head)
{
	const struct td_history_head head = { "day,carrier,domain", "+09:00",
		"trust=auto a=\xff" };
	struct td_history *h = place_lock();

	ck_assert_int_eq(td_history_begin(h, &head, &e), 0);
	place_commit(h);
	for (int i = 0; i < 2; i++) {
		struct td_dims dims;

		h = i == 0 ? place_open() : place_lock();
		ck_assert_str_eq(td_history_head(h)->by, "carrier,domain");
		ck_assert_str_eq(td_history_head(h)->zone, "+09:00");
		ck_assert_str_eq(
		    td_history_head(h)->options, "trust=auto a=\xff");
		ck_assert_int_eq(td_history_dims(h, &dims, &e), 0);
		ck_assert_int_eq(dims.zone.offset, 9 * 3600);
		td_history_close(h);
	}
}
END_TEST

/* Since <= day < until; without a day: only where there is no window. */
START_TEST(test_window)
{
	static const struct {
		const char *since, *until, *want;
	} row[] = {
		{ NULL, NULL, "(none)(other)2026-01-312026-02-012026-02-02" },
		{ "2026-02-01", NULL, "2026-02-012026-02-02" },
		{ NULL, "2026-02-02", "2026-01-312026-02-01" },
		{ "2026-02-01", "2026-02-02", "2026-02-01" },
		{ "2026-02-03", NULL, "" },
		{ "", NULL, "(none)(other)2026-01-312026-02-012026-02-02" },
	};
	static const struct td_span days[] = { TD_LIT("(none)"),
		TD_LIT("(other)"), TD_LIT("2026-01-31"), TD_LIT("2026-02-01"),
		TD_LIT("2026-02-02") };
	struct td_history *h = place_begin("");
	struct td_dims dims;
	struct td_cube *c;
	const struct td_cell *const *cell;
	char got[128] = "";
	size_t n;

	fixture_dims(&dims, "day");
	c = td_cube_new(&dims, 100);
	for (size_t i = 0; i < N(days); i++)
		ck_assert_ptr_nonnull(td_cube_cell(c, &days[i]));
	place_add(h, c);
	td_cube_clear(c);
	ck_assert_int_eq(
	    td_history_cells(h, row[_i].since, row[_i].until, c, &e), 0);
	cell = td_cube_sorted(c, &n);
	for (size_t i = 0; i < n; i++) {
		struct td_span v = td_cell_value(cell[i], 0);

		strncat(got, v.p, v.n);
	}
	ck_assert_str_eq(got, row[_i].want);
	td_cube_free(c);
	td_history_close(h);
}
END_TEST

/* Any bytes, any numbers. */
START_TEST(test_extremes)
{
	static const struct td_span value[][2] = {
		{ TD_LIT("2026-11-21"), TD_LIT("") },
		{ TD_LIT("2026-11-21"), TD_LIT("\0\0") },
		{ TD_LIT("2026-11-21"), TD_LIT("a\0b") },
		{ TD_LIT("2026-11-21"), TD_LIT("\xff\xfe'\"; DROP TABLE") },
		{ TD_LIT("2026-11-21"), TD_LIT("\xe5\xb1\x8a\xe3\x81\x8f") },
		{ TD_LIT("2026-11-21"), TD_LIT("\xe5\xb1") },
		{ TD_LIT("2026-11-21"), TD_LIT("12") },
		{ TD_LIT("2026-11-21"), TD_LIT("012") },
		{ TD_LIT("\xff"), TD_LIT("x") },
	};
	struct td_history *h = place_begin("tag");
	struct td_dims dims;
	struct td_cube *c, *twice;

	fixture_dims(&dims, "day,tag");
	c = td_cube_new(&dims, 100);
	for (size_t i = 0; i < N(value); i++) {
		struct td_cell *cell = td_cube_cell(c, value[i]);

		cell->counter[TD_C_ATTEMPTS] = UINT64_MAX - i;
		cell->counter[TD_C_FAILED] = (uint64_t)1 << 63;
		cell->counter[TD_C_EXPIRED] = INT64_MAX;
		cell->counter[TD_C_UNTOLD] = i;
		td_hist_add(&cell->hist[0], UINT64_MAX, UINT64_MAX);
		td_hist_add(&cell->hist[1], i, UINT64_MAX - 1);
		td_hist_add(&cell->hist[1], i + 1, 1);
	}
	td_cube_add_dropped(c, UINT64_MAX - 1);
	place_add(h, c);
	place_commit(h);
	h = place_open();
	check_text(h, "day,tag", c);
	td_history_close(h);
	place_sql("CREATE TEMP TABLE t (n CHECK (n = 5));"
	          "INSERT INTO t SELECT count(*) FROM cell"
	          " WHERE typeof(tag) = 'text'");

	h = place_lock();
	place_add(h, c);
	twice = td_cube_new(&dims, 100);
	td_cube_merge(twice, c);
	td_cube_merge(twice, c);
	check_text(h, "day,tag", twice);
	td_history_close(h);
	td_cube_free(c);
	td_cube_free(twice);
}
END_TEST

static const struct {
	const char *by, *zone, *what, *reason;
} refused[] = {
	{ "sdid", "UTC", "no such dimension",
	    "\"sdid\"; they were counted by carrier,domain,day" },
	{ "hour", "UTC", "no such dimension", "\"hour\"" },
	{ "week", "+09:00", "another time zone", "\"week\" is wanted in" },
};

START_TEST(test_refused)
{
	struct td_history *h = place_begin("carrier,domain");
	struct td_dims dims;
	struct td_cube *c;

	fixture_dims(&dims, refused[_i].by);
	ck_assert_int_eq(td_zone_set(&dims.zone, refused[_i].zone, &e), 0);
	c = td_cube_new(&dims, 100);
	ck_assert_int_eq(td_history_cells(h, NULL, NULL, c, &e), -1);
	ck_assert_ptr_nonnull(strstr(e.what, refused[_i].what));
	ck_assert_ptr_nonnull(strstr(e.reason, refused[_i].reason));
	td_history_close(h);
	td_cube_free(c);
}
END_TEST

/* Optional: a value where it can be told, "(none)" where not. */
START_TEST(test_optional)
{
	static const struct {
		const char *by, *zone;
	} row[] = {
		{ "carrier,week", "UTC" },
		{ "carrier,sdid", "UTC" },
		{ "carrier,week", "+09:00" },
		{ "carrier,day", "+09:00" },
	};
	uint64_t state = 8;
	struct td_history *h = place_begin("carrier");
	struct td_dims dims, want;
	struct td_cube *c, *all;
	char *text, *other;

	ck_assert_int_eq(td_history_dims(h, &dims, &e), 0);
	c = place_cube(&dims, &state, 100);
	place_add(h, c);
	fixture_dims(&want, row[_i].by);
	ck_assert_int_eq(td_zone_set(&want.zone, row[_i].zone, &e), 0);
	want.n_optional = 1;
	all = td_cube_new(&want, 1000);
	ck_assert_int_eq(td_history_cells(h, NULL, NULL, all, &e), 0);
	text = fixture_text(all);
	if (_i == 0) {
		other = place_text(h, "carrier,week", NULL, NULL);
		ck_assert_str_eq(text, other);
		free(other);
	} else {
		ck_assert_ptr_nonnull(strstr(text, "c\tau\t(none)\t"));
		ck_assert_ptr_null(strstr(text, "c\tau\t2"));
	}
	free(text);
	td_cube_free(c);
	td_cube_free(all);
	td_history_close(h);
}
END_TEST

/* A program of a year ago knew fewer counters. */
START_TEST(test_new_counters)
{
	uint64_t state = 4;
	struct td_history *h = place_begin("carrier");
	struct td_dims dims;
	struct td_cube *c;
	char *text, *after;

	ck_assert_int_eq(td_history_dims(h, &dims, &e), 0);
	c = place_cube(&dims, &state, 300);
	place_add(h, c);
	place_commit(h);
	place_sql("ALTER TABLE cell DROP COLUMN delivery_attempts;"
	          "ALTER TABLE cell DROP COLUMN hist_delay");

	h = place_open(); /* reading changes nothing */
	text = place_text(h, "carrier,day", NULL, NULL);
	ck_assert_ptr_nonnull(strstr(text, "hist.hops="));
	ck_assert_ptr_null(strstr(text, "hist.delay="));
	ck_assert_ptr_null(strstr(text, "attempts="));
	td_history_close(h);

	h = place_lock();
	after = place_text(h, "carrier,day", NULL, NULL);
	ck_assert_str_eq(text, after);
	free(after);
	place_add(h, c);
	place_commit(h);
	h = place_open();
	after = place_text(h, "carrier,day", NULL, NULL);
	ck_assert_ptr_nonnull(strstr(after, "hist.delay="));
	ck_assert_ptr_nonnull(strstr(after, "attempts="));
	free(after);
	free(text);
	td_history_close(h);
	td_cube_free(c);
}
END_TEST

START_TEST(test_unknown_counter)
{
	place_commit(place_begin("carrier"));
	place_sql("ALTER TABLE cell ADD COLUMN spf_great INTEGER");
	ck_assert_ptr_null(td_history_open(place_path, &e));
	ck_assert_str_eq(e.what, "history of a newer version");
	ck_assert_str_eq(e.reason, "\"spf_great\" is not known here");
	ck_assert_ptr_null(td_history_lock(place_path, TODAY, &e));
	ck_assert_str_eq(e.what, "history of a newer version");
}
END_TEST

/* What the documentation says to users of sqlite3(1). */
START_TEST(test_shell)
{
	struct td_history *h = place_begin("carrier,domain");
	static const struct td_span key[] = { TD_LIT("docomo"),
		TD_LIT("docomo.ne.jp"), TD_LIT("2026-11-21") };
	struct td_dims dims;
	struct td_cube *c;
	struct td_cell *cell;

	fixture_dims(&dims, "carrier,domain,day");
	c = td_cube_new(&dims, 10);
	cell = td_cube_cell(c, key);
	for (unsigned m = 0; m < TD_N_AUTH; m++)
		cell->counter[TD_C_SPF + m * TD_N_RESULTS] = 7;
	cell->counter[TD_C_MESSAGES] = 7;
	cell->counter[TD_C_REASON + TD_REASON_USERUNKNOWN] = 3;
	place_add(h, c);
	place_commit(h);
	td_cube_free(c);
	place_sql(
	    "CREATE TEMP TABLE t (n CHECK (n = 1));"
	    "INSERT INTO t SELECT count(*) FROM cell WHERE day >= '2026-11-01'"
	    " AND carrier = 'docomo' AND domain = 'docomo.ne.jp'"
	    " AND messages = 7 AND spf_pass = 7 AND reasons_userunknown = 3"
	    " AND spf_fail = 0 AND hist_hops = x'';"
	    "INSERT INTO t SELECT count(*) FROM history WHERE name = 'by'"
	    " AND value = 'carrier,domain'");
}
END_TEST

/* ---- what is open ---- */

static void
check_state(struct td_history *h, const char *name, const char *want, size_t n)
{
	char *p;
	size_t got;

	ck_assert_int_eq(td_history_state(h, name, &p, &got, &e), 0);
	ck_assert_uint_eq(got, n);
	if (n == 0)
		ck_assert_ptr_null(p);
	else
		ck_assert_mem_eq(p, want, n);
	free(p);
}

START_TEST(test_state)
{
	const size_t n = ((size_t)20 << 20) + 5; /* three parts */
	struct td_history *h = place_lock();
	char *big = malloc(n);

	for (size_t i = 0; i < n; i++)
		big[i] = (char)(i * 7 + i / 1000);
	check_state(h, "queue", NULL, 0);
	td_history_close(h);
	h = place_begin("");
	ck_assert_int_eq(
	    td_history_set_state(h, "queue", (struct td_span){ big, n }, &e),
	    0);
	ck_assert_int_eq(
	    td_history_set_state(h, "balance", TD_SPAN("\0b\n"), &e), 0);
	ck_assert_int_eq(
	    td_history_set_state(h, "gone", TD_SPAN("gone"), &e), 0);
	check_state(h, "queue", big, n);
	place_commit(h);

	h = place_open();
	check_state(h, "queue", big, n);
	check_state(h, "balance", "\0b\n", 3);
	check_state(h, "ledger", NULL, 0);
	td_history_close(h);

	h = place_lock();
	big[0] ^= 1;
	ck_assert_int_eq(td_history_set_state(
	                     h, "queue", (struct td_span){ big, n / 2 }, &e),
	    0);
	ck_assert_int_eq(td_history_set_state(h, "gone", TD_SPAN(""), &e), 0);
	check_state(h, "queue", big, n / 2);
	place_commit(h);
	h = place_open();
	check_state(h, "queue", big, n / 2);
	check_state(h, "balance", "\0b\n", 3);
	check_state(h, "gone", NULL, 0);
	td_history_close(h);
	free(big);
}
END_TEST

/* ---- what was read ---- */

struct list {
	size_t n, stale;
	char text[4096];
};

static int
each_content(void *arg, const struct td_history_content *c)
{
	struct list *l = arg;
	size_t len = strlen(l->text);

	l->n++;
	l->stale += c->stale;
	snprintf(l->text + len, sizeof(l->text) - len,
	    "%jx %jx %ju %ju %jx %.*s\n", (uintmax_t)c->id.high,
	    (uintmax_t)c->id.low, (uintmax_t)c->id.length,
	    (uintmax_t)c->counted, (uintmax_t)c->beginning, (int)c->marks.n,
	    c->marks.p);
	return 0;
}

static int
each_file(void *arg, const struct td_history_file *f)
{
	struct list *l = arg;
	size_t len = strlen(l->text);

	l->n++;
	l->stale += f->stale;
	snprintf(l->text + len, sizeof(l->text) - len, "%ju %ju %jd %s\n",
	    (uintmax_t)f->inode, (uintmax_t)f->size, (intmax_t)f->modified,
	    f->path);
	return 0;
}

static int
stop(void *arg, const struct td_history_file *f)
{
	(void)f;
	++*(int *)arg;
	return 7;
}

static const struct td_history_content contents[] = {
	{ { 2, 1, 3 }, 5, 4, TD_LIT("marks"), false },
	{ { UINT64_MAX, 0, 0 }, 0, 0, TD_LIT(""), false },
	{ { 0xfedcba9876543210, 0xffffffffffffffff, UINT64_MAX },
	    0x8000000000000000, UINT64_MAX - 1, TD_LIT("x"), false },
};
static const char contents_text[] =
    "0 ffffffffffffffff 0 0 0 \n"
    "1 2 3 4 5 marks\n"
    "ffffffffffffffff fedcba9876543210 18446744073709551615 "
    "18446744073709551614 8000000000000000 x\n";

static const struct td_history_file files[] = {
	{ 1, 2, -3, "/var/log/mail.log", false },
	{ 1, 3, -3, "/var/log/mail.log", false },
	{ 1, 4, 5, "/var/log/mail.log.1", false },
	{ 2, UINT64_MAX, INT64_MAX, "/\xff/'", false },
	{ UINT64_MAX, 0, INT64_MIN, NULL, false },
};
static const char files_text[] = /* as signed numbers are sorted */
    "18446744073709551615 0 -9223372036854775808 \n"
    "1 3 -3 /var/log/mail.log\n"
    "1 4 5 /var/log/mail.log.1\n"
    "2 18446744073709551615 9223372036854775807 /\xff/'\n";

static void
add_read(struct td_history *h)
{
	for (int i = 0; i < 2; i++) {
		for (size_t j = 0; j < N(contents); j++)
			ck_assert_int_eq(
			    td_history_add_content(h, &contents[j], &e), 0);
		for (size_t j = 0; j < N(files); j++)
			ck_assert_int_eq(
			    td_history_add_file(h, &files[j], &e), 0);
	}
}

static void
check_read(struct td_history *h, bool stale, bool gone)
{
	struct list l = { 0, 0, "" }, m = { 0, 0, "" };
	int n = 0;

	ck_assert_int_eq(td_history_contents(h, each_content, &l, &e), 0);
	ck_assert_int_eq(td_history_files(h, each_file, &m, &e), 0);
	ck_assert_str_eq(l.text, gone ? "" : contents_text);
	ck_assert_str_eq(m.text, gone ? "" : files_text);
	ck_assert_uint_eq(l.stale, stale ? l.n : 0);
	ck_assert_uint_eq(m.stale, stale ? m.n : 0);
	if (gone)
		return;
	ck_assert_int_eq(td_history_files(h, stop, &n, &e), 7);
	ck_assert_int_eq(n, 1);
}

START_TEST(test_read)
{
	struct td_history *h = place_begin("");

	add_read(h);
	check_read(h, false, false);
	place_commit(h);
	h = place_open();
	check_read(h, false, false);
	td_history_close(h);
}
END_TEST

START_TEST(test_stale)
{
	static const struct {
		const char *today;
		bool stale;
	} row[] = {
		{ TODAY, false }, { "2026-11-27", false },
		{ "2026-11-28", true }, { "2027-03-01", true },
		{ "2026-11-20", true }, /* the clock was ahead */
	};
	struct td_history *h = place_begin("");

	add_read(h);
	place_commit(h);
	h = td_history_lock(place_path, row[_i].today, &e);
	check_read(h, row[_i].stale, false);
	add_read(h);
	check_read(h, false, false);
	td_history_close(h);
}
END_TEST

START_TEST(test_prune)
{
	static const struct td_span days[] = { TD_LIT("(none)"),
		TD_LIT("2026-01-31"), TD_LIT("2026-11-21") };
	struct td_history *h = place_begin("");
	struct td_dims dims;
	struct td_cube *c;
	char *text;

	fixture_dims(&dims, "day");
	c = td_cube_new(&dims, 100);
	for (size_t i = 0; i < N(days); i++)
		ck_assert_ptr_nonnull(td_cube_cell(c, &days[i]));
	place_add(h, c);
	td_cube_free(c);
	add_read(h);
	ck_assert_int_eq(td_history_prune(h, "2026-11-21", &e), 0);
	text = place_text(h, "day", NULL, NULL);
	ck_assert_ptr_nonnull(strstr(text, "c\t2026-11-21"));
	ck_assert_ptr_nonnull(strstr(text, "c\t(none)"));
	ck_assert_ptr_null(strstr(text, "2026-01-31"));
	free(text);
	check_read(h, false, false);
	ck_assert_int_eq(td_history_prune(h, "2026-11-22", &e), 0);
	text = place_text(h, "day", NULL, NULL);
	ck_assert_ptr_null(strstr(text, "c\t2026-11-21"));
	free(text);
	check_read(h, false, true);
	td_history_close(h);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("history");
	TCase *t = tcase_create("history");

	tcase_add_checked_fixture(t, place_make, place_remove);
	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, test_nights, 0, 9);
	tcase_add_test(t, test_head);
	tcase_add_loop_test(t, test_window, 0, 6);
	tcase_add_test(t, test_extremes);
	tcase_add_loop_test(t, test_refused, 0, N(refused));
	tcase_add_loop_test(t, test_optional, 0, 4);
	tcase_add_test(t, test_new_counters);
	tcase_add_test(t, test_unknown_counter);
	tcase_add_test(t, test_shell);
	tcase_add_test(t, test_state);
	tcase_add_test(t, test_read);
	tcase_add_loop_test(t, test_stale, 0, 5);
	tcase_add_test(t, test_prune);
	suite_add_tcase(s, t);
	return run_suite(s);
}
