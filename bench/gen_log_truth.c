/*
 * The truth of a log: what became of each recipient, per carrier and domain,
 * taken from the decisions, and its JSON, with the names and the nesting of
 * the analyzer's report.  DECISIONS 1-9 and 17 of its specification.
 */
#include "gen_log.h"

struct row {
	const char *carrier, *domain;
	uint64_t messages, attempts;
	uint64_t state[STATE_HOP];
	uint64_t reason[N_GEN_REASONS];
	uint64_t word[3][N_WORDS];
};

enum { MAX_ROWS = 192 };

static const struct gen_plan *plan;
static struct row rows[MAX_ROWS];
static size_t n_rows, row_none;
static uint64_t null_senders, delivery_lines, torn, repeated, hops, open_ends;

static size_t
row_named(const char *carrier, const char *domain)
{
	for (size_t i = 0; i < n_rows; i++)
		if (strcmp(rows[i].carrier, carrier) == 0 &&
		    strcmp(rows[i].domain, domain) == 0)
			return i;
	rows[n_rows] = (struct row){ .carrier = carrier, .domain = domain };
	return n_rows++;
}

void
gen_log_truth_init(const struct gen_plan *of)
{
	plan = of;
	row_none = row_named("other", "(none)");
	for (size_t i = 0; i < gen_n_targets; i++) {
		struct gen_target *t = &gen_targets[i];

		t->row = row_named(t->carrier, t->domain);
		t->row_unnamed =
		    t->by_relay ? row_named("other", t->domain) : t->row;
	}
}

void
gen_log_truth_line(void)
{
	delivery_lines++;
}

void
gen_log_truth_torn(void)
{
	torn++;
}

void
gen_log_truth_repeated(unsigned n)
{
	repeated += n;
}

static void
settle(const struct gen_entry *e, const struct gen_rcpt *r)
{
	struct row *row = &rows[r->rootly ? row_none :
	        r->named                  ? r->to->row :
	                                    r->to->row_unnamed];

	if (r->state == STATE_UNSEEN)
		return; /* no line has told of him */
	if (r->state == STATE_HOP) {
		hops++;
		return;
	}
	if (e->null_sender) {
		null_senders++;
		return;
	}
	row->messages++;
	row->attempts += r->attempts;
	row->state[r->state]++;
	open_ends += r->state == STATE_DEFERRED;
	if (r->state == STATE_FAILED)
		row->reason[r->reason]++;
	else if (r->state == STATE_EXPIRED)
		row->reason[G_EXPIRED]++;
	for (int i = 0; i < 3; i++)
		row->word[i][e->word[i]]++;
}

void
gen_log_truth_settle(const struct gen_entry *e)
{
	for (size_t i = 0; i < e->n; i++)
		settle(e, &e->rcpt[i]);
}

/* ---- JSON ---- */

static void
put_member(FILE *f, const char *name, uint64_t n, bool first)
{
	fprintf(
	    f, "%s\"%s\":%llu", first ? "" : ",", name, (unsigned long long)n);
}

static void
put_words(FILE *f, const char *method, const uint64_t *word)
{
	static const char *const names[N_WORDS] = { "pass", "fail", "softfail",
		"neutral", "none", "policy", "temperror", "permerror", "other",
		"missing" };

	fprintf(f, ",\"%s\":{", method);
	for (int i = 0; i < N_WORDS; i++)
		put_member(f, names[i], word[i], i == 0);
	fputs("}", f);
}

