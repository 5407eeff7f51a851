/*
 * What the files of this folder share.
 */
#ifndef TD_HISTORY_PARTS_H
#define TD_HISTORY_PARTS_H

#include <stdio.h>
#include <sys/stat.h>

#include "history.h"
#include "sql.h"

/* A cell's row: the dimensions in the order of td_history_dims(), then these,
 * each a column. */
enum { TD_HISTORY_COUNTS = TD_N_COUNTERS + TD_N_HISTS };

struct td_history {
	struct td_sql *db;
	bool writes;
	char day[11], week_ago[11]; /* of the run, where it writes */
	char *still;     /* the path, if it must not change while it is read */
	struct stat was; /* how its file was when it was opened */
	struct td_history_head head;
	char *text[3];       /* of the head, owned */
	struct td_dims dims; /* by, and day; zone not set */
	struct td_sql_stmt *put_content, *put_file; /* kept */
	bool has[TD_HISTORY_COUNTS]; /* columns; those missing count as 0 */
};

/* Its column: "spf_pass", "hist_hops". */
void td_history_column(unsigned count, char name[64]);

/* Make the tables; h->dims tell of what. */
int td_history_make(struct td_history *h, struct td_error *e);

/* Look at which columns there are; add what is missing if it writes. */
int td_history_check(struct td_history *h, struct td_error *e);

/* Name the columns of a cell's row; with `missing` 0 for those that it has
 * not, else all. */
void td_history_list(const struct td_history *h, FILE *out);

/* After reading, with `rc` so far: what was read may have changed meanwhile. */
int td_history_done(const struct td_history *h, int rc, struct td_error *e);

#endif
