/*
 * One message as a whole: the mail a seed list gets, and that no input, however
 * torn, does harm.
 */
#include "tests/observe/section.h"

#define D "; Sat, 21 Nov 2026 10:00:00 +0000\n"
#define END "From: a@example.com\nTo: u@docomo.ne.jp\n\n"
#define POSTFIX                                                      \
	"Received: from s.example.com (s.example.com [192.0.2.1])\n" \
	"\tby mx.example.jp (Postfix) with ESMTPS id Q" D
#define TYPE(x) "Content-Type: " x "\n"

/* The PRA is held against MAIL FROM, also where no SPF result names it. */
/* clang-format off */
static const struct mailfrom_row {
	const char *source, *section, *mailfrom;
	enum td_alignment pra, alignment;
} mailfrom_rows[] = {
	{ "docomo: Return-Path alone, SES's own domain",
	    "Return-Path: <1@ap-northeast-1.amazonses.com>\n"
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mfsmax.docomo.ne.jp with ESMTP id Q" D
	    END,
	    "ap-northeast-1.amazonses.com", TD_UNALIGNED, TD_ALIGN_UNKNOWN },
	{ "docomo: Return-Path alone, a custom MAIL FROM",
	    "Return-Path: <1@Bounce.example.com.>\n"
	    "Received: from s.example.com (s.example.com [192.0.2.1])\n"
	    "\tby mfsmax.docomo.ne.jp with ESMTP id Q" D
	    END,
	    "bounce.example.com", TD_ALIGNED, TD_ALIGN_UNKNOWN },
	{ "a believed SPF result goes before Return-Path",
	    "Return-Path: <b@example.net>\n"
	    POSTFIX
	    "Authentication-Results: mx.example.jp; spf=pass"
	    " smtp.mailfrom=c@example.org\n"
	    END,
	    "example.org", TD_UNALIGNED, TD_UNALIGNED },
	{ "Exim's envelope-from",
	    "Received: from s.example.com ([192.0.2.1])\n"
	    "\tby mx.example.jp with esmtp (Exim 4.96)\n"
	    "\t(envelope-from <b@example.com>) id Q" D
	    END,
	    "example.com", TD_ALIGNED, TD_ALIGN_UNKNOWN },
	{ "nothing names it", POSTFIX END, "", TD_ALIGN_UNKNOWN,
	    TD_ALIGN_UNKNOWN },
	{ "a pass without a domain is not aligned by Return-Path",
	    "Return-Path: <b@example.com>\n"
	    POSTFIX
	    "Authentication-Results: mx.example.jp; spf=pass\n"
	    END,
	    "example.com", TD_ALIGNED, TD_ALIGN_UNKNOWN },
};
/* clang-format on */

START_TEST(mailfrom)
{
	const struct mailfrom_row *row = &mailfrom_rows[_i];

	read_section(row->section, NULL);
	ck_assert_msg(
	    td_span_eq(reading.obs.mailfrom_domain,
	        (struct td_span){ row->mailfrom, strlen(row->mailfrom) }),
	    "%s: %.*s", row->source, (int)reading.obs.mailfrom_domain.n,
	    reading.obs.mailfrom_domain.p);
	ck_assert_msg(reading.obs.pra == row->pra, "%s: pra %d", row->source,
	    reading.obs.pra);
	ck_assert_msg(reading.obs.alignment == row->alignment,
	    "%s: alignment %d", row->source, reading.obs.alignment);
}
END_TEST

