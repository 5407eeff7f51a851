/*
 * What the rows of a queue consist of, for pack.h.  Lists are written so that
 * what is behind each other in a list is so in the bytes.
 */
#include "queue_parts.h"

#include "pack_parts.h"

/* Sums of two are numbers yet. */
#define MANY_TICKS ((int64_t)1 << 61)

#define TIME(s, n, e) MEMBER(s, n, e, IS_TIME, -FAR, FAR)
#define TICKS(s, n, e) MEMBER(s, n, e, IS_BETWEEN, EARLY, MANY_TICKS)
#define PLACE(s, n, e)                                          \
	ANY(s, n ".pos", e.pos), TICKS(s, n ".ticks", e.ticks), \
	    TIME(s, n ".when", e.when)
#define FACTS(s, n, e)                                                      \
	TIME(s, n ".begin", e.begin),                                       \
	    EACH(s, n ".domain", e.domain, IS_TEXT, 0, 0),                  \
	    TEXT(s, n ".signer", e.signer), TEXT(s, n ".author", e.author), \
	    TEXT(s, n ".sender", e.sender),                                 \
	    EACH(s, n ".result", e.result, IS_BETWEEN, 0, TD_R_MISSING),    \
	    EACH(s, n ".told_by", e.told_by, IS_BETWEEN, 0,                 \
	        TD_TOLD_BY_POLICYD),                                        \
	    BOOL(s, n ".null_sender", e.null_sender),                       \
	    BOOL(s, n ".submitted", e.submitted)

#define NO_FACTS                                 \
	{                                        \
		.begin = TD_NO_TIME, .result = { \
			TD_R_MISSING,            \
			TD_R_MISSING,            \
			TD_R_MISSING,            \
			TD_R_MISSING             \
		}                                \
	}

static const struct member head_members[] = {
	ANY(struct queue_head, "pos", pos),
	ANY(struct queue_head, "paired", paired),
	ANY(struct queue_head, "dropped", dropped),
	ANY(struct queue_head, "unjoined", unjoined),
	BOOL(struct queue_head, "first", first),
};

static const struct member host_members[] = {
	TEXT(struct host, "name", name),
	BOOL(struct host, "seen", seen),
	MEMBER(struct host, "first", first, IS_BETWEEN, -FAR, FAR),
	MEMBER(struct host, "last", last, IS_BETWEEN, -FAR, FAR),
	TIME(struct host, "when", when),
	MEMBER(struct host, "ticks", ticks, IS_BETWEEN, 0, MANY_TICKS),
	ANY(struct host, "steps", n),
	LEFT_OUT(struct host, hash),
	LEFT_OUT(struct host, head),
	LEFT_OUT(struct host, cap),
	LEFT_OUT(struct host, step),
};

static const struct member step_members[] = {
	ANY(struct step, "from", from),
	ANY(struct step, "to", to),
	MEMBER(struct step, "ticks", ticks, IS_BETWEEN, 0, MANY_TICKS),
};

static const struct heritage usual_heritage = { .facts = NO_FACTS };

static const struct member heritage_members[] = {
	FACTS(struct heritage, "facts", facts),
	ANY(struct heritage, "pos", pos),
	LEFT_OUT(struct heritage, next),
};

/* A recipient, or the state of one. */
#define RCPT(s, n, e)                                                         \
	ANY(s, n "hash", e hash), ANY(s, n "address", e address),             \
	    ANY(s, n "original", e original), ANY(s, n "next", e next),       \
	    ANY(s, n "given", e given), ANY(s, n "off", e off),               \
	    PLACE(s, n "last", e last), PLACE(s, n "first", e first),         \
	    ANY(s, n "delay", e delay), ANY(s, n "reply_pos", e reply_pos),   \
	    ANY(s, n "relay_pos", e relay_pos),                               \
	    ANY(s, n "tls_pos", e tls_pos),                                   \
	    ANY(s, n "delay_pos", e delay_pos), ANY(s, n "weight", e weight), \
	    TEXT(s, n "domain", e domain), TEXT(s, n "text", e text),         \
	    TEXT(s, n "status", e status), TEXT(s, n "reply", e reply),       \
	    TEXT(s, n "relay", e relay), TEXT(s, n "relay_ip", e relay_ip),   \
	    TEXT(s, n "tls", e tls), ANY(s, n "attempts", e attempts),        \
	    ANY(s, n "flags", e flags), UPTO(s, n "kind", e kind, R_LINK),    \
	    UPTO(s, n "action", e action, TD_N_ACTIONS - 1),                  \
	    UPTO(s, n "stage", e stage, TD_N_STAGES - 1),                     \
	    UPTO(s, n "program", e program, TD_N_PROGRAMS - 1),               \
	    BOOL(s, n "strong", e strong), BOOL(s, n "told", e told),         \
	    BOOL(s, n "near_host", e near_host), BOOL(s, n "hop", e hop)

static const struct rcpt usual_rcpt = { .last.when = TD_NO_TIME,
	.first.when = TD_NO_TIME,
	.delay = TD_NO_TIME,
	.sibling = NONE };

static const struct member rcpt_members[] = {
	RCPT(struct rcpt, "", ),
	ANY(struct rcpt, "sibling", sibling),
	LEFT_OUT(struct rcpt, entry),
};

static const struct entry usual_entry = { .rcpts = NONE,
	.seen.when = TD_NO_TIME,
	.begin.when = TD_NO_TIME,
	.below = NONE,
	.above = NONE,
	.heritage = NONE,
	.notice = NONE,
	.pairs = NONE,
	.expired_when = TD_NO_TIME,
	.facts = NO_FACTS };

