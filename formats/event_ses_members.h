/*
 * Kinds of Amazon SES's events, and the members of each: for event_ses.c alone.
 */
#ifndef TD_FORMATS_EVENT_SES_MEMBERS_H
#define TD_FORMATS_EVENT_SES_MEMBERS_H

#include "json_index.h"
#include "outcome.h"

/* What is wanted of an event; its names are those of its kind. */
enum {
	BEGUN,
	SOURCE,
	ID,
	FROM,
	HEADER_ID,
	TAGS,
	RECIPIENTS,
	WHEN,
	OF_KIND /* and what only one kind has */
};
enum { REPLY = OF_KIND, DELIVERY_IP, MILLIS };
enum { SUB_TYPE = OF_KIND, BOUNCE_TYPE, BOUNCE_IP };
enum { FEEDBACK_TYPE = OF_KIND, COMPLAINT_SUB_TYPE };
enum { DELAY_TYPE = OF_KIND };
enum { REASON = OF_KIND };
enum { SPF = OF_KIND, DKIM, DMARC, N_MEMBERS };

#define OF_MAIL(recipients, when)                                             \
	[BEGUN] = TD_LIT("mail.timestamp"), [SOURCE] = TD_LIT("mail.source"), \
	[ID] = TD_LIT("mail.messageId"),                                      \
	[FROM] = TD_LIT("mail.commonHeaders.from"),                           \
	[HEADER_ID] = TD_LIT("mail.commonHeaders.messageId"),                 \
	[TAGS] = TD_LIT("mail.tags"), [RECIPIENTS] = TD_LIT(recipients),      \
	[WHEN] = TD_LIT(when)

static const struct td_span of_send[] = {
	OF_MAIL("mail.destination", "send.timestamp"),
};
static const struct td_span of_delivery[] = {
	OF_MAIL("delivery.recipients", "delivery.timestamp"),
	[REPLY] = TD_LIT("delivery.smtpResponse"),
	[DELIVERY_IP] = TD_LIT("delivery.remoteMtaIp"),
	[MILLIS] = TD_LIT("delivery.processingTimeMillis"),
};
static const struct td_span of_bounce[] = {
	OF_MAIL("bounce.bouncedRecipients", "bounce.timestamp"),
	[SUB_TYPE] = TD_LIT("bounce.bounceSubType"),
	[BOUNCE_TYPE] = TD_LIT("bounce.bounceType"),
	[BOUNCE_IP] = TD_LIT("bounce.remoteMtaIp"),
};
static const struct td_span of_complaint[] = {
	OF_MAIL("complaint.complainedRecipients", "complaint.timestamp"),
	[FEEDBACK_TYPE] = TD_LIT("complaint.complaintFeedbackType"),
	[COMPLAINT_SUB_TYPE] = TD_LIT("complaint.complaintSubType"),
};
static const struct td_span of_delay[] = {
	OF_MAIL("deliveryDelay.delayedRecipients", "deliveryDelay.timestamp"),
	[DELAY_TYPE] = TD_LIT("deliveryDelay.delayType"),
};
static const struct td_span of_reject[] = {
	OF_MAIL("mail.destination", "reject.timestamp"),
	[REASON] = TD_LIT("reject.reason"),
};
static const struct td_span of_failure[] = {
	OF_MAIL("mail.destination", "failure.timestamp"),
	[REASON] = TD_LIT("failure.errorMessage"),
};
static const struct td_span of_received[] = {
	OF_MAIL("receipt.recipients", "receipt.timestamp"),
	[SPF] = TD_LIT("receipt.spfVerdict.status"),
	[DKIM] = TD_LIT("receipt.dkimVerdict.status"),
	[DMARC] = TD_LIT("receipt.dmarcVerdict.status"),
};

/*
 * The members of SES's events in the order in which it writes them, as of 2026:
 * what is in them as above is found without a search.
 */
static const struct td_json_usual usual_headers[] = {
	TD_USUAL("from", FROM),
	TD_USUAL_PASS("date"),
	TD_USUAL_PASS("to"),
	TD_USUAL("messageId", HEADER_ID),
	TD_USUAL_PASS("subject"),
	TD_USUAL_END,
};

