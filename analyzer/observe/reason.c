/*
 * The reason of a refusal: the first rule that applies, in the decision order
 * of BOUNCES.md 2.  What the rules are is in the tables; here they are asked.
 */
#include "analyzer/observe/reason.h"

#include <stdlib.h>

#include "analyzer/observe/reason_table.h"

const char *
td_reason_name(enum td_reason r)
{
	static const char *const name[TD_N_REASONS] = {
#define X(id, name, doc) [TD_REASON_##id] = name,
		TD_REASONS(X)
#undef X
	};

	return name[r];
}

const char *
td_reason_doc(enum td_reason r)
{
	static const char *const sentence[TD_N_REASONS] = {
#define X(id, name, doc) [TD_REASON_##id] = doc,
		TD_REASONS(X)
#undef X
	};

	return sentence[r];
}

/* ---- the tables ---- */

static const struct td_reason_table *const providers[] = {
	&td_reason_google,
	&td_reason_microsoft,
	&td_reason_yahoo,
	&td_reason_apple,
	&td_reason_docomo,
	&td_reason_au,
	&td_reason_softbank,
	&td_reason_ymobile,
	&td_reason_rakuten,
	&td_reason_au_one_net,
	&td_reason_jcom,
	&td_reason_biglobe,
	&td_reason_yahoo_jp,
};

enum { N_PROVIDERS = sizeof(providers) / sizeof(providers[0]) };

static const struct td_reason_table *const common[] = {
	&td_reason_generic,
	&td_reason_status,
	&td_reason_stage,
};

enum {
	N_COMMON = sizeof(common) / sizeof(common[0]),
	BEHIND_CAUSES = N_COMMON - 1
};

/* Nothing was refused, or it is known without any reply. */
static const struct td_reason_rule by_action[] = {
	[TD_ACTION_SENT] = { .name = "state: sent",
	    .source = "BOUNCES 1",
	    .reason = TD_REASON_DELIVERED },
	[TD_ACTION_EXPIRED] = { .name = "state: expired",
	    .source = "DECISIONS 6",
	    .reason = TD_REASON_EXPIRED },
	[TD_ACTION_SUPPRESSED] = { .name = "state: suppressed",
	    .source = "DECISIONS 3",
	    .reason = TD_REASON_SUPPRESSED },
};

static const struct td_reason_rule nothing = {
	.name = "nothing applies",
	.source = "BOUNCES 2",
	.reason = TD_REASON_UNDEFINED,
};

/* The provider with this carrier, or with the domain of this host; or N. */
static unsigned
provider_of_carrier(struct td_span carrier)
{
	unsigned i;

	for (i = 0; i < N_PROVIDERS; i++)
		for (const char *const *k = providers[i]->carriers; *k; k++)
			if (strlen(*k) == carrier.n &&
			    memcmp(*k, carrier.p, carrier.n) == 0)
				return i;
	return N_PROVIDERS;
}

static bool
is_within(struct td_span host, const char *domain)
{
	size_t n = strlen(domain);
	struct td_span end;

	if (host.n > 0 && host.p[host.n - 1] == '.')
		host.n--;
	if (host.n < n)
		return false;
	end = (struct td_span){ host.p + host.n - n, n };
	return td_span_ieq(end, (struct td_span){ domain, n }) &&
	    (host.n == n || end.p[-1] == '.');
}

static unsigned
provider_of_host(struct td_span host)
{
	unsigned i;

	for (i = 0; host.n > 0 && i < N_PROVIDERS; i++)
		for (const char *const *d = providers[i]->hosts; *d; d++)
			if (is_within(host, *d))
				return i;
	return N_PROVIDERS;
}

/* ---- one rule ---- */

enum { N_PAIRS = 4096 };

