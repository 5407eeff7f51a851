/*
 * The bytes of analyzer/observe/pack.h: those of versions with other members
 * are read, damaged ones refused, and no member of a row is forgotten.
 */
#include <endian.h>
#include <stdlib.h>

#include "analyzer/observe/ledger_parts.h"
#include "analyzer/observe/pack_parts.h"
#include "analyzer/observe/queue_parts.h"
#include "random_log.h"
#include "tests/run.h"

static const struct td_join_options options = { .keep_text = true };

static void
put(struct td_bytes *b, const void *p, size_t n)
{
	b->p = realloc(b->p, b->n + n + 1);
	ck_assert_ptr_nonnull(b->p);
	if (n > 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
}

static void
put_number(struct td_bytes *b, uint64_t v, size_t width)
{
	v = htole64(v);
	put(b, &v, width);
}

static void
seal(struct td_bytes *b)
{
	put_number(b, td_table_hash((struct td_span){ b->p, b->n }, 0), 8);
}

/* ---- what is packed ---- */

static bool
has_all(const struct td_queue *q)
{
	return q->n_hosts > 0 && q->n_entries > 0 && q->n_rcpts > 0 &&
	    q->n_pairs > 0 && q->n_spfs > 0 && q->n_notices > 0 &&
	    q->n_numbers > 0 && q->n_waiters > 0 && q->n_heirs > 0;
}

/* Rows of every kind. */
static struct td_bytes
some_queue(void)
{
	struct td_bytes b = { NULL, 0, 0 };
	struct settled out = { .full = true };
	static struct log l;
	struct td_queue *q = NULL;

	for (unsigned seed = 1; q == NULL || !has_all(q); seed++) {
		ck_assert_uint_lt(seed, 1000);
		td_queue_free(q);
		random_seed(seed);
		random_log(&l, 100);
		q = join_stretch(&l, 0, l.n, &options, 0, &out);
	}
	ck_assert_int_eq(td_queue_pack(q, &b), 0);
	td_queue_free(q);
	settled_free(&out);
	return b;
}

static struct td_bytes
some_ledger(void)
{
	struct td_ledger *l = td_ledger_new();
	struct td_bytes b = { NULL, 0, 0 };

	for (int i = 0; i < 6; i++) {
		struct td_settled s = { .given = td_table_hash(TD_SPAN("a"), 0),
			.recipient_hash = (uint64_t)i,
			.domain = TD_SPAN("example.jp"),
			.weight = 1,
			.begin = i,
			.outcome = TD_ACTION_SENT };
		const struct td_noticed about = { .n = 2,
			.key = { 1, 2 + (uint64_t)i } };
		struct td_outcome o;

		td_outcome_clear(&o, TD_SERVICE_SES);
		o.id = TD_SPAN("a");
		o.recipient =
		    i < 3 ? TD_SPAN("u@example.jp") : TD_SPAN("v@example.jp");
		o.action = TD_ACTION_DEFERRED;
		o.when = i;
		o.tag = TD_SPAN("spring");
		o.result[TD_M_SPF] = TD_R_PASS;
		ck_assert_int_eq(td_ledger_add(l, &o, TD_SPAN("f")), 0);
		memset(s.result, TD_R_MISSING, sizeof(s.result));
		ck_assert_int_eq(td_ledger_relay(l, TD_SERVICE_SES, &about, &s,
		                     TD_SPAN("log")),
		    0);
	}
	ck_assert_int_eq(td_ledger_pack(l, &b), 0);
	td_ledger_free(l);
	return b;
}

/* Settled, or NULL and why it is refused. */
static bool
read_queue(const struct td_bytes *b, struct settled *out, struct td_error *e)
{
	struct td_queue *q =
	    td_queue_unpack(&options, (struct td_span){ b->p, b->n }, e);

	if (q == NULL)
		return false;
	ck_assert_int_eq(td_queue_finish(q, settled_add, out), 0);
	td_queue_free(q);
	settled_sort(out);
	return true;
}

static bool
read_ledger(const struct td_bytes *b, struct settled *out, struct td_error *e)
{
	struct td_ledger *l = td_ledger_new();
	bool ok = td_ledger_unpack(l, (struct td_span){ b->p, b->n }, e) == 0;

	ck_assert(ok || td_ledger_is_empty(l));
	if (ok) {
		ck_assert_int_eq(td_ledger_join_notices(l), 0);
		td_ledger_settle(l, settled_add, out);
	}
	td_ledger_free(l);
	settled_sort(out);
	return ok;
}

static const struct sort {
	struct td_bytes (*make)(void);
	bool (*read)(
	    const struct td_bytes *b, struct settled *out, struct td_error *e);
	const struct kind *kind;
	size_t n_kinds;
} sorts[] = {
	{ some_queue, read_queue, td_queue_kinds, QUEUE_N_KINDS },
	{ some_ledger, read_ledger, td_ledger_kinds, LEDGER_N_KINDS },
};

/* ---- another version's ---- */

/* What is done to the bytes; kind NULL: to each of them. */
struct edit {
	const char *kind, *drop; /* a member; "*": all of the kind */
	bool add;                /* a member that nobody knows */
	bool longer;             /* members have a value more */
	bool add_kind;
};

static uint64_t
number(const char **p, size_t width)
{
	uint64_t v = 0;

	memcpy(&v, *p, width);
	*p += width;
	return le64toh(v);
}

static struct td_span
name(const char **p)
{
	size_t n = (size_t)number(p, 1);

	*p += n;
	return (struct td_span){ *p - n, n };
}

static bool
is_named(struct td_span s, const char *word)
{
	return word != NULL && s.n == strlen(word) &&
	    memcmp(s.p, word, s.n) == 0;
}

static void
put_name(struct td_bytes *b, struct td_span s)
{
	put_number(b, s.n, 1);
	put(b, s.p, s.n);
}

/* A column of one value. */
static void
put_column(struct td_bytes *b, uint64_t v)
{
	put_number(b, 0, 1);
	put_number(b, v, 8);
}

static void
skip_columns(const char **p, uint64_t count, uint64_t rows)
{
	for (; count > 0; count--) {
		uint64_t width = number(p, 1);

		*p += (width < 8 ? 8 : 0) + width * rows;
	}
}

/* The next kind's rows, at most PACK_BLOCK of them, as they are to be. */
static void
edit_kind(const char **p, const struct edit *how, struct td_bytes *out)
{
	const struct td_span kind = name(p);
	const bool here = how->kind == NULL || is_named(kind, how->kind);
	const uint64_t rows = number(p, 4), n = number(p, 2);
	struct td_bytes head = { NULL, 0, 0 }, body = { NULL, 0, 0 };
	uint64_t count[PACK_MEMBERS], members = 0, length;
	bool drop[PACK_MEMBERS];
	const char *end;

	ck_assert_uint_le(rows, PACK_BLOCK);
	for (uint64_t i = 0; i < n; i++) {
		struct td_span s = name(p);
		uint64_t usual;

		count[i] = number(p, 1);
		usual = number(p, 8);
		drop[i] = here && is_named(s, how->drop);
		if (drop[i])
			continue;
		put_name(&head, s);
		put_number(&head, count[i] + (here && how->longer), 1);
		put_number(&head, usual, 8);
		members++;
	}
	length = number(p, 8);
	end = *p + length;
	for (uint64_t i = 0; rows > 0 && i < n; i++) {
		const char *from = *p;

		skip_columns(p, count[i], rows);
		if (!drop[i])
			put(&body, from, (size_t)(*p - from));
		if (!drop[i] && here && how->longer)
			put_column(&body, 12345);
	}
	if (here && how->add) {
		put_name(&head, TD_SPAN("colour"));
		put_number(&head, 1, 1);
		put_number(&head, 3, 8);
		if (rows > 0)
			put_column(&body, UINT64_MAX);
		members++;
	}
	put(&body, *p, (size_t)(end - *p));
	*p = end;
	if (!here || !is_named(TD_SPAN("*"), how->drop)) {
		put_name(out, kind);
		put_number(out, rows, 4);
		put_number(out, members, 2);
		put(out, head.p, head.n);
		put_number(out, body.n, 8);
		put(out, body.p, body.n);
	}
	free(head.p);
	free(body.p);
}

static struct td_bytes
edit(const struct td_bytes *in, const struct edit *how)
{
	const char *p = in->p + PACK_HEAD, *end = in->p + in->n - PACK_SUM;
	struct td_bytes out = { NULL, 0, 0 };

	put(&out, in->p, PACK_HEAD);
	if (how->add_kind) {
		put_name(&out, TD_SPAN("moon"));
		put_number(&out, 70000, 4);
		put_number(&out, 0, 2);
		put_number(&out, 5, 8);
		put(&out, "\xff\xff\xff\xff\xff", 5);
	}
	while (p < end)
		edit_kind(&p, how, &out);
	ck_assert_ptr_eq(p, end);
	seal(&out);
	return out;
}

static void
read_edited(const struct sort *sort, const struct td_bytes *in,
    const struct edit *how, bool *ok, struct settled *out)
{
	struct td_bytes b = edit(in, how);
	struct td_error e = { NULL, "", false };

	*out = (struct settled){ .full = true };
	*ok = sort->read(&b, out, &e);
	ck_assert(*ok || e.what != NULL);
	free(b.p);
}

static void
must_be_same(const struct settled *a, const struct settled *b)
{
	const char *x, *y;

	if (!settled_same(a, b, &x, &y))
		ck_abort_msg("%s\n instead of: %s", y, x);
}

START_TEST(test_unknown)
{
	static const struct edit edits[] = {
		{ NULL, NULL, false, false, false },
		{ NULL, NULL, true, false, false },
		{ NULL, NULL, false, true, false },
		{ NULL, NULL, false, false, true },
	};
	const struct sort *sort = &sorts[_i];
	struct td_bytes b = sort->make();
	struct settled as_is;
	bool ok;

	read_edited(sort, &b, &edits[0], &ok, &as_is);
	ck_assert(ok && as_is.n > 0);
	for (size_t i = 1; i < sizeof(edits) / sizeof(edits[0]); i++) {
		struct settled other;

		read_edited(sort, &b, &edits[i], &ok, &other);
		ck_assert_msg(ok, "edit %zu", i);
		must_be_same(&as_is, &other);
		settled_free(&other);
	}
	settled_free(&as_is);
	free(b.p);
}
END_TEST

/* Without any one member, or all rows of a kind, it is read or refused. */
START_TEST(test_missing)
{
	const struct sort *sort = &sorts[_i];
	struct td_bytes b = sort->make();
	size_t read = 0;

	for (size_t k = 0; k < sort->n_kinds; k++) {
		const struct kind *kind = &sort->kind[k];

		for (size_t i = 0; i <= kind->n_members; i++) {
			struct edit how = { .kind = kind->name, .drop = "*" };
			struct settled out;
			bool ok;

			if (i < kind->n_members)
				how.drop = kind->member[i].name;
			read_edited(sort, &b, &how, &ok, &out);
			read += ok;
			settled_free(&out);
		}
	}
	ck_assert_uint_gt(read, 30);
	free(b.p);
}
END_TEST

static const struct lack {
	int sort;
	const char *kind, *member;
	const char *was; /* in what is settled */
} lacks[] = {
	{ 0, "recipient", "reply", " reply=" },
	{ 0, "recipient", "relay_ip", " ip=" },
	{ 0, "entry", "facts.sender", " from=" },
	{ 1, "row", "tag", " tag=spring" },
	{ 1, "row", "result", " spf=pass" },
	{ 1, "row", "state.label", " label=f" },
};

static size_t
count_lines(const struct settled *s, const char *word)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		n += strstr(s->line[i], word) != NULL;
	return n;
}

