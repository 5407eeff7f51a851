/*
 * Lines of Exim that tell what became of a recipient, by their flag:
 *
 *	=> -> >>	delivered; to a further one; while it came in
 *	*>		would have been delivered (-N)
 *	==		put off
 *	**		given up
 *
 * deliver.c of Exim writes them: delivery_log(), deferral_log(), failure_log().
 */
#include "field_date.h"
#include "lex.h"
#include "log_exim.h"
#include "log_reply.h"

/* What the tokens of a line say. */
struct facts {
	struct td_span sender, router, transport, tls, confirmation, queued;
	struct td_exim_host host;
	const char *reason; /* of a failure; or NULL */
	const char *defer;  /* behind "defer ("; or NULL */
	bool null_sender;
	bool odd; /* a token that Exim does not write here */
};

/* Words without "=" among the tokens. */
static bool
is_word(struct td_span w)
{
	static const struct td_span words[] = { TD_LIT("K"), TD_LIT("L"),
		TD_LIT("L*"), TD_LIT("L-"), TD_LIT("DS"), TD_LIT("TFO"),
		TD_LIT("TFO*"), TD_LIT("PRDR") };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (td_span_eq(w, words[i]))
			return true;
	return false;
}

/* A bare word; *p is behind it.  False if it ends the tokens. */
static bool
word(const char **p, const char *end, char flag, struct td_span w,
    struct facts *f)
{
	static const struct td_span defer = TD_LIT("defer");
	static const struct td_span routing = TD_LIT("routing");
	static const struct td_span wrapper = TD_LIT("mua_wrapper");

	if (flag == '=' && td_span_eq(w, defer) && *p < end && **p == '(') {
		f->defer = *p + 1;
		return false;
	}
	/* "routing defer (..."; "routing yielded a local delivery" */
	if (flag == '=' && td_span_eq(w, routing))
		return true;
	if (flag == '*' && (td_span_eq(w, routing) || td_span_eq(w, wrapper))) {
		f->reason = w.p;
		return false;
	}
	/* What the shadow transport said: ST=name (message). */
	if (w.n > 0 && w.p[0] == '(' && f->transport.n > 0) {
		const char *q = memmem(w.p, (size_t)(end - w.p), ") ", 2);

		*p = q == NULL ? end : q + 2;
		return true;
	}
	if (!is_word(w))
		f->odd = true;
	return true;
}

static void
key(const struct td_exim_token *t, struct facts *f)
{
	if (t->key.n == 1) {
		switch (t->key.p[0]) {
		case 'F':
			f->sender = t->value;
			f->null_sender = t->value.n == 0;
			break;
		case 'R':
			f->router = t->value;
			break;
		case 'T':
			f->transport = t->value;
			break;
		case 'X':
			f->tls = t->value;
			break;
		case 'C':
			f->confirmation = t->value;
			break;
		}
	} else if (t->key.n == 2 && t->key.p[0] == 'Q' && t->key.p[1] == 'T') {
		f->queued = t->value;
	}
}

/* Read what follows the target. */
static void
read_facts(const struct td_exim_target *target, const char *end, char flag,
    struct facts *f)
{
	const char *p = target->rest;
	struct td_exim_token t = { .colon = target->colon };

	*f = (struct facts){ .reason = NULL };
	for (;;) {
		if (t.colon && flag == '*') {
			f->reason = p;
			return;
		}
		if (t.colon && flag == '=')
			f->odd = true;
		if (p >= end)
			return;
		if (end - p > 2 && p[0] == 'H' && p[1] == '=') {
			p += 2;
			td_exim_host(&p, end, &f->host);
			t.colon = f->host.colon;
			continue;
		}
		if (!td_exim_token(&p, end, &t))
			f->odd = true;
		if (t.key.n > 0)
			key(&t, f);
		else if (!(t.colon && t.value.n == 0) &&
		    !word(&p, end, flag, t.value, f))
			return;
	}
}

/* Seconds in a unit of time; 0 if it is none. */
static int64_t
unit_of(char c)
{
	switch (c) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 604800;
	default:
		return 0;
	}
}

