/*
 * A report made by hand, for the tests of this folder: the row of OUTPUT.md's
 * example, a row with other gaps, and a row whose domain is up to no good.
 */
#ifndef TESTS_REPORT_EXAMPLE_H
#define TESTS_REPORT_EXAMPLE_H

#include <check.h>
#include <stdlib.h>

#include "analyzer/report/report.h"
#include "tests/run.h"

/* What a table has where there is no data, and between rows and total. */
#define DASH "\xe2\x80\x93"
#define TEN_DASHES "----------"

struct example {
	struct td_dims dims;
	struct td_balance balance;
	struct td_report report;
};

/* A counter and its value; { TD_N_COUNTERS, 0 } ends the list. */
struct example_count {
	int counter;
	uint64_t n;
};

static inline struct td_cell *
example_cell(struct td_cube *cube, struct td_span carrier,
    struct td_span domain, const struct example_count *count)
{
	const struct td_span key[] = { carrier, domain };
	struct td_cell *c = td_cube_cell(cube, key);

	ck_assert_ptr_nonnull(c);
	for (; count->counter != TD_N_COUNTERS; count++)
		c->counter[count->counter] = count->n;
	return c;
}

static inline void
example_hist(struct td_cell *c, enum td_hist_id id, uint64_t value, uint64_t n)
{
	ck_assert_int_eq(td_hist_add(&c->hist[id], value, n), 0);
}

/* An empty report with the default dimensions. */
static inline void
example_empty(struct example *x)
{
	struct td_error e;

	memset(x, 0, sizeof *x);
	ck_assert_int_eq(td_dims_parse(&x->dims, "carrier,domain", &e), 0);
	ck_assert_int_eq(td_zone_set(&x->dims.zone, "UTC", &e), 0);
	ck_assert_int_eq(td_balance_init(&x->balance), 0);
	x->balance.first = x->balance.last = TD_NO_TIME;
	x->report = (struct td_report){
		.cube = td_cube_new(&x->dims, 1000),
		.dims = &x->dims,
		.balance = &x->balance,
		.columns = 80,
		.options = { .trust = "auto",
		    .forwarded = "missing",
		    .psl_date = "2023-02-09",
		    .carriers = "built-in",
		    .since = TD_NO_TIME,
		    .until = TD_NO_TIME,
		    .text = "trust=auto" },
	};
	ck_assert_ptr_nonnull(x->report.cube);
}

