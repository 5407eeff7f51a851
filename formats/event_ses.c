/*
 * Amazon SES: what it publishes of mail that it sends, notifies identities of,
 * and tells of mail that it receives.  FORMATS.md 8, BOUNCES.md 6 of the
 * specification.
 *
 *	{"eventType":"Bounce","mail":{"timestamp":"2026-11-21T03:04:05.678Z",
 *	 "source":"a@example.jp","messageId":"0106...",...},
 *	 "bounce":{"bounceType":"Permanent","bounceSubType":"General",
 *	 "bouncedRecipients":[{"emailAddress":"u@example.jp","status":"5.1.1",
 *	 "diagnosticCode":"smtp; 550 5.1.1 unknown"}],"timestamp":"..."}}
 *
 * Identity notifications have notificationType for eventType.  What SNS,
 * EventBridge and others wrap around is for event_ses_wrap.c.
 */
#include "event_ses.h"

#include "event_member.h"
#include "event_ses_members.h"

/* ---- Texts ------------------------------------------------------------- */

static inline struct td_span
text(struct td_outcomes *to, const struct td_json_value *v)
{
	if (v->kind != TD_JSON_STRING)
		return (struct td_span){ v->raw.p, 0 };
	return v->escaped ? td_event_text(to, v) : v->raw;
}

/* The address of "Name <user@example.jp>"; most names are escaped, and most
 * addresses are not. */
static struct td_span
address(struct td_outcomes *to, const struct td_json_value *v)
{
	struct td_span s;

	if (v->kind == TD_JSON_STRING && v->escaped &&
	    v->raw.p[v->raw.n - 1] == '>') {
		s = td_outcome_address(v->raw);
		if (s.n < v->raw.n && memchr(s.p, '\\', s.n) == NULL)
			return s;
	}
	return td_outcome_address(text(to, v));
}

static bool
is_simulated(struct td_span address)
{
	static const struct td_span domain = TD_LIT("@simulator.amazonses.com");

	return address.n > domain.n &&
	    td_span_ieq(td_span(address.p + address.n - domain.n,
	                    address.p + address.n),
	        domain);
}

/* ---- Tags -------------------------------------------------------------- */

/* "NAME=VALUE", of which each may be escaped. */
static struct td_span
join(struct td_outcomes *to, const struct td_json_value *name,
    const struct td_json_value *value)
{
	const struct td_span part[] = { text(to, name), text(to, value) };

	return td_outcome_join(to, part, 2, '=');
}

/*
 * Pass tags of SES's own but the configuration set, as SES writes them:
 * "ses:name":["value"], and not the last.  A quote behind a letter or digit
 * ends a string.
 */
static inline void
skip_tags(struct td_json *j)
{
	const char *p = j->p, *close;

	while (TD_BEGINS(p, j->end, "\"ses:") &&
	    !TD_BEGINS(p, j->end, "\"ses:conf")) {
		close = td_find(p, j->end, ']');
		if (close == NULL || j->end - close < 3 || close - p < 3 ||
		    close[-1] != '"' || !td_is_alnum(close[-2]) ||
		    close[1] != ',' || close[2] != '"')
			break;
		p = close + 2;
	}
	j->p = p;
}

/* The first of a tag's values; false if it has none. */
static bool
first_value(const struct td_json_value *values, struct td_json_value *v)
{
	struct td_json j;

	td_json_open(&j, values);
	return td_json_more(&j) && td_json_value(&j, v) &&
	    v->kind == TD_JSON_STRING;
}

/*
 * The first tag of the sender's own; else the configuration set, which SES adds
 * with others whose names begin alike.
 */
static struct td_span
read_tag(struct td_outcomes *to, const struct td_json_value *tags)
{
	struct td_json_value name, set_name, values, v, set = { .kind = 0 };
	struct td_json j;

	td_json_open(&j, tags);
	while (td_json_more(&j)) {
		skip_tags(&j);
		if (!td_json_name(&j, &name) || !td_json_value(&j, &values))
			break;
		if (!TD_BEGINS(name.raw.p, name.raw.p + name.raw.n, "ses:")) {
			if (first_value(&values, &v))
				return join(to, &name, &v);
		} else if (TD_IS(name.raw, "ses:configuration-set") &&
		    first_value(&values, &v)) {
			set_name = name;
			set = v;
		}
	}
	if (set.kind == TD_JSON_ABSENT)
		return (struct td_span){ tags->raw.p, 0 };
	return join(to, &set_name, &set);
}

