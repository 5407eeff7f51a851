/*
 * Lines of mail logs.  What stands before the text of a line (when, which
 * host, which program: the frame) is read first, whatever wrote the log; then
 * the program's own reader makes an event of the text.
 *
 *	Nov 21 17:58:00 mx1 postfix/smtp[123]: 4AbC: to=<u@example.jp>, ...
 *	|------ frame ---------------------------||-- text -------------->
 *
 * A file may hold lines of any program in any frame: each line is told by
 * itself.  FORMATS.md 0-7, 11 and 18 of the specification.
 */
#ifndef TD_FORMATS_LOG_H
#define TD_FORMATS_LOG_H

#include "field_authres.h"
#include "field_date.h"
#include "format.h"

/* Who wrote a line; the order is that of `todoku list formats`. */
enum td_program {
	TD_PROGRAM_NONE, /* unknown: the line is other */
	TD_PROGRAM_POSTFIX,
	TD_PROGRAM_EXIM,
	TD_PROGRAM_SENDMAIL,
	TD_PROGRAM_OPENSMTPD,
	TD_PROGRAM_QMAIL,
	TD_PROGRAM_HARAKA,
	TD_PROGRAM_RSPAMD,
	TD_PROGRAM_OPENDKIM,
	TD_PROGRAM_OPENDMARC,
	TD_PROGRAM_POLICYD_SPF, /* Python's and Perl's */
	TD_PROGRAM_AMAVIS,
	TD_PROGRAM_SPAMD,
	TD_N_PROGRAMS
};

const char *td_program_name(enum td_program p); /* "postfix" */

/* What a stamp does not say. */
enum td_stamp_lack {
	TD_STAMP_NO_YEAR = 1, /* RFC 3164: `when` is in the year 1972 */
	TD_STAMP_NO_ZONE = 2, /* `when` is local time, written as if UTC */
};

/* What became of an attempt, or of a recipient (RFC 3464 Action, widened). */
enum td_action {
	TD_ACTION_NONE,
	TD_ACTION_SENT,
	TD_ACTION_DEFERRED,
	TD_ACTION_FAILED,
	TD_ACTION_EXPIRED,
	TD_ACTION_SUPPRESSED, /* thrown away on purpose: DECISIONS.md 3 */
	TD_N_ACTIONS
};

/* The SMTP command that was answered. */
enum td_stage {
	TD_STAGE_NONE,
	TD_STAGE_CONNECT, /* also the greeting, and names that do not resolve */
	TD_STAGE_EHLO,    /* also STARTTLS and AUTH */
	TD_STAGE_MAIL,
	TD_STAGE_RCPT,
	TD_STAGE_DATA,
	TD_STAGE_EOD, /* the end of the data */
	TD_N_STAGES
};

/* Flags of an event. */
enum td_event_flag {
	TD_EVENT_NO_ATTEMPT = 1, /* no connection was tried: DECISIONS.md 2 */
	TD_EVENT_LIST = 2,       /* `recipient` is a list: td_recipients_next */
	TD_EVENT_DOMAIN = 4,     /* `recipient` is a bare domain (Haraka) */
	TD_EVENT_LOCAL = 8, /* delivered on this host: a mailbox, a command */
	TD_EVENT_FORWARD = 16,     /* alias expansion: `next_id` is another
	                              message, both count (DECISIONS.md 4) */
	TD_EVENT_NULL_SENDER = 32, /* the reverse-path is <> */
	TD_EVENT_SUBMITTED = 64,   /* by a local program: pickup, U=, uid= */
	TD_EVENT_CLOSES = 128,     /* the queue entry ends with this event */
	TD_EVENT_PIPE = 256, /* given to a command that may put it in again */
	TD_EVENT_NO_BRACKETS = 512, /* the recipient stood without <> */
	TD_EVENT_SUBMISSION = 1024  /* the relay was asked at a port where it
	                               takes submissions */
};

