/*
 * Events of SparkPost: its event reference, "Bounce Classification Codes".
 */
#include "tests/formats/outcomes.h"

#define BARE(type, rest)                                                \
	"{'type':'" type "','campaign_id':'spring','customer_id':'1',"  \
	"'delv_method':'esmtp','event_id':'92356927693813856',"         \
	"'friendly_from':'Shop <shop@example.com>',"                    \
	"'ip_address':'192.0.2.9','message_id':'000443ee14578172be22'," \
	"'msg_from':'s@example.com','msg_size':'1337',"                 \
	"'num_retries':'2'," rest                                       \
	"'raw_rcpt_to':'U@example.jp','rcpt_to':'u@example.jp',"        \
	"'routing_domain':'example.jp','timestamp':'1795280280',"       \
	"'transmission_id':'65832150921904138'}"
#define EVENT(type, rest) "{'msys':{'message_event':" BARE(type, rest) "}}"
#define BOUNCE(class)                                                          \
	EVENT("bounce",                                                        \
	    "'bounce_class':'" class "','error_code':'550','raw_reason':'550 " \
	                             "5.1.1 no',")

#define AT "sparkpost 2026-11-21T16:58:00Z"
#define ID " id=000443ee14578172be22"
#define WHO                                             \
	" recipient=u@example.jp sender=s@example.com " \
	"author=shop@example.com"
#define IP " relay_ip=192.0.2.9"
#define TAG " tag=spring\n"
#define SAID(what, class) \
	AT what ID WHO " status=5.1.1 reply='550 5.1.1 no' cause=" class IP TAG
#define NEVER(id) AT " suppressed no-attempt" id " recipient=u@example.jp"

