/*
 * What is left when no words helped: the enhanced status by Sisimai's table
 * (BOUNCES.md 7; RFC 3463, 7372, 7505), then the stage and code (BOUNCES.md 2).
 */
#include "analyzer/observe/reason_table.h"

#define PREFIX "status: "
#define FOUR(r, s, d) RULE(r, 4, s, d)
#define FIVE(r, s, d) RULE(r, 5, s, d)
#define RULE(r, c, s, d)                                            \
	{                                                           \
		.name = PREFIX #c "." #s "." #d, .source = "7 SIS", \
		.class = c, .subject = s, .low = d, .high = d,      \
		.reason = TD_REASON_##r                             \
	}
/* Any detail: 999 is the last. */
#define MEDIA(c)                                                         \
	{                                                                \
		.name = PREFIX #c ".6.x", .source = "7 SIS", .class = c, \
		.subject = 6, .low = 0, .high = 999,                     \
		.reason = TD_REASON_CONTENTERROR                         \
	}

static const struct td_reason_rule status[] = {
	FOUR(HASMOVED, 1, 6),
	FOUR(REJECTED, 1, 7),
	FOUR(REJECTED, 1, 8),
	FOUR(BLOCKED, 2, 1),
	FOUR(MAILBOXFULL, 2, 2),
	FOUR(EMAILTOOLARGE, 2, 3),
	FOUR(SYSTEMFULL, 3, 1),
	FOUR(NOTACCEPT, 3, 2),
	FOUR(SYSTEMERROR, 3, 3),
	FOUR(SYSTEMERROR, 3, 5),
	FOUR(EXPIRED, 4, 1),
	FOUR(NETWORKERROR, 4, 2),
	FOUR(SYSTEMERROR, 4, 3),
	FOUR(NETWORKERROR, 4, 4),
	FOUR(SYSTEMFULL, 4, 5),
	FOUR(NETWORKERROR, 4, 6),
	FOUR(EXPIRED, 4, 7),
	FOUR(NETWORKERROR, 4, 8),
	FOUR(SYSTEMERROR, 5, 3),
	MEDIA(4),
	FOUR(BLOCKED, 7, 1),
	FOUR(BLOCKED, 7, 2),
	FOUR(AUTHFAILURE, 7, 24),
	FOUR(REQUIREPTR, 7, 25),
	FOUR(AUTHFAILURE, 7, 26),

	FIVE(USERUNKNOWN, 1, 0),
	FIVE(USERUNKNOWN, 1, 1),
	FIVE(HOSTUNKNOWN, 1, 2),
	FIVE(USERUNKNOWN, 1, 3),
	FIVE(FILTERED, 1, 4),
	FIVE(HASMOVED, 1, 6),
	FIVE(REJECTED, 1, 7),
	FIVE(REJECTED, 1, 8),
	FIVE(NOTACCEPT, 1, 10),
	FIVE(FILTERED, 2, 0),
	FIVE(FILTERED, 2, 1),
	FIVE(MAILBOXFULL, 2, 2),
	FIVE(EMAILTOOLARGE, 2, 3),
	FIVE(FILTERED, 2, 4),
	FIVE(SYSTEMERROR, 3, 0),
	FIVE(SYSTEMFULL, 3, 1),
	FIVE(NOTACCEPT, 3, 2),
	FIVE(SYSTEMERROR, 3, 3),
	FIVE(EMAILTOOLARGE, 3, 4),
	FIVE(SYSTEMERROR, 3, 5),
	FIVE(NETWORKERROR, 4, 0),
	FIVE(SYSTEMERROR, 4, 3),
	FIVE(HOSTUNKNOWN, 4, 4),
	FIVE(SYNTAXERROR, 5, 2),
	FIVE(RATELIMITED, 5, 3),
	FIVE(SYSTEMERROR, 5, 4),
	FIVE(SYSTEMERROR, 5, 5),
	FIVE(SYNTAXERROR, 5, 6),
	MEDIA(5),
	RANGE(SECURITYERROR, 5, 7, 0, 12, "7 SIS"),
	FIVE(SUSPEND, 7, 13),
	RANGE(SECURITYERROR, 5, 7, 14, 15, "7 SIS"),
	FIVE(EMAILTOOLARGE, 7, 16),
	FIVE(HASMOVED, 7, 17),
	FIVE(HASMOVED, 7, 18),
	FIVE(SECURITYERROR, 7, 19),
	RANGE(AUTHFAILURE, 5, 7, 20, 24, "7 SIS"),
	FIVE(REQUIREPTR, 7, 25),
	FIVE(AUTHFAILURE, 7, 26),
	FIVE(NOTACCEPT, 7, 27),
	FIVE(SPAMDETECTED, 7, 28),
	FIVE(AUTHFAILURE, 7, 29),
	FIVE(FAILEDSTARTTLS, 7, 30),
};

#undef PREFIX

const struct td_reason_table td_reason_status = { NULL, NULL, status,
	N_RULES(status) };

#define PREFIX "stage: "
#define STOPPED(r, stage, number)                                 \
	{                                                         \
		.name = PREFIX #stage " " #number, .source = "2", \
		.code = number, .stages = STAGE(stage),           \
		.reason = TD_REASON_##r                           \
	}

static const struct td_reason_rule stage[] = {
	STOPPED(NOTACCEPT, RCPT, 556), /* RFC 7504 */
	STOPPED(USERUNKNOWN, RCPT, 550),
	STOPPED(USERUNKNOWN, RCPT, 551),
	STOPPED(USERUNKNOWN, RCPT, 553),
	STOPPED(REJECTED, MAIL, 5),
	STOPPED(BLOCKED, CONNECT, 5),
	STOPPED(BLOCKED, EHLO, 5),
	STOPPED(UNDEFINED, EOD, 5),
};

const struct td_reason_table td_reason_stage = { NULL, NULL, stage,
	N_RULES(stage) };
