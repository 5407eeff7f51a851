/*
 * See forecast.h.  Each pair of client and domain is evaluated once, however
 * many messages it stands for.
 */
#include "analyzer/audit/forecast.h"

#include <stdlib.h>

#include "analyzer/observe/table.h"
#include "formats/field_received.h"

/* A client and a domain, and what SPF says of them. */
struct pair {
	uint32_t key; /* in texts: address, 0, domain */
	enum td_result result;
	uint32_t n_wants;
	uint32_t want[TD_SPF_MAX_WANTS];
};

struct want {
	uint32_t name; /* in texts */
	enum td_dns_type type;
	uint64_t messages;
};

struct td_forecasting {
	const struct td_forecast_plan *plan;
	struct texts texts;
	struct table pairs, wants;
	struct pair *pair;
	struct want *want;
	uint32_t n_pairs, pairs_cap, n_wants, wants_cap, rows_cap;
};

const char *
td_forecast_by_name(enum td_forecast_by by)
{
	static const char *const name[TD_N_BY] = {
		[TD_BY_MAILFROM] = "mail_from",
		[TD_BY_ALIGNED] = "mail_from_aligned",
		[TD_BY_HEADER] = "header",
	};

	return name[by];
}

const char *
td_unforeseen_name(enum td_unforeseen why)
{
	static const char *const name[TD_N_UNFORESEEN] = {
		[TD_NO_CLIENT] = "no_client",
		[TD_NO_IDENTITY] = "no_domain",
		[TD_FORWARDED] = "forwarded",
		[TD_NOT_IN_ZONE] = "not_in_zone",
	};

	return name[why];
}

/* ---- pairs ---- */

static int
add_want(struct td_forecasting *m, const struct td_spf_want *w, uint32_t *out)
{
	const struct td_span name = { w->name, w->n };
	const uint64_t hash = td_table_hash(name, w->type);
	struct want *x;
	uint32_t i, row;

	TABLE_EACH(&m->wants, hash, i, row)
	if (m->want[row].type == w->type &&
	    td_span_eq(text_at(&m->texts, m->want[row].name), name)) {
		*out = row;
		return 0;
	}
	*out = m->n_wants;
	if (td_room(&m->want, &m->wants_cap, *out + 1, sizeof *x) < 0)
		return -1;
	x = &m->want[*out];
	*x = (struct want){ .type = w->type };
	m->n_wants++;
	return td_text_add(&m->texts, name, &x->name) < 0 ||
	        td_table_add(&m->wants, hash, *out) < 0 ?
	    -1 :
	    0;
}

static int
evaluate(struct td_forecasting *m, struct td_span ip, struct td_span domain,
    struct pair *p)
{
	struct td_spf_query q = { .domain = domain };
	struct td_spf_answer a;

	q.n_ip = td_ip_bytes(ip, q.ip);
	td_spf_check(m->plan->dns, &q, &a);
	p->result = td_spf_result(&a);
	p->n_wants = 0;
	for (size_t i = 0; i < a.n_wants && i < TD_SPF_MAX_WANTS; i++)
		if (add_want(m, &a.want[i], &p->want[p->n_wants++]) < 0)
			return -1;
	return 0;
}

enum { MAX_PAIR = 2 * 255 + 1 };

/* The pair's index, or NONE if there is no memory. */
static uint32_t
pair_of(struct td_forecasting *m, struct td_span ip, struct td_span domain)
{
	char buf[MAX_PAIR];
	struct td_span key = { buf, ip.n + 1 + domain.n };
	uint64_t hash;
	uint32_t i, row;
	struct pair *p;

	memcpy(buf, ip.p, ip.n);
	buf[ip.n] = '\0';
	memcpy(buf + ip.n + 1, domain.p, domain.n);
	hash = td_table_hash(key, 0);
	TABLE_EACH(&m->pairs, hash, i, row)
	if (td_span_eq(text_at(&m->texts, m->pair[row].key), key))
		return row;
	if (td_room(&m->pair, &m->pairs_cap, m->n_pairs + 1, sizeof *p) < 0)
		return NONE;
	p = &m->pair[m->n_pairs];
	if (td_text_add(&m->texts, key, &p->key) < 0 ||
	    evaluate(m, ip, domain, p) < 0 ||
	    td_table_add(&m->pairs, hash, m->n_pairs) < 0)
		return NONE;
	return m->n_pairs++;
}

