/*
 * Options: one row each.  A parser returns NULL or what is wrong.
 */
#include "options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "formats/field_address.h"
#include "units.h"

struct option_row {
	const char *name;
	char letter;       /* 0: none */
	const char *arg;   /* NULL: takes none */
	unsigned commands; /* TD_CMD_... */
	const char *doc;
	const char *(*parse)(struct td_options *o, const char *arg);
};

#define READERS (TD_CMD_SCAN | TD_CMD_EXPLAIN)

static const char *
set_format(struct td_options *o, const char *arg)
{
	o->plan.limits.format = td_format_find(arg);
	return o->plan.limits.format != NULL ? NULL :
	                                       "see `todoku list formats`";
}

static const char *
set_output(struct td_options *o, const char *arg)
{
	o->output = arg;
	return NULL;
}

static const char *
set_report(struct td_options *o, const char *arg)
{
	o->report = td_report_find(arg);
	return o->report != NULL ? NULL : "table, csv, json or cells";
}

static const char *
set_by(struct td_options *o, const char *arg)
{
	o->by = arg;
	return NULL;
}

static const char *
set_since(struct td_options *o, const char *arg)
{
	o->since = arg;
	return NULL;
}

static const char *
set_until(struct td_options *o, const char *arg)
{
	o->until = arg;
	return NULL;
}

static const char *
set_year(struct td_options *o, const char *arg)
{
	char *end;
	long year = strtol(arg, &end, 10);

	if (end == arg || *end != '\0' || year < 1970 || year > 9999)
		return "1970 to 9999";
	o->plan.year = (int)year;
	return NULL;
}

static const char *
set_zone(struct td_options *o, const char *arg)
{
	o->zone = arg;
	o->plan.zone_given = true;
	return NULL;
}

static const char *
set_trust(struct td_options *o, const char *arg)
{
	o->plan.trust.all = strcmp(arg, "all") == 0;
	return o->plan.trust.all || strcmp(arg, "auto") == 0 ? NULL :
	                                                       "auto or all";
}

static const char *
set_forwarded(struct td_options *o, const char *arg)
{
	o->plan.trust.count_forwarded = strcmp(arg, "count") == 0;
	return o->plan.trust.count_forwarded || strcmp(arg, "missing") == 0 ?
	    NULL :
	    "missing or count";
}

static const char *
set_null_sender(struct td_options *o, const char *arg)
{
	(void)arg;
	o->plan.trust.count_null_sender = true;
	return NULL;
}

static const char *
set_queue_id(struct td_options *o, const char *arg)
{
	o->queue_id = arg;
	return arg[0] != '\0' ? NULL : "a queue id";
}

/* A lower-case copy; NULL for lack of memory. */
static char *
lower_copy(const char *s)
{
	char *copy = strdup(s);

	for (char *p = copy; copy != NULL && *p != '\0'; p++)
		*p = td_lower(*p);
	return copy;
}

static const char *
set_authserv_id(struct td_options *o, const char *arg)
{
	char *copy;

	if (arg[0] == '\0' || strcmp(arg, ".") == 0)
		return "a name, or .suffix";
	if (o->n_ids == TD_MAX_IDS)
		return "too many";
	if ((copy = lower_copy(arg)) == NULL)
		return "no memory";
	o->ids[o->n_ids++] = (struct td_span){ copy, strlen(copy) };
	return NULL;
}

static const char *
set_recipient(struct td_options *o, const char *arg)
{
	const char *at = strrchr(arg, '@');
	const char *domain = at != NULL ? at + 1 : arg;

	free(o->recipient);
	if ((o->recipient = lower_copy(domain)) == NULL)
		return "no memory";
	o->plan.trust.recipient =
	    (struct td_span){ o->recipient, strlen(o->recipient) };
	if (o->plan.trust.recipient.n > 0 &&
	    o->recipient[o->plan.trust.recipient.n - 1] == '.')
		o->plan.trust.recipient.n--;
	return td_domain_valid(o->plan.trust.recipient) ?
	    NULL :
	    "an address or a domain";
}

static const char *
set_carriers(struct td_options *o, const char *arg)
{
	o->carriers_file = arg;
	return NULL;
}

static const char *
set_psl(struct td_options *o, const char *arg)
{
	o->psl_file = arg;
	return NULL;
}

static const char *
set_jobs(struct td_options *o, const char *arg)
{
	uint64_t n;

	if (!td_parse_count(arg, &n) || n < 1 || n > 256)
		return "1 to 256";
	o->plan.jobs = (unsigned)n;
	return NULL;
}

static const char *
set_max_keys(struct td_options *o, const char *arg)
{
	uint64_t n;

	if (!td_parse_count(arg, &n) || n < 1 || n > UINT32_MAX / 2)
		return "a number of rows";
	o->plan.max_keys = (size_t)n;
	return NULL;
}

