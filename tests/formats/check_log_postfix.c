/*
 * Postfix: all its lines but those of delivery agents (FORMATS.md 1 to 3).
 */
#include "tests/formats/postfix_vector.h"
#include "tests/run.h"

#define AR "Authentication-Results: mx.example.jp; "
#define SENT_BY                                                  \
	" from mx.example.com[192.0.2.1]; from=<a@example.com> " \
	"to=<u@example.jp> proto=ESMTP helo=<mx.example.com>"

static const struct vector others[] = {
	{ "FORMATS 1, client", "smtpd",
	    "4AbC1: client=mx.example.com[192.0.2.1]",
	    "accept id=4AbC1 client=mx.example.com client-ip=192.0.2.1" },
	{ "FORMATS 1, client, SASL", "smtpd",
	    "4AbC1: client=unknown[2001:db8::1], sasl_method=PLAIN, "
	    "sasl_username=u@example.com",
	    "accept id=4AbC1 client=unknown client-ip=2001:db8::1" },
	{ "FORMATS 1, a filter tells its client", "smtpd",
	    "4AbC1: client=localhost[127.0.0.1], orig_queue_id=4AbC0, "
	    "orig_client=mx.example.com[192.0.2.1]",
	    "accept id=4AbC1 client=mx.example.com client-ip=192.0.2.1" },
	{ "a cut client opens the entry, too", "smtpd", "4AbC1: client=mx[19",
	    "accept id=4AbC1" },
	{ "smtpd before a filter", "smtpd",
	    "NOQUEUE: client=mx.example.com[192.0.2.1]", "note" },
	{ "FORMATS 1, pickup", "pickup", "D2FAE20586: uid=0 from=<root>",
	    "accept id=D2FAE20586 sender=root submitted" },
	{ "FORMATS 1, pickup, requeued", "pickup",
	    "D2FAE20586: uid=89 from=<> orig_id=AAAAAA",
	    "accept id=D2FAE20586 null submitted" },
	{ "FORMATS 1, message-id", "cleanup",
	    "0F5383D: message-id=<544D.3030@example.net>",
	    "identify id=0F5383D mid=544D.3030@example.net" },
	{ "FORMATS 1, no brackets", "cleanup",
	    "0F5383D: message-id==?UTF-8?B?PDE5?=",
	    "identify id=0F5383D mid==?UTF-8?B?PDE5?=" },
	{ "cleanup_milter, resent", "cleanup",
	    "0F5383D: resent-message-id=<1@example.net>",
	    "identify id=0F5383D mid=1@example.net" },
	{ "FORMATS 1, empty", "cleanup", "4104E3D: message-id=<>",
	    "note id=4104E3D" },
	{ "FORMATS 1, queue active", "qmgr",
	    "0F5383D: from=<a@example.com>, size=5360, nrcpt=12 (queue "
	    "active)",
	    "queue id=0F5383D sender=a@example.com nrcpt=12" },
	{ "FORMATS 1, null sender", "qmgr",
	    "0F5383D: from=<>, size=5360, nrcpt=1 (queue active)",
	    "queue id=0F5383D nrcpt=1 null" },
	{ "hostile sender", "qmgr",
	    "0F5383D: from=<\"a>, status=expired, returned to "
	    "sender\"@example.com>, size=5, nrcpt=1 (queue active)",
	    "queue id=0F5383D sender=\"a>, status=expired, returned to "
	    "sender\"@example.com nrcpt=1" },
	{ "FORMATS 1, expired", "qmgr",
	    "DC45E7C3131: from=<a@example.com>, status=expired, returned to "
	    "sender",
	    "expire id=DC45E7C3131 sender=a@example.com" },
	{ "FORMATS 1, expired", "qmgr",
	    "DC45E7C3131: from=<>, status=force-expired, returned to sender",
	    "expire id=DC45E7C3131 null" },
	{ "cut", "qmgr", "DC45E7C3131: from=<a@example.com>, status=ex",
	    "note id=DC45E7C3131 sender=a@example.com" },
	{ "FORMATS 1, removed", "qmgr", "DC45E7C3131: removed",
	    "remove id=DC45E7C3131" },
	{ "whyscream postsuper", "postsuper", "D4F2023DB: placed on hold",
	    "note id=D4F2023DB" },
	{ "whyscream postsuper", "postsuper", "D4F2023DB: requeued",
	    "note id=D4F2023DB" },
	{ "FORMATS 1, bounce", "bounce",
	    "17CCA8044: sender non-delivery notification: ADD2F8052",
	    "bounce id=17CCA8044 failed next=ADD2F8052" },
	{ "FORMATS 1, bounce", "bounce",
	    "264FE1A18: sender delay notification: 0A87A1A08",
	    "bounce id=264FE1A18 deferred next=0A87A1A08" },
	{ "FORMATS 1, bounce", "bounce",
	    "65AFB8B5: sender delivery status notification: 1DF35917",
	    "bounce id=65AFB8B5 sent next=1DF35917" },
	{ "whyscream bounce_0004", "bounce",
	    "482E4404AC8: postmaster non-delivery notification: 47335405A44",
	    "bounce id=482E4404AC8 failed next=47335405A44" },
	{ "FORMATS 1, a status without a recipient", "smtp",
	    "4AbC1: status=deferred (bounce failed)", "note id=4AbC1" },
	{ "FORMATS 1, a host before the verdict", "smtp",
	    "A58907C2B1C: host mx.example.jp[192.0.2.1] said: 452-4.2.2 full "
	    "(in reply to RCPT TO command)",
	    "note id=A58907C2B1C" },
	{ "a host that says a header line", "smtp",
	    "A58907C2B1C: host mx.example.jp[192.0.2.1] said: header " AR
	    "dmarc=pass" SENT_BY,
	    "note id=A58907C2B1C" },
	{ "whyscream smtp", "smtp",
	    "B0ADE20FC7: enabling PIX workarounds: disable_esmtp "
	    "delay_dotcrlf for mx.example.com[192.0.2.34]:25",
	    "note id=B0ADE20FC7" },
	{ "FORMATS 1, before the verdict", "smtp",
	    "connect to mx.example.jp[2001:db8::1]:25: Network is "
	    "unreachable",
	    "note" },
	{ "whyscream smtp, TLS", "smtp",
	    "Trusted TLS connection established to "
	    "mx.example.jp[192.0.2.1]:25: TLSv1.3 with cipher X (256/256 "
	    "bits)",
	    "note" },
	{ "warnings", "cleanup",
	    "warning: 9BECF3F19D: sender_canonical_maps map lookup problem",
	    "note" },
	{ "fatal", "postdrop", "fatal: root(0): message file too big", "note" },
	{ "panic", "smtp", "panic: myfree: corrupt memory block", "note" },
	{ "postlog(1)", "postfix-script", "starting the Postfix mail system",
	    "note" },
	{ "FORMATS 3, disconnect", "smtpd",
	    "disconnect from mx.example.com[192.0.2.1] ehlo=2 mail=1 "
	    "rcpt=0/1 commands=3/4",
	    "disconnect client=mx.example.com client-ip=192.0.2.1" },
	{ "whyscream smtpd", "smtpd",
	    "disconnect from unknown[unknown] commands=0/0",
	    "disconnect client=unknown" },
	{ "FORMATS 3, postscreen", "postscreen", "DISCONNECT [192.0.2.1]:433",
	    "note" },
	{ "FORMATS 3, reject", "smtpd",
	    "NOQUEUE: reject: RCPT from unknown[2001:db8::3]: 450 4.7.1 "
	    "Client host rejected: cannot find your reverse hostname, "
	    "[2001:db8::3]; from=<a@example.com> to=<u@example.jp> "
	    "proto=ESMTP helo=<mx>",
	    "reject to=u@example.jp rcpt client=unknown "
	    "client-ip=2001:db8::3 reply=450 4.7.1 Client host rejected: "
	    "cannot find your reverse hostname, [2001:db8::3]" },
	{ "FORMATS 3, postscreen", "postscreen",
	    "NOQUEUE: reject: RCPT from [192.0.2.184]:2413: 550 5.5.1 "
	    "Protocol error; from=<a@example.com>, to=<u@example.jp>, "
	    "proto=SMTP, helo=<mx.example.net>",
	    "reject to=u@example.jp rcpt client-ip=192.0.2.184 reply=550 "
	    "5.5.1 Protocol error" },
	{ "whyscream postscreen", "postscreen",
	    "NOQUEUE: reject: CONNECT from [192.0.2.4]:1337: too many "
	    "connections",
	    "reject connect client-ip=192.0.2.4 reply=too many "
	    "connections" },
	{ "reject of an entry: others may have been accepted", "smtpd",
	    "00ADB3C0899: reject: RCPT from mx[192.0.2.1]: 550 5.1.1 "
	    "<s@example.jp>: no; from=<a@example.com> to=<s@example.jp> "
	    "proto=ESMTP helo=<mx>",
	    "reject id=00ADB3C0899 to=s@example.jp rcpt client=mx "
	    "client-ip=192.0.2.1 reply=550 5.1.1 <s@example.jp>: no" },
	{ "fail2ban, EHLO", "smtpd",
	    "NOQUEUE: reject: EHLO from mx[192.0.2.1]: 504 5.5.2 <User>: "
	    "Helo command rejected; proto=SMTP helo=<User>",
	    "reject ehlo client=mx client-ip=192.0.2.1 reply=504 5.5.2 "
	    "<User>: Helo command rejected" },
	{ "whyscream, VRFY", "smtpd",
	    "NOQUEUE: reject: VRFY from unknown[192.0.2.1]: 454 4.7.1 "
	    "<u@example.jp>: Relay access denied; to=<u@example.jp> "
	    "proto=SMTP helo=<me>",
	    "reject to=u@example.jp client=unknown client-ip=192.0.2.1 "
	    "reply=454 4.7.1 <u@example.jp>: Relay access denied" },
	{ "FORMATS 3, DECISIONS 5", "cleanup",
	    "4104E3D: milter-reject: END-OF-MESSAGE from mx[192.0.2.1]: "
	    "5.7.1 Blocked; from=<a@example.com> to=<u@example.jp> "
	    "proto=ESMTP helo=<mx>",
	    "reject id=4104E3D to=u@example.jp eod client=mx "
	    "client-ip=192.0.2.1 reply=5.7.1 Blocked closes" },
	{ "a milter at RCPT", "smtpd",
	    "NOQUEUE: milter-reject: RCPT from mx[192.0.2.1]: 451 4.7.1 "
	    "Greylisting; from=<a@example.com> to=<u@example.jp> proto=ESMTP "
	    "helo=<mx>",
	    "reject to=u@example.jp rcpt client=mx client-ip=192.0.2.1 "
	    "reply=451 4.7.1 Greylisting" },
	{ "a filter before the queue", "smtpd",
	    "NOQUEUE: proxy-reject: END-OF-MESSAGE: 554 5.7.0 Reject; "
	    "from=<> to=<u@example.jp> proto=SMTP helo=<192.0.2.53>",
	    "reject to=u@example.jp eod reply=554 5.7.0 Reject" },
	{ "a milter that discards", "cleanup",
	    "4104E3D: milter-discard: END-OF-MESSAGE from mx[192.0.2.1]: "
	    "milter triggers DISCARD action; from=<> to=<u@example.jp>",
	    "remove id=4104E3D" },
	{ "only a warning", "smtpd",
	    "NOQUEUE: reject_warning: RCPT from mx[192.0.2.1]: 553 5.7.1 x; "
	    "from=<a@example.com> to=<u@example.jp> proto=ESMTP helo=<mx>",
	    "note" },
	{ "whyscream smtpd, filter", "smtpd",
	    "NOQUEUE: filter: RCPT from mx[192.0.2.1]: <a@example.com>: "
	    "Sender address triggers FILTER x; from=<a@example.com>",
	    "note" },
	{ "FORMATS 2, another header", "cleanup",
	    "4AbC1: info: header Subject: spf=pass" SENT_BY, "note id=4AbC1" },
	{ "FORMATS 2, results", "cleanup",
	    "4AbC1: info: header " AR "spf=pass" SENT_BY,
	    "auth id=4AbC1 field=Authentication-Results:mx.example.jp; "
	    "spf=pass" },
	{ "FORMATS 2, a milter's", "cleanup",
	    "4AbC1: milter-header-info: header ARC-Authentication-Results: "
	    "i=1; mx.example.jp; arc=none from local; from=<a@example.com> "
	    "to=<u@example.jp>",
	    "auth id=4AbC1 field=ARC-Authentication-Results:i=1; "
	    "mx.example.jp; arc=none" },
	{ "FORMATS 2, the text behind: the field", "cleanup",
	    "4AbC1: prepend: header X-Any: 1" SENT_BY
	    ": Received-SPF: Pass (mailfrom) identity=mailfrom",
	    "auth id=4AbC1 field=Received-SPF:Pass (mailfrom) "
	    "identity=mailfrom" },
	{ "FORMATS 2, the text behind: the body", "cleanup",
	    "4AbC1: info: header " AR "spf=pas" SENT_BY
	    ": mx.example.jp; spf=pass; dmarc=pass",
	    "auth id=4AbC1 field=Authentication-Results:mx.example.jp; "
	    "spf=pass; dmarc=pass" },
	{ "FORMATS 2, the text behind: a remark", "cleanup",
	    "4AbC1: warn: header " AR "spf=pass" SENT_BY ": seen",
	    "auth id=4AbC1 field=Authentication-Results:mx.example.jp; "
	    "spf=pass" },
	{ "Received-SPF, the text behind", "cleanup",
	    "4AbC1: info: header Received-SPF: Pa" SENT_BY
	    ": Softfail (mailfrom) x",
	    "auth id=4AbC1 field=Received-SPF:Softfail (mailfrom) x" },
	{ "FORMATS 2, from and from=< within the header", "cleanup",
	    "4AbC1: info: header " AR "spf=fail from a[192.0.2.9]; "
	    "from=<x> to=<y>: mx; spf=pass" SENT_BY,
	    "auth id=4AbC1 field=Authentication-Results:mx.example.jp; "
	    "spf=fail from a[192.0.2.9]; from=<x> to=<y>: mx; spf=pass" },
	{ "a sender that forges the text behind", "cleanup",
	    "4AbC1: info: header " AR "spf=fail from mx[192.0.2.1]; "
	    "from=<\"a> to=<b> proto=SMTP helo=<c>: mx.example.jp; "
	    "spf=pass\"@example.com> to=<u@example.jp> proto=ESMTP helo=<mx>",
	    "auth id=4AbC1 field=Authentication-Results:mx.example.jp; "
	    "spf=fail" },
	{ "header_checks REJECT", "cleanup",
	    "4AbC1: reject: header Subject: x" SENT_BY ": 5.7.1 go away",
	    "reject id=4AbC1 eod reply=5.7.1 go away closes" },
	{ "body_checks REJECT", "cleanup",
	    "4AbC1: reject: body buy" SENT_BY ": 5.7.1 spam",
	    "reject id=4AbC1 eod reply=5.7.1 spam closes" },
	{ "header_checks DISCARD", "cleanup",
	    "4AbC1: discard: header Subject: x" SENT_BY, "remove id=4AbC1" },
	{ "cut before the origin", "cleanup",
	    "4AbC1: info: header " AR "spf=pass from mx.exam",
	    "note id=4AbC1" },
	{ "nothing", "cleanup", "", "note" },
	{ "an id alone", "cleanup", "4AbC1: ", "note" },
};

