/*
 * Where standard output goes, and what may be done there.
 */
#ifndef TD_ANALYZER_TERMINAL_H
#define TD_ANALYZER_TERMINAL_H

#include "options.h"

/* Which report: -O, else by the suffix of -o, else by where it goes. */
const struct td_report_kind *td_choose_report(const struct td_options *o);

/* 80 if it is none. */
unsigned td_terminal_columns(void);

/* By --color, NO_COLOR, and whether a report goes to a terminal. */
bool td_terminal_color(const struct td_options *o);

#endif
