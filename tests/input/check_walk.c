/*
 * analyzer/input/walk.c: from operands to files.
 */
#include "analyzer/input/walk.h"

#include <check.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "analyzer/input/bookkeeping.h"
#include "tests/input/make.h"
#include "tests/run.h"

/* Paths as they came, each with a letter before it: f, e or p. */
static char got[1 << 16];

static void
walk(const char *const *paths, size_t n)
{
	struct td_walk *w = td_walk_new(paths, n);
	size_t skip = strlen(make_dir) + 1;
	struct td_error e;
	const char *path;
	enum td_walked r;

	ck_assert_ptr_nonnull(w);
	got[0] = '\0';
	while ((r = td_walk_next(w, &path, &e)) != TD_WALK_END) {
		bool inside = strncmp(path, make_dir, skip - 1) == 0;

		strcat(got,
		    r == TD_WALK_FILE      ? "f " :
		        r == TD_WALK_ERROR ? "e " :
		                             "p ");
		strcat(got, inside ? path + skip : path);
		strcat(got, "|");
		if (r == TD_WALK_ERROR)
			ck_assert_ptr_nonnull(e.what);
	}
	ck_assert_int_eq(td_walk_next(w, &path, &e), TD_WALK_END);
	td_walk_free(w);
}

static void
walk_one(const char *name)
{
	const char *path = in_dir(name);

	walk(&path, 1);
}

static void
folder(const char *name)
{
	ck_assert_int_eq(mkdir(in_dir(name), 0755), 0);
}

static void
file(const char *name)
{
	put_file(name, "x", 1);
}

static void
folder_with(const char *const *names)
{
	for (; *names != NULL; names++)
		if ((*names)[strlen(*names) - 1] == '/')
			folder(*names);
		else
			file(*names);
}

START_TEST(nothing)
{
	walk(NULL, 0);
	ck_assert_str_eq(got, "");
	folder("empty");
	walk_one("empty");
	ck_assert_str_eq(got, "");
}
END_TEST

START_TEST(bytewise)
{
	static const char *const names[] = { "d/", "d/10", "d/9", "d/B", "d/a",
		"d/a.b", "d/a/1", NULL };

	folder("d");
	folder("d/s");
	for (size_t i = 1; i < 5; i++)
		file(names[i]);
	file("d/longer-than-eight-b");
	file("d/longer-than-eight-a");
	file("d/longer-t");
	file("d/s/x");
	file("d/\xff");
	file("d/t");
	walk_one("d");
	ck_assert_str_eq(got,
	    "f d/10|f d/9|f d/B|f d/a|f d/longer-t|f d/longer-than-eight-a|"
	    "f d/longer-than-eight-b|f d/s/x|f d/t|f d/\xff|");
}
END_TEST

START_TEST(operands)
{
	const char *paths[5];

	file("b");
	file("a");
	folder("z");
	file("z/1");
	paths[0] = in_dir("z/");
	paths[1] = in_dir("b");
	paths[2] = in_dir("gone");
	paths[3] = in_dir("a");
	paths[4] = in_dir("b");
	walk(paths, 5);
	ck_assert_str_eq(got, "f a|f b|e gone|f z/1|");
	paths[0] = "-";
	walk(paths, 1);
	ck_assert_str_eq(got, "f -|");
}
END_TEST

/* Operands come as they are, also what a walk would pass over. */
START_TEST(named)
{
	static const char *const names[] = { "m/", "m/cur/", "m/new/", "m/tmp/",
		"m/tmp/1", "m/dovecot.index", NULL };
	const char *paths[2];

	folder_with(names);
	paths[0] = in_dir("m/tmp");
	paths[1] = in_dir("m/dovecot.index");
	walk(paths, 2);
	ck_assert_str_eq(got, "f m/dovecot.index|f m/tmp/1|");
}
END_TEST

START_TEST(maildir)
{
	static const char *const names[] = { "m/", "m/cur/", "m/new/", "m/tmp/",
		"m/cur/1.a:2,S", "m/new/2.b", "m/tmp/3.c", "m/.Sent/",
		"m/.Sent/cur/", "m/.Sent/new/", "m/.Sent/tmp/",
		"m/.Sent/cur/4.d", "m/.Sent/maildirfolder", "m/dovecot-uidlist",
		"m/dovecot.index.log.2", "m/maildirsize", "m/subscriptions",
		"m/courierimapuiddb", "m/.hidden", NULL };

	folder_with(names);
	walk_one("m");
	ck_assert_str_eq(got,
	    "f m/.Sent/cur/4.d|p m/.Sent/maildirfolder|p m/.Sent/tmp|"
	    "f m/.hidden|p m/courierimapuiddb|f m/cur/1.a:2,S|"
	    "p m/dovecot-uidlist|p m/dovecot.index.log.2|p m/maildirsize|"
	    "f m/new/2.b|p m/subscriptions|p m/tmp|");
}
END_TEST

