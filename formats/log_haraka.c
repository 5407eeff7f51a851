/*
 * Haraka, in the three formats of its log.ini.
 *
 *	[NOTICE] [UUID.1.1] [outbound] delivered file=F domain=D ... rcpts=1/0/0
 *	level=NOTICE uuid=UUID.1.1 origin=outbound message="" delivered file=F
 *	{"level":"NOTICE","uuid":"UUID.1.1","message":"","delivered file":"F",..
 *
 * UUID is a connection, UUID.1 its first transaction, UUID.1.1 what of it goes
 * to the first of its domains.  The transaction is the queue id, as its lines
 * come in first and its results of authentication are known by it; lines of
 * the connection before it (SPF of the HELO) have the bare UUID.
 * FORMATS.md 7; logger.js, connection.js and outbound/hmail.js.
 */
#include "field_date.h"
#include "log_cut.h"

/* A line without its format. */
struct haraka {
	struct td_span uuid, origin, message;
	const char *p, *end; /* the pairs behind the message */
	bool json;
};

/* The place of the quote that ends a string; escapes are "\". */
static const char *
string_end(const char *p, const char *end)
{
	while (p < end && (p = memchr(p, '"', (size_t)(end - p))) != NULL) {
		size_t n = 0;

		while (p[-1 - (ptrdiff_t)n] == '\\')
			n++;
		if (n % 2 == 0)
			return p;
		p++;
	}
	return NULL;
}

/* A value at *p: in quotes, which it loses, or up to `until`. */
static bool
cut_value(const char **p, const char *end, char until, struct td_span *out)
{
	const char *to;

	if (*p < end && **p == '"') {
		if ((to = string_end(*p + 1, end)) == NULL)
			return false;
		*out = td_span(*p + 1, to);
		*p = to + 1;
		return true;
	}
	to = memchr(*p, until, (size_t)(end - *p));
	if (to == NULL)
		to = end;
	*out = td_span(*p, to);
	*p = to;
	return true;
}

/* `"key":value,` or `key=value `; a key of "delivered file" has a blank. */
static bool
next_pair(struct haraka *h, struct td_span *key, struct td_span *value)
{
	const char *to;

	while (h->p < h->end && (*h->p == ' ' || *h->p == ','))
		h->p++;
	if (h->p == h->end || *h->p == '}')
		return false;
	if (h->json) {
		if (*h->p != '"' || !cut_value(&h->p, h->end, ':', key) ||
		    !TD_CUT(&h->p, h->end, ":") ||
		    !cut_value(&h->p, h->end, ',', value))
			return false;
		if (value->n > 0 && value->p[value->n - 1] == '}' &&
		    h->p == h->end)
			value->n--;
		return true;
	}
	if ((to = memchr(h->p, '=', (size_t)(h->end - h->p))) == NULL)
		return false;
	*key = td_span(h->p, to);
	h->p = to + 1;
	return cut_value(&h->p, h->end, ' ', value);
}

/* "[LEVEL] [UUID] [ORIGIN] MESSAGE"; whoever read the frame took LEVEL. */
static bool
open_default(struct haraka *h)
{
	struct td_span part[3];
	int n = 0;

	while (n < 3 && TD_CUT(&h->p, h->end, "[")) {
		if (!td_cut_byte(&h->p, h->end, ']', &part[n]))
			return false;
		n++;
		while (h->p < h->end && *h->p == ' ')
			h->p++;
	}
	if (n < 2)
		return false;
	h->uuid = part[n - 2];
	h->origin = part[n - 1];
	h->message = td_span(h->p, h->end);
	return true;
}

/* The pairs up to the message, which is the fourth. */
static bool
open_pairs(struct haraka *h)
{
	struct td_span key, value;

	while (next_pair(h, &key, &value)) {
		if (TD_IS(key, "uuid")) {
			h->uuid = value;
		} else if (TD_IS(key, "origin")) {
			h->origin = value;
		} else if (TD_IS(key, "message")) {
			h->message = value;
			return true;
		}
	}
	return false;
}

