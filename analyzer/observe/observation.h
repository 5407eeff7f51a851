/*
 * An observation: one message for one recipient, with its verdicts.  It is all
 * that the counting downstream sees.
 */
#ifndef TD_OBSERVE_OBSERVATION_H
#define TD_OBSERVE_OBSERVATION_H

#include <stdint.h>

#include "carrier.h"
#include "formats/field_authres.h"
#include "formats/field_date.h"
#include "formats/field_received.h"
#include "formats/log.h"
#include "reason.h"

/* The methods that are reported, in their order. */
enum td_auth {
	TD_A_SPF,
	TD_A_DKIM,
	TD_A_DMARC,
	TD_A_ARC,
	TD_A_SENDER_ID,
	TD_N_AUTH
};

/* td_observation.hops where nothing tells of hops. */
#define TD_NO_HOPS UINT16_MAX

enum td_alignment { TD_ALIGNED, TD_UNALIGNED, TD_ALIGN_UNKNOWN, TD_N_ALIGN };

struct td_observation {
	uint64_t weight; /* messages it stands for; 1 but for reports */
	int64_t when;    /* microseconds since 1970 UTC, or TD_NO_TIME */

	/* Lower-case ASCII; "(none)", "(unknown)" where there is none. */
	struct td_span domain;
	struct td_carrier carrier;

	/* Names that may become dimensions; n 0 where unknown. */
	struct td_span author_domain;
	struct td_span mailfrom_domain;
	struct td_span sdid; /* aligned passing one, else first passing, else
	                        first */
	struct td_span authserv_id;
	struct td_span relay; /* "by" host of the boundary */
	struct td_span reporter;
	struct td_span hostname;
	struct td_span tag;
	struct td_span source; /* set by the engine */
	const char *format;    /* set by the engine */

	uint8_t result[TD_N_AUTH]; /* enum td_result */
	bool dkim_aligned_pass;
	bool forwarded;    /* spf and dmarc are TD_R_MISSING then, by default */
	uint8_t alignment; /* enum td_alignment: derived, relaxed */
	uint8_t pra;       /* enum td_alignment: PRA against MAIL FROM */
	uint8_t tls;       /* enum td_tls */
	uint8_t fcrdns;    /* enum td_fcrdns */
	uint16_t hops;     /* number of Received fields, or TD_NO_HOPS */
	int64_t delay;     /* microseconds from first to last hop, or until the
	                      receiver accepted; of TD_ACTION_DEFERRED, until
	                      its last try; negative: skewed clocks; TD_NO_TIME:
	                      unknown */

	/* What logs and reports tell; mail leaves it all 0. */
	uint8_t outcome; /* enum td_action; SENT: accepted, NONE: not told */
	uint64_t complaints; /* may stand alone, with weight 0 */
	bool has_reason;
	bool untold;      /* a service has it, and tells no outcome */
	bool hard;        /* failed, and the address is not to be tried again */
	uint8_t reason;   /* enum td_reason, if has_reason */
	const char *rule; /* that found it; a literal, or NULL */
	uint8_t stage;    /* enum td_stage of the last reply */
	uint16_t code;    /* 550; 0: none */
	uint32_t attempts;
	struct td_span status; /* RFC 3463 "5.1.1"; n 0: none */
};

#endif
