/*
 * Rows and the names of their columns (formats/rows.c), by way of the format
 * with the most columns that are up to its users.
 */
#include "formats/rows.h"
#include "tests/formats/row_vector.h"

#include <time.h>

static const struct td_format *
format(void)
{
	return td_format_find("powermta");
}

/* Each record in the words of a vector, with "|" behind it. */
static void
render(const struct collected *a, char *out, size_t cap)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++) {
		char one[1024], *id;

		render_record(a, i, one, sizeof one);
		id = strstr(one, " id=");
		if (id != NULL) /* the recipient alone */
			memmove(one, strstr(id, "recipient=") + 10,
			    strlen(strstr(id, "recipient=") + 10) + 1);
		n += (size_t)snprintf(out + n, cap - n, "%s|", one);
		ck_assert_uint_lt(n, cap);
	}
}

#define N "type,timeLogged,rcpt"

static const struct {
	const char *source, *text, *wanted;
} sources[] = {
	{ "RFC 4180", N "\r\nd,1795280280,a@b.example\r\n", "|a@b.example|" },
	{ "no line break at the end", N "\nd,1795280280,a@b.example",
	    "|a@b.example|" },
	{ "names alone", N, "|" },
	{ "RFC 4180 2.5", N "\n\"d\",\"1795280280\",\"a@b.example\"\n",
	    "|a@b.example|" },
	{ "a quote within is a character", N "\nd,1795280280,a\"b@c.example\n",
	    "|\"a\\\"b@c.example\"|" },
	{ "text behind a quote", N "\nd,1795280280,\"a@b.example\"c\n",
	    "|!broken event|" },
	{ "a quote in the last byte", N "\nd,1795280280,\"",
	    "|!broken event|" },
	{ "a quoted line break", N "\nd,1795280280,\"a@\nb.example\"\n",
	    "|!broken event|!unreadable event|" },
	{ "empty lines, comments", N "\n\n#x\nd,1795280280,a@b.example\n",
	    "|||a@b.example|" },
	{ "a byte order mark within",
	    N "\n\xef\xbb\xbf" N "\nd,1795280280,a@b.example\n",
	    "||a@b.example|" },
	{ "any order", "type,rcpt,x,timeLogged\nd,a@b.example,y,1795280280\n",
	    "|a@b.example|" },
	{ "blanks and letter case",
	    "Type, TIME LOGGED ,\"r-c_pt\"\nd,1795280280,a@b.example\n",
	    "|a@b.example|" },
	{ "the first of two",
	    "type,timeLogged,rcpt,rcpt\nd,1795280280,a@b.example,c@d.example\n",
	    "|a@b.example|" },
	{ "the better of two names",
	    "type,timeLogged,rcpt,mailfrom,orig\n"
	    "d,1795280280,a@b.example,x@y.example,\n",
	    "|a@b.example|" },
	{ "a field too few", N "\nd,1795280280\n", "|!unreadable event|" },
	{ "a field too many", N "\nd,1795280280,a@b.example,\n",
	    "|!unreadable event|" },
	{ "the names once more", N "\n" N "\nd,1795280280,a@b.example\n" N,
	    "||a@b.example||" },
	{ "names of as many columns",
	    N "\ntype,rcpt,timeLogged\nd,a@b.example,1795280280\n",
	    "|!unreadable event|!unreadable event|" },
	{ "names of others",
	    N "\ntype,timeLogged,orig,rcpt\n"
	      "d,1795280280,x@y.example,a@b.example\n"
	      "d,1795280281,a@b.example\n",
	    "|!unreadable event|!unreadable event|a@b.example|" },
	{ "no names", "d,1795280280,a@b.example\n",
	    "|" }, /* the line is taken for them */
};

START_TEST(source)
{
	struct collected a =
	    collect_text(format(), sources[_i].text, strlen(sources[_i].text));
	char got[2048];

	render(&a, got, sizeof got);
	ck_assert_msg(strcmp(got, sources[_i].wanted) == 0,
	    "%s\nwanted: %s\ngot:    %s", sources[_i].source,
	    sources[_i].wanted, got);
	collected_free(&a);
}
END_TEST