static bool
open_line(struct haraka *h, struct td_span text)
{
	*h = (struct haraka){ .p = text.p, .end = text.p + text.n };
	while (h->p < h->end && *h->p == ' ')
		h->p++;
	if (h->p == h->end)
		return false;
	switch (*h->p) {
	case '[':
		return open_default(h);
	case '{':
		h->p++;
		h->json = true;
		return open_pairs(h);
	case 'l':
		return open_pairs(h);
	default:
		return false;
	}
}

/* The transaction of UUID.1.1. */
static struct td_span
transaction(struct td_span uuid)
{
	const char *end = uuid.p + uuid.n;
	const char *p = memchr(uuid.p, '.', uuid.n);

	if (p != NULL)
		p = memchr(p + 1, '.', (size_t)(end - p - 1));
	return p == NULL ? uuid : td_span(uuid.p, p);
}

/* Pairs in the message (default), or behind it; `word` begins either. */
static bool
cut_word(struct haraka *h, const char *word, size_t n)
{
	const char *p = h->message.p;

	if (h->message.n < n || memcmp(p, word, n) != 0)
		return false;
	p += n;
	if (h->message.n == n)
		return true;
	/* Only the default format has them in the message. */
	if (*p != ' ' || h->p != h->message.p)
		return false;
	h->p = p;
	return true;
}

#define WORD(h, word) cut_word(h, word, sizeof(word) - 1)

/* "1/0/0" */
static bool
read_counts(struct td_span s, uint32_t count[3])
{
	const char *p = s.p, *end = s.p + s.n;

	return td_cut_number(&p, end, &count[0]) && TD_CUT(&p, end, "/") &&
	    td_cut_number(&p, end, &count[1]) && TD_CUT(&p, end, "/") &&
	    td_cut_number(&p, end, &count[2]) && p == end;
}

/* "1.165": seconds, three decimals at most. */
static int64_t
read_delay(struct td_span s)
{
	const char *p = s.p, *end = s.p + s.n;
	uint32_t x;
	int64_t us, unit = 100000;

	if (!td_cut_number(&p, end, &x))
		return TD_NO_TIME;
	us = (int64_t)x * 1000000;
	if (TD_CUT(&p, end, "."))
		for (; p < end && td_is_digit(*p); p++, unit /= 10)
			us += (*p - '0') * unit;
	return p == end ? us : TD_NO_TIME;
}

/*
 * One attempt for all recipients of a domain, some of which were accepted:
 * `rcpts` is accepted/deferred/refused (hmail.js: ok, fail, bounce).
 */
static enum td_kind
read_delivered(struct haraka *h, struct td_event *e, enum td_defect *defect)
{
	struct td_span key, value;
	bool counted = false;

	e->flags |= TD_EVENT_DOMAIN;
	e->action = TD_ACTION_SENT;
	while (next_pair(h, &key, &value)) {
		switch (key.n) {
		case 2:
			if (TD_IS(key, "ip"))
				e->relay_ip = value;
			break;
		case 4:
			if (TD_IS(key, "host"))
				e->relay = value;
			else if (TD_IS(key, "port") &&
			    td_is_submission(value.p, value.p + value.n))
				e->flags |= TD_EVENT_SUBMISSION;
			break;
		case 5:
			if (TD_IS(key, "delay"))
				e->delay = read_delay(value);
			else if (TD_IS(key, "rcpts"))
				counted = read_counts(value, e->count);
			break;
		case 6:
			if (TD_IS(key, "domain"))
				e->recipient = value;
			break;
		case 8:
			if (TD_IS(key, "response"))
				e->reply = value;
			break;
		default:
			break;
		}
	}
	if (counted && e->recipient.n > 0)
		return TD_DELIVER;
	*defect = counted ? TD_BAD_DELIVERY : TD_TORN_DELIVERY;
	return TD_NOTE;
}

