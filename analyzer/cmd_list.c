/*
 * todoku list: the tables that are built in, one row a line, columns aligned
 * for people and separated by at least two blanks for programs.
 */
#include <stdio.h>

#include "audit/requirement.h"
#include "commands.h"
#include "options.h"
#include "report/audit_advice.h"

static void
list_formats(const struct td_options *o)
{
	(void)o;
	for (size_t i = 0; td_formats[i] != NULL; i++)
		printf(
		    "%-12s  %s\n", td_formats[i]->name, td_formats[i]->title);
}

static void
list_carriers(const struct td_options *o)
{
	static const char *const how[] = { "none", "user", "exact", "label",
		"suffix", "family", "relay", "report" };
	struct td_carrier c;

	for (size_t i = 0; td_carriers_row(o->carriers, i, &c); i++)
		printf("%-34.*s  %-17.*s  %-15.*s  %-14.*s  %-6s  %.*s\n",
		    (int)c.rule.n, c.rule.p, (int)c.carrier.n, c.carrier.p,
		    (int)c.operator.n, c.operator.p, (int)c.class.n, c.class.p,
		    how[c.how], (int)c.source.n, c.source.p);
}

static void
list_dimensions(const struct td_options *o)
{
	(void)o;
	for (size_t i = 0; i < td_n_dimensions; i++)
		printf(
		    "%-16s  %s\n", td_dimensions[i].name, td_dimensions[i].doc);
}

static void
list_counters(const struct td_options *o)
{
	(void)o;
	for (unsigned i = 0; i < TD_N_COUNTERS; i++)
		printf("%-24s  %s\n", td_counter_name((enum td_counter)i),
		    td_counter_doc((enum td_counter)i));
}

static void
list_rates(const struct td_options *o)
{
	(void)o;
	for (size_t i = 0; i < td_n_rates; i++)
		printf("%-26s  %s\n", td_rates[i].name, td_rates[i].doc);
}

static void
list_metrics(const struct td_options *o)
{
	(void)o;
	for (size_t i = 0; i < TD_N_METRICS; i++)
		printf("%-12s  %-4s is better  %s\n", td_metrics[i].name,
		    td_metrics[i].more_is_better ? "more" : "less",
		    td_metrics[i].rate->doc);
}

/* What Sisimai calls a hard bounce: do not send there again. */
static const char *
hardness(enum td_reason r)
{
	switch (r) {
	case TD_REASON_HOSTUNKNOWN:
	case TD_REASON_USERUNKNOWN:
	case TD_REASON_HASMOVED:
		return "hard";
	case TD_REASON_NOTACCEPT:
		return "hard if 5xx";
	default:
		return "-";
	}
}

/* The words, then behind an empty line the rules that lead to them. */
static void
list_reasons(const struct td_options *o)
{
	struct td_reason_row row;

	(void)o;
	for (int i = 0; i < TD_N_REASONS; i++) {
		enum td_reason r = (enum td_reason)i;

		printf("%-16s  %-11s  %s\n", td_reason_name(r), hardness(r),
		    td_reason_doc(r));
	}
	putchar('\n');
	for (size_t i = 0; td_reason_list(i, &row); i++)
		printf("%-16s  %s\n", td_reason_name(row.reason), row.rule);
}

static void
list_requirements(const struct td_options *o)
{
	(void)o;
	for (size_t i = 0; i < td_n_requirements; i++) {
		const struct td_requirement *r = &td_requirements[i];

		printf("%-22s  %-11s  %-4s  %-8s  %-44s  %-16s  %s\n", r->id,
		    td_askers[r->asks].title, r->bulk ? "bulk" : "all",
		    td_evidence_name((enum td_evidence_kind)r->seen), r->text,
		    td_advice_name((enum td_advice_id)r->advice), r->source);
	}
}

static const struct {
	const char *name;
	void (*print)(const struct td_options *o);
} lists[] = {
	{ "formats", list_formats },
	{ "carriers", list_carriers },
	{ "dimensions", list_dimensions },
	{ "counters", list_counters },
	{ "rates", list_rates },
	{ "metrics", list_metrics },
	{ "reasons", list_reasons },
	{ "requirements", list_requirements },
};

static const char what[] =
    "list formats, carriers, dimensions, counters, rates, metrics, reasons or "
    "requirements";

static int
list(struct td_options *o)
{
	struct td_error e;

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		if (strcmp(o->operands[0], lists[i].name) == 0) {
			lists[i].print(o);
			return TD_EXIT_OK;
		}
	}
	td_error_set(&e, "no such list", "%s", what);
	td_error_print(o->operands[0], &e);
	return TD_EXIT_USAGE;
}

int
td_cmd_list(int argc, char **argv)
{
	return td_command_run(TD_CMD_LIST, argc, argv, what, list);
}
