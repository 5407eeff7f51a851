/*
 * See judged.h.  Rows are found by the keys of cells that are by author domain
 * and carrier, so that the same stay.
 */
#include "judged.h"

#include <stdlib.h>

#include "hash.h"
#include "keyset.h"

enum {
	MAX_DAYS = 65536,
	MAX_VALUE = 255,
	MAX_KEY = 2 * (MAX_VALUE + 1),
	MAX_INPUTS = 1 << 20,
	N_EXAMPLES = TD_N_TESTS * TD_UNTOLD
};

struct td_judged {
	struct td_keyset keys;
	uint32_t room;
	struct td_judged_row *row; /* by index */
	struct td_tally *days;     /* messages by key, 0, day */
	struct td_keyset names;    /* of inputs */
	const struct td_dimension *author, *carrier;
};

struct td_judged *
td_judged_new(size_t max_keys)
{
	struct td_judged *t = calloc(1, sizeof *t);

	if (t == NULL)
		return NULL;
	td_keyset_init(&t->keys, max_keys);
	td_keyset_init(&t->names, MAX_INPUTS);
	t->author = td_dimension_find("author_domain");
	t->carrier = td_dimension_find("carrier");
	t->days = td_tally_new(MAX_DAYS);
	if (t->days != NULL)
		return t;
	td_judged_free(t);
	return NULL;
}

void
td_judged_free(struct td_judged *t)
{
	if (t == NULL)
		return;
	td_keyset_free(&t->keys);
	td_tally_free(t->days);
	td_keyset_free(&t->names);
	free(t->row);
	free(t);
}

void
td_judged_clear(struct td_judged *t)
{
	td_keyset_clear(&t->keys);
	td_tally_clear(t->days);
}

/* ---- rows ---- */

static int
grow(struct td_judged *t)
{
	const uint32_t room = t->room == 0 ? 4 : t->room * 2;
	struct td_judged_row *row = realloc(t->row, room * sizeof *row);

	if (row == NULL)
		return -1;
	t->row = row;
	t->room = room;
	return 0;
}

/* The row of a key; *out NULL: there is no room for it. */
static int
row_of(struct td_judged *t, struct td_span key, uint64_t hash, bool later,
    struct td_judged_row **out)
{
	uint32_t i = td_keyset_find(&t->keys, key, hash);
	uint64_t gone;

	*out = NULL;
	if (i == TD_KEY_NONE) {
		if (t->keys.n == t->room && grow(t) == -1)
			return -1;
		switch (td_keyset_put(&t->keys, key, hash, later, &i, &gone)) {
		case TD_PUT_NEW:
		case TD_PUT_REPLACED:
			t->row[i] = (struct td_judged_row){ 0 };
			break;
		case TD_PUT_REFUSED:
			return 0;
		default:
			return -1;
		}
	}
	*out = &t->row[i];
	return 0;
}

static char *
put_value(char *to, struct td_span value)
{
	const size_t n = value.n < MAX_VALUE ? value.n : MAX_VALUE;

	*to++ = (char)n;
	memcpy(to, value.p, n);
	return to + n;
}

static struct td_span
put_key(char key[MAX_KEY], struct td_span author, struct td_span carrier)
{
	return td_span(key, put_value(put_value(key, author), carrier));
}

static void
add_to(uint64_t *to, uint64_t n)
{
	if (__builtin_add_overflow(*to, n, to))
		*to = UINT64_MAX;
}

/* ---- examples ---- */

static bool
is_before(const struct td_example *a, const struct td_example *b)
{
	const int d = td_input_id_cmp(&a->id, &b->id);

	return d != 0 ? d < 0 : a->off < b->off;
}

static void
take_example(struct td_example *into, const struct td_example *from)
{
	if (from->there && (!into->there || is_before(from, into)))
		*into = *from;
}

/* Of all rows, one after another: N_EXAMPLES each. */
static struct td_example *
example_at(struct td_judged *t, uint32_t i)
{
	const uint32_t in_row = i % N_EXAMPLES;

	return &t->row[i / N_EXAMPLES]
	            .example[in_row / TD_UNTOLD][in_row % TD_UNTOLD];
}

void
td_judged_name(struct td_judged *t, const struct td_input_id *id)
{
	const struct td_input_id none = { 0 };

	for (uint32_t i = 0; i < t->keys.n * N_EXAMPLES; i++) {
		struct td_example *e = example_at(t, i);

		if (e->there && td_input_id_cmp(&e->id, &none) == 0)
			e->id = *id;
	}
}

/* A copy of a name that stays. */
static int
keep_name(struct td_judged *t, struct td_span *name)
{
	const uint64_t hash = td_hash(name->p, name->n);
	uint32_t i = td_keyset_find(&t->names, *name, hash);
	uint64_t gone;

	if (i == TD_KEY_NONE &&
	    td_keyset_put(&t->names, *name, hash, false, &i, &gone) !=
	        TD_PUT_NEW)
		return -1;
	name->p = t->names.key[i].p;
	return 0;
}

int
td_judged_name_inputs(struct td_judged *t,
    struct td_span (*name)(const struct td_input_id *id, void *arg), void *arg)
{
	for (uint32_t i = 0; i < t->keys.n * N_EXAMPLES; i++) {
		struct td_example *e = example_at(t, i);

		if (!e->there)
			continue;
		e->name = name(&e->id, arg);
		if (keep_name(t, &e->name) == -1)
			return -1;
	}
	return 0;
}