/* NULs are no text; what is on other lines is read. */
START_TEST(nul)
{
	static const char text[] =
	    N "\nd,1795280280,a@b\0.example\n\0\0d,1795280280,a@b.example\n"
	      "d,1795280280,c@d.example\n";
	struct collected a = collect_text(format(), text, sizeof text - 1);
	char got[512];

	render(&a, got, sizeof got);
	ck_assert_str_eq(got, "|!nul bytes|!nul bytes|c@d.example|");
	collected_free(&a);
}
END_TEST

/* A line of TD_RECORD_MAX bytes or more is lost, and no other. */
START_TEST(long_line)
{
	static const struct {
		size_t n;
		const char *wanted;
	} rows[] = {
		{ TD_RECORD_MAX - 1, "|!unreadable event|a@b.example|" },
		{ TD_RECORD_MAX, "|!event too long|a@b.example|" },
		{ TD_RECORD_MAX * 2, "|!event too long|a@b.example|" },
	};
	static const char first[] = N "\n",
	                  last[] = "\nd,1795280280,a@b.example";
	size_t n = sizeof first - 1 + rows[_i].n + sizeof last - 1;
	char *s = malloc(n), got[512];
	struct collected a;

	ck_assert_ptr_nonnull(s);
	memset(s, 'x', n);
	memcpy(s, first, sizeof first - 1);
	memcpy(s + n - (sizeof last - 1), last, sizeof last - 1);
	a = collect_text(format(), s, n);
	render(&a, got, sizeof got);
	ck_assert_str_eq(got, rows[_i].wanted);
	collected_free(&a);
	free(s);
}
END_TEST

/* At most TD_ROW_COLUMNS columns. */
START_TEST(many_columns)
{
	static const struct {
		unsigned n;
		const char *wanted;
	} rows[] = {
		{ TD_ROW_COLUMNS, "|a@b.example|" },
		{ TD_ROW_COLUMNS + 1, "|!unreadable event|" },
	};
	char text[8192], got[512];
	struct collected a;
	int n = sprintf(text, "%s", N);

	for (unsigned i = 3; i < rows[_i].n; i++)
		n += sprintf(text + n, ",header_%u", i);
	n += sprintf(text + n, "\nd,1795280280,a@b.example");
	for (unsigned i = 3; i < rows[_i].n; i++)
		text[n++] = ',';
	a = collect_text(format(), text, (size_t)n);
	render(&a, got, sizeof got);
	ck_assert_str_eq(got, rows[_i].wanted);
	collected_free(&a);
}
END_TEST

/* Names that do not lie in the head cannot be read, nor is it guessed. */
START_TEST(long_names)
{
	static const char row[] = "\nd,1795280280,a@b.example,\n";
	size_t n = TD_ROWS_HEAD + sizeof row - 1;
	const struct td_span names = TD_SPAN(N ",");
	char *s = malloc(n + TD_PAD), got[512];
	struct collected a;

	ck_assert_ptr_nonnull(s);
	memset(s, 'x', n);
	memcpy(s, names.p, names.n);
	memcpy(s + TD_ROWS_HEAD - _i, row, sizeof row - 1);
	a = collect_text(format(), s, n - (size_t)_i);
	render(&a, got, sizeof got);
	ck_assert_str_eq(got,
	    _i > 0 ? "|a@b.example|" : "!unreadable event|!unreadable event|");
	ck_assert_int_eq(
	    td_format_guess((struct td_span){ s, n }, true) == format(),
	    _i > 0);
	collected_free(&a);
	free(s);
}
END_TEST

