/*
 * Any bytes as an mbox, each message understood three times: in full and with
 * an observer that knows nothing yet; and only as far as it can matter, with
 * observers that have seen all messages before.  What is counted must not
 * depend on that.
 *
 * The first byte decides what the user decided.
 */
#include <assert.h>
#include <stdint.h>

#include "analyzer/observe/reading.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { MAX_INPUT = 64 << 10, N_RECORDS = 16, N_HEADERS = 512, N_FLAWS = 64 };

/* What is read of a message must not depend on the observer's memory. */
struct world {
	struct td_trust full, brief;
	struct td_observer *warm;
	struct td_reading a, b;
};

static const struct td_span ids[] = { TD_LIT("mx.example.jp"),
	TD_LIT(".example.com") };

static struct world *
world_of(unsigned choice)
{
	static struct world worlds[32];
	static struct td_psl *psl;
	static struct td_carriers *carriers;
	struct world *w = &worlds[choice % 32];
	struct td_error e = { 0 };

	if (psl == NULL) {
		psl = td_psl_new(NULL, &e);
		carriers = td_carriers_new(NULL, &e);
		assert(psl != NULL && carriers != NULL);
	}
	if (w->warm != NULL)
		return w;
	w->full = (struct td_trust){ .all = choice & 1,
		.count_forwarded = choice & 2,
		.count_null_sender = choice & 4,
		.n_ids = choice & 8 ? sizeof ids / sizeof ids[0] : 0,
		.ids = ids,
		.recipient =
		    choice & 16 ? TD_SPAN("docomo.ne.jp") : TD_SPAN(""),
		.thorough = true,
		.carriers = carriers,
		.psl = psl };
	w->brief = w->full;
	w->brief.thorough = false;
	w->warm = td_observer_new(&w->brief);
	assert(w->warm != NULL);
	return w;
}

static void
must_be_one(const struct td_observation *a, const struct td_observation *b)
{
	assert(a->weight == b->weight && a->when == b->when);
	assert(td_span_eq(a->domain, b->domain));
	assert(td_span_eq(a->carrier.carrier, b->carrier.carrier));
	assert(td_span_eq(a->carrier.rule, b->carrier.rule));
	assert(td_span_eq(a->author_domain, b->author_domain));
	assert(td_span_eq(a->mailfrom_domain, b->mailfrom_domain));
	assert(td_span_eq(a->sdid, b->sdid));
	assert(td_span_eq(a->authserv_id, b->authserv_id));
	assert(td_span_eq(a->relay, b->relay));
	assert(memcmp(a->result, b->result, sizeof a->result) == 0);
	assert(a->dkim_aligned_pass == b->dkim_aligned_pass);
	assert(a->forwarded == b->forwarded && a->alignment == b->alignment);
	assert(a->pra == b->pra && a->tls == b->tls);
	assert(a->fcrdns == b->fcrdns && a->hops == b->hops);
	assert(a->delay == b->delay);
}

static void
understand(struct world *w, const struct td_batch *b, const struct td_record *r)
{
	struct td_observer *fresh = td_observer_new(&w->full);
	enum td_seen seen;

	assert(fresh != NULL);
	seen = td_observe_mail(fresh, b, r, &w->a);
	td_observer_free(fresh);
	assert(td_observe_mail(w->warm, b, r, &w->b) == seen);
	if (seen != TD_SEEN_MESSAGE)
		return;
	must_be_one(&w->a.obs, &w->b.obs);
	assert(w->a.conflict == w->b.conflict);
	assert(w->a.best_guess == w->b.best_guess);
	assert(w->a.spf_disagrees == w->b.spf_disagrees);
	assert(w->a.boundary == w->b.boundary);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static char text[MAX_INPUT + TD_PAD];
	static struct td_record record[N_RECORDS];
	static struct td_header header[N_HEADERS];
	static struct td_flaw flaw[N_FLAWS];
	const struct td_format *mbox = td_format_find("mbox");
	struct world *w;
	struct td_chunk c;

	if (n == 0 || n > MAX_INPUT)
		return 0;
	w = world_of(data[0]);
	memcpy(text, data + 1, n - 1);
	memset(text + n - 1, 'x', TD_PAD);
	c = (struct td_chunk){ .from = text,
		.p = text,
		.stop = text + n - 1,
		.end = text + n - 1 };
	c.p = mbox->resync(c.from, c.p, c.stop, c.end);
	while (c.p < c.stop) {
		struct td_batch b = { .base = c.p,
			.cap = N_RECORDS,
			.record = record,
			.cap_headers = N_HEADERS,
			.header = header,
			.cap_flaws = N_FLAWS,
			.flaw = flaw };

		mbox->decode(&c, td_observe_headers(), &b);
		for (size_t i = 0; i < b.n; i++)
			if (record[i].kind == TD_MESSAGE)
				understand(w, &b, &record[i]);
	}
	return 0;
}
