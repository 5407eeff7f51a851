/*
 * What a log tells of mail that a service or a notice tells of, too, and what
 * comes of a row in the end; see ledger.h.
 */
#include "ledger_parts.h"

/* ---- deliveries of logs ---- */

/* Two that a service took under one id are of one mail, and both count. */
static int
join_relayed(struct td_ledger *l, struct relayed *into, const struct relayed *r)
{
	const uint64_t weight = into->weight + r->weight;
	const uint64_t notice = into->notice != 0 ? into->notice : r->notice;

	if (td_ledger_put_same(l, into->notice, r->notice) < 0)
		return -1;
	if (r->begin < into->begin ||
	    (r->begin == into->begin && r->first < into->first))
		*into = *r;
	into->weight = weight;
	into->notice = notice;
	return 0;
}

/* Put it in front of those that the row has. */
static void
push(struct td_ledger *l, struct row *r, uint32_t relayed)
{
	l->relayed[relayed].next = r->relayed;
	r->relayed = relayed;
}

int
td_ledger_put_relayed(
    struct td_ledger *l, const struct row *r, const struct relayed *relayed)
{
	uint32_t at;

	if (td_ledger_put(l, r) < 0)
		return -1;
	at = td_ledger_find(l, r->key);
	if (r->service != TD_SERVICE_NOTICE && l->row[at].relayed != NONE)
		return join_relayed(
		    l, &l->relayed[l->row[at].relayed], relayed);
	if (td_room(&l->relayed, &l->cap_relayed, l->n_relayed + 1,
	        sizeof(*relayed)) < 0)
		return -1;
	l->relayed[l->n_relayed] = *relayed;
	push(l, &l->row[at], l->n_relayed++);
	return 0;
}

static int
relayed_texts(struct td_ledger *l, const struct td_settled *s,
    struct td_span label, struct relayed *r)
{
	for (int m = 0; m < TD_M_SENDER_ID; m++)
		if (td_text(&l->texts, s->auth_domain[m], &r->auth_domain[m]) <
		    0)
			return -1;
	if (td_text(&l->texts, s->domain, &r->domain) < 0 ||
	    td_text(&l->texts, s->host, &r->host) < 0 ||
	    td_text(&l->texts, s->sender_domain, &r->sender) < 0 ||
	    td_text(&l->texts, s->author_domain, &r->author) < 0 ||
	    td_text(&l->texts, s->status, &r->state.status) < 0 ||
	    td_text(&l->texts, s->reply, &r->state.reply) < 0 ||
	    td_text(&l->texts, s->relay, &r->state.relay) < 0 ||
	    td_text(&l->texts, s->relay_ip, &r->state.relay_ip) < 0 ||
	    td_text(&l->texts, s->tls, &r->state.tls) < 0)
		return -1;
	return td_ledger_text(l, label, &r->state.label);
}

/* Put it into the row of a key. */
static int
put_delivery(struct td_ledger *l, enum td_service service, uint64_t key,
    uint64_t notice, const struct td_settled *s, struct td_span label)
{
	struct relayed relayed = { .begin = s->begin,
		.first = s->first,
		.weight = s->weight,
		.notice = notice,
		.next = NONE,
		.owner = NONE,
		.state = { .when = s->last,
		    .delay = s->delay,
		    .action = s->outcome,
		    .stage = s->stage,
		    .flags = s->flags },
		.attempts = s->attempts,
		.program = s->program,
		.null_sender = s->null_sender,
		.submitted = s->submitted,
		.open = s->open };
	struct row r;

	memcpy(relayed.result, s->result, sizeof(relayed.result));
	memcpy(relayed.told_by, s->told_by, sizeof(relayed.told_by));
	td_ledger_clear_row(&r, key);
	r.service = (uint8_t)service;
	if (relayed_texts(l, s, label, &relayed) < 0)
		return -1;
	return td_ledger_put_relayed(l, &r, &relayed);
}

int
td_ledger_relay(struct td_ledger *l, enum td_service service,
    const struct td_noticed *by, const struct td_settled *s,
    struct td_span label)
{
	const uint64_t notice = by->n > 0 ? by->key[0] : 0;
	uint64_t key = notice;

	for (unsigned i = 1; i < by->n; i++)
		if (td_ledger_put_same(l, notice, by->key[i]) < 0)
			return -1;
	if (service == TD_SERVICE_NONE)
		service = TD_SERVICE_NOTICE;
	else
		key = td_ledger_key(service, s->given, s->recipient_hash);
	return put_delivery(l, service, key, notice, s, label);
}

int
td_ledger_keep(
    struct td_ledger *l, const struct td_settled *s, struct td_span label)
{
	struct kept kept = { 0, { 0 } };

	if (!s->unasked)
		td_notices_names(s, kept.name);
	for (int i = 0; kept.row == 0 && i < N_NAMES; i++)
		kept.row = kept.name[i];
	if (kept.row == 0)
		return 1;
	if (td_ledger_put_kept(l, &kept) < 0)
		return -1;
	return put_delivery(l, TD_SERVICE_NOTICE, kept.row, kept.row, s, label);
}