/* Everything that the steps share, in one message of a seed list. */
static const char seed[] =
    "Delivered-To: u@gmail.com\n"
    "Received: by 10.37.32.132 with SMTP id csp1; "
    "Sat, 21 Nov 2026 10:00:09 +0000\n"
    "ARC-Seal: i=1; a=rsa-sha256; t=1; cv=none; d=google.com; s=a; b=x\n"
    "ARC-Authentication-Results: i=1; mx.google.com; spf=pass; dkim=pass\n"
    "Return-Path: <0106-000@ap-northeast-1.amazonses.com>\n"
    "Received: from b.smtp-out.amazonses.com (b.smtp-out.amazonses.com.\n"
    " [192.0.2.1]) by mx.google.com with ESMTPS id X for <u@gmail.com>\n"
    " (version=TLS1_3 cipher=X bits=128/128); "
    "Sat, 21 Nov 2026 02:00:05 -0800 (PST)\n"
    "Received-SPF: pass (google.com: domain of\n"
    " 0106-000@ap-northeast-1.amazonses.com designates 192.0.2.1 as\n"
    " permitted sender) client-ip=192.0.2.1;\n"
    "Authentication-Results: mx.google.com;\n"
    "       dkim=pass header.i=@example.com header.s=s1 header.b=abc;\n"
    "       dkim=pass header.i=@amazonses.com header.s=s2 header.b=def;\n"
    "       spf=pass (google.com: domain of 0106-000@ap-northeast-1."
    "amazonses.com\n designates 192.0.2.1 as permitted sender)\n"
    "       smtp.mailfrom=0106-000@ap-northeast-1.amazonses.com;\n"
    "       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=example.com\n"
    "Authentication-Results: =?utf-8?Q?evil.example=3B_dmarc=3Dfail?=\n"
    "Received: by s.example.com (Postfix) id R; "
    "Sat, 21 Nov 2026 09:59:59 +0000\n"
    "From: =?utf-8?B?4pyT?= <News@Example.com>\n"
    "To: u@gmail.com\n"
    "Content-Type: text/plain; charset=utf-8\n"
    "\n";

START_TEST(whole)
{
	const struct td_observation *obs = &reading.obs;

	ck_assert_int_eq(read_section(seed, NULL), TD_SEEN_MESSAGE);
	ck_assert_uint_eq(obs->weight, 1);
	ck_assert_int_eq(obs->when, INT64_C(1795255205) * 1000000);
	ck_assert_int_eq(obs->delay, 10 * 1000000);
	ck_assert_uint_eq(obs->hops, 3);
	ck_assert_uint_eq(obs->tls, TD_TLS_YES);
	ck_assert(td_span_eq(obs->domain, TD_SPAN("gmail.com")));
	ck_assert(td_span_eq(obs->carrier.carrier, TD_SPAN("gmail")));
	ck_assert(td_span_eq(obs->author_domain, TD_SPAN("example.com")));
	ck_assert(td_span_eq(
	    obs->mailfrom_domain, TD_SPAN("ap-northeast-1.amazonses.com")));
	ck_assert(td_span_eq(obs->sdid, TD_SPAN("example.com")));
	ck_assert(td_span_eq(obs->authserv_id, TD_SPAN("mx.google.com")));
	ck_assert(td_span_eq(obs->relay, TD_SPAN("mx.google.com")));
	ck_assert_uint_eq(obs->result[TD_A_SPF], TD_R_PASS);
	ck_assert_uint_eq(obs->result[TD_A_DKIM], TD_R_PASS);
	ck_assert_uint_eq(obs->result[TD_A_DMARC], TD_R_PASS);
	ck_assert_uint_eq(obs->result[TD_A_ARC], TD_R_MISSING);
	ck_assert(obs->dkim_aligned_pass);
	ck_assert_uint_eq(obs->alignment, TD_ALIGNED);
	ck_assert(!obs->forwarded);
	ck_assert(!reading.spf_disagrees);
	ck_assert_ptr_null(reading.seen_why);
}
END_TEST

/* What a reading held before must not show. */
START_TEST(every_member_is_set)
{
	static const char empty[] = "From: a@example.com\n\n";
	struct td_span none = { NULL, 0 };

	memset(&reading, 0xa5, sizeof(reading));
	ck_assert_int_eq(read_section(empty, NULL), TD_SEEN_MESSAGE);
	ck_assert_int_eq(reading.boundary, -1);
	ck_assert_uint_eq(reading.n_hops + reading.hops_seen, 0);
	ck_assert_uint_eq(reading.n_told + reading.n_dkim, 0);
	ck_assert_uint_eq(reading.admd.n + reading.obs.relay.n, 0);
	ck_assert_uint_eq(reading.obs.mailfrom_domain.n, 0);
	ck_assert_uint_eq(reading.obs.authserv_id.n, 0);
	ck_assert_uint_eq(reading.obs.reporter.n + reading.obs.tag.n, 0);
	ck_assert(td_span_eq(reading.obs.hostname, none));
	ck_assert_ptr_null(reading.obs.format);
	for (int a = 0; a < TD_N_AUTH; a++) {
		ck_assert_uint_eq(reading.obs.result[a], TD_R_MISSING);
		ck_assert_int_eq(reading.origin[a].told, -1);
	}
	ck_assert(!reading.best_guess && !reading.spf_null_sender);
	ck_assert(!reading.spf_disagrees && !reading.conflict);
	ck_assert_uint_eq(reading.obs.tls, TD_TLS_UNKNOWN);
	ck_assert_uint_eq(reading.obs.fcrdns, TD_RDNS_UNKNOWN);
	ck_assert_ptr_nonnull(reading.boundary_why);
	ck_assert_ptr_null(reading.seen_why);
}
END_TEST