/* tmp is a name like any other where no Maildir is. */
START_TEST(no_maildir)
{
	static const char *const names[] = { "m/", "m/cur/", "m/tmp/",
		"m/tmp/1", "m/new", NULL };

	folder_with(names);
	walk_one("m");
	ck_assert_str_eq(got, "f m/new|f m/tmp/1|");
}
END_TEST

START_TEST(mh)
{
	static const char *const names[] = { "inbox/", "inbox/1", "inbox/10",
		"inbox/2", "inbox/.mh_sequences", "inbox/.xmhcache",
		"inbox/sub/", "inbox/sub/1", "inbox/lock.lock", NULL };

	folder_with(names);
	walk_one("inbox");
	ck_assert_str_eq(got,
	    "p inbox/.mh_sequences|p inbox/.xmhcache|f inbox/1|f inbox/10|"
	    "f inbox/2|p inbox/lock.lock|f inbox/sub/1|");
}
END_TEST

static const struct {
	const char *name;
	bool want;
} keeps[] = {
	{ "dovecot.index", true },
	{ "dovecot.index.cache", true },
	{ "dovecot-uidlist.lock", true },
	{ "dovecot.log", false }, /* a mail log */
	{ "dovecot-list.mbox", false },
	{ "cyrus.header", true },
	{ "cyrus.log", false },
	{ "courierpop3dsizelist", true },
	{ "courier-users.mbox", false },
	{ "Inbox.msf", true },
	{ ".msf", false },
	{ ".lock", false },
	{ "mbox.lock", true },
	{ ".DS_Store", true },
	{ "._1.eml", true },
	{ ".nnmaildir", true },
	{ ".Sent", false },
	{ "1700000000.M1P2.host:2,S", false },
	{ "", false },
};

START_TEST(bookkeeping)
{
	ck_assert_int_eq(td_is_bookkeeping(keeps[_i].name), keeps[_i].want);
}
END_TEST

START_TEST(strange_names)
{
	folder("d");
	file("d/[a-z]*?");
	file("d/two\nlines");
	file("d/\x80\xfe not utf-8");
	file("d/ blank ");
	file("d/@list");
	file("d/-");
	walk_one("d");
	ck_assert_str_eq(got,
	    "f d/ blank |f d/-|f d/@list|f d/[a-z]*?|f d/two\nlines|"
	    "f d/\x80\xfe not utf-8|");
	walk_one("d/[a-z]*?");
	ck_assert_str_eq(got, "f d/[a-z]*?|");
}
END_TEST

START_TEST(links)
{
	folder("d");
	folder("d/a");
	file("d/a/1");
	file("out");
	ck_assert_int_eq(symlink("../out", in_dir("d/to-file")), 0);
	ck_assert_int_eq(symlink("a", in_dir("d/to-dir")), 0);
	ck_assert_int_eq(symlink("..", in_dir("d/a/up")), 0);
	ck_assert_int_eq(symlink("self", in_dir("d/self")), 0);
	ck_assert_int_eq(symlink("gone", in_dir("d/dangling")), 0);
	walk_one("d");
	/* "up" is the folder above d, "make_dir": there is "out", and "d" was
	 * entered. */
	ck_assert_str_eq(got, "f d/a/1|e d/dangling|e d/self|f d/to-file|");
	ck_assert_int_eq(symlink("../..", in_dir("d/a/top")), 0);
	walk_one("d");
	ck_assert_str_eq(
	    got, "f d/a/1|f d/a/top/out|e d/dangling|e d/self|f d/to-file|");
}
END_TEST

START_TEST(entered_once)
{
	const char *paths[3];

	folder("d");
	folder("d/sub");
	file("d/sub/1");
	paths[0] = in_dir("d/sub");
	paths[1] = in_dir("d/./sub");
	paths[2] = in_dir("d");
	walk(paths, 2);
	ck_assert_str_eq(got, "f d/./sub/1|");
	walk(paths, 3);
	ck_assert_str_eq(got, "f d/sub/1|");
}
END_TEST