/* All that a rule can ask for. */
struct question {
	const struct td_reply *reply;
	struct td_status status;
	uint8_t stage;
	bool before; /* TD_DOCOMO_ACCEPTS */
	unsigned carrier, host;
	const struct td_cause *cause; /* or NULL */
	uint64_t pairs[N_PAIRS / 64]; /* what two bytes the text has in a row */
};

static unsigned
pair(const char *p)
{
	return ((unsigned char)p[0] * 37U + (unsigned char)p[1]) % N_PAIRS;
}

static void
note_pairs(struct question *q)
{
	const struct td_reply *r = q->reply;

	memset(q->pairs, 0, sizeof(q->pairs));
	for (size_t i = 0; i + 1 < r->n; i++) {
		unsigned k = pair(r->text + i);

		q->pairs[k / 64] |= UINT64_C(1) << k % 64;
	}
}

/* False: surely not; most of the hundreds of needles end here. */
static bool
may_have(const struct question *q, struct td_span needle)
{
	unsigned a = pair(needle.p), b = pair(needle.p + needle.n - 2);

	return (q->pairs[a / 64] >> a % 64 & q->pairs[b / 64] >> b % 64 & 1) !=
	    0;
}

/* Every needle has two bytes or more. */
static bool
has(const struct question *q, const struct td_reason_rule *rule)
{
	const struct td_reply *r = q->reply;
	const char *end = r->text + r->n, *p;

	if (rule->says.n == 0)
		return true;
	if (!may_have(q, rule->says))
		return false;
	p = memmem(r->text, r->n, rule->says.p, rule->says.n);
	if (p == NULL || rule->then.n == 0)
		return p != NULL;
	p += rule->says.n;
	return memmem(p, (size_t)(end - p), rule->then.p, rule->then.n) != NULL;
}

static bool
applies(const struct td_reason_rule *rule, const struct question *q)
{
	uint16_t code = q->reply->code;

	if (rule->until && !q->before)
		return false;
	if (rule->stages != 0 && (rule->stages & 1 << q->stage) == 0)
		return false;
	if (rule->code != 0 &&
	    rule->code != (rule->code < 10 ? code / 100 : code))
		return false;
	if (rule->subject != 0 &&
	    (q->status.class == 0 || q->status.subject != rule->subject ||
	        q->status.detail < rule->low || q->status.detail > rule->high ||
	        (rule->class != 0 && q->status.class != rule->class)))
		return false;
	return has(q, rule);
}

static const struct td_reason_rule *
search(const struct td_reason_table *t, const struct question *q)
{
	for (size_t i = 0; i < t->n; i++)
		if (applies(&t->rule[i], q))
			return &t->rule[i];
	return NULL;
}

static const struct td_reason_rule *
decide(struct question *q)
{
	const struct td_reason_rule *rule = NULL;

	note_pairs(q);
	if (q->carrier < N_PROVIDERS)
		rule = search(providers[q->carrier], q);
	if (rule == NULL && q->host < N_PROVIDERS && q->host != q->carrier)
		rule = search(providers[q->host], q);
	if (rule == NULL && q->cause != NULL && q->cause->first)
		rule = &q->cause->rule;
	for (size_t i = 0; rule == NULL && i < N_COMMON; i++) {
		if (i == BEHIND_CAUSES && q->cause != NULL)
			rule = &q->cause->rule;
		else
			rule = search(common[i], q);
	}
	return rule != NULL ? rule : &nothing;
}

/* ---- the memory ---- */

/*
 * 1.8 MB a thread.  Twice a text is looked up: as it stands, which most often
 * saves all further work, and made comparable, which finds what differs in an
 * id only.  Longer ones are rare and are asked again.
 */
enum { N_PLACES = 4096, KEY_MAX = 416 };

/* All that an answer depends on, compared whole: no hash can lie. */
struct key {
	size_t n; /* above KEY_MAX: not to be remembered */
	char text[KEY_MAX];
};

