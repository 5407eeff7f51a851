/*
 * CSV (RFC 4180): one line a cell, every column always, no totals.
 *
 *	carrier,domain,messages,forwarded,spf_pass,...
 *	docomo,docomo.ne.jp,10,0,8,...
 */
#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

static void
put_header(FILE *out, const struct td_dims *dims)
{
	for (size_t i = 0; i < dims->n; i++)
		fprintf(out, "%s%s", i == 0 ? "" : ",", dims->dim[i]->name);
	for (size_t i = 0; i < td_n_columns; i++) {
		if (i > 0 || dims->n > 0)
			putc(',', out);
		for (const char *p = td_columns[i].path; *p != '\0'; p++)
			putc(*p == '.' ? '_' : *p, out);
	}
	fputs("\r\n", out);
}

static void
put_row(FILE *out, const struct td_dims *dims, const struct td_cell *c)
{
	for (size_t i = 0; i < dims->n; i++) {
		if (i > 0)
			putc(',', out);
		td_put_csv(out, td_cell_value(c, i));
	}
	for (size_t i = 0; i < td_n_columns; i++) {
		if (i > 0 || dims->n > 0)
			putc(',', out);
		td_put_value(out, &td_columns[i], c);
	}
	fputs("\r\n", out);
}

void
td_report_csv(FILE *out, struct td_report *r)
{
	size_t n;
	const struct td_cell *const *cell = td_cube_sorted(r->cube, &n);

	put_header(out, r->dims);
	for (size_t i = 0; i < n; i++)
		put_row(out, r->dims, cell[i]);
}
