/*
 * The tables.  Their columns are made of the tables of dimensions and counters;
 * a counter that is new is a column that is added, 0 for all that was counted
 * before.  The text is kept by SQLite, and is what .schema shows.
 */
#include <errno.h>
#include <stdlib.h>

#include "parts.h"

static const char tables[] =
    "CREATE TABLE history ( -- what it was begun with\n"
    "\tname TEXT PRIMARY KEY,\n"
    "\tvalue NOT NULL\n"
    ") WITHOUT ROWID;\n"

    "CREATE TABLE state ( -- what is open, in parts\n"
    "\tname TEXT NOT NULL,\n"
    "\tpart INTEGER NOT NULL,\n"
    "\tbytes BLOB NOT NULL,\n"
    "\tPRIMARY KEY (name, part)\n"
    ");\n"

    "CREATE TABLE content ( -- what was read, by a hash of it\n"
    "\tidentity BLOB NOT NULL, -- hex(identity) is what cells files have\n"
    "\tlength INTEGER NOT NULL,\n"
    "\tcounted INTEGER NOT NULL, -- bytes of it\n"
    "\tbeginning INTEGER NOT NULL, -- hash of its first bytes\n"
    "\tmarks BLOB NOT NULL,\n"
    "\tseen TEXT NOT NULL, -- day, may be a week old\n"
    "\tPRIMARY KEY (identity, length)\n"
    ") WITHOUT ROWID;\n"

    "CREATE TABLE file ( -- need not be opened as long as it is the same\n"
    "\tinode INTEGER NOT NULL,\n"
    "\tpath TEXT NOT NULL,\n"
    "\tsize INTEGER NOT NULL,\n"
    "\tmodified INTEGER NOT NULL, -- nanoseconds since 1970 UTC\n"
    "\tseen TEXT NOT NULL, -- day, may be a week old\n"
    "\tPRIMARY KEY (inode, path)\n"
    ") WITHOUT ROWID;\n";

void
td_history_column(unsigned count, char name[64])
{
	if (count < TD_N_COUNTERS)
		snprintf(name, 64, "%s", td_counter_name(count));
	else
		snprintf(
		    name, 64, "hist_%s", td_hist_name(count - TD_N_COUNTERS));
	for (char *p = name; *p != '\0'; p++)
		if (*p == '.')
			*p = '_';
}

/* "spf_pass" INTEGER DEFAULT 0 */
static void
put_column(FILE *out, unsigned count)
{
	char name[64];

	td_history_column(count, name);
	fprintf(out, "\"%s\" %s", name,
	    count < TD_N_COUNTERS ? "INTEGER DEFAULT 0" : "BLOB DEFAULT x''");
}

static void
put_cell_table(FILE *out, const struct td_dims *d)
{
	fputs(
	    "CREATE TABLE cell ( -- what was counted of a day and key\n", out);
	for (size_t i = 0; i < d->n; i++)
		fprintf(out, "\t\"%s\" TEXT NOT NULL,\n", d->dim[i]->name);
	for (unsigned i = 0; i < TD_HISTORY_COUNTS; i++) {
		putc('\t', out);
		put_column(out, i);
		fputs(",\n", out);
	}
	/* Days first: a report reads some, and --keep removes some. */
	fputs("\tPRIMARY KEY (\"day\"", out);
	for (size_t i = 0; i + 1 < d->n; i++)
		fprintf(out, ", \"%s\"", d->dim[i]->name);
	fputs(")\n) WITHOUT ROWID;\n", out);
}

void
td_history_list(const struct td_history *h, FILE *out)
{
	char name[64];

	for (size_t i = 0; i < h->dims.n; i++)
		fprintf(out, "\"%s\", ", h->dims.dim[i]->name);
	for (unsigned i = 0; i < TD_HISTORY_COUNTS; i++) {
		td_history_column(i, name);
		if (h->has[i])
			fprintf(out, "\"%s\"", name);
		else
			fputs(i < TD_N_COUNTERS ? "0" : "x''", out);
		if (i + 1 < TD_HISTORY_COUNTS)
			fputs(", ", out);
	}
}

static int
run(struct td_history *h, FILE *out, char **text, struct td_error *e)
{
	int rc;

	if (fclose(out) != 0) {
		td_error_sys(e, "cannot use the history", ENOMEM);
		rc = -1;
	} else {
		rc = td_sql_exec(h->db, *text, e);
	}
	free(*text);
	return rc;
}

int
td_history_make(struct td_history *h, struct td_error *e)
{
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	if (out == NULL) {
		td_error_sys(e, "cannot use the history", errno);
		return -1;
	}
	fputs(tables, out);
	put_cell_table(out, &h->dims);
	for (unsigned i = 0; i < TD_HISTORY_COUNTS; i++)
		h->has[i] = true;
	return run(h, out, &text, e);
}

/* ---- what is there ---- */

static bool
note_column(struct td_history *h, struct td_span name, size_t *n_dims)
{
	char known[64];

	for (size_t i = 0; i < h->dims.n; i++) {
		const char *dim = h->dims.dim[i]->name;

		if (!td_span_eq(name, (struct td_span){ dim, strlen(dim) }))
			continue;
		++*n_dims;
		return true;
	}
	for (unsigned i = 0; i < TD_HISTORY_COUNTS; i++) {
		td_history_column(i, known);
		if (!td_span_eq(name, (struct td_span){ known, strlen(known) }))
			continue;
		h->has[i] = true;
		return true;
	}
	return false;
}

static int
note_columns(struct td_history *h, struct td_error *e)
{
	struct td_sql_stmt *s =
	    td_sql_prepare(h->db, "PRAGMA table_info(cell)", e);
	size_t n_dims = 0;
	int rc = s == NULL ? -1 : 1;

	while (rc == 1 && (rc = td_sql_step(s, e)) == 1) {
		struct td_span name = td_sql_bytes(s, 1);

		if (note_column(h, name, &n_dims))
			continue;
		td_error_set(e, "history of a newer version",
		    "\"%.*s\" is not known here",
		    (int)(name.n < 60 ? name.n : 60), name.p);
		rc = -1;
	}
	td_sql_finish(s);
	if (rc == 0 && n_dims != h->dims.n) {
		td_error_set(e, "damaged history", "of table cell");
		rc = -1;
	}
	return rc;
}

int
td_history_check(struct td_history *h, struct td_error *e)
{
	char *text = NULL;
	size_t n;
	FILE *out;

	if (note_columns(h, e) == -1)
		return -1;
	if (!h->writes)
		return 0;
	out = open_memstream(&text, &n);
	if (out == NULL) {
		td_error_sys(e, "cannot use the history", errno);
		return -1;
	}
	for (unsigned i = 0; i < TD_HISTORY_COUNTS; i++) {
		if (h->has[i])
			continue;
		fputs("ALTER TABLE cell ADD COLUMN ", out);
		put_column(out, i);
		fputs(";\n", out);
		h->has[i] = true;
	}
	return run(h, out, &text, e);
}
