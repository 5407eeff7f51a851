/*
 * analyzer/cube/cube.c and keyset.c: a sorted array as the other opinion; any
 * split of the work, and any order of keys, gives the same bytes.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/cube/fixture.h"
#include "tests/run.h"

#define N(a) (sizeof(a) / sizeof((a)[0]))

enum { MANY = 3000 };

/* ---- the model: no hashing, every row looked through ---- */

struct model_row {
	char key[96]; /* "docomo|d0.example" */
	uint64_t counter[TD_N_COUNTERS];
	uint64_t delays, waited, hops; /* how many, how many, their sum */
};

struct model {
	size_t n;
	struct model_row row[600];
};

static struct model_row *
model_find(struct model *m, const char *key)
{
	size_t i = 0;

	while (i < m->n && strcmp(m->row[i].key, key) != 0)
		i++;
	if (i == m->n) {
		ck_assert_uint_lt(m->n, N(m->row));
		memset(&m->row[i], 0, sizeof(m->row[i]));
		snprintf(m->row[i].key, sizeof(m->row[i].key), "%s", key);
		m->n++;
	}
	return &m->row[i];
}

/* SEMANTICS.md 10, Delivery. */
static void
model_delivery(struct model_row *r, const struct td_observation *o)
{
	static const int counter[TD_N_ACTIONS] = {
		[TD_ACTION_NONE] = -1,
		[TD_ACTION_SENT] = TD_C_ACCEPTED,
		[TD_ACTION_DEFERRED] = TD_C_DEFERRED,
		[TD_ACTION_FAILED] = TD_C_FAILED,
		[TD_ACTION_EXPIRED] = TD_C_EXPIRED,
		[TD_ACTION_SUPPRESSED] = TD_C_SUPPRESSED,
	};

	if (counter[o->outcome] >= 0)
		r->counter[counter[o->outcome]] += o->weight;
	r->counter[TD_C_ATTEMPTS] += o->weight * o->attempts;
	r->counter[TD_C_COMPLAINED] += o->complaints;
	if (o->untold)
		r->counter[TD_C_UNTOLD] += o->weight;
	if (o->hard)
		r->counter[TD_C_HARD] += o->weight;
	if (o->has_reason)
		r->counter[TD_C_REASON + o->reason] += o->weight;
}

static void
model_add(struct model *m, const struct td_observation *o)
{
	struct model_row *r;
	char key[96];

	snprintf(key, sizeof(key), "%.*s|%.*s", (int)o->carrier.carrier.n,
	    o->carrier.carrier.p, (int)o->domain.n, o->domain.p);
	r = model_find(m, key);
	r->counter[TD_C_MESSAGES] += o->weight;
	if (o->forwarded)
		r->counter[TD_C_FORWARDED] += o->weight;
	for (unsigned i = 0; i < TD_N_AUTH; i++)
		r->counter[TD_C_SPF + i * TD_N_RESULTS + o->result[i]] +=
		    o->weight;
	if (o->dkim_aligned_pass)
		r->counter[TD_C_DKIM_ALIGNED] += o->weight;
	r->counter[TD_C_ALIGNMENT + o->alignment] += o->weight;
	r->counter[TD_C_PRA + o->pra] += o->weight;
	r->counter[TD_C_TLS + o->tls] += o->weight;
	r->counter[TD_C_FCRDNS + o->fcrdns] += o->weight;
	if (o->delay != TD_NO_TIME && o->delay < 0)
		r->counter[TD_C_SKEW] += o->weight;
	if (o->delay != TD_NO_TIME && o->outcome == TD_ACTION_DEFERRED)
		r->waited += o->weight;
	else if (o->delay != TD_NO_TIME)
		r->delays += o->weight;
	if (o->hops != TD_NO_HOPS)
		r->hops += o->hops * o->weight;
	model_delivery(r, o);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(((const struct model_row *)a)->key,
	    ((const struct model_row *)b)->key);
}

static void
same_row(const struct td_cell *c, const struct model_row *r)
{
	struct td_span carrier = td_cell_value(c, 0);
	struct td_span domain = td_cell_value(c, 1);
	uint64_t hops = 0;
	char key[600];

	snprintf(key, sizeof(key), "%.*s|%.*s", (int)carrier.n, carrier.p,
	    (int)domain.n, domain.p);
	ck_assert_str_eq(key, r->key);
	for (unsigned i = 0; i < TD_N_COUNTERS; i++)
		ck_assert_msg(c->counter[i] == r->counter[i], "%s: %s", key,
		    td_counter_name(i));
	ck_assert_uint_eq(td_hist_count(&c->hist[TD_HIST_DELAY]), r->delays);
	ck_assert_uint_eq(td_hist_count(&c->hist[TD_HIST_WAITED]), r->waited);
	for (uint32_t i = 0; i < c->hist[TD_HIST_HOPS].n; i++)
		hops += c->hist[TD_HIST_HOPS].b[i].bucket *
		    c->hist[TD_HIST_HOPS].b[i].count;
	ck_assert_uint_eq(hops, r->hops);
}

