/*
 * td_source_open_part: bytes that were found within another source.
 */
#include "tests/input/read.h"

/* A report of lines, which comes by mail. */
static const struct td_format fake_report = { "report", "reports", 1,
	(size_t)256 << 20, NULL, no_bid, whole_resync, whole_decode, 0, NULL,
	true };

/* -1 and g->e if it cannot be opened; *known: its format. */
static int
read_part(const struct td_limits *l, struct bytes b, struct gathered *g,
    const struct td_format **known)
{
	struct td_opener *o = td_opener_new(l);
	struct td_source s, m;
	int r;

	ck_assert_ptr_nonnull(o);
	*g = (struct gathered){ 0 };
	*known = NULL;
	r = td_source_open_part(o, (struct td_span){ b.p, b.n }, &s, &g->e);
	if (r == 0 && s.kind == TD_SOURCE_ARCHIVE) {
		ck_assert_int_eq(td_source_member(&s, &m, &g->e), 1);
		*known = m.format;
		if (m.format != NULL)
			gather(g, &m);
		td_source_close(&m);
	} else if (r == 0) {
		*known = s.format;
		if (s.format != NULL)
			gather(g, &s);
	}
	if (r == 0)
		td_source_close(&s);
	td_opener_free(o);
	return r;
}

/* The forced format means the files, and what does not come by mail is none. */
START_TEST(formats)
{
	static const struct {
		const struct td_format *guess, *known;
	} rows[] = { { &fake_report, &fake_report }, { &fake_line, NULL },
		{ NULL, NULL } };
	struct bytes b = lines(100000);
	struct bytes all[] = { b, make_gzip(b), make_zstd(b, 3),
		make_archive(b, "f", ARCHIVE_FORMAT_ZIP), make_tar(b, "f") };
	const struct td_format *known;
	struct gathered g;

	for (size_t k = 0; k < 3; k++) {
		guess = rows[k].guess;
		for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
			ck_assert_int_eq(
			    read_part(&defaults, all[i], &g, &known), 0);
			ck_assert_ptr_eq(known, rows[k].known);
			if (known != NULL)
				assert_bytes(&g, b);
			gather_free(&g);
		}
	}
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		free(all[i].p);
}
END_TEST

START_TEST(nothing)
{
	const struct td_format *known;
	struct gathered g;

	guess = &fake_report;
	ck_assert_int_eq(read_part(&defaults, bytes_of("", 0), &g, &known), 0);
	ck_assert_ptr_null(known);
}
END_TEST

/* The same limits as of files. */
START_TEST(limits)
{
	const struct td_limits little = { .max_decoded = 1000, .depth = 1 };
	struct bytes b = lines(5000), z = make_gzip(b), y = make_gzip(z);
	const struct td_format *known;
	struct gathered g;

	guess = &fake_report;
	ck_assert_int_eq(read_part(&little, y, &g, &known), -1);
	ck_assert_str_eq(g.e.what, "refused");
	ck_assert_int_eq(read_part(&little, z, &g, &known), 0);
	ck_assert_int_eq(g.result, -1);
	ck_assert_str_eq(g.e.what, "refused");
	gather_free(&g);
	free(b.p);
	free(z.p);
	free(y.p);
}
END_TEST

/* The file around it is open meanwhile, and its block is good. */
START_TEST(within_a_file)
{
	struct td_opener *o = td_opener_new(&defaults);
	struct bytes b = lines(5000), z = make_gzip(b);
	struct td_buffer buf = { NULL, 0 };
	struct td_source file, part;
	struct td_block block;
	struct td_error e;

	guess = &fake_report;
	ck_assert_int_eq(
	    td_source_open(o, put_file("f", b.p, b.n), &file, &e), 0);
	ck_assert_int_eq(td_source_next(&file, &buf, &block, &e), 1);
	ck_assert_int_eq(
	    td_source_open_part(o, (struct td_span){ z.p, z.n }, &part, &e), 0);
	td_source_close(&part);
	ck_assert_int_eq(memcmp(block.chunk.p, b.p, b.n), 0);
	td_source_close(&file);
	td_buffer_free(&buf);
	td_opener_free(o);
	free(b.p);
	free(z.p);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("source_part");

	tcase_add_test(t, formats);
	tcase_add_test(t, nothing);
	tcase_add_test(t, limits);
	tcase_add_test(t, within_a_file);
	return source_run("source_part", t);
}
