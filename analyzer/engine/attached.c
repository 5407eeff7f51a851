/*
 * Reports that came as parts of mail; see attached.h.  Each part is opened as
 * if it were a file, within the same limits.
 */
#include "attached.h"

#include <stdio.h>
#include <stdlib.h>

#include "formats/mime.h"

/* More parts are nobody's mail. */
enum { MAX_PARTS = 64 };

static const char too_long[] = "attachment beyond the first MiB of its mail";

struct td_attached {
	struct td_opener *opener;
	struct td_buffer text;  /* a part, decoded */
	struct td_buffer block; /* of what is in it */
	/* Of the mail at hand. */
	const struct td_attached_sink *sink;
	struct td_span part;
	bool sure;
};

struct td_mail
td_mail_at(const struct td_format *format, const struct td_chunk *c,
    struct td_span head, const char *next)
{
	const char *body = head.p + head.n, *end = c->end;
	struct td_mail m = { .head = head, .body = { body, 0 } };

	if (format->body_end == NULL)
		return m;
	if ((size_t)(end - head.p) > TD_RECORD_MAX)
		end = head.p + TD_RECORD_MAX;
	if (next < c->stop)
		end = next; /* the record behind begins there */
	else if (body < end)
		end = format->body_end(head.p, body, end);
	m.cut = end - head.p > (ptrdiff_t)TD_MAIL_MAX;
	if (m.cut)
		end = head.p + TD_MAIL_MAX;
	if (body < end)
		m.body.n = (size_t)(end - body);
	return m;
}

struct td_attached *
td_attached_new(const struct td_limits *limits)
{
	struct td_attached *a = calloc(1, sizeof *a);

	if (a != NULL && (a->opener = td_opener_new(limits)) == NULL) {
		free(a);
		return NULL;
	}
	return a;
}

void
td_attached_free(struct td_attached *a)
{
	if (a == NULL)
		return;
	td_opener_free(a->opener);
	td_buffer_free(&a->text);
	td_buffer_free(&a->block);
	free(a);
}

/*
 * A report that is lost: 1.  What a limit refuses is told in full; what
 * libarchive says of broken data is different for any data.
 */
static int
tell_broken(struct td_attached *a, const struct td_error *e)
{
	const char *why = e->what;
	char refused[sizeof(e->reason) + 16];

	if (strcmp(why, "refused") == 0) {
		snprintf(refused, sizeof refused, "refused: %s", e->reason);
		why = refused;
	}
	return a->sink->broken(a->sink->arg, why, a->part) == -1 ? -1 : 1;
}

/* What is in a report: 1, or -1. */
static int
read_report(struct td_attached *a, struct td_source *s)
{
	struct td_error e = { .what = NULL };
	struct td_block block;
	int rc;

	while ((rc = td_source_next(s, &a->block, &block, &e)) == 1)
		if (a->sink->report(a->sink->arg, s, &block) == -1)
			return -1;
	return rc == -1 ? tell_broken(a, &e) : 1;
}

static int read_source(struct td_attached *a, struct td_source *s);

/* The members of an archive, of which a broken one costs itself. */
static int
read_archive(struct td_attached *a, struct td_source *s)
{
	struct td_error e = { .what = NULL };
	struct td_source member;
	int n = 0, rc;

	while ((rc = td_source_member(s, &member, &e)) == 1 ||
	    member.name != NULL) {
		int more = 0;

		if (rc == 1)
			more = read_source(a, &member);
		else if (a->sure)
			more = tell_broken(a, &e);
		td_source_close(&member);
		if (more == -1)
			return -1;
		n += more;
		e.what = NULL;
	}
	if (rc == -1 && a->sure) {
		rc = tell_broken(a, &e);
		n = rc == -1 ? -1 : n + rc;
	}
	return n;
}

/* Archives in archives are bounded by td_limits.depth. */
static int
read_source(struct td_attached *a, struct td_source *s)
{
	if (s->kind == TD_SOURCE_ARCHIVE)
		return read_archive(a, s);
	return s->format != NULL ? read_report(a, s) : 0;
}

/* The part as it was before it was sent; p NULL: no memory. */
static struct td_span
text_of(struct td_attached *a, const struct td_mime_part *part)
{
	if (!td_mime_is_encoded(part))
		return part->body;
	if (td_buffer_reserve(&a->text, part->body.n) == -1)
		return (struct td_span){ NULL, 0 };
	return (struct td_span){ a->text.p, td_mime_decode(part, a->text.p) };
}

/* How many reports are in it, or -1; `cut` tells that its end is not there. */
static int
read_part(struct td_attached *a, const struct td_mime_part *part, bool cut)
{
	const struct td_span text = text_of(a, part);
	struct td_error e = { .what = NULL };
	struct td_source s;
	int n;

	if (text.p == NULL)
		return -1;
	a->part = part->body;
	if (td_source_open_part(a->opener, text, &s, &e) == -1) {
		if (!a->sure)
			return 0;
		if (cut)
			e.what = too_long;
		return tell_broken(a, &e);
	}
	if (!cut) {
		n = read_source(a, &s);
	} else if (s.format != NULL ||
	    (a->sure && s.kind == TD_SOURCE_ARCHIVE)) {
		e.what = too_long;
		n = tell_broken(a, &e);
	} else {
		n = 0;
	}
	td_source_close(&s);
	return n;
}

int
td_attached_read(struct td_attached *a, const struct td_mail *mail, bool sure,
    const struct td_attached_sink *sink)
{
	const char *end = mail->body.p + mail->body.n;
	struct td_mime_part part;
	struct td_mime m;
	int n = 0, i = 0;

	a->sink = sink;
	a->sure = sure;
	td_mime_begin(&m, mail->head, mail->body);
	while (i++ < MAX_PARTS && td_mime_next(&m, &part)) {
		bool cut = mail->cut && part.body.p + part.body.n == end;
		int more = read_part(a, &part, cut);

		if (more == -1)
			return -1;
		n += more;
	}
	return n;
}
