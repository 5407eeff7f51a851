/*
 * The balance sheet.  Everything in it is added up, or is the smallest or the
 * largest of something, so that the order of merging changes nothing.
 */
#include "balance.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/observe/delivery.h"
#include "clients.h"
#include "judged.h"

enum { MAX_UNTRUSTED = 4096, MAX_ID = 255, MAX_TLS = 4096 };

const char *
td_bin_name(enum td_bin b)
{
	static const char *const name[TD_N_BINS] = {
		[TD_BIN_COUNTED] = "counted",
		[TD_BIN_OTHER] = "other",
		[TD_BIN_OUTSIDE_WINDOW] = "outside_window",
		[TD_BIN_DUPLICATE] = "duplicate",
		[TD_BIN_DEFECT] = "defect",
	};

	return name[b];
}

int
td_balance_init(struct td_balance *b)
{
	*b = (struct td_balance){ .first = TD_NO_TIME, .last = TD_NO_TIME };
	b->untrusted = td_tally_new(MAX_UNTRUSTED);
	return b->untrusted == NULL ? -1 : 0;
}

void
td_balance_clear(struct td_balance *b)
{
	for (size_t i = 0; i < b->n_defects; i++) {
		free(b->defect[i].format);
		free(b->defect[i].reason);
		free(b->defect[i].first);
	}
	free(b->defect);
	td_tally_free(b->untrusted);
	td_tlsrpt_free(b->tls);
	td_judged_free(b->judged);
	td_clients_free(b->clients);
	*b = (struct td_balance){ 0 };
}

static void
add_to(uint64_t *to, uint64_t n)
{
	if (__builtin_add_overflow(*to, n, to))
		*to = UINT64_MAX;
}

/* ---- defects ---- */

static struct td_defect_row *
new_row(struct td_balance *b, const char *format, const char *reason)
{
	struct td_defect_row *row;

	if (b->n_defects == b->cap_defects) {
		size_t cap = b->cap_defects == 0 ? 8 : b->cap_defects * 2;

		row = realloc(b->defect, cap * sizeof(*row));
		if (row == NULL)
			return NULL;
		b->defect = row;
		b->cap_defects = cap;
	}
	row = &b->defect[b->n_defects];
	*row = (struct td_defect_row){ .format = strdup(format),
		.reason = strdup(reason) };
	b->n_defects++; /* whatever there is of it is freed with the rest */
	return row->format == NULL || row->reason == NULL ? NULL : row;
}

static struct td_defect_row *
row_of(struct td_balance *b, const char *format, const char *reason)
{
	for (size_t i = 0; i < b->n_defects; i++)
		if (strcmp(b->defect[i].reason, reason) == 0 &&
		    strcmp(b->defect[i].format, format) == 0)
			return &b->defect[i];
	return new_row(b, format, reason);
}

/* Whether a place goes before the first one of a row. */
static bool
is_before(const struct td_defect_row *row, struct td_span name, uint64_t off)
{
	const char *colon;
	int d;

	if (row->first == NULL)
		return true;
	colon = strrchr(row->first, ':');
	d = td_span_cmp(name, td_span(row->first, colon));
	return d != 0 ? d < 0 : off < row->first_off;
}

static int
add_defect(struct td_balance *b, const char *format, const char *reason,
    struct td_span name, uint64_t off, uint64_t count)
{
	struct td_defect_row *row = row_of(b, format, reason);
	char *first;

	if (row == NULL)
		return -1;
	add_to(&row->count, count);
	if (!is_before(row, name, off))
		return 0;
	if (asprintf(&first, "%.*s:%" PRIu64, (int)name.n, name.p, off) < 0)
		return -1;
	free(row->first);
	row->first = first;
	row->first_off = off;
	return 0;
}

int
td_balance_defect(struct td_balance *b, const char *format, const char *reason,
    const char *name, uint64_t off, uint64_t count)
{
	return add_defect(b, format, reason,
	    (struct td_span){ name, strlen(name) }, off, count);
}

