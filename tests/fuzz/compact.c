/* Lines of four bytes: see compact.h. */
#include "compact.h"

/* What a line says beside its frame. */
enum says {
	ID = 1,
	NEXT = 2,
	QUEUED_AS = 4, /* next_id, if the line has that bit */
	MID = 8,
	SENDER = 16,
	RCPT = 32,
	LIST = 64,
	DOMAIN = 128, /* a domain and how many recipients */
	CLIENT = 256,
	ACTION = 512,
	ANSWER = 1024, /* relay, reply, status, delay */
	NUMBER = 2048, /* qmail's deliveries */
	SPF = 4096,
	DKIM = 8192,
	DMARC = 16384,
	HELO = 32768, /* instead of the domain */
	SIGNER = 65536,
	FIELD = 131072,
	MID_ONLY =
	    262144 /* a Message-ID for the id, if the line has that bit */
};

struct kind {
	uint8_t kind, program;
	uint16_t flags;
	uint32_t says;
};

#define DELIVERY (ID | RCPT | ACTION | ANSWER)

static const struct kind kinds[32] = {
	{ TD_ACCEPT, TD_PROGRAM_POSTFIX, 0, ID | CLIENT },
	{ TD_ACCEPT, TD_PROGRAM_POSTFIX, TD_EVENT_SUBMITTED, ID | SENDER },
	{ TD_IDENTIFY, TD_PROGRAM_POSTFIX, 0, ID | MID },
	{ TD_QUEUE, TD_PROGRAM_POSTFIX, 0, ID | SENDER },
	{ TD_DELIVER, TD_PROGRAM_POSTFIX, 0, DELIVERY | QUEUED_AS },
	{ TD_DELIVER, TD_PROGRAM_POSTFIX, TD_EVENT_PIPE, DELIVERY },
	{ TD_DELIVER, TD_PROGRAM_POSTFIX, TD_EVENT_FORWARD, DELIVERY | NEXT },
	{ TD_DELIVER, TD_PROGRAM_POSTFIX, TD_EVENT_NO_ATTEMPT, DELIVERY },
	{ TD_DELIVER, TD_PROGRAM_POSTFIX, TD_EVENT_LOCAL, DELIVERY },
	{ TD_EXPIRE, TD_PROGRAM_POSTFIX, 0, ID | SENDER },
	{ TD_REMOVE, TD_PROGRAM_POSTFIX, 0, ID },
	{ TD_BOUNCE, TD_PROGRAM_POSTFIX, 0, ID | NEXT },
	{ TD_REJECT, TD_PROGRAM_POSTFIX, TD_EVENT_CLOSES, ID | CLIENT },
	{ TD_DISCONNECT, TD_PROGRAM_POSTFIX, 0, CLIENT },
	{ TD_AUTH, TD_PROGRAM_POLICYD_SPF, 0, CLIENT | SPF },
	{ TD_AUTH, TD_PROGRAM_POLICYD_SPF, 0, CLIENT | SPF | HELO },
	{ TD_AUTH, TD_PROGRAM_OPENDKIM, 0, ID | DKIM | SIGNER },
	{ TD_AUTH, TD_PROGRAM_OPENDKIM, 0, ID | SIGNER },
	{ TD_AUTH, TD_PROGRAM_OPENDMARC, 0, ID | SPF },
	{ TD_AUTH, TD_PROGRAM_OPENDMARC, 0, ID | DMARC | MID_ONLY },
	{ TD_AUTH, TD_PROGRAM_POSTFIX, 0, ID | FIELD },
	{ TD_LINK, TD_PROGRAM_AMAVIS, 0, ID | NEXT | MID },
	{ TD_ACCEPT, TD_PROGRAM_EXIM, 0,
	    ID | MID | SENDER | CLIENT | SPF | DKIM },
	{ TD_DELIVER, TD_PROGRAM_EXIM, 0, DELIVERY | QUEUED_AS },
	{ TD_REMOVE, TD_PROGRAM_EXIM, 0, ID },
	{ TD_ACCEPT, TD_PROGRAM_QMAIL, 0, ID },
	{ TD_START, TD_PROGRAM_QMAIL, 0, ID | RCPT | NUMBER },
	{ TD_DELIVER, TD_PROGRAM_QMAIL, 0, ACTION | ANSWER | NUMBER },
	{ TD_ACCEPT, TD_PROGRAM_SENDMAIL, 0, ID | MID | SENDER | CLIENT },
	{ TD_DELIVER, TD_PROGRAM_SENDMAIL, TD_EVENT_LIST,
	    ID | LIST | ACTION | ANSWER | QUEUED_AS },
	{ TD_ACCEPT, TD_PROGRAM_HARAKA, 0, ID },
	{ TD_DELIVER, TD_PROGRAM_HARAKA, TD_EVENT_DOMAIN,
	    ID | DOMAIN | ANSWER | QUEUED_AS },
};

