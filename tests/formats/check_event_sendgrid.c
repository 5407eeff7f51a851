/*
 * Events of SendGrid: its "Event Webhook Reference"; the forms of sg_message_id
 * as that shows them from 2014 to 2025.
 */
#include "tests/formats/outcomes.h"

#define TIME "'timestamp':1795280280,"
#define ENTRANCE "<wrfRRvF7Q0GgwUo2CvDmEA@geopod-ismtpd-6-0>"
#define IDS                                                               \
	"'sg_event_id':'lC0Rc-FuQmKbnxCWxX1jRQ','sg_message_id':"         \
	"'wrfRRvF7Q0GgwUo2CvDmEA.recvd-5f9ffdf494-9kc6l-1-673C6EB0-B.0'," \
	"'smtp-id':'" ENTRANCE "',"
#define EMAIL "'email':'u@example.jp'}"

#define SAID(what)                                                        \
	"sendgrid 2026-11-21T16:58:00Z" what " id=wrfRRvF7Q0GgwUo2CvDmEA" \
	" message_id=wrfRRvF7Q0GgwUo2CvDmEA@geopod-ismtpd-6-0"            \
	" recipient=u@example.jp"

/* An id alone. */
#define ID(sg, smtp)                                        \
	"{'event':'processed'," TIME "'sg_message_id':'" sg \
	"','smtp-id':'" smtp "'," EMAIL
#define ID_SAID(id, mid)                                          \
	"sendgrid 2026-11-21T16:58:00Z id=" id " message_id=" mid \
	" recipient=u@example.jp\n"

