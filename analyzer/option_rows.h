/*
 * The table of options, for options.c.
 */
#ifndef TD_ANALYZER_OPTION_ROWS_H
#define TD_ANALYZER_OPTION_ROWS_H

#include "options.h"

struct td_option_row {
	const char *name;
	char letter;       /* 0: none */
	const char *arg;   /* NULL: takes none */
	unsigned commands; /* TD_CMD_... */
	const char *doc;   /* lines of at most 48 bytes */
	/* NULL, or what is wrong. */
	const char *(*parse)(struct td_options *o, const char *arg);
};

extern const struct td_option_row td_option_rows[];
extern const size_t td_n_option_rows;

#endif