static int
by_name(const void *a, const void *b)
{
	const struct td_defect_row *x = a, *y = b;
	int d = strcmp(x->format, y->format);

	return d != 0 ? d : strcmp(x->reason, y->reason);
}

void
td_balance_sort(struct td_balance *b)
{
	if (b->n_defects > 0)
		qsort(b->defect, b->n_defects, sizeof(b->defect[0]), by_name);
}

/* ---- messages ---- */

static void
widen(struct td_balance *b, int64_t first, int64_t last)
{
	if (first == TD_NO_TIME)
		return;
	if (b->first == TD_NO_TIME || first < b->first)
		b->first = first;
	if (b->last == TD_NO_TIME || last > b->last)
		b->last = last;
}

static bool
is_refused(const struct td_told *t)
{
	return t->belief == TD_REFUSED_ID ||
	    t->belief == TD_REFUSED_NO_RECEIVED;
}

int
td_balance_untrusted(struct td_balance *b, struct td_span id, uint64_t n)
{
	char folded[MAX_ID];
	const char *at = id.n > 0 ? memrchr(id.p, '@', id.n) : NULL;

	if (at != NULL) /* no output holds a local part */
		id = td_span(at + 1, id.p + id.n);
	if (id.n > MAX_ID)
		id.n = MAX_ID;
	for (size_t i = 0; i < id.n; i++)
		folded[i] = td_lower(id.p[i]);
	return td_tally_add(b->untrusted, (struct td_span){ folded, id.n }, n);
}

/* Ids that --authserv-id could make believed, each once a message. */
static int
count_untrusted(struct td_balance *b, const struct td_reading *r)
{
	for (size_t i = 0; i < r->n_told; i++) {
		struct td_span s = r->told[i].authserv_id;
		size_t j = 0;

		if (s.n == 0 || !is_refused(&r->told[i]))
			continue;
		while (j < i &&
		    !(is_refused(&r->told[j]) &&
		        td_span_ieq(r->told[j].authserv_id, s)))
			j++;
		if (j < i)
			continue;
		if (td_balance_untrusted(b, s, r->obs.weight) < 0)
			return -1;
	}
	return 0;
}

int
td_balance_message(struct td_balance *b, const struct td_reading *r)
{
	uint64_t w = r->obs.weight;
	bool used = false, outer = true, no_received = false;

	add_to(&b->ranks[r->used_evidence < 0 ?
	               TD_RANK_NONE :
	               r->evidence[r->used_evidence].rank],
	    w);
	for (size_t i = 0; i < r->n_told; i++) {
		const struct td_told *t = &r->told[i];

		add_to(&b->beliefs[t->belief], w);
		no_received |= t->belief == TD_REFUSED_NO_RECEIVED;
		used |= t->used;
		outer &= !t->used || t->zone == TD_Z2;
	}
	add_to(&b->conflicts, r->conflict ? w : 0);
	add_to(&b->z2_only, used && outer ? w : 0);
	add_to(&b->spf_disagree, r->spf_disagrees ? w : 0);
	add_to(&b->no_received, no_received ? w : 0);
	widen(b, r->obs.when, r->obs.when);
	return count_untrusted(b, r);
}

void
td_balance_delivery(struct td_balance *b, const struct td_settled *s,
    const struct td_delivery *d)
{
	const uint64_t w = d->obs.weight;

	add_to(&b->relayed, d->relayed != NULL ? w : 0);
	add_to(&b->joined, s->joined ? w : 0);
	add_to(&b->unheard, s->unheard ? w : 0);
	if (s->by_mail || s->noticed) {
		add_to(&b->notices, 1);
		add_to(&b->noticed, s->noticed);
		add_to(&b->overruled, s->overruled);
	}
	if (s->service == TD_SERVICE_SES && !s->inbound && !s->by_mail) {
		add_to(&b->ses.messages, w);
		add_to(&b->ses.bounced, s->hard ? w : 0);
		add_to(&b->ses.complained, d->obs.complaints);
	}
	widen(b, d->obs.when, d->obs.when);
}

