/*
 * Rows of Microsoft 365's message trace: Get-MessageTraceV2, the MessageTrace
 * report of the web service, exchangeMessageTrace of Graph.
 */
#include "tests/formats/outcomes.h"

#define ROW(status)                                                      \
	"{'EndDate':'2026-11-21T21:46:46.4206759Z',"                     \
	"'FromIP':'192.0.2.144','Index':0,"                              \
	"'MessageId':'\\u003cm1@example.com\\u003e',"                    \
	"'MessageTraceId':'cf7a249a-5edd-4350-130a-08da8f69e0f6',"       \
	"'Organization':'example.onmicrosoft.com',"                      \
	"'Received':'2026-11-21T16:58:00.4907658',"                      \
	"'RecipientAddress':'u@example.jp',"                             \
	"'SenderAddress':'s@example.com','Size':87891,'Status':'" status \
	"','Subject':'x','ToIP':'192.0.2.56'}"

#define AT "m365 2026-11-21T16:58:00.490765Z"
#define SINCE                                               \
	" begun=2026-11-21T16:58:00.490765Z "               \
	"id=cf7a249a-5edd-4350-130a-08da8f69e0f6 "          \
	"message_id=m1@example.com recipient=u@example.jp " \
	"sender=s@example.com"
#define SAID(what) AT what SINCE " relay_ip=192.0.2.56\n"
#define SPAM(status)                                       \
	AT " suppressed no-attempt" SINCE " cause=" status \
	   " relay_ip=192.0.2.56\n"

static const struct event_vector vectors[] = {
	{ "Delivered", ROW("Delivered"), SAID(" sent") },
	{ "Failed", ROW("Failed"), SAID(" failed") },
	{ "Pending", ROW("Pending"), SAID(" deferred") },
	{ "FilteredAsSpam", ROW("FilteredAsSpam"), SPAM("FilteredAsSpam") },
	{ "Quarantined", ROW("Quarantined"), SPAM("Quarantined") },
	{ "GettingStatus", ROW("GettingStatus"), SAID("") },
	{ "None", ROW("None"), SAID("") },
	{ "Expanded: the members have rows", ROW("Expanded"), "" },
	{ "OData: milliseconds, nulls",
	    "{'__metadata':{'type':'TenantReporting.MessageTrace'},"
	    "'Organization':'example.onmicrosoft.com',"
	    "'MessageId':'<m1@example.com>',"
	    "'Received':'\\/Date(1795280280490)\\/','SenderAddress':'',"
	    "'RecipientAddress':'u@example.jp','Subject':null,"
	    "'Status':'Delivered','ToIP':null,'FromIP':null,"
	    "'MessageTraceId':'1203cd7a-18d5-4a92-4343-08da85ce34c9'}",
	    "m365 2026-11-21T16:58:00.490000Z sent null-sender "
	    "begun=2026-11-21T16:58:00.490000Z "
	    "id=1203cd7a-18d5-4a92-4343-08da85ce34c9 "
	    "message_id=m1@example.com recipient=u@example.jp\n" },
	{ "no trace id: the Message-ID stands for it",
	    "{'MessageId':'<m1@example.com>',"
	    "'Received':'2026-11-21T16:58:00Z',"
	    "'SenderAddress':'s@example.com',"
	    "'RecipientAddress':'u@example.jp','Status':'Delivered'}",
	    "m365 2026-11-21T16:58:00Z sent begun=2026-11-21T16:58:00Z "
	    "id=m1@example.com message_id=m1@example.com "
	    "recipient=u@example.jp sender=s@example.com\n" },
	{ "Graph",
	    "{'id':'c1f4-0','senderAddress':'s@example.com',"
	    "'recipientAddress':'u@example.jp',"
	    "'messageId':'<m1@example.com>',"
	    "'receivedDateTime':'2026-11-21T16:58:00Z','subject':'x',"
	    "'size':1,'fromIP':'192.0.2.1','toIP':'192.0.2.2',"
	    "'status':'filteredAsSpam'}",
	    "m365 2026-11-21T16:58:00Z suppressed no-attempt "
	    "begun=2026-11-21T16:58:00Z "
	    "id=c1f4-0 message_id=m1@example.com recipient=u@example.jp "
	    "sender=s@example.com cause=filteredAsSpam relay_ip=192.0.2.2\n" },
	{ "no id",
	    "{'Received':'2026-11-21T16:58:00Z',"
	    "'SenderAddress':'s@example.com',"
	    "'RecipientAddress':'u@example.jp','Status':'Delivered'}",
	    "broken" },
	{ "no time",
	    "{'MessageTraceId':'x','Received':'/Date(x)/',"
	    "'SenderAddress':'s@example.com',"
	    "'RecipientAddress':'u@example.jp','Status':'Delivered'}",
	    "broken" },
	{ "a time out of bounds",
	    "{'MessageTraceId':'x','Received':'/Date(9223372036854776)/',"
	    "'SenderAddress':'s@example.com',"
	    "'RecipientAddress':'u@example.jp','Status':'Delivered'}",
	    "broken" },
	{ "no recipient",
	    "{'MessageTraceId':'x','Received':'2026-11-21T16:58:00Z',"
	    "'SenderAddress':'s@example.com','RecipientAddress':'',"
	    "'Status':'Delivered'}",
	    "broken" },
	{ "another's", "{'Status':'Delivered','MessageId':'x'}", "foreign" },
	{ "nothing", "{}", "foreign" },
};

int
main(void)
{
	return run_events("event_m365", td_m365_event, vectors,
	    sizeof(vectors) / sizeof(vectors[0]));
}
