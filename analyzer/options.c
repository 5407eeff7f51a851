/*
 * The command line of a command: parsed, and what it names loaded.
 */
#include "options.h"

#include <assert.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "option_rows.h"
#include "past.h"
#include "units.h"

enum { MAX_ROWS = 64, OPERAND = 1, HELP = 256 };

void
td_options_help(unsigned command)
{
	for (size_t i = 0; i < td_n_option_rows; i++) {
		const struct td_option_row *r = &td_option_rows[i];
		char left[48], letter[4] = "   ";
		const char *doc = r->doc, *nl;

		if (!(r->commands & command))
			continue;
		if (r->letter != 0)
			snprintf(letter, sizeof letter, "-%c,", r->letter);
		snprintf(left, sizeof left, "%s --%s%s%s", letter, r->name,
		    r->arg != NULL ? " " : "", r->arg != NULL ? r->arg : "");
		while ((nl = strchr(doc, '\n')) != NULL) {
			printf("  %-30s%.*s\n", left, (int)(nl - doc), doc);
			left[0] = '\0';
			doc = nl + 1;
		}
		printf("  %-30s%s\n", left, doc);
	}
	printf("  %-30s%s\n", "    --help", "this text");
}

/* getopt_long's tables for one command. */
static void
fill(struct option *longs, char *shorts, unsigned command)
{
	size_t n = 0;

	*shorts++ = '-'; /* operands in their order, as options: --to divides */
	for (size_t i = 0; i < td_n_option_rows; i++) {
		if (!(td_option_rows[i].commands & command))
			continue;
		longs[n++] = (struct option){ td_option_rows[i].name,
			td_option_rows[i].arg != NULL, NULL,
			(int)(HELP + 1 + i) };
		if (td_option_rows[i].letter != 0) {
			*shorts++ = td_option_rows[i].letter;
			if (td_option_rows[i].arg != NULL)
				*shorts++ = ':';
		}
	}
	longs[n++] = (struct option){ "help", 0, NULL, HELP };
	longs[n] = (struct option){ NULL, 0, NULL, 0 };
	*shorts = '\0';
}

static const struct td_option_row *
row_of(int c)
{
	if (c > HELP)
		return &td_option_rows[c - HELP - 1];
	for (size_t i = 0; i < td_n_option_rows; i++)
		if (td_option_rows[i].letter == c && c != 0)
			return &td_option_rows[i];
	return NULL;
}

/* 0 to go on; 1 when help was printed; 2 for wrong usage, which was said. */
static int
parse(struct td_options *o, unsigned command, int argc, char **argv)
{
	struct option longs[MAX_ROWS + 2];
	char shorts[2 * MAX_ROWS + 3];
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int c;

	*o = (struct td_options){ .zone = "UTC", .rule = td_rule_default };
	if ((o->operands = calloc((size_t)argc, sizeof *o->operands)) == NULL)
		return 2;
	o->plan.jobs = cpus < 1 ? 1 : cpus > 256 ? 256 : (unsigned)cpus;
	o->plan.max_keys = 65536;
	o->plan.settle_after = INT64_C(3) * 86400 * 1000000;
	o->plan.since = o->plan.until = TD_NO_TIME;
	assert(td_n_option_rows <= MAX_ROWS);
	fill(longs, shorts, command);
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct td_option_row *r;
		const char *wrong;

		if (c == OPERAND) {
			o->operands[o->n_operands++] = optarg;
			continue;
		}
		if (c == HELP) {
			td_command_help(command);
			return 1;
		}
		if (c == '?' || (r = row_of(c)) == NULL)
			return 2; /* getopt said it */
		if ((wrong = r->parse(o, optarg)) != NULL) {
			struct td_error e;

			td_error_set(&e, "wrong argument", "--%s %s: %s",
			    r->name, optarg != NULL ? optarg : "", wrong);
			td_error_print(NULL, &e);
			return 2;
		}
	}
	while (optind < argc)
		o->operands[o->n_operands++] = argv[optind++];
	return 0;
}

/* Days of a history are those of its zone, unless another is asked for. */
static void
find_past_zone(struct td_options *o)
{
	if (o->plan.zone_given)
		return;
	o->past_zone = o->history != NULL ?
	    td_past_zone(&o->history, 1) :
	    td_past_zone((const char *const *)o->operands, o->n_operands);
	if (o->past_zone != NULL)
		o->zone = o->past_zone;
}

