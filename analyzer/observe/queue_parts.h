/*
 * What the files of queue.h share: the tables of one queue.  Indices, not
 * pointers, refer to rows.
 */
#ifndef TD_OBSERVE_QUEUE_PARTS_H
#define TD_OBSERVE_QUEUE_PARTS_H

#include "analyzer/observe/queue.h"
#include "analyzer/observe/table.h"

#define TICK (INT64_C(4) * 1000000)
/* From "client=" to "message-id=" of one entry, in ticks. */
#define LONGEST_SESSION (INT64_C(3600) * 1000000 / TICK)
#define SPF_WINDOW (INT64_C(10) * 1000000)

/*
 * `ticks` of a line without a time in front of all lines of its host that have
 * one: of when it is only a neighbour can tell.
 */
#define EARLY INT64_C(-1)

/* Times beyond that are none: differences stay in 64 bits. */
#define FAR ((int64_t)1 << 60)

enum { SPF_TICKS = 8, NOTICE_TICKS = 16, BIG_ENTRY = 16 };

/* ---- rows ---- */

/*
 * A place in the log.  pos counts lines, ticks counts how far the clock of the
 * host went, to and fro, since its first line here; or EARLY.
 */
struct place {
	uint64_t pos;
	int64_t ticks;
	int64_t when;
};

struct step {              /* lines with one value of `ticks` */
	uint64_t from, to; /* the first and the last of them */
	int64_t ticks;
};

struct host {
	uint64_t hash;
	uint64_t head; /* of its name */
	uint32_t name;
	bool seen;
	int64_t first, last; /* of its lines with a time, in ticks */
	int64_t when;        /* time of the last of them */
	int64_t ticks;
	uint32_t n, cap;
	struct step *step;
};

/* What is told about a message, the first of equals. */
struct facts {
	int64_t begin;
	uint32_t domain[TD_M_SENDER_ID];
	uint32_t signer; /* opendkim's line without a result */
	uint32_t author, sender;
	uint8_t result[TD_M_SENDER_ID], told_by[TD_M_SENDER_ID];
	bool null_sender, submitted;
};

extern const struct facts td_no_facts;

/* Facts of the entry before, and where its first line was. */
struct heritage {
	struct facts facts;
	uint64_t pos;
	uint32_t next; /* if it is free */
};

/* How a line comes to its entry. */
enum start {
	START_ANY,       /* it is of the one that is open */
	START_MID,       /* Postfix' Message-ID: of one that is not too old */
	START_RESULT,    /* a result that may be told before the begin line */
	START_BEGIN,     /* begins one */
	START_BEGIN_LATE /* begins one, or is that of one with results */
};

enum rcpt_kind {
	R_ADDRESS,
	R_SENT, /* Haraka's numbers of a domain */
	R_DEFERRED,
	R_FAILED,
	R_UNKNOWN, /* recipients that are not told */
	R_LINK     /* no recipient: the entry goes on as `next` */
};

struct rcpt {
	uint64_t hash;     /* in its entry: also of its kind */
	uint64_t address;  /* hash of the recipient */
	uint64_t original; /* and of what it was before an alias; or 0 */
	uint64_t next;     /* hash of the queue id it was sent on as; 0 */
	uint64_t given;    /* hash of the id under which a service took it; 0 */
	uint64_t off;
	struct place last; /* of the last state */
	struct place first;
	int64_t delay;
	uint64_t reply_pos, relay_pos, tls_pos, delay_pos; /* who told it */
	uint64_t weight;
	uint32_t entry, sibling;
	uint32_t domain, text;
	uint32_t status, reply, relay, relay_ip, tls;
	uint32_t attempts;
	uint16_t flags;
	uint8_t kind, action, stage, program;
	bool strong;    /* the reply is of an attempt, or tells the end */
	bool told;      /* there is a reply or status */
	bool near_host; /* the relay is this host */
	bool hop;
};

