/*
 * The contract between a format and the analyzer.
 *
 * A format is a constant that turns bytes into records.  It owns no memory,
 * keeps nothing between calls, never fails, and may be used by any number of
 * threads at once.  Input it cannot read is counted as a defect and skipped.
 */
#ifndef TD_FORMATS_FORMAT_H
#define TD_FORMATS_FORMAT_H

#include <stdint.h>

#include "header_name.h"
#include "span.h"

/* Bytes after td_chunk.end that may be loaded; their values mean nothing. */
#define TD_PAD 64

/*
 * How far a format looks behind a place to tell whether a record starts there.
 * A chunk that does not begin its source has at least this many bytes of the
 * source between `from` and `p`.
 */
#define TD_LOOK_BEHIND 64

/*
 * The longest header section, or log line, that is decoded; what is longer is
 * cut there and is a defect.  A chunk offers this many bytes beyond `stop`,
 * unless the source ends before.
 */
#define TD_RECORD_MAX ((size_t)1 << 20)

#define TD_BIT(i) (UINT64_C(1) << (i))

/* One thing that happened to a message, or one message. */
enum td_kind {
	TD_NOTE,    /* a line that concerns no message */
	TD_MESSAGE, /* one header section (RFC 5322) */
	TD_CELL,    /* one line of a cells file */

	/* Lines of logs; log.h says what each event holds. */
	TD_DELIVER,    /* one attempt for one recipient, or its last state */
	TD_ACCEPT,     /* a message came in (RFC 5321) */
	TD_IDENTIFY,   /* its Message-ID became known (RFC 5322) */
	TD_QUEUE,      /* it entered the queue */
	TD_AUTH,       /* results of SPF, DKIM, DMARC or ARC */
	TD_EXPIRE,     /* its deferred recipients were given up */
	TD_REMOVE,     /* it left the queue */
	TD_BOUNCE,     /* a DSN was made about it */
	TD_START,      /* a delivery number stands for a recipient (qmail) */
	TD_LINK,       /* it goes on under another queue id */
	TD_REJECT,     /* refused with a reply before it was queued */
	TD_REPEATED,   /* syslog left out repetitions of a line */
	TD_DISCONNECT, /* a client went away */

	TD_OUTCOME, /* what became of mail, told by a service: outcome.h */
	TD_N_KINDS
};

/* Why some input could not be decoded. */
enum td_defect {
	TD_JUNK_BEFORE_HEADER, /* bytes before the first header field */
	TD_BAD_HEADER_LINE,    /* a line in a section that is no field */
	TD_NO_BLANK_LINE,      /* the body follows without an empty line */
	TD_NO_HEADER,          /* a message without any header field */
	TD_HEADER_TOO_LONG,    /* a section over TD_RECORD_MAX */
	TD_TOO_MANY_FIELDS,    /* more fields than td_batch.cap_headers */
	TD_NUL_BYTES,          /* NULs where text belongs */
	TD_BAD_CELL,           /* a cells line that is none */
	TD_NO_FRAME,           /* a line without any stamp known */
	TD_TORN_DELIVERY,      /* a delivery line that ends too early */
	TD_BAD_DELIVERY,       /* a delivery line that cannot be read */
	TD_LINE_TOO_LONG,      /* a line over TD_RECORD_MAX */
	TD_UNESCAPED_TOO_LONG, /* escaped text over the scratch of a batch */
	TD_BAD_EVENT,          /* a JSON value that is torn, or is none */
	TD_STRANGE_EVENT,      /* an event that lacks what it must have */
	TD_EVENT_TOO_LONG,     /* an event over TD_RECORD_MAX */
	TD_TOO_MANY_OUTCOMES,  /* more than td_batch.cap_outcomes in a record */
	TD_PACKED_EVENT,       /* events that are compressed within an event */
	TD_BAD_REPORT,         /* a report that does not say what and whose it
	                          is, or not as XML or JSON */
	TD_REPORT_DOCTYPE,     /* one with a document type: never resolved */
	TD_N_DEFECTS
};

/* The reason as reports print it: a few lower-case words. */
const char *td_defect_name(enum td_defect what);

/* Offsets count from td_batch.base, so a record holds no pointer. */
struct td_place {
	uint32_t off, len;
};

struct td_header {                  /* one header field, RFC 5322 2.2 */
	struct td_place name, body; /* body still folded */
	uint16_t id;                /* enum td_header_id */
	uint16_t nth;               /* of the section, unwanted ones counted */
};