/* ---- a row of messages ---- */

/* What is asked, and what came of it. */
struct asked {
	struct td_span domain;
	bool foreseen;
	enum td_unforeseen why; /* not */
	enum td_result result;
	uint32_t pair; /* NONE: none was evaluated */
};

static int
ask(struct td_forecasting *m, const struct td_client *c, struct asked *x)
{
	x->foreseen = false;
	x->pair = NONE;
	x->why = c->forwarded && !m->plan->forwarded ? TD_FORWARDED :
	    c->ip.n == 0                             ? TD_NO_CLIENT :
	                                               TD_NO_IDENTITY;
	if (x->why != TD_NO_IDENTITY || x->domain.n == 0)
		return 0;
	x->pair = pair_of(m, c->ip, x->domain);
	if (x->pair == NONE)
		return -1;
	x->result = m->pair[x->pair].result;
	x->foreseen = x->result != TD_R_MISSING;
	x->why = TD_NOT_IN_ZONE;
	return 0;
}

static bool
wants(const struct td_forecasting *m, const struct asked *x, uint32_t want)
{
	const struct pair *p;

	if (x->pair == NONE)
		return false;
	p = &m->pair[x->pair];
	for (uint32_t i = 0; i < p->n_wants; i++)
		if (p->want[i] == want)
			return true;
	return false;
}

/* A name that both want is wanted once. */
static void
count_wants(struct td_forecasting *m, const struct asked *a,
    const struct asked *b, uint64_t n)
{
	if (a->pair != NONE)
		for (uint32_t i = 0; i < m->pair[a->pair].n_wants; i++)
			m->want[m->pair[a->pair].want[i]].messages += n;
	if (b->pair == NONE)
		return;
	for (uint32_t i = 0; i < m->pair[b->pair].n_wants; i++)
		if (!wants(m, a, m->pair[b->pair].want[i]))
			m->want[m->pair[b->pair].want[i]].messages += n;
}

static void
put_side(struct td_forecast_side *s, const struct asked *x, uint64_t n)
{
	if (!x->foreseen) {
		s->unforeseen[x->why] += n;
		return;
	}
	s->of += n;
	s->result[x->result] += n;
	s->pass += x->result == TD_R_PASS ? n : 0;
}

/* What is of another organization will not be aligned, whatever SPF says. */
static void
put_aligned(struct td_forecast_side *s, const struct asked *x,
    struct td_span author, bool aligned, uint64_t n)
{
	const bool named = author.n > 0 && x->domain.n > 0;

	if (named && (x->foreseen || (!aligned && x->pair != NONE))) {
		s->of += n;
		s->pass += aligned && x->result == TD_R_PASS ? n : 0;
	} else {
		s->unforeseen[x->foreseen ? TD_NO_IDENTITY : x->why] += n;
	}
}

static void
put_seen(struct td_forecast_row *row, const struct td_client *c, bool aligned,
    uint64_t n)
{
	struct td_forecast_side *by = row->by;

	if (c->spf != TD_R_MISSING) {
		by[TD_BY_MAILFROM].seen_of += n;
		by[TD_BY_MAILFROM].seen += c->spf == TD_R_PASS ? n : 0;
		if (c->author.n > 0 && c->mailfrom.n > 0) {
			by[TD_BY_ALIGNED].seen_of += n;
			by[TD_BY_ALIGNED].seen +=
			    aligned && c->spf == TD_R_PASS ? n : 0;
		}
	}
	if (c->pra != TD_ALIGN_UNKNOWN) {
		by[TD_BY_HEADER].seen_of += n;
		by[TD_BY_HEADER].seen += c->pra == TD_ALIGNED ? n : 0;
	}
}

static bool
is_aligned(const struct td_forecasting *m, struct td_span author,
    struct td_span domain)
{
	return author.n > 0 && domain.n > 0 &&
	    td_aligned_relaxed(m->plan->orgs, author, domain);
}

/* The row of a carrier; NULL: no memory. */
static struct td_forecast_row *
row_of(struct td_forecast *f, struct td_span carrier)
{
	struct td_forecast_row *row;

	for (size_t i = 0; i < f->n; i++)
		if (td_span_eq(f->row[i].carrier, carrier))
			return &f->row[i];
	if (td_room(&f->row, &f->memory->rows_cap, (uint32_t)f->n + 1,
	        sizeof *row) < 0)
		return NULL;
	row = &f->row[f->n++];
	*row = (struct td_forecast_row){ .carrier = carrier };
	return row;
}