START_TEST(test_lack)
{
	const struct lack *x = &lacks[_i];
	const struct sort *sort = &sorts[x->sort];
	const struct edit as_is = { .kind = "" };
	const struct edit how = { .kind = x->kind, .drop = x->member };
	struct td_bytes b = sort->make();
	struct settled was, is;
	bool ok;

	read_edited(sort, &b, &as_is, &ok, &was);
	ck_assert(ok);
	ck_assert_uint_gt(count_lines(&was, x->was), 0);
	read_edited(sort, &b, &how, &ok, &is);
	ck_assert(ok);
	ck_assert_uint_eq(was.n, is.n);
	ck_assert_uint_lt(count_lines(&is, x->was), count_lines(&was, x->was));
	settled_free(&was);
	settled_free(&is);
	free(b.p);
}
END_TEST

/* ---- damaged ---- */

static void
must_refuse(const struct sort *sort, const struct td_bytes *b, const char *what)
{
	struct settled out = { .full = true };
	struct td_error e = { NULL, "", false };

	ck_assert(!sort->read(b, &out, &e));
	ck_assert_ptr_nonnull(e.what);
	if (what != NULL)
		ck_assert_str_eq(e.what, what);
	ck_assert_uint_eq(out.n, 0);
}

START_TEST(test_damaged)
{
	const char *damaged = "the state of the history is damaged";
	const struct sort *sort = &sorts[_i];
	struct td_bytes b = sort->make();

	for (size_t n = 0; n < b.n; n++) {
		struct td_bytes cut = { NULL, 0, 0 };

		put(&cut, b.p, n);
		must_refuse(sort, &cut, damaged);
		free(cut.p);
	}
	for (size_t i = 0; i < b.n; i++) {
		const char was = b.p[i];

		b.p[i] = (char)(was ^ 1 << i % 8);
		must_refuse(sort, &b,
		    i < PACK_MAGIC || i >= PACK_MAGIC + 4 ? damaged : NULL);
		b.p[i] = was;
	}
	put(&b, "", 1);
	must_refuse(sort, &b, damaged);
	must_refuse(&sorts[1 - _i], &b, damaged);
	free(b.p);
}
END_TEST