static inline void
example_rows(struct td_cube *cube)
{
	static const struct example_count docomo[] = {
		{ TD_C_MESSAGES, 10 },
		{ TD_C_SPF + TD_R_PASS, 8 },
		{ TD_C_SPF + TD_R_FAIL, 1 },
		{ TD_C_SPF + TD_R_MISSING, 1 },
		{ TD_C_DKIM + TD_R_PASS, 8 },
		{ TD_C_DKIM + TD_R_FAIL, 1 },
		{ TD_C_DKIM + TD_R_MISSING, 1 },
		{ TD_C_DKIM_ALIGNED, 7 },
		{ TD_C_DMARC + TD_R_PASS, 8 },
		{ TD_C_DMARC + TD_R_FAIL, 1 },
		{ TD_C_DMARC + TD_R_MISSING, 1 },
		{ TD_C_ARC + TD_R_MISSING, 10 },
		{ TD_C_SENDER_ID + TD_R_MISSING, 10 },
		{ TD_C_ALIGNMENT + TD_ALIGNED, 7 },
		{ TD_C_ALIGNMENT + TD_UNALIGNED, 2 },
		{ TD_C_ALIGNMENT + TD_ALIGN_UNKNOWN, 1 },
		{ TD_C_PRA + TD_ALIGNED, 3 },
		{ TD_C_PRA + TD_UNALIGNED, 6 },
		{ TD_C_PRA + TD_ALIGN_UNKNOWN, 1 },
		{ TD_C_ATTEMPTS, 12 },
		{ TD_C_ACCEPTED, 9 },
		{ TD_C_FAILED, 1 },
		{ TD_C_HARD, 1 },
		{ TD_C_REASON + 1, 1 }, /* userunknown */
		{ TD_C_TLS + TD_TLS_YES, 9 },
		{ TD_C_TLS + TD_TLS_NO, 1 },
		{ TD_C_FCRDNS + TD_RDNS_PASS, 9 },
		{ TD_C_FCRDNS + TD_RDNS_NONE, 1 },
		{ TD_N_COUNTERS, 0 },
	};
	static const struct example_count gmail[] = {
		{ TD_C_MESSAGES, 20 },
		{ TD_C_FORWARDED, 2 },
		{ TD_C_SPF + TD_R_PASS, 15 },
		{ TD_C_SPF + TD_R_SOFTFAIL, 1 },
		{ TD_C_SPF + TD_R_NONE, 1 },
		{ TD_C_SPF + TD_R_TEMPERROR, 1 },
		{ TD_C_SPF + TD_R_MISSING, 2 },
		{ TD_C_DKIM + TD_R_PASS, 19 },
		{ TD_C_DKIM + TD_R_FAIL, 1 },
		{ TD_C_DKIM_ALIGNED, 19 },
		{ TD_C_DMARC + TD_R_PASS, 18 },
		{ TD_C_DMARC + TD_R_NONE, 1 },
		{ TD_C_DMARC + TD_R_MISSING, 1 },
		{ TD_C_ARC + TD_R_PASS, 1 },
		{ TD_C_ARC + TD_R_NONE, 19 },
		{ TD_C_SENDER_ID + TD_R_MISSING, 20 },
		{ TD_C_ALIGNMENT + TD_ALIGNED, 20 },
		{ TD_C_PRA + TD_ALIGNED, 20 },
		{ TD_C_TLS + TD_TLS_YES, 20 },
		{ TD_C_FCRDNS + TD_RDNS_PASS, 20 },
		{ TD_N_COUNTERS, 0 },
	};
	static const struct example_count other[] = {
		{ TD_C_MESSAGES, 3 },
		{ TD_C_SPF + TD_R_PASS, 1 },
		{ TD_C_SPF + TD_R_FAIL, 2 },
		{ TD_C_DKIM + TD_R_MISSING, 3 },
		{ TD_C_DMARC + TD_R_MISSING, 3 },
		{ TD_C_ARC + TD_R_MISSING, 3 },
		{ TD_C_SENDER_ID + TD_R_MISSING, 3 },
		{ TD_C_ALIGNMENT + TD_ALIGNED, 1 },
		{ TD_C_ALIGNMENT + TD_UNALIGNED, 2 },
		{ TD_C_PRA + TD_ALIGN_UNKNOWN, 3 },
		{ TD_C_TLS + TD_TLS_UNKNOWN, 3 },
		{ TD_C_FCRDNS + TD_RDNS_UNKNOWN, 3 },
		{ TD_N_COUNTERS, 0 },
	};
	/* Not in the order of the report. */
	struct td_cell *c =
	    example_cell(cube, TD_SPAN("gmail"), TD_SPAN("gmail.com"), gmail);

	example_hist(c, TD_HIST_HOPS, 2, 20);
	example_hist(c, TD_HIST_DELAY, 3 * TD_DELAY_UNIT / 2, 10);
	example_hist(c, TD_HIST_DELAY, 8 * TD_DELAY_UNIT, 9);
	example_hist(c, TD_HIST_DELAY, 31 * TD_DELAY_UNIT, 1);
	example_cell(
	    cube, TD_SPAN("other"), TD_SPAN("=a,\"b\033[2J\xff"), other);
	c = example_cell(
	    cube, TD_SPAN("docomo"), TD_SPAN("docomo.ne.jp"), docomo);
	example_hist(c, TD_HIST_HOPS, 3, 10);
	example_hist(c, TD_HIST_DELAY, 1 * TD_DELAY_UNIT, 5);
	example_hist(c, TD_HIST_DELAY, 8 * TD_DELAY_UNIT, 3);
	example_hist(c, TD_HIST_DELAY, 31 * TD_DELAY_UNIT + 307, 1);
}

