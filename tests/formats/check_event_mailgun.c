/*
 * Events of Mailgun: "Webhook Payloads", "Event Types" and "Events" of its
 * documentation.
 */
#include "tests/formats/outcomes.h"

#define EVENT(name, severity)                                          \
	"{'event':'" name "'," severity                                \
	"'id':'pl271FzxTTmGRW8Uj3dUWw','timestamp':1795280280.818328," \
	"'log-level':'info',"
#define PERMANENT "'severity':'permanent',"
#define TEMPORARY "'severity':'temporary',"
#define MESSAGE                                                        \
	"'message':{'headers':{'to':'u@example.jp',"                   \
	"'message-id':'20261121.1.2A60@example.com',"                  \
	"'from':'Shop <shop@example.com>','subject':'x'},'size':867}," \
	"'envelope':{'sender':'bounce+u@example.com','targets':"       \
	"'u@example.jp'},"
#define RECIPIENT "'recipient':'u@example.jp','recipient-domain':'example.jp',"
#define TAIL "'campaigns':[],'tags':['spring','jp'],'user-variables':{}}"

#define AT "mailgun 2026-11-21T16:58:00.818328Z"
#define MID                               \
	" id=20261121.1.2A60@example.com" \
	" message_id=20261121.1.2A60@example.com"
#define FROM " sender=bounce+u@example.com author=shop@example.com"
#define WHO MID " recipient=u@example.jp" FROM