struct entry {
	/* What is looked at of every entry comes first. */
	uint64_t id_hash;
	uint64_t key; /* hash of host, id, number of the queue */
	uint32_t host, id, queue_no;
	uint32_t rcpts, n_rcpts; /* the last one first */
	uint32_t n_in;           /* pairs as the later one */
	uint32_t n_wait;         /* undecided ones as the earlier */
	uint32_t n_numbers;      /* that stand for a recipient of it */
	uint8_t program;
	uint8_t start; /* enum start of its first line */
	bool begins;   /* has a begin line */
	bool whole;    /* nothing of it is to the left */
	bool sealed;   /* the next line of its id may be of it, or not */
	bool ended, closed;
	bool wants_spf;
	bool gone;
	bool listed;        /* in `recent` */
	bool noticed;       /* `notice` is known, or that there is none */
	bool goes_on;       /* some recipient of it may */
	bool unasked;       /* td_settled.unasked; of its first line's log */
	int64_t touched;    /* `ticks` of its last line */
	struct place seen;  /* its first line */
	struct place begin; /* if `begins` */

	uint64_t mid;     /* hash of the Message-ID; 0: not known */
	uint64_t mid_pos; /* place of the line that told it */
	int64_t mid_ticks;
	uint32_t below, above; /* open ones of its id that it hides, or is
	                          hidden by */
	uint32_t mid_text;
	uint32_t heritage;
	uint32_t notice;  /* what is told by its Message-ID: a heritage, too */
	uint32_t pairs;   /* as the earlier entry */
	uint64_t expired; /* pos of the last TD_EXPIRE + 1; 0 */
	int64_t expired_when;
	struct facts facts;
};

/*
 * x was sent on as entry f, perhaps.  The lines are near; it is void if x has a
 * later state, or recipient y of f, if it is by that, an earlier first one.
 */
struct pair {
	uint32_t x, f, y; /* y: NONE if by the queue id */
	uint32_t next;    /* of the same earlier entry */
	uint64_t x_pos, y_pos;
	bool yes, gone;
};

/* Results without a queue id: of (host, client). */
struct spf {
	uint64_t key;
	struct place first, last;
	uint32_t host;
	uint32_t want; /* the entry that may want one from the left; NONE */
	uint32_t domain;
	uint8_t result, told_by;
	bool has, gone;
};

/* Results without a queue id: of (host, Message-ID). */
struct notice {
	uint64_t mid, pos;
	int64_t ticks;
	uint32_t host;
	struct facts facts;
};

/* qmail: what a delivery number stands for; its entry is not settled. */
struct number {
	uint64_t key;
	uint32_t entry, text;
	uint16_t flags;
	bool used;
};

/* A delivery of a number that is not known here. */
struct waiter {
	uint64_t key;
	uint32_t host;
	struct rcpt state;
};

struct td_queue {
	struct td_join_options o;
	uint64_t secret;
	int64_t span; /* ticks that are near */
	uint64_t pos;
	uint64_t paired; /* pairs of lines up to it are found */
	uint64_t dropped, unjoined;
	struct texts texts;
	uint32_t n_hosts, cap_hosts, n_entries, cap_entries;
	uint32_t n_rcpts, cap_rcpts, n_pairs, cap_pairs, n_heirs, cap_heirs;
	uint32_t n_spfs, cap_spfs, n_numbers, cap_numbers;
	uint32_t n_waiters, cap_waiters, n_recent, cap_recent;
	uint32_t n_notices, cap_notices;
	uint32_t n_live;   /* entries that are not gone */
	uint32_t n_swept;  /* of them when td_queue_sweep was last called */
	uint32_t at_entry; /* the last one found */
	struct host *host;
	struct entry *entry;
	struct rcpt *rcpt;
	struct pair *pair;
	struct heritage *heir;
	struct spf *spf;
	struct notice *notice;
	struct number *number;
	struct waiter *waiter;
	/* Rows that are free to be used again, each naming the next. */
	uint32_t free_entries, free_rcpts, free_heirs;
	uint32_t *recent; /* entries to look at: with new lines, decided pairs,
	                     or lines that a neighbour's may be near */
	struct table hosts, entries, rcpts, spfs, numbers;
	struct table xs;     /* in pair_up only */
	uint64_t maybe[64];  /* likewise: bits of what is in xs */
	uint32_t texts_kept; /* texts.n after it was last shrunk */
	bool last;           /* nothing comes behind it */
	bool joined;         /* closed, or appended to */
	bool notices_sorted;
};