struct place {
	const struct td_reason_rule *rule; /* NULL: free */
	struct td_status status;
	uint16_t code, n;
	char key[KEY_MAX];
};

struct td_reasons {
	struct place place[N_PLACES];
};

struct td_reasons *
td_reasons_new(void)
{
	return calloc(1, sizeof(struct td_reasons));
}

void
td_reasons_free(struct td_reasons *m)
{
	free(m);
}

static void
add(struct key *k, const void *p, size_t n)
{
	if (n > 0 && k->n <= KEY_MAX && n <= KEY_MAX - k->n)
		memcpy(k->text + k->n, p, n);
	k->n = n < KEY_MAX && k->n <= KEY_MAX ? k->n + n : KEY_MAX + 1;
}

/* Eight bytes at a time. */
static uint32_t
hash(const char *p, size_t n)
{
	const uint64_t odd = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t h = n, w;

	for (; n >= sizeof(w); p += sizeof(w), n -= sizeof(w)) {
		memcpy(&w, p, sizeof(w));
		h = (h ^ w) * odd;
		h ^= h >> 29;
	}
	for (; n > 0; p++, n--)
		h = (h ^ (uint8_t)*p) * odd;
	return (uint32_t)(h >> 40);
}

/* Where `k` is or will be, or NULL; *known: it is there. */
static struct place *
look(struct td_reasons *m, const struct key *k, bool *known)
{
	struct place *at;

	*known = false;
	if (m == NULL || k->n > KEY_MAX)
		return NULL;
	at = &m->place[hash(k->text, k->n) % N_PLACES];
	*known = at->rule != NULL && at->n == k->n &&
	    memcmp(at->key, k->text, k->n) == 0;
	return at;
}

static void
keep(struct place *at, const struct key *k, const struct td_reason_rule *rule,
    const struct td_verdict *v)
{
	if (at == NULL)
		return;
	at->rule = rule;
	at->status = v->status;
	at->code = v->code;
	at->n = (uint16_t)k->n;
	memcpy(at->key, k->text, k->n);
}

static void
key_of_refusal(struct key *k, const struct td_refusal *in, bool before)
{
	const char head[] = { 'r', (char)in->action, (char)in->stage,
		(char)before, (char)in->service };
	const size_t n[] = { in->carrier.n, in->relay.n, in->status.n,
		in->cause.n };

	k->n = 0;
	add(k, head, sizeof(head));
	add(k, n, sizeof(n));
	add(k, in->carrier.p, in->carrier.n);
	add(k, in->relay.p, in->relay.n);
	add(k, in->status.p, in->status.n);
	add(k, in->cause.p, in->cause.n);
	add(k, in->reply.p, in->reply.n);
}

static void
key_of_question(struct key *k, const struct question *q)
{
	const char head[] = { 'q', (char)q->stage, (char)q->before,
		(char)q->carrier, (char)q->host, (char)q->status.class };
	const uint16_t status[] = { q->status.subject, q->status.detail };

	k->n = 0;
	add(k, head, sizeof(head));
	add(k, status, sizeof(status));
	add(k, &q->cause, sizeof(q->cause));
	add(k, q->reply->text, q->reply->n);
}

/* ---- the answer ---- */

static struct td_status
read_status(struct td_span s)
{
	struct td_status out = { 0, 0, 0 };
	uint16_t number[2] = { 0, 0 };
	size_t i = 1;

	if (s.n < 5 || (s.p[0] != '2' && s.p[0] != '4' && s.p[0] != '5'))
		return out;
	for (int part = 0; part < 2; part++) {
		size_t n = 0;

		if (i >= s.n || s.p[i++] != '.')
			return out;
		for (; n < 3 && i < s.n && s.p[i] >= '0' && s.p[i] <= '9';
		     n++, i++)
			number[part] =
			    (uint16_t)(number[part] * 10 + s.p[i] - '0');
		if (n == 0)
			return out;
	}
	if (i == s.n)
		out = (struct td_status){ (uint8_t)(s.p[0] - '0'), number[0],
			number[1] };
	return out;
}

