/* Accounting files of PowerMTA (formats/rows_powermta.c). */
#include "tests/formats/row_vector.h"

#define SHORT "type,timeLogged,rcpt"
#define FULL                                                                \
	"type,timeLogged,timeQueued,orig,rcpt,dsnAction,dsnStatus,dsnDiag," \
	"dsnMta,bounceCat,dlvDestinationIp,dlvTlsProtocol,jobId,envId"
#define GUIDE "PowerMTA User's Guide, Accounting"

static const struct row_vector vectors[] = {
	/* Types. */
	{ GUIDE ", d", SHORT, "d,1795280280,u@example.jp",
	    "2026-11-21T16:58:00Z sent id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp" },
	{ GUIDE ", delivery", SHORT, "delivery,1795280280,u@example.jp",
	    "2026-11-21T16:58:00Z sent id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp" },
	{ GUIDE ", b", SHORT, "b,1795280280,u@example.jp",
	    "2026-11-21T16:58:00Z failed id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp" },
	{ GUIDE ", t", SHORT, "t,1795280280,u@example.jp",
	    "2026-11-21T16:58:00Z deferred id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp" },
	{ GUIDE ", tq: of a queue", SHORT, "tq,1795280280,", "" },
	{ GUIDE ", r", SHORT, "r,1795280280,u@example.jp",
	    "2026-11-21T16:58:00Z id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp" },
	{ GUIDE ", f", SHORT, "f,1795280280,u@example.jp",
	    "2026-11-21T16:58:00Z complaint id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp" },
	{ GUIDE ", rb", SHORT, "rb,1795280280,u@example.jp",
	    "2026-11-21T16:58:00Z failed id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp" },
	{ GUIDE ", rs", SHORT ",dsnAction", "rs,1795280280,u@example.jp,failed",
	    "2026-11-21T16:58:00Z failed id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp" },
	{ GUIDE ", rs of a delay", SHORT ",dsnAction",
	    "rs,1795280280,u@example.jp,delayed", "" },
	{ "no type of PowerMTA's", SHORT, "x,1795280280,u@example.jp",
	    "!unreadable event" },
	{ "no type", SHORT, ",1795280280,u@example.jp", "!unreadable event" },
	{ "types are in small letters", SHORT, "D,1795280280,u@example.jp",
	    "!unreadable event" },

	/* What must be there. */
	{ "no recipient", SHORT, "d,1795280280,", "!unreadable event" },
	{ "no time", SHORT, "d,,u@example.jp", "!unreadable event" },
	{ "no such column", "type,rcpt", "d,u@example.jp",
	    "!unreadable event" },
	{ "delivered, and not", SHORT ",dsnAction",
	    "d,1795280280,u@example.jp,delayed", "!unreadable event" },
	{ "delivered, and not", SHORT ",dsnAction",
	    "d,1795280280,u@example.jp,failed", "!unreadable event" },
	{ "RFC 5965: of the message reported", SHORT ",header_To",
	    "f,1795280280,,U <u@example.jp>",
	    "2026-11-21T16:58:00Z complaint id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp" },
	{ "not of what was delivered", SHORT ",header_To",
	    "d,1795280280,,U <u@example.jp>", "!unreadable event" },

	/* Times. */
	{ "FORMATS 10, +0530", SHORT, "d,2014-08-24 16:00:14+0530,u@example.jp",
	    "2014-08-24T10:30:14Z sent "
	    "id=\"//u@example.jp/2014-08-24 16:00:14+0530\" "
	    "recipient=u@example.jp" },
	{ "FORMATS 10, ISO", SHORT, "d,2026-11-21T08:58:00Z,u@example.jp",
	    "2026-11-21T08:58:00Z sent "
	    "id=//u@example.jp/2026-11-21T08:58:00Z "
	    "recipient=u@example.jp" },
	{ "time_t before 2001", SHORT, "d,978307199,u@example.jp",
	    "2000-12-31T23:59:59Z sent id=//u@example.jp/978307199 "
	    "recipient=u@example.jp" },
	{ "no time_t", SHORT, "d,97830719,u@example.jp", "!unreadable event" },
	{ "no time_t", SHORT, "d,17952802800,u@example.jp",
	    "!unreadable event" },
	{ "no time_t", SHORT, "d,179528028x,u@example.jp",
	    "!unreadable event" },

	/* The answer. */
	{ "FORMATS 10, d", FULL,
	    "d,2014-08-24 16:00:14+0530,2014-08-24 16:00:02+0530,"
	    "s@example.com,U@EXAMPLE.JP,relayed,2.0.0 (success),"
	    "smtp;250 ok dirdel,mx.example.jp (192.0.2.1),success,192.0.2.1,"
	    "TLSv1.3,CAMPAIGN,e1",
	    "2014-08-24T10:30:14Z sent begun=2014-08-24T10:30:02Z "
	    "delay=12.000000 id=CAMPAIGN/e1 recipient=U@EXAMPLE.JP "
	    "sender=s@example.com status=2.0.0 reply=\"250 ok dirdel\" "
	    "relay=mx.example.jp relay_ip=192.0.2.1 tls=TLSv1.3 "
	    "tag=CAMPAIGN" },
	{ "FORMATS 10, b", FULL,
	    "b,1178807915,,orig@example.com,u@example.jp,failed,"
	    "5.1.1 (bad destination mailbox address),"
	    "\"smtp;550 5.1.1 <u@example.jp>, unknown\",mx.example.jp,"
	    "bad-mailbox,,,,",
	    "2007-05-10T14:38:35Z failed "
	    "id=/orig@example.com/u@example.jp/1178807915 "
	    "recipient=u@example.jp sender=orig@example.com status=5.1.1 "
	    "reply=\"550 5.1.1 <u@example.jp>, unknown\" cause=bad-mailbox "
	    "relay=mx.example.jp" },
	{ "bounce categories: only a cause", SHORT ",bounceCat",
	    "b,1795280280,u@example.jp,inactive-mailbox",
	    "2026-11-21T16:58:00Z failed id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp cause=inactive-mailbox" },
	{ "bounce categories: bounce-after", SHORT ",bounceCat",
	    "b,1795280280,u@example.jp,message-expired",
	    "2026-11-21T16:58:00Z expired no-attempt "
	    "id=//u@example.jp/1795280280 recipient=u@example.jp "
	    "cause=message-expired" },
	{ "RFC 3463 X.4.7", SHORT ",dsnStatus",
	    "b,1795280280,u@example.jp,5.4.7 (delivery time expired)",
	    "2026-11-21T16:58:00Z expired no-attempt "
	    "id=//u@example.jp/1795280280 recipient=u@example.jp "
	    "status=5.4.7" },
	{ "X.4.7 of somebody else", SHORT ",dsnStatus,dsnAction",
	    "rb,1795280280,u@example.jp,4.4.7,failed",
	    "2026-11-21T16:58:00Z failed id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp status=4.4.7" },
	{ "no status, but a reply", SHORT ",dsnStatus,dsnDiag",
	    "b,1795280280,u@example.jp,550,smtp; 550 5.7.1 no",
	    "2026-11-21T16:58:00Z failed id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp status=5.7.1 reply=\"550 5.7.1 no\"" },
	{ "RFC 3464 2.3.6: no type before", SHORT ",dsnDiag",
	    "b,1795280280,u@example.jp,550 no user; see there",
	    "2026-11-21T16:58:00Z failed id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp reply=\"550 no user; see there\"" },
	{ "RFC 4180 2.7", SHORT ",dsnDiag",
	    "b,1795280280,u@example.jp,\"smtp;550 \"\"u\"\" is \"\"\"\"\"",
	    "2026-11-21T16:58:00Z failed id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp reply=\"550 \\\"u\\\" is \\\"\\\"\"" },
	{ "a host without a name", SHORT ",dsnMta",
	    "b,1795280280,u@example.jp,[192.0.2.1] (192.0.2.1)",
	    "2026-11-21T16:58:00Z failed id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp relay_ip=192.0.2.1" },

	/* Senders. */
	{ "RFC 5321 4.5.5", SHORT ",orig", "d,1795280280,u@example.jp,",
	    "2026-11-21T16:58:00Z sent null-sender "
	    "id=//u@example.jp/1795280280 recipient=u@example.jp" },
	{ "RFC 5321 4.5.5", SHORT ",orig", "t,1795280280,u@example.jp,<>",
	    "2026-11-21T16:58:00Z deferred null-sender "
	    "id=//u@example.jp/1795280280 recipient=u@example.jp" },
	{ "a report may not tell it", SHORT ",orig",
	    "f,1795280280,u@example.jp,",
	    "2026-11-21T16:58:00Z complaint id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp" },
	{ "header fields", SHORT ",header_From",
	    "d,1795280280,u@example.jp,\"\"\"E, Inc\"\" <n@example.com>\"",
	    "2026-11-21T16:58:00Z sent id=//u@example.jp/1795280280 "
	    "recipient=u@example.jp author=n@example.com" },

	/* Ids. */
	{ "RFC 5322 3.6.4", SHORT ",jobId,envId,header_Message-ID",
	    "d,1795280280,u@example.jp,j,e,<m@example.com>",
	    "2026-11-21T16:58:00Z sent id=m@example.com "
	    "message_id=m@example.com recipient=u@example.jp tag=j" },
	{ "RFC 3461 4.4", SHORT ",jobId,envId", "d,1795280280,u@example.jp,j,e",
	    "2026-11-21T16:58:00Z sent id=j/e recipient=u@example.jp tag=j" },
	{ "RFC 3461 4.4", SHORT ",envId", "d,1795280280,u@example.jp,e",
	    "2026-11-21T16:58:00Z sent id=/e recipient=u@example.jp" },
	{ "a job and the queueing", SHORT ",orig,jobId,timeQueued",
	    "d,1795280280,u@example.jp,s@example.com,j,1795280270",
	    "2026-11-21T16:58:00Z sent begun=2026-11-21T16:57:50Z "
	    "delay=10.000000 "
	    "id=j/s@example.com/u@example.jp/1795280270 "
	    "recipient=u@example.jp sender=s@example.com tag=j" },
	{ "a job alone", SHORT ",jobId", "d,1795280280,u@example.jp,j",
	    "2026-11-21T16:58:00Z sent id=j//u@example.jp/ "
	    "recipient=u@example.jp tag=j" },
};

START_TEST(vector)
{
	assert_row("powermta", &vectors[_i]);
}
END_TEST

static const struct {
	const char *head;
	bool taken;
} heads[] = {
	{ "type,timeLogged,rcpt\n", true },
	{ "\xef\xbb\xbftype,timeLogged,rcpt\r\n", true },
	{ "\"type\",\"timeLogged\"", true },
	{ "# since yesterday\n\ntype,rcpt\n", true },
	{ "type,name,size\n", false },
	{ "timeLogged,type,rcpt\n", false },
	{ "d,1795280280,u@example.jp\n", false }, /* when piped */
	{ "type\n", false },
	{ "", false },
};

START_TEST(heads_taken)
{
	ck_assert_int_eq(
	    guess_text(heads[_i].head) == td_format_find("powermta"),
	    heads[_i].taken);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rows of powermta");
	TCase *t = tcase_create("rows");

	tcase_add_loop_test(t, vector, 0, sizeof vectors / sizeof vectors[0]);
	tcase_add_loop_test(t, heads_taken, 0, sizeof heads / sizeof heads[0]);
	suite_add_tcase(s, t);
	return run_suite(s);
}
