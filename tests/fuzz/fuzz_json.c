/*
 * Fuzz harness for the JSON scanner.  Whatever the input is:
 *
 *	- what is behind the end does not matter;
 *	- arrays and objects end where a plain scanner says, by either masks;
 *	- if all of it can be read, each member is found by its path;
 *	- a stream always moves on, and spans lie inside of it;
 *	- an unescaped text is no longer than it was, and less room is told.
 */
#include <stdint.h>
#include <stdlib.h>

#include "formats/format.h"
#include "formats/json_pass.h"
#include "tests/formats/json_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define MUST(x)                                                          \
	do {                                                             \
		if (!(x)) {                                              \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, \
			    __LINE__, #x);                               \
			abort();                                         \
		}                                                        \
	} while (0)

static void
check_brackets(const char *p, const char *end)
{
	enum td_json_error error = TD_JSON_FINE;
	const char *place = NULL, *to;

	while (p < end && td_is_fws(*p))
		p++;
	if (p == end || (*p != '[' && *p != '{'))
		return;
	to = json_plain_end(p, end, &error, &place);
	MUST(td_json_value_end(p, end) == to);
	for (int avx2 = 0; avx2 <= (td_have_avx2() ? 1 : 0); avx2++) {
		struct td_json j;

		td_json_begin(&j, p, end);
		MUST(td_json_pass_brackets_by(&j, false, avx2 == 1) ==
		    (to != NULL));
		MUST(j.error == error && j.p == (to != NULL ? to : place));
	}
}

/* All that is no object, in the order of the input or in the other. */
static void
check_paths(
    const char *p, const char *end, const struct json_walk *w, bool turned)
{
	struct td_span wanted[JSON_MOST_PATHS];
	const struct td_json_value *is[JSON_MOST_PATHS];
	struct td_json_value v[JSON_MOST_PATHS];
	struct td_json j;
	size_t n = 0;

	for (size_t i = 0; i < w->n_paths; i++) {
		const struct json_path *path =
		    &w->path[turned ? w->n_paths - 1 - i : i];

		if (path->value.kind == TD_JSON_OBJECT)
			continue;
		wanted[n] = (struct td_span){ path->text, path->n };
		is[n++] = &path->value;
	}
	td_json_begin(&j, p, end);
	MUST(td_json_read(&j, wanted, n, v));
	MUST(j.p == td_json_value_end(p, end));
	for (size_t i = 0; i < n; i++) {
		MUST(v[i].kind == is[i]->kind);
		MUST(v[i].raw.p == is[i]->raw.p && v[i].raw.n == is[i]->raw.n);
		MUST(v[i].escaped == is[i]->escaped);
	}
}

/* The walk, and what it says, to be freed. */
static enum td_json_error
walk(const char *p, const char *end, struct json_walk *w, char **said)
{
	size_t n;
	FILE *f = open_memstream(said, &n);
	enum td_json_error error;

	MUST(f != NULL);
	error = json_walk(p, end, w, f);
	MUST(fclose(f) == 0);
	return error;
}

static void
check_walk(const char *a, const char *b, size_t n)
{
	static struct json_walk w, w2;
	char *said, *said2;
	enum td_json_error error = walk(a, a + n, &w, &said);

	MUST(walk(b, b + n, &w2, &said2) == error);
	MUST(strcmp(said, said2) == 0);
	free(said);
	free(said2);
	if (error != TD_JSON_FINE)
		return;
	check_paths(a, a + n, &w, false);
	check_paths(a, a + n, &w, true);
}

/* How many objects are found, and where; the same number for any padding. */
static uint64_t
check_stream(const char *from, const char *end)
{
	static const struct td_span wanted[] = { TD_LIT("a"), TD_LIT("b.c"),
		TD_LIT("b.a"), TD_LIT("mail.tags.x") };
	enum { N = sizeof(wanted) / sizeof(wanted[0]) };
	struct td_json_value v[N];
	struct td_json j;
	uint64_t sum = 0;

	for (const char *p = from; p < end;) {
		const char *before = p;

		p = td_json_resync(from, p, end);
		MUST(p >= before && p <= end);
		if (p == end)
			break;
		MUST(*p == '{');
		td_json_begin(&j, p, end);
		sum = (sum + (uint64_t)(p - from)) * 31;
		if (td_json_read(&j, wanted, N, v))
			for (size_t i = 0; i < N; i++)
				MUST(v[i].kind == TD_JSON_ABSENT ||
				    (v[i].raw.p > p &&
				        v[i].raw.p + v[i].raw.n < j.p));
		sum = (sum + (uint64_t)(j.p - from)) * 31 + j.error;
		MUST(j.p > p && j.p <= end);
		p = j.p;
	}
	return sum;
}

static void
check_text(struct td_span raw)
{
	char *out = malloc(raw.n + 1), *less = malloc(raw.n + 1);
	size_t n, m;

	MUST(out != NULL && less != NULL);
	n = td_json_unescape(raw, out, raw.n);
	MUST(n <= raw.n);
	less[n / 2] = 'z';
	m = td_json_unescape(raw, less, n / 2);
	MUST(n == 0 ? m == 0 : m > n / 2);
	MUST(less[n / 2] == 'z');
	m = td_json_unescape(raw, less, n);
	MUST(m == n && memcmp(out, less, n) == 0);
	free(out);
	free(less);
}

static void
check_numbers(struct td_span raw)
{
	struct td_json_value v = { raw, TD_JSON_STRING, false };
	int64_t i, micros;

	if (td_json_int(&v, &i) && i > -9000000000000 && i < 9000000000000)
		MUST(td_json_micros(&v, &micros) && micros == i * 1000000);
}

static char *
padded(const uint8_t *data, size_t n, char pad)
{
	char *copy = malloc(n + TD_PAD);

	MUST(copy != NULL);
	if (n > 0)
		memcpy(copy, data, n);
	memset(copy + n, pad, TD_PAD);
	return copy;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	char *a = padded(data, n, '"'), *b = padded(data, n, '}');

	check_brackets(a, a + n);
	check_brackets(b, b + n);
	check_walk(a, b, n);
	MUST(check_stream(a, a + n) == check_stream(b, b + n));
	check_text((struct td_span){ a, n });
	check_numbers((struct td_span){ a, n });
	free(a);
	free(b);
	return 0;
}