/* ---- What becomes of an event ------------------------------------------ */

/* BOUNCES.md 6: what never left SES, and what its bounce rate counts. */
static void
judge_bounce(const struct td_json_value *v, struct td_outcome *o)
{
	const struct td_span sub = v[SUB_TYPE].raw;
	const bool listed = TD_IS(sub, "OnAccountSuppressionList") ||
	    TD_IS(sub, "UnsubscribedRecipient");

	if (listed || TD_IS(sub, "Suppressed")) {
		o->action = TD_ACTION_SUPPRESSED;
		o->flags |= TD_OUTCOME_NO_ATTEMPT;
	}
	if (!listed && TD_IS(v[BOUNCE_TYPE].raw, "Permanent"))
		o->flags |= TD_OUTCOME_HARD;
}

/*
 * Mail to a recipient that complained before is not sent, which is told as
 * another complaint.  Not all that AWS calls complaints are the recipient's:
 * "not-spam" is the opposite of one, and "auth-failure" what the receiver's
 * software found of SPF, DKIM and DMARC.  The others, and reports without a
 * type, are (RFC 5965 7.3, and AWS of its complaint rate: recipients who do
 * not want the mail).
 */
static void
judge_complaint(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	if (TD_IS(v[COMPLAINT_SUB_TYPE].raw, "OnAccountSuppressionList")) {
		o->action = TD_ACTION_SUPPRESSED;
		o->flags ^= TD_OUTCOME_COMPLAINT | TD_OUTCOME_NO_ATTEMPT;
		o->cause = text(to, &v[COMPLAINT_SUB_TYPE]);
	} else if (!td_event_complains(o->cause)) {
		o->flags ^= TD_OUTCOME_COMPLAINT;
	}
}

/* DECISIONS.md 10. */
static uint8_t
result_of(const struct td_json_value *verdict)
{
	if (verdict->kind == TD_JSON_ABSENT)
		return TD_R_MISSING;
	if (TD_IS(verdict->raw, "PASS"))
		return TD_R_PASS;
	return TD_IS(verdict->raw, "FAIL") ? TD_R_FAIL : TD_R_TEMPERROR;
}

/* What is of one kind alone. */
static void
judge(struct td_outcomes *to, enum kind kind, struct td_span type,
    const struct td_json_value *v, struct td_outcome *o)
{
	/* A word of ours, put where spans of outcomes may point. */
	static const struct td_span rendering = TD_LIT("RenderingFailure");
	int64_t millis;

	switch (kind) {
	case DELIVERY:
		o->reply = text(to, &v[REPLY]);
		o->relay_ip = text(to, &v[DELIVERY_IP]);
		if (td_json_int(&v[MILLIS], &millis) && millis >= 0 &&
		    millis < INT64_MAX / 1000)
			o->delay = millis * 1000;
		break;
	case BOUNCE:
		o->cause = text(to, &v[SUB_TYPE]);
		o->relay_ip = text(to, &v[BOUNCE_IP]);
		judge_bounce(v, o);
		break;
	case COMPLAINT:
		o->cause = text(to, &v[FEEDBACK_TYPE]);
		judge_complaint(to, v, o);
		break;
	case DELAY:
		o->cause = text(to, &v[DELAY_TYPE]);
		break;
	case REJECT:
		o->cause = type;
		o->reply = text(to, &v[REASON]);
		break;
	case FAILURE:
		o->cause = td_outcome_join(to, &rendering, 1, '\0');
		o->reply = text(to, &v[REASON]);
		break;
	case RECEIVED:
		o->result[TD_M_SPF] = result_of(&v[SPF]);
		o->result[TD_M_DKIM] = result_of(&v[DKIM]);
		o->result[TD_M_DMARC] = result_of(&v[DMARC]);
		break;
	default:
		break;
	}
}

