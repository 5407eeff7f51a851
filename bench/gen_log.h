/*
 * gen: logs of made-up mail servers whose truth is known.
 *
 * Mail is played: messages arrive, wait in a queue, are tried, put off, tried
 * again.  What becomes of a recipient is decided first, then the lines are
 * written that the server would write, and the decision is counted when the
 * message leaves the queue or the log ends.
 */
#ifndef BENCH_GEN_LOG_H
#define BENCH_GEN_LOG_H

#include "gen.h"

#define GEN_SECOND INT64_C(1000000) /* times are in microseconds */

/* BOUNCES.md 1, those that occur here; in bytewise order. */
enum gen_reason {
	G_AUTHFAILURE,
	G_BADREPUTATION,
	G_BLOCKED,
	G_CONTENTERROR,
	G_EMAILTOOLARGE,
	G_EXPIRED,
	G_FILTERED,
	G_MAILBOXFULL,
	G_NORELAYING,
	G_ONHOLD,
	G_POLICYVIOLATION,
	G_RATELIMITED,
	G_SUSPEND,
	G_UNDEFINED,
	G_USERUNKNOWN,
	N_GEN_REASONS
};

enum gen_stage { STAGE_GREETING, STAGE_MAIL, STAGE_RCPT, STAGE_EOD };

/* What a server says.  '$': see gen_log_put.c; '\n' between its lines. */
struct gen_reply {
	const char *text, *dsn;
	enum gen_stage stage;
	enum gen_reason reason; /* if it is the end of the message */
};

struct gen_provider {
	const char *carrier, *relay, *ip;
	const char *accepted;
	struct gen_reply failed[6], deferred[4]; /* up to text NULL */
};

/* A domain that mail goes to. */
struct gen_target {
	const char *carrier, *domain, *relay; /* carrier NULL: never counts */
	const struct gen_provider *provider;
	const char *local; /* the one local part; NULL: any */
	uint32_t weight;
	char mark;     /* makes the local part impossible there */
	bool by_relay; /* the carrier is told by the relay's name alone */
	size_t row, row_unnamed; /* of the truth */
};

/* What became of a recipient, as the log tells it. */
enum gen_state {
	STATE_UNSEEN, /* no whole line has named him yet */
	STATE_DEFERRED,
	STATE_ACCEPTED,
	STATE_FAILED,
	STATE_EXPIRED,
	STATE_SUPPRESSED,
	STATE_NONE, /* the message is known, nothing more */
	STATE_HOP   /* the next entry tells */
};

enum { GEN_MAX_RECIPIENTS = 12, GEN_ID_SIZE = 24, GEN_SES_ID_SIZE = 64 };

/* What events tell of a recipient whose mail a log gave to SES. */
enum gen_ses_told { SES_UNTOLD, SES_SENT, SES_TOLD };

struct gen_rcpt {
	const struct gen_target *to;
	uint32_t number;
	uint16_t attempts;
	uint8_t state;    /* enum gen_state */
	uint8_t reason;   /* enum gen_reason */
	uint8_t puts_off; /* so many times yet */
	uint8_t end;      /* enum gen_state that follows */
	uint8_t failure;  /* which reply */
	bool done;        /* it was, even if no line says so */
	bool named;       /* a line has named the relay */
	bool loud;        /* the domain in capitals */
	bool quoted;      /* an odd local part */
	bool alias;       /* orig_to */
	bool rootly;      /* no domain at all */
	bool forwarded;   /* by an alias: gen_entry.next_id */
	bool complained;
	uint8_t ses; /* enum gen_ses_told */
};

enum gen_path {
	PATH_SUBMITTED, /* by a client that may relay */
	PATH_PICKUP,    /* by a program of the host */
	PATH_INBOUND,
	PATH_FILTERED,  /* back from a content filter */
	PATH_RELAYED,   /* from another host of ours */
	PATH_PIPED,     /* back from a command */
	PATH_FORWARDED, /* by an alias of local(8) */
	PATH_NOTICE     /* a DSN */
};

/* What an entry does first. */
enum gen_hop { HOP_NONE, HOP_FILTER, HOP_RELAY, HOP_PIPE };

/* What the whole message comes to. */
enum gen_fate { FATE_ENDS, FATE_EXPIRES, FATE_STAYS };

enum gen_step {
	STEP_ARRIVE,
	STEP_CLEANUP,
	STEP_QUEUE,
	STEP_DELIVER,
	STEP_HOP_DONE,
	STEP_ROUND_END
};

/* How SPF's result is told. */
enum gen_spf_told {
	SPF_UNTOLD,
	SPF_POLICYD,
	SPF_POLICYD_TWICE, /* the HELO before */
	SPF_POLICYD_BOTH,  /* opendmarc says otherwise */
	SPF_OPENDMARC,
	SPF_DROPPED, /* the client went away and came again */
	SPF_LATE     /* too long before */
};

/* One queue entry. */
struct gen_entry {
	uint32_t index;  /* of the pool */
	uint32_t parent; /* whose hop waits for this one; 0: none */
	int64_t begun;
	uint64_t mail; /* the message's number: its Message-ID */
	const struct gen_sender *from;
	uint32_t client, size;
	uint32_t pid;
	uint8_t host, path, hop, fate, step;
	uint8_t rounds; /* left until its fate */
	uint8_t round;
	uint8_t n, at;   /* recipients; which is tried */
	uint8_t word[3]; /* enum gen_word of SPF, DKIM, DMARC, as told */
	uint8_t spf_told;
	uint8_t failed; /* a recipient did in this round */
	bool null_sender, refused_hop, discarded;
	bool used; /* not free */
	char id[GEN_ID_SIZE];
	char next_id[GEN_ID_SIZE]; /* of its hop */
	char ses_id[GEN_SES_ID_SIZE];
	uint8_t ses_round; /* in which it got that */
	struct gen_rcpt rcpt[GEN_MAX_RECIPIENTS];
};

