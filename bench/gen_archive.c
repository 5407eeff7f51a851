/*
 * The kinds of archive: an mbox, a header dump, a Maildir, a folder of files.
 * One message at a time is in memory, and as much of the output as one write
 * takes.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gen.h"

enum {
	OUT_SIZE = 1 << 20,  /* bytes written at a time */
	HEAD_SIZE = 2 << 20, /* of one header section */
	FILES_A_FOLDER = 1000
};

/* A program that writes one archive has one output. */
static struct {
	int fd; /* -1: no file is open */
	size_t n;
	uint64_t bytes, files;
	int error; /* errno of the first failure */
	char buffer[OUT_SIZE];
} out = { .fd = -1 };

static void
flush(void)
{
	const char *p = out.buffer;

	while (out.n > 0 && out.error == 0) {
		ssize_t n = write(out.fd, p, out.n);

		if (n == -1 && errno != EINTR)
			out.error = errno;
		if (n > 0) {
			p += n;
			out.n -= (size_t)n;
		}
	}
	out.n = 0;
}

static void
emit(const char *p, size_t n)
{
	out.bytes += n;
	while (n > 0) {
		size_t room = OUT_SIZE - out.n, k = n < room ? n : room;

		memcpy(out.buffer + out.n, p, k);
		out.n += k;
		p += k;
		n -= k;
		if (out.n == OUT_SIZE)
			flush();
	}
}

/* Lines that end in LF, with CRLF if that is wanted. */
static void
emit_lines(const char *p, size_t n, bool crlf)
{
	const char *end = p + n;

	if (!crlf) {
		emit(p, n);
		return;
	}
	while (p < end) {
		const char *q = memchr(p, '\n', (size_t)(end - p));

		if (q == NULL)
			q = end;
		emit(p, (size_t)(q - p));
		if (q < end)
			emit("\r\n", 2);
		p = q + 1;
	}
}

static void
open_file(const char *path)
{
	if (out.error != 0)
		return;
	out.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	if (out.fd == -1)
		out.error = errno;
	out.files++;
}

static void
close_file(void)
{
	if (out.fd == -1)
		return;
	flush();
	if (close(out.fd) == -1 && out.error == 0)
		out.error = errno;
	out.fd = -1;
}

static void
make_folder(const char *path)
{
	if (out.error == 0 && mkdir(path, 0777) == -1 && errno != EEXIST)
		out.error = errno;
}

/* The path of one message of a folder. */
static void
open_message(const struct gen_plan *plan, uint64_t number)
{
	char path[4096];
	unsigned long long folder = number / FILES_A_FOLDER;
	unsigned long long n = number;

	if (plan->kind == K_MAILDIR) {
		snprintf(path, sizeof path, "%s/%s/1793491200.M%lluP1.gen%s",
		    plan->out, number % 2 == 0 ? "cur" : "new", n,
		    number % 2 == 0 ? ":2,S" : "");
	} else {
		snprintf(path, sizeof path, "%s/%05llu", plan->out, folder);
		if (number % FILES_A_FOLDER == 0)
			make_folder(path);
		snprintf(path, sizeof path, "%s/%05llu/%llu.eml", plan->out,
		    folder, n);
	}
	open_file(path);
}

static void
make_folders(const struct gen_plan *plan)
{
	static const char *const parts[] = { "", "/cur", "/new", "/tmp" };
	char path[4096];
	size_t n = plan->kind == K_MAILDIR ? GEN_COUNT(parts) : 1;

	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof path, "%s%s", plan->out, parts[i]);
		make_folder(path);
	}
}

static void
separator(struct gen_mail *m)
{
	gen_put(
	    m, m->number % 16 == 0 ? "From MAILER-DAEMON " : "From bounce@$F ");
	gen_separator_date(m);
	gen_put(m, "\n");
}

