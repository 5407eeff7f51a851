/*
 * Writing cells files.  Fields are separated by tabs; in text a tab, newline,
 * CR or backslash is \t \n \r \\, any other control byte \xHH.  Numbers that
 * are 0 are left out.
 *
 *	todoku-cells 1	by=carrier,domain	zone=UTC	options=...
 *	i	HEX	LENGTH
 *	b	sources=3	bytes.read=9	first=1793000000000000
 *	d	FORMAT	REASON	COUNT	OFFSET	NAME
 *	u	ID	COUNT
 *	t	example.jp	Example	sts	ok=23	failed=1	...
 *	k	N
 *	c	docomo	docomo.ne.jp	messages=10	...
 *
 * An input; the balance; a kind of defect with its first place; a refused
 * authserv-id; what an organisation's TLS reports say of a domain and a type of
 * policy (..., a count for each kind of failure, certificate-expired=1); how
 * many keys are in "(other)"; a cell (..., hist.hops=3:9,4:1;max=4).
 */
#include "cells.h"

#include <inttypes.h>

#include "cells_fields.h"
#include "cells_lex.h"

#define FIELD(name, member)                               \
	{                                                 \
		name, offsetof(struct td_balance, member) \
	}

/* Names are for good: a file of today is read in ten years. */
const struct td_cells_field td_cells_fields[] = {
	FIELD("sources", sources),
	FIELD("failed_sources", failed_sources),
	FIELD("bytes.read", read),
	FIELD("bytes.decoded", decoded),
	FIELD("bytes.counted", bin[TD_BIN_COUNTED]),
	FIELD("bytes.other", bin[TD_BIN_OTHER]),
	FIELD("bytes.outside_window", bin[TD_BIN_OUTSIDE_WINDOW]),
	FIELD("bytes.duplicate", bin[TD_BIN_DUPLICATE]),
	FIELD("bytes.defect", bin[TD_BIN_DEFECT]),
	FIELD("records.note", records[TD_NOTE]),
	FIELD("records.message", records[TD_MESSAGE]),
	FIELD("records.cell", records[TD_CELL]),
	FIELD("records.deliver", records[TD_DELIVER]),
	FIELD("records.accept", records[TD_ACCEPT]),
	FIELD("records.identify", records[TD_IDENTIFY]),
	FIELD("records.queue", records[TD_QUEUE]),
	FIELD("records.auth", records[TD_AUTH]),
	FIELD("records.expire", records[TD_EXPIRE]),
	FIELD("records.remove", records[TD_REMOVE]),
	FIELD("records.bounce", records[TD_BOUNCE]),
	FIELD("records.start", records[TD_START]),
	FIELD("records.link", records[TD_LINK]),
	FIELD("records.reject", records[TD_REJECT]),
	FIELD("records.repeated", records[TD_REPEATED]),
	FIELD("records.disconnect", records[TD_DISCONNECT]),
	FIELD("records.outcome", records[TD_OUTCOME]),
	FIELD("reports", reports),
	FIELD("unread_reports", unread_reports),
	FIELD("null_sender", null_sender),
	FIELD("relayed", relayed),
	FIELD("joined", joined),
	FIELD("unheard", unheard),
	FIELD("simulated", simulated),
	FIELD("notices", notices),
	FIELD("noticed", noticed),
	FIELD("overruled", overruled),
	FIELD("unasked_logs", unasked_logs),
	FIELD("ses.messages", ses.messages),
	FIELD("ses.bounced", ses.bounced),
	FIELD("ses.complained", ses.complained),
	FIELD("unjoined", unjoined),
	FIELD("open_dropped", open_dropped),
	FIELD("repeated", repeated),
	FIELD("undated", undated),
	FIELD("unzoned", unzoned),
	FIELD("ranks.given", ranks[TD_RANK_GIVEN]),
	FIELD("ranks.x_original_to", ranks[TD_RANK_X_ORIGINAL_TO]),
	FIELD("ranks.envelope_to", ranks[TD_RANK_ENVELOPE_TO]),
	FIELD("ranks.received_for", ranks[TD_RANK_RECEIVED_FOR]),
	FIELD("ranks.delivered_to", ranks[TD_RANK_DELIVERED_TO]),
	FIELD("ranks.x_apparently_to", ranks[TD_RANK_APPARENTLY]),
	FIELD("ranks.to_cc", ranks[TD_RANK_TO_CC]),
	FIELD("ranks.other", ranks[TD_RANK_OTHER]),
	FIELD("ranks.none", ranks[TD_RANK_NONE]),
	FIELD("conflicts", conflicts),
	FIELD("believed.configured", beliefs[TD_BELIEVED_CONFIGURED]),
	FIELD("believed.same_admd", beliefs[TD_BELIEVED_SAME_ADMD]),
	FIELD("believed.builtin", beliefs[TD_BELIEVED_BUILTIN]),
	FIELD("believed.no_id", beliefs[TD_BELIEVED_NO_ID]),
	FIELD("believed.all", beliefs[TD_BELIEVED_ALL]),
	FIELD("believed.arc", beliefs[TD_BELIEVED_ARC]),
	FIELD("refused.zone", beliefs[TD_REFUSED_ZONE]),
	FIELD("refused.id", beliefs[TD_REFUSED_ID]),
	FIELD("refused.no_id", beliefs[TD_REFUSED_NO_ID]),
	FIELD("refused.no_received", beliefs[TD_REFUSED_NO_RECEIVED]),
	FIELD("refused.arc", beliefs[TD_REFUSED_ARC]),
	FIELD("refused.unused", beliefs[TD_REFUSED_UNUSED]),
	FIELD("z2_only", z2_only),
	FIELD("spf_disagree", spf_disagree),
	FIELD("no_received", no_received),
	FIELD("tls_reports", tls_reports),
};

