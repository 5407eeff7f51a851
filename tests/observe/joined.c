/* Logs joined in one go or in stretches: see joined.h. */
#include "joined.h"

#include <stdlib.h>
#include <time.h>

#include "formats/format.h"
#include "tests/formats/describe.h"

static void
must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "%s\n", what);
	abort();
}

size_t
log_decode(struct log *l, const char *text, size_t n)
{
	static struct td_record record[MAX_LINES];
	static struct td_header header[16];
	static struct td_flaw flaw[MAX_LINES];
	struct td_batch b = { .cap = MAX_LINES,
		.record = record,
		.cap_headers = 16,
		.header = header,
		.cap_flaws = MAX_LINES,
		.flaw = flaw,
		.event = l->event,
		.cap_scratch = 2 * n };
	struct td_chunk c;

	l->text = calloc(1, n + 2 * TD_PAD);
	l->scratch = calloc(1, b.cap_scratch + TD_PAD);
	must(l->text != NULL && l->scratch != NULL, "no memory");
	memcpy(l->text, text, n);
	b.base = l->text;
	b.scratch = l->scratch;
	c = (struct td_chunk){ .from = l->text,
		.p = l->text,
		.stop = l->text + n,
		.end = l->text + n };
	td_format_find("log")->decode(&c, 0, &b);
	must(c.p == c.stop || b.n == MAX_LINES, "a log is not read to its end");
	for (size_t i = 0; i < b.n; i++)
		l->kind[i] = (enum td_kind)record[i].kind;
	l->n = b.n;
	return b.n_flaws;
}

void
log_read(struct log *l, const char *text)
{
	must(log_decode(l, text, strlen(text)) == 0, text);
}

void
log_free(struct log *l)
{
	free(l->text);
	free(l->scratch);
	l->text = l->scratch = NULL;
}

void
log_print(FILE *f, const struct log *l, const size_t *cut, size_t n_cuts)
{
	for (size_t i = 0; i < l->n; i++) {
		char words[2048];

		for (size_t k = 0; k < n_cuts; k++)
			if (cut[k] == i)
				fprintf(f, "---- cut %zu\n", k);
		describe_event(&l->event[i], words, sizeof(words));
		fprintf(f, "%3zu %s %s\n", i, kind_name(l->kind[i]), words);
	}
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
	if (s.n == 0)
		return;
	fprintf(f, " %s=", name);
	for (size_t i = 0; i < s.n; i++)
		putc_unlocked(s.p[i] == '\0' ? '?' : s.p[i], f);
}

static void
put_ledger(FILE *f, const struct td_settled *s)
{
	fprintf(f, " service=%u%s%s%s%s%s%s%s%s", s->service,
	    s->unheard ? " unheard" : "", s->joined ? " joined" : "",
	    s->complained ? " complained" : "", s->noticed ? " noticed" : "",
	    s->overruled ? " overruled" : "", s->inbound ? " inbound" : "",
	    s->by_mail ? " by-mail" : "", s->hard ? " hard" : "");
	put_span(f, "cause", s->cause);
	put_span(f, "tag", s->tag);
	put_span(f, "reporter", s->reporter);
	put_span(f, "label", s->label);
}

/* What the expectations of written logs leave out. */
static void
put_rest(FILE *f, const struct td_settled *s)
{
	put_span(f, "host", s->host);
	put_span(f, "mid", s->message_id);
	put_span(f, "to", s->recipient);
	put_span(f, "ip", s->relay_ip);
	put_span(f, "tls", s->tls);
	fprintf(f, " rcpt#%llx mid#%llx off=%llu",
	    (unsigned long long)s->recipient_hash,
	    (unsigned long long)s->message_id_hash, (unsigned long long)s->off);
	fprintf(f, " stage=%u program=%u flags=%x%s weight=%llu", s->stage,
	    s->program, s->flags, s->submitted ? " submitted" : "",
	    (unsigned long long)s->weight);
	fprintf(f, " when=%lld/%lld/%lld+%lld", (long long)s->begin,
	    (long long)s->first, (long long)s->last, (long long)s->delay);
	for (int m = 0; m < TD_M_SENDER_ID; m++) {
		fprintf(f, " by%d", s->told_by[m]);
		put_span(f, "of", s->auth_domain[m]);
	}
	fprintf(f, " orig#%llx given#%llx%s",
	    (unsigned long long)s->original_hash, (unsigned long long)s->given,
	    s->unasked ? " unasked" : "");
	put_ledger(f, s);
}

static void
put_settled(FILE *f, const struct td_settled *s)
{
	static const char *const outcome[TD_N_ACTIONS] = { "none", "accepted",
		"deferred", "failed", "expired", "suppressed" };

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
}

