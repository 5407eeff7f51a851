/*
 * The words by which services themselves say why: bounceSubType and delayType
 * of Amazon SES, bounce_classification of KumoMTA, bounceCat of PowerMTA, and
 * their like.  BOUNCES.md 6, FORMATS.md 9, 10, 13; the services' documents.
 *
 * A service sorts by the same reply that is known here, mostly less well; so
 * its word counts where the reply tells nothing, and before that only where it
 * says what no reply does.
 */
#include "analyzer/observe/reason_table.h"

/* Reason, word, source. */
#define WORD(who, r, text, from, early)                               \
	{                                                             \
		.service = who, .word = TD_LIT(text), .first = early, \
		.rule = {                                             \
			.name = PREFIX text,                          \
			.source = from,                               \
			.reason = TD_REASON_##r                       \
		}                                                     \
	}
#define FIRST(r, word) WORD(SERVICE, r, word, SOURCE, true)
#define LAST(r, word) WORD(SERVICE, r, word, SOURCE, false)

static const struct td_cause causes[] = {
#define PREFIX "ses: "
#define SERVICE TD_SERVICE_SES
#define SOURCE "BOUNCES 6"
	FIRST(SUPPRESSED, "Suppressed"),
	FIRST(SUPPRESSED, "OnAccountSuppressionList"),
	FIRST(SUPPRESSED, "UnsubscribedRecipient"),
	FIRST(VIRUSDETECTED, "Reject"),
	FIRST(SYSTEMERROR, "RenderingFailure"),
	FIRST(USERUNKNOWN, "NoEmail"),
	FIRST(MAILBOXFULL, "MailboxFull"),
	FIRST(EMAILTOOLARGE, "MessageTooLarge"),
	FIRST(CONTENTERROR, "ContentRejected"),
	FIRST(CONTENTERROR, "AttachmentRejected"),
	LAST(ONHOLD, "General"),
	LAST(SYSTEMERROR, "InternalFailure"),
	LAST(SPAMDETECTED, "SpamDetected"),
	LAST(SYSTEMERROR, "RecipientServerError"),
	LAST(BLOCKED, "IPFailure"),
	LAST(NETWORKERROR, "TransientCommunicationFailure"),
	LAST(NETWORKERROR, "BYOIPHostNameLookupUnavailable"),
	LAST(RATELIMITED, "SendingDeferral"),
#undef PREFIX
#undef SERVICE
#undef SOURCE
#define PREFIX "kumomta: "
#define SERVICE TD_SERVICE_KUMOMTA
#define SOURCE "iana.toml of KumoMTA's bounce classifier"
	LAST(USERUNKNOWN, "InvalidRecipient"),
	LAST(HOSTUNKNOWN, "BadDomain"),
	LAST(SUSPEND, "InactiveMailbox"),
	LAST(MAILBOXFULL, "QuotaIssues"),
	LAST(NETWORKERROR, "NoAnswerFromHost"),
	LAST(NETWORKERROR, "DNSFailure"),
	LAST(NETWORKERROR, "RoutingErrors"),
	LAST(NORELAYING, "RelayDenied"),
	LAST(NORELAYING, "RelayingIssues"),
	LAST(SPAMDETECTED, "SpamContent"),
	LAST(BLOCKED, "SpamBlock"),
	LAST(VIRUSDETECTED, "VirusDetected"),
	LAST(VIRUSDETECTED, "VirusContent"),
	LAST(POLICYVIOLATION, "PolicyRelated"),
	LAST(CONTENTERROR, "ContentRelated"),
	LAST(EMAILTOOLARGE, "MessageTooLarge"),
	LAST(AUTHFAILURE, "AuthenticationFailed"),
	LAST(REJECTED, "InvalidSender"),
	LAST(SYNTAXERROR, "ProtocolErrors"),
	LAST(SYSTEMERROR, "BadConfiguration"),
	LAST(NETWORKERROR, "BadConnection"),
	LAST(EXPIRED, "MessageExpired"),
	LAST(RATELIMITED, "TransientFailure"),
#undef PREFIX
#undef SERVICE
#undef SOURCE
#define PREFIX "powermta: "
#define SERVICE TD_SERVICE_POWERMTA
#define SOURCE "PowerMTA user guide, bounce categories"
	LAST(USERUNKNOWN, "bad-mailbox"),
	LAST(HOSTUNKNOWN, "bad-domain"),
	LAST(SUSPEND, "inactive-mailbox"),
	LAST(MAILBOXFULL, "quota-issues"),
	LAST(NETWORKERROR, "no-answer-from-host"),
	LAST(NETWORKERROR, "routing-errors"),
	LAST(NORELAYING, "relaying-issues"),
	LAST(SPAMDETECTED, "spam-related"),
	LAST(VIRUSDETECTED, "virus-related"),
	LAST(POLICYVIOLATION, "policy-related"),
	LAST(CONTENTERROR, "content-related"),
	LAST(REJECTED, "invalid-sender"),
	LAST(SYNTAXERROR, "protocol-errors"),
	LAST(SYSTEMERROR, "bad-configuration"),
	LAST(NETWORKERROR, "bad-connection"),
	LAST(EXPIRED, "message-expired"),
#undef PREFIX
#undef SERVICE
#undef SOURCE
#define PREFIX "sendgrid: "
#define SERVICE TD_SERVICE_SENDGRID
#define SOURCE "SendGrid, bounce and block classifications"
	LAST(USERUNKNOWN, "Invalid Address"),
	LAST(MAILBOXFULL, "Mailbox Unavailable"),
	LAST(NETWORKERROR, "Technical"),
	LAST(CONTENTERROR, "Content"),
	LAST(BADREPUTATION, "Reputation"),
	LAST(RATELIMITED, "Frequency or Volume Too High"),
#undef PREFIX
#undef SERVICE
#undef SOURCE
#define PREFIX "postmark: "
#define SERVICE TD_SERVICE_POSTMARK
#define SOURCE "Postmark, bounce types"
	LAST(USERUNKNOWN, "HardBounce"),
	LAST(USERUNKNOWN, "BadEmailAddress"),
	LAST(NETWORKERROR, "DnsError"),
	LAST(SPAMDETECTED, "SpamNotification"),
	LAST(VIRUSDETECTED, "VirusNotification"),
	LAST(VACATION, "AutoResponder"),
	LAST(BLOCKED, "Blocked"),
	LAST(AUTHFAILURE, "DMARCPolicy"),
	LAST(ONHOLD, "SoftBounce"),
	LAST(ONHOLD, "Transient"),
#undef PREFIX
#undef SERVICE
#undef SOURCE
#define PREFIX "sparkpost: "
#define SERVICE TD_SERVICE_SPARKPOST
#define SOURCE "SparkPost, bounce classification codes"
	LAST(USERUNKNOWN, "10"),
	LAST(USERUNKNOWN, "30"),
	LAST(ONHOLD, "20"),
	LAST(NETWORKERROR, "21"),
	LAST(MAILBOXFULL, "22"),
	LAST(EMAILTOOLARGE, "23"),
	LAST(EXPIRED, "24"),
	LAST(POLICYVIOLATION, "25"),
	LAST(ONHOLD, "40"),
	LAST(BLOCKED, "50"),
	LAST(BLOCKED, "51"),
	LAST(SPAMDETECTED, "52"),
	LAST(CONTENTERROR, "53"),
	LAST(NORELAYING, "54"),
	LAST(VACATION, "60"),
	LAST(NETWORKERROR, "70"),
#undef PREFIX
#undef SERVICE
#undef SOURCE
};

const struct td_cause *
td_cause_find(enum td_service service, struct td_span word)
{
	for (size_t i = 0; word.n > 0 && i < N_RULES(causes); i++)
		if (causes[i].service == service &&
		    td_span_ieq(causes[i].word, word))
			return &causes[i];
	return NULL;
}

const struct td_cause *
td_cause_at(size_t i)
{
	return i < N_RULES(causes) ? &causes[i] : NULL;
}
