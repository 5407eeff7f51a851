/*
 * The files that mail stores keep beside the mail.  Internal to input/.
 */
#ifndef TD_INPUT_BOOKKEEPING_H
#define TD_INPUT_BOOKKEEPING_H

#include <stdbool.h>

/* Whether a file or folder of that name (no path) holds no mail. */
bool td_is_bookkeeping(const char *name);

#endif
