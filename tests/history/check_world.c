/*
 * A history and the world: a full disk, folders that cannot be written, and
 * runs that are killed.
 */
#include <check.h>
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/history/place.h"
#include "tests/run.h"

enum { NOBODY = 65534, SKIPPED = 77 };

static struct td_error e;

static void
check_same(const char *want)
{
	char *text = place_all();

	ck_assert_str_eq(text, want);
	free(text);
}

/* ---- a full disk ---- */

/* 0: committed; 1: not, and it says why. */
static int
add_much(void)
{
	const struct td_history_head head = { "carrier", "UTC", "" };
	struct td_history *h = td_history_lock(place_path, TODAY, &e);
	struct td_span bytes = { calloc(1, 600000), 600000 };
	int rc = -1;

	if (h != NULL &&
	    (td_history_head(h)->by != NULL ||
	        td_history_begin(h, &head, &e) == 0) &&
	    td_history_set_state(h, "queue", bytes, &e) == 0 &&
	    td_history_set_state(h, "n", TD_SPAN("new"), &e) == 0)
		rc = td_history_commit(h, &e);
	td_history_close(h);
	if (rc == 0)
		return 0;
	return strcmp(e.reason, strerror(EFBIG)) == 0 ||
	        strcmp(e.reason, strerror(ENOSPC)) == 0 ?
	    1 :
	    2;
}

static rlim_t file_limit;

static int
add_limited(void)
{
	const struct rlimit limit = { file_limit, file_limit };

	signal(SIGXFSZ, SIG_IGN);
	return setrlimit(RLIMIT_FSIZE, &limit) == -1 ? 3 : add_much();
}

/* Whether it was committed: both of its changes are there, or none. */
static bool
is_new(void)
{
	struct td_history *h = place_open();
	char *p, *q;
	size_t n, m;

	ck_assert_int_eq(td_history_state(h, "n", &p, &n, &e), 0);
	ck_assert_int_eq(td_history_state(h, "queue", &q, &m, &e), 0);
	td_history_close(h);
	free(p);
	free(q);
	ck_assert_uint_eq(m, n == 3 ? 600000 : 0);
	return n == 3;
}

START_TEST(test_full)
{
	int committed = 0, failed = 0;
	char *before;

	place_fill(300);
	before = place_all();
	for (file_limit = 4096; file_limit < 4000000; file_limit += 96000) {
		struct td_history *h;
		int rc = place_child(add_limited);

		ck_assert_int_le(rc, 1);
		ck_assert_int_eq(is_new(), rc == 0);
		committed += rc == 0;
		failed += rc == 1;
		check_same(before);
		h = place_lock();
		td_history_set_state(h, "n", TD_SPAN(""), &e);
		td_history_set_state(h, "queue", TD_SPAN(""), &e);
		place_commit(h);
	}
	ck_assert_int_gt(committed, 0);
	ck_assert_int_gt(failed, 0);
	free(before);
}
END_TEST

/* On a file system of its own, if it may make one. */
static int
add_on_small(void)
{
	if (unshare(CLONE_NEWNS) == -1 ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == -1 ||
	    mount("none", place_dir, "tmpfs", 0, "size=300k") == -1)
		return SKIPPED;
	return add_much();
}

START_TEST(test_small_disk)
{
	int rc = place_child(add_on_small);

	if (rc != SKIPPED)
		ck_assert_int_eq(rc, 1);
}
END_TEST

/* ---- what cannot be written ---- */

/* Somebody who is bound to what permissions say. */
static bool
be_nobody(void)
{
	return geteuid() != 0 ||
	    (setgroups(0, NULL) == 0 && setgid(NOBODY) == 0 &&
	        setuid(NOBODY) == 0);
}

static const char *want;
static int to_child[2], to_parent[2];

/* 0: it has what is wanted. */
static int
read_as_nobody(void)
{
	struct td_history *h;
	char *text;

	if (!be_nobody())
		return SKIPPED;
	h = td_history_open(place_path, &e);
	if (h == NULL)
		return 2;
	text = place_text(h, "carrier,domain,day", NULL, NULL);
	td_history_close(h);
	return strcmp(text, want) == 0 ? 0 : 3;
}

