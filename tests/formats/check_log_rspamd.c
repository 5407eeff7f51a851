/*
 * Lines of rspamd, FORMATS.md 11.
 */
#include "tests/formats/lines.h"

static const struct line_vector vectors[] = {
	{ "FORMATS 11",
	    "<94f35d>; proxy; rspamd_task_write_log: id: "
	    "<m1@example.com>, qid: <3E6337624A6>, ip: 2001:db8::532, "
	    "from: <s@example.com>, (default: F (no action): "
	    "[-2.91/11.00] "
	    "[ARC_ALLOW(-1.00){google.com:s=arc-20240605:i=2;},DMARC_POLI"
	    "CY_ALLOW(-1.00){example.com;reject;},R_DKIM_ALLOW(-0.20){exa"
	    "mple.net:s=s1;example.com:s=s2;},R_SPF_ALLOW(-0.20){+ip6:200"
	    "1:db8::/32;},MIME_GOOD(-0.10){text/plain;}]), len: 12, "
	    "time: 9.0ms, dns req: 1, digest: <ab>, rcpts: "
	    "<r1@example.jp,r2@example.jp>, mime_rcpts: "
	    "<r1@example.jp,...>",
	    "auth queue_id=3E6337624A6 message_id=m1@example.com "
	    "sender=s@example.com recipient=r1@example.jp,r2@example.jp "
	    "list client_ip=2001:db8::532 spf=pass dkim=pass "
	    "dkim_domain=example.net dmarc=pass dmarc_domain=example.com "
	    "arc=pass arc_domain=google.com",
	    "MIME_GOOD(-0.10){text/plain;}]" },
	{ "rspamd's own test data",
	    "rspamd_task_write_log: id: <m1@example.com>, qid: <Q001>, "
	    "ip: 192.0.2.1, (no action): [1.5/15.0] "
	    "[R_SPF_ALLOW(-1.0),BAYES_HAM(-3.0),DKIM_TRACE(0.0)], len: "
	    "1234, time: 5.20ms",
	    "auth queue_id=Q001 message_id=m1@example.com "
	    "client_ip=192.0.2.1 spf=pass",
	    "DKIM_TRACE(0.0)]" },
	{ "FORMATS 11: in options stand , ) and }",
	    "<94f35d>; proxy; rspamd_task_write_log: id: "
	    "<m1@example.com>, ip: 192.0.2.1, from: <>, (default: T "
	    "(reject): [22/15] "
	    "[X(1.0){a),b},R_SPF_ALLOW(0){c;},R_SPF_SOFTFAIL(1.0){~all;},"
	    "DMARC_POLICY_SOFTFAIL(0.1){example.com : No valid "
	    "SPF;none;},R_DKIM_REJECT(1.00){example.com:s=x;}]), len: 1",
	    "auth message_id=m1@example.com null-sender "
	    "client_ip=192.0.2.1 spf=softfail dkim=fail "
	    "dkim_domain=example.com dmarc=fail "
	    "dmarc_domain=example.com",
	    NULL },
	{ "several signatures: one passed",
	    "<94f35d>; proxy; rspamd_task_write_log: id: "
	    "<m1@example.com>, (default: F (no action): [1/15] "
	    "[R_DKIM_REJECT(1.00){example.net:s=x;},R_DKIM_ALLOW(-0.2){ex"
	    "ample.com:s=y;},R_DKIM_TEMPFAIL(0.00){example.org:s=z;}]), "
	    "len: 1",
	    "auth message_id=m1@example.com dkim=pass "
	    "dkim_domain=example.com",
	    NULL },
	{ "the other results",
	    "<94f35d>; proxy; rspamd_task_write_log: id: "
	    "<m1@example.com>, (default: F (no action): [1/15] "
	    "[R_SPF_DNSFAIL(0.00){},R_DKIM_PERMFAIL(0.00){},DMARC_BAD_POL"
	    "ICY(0.50){example.com;},ARC_NA(0.00){}]), len: 1",
	    "auth message_id=m1@example.com spf=temperror dkim=permerror "
	    "dmarc=permerror dmarc_domain=example.com arc=none",
	    NULL },
	{ "names only",
	    "<94f35d>; proxy; rspamd_task_write_log: id: "
	    "<m1@example.com>, (default: F (no action): [1/15] "
	    "[R_SPF_NA,R_DKIM_NA,DMARC_NA]), len: 1",
	    "auth message_id=m1@example.com spf=none dkim=none dmarc=none",
	    NULL },
	{ "an authenticated user",
	    "<94f35d>; proxy; rspamd_task_write_log: id: "
	    "<m1@example.com>, qid: <Q1>, ip: 192.0.2.1, user: u, from: "
	    "<s@example.com>, (default: F (no action): [0/15] "
	    "[R_SPF_NEUTRAL(0.0){?all;}]), len: 1, rcpts: <r@example.jp>",
	    "auth queue_id=Q1 message_id=m1@example.com "
	    "sender=s@example.com recipient=r@example.jp list "
	    "client_ip=192.0.2.1 spf=neutral",
	    NULL },
	{ "nothing about authentication",
	    "<94f35d>; proxy; rspamd_task_write_log: id: "
	    "<m1@example.com>, (default: F (no action): [0/15] "
	    "[MIME_GOOD(-0.1){}]), len: 1",
	    "note", NULL },
	{ "no symbols",
	    "<94f35d>; proxy; rspamd_task_write_log: id: "
	    "<m1@example.com>, (default: F (no action): [0/15] []), len: "
	    "1",
	    "note", NULL },
	{ "a Message-ID that looks like the line",
	    "<94f35d>; proxy; rspamd_task_write_log: id: <x>, qid: <Q9>, "
	    "ip: 192.0.2.1, (default: F (no action): [0/15] "
	    "[R_SPF_ALLOW(0){}]), len: 1>, qid: <Q1>, ip: 192.0.2.2, "
	    "(default: F (no action): [0/15] [R_SPF_FAIL(0){-all;}]), "
	    "len: 1",
	    "note (unreadable delivery line)", NULL },
	{ "cut",
	    "<94f35d>; proxy; rspamd_task_write_log: id: "
	    "<m1@example.com>, qid: <Q1>, ip: 192.0.2.1, (default: F (no "
	    "action): [0/15] [R_SPF_AL",
	    "note (torn delivery line)", NULL },
	{ "another function",
	    "<94f35d>; proxy; rspamd_message_parse: loaded message; id: "
	    "<x>",
	    "note", NULL },
	{ "learning",
	    "<94f35d>; csession; rspamd_controller_learn_fin_task: "
	    "<192.0.2.1> learned message as spam",
	    "note", NULL },
};

int
main(void)
{
	static const struct line_program program = { td_rspamd_line, vectors,
		sizeof vectors / sizeof vectors[0] };

	return run_lines("log_rspamd", &program, 1);
}
