/*
 * todoku explain EVENTS:BYTE: all events of the messages that one record tells
 * of, in the order of the file, then what they come to.
 */
#include "explain_event.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "commands.h"
#include "explain.h"
#include "explain_line.h"
#include "observe/ledger.h"
#include "observe/table.h"
#include "report/escape.h"

/* Messages of one record that are followed: the rest is told to be left out. */
enum { MAX_IDS = 64 };

struct events {
	uint64_t at;
	bool found, printed;
	uint64_t ids[MAX_IDS]; /* hashes, of service and id */
	size_t n_ids, left_out;
	struct td_ledger *ledger;
	struct td_deliveries *deliveries;
	struct td_delivery delivery;
	int failed; /* no memory */
};

static uint64_t
id_of(const struct td_outcome *o)
{
	return td_table_hash(o->id, o->service);
}

static bool
is_asked(const struct events *x, const struct td_outcome *o)
{
	for (size_t i = 0; i < x->n_ids; i++)
		if (x->ids[i] == id_of(o))
			return true;
	return false;
}

static const struct td_outcome *
outcome_of(const struct td_visited *v, uint32_t i)
{
	return &v->batch->outcome[v->record->outcome + i];
}

/* Which messages the record tells of, and what of it is lost. */
static enum td_visit
find_ids(const struct td_visited *v, void *arg)
{
	struct events *x = arg;

	if (v->off != x->at)
		return TD_VISIT_ON;
	x->found = true;
	td_explain_flaws(stdout, v, "defect");
	for (uint32_t i = 0; i < v->record->n_outcomes; i++) {
		const struct td_outcome *o = outcome_of(v, i);

		if (is_asked(x, o))
			continue;
		if (x->n_ids == MAX_IDS)
			x->left_out++;
		else
			x->ids[x->n_ids++] = id_of(o);
	}
	return TD_VISIT_STOP;
}

/* ---- one event ---- */

static void
put(const char *what, struct td_span text, struct td_span recipient)
{
	if (text.n == 0)
		return;
	fputs(what, stdout);
	td_explain_text(stdout, text, recipient);
}

static void
put_domain(const char *what, struct td_span address)
{
	const struct td_span domain = td_span_domain(address);

	if (domain.p == NULL)
		return;
	fputs(what, stdout);
	put("<@", domain, (struct td_span){ NULL, 0 });
	fputs(">", stdout);
}

static const char *
word_of(const struct td_outcome *o)
{
	static const char *const word[TD_N_ACTIONS] = { "handed over", "sent",
		"deferred", "failed", "expired", "suppressed" };

	if ((o->flags & TD_OUTCOME_COMPLAINT) != 0)
		return "a complaint";
	if ((o->flags & TD_OUTCOME_INBOUND) != 0)
		return "came in";
	return word[o->action];
}

static void
put_outcome(const struct events *x, const struct td_outcome *o, uint64_t off)
{
	static const char more[] = "\n        ";

	printf("  %c %" PRIu64 "  ", off == x->at ? '>' : ' ', off);
	td_explain_time(stdout, o->when);
	printf("  %s", word_of(o));
	put_domain(" for ", o->recipient);
	if (x->n_ids > 1)
		put("\n        of ", o->id, o->recipient);
	if ((o->flags & TD_OUTCOME_SIMULATED) != 0)
		printf("%sto a simulator: not counted", more);
	if (o->begun != TD_NO_TIME) {
		printf("%shanded in at ", more);
		td_explain_time(stdout, o->begun);
	}
	if ((o->flags & TD_OUTCOME_NULL_SENDER) != 0)
		printf("%sreverse-path <>", more);
	printf("%s", o->relay.n + o->relay_ip.n > 0 ? more : "");
	put("by ", o->relay, o->recipient);
	put(o->relay.n > 0 ? " at " : "by ", o->relay_ip, o->recipient);
	put("\n        status ", o->status, o->recipient);
	put("\n        cause ", o->cause, o->recipient);
	put("\n        reply ", o->reply, o->recipient);
	put("\n        tag ", o->tag, o->recipient);
	putchar('\n');
}

static enum td_visit
tell_events(const struct td_visited *v, void *arg)
{
	struct events *x = arg;

	for (uint32_t i = 0; i < v->record->n_outcomes; i++) {
		const struct td_outcome *o = outcome_of(v, i);

		if (!is_asked(x, o))
			continue;
		if (!x->printed) {
			td_put_text(stdout,
			    (struct td_span){ v->name, strlen(v->name) });
			printf(":%" PRIu64 "  (%s)\nevents       of %s", x->at,
			    v->format->name,
			    td_service_name((enum td_service)o->service));
			if (x->n_ids == 1)
				put(" ", o->id, o->recipient);
			putchar('\n');
		}
		x->printed = true;
		put_outcome(x, o, v->off);
		if ((o->flags & TD_OUTCOME_SIMULATED) == 0 &&
		    td_ledger_add(x->ledger, o, TD_SPAN("")) == -1)
			x->failed = 1;
	}
	return x->failed ? TD_VISIT_STOP : TD_VISIT_ON;
}

/* ---- what they come to ---- */

static void
tell_settled(void *arg, const struct td_settled *s)
{
	struct events *x = arg;
	enum td_seen seen = td_observe_delivery(x->deliveries, s, &x->delivery);

	td_explain_delivery(stdout, s, seen, &x->delivery);
}

static int
tell(struct td_options *o, struct events *x)
{
	uint64_t sources;

	td_visit(&o->plan, find_ids, x, false, &sources);
	if (!x->found)
		return TD_EXIT_USAGE;
	if (x->n_ids == 0) {
		puts("event        of no message that could be counted");
		return TD_EXIT_OK;
	}
	td_visit(&o->plan, tell_events, x, true, &sources);
	if (x->left_out > 0)
		printf("left out     %zu more messages of this record\n",
		    x->left_out);
	x->failed |= td_ledger_settle(x->ledger, tell_settled, x) == -1;
	return x->failed ? TD_EXIT_AGAIN : TD_EXIT_OK;
}

int
td_explain_events(struct td_options *o, uint64_t at)
{
	struct events *x = calloc(1, sizeof(*x));
	struct td_error e;
	int rc = TD_EXIT_AGAIN;

	if (x != NULL) {
		x->at = at;
		x->ledger = td_ledger_new();
		x->deliveries = td_deliveries_new(&o->plan.trust);
	}
	if (x != NULL && x->ledger != NULL && x->deliveries != NULL)
		rc = tell(o, x);
	if (rc == TD_EXIT_AGAIN) {
		td_error_sys(&e, "cannot explain", ENOMEM);
		td_error_print(NULL, &e);
	}
	if (x != NULL) {
		td_ledger_free(x->ledger);
		td_deliveries_free(x->deliveries);
	}
	free(x);
	return rc;
}
