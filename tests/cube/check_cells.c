/*
 * analyzer/cube/cells.c and cells_read.c: writing, reading and writing again
 * gives the same bytes; a roll-up is the cube that was counted so at once;
 * errors; and lines that nobody wrote.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/cube/fixture.h"
#include "tests/run.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))
#define H "todoku-cells 1\tby=carrier,domain\tzone=UTC\toptions=trust=auto"
#define NONE_OF_ALL                                                            \
	"\tspf.none=1\tdkim.none=1\tdmarc.none=1\tarc.none=1\tsender_id.none=" \
	"1"

/* ---- tools ---- */

/* Feed text line by line; the first result that is not 0. */
static int
feed(struct td_cells_reader *r, const char *text, size_t n, struct td_error *e)
{
	const char *end = text + n;
	int worst = 0;

	while (text < end) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));
		/* Exactly as long as the line: ASan sees each byte too far. */
		size_t len = (size_t)((eol != NULL ? eol : end) - text);
		char *copy = malloc(len > 0 ? len : 1);
		int rc;

		memcpy(copy, text, len);
		rc = td_cells_line(r, (struct td_span){ copy, len }, e);
		free(copy);
		ck_assert(rc == 0 || rc == 1 || rc == -1);
		if (worst == 0)
			worst = rc;
		if (rc < 0)
			break;
		text += len + 1;
	}
	return worst;
}

static char *
write_all(struct td_cells_reader *r)
{
	struct td_cells_head head = { td_cells_options(r) };
	size_t n, n_ids;
	const struct td_input_id *ids = td_cells_ids(r, &n_ids);
	char *text;
	FILE *out = open_memstream(&text, &n);

	td_cells_write(
	    out, td_cells_cube(r), td_cells_balance(r), &head, ids, n_ids);
	ck_assert_int_eq(fclose(out), 0);
	return text;
}

/* Text with one header line, read with some dimensions and written again. */
static char *
again(const char *text, const char *by, size_t max_keys)
{
	struct td_cells_reader *r;
	struct td_error e = { 0 };
	struct td_dims dims;
	char *out;

	fixture_dims(&dims, by);
	r = td_cells_reader_new(&dims, max_keys);
	ck_assert_int_eq(feed(r, text, strlen(text), &e), 0);
	out = write_all(r);
	td_cells_reader_free(r);
	return out;
}

/* ---- the text itself ---- */

/* Written by hand from the description in cells.c. */
static const char by_hand[] =
    "todoku-cells 1\tby=carrier,domain\tzone=UTC\toptions=a=b\\\\\\tc\n"
    "i\t00000000000000010000000000000002\t3\n"
    "i\tffffffffffffffffffffffffffffffff\t18446744073709551615\n"
    "b\tsources=3\tfailed_sources=1\tbytes.read=9\tbytes.decoded=100"
    "\tbytes.counted=80\tbytes.other=15\tbytes.defect=5\trecords.message=10"
    "\trecords.deliver=11\trecords.reject=12\trecords.disconnect=13"
    "\trecords.outcome=26\treports=4\tunread_reports=27\trelayed=14\tjoined="
    "20\tunheard=21"
    "\tsimulated=22\tnotices=31\tnoticed=28\toverruled=29\tunasked_logs=30"
    "\tses.messages=23\tses.bounced=24\tses.complained=25"
    "\tunjoined=15\topen_dropped=16\tunzoned=17"
    "\tranks.x_original_to=7\tconflicts=2\tbelieved.same_admd=6"
    "\trefused.id=3\tz2_only=1\ttls_reports=28\tfirst=-1\tlast="
    "1793000000000000\n"
    "d\tmbox\tno blank line\t2\t1234\ta\\tb:c.mbox\n"
    "u\tmx.example.net\t3\n"
    "t\texample.jp\tExample\\tMail\tsts\tok=29\tfailed=30"
    "\tcertificate-expired=31\tunspecified=18446744073709551615\n"
    "t\t(other)\t(other)\t(other)\tother=32\n"
    "k\t12\n"
    "c\t(other)\t(other)\tmessages=1" NONE_OF_ALL "\n"
    "c\tau\t\\t\\n\\r\\\\\\x00\\x1b\\x7f\xe5\x99\tmessages=1" NONE_OF_ALL
    "\thist.delay=1920:2;max=18446744073709551615\n"
    "c\tdocomo\t\tmessages=1\tspf.pass=1\tdkim.none=1\tdmarc.none=1"
    "\tarc.none=1\tsender_id.none=1\treasons.userunknown=9"
    "\thist.hops=3:9,4:1;max=4\thist.delay=0:1,64:18446744073709551615;max=64"
    "\thist.waited=7:2;max=7"
    "\n";

