/*
 * Rules of refusals as constant tables.  The rule's name is made of the file's
 * PREFIX and of what it looks for: unique, and the same as long as it looks for
 * the same.  The ids of the sources are those of BOUNCES.md; "seen" is a reply
 * in real logs or bounces, see the test.
 */
#ifndef TD_OBSERVE_REASON_TABLE_H
#define TD_OBSERVE_REASON_TABLE_H

#include "analyzer/observe/carrier.h"
#include "analyzer/observe/reason.h"

struct td_reason_rule {
	const char *name, *source;
	struct td_span says, then;   /* both, in this order; n 0: anything */
	uint16_t code;               /* 550; 5: any 5xx; 0: any */
	uint8_t class;               /* of the status; 0: any */
	uint16_t subject, low, high; /* subject 0: any status */
	uint8_t reason;              /* enum td_reason */
	uint8_t stages;              /* bits of enum td_stage; 0: any */
	bool until;                  /* before TD_DOCOMO_ACCEPTS only */
};

/* A service's own word for why. */
struct td_cause {
	enum td_service service;
	struct td_span word;
	bool first; /* before what generic rules make of the reply */
	struct td_reason_rule rule;
};

/* NULL: it is not known. */
const struct td_cause *td_cause_find(
    enum td_service service, struct td_span word);
const struct td_cause *td_cause_at(size_t i); /* NULL behind the last */

struct td_reason_table {
	const char *const *carriers; /* keys, ending with NULL */
	const char *const *hosts;    /* domains of relays, ending with NULL */
	const struct td_reason_rule *rule;
	size_t n;
};

#define N_RULES(a) (sizeof(a) / sizeof((a)[0]))
#define STAGE(s) (1 << TD_STAGE_##s)
#define LATE (STAGE(DATA) | STAGE(EOD)) /* the recipient had been taken */

/* Reason, needle, source. */
#define SAYS(r, needle, from)                                                  \
	{                                                                      \
		.name = PREFIX needle, .source = from, .says = TD_LIT(needle), \
		.reason = TD_REASON_##r                                        \
	}
#define SAYS2(r, a, b, from)                                                   \
	{                                                                      \
		.name = PREFIX a " ... " b, .source = from, .says = TD_LIT(a), \
		.then = TD_LIT(b), .reason = TD_REASON_##r                     \
	}
/* The reply code as well: 5 is any 5xx. */
#define CODE_SAYS(r, number, needle, from)                         \
	{                                                          \
		.name = PREFIX #number " " needle, .source = from, \
		.says = TD_LIT(needle), .code = number,            \
		.reason = TD_REASON_##r                            \
	}
#define CODE(r, number, from)                                           \
	{                                                               \
		.name = PREFIX #number, .source = from, .code = number, \
		.reason = TD_REASON_##r                                 \
	}
/* The status as well, of any class. */
#define STATUS_SAYS(r, s, d, needle, from)                                 \
	{                                                                  \
		.name = PREFIX "x." #s "." #d " " needle, .source = from,  \
		.says = TD_LIT(needle), .subject = s, .low = d, .high = d, \
		.reason = TD_REASON_##r                                    \
	}
#define STATUS(r, s, d, from)                                                \
	{                                                                    \
		.name = PREFIX "x." #s "." #d, .source = from, .subject = s, \
		.low = d, .high = d, .reason = TD_REASON_##r                 \
	}
/* Of one class, a range. */
#define RANGE(r, c, s, from_d, to_d, from)                               \
	{                                                                \
		.name = PREFIX #c "." #s "." #from_d "-" #to_d,          \
		.source = from, .class = c, .subject = s, .low = from_d, \
		.high = to_d, .reason = TD_REASON_##r                    \
	}
/* At one stage. */
#define AT(r, stage, needle, from)                                   \
	{                                                            \
		.name = PREFIX needle " at " #stage, .source = from, \
		.says = TD_LIT(needle), .stages = STAGE(stage),      \
		.reason = TD_REASON_##r                              \
	}
#define AFTER_DATA(r, needle, from)                                  \
	{                                                            \
		.name = PREFIX needle " after DATA", .source = from, \
		.says = TD_LIT(needle), .stages = LATE,              \
		.reason = TD_REASON_##r                              \
	}

extern const struct td_reason_table td_reason_google, td_reason_microsoft;
extern const struct td_reason_table td_reason_yahoo, td_reason_apple;
extern const struct td_reason_table td_reason_docomo, td_reason_au;
extern const struct td_reason_table td_reason_softbank, td_reason_ymobile;
extern const struct td_reason_table td_reason_rakuten, td_reason_au_one_net;
extern const struct td_reason_table td_reason_jcom, td_reason_biglobe;
extern const struct td_reason_table td_reason_yahoo_jp;
extern const struct td_reason_table td_reason_generic; /* by words */
extern const struct td_reason_table td_reason_status;  /* by RFC 3463 */
extern const struct td_reason_table td_reason_stage;   /* last of all */

#endif
