/*
 * The user's carriers: --carriers FILE.
 *
 *	# pattern          carrier   operator   class
 *	*.example.jp       example   example    isp-jp
 *	mx:mx.example.net  hosting   example-net  hosted
 *
 * A "-" stands for an operator that is not known.  Read whole, checked whole:
 * one bad line and nothing is used.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/observe/carrier_table.h"
#include "analyzer/observe/slurp.h"
#include "formats/field_address.h"

enum {
	WORD_MAX = 64, /* carrier, operator, class: columns of a table */
	N_WORDS = 4
};

static const char what[] = "cannot use as carriers";

static bool
fail(struct td_error *e, size_t line, const char *why, struct td_span word)
{
	int n = word.n < 80 ? (int)word.n : 80;

	if (n == 0)
		td_error_set(e, what, "line %zu: %s", line, why);
	else
		td_error_set(
		    e, what, "line %zu: %s: %.*s", line, why, n, word.p);
	return false;
}

static bool
is_separator(char c)
{
	return td_is_fws(c) || c == ',' || c == '\v' || c == '\f';
}

/* Cut `line` into words; more than N_WORDS counts as N_WORDS + 1. */
static size_t
cut(struct td_span line, struct td_span word[N_WORDS])
{
	const char *p = line.p, *end = p + line.n;
	const char *hash = line.n == 0 ? NULL : memchr(p, '#', line.n);
	size_t n = 0;

	if (hash != NULL)
		end = hash;
	for (;;) {
		const char *begin;

		while (p < end && is_separator(*p))
			p++;
		if (p == end || n > N_WORDS)
			return n;
		begin = p;
		while (p < end && !is_separator(*p))
			p++;
		if (n < N_WORDS)
			word[n] = td_span(begin, p);
		n++;
	}
}

/* What of the pattern is compared; "mx:" and "*." in front are not. */
static struct td_span
key_of(struct td_span pattern, bool *relay, bool *suffix)
{
	*relay = pattern.n >= 3 && memcmp(pattern.p, "mx:", 3) == 0;
	if (*relay)
		pattern = (struct td_span){ pattern.p + 3, pattern.n - 3 };
	*suffix = pattern.n >= 2 && memcmp(pattern.p, "*.", 2) == 0;
	if (*suffix)
		pattern = (struct td_span){ pattern.p + 2, pattern.n - 2 };
	return pattern;
}

/* A suffix may be one label, "*.jp"; td_domain_valid wants a dot. */
static bool
is_key(struct td_span key, bool suffix)
{
	char dotted[2 + 253];

	if (!suffix)
		return td_domain_valid(key);
	if (key.n > sizeof(dotted) - 2)
		return false;
	memcpy(dotted, "x.", 2);
	memcpy(dotted + 2, key.p, key.n);
	return td_domain_valid((struct td_span){ dotted, key.n + 2 });
}

static bool
check_words(const struct td_span word[N_WORDS], size_t line, struct td_error *e)
{
	bool relay, suffix;
	struct td_span key = key_of(word[0], &relay, &suffix);

	if (!is_key(key, suffix))
		return fail(
		    e, line, "not a domain, *.domain or mx:host", word[0]);
	for (size_t i = 1; i < N_WORDS; i++) {
		if (word[i].n > WORD_MAX)
			return fail(e, line, "longer than 64 bytes", word[i]);
		for (size_t k = 0; k < word[i].n; k++)
			if ((unsigned char)word[i].p[k] < ' ' ||
			    word[i].p[k] == 0x7f)
				return fail(e, line, "a control character",
				    (struct td_span){ "", 0 });
	}
	return true;
}

/* Room for "FILE:LINE", which the row owns. */
static bool
set_source(struct td_carrier *row, const char *file, size_t line)
{
	char *s = NULL;
	int n = asprintf(&s, "%s:%zu", file, line);

	if (n < 0)
		return false;
	row->source = (struct td_span){ s, (size_t)n };
	return true;
}

static bool
add_row(struct td_carriers *c, const struct td_span word[N_WORDS],
    const char *file, size_t line, struct td_error *e)
{
	struct td_carrier *row = &c->row[c->n];

	struct td_span who = word[2], none = { "", 0 };

	if (td_span_eq(who, TD_SPAN("-")))
		who = none;
	*row = (struct td_carrier){ word[1], who, word[3], word[0], none,
		TD_RULE_USER };
	if (!set_source(row, file, line)) {
		td_error_sys(e, what, ENOMEM);
		return false;
	}
	c->n++;
	return true;
}

