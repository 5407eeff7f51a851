/*
 * The table for people: a row a cell, then a total, then what has to be known
 * to read it.  It is as wide as the terminal; what does not fit beside the
 * names goes into a second table under the first, so nothing is lost at 80
 * columns but the ends of long names.
 *
 *	                              SPF     DKIM     DMARC       PRA
 *	carrier  domain        msgs  pass% of align of  pass% of align of
 *	docomo   docomo.ne.jp    10   88.9  9  77.8  9   75.0  8  33.3  9
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

enum {
	PERCENT = 5,  /* "100.0" */
	MIN_NAME = 7, /* what a name keeps; the last one a little more */
	MIN_LAST = 12,
	LAST_FIRST = 6 /* how much wider the last name may stay */
};

#define NO_DATA "\xe2\x80\x93" /* en dash */
#define CUT "\xe2\x80\xa6"     /* ellipsis */
#define BOLD "\033[1m"
#define PLAIN "\033[0m"

#define LIST(...)                          \
	(const uint16_t[])                 \
	{                                  \
		__VA_ARGS__, TD_N_COUNTERS \
	}
#define NOTHING               \
	(const uint16_t[])    \
	{                     \
		TD_N_COUNTERS \
	}

/* Groups of columns in the order in which they are shown. */
enum group_kind { RATIO, COUNT, SECONDS };

enum group_when {
	ALWAYS,
	DELIVERY, /* if anything was delivered or refused */
	IF_ROOM   /* if the terminal is wide enough */
};

static const struct group {
	const char *title, *head;
	const char *rate;      /* a name in td_rates, or NULL: see own */
	const char *doc;       /* if it is not that of the rate */
	const uint16_t *above; /* if they are not those of the rate */
	struct td_rate own;
	uint16_t id; /* a counter */
	double quantile;
	enum group_kind kind;
	enum group_when when;
} groups[] = {
	{ "SPF", "pass%", .rate = "spf.pass_rate" },
	{ "DKIM", "align", .rate = "dkim.pass_rate",
	    .above = LIST(TD_C_DKIM_ALIGNED),
	    .doc = "A passing signature of the author's own domain, of the "
	           "messages with a trusted DKIM result other than none and "
	           "temperror." },
	{ "DMARC", "pass%", .rate = "dmarc.pass_rate" },
	{ "PRA", "align",
	    .doc = "The header-From identity (PRA, RFC 4407) shares its "
	           "organizational domain with MAIL FROM, of the messages "
	           "where both are known.",
	    .own = { "pra", NULL, LIST(TD_C_PRA + TD_ALIGNED),
	        LIST(TD_C_PRA + TD_ALIGNED, TD_C_PRA + TD_UNALIGNED), NOTHING,
	        false } },
	{ "accepted", "rate%", .rate = "delivery.acceptance_rate",
	    .when = DELIVERY },
	{ "hard bounce", "rate%", .rate = "delivery.hard_bounce_rate",
	    .when = DELIVERY },
	{ "still", "deferred", .id = TD_C_DEFERRED, .kind = COUNT,
	    .when = DELIVERY },
	{ "DKIM any", "pass%", .rate = "dkim.pass_rate", .when = IF_ROOM },
	{ "derived", "align",
	    .doc = "A passing SPF or DKIM domain is aligned with the author "
	           "domain, of the messages where that can be told; not the "
	           "receiver's DMARC.",
	    .own = { "alignment", NULL, LIST(TD_C_ALIGNMENT + TD_ALIGNED),
	        LIST(
	            TD_C_ALIGNMENT + TD_ALIGNED, TD_C_ALIGNMENT + TD_UNALIGNED),
	        NOTHING, false },
	    .when = IF_ROOM },
	{ "TLS", "rate%", .rate = "transport.tls_rate", .when = IF_ROOM },
	{ "delay", "p50 s", .quantile = 0.5, .kind = SECONDS, .when = IF_ROOM },
	{ "delay", "p95 s", .quantile = 0.95, .kind = SECONDS,
	    .when = IF_ROOM },
};

enum { N_GROUPS = sizeof(groups) / sizeof(*groups) };

struct shown {
	const struct group *group;
	struct td_rate rate;
	unsigned value, of; /* widths; of is 0 where there is one column */
	bool used;
};

struct table {
	FILE *out;
	const struct td_report *r;
	const struct td_cell *const *cell;
	size_t n;
	struct td_cell total;
	unsigned columns;
	unsigned natural[TD_MAX_DIMS], width[TD_MAX_DIMS];
	unsigned messages;
	size_t n_shown, n_needed; /* the rest if there is room */
	struct shown shown[N_GROUPS];
};

