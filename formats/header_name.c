/*
 * The header field names, and where td_header_id() finds them.
 */
#include "header_id.h"

#define NAME(s)                  \
	{                        \
		s, sizeof(s) - 1 \
	}

const struct td_header_row td_header_rows[TD_N_HEADERS] = {
	[TD_H_OTHER] = NAME(""),
	[TD_H_RETURN_PATH] = NAME("Return-Path"),
	[TD_H_RECEIVED] = NAME("Received"),
	[TD_H_X_RECEIVED] = NAME("X-Received"),
	[TD_H_RECEIVED_SPF] = NAME("Received-SPF"),
	[TD_H_AUTHENTICATION_RESULTS] = NAME("Authentication-Results"),
	[TD_H_ARC_AUTHENTICATION_RESULTS] = NAME("ARC-Authentication-Results"),
	[TD_H_ARC_SEAL] = NAME("ARC-Seal"),
	[TD_H_X_ORIGINAL_TO] = NAME("X-Original-To"),
	[TD_H_ENVELOPE_TO] = NAME("Envelope-To"),
	[TD_H_X_ENVELOPE_TO] = NAME("X-Envelope-To"),
	[TD_H_X_RCPT_TO] = NAME("X-Rcpt-To"),
	[TD_H_X_ORIG_RCPT] = NAME("X-Orig-Rcpt"),
	[TD_H_X_DELIVERED_TO] = NAME("X-Delivered-To"),
	[TD_H_DELIVERED_TO] = NAME("Delivered-To"),
	[TD_H_X_APPARENTLY_TO] = NAME("X-Apparently-To"),
	[TD_H_APPARENTLY_TO] = NAME("Apparently-To"),
	[TD_H_X_FORWARDED_TO] = NAME("X-Forwarded-To"),
	[TD_H_X_FORWARDED_FOR] = NAME("X-Forwarded-For"),
	[TD_H_RESENT_FROM] = NAME("Resent-From"),
	[TD_H_RESENT_SENDER] = NAME("Resent-Sender"),
	[TD_H_RESENT_TO] = NAME("Resent-To"),
	[TD_H_FROM] = NAME("From"),
	[TD_H_SENDER] = NAME("Sender"),
	[TD_H_TO] = NAME("To"),
	[TD_H_CC] = NAME("Cc"),
	[TD_H_DATE] = NAME("Date"),
	[TD_H_MESSAGE_ID] = NAME("Message-ID"),
	[TD_H_SUBJECT] = NAME("Subject"),
	[TD_H_CONTENT_TYPE] = NAME("Content-Type"),
	[TD_H_AUTO_SUBMITTED] = NAME("Auto-Submitted"),
	[TD_H_REPLY_TO] = NAME("Reply-To"),
	[TD_H_DKIM_SIGNATURE] = NAME("DKIM-Signature"),
	[TD_H_LIST_UNSUBSCRIBE] = NAME("List-Unsubscribe"),
	[TD_H_LIST_UNSUBSCRIBE_POST] = NAME("List-Unsubscribe-Post"),
	[TD_H_LIST_ID] = NAME("List-Id"),
	[TD_H_PRECEDENCE] = NAME("Precedence"),
	[TD_H_FEEDBACK_ID] = NAME("Feedback-ID"),
};

/* Two names that want the same slot do not compile. */
const uint8_t td_header_slots[256] = {
	[TD_HEADER_SLOT(11, 'n')] = TD_H_RETURN_PATH,
	[TD_HEADER_SLOT(8, 'i')] = TD_H_RECEIVED,
	[TD_HEADER_SLOT(10, 'e')] = TD_H_X_RECEIVED,
	[TD_HEADER_SLOT(12, 'e')] = TD_H_RECEIVED_SPF,
	[TD_HEADER_SLOT(22, 'i')] = TD_H_AUTHENTICATION_RESULTS,
	[TD_HEADER_SLOT(26, 'a')] = TD_H_ARC_AUTHENTICATION_RESULTS,
	[TD_HEADER_SLOT(8, 's')] = TD_H_ARC_SEAL,
	[TD_HEADER_SLOT(13, 'i')] = TD_H_X_ORIGINAL_TO,
	[TD_HEADER_SLOT(11, 'o')] = TD_H_ENVELOPE_TO,
	[TD_HEADER_SLOT(13, 'l')] = TD_H_X_ENVELOPE_TO,
	[TD_HEADER_SLOT(9, 'p')] = TD_H_X_RCPT_TO,
	[TD_HEADER_SLOT(11, 'g')] = TD_H_X_ORIG_RCPT,
	[TD_HEADER_SLOT(14, 'e')] = TD_H_X_DELIVERED_TO,
	[TD_HEADER_SLOT(12, 'r')] = TD_H_DELIVERED_TO,
	[TD_HEADER_SLOT(15, 'e')] = TD_H_X_APPARENTLY_TO,
	[TD_HEADER_SLOT(13, 'n')] = TD_H_APPARENTLY_TO,
	[TD_HEADER_SLOT(14, 'r')] = TD_H_X_FORWARDED_TO,
	[TD_HEADER_SLOT(15, 'r')] = TD_H_X_FORWARDED_FOR,
	[TD_HEADER_SLOT(11, 't')] = TD_H_RESENT_FROM,
	[TD_HEADER_SLOT(13, '-')] = TD_H_RESENT_SENDER,
	[TD_HEADER_SLOT(9, 'n')] = TD_H_RESENT_TO,
	[TD_HEADER_SLOT(4, 'o')] = TD_H_FROM,
	[TD_HEADER_SLOT(6, 'd')] = TD_H_SENDER,
	[TD_HEADER_SLOT(2, 'o')] = TD_H_TO,
	[TD_HEADER_SLOT(2, 'c')] = TD_H_CC,
	[TD_HEADER_SLOT(4, 't')] = TD_H_DATE,
	[TD_HEADER_SLOT(10, 'g')] = TD_H_MESSAGE_ID,
	[TD_HEADER_SLOT(7, 'j')] = TD_H_SUBJECT,
	[TD_HEADER_SLOT(12, 't')] = TD_H_CONTENT_TYPE,
	[TD_HEADER_SLOT(14, 'b')] = TD_H_AUTO_SUBMITTED,
	[TD_HEADER_SLOT(8, 'y')] = TD_H_REPLY_TO,
	[TD_HEADER_SLOT(14, 'g')] = TD_H_DKIM_SIGNATURE,
	[TD_HEADER_SLOT(16, 'u')] = TD_H_LIST_UNSUBSCRIBE,
	[TD_HEADER_SLOT(21, 's')] = TD_H_LIST_UNSUBSCRIBE_POST,
	[TD_HEADER_SLOT(7, 't')] = TD_H_LIST_ID,
	[TD_HEADER_SLOT(10, 'd')] = TD_H_PRECEDENCE,
	[TD_HEADER_SLOT(11, 'a')] = TD_H_FEEDBACK_ID,
};

const char *
td_header_name(enum td_header_id id)
{
	return td_header_rows[id].text;
}
