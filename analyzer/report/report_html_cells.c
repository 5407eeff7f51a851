/*
 * Cells of the cube in the tables of a page: names, and columns whose exact
 * values are those of CSV.
 */
#include <stdio.h>
#include <string.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/report_html.h"
#include "analyzer/stats/interval.h"

char *
td_view_name(const struct td_dims *dims, const struct td_cell *c)
{
	char *name = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&name, &n);

	if (f == NULL)
		return NULL;
	if (dims->n == 0 || c->key == NULL)
		fputs("all", f);
	for (size_t d = 0; d < dims->n && c->key != NULL; d++) {
		if (d > 0)
			putc(' ', f);
		td_put_text(f, td_cell_value(c, d));
	}
	fclose(f);
	return name;
}

void
td_view_dim_heads(struct td_view *v, const struct td_dims *dims)
{
	if (dims->n == 0)
		td_page_head(&v->p, "row", NULL, true);
	for (size_t d = 0; d < dims->n; d++)
		td_page_head(
		    &v->p, dims->dim[d]->name, dims->dim[d]->name, true);
}

void
td_view_names(
    struct td_view *v, const struct td_dims *dims, const struct td_cell *c)
{
	if (dims->n == 0)
		td_page_name(&v->p, TD_SPAN("all"));
	for (size_t d = 0; d < dims->n; d++)
		td_page_name(&v->p, td_cell_value(c, d));
}

void
td_view_all(struct td_view *v, const struct td_dims *dims)
{
	fprintf(v->p.out, "<th scope=\"row\" colspan=\"%zu\">all</th>",
	    dims->n > 0 ? dims->n : 1);
}

struct td_rate
td_view_rate(const char *name)
{
	for (size_t i = 0; i < td_n_rates; i++)
		if (strcmp(td_rates[i].name, name) == 0)
			return td_rates[i];
	for (size_t i = 0; i < TD_N_GROUPS; i++)
		if (td_groups[i].own.name != NULL &&
		    strcmp(td_groups[i].own.name, name) == 0)
			return td_group_rate(&td_groups[i]);
	return td_rates[0];
}

void
td_view_column_head(struct td_view *v, const struct td_column *col, bool whole)
{
	const char *dot = whole ? NULL : strchr(col->path, '.');
	const bool share = col->kind == TD_COL_RATE ||
	    col->kind == TD_COL_LOW || col->kind == TD_COL_HIGH;
	char head[64];

	snprintf(head, sizeof head, "%s%s", dot == NULL ? col->path : dot + 1,
	    share ? " %" :
	        strncmp(col->path, "delay.", 6) == 0 &&
	            col->kind != TD_COL_COUNTER && col->kind != TD_COL_N ?
	            " s" :
	            "");
	for (char *p = head; *p != '\0'; p++)
		if (*p == '_' || *p == '.')
			*p = ' ';
	td_page_head(&v->p, head, col->path, false);
}

static struct td_text
share_text(const struct td_column *col, const struct td_cell *c)
{
	uint64_t above, below;
	double low, high;

	if (!td_rate_of(&td_rates[col->id], c->counter, &above, &below))
		return (struct td_text){ TD_NO_DATA };
	if (col->kind == TD_COL_RATE)
		return td_percent_text(above, below);
	td_wilson(above < below ? above : below, below, &low, &high);
	return td_bound_text(col->kind == TD_COL_LOW ? low : high);
}

static struct td_text
column_text(const struct td_column *col, const struct td_cell *c)
{
	const struct td_hist *h = &c->hist[col->id < TD_N_HISTS ? col->id : 0];
	struct td_text t = { TD_NO_DATA };
	uint64_t n;

	switch ((enum td_column_kind)col->kind) {
	case TD_COL_RATE:
	case TD_COL_LOW:
	case TD_COL_HIGH:
		return share_text(col, c);
	case TD_COL_COUNTER:
		n = c->counter[col->id];
		break;
	case TD_COL_N:
		n = td_hist_count(h);
		break;
	default:
		if (td_hist_count(h) == 0)
			return t;
		n = col->kind == TD_COL_MAX ?
		    h->max :
		    td_hist_quantile(h, col->kind == TD_COL_P95 ? 0.95 : 0.5);
		if (col->id == TD_HIST_DELAY)
			return td_delay_text(n);
		break;
	}
	snprintf(t.s, sizeof t.s, "%s", td_grouped(n).text);
	return t;
}

void
td_view_column(
    struct td_view *v, const struct td_column *col, const struct td_cell *c)
{
	const struct td_text t = column_text(col, c);

	if (strcmp(t.s, TD_NO_DATA) == 0) {
		td_page_nothing(&v->p);
		return;
	}
	fputs("<td><data value=\"", v->p.out);
	td_put_value(v->p.out, col, c);
	fprintf(v->p.out, "\">%s</data></td>", t.s);
}