static const char *
set_max_decoded(struct td_options *o, const char *arg)
{
	return td_parse_size(arg, &o->plan.limits.max_decoded) &&
	        o->plan.limits.max_decoded > 0 ?
	    NULL :
	    "a size such as 100G";
}

static const char *
set_max_ratio(struct td_options *o, const char *arg)
{
	uint64_t n;

	if (!td_parse_count(arg, &n) || n < 1 || n > UINT32_MAX)
		return "a number";
	o->plan.limits.max_ratio = (uint32_t)n;
	return NULL;
}

static const char *
set_max_window(struct td_options *o, const char *arg)
{
	uint64_t n;

	if (!td_parse_count(arg, &n) || n < 10 || n > 31)
		return "10 to 31";
	o->plan.limits.window_log = (uint32_t)n;
	return NULL;
}

static const char *
set_chunk(struct td_options *o, const char *arg)
{
	uint64_t n;

	if (!td_parse_size(arg, &n) || n < 1 || n > (uint64_t)1 << 30)
		return "a size up to 1G";
	o->plan.limits.chunk = (size_t)n;
	return NULL;
}

static const char *
set_rejects(struct td_options *o, const char *arg)
{
	o->plan.rejects = arg;
	return NULL;
}

static const char *
set_strict(struct td_options *o, const char *arg)
{
	(void)arg;
	o->strict = true;
	return NULL;
}

static const char *
set_progress(struct td_options *o, const char *arg)
{
	static const char *const word[] = { "auto", "always", "never" };

	for (unsigned i = 0; i < 3; i++) {
		if (strcmp(arg, word[i]) == 0) {
			o->plan.progress = (enum td_progress)i;
			return NULL;
		}
	}
	return "auto, always or never";
}

static const char *
set_color(struct td_options *o, const char *arg)
{
	static const char *const word[] = { "auto", "always", "never" };

	for (unsigned i = 0; i < 3; i++) {
		if (strcmp(arg, word[i]) == 0) {
			o->color = i;
			return NULL;
		}
	}
	return "auto, always or never";
}

static const char *
set_quiet(struct td_options *o, const char *arg)
{
	(void)o;
	(void)arg;
	td_quiet = true;
	return NULL;
}

static const char *
set_verbose(struct td_options *o, const char *arg)
{
	(void)o;
	(void)arg;
	td_verbose = true;
	return NULL;
}

static const struct option_row rows[] = {
	{ "output", 'o', "FILE", TD_CMD_SCAN,
	    "write the report there, whole or not at all", set_output },
	{ "report", 'O', "KIND", TD_CMD_SCAN,
	    "table, csv, json or cells; default by the\n"
	    "suffix of -o, else table on a terminal, else csv",
	    set_report },
	{ "by", 'g', "DIM,...", TD_CMD_SCAN,
	    "a row for each value; default carrier,domain;\n"
	    "see `todoku list dimensions`",
	    set_by },
	{ "since", 0, "TIME", TD_CMD_SCAN,
	    "count messages from then on: 2026-11-21,\n"
	    "2026-11-21T17:58, with Z or +09:00 at the end",
	    set_since },
	{ "until", 0, "TIME", TD_CMD_SCAN, "and before then", set_until },
	{ "zone", 0, "ZONE", TD_CMD_SCAN,
	    "for times, logs that tell none, and --by day and\n"
	    "hour: UTC (default), local, +09:00, Asia/Tokyo",
	    set_zone },
	{ "year", 0, "YEAR", READERS,
	    "in which logs begin that do not tell the year;\n"
	    "default by the time of the file",
	    set_year },
	{ "queue-id", 0, "ID", TD_CMD_EXPLAIN,
	    "the message that logs know by this id", set_queue_id },
	{ "authserv-id", 0, "ID", READERS,
	    "believe Authentication-Results of this name, or\n"
	    "of .suffix; may be repeated",
	    set_authserv_id },
	{ "trust", 0, "auto|all", READERS,
	    "all: believe every field; for laboratories", set_trust },
	{ "forwarded", 0, "missing|count", READERS,
	    "spf and dmarc of forwarded mail: as missing\n"
	    "(the default), or counted like others",
	    set_forwarded },
	{ "null-sender", 0, NULL, READERS,
	    "count mail with an empty reverse-path, too", set_null_sender },
	{ "recipient", 0, "DOMAIN", READERS,
	    "all mail is for this domain (or address)", set_recipient },
	{ "carriers", 0, "FILE", READERS | TD_CMD_LIST,
	    "rules that go before the built-in carriers", set_carriers },
	{ "psl", 0, "FILE", READERS, "another Public Suffix List", set_psl },
	{ "format", 'f', "NAME", READERS,
	    "do not guess; see `todoku list formats`", set_format },
	{ "jobs", 'j', "N", TD_CMD_SCAN, "threads; default one a processor",
	    set_jobs },
	{ "max-keys", 0, "N", TD_CMD_SCAN,
	    "rows at most, the rest becomes (other);\n"
	    "default 65536",
	    set_max_keys },
	{ "max-decoded", 0, "SIZE", READERS,
	    "give up a file that decodes to more; default 1T",
	    set_max_decoded },
	{ "max-ratio", 0, "N", READERS,
	    "give up a file that grows more; default 2000", set_max_ratio },
	{ "max-window", 0, "LOG", READERS,
	    "zstd --long=LOG up to this; default 27", set_max_window },
	{ "chunk", 0, "SIZE", READERS, "bytes a piece of work; default 1M",
	    set_chunk },
	{ "rejects", 0, "FILE", TD_CMD_SCAN,
	    "write down what was not understood", set_rejects },
	{ "strict", 0, NULL, TD_CMD_SCAN,
	    "exit with 1 when anything was not understood", set_strict },
	{ "color", 0, "WHEN", READERS, "auto, always or never", set_color },
	{ "progress", 0, "WHEN", TD_CMD_SCAN, "auto, always or never",
	    set_progress },
	{ "quiet", 'q', NULL, READERS, "no remarks, errors only", set_quiet },
	{ "verbose", 'v', NULL, READERS, "say more", set_verbose },
};

