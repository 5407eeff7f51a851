/*
 * Parts of the reader of sendmail's logs; nobody else needs this.
 */
#ifndef TD_FORMATS_LOG_SENDMAIL_H
#define TD_FORMATS_LOG_SENDMAIL_H

#include "log.h"

struct td_sendmail_field {
	struct td_span key, value;
};

/*
 * The field "key=value" at *p, which ends before ", key="; *p is moved behind
 * the comma and blank.  False where no field begins.
 */
bool td_sendmail_field(
    const char **p, const char *end, struct td_sendmail_field *f);

/* "host. [ip] (may be forged)", "user@localhost", "[ip]" */
struct td_sendmail_relay {
	struct td_span host, ip;
};
struct td_sendmail_relay td_sendmail_relay(struct td_span text);

/* Without the angle brackets, if it has both. */
struct td_span td_sendmail_path(struct td_span s);

/* A line "to=..."; p is behind the "=". */
enum td_kind td_sendmail_delivery(
    const char *p, const char *end, struct td_event *e, enum td_defect *defect);

/* A line "ruleset=..."; p is behind the "=". */
enum td_kind td_sendmail_ruleset(
    const char *p, const char *end, struct td_event *e);

/* A line "Milter..."; p is at its beginning. */
enum td_kind td_sendmail_milter(
    const char *p, const char *end, struct td_event *e);

#endif
