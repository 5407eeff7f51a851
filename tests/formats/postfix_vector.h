/*
 * A text of Postfix and what must be found in it, for the suites of
 * formats/log_postfix*.c.
 */
#ifndef TD_TESTS_POSTFIX_VECTOR_H
#define TD_TESTS_POSTFIX_VECTOR_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formats/field_date.h"
#include "formats/log.h"
#include "tests/formats/describe.h"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

struct vector {
	const char *source;
	const char *tag; /* its last part */
	const char *text;
	const char *want; /* as render() tells it */
};

/* Bytes behind a line; whatever they are, they do not matter. */
static const char *const pads[] = { "",
	"status=sent (250 2.0.0 Ok: queued as AAAAAA)", ", relay=x]) ;:<>" };

static struct td_event event;
static enum td_defect defect;

/* Read the first n bytes of `text`; they live until the next call. */
static inline enum td_kind
read_line(const char *tag, const char *text, size_t n, const char *pad)
{
	static char *buf;
	char full[64];
	size_t m = strlen(pad);
	struct td_line line = { .program = TD_PROGRAM_POSTFIX };

	free(buf);
	buf = malloc(n + TD_PAD);
	ck_assert_ptr_nonnull(buf);
	memcpy(buf, text, n);
	memset(buf + n, ' ', TD_PAD);
	memcpy(buf + n, pad, m < TD_PAD ? m : TD_PAD);
	snprintf(full, sizeof(full), "postfix/%s", tag);
	line.tag = (struct td_span){ full, strlen(full) };
	line.text = (struct td_span){ buf, n };
	event = (struct td_event){ .delay = TD_NO_TIME };
	defect = TD_N_DEFECTS;
	return td_postfix_line(&line, &event, &defect);
}

static inline void
put(FILE *f, const char *name, struct td_span s)
{
	if (s.n > 0)
		fprintf(f, " %s=%.*s", name, (int)s.n, s.p);
}

static inline void
put_flags(FILE *f)
{
	static const struct {
		unsigned flag;
		const char *name;
	} flags[] = { { TD_EVENT_NO_ATTEMPT, "no-attempt" },
		{ TD_EVENT_LOCAL, "local" }, { TD_EVENT_FORWARD, "forward" },
		{ TD_EVENT_NULL_SENDER, "null" },
		{ TD_EVENT_SUBMITTED, "submitted" },
		{ TD_EVENT_CLOSES, "closes" }, { TD_EVENT_PIPE, "pipe" },
		{ TD_EVENT_NO_BRACKETS, "no-brackets" },
		{ TD_EVENT_SUBMISSION, "submission" } };

	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		if (event.flags & flags[i].flag)
			fprintf(f, " %s", flags[i].name);
}

static inline void
render(enum td_kind kind, char *out, size_t cap)
{
	static const char *const actions[] = { "", " sent", " deferred",
		" failed", " expired", " suppressed" };
	static const char *const stages[] = { "", " connect", " ehlo", " mail",
		" rcpt", " data", " eod" };
	const struct td_event *e = &event;
	/* Of a probe nothing else is of interest. */
	bool all = kind != TD_NOTE || e->recipient.n == 0;
	FILE *f = fmemopen(out, cap, "w");

	ck_assert_ptr_nonnull(f);
	fputs(defect < TD_N_DEFECTS ? td_defect_name(defect) : kind_name(kind),
	    f);
	put(f, "id", e->queue_id);
	if (all) {
		put(f, "to", e->recipient);
		put(f, "orig", e->original);
		fputs(actions[e->action], f);
		fputs(stages[e->stage], f);
		put(f, "relay", e->relay);
		put(f, "ip", e->relay_ip);
		if (e->delay != TD_NO_TIME)
			fprintf(f, " delay=%lld", (long long)e->delay);
		put(f, "stages", e->stages);
		put(f, "status", e->status);
		put(f, "tls", e->tls);
		put(f, "next", e->next_id);
		put(f, "mid", e->message_id);
		put(f, "sender", e->sender);
		if (e->n_recipients > 0)
			fprintf(f, " nrcpt=%u", (unsigned)e->n_recipients);
		put(f, "client", e->client);
		put(f, "client-ip", e->client_ip);
		put(f, "reply", e->reply);
		put_flags(f);
		if (e->field_name.n > 0)
			fprintf(f, " field=%.*s:%.*s", (int)e->field_name.n,
			    e->field_name.p, (int)e->field_body.n,
			    e->field_body.p);
	}
	fputc('\0', f);
	fclose(f);
}

static inline void
check_vector(const struct vector *v)
{
	char got[1024];

	for (size_t i = 0; i < sizeof(pads) / sizeof(pads[0]); i++) {
		render(read_line(v->tag, v->text, strlen(v->text), pads[i]),
		    got, sizeof(got));
		ck_assert_msg(strcmp(got, v->want) == 0,
		    "%s: %s\n got: %s\nwant: %s", v->source, v->text, got,
		    v->want);
	}
}

#endif
