/*
 * The client that brought a message to the receiver's border, and the domain
 * of the header that the receiver would check: what SPF is evaluated with.
 */
#ifndef TD_OBSERVE_CLIENT_H
#define TD_OBSERVE_CLIENT_H

#include "reading.h"

/*
 * The address that the receiver saw: as a Received-SPF that is believed tells
 * it, else that of the boundary's Received.  n 0: neither tells a public one.
 * What senders write about themselves is never asked.
 */
struct td_span td_client_address(const struct td_reading *r);

/*
 * SEMANTICS.md 7: docomo goes by From, also where there is a Sender; the others
 * by the PRA.  n 0: there is none.
 */
struct td_span td_client_header(const struct td_reading *r);

#endif
