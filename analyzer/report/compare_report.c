/*
 * The registry of reports of comparisons.
 */
#include "analyzer/report/compare_report.h"

#include <string.h>
#include <strings.h>

#include "analyzer/report/output.h"

const struct td_compare_kind td_compare_kinds[] = {
	{ "table", ".txt", "for people", td_compare_table },
	{ "csv", ".csv", "RFC 4180, one line a row and metric",
	    td_compare_csv },
	{ "json", ".json", "everything", td_compare_json },
	{ "html", ".html", "a page with charts", td_compare_html },
	{ NULL, NULL, NULL, NULL },
};

const struct td_compare_kind *
td_compare_kind_find(const char *name)
{
	for (const struct td_compare_kind *k = td_compare_kinds; k->name; k++)
		if (strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

const struct td_compare_kind *
td_compare_kind_by_suffix(const char *path)
{
	const size_t n = strlen(path);

	for (const struct td_compare_kind *k = td_compare_kinds; k->name; k++) {
		const size_t m = strlen(k->suffix);

		if (n >= m && strcasecmp(path + n - m, k->suffix) == 0)
			return k;
	}
	return NULL;
}

bool
td_compare_shows(const struct td_compare_report *r, size_t metric)
{
	return (r->metrics == 0 || (r->metrics >> metric & 1) != 0) &&
	    td_comparison_has(r->comparison, metric);
}

struct chosen {
	const struct td_compare_kind *kind;
	struct td_compare_report *report;
};

static void
print_chosen(FILE *out, void *arg, int *error)
{
	struct chosen *x = arg;

	x->report->error = 0;
	x->kind->print(out, x->report);
	*error = x->report->error;
}

int
td_compare_write(const struct td_compare_kind *kind,
    struct td_compare_report *r, const char *path, struct td_error *e)
{
	return td_output_write(
	    print_chosen, &(struct chosen){ kind, r }, path, e);
}