/* What is the same for all recipients; false if it cannot be read. */
static bool
read_event(struct td_outcomes *to, enum kind kind, struct td_span type,
    const struct td_json_value *v, struct td_outcome *o)
{
	struct td_json_value from;
	struct td_json list;

	td_outcome_clear(o, TD_SERVICE_SES);
	o->action = kinds[kind].action;
	o->flags = kinds[kind].flags;
	o->begun = td_outcome_time(text(to, &v[BEGUN]));
	o->when = td_outcome_time(text(to, &v[WHEN]));
	if (o->when == TD_NO_TIME)
		o->when = o->begun;
	o->id = text(to, &v[ID]);
	if (o->when == TD_NO_TIME || o->id.n == 0)
		return false;
	o->sender = address(to, &v[SOURCE]);
	if (v[SOURCE].kind == TD_JSON_STRING && o->sender.n == 0)
		o->flags |= TD_OUTCOME_NULL_SENDER;
	td_json_open(&list, &v[FROM]);
	if (td_json_more(&list) && td_json_value(&list, &from))
		o->author = address(to, &from);
	o->message_id = td_event_message_id(text(to, &v[HEADER_ID]));
	o->tag = read_tag(to, &v[TAGS]);
	judge(to, kind, type, v, o);
	return true;
}

/* ---- Recipients -------------------------------------------------------- */

enum { ADDRESS, STATUS, DIAGNOSTIC, N_OF_RECIPIENT };

static const struct td_span of_recipient[N_OF_RECIPIENT] = {
	[ADDRESS] = TD_LIT("emailAddress"),
	[STATUS] = TD_LIT("status"),
	[DIAGNOSTIC] = TD_LIT("diagnosticCode"),
};

/* Append one outcome for the recipient; false if there is none. */
static inline bool
put_recipient(struct td_outcomes *to, const struct td_outcome *of_all,
    const struct td_json_value *r)
{
	const struct td_span recipient = address(to, &r[ADDRESS]);
	struct td_outcome *o;

	if (recipient.n == 0)
		return false;
	o = td_outcome_add(to, TD_SERVICE_SES);
	if (o == NULL)
		return true;
	*o = *of_all;
	o->recipient = recipient;
	if (is_simulated(recipient))
		o->flags |= TD_OUTCOME_SIMULATED;
	if (r[STATUS].kind != TD_JSON_ABSENT)
		o->status = text(to, &r[STATUS]);
	if (r[DIAGNOSTIC].kind != TD_JSON_ABSENT)
		o->reply = td_outcome_untyped(text(to, &r[DIAGNOSTIC]));
	return true;
}

/* Recipients are objects in bounces and the like, else addresses. */
static bool
put_recipients(struct td_outcomes *to, const struct td_outcome *of_all,
    const struct td_json_value *recipients)
{
	struct td_json_value r[N_OF_RECIPIENT] = { { .kind = TD_JSON_ABSENT } };
	const uint32_t n = (uint32_t)to->batch->n_outcomes;
	struct td_json list;

	td_json_open(&list, recipients);
	while (td_json_more(&list)) {
		const bool object = list.p < list.end && *list.p == '{';

		if (object ?
		        !td_json_read(&list, of_recipient, N_OF_RECIPIENT, r) :
		        !td_json_value(&list, &r[ADDRESS]))
			return false;
		if (!put_recipient(to, of_all, r))
			return false;
		if (td_outcomes_is_over(to))
			return true;
	}
	return list.error == TD_JSON_FINE && to->batch->n_outcomes > n;
}

/* ---- Events ------------------------------------------------------------ */

/*
 * The type of an event that begins with it, as all do that SES writes; else it
 * is empty.
 */
static struct td_span
first_type(const struct td_json_value *object)
{
	static const struct td_span usual = TD_LIT("{\"eventType\":\"");
	const char *p = object->raw.p, *end = p + object->raw.n, *quote;
	struct td_json_value name, type;
	struct td_json j;

	if (td_begins(p, end, usual)) {
		quote = td_find(p + usual.n, end, '"');
		if (quote != NULL && td_is_alnum(quote[-1]))
			return td_span(p + usual.n, quote);
	}
	td_json_begin(&j, p, end);
	td_json_enter(&j);
	if (td_json_more(&j) && td_json_name(&j, &name) &&
	    (TD_IS(name.raw, "eventType") ||
	        TD_IS(name.raw, "notificationType")) &&
	    td_json_value(&j, &type) && type.kind == TD_JSON_STRING)
		return type.raw;
	return (struct td_span){ p, 0 };
}