static const struct event_vector vectors[] = {
	{ "delivered",
	    EVENT("delivered", "") MESSAGE RECIPIENT
	    "'delivery-status':{'tls':true,'mx-host':'mx.example.jp',"
	    "'code':250,'description':'','session-seconds':0.43,"
	    "'utf8':true,'attempt-no':1,'message':'OK',"
	    "'certificate-verified':true}," TAIL,
	    AT " sent" WHO
	       " reply='250 OK' relay=mx.example.jp tls=true tag=spring\n" },
	{ "delivered, wrapped as webhooks do",
	    "{'signature':{'token':'b7','timestamp':'1795280290',"
	    "'signature':'d2'},'event-data':" EVENT("delivered", "")
	        MESSAGE RECIPIENT
	    "'delivery-status':{'tls':false,'code':250,'message':'OK'}," TAIL
	    "}",
	    AT " sent" WHO " reply='250 OK' tls=none tag=spring\n" },
	{ "accepted, of the older API: no log-level",
	    "{'event':'accepted','timestamp':1795280280.818328," MESSAGE
	        RECIPIENT TAIL,
	    AT WHO " tag=spring\n" },
	{ "failed for good: a hard bounce by its reason",
	    EVENT("failed", PERMANENT) "'reason':'bounce'," MESSAGE RECIPIENT
	                               "'delivery-status':{'code':550,'message'"
	                               ":'5.1.1 no\\nsuch "
	                               "user','description':''}," TAIL,
	    AT " failed hard" WHO
	       " status=5.1.1 reply='550 5.1.1 no\\x0asuch user' cause=bounce "
	       "tag=spring\n" },
	{ "failed for good: by its type",
	    EVENT("failed", PERMANENT) "'reason':'generic'," MESSAGE RECIPIENT
	                               "'delivery-status':{'code':550,'"
	                               "enhanced-code':'5.1.1',"
	                               "'bounce-type':'hard','message':'550-5."
	                               "1.1 no'}," TAIL,
	    AT
	    " failed hard" WHO
	    " status=5.1.1 reply='550-5.1.1 no' cause=generic tag=spring\n" },
	{ "failed for good: a soft one by its type",
	    EVENT("failed",
	        PERMANENT) "'reason':'bounce'," MESSAGE RECIPIENT
	                   "'delivery-status':{'code':552,'enhanced-code':'',"
	                   "'bounce-type':'soft','message':'full'}," TAIL,
	    AT " failed" WHO " reply='552 full' cause=bounce tag=spring\n" },
	{ "failed: on the list of those that bounced",
	    EVENT("failed",
	        PERMANENT) "'reason':'suppress-bounce'," MESSAGE RECIPIENT
	                   "'delivery-status':{'attempt-no':1,'message':'','"
	                   "code':605,"
	                   "'enhanced-code':'5.1.1','description':'Not "
	                   "delivering to "
	                   "previously bounced "
	                   "address','session-seconds':0.0}," TAIL,
	    AT " suppressed no-attempt" WHO
	       " reply='605 Not delivering to previously bounced address' "
	       "cause=suppress-bounce tag=spring\n" },
	{ "failed: too old",
	    EVENT("failed", PERMANENT) "'reason':'old'," MESSAGE RECIPIENT
	                               "'delivery-status':{'code':602,'message'"
	                               ":'Too old'}," TAIL,
	    AT " expired no-attempt" WHO
	       " reply='602 Too old' cause=old tag=spring\n" },
	{ "failed for now",
	    EVENT("failed",
	        TEMPORARY) "'reason':'generic'," MESSAGE RECIPIENT
	                   "'delivery-status':{'code':498,'message':'No MX for "
	                   "[example.jp]','retry-seconds':900,'description':'"
	                   "No MX for "
	                   "[example.jp]'}," TAIL,
	    AT
	    " deferred" WHO
	    " reply='498 No MX for [example.jp]' cause=generic tag=spring\n" },
	{ "rejected: the message as a whole",
	    EVENT("rejected", "") "'reject':{'reason':'Sandbox subdomains are "
	                          "for test purposes "
	                          "only.','description':''}," MESSAGE TAIL,
	    AT " suppressed no-attempt" WHO
	       " reply='Sandbox subdomains are for test purposes only.' "
	       "tag=spring\n" },
	{ "rejected, names with commas",
	    EVENT("rejected",
	        "") "'reject':{'reason':'no'},'message':{'headers':{'to':'\\'"
	            "Doe,"
	            " J\\' <a@example.jp>, b@example.jp',"
	            "'message-id':'<m1@example.com>','from':'s@example.com'}},"
	            "'tags':[]}",
	    AT " suppressed no-attempt id=m1@example.com "
	       "message_id=m1@example.com recipient=a@example.jp "
	       "author=s@example.com reply=no\n" AT
	       " suppressed no-attempt id=m1@example.com "
	       "message_id=m1@example.com recipient=b@example.jp "
	       "author=s@example.com reply=no\n" },
	{ "rejected, a list of them",
	    EVENT("rejected", "") "'message':{'headers':{'to':'list',"
	                          "'message-id':'m1@example.com'},'recipients':"
	                          "['a@example.jp',"
	                          "'b@example.jp']}}",
	    AT " suppressed no-attempt id=m1@example.com "
	       "message_id=m1@example.com recipient=a@example.jp\n" AT
	       " suppressed no-attempt id=m1@example.com "
	       "message_id=m1@example.com recipient=b@example.jp\n" },
	{ "complained", EVENT("complained", "") MESSAGE RECIPIENT TAIL,
	    AT " complaint" WHO " tag=spring\n" },
	{ "a test",
	    EVENT("delivered",
	        "") "'flags':{'is-test-mode':true}," MESSAGE RECIPIENT
	            "'delivery-status':{'code':250,'message':'OK'}," TAIL,
	    AT " sent simulated" WHO " reply='250 OK' tag=spring\n" },
	{ "an empty reverse-path",
	    EVENT("accepted", "") "'envelope':{'sender':''},"
	                          "'message':{'headers':{'message-id':'m1@"
	                          "example.com'}}," RECIPIENT TAIL,
	    AT " null-sender id=m1@example.com message_id=m1@example.com "
	       "recipient=u@example.jp tag=spring\n" },
	{ "accepted by a route: it came in",
	    EVENT("accepted", "") "'routes':[{'expression':'match_recipient(\\'"
	                          ".*\\')'}]," MESSAGE RECIPIENT TAIL,
	    "" },
	{ "opened", EVENT("opened", "") RECIPIENT TAIL, "" },
	{ "stored", EVENT("stored", "") MESSAGE TAIL, "" },
	{ "list_member_uploaded",
	    EVENT("list_member_uploaded",
	        "") "'member':{'address':'u@example.jp'}}",
	    "" },
	{ "nobody",
	    EVENT("rejected",
	        "") "'message':{'headers':{'message-id':'m1@example.com'}}}",
	    "broken" },
	{ "no message", EVENT("delivered", "") RECIPIENT TAIL, "broken" },
	{ "no time", "{'event':'delivered'," MESSAGE RECIPIENT TAIL, "broken" },
	{ "an envelope without an event", "{'event-data':{'id':'x'}}",
	    "broken" },
	{ "another service's",
	    "{'event':'delivered','timestamp':1795280280,"
	    "'recipient':'u@example.jp'}",
	    "foreign" },
	{ "nothing", "{}", "foreign" },
};

int
main(void)
{
	return run_events("event_mailgun", td_mailgun_event, vectors,
	    sizeof(vectors) / sizeof(vectors[0]));
}
