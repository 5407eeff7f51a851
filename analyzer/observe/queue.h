/*
 * The join of log lines: what the lines of one message tell, brought together,
 * and per (message, recipient) one settled delivery.  DECISIONS.md 1-14,
 * FORMATS.md 1-7, 11.
 *
 * A log is cut into stretches.  Each is joined by itself (td_queue_event of its
 * lines in order, then td_queue_close), and neighbours are appended, left to
 * right but otherwise in any order; what is settled is the same for every cut.
 * All that a stretch cannot know without a neighbour stays in its queue.
 *
 * Rules, each decided by lines and not by where a log was cut:
 * - A queue entry is known by (host, queue id).  TD_ACCEPT begins one;
 *   TD_REMOVE and TD_EVENT_CLOSES end it; any other line of an id that is not
 *   open begins one without a begin line.  What is open of an id that begins
 *   anew is hidden until the new one ends, like an open parenthesis: so what
 *   began and ended in a stretch leaves nothing behind.
 * - Postfix' bounces and forwarded messages have no begin line: a Message-ID
 *   told more than an hour after the last line of its id begins an entry.
 * - Exim, Haraka and OpenSMTPD tell results before the line that accepts: an
 *   entry without a begin line and without recipients is the one accepted, if
 *   it is near.  One that is not near is another message's.
 * - sendmail, OpenSMTPD and Haraka tell no end: an entry has ended when none of
 *   its recipients is deferred and nothing was told of it for an hour.
 * - A line without a time is taken for as late as the one before it of its
 * host.
 * - Where only lines to the left could tell, a piece of an entry begins, and
 *   the append decides about it by its first line.
 * - The last state of a recipient counts.  TD_EXPIRE gives up those whose last
 *   state before it is deferred.
 * - A recipient sent on as Q is a hop if an entry Q of the same Message-ID has
 *   a begin line *near* the line that says so, and began later.  Given to a
 *   command, it is a hop if such an entry of the same host has the same
 *   recipient and tries it near that line.  The relay being a loopback address
 *   or a socket, Q is of the same host, and neither need have a Message-ID.  A
 *   hop is not settled: the later entry has it, with the first one's results,
 *   sender and time.  (DECISIONS.md 4)
 * - Near: at most TD_HOP_WINDOW apart, and the clocks of both hosts did not go
 *   further than that between, to and fro together (half as much again is
 *   forgiven).  So a stretch knows by itself when nothing can be near any more.
 * - A result of SPF without queue id is of the next TD_ACCEPT of that client
 *   within 10 s; the latest counts; TD_DISCONNECT drops it.  (DECISIONS.md 12)
 * - Results without queue id but with a Message-ID are of the entries of that
 *   host whose lines tell it within a minute: see queue_message.c.
 */
#ifndef TD_OBSERVE_QUEUE_H
#define TD_OBSERVE_QUEUE_H

#include "analyzer/observe/reading.h"
#include "formats/log.h"

#define TD_HOP_WINDOW (INT64_C(60) * 1000000)

enum { TD_QUEUE_MAX_OPEN = 1000000, TD_QUEUE_REPLY = 512 };

struct td_join_options {
	int64_t window;  /* microseconds; 0: TD_HOP_WINDOW */
	size_t max_open; /* entries that wait for others; 0: the default */
	bool first;      /* nothing comes before it: no entry waits for what
	                    might, and nothing is kept for that */
	bool unasked;    /* what it settles is td_settled.unasked */
	bool keep_text;  /* of Message-IDs, recipients, and the replies to
	                    what was sent: for explain */
	const struct td_trust *trust; /* --authserv-id; or NULL */
	struct td_orgs *orgs;         /* of the thread; NULL: no header field
	                                 is believed for its domain */
};

/* Who told a result; the higher one is believed (DECISIONS.md 12, 13). */
enum td_teller {
	TD_TOLD_BY_NONE,
	TD_TOLD_BY_OTHER_HELO, /* opendmarc's own SPF, for the HELO */
	TD_TOLD_BY_OTHER,      /* for MAIL FROM */
	TD_TOLD_BY_FIELD,      /* a header field that is believed */
	TD_TOLD_BY_MESSAGE_ID, /* a verifier that names no queue id */
	TD_TOLD_BY_VERIFIER,   /* opendkim, opendmarc, Exim, rspamd, ... */
	TD_TOLD_BY_POLICYD_HELO,
	TD_TOLD_BY_POLICYD
};

