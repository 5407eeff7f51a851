/*
 * Events of Amazon SES as they are archived: bare, or in what other services of
 * AWS wrap around them.
 *
 *	{"Type":"Notification","MessageId":"...","Message":"{\\"eventType\\"..."}
 *	{"version":"0","source":"aws.ses","detail-type":"...","detail":{...}}
 *	{"Records":[{"EventSource":"aws:sns","Sns":{"Message":"..."}}]}
 *	{"Records":[{"eventSource":"aws:sqs","body":"..."}]}
 *	{"Records":[{"eventSource":"aws:ses","ses":{"mail":{},"receipt":{}}}]}
 *	{"records":[{"recordId":"...","data":"eyJldmVudFR5cGUi..."}]}
 *
 * FORMATS.md 8 of the specification.
 */
#include "event_ses.h"

enum td_event_is
td_ses_event(const struct td_json_value *object, struct td_outcomes *to)
{
	return td_ses_object(object, to);
}