static inline int64_t
tick_of(int64_t when)
{
	return when >= 0 ? when / TICK : -((TICK - 1 - when) / TICK);
}

/* Under which td_queue.rcpts knows a recipient of a BIG_ENTRY. */
static inline uint64_t
rcpt_key(uint32_t entry, uint64_t hash)
{
	return hash_mix(hash, entry);
}

/* ---- queue_entry.c ---- */

int td_queue_host(struct td_queue *q, struct td_span name, uint32_t *out);

/* `ticks` of the last line of a host up to a line, 0 if there is none; and of
 * the first behind it, which is there. */
int64_t td_queue_ticks_at(const struct host *h, uint64_t pos);
int64_t td_queue_ticks_behind(const struct host *h, uint64_t pos);
int td_queue_step(struct host *h, const struct step *s);

/* It hides `old`, the open one of its key, or NONE. */
int td_queue_add_entry(
    struct td_queue *q, const struct entry *e, uint32_t old, uint32_t *out);
void td_queue_end(struct td_queue *q, uint32_t entry, bool closed);
int td_queue_list(struct td_queue *q, uint32_t entry); /* in `recent` */
/* It is gone and not listed. */
void td_queue_free_entry(struct td_queue *q, uint32_t entry);
/* A row for a heritage; NONE: no memory. */
uint32_t td_queue_heir(struct td_queue *q);
void td_queue_free_heir(struct td_queue *q, uint32_t row); /* or NONE */

uint32_t td_queue_find_rcpt(
    const struct td_queue *q, uint32_t entry, uint64_t hash);

/* Another state, or several, of the same recipient joins. */
void td_queue_merge_rcpt(struct rcpt *into, const struct rcpt *r);
int td_queue_put_rcpt(
    struct td_queue *q, uint32_t entry, const struct rcpt *r, uint32_t *out);

void td_queue_result(struct facts *f, enum td_method m, uint8_t result,
    uint32_t domain, uint8_t told_by);
void td_queue_merge_facts(struct facts *into, const struct facts *later);

/* `ticks` of a line of the host that comes now. */
static inline int64_t
ticks_now(const struct td_queue *q, uint32_t host)
{
	const struct host *h = &q->host[host];

	return h->seen || q->o.first ? h->ticks : EARLY;
}

/* Whether a line of the left neighbour can be near a place. */
static inline bool
left_open(const struct td_queue *q, const struct place *p)
{
	return !q->o.first && p->ticks <= q->span;
}

static inline bool
right_open(const struct td_queue *q, uint32_t host, const struct place *p)
{
	return !q->last && q->host[host].ticks - p->ticks <= q->span;
}

/* ---- queue_target.c ---- */

/* A queue id at work. */
struct id {
	struct td_span text;
	uint32_t host, queue_no;
	uint64_t hash, key; /* of entries of that id */
};

void td_queue_id(const struct td_queue *q, uint32_t host, struct td_span text,
    uint32_t queue_no, struct id *out);

/* Where a line, or a piece that begins with one, goes. */
struct target {
	uint32_t entry; /* NONE: it begins a new entry */
	uint32_t old;   /* that the new one hides; or NONE */
	bool whole;     /* nothing of the new one is to the left */
};

