/*
 * analyzer/cube/balance.c: what a message adds, the first place of a defect,
 * and that the order of merging changes nothing.
 */
#include <check.h>
#include <stdlib.h>

#include "analyzer/observe/delivery.h"
#include "tests/cube/fixture.h"
#include "tests/run.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

/* OUTPUT.md, balance. */
START_TEST(test_names)
{
	ck_assert_str_eq(td_bin_name(TD_BIN_COUNTED), "counted");
	ck_assert_str_eq(td_bin_name(TD_BIN_OTHER), "other");
	ck_assert_str_eq(td_bin_name(TD_BIN_OUTSIDE_WINDOW), "outside_window");
	ck_assert_str_eq(td_bin_name(TD_BIN_DUPLICATE), "duplicate");
	ck_assert_str_eq(td_bin_name(TD_BIN_DEFECT), "defect");
}
END_TEST

static const struct {
	const char *format, *reason, *name;
	uint64_t off, count;
} defects[] = {
	{ "mbox", "no blank line", "b.mbox", 5, 1 },
	{ "mbox", "no blank line", "a.mbox", 900, 2 },
	{ "mbox", "no blank line", "a.mbox", 99, 3 },
	{ "mbox", "no blank line", "a.mbox:", 1, 4 },
	{ "eml", "no blank line", "z:1.eml", 7, 1 },
	{ "mbox", "NUL bytes", "c.mbox", 0, 1 },
	{ "eml", "no blank line", "z.eml", 8, 0 },
};

static const struct {
	const char *format, *reason, *first;
	uint64_t off, count;
} want[] = {
	{ "eml", "no blank line", "z.eml:8", 8, 1 },
	{ "mbox", "NUL bytes", "c.mbox:0", 0, 1 },
	{ "mbox", "no blank line", "a.mbox:99", 99, 10 },
};

static void
add_defect(struct td_balance *b, size_t i)
{
	ck_assert_int_eq(
	    td_balance_defect(b, defects[i].format, defects[i].reason,
	        defects[i].name, defects[i].off, defects[i].count),
	    0);
}

static void
check_defects(struct td_balance *b)
{
	td_balance_sort(b);
	ck_assert_uint_eq(b->n_defects, N(want));
	for (size_t i = 0; i < N(want); i++) {
		ck_assert_str_eq(b->defect[i].format, want[i].format);
		ck_assert_str_eq(b->defect[i].reason, want[i].reason);
		ck_assert_str_eq(b->defect[i].first, want[i].first);
		ck_assert_uint_eq(b->defect[i].first_off, want[i].off);
		ck_assert_uint_eq(b->defect[i].count, want[i].count);
	}
}

/* What logs bring: deliveries, and counters of the join. */
START_TEST(test_delivery)
{
	struct td_delivery d = { .obs = { .weight = 3, .when = 7000000 },
		.relayed = "a gateway" };
	struct td_settled s = { .service = TD_SERVICE_NONE };
	struct td_balance a, b;

	td_balance_init(&a);
	td_balance_init(&b);
	td_balance_delivery(&a, &s, &d);
	ck_assert_uint_eq(a.relayed, 3);
	ck_assert(a.first == 7000000 && a.last == 7000000);
	d.relayed = NULL;
	d.obs.when = TD_NO_TIME;
	td_balance_delivery(&a, &s, &d);
	ck_assert_uint_eq(a.relayed, 3);
	ck_assert(a.first == 7000000 && a.last == 7000000);
	d.obs.when = -1;
	td_balance_delivery(&b, &s, &d);
	ck_assert_uint_eq(b.relayed, 0);
	ck_assert(b.joined == 0 && b.unheard == 0 && b.ses.messages == 0);

	s.service = TD_SERVICE_SES;
	s.joined = s.unheard = s.hard = true;
	d.obs.complaints = 2;
	td_balance_delivery(&b, &s, &d);
	ck_assert(b.joined == 3 && b.unheard == 3 && b.ses.messages == 3 &&
	    b.ses.bounced == 3 && b.ses.complained == 2);
	s.inbound = true;
	td_balance_delivery(&b, &s, &d);
	s.service = TD_SERVICE_KUMOMTA;
	s.inbound = false;
	td_balance_delivery(&b, &s, &d);
	ck_assert_uint_eq(b.ses.messages, 3);

	/* Reports as mail, each once, whatever is told of it. */
	ck_assert(b.notices == 0 && b.noticed == 0 && b.overruled == 0);
	s.by_mail = true;
	td_balance_delivery(&b, &s, &d);
	ck_assert(b.notices == 1 && b.noticed == 0 && b.overruled == 0);
	s.by_mail = false;
	s.noticed = true;
	td_balance_delivery(&b, &s, &d);
	ck_assert(b.notices == 2 && b.noticed == 1 && b.overruled == 0);
	s.overruled = true;
	td_balance_delivery(&b, &s, &d);
	ck_assert(b.notices == 3 && b.noticed == 2 && b.overruled == 1);

	b.relayed = 4;
	b.unjoined = 5;
	b.open_dropped = UINT64_MAX;
	a.open_dropped = 1;
	b.records[TD_DELIVER] = 6;
	b.records[TD_DISCONNECT] = 8;
	ck_assert_int_eq(td_balance_merge(&a, &b), 0);
	ck_assert(a.relayed == 7 && a.unjoined == 5 &&
	    a.open_dropped == UINT64_MAX && a.records[TD_DELIVER] == 6 &&
	    a.records[TD_DISCONNECT] == 8);
	ck_assert(a.first == -1 && a.last == 7000000);
	td_balance_clear(&a);
	td_balance_clear(&b);
}
END_TEST

