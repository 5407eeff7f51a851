/*
 * What became of one message for one recipient, as the lines of a log tell it,
 * into an observation: the counterpart of td_observe_mail.
 */
#ifndef TD_OBSERVE_DELIVERY_H
#define TD_OBSERVE_DELIVERY_H

#include "analyzer/observe/queue.h"
#include "analyzer/observe/reason.h"
#include "formats/outcome.h"

/* Spans are valid until the next delivery, or as long as the settled one. */
struct td_delivery {
	/* `when` is the time of injection, not that of the outcome, which
	 * would leak over the end of a period (FORMATS.md 20). */
	struct td_observation obs;
	struct td_verdict verdict; /* rule NULL: nothing was refused */
	/*
	 * Why `accepted` is said of a relay on the sender's side or of a
	 * gateway, which tells nothing of the mailbox; NULL: it is not.  A
	 * literal.
	 */
	const char *relayed;
};

/* The service that took it, if that names its messages by the ids that it
 * answers with: its events may tell more.  Else NONE. */
enum td_service td_delivery_joins(const struct td_settled *s);

struct td_deliveries; /* one a thread: caches */

struct td_deliveries *td_deliveries_new(const struct td_trust *trust);
void td_deliveries_free(struct td_deliveries *d);

/* Sets every member of *out but obs.source and obs.format. */
enum td_seen td_observe_delivery(struct td_deliveries *d,
    const struct td_settled *s, struct td_delivery *out);

#endif
