/*
 * What a piece of mail in a log is to come to, by lot: all is decided when it
 * arrives.
 */
#include "gen_log.h"

static const struct gen_sender *
choose_sender(struct gen_log *g)
{
	uint32_t total = 0, x;
	size_t i;

	for (i = 0; i < gen_n_senders; i++)
		total += gen_senders[i].weight;
	x = gen_below(&g->random, total);
	for (i = 0; x >= gen_senders[i].weight; i++)
		x -= gen_senders[i].weight;
	return &gen_senders[i];
}

static void
choose_path(struct gen_log *g, struct gen_entry *e)
{
	uint32_t x = gen_below(&g->random, 1000);

	if (x < 550) {
		e->path = PATH_SUBMITTED;
		e->host = HOST_OUT;
		e->hop = x < 90 ? HOP_FILTER : HOP_NONE;
	} else if (x < 650) {
		e->path = PATH_PICKUP;
		e->host = HOST_APP;
		e->hop = HOP_RELAY;
	} else if (x < 950) {
		e->path = PATH_INBOUND;
		e->host = HOST_MX;
		e->hop = x < 780 ? HOP_FILTER : x < 800 ? HOP_PIPE : HOP_NONE;
	} else {
		e->path = PATH_PICKUP;
		e->host = HOST_MX;
		e->hop = HOP_NONE;
		if (g->plan->kind != K_RELAY)
			e->from = NULL;
	}
	/* Two hosts that only send. */
	if (g->plan->kind == K_RELAY && x >= 650) {
		e->path = PATH_PICKUP;
		e->host = HOST_APP;
		e->hop = HOP_RELAY;
	}
	/* Exim's log is of one host. */
	if (g->plan->kind == K_EXIM && e->hop != HOP_NONE)
		e->hop = HOP_FILTER;
}

/* Of 1,000; SEMANTICS 3.5 has the words. */
static uint8_t
choose_word(struct gen_log *g, int method)
{
	static const struct {
		enum gen_word word;
		uint32_t weight;
	} words[3][7] = {
		[M_SPF] = { { W_PASS, 850 }, { W_FAIL, 35 }, { W_SOFTFAIL, 45 },
		    { W_NONE, 35 }, { W_NEUTRAL, 15 }, { W_TEMPERROR, 10 },
		    { W_PERMERROR, 10 } },
		[M_DKIM] = { { W_PASS, 860 }, { W_FAIL, 60 }, { W_NONE, 50 },
		    { W_TEMPERROR, 20 }, { W_PERMERROR, 10 } },
		[M_DMARC] = { { W_PASS, 800 }, { W_FAIL, 100 }, { W_NONE, 80 },
		    { W_TEMPERROR, 20 } },
	};
	uint32_t x = gen_below(&g->random, 1000);
	size_t i = 0;

	while (x >= words[method][i].weight)
		x -= words[method][i++].weight;
	return (uint8_t)words[method][i].word;
}

static void
choose_results(struct gen_log *g, struct gen_entry *e)
{
	static const uint8_t told[] = { SPF_POLICYD, SPF_POLICYD, SPF_POLICYD,
		SPF_POLICYD, SPF_POLICYD, SPF_POLICYD_TWICE, SPF_POLICYD_TWICE,
		SPF_POLICYD_BOTH, SPF_OPENDMARC, SPF_OPENDMARC };
	uint32_t x = gen_below(&g->random, 1000);

	for (int i = 0; i < 3; i++)
		e->word[i] = W_MISSING;
	e->spf_told = SPF_UNTOLD;
	if (e->path != PATH_INBOUND)
		return;
	for (int i = 0; i < 3; i++)
		e->word[i] = choose_word(g, i);
	e->spf_told = told[x % GEN_COUNT(told)];
	if (x >= 950)
		e->spf_told = x < 960 ? SPF_DROPPED :
		    x < 970           ? SPF_LATE :
		                        SPF_UNTOLD;
	if (e->spf_told == SPF_DROPPED || e->spf_told == SPF_LATE ||
	    e->spf_told == SPF_UNTOLD)
		e->word[M_SPF] = W_MISSING;
	/* opendmarc knows no softfail. */
	if (e->spf_told == SPF_OPENDMARC &&
	    (e->word[M_SPF] == W_SOFTFAIL || e->word[M_SPF] == W_NEUTRAL))
		e->word[M_SPF] = W_FAIL;
	if (gen_chance(&g->random, 200))
		e->word[M_DMARC] = W_MISSING;
}