/* ---- what comes of it ---- */

static void
set_state(
    const struct texts *t, const struct state *state, struct td_settled *s)
{
	s->outcome = state->action;
	s->stage = state->stage;
	s->flags = state->flags;
	s->last = state->when;
	s->delay = state->delay;
	s->status = text_at(t, state->status);
	s->reply = text_at(t, state->reply);
	s->cause = text_at(t, state->cause);
	s->relay = text_at(t, state->relay);
	s->relay_ip = text_at(t, state->relay_ip);
	s->tls = text_at(t, state->tls);
	s->label = text_at(t, state->label);
}

/* What the log says, where it says it: it knows more of how mail came in. */
static void
set_relayed(
    const struct td_ledger *l, const struct relayed *r, struct td_settled *s)
{
	const struct texts *t = &l->texts;

	s->domain = text_at(t, r->domain);
	s->host = text_at(t, r->host);
	s->program = r->program;
	s->weight = r->weight;
	s->submitted = r->submitted;
	s->null_sender |= r->null_sender;
	s->begin = earliest(r->begin, s->begin);
	s->first = earliest(r->first, s->first);
	if (r->sender != 0)
		s->sender_domain = text_at(t, r->sender);
	if (r->author != 0)
		s->author_domain = text_at(t, r->author);
	for (int m = 0; m < TD_M_SENDER_ID; m++) {
		if (r->result[m] == TD_R_MISSING)
			continue;
		s->result[m] = r->result[m];
		s->told_by[m] = r->told_by[m];
		s->auth_domain[m] = text_at(t, r->auth_domain[m]);
	}
}

static bool
has_failed(uint8_t action)
{
	return action == TD_ACTION_FAILED || action == TD_ACTION_EXPIRED;
}

/*
 * Notices in the row tell of it, too.  Who refused it, if a notice does not
 * say, is who had it last.
 */
static void
notice(const struct td_ledger *l, const struct row *r, struct td_settled *s)
{
	const struct td_span relay = s->relay, ip = s->relay_ip, tls = s->tls;

	s->noticed = true;
	s->complained |= (r->seen & SEEN_COMPLAINT) != 0;
	if (!has_failed(r->state.action) ||
	    (s->outcome != TD_ACTION_SENT && s->outcome != TD_ACTION_DEFERRED))
		return;
	s->overruled = true;
	set_state(&l->texts, &r->state, s);
	if (s->relay.n + s->relay_ip.n == 0) {
		s->relay = relay;
		s->relay_ip = ip;
	}
	s->tls = tls;
	s->open = s->unheard = false;
	if (s->service == TD_SERVICE_NONE)
		s->service = TD_SERVICE_NOTICE;
}

/* What a service does not tell of is what the log says. */
static void
set_log(
    const struct td_ledger *l, const struct relayed *r, struct td_settled *s)
{
	s->service = TD_SERVICE_NONE;
	s->attempts = r->attempts;
	set_state(&l->texts, &r->state, s);
	s->open = r->open;
}

/* A row of a service, or of notices that no log tells of. */
static void
settle_row(const struct td_ledger *l, const struct row *r, struct td_settled *s)
{
	const struct texts *t = &l->texts;
	const struct relayed *relayed =
	    r->relayed == NONE ? NULL : &l->relayed[r->relayed];
	const bool told = (r->seen & SEEN_MESSAGE) != 0;
	const bool by_mail = (r->seen & SEEN_SERVICE) == 0;

	*s = (struct td_settled){ .domain = text_at(t, r->domain),
		.weight = told ? r->weight : 0,
		.begin = r->begun,
		.first = r->first,
		.attempts = r->attempts + ((r->seen & SEEN_SENT) != 0) +
		    ((r->seen & SEEN_FAILED) != 0),
		.sender_domain = text_at(t, r->sender),
		.author_domain = text_at(t, r->author),
		.tag = text_at(t, r->tag),
		.reporter = text_at(t, r->reporter),
		.service = r->service,
		.complained = (r->seen & SEEN_COMPLAINT) != 0,
		.null_sender = (r->seen & SEEN_NULL_SENDER) != 0,
		.inbound = (r->seen & SEEN_INBOUND) != 0,
		.hard = (r->seen & SEEN_HARD) != 0,
		.by_mail = by_mail && relayed == NULL };
	set_state(t, &r->state, s);
	for (int m = 0; m < TD_M_SENDER_ID; m++) {
		s->result[m] = r->result[m];
		s->auth_domain[m] = text_at(t, r->auth_domain[m]);
	}
	s->open = s->outcome == TD_ACTION_DEFERRED;
	if (relayed != NULL) {
		set_relayed(l, relayed, s);
		s->joined = !by_mail && r->state.action != TD_ACTION_NONE;
		s->unheard = !s->joined;
		if (s->unheard)
			set_log(l, relayed, s);
		if (by_mail && r->seen != 0)
			notice(l, r, s);
	}
	if (s->outcome == TD_ACTION_SENT && s->delay == TD_NO_TIME &&
	    s->begin != TD_NO_TIME && s->last != TD_NO_TIME)
		s->delay = s->last - s->begin;
}