/* Why a mail was not delivered, without the words of hmail.js before it. */
static void
set_reason(struct td_event *e, struct td_span why)
{
	static const struct td_span connect[] = {
		TD_LIT("Tried all MXs"),
		TD_LIT("DNS lookup failure: "),
		TD_LIT("Temporary MX lookup error "),
		TD_LIT("No Such Domain: "),
		TD_LIT("Nowhere to deliver mail to "),
		TD_LIT("No MX for "),
		TD_LIT("Domain "),
	};
	const char *p = why.p, *end = why.p + why.n;

	(void)TD_CUT(&p, end, "Error: ");
	for (size_t i = 0; i < sizeof connect / sizeof connect[0]; i++) {
		const char *at = p;

		if (td_cut(&at, end, connect[i].p, connect[i].n))
			e->stage = TD_STAGE_CONNECT;
	}
	if (TD_SEEK(p, end, "Host failed TLS ") == p)
		e->stage = TD_STAGE_EHLO;
	(void)TD_CUT(&p, end, "Upstream error: ");
	e->reply = td_span(p, end);
}

/* "Some recipients failed: <a>, <b>": each was told by a line of its own. */
static bool
is_told(const char *p, const char *end)
{
	return TD_CUT(&p, end, "Some recipients ");
}

/* Of all recipients of a domain that the line does not name. */
static enum td_kind
unnamed(struct td_event *e, enum td_action action)
{
	e->action = (uint8_t)action;
	e->flags |= TD_EVENT_DOMAIN;
	return TD_DELIVER;
}

/* Behind "bouncing mail: ". */
static enum td_kind
read_bouncing(struct td_event *e, const char *p, const char *end)
{
	if (TD_CUT(&p, end, "Too many failures (")) {
		if (is_told(p, end))
			return TD_EXPIRE;
		if (end > p && end[-1] == ')')
			end--;
		set_reason(e, td_span(p, end));
		return unnamed(e, TD_ACTION_EXPIRED);
	}
	if (is_told(p, end))
		return TD_NOTE;
	set_reason(e, td_span(p, end));
	return unnamed(e, TD_ACTION_FAILED);
}

/* Behind "Temp failing ": "FILE for N seconds: WHY" */
static enum td_kind
read_temp_failing(
    struct td_event *e, const char *p, const char *end, enum td_defect *defect)
{
	struct td_span s;

	if (!TD_CUT_TO(&p, end, " for ", &s) ||
	    !TD_CUT_TO(&p, end, " seconds: ", &s)) {
		*defect = TD_TORN_DELIVERY;
		return TD_NOTE;
	}
	if (is_told(p, end))
		return TD_NOTE;
	set_reason(e, td_span(p, end));
	return unnamed(e, TD_ACTION_DEFERRED);
}

/* Behind "recipient ": "<r> deferred: CODE TEXT", "<r> rejected: ..." */
static enum td_kind
read_recipient(
    struct td_event *e, const char *p, const char *end, enum td_defect *defect)
{
	if (!TD_CUT(&p, end, "<") || !td_cut_path(&p, end, &e->recipient))
		goto bad;
	if (TD_CUT(&p, end, " deferred: "))
		e->action = TD_ACTION_DEFERRED;
	else if (TD_CUT(&p, end, " rejected: "))
		e->action = TD_ACTION_FAILED;
	else
		goto bad;
	if (end - p < 3)
		goto bad;
	e->stage = TD_STAGE_RCPT;
	e->reply = td_span(p, end);
	return TD_DELIVER;
bad:
	*defect = end - p < 16 ? TD_TORN_DELIVERY : TD_BAD_DELIVERY;
	return TD_NOTE;
}