void
settled_add(void *arg, const struct td_settled *s)
{
	static FILE *f; /* opening one for each costs more than a join */
	static char *text;
	static size_t n;
	struct settled *out = arg;
	char *line;

	if (f == NULL)
		f = open_memstream(&text, &n);
	must(f != NULL && fseek(f, 0, SEEK_SET) == 0, "no memory");
	put_settled(f, s);
	if (out->full)
		put_rest(f, s);
	putc_unlocked('\0', f);
	must(fflush(f) == 0, "no memory");
	line = strdup(text);
	must(line != NULL, "no memory");
	if (out->n == out->cap) {
		out->cap = out->cap == 0 ? 64 : out->cap * 2;
		out->line = realloc(out->line, out->cap * sizeof(out->line[0]));
		must(out->line != NULL, "no memory");
	}
	out->line[out->n++] = line;
	if (out->also != NULL)
		out->also(out->arg, s);
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
	*s = (struct settled){ .full = s->full };
}

bool
settled_same(const struct settled *a, const struct settled *b, const char **x,
    const char **y)
{
	size_t i = 0;

	while (i < a->n && i < b->n && strcmp(a->line[i], b->line[i]) == 0)
		i++;
	*x = i < a->n ? a->line[i] : "-";
	*y = i < b->n ? b->line[i] : "-";
	return i == a->n && i == b->n;
}

/* ---- joins ---- */

/* Of so many seeds one closes a stretch at its end only. */
enum { CLOSES = 11 };

static void
join_lines(struct td_queue *q, const struct log *l, size_t from, size_t to,
    unsigned every, struct settled *out)
{
	for (size_t i = from; i < to; i++) {
		must(td_queue_event(q, l->kind[i], &l->event[i], i) == 0,
		    "td_queue_event fails");
		if (every > 0 && i % every == 0)
			must(td_queue_close(q, settled_add, out) == 0,
			    "td_queue_close fails");
	}
	must(td_queue_close(q, settled_add, out) == 0, "td_queue_close fails");
}

struct td_queue *
join_stretch(const struct log *l, size_t from, size_t to,
    const struct td_join_options *o, unsigned every, struct settled *out)
{
	struct td_queue *q = td_queue_new(o);

	must(q != NULL, "td_queue_new fails");
	join_lines(q, l, from, to, every, out);
	return q;
}

static void
append(struct td_queue *left, struct td_queue *right, struct settled *out)
{
	must(td_queue_append(left, right, settled_add, out) == 0,
	    "td_queue_append fails");
	must(td_queue_open(right) == 0, "an appended queue is not empty");
}

static void
finish(struct td_queue *q, struct settled *out)
{
	must(
	    td_queue_finish(q, settled_add, out) == 0, "td_queue_finish fails");
	must(td_queue_open(q) == 0, "a finished queue is not empty");
	out->dropped = td_queue_dropped(q);
	out->unjoined = td_queue_unjoined(q);
	td_queue_free(q);
	settled_sort(out);
}

static size_t
end_of(const struct log *l, const size_t *cut, size_t n_cuts, size_t i)
{
	return i < n_cuts ? cut[i] : l->n;
}

static void
join_left(const struct log *l, const struct td_join_options *o,
    const struct td_join_options *rest, const size_t *cut, size_t n_cuts,
    unsigned every, struct settled *out)
{
	struct td_queue *left =
	    join_stretch(l, 0, end_of(l, cut, n_cuts, 0), o, every, out);
	struct td_queue *right = td_queue_new(rest);

	must(right != NULL, "td_queue_new fails");
	for (size_t i = 0; i < n_cuts; i++) {
		join_lines(right, l, cut[i], end_of(l, cut, n_cuts, i + 1),
		    every, out);
		append(left, right, out);
	}
	td_queue_free(right);
	finish(left, out);
}

/* Which of n neighbours takes up the one behind it; *at is the last one. */
static size_t
next_left(enum join_order order, size_t n, size_t *at, unsigned *seed)
{
	if (order == JOIN_RIGHT)
		return n - 2;
	if (order == JOIN_TREE) {
		if (*at + 2 > n)
			*at = 0;
		return (*at)++;
	}
	return (size_t)rand_r(seed) % (n - 1);
}

void
join_in_order(const struct log *l, const struct td_join_options *o,
    const size_t *cut, size_t n_cuts, enum join_order order, unsigned seed,
    struct settled *out)
{
	const unsigned every = seed % CLOSES;
	struct td_join_options rest = *o;
	size_t n = n_cuts + 1, at = 0;
	struct td_queue **q;

	rest.first = false;
	if (order == JOIN_LEFT) {
		join_left(l, o, &rest, cut, n_cuts, every, out);
		return;
	}
	q = calloc(n, sizeof(struct td_queue *));
	must(q != NULL, "no memory");
	for (size_t i = 0; i < n; i++)
		q[i] = join_stretch(l, i == 0 ? 0 : cut[i - 1],
		    end_of(l, cut, n_cuts, i), i == 0 ? o : &rest, every, out);
	for (; n > 1; n--) {
		size_t i = next_left(order, n, &at, &seed);

		append(q[i], q[i + 1], out);
		td_queue_free(q[i + 1]);
		memmove(&q[i + 1], &q[i + 2], (n - i - 2) * sizeof(*q));
	}
	finish(q[0], out);
	free(q);
}

void
join_cut(const struct log *l, const struct td_join_options *o,
    const size_t *cut, size_t n_cuts, unsigned seed, struct settled *out)
{
	join_in_order(l, o, cut, n_cuts, JOIN_RANDOM, seed, out);
}