/* The type of any other; empty if it is none of SES. */
static struct td_span
find_type(const struct td_json_value *object)
{
	enum { EVENT, NOTIFICATION, RECEIPT, MESSAGE_ID, N };
	static const struct td_span wanted[N] = {
		[EVENT] = TD_LIT("eventType"),
		[NOTIFICATION] = TD_LIT("notificationType"),
		[RECEIPT] = TD_LIT("receipt.timestamp"),
		[MESSAGE_ID] = TD_LIT("mail.messageId"),
	};
	struct td_json_value v[N];
	struct td_json j;

	td_json_begin(&j, object->raw.p, object->raw.p + object->raw.n);
	td_json_read(&j, wanted, N, v);
	if (v[EVENT].kind == TD_JSON_STRING)
		return v[EVENT].raw;
	if (v[NOTIFICATION].kind == TD_JSON_STRING)
		return v[NOTIFICATION].raw;
	/* Lambda is told of received mail without a type. */
	if (v[RECEIPT].kind == TD_JSON_STRING &&
	    v[MESSAGE_ID].kind == TD_JSON_STRING)
		return kinds[RECEIVED].name;
	return (struct td_span){ object->raw.p, 0 };
}

/* Opens and the like: SES's if there is a message. */
static enum td_event_is
pass_event(const struct td_json_value *object, const char **end)
{
	static const struct td_span id = TD_LIT("mail.messageId");
	struct td_json_value v;
	struct td_json j;

	td_json_begin(&j, object->raw.p, object->raw.p + object->raw.n);
	if (!td_json_read(&j, &id, 1, &v) || v.kind == TD_JSON_ABSENT)
		return TD_EVENT_FOREIGN;
	*end = j.p;
	return TD_EVENT_READ;
}

bool
td_ses_begins(const struct td_json_value *object)
{
	const char *p = object->raw.p + 1, *end = p + object->raw.n - 1;

	while (p < end && td_is_fws(*p))
		p++;
	return TD_BEGINS(p, end, "\"eventType\"") ||
	    TD_BEGINS(p, end, "\"notificationType\"");
}

/* The members of an event of that kind; *end is behind it. */
static bool
read_members(const struct td_json_value *object, const struct td_json_index *x,
    enum kind kind, struct td_json_value *v, const char **end)
{
	struct td_json j;

	if (x != NULL && x->p == object->raw.p && kinds[kind].usual != NULL) {
		memset(v, 0, kinds[kind].n_wanted * sizeof(*v));
		if (td_json_read_usual(x, kinds[kind].usual, v)) {
			*end = x->end;
			return true;
		}
	}
	td_json_begin(&j, object->raw.p, object->raw.p + object->raw.n);
	if (!td_json_read(&j, kinds[kind].wanted, kinds[kind].n_wanted, v))
		return false;
	*end = j.p;
	return true;
}

enum td_event_is
td_ses_object(const struct td_json_value *object, struct td_outcomes *to,
    const char **end)
{
	struct td_json_value v[N_MEMBERS];
	struct td_span type = first_type(object);
	enum kind kind = SEND;
	struct td_outcome of_all;

	if (type.n == 0)
		type = find_type(object);
	if (type.n == 0)
		return TD_EVENT_FOREIGN;
	while (kind < N_KINDS && !td_span_eq(type, kinds[kind].name))
		kind++;
	if (kind == N_KINDS)
		return pass_event(object, end);
	if (!read_members(object, to->index, kind, v, end))
		return TD_EVENT_BROKEN;
	if (!read_event(to, kind, type, v, &of_all) ||
	    !put_recipients(to, &of_all, &v[RECIPIENTS]))
		return TD_EVENT_BROKEN;
	return TD_EVENT_READ;
}