START_TEST(lower)
{
	static const char text[] = " MX.Example.\r\n\tJP. ";
	struct td_span got;

	reading.n_text = 0;
	got = td_reading_lower(&reading, TD_SPAN(text));
	ck_assert(td_span_eq(got, TD_SPAN("mx.example.jp")));
	ck_assert_uint_eq(reading.n_text, got.n);
	got = td_reading_lower(&reading, (struct td_span){ "", 0 });
	ck_assert_uint_eq(got.n, 0);
	got = td_reading_lower(&reading, TD_SPAN("h\xc3\xa9.Example"));
	ck_assert(td_span_eq(got, TD_SPAN("h\xc3\xa9.example")));
	reading.n_text = sizeof(reading.text) - TD_PAD - 3;
	ck_assert_uint_eq(td_reading_lower(&reading, TD_SPAN("a.jp")).n, 0);
	got = td_reading_lower(&reading, TD_SPAN("JP."));
	ck_assert(td_span_eq(got, TD_SPAN("jp")));
}
END_TEST

/* Vectors and words overlap: each length, and something odd at each place. */
START_TEST(lower_lengths)
{
	static const char odd[] = "AZ@[`az{ \t\x80\xc1\xda.";

	for (size_t n = 1; n <= 50; n++)
		for (size_t i = 0; i < n * (sizeof(odd) - 1); i++) {
			char s[50], want[50], c = odd[i / n];
			size_t at = i % n, m = 0;
			struct td_span got;

			memset(s, 'X', n);
			s[at] = c;
			for (size_t k = 0; k < n; k++)
				if (k != at)
					want[m++] = 'x';
				else if (c == 'A' || c == 'Z')
					want[m++] = c == 'A' ? 'a' : 'z';
				else if (c != ' ' && c != '\t' &&
				    (c != '.' || at < n - 1))
					want[m++] = c;
			reading.n_text = 0;
			got = td_reading_lower(
			    &reading, (struct td_span){ s, n });
			ck_assert_msg(
			    td_span_eq(got, (struct td_span){ want, m }),
			    "%zu at %zu of %zu", i / n, at, n);
		}
}
END_TEST

/* What the cache answers is what the table answers, also the second time. */
START_TEST(cached)
{
	struct td_carriers *carriers = td_carriers_new(NULL, NULL);
	struct td_carrier_cache *cache = td_carrier_cache_new(carriers);
	struct td_carrier row, want, got;

	ck_assert(carriers != NULL && cache != NULL);
	for (int turn = 0; turn < 4; turn++)
		for (size_t i = 0; td_carriers_row(carriers, i, &row); i++) {
			bool host = (turn & 1) != 0, found;

			found = host ?
			    td_carrier_of_host(carriers, row.rule, &want) :
			    td_carrier_of_domain(carriers, row.rule, &want);
			ck_assert(td_carrier_take(
			              td_carrier_cached(cache, host, row.rule),
			              &got) == found);
			ck_assert(td_span_eq(got.rule, want.rule));
		}
	td_carrier_cache_free(cache);
	td_carriers_free(carriers);
}
END_TEST

