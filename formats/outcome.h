/*
 * What a sender's system tells of the mail that it sent: an event of Amazon
 * SES, of KumoMTA or of a mail service, a row of an accounting file.
 *
 * Unlike the lines of a log (log.h) each names its message by an id that is
 * never used again, tells at once what became of it, and may come in any order
 * and more than once.  One record of the input (an object, a row) holds any
 * number of them.  FORMATS.md 8-10, 12, 13 of the specification.
 */
#ifndef TD_FORMATS_OUTCOME_H
#define TD_FORMATS_OUTCOME_H

#include "field_authres.h"
#include "field_date.h"
#include "format.h"
#include "log.h" /* enum td_action, enum td_stage */

/* Who tells; ids of one are none of another's. */
enum td_service {
	TD_SERVICE_NONE,
	TD_SERVICE_SES,
	TD_SERVICE_KUMOMTA,
	TD_SERVICE_POWERMTA,
	TD_SERVICE_EXCHANGE,
	TD_SERVICE_M365,
	TD_SERVICE_SENDGRID,
	TD_SERVICE_MAILGUN,
	TD_SERVICE_POSTMARK,
	TD_SERVICE_SPARKPOST,
	TD_SERVICE_NOTICE, /* DSN, ARF: a report that came as mail, by the
	                      Message-ID of what it is about */
	TD_SERVICE_DMARC,  /* aggregate reports (RFC 7489, RFC 9990) */
	TD_SERVICE_TLSRPT, /* of sessions, not of mail: tlsrpt.h */
	TD_N_SERVICES
};

const char *td_service_name(enum td_service s); /* "ses" */

enum td_outcome_flag {
	TD_OUTCOME_COMPLAINT = 1,  /* the recipient complained: `action` is
	                              NONE (RFC 5965) */
	TD_OUTCOME_NO_ATTEMPT = 2, /* no connection was tried: DECISIONS.md 2 */
	TD_OUTCOME_NULL_SENDER = 4, /* the reverse-path is <> */
	TD_OUTCOME_INBOUND = 8,     /* a receiver tells its results; nothing is
	                               to become of it any more */
	TD_OUTCOME_DOMAIN = 16,     /* `recipient` is a bare domain, or
	                              nobody told it */
	TD_OUTCOME_LOCAL = 32,      /* delivered here: a mailbox */
	TD_OUTCOME_HARD = 64,       /* the service counts it in its own bounce
	                               rate (BOUNCES.md 6) */
	TD_OUTCOME_SIMULATED = 128, /* to a simulator of the service: no mail */
	TD_OUTCOME_BY_MAIL =
	    256, /* a notice tells it, not the service itself */
	TD_OUTCOME_QUEUE_ID = 512 /* `id` is QUEUE-ID@HOST */
};

/*
 * Spans point into the record, or into the batch's scratch where text had to be
 * unescaped; n 0 where it is not told.  Addresses are without <> and without
 * display names.
 */
struct td_outcome {
	uint8_t service; /* enum td_service */
	/* enum td_action; NONE: the message is known by this, and what becomes
	 * of it is told elsewhere (SES Send) */
	uint8_t action;
	uint8_t stage;                  /* enum td_stage */
	uint16_t flags;                 /* enum td_outcome_flag */
	uint64_t weight;                /* messages it stands for: 1, but of
	                                   aggregate reports */
	uint8_t result[TD_M_SENDER_ID]; /* by enum td_method, as in td_event */
	int64_t when;  /* of this; microseconds since 1970 UTC; TD_NO_TIME */
	int64_t begun; /* when the message was handed in; TD_NO_TIME */
	int64_t delay; /* microseconds from then to here, where that is told;
	                  TD_NO_TIME */

