/*
 * IP addresses as text: RFC 4291 2.2, and which are not of the public Internet
 * (field_received.h; RFC 1918, 3927, 6598, 4193, 3056).
 */
#include <arpa/inet.h>
#include <check.h>
#include <stdlib.h>

#include "formats/field_received.h"
#include "tests/run.h"

enum kind { BAD, PUBLIC, PRIVATE };

static const struct {
	const char *text;
	enum kind kind;
} vectors[] = {
	{ "192.0.2.1", PUBLIC },
	{ "203.0.113.255", PUBLIC },
	{ "255.255.255.255", PUBLIC },
	{ "[192.0.2.1]", PUBLIC },
	{ "9.255.255.255", PUBLIC },
	{ "10.0.0.0", PRIVATE },
	{ "10.255.255.255", PRIVATE },
	{ "11.0.0.0", PUBLIC },
	{ "172.15.255.255", PUBLIC },
	{ "172.16.0.0", PRIVATE },
	{ "172.31.255.255", PRIVATE },
	{ "172.32.0.0", PUBLIC },
	{ "192.167.255.255", PUBLIC },
	{ "192.168.0.0", PRIVATE },
	{ "192.168.255.255", PRIVATE },
	{ "192.169.0.0", PUBLIC },
	{ "126.255.255.255", PUBLIC },
	{ "127.0.0.1", PRIVATE },
	{ "127.255.255.255", PRIVATE },
	{ "128.0.0.0", PUBLIC },
	{ "169.253.255.255", PUBLIC },
	{ "169.254.0.1", PRIVATE },
	{ "169.255.0.0", PUBLIC },
	{ "100.63.255.255", PUBLIC },
	{ "100.64.0.0", PRIVATE },
	{ "100.127.255.255", PRIVATE },
	{ "100.128.0.0", PUBLIC },
	{ "0.0.0.0", PRIVATE },
	{ "1.0.0.0", PUBLIC },
	{ "2001:db8::1", PUBLIC },
	{ "2001:DB8:0:0:0:0:0:1", PUBLIC },
	{ "[IPv6:2001:db8::1]", PUBLIC },
	{ "[ipv6:2001:db8::1]", PUBLIC },
	{ "IPv6:2001:db8::1", PUBLIC },
	{ "[2001:db8::1]", PUBLIC },
	{ "1:2:3:4:5:6:7:8", PUBLIC },
	{ "1:2:3:4:5:6:7::", PUBLIC },
	{ "::2:3:4:5:6:7:8", PUBLIC },
	{ "1::8", PUBLIC },
	{ "1:2:3:4:5:6:192.0.2.1", PUBLIC },
	{ "2001:db8::192.0.2.1", PUBLIC },
	{ "::", PRIVATE },
	{ "::1", PRIVATE },
	{ "[IPv6:::1]", PRIVATE },
	{ "0:0:0:0:0:0:0:1", PRIVATE },
	{ "::2", PUBLIC },
	{ "fe7f::1", PUBLIC },
	{ "fe80::1", PRIVATE },
	{ "[fe80::8dca:a5f9:7afd:1775%3]", PRIVATE },
	{ "fe80::1%eth0", PRIVATE },
	{ "febf::1", PRIVATE },
	{ "fec0::1", PRIVATE },
	{ "fbff::1", PUBLIC },
	{ "fc00::1", PRIVATE },
	{ "fdff::1", PRIVATE },
	{ "ff02::1", PUBLIC },
	{ "::ffff:192.0.2.1", PUBLIC },
	{ "::ffff:10.0.0.1", PRIVATE },
	{ "::ffff:a00:1", PRIVATE },
	{ "::ffff:c000:201", PUBLIC },
	{ "2002:c000:201::1", PUBLIC },
	{ "2002:a00:1::1", PRIVATE },
	{ "2002:a05:6512:3b0c:0:0:0:0", PRIVATE },
	{ "2003:a00:1::1", PUBLIC },

	{ "", BAD },
	{ "1", BAD },
	{ "192.0.2", BAD },
	{ "192.0.2.", BAD },
	{ "192.0.2.1.", BAD },
	{ "192.0.2.1.1", BAD },
	{ "192.0.2.256", BAD },
	{ "192.0.2.0001", BAD },
	{ "192.0.2.x", BAD },
	{ ".192.0.2.1", BAD },
	{ "192..2.1", BAD },
	{ "192.0.2.1 ", BAD },
	{ "192.0.2.1:25", BAD },
	{ "[192.0.2.1", BAD },
	{ "192.0.2.1:x", BAD },
	{ "[]", BAD },
	{ "[local]", BAD },
	{ "[unix socket]", BAD },
	{ "IPv6:", BAD },
	{ "[IPv6:]", BAD },
	{ ":", BAD },
	{ ":::", BAD },
	{ "1:", BAD },
	{ ":1", BAD },
	{ "1:2:3:4:5:6:7", BAD },
	{ "1:2:3:4:5:6:7:8:9", BAD },
	{ "1:2:3:4:5:6:7:8:", BAD },
	{ "1:2:3:4:5:6:7:8::", BAD },
	{ "::1:2:3:4:5:6:7:8", BAD },
	{ "1::2::3", BAD },
	{ "12345::", BAD },
	{ "g::", BAD },
	{ "::192.0.2.1:1", BAD },
	{ "1:192.0.2.1", BAD },
	{ "1:2:3:4:5:6:7:192.0.2.1", BAD },
	{ "localhost", BAD },
	{ "mx.example.jp", BAD },
	{ "dead.beef", BAD },
};