/* "1w2d3h4m5s" or "1.234s" as microseconds; TD_NO_TIME if it is neither. */
static int64_t
interval(struct td_span s)
{
	const int64_t limit = INT64_C(1000000) * 86400 * 400;
	int64_t sum = 0;
	size_t i = 0;

	while (i < s.n) {
		int64_t n = 0, scale = 1000000;
		size_t from = i;

		for (; i < s.n && i - from < 8; i++) {
			if (s.p[i] == '.' && scale == 1000000 && i > from) {
				scale = 100000;
				continue;
			}
			if (s.p[i] < '0' || s.p[i] > '9')
				break;
			if (scale == 1000000) {
				n = n * 10 + (s.p[i] - '0') * INT64_C(1000000);
			} else {
				n += (s.p[i] - '0') * scale;
				scale /= 10;
			}
		}
		if (i == from || i == s.n || unit_of(s.p[i]) == 0 ||
		    n > limit / unit_of(s.p[i]))
			return TD_NO_TIME;
		sum += n * unit_of(s.p[i++]);
		if (sum > limit)
			return TD_NO_TIME;
	}
	return s.n == 0 ? TD_NO_TIME : sum;
}

static void
put_facts(
    const struct facts *f, const struct td_exim_target *t, struct td_event *e)
{
	e->recipient = t->place && t->original.n > 0 ? t->original : t->address;
	e->original = t->original;
	e->sender = f->sender;
	e->tls = f->tls;
	e->relay = f->host.name;
	e->relay_ip = f->host.ip;
	if (f->host.submission)
		e->flags |= TD_EVENT_SUBMISSION;
	e->delay = interval(f->queued);
	if (f->null_sender)
		e->flags |= TD_EVENT_NULL_SENDER;
	if (!t->place)
		return;
	if (t->address.p[0] == '|')
		e->flags |= TD_EVENT_PIPE;
	if (f->host.name.n == 0)
		e->flags |= TD_EVENT_LOCAL;
}

/*
 * Mail that no transport has seen:
 *
 *	=> :blackhole: <u@example.jp> R=router
 *	=> discarded <u@example.jp> R=router
 *	=> /dev/null <u@example.jp> R=router T=**bypassed**
 *	=> discarded (system filter)
 *	=> blackhole (RCPT ACL discarded recipients)
 */
static bool
is_thrown_away(
    const struct facts *f, const struct td_exim_target *t, const char *end)
{
	static const struct td_span blackhole = TD_LIT(":blackhole:");
	static const struct td_span blackhole_word = TD_LIT("blackhole");
	static const struct td_span discarded = TD_LIT("discarded");
	static const struct td_span bypassed = TD_LIT("**bypassed**");

	if (f->transport.n > 0)
		return td_span_eq(f->transport, bypassed);
	/* Who is named has a router, who is not has words behind him. */
	if (t->original.n > 0 ? f->router.n == 0 : t->rest == end)
		return false;
	if (td_span_eq(t->address, discarded))
		return true;
	return td_span_eq(
	    t->address, t->original.n > 0 ? blackhole : blackhole_word);
}

static enum td_kind
delivered(char flag, const struct facts *f, const struct td_exim_target *t,
    const char *end, struct td_event *e, enum td_defect *defect)
{
	if (is_thrown_away(f, t, end)) {
		e->action = TD_ACTION_SUPPRESSED;
		e->flags |= TD_EVENT_NO_ATTEMPT;
		e->flags &= (uint16_t)~TD_EVENT_LOCAL;
		e->recipient = t->original;
		return TD_DELIVER;
	}
	if (f->transport.n == 0) {
		*defect = TD_TORN_DELIVERY;
		return TD_NOTE;
	}
	if (flag == '*') {
		e->action = TD_ACTION_SUPPRESSED;
		e->flags |= TD_EVENT_NO_ATTEMPT;
		return TD_DELIVER;
	}
	e->action = TD_ACTION_SENT;
	e->reply = f->confirmation;
	if (e->reply.n > 0) {
		e->status = td_reply_status(e->reply);
		e->next_id = td_reply_queue_id(e->reply);
	}
	/* Every transport that speaks SMTP names a host. */
	if (e->relay.n == 0) {
		e->flags |= TD_EVENT_LOCAL;
		e->relay = f->transport;
	}
	return TD_DELIVER;
}

/* Whether nothing was tried: DECISIONS.md 2. */
static bool
is_state(int number, const char *p, const char *end)
{
	/*
	 * Exim's macros.h: -52 and below are kinds of "not yet", -23 a domain
	 * that is held; -51 was one before Exim 4.95.
	 */
	return number <= -52 || number == -23 ||
	    TD_BEGINS(p, end, "retry time not reached") ||
	    TD_BEGINS(p, end, "Retry time not yet reached") ||
	    TD_BEGINS(p, end, "SMTP delivery explicitly queued");
}