static void
put_row(FILE *f, const struct row *r)
{
	static const char *const methods[] = { "spf", "dkim", "dmarc" };
	static const char *const reasons[N_GEN_REASONS] = { "authfailure",
		"badreputation", "blocked", "emailtoolarge", "expired",
		"filtered", "mailboxfull", "norelaying", "policyviolation",
		"ratelimited", "suspend", "userunknown" };
	bool first = true;

	put_member(f, "messages", r->messages, true);
	for (size_t i = 0; i < GEN_COUNT(methods); i++)
		put_words(f, methods[i], r->word[i]);
	fputs(",\"delivery\":{", f);
	put_member(f, "attempts", r->attempts, true);
	put_member(f, "accepted", r->state[STATE_ACCEPTED], false);
	put_member(f, "deferred", r->state[STATE_DEFERRED], false);
	put_member(f, "failed", r->state[STATE_FAILED], false);
	put_member(f, "expired", r->state[STATE_EXPIRED], false);
	put_member(f, "suppressed", r->state[STATE_SUPPRESSED], false);
	fputs("},\"reasons\":{", f);
	for (int i = 0; i < N_GEN_REASONS; i++) {
		if (r->reason[i] == 0)
			continue;
		put_member(f, reasons[i], r->reason[i], first);
		first = false;
	}
	fputs("}}", f);
}

static void
sum_up(struct row *sum)
{
	*sum = (struct row){ .carrier = "" };
	for (size_t i = 0; i < n_rows; i++) {
		const struct row *r = &rows[i];

		sum->messages += r->messages;
		sum->attempts += r->attempts;
		for (int k = 0; k < STATE_HOP; k++)
			sum->state[k] += r->state[k];
		for (int k = 0; k < N_GEN_REASONS; k++)
			sum->reason[k] += r->reason[k];
		for (int k = 0; k < 3; k++)
			for (int w = 0; w < N_WORDS; w++)
				sum->word[k][w] += r->word[k][w];
	}
}

/* The next row in bytewise order behind `last`; NULL at the end. */
static const struct row *
next_row(const struct row *last)
{
	const struct row *best = NULL;

	for (size_t i = 0; i < n_rows; i++) {
		const struct row *r = &rows[i];
		int c = last == NULL ? 1 : strcmp(r->carrier, last->carrier);

		if (c == 0)
			c = strcmp(r->domain, last->domain);
		if (c <= 0 || r->messages == 0)
			continue;
		c = best == NULL ? -1 : strcmp(r->carrier, best->carrier);
		if (c == 0)
			c = strcmp(r->domain, best->domain);
		if (c < 0)
			best = r;
	}
	return best;
}

static void
put_balance(FILE *f, uint64_t bytes, uint64_t sources, uint64_t lines)
{
	fputs("\"balance\":{", f);
	put_member(f, "sources", sources, true);
	fputs(",\"bytes\":{", f);
	put_member(f, "decoded", bytes, true);
	fputs("},\"records\":{", f);
	put_member(f, "deliver", delivery_lines, true);
	fputs("},\"defects\":[", f);
	if (torn > 0) {
		fputs(
		    "{\"format\":\"log\",\"reason\":\"torn delivery line\"", f);
		put_member(f, "count", torn, false);
		fputs("}", f);
	}
	fputs("]", f);
	put_member(f, "null_sender", null_senders, false);
	put_member(f, "repeated", repeated, false);
	put_member(f, "reports", 0, false);
	/* of no report: what helps to find a difference */
	fputs("},\n\"log\":{", f);
	put_member(f, "lines", lines, true);
	put_member(f, "hops", hops, false);
	put_member(f, "open", open_ends, false);
	fputs("},\n", f);
}

void
gen_log_truth_write(FILE *f, uint64_t bytes, uint64_t sources, uint64_t lines)
{
	const struct row *r = NULL;
	struct row total;
	bool first = true;

	sum_up(&total);
	fprintf(f, "{\"truth\":1,\"options\":[%s],\n",
	    plan->kind == K_POSTFIX && !plan->rfc3339 ? "\"--year\",\"2026\"" :
	                                                "");
	put_balance(f, bytes, sources, lines);
	fputs("\"totals\":{", f);
	put_row(f, &total);
	fputs(",\n\"rows\":[", f);
	while ((r = next_row(r)) != NULL) {
		fprintf(f, "%s\n{\"carrier\":\"%s\",\"domain\":\"%s\",",
		    first ? "" : ",", r->carrier, r->domain);
		put_row(f, r);
		first = false;
	}
	fputs("]}\n", f);
}