/* ---- cells as text ---- */

struct text {
	char s[32];
};

/* At most four columns: 9999, 12k, 123k, 1.2M; cut off, never rounded up. */
static struct text
short_count(uint64_t n)
{
	static const char unit[] = "kMGTPE";
	struct text t;
	uint64_t div = 1000;
	size_t u = 0;

	if (n < 10000) {
		snprintf(t.s, sizeof t.s, "%" PRIu64, n);
		return t;
	}
	while (n / div >= 1000 && u + 2 < sizeof unit)
		div *= 1000, u++;
	if (n / div < 10)
		snprintf(t.s, sizeof t.s, "%" PRIu64 ".%" PRIu64 "%c", n / div,
		    n / (div / 10) % 10, unit[u]);
	else
		snprintf(t.s, sizeof t.s, "%" PRIu64 "%c", n / div, unit[u]);
	return t;
}

/* One decimal; 100.0 and 0.0 are said only of all and of none. */
static struct text
percent(uint64_t above, uint64_t below)
{
	struct text t;
	unsigned tenths = 1000; /* of more than all, too: see print.c */

	if (above < below) {
		tenths = (unsigned)((double)above / (double)below * 1000 + 0.5);
		if (tenths == 0 && above > 0)
			tenths = 1;
		if (tenths == 1000)
			tenths = 999;
	}
	snprintf(t.s, sizeof t.s, "%u.%u", tenths / 10, tenths % 10);
	return t;
}

static struct text
seconds(const struct td_hist *h, double q)
{
	struct text t = { NO_DATA };
	uint64_t v;

	if (td_hist_count(h) == 0)
		return t;
	v = td_hist_quantile(h, q);
	if (v < 10 * TD_DELAY_UNIT)
		snprintf(t.s, sizeof t.s, "%" PRIu64 ".%" PRIu64,
		    v / TD_DELAY_UNIT, v % TD_DELAY_UNIT * 10 / TD_DELAY_UNIT);
	else
		t = short_count(v / TD_DELAY_UNIT);
	return t;
}

/* The one or two columns of a group. */
static void
texts_of(const struct shown *s, const struct td_cell *c, struct text *value,
    struct text *of)
{
	uint64_t above, below;

	switch (s->group->kind) {
	case COUNT:
		*value = short_count(c->counter[s->group->id]);
		break;
	case SECONDS:
		*value = seconds(&c->hist[TD_HIST_DELAY], s->group->quantile);
		break;
	case RATIO:
		*value = td_rate_of(&s->rate, c->counter, &above, &below) ?
		    percent(above, below) :
		    (struct text){ NO_DATA };
		*of = short_count(below);
		break;
	}
}

static unsigned
width_of(const char *s)
{
	return td_text_width((struct td_span){ s, strlen(s) });
}

static void
widen(unsigned *width, unsigned to)
{
	if (*width < to)
		*width = to;
}

/* ---- which columns, and how wide ---- */

static bool
any_delivery(const struct td_cell *total)
{
	for (int c = TD_C_ATTEMPTS; c <= TD_C_COMPLAINED; c++)
		if (total->counter[c] > 0)
			return true;
	return false;
}

static struct td_rate
rate_of(const struct group *g)
{
	struct td_rate rate = g->own;

	for (size_t i = 0; g->rate != NULL && i < td_n_rates; i++)
		if (strcmp(td_rates[i].name, g->rate) == 0)
			rate = td_rates[i];
	if (g->above != NULL)
		rate.above = g->above;
	if (g->doc != NULL)
		rate.doc = g->doc;
	return rate;
}

static void
measure_group(struct shown *s, const struct td_cell *c)
{
	struct text value, of = { "" };

	texts_of(s, c, &value, &of);
	widen(&s->value, width_of(value.s));
	widen(&s->of, width_of(of.s));
}

static void
choose_groups(struct table *t)
{
	const bool delivery = any_delivery(&t->total);

	for (size_t i = 0; i < N_GROUPS; i++) {
		struct shown *s = &t->shown[t->n_shown];

		if (groups[i].when == DELIVERY && !delivery)
			continue;
		*s = (struct shown){ .group = &groups[i] };
		s->value = PERCENT;
		widen(&s->value, width_of(groups[i].head));
		if (groups[i].kind == RATIO) {
			s->rate = rate_of(&groups[i]);
			s->of = 2; /* its head */
		}
		for (size_t k = 0; k < t->n; k++)
			measure_group(s, t->cell[k]);
		measure_group(s, &t->total);
		t->n_shown++;
		if (groups[i].when != IF_ROOM)
			t->n_needed = t->n_shown;
	}
}