struct gen_log;
struct gen_events;

/* How a server writes what happens. */
struct gen_log_style {
	void (*new_id)(struct gen_log *g, struct gen_entry *e);
	void (*free_id)(struct gen_log *g, struct gen_entry *e);
	void (*arrive)(struct gen_log *g, struct gen_entry *e);
	void (*cleanup)(struct gen_log *g, struct gen_entry *e);
	void (*queue)(struct gen_log *g, struct gen_entry *e);
	/* Its state is what this line makes of it. */
	void (*deliver)(struct gen_log *g, struct gen_entry *e,
	    struct gen_rcpt *r, enum gen_state what);
	void (*filtered)(struct gen_log *g, struct gen_entry *e);
	void (*expire)(struct gen_log *g, struct gen_entry *e);
	void (*notice)(
	    struct gen_log *g, struct gen_entry *e, struct gen_entry *dsn);
	void (*remove)(struct gen_log *g, struct gen_entry *e);
	void (*forward)(/* begins what local(8) passes on */
	    struct gen_log *g, struct gen_entry *e); /* or NULL */
	void (*noise)(struct gen_log *g);
};

extern const struct gen_log_style gen_log_postfix, gen_log_exim;

enum { GEN_N_HOSTS = 3, GEN_FREED = 64 };

/* mx1 takes mail in, out1 sends, app1 hands its mail to out1. */
enum gen_host { HOST_MX, HOST_OUT, HOST_APP };

struct gen_log {
	const struct gen_plan *plan;
	struct gen_events *events; /* of what is given to SES; or NULL */
	const struct gen_log_style *style;
	struct gen_random random;
	int64_t now;
	struct gen_text *t; /* what is to be written */
	uint64_t n_mails, n_clients, n_ids, lines;
	/* the stamp of the second that was written last */
	int64_t stamped;
	size_t n_stamp;
	char stamp[40];
	/* short ids that may be used again */
	struct {
		char id[GEN_FREED][GEN_ID_SIZE];
		unsigned n;
	} freed[GEN_N_HOSTS];
};

/* gen_log_world.c */
extern struct gen_target gen_targets[];
extern size_t gen_n_targets;
extern const struct gen_target *const gen_home; /* the server's own domain */
extern const struct gen_target gen_notices;     /* where DSNs go */
extern const struct gen_provider gen_home_provider;
extern const char *const gen_hosts[GEN_N_HOSTS], *const gen_host_ips[];
void gen_log_world_init(void);
const struct gen_target *gen_target_by_lot(struct gen_random *r);
size_t gen_n_replies(const struct gen_reply *r);

/* gen_log_put.c: append. */
static inline void
gen_put_n(struct gen_text *t, const char *p, size_t n)
{
	memcpy(t->p + t->n, p, n);
	t->n += n;
}
#define GEN_PUT(t, literal) gen_put_n(t, literal, sizeof(literal) - 1)

void gen_put_s(struct gen_text *t, const char *s);
void gen_put_u(struct gen_text *t, uint64_t n);
void gen_put_letters(struct gen_log *g, size_t n);
void gen_put_decimal(struct gen_text *t, int64_t us);
void gen_put_rcpt(struct gen_text *t, const struct gen_rcpt *r);
void gen_put_local(struct gen_text *t, const struct gen_rcpt *r);
void gen_put_sender(struct gen_text *t, const struct gen_entry *e);
void gen_put_message_id(struct gen_text *t, const struct gen_entry *e);
void gen_put_client_ip(struct gen_text *t, const struct gen_entry *e);
void gen_put_noise_ip(struct gen_log *g);
void gen_put_reply(struct gen_log *g, const struct gen_entry *e,
    const struct gen_rcpt *r, const char *pattern, const char *line_end);
void gen_put_stamp(struct gen_log *g); /* with the blank behind it */
void gen_put_base(struct gen_text *t, uint64_t n, const char *digits,
    unsigned base, int width);
void gen_end_line(struct gen_log *g);

/* gen_log_choose.c */
void gen_choose_mail(struct gen_log *g, struct gen_entry *e);
void gen_choose_recipient(
    struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r);

/* gen_log_truth.c: what the lines told. */
void gen_log_truth_init(const struct gen_plan *plan);
void gen_log_truth_settle(const struct gen_entry *e);
void gen_log_truth_line(void); /* a delivery line, whole */
void gen_log_truth_torn(void); /* one that ends too early */
void gen_log_truth_repeated(unsigned n);
/* What events tell of one recipient; and an event that does so. */
void gen_log_truth_told(const struct gen_entry *e, const struct gen_rcpt *r);
void gen_log_truth_event(void);
/* What was written: files, their bytes, their lines or events. */
void gen_log_truth_add(uint64_t sources, uint64_t bytes, uint64_t lines);
int gen_log_truth_write(void); /* 0, or -1 and errno */

/* gen_log.c: the log, then the truth; 0, or -1, errno and `*what`. */
int gen_log_write(const struct gen_plan *plan, const char **what);
/* Microseconds: when a game begins, and the mean between two messages. */
int64_t gen_log_begins(const struct gen_plan *plan);
uint32_t gen_log_pace(const struct gen_plan *plan, uint64_t bytes_a_message);

#endif