static int
put_client(struct td_forecast *f, const struct td_client *c, uint64_t n)
{
	struct td_forecasting *m = f->memory;
	struct td_forecast_row *row = row_of(f, c->carrier);
	struct asked mailfrom = { .domain = c->mailfrom };
	struct asked header = { .domain = c->header };

	if (row == NULL)
		return -1;
	if (is_aligned(m, c->author, m->plan->mailfrom))
		mailfrom.domain = m->plan->mailfrom;
	if (ask(m, c, &mailfrom) < 0 || ask(m, c, &header) < 0)
		return -1;
	row->messages += n;
	put_seen(row, c, is_aligned(m, c->author, c->mailfrom), n);
	put_side(&row->by[TD_BY_MAILFROM], &mailfrom, n);
	put_aligned(&row->by[TD_BY_ALIGNED], &mailfrom, c->author,
	    is_aligned(m, c->author, mailfrom.domain), n);
	put_side(&row->by[TD_BY_HEADER], &header, n);
	count_wants(m, &mailfrom, &header, n);
	return 0;
}

/* ---- the whole ---- */

static void
add_row(struct td_forecast_row *into, const struct td_forecast_row *from)
{
	into->messages += from->messages;
	for (int b = 0; b < TD_N_BY; b++) {
		struct td_forecast_side *x = &into->by[b];
		const struct td_forecast_side *y = &from->by[b];

		x->seen += y->seen;
		x->seen_of += y->seen_of;
		x->pass += y->pass;
		x->of += y->of;
		for (int r = 0; r < TD_R_MISSING; r++)
			x->result[r] += y->result[r];
		for (int w = 0; w < TD_N_UNFORESEEN; w++)
			x->unforeseen[w] += y->unforeseen[w];
	}
}

static int
by_carrier(const void *a, const void *b)
{
	const struct td_forecast_row *x = a, *y = b;

	return td_span_cmp(x->carrier, y->carrier);
}

static int
by_messages(const void *a, const void *b)
{
	const struct td_forecast_want *x = a, *y = b;
	int d;

	if (x->messages != y->messages)
		return x->messages < y->messages ? 1 : -1;
	d = td_span_cmp(x->name, y->name);
	return d != 0 ? d : (int)x->type - (int)y->type;
}

static int
list_wants(struct td_forecast *f)
{
	const struct td_forecasting *m = f->memory;

	f->want = calloc(m->n_wants > 0 ? m->n_wants : 1, sizeof *f->want);
	if (f->want == NULL)
		return -1;
	for (uint32_t i = 0; i < m->n_wants; i++)
		if (m->want[i].messages > 0)
			f->want[f->n_wants++] = (struct td_forecast_want){
				text_at(&m->texts, m->want[i].name),
				m->want[i].type, m->want[i].messages
			};
	qsort(f->want, f->n_wants, sizeof *f->want, by_messages);
	return 0;
}

int
td_forecast(struct td_forecast *out, struct td_clients *clients,
    const struct td_forecast_plan *plan)
{
	const size_t n = td_clients_sort(clients);

	*out = (struct td_forecast){ .memory = calloc(1, sizeof *out->memory) };
	if (out->memory == NULL)
		return -1;
	out->memory->plan = plan;
	out->memory->pairs.secret = out->memory->wants.secret =
	    td_table_secret();
	for (size_t i = 0; i < n; i++) {
		struct td_client c;
		const uint64_t messages = td_clients_row(clients, i, &c);

		if (put_client(out, &c, messages) < 0)
			return -1;
	}
	for (size_t i = 0; i < out->n; i++)
		add_row(&out->total, &out->row[i]);
	out->dropped = td_clients_messages(clients) - out->total.messages;
	if (out->n > 0)
		qsort(out->row, out->n, sizeof *out->row, by_carrier);
	return list_wants(out);
}

void
td_forecast_clear(struct td_forecast *f)
{
	struct td_forecasting *m = f->memory;

	free(f->row);
	free(f->want);
	if (m != NULL) {
		free(m->texts.p);
		free(m->texts.index.slot);
		free(m->pairs.slot);
		free(m->wants.slot);
		free(m->pair);
		free(m->want);
	}
	free(m);
	*f = (struct td_forecast){ .n = 0 };
}
