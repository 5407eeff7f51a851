/*
 * What a log tells of mail that went to a service, and what comes of a row in
 * the end; see ledger.h.
 */
#include "ledger_parts.h"

/* ---- deliveries of logs ---- */

/* Two of one message and recipient are of one mail, and both count. */
static void
join_relayed(struct relayed *into, const struct relayed *r)
{
	uint64_t weight = into->weight + r->weight;

	if (r->begin < into->begin ||
	    (r->begin == into->begin && r->first < into->first))
		*into = *r;
	into->weight = weight;
}

int
td_ledger_put_relayed(
    struct td_ledger *l, struct row *r, const struct relayed *relayed)
{
	uint32_t at = td_ledger_find(l, r->key);

	if (at != NONE && l->row[at].relayed != NONE) {
		join_relayed(&l->relayed[l->row[at].relayed], relayed);
		return 0;
	}
	if (td_room(&l->relayed, &l->cap_relayed, l->n_relayed + 1,
	        sizeof(*relayed)) < 0)
		return -1;
	l->relayed[l->n_relayed] = *relayed;
	r->relayed = l->n_relayed++;
	return td_ledger_put(l, r);
}

static int
relayed_texts(struct td_ledger *l, const struct td_settled *s,
    struct td_span label, struct relayed *r)
{
	for (int m = 0; m < TD_M_SENDER_ID; m++)
		if (td_text(&l->texts, s->auth_domain[m], &r->auth_domain[m]) <
		    0)
			return -1;
	if (td_text(&l->texts, s->host, &r->host) < 0 ||
	    td_text(&l->texts, s->sender_domain, &r->sender) < 0 ||
	    td_text(&l->texts, s->author_domain, &r->author) < 0 ||
	    td_text(&l->texts, s->status, &r->state.status) < 0 ||
	    td_text(&l->texts, s->relay, &r->state.relay) < 0 ||
	    td_text(&l->texts, s->relay_ip, &r->state.relay_ip) < 0 ||
	    td_text(&l->texts, s->tls, &r->state.tls) < 0)
		return -1;
	return td_ledger_text(l, label, &r->state.label);
}

int
td_ledger_relay(struct td_ledger *l, enum td_service service,
    const struct td_settled *s, struct td_span label)
{
	struct relayed relayed = { .begin = s->begin,
		.first = s->first,
		.weight = s->weight,
		.state = { .when = s->last,
		    .delay = s->delay,
		    .action = s->outcome,
		    .stage = s->stage,
		    .flags = s->flags },
		.attempts = s->attempts,
		.program = s->program,
		.null_sender = s->null_sender,
		.submitted = s->submitted };
	struct row r;

	memcpy(relayed.result, s->result, sizeof(relayed.result));
	memcpy(relayed.told_by, s->told_by, sizeof(relayed.told_by));
	td_ledger_clear_row(
	    &r, td_ledger_key(service, s->given, s->recipient_hash));
	r.service = (uint8_t)service;
	if (td_text(&l->texts, s->domain, &r.domain) < 0 ||
	    relayed_texts(l, s, label, &relayed) < 0)
		return -1;
	return td_ledger_put_relayed(l, &r, &relayed);
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

static void
settle_row(const struct td_ledger *l, const struct row *r, struct td_settled *s)
{
	const struct texts *t = &l->texts;
	const bool told = (r->seen & SEEN_MESSAGE) != 0;

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
		.by_mail = (r->seen & SEEN_SERVICE) == 0 };
	set_state(t, &r->state, s);
	for (int m = 0; m < TD_M_SENDER_ID; m++) {
		s->result[m] = r->result[m];
		s->auth_domain[m] = text_at(t, r->auth_domain[m]);
	}
	if (r->relayed != NONE) {
		const struct relayed *relayed = &l->relayed[r->relayed];

		set_relayed(l, relayed, s);
		s->joined = r->state.action != TD_ACTION_NONE;
		s->unheard = !s->joined;
		if (s->unheard) {
			s->service = TD_SERVICE_NONE;
			s->attempts = relayed->attempts;
			set_state(t, &relayed->state, s);
		}
	}
	if (s->outcome == TD_ACTION_SENT && s->delay == TD_NO_TIME &&
	    s->begin != TD_NO_TIME && s->last != TD_NO_TIME)
		s->delay = s->last - s->begin;
	s->open = s->outcome == TD_ACTION_DEFERRED;
}

void
td_ledger_settle_part(const struct td_ledger *l, unsigned nth, unsigned n,
    td_settle *emit, void *arg)
{
	const uint32_t end = (uint32_t)((uint64_t)l->n * (nth + 1) / n);
	struct td_settled s;

	for (uint32_t i = (uint32_t)((uint64_t)l->n * nth / n); i < end; i++) {
		settle_row(l, &l->row[i], &s);
		emit(arg, &s);
	}
}

void
td_ledger_settle(struct td_ledger *l, td_settle *emit, void *arg)
{
	td_ledger_settle_part(l, 0, 1, emit, arg);
	td_ledger_empty(l);
}
