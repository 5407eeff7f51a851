/*
 * The cells file of analyzer/cube/cells.h, which todoku writes itself: lines.
 *
 *	todoku-cells 1 <TAB> by=carrier,domain <TAB> zone=UTC
 *	c <TAB> docomo <TAB> docomo.ne.jp <TAB> messages=10
 *
 * One record per line, without its line break; what a line says is not looked
 * at here.
 */
#include "format.h"
#include "lex.h"

static const char *
cells_resync(
    const char *from, const char *at, const char *stop, const char *end)
{
	(void)end;
	return at < stop ? td_line_start(from, at, stop) : stop;
}

/* Append the line at p; where it ends, or NULL if its flaw has no room. */
static const char *
put_line(struct td_batch *out, const char *p, const char *end)
{
	const char *limit = end, *eol, *text;

	if ((size_t)(end - p) > TD_RECORD_MAX)
		limit = p + TD_RECORD_MAX;
	eol = text = td_find_or_end(p, limit, '\n');
	if ((size_t)(eol - p) == TD_RECORD_MAX) {
		if (out->n_flaws == out->cap_flaws)
			return NULL;
		out->flaw[out->n_flaws++] =
		    (struct td_flaw){ { (uint32_t)(p - out->base), 0 },
			    TD_HEADER_TOO_LONG };
	}
	if (text > p && text[-1] == '\r')
		text--;
	out->record[out->n++] = (struct td_record){
		.whole = { (uint32_t)(p - out->base), (uint32_t)(text - p) },
		.header = (uint32_t)out->n_headers,
		.kind = text > p ? TD_CELL : TD_NOTE,
	};
	return eol;
}

static void
cells_decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	while (out->n < out->cap && c->p < c->stop) {
		const char *eol = put_line(out, c->p, c->end);

		if (eol == NULL)
			return;
		c->p = eol < c->stop ? td_find_or_end(eol, c->stop, '\n') :
		                       c->stop;
		if (c->p < c->stop)
			c->p++;
	}
}

static int
cells_bid(struct td_span head, bool more)
{
	static const struct td_span first = TD_LIT("todoku-cells ");

	(void)more;
	return head.n >= first.n && memcmp(head.p, first.p, first.n) == 0 ?
	    100 :
	    0;
}

const struct td_format td_cells_format = {
	.name = "cells",
	.title = "cells, as todoku writes them",
	.whole = (size_t)256 << 20,
	.kinds = TD_BIT(TD_CELL) | TD_BIT(TD_NOTE),
	.bid = cells_bid,
	.resync = cells_resync,
	.decode = cells_decode,
};