const size_t td_cells_n_fields =
    sizeof(td_cells_fields) / sizeof(td_cells_fields[0]);

static void
put_text(FILE *out, struct td_span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c == '\t')
			fputs("\\t", out);
		else if (c == '\n')
			fputs("\\n", out);
		else if (c == '\r')
			fputs("\\r", out);
		else if (c == '\\')
			fputs("\\\\", out);
		else if (c < ' ' || c == 0x7f)
			fprintf(out, "\\x%02x", (unsigned)c);
		else
			putc(c, out);
	}
}

static void
put_string(FILE *out, const char *s)
{
	put_text(out, (struct td_span){ s, strlen(s) });
}

static void
put_number(FILE *out, const char *name, uint64_t n)
{
	if (n != 0)
		fprintf(out, "\t%s=%" PRIu64, name, n);
}

static void
put_head(
    FILE *out, const struct td_dims *dims, const struct td_cells_head *head)
{
	fputs(TD_CELLS_MAGIC TD_CELLS_VERSION "\tby=", out);
	for (size_t i = 0; i < dims->n; i++) {
		if (i > 0)
			putc(',', out);
		fputs(dims->dim[i]->name, out);
	}
	fputs("\tzone=", out);
	put_string(out, dims->zone.name == NULL ? "UTC" : dims->zone.name);
	fputs("\toptions=", out);
	put_string(out, head->options);
	putc('\n', out);
}

static void
put_balance(FILE *out, const struct td_balance *b)
{
	putc('b', out);
	for (size_t i = 0; i < td_cells_n_fields; i++)
		put_number(out, td_cells_fields[i].name,
		    *(const uint64_t *)((const char *)b +
		        td_cells_fields[i].offset));
	if (b->first != TD_NO_TIME)
		fprintf(out, "\tfirst=%" PRId64, b->first);
	if (b->last != TD_NO_TIME)
		fprintf(out, "\tlast=%" PRId64, b->last);
	putc('\n', out);
}