static const struct member entry_members[] = {
	TEXT(struct entry, "id", id),
	ANY(struct entry, "host", host),
	ANY(struct entry, "queue_no", queue_no),
	ANY(struct entry, "rcpts", rcpts),
	UPTO(struct entry, "program", program, TD_N_PROGRAMS - 1),
	UPTO(struct entry, "start", start, START_BEGIN_LATE),
	BOOL(struct entry, "begins", begins),
	BOOL(struct entry, "whole", whole),
	BOOL(struct entry, "sealed", sealed),
	BOOL(struct entry, "ended", ended),
	BOOL(struct entry, "closed", closed),
	BOOL(struct entry, "wants_spf", wants_spf),
	BOOL(struct entry, "listed", listed),
	BOOL(struct entry, "noticed", noticed),
	BOOL(struct entry, "unasked", unasked),
	TICKS(struct entry, "touched", touched),
	PLACE(struct entry, "seen", seen),
	PLACE(struct entry, "begin", begin),
	ANY(struct entry, "mid", mid),
	ANY(struct entry, "mid_pos", mid_pos),
	TICKS(struct entry, "mid_ticks", mid_ticks),
	ANY(struct entry, "below", below),
	TEXT(struct entry, "mid_text", mid_text),
	ANY(struct entry, "heritage", heritage),
	ANY(struct entry, "notice", notice),
	ANY(struct entry, "expired", expired),
	TIME(struct entry, "expired_when", expired_when),
	FACTS(struct entry, "facts", facts),
	LEFT_OUT(struct entry, id_hash),
	LEFT_OUT(struct entry, key),
	LEFT_OUT(struct entry, n_rcpts),
	LEFT_OUT(struct entry, n_in),
	LEFT_OUT(struct entry, n_wait),
	LEFT_OUT(struct entry, n_numbers),
	LEFT_OUT(struct entry, goes_on),
	LEFT_OUT(struct entry, gone),
	LEFT_OUT(struct entry, above),
	LEFT_OUT(struct entry, pairs),
};

static const struct pair usual_pair = { .y = NONE };

static const struct member pair_members[] = {
	ANY(struct pair, "x", x),
	ANY(struct pair, "f", f),
	ANY(struct pair, "y", y),
	ANY(struct pair, "x_pos", x_pos),
	ANY(struct pair, "y_pos", y_pos),
	BOOL(struct pair, "yes", yes),
	LEFT_OUT(struct pair, next),
	LEFT_OUT(struct pair, gone),
};

static const struct spf usual_spf = { .first.when = TD_NO_TIME,
	.last.when = TD_NO_TIME,
	.want = NONE,
	.result = TD_R_MISSING };

static const struct member spf_members[] = {
	ANY(struct spf, "key", key),
	PLACE(struct spf, "first", first),
	PLACE(struct spf, "last", last),
	ANY(struct spf, "host", host),
	ANY(struct spf, "want", want),
	TEXT(struct spf, "domain", domain),
	UPTO(struct spf, "result", result, TD_R_MISSING),
	UPTO(struct spf, "told_by", told_by, TD_TOLD_BY_POLICYD),
	BOOL(struct spf, "has", has),
	LEFT_OUT(struct spf, gone),
};

static const struct notice usual_notice = { .facts = NO_FACTS };

static const struct member notice_members[] = {
	ANY(struct notice, "mid", mid),
	ANY(struct notice, "pos", pos),
	TICKS(struct notice, "ticks", ticks),
	ANY(struct notice, "host", host),
	FACTS(struct notice, "facts", facts),
};

static const struct number usual_number = { .entry = NONE, .used = true };

static const struct member number_members[] = {
	ANY(struct number, "key", key),
	ANY(struct number, "entry", entry),
	TEXT(struct number, "text", text),
	ANY(struct number, "flags", flags),
	BOOL(struct number, "used", used),
};

static const struct waiter usual_waiter = { .state = { .last.when = TD_NO_TIME,
	                                        .first.when = TD_NO_TIME,
	                                        .delay = TD_NO_TIME } };

static const struct member waiter_members[] = {
	ANY(struct waiter, "key", key),
	ANY(struct waiter, "host", host),
	RCPT(struct waiter, "state.", state.),
	LEFT_OUT(struct waiter, state.entry),
	LEFT_OUT(struct waiter, state.sibling),
};

const struct kind td_queue_kinds[QUEUE_N_KINDS] = {
	[QUEUE_HEAD] = KIND("queue", struct queue_head, head_members, NULL),
	[QUEUE_HOST] = KIND("host", struct host, host_members, NULL),
	[QUEUE_STEP] = KIND("step", struct step, step_members, NULL),
	[QUEUE_HERITAGE] = KIND(
	    "heritage", struct heritage, heritage_members, &usual_heritage),
	[QUEUE_ENTRY] =
	    KIND("entry", struct entry, entry_members, &usual_entry),
	[QUEUE_RCPT] =
	    KIND("recipient", struct rcpt, rcpt_members, &usual_rcpt),
	[QUEUE_PAIR] = KIND("pair", struct pair, pair_members, &usual_pair),
	[QUEUE_SPF] = KIND("spf", struct spf, spf_members, &usual_spf),
	[QUEUE_NOTICE] =
	    KIND("notice", struct notice, notice_members, &usual_notice),
	[QUEUE_NUMBER] =
	    KIND("number", struct number, number_members, &usual_number),
	[QUEUE_WAITER] =
	    KIND("waiter", struct waiter, waiter_members, &usual_waiter),
};
