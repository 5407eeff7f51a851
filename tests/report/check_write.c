/*
 * analyzer/report/report.c: the registry, and that a report gets into a file
 * whole or not at all.
 */
#include "tests/report/example.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "check_write.XXXXXX";
static struct example x;

static void
setup(void)
{
	strcpy(folder, "check_write.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	umask(022);
	example_full(&x);
}

static void
teardown(void)
{
	DIR *d = opendir(folder);
	char path[600];

	ck_assert_ptr_nonnull(d);
	for (struct dirent *e; (e = readdir(d)) != NULL;) {
		snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
		if (e->d_name[0] != '.' || strlen(e->d_name) > 2)
			unlink(path);
	}
	closedir(d);
	ck_assert_int_eq(rmdir(folder), 0);
	example_clear(&x);
}

/* A path in the folder; valid until the next call. */
static const char *
in_folder(const char *name)
{
	static char path[300];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static size_t
count_files(void)
{
	DIR *d = opendir(folder);
	size_t n = 0;

	ck_assert_ptr_nonnull(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static void
put_file(const char *path, const char *text, mode_t mode)
{
	FILE *f = fopen(path, "w");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	fclose(f);
	ck_assert_int_eq(chmod(path, mode), 0);
}

static void
assert_file(const char *path, const char *want, mode_t mode)
{
	char *got = calloc(1, 1 << 20);
	FILE *f = fopen(path, "r");
	struct stat st;

	ck_assert_ptr_nonnull(f);
	ck_assert_ptr_nonnull(got);
	ck_assert_uint_lt(fread(got, 1, 1 << 20, f), 1 << 20);
	ck_assert_int_eq(fstat(fileno(f), &st), 0);
	fclose(f);
	ck_assert_str_eq(got, want);
	ck_assert_uint_eq(st.st_mode & 07777, mode);
	free(got);
}

START_TEST(test_registry)
{
	static const struct {
		const char *path, *name;
	} row[] = {
		{ "a.csv", "csv" },
		{ "a.JSON", "json" },
		{ "dir.csv/a.cells", "cells" },
		{ "a.txt", "table" },
		{ "a.csv.gz", NULL },
		{ "csv", NULL },
		{ "", NULL },
		{ "a.html", "html" },
		{ "node/todoku.prom", "prometheus" },
		{ "a.prom.tmp", NULL },
	};
	static const char *const names[] = { "table", "csv", "json", "html",
		"prometheus", "cells", NULL };

	for (size_t i = 0; i < sizeof(row) / sizeof(*row); i++) {
		const struct td_report_kind *k =
		    td_report_by_suffix(row[i].path);

		ck_assert_int_eq(k == NULL, row[i].name == NULL);
		if (k != NULL)
			ck_assert_str_eq(k->name, row[i].name);
	}
	for (size_t i = 0; names[i] != NULL; i++) {
		ck_assert_str_eq(td_reports[i].name, names[i]);
		ck_assert_ptr_eq(td_report_find(names[i]), &td_reports[i]);
	}
	ck_assert_ptr_null(td_report_find("openmetrics"));
	ck_assert_ptr_null(td_report_find(""));
}
END_TEST

START_TEST(test_new_file)
{
	const char *path = in_folder("new.json");
	char *want = example_print(&x, "json");
	struct td_error e;

	ck_assert_int_eq(
	    td_report_write(td_report_find("json"), &x.report, path, &e), 0);
	assert_file(path, want, 0644);
	ck_assert_uint_eq(count_files(), 1);
	free(want);
}
END_TEST

START_TEST(test_in_this_folder)
{
	char *want = example_print(&x, "csv");
	struct td_error e;
	char before[4096];

	ck_assert_ptr_nonnull(getcwd(before, sizeof before));
	ck_assert_int_eq(chdir(folder), 0);
	ck_assert_int_eq(
	    td_report_write(td_report_find("csv"), &x.report, "a.csv", &e), 0);
	assert_file("a.csv", want, 0644);
	ck_assert_int_eq(chdir(before), 0);
	free(want);
}
END_TEST

START_TEST(test_old_file)
{
	const char *path = in_folder("old.csv");
	char *want = example_print(&x, "csv");
	struct td_error e;

	put_file(path, "what was there before", 0640);
	ck_assert_int_eq(
	    td_report_write(td_report_find("csv"), &x.report, path, &e), 0);
	assert_file(path, want, 0640);
	ck_assert_uint_eq(count_files(), 1);
	free(want);
}
END_TEST

START_TEST(test_link)
{
	char link_path[300];
	char *want = example_print(&x, "csv");
	struct stat st;
	struct td_error e;

	strcpy(link_path, in_folder("latest.csv"));
	ck_assert_int_eq(symlink("real.csv", link_path), 0);
	put_file(in_folder("real.csv"), "old", 0600);
	ck_assert_int_eq(
	    td_report_write(td_report_find("csv"), &x.report, link_path, &e),
	    0);
	ck_assert_int_eq(lstat(link_path, &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	assert_file(in_folder("real.csv"), want, 0600);
	free(want);
}
END_TEST

static void
print_and_fail(FILE *out, struct td_report *r)
{
	fputs("half a report", out);
	r->error = ENOMEM;
}

/* What was there stays, and nothing is left lying about. */
START_TEST(test_failure)
{
	static const struct td_report_kind failing = { "failing", ".x", "",
		print_and_fail, NULL, NULL, NULL };
	const char *path = in_folder("kept.csv");
	struct td_error e;

	put_file(path, "precious", 0600);
	ck_assert_int_eq(td_report_write(&failing, &x.report, path, &e), -1);
	ck_assert_ptr_nonnull(e.what);
	ck_assert_str_eq(e.reason, strerror(ENOMEM));
	assert_file(path, "precious", 0600);
	ck_assert_uint_eq(count_files(), 1);
}
END_TEST

/* A disk gets full: here, a file may not grow over 1000 bytes. */
START_TEST(test_write_fails)
{
	const char *path = in_folder("kept.csv");
	struct rlimit before, limit;
	struct td_error e;
	int rc;

	put_file(path, "precious", 0600);
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(getrlimit(RLIMIT_FSIZE, &before), 0);
	limit = before;
	limit.rlim_cur = 1000;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	rc = td_report_write(td_report_find("csv"), &x.report, path, &e);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &before), 0);
	ck_assert_int_eq(rc, -1);
	ck_assert_str_eq(e.reason, strerror(EFBIG));
	assert_file(path, "precious", 0600);
	ck_assert_uint_eq(count_files(), 1);
}
END_TEST

/* A device: written to, never replaced. */
START_TEST(test_full_device)
{
	struct td_error e;

	ck_assert_int_eq(
	    td_report_write(td_report_find("csv"), &x.report, "/dev/full", &e),
	    -1);
	ck_assert_str_eq(e.reason, strerror(ENOSPC));
	ck_assert_int_eq(
	    td_report_write(td_report_find("csv"), &x.report, "/dev/null", &e),
	    0);
	/* and the device was not replaced by a file */
	ck_assert_int_eq(access("/dev/null", R_OK | W_OK), 0);
}
END_TEST

START_TEST(test_no_folder)
{
	struct td_error e;

	ck_assert_int_eq(td_report_write(td_report_find("csv"), &x.report,
	                     in_folder("none/a.csv"), &e),
	    -1);
	ck_assert_str_eq(e.reason, strerror(ENOENT));
	ck_assert_int_eq(
	    td_report_write(td_report_find("csv"), &x.report, folder, &e), -1);
	ck_assert_str_eq(e.reason, strerror(EISDIR));
}
END_TEST

/* Standard output is a pipe: read by nobody, or by this test. */
static int
write_to_pipe(bool read_it, char *got, size_t n, struct td_error *e)
{
	int fd[2], saved = dup(STDOUT_FILENO), rc;
	ssize_t len = 0;

	fflush(stdout);
	ck_assert_int_ge(saved, 0);
	ck_assert_int_eq(pipe(fd), 0);
	dup2(fd[1], STDOUT_FILENO);
	close(fd[1]);
	if (!read_it)
		close(fd[0]);
	rc = td_report_write(td_report_find("csv"), &x.report, NULL, e);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	if (read_it) {
		len = read(fd[0], got, n - 1);
		close(fd[0]);
	}
	got[len < 0 ? 0 : len] = '\0';
	return rc;
}

START_TEST(test_pipe)
{
	static char got[32768];
	char *want = example_print(&x, "csv");
	struct sigaction action;
	struct td_error e;

	ck_assert_int_eq(write_to_pipe(true, got, sizeof got, &e), 0);
	ck_assert_str_eq(got, want);
	/* No signal, but an error with its reason; and signals as before. */
	ck_assert_int_eq(write_to_pipe(false, got, sizeof got, &e), -1);
	ck_assert_str_eq(e.reason, strerror(EPIPE));
	ck_assert_int_eq(sigaction(SIGPIPE, NULL, &action), 0);
	ck_assert(action.sa_handler == SIG_DFL);
	free(want);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("write");
	TCase *t = tcase_create("write");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, test_registry);
	tcase_add_test(t, test_new_file);
	tcase_add_test(t, test_in_this_folder);
	tcase_add_test(t, test_old_file);
	tcase_add_test(t, test_link);
	tcase_add_test(t, test_failure);
	tcase_add_test(t, test_write_fails);
	tcase_add_test(t, test_full_device);
	tcase_add_test(t, test_no_folder);
	tcase_add_test(t, test_pipe);
	suite_add_tcase(s, t);
	return run_suite(s);
}
