/*
 * What the readers of mail_report.c share.
 */
#ifndef TD_FORMATS_MAIL_REPORT_PARTS_H
#define TD_FORMATS_MAIL_REPORT_PARTS_H

#include "event_member.h"
#include "mail_report.h"
#include "mailer.h"
#include "mime.h"

/* A report at work. */
struct td_report {
	struct td_outcomes *to;
	size_t n_before; /* outcomes of the batch that are not of it */
	/* What is the same for all its recipients; without an id. */
	struct td_outcome of_all;
	struct td_span head, own_id, from;
	struct td_span queue_id, reporting_mta; /* of a DSN */
	struct td_span returned_to;
	struct td_span failed;    /* X-Failed-Recipients */
	struct td_span said;      /* in words, of nobody that is named */
	struct td_mime_part text; /* the first part of text */
	struct td_mime_part html; /* likewise */
	bool complains;           /* an abuse report of a complaint */
	bool understood;          /* also if it tells of nothing that counts */
	bool returned;   /* the header of the message it is about was found */
	bool declared;   /* it says that it is a report */
	bool auto_reply; /* RFC 3834; many bounces say so, too */
	bool receipt;    /* RFC 8098 */
	bool event;      /* a service told it (td_report_sns) */
	bool delayed;    /* its subject says that nothing is decided */
	bool fails;      /* its subject says that something failed */
	enum td_mailer mailer; /* whom it is from */
};

/* Append an outcome like `of_all`; NULL if there is no room. */
struct td_outcome *td_report_add(
    struct td_report *r, struct td_span recipient, enum td_action action);

/* The text of a part, decoded. */
struct td_span td_report_text(
    struct td_report *r, const struct td_mime_part *part);

/* On one line: each line break and the blanks around it become a blank. */
struct td_span td_report_unfold(struct td_report *r, struct td_span s);

/*
 * The address in a field such as Final-Recipient: a type and brackets are
 * taken off, xtext (RFC 3461 4) is decoded; n 0 if it is none.
 */
struct td_span td_report_recipient(struct td_report *r, struct td_span body);

/* The first address that stands in a text; n 0 if there is none. */
struct td_span td_report_find_address(struct td_span text);

/* The header of the message that the report is about; the first one counts. */
void td_report_returned(struct td_report *r, struct td_span header);

/* message/delivery-status (RFC 3464 2). */
void td_report_dsn(struct td_report *r, struct td_span text);

/* message/feedback-report (RFC 5965 3). */
void td_report_arf(struct td_report *r, struct td_span text);

/*
 * A notice in words (notice_words.c).  If there are outcomes already, what it
 * says of them completes them: the stage of the dialogue, which no field of
 * RFC 3464 tells.
 */
void td_report_words(struct td_report *r, struct td_span text);

/* Add to an outcome what is said of its recipient, on one line. */
void td_report_complete(struct td_outcome *o, struct td_span said);

/* The command that was answered, as programs put it in words. */
enum td_stage td_report_stage(struct td_span said);

/* HTML as lines of text, in scratch (notice_html.c). */
struct td_span td_report_plain(struct td_report *r, struct td_span html);

/* An event of Amazon SES that SNS sent by mail; false if it is none. */
bool td_report_sns(struct td_report *r, struct td_span text);

#endif