static void
measure_names(struct table *t)
{
	const struct td_dims *dims = t->r->dims;

	for (size_t d = 0; d < dims->n; d++) {
		t->natural[d] = width_of(dims->dim[d]->name);
		for (size_t i = 0; i < t->n; i++)
			widen(&t->natural[d],
			    td_text_width(td_cell_value(t->cell[i], d)));
	}
	widen(&t->natural[0], width_of("total"));
	t->messages = width_of("msgs");
	widen(&t->messages,
	    width_of(td_grouped(t->total.counter[TD_C_MESSAGES]).text));
}

static unsigned
group_width(const struct shown *s)
{
	unsigned width = 2 + s->value + (s->of > 0 ? 1 + s->of : 0);

	/* The title begins in the gap's second column at the most. */
	widen(&width, 2 + width_of(s->group->title));
	return width;
}

static unsigned
names_width(const struct table *t, const unsigned *width)
{
	unsigned sum = 0;

	for (size_t d = 0; d < t->r->dims->n; d++)
		sum += width[d] + (d > 0 ? 2 : 0);
	return sum;
}

/*
 * Take from the widest name, a column at a time, until all fit.  The last one,
 * mostly the domain, tells more than what stands before it.
 */
static void
fit_names(struct table *t, unsigned room)
{
	memcpy(t->width, t->natural, sizeof t->width);
	while (names_width(t, t->width) > room) {
		const size_t last = t->r->dims->n - 1;
		size_t widest = 0;

		for (size_t d = 1; d < last; d++)
			if (t->width[d] > t->width[widest])
				widest = d;
		if (t->width[last] >= t->width[widest] + LAST_FIRST ||
		    t->width[widest] <= 1)
			widest = last;
		if (t->width[widest] <= 1)
			return;
		t->width[widest]--;
	}
}

/* Delivery begins a table of its own where it has not room as a whole. */
static bool
must_break(const struct table *t, size_t from, size_t at, unsigned room)
{
	unsigned sum = 0;

	if (at == from || t->shown[at].group->when != DELIVERY ||
	    t->shown[at - 1].group->when == DELIVERY)
		return false;
	for (size_t i = at; i < t->n_needed; i++)
		sum += group_width(&t->shown[i]);
	return sum > room;
}

/* What names need at the least. */
static unsigned
least_names(const struct table *t)
{
	unsigned least[TD_MAX_DIMS];

	for (size_t d = 0; d < t->r->dims->n; d++) {
		least[d] = d + 1 == t->r->dims->n ? MIN_LAST : MIN_NAME;
		if (t->natural[d] < least[d])
			least[d] = t->natural[d];
	}
	return names_width(t, least);
}

/* How many groups from `from` on stand in one table; at least one. */
static size_t
fit_groups(struct table *t, size_t from)
{
	const unsigned fixed = 2 + t->messages;
	unsigned used = 0;
	size_t to = from;

	/* A second table is no place for what need not be shown. */
	while (to < (from > 0 ? t->n_needed : t->n_shown)) {
		/* Room is what names leave that need not be cut. */
		unsigned names = to < t->n_needed ? least_names(t) :
		                                    names_width(t, t->natural);
		unsigned more = group_width(&t->shown[to]);
		unsigned taken = fixed + names + used;
		unsigned room = t->columns > taken ? t->columns - taken : 0;

		if (to > from && (more > room || must_break(t, from, to, room)))
			break;
		used += more;
		t->shown[to++].used = true;
	}
	fit_names(t, t->columns > fixed + used ? t->columns - fixed - used : 1);
	return to;
}

/* ---- printing ---- */

static void
put_right(FILE *out, const char *s, unsigned width)
{
	unsigned w = width_of(s);

	fprintf(out, "%*s%s", w < width ? (int)(width - w) : 0, "", s);
}

static void
put_name(FILE *out, struct td_span name, unsigned width)
{
	unsigned w = td_text_width(name);

	if (w > width) {
		name = td_text_cut(name, width - 1);
		w = td_text_width(name) + 1;
		td_put_text(out, name);
		fputs(CUT, out);
	} else {
		td_put_text(out, name);
	}
	fprintf(out, "%*s", (int)(width - w), "");
}

