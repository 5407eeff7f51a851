/*
 * What a message is to be, by lot: everything is decided before the first
 * byte is written.
 */
#include "gen.h"

/* 2026-11-01T00:00:00Z; the messages come within four weeks. */
#define FIRST_DAY INT64_C(1793491200)
#define SPAN_SECONDS (28 * 86400)

/* The first messages tell what the archive is: nothing is damaged there. */
enum { SOUND_AT_FIRST = 8 };

/* A header section over 1 MiB, rarely: it is as long as 400 others. */
enum { ENDLESS_EVERY = 65536, ENDLESS_FIRST = 1500 };

struct weighted {
	struct gen_verdict verdict;
	uint32_t weight; /* of 1,000 */
};

#define WORDS_PER_METHOD 8

static const struct weighted words[N_METHODS][WORDS_PER_METHOD] = {
	[M_SPF] = { { { "pass", W_PASS }, 850 }, { { "fail", W_FAIL }, 35 },
	    { { "softfail", W_SOFTFAIL }, 45 }, { { "none", W_NONE }, 35 },
	    { { "neutral", W_NEUTRAL }, 15 },
	    { { "temperror", W_TEMPERROR }, 10 },
	    { { "permerror", W_PERMERROR }, 10 } },
	[M_DKIM] = { { { "pass", W_PASS }, 900 }, { { "fail", W_FAIL }, 60 },
	    { { "neutral", W_NEUTRAL }, 10 }, { { "policy", W_POLICY }, 10 },
	    { { "temperror", W_TEMPERROR }, 10 },
	    { { "permerror", W_PERMERROR }, 10 } },
	[M_DMARC] = { { { "pass", W_PASS }, 800 }, { { "fail", W_FAIL }, 100 },
	    { { "none", W_NONE }, 80 }, { { "temperror", W_TEMPERROR }, 10 },
	    { { "permerror", W_PERMERROR }, 10 } },
	[M_ARC] = { { { "none", W_NONE }, 600 }, { { "pass", W_PASS }, 300 },
	    { { "fail", W_FAIL }, 100 } },
	[M_SENDER_ID] = { { { "pass", W_PASS }, 700 },
	    { { "fail", W_FAIL }, 50 }, { { "softfail", W_SOFTFAIL }, 100 },
	    { { "none", W_NONE }, 100 }, { { "neutral", W_NEUTRAL }, 30 },
	    { { "temperror", W_TEMPERROR }, 10 },
	    { { "permerror", W_PERMERROR }, 10 } },
};

static struct gen_verdict
choose_word(struct gen_mail *m, enum gen_method method)
{
	uint32_t x = gen_below(&m->random, 1000);
	size_t i = 0;

	while (x >= words[method][i].weight)
		x -= words[method][i++].weight;
	return words[method][i].verdict;
}

static void
choose_verdicts(struct gen_mail *m)
{
	const struct gen_receiver *r = m->receiver;

	for (int i = 0; i < N_METHODS; i++)
		m->verdict[i] = choose_word(m, (enum gen_method)i);
	/* What is forged rarely passes. */
	if (m->from->mailfrom.org != m->from->author.org &&
	    gen_chance(&m->random, 7000))
		m->verdict[M_DMARC] = (struct gen_verdict){ "fail", W_FAIL };
	if (r->odd.text != NULL && gen_chance(&m->random, 200))
		m->verdict[r->odd_method] = r->odd;
	if ((r->flags & R_UNKNOWN_FOR_NONE) &&
	    m->verdict[M_DMARC].word == W_NONE)
		m->verdict[M_DMARC] =
		    (struct gen_verdict){ "unknown", W_OTHER };
	if (r == &gen_google && m->verdict[M_SPF].word == W_NONE &&
	    gen_chance(&m->random, 5000)) {
		m->google_guess = true;
		m->verdict[M_SPF].text = "pass";
	}
}

