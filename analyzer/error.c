/*
 * Errors as people read them: one line on standard error, written at once so
 * that lines of several threads do not mix.
 */
#include "analyzer/error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool td_quiet, td_verbose;

void
td_error_sys(struct td_error *e, const char *what, int number)
{
	char buf[sizeof e->reason];

	e->what = what;
	e->again = number == EIO || number == ENOMEM || number == EMFILE ||
	    number == ENFILE || number == EAGAIN || number == ESTALE;
	e->reason[0] = '\0';
	if (number != 0)
		snprintf(e->reason, sizeof e->reason, "%s",
		    strerror_r(number, buf, sizeof buf));
}

void
td_error_set(struct td_error *e, const char *what, const char *fmt, ...)
{
	va_list ap;

	e->what = what;
	e->again = false;
	va_start(ap, fmt);
	vsnprintf(e->reason, sizeof e->reason, fmt, ap);
	va_end(ap);
}

/* Append with control bytes as \ooo; the result is the new length. */
static size_t
put_visible(char *buf, size_t n, size_t cap, const char *s)
{
	for (; *s != '\0' && n + 5 < cap; s++) {
		unsigned char c = (unsigned char)*s;

		if (c < ' ' || c == 0x7f)
			n += (size_t)snprintf(
			    buf + n, cap - n, "\\%03o", (unsigned)c);
		else
			buf[n++] = (char)c;
	}
	return n;
}

/* One write, so that a line stays a line. */
static void
put_line(const char *path, const char *what, const char *reason)
{
	char buf[4096 + 512];
	const size_t cap = sizeof buf - 1;
	size_t n = put_visible(buf, 0, cap, "todoku: ");
	ssize_t unused;

	if (path != NULL) {
		n = put_visible(buf, n, cap - 300, path);
		n = put_visible(buf, n, cap, ": ");
	}
	n = put_visible(buf, n, cap, what);
	if (reason[0] != '\0') {
		n = put_visible(buf, n, cap, ": ");
		n = put_visible(buf, n, cap, reason);
	}
	buf[n++] = '\n';
	fflush(stdout);
	unused = write(STDERR_FILENO, buf, n);
	(void)unused;
}

void
td_error_print(const char *path, const struct td_error *e)
{
	put_line(path, e->what, e->reason);
}

static void
put_remark(const char *path, const char *fmt, va_list ap)
{
	char buf[512];

	vsnprintf(buf, sizeof buf, fmt, ap);
	put_line(path, buf, "");
}

void
td_warn(const char *path, const char *fmt, ...)
{
	va_list ap;

	if (td_quiet)
		return;
	va_start(ap, fmt);
	put_remark(path, fmt, ap);
	va_end(ap);
}

void
td_say(const char *path, const char *fmt, ...)
{
	va_list ap;

	if (!td_verbose)
		return;
	va_start(ap, fmt);
	put_remark(path, fmt, ap);
	va_end(ap);
}
