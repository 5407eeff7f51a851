/*
 * For tests of analyzer/observe/: a header section as text, read by the real
 * format and understood by td_observe_mail.
 */
#ifndef TD_TESTS_SECTION_H
#define TD_TESTS_SECTION_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/observe/reading.h"
#include "tests/run.h"

/* Which fields are read; a test may want more. */
#ifndef SECTION_HEADERS
#define SECTION_HEADERS td_observe_headers()
#endif

enum { MAX_IDS = 8, MAX_FIELDS = 512, MAX_SECTION = 64 << 10 };

/* Set up by open_world() in main(). */
static struct td_psl *the_psl;
static struct td_carriers *the_carriers;

static struct td_reading reading; /* of the last read_section() */
static struct td_record record;
static struct td_header header[MAX_FIELDS];
static struct td_flaw flaw[16];
static struct td_batch batch;
static char section[MAX_SECTION + TD_PAD];

static inline bool
open_world(void)
{
	struct td_error e = { 0 };

	the_psl = td_psl_new(NULL, &e);
	the_carriers = td_carriers_new(NULL, &e);
	return the_psl != NULL && the_carriers != NULL;
}

/* Options: `ids` are --authserv-id, separated by blanks; NULL for none. */
static inline struct td_trust
options(const char *ids, struct td_span *list)
{
	struct td_trust t = { .psl = the_psl,
		.carriers = the_carriers,
		.ids = list,
		.thorough = true };

	while (ids != NULL && *ids != '\0') {
		size_t n = strcspn(ids, " ");

		list[t.n_ids++] = (struct td_span){ ids, n };
		ids += n + (ids[n] == ' ');
	}
	return t;
}

static inline void
decode_section(const char *text)
{
	const struct td_format *eml = td_format_find("eml");
	size_t n = strlen(text);
	struct td_chunk c = { .from = section,
		.p = section,
		.stop = section + n,
		.end = section + n };

	ck_assert_uint_lt(n, MAX_SECTION);
	memcpy(section, text, n);
	memset(section + n, 'x', TD_PAD);
	batch = (struct td_batch){ .base = section,
		.cap = 1,
		.record = &record,
		.cap_headers = MAX_FIELDS,
		.header = header,
		.cap_flaws = 16,
		.flaw = flaw };
	eml->decode(&c, SECTION_HEADERS, &batch);
	ck_assert_uint_eq(batch.n, 1);
}

static inline bool
same_observation(const struct td_observation *a, const struct td_observation *b)
{
	return a->weight == b->weight && a->when == b->when &&
	    td_span_eq(a->domain, b->domain) &&
	    td_span_eq(a->carrier.carrier, b->carrier.carrier) &&
	    td_span_eq(a->carrier.rule, b->carrier.rule) &&
	    td_span_eq(a->author_domain, b->author_domain) &&
	    td_span_eq(a->mailfrom_domain, b->mailfrom_domain) &&
	    td_span_eq(a->sdid, b->sdid) &&
	    td_span_eq(a->authserv_id, b->authserv_id) &&
	    td_span_eq(a->relay, b->relay) &&
	    memcmp(a->result, b->result, sizeof a->result) == 0 &&
	    a->dkim_aligned_pass == b->dkim_aligned_pass &&
	    a->forwarded == b->forwarded && a->alignment == b->alignment &&
	    a->pra == b->pra && a->tls == b->tls && a->fcrdns == b->fcrdns &&
	    a->hops == b->hops && a->delay == b->delay;
}

/* Reading only what can matter must give the same observation. */
static inline enum td_seen
read_section_with(const char *text, const struct td_trust *t)
{
	static struct td_reading brief_reading;
	struct td_trust brief = *t;
	struct td_observer *o = td_observer_new(t);
	struct td_observer *q = td_observer_new(&brief);
	enum td_seen seen;

	brief.thorough = false;
	ck_assert_ptr_nonnull(o);
	ck_assert_ptr_nonnull(q);
	decode_section(text);
	seen = td_observe_mail(o, &batch, &record, &reading);
	ck_assert_int_eq(
	    td_observe_mail(q, &batch, &record, &brief_reading), seen);
	ck_assert(same_observation(&reading.obs, &brief_reading.obs));
	ck_assert_int_eq(reading.conflict, brief_reading.conflict);
	ck_assert(reading.used_evidence < 0 ||
	    reading.evidence[reading.used_evidence].rank ==
	        brief_reading.evidence[brief_reading.used_evidence].rank);
	td_observer_free(q);
	td_observer_free(o);
	return seen;
}

static inline enum td_seen
read_section(const char *text, const char *ids)
{
	struct td_span list[MAX_IDS];
	struct td_trust t = options(ids, list);

	return read_section_with(text, &t);
}

/* snprintf at the end of what is there. */
__attribute__((format(printf, 3, 4))) static inline void
add(char *to, size_t cap, const char *fmt, ...)
{
	size_t n = strlen(to);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(to + n, cap - n, fmt, ap);
	va_end(ap);
}

#define SPAN(s) (int)(s).n, (s).n > 0 ? (s).p : ""

/* A row of a table: a section, and how a test describes its reading. */
struct section_row {
	const char *source, *ids, *section, *expected;
};

static inline void
check_section(
    const struct section_row *row, void (*describe)(char *to, size_t cap))
{
	char got[1024];

	read_section(row->section, row->ids);
	describe(got, sizeof(got));
	if (strcmp(got, row->expected) != 0)
		ck_abort_msg("%s: got \"%s\", not \"%s\"", row->source, got,
		    row->expected);
}

#endif
