/*
 * What the readers of notices in words share (notice_words.c, notice_reply.c).
 */
#ifndef TD_FORMATS_NOTICE_H
#define TD_FORMATS_NOTICE_H

#include "mail_report_parts.h"

struct td_notice_words {
	struct td_span text;
	uint8_t value; /* enum td_stage */
};

bool td_notice_holds(struct td_span s, struct td_span words);

/* Whether the text begins with a row of a table, in any case. */
bool td_notice_begins(const struct td_span *table, size_t n, struct td_span s);

/* The value of the first row whose words the text holds, or 0. */
uint8_t td_notice_find(
    const struct td_notice_words *table, size_t n, struct td_span s);

/* Whether a reply begins at p: "550 no", "550-5.1.1 no", "550: no". */
bool td_notice_is_reply(const char *p, const char *end);

/* The reply of a server in a text; else n 0. */
struct td_span td_notice_reply(struct td_span s);

/* A status (RFC 3463) at p, or n 0: no version and no address. */
struct td_span td_notice_status_at(const char *p, const char *end);

/* The first status behind the code of a reply, or n 0. */
struct td_span td_notice_status(struct td_span reply);

/*
 * The recipient that a line begins with: "<u@example.jp>:", "u@example.jp",
 * "u@example.jp: 550 no", "\"u@example.jp\":", "Recipient: <u@example.jp>";
 * *said is where begins what is said of it.
 */
struct td_span td_notice_recipient(struct td_span line, const char **said);

#endif