	struct td_span id;         /* of the message, by the service */
	struct td_span message_id; /* RFC 5322, without <> */
	struct td_span recipient;
	struct td_span final_recipient; /* RFC 3464 2.3.2; n 0: as recipient */
	struct td_span sender;          /* MAIL FROM: an address or domain */
	struct td_span author;          /* From: likewise */
	struct td_span status;          /* RFC 3463 "5.1.1" */
	struct td_span reply; /* the text, with its code if any, without
	                         "smtp; " (RFC 3464 2.3.6) */
	struct td_span cause; /* the service's own word for why, where it has
	                         one: "MailboxFull", "bad-mailbox" */
	struct td_span relay; /* the host that answered */
	struct td_span relay_ip;
	struct td_span tls;
	struct td_span tag;      /* the campaign, as the sender named it */
	struct td_span reporter; /* who made an aggregate report */
	struct td_span auth_domain[TD_M_SENDER_ID];
};

/* One that tells nothing. */
static inline void
td_outcome_clear(struct td_outcome *o, enum td_service service)
{
	*o = (struct td_outcome){ .service = (uint8_t)service,
		.weight = 1,
		.when = TD_NO_TIME,
		.begun = TD_NO_TIME,
		.delay = TD_NO_TIME };
	memset(o->result, TD_R_MISSING, sizeof(o->result));
}

/* What one record can be found to lack, at most: the rest is not told. */
#define TD_FLAWS_TOLD 4

/* Where the outcomes of one record go. */
struct td_outcomes {
	struct td_batch *batch;
	uint32_t first; /* the record's first one */
	bool full;      /* the batch has no room for all of them: it ends, and
	                   the record is read again */
	bool too_many;  /* an empty batch has no room for all of them */
	bool too_long;  /* nor for their text */
	/* Where the event was seen to end, if its reader tells; see event.h. */
	const char *end;
	/* What was found to be lost of the record, while the rest is read. */
	size_t n_flaws;
	struct td_flaw flaw[TD_FLAWS_TOLD];
	const struct td_json_index *index; /* of the record, or NULL */
};

/* No more can be added. */
static inline bool
td_outcomes_is_over(const struct td_outcomes *to)
{
	return to->full || to->too_many || to->too_long;
}

/* There is too little scratch: an emptier batch may have enough. */
static inline void
td_outcomes_no_scratch(struct td_outcomes *to)
{
	if (to->batch->n > 0)
		to->full = true;
	else
		to->too_long = true;
}

/* For a record that comes behind those in the batch. */
void td_outcomes_begin(struct td_outcomes *to, struct td_batch *batch);

/* Add a flaw, for whoever appends the record: `where` lies in it. */
void td_outcomes_flaw(
    struct td_outcomes *to, struct td_span where, enum td_defect what);

/*
 * Append one that tells nothing but the service; NULL: there is no room, and
 * the reader need not go on.
 */
struct td_outcome *td_outcome_add(
    struct td_outcomes *to, enum td_service service);

/*
 * Append the record `whole` with these outcomes and flaws; false if the batch
 * has no room for all of it, which is left to the caller to take back.
 */
bool td_outcomes_append(struct td_outcomes *to, struct td_span whole);

/*
 * Room for n bytes in the batch's scratch; NULL if there is none: then `to` is
 * full, or the text too long.
 */
char *td_outcome_scratch(struct td_outcomes *to, size_t n);

/* Parts one behind another with a byte between them, in scratch; n 0 if there
 * is no room, as above. */
struct td_span td_outcome_join(
    struct td_outcomes *to, const struct td_span *part, size_t n, char between);

/* In decimal, at the end of the buffer. */
enum { TD_OUTCOME_DIGITS = 20 };
struct td_span td_outcome_number(size_t n, char digits[TD_OUTCOME_DIGITS]);

/* "smtp; 550 no", "dns;mx.example.jp": what is behind the type, if there is one
 * (RFC 3464 2.1.2); trimmed. */
struct td_span td_outcome_untyped(struct td_span s);

/* The address in "Name <user@example.jp>" or "user@example.jp". */
struct td_span td_outcome_address(struct td_span s);

/*
 * RFC 3339, "2026-11-21T03:04:05.678Z" and its relatives: a blank for the T,
 * "+0900", "+09", no zone (UTC then).  Microseconds since 1970, or TD_NO_TIME.
 */
int64_t td_outcome_time(struct td_span s);

#endif