static const struct event_vector vectors[] = {
	{ "injection", EVENT("injection", ""),
	    AT " begun=2026-11-21T16:58:00Z" ID WHO TAG },
	{ "delivery",
	    EVENT("delivery", "'queue_time':'1200161','outbound_tls':'1',"),
	    AT " sent delay=1200.161000" ID WHO IP " tls=1" TAG },
	{ "delivery, injected when",
	    EVENT("delivery",
	        "'injection_time':'2026-11-21T16:57:58.500Z',"
	        "'outbound_tls':'0',"),
	    AT
	    " sent begun=2026-11-21T16:57:58.500000Z delay=1.500000" ID WHO IP
	    " tls=none" TAG },
	{ "delay",
	    EVENT("delay",
	        "'bounce_class':'21','error_code':'454','queue_time':12,"
	        "'reason':'454 4.4.4 [internal] no MX or A for domain',"),
	    AT " deferred delay=0.012000" ID WHO
	       " status=4.4.4 reply='454 4.4.4 [internal] no MX or A for "
	       "domain' cause=21" IP TAG },
	{ "bounce", BOUNCE("10"), SAID(" failed hard", "10") },
	{ "bounce, no recipient", BOUNCE("30"), SAID(" failed hard", "30") },
	{ "bounce, soft", BOUNCE("22"), SAID(" failed", "22") },
	{ "bounce, blocked", BOUNCE("51"), SAID(" failed", "51") },
	{ "bounce, the code apart",
	    EVENT("bounce",
	        "'bounce_class':'50','error_code':'554',"
	        "'raw_reason':'MAIL REFUSED - IP (192.0.2.9) is in black list',"
	        "'reason':'MAIL REFUSED - IP (a.b.c.d) is in black list',"),
	    AT " failed" ID WHO
	       " reply='554 MAIL REFUSED - IP (192.0.2.9) is in black list' "
	       "cause=50" IP TAG },
	{ "bounce, given up",
	    EVENT("bounce",
	        "'bounce_class':'24','error_code':'554',"
	        "'raw_reason':'554 5.4.7 [internal] exceeded max time without "
	        "delivery',"),
	    AT " expired no-attempt" ID WHO
	       " status=5.4.7 reply='554 5.4.7 [internal] exceeded max time "
	       "without delivery' cause=24" IP TAG },
	{ "bounce, by SparkPost's policy", BOUNCE("25"),
	    AT " suppressed no-attempt" ID WHO
	       " reply='550 5.1.1 no' cause=25" TAG },
	{ "out_of_band",
	    EVENT("out_of_band",
	        "'bounce_class':'10','error_code':'550',"
	        "'raw_reason':'550 5.1.1 no',"),
	    SAID(" failed hard", "10") },
	{ "out_of_band, an auto-reply",
	    EVENT("out_of_band", "'bounce_class':'60','raw_reason':'away',"),
	    "" },
	{ "spam_complaint",
	    EVENT("spam_complaint",
	        "'fbtype':'abuse','report_by':'fbl.example.net',"),
	    AT " complaint" ID WHO TAG },
	{ "RFC 6430: no complaint",
	    EVENT("spam_complaint", "'fbtype':'not-spam',"), "" },
	{ "policy_rejection",
	    EVENT("policy_rejection",
	        "'bounce_class':'25','error_code':'550',"
	        "'raw_reason':'550 5.7.1 no',"),
	    NEVER(
	        ID) " sender=s@example.com author=shop@example.com reply='550 "
	            "5.7.1 no' cause=25" TAG },
	{ "generation_rejection: a suppressed recipient",
	    "{'msys':{'gen_event':{'type':'generation_rejection',"
	    "'error_code':'554','event_id':'1','customer_id':'1',"
	    "'raw_reason':'554 5.7.1 recipient address suppressed due to "
	    "customer policy','rcpt_to':'u@example.jp',"
	    "'timestamp':'1795280280',"
	    "'transmission_id':'65832150921904138'}}}",
	    NEVER(" id=65832150921904138") " reply='554 5.7.1 recipient "
	                                   "address suppressed due to "
	                                   "customer policy'\n" },
	{ "generation_failure: an RFC 3339 time",
	    "{'msys':{'message_event':{'type':'generation_failure',"
	    "'error_code':'554','event_id':'139','customer_id':'1',"
	    "'raw_rcpt_to':'u@example.jp','reason':'554 5.3.3 [internal] "
	    "Error while rendering',"
	    "'timestamp':'2026-11-21T16:58:00.000+00:00'}}}",
	    NEVER(" id=139") " reply='554 5.3.3 [internal] Error while "
	                     "rendering'\n" },
	{ "of the Events API", BARE("delivery", ""), AT " sent" ID WHO IP TAG },
	{ "a null sender",
	    "{'msys':{'message_event':{'type':'injection','event_id':'1',"
	    "'message_id':'m','msg_from':'','rcpt_to':'u@example.jp',"
	    "'timestamp':'1795280280'}}}",
	    AT " null-sender begun=2026-11-21T16:58:00Z id=m "
	       "recipient=u@example.jp\n" },
	{ "no mail",
	    "{'msys':{'message_event':{'type':'delivery',"
	    "'delv_method':'gcm','event_id':'1'}}}",
	    "" },
	{ "open",
	    "{'msys':{'track_event':{'type':'open',"
	    "'raw_rcpt_to':'u@example.jp'}}}",
	    "" },
	{ "ping", "{'msys':{}}", "" },
	{ "relay_message",
	    "{'msys':{'relay_message':{'rcpt_to':'u@example.jp'}}}", "" },
	{ "no id",
	    "{'msys':{'message_event':{'type':'delivery',"
	    "'rcpt_to':'u@example.jp','timestamp':'1795280280',"
	    "'transmission_id':'1'}}}",
	    "broken" },
	{ "no time",
	    "{'msys':{'message_event':{'type':'delivery',"
	    "'rcpt_to':'u@example.jp','message_id':'m'}}}",
	    "broken" },
	{ "no recipient",
	    "{'msys':{'message_event':{'type':'delivery','message_id':'m',"
	    "'timestamp':'1795280280'}}}",
	    "broken" },
	{ "no type", "{'msys':{'message_event':{}}}", "broken" },
	{ "another's",
	    "{'type':'delivery','event_id':'1','timestamp':'1795280280'}",
	    "foreign" },
	{ "nothing", "{}", "foreign" },
};

int
main(void)
{
	return run_events("event_sparkpost", td_sparkpost_event, vectors,
	    sizeof(vectors) / sizeof(vectors[0]));
}
