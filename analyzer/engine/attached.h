/*
 * Reports that came as parts of mail: aggregate reports about DMARC (RFC 7489
 * 7.2.1.1), and whatever else td_format.by_mail says.  What a part is, is
 * decided by its bytes, as it is of files: what it was declared as is wrong as
 * often as not.
 */
#ifndef TD_ENGINE_ATTACHED_H
#define TD_ENGINE_ATTACHED_H

#include "analyzer/input/source.h"

/*
 * So much of a mail is looked at, its header section and all.  A chunk offers
 * TD_RECORD_MAX bytes from where it begins, wherever the source was cut; the
 * rest of these shows whether another record begins before.
 */
#define TD_MAIL_MAX (TD_RECORD_MAX - (size_t)4096)

/* A message of a chunk. */
struct td_mail {
	struct td_span head, body;
	bool cut; /* the body goes on where no chunk is sure to have it */
};

/*
 * `head` is its header section, `next` where the record behind it begins, as
 * far as the chunk tells.  No body where the format has none.
 */
struct td_mail td_mail_at(const struct td_format *format,
    const struct td_chunk *c, struct td_span head, const char *next);

/* What is done with that which is found; -1: no memory. */
struct td_attached_sink {
	void *arg;
	/* A block of a report. */
	int (*report)(
	    void *arg, const struct td_source *s, const struct td_block *block);
	/* A part, as it is transferred, that is lost or broken, and why. */
	int (*broken)(void *arg, const char *why, struct td_span part);
};

/* Tools of one thread: an opener, and room for a part. */
struct td_attached;

struct td_attached *td_attached_new(const struct td_limits *limits);
void td_attached_free(struct td_attached *a);

/*
 * Look for reports among the first parts of a mail: how many there are, broken
 * ones among them; -1: no memory.  With `sure` a container that cannot be
 * opened is a broken report; else it is anybody's.
 */
int td_attached_read(struct td_attached *a, const struct td_mail *mail,
    bool sure, const struct td_attached_sink *sink);

#endif