/* ---- several of a log, and a notice ---- */

/* A delivery that a notice may be about, without what that says. */
static void
settle_relayed(const struct td_ledger *l, const struct relayed *relayed,
    struct td_settled *s)
{
	if (relayed->owner != NONE) {
		settle_row(l, &l->row[relayed->owner], s);
		return;
	}
	*s = (struct td_settled){ .begin = TD_NO_TIME, .first = TD_NO_TIME };
	memset(s->result, TD_R_MISSING, sizeof(s->result));
	set_relayed(l, relayed, s);
	set_log(l, relayed, s);
}

static int
likelihood(const struct row *r, uint8_t outcome)
{
	const bool failed = has_failed(r->state.action);

	if (outcome == TD_ACTION_SENT)
		return failed ? 1 : 3;
	if (outcome == TD_ACTION_DEFERRED)
		return 2;
	return has_failed(outcome) ? (failed ? 3 : 1) : 0;
}

/* Any order, if it only is one. */
static int
compare_facts(const struct td_settled *a, const struct td_settled *b)
{
	const struct td_span *const x[] = { &a->host, &a->label, &a->relay,
		&a->relay_ip, &a->status, &a->reply, &a->tls, &a->sender_domain,
		&a->author_domain, &a->tag };
	const struct td_span *const y[] = { &b->host, &b->label, &b->relay,
		&b->relay_ip, &b->status, &b->reply, &b->tls, &b->sender_domain,
		&b->author_domain, &b->tag };
	int by = (a->attempts > b->attempts) - (a->attempts < b->attempts);

	for (size_t i = 0; by == 0 && i < sizeof(x) / sizeof(x[0]); i++)
		by = td_span_cmp(*x[i], *y[i]);
	if (by == 0)
		by = memcmp(a->result, b->result, sizeof(a->result));
	for (int m = 0; by == 0 && m < TD_M_SENDER_ID; m++)
		by = td_span_cmp(a->auth_domain[m], b->auth_domain[m]);
	return by;
}

/* Whether the notice is about a rather than b; see ledger.h. */
static bool
is_likelier(
    const struct row *r, const struct td_settled *a, const struct td_settled *b)
{
	int by = likelihood(r, a->outcome) - likelihood(r, b->outcome);

	if (by == 0)
		by = (a->last > b->last) - (a->last < b->last);
	if (by == 0)
		by = (a->begin > b->begin) - (a->begin < b->begin);
	if (by == 0)
		by = compare_facts(a, b);
	return by > 0;
}

static void
settle_noticed(
    const struct td_ledger *l, const struct row *r, td_settle *emit, void *arg)
{
	const struct relayed *x = &l->relayed[r->relayed];
	struct td_settled best, s;

	settle_relayed(l, x, &best);
	while (x->next != NONE) {
		x = &l->relayed[x->next];
		settle_relayed(l, x, &s);
		if (is_likelier(r, &s, &best)) {
			struct td_settled other = best;

			best = s;
			s = other;
		}
		emit(arg, &s);
	}
	if (r->seen != 0)
		notice(l, r, &best);
	emit(arg, &best);
}

/* What went to a service is among what its notice may be about. */
static void
push_owned(struct td_ledger *l)
{
	for (uint32_t i = 0; i < l->n; i++) {
		const uint32_t relayed = l->row[i].relayed;
		uint32_t at;

		if (l->row[i].service == TD_SERVICE_NOTICE || relayed == NONE ||
		    l->relayed[relayed].notice == 0)
			continue;
		at = td_ledger_find(l, l->relayed[relayed].notice);
		if (at == NONE)
			continue;
		l->relayed[relayed].owner = i;
		push(l, &l->row[at], relayed);
	}
}

/* A notice that is about a delivery of a log is not told of the service's row
 * of that as well: so that comes first. */
int
td_ledger_prepare(struct td_ledger *l)
{
	push_owned(l);
	if (td_ledger_ask_notices(l) < 0 || td_ledger_unite_notices(l) < 0)
		return -1;
	return td_ledger_join_notices(l);
}

void
td_ledger_settle_part(const struct td_ledger *l, unsigned nth, unsigned n,
    td_settle *emit, void *arg)
{
	const uint32_t end = (uint32_t)((uint64_t)l->n * (nth + 1) / n);

	for (uint32_t i = (uint32_t)((uint64_t)l->n * nth / n); i < end; i++) {
		const struct row *r = &l->row[i];
		struct td_settled s;

		if (r->into != NONE)
			continue;
		if (r->relayed != NONE && r->service == TD_SERVICE_NOTICE) {
			settle_noticed(l, r, emit, arg);
			continue;
		}
		if (r->relayed != NONE && l->relayed[r->relayed].owner != NONE)
			continue;
		settle_row(l, r, &s);
		emit(arg, &s);
	}
}

int
td_ledger_settle(struct td_ledger *l, td_settle *emit, void *arg)
{
	int rc = td_ledger_prepare(l);

	if (rc == 0)
		td_ledger_settle_part(l, 0, 1, emit, arg);
	td_ledger_empty(l);
	return rc;
}