/* BOUNCES.md 1, column H. */
static bool
is_hard(enum td_reason r, uint16_t code, struct td_status s)
{
	switch (r) {
	case TD_REASON_HOSTUNKNOWN:
	case TD_REASON_USERUNKNOWN:
	case TD_REASON_HASMOVED:
		return true;
	case TD_REASON_NOTACCEPT:
		return code != 0 ? code / 100 == 5 : s.class == 5;
	default:
		return false;
	}
}

static const struct td_reason_rule *
rule_of_action(uint8_t action)
{
	if (action < sizeof(by_action) / sizeof(by_action[0]) &&
	    by_action[action].name != NULL)
		return &by_action[action];
	return NULL;
}

/* Read the reply and decide; by a text like it where there was one. */
static const struct td_reason_rule *
study(struct td_reasons *m, const struct td_refusal *in, bool before,
    struct td_verdict *out)
{
	const struct td_reason_rule *rule = rule_of_action(in->action);
	struct td_reply reply;
	struct question q;
	struct place *at;
	struct key k;
	bool known;

	td_reply_read(in->reply, &reply);
	q.reply = &reply;
	q.stage = in->stage;
	q.before = before;
	/* The receiver's word before the sender's own. */
	q.status =
	    reply.status.class != 0 ? reply.status : read_status(in->status);
	q.cause = td_cause_find(in->service, in->cause);
	out->code = reply.code;
	out->status = q.status;
	if (in->action == TD_ACTION_SUPPRESSED && q.cause != NULL)
		return &q.cause->rule;
	if (rule != NULL)
		return rule;
	q.carrier = provider_of_carrier(in->carrier);
	q.host = provider_of_host(in->relay);
	key_of_question(&k, &q);
	at = look(m, &k, &known);
	if (known)
		return at->rule;
	rule = decide(&q);
	keep(at, &k, rule, out);
	return rule;
}

void
td_reason_of(
    struct td_reasons *m, const struct td_refusal *in, struct td_verdict *out)
{
	bool before = in->when != TD_NO_TIME && in->when < TD_DOCOMO_ACCEPTS;
	const struct td_reason_rule *rule;
	struct place *at;
	struct key k;
	bool known;

	key_of_refusal(&k, in, before);
	at = look(m, &k, &known);
	if (known) {
		rule = at->rule;
		out->code = at->code;
		out->status = at->status;
	} else {
		rule = study(m, in, before, out);
		keep(at, &k, rule, out);
	}
	out->reason = rule->reason;
	out->stage = in->stage;
	out->rule = rule->name;
	out->hard = is_hard(rule->reason, out->code, out->status);
}

bool
td_reason_list(size_t i, struct td_reason_row *out)
{
	const struct td_reason_rule *rule = NULL;
	size_t causes = 0;

	for (size_t t = 0; t < N_PROVIDERS + N_COMMON && rule == NULL; t++) {
		const struct td_reason_table *table =
		    t < N_PROVIDERS ? providers[t] : common[t - N_PROVIDERS];

		if (i < table->n)
			rule = &table->rule[i];
		else
			i -= table->n;
	}
	for (; rule == NULL && td_cause_at(causes) != NULL; causes++)
		if (i-- == 0)
			rule = &td_cause_at(causes)->rule;
	for (size_t a = 0; a < TD_N_ACTIONS && rule == NULL; a++) {
		if (a >= sizeof(by_action) / sizeof(by_action[0]) ||
		    by_action[a].name == NULL)
			continue;
		if (i-- == 0)
			rule = &by_action[a];
	}
	if (rule == NULL && i == 0)
		rule = &nothing;
	if (rule == NULL)
		return false;
	out->rule = rule->name;
	out->source = rule->source;
	out->reason = rule->reason;
	return true;
}
