/*
 * Many files of one directory, opened without walking the path each time.
 */
#include <fcntl.h>
#include <unistd.h>

#include "analyzer/input/opener.h"

static void
forget(struct td_dir *d)
{
	if (d->fd >= 0)
		close(d->fd);
	d->fd = -1;
	d->len = 0;
}

/* At the second file of a directory, since most have either one or many. */
static bool
is_same(struct td_dir *d, const char *path, size_t len)
{
	if (d->len == len && memcmp(d->path.p, path, len) == 0) {
		if (d->fd < 0)
			d->fd =
			    open(d->path.p, O_PATH | O_DIRECTORY | O_CLOEXEC);
		return d->fd >= 0;
	}
	forget(d);
	if (td_buffer_reserve(&d->path, len + 1) == 0) {
		memcpy(d->path.p, path, len);
		d->path.p[len] = '\0';
		d->len = len;
	}
	return false;
}

int
td_dir_open(struct td_dir *d, const char *path, int flags)
{
	const char *slash = strrchr(path, '/');

	if (slash != NULL && is_same(d, path, (size_t)(slash + 1 - path))) {
		int fd = openat(d->fd, slash + 1, flags);

		if (fd >= 0)
			return fd;
		/* It may have been renamed, and another taken its place. */
		forget(d);
	}
	return open(path, flags);
}

void
td_dir_free(struct td_dir *d)
{
	forget(d);
	td_buffer_free(&d->path);
}