START_TEST(test_by_hand)
{
	char *out = again(by_hand, "carrier,domain", 100);

	ck_assert_str_eq(out, by_hand);
	free(out);
}
END_TEST

/* What the lines mean, and not only that they come back. */
START_TEST(test_meaning)
{
	struct td_dims dims;
	struct td_cells_reader *r;
	struct td_error e;
	const struct td_cell *const *cell;
	const struct td_balance *b;
	const struct td_tlsrpt_row *tls;
	const struct td_input_id *ids;
	size_t n;

	fixture_dims(&dims, "domain,carrier");
	r = td_cells_reader_new(&dims, 100);
	ck_assert_int_eq(feed(r, by_hand, strlen(by_hand), &e), 0);
	ck_assert_str_eq(td_cells_options(r), "a=b\\\tc");
	ids = td_cells_ids(r, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert(ids[0].high == 1 && ids[0].low == 2 && ids[0].length == 3);
	b = td_cells_balance(r);
	ck_assert(b->sources == 3 && b->failed_sources == 1 && b->read == 9 &&
	    b->decoded == 100 && b->bin[TD_BIN_COUNTED] == 80 &&
	    b->bin[TD_BIN_OTHER] == 15 && b->bin[TD_BIN_DEFECT] == 5 &&
	    b->records[TD_MESSAGE] == 10 && b->reports == 4 &&
	    b->records[TD_DELIVER] == 11 && b->records[TD_REJECT] == 12 &&
	    b->records[TD_DISCONNECT] == 13 && b->unread_reports == 27 &&
	    b->relayed == 14 && b->unjoined == 15 && b->open_dropped == 16 &&
	    b->records[TD_OUTCOME] == 26 && b->joined == 20 &&
	    b->unheard == 21 && b->simulated == 22 && b->ses.messages == 23 &&
	    b->notices == 31 && b->noticed == 28 && b->overruled == 29 &&
	    b->unasked_logs == 30 && b->ses.bounced == 24 &&
	    b->ses.complained == 25 && b->unzoned == 17 &&
	    b->ranks[TD_RANK_X_ORIGINAL_TO] == 7 && b->conflicts == 2 &&
	    b->beliefs[TD_BELIEVED_SAME_ADMD] == 6 &&
	    b->beliefs[TD_REFUSED_ID] == 3 && b->z2_only == 1 &&
	    b->first == -1 && b->last == INT64_C(1793000000000000));
	ck_assert_str_eq(b->defect[0].first, "a\tb:c.mbox:1234");
	ck_assert_uint_eq(b->tls_reports, 28);
	tls = td_tlsrpt_sorted(b->tls, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert(td_span_eq(tls[0].domain, TD_SPAN("example.jp")) &&
	    td_span_eq(tls[0].organization, TD_SPAN("Example\tMail")) &&
	    td_span_eq(tls[0].policy, TD_SPAN("sts")) && tls[0].n.ok == 29 &&
	    tls[0].n.failed == 30 && tls[0].n.by[TD_TLSRPT_EXPIRED] == 31 &&
	    tls[0].n.by[TD_TLSRPT_UNSPECIFIED] == UINT64_MAX &&
	    tls[1].n.by[TD_TLSRPT_OTHER] == 32);
	ck_assert_uint_eq(td_cube_dropped(td_cells_cube(r)), 12);
	cell = td_cube_sorted(td_cells_cube(r), &n);
	ck_assert_uint_eq(n, 3);
	ck_assert(td_span_eq(
	    td_cell_value(cell[1], 0), TD_SPAN("\t\n\r\\\0\x1b\x7f\xe5\x99")));
	ck_assert(td_span_eq(td_cell_value(cell[0], 1), TD_SPAN("docomo")));
	ck_assert_uint_eq(cell[0]->counter[TD_C_SPF + TD_R_PASS], 1);
	ck_assert_uint_eq(cell[0]->counter[TD_C_REASON + 1], 9);
	ck_assert_uint_eq(td_hist_count(&cell[0]->hist[TD_HIST_HOPS]), 10);
	ck_assert_uint_eq(cell[0]->hist[TD_HIST_DELAY].max, 64);
	td_cells_reader_free(r);
}
END_TEST

/* ---- random cubes ---- */

static struct td_cube *
random_cube(uint64_t seed, const struct td_dims *dims, size_t max_keys)
{
	struct td_cube *c = td_cube_new(dims, max_keys);
	struct td_observation o;
	char name[32];

	for (int i = 0; i < 1000; i++) {
		fixture_observation(&seed, 100, &o, name);
		if (i % 50 == 0)
			o.when = TD_NO_TIME;
		ck_assert_int_eq(td_cube_add(c, &o), 0);
	}
	return c;
}

START_TEST(test_round_trip)
{
	static const char *const by[] = { "", "carrier", "carrier,domain",
		"domain,hour,week" };
	static const size_t caps[] = { 10000, 5, 0 };
	struct td_dims dims;
	struct td_cube *c;
	char *text, *out;

	fixture_dims(&dims, by[_i % 4]);
	c = random_cube(77, &dims, caps[_i / 4]);
	text = fixture_text(c);
	out = again(text, by[_i % 4], 10000);
	ck_assert_str_eq(out, text);
	free(out);
	free(text);
	td_cube_free(c);
}
END_TEST

/* A subset of the dimensions, in any order, and what follows from a day. */
static const struct {
	const char *fine, *coarse;
} roll_ups[] = {
	{ "carrier,day,domain,month", "" },
	{ "carrier,day,domain,month", "carrier" },
	{ "carrier,day,domain,month", "domain,carrier" },
	{ "carrier,day,domain,month", "day" },
	{ "carrier,day,domain,month", "month,domain" },
	{ "carrier,day,domain,month", "week,month" },
	{ "hour,carrier,day", "month,week" },
	{ "domain,hour", "day,domain" },
	{ "hour", "week" },
};

START_TEST(test_roll_up)
{
	struct td_dims all, some;
	struct td_cube *fine, *coarse;
	char *text, *out, *want;

	fixture_dims(&all, roll_ups[_i].fine);
	fixture_dims(&some, roll_ups[_i].coarse);
	fine = random_cube(5, &all, 10000);
	coarse = random_cube(5, &some, 10000);
	text = fixture_text(fine);
	want = fixture_text(coarse);
	out = again(text, roll_ups[_i].coarse, 10000);
	ck_assert_str_eq(out, want);
	free(text);
	free(out);
	free(want);
	td_cube_free(fine);
	td_cube_free(coarse);
}
END_TEST

/* Which keys stay is the same as if the mail itself had been read. */
START_TEST(test_max_keys)
{
	struct td_dims dims;
	struct td_cube *all, *few;
	char *text, *out, *want;

	fixture_dims(&dims, "carrier,domain");
	all = random_cube(9, &dims, 10000);
	few = random_cube(9, &dims, 30);
	text = fixture_text(all);
	want = fixture_text(few);
	out = again(text, "carrier,domain", 30);
	ck_assert_str_eq(out, want);
	free(text);
	free(out);
	free(want);
	td_cube_free(all);
	td_cube_free(few);
}
END_TEST

/* ---- errors ---- */

static const struct {
	const char *by, *zone, *text, *what, *reason;
} errors[] = {
	{ "carrier", "UTC", "", NULL, NULL },
	{ "carrier", "UTC", "x\n", "no cells file", "header" },
	{ "carrier", "UTC", "c\tau\tmessages=1\n" H "\n", "no cells file",
	    "header" },
	{ "carrier", "UTC", "todoku-cells 2\tby=carrier\tzone=UTC\n",
	    "unknown version", "2" },
	{ "carrier", "UTC", "todoku-cells 10\tby=carrier\tzone=UTC\n",
	    "unknown version", "10" },
	{ "carrier", "UTC", "todoku-cells 1\tzone=UTC\n", "bad header", "" },
	{ "carrier", "UTC", "todoku-cells 1\tby=carrier\n", "bad header", "" },
	{ "carrier", "UTC", "todoku-cells 1\tby=carrier\tzone=\\q\n",
	    "bad header", "" },
	{ "carrier", "UTC",
	    "todoku-cells 1\tby=carrier\tzone=UTC\toptions=\\x1\n",
	    "bad header", "" },
	{ "carrier", "UTC",
	    "todoku-cells 1\tby=carrier\tzone=UTC\tcolour=red\n",
	    "newer version", "colour" },
	{ "sdid", "UTC", H "\n", "no such dimension", "\"sdid\"" },
	{ "carrier,hour", "UTC", H "\n", "no such dimension", "\"hour\"" },
	{ "carrier", "UTC", "todoku-cells 1\tby=\tzone=UTC\n",
	    "no such dimension", "\"carrier\"" },
	{ "hour", "+09:00", "todoku-cells 1\tby=hour\tzone=UTC\n",
	    "another time zone", "+09:00" },
	{ "week", "UTC", "todoku-cells 1\tby=week\tzone=+09:00\n",
	    "another time zone", "+09:00" },
	{ "month", "+09:00", "todoku-cells 1\tby=day\tzone=UTC\n",
	    "another time zone", "\"month\"" },
	{ "hour", "UTC", "todoku-cells 1\tby=day\tzone=UTC\n",
	    "no such dimension", "\"hour\"" },
	{ "day", "UTC", "todoku-cells 1\tby=month,week\tzone=UTC\n",
	    "no such dimension", "\"day\"" },
	{ "carrier", "+09:00", "todoku-cells 1\tby=hour,carrier\tzone=UTC\n",
	    NULL, NULL },
	{ "hour", "+09:00", "todoku-cells 1\tby=hour\tzone=+09:00\n", NULL,
	    NULL },
	{ "carrier", "UTC", H "\nc\tau\tx\tmessages=1\tspf.great=1\n",
	    "newer version", "spf.great" },
	{ "carrier", "UTC", H "\nc\tau\tx\thist.age=1:1;max=1\n",
	    "newer version", "hist.age" },
	{ "carrier", "UTC", H "\nb\tclouds=1\n", "newer version", "clouds" },
	{ "carrier", "UTC", H "\nt\ta\tb\tsts\train=1\n", "newer version",
	    "rain" },
};

START_TEST(test_errors)
{
	struct td_dims dims;
	struct td_cells_reader *r;
	struct td_error e = { 0 };
	int rc;

	fixture_dims(&dims, errors[_i].by);
	ck_assert_int_eq(td_zone_set(&dims.zone, errors[_i].zone, &e), 0);
	r = td_cells_reader_new(&dims, 10);
	rc = feed(r, errors[_i].text, strlen(errors[_i].text), &e);
	if (errors[_i].what == NULL)
		ck_assert_int_eq(rc, 0);
	else {
		ck_assert_int_eq(rc, -1);
		ck_assert_ptr_nonnull(strstr(e.what, errors[_i].what));
		ck_assert_msg(strstr(e.reason, errors[_i].reason) != NULL,
		    "%s: %s", e.what, e.reason);
	}
	td_cells_reader_free(r);
}
END_TEST

/* A second header line is a second file: inputs could be counted twice. */
static const char *const bad_lines[] = { H, "", "c", "x\ty", "cc\tau\tx",
	"c\tau", "c\tau\tx\tmessages",
	"c\tau\tx\tmessages=", "c\tau\tx\tmessages=-1", "c\tau\tx\tmessages=1 ",
	"c\tau\tx\tmessages=18446744073709551616",
	"c\tau\tx\tmessages=99999999999999999999999999",
	"c\tau\tx\tmessages=1", /* one, and no result of anything */
	"c\tau\tx\tmessages=2" NONE_OF_ALL,
	"c\tau\tx\tmessages=1\tmessages=1" NONE_OF_ALL,
	"c\tau\tx\tmessages=1\tspf.pass=18446744073709551615" NONE_OF_ALL,
	"c\tau\t\\q\tmessages=1" NONE_OF_ALL,
	"c\tau\t\\\tmessages=1" NONE_OF_ALL,
	"c\tau\t\\x0\tmessages=1" NONE_OF_ALL,
	"c\tau\t\\xGG\tmessages=1" NONE_OF_ALL,
	"c\tau\tx\x01\tmessages=1" NONE_OF_ALL,
	"c\tau\tx\tmessages=1" NONE_OF_ALL "\t",
	"c\tau\tx\thist.hops=", "c\tau\tx\thist.hops=1:1",
	"c\tau\tx\thist.hops=;max=1", "c\tau\tx\thist.hops=1:1;max=2",
	"c\tau\tx\thist.hops=1:0;max=1", "c\tau\tx\thist.hops=1:1,1:1;max=1",
	"c\tau\tx\thist.hops=2:1,1:1;max=1", "c\tau\tx\thist.hops=1:1,;max=1",
	"c\tau\tx\thist.hops=1921:1;max=1", "c\tau\tx\thist.hops=1:1;max=1;",
	"c\tau\tx\thist.hops=1:1;max=1\thist.hops=1:1;max=1", "i", "i\t0\t1",
	"i\t0000000000000000000000000000000g\t1",
	"i\t00000000000000000000000000000000",
	"i\t000000000000000000000000000000"
	"00\t1\t1",
	"b\tbytes.decoded=5", "b\tsources=1\tsources=1", "b\tfirst=1",
	"b\tfirst=9223372036854775808\tlast=1", "b\tfirst=-\tlast=-",
	"b\tbytes.decoded=5"
	"\tbytes.other=18446744073709551615\tbytes.defect=18446744073709551615",
	"d\tmbox\tx\t1\t1", "d\tmbox\tx\t1\t1\ta\tb", "d\tmbox\tx\t-1\t1\ta",
	"d\tmbox\tx\\x00\t1\t1\ta", "u\tx", "u\tx\t1\t1", "u\tx\ty", "t",
	"t\ta\tb", "t\ta\tb\tsts\tok",
	"t\ta\tb\tsts\tok=", "t\ta\tb\tsts\tok=-1", "t\ta\tb\tsts\tok=1\tok=1",
	"t\ta\t\\q\tsts", "t\ta\tb\tsts\tother=18446744073709551616",
	"k\t99999999999999999999999999", "k", "k\t", "k\t1\t2", "k\tx" };

START_TEST(test_bad_lines)
{
	struct td_dims dims;
	struct td_cells_reader *r;
	struct td_error e = { 0 };
	char *before, *after;

	fixture_dims(&dims, "carrier,domain");
	r = td_cells_reader_new(&dims, 10);
	ck_assert_int_eq(td_cells_line(r, TD_SPAN(H), &e), 0);
	before = write_all(r);
	ck_assert_int_eq(
	    td_cells_line(r,
	        (struct td_span){ bad_lines[_i], strlen(bad_lines[_i]) }, &e),
	    1);
	/* As a defect it has left nothing behind. */
	after = write_all(r);
	ck_assert_str_eq(after, before);
	free(before);
	free(after);
	td_cells_reader_free(r);
}
END_TEST

/* One balance only; 256 kinds of defects, values of 255 bytes and no more. */
START_TEST(test_limits)
{
	struct td_dims dims;
	struct td_cells_reader *r;
	struct td_error e = { 0 };
	char line[1200];
	int n = 0;

	fixture_dims(&dims, "carrier,domain");
	r = td_cells_reader_new(&dims, 10);
	ck_assert_int_eq(td_cells_line(r, TD_SPAN(H), &e), 0);
	ck_assert_int_eq(td_cells_line(r, TD_SPAN("b\tsources=1"), &e), 0);
	ck_assert_int_eq(td_cells_line(r, TD_SPAN("b\treports=1"), &e), 1);
	ck_assert_uint_eq(td_cells_balance(r)->sources, 1);
	for (int i = 0; i < 1000; i++) {
		int len =
		    snprintf(line, sizeof(line), "d\tmbox\tr%d\t1\t1\ta", i);

		n += td_cells_line(
		         r, (struct td_span){ line, (size_t)len }, &e) == 0;
	}
	ck_assert_int_eq(n, 257);
	for (int i = 254; i <= 256; i++) {
		int len = snprintf(line, sizeof(line),
		    "c\tau\t%0*d\tmessages=1" NONE_OF_ALL, i, 0);

		ck_assert_int_eq(
		    td_cells_line(r, (struct td_span){ line, (size_t)len }, &e),
		    i == 256);
	}
	td_cells_reader_free(r);
}
END_TEST

/* ---- hostile bytes ---- */

/* Whatever is taken can be written and read again to the same bytes. */
static void
survive(const char *text, size_t n)
{
	struct td_dims dims;
	struct td_cells_reader *r;
	struct td_error e = { 0 };
	char *one, *two;

	fixture_dims(&dims, "carrier,domain");
	r = td_cells_reader_new(&dims, 100);
	feed(r, text, n, &e);
	if (td_cells_options(r) != NULL) {
		one = write_all(r);
		two = again(one, "carrier,domain", 100);
		ck_assert_str_eq(one, two);
		free(one);
		free(two);
	}
	td_cells_reader_free(r);
}

START_TEST(test_truncation)
{
	for (size_t n = 0; n < sizeof(by_hand); n++)
		survive(by_hand, n);
}
END_TEST

START_TEST(test_mutation)
{
	static const char bytes[] = "\t\n\\=,:;0189cibduk\0x\x7f\xff-";
	uint64_t rng = (uint64_t)_i + 1;
	char text[sizeof(by_hand)];

	for (int i = 0; i < 300; i++) {
		size_t n = sizeof(by_hand) - 1, changes, head = 0;

		memcpy(text, by_hand, sizeof(text));
		/* The header line mostly stays: behind it there is more. */
		if (i % 8 > 0)
			head = strcspn(by_hand, "\n") + 1;
		for (changes = 1 + fixture_random(&rng, 4); changes > 0;
		     changes--)
			text[head + fixture_random(&rng, n - head)] =
			    bytes[fixture_random(&rng, sizeof(bytes) - 1)];
		survive(text, n);
	}
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("cells");
	TCase *t = tcase_create("cells");

	tcase_set_timeout(t, 120);
	tcase_add_test(t, test_by_hand);
	tcase_add_test(t, test_meaning);
	tcase_add_loop_test(t, test_round_trip, 0, 12);
	tcase_add_loop_test(t, test_roll_up, 0, N(roll_ups));
	tcase_add_test(t, test_max_keys);
	tcase_add_loop_test(t, test_errors, 0, N(errors));
	tcase_add_loop_test(t, test_bad_lines, 0, N(bad_lines));
	tcase_add_test(t, test_limits);
	tcase_add_test(t, test_truncation);
	tcase_add_loop_test(t, test_mutation, 0, 10);
	suite_add_tcase(s, t);
	return run_suite(s);
}