/* What there is, how often, and where the first stands. */
START_TEST(fields)
{
	struct td_stretch s;

	read_section("X-Original-To: a@x.jp\nTo: b@x.jp\nCc: c@x.jp\n"
	             "To: d@x.jp\nFrom: e@x.jp\n\n",
	    NULL);
	s = td_fields_find(&reading.fields, &record, TD_BIT(TD_H_FROM));
	ck_assert(s.from == record.header + 4 && s.to == s.from + 1);
	s = td_fields_find(&reading.fields, &record, TD_BIT(TD_H_TO));
	ck_assert(s.from == record.header + 1);
	ck_assert(s.to == record.header + record.n_headers);
	s = td_fields_find(&reading.fields, &record,
	    TD_BIT(TD_H_CC) | TD_BIT(TD_H_X_ORIGINAL_TO));
	ck_assert(s.from == record.header);
	ck_assert(s.to == record.header + record.n_headers);
	s = td_fields_find(&reading.fields, &record, TD_BIT(TD_H_SENDER));
	ck_assert(s.from == s.to);
	ck_assert_uint_eq(reading.fields.twice, TD_BIT(TD_H_TO));
}
END_TEST

/* Counted things stay within their tables and spans within their buffers. */
static void
check_bounds(void)
{
	const struct td_reading *r = &reading;

	ck_assert_uint_le(r->n_hops, TD_MAX_HOPS);
	ck_assert_uint_le(r->n_told, TD_MAX_AUTHRES);
	ck_assert_uint_le(r->n_dkim, TD_MAX_DKIM);
	ck_assert_uint_le(r->n_text, sizeof(r->text) - TD_PAD);
	ck_assert_int_lt(r->boundary, (int)r->n_hops);
	for (int a = 0; a < TD_N_AUTH; a++) {
		ck_assert_uint_lt(r->obs.result[a], TD_N_RESULTS);
		ck_assert_int_lt(r->origin[a].told, (int)r->n_told);
	}
}

START_TEST(cut_anywhere)
{
	char text[sizeof(seed)];

	for (size_t n = 1; n < sizeof(seed); n++) {
		memcpy(text, seed, n);
		text[n] = '\0';
		if (read_section(text, ".com") != TD_SEEN_MESSAGE)
			ck_assert_ptr_nonnull(reading.seen_why);
		check_bounds();
	}
}
END_TEST

/* Bytes that mean something to the parsers, in places where they do not. */
START_TEST(torn)
{
	static const char bytes[] = "()<>[]\"\\;:@=., \t\n?_-i0\x80\xff";
	char text[sizeof(seed)];
	uint32_t x = 2463534242u;

	for (int round = 0; round < 4000; round++) {
		memcpy(text, seed, sizeof(seed));
		for (int k = 0; k < 1 + round % 8; k++) {
			x ^= x << 13;
			x ^= x >> 17;
			x ^= x << 5;
			/* The first line stays a field */
			text[30 + x % (sizeof(seed) - 32)] =
			    bytes[(x >> 16) % (sizeof(bytes) - 1)];
		}
		read_section(text, round % 2 == 0 ? NULL : "mx.google.com");
		check_bounds();
	}
}
END_TEST

/* The one thing that is never read is never asked for. */
START_TEST(headers)
{
	uint64_t h = td_observe_headers();

	ck_assert((h & TD_BIT(TD_H_RECEIVED)) != 0);
	ck_assert((h & TD_BIT(TD_H_AUTHENTICATION_RESULTS)) != 0);
	ck_assert((h & TD_BIT(TD_H_ARC_SEAL)) != 0);
	ck_assert((h & TD_BIT(TD_H_AUTO_SUBMITTED)) != 0);
	ck_assert((h & TD_BIT(TD_H_OTHER)) == 0);
	ck_assert((h & TD_BIT(TD_H_MESSAGE_ID)) == 0);
	ck_assert((h >> TD_N_HEADERS) == 0);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("observe");
	TCase *tc = tcase_create("observe");

	if (!open_world())
		return 1;
	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, mailfrom, 0,
	    (int)(sizeof(mailfrom_rows) / sizeof(mailfrom_rows[0])));
	tcase_add_test(tc, whole);
	tcase_add_test(tc, every_member_is_set);
	tcase_add_test(tc, lower);
	tcase_add_test(tc, lower_lengths);
	tcase_add_test(tc, cached);
	tcase_add_test(tc, fields);
	tcase_add_test(tc, cut_anywhere);
	tcase_add_test(tc, torn);
	tcase_add_test(tc, headers);
	suite_add_tcase(s, tc);
	return run_suite(s);
}