static int
write_as_nobody(void)
{
	struct td_history *h;

	if (!be_nobody())
		return SKIPPED;
	h = td_history_lock(place_path, TODAY, &e);
	if (h != NULL)
		return 2;
	return !e.again && strncmp(e.what, "cannot ", 7) == 0 &&
	        (strcmp(e.reason, "file or folder is read-only") == 0 ||
	            strcmp(e.reason, strerror(EACCES)) == 0) ?
	    0 :
	    3;
}

static void
check_child(int (*f)(void))
{
	int rc = place_child(f);

	if (rc != SKIPPED)
		ck_assert_int_eq(rc, 0);
}

START_TEST(test_read_only_folder)
{
	char *text;

	place_fill(300);
	want = text = place_all();
	chmod(place_path, 0444);
	chmod(place_dir, 0555);
	check_child(read_as_nobody);
	check_child(write_as_nobody);
	chmod(place_path, 0666);
	check_child(read_as_nobody);
	check_child(write_as_nobody);
	chmod(place_path, 0444);
	chmod(place_dir, 0777);
	check_child(read_as_nobody);
	check_child(write_as_nobody);
	check_same(want);
	free(text);
}
END_TEST

static int
write_and_die(void)
{
	struct td_history *h = place_lock();

	place_more(h, 2, 300);
	if (td_history_commit(h, &e) == 0)
		kill(getpid(), SIGKILL);
	return 1;
}

static int
not_as_nobody(void)
{
	struct td_history *h;

	if (!be_nobody())
		return SKIPPED;
	h = td_history_open(place_path, &e);
	return h == NULL && strcmp(e.what, "cannot open") == 0 ? 0 : 2;
}

/* What was committed last is in a file beside it: a run is at work, or was
 * killed, or what it left was copied in part. */
START_TEST(test_read_only_and_more)
{
	struct td_history *h;
	char *text, shm[128];

	place_fill(300);
	h = place_lock();
	place_more(h, 2, 300);
	place_commit(h);
	want = text = place_all();
	ck_assert_int_eq(unlink(place_path), 0);

	place_fill(300);
	snprintf(shm, sizeof(shm), "%s-shm", place_path);
	if (_i == 0) {
		h = place_lock();
		place_more(h, 2, 300);
		ck_assert_int_eq(td_history_commit(h, &e), 0);
	} else {
		int status;
		pid_t pid = fork();

		if (pid == 0)
			_exit(write_and_die());
		waitpid(pid, &status, 0);
		ck_assert(WIFSIGNALED(status));
		h = NULL;
	}
	chmod(place_dir, 0555);
	check_child(read_as_nobody);
	if (_i > 0) {
		ck_assert_int_eq(unlink(shm), 0);
		check_child(not_as_nobody);
	}
	td_history_close(h);
	chmod(place_dir, 0777);
	check_same(want);
	free(text);
}
END_TEST

static int
read_twice(void)
{
	struct td_history *h;
	struct td_dims dims;
	struct td_cube *c;
	char byte = 'x';
	int rc;

	if (!be_nobody())
		return SKIPPED;
	h = td_history_open(place_path, &e);
	if (h == NULL || write(to_parent[1], &byte, 1) != 1 ||
	    read(to_child[0], &byte, 1) != 1)
		return 2;
	fixture_dims(&dims, "carrier,day");
	c = td_cube_new(&dims, 100000);
	rc = td_history_cells(h, NULL, NULL, c, &e);
	td_cube_free(c);
	td_history_close(h);
	return rc == -1 && e.again ? 0 : 3;
}