START_TEST(test_model)
{
	static struct model m;
	uint64_t rng = (uint64_t)_i + 1;
	struct td_observation o;
	struct td_dims dims;
	struct td_cube *c;
	const struct td_cell *const *cell;
	char name[32];
	size_t n;

	fixture_dims(&dims, "carrier,domain");
	c = td_cube_new(&dims, SIZE_MAX);
	m.n = 0;
	for (int i = 0; i < MANY; i++) {
		fixture_observation(&rng, 500, &o, name);
		o.weight = fixture_random(&rng, 4);
		model_add(&m, &o);
		ck_assert_int_eq(td_cube_add(c, &o), 0);
	}
	qsort(m.row, m.n, sizeof(m.row[0]), by_text);
	cell = td_cube_sorted(c, &n);
	ck_assert_uint_eq(n, m.n);
	for (size_t i = 0; i < n; i++)
		same_row(cell[i], &m.row[i]);
	ck_assert_uint_eq(td_cube_dropped(c), 0);
	td_cube_free(c);
}
END_TEST

/* Delays: counter.h's units, and what is negative. */
START_TEST(test_delay)
{
	static const struct {
		int64_t micros;
		uint64_t max;
	} delays[] = { { 0, 0 }, { 1000000, 1024 }, { 59000000, 60416 },
		{ 500, 1 }, { 487, 0 }, { -1, 0 }, { INT64_MIN + 1, 0 },
		/* 9223372036854.775807 s */
		{ INT64_MAX, UINT64_C(9444732965739290) } };
	struct td_dims dims;

	fixture_dims(&dims, "carrier");
	for (size_t i = 0; i < N(delays); i++) {
		struct td_cube *c = td_cube_new(&dims, 9);
		struct td_observation o = { .weight = 1,
			.delay = delays[i].micros };
		struct td_cell total = { 0 };

		td_cube_add(c, &o);
		ck_assert_int_eq(td_cube_total(c, &total), 0);
		ck_assert_uint_eq(total.hist[TD_HIST_DELAY].max, delays[i].max);
		ck_assert_uint_eq(
		    total.counter[TD_C_SKEW], delays[i].micros < 0);
		for (size_t h = 0; h < TD_N_HISTS; h++)
			td_hist_clear(&total.hist[h]);
		td_cube_free(c);
	}
}
END_TEST

/* What is deferred has its own: it is no delay yet. */
START_TEST(test_waited)
{
	struct td_observation o = {
		.weight = 3, .delay = 2000000, .outcome = TD_ACTION_DEFERRED
	};
	struct td_cell total = { 0 };
	struct td_dims dims;
	struct td_cube *c;

	fixture_dims(&dims, "carrier");
	c = td_cube_new(&dims, 9);
	td_cube_add(c, &o);
	ck_assert_int_eq(td_cube_total(c, &total), 0);
	ck_assert_uint_eq(td_hist_count(&total.hist[TD_HIST_DELAY]), 0);
	ck_assert_uint_eq(td_hist_count(&total.hist[TD_HIST_WAITED]), 3);
	ck_assert_uint_eq(total.hist[TD_HIST_WAITED].max, 2048);
	for (size_t h = 0; h < TD_N_HISTS; h++)
		td_hist_clear(&total.hist[h]);
	td_cube_free(c);
}
END_TEST

/* ---- splits ---- */

/* All observations of a seed into one of k cubes each, merged in some order. */
static char *
split(uint64_t seed, const struct td_dims *dims, size_t max_keys, size_t k,
    uint64_t domains)
{
	struct td_cube *part[8], *sum = td_cube_new(dims, max_keys);
	uint64_t rng = seed, way = seed * 31 + k;
	struct td_observation o;
	char name[32], *text;

	for (size_t i = 0; i < k; i++)
		part[i] = td_cube_new(dims, max_keys);
	for (int i = 0; i < MANY; i++) {
		fixture_observation(&rng, domains, &o, name);
		td_cube_add(part[fixture_random(&way, k)], &o);
	}
	for (size_t left = k; left > 0; left--) {
		size_t i = fixture_random(&way, left);

		ck_assert_int_eq(td_cube_merge(sum, part[i]), 0);
		td_cube_free(part[i]);
		part[i] = part[left - 1];
	}
	text = fixture_text(sum);
	td_cube_free(sum);
	return text;
}