/* Spans are valid during the call; n 0 where the log does not say it. */
struct td_settled {
	struct td_span host, queue_id;
	struct td_span message_id, recipient; /* if keep_text */
	struct td_span domain;    /* lower-cased; "(none)", "(unknown)" */
	uint64_t recipient_hash;  /* the same in every run; 0: not known */
	uint64_t original_hash;   /* of what it was before an alias; or 0 */
	uint64_t message_id_hash; /* likewise */
	uint64_t given;           /* hash of the id under which a service took
	                             it; 0 */
	uint64_t weight; /* recipients it stands for: Haraka tells numbers; 0 of
	                    a complaint about what nobody tells of */
	uint64_t off;    /* of the line that told the last state */

	uint8_t outcome;   /* enum td_action, but not NONE */
	uint8_t stage;     /* enum td_stage */
	uint8_t program;   /* enum td_program: that told the state */
	bool open;         /* deferred, and its entry did not end */
	bool null_sender;  /* DECISIONS.md 1: the caller counts it apart */
	bool submitted;    /* by a program of the host */
	bool unasked;      /* reports as mail are not asked about it */
	uint16_t flags;    /* enum td_event_flag of the last state */
	uint32_t attempts; /* DECISIONS.md 2 */

	/* Of the last attempt; of a later state that tells more than that
	 * it still is deferred, or was given up. */
	struct td_span status, reply; /* reply: TD_QUEUE_REPLY at most; of what
	                                 was sent only if keep_text */
	struct td_span relay, relay_ip, tls; /* of the last that names one */

	int64_t begin;       /* of the first entry's begin line; TD_NO_TIME */
	int64_t first, last; /* attempt or state */
	int64_t delay;       /* of the last that tells one; TD_NO_TIME */

	uint8_t result[TD_M_SENDER_ID];  /* enum td_result */
	uint8_t told_by[TD_M_SENDER_ID]; /* enum td_teller */
	struct td_span auth_domain[TD_M_SENDER_ID];
	struct td_span author_domain, sender_domain; /* lower-cased */

	/* Of the ledger (ledger.h); a log leaves them 0. */
	uint8_t service; /* enum td_service */
	bool unheard;    /* only a log: given to a service that tells nothing */
	bool joined;     /* a log told of it, too */
	bool complained;
	bool noticed;   /* a log and a report as mail tell of it */
	bool overruled; /* and the report is believed */
	bool inbound;   /* TD_OUTCOME_INBOUND */
	bool by_mail;   /* TD_OUTCOME_BY_MAIL, all of it */
	bool hard;      /* TD_OUTCOME_HARD */
	struct td_span cause, tag, reporter, label;
};

typedef void td_settle(void *arg, const struct td_settled *s);

struct td_queue;

/* NULL: no memory.  The options' pointers are borrowed. */
struct td_queue *td_queue_new(const struct td_join_options *o);
void td_queue_free(struct td_queue *q);

/*
 * The next line of the stretch, with `when` as it is meant (year and zone);
 * `off` is handed back.  Nothing of the event is kept but copies.  Lines that
 * are TD_NOTE may be left out, if always.  -1: no memory, as below; the queue
 * can only be freed then.
 */
int td_queue_event(struct td_queue *q, enum td_kind kind,
    const struct td_event *e, uint64_t off);

/* The stretch ends: settle all that needs no neighbour. */
int td_queue_close(struct td_queue *q, td_settle *emit, void *arg);

/*
 * Append a neighbour; both are closed, or new.  The right one is emptied and
 * can be used again.  The emitted come in no order.
 */
int td_queue_append(
    struct td_queue *left, struct td_queue *right, td_settle *emit, void *arg);

/*
 * For a closed queue that is kept for long: entries of which no line was told
 * since `before` (microseconds) end in silence, as they are.  The clocks of
 * hosts that were silent since go on to it.  If the log of every host begins
 * before it, nothing is to the left any more.  The next td_queue_append, also
 * of a new queue, settles what can be then.
 */
int td_queue_quiet(struct td_queue *q, int64_t before);

/* Time of the last line of any host; TD_NO_TIME: none had one. */
int64_t td_queue_newest(const struct td_queue *q);

/* There are no neighbours: settle the rest.  The queue is empty then. */
int td_queue_finish(struct td_queue *q, td_settle *emit, void *arg);

size_t td_queue_open(const struct td_queue *q); /* entries that wait */

/* Entries settled as they were because there were more than max_open. */
uint64_t td_queue_dropped(const struct td_queue *q);

/* Deliveries of qmail whose number stood for no recipient. */
uint64_t td_queue_unjoined(const struct td_queue *q);

#endif