static struct td_span
span(const char *s)
{
	return (struct td_span){ s, strlen(s) };
}

START_TEST(test_vector)
{
	struct td_span bare, s = span(vectors[_i].text);

	ck_assert_msg(
	    td_ip_valid(s) == (vectors[_i].kind != BAD), "%s: valid", s.p);
	ck_assert_msg(td_ip_private(s) == (vectors[_i].kind == PRIVATE),
	    "%s: private", s.p);
	ck_assert_msg((td_ip_kind(s, &bare) == TD_IP_PUBLIC) ==
	        (vectors[_i].kind == PUBLIC),
	    "%s: public", s.p);
}
END_TEST

static const struct {
	const char *token, *address;
} tokens[] = {
	{ "192.0.2.1", "192.0.2.1" },
	{ "[192.0.2.1]", "192.0.2.1" },
	{ "[192.0.2.1]:25", "192.0.2.1" },
	{ "[192.0.2.1:55279]", "192.0.2.1" },
	{ "[192.0.2.1])", "192.0.2.1" },
	{ "[IPv6:2001:db8::1]", "2001:db8::1" },
	{ "[fe80::1%3]", "fe80::1" },
	{ "2001:db8::1", "2001:db8::1" },
	{ "[2001:db8::1]:25", "2001:db8::1" },
	{ "[local]", "" },
	{ "[", "" },
	{ "", "" },
	{ "192.0.2.1]", "" },
	{ "[192.0.2.1]x", "192.0.2.1" },
	{ "[192.0.2.1%3]", "192.0.2.1" },
	{ "192.0.2.1%3", "192.0.2.1" },
	{ "192.0.2.1:25", "192.0.2.1" },
	{ "IPv6:192.0.2.1", "192.0.2.1" },
	{ "[[192.0.2.1]]", "" },
	{ "192.0.2.1000", "" },
	{ "192.0.2.256", "" },
	{ "192.0.2.", "" },
	{ "fade.example", "" },
	{ "i.example", "" },
	{ "::ffff:192.0.2.1", "::ffff:192.0.2.1" },
	{ "::ffff:192.0.2", "" },
	{ "::ffff:192.0.2.1a", "" },
};

START_TEST(test_token)
{
	struct td_span got = td_ip_token(span(tokens[_i].token));

	ck_assert_msg(td_span_eq(got, span(tokens[_i].address)), "%s: %.*s",
	    tokens[_i].token, (int)got.n, got.p);
}
END_TEST

/* Each prefix in a block of its own: nothing behind the end is read. */
START_TEST(test_cut)
{
	struct td_span s = span(vectors[_i].text);

	for (size_t n = 0; n <= s.n; n++) {
		char *copy = malloc(n > 0 ? n : 1);
		struct td_span cut = { copy, n };

		ck_assert_ptr_nonnull(copy);
		memcpy(copy, s.p, n);
		ck_assert(!td_ip_private(cut) || td_ip_valid(cut));
		ck_assert_uint_le(td_ip_token(cut).n, n);
		free(copy);
	}
}
END_TEST

/* The same as inet_pton(3) has it, where that takes the text at all. */
START_TEST(test_bytes)
{
	const char *text = vectors[_i].text;
	uint8_t got[16], want[16];
	size_t n = td_ip_bytes(span(text), got), must = 0;

	if (inet_pton(AF_INET, text, want) == 1)
		must = 4;
	else if (inet_pton(AF_INET6, text, want) == 1)
		must = 16;
	if (must == 0) /* brackets, leading zeros */
		ck_assert(n == 0 || vectors[_i].kind != BAD);
	else
		ck_assert_msg(
		    n == must && memcmp(got, want, n) == 0, "%s", text);
}
END_TEST

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

int
main(void)
{
	TCase *tc = tcase_create("ip");
	Suite *s = suite_create("ip");

	tcase_add_loop_test(tc, test_vector, 0, COUNT(vectors));
	tcase_add_loop_test(tc, test_token, 0, COUNT(tokens));
	tcase_add_loop_test(tc, test_bytes, 0, COUNT(vectors));
	tcase_add_loop_test(tc, test_cut, 0, COUNT(vectors));
	suite_add_tcase(s, tc);
	return run_suite(s);
}