/* More recipients than a batch can hold: those that it can are told. */
START_TEST(many_recipients)
{
	static const char names[] =
	    "#Fields: date-time,event-id,message-id,recipient-address\n";
	size_t n = sizeof names - 1;
	char *s = malloc(1 << 20);
	struct collected a;

	ck_assert_ptr_nonnull(s);
	memcpy(s, names, n);
	n += (size_t)sprintf(s + n, "2026-11-21T08:58:00Z,RECEIVE,m,");
	for (size_t i = 0; i < plainly.outcomes + 1; i++)
		n += (size_t)sprintf(s + n, "u%zu@example.jp;", i);
	a = collect_text(td_format_find("exchange"), s, n);
	ck_assert_uint_eq(a.n, 2);
	ck_assert_uint_eq(a.record[1].n_outcomes, plainly.outcomes);
	ck_assert_uint_eq(a.n_flaws, 1);
	ck_assert_uint_eq(a.flaw[0].what, TD_TOO_MANY_OUTCOMES);
	collected_free(&a);
	free(s);
}
END_TEST

/* Decode two records, and no more: telling what is in them takes longer. */
static size_t
decode_all(const struct td_format *f, const char *s, size_t n)
{
	struct td_record record[2];
	struct td_flaw flaw[8];
	struct td_outcome *outcome = malloc(4096 * sizeof *outcome);
	char *scratch = malloc(TD_RECORD_MAX + TD_PAD);
	struct td_batch b = { .base = s,
		.cap = 2,
		.record = record,
		.cap_flaws = 8,
		.flaw = flaw,
		.cap_outcomes = 4096,
		.outcome = outcome,
		.cap_scratch = TD_RECORD_MAX,
		.scratch = scratch };
	struct td_chunk c = { .from = s,
		.p = s,
		.stop = s + n,
		.end = s + n,
		.head = { s, n < f->head ? n : f->head } };

	ck_assert(outcome != NULL && scratch != NULL);
	f->decode(&c, 0, &b);
	ck_assert_uint_eq(b.n, 2);
	free(outcome);
	free(scratch);
	return b.n_outcomes;
}

/* Lists made to be looked through again and again. */
START_TEST(linear)
{
	static const struct {
		const char *format, *begin, *list, *status;
	} rows[] = {
		{ "exchange",
		    "#Fields: date-time,event-id,message-id,"
		    "recipient-address,recipient-status\n"
		    "2026-11-21T08:58:00Z,FAIL,m,",
		    "u@b.jp;", "[{LED=;[;" },
		{ "exchange",
		    "#Fields: date-time,event-id,message-id,"
		    "recipient-address,recipient-status\n"
		    "2026-11-21T08:58:00Z,FAIL,m,",
		    "u@b.jp;", "{LED=x" },
		{ "exchange",
		    "#Fields: date-time,event-id,message-id,"
		    "recipient-address,source-context\n"
		    "2026-11-21T08:58:00Z,SEND,m,",
		    ";;;;;u@b.jp;", ";25;ClientSubmitTime" },
		{ "m365-trace",
		    "Received,message_id,recipient_status,x\n"
		    "2026-11-21T08:58:00Z,m,",
		    "u@b.jp##Send;", "##" },
	};
	size_t half = TD_RECORD_MAX / 2 - 1024, n;
	char *s = malloc(TD_RECORD_MAX * 2);
	clock_t t = clock();

	ck_assert_ptr_nonnull(s);
	n = (size_t)sprintf(s, "%s", rows[_i].begin);
	while (n < half)
		n += (size_t)sprintf(s + n, "%s", rows[_i].list);
	s[n++] = ',';
	while (n < 2 * half)
		n += (size_t)sprintf(s + n, "%s", rows[_i].status);
	ck_assert_uint_gt(decode_all(td_format_find(rows[_i].format), s, n), 0);
	ck_assert_int_lt(clock() - t, CLOCKS_PER_SEC);
	free(s);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rows");
	TCase *t = tcase_create("rows");

	tcase_set_timeout(t, 60);
	tcase_add_loop_test(t, source, 0, sizeof sources / sizeof sources[0]);
	tcase_add_test(t, nul);
	tcase_add_loop_test(t, long_line, 0, 3);
	tcase_add_loop_test(t, many_columns, 0, 2);
	tcase_add_loop_test(t, long_names, 0, 2);
	tcase_add_test(t, many_recipients);
	tcase_add_loop_test(t, linear, 0, 4);
	suite_add_tcase(s, t);
	return run_suite(s);
}
