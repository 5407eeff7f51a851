/*
 * todoku explain: how one message, line of a log or domain is understood.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "commands.h"
#include "engine/visit.h"
#include "engine/work.h"
#include "explain.h"
#include "explain_event.h"
#include "explain_log.h"
#include "explain_tlsrpt.h"
#include "formats/field_address.h"
#include "options.h"
#include "report/escape.h"
#include "units.h"

/* What is looked for: all messages, or the one that holds a byte (which of a
 * log is the number of a line). */
struct search {
	struct td_observer *observer;
	struct td_reading *reading;
	uint64_t messages;
	bool one;  /* only the message at `byte` */
	bool sure; /* which is a byte of logs, too */
	bool found, printed, log, events;
	bool failed;       /* no memory */
	uint64_t byte, at; /* at: where the last start before it is */
};

/* Of events as a whole: how to ask. */
static void
explain_whole_events(const struct td_visited *v)
{
	td_put_text(stdout, (struct td_span){ v->name, strlen(v->name) });
	printf("  (%s)\n    for the message of an event: todoku explain ",
	    v->format->name);
	td_put_text(stdout, (struct td_span){ v->name, strlen(v->name) });
	puts(":BYTE");
}

/* Of a log as a whole: how to ask. */
static void
explain_whole_log(const char *name)
{
	const struct td_span s = { name, strlen(name) };
	/* Standard input cannot be read again. */
	const struct td_span file =
	    strcmp(name, "-") == 0 ? TD_SPAN("FILE") : s;

	td_put_text(stdout, s);
	fputs(
	    "  (log)\n    for the message of a line: todoku explain ", stdout);
	td_put_text(stdout, file);
	fputs(":LINE\n    for that of a queue id:     todoku explain "
	      "--queue-id ID ",
	    stdout);
	td_put_text(stdout, file);
	putchar('\n');
}

/* All records, or the one that is asked for, with a line between them. */
static bool
is_asked(struct search *s, const struct td_visited *v)
{
	if (s->one && v->off != s->at)
		return false;
	if (s->printed)
		putchar('\n');
	s->printed = true;
	return true;
}

static enum td_visit
explain_record(const struct td_visited *v, void *arg)
{
	struct search *s = arg;

	if (td_is_tlsrpt(v->format)) {
		if (is_asked(s, v))
			td_explain_tlsrpt(stdout, v);
		return TD_VISIT_ON;
	}
	if (td_is_log(v->format)) {
		explain_whole_log(v->name);
		return TD_VISIT_NEXT_SOURCE;
	}
	if (td_is_events(v->format)) {
		explain_whole_events(v);
		return TD_VISIT_NEXT_SOURCE;
	}
	if (v->record->kind != TD_MESSAGE)
		return TD_VISIT_ON;
	s->messages++;
	if (!is_asked(s, v))
		return TD_VISIT_ON;
	s->failed = td_explain_message(
	                stdout, s->observer, s->reading, v, s->messages) == -1;
	return s->one || s->failed ? TD_VISIT_STOP : TD_VISIT_ON;
}

/* The last message that starts at or before the byte. */
static enum td_visit
find_record(const struct td_visited *v, void *arg)
{
	struct search *s = arg;

	s->log = td_is_log(v->format);
	if (s->log || v->off > s->byte)
		return TD_VISIT_STOP;
	if (v->record->kind == TD_MESSAGE || td_is_events(v->format)) {
		s->found = true;
		s->events =
		    v->record->kind != TD_MESSAGE && !td_is_tlsrpt(v->format);
		s->at = v->off;
	}
	return TD_VISIT_ON;
}

/* Cut ":BYTE" or ":@BYTE" off a path that does not exist with it. */
static void
split_place(char *path, struct search *s)
{
	char *colon = strrchr(path, ':');
	struct stat st;

	if (colon == NULL || stat(path, &st) == 0)
		return;
	s->sure = colon[1] == '@';
	s->one = td_parse_count(colon + 1 + s->sure, &s->byte);
	if (s->one)
		*colon = '\0';
}

static int
tell_no_memory(void)
{
	struct td_error e;

	td_error_sys(&e, "cannot explain", ENOMEM);
	td_error_print(NULL, &e);
	return TD_EXIT_AGAIN;
}

static int
explain_path(struct td_options *o, char *path)
{
	const char *const paths[] = { path };
	struct search s = { .byte = 0 };
	uint64_t sources, failed;
	struct td_error e;
	int rc;

	o->plan.paths = paths;
	o->plan.n_paths = 1;
	o->plan.trust.thorough = true;
	split_place(path, &s);
	s.reading = malloc(sizeof *s.reading);
	s.observer = td_observer_new(&o->plan.trust);
	if (s.reading == NULL || s.observer == NULL) {
		rc = tell_no_memory();
		goto out;
	}
	if (s.one) {
		failed = td_visit(&o->plan, find_record, &s, false, &sources);
		if (s.log) {
			rc = td_explain_log_line(o, s.byte, s.sure);
			goto out;
		}
		if (failed == 0 && s.found && s.events) {
			rc = td_explain_events(o, s.at);
			goto out;
		}
		if (failed == 0 && !s.found) {
			td_error_set(&e, "no message there", "%s", path);
			td_error_print(path, &e);
			failed = sources;
		}
		if (failed > 0) {
			rc = TD_EXIT_USAGE;
			goto out;
		}
	}
	failed = td_visit(&o->plan, explain_record, &s, false, &sources);
	rc = s.failed        ? tell_no_memory() :
	    failed == 0      ? TD_EXIT_OK :
	    failed < sources ? TD_EXIT_PARTIAL :
	                       TD_EXIT_USAGE;
out:
	free(s.reading);
	td_observer_free(s.observer);
	return rc;
}

static int
explain_operand(struct td_options *o, char *operand)
{
	struct td_span domain = { operand, strlen(operand) };
	struct stat st;

	if (strcmp(operand, "-") == 0 || operand[0] == '@' ||
	    strchr(operand, '/') != NULL || stat(operand, &st) == 0 ||
	    !td_domain_valid(domain))
		return explain_path(o, operand);
	for (char *p = operand; *p != '\0'; p++)
		*p = td_lower(*p);
	if (domain.p[domain.n - 1] == '.')
		domain.n--;
	td_explain_domain(stdout, o->carriers, domain);
	return TD_EXIT_OK;
}

static int
explain(struct td_options *o)
{
	int rc = TD_EXIT_OK;

	if (o->queue_id != NULL)
		return td_explain_log_id(o);
	for (size_t i = 0; i < o->n_operands; i++) {
		int worse = explain_operand(o, o->operands[i]);

		rc = worse > rc ? worse : rc;
	}
	return rc;
}

int
td_cmd_explain(int argc, char **argv)
{
	return td_command_run(TD_CMD_EXPLAIN, argc, argv,
	    "give a PATH, PATH:BYTE, LOG:LINE, LOG:@BYTE or a domain", explain);
}