static void
lose(struct gen_mail *m, const char *text, uint64_t lines)
{
	gen_put(m, text);
	m->lost += strlen(text);
	m->lost_lines += lines;
}

/* A message, or what stands in its place, as text with LF. */
static void
compose(struct gen_mail *m, const struct gen_plan *plan)
{
	bool mbox = plan->kind == K_MBOX || plan->kind == K_MBOXRD;

	m->out->n = 0;
	if (mbox)
		separator(m);
	if (m->damage == D_NO_HEADER) {
		if (!mbox)
			lose(m,
			    "a stretch of text that is\nno header section\n",
			    2);
		return;
	}
	if (m->damage == D_JUNK)
		lose(m, "junk that stands in front of it\n", 1);
	m->receiver->write(m);
	gen_sender_side(m);
	if (m->damage == D_NO_BLANK)
		gen_put(m,
		    "a body that begins at once\n"
		    "with two lines of text that are no fields\n");
}

/* Half to one and a half of the mean; one in eight is short. */
static size_t
body_size(struct gen_mail *m, uint64_t mean)
{
	uint32_t x = gen_below(&m->random, 1024);

	if (mean == 0)
		return 0;
	if (gen_chance(&m->random, 1250))
		return x % 200;
	return (size_t)(mean / 2 + mean * x / 1024);
}

static void
write_message(struct gen_mail *m, const struct gen_plan *plan)
{
	const uint64_t before = out.bytes;
	const bool files = plan->files, dump = plan->kind == K_DUMP;
	bool crlf = plan->eol == EOL_CRLF;
	const char *end;
	size_t n;

	if (plan->eol == EOL_MIXED)
		crlf = gen_chance(&m->random, 5000);
	end = crlf ? "\r\n" : "\n";
	n = crlf ? 2 : 1;
	compose(m, plan);
	if (files)
		open_message(plan, m->number);
	if (m->bom)
		emit("\xef\xbb\xbf", 3);
	emit_lines(m->out->p, m->out->n, crlf);
	if (!m->abrupt)
		emit(end, n);
	if (dump && m->number % 5 == 0)
		emit(end, n); /* between some, two empty lines */
	if (!dump && !m->abrupt)
		gen_body(m, body_size(m, plan->bodies), crlf, emit);
	if (!dump && !files)
		emit(end, n);
	if (files)
		close_file();
	gen_truth_add(m, out.bytes - before, crlf);
}

static void
write_messages(const struct gen_plan *plan, struct gen_text *head)
{
	struct gen_mail m = { .out = head };

	for (uint64_t i = 0; out.error == 0; i++) {
		if (plan->messages > 0 ? i >= plan->messages :
		                         out.bytes >= plan->bytes)
			break;
		gen_choose(&m, plan, i);
		write_message(&m, plan);
	}
}

static int
write_truth(const struct gen_plan *plan)
{
	FILE *f = fopen(plan->truth, "w");

	if (f == NULL)
		return -1;
	gen_truth_write(f, out.bytes, out.files);
	if (ferror(f) != 0) {
		fclose(f);
		return -1;
	}
	return fclose(f) == EOF ? -1 : 0;
}

int
gen_archive(const struct gen_plan *plan, const char **what)
{
	struct gen_text head = { .p = malloc(HEAD_SIZE), .cap = HEAD_SIZE };

	*what = plan->stream ? "standard output" : plan->out;
	if (head.p == NULL)
		return -1;
	gen_truth_init(plan);
	gen_body_init(plan->kind == K_MBOXRD);
	if (plan->files)
		make_folders(plan);
	else if (plan->stream)
		out.fd = STDOUT_FILENO, out.files = 1;
	else
		open_file(plan->out);
	write_messages(plan, &head);
	close_file();
	free(head.p);
	if (out.error != 0) {
		errno = out.error;
		return -1;
	}
	*what = plan->truth;
	return plan->truth == NULL ? 0 : write_truth(plan);
}