static const struct td_span hosts[] = { TD_LIT("mx1.example.jp"),
	TD_LIT("mx2.example.jp") };
static const struct td_span ids[] = { TD_LIT("4A"), TD_LIT("4B"), TD_LIT("4C"),
	TD_LIT("4D") };
static const struct td_span mids[] = { TD_LIT("1@example.com"),
	TD_LIT("2@example.com") };
static const struct td_span rcpts[] = { TD_LIT("a@example.jp"),
	TD_LIT("a@EXAMPLE.jp."), TD_LIT("b@example.net"), TD_LIT("") };
static const struct td_span lists[] = { TD_LIT("<a@example.jp>"),
	TD_LIT("<a@example.jp>,<b@example.net>"),
	TD_LIT("b@example.net, \"c d\"@example.org, nobody"),
	/* More than are looked up one by one. */
	TD_LIT("a@a,b@a,c@a,d@a,e@a,f@a,g@a,h@a,i@a,j@a,k@a,l@a,m@a,n@a,"
	       "o@a,p@a,q@a,r@a,b@example.net") };
static const struct td_span domains[] = { TD_LIT("example.jp"),
	TD_LIT("EXAMPLE.jp"), TD_LIT("example.net"), TD_LIT("") };
static const struct td_span senders[] = { TD_LIT("u@example.com"),
	TD_LIT("u@Example.Org"), TD_LIT("u"), TD_LIT("") };
static const struct td_span clients[] = { TD_LIT("192.0.2.1"),
	TD_LIT("192.0.2.2") };
static const struct td_span relays[] = { TD_LIT("m.example.net"),
	TD_LIT("127.0.0.1"), TD_LIT("/run/lmtp"), TD_LIT("") };
static const struct td_span relay_ips[] = { TD_LIT("192.0.2.9"),
	TD_LIT("127.0.0.1"), TD_LIT(""), TD_LIT("") };
static const struct td_span replies[] = { TD_LIT("250 ok"), TD_LIT("451 later"),
	TD_LIT("550 no"), TD_LIT("timed out") };
static const struct td_span statuses[] = { TD_LIT("2.0.0"), TD_LIT("4.2.0"),
	TD_LIT("5.1.1"), TD_LIT("") };
static const struct td_span versions[] = { TD_LIT("TLSv1.3"), TD_LIT("TLSv1.2"),
	TD_LIT("TLSv1"), TD_LIT("") };
static const struct td_span fields[] = {
	TD_LIT("mx1.example.jp; spf=pass smtp.mailfrom=example.com; dkim=fail "
	       "header.d=example.com"),
	TD_LIT("example.jp; spf=fail smtp.helo=example.org; dkim=pass "
	       "header.i=@example.net; dmarc=pass header.from=example.com"),
	TD_LIT("relay.example.com; spf=fail"),
	TD_LIT("(no id)"),
};

/* What becomes of the clock before a line; the last is a line without time. */
enum { UNDATED = 7 };
static const int64_t steps[] = { 0, -5, 5, 61, 600, 4200, -4200, 0 };

static void
say_answer(struct td_event *e, const uint8_t *p)
{
	const unsigned relay = p[2] >> 6, which = p[3] & 3;

	e->relay = relays[relay];
	e->relay_ip = relay_ips[relay];
	if (p[3] & 16) {
		e->reply = replies[which];
		e->status = statuses[which];
		e->stage = (uint8_t)(TD_STAGE_RCPT + which);
	}
	if (p[3] & 32) {
		e->delay = 1000000 * (int64_t)(1 + which);
		e->tls = versions[which];
	}
}

static void
say_results(struct td_event *e, uint32_t says, const uint8_t *p)
{
	static const uint32_t which[TD_M_SENDER_ID] = {
		[TD_M_SPF] = SPF, [TD_M_DKIM] = DKIM, [TD_M_DMARC] = DMARC
	};
	const struct td_span domain = domains[p[1] >> 5 & 3];

	for (int m = 0; m < TD_M_SENDER_ID; m++) {
		if ((says & which[m]) == 0)
			continue;
		e->result[m] = (uint8_t)((p[3] & 15) % TD_R_MISSING);
		e->auth_domain[m] = domain;
	}
	if (says & SIGNER)
		e->auth_domain[TD_M_DKIM] = domain;
	if (says & HELO) {
		e->auth_domain[TD_M_SPF] = TD_SPAN("");
		e->helo = TD_SPAN("c.example.com");
	}
	if (says & FIELD) {
		e->field_name = TD_SPAN("Authentication-Results");
		e->field_body = fields[p[3] & 3];
		if (p[3] & 4) {
			e->field_name = TD_SPAN("Received-SPF");
			e->field_body = p[3] & 8 ?
			    TD_SPAN("fail (mx1.example.jp: no) helo=example.net"
			            "; envelope-from=u@example.com") :
			    TD_SPAN("pass receiver=mx2.example.jp");
		}
		if ((p[3] & 15) == 3)
			e->field_name = TD_SPAN("ARC-Authentication-Results");
	}
}

