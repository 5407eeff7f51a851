/*
 * The truth of a log: what became of each recipient, per carrier and domain,
 * taken from the decisions, and its JSON, with the names and the nesting of
 * the analyzer's report.  DECISIONS 1-9 and 17 of its specification.
 */
#include "gen_log.h"
#include "gen_rows.h"

struct counts {
	uint64_t attempts, complained;
	uint64_t state[STATE_HOP];
	uint64_t reason[N_GEN_REASONS];
	uint64_t word[3][N_WORDS];
};

static const struct gen_plan *plan;
static struct gen_rows rows;
static struct counts counts[GEN_MAX_ROWS]; /* of each row */
static size_t row_none;
static uint64_t null_senders, delivery_lines, torn, repeated, hops, open_ends;
static uint64_t events, joined, untold, sources, bytes, lines;

void
gen_log_truth_init(const struct gen_plan *of)
{
	plan = of;
	row_none = gen_rows_named(&rows, "other", "(none)");
	for (size_t i = 0; i < gen_n_targets; i++) {
		struct gen_target *t = &gen_targets[i];

		t->row = gen_rows_named(&rows, t->carrier, t->domain);
		t->row_unnamed = t->by_relay ?
		    gen_rows_named(&rows, "other", t->domain) :
		    t->row;
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

void
gen_log_truth_event(void)
{
	events++;
}

void
gen_log_truth_add(
    uint64_t more_sources, uint64_t more_bytes, uint64_t more_lines)
{
	sources += more_sources;
	bytes += more_bytes;
	lines += more_lines;
}

static void
count(size_t i, const struct gen_entry *e, const struct gen_rcpt *r)
{
	struct counts *row = &counts[i];

	rows.row[i].messages++;
	row->attempts += r->attempts;
	row->complained += r->complained;
	row->state[r->state]++;
	open_ends += r->state == STATE_DEFERRED;
	untold += r->state == STATE_NONE;
	if (r->state == STATE_FAILED)
		row->reason[r->reason]++;
	else if (r->state == STATE_EXPIRED)
		row->reason[G_EXPIRED]++;
	for (int k = 0; k < 3; k++)
		row->word[k][e->word[k]]++;
}

/* Events name no host of the receiver. */
void
gen_log_truth_told(const struct gen_entry *e, const struct gen_rcpt *r)
{
	if (r->state != STATE_UNSEEN && r->to->carrier != NULL)
		count(r->to->row_unnamed, e, r);
}

static void
settle(const struct gen_entry *e, const struct gen_rcpt *r)
{
	if (r->state == STATE_UNSEEN)
		return; /* no line has told of him */
	if (r->state == STATE_HOP)
		hops++;
	else if (e->null_sender)
		null_senders++;
	else if (r->ses == SES_TOLD)
		joined++; /* counted by what the events tell */
	else if (r->rootly)
		count(row_none, e, r);
	else
		count(r->named ? r->to->row : r->to->row_unnamed, e, r);
}

void
gen_log_truth_settle(const struct gen_entry *e)
{
	for (size_t i = 0; i < e->n; i++)
		settle(e, &e->rcpt[i]);
}

/* ---- JSON ---- */

static void
put_row(FILE *f, uint64_t messages, const struct counts *r)
{
	static const char *const methods[] = { "spf", "dkim", "dmarc" };
	static const char *const reasons[N_GEN_REASONS] = { "authfailure",
		"badreputation", "blocked", "contenterror", "emailtoolarge",
		"expired", "filtered", "mailboxfull", "norelaying", "onhold",
		"policyviolation", "ratelimited", "suspend", "undefined",
		"userunknown" };
	bool first = true;

	gen_put_member(f, "messages", messages, true);
	for (size_t i = 0; i < GEN_COUNT(methods); i++) {
		gen_put_words(f, methods[i], r->word[i]);
		fputs("}", f);
	}
	fputs(",\"delivery\":{", f);
	gen_put_member(f, "attempts", r->attempts, true);
	gen_put_member(f, "accepted", r->state[STATE_ACCEPTED], false);
	gen_put_member(f, "deferred", r->state[STATE_DEFERRED], false);
	gen_put_member(f, "failed", r->state[STATE_FAILED], false);
	gen_put_member(f, "expired", r->state[STATE_EXPIRED], false);
	gen_put_member(f, "suppressed", r->state[STATE_SUPPRESSED], false);
	gen_put_member(f, "complained", r->complained, false);
	fputs("},\"reasons\":{", f);
	for (int i = 0; i < N_GEN_REASONS; i++) {
		if (r->reason[i] == 0)
			continue;
		gen_put_member(f, reasons[i], r->reason[i], first);
		first = false;
	}
	fputs("}}", f);
}

static void
put_row_of(FILE *f, size_t i)
{
	put_row(f, rows.row[i].messages, &counts[i]);
}

static void
sum_up(struct counts *sum)
{
	*sum = (struct counts){ 0 };
	for (size_t i = 0; i < rows.n; i++) {
		const struct counts *r = &counts[i];

		sum->attempts += r->attempts;
		sum->complained += r->complained;
		for (int k = 0; k < STATE_HOP; k++)
			sum->state[k] += r->state[k];
		for (int k = 0; k < N_GEN_REASONS; k++)
			sum->reason[k] += r->reason[k];
		for (int k = 0; k < 3; k++)
			for (int w = 0; w < N_WORDS; w++)
				sum->word[k][w] += r->word[k][w];
	}
}

static void
put_balance(FILE *f)
{
	fputs("\"balance\":{", f);
	gen_put_member(f, "sources", sources, true);
	fputs(",\"bytes\":{", f);
	gen_put_member(f, "decoded", bytes, true);
	fputs("},\"records\":{", f);
	gen_put_member(f, "deliver", delivery_lines, true);
	if (plan->kind == K_SES || plan->kind == K_RELAY)
		gen_put_member(f, "outcome", events, false);
	fputs("},\"defects\":[", f);
	if (torn > 0) {
		fputs(
		    "{\"format\":\"log\",\"reason\":\"torn delivery line\"", f);
		gen_put_member(f, "count", torn, false);
		fputs("}", f);
	}
	fputs("]", f);
	gen_put_member(f, "null_sender", null_senders, false);
	gen_put_member(f, "repeated", repeated, false);
	gen_put_member(f, "reports", 0, false);
	/* of no report: what helps to find a difference */
	fputs("},\n\"log\":{", f);
	gen_put_member(f, "lines", lines, true);
	gen_put_member(f, "hops", hops, false);
	gen_put_member(f, "open", open_ends, false);
	gen_put_member(f, "untold", untold, false);
	gen_put_member(f, "joined", joined, false);
	fputs("},\n", f);
}

static void
put_truth(FILE *f)
{
	struct counts total;

	sum_up(&total);
	fprintf(f, "{\"truth\":1,\"options\":[%s],\n",
	    plan->kind != K_EXIM && plan->kind != K_SES && !plan->rfc3339 ?
	        "\"--year\",\"2026\"" :
	        "");
	put_balance(f);
	fputs("\"totals\":{", f);
	put_row(f, gen_rows_messages(&rows), &total);
	gen_put_rows(f, &rows, put_row_of);
}

int
gen_log_truth_write(void)
{
	FILE *f;

	if (plan->truth == NULL)
		return 0;
	f = fopen(plan->truth, "w");
	if (f == NULL)
		return -1;
	put_truth(f);
	if (ferror(f) != 0) {
		fclose(f);
		return -1;
	}
	return fclose(f) == EOF ? -1 : 0;
}