/*
 * The target of a line by what kind of line it is.  Where only what is to the
 * left can tell, the old entry is sealed: it gets no more lines here, and a
 * piece of its own begins, for an append to decide.  Entries that ended in
 * silence are ended; they are listed.
 */
int td_queue_target(struct td_queue *q, const struct id *id, enum start start,
    const struct place *at, struct target *out);

/* End what is known to have ended in silence. */
int td_queue_sweep(struct td_queue *q);

/* ---- queue_auth.c ---- */

/* Take the results that an event tells. */
int td_queue_take(struct td_queue *q, uint32_t host, struct facts *f,
    const struct td_event *e);
int td_queue_spf_result(
    struct td_queue *q, uint32_t host, const struct td_event *e);
int td_queue_spf_accept(
    struct td_queue *q, uint32_t entry, const struct td_event *e);
int td_queue_spf_gone(
    struct td_queue *q, uint32_t host, const struct td_event *e);
/* Forget what can be of no use any more. */
int td_queue_spf_prune(struct td_queue *q);
int td_queue_spf_join(struct td_queue *q, const struct spf *later);

/* ---- queue_message.c ---- */

/* A line with results and a Message-ID, without a queue id. */
int td_queue_notice(struct td_queue *q, uint32_t host, const struct place *at,
    const struct td_event *e);
int td_queue_add_notice(struct td_queue *q, const struct notice *n);
/* Find that of an entry, if it is known. */
int td_queue_find_notice(struct td_queue *q, struct entry *e);
/* Forget what can be of no use any more. */
void td_queue_drop_notices(struct td_queue *q);

static inline bool
awaits_notice(const struct entry *e)
{
	return e->mid != 0 && !e->noticed;
}

/* Whether a neighbour's line may be near the one that told its Message-ID. */
static inline bool
may_be_noticed(const struct td_queue *q, const struct entry *e, bool right_only)
{
	return (!q->last &&
	           q->host[e->host].ticks - e->mid_ticks <= NOTICE_TICKS) ||
	    (!right_only && !q->o.first && e->mid_ticks <= NOTICE_TICKS);
}

/* ---- queue_event.c ---- */

int td_queue_deliver(struct td_queue *q, uint32_t entry, const struct rcpt *r);
/* The row of a number; or NONE. */
uint32_t td_queue_find_number(const struct td_queue *q, uint64_t key);
/* A delivery of what a number stands for; it waits if that is not known. */
int td_queue_deliver_number(struct td_queue *q, const struct waiter *w);

/* ---- queue_hops.c ---- */

/* Pairs of lines up to `to` are known; of those behind it, too, if `behind`. */
struct known {
	uint64_t to;
	bool behind;
};

/* Find the pairs among `recent` that are not known. */
int td_queue_pair_up(struct td_queue *q, const struct known *known);
int td_queue_add_pair(struct td_queue *q, const struct pair *p);
/* Decide what can be decided; whom that concerns is listed. */
int td_queue_decide(struct td_queue *q);
void td_queue_drop_pairs(struct td_queue *q); /* those that are gone */

/* Whether a recipient says that it goes on. */
static inline bool
goes_on(const struct rcpt *r)
{
	if (r->kind == R_LINK)
		return true;
	return r->kind == R_ADDRESS && r->action == TD_ACTION_SENT &&
	    (r->next != 0 || (r->flags & TD_EVENT_PIPE) != 0);
}

/* ---- queue_settle.c ---- */

/* Settle what can be settled of `recent`. */
int td_queue_settle(struct td_queue *q, td_settle *emit, void *arg);
void td_queue_empty(struct td_queue *q);

/* ---- queue_append.c ---- */

/*
 * All rows of `right` become rows of `left`; entries are listed, if they were
 * or if `list`.  `right` is empty then.
 */
int td_queue_move(struct td_queue *left, struct td_queue *right, bool list);

/* Forget the texts that nobody refers to. */
int td_queue_retext(struct td_queue *q);

#endif
