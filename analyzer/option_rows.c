/*
 * Options: one row each, and its parser.
 */
#include "option_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/field_address.h"
#include "units.h"

#define REPORTERS (TD_CMD_SCAN | TD_CMD_COMPARE | TD_CMD_AUDIT)
#define COUNTERS (REPORTERS | TD_CMD_INGEST)
#define READERS (COUNTERS | TD_CMD_EXPLAIN)

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
	return o->report != NULL ?
	    NULL :
	    "table, csv, json, html, prometheus or cells";
}

static const char *
set_by(struct td_options *o, const char *arg)
{
	o->by = arg;
	return NULL;
}

static const char *
set_to(struct td_options *o, const char *arg)
{
	(void)arg;
	if (o->has_to)
		return "given twice";
	o->has_to = true;
	o->to = o->n_operands;
	return NULL;
}

static const char *
set_split(struct td_options *o, const char *arg)
{
	o->split = arg;
	return NULL;
}

static const char *
set_window(struct td_options *o, const char *arg)
{
	return td_parse_duration(arg, &o->window) ? NULL : "7d, 36h or 2w";
}

static const char *
set_before(struct td_options *o, const char *arg)
{
	o->before = arg;
	return NULL;
}

static const char *
set_after(struct td_options *o, const char *arg)
{
	o->after = arg;
	return NULL;
}

static const char *
set_history(struct td_options *o, const char *arg)
{
	o->history = arg;
	return arg[0] != '\0' ? NULL : "a file";
}

static const char *
set_keep(struct td_options *o, const char *arg)
{
	return td_parse_duration(arg, &o->keep) ? NULL : "400d or 60w";
}

static const char *
set_settle_after(struct td_options *o, const char *arg)
{
	return td_parse_duration(arg, &o->plan.settle_after) ? NULL :
	                                                       "3d or 36h";
}

static const char *
set_metrics(struct td_options *o, const char *arg)
{
	static char reason[sizeof((struct td_error *)NULL)->reason + 1];
	struct td_error e;

	o->metrics = td_metrics_parse(arg, &e);
	if (o->metrics != 0)
		return NULL;
	snprintf(reason, sizeof reason, "%s", e.reason);
	return reason;
}

static const char *
set_min_messages(struct td_options *o, const char *arg)
{
	return td_parse_count(arg, &o->rule.min_messages) &&
	        o->rule.min_messages > 0 ?
	    NULL :
	    "a number of messages";
}

static const char *
set_fail_on(struct td_options *o, const char *arg)
{
	o->fail_on_worse = strcmp(arg, "worse") == 0;
	return o->fail_on_worse ? NULL : "worse";
}

static const char *
set_force(struct td_options *o, const char *arg)
{
	(void)arg;
	o->force = true;
	return NULL;
}

static const char *
set_fail(struct td_options *o, const char *arg)
{
	(void)arg;
	o->fail = true;
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
set_what_if(struct td_options *o, const char *arg)
{
	o->what_if = arg;
	return NULL;
}

static const char *
set_mail_from(struct td_options *o, const char *arg)
{
	size_t n;

	free(o->mail_from);
	if ((o->mail_from = lower_copy(arg)) == NULL)
		return "no memory";
	n = strlen(o->mail_from);
	if (n > 0 && o->mail_from[n - 1] == '.')
		o->mail_from[--n] = '\0';
	return td_domain_valid((struct td_span){ o->mail_from, n }) ?
	    NULL :
	    "not a domain";
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

const struct td_option_row td_option_rows[] = {
	{ "history", 0, "FILE", TD_CMD_INGEST,
	    "the history to add to; made if need be", set_history },
	{ "keep", 0, "TIME", TD_CMD_INGEST,
	    "forget days that are older: 400d; default never", set_keep },
	{ "settle-after", 0, "TIME", TD_CMD_INGEST,
	    "mail of which nothing is heard for so long is\n"
	    "settled, what comes later another's; default 3d",
	    set_settle_after },
	{ "to", 0, NULL, TD_CMD_COMPARE,
	    "what follows is side B, what stands before is A", set_to },
	{ "split", 0, "TIME", TD_CMD_COMPARE,
	    "mail before then is side A, later mail is B", set_split },
	{ "window", 0, "TIME", TD_CMD_COMPARE,
	    "with --split: so much on each side: 7d, 36h", set_window },
	{ "before", 0, "DAYS", TD_CMD_COMPARE,
	    "side A is the mail of a day, or of days with the\n"
	    "first and the last: 2026-11-02..2026-11-08",
	    set_before },
	{ "after", 0, "DAYS", TD_CMD_COMPARE, "likewise, side B", set_after },
	{ "metrics", 0, "NAME,...", TD_CMD_COMPARE,
	    "see `todoku list metrics`; default all", set_metrics },
	{ "min-messages", 0, "N", TD_CMD_COMPARE,
	    "that a side must have to be tested; default 20",
	    set_min_messages },
	{ "fail-on", 0, "worse", TD_CMD_COMPARE,
	    "exit with 3 when a row is worse", set_fail_on },
	{ "force", 0, NULL, TD_CMD_COMPARE,
	    "also if both sides hold the same input", set_force },
	{ "fail", 0, NULL, TD_CMD_AUDIT,
	    "exit with 3 when something asked for is not met", set_fail },
	{ "what-if", 0, "ZONE", TD_CMD_AUDIT,
	    "instead: SPF, if the DNS were this zone file", set_what_if },
	{ "mail-from", 0, "DOMAIN", TD_CMD_AUDIT,
	    "with --what-if: and MAIL FROM of this domain", set_mail_from },
	{ "output", 'o', "FILE", REPORTERS,
	    "write the report there, whole or not at all", set_output },
	{ "report", 'O', "KIND", REPORTERS,
	    "table, csv, json, html, of scan prometheus and\n"
	    "cells; default by the suffix of -o, else table\n"
	    "on a terminal, else csv",
	    set_report },
	{ "by", 'g', "DIM,...", COUNTERS & ~(unsigned)TD_CMD_AUDIT,
	    "a row for each value; default carrier,domain, of\n"
	    "compare carrier; see `todoku list dimensions`",
	    set_by },
	{ "since", 0, "TIME", REPORTERS,
	    "count messages from then on: 2026-11-21,\n"
	    "2026-11-21T17:58, with Z or +09:00 at the end",
	    set_since },
	{ "until", 0, "TIME", REPORTERS, "and before then", set_until },
	{ "zone", 0, "ZONE", COUNTERS,
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
	{ "jobs", 'j', "N", COUNTERS, "threads; default one a processor",
	    set_jobs },
	{ "max-keys", 0, "N", COUNTERS,
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
	{ "rejects", 0, "FILE", TD_CMD_SCAN | TD_CMD_INGEST,
	    "write down what was not understood", set_rejects },
	{ "strict", 0, NULL, COUNTERS,
	    "exit with 1 when anything was not understood", set_strict },
	{ "color", 0, "WHEN", READERS, "auto, always or never", set_color },
	{ "progress", 0, "WHEN", COUNTERS, "auto, always or never",
	    set_progress },
	{ "quiet", 'q', NULL, READERS, "no remarks, errors only", set_quiet },
	{ "verbose", 'v', NULL, READERS, "say more", set_verbose },
};

const size_t td_n_option_rows =
    sizeof td_option_rows / sizeof td_option_rows[0];