static void
put_titles(struct table *t, size_t from, size_t to)
{
	fprintf(t->out, "%*s",
	    (int)(names_width(t, t->width) + 2 + t->messages), "");
	for (size_t i = from; i < to; i++)
		put_right(t->out, t->shown[i].group->title,
		    group_width(&t->shown[i]));
	fputs("\n", t->out);
}

/* A column's head, or a cell, at the right of its group. */
static void
put_group(FILE *out, const struct shown *s, const char *value, const char *of)
{
	if (s->of == 0) {
		put_right(out, value, group_width(s));
		return;
	}
	put_right(out, value, group_width(s) - 1 - s->of);
	put_right(out, of, 1 + s->of);
}

static void
put_heads(struct table *t, size_t from, size_t to)
{
	for (size_t d = 0; d < t->r->dims->n; d++) {
		const char *name = t->r->dims->dim[d]->name;

		fprintf(t->out, "%s", d > 0 ? "  " : "");
		put_name(t->out, (struct td_span){ name, strlen(name) },
		    t->width[d]);
	}
	put_right(t->out, "msgs", 2 + t->messages);
	for (size_t i = from; i < to; i++)
		put_group(t->out, &t->shown[i], t->shown[i].group->head, "of");
	fputs("\n", t->out);
}

static void
put_numbers(struct table *t, size_t from, size_t to, const struct td_cell *c)
{
	put_right(t->out, td_grouped(c->counter[TD_C_MESSAGES]).text,
	    2 + t->messages);
	for (size_t i = from; i < to; i++) {
		struct text value, of = { "" };

		texts_of(&t->shown[i], c, &value, &of);
		put_group(t->out, &t->shown[i], value.s, of.s);
	}
	fputs("\n", t->out);
}

static void
put_total(struct table *t, size_t from, size_t to)
{
	const unsigned names = names_width(t, t->width);
	unsigned all = names + 2 + t->messages;

	for (size_t i = from; i < to; i++)
		all += group_width(&t->shown[i]);
	for (unsigned i = 0; i < all; i++)
		putc('-', t->out);
	fprintf(t->out, "\n%s", t->r->color ? BOLD : "");
	put_name(t->out, TD_SPAN("total"), names);
	put_numbers(t, from, to, &t->total);
	fputs(t->r->color ? PLAIN : "", t->out);
}

static void
put_table(struct table *t, size_t from, size_t to)
{
	fputs(t->r->color ? BOLD : "", t->out);
	put_titles(t, from, to);
	put_heads(t, from, to);
	fputs(t->r->color ? PLAIN : "", t->out);
	for (size_t i = 0; i < t->n; i++) {
		for (size_t d = 0; d < t->r->dims->n; d++) {
			fprintf(t->out, "%s", d > 0 ? "  " : "");
			put_name(
			    t->out, td_cell_value(t->cell[i], d), t->width[d]);
		}
		put_numbers(t, from, to, t->cell[i]);
	}
	put_total(t, from, to);
}

/* The sentences that say what is above and below the line. */
static void
put_legend(struct table *t)
{
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);

	if (f == NULL)
		return;
	fputs("of: how many messages a rate is made of; " NO_DATA
	      ": no data.\n",
	    f);
	for (size_t i = 0; i < t->n_shown; i++) {
		const struct shown *s = &t->shown[i];

		if (s->used && s->group->kind == RATIO)
			fprintf(f, "%s %s: %s\n", s->group->title,
			    s->group->head, s->rate.doc);
	}
	fclose(f);
	putc('\n', t->out);
	td_put_wrapped(t->out, (struct td_span){ text, n }, t->columns);
	free(text);
}

void
td_report_table(FILE *out, struct td_report *r)
{
	struct table t = { .out = out, .r = r };

	t.columns = td_report_columns(r);
	t.cell = td_cube_sorted(r->cube, &t.n);
	if (td_cube_total(r->cube, &t.total) == -1)
		r->error = ENOMEM;
	td_balance_sort(r->balance);
	measure_names(&t);
	choose_groups(&t);
	for (size_t from = 0, to; from < t.n_needed; from = to) {
		to = fit_groups(&t, from);
		if (from > 0)
			putc('\n', out);
		put_table(&t, from, to);
	}
	td_report_notes(out, r, &t.total);
	put_legend(&t);
	for (int i = 0; i < TD_N_HISTS; i++)
		td_hist_clear(&t.total.hist[i]);
}