/* In one balance, from each place on; and split in two, both ways merged. */
START_TEST(test_defects)
{
	for (size_t from = 0; from < N(defects); from++) {
		struct td_balance one, a, b;

		td_balance_init(&one);
		td_balance_init(&a);
		td_balance_init(&b);
		for (size_t i = 0; i < N(defects); i++) {
			add_defect(&one, (from + i) % N(defects));
			add_defect(
			    i % 2 == 0 ? &a : &b, (from + i * 3) % N(defects));
		}
		check_defects(&one);
		ck_assert_int_eq(td_balance_merge(&a, &b), 0);
		check_defects(&a);
		td_balance_clear(&one);
		td_balance_clear(&a);
		td_balance_clear(&b);
	}
}
END_TEST

static void
tell(struct td_reading *r, enum td_zone zone, enum td_belief belief, bool used,
    const char *id)
{
	r->told[r->n_told++] = (struct td_told){ .zone = zone,
		.belief = belief,
		.used = used,
		.authserv_id = { id, strlen(id) } };
}

static struct td_reading *
reading(void)
{
	struct td_reading *r = calloc(1, sizeof(*r));

	r->obs.weight = 1;
	r->obs.when = TD_NO_TIME;
	r->used_evidence = -1;
	return r;
}

/* What is settled of TLS reports, formats/tlsrpt.h; and merged. */
START_TEST(test_tlsrpt)
{
	struct td_settled s = { .service = TD_SERVICE_TLSRPT,
		.domain = TD_SPAN("example.jp"),
		.reporter = TD_SPAN("Example"),
		.tag = TD_SPAN("sts"),
		.weight = 1 };
	const struct td_tlsrpt_row *row;
	struct td_balance a, b;
	size_t n;

	td_balance_init(&a);
	td_balance_init(&b);
	ck_assert_int_eq(td_balance_tlsrpt(&b, &s), 0);
	ck_assert_uint_eq(b.tls_reports, 1);
	ck_assert_ptr_null(b.tls);
	s.outcome = TD_ACTION_SENT;
	s.weight = 5;
	ck_assert_int_eq(td_balance_tlsrpt(&b, &s), 0);
	s.outcome = TD_ACTION_FAILED;
	s.weight = 3;
	ck_assert_int_eq(td_balance_tlsrpt(&b, &s), 0);
	s.cause = TD_SPAN("certificate-expired");
	s.weight = 2;
	ck_assert_int_eq(td_balance_tlsrpt(&b, &s), 0);
	ck_assert_int_eq(td_balance_merge(&a, &b), 0);
	ck_assert_int_eq(td_balance_merge(&a, &b), 0);
	ck_assert_uint_eq(a.tls_reports, 2);
	row = td_tlsrpt_sorted(a.tls, &n);
	ck_assert_uint_eq(n, 1);
	ck_assert(td_span_eq(row->domain, TD_SPAN("example.jp")) &&
	    td_span_eq(row->organization, TD_SPAN("Example")) &&
	    td_span_eq(row->policy, TD_SPAN("sts")));
	ck_assert(row->n.ok == 10 && row->n.failed == 6);
	for (int i = 0; i < TD_N_TLSRPT_FAILURES; i++)
		ck_assert_uint_eq(row->n.by[i], i == TD_TLSRPT_EXPIRED ? 4 : 0);
	td_balance_clear(&a);
	td_balance_clear(&b);
}
END_TEST