static void
choose_end(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	uint32_t x = gen_below(&g->random, 1000);

	if (x < 80)
		r->puts_off = (uint8_t)(1 + gen_below(&g->random, 5));
	r->end = STATE_ACCEPTED;
	x = gen_below(&g->random, 1000);
	if (e->from == NULL)
		return;
	if (x < 35) {
		const struct gen_reply *f = r->to->provider->failed;

		r->end = STATE_FAILED;
		r->failure =
		    (uint8_t)gen_below(&g->random, (uint32_t)gen_n_replies(f));
		if (x >= 20)
			r->failure = 0;
	} else if (x < 37) {
		r->end = STATE_SUPPRESSED;
	}
}

void
gen_choose_recipient(struct gen_log *g, struct gen_entry *e, struct gen_rcpt *r)
{
	uint32_t x = gen_below(&g->random, 1000);

	*r = (struct gen_rcpt){ .to = gen_target_by_lot(&g->random),
		.state = STATE_UNSEEN };
	r->number = (uint32_t)(e->mail * GEN_MAX_RECIPIENTS) + e->n;
	if (e->from == NULL || (e->path == PATH_INBOUND && x >= 300))
		r->to = gen_home;
	else if (e->path == PATH_INBOUND)
		r->alias = true;
	r->rootly = e->from == NULL && x < 300;
	x = gen_below(&g->random, 1000);
	r->loud = x < 5;
	r->quoted = x >= 998 && g->plan->kind == K_POSTFIX;
	choose_end(g, e, r);
}

static void
choose_fate(struct gen_log *g, struct gen_entry *e)
{
	uint32_t x = gen_below(&g->random, 1000);

	e->fate = FATE_ENDS;
	e->rounds = UINT8_MAX;
	if (x >= 18 || e->from == NULL)
		return;
	/* The first recipient is the one that makes it wait. */
	e->rcpt[0].puts_off = UINT8_MAX;
	if (x < 8) {
		e->fate = FATE_EXPIRES;
		e->rounds = (uint8_t)(6 + gen_below(&g->random, 6));
	} else {
		e->fate = FATE_STAYS;
		e->rounds = (uint8_t)gen_below(&g->random, 12);
	}
}

void
gen_choose_mail(struct gen_log *g, struct gen_entry *e)
{
	uint32_t x, n;

	e->mail = ++g->n_mails;
	e->from = choose_sender(g);
	choose_path(g, e);
	e->pid = 1000 + gen_below(&g->random, 30000);
	e->client = (uint32_t)g->n_clients;
	if (e->path == PATH_INBOUND)
		g->n_clients++;
	e->size = 800 + gen_below(&g->random, 60000);
	e->null_sender = e->path == PATH_INBOUND && gen_chance(&g->random, 200);
	choose_results(g, e);
	x = e->from == NULL ? 1000 : gen_below(&g->random, 1000);
	n = x < 50 ? 2 + x % (GEN_MAX_RECIPIENTS - 1) : x < 150 ? 2 : 1;
	for (e->n = 0; e->n < n; e->n++)
		gen_choose_recipient(g, e, &e->rcpt[e->n]);
	choose_fate(g, e);
	e->refused_hop = e->hop != HOP_NONE && gen_chance(&g->random, 100);
	e->discarded = e->hop == HOP_FILTER && gen_chance(&g->random, 50);
}