/* Whoever cannot lock anything sees that he read what was being written. */
START_TEST(test_written_meanwhile)
{
	struct td_history *h;
	char byte = 'x';
	int status;
	pid_t pid;

	place_fill(300);
	chmod(place_dir, 0555);
	ck_assert_int_eq(pipe(to_child) | pipe(to_parent), 0);
	pid = fork();
	if (pid == 0)
		_exit(read_twice());
	close(to_parent[1]);
	if (read(to_parent[0], &byte, 1) == 1) {
		chmod(place_dir, 0755);
		h = place_lock();
		place_more(h, 2, 300);
		place_commit(h);
		ck_assert_int_eq(write(to_child[1], &byte, 1), 1);
	}
	waitpid(pid, &status, 0);
	ck_assert(WIFEXITED(status));
	if (WEXITSTATUS(status) != SKIPPED)
		ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

/* ---- killed ---- */

/* In memory of both: up to where it was told that it is committed. */
static volatile uint64_t *told;

static int
add_cell(struct td_history *h, uint64_t i)
{
	static const struct td_span key[] = { TD_LIT("2026-11-21") };
	const struct td_history_content content = { { i, i, i }, 0, 0,
		TD_LIT(""), false };
	struct td_dims dims;
	struct td_cube *c;
	struct td_cell *cell;
	int rc;

	fixture_dims(&dims, "day");
	c = td_cube_new(&dims, 10);
	cell = td_cube_cell(c, key);
	cell->counter[TD_C_ATTEMPTS] = 1;
	rc = td_history_add(h, c, &e) | td_history_add_content(h, &content, &e);
	td_cube_free(c);
	return rc;
}

/* Count on from what is there, a step a commit, until somebody ends it. */
static int
count_on(void)
{
	static char big[100000];

	for (;;) {
		struct td_history *h = place_lock();
		uint64_t i = 0;
		char *p;
		size_t n;

		if (td_history_state(h, "i", &p, &n, &e) == -1)
			return 1;
		if (n == sizeof(i))
			memcpy(&i, p, n);
		free(p);
		i++;
		memset(big, (int)i, sizeof(big));
		if (add_cell(h, i) == -1 ||
		    td_history_set_state(h, "i",
		        (struct td_span){ (const char *)&i, sizeof(i) },
		        &e) == -1 ||
		    td_history_set_state(h, "big",
		        (struct td_span){ big, sizeof(big) }, &e) == -1 ||
		    td_history_commit(h, &e) == -1)
			return 2;
		*told = i;
		td_history_close(h);
	}
}

static int
count_contents(void *arg, const struct td_history_content *c)
{
	(void)c;
	++*(uint64_t *)arg;
	return 0;
}

/* All three tell the same, no less than what was told. */
static void
check_counts(void)
{
	struct td_history *h = place_open();
	struct td_dims dims;
	struct td_cube *c;
	struct td_cell total;
	uint64_t i = 0, n_contents = 0;
	char *p;
	size_t n;

	ck_assert_int_eq(td_history_state(h, "i", &p, &n, &e), 0);
	if (n == sizeof(i))
		memcpy(&i, p, n);
	free(p);
	/* Two may have been killed before they told. */
	ck_assert(i >= *told && i <= *told + 2);
	*told = i;
	ck_assert_int_eq(
	    td_history_contents(h, count_contents, &n_contents, &e), 0);
	ck_assert_uint_eq(n_contents, i);
	fixture_dims(&dims, "");
	c = td_cube_new(&dims, 10);
	ck_assert_int_eq(td_history_cells(h, NULL, NULL, c, &e), 0);
	ck_assert_int_eq(td_cube_total(c, &total), 0);
	ck_assert_uint_eq(total.counter[TD_C_ATTEMPTS], i);
	ck_assert_int_eq(td_history_state(h, "big", &p, &n, &e), 0);
	ck_assert(n == 0 || (p[0] == (char)i && p[n - 1] == (char)i));
	free(p);
	td_cube_free(c);
	td_history_close(h);
}

START_TEST(test_killed)
{
	uint64_t seed = 5;

	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(told != MAP_FAILED);
	place_commit(place_begin(""));
	for (int i = 0; i < 300; i++) {
		int status;
		pid_t pid = fork();

		if (pid == 0)
			_exit(count_on());
		usleep((unsigned)fixture_random(&seed, 40000));
		kill(pid, SIGKILL);
		ck_assert_int_eq(waitpid(pid, &status, 0), pid);
		ck_assert(WIFSIGNALED(status));
		/* Mostly somebody reads next, else a run goes on. */
		if (i % 3 > 0)
			check_counts();
	}
	check_counts();
	ck_assert_uint_gt(*told, 20);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("history and the world");
	TCase *t = tcase_create("world");

	tcase_add_checked_fixture(t, place_make, place_remove);
	tcase_set_timeout(t, 100);
	tcase_add_test(t, test_full);
	tcase_add_test(t, test_small_disk);
	tcase_add_test(t, test_read_only_folder);
	tcase_add_loop_test(t, test_read_only_and_more, 0, 2);
	tcase_add_test(t, test_written_meanwhile);
	tcase_add_test(t, test_killed);
	suite_add_tcase(s, t);
	return run_suite(s);
}