/* A row that tells of failures, one from a domain up to no good, the rest. */
static inline void
example_tlsrpt(struct td_balance *b)
{
	struct td_tlsrpt_row row = { .domain = TD_SPAN("example.jp"),
		.organization = TD_SPAN("Example \"Mail\""),
		.policy = TD_SPAN("sts"),
		.n = { .ok = 5326,
		    .failed = 303,
		    .by = { [TD_TLSRPT_NO_STARTTLS] = 200,
		        [TD_TLSRPT_EXPIRED] = 104 } } };

	b->tls_reports = 22;
	ck_assert_int_eq(td_balance_tlsrpt_row(b, &row), 0);
	row.domain = TD_SPAN("x\033[2J");
	row.n = (struct td_tlsrpt_counts){ .ok = 1 };
	ck_assert_int_eq(td_balance_tlsrpt_row(b, &row), 0);
	row.domain = row.organization = row.policy = TD_SPAN("(other)");
	row.n.ok = 0;
	row.n.by[TD_TLSRPT_UNSPECIFIED] = 1;
	ck_assert_int_eq(td_balance_tlsrpt_row(b, &row), 0);
}

static inline void
example_balance(struct td_balance *b)
{
	example_tlsrpt(b);
	b->sources = 3;
	b->failed_sources = 1;
	b->read = 12345;
	b->decoded = 100000;
	b->bin[TD_BIN_COUNTED] = 80000;
	b->bin[TD_BIN_OTHER] = 15000;
	b->bin[TD_BIN_DEFECT] = 5000;
	b->records[TD_MESSAGE] = 33;
	b->records[TD_NOTE] = 4;
	b->records[TD_DELIVER] = 12;
	b->records[TD_ACCEPT] = 10;
	b->records[TD_REJECT] = 6;
	b->records[TD_OUTCOME] = 21;
	b->relayed = 3;
	b->unjoined = 1234;
	b->open_dropped = 5;
	b->repeated = 11;
	b->reports = 1;
	b->null_sender = 2;
	b->ranks[TD_RANK_X_ORIGINAL_TO] = 30;
	b->ranks[TD_RANK_NONE] = 3;
	b->conflicts = 1;
	b->beliefs[TD_BELIEVED_BUILTIN] = 28;
	b->beliefs[TD_REFUSED_ID] = 3;
	b->beliefs[TD_REFUSED_UNUSED] = 5;
	b->z2_only = 6;
	b->spf_disagree = 7;
	b->no_received = 8;
	b->undated = 9;
	b->unzoned = 13;
	b->joined = 14;
	b->unheard = 15;
	b->simulated = 16;
	b->notices = 25;
	b->noticed = 22;
	b->overruled = 23;
	b->unasked_logs = 24;
	b->unread_reports = 20;
	b->ses.messages = 17;
	b->ses.bounced = 18;
	b->ses.complained = 19;
	b->first = INT64_C(1793491200000000); /* 2026-11-01 00:00:00 */
	b->last = INT64_C(1793577599250000);  /* 23:59:59.25 */
	ck_assert_int_eq(
	    td_balance_defect(b, "mbox", "no header field", "b.mbox", 1234, 2),
	    0);
	ck_assert_int_eq(
	    td_balance_defect(b, "eml", "NUL bytes", "a\n.eml", 0, 1), 0);
	ck_assert_int_eq(
	    td_tally_add(b->untrusted, TD_SPAN("mx.example.jp"), 3), 0);
	ck_assert_int_eq(td_tally_add(b->untrusted, TD_SPAN("$(id)"), 1), 0);
}

static inline void
example_full(struct example *x)
{
	example_empty(x);
	example_rows(x->report.cube);
	example_balance(&x->balance);
}

static inline void
example_clear(struct example *x)
{
	td_cube_free(x->report.cube);
	td_balance_clear(&x->balance);
}

/* What a kind of report prints; to be freed. */
static inline char *
example_print(struct example *x, const char *name)
{
	const struct td_report_kind *kind = td_report_find(name);
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	ck_assert_ptr_nonnull(kind);
	ck_assert_ptr_nonnull(f);
	kind->print(f, &x->report);
	ck_assert_int_eq(ferror(f), 0);
	fclose(f);
	ck_assert_int_eq(x->report.error, 0);
	ck_assert_uint_eq(strlen(text), n);
	return text;
}

#endif
