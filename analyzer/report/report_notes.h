/*
 * What the files of report_notes.c share: a paragraph is written to `f` and
 * then wrapped.
 */
#ifndef TD_REPORT_NOTES_H
#define TD_REPORT_NOTES_H

#include "analyzer/report/groups.h"
#include "analyzer/report/print.h"

#define N(n) (td_grouped(n).text)

struct notes {
	FILE *out;
	const struct td_report *r;
	const struct td_cell *total;
	FILE *f;
	char *text;
	size_t n;
	bool warn;
	/* Takes the paragraphs, not wrapped, instead of `out`; or NULL. */
	void (*put)(void *arg, struct td_span text, bool warn);
	void *arg;
};

static inline const char *
plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* Print what was written since the last call. */
void td_notes_flush(struct notes *s);

/* The number of a dimension, or that of dimensions: it is not there. */
size_t td_notes_dim(const struct notes *s, const char *name);

/* Parts of the notes: gaps, what was read, whose word it is. */
void td_notes_gaps(struct notes *s);
void td_notes_input(struct notes *s);
void td_notes_trust(struct notes *s);

/* Who took the mail, and what services tell. */
void td_notes_delivery(struct notes *s);

/* What others say of the TLS of one's own mail hosts. */
void td_notes_tlsrpt(struct notes *s);

/* By failure: what whoever runs the mail host should look at. */
extern const char *const td_tlsrpt_help[TD_N_TLSRPT_FAILURES];

#endif
