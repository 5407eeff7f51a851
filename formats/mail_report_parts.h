/*
 * What the readers of mail_report.c share.
 */
#ifndef TD_FORMATS_MAIL_REPORT_PARTS_H
#define TD_FORMATS_MAIL_REPORT_PARTS_H

#include "event_member.h"
#include "mail_report.h"
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
	struct td_mime_part text; /* the first part of text */
	bool complains;           /* an abuse report of a complaint */
	bool understood;          /* also if it tells of nothing that counts */
	bool returned;   /* the header of the message it is about was found */
	bool declared;   /* it says that it is a report */
	bool auto_reply; /* RFC 3834; many bounces say so, too */
	bool receipt;    /* RFC 8098 */
};

/* No more can be appended. */
static inline bool
td_report_is_full(const struct td_report *r)
{
	return r->to->full || r->to->too_many || r->to->too_long;
}

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

/* A notice in words (notice_words.c). */
void td_report_words(struct td_report *r, struct td_span text);

#endif
