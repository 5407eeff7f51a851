/*
 * Rows of the truth: found by name, written in order.
 */
#include "gen_rows.h"

size_t
gen_rows_named(struct gen_rows *rows, const char *carrier, const char *domain)
{
	for (size_t i = 0; i < rows->n; i++)
		if (strcmp(rows->row[i].carrier, carrier) == 0 &&
		    strcmp(rows->row[i].domain, domain) == 0)
			return i;
	rows->row[rows->n] = (struct gen_row){ carrier, domain, 0 };
	return rows->n++;
}

uint64_t
gen_rows_messages(const struct gen_rows *rows)
{
	uint64_t n = 0;

	for (size_t i = 0; i < rows->n; i++)
		n += rows->row[i].messages;
	return n;
}

void
gen_put_member(FILE *f, const char *name, uint64_t n, bool first)
{
	fprintf(
	    f, "%s\"%s\":%llu", first ? "" : ",", name, (unsigned long long)n);
}

void
gen_put_words(FILE *f, const char *method, const uint64_t *word)
{
	static const char *const names[N_WORDS] = { "pass", "fail", "softfail",
		"neutral", "none", "policy", "temperror", "permerror", "other",
		"missing" };

	fprintf(f, ",\"%s\":{", method);
	for (int i = 0; i < N_WORDS; i++)
		gen_put_member(f, names[i], word[i], i == 0);
}

static int
compare(const struct gen_row *a, const struct gen_row *b)
{
	int c = strcmp(a->carrier, b->carrier);

	return c != 0 ? c : strcmp(a->domain, b->domain);
}

/* The next row that has messages behind `last`; NULL at the end. */
static const struct gen_row *
next_row(const struct gen_rows *rows, const struct gen_row *last)
{
	const struct gen_row *best = NULL;

	for (size_t i = 0; i < rows->n; i++) {
		const struct gen_row *r = &rows->row[i];

		if (r->messages > 0 && (last == NULL || compare(r, last) > 0) &&
		    (best == NULL || compare(r, best) < 0))
			best = r;
	}
	return best;
}

void
gen_put_rows(
    FILE *f, const struct gen_rows *rows, void (*put)(FILE *f, size_t i))
{
	const struct gen_row *r = NULL;
	bool first = true;

	fputs(",\n\"rows\":[", f);
	while ((r = next_row(rows, r)) != NULL) {
		fprintf(f, "%s\n{\"carrier\":\"%s\",\"domain\":\"%s\",",
		    first ? "" : ",", r->carrier, r->domain);
		put(f, (size_t)(r - rows->row));
		first = false;
	}
	fputs("]}\n", f);
}
