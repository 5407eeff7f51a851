#include "joined.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "formats/format.h"

void
log_read(struct log *l, const char *text)
{
	static struct td_record record[MAX_LINES];
	static struct td_header header[16];
	static struct td_flaw flaw[64];
	static char scratch[4096 + TD_PAD];
	size_t n = strlen(text);
	struct td_batch b = { .cap = MAX_LINES,
		.record = record,
		.cap_headers = 16,
		.header = header,
		.cap_flaws = 64,
		.flaw = flaw,
		.event = l->event,
		.cap_scratch = 4096,
		.scratch = scratch };
	struct td_chunk c;

	l->text = calloc(1, n + 2 * TD_PAD);
	ck_assert_ptr_nonnull(l->text);
	memcpy(l->text, text, n);
	b.base = l->text;
	c = (struct td_chunk){ l->text, l->text, l->text + n, l->text + n };
	td_format_find("log")->decode(&c, 0, &b);
	ck_assert(c.p == c.stop);
	for (size_t i = 0; i < b.n_flaws; i++)
		ck_abort_msg("line cannot be read: %.*s",
		    (int)td_at(&b, flaw[i].where).n,
		    td_at(&b, flaw[i].where).p);
	l->n = b.n;
	for (size_t i = 0; i < b.n; i++)
		l->kind[i] = (enum td_kind)record[i].kind;
}

void
log_free(struct log *l)
{
	free(l->text);
	l->text = NULL;
}

/* ---- what was settled ---- */

static void
put_time(FILE *f, const char *name, int64_t when)
{
	time_t t = (time_t)(when / 1000000);
	struct tm tm;

	if (when == TD_NO_TIME)
		return;
	gmtime_r(&t, &tm);
	fprintf(
	    f, " %s=%02d:%02d:%02d", name, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void
put_span(FILE *f, const char *name, struct td_span s)
{
	if (s.n > 0)
		fprintf(f, " %s=%.*s", name, (int)s.n, s.p);
}

void
settled_add(void *arg, const struct td_settled *s)
{
	static const char *const outcome[TD_N_OUTCOMES] = { "accepted",
		"deferred", "failed", "expired", "suppressed" };
	struct settled *out = arg;
	char *line = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&line, &n);

	ck_assert_ptr_nonnull(f);
	fprintf(f, "%.*s %.*s %s%s%s x%u", (int)s->queue_id.n, s->queue_id.p,
	    (int)s->domain.n, s->domain.p, outcome[s->outcome],
	    s->open ? " open" : "", s->null_sender ? " null" : "", s->attempts);
	if (s->weight != 1)
		fprintf(f, " weight=%u", (unsigned)s->weight);
	put_time(f, "begin", s->begin);
	put_time(f, "first", s->first);
	put_time(f, "last", s->last);
	if (s->delay != TD_NO_TIME)
		fprintf(f, " delay=%g", (double)s->delay / 1e6);
	put_span(f, "from", s->sender_domain);
	put_span(f, "author", s->author_domain);
	for (int m = 0; m < TD_M_SENDER_ID; m++)
		if (s->result[m] != TD_R_MISSING)
			fprintf(f, " %s=%s(%.*s)",
			    td_method_name((enum td_method)m),
			    td_result_name((enum td_result)s->result[m]),
			    (int)s->auth_domain[m].n, s->auth_domain[m].p);
	put_span(f, "status", s->status);
	put_span(f, "relay", s->relay);
	put_span(f, "reply", s->reply);
	fclose(f);
	if (out->n == out->cap) {
		out->cap = out->cap == 0 ? 64 : out->cap * 2;
		out->line = realloc(out->line, out->cap * sizeof(out->line[0]));
		ck_assert_ptr_nonnull(out->line);
	}
	out->line[out->n++] = line;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void
settled_sort(struct settled *s)
{
	if (s->n > 0)
		qsort(s->line, s->n, sizeof(s->line[0]), by_text);
}

void
settled_free(struct settled *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->line[i]);
	free(s->line);
	*s = (struct settled){ 0 };
}

/* ---- joins ---- */

struct td_queue *
join_stretch(const struct log *l, size_t from, size_t to,
    const struct td_join_options *o, unsigned every, struct settled *out)
{
	struct td_queue *q = td_queue_new(o);

	ck_assert_ptr_nonnull(q);
	for (size_t i = from; i < to; i++) {
		ck_assert_int_eq(
		    td_queue_event(q, l->kind[i], &l->event[i], i), 0);
		if (every > 0 && i % every == 0)
			ck_assert_int_eq(
			    td_queue_close(q, settled_add, out), 0);
	}
	ck_assert_int_eq(td_queue_close(q, settled_add, out), 0);
	return q;
}

void
join_cut(const struct log *l, const struct td_join_options *o,
    const size_t *cut, size_t n_cuts, unsigned seed, struct settled *out)
{
	struct td_queue **q = calloc(n_cuts + 1, sizeof(struct td_queue *));
	struct td_join_options rest = *o;
	size_t n = n_cuts + 1;

	ck_assert_ptr_nonnull(q);
	rest.first = false;
	for (size_t i = 0; i < n; i++)
		q[i] = join_stretch(l, i == 0 ? 0 : cut[i - 1],
		    i < n_cuts ? cut[i] : l->n, i == 0 ? o : &rest, seed % 11,
		    out);
	for (; n > 1; n--) {
		size_t i = (size_t)rand_r(&seed) % (n - 1);

		ck_assert_int_eq(
		    td_queue_append(q[i], q[i + 1], settled_add, out), 0);
		td_queue_free(q[i + 1]);
		memmove(&q[i + 1], &q[i + 2], (n - i - 2) * sizeof(*q));
	}
	ck_assert_int_eq(td_queue_finish(q[0], settled_add, out), 0);
	ck_assert_uint_eq(td_queue_open(q[0]), 0);
	td_queue_free(q[0]);
	free(q);
	settled_sort(out);
}
