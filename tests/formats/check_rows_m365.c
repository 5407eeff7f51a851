/* Message traces (formats/rows_m365.c). */
#include "tests/formats/row_vector.h"

#define TRACE                                                       \
	"Received,SenderAddress,RecipientAddress,Status,MessageId," \
	"MessageTraceId,ToIP"
#define SUMMARY                                                 \
	"origin_timestamp_utc,sender_address,recipient_status," \
	"message_id,network_message_id"
#define AT "2026-11-21T08:58:00Z"
#define BOTH AT " begun=" AT
#define GRAPH "Microsoft Graph, exchangeMessageTrace"
#define REPORT "Microsoft: enhanced summary reports"
#define THE_REST                                                  \
	" id=t1 message_id=m@example.com recipient=u@example.jp " \
	"sender=s@example.com"
#define ROW(time, status) \
	time ",s@example.com,u@example.jp," status ",<m@example.com>,t1,"
#define ROW_OF(list) AT ",s@example.com," list ",<m@example.com>,t1"

static const struct row_vector vectors[] = {
	/* Words. */
	{ GRAPH, TRACE, ROW(AT, "Delivered"), AT " sent begun=" AT THE_REST },
	{ GRAPH, TRACE, ROW(AT, "failed"), AT " failed begun=" AT THE_REST },
	{ GRAPH, TRACE, ROW(AT, "Pending"), AT " deferred begun=" AT THE_REST },
	{ GRAPH, TRACE, ROW(AT, "GettingStatus"), BOTH THE_REST },
	{ "the admin centre", TRACE, ROW(AT, "Getting status"), BOTH THE_REST },
	{ GRAPH, TRACE, ROW(AT, "FilteredAsSpam"),
	    AT " suppressed no-attempt begun=" AT THE_REST
	       " cause=FilteredAsSpam" },
	{ GRAPH, TRACE, ROW(AT, "Quarantined"),
	    AT " suppressed no-attempt begun=" AT THE_REST
	       " cause=Quarantined" },
	{ GRAPH ": its members have rows", TRACE, ROW(AT, "Expanded"), "" },
	{ "FORMATS 12", TRACE, ROW(AT, "None"), "" },
	{ "no such word", TRACE, ROW(AT, "Deliver"), "!unreadable event" },
	{ "no such word", TRACE, ROW(AT, "Delivered!"), "!unreadable event" },
	{ "none", TRACE, ROW(AT, ""), "!unreadable event" },

	/* Times. */
	{ "FORMATS 12, ISO without Z", TRACE,
	    ROW("2026-11-21T08:58:00.1234567", "Delivered"),
	    "2026-11-21T08:58:00.123456Z sent "
	    "begun=2026-11-21T08:58:00.123456Z" THE_REST },
	{ "Export-Csv in Japan", TRACE, ROW("2026/11/21 8:58:00", "Delivered"),
	    AT " sent begun=" AT THE_REST },
	{ "Export-Csv in Japan", TRACE, ROW("2026/11/21 18:58:00", "Delivered"),
	    "2026-11-21T18:58:00Z sent begun=2026-11-21T18:58:00Z" THE_REST },
	{ "the day, or the month", TRACE,
	    ROW("11/10/2026 8:58:00 AM", "Delivered"), "!unreadable event" },
	{ "no time", TRACE, ROW("2026/11/21 8:58", "Delivered"),
	    "!unreadable event" },
	{ "no time", TRACE,
	    ROW("2026/11/21 00000000000000000000000000000000008:58:00",
	        "Delivered"),
	    "!unreadable event" },
	{ "none", TRACE, ROW("", "Delivered"), "!unreadable event" },

	/* The rest. */
	{ "ToIP", TRACE,
	    AT ",s@example.com,u@example.jp,Delivered,<m@example.com>,t1,"
	       "192.0.2.1",
	    AT " sent begun=" AT THE_REST " relay_ip=192.0.2.1" },
	{ "RFC 5321 4.5.5", TRACE,
	    AT ",<>,u@example.jp,Delivered,<m@example.com>,t1,",
	    AT " sent null-sender begun=" AT
	       " id=t1 message_id=m@example.com recipient=u@example.jp" },
	{ "no trace id", TRACE,
	    AT ",s@example.com,u@example.jp,Delivered,<m@example.com>,,",
	    AT " sent begun=" AT " id=m@example.com message_id=m@example.com "
	       "recipient=u@example.jp sender=s@example.com" },
	{ "no id", TRACE, AT ",s@example.com,u@example.jp,Delivered,,,",
	    "!unreadable event" },
	{ "no recipient", TRACE,
	    AT ",s@example.com,,Delivered,<m@example.com>,t1,",
	    "!unreadable event" },
	{ "names in blanks and any case",
	    "RECEIVED,Sender Address,recipient address,Status,Message ID,"
	    "Message Trace ID,To IP",
	    ROW(AT, "Delivered"), AT " sent begun=" AT THE_REST },
	{ "RFC 4180 2.7", TRACE,
	    AT ",s@example.com,\"\"\"u u\"\"@example.jp\",Delivered,,t1,",
	    AT " sent begun=" AT " id=t1 recipient=\"\\\"u u\\\"@example.jp\" "
	       "sender=s@example.com" },

	/* Several recipients. */
	{ REPORT, SUMMARY, ROW_OF("\"u@example.jp##Receive, Send\""),
	    AT " sent begun=" AT THE_REST },
	{ REPORT, SUMMARY, ROW_OF("\"u@example.jp##Receive, Fail\""),
	    AT " failed begun=" AT THE_REST },
	{ REPORT, SUMMARY, ROW_OF("\"u@example.jp##Receive, Deliver\""),
	    AT " sent local begun=" AT THE_REST },
	{ REPORT, SUMMARY, ROW_OF("u@example.jp##Receive"), BOTH THE_REST },
	{ "the last that is known", SUMMARY,
	    ROW_OF("\"u@example.jp##Receive, Defer, Agentinfo\""),
	    AT " deferred begun=" AT THE_REST },
	{ "its members are told of", SUMMARY,
	    ROW_OF("\"u@example.jp##Receive, Expand\""), "" },
	{ REPORT ", several", SUMMARY,
	    ROW_OF("\"u@example.jp##Receive, Send;"
	           "v@example.jp##Receive, Fail;\""),
	    AT " sent begun=" AT THE_REST "\n" AT " failed begun=" AT
	       " id=t1 message_id=m@example.com recipient=v@example.jp "
	       "sender=s@example.com" },
	{ "all or none", SUMMARY,
	    ROW_OF("\"u@example.jp##Receive, Send;v@example.jp\""),
	    "!unreadable event" },
	{ "all or none", SUMMARY, ROW_OF("\"u@example.jp##Send;##\""),
	    "!unreadable event" },
	{ "no word that is known", SUMMARY, ROW_OF("u@example.jp##Vanish"),
	    "!unreadable event" },
	{ "no recipient", SUMMARY, ROW_OF("##Send"), "!unreadable event" },
	{ "none", SUMMARY, ROW_OF(""), "!unreadable event" },
	{ "none", SUMMARY, ROW_OF(";;"), "!unreadable event" },
};

START_TEST(vector)
{
	assert_row("m365-trace", &vectors[_i]);
}
END_TEST

static const struct {
	const char *head;
	bool taken;
} heads[] = {
	{ TRACE "\n", true },
	{ SUMMARY "\n", true },
	{ "#TYPE Selected.System.Management.Automation.PSCustomObject\r\n"
	  "\"Received\",\"RecipientAddress\",\"Status\",\"MessageId\"\r\n",
	    true },
	{ "Received,RecipientAddress,Status\n", false },
	{ "RecipientAddress,Status,MessageId\n", false },
	{ "Received,Status,MessageId\n", false },
	{ "", false },
};

START_TEST(heads_taken)
{
	ck_assert_int_eq(
	    guess_text(heads[_i].head) == td_format_find("m365-trace"),
	    heads[_i].taken);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rows of m365");
	TCase *t = tcase_create("rows");

	tcase_add_loop_test(t, vector, 0, sizeof vectors / sizeof vectors[0]);
	tcase_add_loop_test(t, heads_taken, 0, sizeof heads / sizeof heads[0]);
	suite_add_tcase(s, t);
	return run_suite(s);
}