START_TEST(test_splits)
{
	static const size_t caps[] = { SIZE_MAX, 1000, 100, 7, 1, 0 };
	static const char *const by[] = { "carrier,domain", "domain", "",
		"week" };
	size_t cap = caps[(size_t)_i % N(caps)];
	struct td_dims dims;
	char *one;

	fixture_dims(&dims, by[(size_t)_i / N(caps)]);
	one = split(7, &dims, cap, 1, 800);
	for (size_t k = 2; k <= 8; k++) {
		char *text = split(7, &dims, cap, k, 800);

		ck_assert_str_eq(text, one);
		free(text);
	}
	free(one);
}
END_TEST

/* ---- keys by the thousand ---- */

/* Keys n-1 .. 0, 0 .. n-1, or shuffled; the cells and their sum. */
static char *
attack(const struct td_dims *dims, int order, unsigned n, size_t max_keys)
{
	struct td_cube *c = td_cube_new(dims, max_keys);
	unsigned *key = malloc(n * sizeof(*key));
	uint64_t rng = (uint64_t)order + 1;
	struct td_cell total = { 0 };
	char *text;

	for (unsigned i = 0; i < n; i++)
		key[i] = order == 0 ? n - 1 - i : i;
	for (unsigned i = n; order > 1 && i > 1; i--) {
		unsigned j = (unsigned)fixture_random(&rng, i);
		unsigned t = key[i - 1];

		key[i - 1] = key[j], key[j] = t;
	}
	for (unsigned i = 0; i < n; i++) {
		char name[300];
		struct td_observation o = { .weight = key[i] + 1,
			.delay = TD_NO_TIME,
			.hops = (uint16_t)(key[i] % 9) };

		/* Lengths from short to over the limit of a value. */
		o.domain.p = name;
		o.domain.n = (size_t)snprintf(name, sizeof(name), "%u.%0*d",
		    key[i], (int)(key[i] % 270) + 1, 0);
		o.carrier.carrier =
		    key[i] % 100 == 0 ? TD_SPAN("au") : TD_SPAN("other");
		ck_assert_int_eq(td_cube_add(c, &o), 0);
	}
	td_cube_total(c, &total);
	ck_assert_uint_eq(
	    total.counter[TD_C_MESSAGES], (uint64_t)n * (n + 1) / 2);
	ck_assert_uint_eq(td_hist_count(&total.hist[TD_HIST_HOPS]),
	    (uint64_t)n * (n + 1) / 2);
	for (size_t h = 0; h < TD_N_HISTS; h++)
		td_hist_clear(&total.hist[h]);
	ck_assert_uint_eq(td_cube_dropped(c), n > max_keys ? n - max_keys : 0);
	text = fixture_text(c);
	td_cube_free(c);
	free(key);
	return text;
}

static size_t
count_of(const char *text, const char *what)
{
	size_t n = 0;

	while ((text = strstr(text, what)) != NULL)
		n++, text++;
	return n;
}

START_TEST(test_attack)
{
	static const size_t caps[] = { 0, 1, 31, 32, 50, 128, 2000, 2001 };
	struct td_dims dims;
	size_t cap = caps[_i];
	char *want;

	fixture_dims(&dims, "carrier,domain");
	want = attack(&dims, 0, 2000, cap);
	for (int order = 1; order < 5; order++) {
		char *got = attack(&dims, order, 2000, cap);

		ck_assert_str_eq(got, want);
		free(got);
	}
	/* Known carriers stay before others do: there are 20 keys of them. */
	ck_assert_uint_eq(count_of(want, "\nc\tau\t"), cap < 20 ? cap : 20);
	ck_assert_uint_eq(
	    count_of(want, "\nc\t(other)\t(other)\t"), cap < 2000);
	ck_assert_uint_eq(count_of(want, "\nc\t"), cap < 2000 ? cap + 1 : 2000);
	free(want);
}
END_TEST