/*
 * A record.  What lies between the end of `whole` and the next record's start
 * (the body of a message) belongs to it, too, but no field lies there.
 */
struct td_record {
	struct td_place whole;        /* the line, or the header section */
	uint32_t header, n_headers;   /* slice of td_batch.header */
	uint32_t outcome, n_outcomes; /* slice of td_batch.outcome */
	uint8_t kind;                 /* enum td_kind */
};

/*
 * `where` is the stretch that was lost, inside its record or before the first
 * one of the chunk; len is 0 where nothing was lost.
 */
struct td_flaw {
	struct td_place where;
	uint8_t what; /* enum td_defect */
};

/*
 * What decode() appends to.  A record is appended whole, with its headers,
 * outcomes and flaws, or not at all: when one of the arrays has no room left
 * the batch ends early.  Only one that does not fit into empty arrays is cut,
 * with TD_TOO_MANY_FIELDS or TD_TOO_MANY_OUTCOMES.  Caps are at least: 1
 * record, 16 headers, 8 flaws, TD_OUTCOMES_LEAST outcomes.
 */
#define TD_OUTCOMES_LEAST 64

struct td_event;   /* log.h */
struct td_outcome; /* outcome.h */

struct td_batch {
	const char *base;
	size_t n, cap;
	struct td_record *record;
	size_t n_headers, cap_headers;
	struct td_header *header;
	size_t n_flaws, cap_flaws;
	struct td_flaw *flaw;
	/* Of logs: event[i] belongs to record[i]; has `cap` of them. */
	struct td_event *event;
	/* Of streams of events; as absent as scratch where there are none. */
	size_t n_outcomes, cap_outcomes;
	struct td_outcome *outcome;
	/* For text that had to be unescaped; TD_PAD bytes follow cap_scratch.
	 * May be absent where neither logs nor events are decoded. */
	size_t n_scratch, cap_scratch;
	char *scratch;
};

/*
 * The part of a source that one call works on.  Records that start before
 * `stop` belong to it, even when their fields reach beyond; nothing starts at
 * or after `end`.  from == p at first only where the source begins.
 * end - base of the batch stays below 4 GiB; the caller moves the base.
 */
struct td_chunk {
	const char *from; /* may be looked at, not before it */
	const char *p;    /* in and out: the next record; stop when done */
	const char *stop;
	const char *end;
	/* How the source begins: td_format.head bytes, or all if it has less;
	 * TD_PAD bytes behind them may be loaded.  Good until the source is
	 * closed, or as long as the chunk if that is all of the source. */
	struct td_span head;
};

struct td_format {
	const char *name;  /* what --format takes */
	const char *title; /* what `todoku list formats` prints */
	uint32_t kinds;    /* TD_BIT of all it can ever produce */
	/*
	 * 0 if its sources can be cut.  Else they are one chunk of at most
	 * this many bytes; larger ones are read as `larger`, or refused where
	 * that is NULL.
	 */
	size_t whole;
	const struct td_format *larger;

	/*
	 * 0 if `head` is not how its sources begin, up to 100 if it must be.
	 * `more` tells that the source goes on behind `head`.
	 */
	int (*bid)(struct td_span head, bool more);

	/*
	 * The first record start in [at, stop), or `stop`; never looks at or
	 * behind `end`, which is at or after stop.
	 */
	const char *(*resync)(const char *from, const char *at,
	    const char *stop, const char *end);

	/*
	 * Append records to `out` until it is full or c->p reaches c->stop.
	 * c->p is a record start (what resync found).  Header fields whose id
	 * is not in `headers` (TD_BIT of enum td_header_id) are left out.
	 */
	void (*decode)(
	    struct td_chunk *c, uint64_t headers, struct td_batch *out);

	/* Bytes of a source's beginning that decode() needs with every chunk
	 * (names of columns): mostly 0, at most 64 KiB. */
	size_t head;

	/*
	 * Where the body behind a record ends, which has its header section
	 * at `from` and begins at `body`; at most `end`.  NULL: there are no
	 * bodies.
	 */
	const char *(*body_end)(
	    const char *from, const char *body, const char *end);

	/* Its sources are reports, which come as parts of mail, too. */
	bool by_mail;
};

extern const struct td_format *const td_formats[]; /* ends with NULL */

const struct td_format *td_format_find(const char *name);

/* The highest bidder; NULL if nobody bids. */
const struct td_format *td_format_guess(struct td_span head, bool more);

static inline struct td_span
td_at(const struct td_batch *b, struct td_place x)
{
	return (struct td_span){ b->base + x.off, x.len };
}

#endif
