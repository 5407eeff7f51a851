/*
 * Preloaded, it kills the process right before the call number KILL_AT of
 * those that change a file.  Under the hand of tests/ingest.py.
 */
/* Both names of each are to be hidden, not one for the other. */
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static void
count(void)
{
	static atomic_long n;
	const char *at = getenv("KILL_AT");

	if (at != NULL && atomic_fetch_add(&n, 1) + 1 == atol(at))
		kill(getpid(), SIGKILL);
}

/* The function of that name that is hidden by this one, as POSIX has it. */
#define HIDDEN(type, name) \
	type next;         \
	*(void **)&next = dlsym(RTLD_NEXT, name)

ssize_t write(int fd, const void *p, size_t n);
ssize_t pwrite(int fd, const void *p, size_t n, off_t at);
ssize_t pwrite64(int fd, const void *p, size_t n, off_t at);
int fsync(int fd);
int fdatasync(int fd);
int ftruncate(int fd, off_t n);
int ftruncate64(int fd, off_t n);
int unlink(const char *path);

typedef ssize_t (*write_type)(int, const void *, size_t);
typedef ssize_t (*pwrite_type)(int, const void *, size_t, off_t);
typedef int (*sync_type)(int);
typedef int (*truncate_type)(int, off_t);
typedef int (*unlink_type)(const char *);

ssize_t
write(int fd, const void *p, size_t n)
{
	HIDDEN(write_type, "write");

	count();
	return next(fd, p, n);
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	HIDDEN(pwrite_type, "pwrite");

	count();
	return next(fd, p, n, at);
}

ssize_t
pwrite64(int fd, const void *p, size_t n, off_t at)
{
	HIDDEN(pwrite_type, "pwrite64");

	count();
	return next(fd, p, n, at);
}

int
fsync(int fd)
{
	HIDDEN(sync_type, "fsync");

	count();
	return next(fd);
}

int
fdatasync(int fd)
{
	HIDDEN(sync_type, "fdatasync");

	count();
	return next(fd);
}

int
ftruncate(int fd, off_t n)
{
	HIDDEN(truncate_type, "ftruncate");

	count();
	return next(fd, n);
}

int
ftruncate64(int fd, off_t n)
{
	HIDDEN(truncate_type, "ftruncate64");

	count();
	return next(fd, n);
}

int
unlink(const char *path)
{
	HIDDEN(unlink_type, "unlink");

	count();
	return next(path);
}