START_TEST(test_other)
{
	const struct sort *sort = &sorts[_i];
	struct td_bytes b = sort->make();

	b.n -= PACK_SUM;
	b.p[PACK_MAGIC] = PACK_VERSION + 1;
	seal(&b);
	must_refuse(sort, &b, "the state of the history is of a newer todoku");
	b.n -= PACK_SUM;
	b.p[PACK_MAGIC] = PACK_VERSION;
	b.p[PACK_MAGIC + 4] ^= 1;
	seal(&b);
	must_refuse(sort, &b, "the state of the history is of no use here");
	free(b.p);
}
END_TEST

/* Whatever they say, with a sum that is right. */
START_TEST(test_hostile)
{
	const char *more = getenv("TODOKU_ROUNDS");
	const int rounds = more != NULL ? atoi(more) : 4000;
	const struct sort *sort = &sorts[_i];
	struct td_bytes b = sort->make();
	int read = 0;

	random_seed(1);
	for (int i = 0; i < rounds; i++) {
		struct td_bytes other = { NULL, 0, 0 };
		struct settled out = { .full = true };
		struct td_error e = { NULL, "", false };

		put(&other, b.p, b.n - PACK_SUM);
		for (unsigned k = 1 + random_upto(3); k > 0; k--)
			other.p[PACK_HEAD +
			    random_upto((unsigned)other.n - PACK_HEAD)] =
			    (char)random_upto(256);
		seal(&other);
		read += sort->read(&other, &out, &e);
		settled_free(&out);
		free(other.p);
	}
	ck_assert_int_gt(read, rounds / 20);
	free(b.p);
}
END_TEST