static enum td_kind
read_outbound(struct haraka *h, struct td_event *e, enum td_defect *defect)
{
	const char *p = h->message.p, *end = p + h->message.n;

	if (TD_CUT(&p, end, "delivered file=")) {
		h->p = h->message.p;
		return read_delivered(h, e, defect);
	}
	if (p == end && TD_SEEK(h->p, h->end, "delivered file"))
		return read_delivered(h, e, defect);
	if (TD_CUT(&p, end, "bouncing mail: "))
		return read_bouncing(e, p, end);
	if (TD_CUT(&p, end, "Temp failing "))
		return read_temp_failing(e, p, end, defect);
	if (TD_CUT(&p, end, "recipient "))
		return read_recipient(e, p, end, defect);
	/* A plugin had the mail deleted in place of another try. */
	if (TD_CUT(&p, end, "plugin responded with: ") &&
	    TD_SEEK(p, end, "Not deferring. Deleting mail.") != NULL) {
		e->flags |= TD_EVENT_NO_ATTEMPT;
		return unnamed(e, TD_ACTION_SUPPRESSED);
	}
	return TD_NOTE;
}

/* What a hook said: DENY, DENYSOFT, DENYDISCONNECT, OK, CONT. */
static enum td_kind
refused(struct td_event *e, struct td_span code, enum td_stage stage)
{
	if (code.n < 4 || memcmp(code.p, "DENY", 4) != 0)
		return TD_NOTE;
	e->action = code.n > 4 && code.p[4] == 'S' ? TD_ACTION_DEFERRED :
	                                             TD_ACTION_FAILED;
	e->stage = (uint8_t)stage;
	return TD_REJECT;
}

/* "code=C msg=M", and whatever else the line has. */
static struct td_span
read_code(struct haraka *h, struct td_event *e)
{
	struct td_span key, value, code = td_span(h->end, h->end);

	while (next_pair(h, &key, &value)) {
		if (TD_IS(key, "code")) {
			code = value;
		} else if (TD_IS(key, "msg")) {
			e->reply = value;
		} else if (TD_IS(key, "mid")) {
			if (value.n > 2 && *value.p == '<' &&
			    value.p[value.n - 1] == '>')
				value =
				    td_span(value.p + 1, value.p + value.n - 1);
			e->message_id = value;
		} else if (TD_IS(key, "ip")) {
			e->client_ip = value;
		}
	}
	return code;
}

/* "sender <s> code=C", "recipient <r> code=C sender=s" */
static enum td_kind
read_envelope(struct haraka *h, struct td_event *e, bool is_sender)
{
	const char *p = h->message.p, *end = p + h->message.n;
	struct td_span path;
	enum td_kind kind;

	p += is_sender ? sizeof "sender <" - 1 : sizeof "recipient <" - 1;
	if (!td_cut_path(&p, end, &path))
		return TD_NOTE;
	if (h->p == h->message.p)
		h->p = p;
	if (is_sender)
		td_event_sender(e, path);
	else
		e->recipient = path;
	kind = refused(
	    e, read_code(h, e), is_sender ? TD_STAGE_MAIL : TD_STAGE_RCPT);
	return kind == TD_NOTE ? TD_QUEUE : kind;
}

static enum td_kind
read_core(struct haraka *h, struct td_event *e)
{
	const char *p = h->message.p, *end = p + h->message.n;

	if (TD_CUT(&p, end, "sender <"))
		return read_envelope(h, e, true);
	if (TD_CUT(&p, end, "recipient <"))
		return read_envelope(h, e, false);
	if (WORD(h, "queue")) {
		struct td_span code = read_code(h, e);

		if (!TD_IS(code, "OK"))
			return refused(e, code, TD_STAGE_EOD);
		return TD_ACCEPT;
	}
	if (WORD(h, "message")) {
		enum td_kind kind = refused(e, read_code(h, e), TD_STAGE_EOD);

		if (kind == TD_NOTE && e->message_id.n > 0)
			return TD_IDENTIFY;
		return kind;
	}
	if (WORD(h, "disconnect")) {
		(void)read_code(h, e);
		return e->client_ip.n > 0 ? TD_DISCONNECT : TD_NOTE;
	}
	return TD_NOTE;
}