/* ---- MAIL FROM ---- */

static bool
is_ses(struct td_span domain)
{
	static const struct td_span ses = TD_LIT("amazonses.com");
	const char *tail;

	if (domain.n < ses.n)
		return false;
	tail = domain.p + domain.n - ses.n;
	return td_span_eq((struct td_span){ tail, ses.n }, ses) &&
	    (domain.n == ses.n || tail[-1] == '.');
}

static struct td_span
mailfrom_of(const struct td_judged_row *row)
{
	return (struct td_span){ row->mailfrom, row->n_mailfrom };
}

static void
take_mailfrom(struct td_judged_row *row, struct td_span domain)
{
	const struct td_span old = mailfrom_of(row);

	if (domain.n == 0 || domain.n > TD_MAILFROM_MAX)
		return;
	if (old.n > 0 && is_ses(old) != is_ses(domain)) {
		if (is_ses(old))
			return;
	} else if (old.n > 0 && td_span_cmp(old, domain) <= 0) {
		return;
	}
	memcpy(row->mailfrom, domain.p, domain.n);
	row->n_mailfrom = (uint8_t)domain.n;
}

/* ---- adding ---- */

static int
add_day(struct td_judged *t, struct td_span key, int64_t when, uint64_t n)
{
	const int64_t day_long = INT64_C(86400000000);
	int64_t day = when / day_long - (when % day_long < 0);
	char buf[MAX_KEY + 1 + sizeof day];

	if (when == TD_NO_TIME || n == 0)
		return 0;
	memcpy(buf, key.p, key.n);
	buf[key.n] = '\0';
	memcpy(buf + key.n + 1, &day, sizeof day);
	return td_tally_add(
	    t->days, (struct td_span){ buf, key.n + 1 + sizeof day }, n);
}

static void
count(struct td_judged_row *row, const struct td_tested *j, uint64_t weight,
    const struct td_example *at)
{
	const uint32_t set[TD_N_JUDGED] = { j->met, j->not_met, j->untold };

	add_to(&row->bulk, j->bulk ? weight : 0);
	for (int k = 0; k < TD_N_JUDGED; k++)
		for (uint32_t bits = set[k]; bits != 0; bits &= bits - 1) {
			const int test = __builtin_ctz(bits);

			add_to(&row->n[test][k], weight);
			if (at != NULL && k != TD_UNTOLD)
				take_example(&row->example[test][k], at);
		}
}

int
td_judged_add(struct td_judged *t, const struct td_observation *o,
    const struct td_tested *j, const struct td_example *at)
{
	const struct td_zone_info zone = { .fixed = true };
	char key_buf[MAX_KEY], a[64], c[64];
	const struct td_span carrier = t->carrier->value(o, &zone, c);
	const struct td_span key =
	    put_key(key_buf, t->author->value(o, &zone, a), carrier);
	struct td_judged_row *row;

	if (row_of(t, key, td_hash(key.p, key.n), TD_IS(carrier, "other"),
	        &row) == -1 ||
	    add_day(t, key, o->when, o->weight) == -1)
		return -1;
	if (row == NULL)
		return 0;
	count(row, j, o->weight, at);
	if ((j->not_met & TD_TEST_BIT(TD_TEST_IDENTITY)) != 0)
		take_mailfrom(row, o->mailfrom_domain);
	return 0;
}

void
td_judged_row_add(struct td_judged_row *into, const struct td_judged_row *from)
{
	add_to(&into->bulk, from->bulk);
	if (from->busiest > into->busiest)
		into->busiest = from->busiest;
	for (int i = 0; i < TD_N_TESTS; i++) {
		for (int k = 0; k < TD_N_JUDGED; k++)
			add_to(&into->n[i][k], from->n[i][k]);
		for (int k = 0; k < TD_UNTOLD; k++)
			take_example(
			    &into->example[i][k], &from->example[i][k]);
	}
	take_mailfrom(into, mailfrom_of(from));
}

int
td_judged_merge(struct td_judged *into, const struct td_judged *from)
{
	for (uint32_t i = 0; i < from->keys.n; i++) {
		const struct td_key *k = &from->keys.key[i];
		struct td_judged_row *row;

		if (row_of(into, (struct td_span){ k->p, k->n }, k->hash,
		        k->later, &row) == -1)
			return -1;
		if (row != NULL)
			td_judged_row_add(row, &from->row[i]);
	}
	return td_tally_merge(into->days, from->days);
}

/* ---- reading ---- */

void
td_judged_finish(struct td_judged *t)
{
	size_t n;
	const struct td_tally_row *day = td_tally_sorted(t->days, &n);

	for (size_t i = 0; i < n; i++) {
		const struct td_span key = { day[i].key.p,
			day[i].key.n - 1 - sizeof(int64_t) };
		const uint32_t at =
		    td_keyset_find(&t->keys, key, td_hash(key.p, key.n));

		if (at != TD_KEY_NONE && t->row[at].busiest < day[i].count)
			t->row[at].busiest = day[i].count;
	}
}

const struct td_judged_row *
td_judged_find(
    const struct td_judged *t, struct td_span author, struct td_span carrier)
{
	char buf[MAX_KEY];
	const struct td_span key = put_key(buf, author, carrier);
	const uint32_t at =
	    td_keyset_find(&t->keys, key, td_hash(key.p, key.n));

	return at == TD_KEY_NONE ? NULL : &t->row[at];
}