enum { N_ROWS = sizeof rows / sizeof rows[0], HELP = 256 };

void
td_options_help(unsigned command)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		const struct option_row *r = &rows[i];
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

	for (size_t i = 0; i < N_ROWS; i++) {
		if (!(rows[i].commands & command))
			continue;
		longs[n++] = (struct option){ rows[i].name, rows[i].arg != NULL,
			NULL, (int)(HELP + 1 + i) };
		if (rows[i].letter != 0) {
			*shorts++ = rows[i].letter;
			if (rows[i].arg != NULL)
				*shorts++ = ':';
		}
	}
	longs[n++] = (struct option){ "help", 0, NULL, HELP };
	longs[n] = (struct option){ NULL, 0, NULL, 0 };
	*shorts = '\0';
}

static const struct option_row *
row_of(int c)
{
	if (c > HELP)
		return &rows[c - HELP - 1];
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].letter == c && c != 0)
			return &rows[i];
	return NULL;
}

/* 0 to go on; 1 when help was printed; 2 for wrong usage, which was said. */
static int
parse(struct td_options *o, unsigned command, int argc, char **argv)
{
	struct option longs[N_ROWS + 2];
	char shorts[2 * N_ROWS + 1];
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int c;

	*o = (struct td_options){ .by = "carrier,domain", .zone = "UTC" };
	o->plan.jobs = cpus < 1 ? 1 : cpus > 256 ? 256 : (unsigned)cpus;
	o->plan.max_keys = 65536;
	o->plan.since = o->plan.until = TD_NO_TIME;
	fill(longs, shorts, command);
	while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		const struct option_row *r;
		const char *wrong;

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
	o->operands = argv + optind;
	o->n_operands = (size_t)(argc - optind);
	return 0;
}

/* Times and dimensions depend on the zone, so they come after all options. */
static int
load_times(struct td_options *o, struct td_error *e)
{
	struct td_zone_info *zone = &o->plan.dims.zone;

	if (td_dims_parse(&o->plan.dims, o->by, e) == -1 ||
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
describe(struct td_options *o)
{
	const struct td_trust *t = &o->plan.trust;
	size_t n, cap = sizeof o->cells_options;

	n = (size_t)snprintf(o->cells_options, cap,
	    "trust=%s forwarded=%s null_sender=%s since=%s until=%s",
	    t->all ? "all" : "auto", t->count_forwarded ? "count" : "missing",
	    t->count_null_sender ? "yes" : "no",
	    o->since != NULL ? o->since : "-",
	    o->until != NULL ? o->until : "-");
	if (o->recipient != NULL && n < cap)
		n += (size_t)snprintf(o->cells_options + n, cap - n,
		    " recipient=%s", o->recipient);
	for (size_t i = 0; i < o->n_ids && n < cap; i++)
		n += (size_t)snprintf(o->cells_options + n, cap - n,
		    " authserv_id=%.*s", (int)o->ids[i].n, o->ids[i].p);
	o->plan.options = o->cells_options;
}

/* Load the tables that the options name; -1: it was said why. */
static int
load(struct td_options *o)
{
	struct td_error e = { .what = NULL };

	if (load_times(o, &e) == -1) {
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
	describe(o);
	return 0;
}

static void
clear(struct td_options *o)
{
	for (size_t i = 0; i < o->n_ids; i++)
		free((char *)(uintptr_t)o->ids[i].p);
	free(o->recipient);
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
	} else if (load(&o) == -1) {
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
