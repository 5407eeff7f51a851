/*
 * See output.h.
 */
#include "analyzer/report/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct printing {
	td_print *print;
	void *arg;
};

/* ---- a stream that remembers why it failed ---- */

struct sink {
	int fd;
	int error; /* of the first write that failed; ferror() has no reason */
};

/* fopencookie(3): 0 is the error, a short count is none. */
static ssize_t
sink_write(void *cookie, const char *p, size_t n)
{
	struct sink *s = cookie;
	size_t done = 0;

	while (done < n && s->error == 0) {
		ssize_t w = write(s->fd, p + done, n - done);

		if (w > 0)
			done += (size_t)w;
		else if (w == 0 || errno != EINTR)
			s->error = w == 0 ? EIO : errno;
	}
	return done == n ? (ssize_t)n : 0;
}

/* A pipe that nobody reads any more is an error like others, no signal. */
static int
print_to(int fd, const struct printing *p, struct td_error *e)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	struct sink sink = { fd, 0 };
	FILE *out = fopencookie(
	    &sink, "w", (cookie_io_functions_t){ .write = sink_write });
	int bad, error;

	if (out == NULL) {
		td_error_sys(e, "cannot write", errno);
		return -1;
	}
	sigaction(SIGPIPE, &ignore, &before);
	error = 0;
	p->print(out, p->arg, &error);
	bad = ferror(out);
	bad |= fclose(out);
	sigaction(SIGPIPE, &before, NULL);
	if (!bad && error == 0)
		return 0;
	if (sink.error == 0)
		sink.error = error != 0 ? error : EIO;
	td_error_sys(e, "cannot write", sink.error);
	return -1;
}

/* ---- files ---- */

/* A device, a pipe: nothing that could be renamed over. */
static int
write_special(const struct printing *p, const char *path, struct td_error *e)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	int rc;

	if (fd == -1) {
		td_error_sys(e, "cannot open for writing", errno);
		return -1;
	}
	rc = print_to(fd, p, e);
	if (close(fd) == -1 && rc == 0) {
		td_error_sys(e, "cannot write", errno);
		return -1;
	}
	return rc;
}

/*
 * Owner and mode of the file that is replaced; of a new one, what open() would
 * have given.  Another owner can be kept by root only, and need not be.
 */
static int
take_mode(int fd, const struct stat *old)
{
	mode_t mask;

	if (old != NULL) {
		if (fchown(fd, old->st_uid, old->st_gid) == -1 &&
		    errno != EPERM)
			return -1;
		return fchmod(fd, old->st_mode & 0777);
	}
	mask = umask(0);
	umask(mask);
	return fchmod(fd, 0666 & ~mask);
}

/* Some file systems have no fsync; that is no failure. */
static int
sync_fd(int fd)
{
	return fsync(fd) == 0 || errno == EINVAL || errno == ENOSYS ? 0 : -1;
}

/* The rename itself must last.  A folder may be writable and not readable. */
static int
sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash == NULL ?
	    strdup(".") :
	    strndup(path, (size_t)(slash - path) + 1);
	int fd, rc;

	if (folder == NULL)
		return -1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	if (fd == -1)
		return errno == EACCES ? 0 : -1;
	rc = sync_fd(fd);
	close(fd);
	return rc;
}

/* Everything that comes before the rename; closes fd. */
static int
fill(int fd, const struct stat *old, const struct printing *p,
    struct td_error *e)
{
	int rc = print_to(fd, p, e);

	if (rc == 0 && (take_mode(fd, old) == -1 || sync_fd(fd) == -1)) {
		td_error_sys(e, "cannot write", errno);
		rc = -1;
	}
	if (close(fd) == -1 && rc == 0) {
		td_error_sys(e, "cannot write", errno);
		rc = -1;
	}
	return rc;
}

/* `path` is no symbolic link; `old` is what is there, or NULL. */
static int
replace_file(const char *path, const struct stat *old, const struct printing *p,
    struct td_error *e)
{
	const char *slash = strrchr(path, '/');
	char *tmp;
	int fd;

	if (asprintf(&tmp, "%.*s.todoku-XXXXXX",
	        slash == NULL ? 0 : (int)(slash - path) + 1, path) == -1) {
		td_error_sys(e, "cannot create", ENOMEM);
		return -1;
	}
	fd = mkostemp(tmp, O_CLOEXEC);
	if (fd == -1) {
		td_error_sys(e, "cannot create", errno);
		free(tmp);
		return -1;
	}
	if (fill(fd, old, p, e) == -1) {
		unlink(tmp);
		free(tmp);
		return -1;
	}
	if (rename(tmp, path) == -1) {
		td_error_sys(e, "cannot rename to this name", errno);
		unlink(tmp);
		free(tmp);
		return -1;
	}
	free(tmp);
	if (sync_folder(path) == 0)
		return 0;
	td_error_sys(e, "cannot sync the folder", errno);
	return -1;
}

int
td_output_write(
    td_print *print, void *arg, const char *path, struct td_error *e)
{
	const struct printing p = { print, arg };
	struct stat st;
	bool there;
	char *real;
	int rc;

	if (path == NULL || strcmp(path, "-") == 0) {
		fflush(stdout);
		return print_to(STDOUT_FILENO, &p, e);
	}
	there = stat(path, &st) == 0;
	if (there && !S_ISREG(st.st_mode))
		return write_special(&p, path, e);
	/* A link stays one; the file behind it is replaced. */
	real = there ? realpath(path, NULL) : strdup(path);
	if (real == NULL) {
		td_error_sys(e, "cannot create", errno);
		return -1;
	}
	rc = replace_file(real, there ? &st : NULL, &p, e);
	free(real);
	return rc;
}