/* Patterns are lower-cased in place; a trailing dot is dropped. */
static void
fold_pattern(char *text, struct td_span *pattern)
{
	char *p = text + (pattern->p - text);

	for (size_t i = 0; i < pattern->n; i++)
		p[i] = td_lower(p[i]);
	if (pattern->n > 0 && p[pattern->n - 1] == '.')
		pattern->n--;
}

static bool
read_lines(
    struct td_carriers *c, size_t n, const char *file, struct td_error *e)
{
	const char *p = c->text, *end = p + n;

	if (n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	for (size_t line = 1; p < end; line++) {
		const char *lf = memchr(p, '\n', (size_t)(end - p));
		const char *stop = lf != NULL ? lf : end;
		struct td_span word[N_WORDS];
		size_t words = cut(td_span(p, stop), word);

		p = lf != NULL ? lf + 1 : end;
		if (words == 0)
			continue;
		if (words != N_WORDS)
			return fail(e, line,
			    "needs pattern, carrier, operator and class",
			    (struct td_span){ "", 0 });
		fold_pattern(c->text, &word[0]);
		if (!check_words(word, line, e) ||
		    !add_row(c, word, file, line, e))
			return false;
	}
	return true;
}

static int
bucket_of(const struct td_carrier *row, struct td_span *key)
{
	bool relay, suffix;

	*key = key_of(row->rule, &relay, &suffix);
	return 2 * relay + suffix;
}

static int
compare(const struct td_carrier *a, const struct td_carrier *b)
{
	struct td_span ka, kb;
	int ba = bucket_of(a, &ka), bb = bucket_of(b, &kb);

	return ba != bb ? ba - bb : td_span_cmp(ka, kb);
}

/* Lines that say the same stay in the order of the file. */
static int
compare_rows(const void *a, const void *b)
{
	const struct td_carrier *ca = a, *cb = b;
	int d = compare(ca, cb);

	return d != 0 ? d :
	                (ca->rule.p > cb->rule.p) - (ca->rule.p < cb->rule.p);
}

/* Sort, refuse what is said twice, and cut into the four sorted slices. */
static bool
arrange(struct td_carriers *c, struct td_error *e)
{
	struct td_carrier_rows *const slice[] = { &c->domain.exact,
		&c->domain.suffix, &c->relay.exact, &c->relay.suffix };

	c->relay.skip = 3;
	if (c->n == 0)
		return true;
	qsort(c->row, c->n, sizeof(*c->row), compare_rows);
	for (size_t i = 0; i < c->n; i++) {
		struct td_span key;
		struct td_carrier_rows *rows =
		    slice[bucket_of(&c->row[i], &key)];

		if (i > 0 && compare(&c->row[i - 1], &c->row[i]) == 0) {
			td_error_set(e, what, "said twice: %.*s (%s, %s)",
			    (int)c->row[i].rule.n, c->row[i].rule.p,
			    c->row[i - 1].source.p, c->row[i].source.p);
			return false;
		}
		if (rows->n++ == 0)
			rows->row = &c->row[i];
	}
	return true;
}

static size_t
count_lines(const char *p, size_t n)
{
	size_t lines = 1;

	for (size_t i = 0; i < n; i++)
		lines += p[i] == '\n';
	return lines;
}

static bool
load(struct td_carriers *c, const char *file, struct td_error *e)
{
	size_t n;

	c->text = td_slurp(file, what, &n, e);
	if (c->text == NULL)
		return false;
	c->row = calloc(count_lines(c->text, n), sizeof(*c->row));
	if (c->row == NULL) {
		td_error_sys(e, what, ENOMEM);
		return false;
	}
	return read_lines(c, n, file, e) && arrange(c, e);
}

struct td_carriers *
td_carriers_new(const char *file, struct td_error *e)
{
	struct td_carriers *c = calloc(1, sizeof(*c));

	if (c == NULL) {
		td_error_sys(e, what, ENOMEM);
		return NULL;
	}
	if (file != NULL && !load(c, file, e)) {
		td_carriers_free(c);
		return NULL;
	}
	return c;
}

void
td_carriers_free(struct td_carriers *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->n; i++)
		free((void *)(uintptr_t)c->row[i].source.p);
	free(c->row);
	free(c->text);
	free(c);
}