/* Times and dimensions depend on the zone, so they come after all options. */
static int
load_times(struct td_options *o, unsigned command, struct td_error *e)
{
	struct td_zone_info *zone = &o->plan.dims.zone;
	const char *by = command == TD_CMD_COMPARE ? "carrier" :
	    command == TD_CMD_AUDIT                ? "author_domain,carrier" :
	                                             "carrier,domain";

	find_past_zone(o);
	if (td_dims_parse(&o->plan.dims, o->by != NULL ? o->by : by, e) == -1 ||
	    td_zone_set(zone, o->zone, e) == -1)
		return -1;
	if (o->since != NULL &&
	    td_parse_time(o->since, zone, &o->plan.since, e) == -1)
		return -1;
	if (o->until != NULL &&
	    td_parse_time(o->until, zone, &o->plan.until, e) == -1)
		return -1;
	return 0;
}

/* What the numbers depend on, for the head of a cells file. */
static void
describe(const struct td_options *o, bool period, char *to, size_t cap)
{
	const struct td_trust *t = &o->plan.trust;
	size_t n;

	n = (size_t)snprintf(to, cap, "trust=%s forwarded=%s null_sender=%s",
	    t->all ? "all" : "auto", t->count_forwarded ? "count" : "missing",
	    t->count_null_sender ? "yes" : "no");
	if (period && n < cap)
		n += (size_t)snprintf(to + n, cap - n, " since=%s until=%s",
		    o->since != NULL ? o->since : "-",
		    o->until != NULL ? o->until : "-");
	if (o->recipient != NULL && n < cap)
		n += (size_t)snprintf(
		    to + n, cap - n, " recipient=%s", o->recipient);
	for (size_t i = 0; i < o->n_ids && n < cap; i++)
		n += (size_t)snprintf(to + n, cap - n, " authserv_id=%.*s",
		    (int)o->ids[i].n, o->ids[i].p);
}

/* Load the tables that the options name; -1: it was said why. */
static int
load(struct td_options *o, unsigned command)
{
	struct td_error e = { .what = NULL };

	if (load_times(o, command, &e) == -1) {
		td_error_print(NULL, &e);
		return -1;
	}
	o->carriers = td_carriers_new(o->carriers_file, &e);
	if (o->carriers == NULL) {
		td_error_print(o->carriers_file, &e);
		return -1;
	}
	if ((o->psl = td_psl_new(o->psl_file, &e)) == NULL) {
		td_error_print(o->psl_file, &e);
		return -1;
	}
	o->plan.trust.carriers = o->carriers;
	o->plan.trust.psl = o->psl;
	o->plan.trust.n_ids = o->n_ids;
	o->plan.trust.ids = o->ids;
	o->plan.paths = (const char *const *)o->operands;
	o->plan.n_paths = o->n_operands;
	describe(o, true, o->cells_options, sizeof o->cells_options);
	describe(o, false, o->base_options, sizeof o->base_options);
	o->plan.options = o->cells_options;
	o->plan.base_options = o->base_options;
	return 0;
}

static void
clear(struct td_options *o)
{
	for (size_t i = 0; i < o->n_ids; i++)
		free((char *)(uintptr_t)o->ids[i].p);
	free(o->operands);
	free(o->recipient);
	free(o->past_zone);
	free(o->mail_from);
	if (o->carriers != NULL)
		td_carriers_free(o->carriers);
	if (o->psl != NULL)
		td_psl_free(o->psl);
}

int
td_command_run(unsigned command, int argc, char **argv, const char *missing,
    int (*run)(struct td_options *o))
{
	struct td_options o;
	struct td_error e;
	int rc = parse(&o, command, argc, argv);

	if (rc == 1) {
		rc = TD_EXIT_OK;
	} else if (rc == 2) {
		rc = TD_EXIT_USAGE;
	} else if (o.n_operands == 0) {
		td_error_set(&e, "nothing to do", "%s", missing);
		td_error_print(NULL, &e);
		rc = TD_EXIT_USAGE;
	} else if (load(&o, command) == -1) {
		rc = TD_EXIT_USAGE;
	} else if (td_input_init(&e) == -1) {
		td_error_print(NULL, &e);
		rc = TD_EXIT_AGAIN;
	} else {
		rc = run(&o);
	}
	clear(&o);
	return rc;
}

struct td_report_options
td_options_report(const struct td_options *o)
{
	return (struct td_report_options){
		.trust = o->plan.trust.all ? "all" : "auto",
		.forwarded =
		    o->plan.trust.count_forwarded ? "count" : "missing",
		.null_sender = o->plan.trust.count_null_sender,
		.n_ids = o->n_ids,
		.ids = o->ids,
		.psl_date = td_psl_date(o->psl),
		.carriers =
		    o->carriers_file != NULL ? o->carriers_file : "built-in",
		.text = o->plan.options,
		.since = o->plan.since,
		.until = o->plan.until,
	};
}
