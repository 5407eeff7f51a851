/*
 * A file of the user's, read whole: his carriers, his zone.
 */
#include "slurp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

char *
td_slurp(const char *file, const char *what, size_t *n, struct td_error *e)
{
	FILE *f = fopen(file, "re");
	size_t cap = 4096;
	char *text = NULL;

	*n = 0;
	if (f == NULL) {
		td_error_sys(e, "cannot open", errno);
		return NULL;
	}
	for (;;) {
		char *more = realloc(text, cap + 1);

		if (more == NULL) {
			td_error_sys(e, what, ENOMEM);
			break;
		}
		text = more;
		*n += fread(text + *n, 1, cap - *n, f);
		if (ferror(f)) {
			td_error_sys(e, "cannot read", errno);
			break;
		}
		if (*n < cap) {
			text[*n] = '\0';
			fclose(f);
			return text;
		}
		if (cap >= TD_SLURP_MAX) {
			td_error_set(e, what, "larger than 16 MiB");
			break;
		}
		cap *= 2;
	}
	fclose(f);
	free(text);
	return NULL;
}
