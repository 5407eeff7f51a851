/*
 * Result fields of a message that a line of a log quotes (header_checks,
 * milters): a sender can write them, so DECISIONS.md 13.
 */
#ifndef TD_OBSERVE_LOG_FIELD_H
#define TD_OBSERVE_LOG_FIELD_H

#include "analyzer/observe/psl.h"
#include "analyzer/observe/reading.h"

/*
 * Who wrote the field: the authserv-id, or the receiver of Received-SPF.  n 0:
 * the line has no such field, it does not say, or it tells nothing of this host
 * (ARC-Authentication-Results are of the one before).
 */
struct td_span td_log_field_id(const struct td_event *e);

/*
 * Whether that is the host that wrote the line, or its organizational domain,
 * or was given by --authserv-id.  A flat host name ("mx1") is believed for
 * "mx1" only: "mx1.example.com" may be anybody's.  `trust` and `orgs` may be
 * NULL.
 */
bool td_log_field_believed(const struct td_trust *trust, struct td_orgs *orgs,
    struct td_span host, struct td_span id);

#endif