#define USUAL_MAIL(destination)                                           \
	{                                                                 \
		TD_USUAL("timestamp", BEGUN), TD_USUAL("source", SOURCE), \
		    TD_USUAL_PASS("sourceArn"),                           \
		    TD_USUAL_PASS("sendingAccountId"),                    \
		    TD_USUAL("messageId", ID), destination,               \
		    TD_USUAL_PASS("headersTruncated"),                    \
		    TD_USUAL_PASS("headers"),                             \
		    TD_USUAL_IN("commonHeaders", usual_headers),          \
		    TD_USUAL("tags", TAGS), TD_USUAL_END,                 \
	}
static const struct td_json_usual usual_mail[] =
    USUAL_MAIL(TD_USUAL_PASS("destination"));
static const struct td_json_usual usual_mail_to[] =
    USUAL_MAIL(TD_USUAL("destination", RECIPIENTS));

#define USUAL_EVENT(mail, name, in)                                    \
	{                                                              \
		TD_USUAL_PASS("eventType"), TD_USUAL_IN("mail", mail), \
		    TD_USUAL_IN(name, in), TD_USUAL_END,               \
	}

static const struct td_json_usual in_send[] = {
	TD_USUAL("timestamp", WHEN),
	TD_USUAL_END,
};
static const struct td_json_usual in_delivery[] = {
	TD_USUAL("timestamp", WHEN),
	TD_USUAL("processingTimeMillis", MILLIS),
	TD_USUAL("recipients", RECIPIENTS),
	TD_USUAL("smtpResponse", REPLY),
	TD_USUAL("remoteMtaIp", DELIVERY_IP),
	TD_USUAL_END,
};
static const struct td_json_usual in_bounce[] = {
	TD_USUAL("bounceType", BOUNCE_TYPE),
	TD_USUAL("bounceSubType", SUB_TYPE),
	TD_USUAL("bouncedRecipients", RECIPIENTS),
	TD_USUAL("timestamp", WHEN),
	TD_USUAL("remoteMtaIp", BOUNCE_IP),
	TD_USUAL_END,
};
static const struct td_json_usual in_delay[] = {
	TD_USUAL("timestamp", WHEN),
	TD_USUAL("delayType", DELAY_TYPE),
	TD_USUAL("delayedRecipients", RECIPIENTS),
	TD_USUAL_END,
};
static const struct td_json_usual usual_send[] =
    USUAL_EVENT(usual_mail_to, "send", in_send);
static const struct td_json_usual usual_delivery[] =
    USUAL_EVENT(usual_mail, "delivery", in_delivery);
static const struct td_json_usual usual_bounce[] =
    USUAL_EVENT(usual_mail, "bounce", in_bounce);
static const struct td_json_usual usual_delay[] =
    USUAL_EVENT(usual_mail, "deliveryDelay", in_delay);

enum kind {
	SEND,
	DELIVERY,
	BOUNCE,
	COMPLAINT,
	DELAY,
	REJECT,
	FAILURE,
	RECEIVED,
	N_KINDS /* others have no outcomes: opens, clicks, subscriptions */
};

#define WANTED(table) table, sizeof(table) / sizeof(table[0])

static const struct {
	struct td_span name;
	const struct td_span *wanted;
	size_t n_wanted;
	uint8_t action, flags;
	const struct td_json_usual *usual; /* or NULL: it is rare */
} kinds[N_KINDS] = {
	[SEND] = { TD_LIT("Send"), WANTED(of_send), TD_ACTION_NONE, 0,
	    usual_send },
	[DELIVERY] = { TD_LIT("Delivery"), WANTED(of_delivery), TD_ACTION_SENT,
	    0, usual_delivery },
	[BOUNCE] = { TD_LIT("Bounce"), WANTED(of_bounce), TD_ACTION_FAILED, 0,
	    usual_bounce },
	[COMPLAINT] = { TD_LIT("Complaint"), WANTED(of_complaint),
	    TD_ACTION_NONE, TD_OUTCOME_COMPLAINT, NULL },
	[DELAY] = { TD_LIT("DeliveryDelay"), WANTED(of_delay),
	    TD_ACTION_DEFERRED, 0, usual_delay },
	[REJECT] = { TD_LIT("Reject"), WANTED(of_reject), TD_ACTION_SUPPRESSED,
	    TD_OUTCOME_NO_ATTEMPT, NULL },
	[FAILURE] = { TD_LIT("Rendering Failure"), WANTED(of_failure),
	    TD_ACTION_SUPPRESSED, TD_OUTCOME_NO_ATTEMPT, NULL },
	[RECEIVED] = { TD_LIT("Received"), WANTED(of_received), TD_ACTION_NONE,
	    TD_OUTCOME_INBOUND, NULL },
};

#endif
