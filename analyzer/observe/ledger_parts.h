/*
 * What the files of ledger.h share: the rows.
 */
#ifndef TD_OBSERVE_LEDGER_PARTS_H
#define TD_OBSERVE_LEDGER_PARTS_H

#include "analyzer/observe/ledger.h"
#include "analyzer/observe/table.h"

/* What was told of it, and stays told. */
enum {
	SEEN_MESSAGE = 1, /* anything but a complaint */
	SEEN_SENT = 2,    /* an attempt that did */
	SEEN_FAILED = 4,  /* an attempt that did */
	SEEN_COMPLAINT = 8,
	SEEN_NULL_SENDER = 16,
	SEEN_INBOUND = 32,
	SEEN_HARD = 64,
	SEEN_SERVICE = 128 /* the service itself told something */
};

/* What the id of a notice is; the higher one says more. */
enum named {
	NAMED_BY_NOTHING, /* its own */
	NAMED_BY_QUEUE_ID,
	NAMED_BY_MESSAGE_ID
};

/* Its id with the final recipient; with a queue id: and a flat host name. */
enum { BY_FINAL_RECIPIENT, BY_FLAT_HOST, N_ALIASES };

/* The state, which changes as a whole. */
struct state {
	int64_t when;
	int64_t delay; /* as it was told */
	uint32_t status, reply, cause, relay, relay_ip, tls, label;
	uint8_t action, stage;
	uint16_t flags; /* enum td_event_flag */
};

struct row {
	uint64_t key;
	uint64_t by_id, by_path; /* names, with the recipient: Message-ID,
	                            reverse-path; 0: not told */
	int64_t begun;           /* the earliest */
	int64_t first;           /* attempt, or state */
	struct state state;
	uint64_t weight;
	uint32_t domain, sender, author, tag, reporter;
	uint32_t attempts; /* deferrals */
	uint32_t relayed;  /* or NONE */
	uint32_t auth_domain[TD_M_SENDER_ID];
	uint8_t result[TD_M_SENDER_ID];
	uint8_t service, seen;
	uint32_t into; /* of a notice: the row of what it is about, or of
	                  another one about that, which it became; NONE */
	uint8_t named; /* of a notice: enum named */
	uint64_t alias[N_ALIASES]; /* of a notice: keys by which it is known,
	                              too; 0: none */
};

/*
 * What a log tells of a delivery to the service; or of one that a notice tells
 * of, too: such a row may have several.
 */
struct relayed {
	int64_t begin, first;
	uint64_t weight;
	uint64_t notice; /* key of a notice that tells of it; 0 */
	uint32_t next;   /* of the same row; NONE */
	uint32_t owner;  /* when it is settled: the row of the service's, in
	                    the list of its notice; NONE */
	struct state state;
	uint32_t domain, host, sender, author;
	uint32_t auth_domain[TD_M_SENDER_ID];
	uint32_t attempts;
	uint8_t result[TD_M_SENDER_ID], told_by[TD_M_SENDER_ID];
	uint8_t program;
	bool null_sender, submitted, open;
};

/* A deferral that was counted. */
struct deferral {
	uint64_t hash, key;
};

/* Keys of two notices about one delivery. */
struct same {
	uint64_t key[2];
};

/* A delivery of a log of which a notice may tell later: its row, and the keys
 * by which notices would name it; 0: none. */
enum { N_NAMES = 4 };

struct kept {
	uint64_t row;
	uint64_t name[N_NAMES];
};

struct td_ledger {
	struct texts texts;
	struct table keys, times;
	uint32_t n, cap, n_relayed, cap_relayed, n_deferrals, cap_deferrals,
	    n_same, cap_same, n_kept, cap_kept;
	struct row *row;
	struct relayed *relayed;
	struct deferral *deferral;
	struct same *same;
	struct kept *kept;
};

/* ---- ledger.c ---- */

uint64_t td_ledger_key(enum td_service service, uint64_t id, uint64_t address);

/* The row of a key, or NONE. */
uint32_t td_ledger_find(const struct td_ledger *l, uint64_t key);

/* A row that tells nothing. */
void td_ledger_clear_row(struct row *r, uint64_t key);

/* Add a row, whose texts are the ledger's. */
int td_ledger_put(struct td_ledger *l, const struct row *r);

/* Take the rows of another one that became no other row, and all that belongs
 * to them. */
int td_ledger_take(struct td_ledger *into, const struct td_ledger *from);

/* What r tells is told of `into`, too. */
void td_ledger_join_rows(
    const struct texts *t, struct row *into, const struct row *r);

/* What is longer than the name of a host is cut. */
int td_ledger_text(struct td_ledger *l, struct td_span s, uint32_t *out);

/* ---- ledger_notice.c ---- */

/* By what a notice is known, into its row. */
void td_ledger_name_notice(
    const struct td_outcome *o, uint64_t address, struct row *r);

/* Both notices are about one delivery; 0: there is none. */
int td_ledger_put_same(struct td_ledger *l, uint64_t a, uint64_t b);

/* Such notices become one row, with the deliveries of all of them. */
int td_ledger_unite_notices(struct td_ledger *l);

/* The keys by which notices would name a delivery. */
void td_notices_names(const struct td_settled *s, uint64_t name[N_NAMES]);

/* What notices that came since tell of deliveries that are kept. */
int td_ledger_ask_notices(struct td_ledger *l);

int td_ledger_put_kept(struct td_ledger *l, const struct kept *kept);

/* ---- ledger_about.c ---- */

/* Its names, from the hash of the recipient. */
void td_ledger_name(
    const struct td_outcome *o, uint64_t address, struct row *r);

/* Notices of which no log tells are told of what services tell of. */
int td_ledger_join_notices(struct td_ledger *l);

/* ---- ledger_settle.c ---- */

/* Add what a log tells to the row r, which is put if it is not there. */
int td_ledger_put_relayed(
    struct td_ledger *l, const struct row *r, const struct relayed *relayed);

static inline int64_t
earliest(int64_t a, int64_t b)
{
	if (a == TD_NO_TIME || b == TD_NO_TIME)
		return a == TD_NO_TIME ? b : a;
	return a < b ? a : b;
}

#endif