/* cube.h: known carriers first, then the smaller hash. */
static int
by_order(const void *a, const void *b)
{
	const struct td_cell *x = *(const struct td_cell *const *)a;
	const struct td_cell *y = *(const struct td_cell *const *)b;
	int unknown = td_span_eq(td_cell_value(x, 0), TD_SPAN("other")) -
	    td_span_eq(td_cell_value(y, 0), TD_SPAN("other"));

	if (unknown != 0)
		return unknown;
	return (x->hash > y->hash) - (x->hash < y->hash);
}

START_TEST(test_who_stays)
{
	enum { CAP = 60 };
	struct td_dims dims;
	struct td_cube *all, *few;
	const struct td_cell *const *cell, *want[400];
	uint64_t rng = 11;
	struct td_observation o;
	char name[32];
	size_t n, n_all, same = 0;

	fixture_dims(&dims, "carrier,domain");
	all = td_cube_new(&dims, SIZE_MAX);
	few = td_cube_new(&dims, CAP);
	for (int i = 0; i < MANY; i++) {
		fixture_observation(&rng, N(want), &o, name);
		td_cube_add(all, &o);
		td_cube_add(few, &o);
	}
	cell = td_cube_sorted(all, &n_all);
	memcpy(want, cell, n_all * sizeof(*cell));
	qsort(want, n_all, sizeof(want[0]), by_order);
	cell = td_cube_sorted(few, &n);
	ck_assert_uint_eq(n, CAP + 1);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < CAP; j++)
			same += cell[i]->hash == want[j]->hash;
	ck_assert_uint_eq(same, CAP);
	td_cube_free(all);
	td_cube_free(few);
}
END_TEST

/* cube.h: values are cut to 255 bytes. */
START_TEST(test_long_value)
{
	char text[600];
	struct td_span value[2] = { { text, sizeof(text) },
		{ text, sizeof(text) } };
	struct td_dims dims;
	struct td_cube *c;
	struct td_cell *cell;

	memset(text, 'x', sizeof(text));
	fixture_dims(&dims, "carrier,domain");
	c = td_cube_new(&dims, 9);
	cell = td_cube_cell(c, value);
	ck_assert_uint_eq(td_cell_value(cell, 0).n, 255);
	ck_assert_uint_eq(td_cell_value(cell, 1).n, 255);
	value[1].n = 255;
	ck_assert_ptr_eq(td_cube_cell(c, value), cell);
	td_cube_free(c);
}
END_TEST

/* A key that says "(other)" is that cell, and is not counted as dropped. */
START_TEST(test_other)
{
	struct td_span other[2] = { TD_LIT("(other)"), TD_LIT("(other)") };
	struct td_span half[2] = { TD_LIT("(other)"), TD_LIT("x") };
	struct td_dims dims;
	struct td_cube *c;
	size_t n;

	fixture_dims(&dims, "carrier,domain");
	c = td_cube_new(&dims, 1);
	td_cube_cell(c, other)->counter[TD_C_MESSAGES] += 3;
	td_cube_cell(c, half)->counter[TD_C_MESSAGES] += 4;
	td_cube_cell(c, other)->counter[TD_C_MESSAGES] += 3;
	ck_assert_uint_eq(td_cube_dropped(c), 0);
	ck_assert_uint_eq(td_cube_sorted(c, &n)[0]->counter[TD_C_MESSAGES], 6);
	ck_assert_uint_eq(n, 2);
	td_cube_add_dropped(c, 5);
	ck_assert_uint_eq(td_cube_dropped(c), 5);
	td_cube_clear(c);
	ck_assert_uint_eq(td_cube_dropped(c), 0);
	td_cube_sorted(c, &n);
	ck_assert_uint_eq(n, 0);
	td_cube_free(c);
}
END_TEST

/* A cube that was cleared is as good as new, large or small before. */
START_TEST(test_clear)
{
	struct td_dims dims;
	struct td_cube *c, *fresh;
	struct td_observation o;
	char name[32], *a, *b;

	fixture_dims(&dims, "carrier,domain");
	c = td_cube_new(&dims, 300);
	for (uint64_t round = 1; round < 40; round++) {
		uint64_t rng = round, again = round;
		int n = round % 2 == 1 ? MANY : 3;

		fresh = td_cube_new(&dims, 300);
		td_cube_clear(c);
		for (int i = 0; i < n; i++) {
			fixture_observation(&rng, 800, &o, name);
			td_cube_add(c, &o);
			fixture_observation(&again, 800, &o, name);
			td_cube_add(fresh, &o);
		}
		a = fixture_text(c);
		b = fixture_text(fresh);
		ck_assert_str_eq(a, b);
		free(a);
		free(b);
		td_cube_free(fresh);
	}
	td_cube_free(c);
}
END_TEST