/* Behind " H=..." and " DT=..." at p. */
static const char *
skip_details(const char *p, const char *end, struct td_event *e)
{
	while (p < end && *p == ' ') {
		struct td_exim_host h;

		p++;
		if (TD_BEGINS(p, end, "H=")) {
			p += 2;
			td_exim_host(&p, end, &h);
			e->relay = h.name;
			e->relay_ip = h.ip;
			if (h.colon || p == end)
				return p;
			p--;
		} else {
			p = td_find_or_end(p, end, ' ');
			if (p[-1] == ':')
				return p < end ? p + 1 : end;
		}
	}
	return p;
}

/*
 *	defer (NUMBER)[: STRERROR][ H=HOST][ DT=TIME][: MESSAGE]
 *
 * p is behind the parenthesis.
 */
static enum td_kind
deferred(
    const char *p, const char *end, struct td_event *e, enum td_defect *defect)
{
	const char *close, *q;
	int number = 0;

	close = p == NULL ? NULL : memchr(p, ')', (size_t)(end - p));
	if (close == NULL) {
		*defect = TD_TORN_DELIVERY;
		return TD_NOTE;
	}
	e->action = TD_ACTION_DEFERRED;
	if (*p == '-')
		for (q = p + 1; q < close && td_is_digit(*q) && number > -1000;
		     q++)
			number = number * 10 - (*q - '0');
	q = close + 1;
	/* A positive number is an errno, and says what it means. */
	if (*p != '-' && *p != '0' && TD_BEGINS(q, end, ": ")) {
		const char *from = q + 2, *host, *colon;

		host = td_find_pair(from, end, ' ', 'H');
		colon = td_find_pair(from, end, ':', ' ');
		if (host != NULL && !TD_BEGINS(host, end, " H="))
			host = memmem(from, (size_t)(end - from), " H=", 3);
		q = host != NULL && (colon == NULL || host < colon) ? host :
		    colon != NULL                                   ? colon :
		                                                      end;
		td_exim_reason(td_span(from, q), e);
	}
	q = skip_details(q, end, e);
	if (TD_BEGINS(q, end, ": "))
		q += 2;
	if (is_state(number, q, end))
		e->flags |= TD_EVENT_NO_ATTEMPT;
	if (q < end)
		td_exim_reason(td_span(q, end), e);
	return TD_DELIVER;
}

/* The text of a failure without the " DT=time" that may stand behind it. */
static struct td_span
without_time(const char *p, const char *end)
{
	const char *sp = memrchr(p, ' ', (size_t)(end - p));

	if (sp != NULL && end - sp > 5 && end[-1] == 's' &&
	    TD_BEGINS(sp, end, " DT="))
		end = sp;
	return td_span(p, end);
}

static enum td_kind
failed(const struct facts *f, const char *end, struct td_event *e,
    enum td_defect *defect)
{
	const char *p = f->reason;

	e->action = TD_ACTION_FAILED;
	if (p == NULL || p == end) {
		if (f->transport.n == 0) {
			*defect = TD_TORN_DELIVERY;
			return TD_NOTE;
		}
		return TD_DELIVER;
	}
	/* Only Exim's own words, never those of a reply. */
	if (TD_BEGINS(p, end, "retry timeout exceeded") ||
	    TD_BEGINS(p, end, "message too old") ||
	    (TD_BEGINS(p, end, "all hosts") &&
	        memmem(p, (size_t)(end - p), " failing for a long time", 24) !=
	            NULL)) {
		e->action = TD_ACTION_EXPIRED;
		e->flags |= TD_EVENT_NO_ATTEMPT;
	}
	td_exim_reason(without_time(p, end), e);
	return TD_DELIVER;
}

/*
 * Whether the line may look as it does because of a local part without its
 * quotes: see log_exim_target.c.
 */
static bool
is_doubtful(const struct facts *f, const char *end)
{
	const char *p = f->defer != NULL ? f->defer : f->reason;

	return f->odd || (p != NULL && td_find_pair(p, end, ' ', '<') != NULL);
}

enum td_kind
td_exim_delivery(const char *flag, const char *p, const char *end,
    struct td_event *e, enum td_defect *defect)
{
	struct td_exim_target t, proven;
	struct facts f = { .odd = true };
	char what = flag[1] == '>' ? '>' : flag[0];
	bool read = td_exim_target(p, end, &t);

	if (read)
		read_facts(&t, end, what, &f);
	if (is_doubtful(&f, end) && td_exim_quoted_target(p, end, &proven)) {
		read = true;
		t = proven;
		read_facts(&t, end, what, &f);
	}
	if (!read) {
		*defect = TD_TORN_DELIVERY;
		return TD_NOTE;
	}
	put_facts(&f, &t, e);
	if (what == '>')
		return delivered(flag[0], &f, &t, end, e, defect);
	if (what == '=')
		return deferred(f.defer, end, e, defect);
	return failed(&f, end, e, defect);
}