static const struct event_vector vectors[] = {
	{ "processed, a category",
	    "{'event':'processed'," TIME IDS
	    "'category':'cat facts','pool':{'name':'x','id':210}," EMAIL,
	    SAID("") " tag='cat facts'\n" },
	{ "delivered, with the sending address",
	    "{'event':'delivered'," TIME IDS
	    "'ip':'192.0.2.173','response':'250 2.0.0 OK 1461095248',"
	    "'tls':1,'category':['news','jp']," EMAIL,
	    SAID(" sent") " status=2.0.0 reply='250 2.0.0 OK 1461095248' tls=1 "
	                  "tag=news\n" },
	{ "delivered without TLS",
	    "{'event':'delivered'," TIME IDS
	    "'response':'250 OK','tls':0,'category':[]," EMAIL,
	    SAID(" sent") " reply='250 OK' tls=none\n" },
	{ "deferred",
	    "{'event':'deferred'," TIME IDS
	    "'attempt':'5','response':'400 try again later'," EMAIL,
	    SAID(" deferred") " reply='400 try again later'\n" },
	{ "deferred, newer: reason",
	    "{'event':'deferred'," TIME IDS "'reason':'421 4.7.0 later'," EMAIL,
	    SAID(" deferred") " status=4.7.0 reply='421 4.7.0 later'\n" },
	{ "bounce",
	    "{'event':'bounce'," TIME IDS
	    "'status':'5.1.1','reason':'550 5.1.1 no','type':'bounce',"
	    "'bounce_classification':'Invalid Address','tls':1," EMAIL,
	    SAID(" failed hard") " status=5.1.1 reply='550 5.1.1 no' "
	                         "cause='Invalid Address' "
	                         "tls=1\n" },
	{ "blocked",
	    "{'event':'bounce'," TIME IDS "'status':'550','reason':'550 5.7.1 "
	    "\\'no\\'','type':'blocked'," EMAIL,
	    SAID(" failed") " status=5.7.1 reply='550 5.7.1 \\'no\\'' "
	                    "cause=blocked\n" },
	{ "given up after 72 hours",
	    "{'event':'bounce'," TIME IDS
	    "'type':'expired','reason':'unable to get mx info'," EMAIL,
	    SAID(" expired no-attempt") " reply='unable to get mx info' "
	                                "cause=expired\n" },
	{ "dropped: the status is not the receiver's",
	    "{'event':'dropped'," TIME IDS
	    "'status':'5.0.0','reason':'Bounced Address'," EMAIL,
	    SAID(" suppressed no-attempt") " reply='Bounced Address' "
	                                   "cause='Bounced Address'\n" },
	{ "spamreport", "{'event':'spamreport'," TIME IDS EMAIL,
	    SAID(" complaint") "\n" },
	{ "open", "{'event':'open'," TIME IDS EMAIL, "" },
	{ "click, as in the document: no id of the event",
	    "{'event':'click'," TIME "'sg_message_id':'x'," EMAIL, "" },
	{ "group_unsubscribe",
	    "{'event':'group_unsubscribe'," TIME IDS "'asm_group_id':10," EMAIL,
	    "" },
	{ "time in a string",
	    "{'event':'Processed','timestamp':'1795280280'," IDS EMAIL,
	    SAID("") "\n" },
	/* ids */
	{ "2014",
	    ID("14c583da911.2c36.1c804d.filter-406.22375.55148AA99.0",
	        "<14c583da911.2c36.1c804d@ismtpd-073>"),
	    ID_SAID("14c583da911.2c36.1c804d",
	        "14c583da911.2c36.1c804d@ismtpd-073") },
	{ "2015",
	    ID("14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
	        "<14c5d75ce93.dfd.64b469@ismtpd-555>"),
	    ID_SAID("14c5d75ce93.dfd.64b469",
	        "14c5d75ce93.dfd.64b469@ismtpd-555") },
	{ "2017",
	    ID("evEK_IhZSlKus235aGfxIQ.filter0361p1las1-11880-5978-23.0",
	        "<evEK_IhZSlKus235aGfxIQ@ismtpd0006p1sjc2.sendgrid.net>"),
	    ID_SAID("evEK_IhZSlKus235aGfxIQ",
	        "evEK_IhZSlKus235aGfxIQ@ismtpd0006p1sjc2.sendgrid.net") },
	{ "a campaign",
	    ID("5lFl7Fr1Rjme_EyzNNB_5A.stfilter-015.5185.55F8.0",
	        "<m1@example.com>"),
	    ID_SAID("5lFl7Fr1Rjme_EyzNNB_5A", "m1@example.com") },
	{ "a short one before a host",
	    ID("ab.stfilter-015.5185.55F8.0", "<m1@example.com>"),
	    ID_SAID("ab", "m1@example.com") },
	{ "dropped early: the host only",
	    ID("filter0093p1las1.9128.5717FB8127.0", ENTRANCE),
	    ID_SAID("wrfRRvF7Q0GgwUo2CvDmEA",
	        "wrfRRvF7Q0GgwUo2CvDmEA@geopod-ismtpd-6-0") },
	{ "the same of a sender who wrote a Message-ID",
	    ID("filter0093p1las1.9128.5717FB8127.0", "<m1@example.com>"),
	    ID_SAID("filter0093p1las1.9128.5717FB8127.0", "m1@example.com") },
	{ "as the document has it", ID("sg_message_id", "<m1@example.com>"),
	    ID_SAID("sg_message_id", "m1@example.com") },
	{ "a dot first", ID(".filter1", "<m1@example.com>"),
	    ID_SAID(".filter1", "m1@example.com") },
	{ "a dot at the end", ID("ab.", "<m1@example.com>"),
	    ID_SAID("ab.", "m1@example.com") },
	{ "an asynchronous bounce may lack the id",
	    "{'event':'bounce'," TIME "'sg_event_id':'x','smtp-id':'" ENTRANCE
	    "','type':'bounce'," EMAIL,
	    SAID(" failed hard") " cause=bounce\n" },
	{ "and cannot be told without any",
	    "{'event':'bounce'," TIME "'sg_event_id':'x'," EMAIL, "broken" },
	{ "no time", "{'event':'bounce'," IDS EMAIL, "broken" },
	{ "no recipient", "{'event':'bounce'," TIME IDS "'email':''}",
	    "broken" },
	{ "another service's", "{'event':'bounce'," TIME EMAIL, "foreign" },
	{ "nothing", "{}", "foreign" },
};

int
main(void)
{
	return run_events("event_sendgrid", td_sendgrid_event, vectors,
	    sizeof(vectors) / sizeof(vectors[0]));
}
