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

struct line_program {
	td_line_reader *reader;
	const struct line_vector *v;
	size_t n;
};

/*
 * The suite `name`, for main() to return: every vector of the programs, every
 * beginning of it, and the vectors with bytes of them replaced, of which
 * nothing is asked but survival.
 */
int run_lines(const char *name, const struct line_program *programs, size_t n);

#endif
