/*
 * Members of services' events: what their readers (event.h) share.
 */
#ifndef TD_FORMATS_EVENT_MEMBER_H
#define TD_FORMATS_EVENT_MEMBER_H

#include "event.h"

/* A word of a service, and what it says of the mail. */
struct td_event_word {
	struct td_span word;
	uint8_t action; /* enum td_action */
	uint16_t flags; /* enum td_outcome_flag */
	bool nothing;   /* no outcome */
};

/* The row of the word; NULL: there is none. */
const struct td_event_word *td_event_find(
    const struct td_event_word *rows, size_t n, struct td_span word);

/* td_json_read() of the object; *end, if it is asked for, is behind it then. */
bool td_event_members(const struct td_json_value *object,
    const struct td_span *wanted, size_t n, struct td_json_value *v,
    const char **end);

/*
 * A string's text, or a number as it is written; of an array its first element.
 * Empty for anything else.
 */
struct td_span td_event_scalar(
    struct td_outcomes *to, const struct td_json_value *v);

/* The address in a scalar. */
struct td_span td_event_address(
    struct td_outcomes *to, const struct td_json_value *v);

/*
 * Set the reverse-path, which is <> if there is a string without an address.
 */
void td_event_sender(struct td_outcomes *to, const struct td_json_value *v,
    struct td_outcome *o);

/* A Message-ID (RFC 5322 3.6.4) without its <>. */
struct td_span td_event_message_id(struct td_span s);

/*
 * The reply of a server of which the code is told apart: "550 5.1.1 no".  What
 * is empty, or what `text` begins with already, is left out.
 */
struct td_span td_event_reply(struct td_outcomes *to, struct td_span code,
    struct td_span status, struct td_span text);

/* Whether TLS was used, from true, 1, "1" and their like; "none" if not. */
struct td_span td_event_tls(
    struct td_outcomes *to, const struct td_json_value *v);

/* Seconds since 1970, or RFC 3339, also in a string; TD_NO_TIME. */
int64_t td_event_time(struct td_outcomes *to, const struct td_json_value *v);

/* From a time to a later one; TD_NO_TIME if one is not known. */
int64_t td_event_since(int64_t from, int64_t to);

/*
 * Whether a feedback report (RFC 5965) of this type is a complaint of the
 * recipient: not-spam (RFC 6430) and auth-failure (RFC 6591) are none.
 */
bool td_event_complains(struct td_span feedback_type);

#endif
