/*
 * See terminal.h.
 */
#include "terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

const struct td_report_kind *
td_choose_report(const struct td_options *o)
{
	const struct td_report_kind *kind = o->report;

	if (kind == NULL && o->output != NULL)
		kind = td_report_by_suffix(o->output);
	if (kind == NULL)
		kind = td_report_find(
		    o->output == NULL && isatty(STDOUT_FILENO) ? "table" :
		                                                 "csv");
	return kind;
}

bool
td_terminal_color(const struct td_options *o)
{
	const char *no = getenv("NO_COLOR");

	if (o->color != TD_COLOR_AUTO)
		return o->color == TD_COLOR_ALWAYS;
	return o->output == NULL && isatty(STDOUT_FILENO) &&
	    (no == NULL || no[0] == '\0');
}

unsigned
td_terminal_columns(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
		return size.ws_col;
	return 80;
}