/* ---- no member is forgotten ---- */

#if defined(__has_builtin)
#if __has_builtin(__builtin_clear_padding)
#define PADDING(name, s)                                  \
	static void clear_##name(void *row)               \
	{                                                 \
		__builtin_clear_padding((struct s *)row); \
	}
PADDING(head, queue_head)
PADDING(host, host)
PADDING(step, step)
PADDING(heritage, heritage)
PADDING(entry, entry)
PADDING(rcpt, rcpt)
PADDING(pair, pair)
PADDING(spf, spf)
PADDING(notice, notice)
PADDING(number, number)
PADDING(waiter, waiter)
PADDING(row, row)
PADDING(relayed, relayed)
PADDING(deferral, deferral)
PADDING(same, same)
PADDING(kept, kept)

static void (*const clear_queue[QUEUE_N_KINDS])(void *row) = { clear_head,
	clear_host, clear_step, clear_heritage, clear_entry, clear_rcpt,
	clear_pair, clear_spf, clear_notice, clear_number, clear_waiter };
static void (*const clear_ledger[LEDGER_N_KINDS])(void *row) = { clear_row,
	clear_relayed, clear_deferral, clear_same, clear_kept };

static void
every_byte(const struct kind *kind, void (*clear)(void *row))
{
	unsigned char *row = malloc(kind->size);

	ck_assert_ptr_nonnull(row);
	memset(row, 1, kind->size);
	clear(row);
	for (size_t i = 0; i < kind->n_members; i++) {
		const struct member *m = &kind->member[i];

		for (size_t k = 0; k < (size_t)m->width * m->count; k++)
			row[m->at + k]--;
	}
	for (size_t i = 0; i < kind->size; i++)
		ck_assert_msg(row[i] == 0,
		    "byte %zu of \"%s\" is of no member, or of two", i,
		    kind->name);
	free(row);
}

START_TEST(test_members)
{
	for (int k = 0; k < QUEUE_N_KINDS; k++)
		every_byte(&td_queue_kinds[k], clear_queue[k]);
	for (int k = 0; k < LEDGER_N_KINDS; k++)
		every_byte(&td_ledger_kinds[k], clear_ledger[k]);
}
END_TEST
#define HAS_PADDING
#endif
#endif

int
main(void)
{
	Suite *s = suite_create("pack_bytes");
	TCase *tc = tcase_create("pack_bytes");

	tcase_set_timeout(tc, 100);
	tcase_add_loop_test(tc, test_unknown, 0, 2);
	tcase_add_loop_test(tc, test_missing, 0, 2);
	tcase_add_loop_test(
	    tc, test_lack, 0, (int)(sizeof(lacks) / sizeof(lacks[0])));
	tcase_add_loop_test(tc, test_damaged, 0, 2);
	tcase_add_loop_test(tc, test_other, 0, 2);
	tcase_add_loop_test(tc, test_hostile, 0, 2);
#ifdef HAS_PADDING
	tcase_add_test(tc, test_members);
#endif
	suite_add_tcase(s, tc);
	return run_suite(s);
}