static void
choose_signatures(struct gen_mail *m)
{
	static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefgh/+";

	if (m->from->flags & S_NO_DKIM)
		return;
	for (size_t i = 0; i < GEN_MAX_SIGNATURES; i++) {
		struct gen_signature *s = &m->signature[m->n_signatures];

		if (m->from->sdid[i].name == NULL ||
		    gen_chance(&m->random, 500))
			continue;
		s->sdid = m->from->sdid[i];
		s->verdict = choose_word(m, M_DKIM);
		/* A list's footer breaks the author's signature. */
		if ((m->from->flags & S_LIST) && i == 0)
			s->verdict = (struct gen_verdict){ "fail", W_FAIL };
		for (int k = 0; k < 8; k++)
			s->b[k] =
			    letters[gen_below(&m->random, sizeof letters - 1)];
		m->n_signatures++;
	}
}

static void
choose_class(struct gen_mail *m)
{
	uint32_t x = gen_below(&m->random, 1000);

	if (x < 20)
		m->class = C_NULL_SENDER;
	else if (x < 32)
		m->class = C_REPORT;
}

static void
choose_people(struct gen_mail *m)
{
	uint32_t x = gen_below(&m->random, 1000);

	if (x < 30)
		m->author = (enum gen_author)(1 + x % 5);
	if (m->from->sender.name != NULL)
		m->sender_field = SENDER_ONE;
	x = gen_below(&m->random, 1000);
	if (x < 20)
		m->sender_field = x % 2 == 0 ? SENDER_BLANK : SENDER_TWO;
}

static void
choose_lie(struct gen_mail *m)
{
	uint32_t x = gen_below(&m->random, 1000);

	if (x < 120)
		m->lie = (enum gen_lie)(1 + x % (N_LIES - 1));
	/* Only sendmail tells of names that may be forged. */
	if (m->to->receiver == &gen_sendmail && x >= 900)
		m->lie = LIE_HELO;
	/* Its own stamp names the recipient's domain, whoever that is. */
	if ((m->from->flags & S_EXCHANGE) && x < 500)
		m->lie = LIE_STAMP;
	/* Microsoft tells of a client only what it says in HELO. */
	if (m->lie == LIE_HELO && m->receiver == &gen_microsoft)
		m->lie = LIE_FOREIGN;
	/* Who believes an id wherever it stands can be told anything. */
	if (m->bare && (m->lie == LIE_OWN_ID_BEHIND || m->lie == LIE_RECIPIENT))
		m->lie = LIE_GOOGLE;
}

static void
choose_forwarding(struct gen_mail *m)
{
	const struct gen_receiver *r = m->receiver;

	if (!gen_chance(&m->random, 250) || m->hidden || m->rootly)
		return;
	m->forwarding = FORWARD_RESENT;
	if (m->bare)
		return;
	if (r == &gen_google && gen_chance(&m->random, 5000))
		m->forwarding = FORWARD_GMAIL;
	else if ((r == &gen_google || r == &gen_postfix) &&
	    gen_chance(&m->random, 5000))
		m->forwarding = FORWARD_DELIVERED;
}

/* Whether the domain alone tells the carrier. */
bool
gen_known_by_domain(const struct gen_recipient *r)
{
	static const char *const by_relay[] = { "other", "hosting",
		"google-workspace", "m365" };

	for (size_t i = 0; i < GEN_COUNT(by_relay); i++)
		if (strcmp(by_relay[i], r->carrier) == 0)
			return false;
	return true;
}

static void
choose_recipient(struct gen_mail *m)
{
	uint32_t total = 0;
	size_t i = 0;

	for (i = 0; i < gen_n_recipients; i++)
		total += gen_recipients[i].weight;
	do {
		uint32_t x = gen_below(&m->random, total);
		for (i = 0; x >= gen_recipients[i].weight; i++)
			x -= gen_recipients[i].weight;
		m->to = &gen_recipients[i];
	} while (m->bare && !gen_known_by_domain(m->to) &&
	    strcmp(m->to->carrier, "other") != 0);
	m->receiver = m->bare ? &gen_bare : m->to->receiver;
	m->no_for = gen_chance(&m->random, 2000);
	if (m->bare || m->to->relay_carrier == NULL)
		return;
	m->hidden = gen_chance(&m->random, 200);
	if (m->receiver == &gen_postfix && !m->hidden)
		m->rootly = gen_chance(&m->random, 100);
}