static void
say_names(struct td_event *e, uint32_t says, const uint8_t *p)
{
	if (says & ID)
		e->queue_id = ids[p[1] >> 1 & 3];
	if (says & NEXT || (says & QUEUED_AS && p[2] & 32))
		e->next_id = ids[p[1] >> 3 & 3];
	if (says & MID)
		e->message_id = mids[p[2] & 1];
	if (says & MID_ONLY && p[3] & 16) {
		e->program = TD_PROGRAM_RSPAMD;
		e->message_id = mids[p[2] & 1];
		e->queue_id.n = 0;
	}
	if (says & SENDER) {
		e->sender = senders[p[1] >> 5 & 3];
		if (e->sender.n == 0)
			e->flags |= TD_EVENT_NULL_SENDER;
	}
	if (says & CLIENT)
		e->client_ip = clients[p[2] >> 1 & 1];
	if (says & RCPT)
		e->recipient = rcpts[p[1] >> 5 & 3];
	if (says & LIST)
		e->recipient = lists[p[1] >> 5 & 3];
	if (says & NUMBER) {
		e->delivery_id = p[3] & 64 ? TD_SPAN("1") : TD_SPAN("2");
		e->queue_no = p[3] >> 7;
	}
}

static void
say_domain(struct td_event *e, const uint8_t *p)
{
	e->recipient = domains[p[1] >> 5 & 3];
	e->action = TD_ACTION_SENT;
	e->count[0] = p[2] >> 2 & 3;
	e->count[1] = p[3] & 3;
	e->count[2] = p[3] >> 2 & 3;
	if (e->count[0] == 0)
		e->action =
		    e->count[1] > 0 ? TD_ACTION_DEFERRED : TD_ACTION_FAILED;
}

static void
read_line(struct td_event *e, const struct kind *k, const uint8_t *p)
{
	*e = (struct td_event){ .program = k->program,
		.flags = k->flags,
		.result = { TD_R_MISSING, TD_R_MISSING, TD_R_MISSING,
		    TD_R_MISSING },
		.delay = TD_NO_TIME,
		.count = { 1, 0, 0 },
		.host = hosts[p[1] & 1] };
	say_names(e, k->says, p);
	say_results(e, k->says, p);
	if (k->says & ACTION)
		e->action = (uint8_t)(1 + (p[2] >> 2 & 7) % (TD_N_ACTIONS - 1));
	if (k->says & DOMAIN)
		say_domain(e, p);
	if (k->says & ANSWER)
		say_answer(e, p);
}

static const int64_t start = INT64_C(1795283880) * 1000000;

void
compact_fill(struct log *l, size_t n)
{
	static const struct kind one = { TD_ACCEPT, TD_PROGRAM_POSTFIX,
		TD_EVENT_SUBMITTED | TD_EVENT_CLOSES, ID };
	static const uint8_t zeros[COMPACT_LINE];

	for (l->n = 0; l->n < n; l->n++) {
		l->kind[l->n] = TD_ACCEPT;
		read_line(&l->event[l->n], &one, zeros);
		l->event[l->n].when = start - INT64_C(600000000);
	}
}

void
compact_read(
    struct log *l, const uint8_t *data, size_t n, size_t *cut, size_t *n_cuts)
{
	const uint8_t *p = data, *end = data + n / COMPACT_LINE * COMPACT_LINE;
	int64_t when = start;

	*n_cuts = 0;
	for (; p < end && l->n < MAX_LINES; p += COMPACT_LINE, l->n++) {
		const struct kind *k = &kinds[p[0] & 31];

		if (p[1] & 128 && *n_cuts < COMPACT_CUTS)
			cut[(*n_cuts)++] = l->n;
		when += steps[p[0] >> 5] * 1000000;
		l->kind[l->n] = (enum td_kind)k->kind;
		read_line(&l->event[l->n], k, p);
		l->event[l->n].when = p[0] >> 5 == UNDATED ? TD_NO_TIME : when;
	}
}