START_TEST(test_message)
{
	struct td_reading *r = reading();
	struct td_balance b;
	const struct td_tally_row *row;
	size_t n;

	td_balance_init(&b);
	r->n_evidence = 2;
	r->evidence[1].rank = TD_RANK_DELIVERED_TO;
	r->used_evidence = 1;
	r->conflict = r->spf_disagrees = true;
	r->obs.when = 5;
	tell(r, TD_Z2, TD_BELIEVED_SAME_ADMD, true, "mx.example.jp");
	tell(r, TD_Z2, TD_REFUSED_ID, false, "MX.example.net");
	tell(r, TD_Z2, TD_REFUSED_ID, false, "mx.example.NET");
	tell(r, TD_Z2, TD_REFUSED_ID, false, "who@gw.example.org");
	tell(r, TD_Z2, TD_REFUSED_NO_ID, false, "");
	tell(r, TD_Z3, TD_REFUSED_ZONE, false, "far.example.com");
	ck_assert_int_eq(td_balance_message(&b, r), 0);
	ck_assert_uint_eq(b.ranks[TD_RANK_DELIVERED_TO], 1);
	ck_assert_uint_eq(b.conflicts, 1);
	ck_assert_uint_eq(b.spf_disagree, 1);
	ck_assert_uint_eq(b.z2_only, 1);
	ck_assert_uint_eq(b.no_received, 0);
	ck_assert_uint_eq(b.beliefs[TD_BELIEVED_SAME_ADMD], 1);
	ck_assert_uint_eq(b.beliefs[TD_REFUSED_ID], 3);
	ck_assert_uint_eq(b.beliefs[TD_REFUSED_NO_ID], 1);
	ck_assert_uint_eq(b.beliefs[TD_REFUSED_ZONE], 1);
	/* One message; no local part; nothing that cannot be helped. */
	row = td_tally_sorted(b.untrusted, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert(td_span_eq(row[0].key, TD_SPAN("gw.example.org")));
	ck_assert(td_span_eq(row[1].key, TD_SPAN("mx.example.net")));
	ck_assert_uint_eq(row[0].count, 1);
	ck_assert_uint_eq(row[1].count, 1);
	ck_assert_int_eq(b.first, 5);
	ck_assert_int_eq(b.last, 5);
	td_balance_clear(&b);
	free(r);
}
END_TEST

START_TEST(test_zones)
{
	struct td_reading *r = reading();
	struct td_balance b;
	size_t n;

	td_balance_init(&b);
	/* Nothing told. */
	td_balance_message(&b, r);
	ck_assert_uint_eq(b.z2_only, 0);
	ck_assert_uint_eq(b.ranks[TD_RANK_NONE], 1);
	ck_assert_int_eq(b.first, TD_NO_TIME);
	/* Some of it from Z1. */
	tell(r, TD_Z1, TD_BELIEVED_SAME_ADMD, true, "mx.example.jp");
	tell(r, TD_Z2, TD_BELIEVED_SAME_ADMD, true, "mx.example.jp");
	td_balance_message(&b, r);
	ck_assert_uint_eq(b.z2_only, 0);
	/* In Z1, but not used. */
	r->told[0].used = false;
	td_balance_message(&b, r);
	ck_assert_uint_eq(b.z2_only, 1);
	/* DECISIONS 24: no Received at all. */
	r->n_told = 0;
	tell(r, TD_Z2, TD_REFUSED_NO_RECEIVED, false, "mx.example.jp");
	r->obs.weight = 3;
	td_balance_message(&b, r);
	ck_assert_uint_eq(b.no_received, 3);
	ck_assert_uint_eq(td_tally_sorted(b.untrusted, &n)->count, 3);
	td_balance_clear(&b);
	free(r);
}
END_TEST

START_TEST(test_merge)
{
	struct td_balance a, b;

	td_balance_init(&a);
	td_balance_init(&b);
	a.sources = 1, b.sources = 2;
	b.failed_sources = 1;
	a.read = UINT64_MAX, b.read = 1;
	for (unsigned i = 0; i < TD_N_BINS; i++)
		a.bin[i] = i, b.bin[i] = 10;
	for (unsigned i = 0; i < TD_N_KINDS; i++)
		a.records[i] = i, b.records[i] = 20;
	for (unsigned i = 0; i < TD_N_RANKS; i++)
		a.ranks[i] = i, b.ranks[i] = 30;
	for (unsigned i = 0; i < TD_N_BELIEFS; i++)
		a.beliefs[i] = i, b.beliefs[i] = 40;
	a.decoded = b.decoded = a.reports = b.reports = 1;
	a.null_sender = b.null_sender = a.repeated = b.repeated = 2;
	a.unzoned = b.unzoned = 6;
	a.joined = b.joined = 7;
	a.unheard = b.unheard = 8;
	a.simulated = b.simulated = 9;
	a.notices = b.notices = 14;
	a.noticed = b.noticed = 15;
	a.overruled = b.overruled = 16;
	a.unasked_logs = b.unasked_logs = 17;
	a.unread_reports = b.unread_reports = 13;
	a.ses.messages = b.ses.messages = 10;
	a.ses.bounced = b.ses.bounced = 11;
	a.ses.complained = b.ses.complained = 12;
	a.undated = b.undated = a.conflicts = b.conflicts = 3;
	a.z2_only = b.z2_only = a.spf_disagree = b.spf_disagree = 4;
	a.no_received = b.no_received = 5;
	a.first = 10, a.last = 20, b.first = -5, b.last = 15;
	td_tally_add(a.untrusted, TD_SPAN("x"), 1);
	td_tally_add(b.untrusted, TD_SPAN("x"), 2);
	ck_assert_int_eq(td_balance_merge(&a, &b), 0);
	ck_assert_uint_eq(a.sources, 3);
	ck_assert_uint_eq(a.failed_sources, 1);
	ck_assert_uint_eq(a.read, UINT64_MAX);
	for (unsigned i = 0; i < TD_N_BINS; i++)
		ck_assert_uint_eq(a.bin[i], i + 10);
	for (unsigned i = 0; i < TD_N_KINDS; i++)
		ck_assert_uint_eq(a.records[i], i + 20);
	for (unsigned i = 0; i < TD_N_RANKS; i++)
		ck_assert_uint_eq(a.ranks[i], i + 30);
	for (unsigned i = 0; i < TD_N_BELIEFS; i++)
		ck_assert_uint_eq(a.beliefs[i], i + 40);
	ck_assert(a.decoded == 2 && a.reports == 2 && a.unread_reports == 26 &&
	    a.null_sender == 4 && a.repeated == 4 && a.undated == 6 &&
	    a.conflicts == 6 && a.unzoned == 12 && a.joined == 14 &&
	    a.unheard == 16 && a.simulated == 18 && a.ses.messages == 20 &&
	    a.ses.bounced == 22 && a.ses.complained == 24 && a.z2_only == 8 &&
	    a.spf_disagree == 8 && a.no_received == 10 && a.notices == 28 &&
	    a.noticed == 30 && a.overruled == 32 && a.unasked_logs == 34);
	ck_assert_int_eq(a.first, -5);
	ck_assert_int_eq(a.last, 20);
	ck_assert_uint_eq(
	    td_tally_sorted(a.untrusted, &(size_t){ 0 })->count, 3);
	td_balance_clear(&a);
	td_balance_clear(&b);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("balance");
	TCase *t = tcase_create("balance");

	tcase_add_test(t, test_names);
	tcase_add_test(t, test_defects);
	tcase_add_test(t, test_delivery);
	tcase_add_test(t, test_tlsrpt);
	tcase_add_test(t, test_message);
	tcase_add_test(t, test_zones);
	tcase_add_test(t, test_merge);
	suite_add_tcase(s, t);
	return run_suite(s);
}