/* A value in a message of a plugin: a word, or in \"quotes\". */
static struct td_span
value_at(const char *p, const char *end)
{
	const char *to;

	while (p < end && strchr("\\\" =:", *p) != NULL)
		p++;
	for (to = p; to < end && strchr(" \"\\,", *to) == NULL; to++)
		;
	return td_span(p, to);
}

/* The value behind a key. */
static struct td_span
plugin_value(struct td_span text, const char *key, size_t n)
{
	const char *end = text.p + text.n;
	const char *p = td_seek(text.p, end, key, n);

	return p == NULL ? td_span(end, end) : value_at(p + n, end);
}

#define PLUGIN_VALUE(text, key) plugin_value(text, key, sizeof(key) - 1)

/* "identity=mfrom ip=IP domain="D" mfrom=<S> result=Pass" */
static enum td_kind
read_spf(struct td_span s, struct td_event *e, enum td_result result)
{
	struct td_span domain = PLUGIN_VALUE(s, "domain=");
	const char *p = s.p, *end = p + s.n;

	if (!TD_CUT(&p, end, "identity="))
		return TD_NOTE; /* "scope: mfrom, result: ...": said twice */
	e->client_ip = PLUGIN_VALUE(s, " ip=");
	e->result[TD_M_SPF] = (uint8_t)result;
	if (TD_CUT(&p, end, "helo"))
		e->helo = domain;
	else
		e->auth_domain[TD_M_SPF] = domain;
	return TD_AUTH;
}

/* Lines of the plugins spf, dkim (once dkim_verify) and dmarc. */
static enum td_kind
read_plugin(struct haraka *h, struct td_event *e)
{
	/* The last: a sender may have written one into an address. */
	const char *p = h->message.p, *end = p + h->message.n, *at = NULL;
	struct td_span word;
	enum td_result result;

	while ((p = TD_SEEK(p, end, "result")) != NULL)
		at = p++;
	if (at == NULL)
		return TD_NOTE;
	at += sizeof "result" - 1;
	if (at == end || (*at != '=' && *at != ':'))
		return TD_NOTE;
	word = value_at(at, end);
	result = td_result_of(word);
	if (word.n == 0 || result == TD_R_OTHER)
		return TD_NOTE;
	if (h->origin.n == 3)
		return read_spf(h->message, e, result);
	if (h->origin.p[1] == 'k') {
		e->result[TD_M_DKIM] = (uint8_t)result;
		e->auth_domain[TD_M_DKIM] = PLUGIN_VALUE(h->message, "domain=");
	} else {
		e->result[TD_M_DMARC] = (uint8_t)result;
		e->auth_domain[TD_M_DMARC] = PLUGIN_VALUE(h->message, "domain");
	}
	return TD_AUTH;
}

enum td_kind
td_haraka_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	struct haraka h;

	if (!open_line(&h, line->text) || h.uuid.n == 0) {
		/* Cut before the message, which may have been a delivery. */
		if (TD_SEEK(line->text.p, line->text.p + line->text.n,
		        "delivered file") != NULL)
			*defect = TD_TORN_DELIVERY;
		return TD_NOTE;
	}
	e->queue_id = transaction(h.uuid);
	if (TD_IS(h.origin, "outbound"))
		return read_outbound(&h, e, defect);
	if (TD_IS(h.origin, "core"))
		return read_core(&h, e);
	if (TD_IS(h.origin, "spf") || TD_IS(h.origin, "dkim") ||
	    TD_IS(h.origin, "dkim_verify") ||
	    (h.origin.n >= 5 && memcmp(h.origin.p, "dmarc", 5) == 0))
		return read_plugin(&h, e);
	return TD_NOTE;
}