static void
choose_sender(struct gen_mail *m)
{
	uint32_t total = 0, x;
	size_t i = 0;

	for (i = 0; i < gen_n_senders; i++)
		total += gen_senders[i].weight;
	x = gen_below(&m->random, total);
	for (i = 0; x >= gen_senders[i].weight; i++)
		x -= gen_senders[i].weight;
	m->from = &gen_senders[i];
}

/* RFC 5737, RFC 3849. */
static void
choose_client(struct gen_mail *m)
{
	static const char *const nets[] = { "192.0.2.", "198.51.100.",
		"203.0.113.", "2001:db8::" };
	const char *net = nets[gen_below(&m->random, 4)];
	uint32_t x = gen_below(&m->random, 1000);
	char *p = m->ip;

	strcpy(m->ip, net);
	p += strlen(net);
	*p++ = (char)('1' + gen_below(&m->random, 2));
	*p++ = (char)('0' + gen_below(&m->random, 10));
	*p = '\0';
	m->rdns = x < 930 ? RDNS_PASS : x < 975 ? RDNS_NONE : RDNS_FAIL;
	/* Anybody can call his address by another's name. */
	if (m->lie == LIE_HELO && x % 2 == 0)
		m->rdns = RDNS_FAIL;
	m->tls = gen_chance(&m->random, 9200);
}

static void
choose_damage(struct gen_mail *m, const struct gen_plan *plan)
{
	uint32_t x = gen_below(&m->random, 1000);

	m->damage =
	    m->number % ENDLESS_EVERY == ENDLESS_FIRST ? D_TOO_LONG : -1;
	if (m->damage >= 0 || x >= 20 || m->number < SOUND_AT_FIRST)
		return;
	m->damage = (int)(x % D_TOO_LONG);
	/* There is no body in a dump, and no file without a header section
	 * that could be told to be mail. */
	if ((m->damage == D_NO_BLANK && plan->kind == K_DUMP) ||
	    (m->damage == D_NO_HEADER && plan->files))
		m->damage = D_BAD_LINE;
}

void
gen_choose(struct gen_mail *m, const struct gen_plan *plan, uint64_t number)
{
	struct gen_text *out = m->out;

	*m = (struct gen_mail){
		.out = out, .number = number, .bare = plan->bare
	};
	m->random.state = plan->seed * UINT64_C(0xd1342543de82ef95) + number;
	gen_next(&m->random);
	m->random.state ^= gen_next(&m->random);
	choose_recipient(m);
	choose_sender(m);
	choose_verdicts(m);
	choose_signatures(m);
	choose_class(m);
	choose_people(m);
	choose_lie(m);
	choose_forwarding(m);
	if (m->lie == LIE_NULL && m->forwarding == FORWARD_RESENT)
		m->lie = LIE_NONE;
	choose_client(m);
	choose_damage(m, plan);
	m->no_return_path =
	    m->class != C_NULL_SENDER && gen_chance(&m->random, 500);
	m->verp = gen_chance(&m->random, 2000);
	m->loud = gen_chance(&m->random, 200);
	m->bom = plan->files && gen_chance(&m->random, 100);
	m->abrupt =
	    plan->files && m->damage == -1 && gen_chance(&m->random, 100);
	m->encoded = gen_chance(&m->random, 100);
	m->at = FIRST_DAY + gen_below(&m->random, SPAN_SECONDS);
	m->now = m->first = m->last = m->at;
	m->delays = 1;
	m->rank = RANK_NONE;
	m->tls_told = TLS_UNKNOWN;
	m->rdns_told = RDNS_UNKNOWN;
}
