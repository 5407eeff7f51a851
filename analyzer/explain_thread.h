/*
 * The queue entries through which one message goes, and which lines are
 * theirs.  Found by reading a log again and again: first where an entry begins
 * and ends, as ids are used anew; then where its lines lead to.
 */
#ifndef TD_ANALYZER_EXPLAIN_THREAD_H
#define TD_ANALYZER_EXPLAIN_THREAD_H

#include "formats/log.h"

enum {
	TD_THREAD_ENTRIES = 32,
	TD_THREAD_MAYBES = 8, /* entries of the same Message-ID only */
	TD_THREAD_NUMBERS = 64,
	TD_THREAD_TRIES = 64,
	TD_THREAD_BEGINS = 16,
	TD_THREAD_NAME = 256
};

/* Text that outlives its line; longer ones do not fit and are none. */
struct td_thread_name {
	size_t n;
	char s[TD_THREAD_NAME];
};

/* A line that tells of a recipient: how a hop through pipe(8) is seen. */
struct td_thread_try {
	uint64_t recipient; /* hash of it and of the host */
	uint64_t line, accept;
	int64_t when;
	bool first; /* of that recipient */
	bool piped; /* sent to a command */
};

/* A line that begins an entry, and the result of its client before it. */
struct td_thread_begin {
	uint64_t line;
	uint64_t client; /* hash of it and of the host */
	int64_t when;
	uint64_t spf; /* the line without queue id; 0: none */

	/* While a log is read: the latest of the client. */
	uint64_t spf_line;
	int64_t spf_when;
};

struct td_thread_entry {
	struct td_thread_name host, id; /* host.n 0: any */
	struct td_thread_name message_id;
	struct td_thread_name need; /* the Message-ID it must have; n 0: any */
	uint64_t at; /* the line for which it was taken in; 0: every entry of
	                that id */
	bool known, dead;  /* known: from, to and life are */
	uint64_t from, to; /* its lines */
	unsigned life;     /* the how manieth of that id; 0: none */
	bool maybe;        /* has the Message-ID; no hop leads to it so far */
	size_t n_begins;   /* one, or of all entries of the id */
	struct td_thread_begin begin[TD_THREAD_BEGINS];
	size_t next;      /* the entry it goes on as, */
	uint64_t next_at; /* and the line that says so; 0: none */

	/* While a log is read. */
	unsigned lives;
	bool fresh; /* taken in when a part had been read already */
	bool open, begun;
	uint64_t accept; /* that began the life that goes on; 0: none */
	size_t n_tries;
	struct td_thread_try try[TD_THREAD_TRIES];
	size_t n_numbers;
	struct td_thread_name number[TD_THREAD_NUMBERS]; /* qmail */
};

struct td_thread {
	bool pipes; /* the log has deliveries to commands */
	size_t n;
	struct td_thread_entry entry[TD_THREAD_ENTRIES];
};

void td_thread_name_set(struct td_thread_name *to, struct td_span s);
bool td_thread_name_is(const struct td_thread_name *x, struct td_span s);

/* Whether the line tells SPF of a client, not of a queue id (policyd-spf). */
bool td_thread_loose_spf(enum td_kind kind, const struct td_event *e);

/* Whether a client that began an entry `when` is that of a loose result. */
bool td_thread_spf_near(int64_t result, int64_t when);

/* Take an entry in; NULL: there are too many, or the id is too long. */
struct td_thread_entry *td_thread_add(
    struct td_thread *t, struct td_span host, struct td_span id, uint64_t at);

/* A log is read again, from the start. */
void td_thread_begin(struct td_thread *t);

/* The next line, counted from 1; whether it belongs to an entry. */
bool td_thread_line(struct td_thread *t, enum td_kind kind,
    const struct td_event *e, uint64_t line);

/* The log is read; true if all is known, else it must be read again. */
bool td_thread_end(struct td_thread *t);

/* The entry that goes on as another one first behind a line; NULL: none. */
const struct td_thread_entry *td_thread_hop(
    const struct td_thread *t, uint64_t behind);

#endif