START_TEST(no_regular_files)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	folder("d");
	ck_assert_int_eq(mkfifo(in_dir("d/fifo"), 0644), 0);
	snprintf(a.sun_path, sizeof(a.sun_path), "%s", in_dir("d/socket"));
	ck_assert_int_eq(bind(fd, (void *)&a, sizeof(a)), 0);
	ck_assert_int_eq(symlink("/dev/null", in_dir("d/to-device")), 0);
	file("d/x");
	walk_one("d");
	ck_assert_str_eq(got, "e d/fifo|e d/socket|e d/to-device|f d/x|");
	close(fd);
}
END_TEST

START_TEST(no_permission)
{
	folder("d");
	folder("d/closed");
	file("d/closed/1");
	file("d/x");
	ck_assert_int_eq(chmod(in_dir("d/closed"), 0), 0);
	if (geteuid() == 0) {
		printf("skipped: root may read folders without permission\n");
	} else {
		walk_one("d");
		ck_assert_str_eq(got, "e d/closed|f d/x|");
	}
	ck_assert_int_eq(chmod(in_dir("d/closed"), 0755), 0);
}
END_TEST

static const struct {
	const char *text;
	size_t n;
	const char *want;
} lists[] = {
	{ "b\na\n", 4, "f a|f b|" },
	{ "a\nb", 3, "f a|f b|" },
	{ "\n\na\n\n", 5, "f a|" },
	{ "b\0a\n\0", 5, "e a\n|f b|" },
	{ "a\0", 2, "f a|" },
	{ "@b\n-\n", 5, "e ./-|e @b|" },
	{ "", 0, "" },
	{ "a\na\na\n", 6, "f a|" },
};

START_TEST(list)
{
	char here[512], operand[600];
	const char *path = operand;

	file("a");
	file("b");
	snprintf(operand, sizeof(operand), "@%s",
	    put_file("list", lists[_i].text, lists[_i].n));
	ck_assert_ptr_nonnull(getcwd(here, sizeof(here)));
	ck_assert_int_eq(chdir(make_dir), 0);
	walk(&path, 1);
	ck_assert_int_eq(chdir(here), 0);
	ck_assert_str_eq(got, lists[_i].want);
}
END_TEST

START_TEST(bad_lists)
{
	const char *paths[3] = { "@/nonexistent/list", "@", "" };

	walk(paths, 3);
	ck_assert_str_eq(got, "e |e /nonexistent/list|e |");
}
END_TEST

START_TEST(deep)
{
	char path[1100];
	int n = snprintf(path, sizeof(path), "%s", make_dir);
	int depth = 0;

	for (; n < 1000; depth++) {
		n += snprintf(path + n, sizeof(path) - (size_t)n, "/d");
		ck_assert_int_eq(mkdir(path, 0755), 0);
	}
	snprintf(path + n, sizeof(path) - (size_t)n, "/f");
	fclose(fopen(path, "w"));
	walk_one("d");
	ck_assert_uint_eq(strlen(got), 2 + (size_t)depth * 2 + 1 + 1);
}
END_TEST

START_TEST(many)
{
	char name[32];
	size_t n = 0;

	folder("d");
	for (int i = 0; i < 3000; i++) {
		snprintf(name, sizeof(name), "d/%d", i);
		file(name);
	}
	walk_one("d");
	for (const char *p = got; (p = strchr(p, '|')) != NULL; p++)
		n++;
	ck_assert_uint_eq(n, 3000);
	ck_assert(strncmp(got, "f d/0|f d/1|f d/10|f d/100|", 26) == 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("walk");
	TCase *t = tcase_create("walk");

	tcase_set_timeout(t, 60);
	tcase_add_checked_fixture(t, dir_new, dir_free);
	tcase_add_test(t, nothing);
	tcase_add_test(t, bytewise);
	tcase_add_test(t, operands);
	tcase_add_test(t, named);
	tcase_add_test(t, maildir);
	tcase_add_test(t, no_maildir);
	tcase_add_test(t, mh);
	tcase_add_loop_test(
	    t, bookkeeping, 0, sizeof(keeps) / sizeof(keeps[0]));
	tcase_add_test(t, strange_names);
	tcase_add_test(t, links);
	tcase_add_test(t, entered_once);
	tcase_add_test(t, no_regular_files);
	tcase_add_test(t, no_permission);
	tcase_add_loop_test(t, list, 0, sizeof(lists) / sizeof(lists[0]));
	tcase_add_test(t, bad_lists);
	tcase_add_test(t, deep);
	tcase_add_test(t, many);
	suite_add_tcase(s, t);
	return run_suite(s);
}
