/*
 * Any bytes as a cells file: what is taken of it can be written, read again,
 * and written to the same bytes; and rolled up to the same sums.
 *
 * Lines are cut at newlines; the dimensions wanted are carrier and domain, and
 * a cap of 8 keys, so that few lines are enough to pass it.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/cube/cells.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct td_cells_reader *
read_all(const struct td_dims *dims, const char *text, size_t n)
{
	struct td_cells_reader *r = td_cells_reader_new(dims, 8);
	const char *end = text + n;
	struct td_error e;

	assert(r != NULL);
	while (text < end) {
		const char *eol = memchr(text, '\n', (size_t)(end - text));

		if (eol == NULL)
			eol = end;
		if (td_cells_line(r, td_span(text, eol), &e) < 0)
			break;
		text = eol + (eol < end);
	}
	return r;
}

static char *
write_all(struct td_cells_reader *r, size_t *n)
{
	const char *options = td_cells_options(r);
	struct td_cells_head head = { options == NULL ? "" : options };
	size_t n_ids;
	const struct td_input_id *ids = td_cells_ids(r, &n_ids);
	char *text;
	FILE *out = open_memstream(&text, n);

	assert(out != NULL);
	td_cells_write(
	    out, td_cells_cube(r), td_cells_balance(r), &head, ids, n_ids);
	fclose(out);
	return text;
}

static void
same_totals(const struct td_cube *a, const struct td_cube *b)
{
	struct td_cell x, y;

	assert(td_cube_total(a, &x) == 0 && td_cube_total(b, &y) == 0);
	assert(memcmp(x.counter, y.counter, sizeof(x.counter)) == 0);
	for (size_t i = 0; i < TD_N_HISTS; i++) {
		assert(td_hist_count(&x.hist[i]) == td_hist_count(&y.hist[i]));
		td_hist_clear(&x.hist[i]);
		td_hist_clear(&y.hist[i]);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct td_dims by_two, by_one;
	struct td_error e;
	struct td_cells_reader *first, *second, *rolled;
	size_t n_one, n_two;
	char *one, *two;

	assert(td_dims_parse(&by_two, "carrier,domain", &e) == 0);
	assert(td_dims_parse(&by_one, "domain", &e) == 0);
	assert(td_zone_set(&by_two.zone, "UTC", &e) == 0);
	by_one.zone = by_two.zone;
	first = read_all(&by_two, (const char *)data, n);
	one = write_all(first, &n_one);
	second = read_all(&by_two, one, n_one);
	two = write_all(second, &n_two);
	assert(n_one == n_two && memcmp(one, two, n_one) == 0);
	rolled = read_all(&by_one, one, n_one);
	same_totals(td_cells_cube(first), td_cells_cube(rolled));
	free(one);
	free(two);
	td_cells_reader_free(first);
	td_cells_reader_free(second);
	td_cells_reader_free(rolled);
	return 0;
}
