/*
 * Webhooks of Postmark: its developer pages, and the types of bounces that the
 * Bounce API lists.
 */
#include "tests/formats/outcomes.h"

#define IDS                                         \
	"'ServerID':23,'MessageStream':'outbound'," \
	"'MessageID':'883953f4-6105-42a2-a16a-77a8eac79483',"
#define BOUNCE(type, name)                                        \
	"{'RecordType':'Bounce'," IDS "'Type':'" type             \
	"','TypeCode':1,'Name':'" name                            \
	"','Details':'smtp;550 5.1.1 no','Email':'u@example.jp'," \
	"'From':'s@example.com',"                                 \
	"'BouncedAt':'2026-11-21T16:58:00.9070259Z','Tag':'spring'}"

#define AT "postmark 2026-11-21T16:58:00.907025Z"
#define ID " id=883953f4-6105-42a2-a16a-77a8eac79483"
#define WHO ID " recipient=u@example.jp author=s@example.com"
#define SAID(what, cause)                                             \
	AT what WHO " status=5.1.1 reply='550 5.1.1 no' cause=" cause \
	            " tag=spring\n"
#define NEVER(cause)                                                         \
	AT " suppressed no-attempt" WHO " reply='550 5.1.1 no' cause=" cause \
	   " tag=spring\n"

static const struct event_vector vectors[] = {
	{ "Delivery, local time, no tag",
	    "{'RecordType':'Delivery'," IDS
	    "'Recipient':'u@example.jp','Tag':'',"
	    "'DeliveredAt':'2026-11-21T12:58:00.9070259-04:00',"
	    "'Details':'250 2.0.0 OK','Metadata':{'a':'b'}}",
	    AT " sent" ID
	       " recipient=u@example.jp status=2.0.0 reply='250 2.0.0 OK'\n" },
	{ "HardBounce", BOUNCE("HardBounce", "Hard bounce"),
	    SAID(" failed hard", "HardBounce") },
	{ "SoftBounce: given up", BOUNCE("SoftBounce", "Soft bounce"),
	    SAID(" failed", "SoftBounce") },
	{ "Blocked", BOUNCE("Blocked", "ISP block"),
	    SAID(" failed", "Blocked") },
	{ "SpamNotification", BOUNCE("SpamNotification", "Spam notification"),
	    SAID(" failed", "SpamNotification") },
	{ "DMARCPolicy", BOUNCE("DMARCPolicy", "DMARC Policy"),
	    SAID(" failed", "DMARCPolicy") },
	{ "Unknown", BOUNCE("Unknown", "Unknown"), SAID(" failed", "Unknown") },
	{ "VirusNotification",
	    BOUNCE("VirusNotification", "Virus notification"),
	    SAID(" failed", "VirusNotification") },
	{ "a type to come", BOUNCE("Sunspots", "x"),
	    SAID(" failed", "Sunspots") },
	{ "Transient", BOUNCE("Transient", "Message delayed"),
	    SAID(" deferred", "Transient") },
	{ "Transient, given up", BOUNCE("Transient", "Undeliverable"),
	    SAID(" failed", "Transient") },
	{ "DnsError", BOUNCE("DnsError", "DNS error"),
	    SAID(" deferred", "DnsError") },
	{ "BadEmailAddress", BOUNCE("BadEmailAddress", "x"),
	    NEVER("BadEmailAddress") },
	{ "ManuallyDeactivated", BOUNCE("ManuallyDeactivated", "x"),
	    NEVER("ManuallyDeactivated") },
	{ "Unconfirmed", BOUNCE("Unconfirmed", "x"), NEVER("Unconfirmed") },
	{ "SMTPApiError", BOUNCE("SMTPApiError", "x"), NEVER("SMTPApiError") },
	{ "TemplateRenderingFailed", BOUNCE("TemplateRenderingFailed", "x"),
	    NEVER("TemplateRenderingFailed") },
	{ "SpamComplaint as a bounce", BOUNCE("SpamComplaint", "x"),
	    AT " complaint" WHO " cause=SpamComplaint tag=spring\n" },
	{ "AutoResponder", BOUNCE("AutoResponder", "x"), "" },
	{ "Unsubscribe", BOUNCE("Unsubscribe", "x"), "" },
	{ "Subscribe", BOUNCE("Subscribe", "x"), "" },
	{ "AddressChange", BOUNCE("AddressChange", "x"), "" },
	{ "ChallengeVerification", BOUNCE("ChallengeVerification", "x"), "" },
	{ "OpenRelayTest", BOUNCE("OpenRelayTest", "x"), "" },
	{ "InboundError", BOUNCE("InboundError", "x"), "" },
	{ "SpamComplaint",
	    "{'RecordType':'SpamComplaint'," IDS
	    "'Type':'SpamComplaint','TypeCode':512,'Details':'Test',"
	    "'Email':'u@example.jp','From':'s@example.com',"
	    "'BouncedAt':'2026-11-21T16:58:00.9070259Z'}",
	    AT " complaint" WHO "\n" },
	{ "before 2018: a bounce",
	    "{'ID':42,'Type':'HardBounce','TypeCode':1,"
	    "'MessageID':'883953f4-6105-42a2-a16a-77a8eac79483',"
	    "'Details':'no','Email':'u@example.jp',"
	    "'BouncedAt':'2026-11-21T16:58:00Z'}",
	    "postmark 2026-11-21T16:58:00Z failed hard" ID
	    " recipient=u@example.jp reply=no cause=HardBounce\n" },
	{ "before 2018: a delivery",
	    "{'ServerId':23,'MessageID':'883953f4-6105-42a2-a16a-77a8eac794"
	    "83','Recipient':'u@example.jp',"
	    "'DeliveredAt':'2026-11-21T16:58:00Z','Details':''}",
	    "postmark 2026-11-21T16:58:00Z sent" ID
	    " recipient=u@example.jp\n" },
	{ "Open", "{'RecordType':'Open'," IDS "'Recipient':'u@example.jp'}",
	    "" },
	{ "SubscriptionChange",
	    "{'RecordType':'SubscriptionChange'," IDS
	    "'Recipient':'u@example.jp'}",
	    "" },
	{ "what comes in",
	    "{'FromName':'x','MessageStream':'inbound','MessageID':'x'}", "" },
	{ "no id",
	    "{'RecordType':'Delivery','Recipient':'u@example.jp',"
	    "'DeliveredAt':'2026-11-21T16:58:00Z'}",
	    "broken" },
	{ "no time",
	    "{'RecordType':'Delivery'," IDS "'Recipient':'u@example.jp'}",
	    "broken" },
	{ "no recipient",
	    "{'RecordType':'Delivery'," IDS
	    "'DeliveredAt':'2026-11-21T16:58:00Z'}",
	    "broken" },
	{ "Office 365 audit", "{'RecordType':2,'Operation':'Create'}",
	    "foreign" },
	{ "another's", "{'RecordType':'Other'}", "foreign" },
	{ "nothing", "{}", "foreign" },
};

int
main(void)
{
	return run_events("event_postmark", td_postmark_event, vectors,
	    sizeof(vectors) / sizeof(vectors[0]));
}