/*
 * What a line says.  Spans point into the line, or into the batch's scratch
 * where it had to be unescaped; n 0 where the line does not say it.
 *
 * kind		meaning				members beside the frame's
 * TD_DELIVER	an attempt, or a last state	queue_id recipient action stage
 *						status reply relay relay_ip
 *						delay stages tls next_id
 *						message_id sender original
 * TD_ACCEPT	a queue entry begins		queue_id client client_ip helo
 *						message_id sender recipient
 *						result[] auth_domain[]
 * TD_IDENTIFY	its Message-ID			queue_id message_id
 * TD_QUEUE	its sender and size		queue_id sender n_recipients
 * TD_AUTH	results of verification		queue_id or message_id or
 *						client_ip; result[]
 *						auth_domain[] or field_name
 *						field_body; of rspamd
 *						recipient
 * TD_EXPIRE	what is deferred is given up	queue_id
 * TD_REMOVE	the entry ends			queue_id
 * TD_BOUNCE	next_id is a DSN about it	queue_id next_id
 * TD_START	delivery_id is a recipient	queue_id recipient delivery_id
 *		(qmail); its TD_DELIVER has delivery_id in place of both
 * TD_LINK	goes on as next_id (amavis)	queue_id next_id action
 * TD_REJECT	refused before the queue	reply stage recipient client_ip
 * TD_REPEATED	"message repeated N times"	repeated
 * TD_DISCONNECT a client is gone		client_ip
 * TD_NOTE	nothing to count		(program NONE or known)
 */
struct td_event {
	uint8_t program;                /* enum td_program */
	uint8_t lacks;                  /* enum td_stamp_lack */
	uint8_t action;                 /* enum td_action */
	uint8_t stage;                  /* enum td_stage */
	uint16_t flags;                 /* enum td_event_flag */
	uint8_t result[TD_M_SENDER_ID]; /* by enum td_method: SPF, DKIM, DMARC,
	                                   ARC; TD_R_MISSING: not told */
	int64_t when;                   /* microseconds since 1970 UTC, but see
	                                   `lacks`; TD_NO_TIME: none */
	int64_t delay;     /* microseconds in the queue; TD_NO_TIME: not told */
	uint32_t count[3]; /* Haraka: accepted, deferred, failed recipients;
	                      else 1, 0, 0 */
	uint32_t repeated;
	uint32_t n_recipients;
	uint32_t queue_no; /* K of indimail's queueK, a part of queue_id and of
	                      delivery_id; else 0 */

	struct td_span host; /* that wrote the line */
	struct td_span queue_id;
	struct td_span delivery_id;
	struct td_span next_id;
	struct td_span message_id; /* without <> */
	struct td_span sender;     /* without <> */
	struct td_span recipient;  /* without <>; else see TD_EVENT_LIST */
	struct td_span original;   /* before aliases: orig_to, <original> */
	struct td_span relay;      /* host, or socket, or name of a transport */
	struct td_span relay_ip;
	struct td_span client, client_ip, helo;
	struct td_span status; /* RFC 3463 "5.1.1" */
	struct td_span reply;  /* the text in words; with its code if any */
	struct td_span stages; /* Postfix' a/b/c/d, as written */
	struct td_span tls;    /* "TLSv1.3 ..."; Postfix' tls= */
	struct td_span auth_domain[TD_M_SENDER_ID];
	struct td_span field_name, field_body; /* a header field in the log */
};

/* A line without its frame. */
struct td_line {
	uint8_t program; /* by the tag, or by the frame itself */
	uint8_t lacks;
	int64_t when;
	struct td_span host;
	struct td_span tag; /* "postfix/smtp" */
	struct td_span pid;
	struct td_span text; /* behind "tag[pid]: " and "[ID n f.s] " */
};

/*
 * Read the frame of a line (without its line break; `end` may be followed by
 * anything, TD_PAD bytes can be loaded).  JSON text (journald) is unescaped
 * into scratch[*n_scratch..cap) with TD_PAD behind it; when that is too little,
 * *n_scratch is set above cap and the text is not there.  False if the line has
 * no frame that is known: it is no log line.
 */
bool td_log_frame(struct td_span line, char *scratch, size_t cap,
    size_t *n_scratch, struct td_line *out);

/*
 * The readers, one file each.  *e is cleared and has the frame's members.  The
 * result is the kind; on a line that looks like a delivery and cannot be read
 * TD_NOTE is returned and *defect set (it is TD_N_DEFECTS before).
 */
typedef enum td_kind td_line_reader(
    const struct td_line *line, struct td_event *e, enum td_defect *defect);

td_line_reader td_postfix_line, td_exim_line, td_sendmail_line,
    td_opensmtpd_line, td_qmail_line, td_haraka_line, td_rspamd_line,
    td_opendkim_line, td_opendmarc_line, td_policyd_spf_line, td_amavis_line,
    td_spamd_line;

/*
 * The next recipient of a list as a log writes it: "<a@x>,<b@y>", "a@x, b@y",
 * with quoted local parts.  *rest is what is left, padded as a line is; false
 * at its end.
 */
bool td_recipients_next(struct td_span *rest, struct td_span *recipient);

#endif
