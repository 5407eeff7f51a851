/*
 * See explain_retold.h.
 */
#include "explain_retold.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain_line.h"

enum { TOLD_MAX = 10000 };

struct td_retold_one {
	uint64_t line, recipient;
	char *text;
};

int
td_retold_add(struct td_retold *t, const struct td_settled *x,
    enum td_seen seen, const struct td_delivery *d)
{
	struct td_retold_one *one;
	size_t n;
	FILE *f;

	if (t->n == TOLD_MAX) {
		t->left_out++;
		return 0;
	}
	if (t->n == t->cap) {
		const size_t cap = t->cap == 0 ? 16 : 2 * t->cap;

		one = realloc(t->one, cap * sizeof *one);
		if (one == NULL)
			return -1;
		t->one = one;
		t->cap = cap;
	}
	one = &t->one[t->n];
	*one = (struct td_retold_one){ x->off, x->recipient_hash, NULL };
	if ((f = open_memstream(&one->text, &n)) == NULL)
		return -1;
	t->n++;
	td_explain_delivery(f, x, seen, d);
	return fclose(f) == 0 ? 0 : -1;
}

static int
by_line(const void *a, const void *b)
{
	const struct td_retold_one *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	if (x->recipient != y->recipient)
		return x->recipient < y->recipient ? -1 : 1;
	return strcmp(x->text, y->text);
}

void
td_retold_print(struct td_retold *t)
{
	if (t->n > 0)
		qsort(t->one, t->n, sizeof *t->one, by_line);
	for (size_t i = 0; i < t->n; i++)
		fputs(t->one[i].text, stdout);
	if (t->n == 0)
		fputs("\ndelivery     none: no line tells what became of a "
		      "recipient\n",
		    stdout);
	if (t->left_out > 0)
		printf("and %" PRIu64 " more deliveries\n", t->left_out);
}

void
td_retold_clear(struct td_retold *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->one[i].text);
	free(t->one);
	*t = (struct td_retold){ .n = 0 };
}
