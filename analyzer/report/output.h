/*
 * How a report gets into a file: whole or not at all.
 */
#ifndef TD_REPORT_OUTPUT_H
#define TD_REPORT_OUTPUT_H

#include <stdio.h>

#include "analyzer/error.h"

/* ferror() and *error (an errno; 0 before) tell how it went. */
typedef void td_print(FILE *out, void *arg, int *error);

/*
 * Print into `path` by a temporary name in the same folder, fsync and rename;
 * NULL or "-" is standard output.  -1 and *e on failure.
 */
int td_output_write(
    td_print *print, void *arg, const char *path, struct td_error *e);

#endif
