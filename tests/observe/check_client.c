/*
 * observe/client.c: the address that the receiver saw, and the domain of the
 * header that it checks.
 */
#include "analyzer/observe/client.h"

#include "tests/observe/section.h"

#define D "; Sat, 21 Nov 2026 10:00:00 +0000\n"
#define HOP(from, by, for) "Received: from " from " by " by " for <" for ">" D
#define OUTER "s.example.com (s.example.com [192.0.2.1])"
#define INNER "mx.example.jp (mx.example.jp [10.0.0.1])"
#define SPF(receiver, ip)                                            \
	"Received-SPF: pass (" receiver ": domain of example.com)\n" \
	"\treceiver=" receiver "; client-ip=" ip ";\n"
#define MX(outer) HOP(outer, "mx.example.jp", "u@example.jp")
#define FROM "From: <a@example.com>\n"
#define SENDER "Sender: <s@example.net>\n"

static const struct section_row rows[] = {
	{ "RFC 5321 4.4: of the border", NULL, MX(OUTER) FROM "\n",
	    "192.0.2.1 example.com" },
	{ "not of an inner hop", NULL,
	    HOP(INNER, "in.example.jp", "u@example.jp") MX(OUTER) FROM "\n",
	    "192.0.2.1 example.com" },
	{ "not of what is below the border", NULL,
	    MX(OUTER) HOP("h (h [198.51.100.7])", "s.example.com", "u@b.jp")
	        FROM "\n",
	    "192.0.2.1 example.com" },
	{ "IPv6", NULL,
	    MX("s.example.com (s.example.com [IPv6:2001:db8::1])") FROM "\n",
	    "2001:db8::1 example.com" },
	{ "no client outside", NULL,
	    HOP(INNER, "in.example.jp", "u@example.jp") FROM "\n",
	    " example.com" },
	{ "no client outside: a host of the receiver's own", NULL,
	    HOP("b.example.jp (b.example.jp [192.0.2.77])", "in.example.jp",
	        "u@example.jp") FROM "\n",
	    " example.com" },
	{ "no Received at all", NULL, FROM "\n", " example.com" },
	{ "no address", NULL, MX("s.example.com (s.example.com)") FROM "\n",
	    " example.com" },
	{ "RFC 7208 9.1: as the receiver says", NULL,
	    MX(OUTER) SPF("mx.example.jp", "192.0.2.9") FROM "\n",
	    "192.0.2.9 example.com" },
	{ "the first that is believed", NULL,
	    MX(OUTER) SPF("mx.example.org", "192.0.2.8") SPF("mx.example.jp",
	        "192.0.2.9") SPF("mx.example.jp", "192.0.2.10") FROM "\n",
	    "192.0.2.9 example.com" },
	{ "beside Authentication-Results, too", NULL,
	    MX(OUTER) "Authentication-Results: mx.example.jp; spf=pass\n" SPF(
	        "mx.example.jp", "192.0.2.9") FROM "\n",
	    "192.0.2.9 example.com" },
	{ "not as a stranger says", NULL,
	    MX(OUTER) SPF("mx.example.org", "192.0.2.9") FROM "\n",
	    "192.0.2.1 example.com" },
	{ "not as the sender's side says", NULL,
	    MX(OUTER) HOP("h (h [198.51.100.7])", "s.example.com", "u@b.jp")
	        SPF("mx.example.jp", "192.0.2.9") FROM "\n",
	    "192.0.2.1 example.com" },
	{ "not a private one", NULL,
	    MX(OUTER) SPF("mx.example.jp", "10.0.0.9") FROM "\n",
	    "192.0.2.1 example.com" },

	{ "SEMANTICS.md 7: au goes by the PRA", NULL,
	    HOP(OUTER, "lsean.ezweb.ne.jp", "u@ezweb.ne.jp") FROM SENDER "\n",
	    "192.0.2.1 example.net" },
	{ "SEMANTICS.md 7: docomo goes by From", NULL,
	    HOP(OUTER, "mfsmax.docomo.ne.jp", "u@docomo.ne.jp") FROM SENDER
	    "\n",
	    "192.0.2.1 example.com" },
	{ "two senders: no PRA", NULL, MX(OUTER) FROM SENDER SENDER "\n",
	    "192.0.2.1 " },
};

static void
describe(char *to, size_t cap)
{
	const struct td_span ip = td_client_address(&reading);
	const struct td_span header_domain = td_client_header(&reading);

	*to = '\0';
	add(to, cap, "%.*s %.*s", SPAN(ip), SPAN(header_domain));
}

START_TEST(client)
{
	check_section(&rows[_i], describe);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("client");
	TCase *t = tcase_create("client");

	if (!open_world())
		return 1;
	tcase_add_loop_test(t, client, 0, sizeof(rows) / sizeof(*rows));
	suite_add_tcase(s, t);
	return run_suite(s);
}
