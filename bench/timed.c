/*
 * Run a command and measure it from the outside.
 *
 *	timed N OUT COMMAND ARG...	N runs
 *	timed memory OUT COMMAND ARG...	one run, whose memory is watched
 *
 * Prints a line for each run: nanoseconds, KiB (0 if not watched) and the exit
 * status.  Standard output of the command goes to OUT.  Wall time is from
 *before the process is made to after it has been waited for; nothing else is
 *done meanwhile.  Memory is the largest RssAnon + RssShmem (proc(5)), asked
 *five thousand times a second: resident memory less pages of files, which the
 *kernel can take back at any time.
 */
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static const struct timespec between = { .tv_nsec = 200000 };

static void
fail(const char *what, int number)
{
	fprintf(stderr, "timed: %s: %s\n", what, strerror(number));
	exit(127);
}

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static pid_t
start(const char *out, char **argv)
{
	posix_spawn_file_actions_t actions;
	pid_t pid;
	int r;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(
	    &actions, STDOUT_FILENO, out, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	r = posix_spawnp(&pid, argv[0], &actions, NULL, argv, environ);
	if (r != 0)
		fail(argv[0], r);
	posix_spawn_file_actions_destroy(&actions);
	return pid;
}

static int
exit_status(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void
run(const char *out, char **argv)
{
	int64_t t = now();
	pid_t pid = start(out, argv);
	int status;

	if (waitpid(pid, &status, 0) < 0)
		fail(argv[0], errno);
	t = now() - t;
	printf("%" PRId64 " 0 %d\n", t, exit_status(status));
}

/* The value of "NAME:  123 kB" in /proc/PID/status. */
static long
field(const char *status, const char *name)
{
	const char *p = strstr(status, name);

	return p == NULL ? 0 : atol(p + strlen(name));
}

static long
resident(int fd)
{
	char buf[8192];
	ssize_t n = pread(fd, buf, sizeof buf - 1, 0);

	if (n <= 0)
		return 0;
	buf[n] = '\0';
	return field(buf, "\nRssAnon:") + field(buf, "\nRssShmem:");
}

static void
run_memory(const char *out, char **argv)
{
	int64_t t = now();
	pid_t pid = start(out, argv);
	char path[64];
	long peak = 0;
	int status, fd;

	snprintf(path, sizeof path, "/proc/%ld/status", (long)pid);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		fail(path, errno);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		long k = resident(fd);

		peak = k > peak ? k : peak;
		nanosleep(&between, NULL);
	}
	t = now() - t;
	close(fd);
	printf("%" PRId64 " %ld %d\n", t, peak, exit_status(status));
}

int
main(int argc, char **argv)
{
	if (argc < 4) {
		fputs("usage: timed N|memory OUT COMMAND [ARG...]\n", stderr);
		return 2;
	}
	if (strcmp(argv[1], "memory") == 0)
		run_memory(argv[2], argv + 3);
	else
		for (long i = atol(argv[1]); i > 0; i--)
			run(argv[2], argv + 3);
	return 0;
}