/* Sums stay at the largest number, so that the order changes nothing. */
START_TEST(test_full)
{
	struct td_dims dims;
	struct td_cube *a, *b;
	struct td_cell *cell;

	fixture_dims(&dims, "");
	a = td_cube_new(&dims, 5);
	b = td_cube_new(&dims, 5);
	td_cube_cell(a, NULL)->counter[TD_C_MESSAGES] = UINT64_MAX - 1;
	cell = td_cube_cell(b, NULL);
	cell->counter[TD_C_MESSAGES] = 2;
	cell->counter[TD_C_HARD] = 1;
	ck_assert_int_eq(td_cube_merge(b, a), 0);
	ck_assert_uint_eq(cell->counter[TD_C_MESSAGES], UINT64_MAX);
	ck_assert_uint_eq(cell->counter[TD_C_HARD], 1);
	td_cube_free(a);
	td_cube_free(b);
}
END_TEST

static struct td_span
first_letter(struct td_span value, void *arg)
{
	++*(int *)arg;
	return (struct td_span){ value.p, value.n > 2 ? 2 : value.n };
}

/* Domains put together by their first two letters. */
START_TEST(test_relabel)
{
	uint64_t rng = 3;
	struct td_dims dims, by_carrier;
	struct td_cube *c, *want;
	struct td_observation o;
	char name[32], *a, *b;
	int calls = 0;

	fixture_dims(&dims, "carrier,domain");
	fixture_dims(&by_carrier, "carrier");
	c = td_cube_new(&dims, 500);
	want = td_cube_new(&dims, 500);
	for (int i = 0; i < MANY; i++) {
		fixture_observation(&rng, 300, &o, name);
		td_cube_add(c, &o);
		o.domain.n = 2;
		td_cube_add(want, &o);
	}
	td_cube_add_dropped(c, 2);
	td_cube_add_dropped(want, 2);
	ck_assert_int_eq(
	    td_cube_relabel(c, dims.dim[1], first_letter, &calls), 0);
	ck_assert_int_gt(calls, 0);
	a = fixture_text(c);
	b = fixture_text(want);
	ck_assert_str_eq(a, b);
	calls = 0;
	ck_assert_int_eq(
	    td_cube_relabel(c, &td_dimensions[4], first_letter, &calls), 0);
	ck_assert_int_eq(calls, 0); /* a dimension that is not there */
	free(a);
	free(b);
	td_cube_free(c);
	td_cube_free(want);
}
END_TEST

/* Bytewise, value by value: a prefix goes first, bytes over 0x7f last. */
START_TEST(test_sorted)
{
	static const struct td_span want[][2] = {
		{ TD_LIT(""), TD_LIT("z") },
		{ TD_LIT("(other)"), TD_LIT("(other)") },
		{ TD_LIT("a"), TD_LIT("b") },
		{ TD_LIT("a"), TD_LIT("ba") },
		{ TD_LIT("a\001"), TD_LIT("a") },
		{ TD_LIT("ab"), TD_LIT("") },
		{ TD_LIT("b"), TD_LIT("a") },
		{ TD_LIT("\377"), TD_LIT("a") },
	};
	struct td_dims dims;
	struct td_cube *c;
	const struct td_cell *const *cell;
	size_t n;

	fixture_dims(&dims, "carrier,domain");
	c = td_cube_new(&dims, 100);
	for (size_t i = 0; i < N(want); i++)
		td_cube_cell(c, want[(i * 5 + 3) % N(want)]);
	cell = td_cube_sorted(c, &n);
	ck_assert_uint_eq(n, N(want));
	for (size_t i = 0; i < n; i++)
		for (size_t d = 0; d < 2; d++)
			ck_assert(
			    td_span_eq(td_cell_value(cell[i], d), want[i][d]));
	td_cube_free(c);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("cube");
	TCase *t = tcase_create("cube");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, test_model, 0, 5);
	tcase_add_test(t, test_delay);
	tcase_add_test(t, test_waited);
	tcase_add_loop_test(t, test_splits, 0, 24);
	tcase_add_loop_test(t, test_attack, 0, 8);
	tcase_add_test(t, test_who_stays);
	tcase_add_test(t, test_long_value);
	tcase_add_test(t, test_other);
	tcase_add_test(t, test_clear);
	tcase_add_test(t, test_full);
	tcase_add_test(t, test_relabel);
	tcase_add_test(t, test_sorted);
	suite_add_tcase(s, t);
	return run_suite(s);
}