START_TEST(reads_others)
{
	check_vector(&others[_i]);
}
END_TEST

/* No line but one with "to=" behind its id is ever a delivery or a defect. */
START_TEST(cut_others)
{
	const struct vector *v = &others[_i];

	for (size_t i = 0; i < strlen(v->text); i++) {
		ck_assert_int_ne(
		    read_line(v->tag, v->text, i, v->text + i), TD_DELIVER);
		ck_assert_int_eq(defect, TD_N_DEFECTS);
	}
}
END_TEST

/*
 * cleanup_act_log prints %.200s.  A field of `n` bytes, cut there: what ends
 * at the cut is left out, and an earlier " from x; from=<" is not the end.
 */
START_TEST(cut_header)
{
	static const char field[] =
	    "Authentication-Results: mx.example.jp; dkim=pass "
	    "header.d=example.com; spf=pass from a[192.0.2.9]; from=<x> "
	    "to=<y>: z; "
	    "arc=none smtp.remote-ip=192.0.2.1; x=none policy.a=aaaaa "
	    "policy.b=bbb; dmarc=passed header.from=example.com";
	static const char want[] =
	    "auth id=4AbC1 field=Authentication-Results:mx.example.jp; "
	    "dkim=pass header.d=example.com; spf=pass from a[192.0.2.9]; "
	    "from=<x> to=<y>: z; arc=none smtp.remote-ip=192.0.2.1; x=none "
	    "policy.a=aaaaa policy.b=bbb";
	char line[600], got[1024];

	ck_assert_int_eq(memcmp(field + 189, " dmarc=pass", 11), 0);
	snprintf(
	    line, sizeof(line), "4AbC1: info: header %.200s" SENT_BY, field);
	render(read_line("cleanup", line, strlen(line), ""), got, sizeof(got));
	ck_assert_str_eq(got, want);
	snprintf(
	    line, sizeof(line), "4AbC1: info: header %.199s" SENT_BY, field);
	render(read_line("cleanup", line, strlen(line), ""), got, sizeof(got));
	ck_assert(strstr(got, "; dmarc=pas") != NULL);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("log_postfix");
	TCase *c = tcase_create("log_postfix");

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, reads_others, 0, COUNT(others));
	tcase_add_loop_test(c, cut_others, 0, COUNT(others));
	tcase_add_test(c, cut_header);
	suite_add_tcase(s, c);
	return run_suite(s);
}
