/*
 * Readers of log lines, tried on texts: what every one is put through.
 */
#ifndef TD_TESTS_LINES_H
#define TD_TESTS_LINES_H

#include "formats/log.h"

struct line_vector {
	const char *source;
	const char *text;
	/* Its kind, a defect in parentheses, and what describe_event() says
	 * of the event, without program and time. */
	const char *event;
	/* A beginning that ends before the end of this is no event; or NULL. */
	const char *enough;
};

/* Every vector, and every beginning of it. */
void check_lines(td_line_reader *reader, const struct line_vector *v, size_t n);

/* Nothing but survival: the vectors with bytes of them replaced. */
void check_mutations(
    td_line_reader *reader, const struct line_vector *v, size_t n);

#endif
