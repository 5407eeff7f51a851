/*
 * The ledger: what services tell of mail (formats/outcome.h), one row per
 * (message, recipient), whatever the order in which it is told and however
 * often.  DECISIONS.md 10, FORMATS.md 8-13.
 *
 * What a row becomes depends on what is told and not on when: so ledgers of
 * parts of the input can be merged in any order.
 * - The state is that of the highest action, SUPPRESSED before EXPIRED, FAILED,
 *   SENT, DEFERRED and NONE, and of these the latest one: a bounce beats a
 *   delivery that came before or after it.
 * - An attempt is each deferral with another time, one that sent and one that
 *   failed.
 * - A complaint alone is no message.
 * - What a notice tells (TD_OUTCOME_BY_MAIL) is told of the message and
 *   recipient that it is about, if a service tells of that, too: by Message-ID,
 *   or else by the reverse-path.
 *
 * A delivery of a log to a service's relay waits here, too: where the service
 * tells what became of that message and recipient, that is the state, and the
 * rest is of both; else the delivery is what the log says.
 *
 * Notices (DSN, ARF: reports that came as mail) tell of what a log may tell
 * itself.  They are few, so not the log's deliveries wait for them: when all
 * of them are in, those deliveries that one of them is about are put here; or
 * all, where notices of a later run may tell of them (td_ledger_keep).
 * Then the two are one:
 * - That it failed beats the log's sent and deferred, as a bounce beats a
 *   delivery (DECISIONS.md 10); that is no further attempt.  All else that the
 *   log says stays, whatever the notice says.
 * - A complaint is of the log's delivery.
 * - Several notices about one delivery, under whatever names, are one.
 * - Of several deliveries of a message to a recipient the notice is about one:
 *   one that failed, else a deferred one, else the one that was sent last; a
 *   complaint rather about the latter.  The others are as the log has them.
 *
 * Some 420 bytes a row with its texts, and 200 more for what a log told.
 * Everything returns -1 for lack of memory.
 */
#ifndef TD_OBSERVE_LEDGER_H
#define TD_OBSERVE_LEDGER_H

#include "analyzer/observe/queue.h"
#include "formats/outcome.h"

struct td_ledger;

struct td_ledger *td_ledger_new(void); /* NULL: no memory */
void td_ledger_free(struct td_ledger *l);
void td_ledger_empty(struct td_ledger *l);

bool td_ledger_is_empty(const struct td_ledger *l);
uint32_t td_ledger_rows(const struct td_ledger *l);

/* `label` is the value of the dimension "source". */
int td_ledger_add(
    struct td_ledger *l, const struct td_outcome *o, struct td_span label);

/* The notices about a delivery, as an index of them names them. */
enum { TD_NOTICED_MAX = 8 };

struct td_noticed {
	unsigned n;
	uint64_t key[TD_NOTICED_MAX];
};

/*
 * A delivery that td_settled.given names at a relay of the service, or (NONE)
 * of no service; `by` is what td_notices_find says of it.  One of both is
 * there.
 */
int td_ledger_relay(struct td_ledger *l, enum td_service service,
    const struct td_noticed *by, const struct td_settled *s,
    struct td_span label);

/*
 * A delivery of no service, of which no notice tells yet: it is kept for those
 * that may come.  1: it is not kept, for no notice could name it.
 */
int td_ledger_keep(
    struct td_ledger *l, const struct td_settled *s, struct td_span label);

/* All of it is of one source, whose label is known only now. */
int td_ledger_relabel(struct td_ledger *l, struct td_span label);

/* `from` is empty then. */
int td_ledger_merge(struct td_ledger *into, struct td_ledger *from);

/* When all is told, once: what is settled together is brought together. */
int td_ledger_prepare(struct td_ledger *l);

/* One of n parts of all rows, in no order.  The ledger, which is prepared,
 * stays as it is: threads may do this with several parts at once. */
void td_ledger_settle_part(const struct td_ledger *l, unsigned nth, unsigned n,
    td_settle *emit, void *arg);

/* Prepare it, and settle every row once; the ledger is empty then. */
int td_ledger_settle(struct td_ledger *l, td_settle *emit, void *arg);

/* ---- what will not change any more (ledger_close.c) ---- */

/*
 * Settle, and forget, all of which nothing was told since a time (microseconds
 * since 1970 UTC).  What is settled together is closed together.  A ledger that
 * is not prepared; what stays can be merged and packed as before.
 */
int td_ledger_close(
    struct td_ledger *l, int64_t since, td_settle *emit, void *arg);

/* The latest time that a row tells; TD_NO_TIME: none does. */
int64_t td_ledger_newest(const struct td_ledger *l);

/* ---- what notices are about (ledger_notice.c) ---- */

/* An index, which does not change and needs the ledger no more. */
struct td_notices;

/* Of the notices that a ledger has; *out is NULL if there are none. */
int td_notices_new(const struct td_ledger *l, struct td_notices **out);
void td_notices_free(struct td_notices *n);

/*
 * The notices about a delivery of a log, by its Message-ID or its queue id and
 * host, and by its recipient, before or behind an alias; none if it is
 * td_settled.unasked.  What is beyond TD_NOTICED_MAX is left out.  For any
 * number of threads at once.
 */
void td_notices_find(const struct td_notices *n, const struct td_settled *s,
    struct td_noticed *out);

#endif
