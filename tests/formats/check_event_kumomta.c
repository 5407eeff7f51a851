/*
 * Log records of KumoMTA: docs/reference/log_record.md of its source, and where
 * that is silent crates/kumod/src/logging/disposition.rs ("source").
 */
#include "tests/formats/outcomes.h"

/* What every record has, and the vectors do not care for. */
#define HEAD(type) "{'type':'" type "','id':'1d98076abbbc11ed940250ebf67f93bd',"
#define TAIL                                                        \
	"'timestamp':1795280283,'created':1795280280,"              \
	"'num_attempts':0,'bounce_classification':'Uncategorized'," \
	"'nodeid':'557f3ad4-2c8c-11ee-976e-782d7e12e173'}"
#define MAIL                                                   \
	"'sender':'s@example.com','recipient':'u@example.jp'," \
	"'queue':'spring:shop@example.jp','site':'mx.example.jp',"
#define SENDER "'sender':'s@example.com',"
#define REPORT                                                      \
	"'sender':'fbl@example.net','recipient':'fbl@example.com'," \
	"'queue':'example.com',"
#define PEER                                                       \
	"'peer_address':{'name':'mx.example.jp.','addr':'192.0.2." \
	"9'},"

#define AT "kumomta 2026-11-21T16:58:03Z"
#define SINCE " begun=2026-11-21T16:58:00Z delay=3.000000" ID
#define ID " id=1d98076abbbc11ed940250ebf67f93bd"
#define WHO " recipient=u@example.jp sender=s@example.com"
#define HOST " relay=mx.example.jp relay_ip=192.0.2.9"

