/*
 * The balance sheet of a page: where every byte went, and the defects.
 */
#include <string.h>

#include "analyzer/report/report_html.h"

static void
put_line(struct td_view *v, const char *name, uint64_t n, bool total)
{
	fputs(total ? "</tbody>\n<tfoot><tr>" : "<tr>", v->p.out);
	td_page_name(&v->p, (struct td_span){ name, strlen(name) });
	td_page_count(&v->p, n);
	fputs(total ? "</tr></tfoot>\n" : "</tr>\n", v->p.out);
}

static void
put_bytes(struct td_view *v)
{
	static const char *const name[TD_N_BINS] = {
		[TD_BIN_COUNTED] = "counted",
		[TD_BIN_OTHER] = "other: of no message that counts",
		[TD_BIN_OUTSIDE_WINDOW] = "outside the window",
		[TD_BIN_DUPLICATE] = "duplicate",
		[TD_BIN_DEFECT] = "defect",
	};
	const struct td_balance *b = v->r->balance;
	char caption[96];

	snprintf(caption, sizeof caption,
	    "Where every byte went: %s read, decoded to",
	    td_grouped(b->read).text);
	td_page_table(&v->p, caption);
	fputs("<thead><tr>", v->p.out);
	td_page_head(&v->p, "bytes", NULL, true);
	td_page_head(&v->p, "n", NULL, false);
	fputs("</tr></thead>\n<tbody>\n", v->p.out);
	for (int i = 0; i < TD_N_BINS; i++)
		put_line(v, name[i], b->bin[i], false);
	put_line(v, "decoded", b->decoded, true);
	td_page_table_end(&v->p);
}

static void
put_defects(struct td_view *v)
{
	const struct td_balance *b = v->r->balance;

	if (b->n_defects == 0) {
		td_page_paragraphs(&v->p, TD_SPAN("Defects: none."), false);
		return;
	}
	td_page_table(&v->p,
	    "Defects: what was not understood, and the first place of each");
	fputs("<thead><tr>", v->p.out);
	td_page_head(&v->p, "format", NULL, true);
	td_page_head(&v->p, "reason", NULL, true);
	td_page_head(&v->p, "n", NULL, false);
	td_page_head(&v->p, "first, file:byte", NULL, true);
	fputs("</tr></thead>\n<tbody>\n", v->p.out);
	for (size_t i = 0; i < b->n_defects; i++) {
		const struct td_defect_row *d = &b->defect[i];

		fputs("<tr>", v->p.out);
		td_page_name(
		    &v->p, (struct td_span){ d->format, strlen(d->format) });
		td_page_word(&v->p, d->reason);
		td_page_count(&v->p, d->count);
		td_page_word(&v->p, d->first);
		fputs("</tr>\n", v->p.out);
	}
	fputs("</tbody>\n", v->p.out);
	td_page_table_end(&v->p);
}

void
td_view_balance(struct td_view *v)
{
	td_page_section(&v->p, "Balance sheet");
	put_bytes(v);
	put_defects(v);
}