/* ---- TLS reports ---- */

/* Most balances have none, and those of small files are many. */
static int
have_tls(struct td_balance *b)
{
	if (b->tls == NULL)
		b->tls = td_tlsrpt_new(MAX_TLS);
	return b->tls == NULL ? -1 : 0;
}

int
td_balance_tlsrpt_row(struct td_balance *b, const struct td_tlsrpt_row *row)
{
	return have_tls(b) < 0 ? -1 : td_tlsrpt_add(b->tls, row);
}

int
td_balance_tlsrpt(struct td_balance *b, const struct td_settled *s)
{
	struct td_tlsrpt_row row = { .domain = s->domain,
		.organization = s->reporter,
		.policy = td_tlsrpt_policy_word(s->tag) };

	if (s->outcome == TD_ACTION_NONE) {
		add_to(&b->tls_reports, 1);
		return 0;
	}
	if (s->outcome == TD_ACTION_SENT)
		row.n.ok = s->weight;
	else if (s->cause.n == 0)
		row.n.failed = s->weight;
	else
		row.n.by[td_tlsrpt_failure_find(s->cause)] = s->weight;
	return td_balance_tlsrpt_row(b, &row);
}

/* ---- merging ---- */

static void
add_all(uint64_t *into, const uint64_t *from, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add_to(&into[i], from[i]);
}

int
td_balance_merge(struct td_balance *into, const struct td_balance *from)
{
	add_to(&into->sources, from->sources);
	add_to(&into->failed_sources, from->failed_sources);
	add_to(&into->read, from->read);
	add_to(&into->decoded, from->decoded);
	add_all(into->bin, from->bin, TD_N_BINS);
	add_all(into->records, from->records, TD_N_KINDS);
	add_to(&into->reports, from->reports);
	add_to(&into->unread_reports, from->unread_reports);
	add_to(&into->null_sender, from->null_sender);
	add_to(&into->relayed, from->relayed);
	add_to(&into->joined, from->joined);
	add_to(&into->unheard, from->unheard);
	add_to(&into->simulated, from->simulated);
	add_to(&into->notices, from->notices);
	add_to(&into->noticed, from->noticed);
	add_to(&into->overruled, from->overruled);
	add_to(&into->unasked_logs, from->unasked_logs);
	add_to(&into->ses.messages, from->ses.messages);
	add_to(&into->ses.bounced, from->ses.bounced);
	add_to(&into->ses.complained, from->ses.complained);
	add_to(&into->unjoined, from->unjoined);
	add_to(&into->open_dropped, from->open_dropped);
	add_to(&into->repeated, from->repeated);
	add_to(&into->undated, from->undated);
	add_to(&into->unzoned, from->unzoned);
	add_all(into->ranks, from->ranks, TD_N_RANKS);
	add_to(&into->conflicts, from->conflicts);
	add_all(into->beliefs, from->beliefs, TD_N_BELIEFS);
	add_to(&into->z2_only, from->z2_only);
	add_to(&into->spf_disagree, from->spf_disagree);
	add_to(&into->no_received, from->no_received);
	add_to(&into->tls_reports, from->tls_reports);
	if (from->tls != NULL &&
	    (have_tls(into) < 0 || td_tlsrpt_merge(into->tls, from->tls) < 0))
		return -1;
	if (into->judged != NULL && from->judged != NULL &&
	    td_judged_merge(into->judged, from->judged) < 0)
		return -1;
	if (into->clients != NULL && from->clients != NULL &&
	    td_clients_merge(into->clients, from->clients) < 0)
		return -1;
	widen(into, from->first, from->last);
	for (size_t i = 0; i < from->n_defects; i++) {
		const struct td_defect_row *d = &from->defect[i];
		struct td_span name = td_span(d->first, strrchr(d->first, ':'));

		if (add_defect(into, d->format, d->reason, name, d->first_off,
		        d->count) < 0)
			return -1;
	}
	return td_tally_merge(into->untrusted, from->untrusted);
}