static void
put_defects(FILE *out, struct td_balance *b)
{
	td_balance_sort(b);
	for (size_t i = 0; i < b->n_defects; i++) {
		const struct td_defect_row *d = &b->defect[i];
		struct td_span name;

		fputs("d\t", out);
		put_string(out, d->format);
		putc('\t', out);
		put_string(out, d->reason);
		fprintf(out, "\t%" PRIu64 "\t%" PRIu64 "\t", d->count,
		    d->first_off);
		name = td_span(d->first, strrchr(d->first, ':'));
		if (name.n > TD_CELLS_TEXT)
			name.n = TD_CELLS_TEXT;
		put_text(out, name);
		putc('\n', out);
	}
}

static void
put_untrusted(FILE *out, struct td_balance *b)
{
	size_t n;
	const struct td_tally_row *row = td_tally_sorted(b->untrusted, &n);

	for (size_t i = 0; i < n; i++) {
		fputs("u\t", out);
		put_text(out, row[i].key);
		fprintf(out, "\t%" PRIu64 "\n", row[i].count);
	}
}

static void
put_tls(FILE *out, struct td_balance *b)
{
	size_t n = 0;
	const struct td_tlsrpt_row *row =
	    b->tls == NULL ? NULL : td_tlsrpt_sorted(b->tls, &n);

	for (size_t i = 0; i < n; i++) {
		fputs("t\t", out);
		put_text(out, row[i].domain);
		putc('\t', out);
		put_text(out, row[i].organization);
		putc('\t', out);
		put_text(out, row[i].policy);
		put_number(out, "ok", row[i].n.ok);
		put_number(out, "failed", row[i].n.failed);
		for (int f = 0; f < TD_N_TLSRPT_FAILURES; f++)
			put_number(
			    out, td_tlsrpt_failure_word(f).p, row[i].n.by[f]);
		putc('\n', out);
	}
}

static void
put_hist(FILE *out, enum td_hist_id id, const struct td_hist *h)
{
	if (h->n == 0)
		return;
	fprintf(out, "\thist.%s=", td_hist_name(id));
	for (uint32_t i = 0; i < h->n; i++)
		fprintf(out, "%s%" PRIu32 ":%" PRIu64, i == 0 ? "" : ",",
		    h->b[i].bucket, h->b[i].count);
	fprintf(out, ";max=%" PRIu64, h->max);
}

static void
put_cell(FILE *out, const struct td_dims *dims, const struct td_cell *c)
{
	putc('c', out);
	for (size_t i = 0; i < dims->n; i++) {
		putc('\t', out);
		put_text(out, td_cell_value(c, i));
	}
	for (unsigned i = 0; i < TD_N_COUNTERS; i++)
		put_number(out, td_counter_name(i), c->counter[i]);
	for (unsigned i = 0; i < TD_N_HISTS; i++)
		put_hist(out, i, &c->hist[i]);
	putc('\n', out);
}

void
td_cells_write(FILE *out, struct td_cube *cube, struct td_balance *bal,
    const struct td_cells_head *head, const struct td_input_id *ids,
    size_t n_ids)
{
	const struct td_dims *dims = td_cube_dims(cube);
	uint64_t dropped = td_cube_dropped(cube);
	const struct td_cell *const *cell;
	size_t n;

	put_head(out, dims, head);
	for (size_t i = 0; i < n_ids; i++)
		fprintf(out, "i\t%016" PRIx64 "%016" PRIx64 "\t%" PRIu64 "\n",
		    ids[i].high, ids[i].low, ids[i].length);
	put_balance(out, bal);
	put_defects(out, bal);
	put_untrusted(out, bal);
	put_tls(out, bal);
	if (dropped > 0)
		fprintf(out, "k\t%" PRIu64 "\n", dropped);
	cell = td_cube_sorted(cube, &n);
	for (size_t i = 0; i < n; i++)
		put_cell(out, dims, cell[i]);
}