static const struct event_vector vectors[] = {
	{ "Delivery, all of the document's members",
	    HEAD("Delivery") MAIL
	    "'size':1047,'response':{'code':250,'enhanced_code':{'class':2,"
	    "'subject':0,'detail':0},'content':'OK ids=8a54',"
	    "'command':'.'}," PEER
	    "'egress_pool':'pool0','feedback_report':null,'meta':{},"
	    "'headers':{'Message-ID':'<m1@example.com>',"
	    "'From':'Shop <shop@example.com>'},'delivery_protocol':'ESMTP',"
	    "'reception_protocol':'HTTP',"
	    "'tls_cipher':'TLS_AES_256_GCM_SHA384',"
	    "'tls_protocol_version':'TLSv1.3'," TAIL,
	    AT " sent stage=eod" SINCE " message_id=m1@example.com" WHO
	       " author=shop@example.com status=2.0.0 reply='250 2.0.0 OK "
	       "ids=8a54'" HOST " tls=TLSv1.3 tag=spring\n" },
	{ "Bounce, no enhanced code, a class of the classifier",
	    HEAD("Bounce") MAIL
	    "'response':{'code':550,'enhanced_code':null,"
	    "'content':'Unknown user','command':'RCPT TO:<u@example.jp>'}," PEER
	    "'timestamp':1795280283,'created':1795280280,'num_attempts':1,"
	    "'bounce_classification':'InvalidRecipient'}",
	    AT " failed stage=rcpt" SINCE WHO
	       " reply='550 Unknown user' cause=InvalidRecipient" HOST
	       " tag=spring\n" },
	{ "TransientFailure, several recipients (2025.12)",
	    HEAD("TransientFailure") SENDER
	    "'recipient':['a@example.jp','b@example.net'],"
	    "'queue':'shop@example.jp','response':{'code':421,"
	    "'enhanced_code':{'class':4,'subject':7,'detail':0},"
	    "'content':'later','command':'MAIL FROM:<s@example.com>'},"
	    "'peer_address':null," TAIL,
	    AT " deferred stage=mail" SINCE
	       " recipient=a@example.jp sender=s@example.com status=4.7.0 "
	       "reply='421 4.7.0 later'\n" AT " deferred stage=mail" SINCE
	       " recipient=b@example.net sender=s@example.com status=4.7.0 "
	       "reply='421 4.7.0 later'\n" },
	{ "precise times (2025.10)",
	    HEAD("Delivery") MAIL
	    "'response':{'code':250,'enhanced_code':null,'content':'',"
	    "'command':'DATA'},'event_time':'2026-11-21T16:58:03.440526026Z"
	    "','created_time':'2026-11-21T16:58:01.440526026Z'," TAIL,
	    "kumomta 2026-11-21T16:58:03.440526Z sent stage=data "
	    "begun=2026-11-21T16:58:01.440526Z delay=2.000000" ID WHO
	    " reply=250 tag=spring\n" },
	{ "Reception: the peer is who sent it, TLS that of coming in",
	    HEAD("Reception") MAIL
	    "'site':'','response':{'code':250,'enhanced_code':null,"
	    "'content':'','command':null},'tls_protocol_version':'TLSv1.3'"
	    "," PEER TAIL,
	    AT " begun=2026-11-21T16:58:00Z" ID WHO " tag=spring\n" },
	{ "Reception into the queue that throws away (queues.md)",
	    HEAD("Reception") "'sender':'','recipient':'u@example.jp','queue':'"
	                      "null'," TAIL,
	    AT
	    " suppressed no-attempt null-sender begun=2026-11-21T16:58:00Z" ID
	    " recipient=u@example.jp\n" },
	{ "a log record on its way to a hook",
	    HEAD("Reception") MAIL "'reception_protocol':'LogRecord'," TAIL,
	    "" },
	{ "Expiration",
	    HEAD("Expiration") MAIL
	    "'response':{'code':551,'enhanced_code':{'class':5,'subject':4,"
	    "'detail':7},'content':'Next delivery time would be too late',"
	    "'command':null},'peer_address':null," TAIL,
	    AT " expired no-attempt" SINCE WHO
	       " status=5.4.7 reply='551 5.4.7 Next delivery time would be "
	       "too late' tag=spring\n" },
	{ "AdminBounce",
	    HEAD("AdminBounce") MAIL
	    "'response':{'code':551,'enhanced_code':null,"
	    "'content':'Administrator bounced','command':null}," TAIL,
	    AT " failed no-attempt" SINCE WHO
	       " reply='551 Administrator bounced' tag=spring\n" },
	{ "OOB, source: the peer is the reporting MTA; id, created, queue "
	  "and headers are the report's",
	    HEAD("OOB") MAIL
	    "'headers':{'Message-ID':'<r1@mx.example.jp>',"
	    "'From':'MAILER-DAEMON@mx.example.jp'},"
	    "'response':{'code':550,'enhanced_code':{'class':5,'subject':1,"
	    "'detail':1},'content':'5.1.1 no such user','command':null}," PEER
	        TAIL,
	    AT " failed" ID WHO
	       " status=5.1.1 reply='550 5.1.1 no such user'\n" },
	{ "Maildir",
	    HEAD("Delivery") MAIL
	    "'response':{'code':200,'enhanced_code':null,'content':'wrote',"
	    "'command':null},'delivery_protocol':'Maildir'," TAIL,
	    AT " sent local" SINCE WHO " reply='200 wrote' tag=spring\n" },
	{ "Feedback of two, in brackets as RFC 5965 has them",
	    HEAD("Feedback") REPORT
	    "'feedback_report':{'feedback_type':'abuse','version':1,"
	    "'original_mail_from':'<s@example.com>',"
	    "'original_rcpto_to':['<u@example.jp>','<v@example.jp>'],"
	    "'supplemental_trace':{'recipient':'t@example.jp'}}," TAIL,
	    AT " complaint" ID WHO " cause=abuse\n" AT " complaint" ID
	       " recipient=v@example.jp sender=s@example.com cause=abuse\n" },
	{ "Feedback, the recipient only in the trace header",
	    HEAD("Feedback") REPORT
	    "'feedback_report':{'feedback_type':'abuse',"
	    "'original_rcpto_to':[],"
	    "'supplemental_trace':{'recipient':'t@example.jp'}}," TAIL,
	    AT " complaint" ID " recipient=t@example.jp cause=abuse\n" },
	{ "Feedback, the document's original_message",
	    HEAD("Feedback") REPORT
	    "'feedback_report':{'feedback_type':'abuse',"
	    "'arrival_date':'2026-11-21T16:57:00Z',"
	    "'original_rcpto_to':['<u@example.jp>'],"
	    "'original_message':'From: <shop@example.com>\\nReceived: from "
	    "a\\n\\tby b\\nTo: <Undisclosed Recipients>\\nMessage-ID: "
	    "8787.mail@example.com\\nReturn-Path: <s@example.com>\\n\\n"
	    "Message-ID: <2@example.com>\\n'}," TAIL,
	    AT " complaint begun=2026-11-21T16:57:00Z" ID
	       " message_id=8787.mail@example.com" WHO
	       " author=shop@example.com cause=abuse\n" },
	{ "Feedback, source: bytes where that is no UTF-8; FORMATS 15: To",
	    HEAD("Feedback") REPORT
	    "'feedback_report':{'feedback_type':'abuse',"
	    /* "To: v@example.jp\n\xe9: x\nMessage-ID: 3@c\n\nTo: w@d" */
	    "'original_message':[84,111,58,32,118,64,101,120,97,109,112,108,"
	    "101,46,106,112,10,233,58,32,120,10,77,101,115,115,97,103,101,45,"
	    "73,68,58,32,51,64,99,10,10,84,111,58,32,119,64,100]}," TAIL,
	    AT " complaint" ID " message_id=3@c recipient=v@example.jp "
	       "cause=abuse\n" },
	{ "Feedback, a backslash before n is no line break",
	    HEAD("Feedback") REPORT
	    "'feedback_report':{'feedback_type':'abuse',"
	    "'original_rcpto_to':['u@example.jp'],"
	    "'original_message':'Subject: \\\\n\\nMessage-ID: 4@c'}," TAIL,
	    AT " complaint" ID " message_id=4@c recipient=u@example.jp "
	       "cause=abuse\n" },
	{ "Feedback, struck out (FORMATS 15)",
	    HEAD("Feedback") REPORT
	    "'feedback_report':{'feedback_type':'abuse',"
	    "'original_rcpto_to':[],'supplemental_trace':null}," TAIL,
	    AT " complaint domain" ID " recipient=example.net cause=abuse\n" },
	{ "Feedback, of nobody",
	    HEAD(
	        "Feedback") "'sender':'','recipient':'fbl@example.com',"
	                    "'queue':'example.com',"
	                    "'feedback_report':{'feedback_type':'abuse'}," TAIL,
	    "broken" },
	{ "RFC 6591: no complaint",
	    HEAD("Feedback") REPORT
	    "'feedback_report':{'feedback_type':'auth-failure',"
	    "'original_rcpto_to':['u@example.jp']}," TAIL,
	    "" },
	{ "RFC 6430: no complaint",
	    HEAD("Feedback") REPORT
	    "'feedback_report':{'feedback_type':'not-spam',"
	    "'original_rcpto_to':['u@example.jp']}," TAIL,
	    "" },
	{ "Rejection has no id: nothing came of it",
	    "{'type':'Rejection','id':'','sender':'','recipient':'',"
	    "'queue':''," TAIL,
	    "" },
	{ "Delayed", HEAD("Delayed") MAIL TAIL, "" },
	{ "XferOut", HEAD("XferOut") MAIL TAIL, "" },
	{ "DeferredInjectionRebind", HEAD("DeferredInjectionRebind") MAIL TAIL,
	    "" },
	{ "escapes",
	    HEAD("Bounce") SENDER
	    "'recipient':'\\'a "
	    "b\\'@example.jp','queue':'o\\u002dn:@example.jp',"
	    "'response':{'code':550,'enhanced_code':null,"
	    "'content':'no\\nway','command':'.'}," TAIL,
	    AT " failed stage=eod" SINCE
	       " recipient='\\'a b\\'@example.jp' sender=s@example.com"
	       " reply='550 no\\x0away' tag=o-n\n" },
	{ "no recipient",
	    HEAD("Bounce") SENDER "'recipient':[],'queue':'example.jp'," TAIL,
	    "broken" },
	{ "no time", HEAD("Bounce") MAIL "'num_attempts':0}", "broken" },
	{ "no id", "{'type':'Bounce'," MAIL TAIL, "broken" },
	{ "a queue alone does not make it",
	    "{'type':'Bounce','queue':'example.jp'}", "foreign" },
	{ "nothing", "{}", "foreign" },
};

int
main(void)
{
	return run_events("event_kumomta", td_kumomta_event, vectors,
	    sizeof(vectors) / sizeof(vectors[0]));
}
