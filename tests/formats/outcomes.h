/*
 * Readers of services' events (formats/event.h), tried on objects: what every
 * one is put through.
 */
#ifndef TD_TESTS_OUTCOMES_H
#define TD_TESTS_OUTCOMES_H

#include "formats/event.h"

/* Each ' of the texts stands for a ". */
struct event_vector {
	const char *source;
	const char *json;
	/* "foreign", "broken", or what describe_outcome() says of its
	 * outcomes, a line each. */
	const char *said;
};

/*
 * The suite `name`, for main() to return: every vector; none is another
 * service's; none needs more room than it is given without saying so; and the
 * vectors with bytes replaced and cut short, of which nothing is asked but
 * survival and order.
 */
int run_events(const char *name, td_event_reader *reader,
    const struct event_vector *v, size_t n);

#endif
