/*
 * Histories into runs, and runs into histories; see past.h.
 */
#include "past.h"

#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "observe/pack.h"

/* The names of what is open. */
#define QUEUE "queue"
#define LEDGER "ledger"
#define BALANCE "balance" /* no cells, but all else of a cells file */
#define NEWEST "newest"   /* microseconds since 1970 UTC, decimal */

static int
no_memory(struct td_error *e)
{
	td_error_sys(e, "cannot use the history", ENOMEM);
	return -1;
}

/* ---- what was read ---- */

struct loading {
	struct td_known *known;
	struct td_error *e;
};

static int
put_content(void *arg, const struct td_history_content *c)
{
	struct loading *l = arg;
	struct td_mark mark[TD_MAX_MARKS];
	uint64_t pair[2];
	struct td_content content = { .id = c->id,
		.beginning = c->beginning,
		.counted = c->counted,
		.mark = mark };
	size_t n = c->marks.n / sizeof pair;

	for (size_t i = 0; i < n && i < TD_MAX_MARKS; i++) {
		memcpy(pair, c->marks.p + i * sizeof pair, sizeof pair);
		mark[i] =
		    (struct td_mark){ le64toh(pair[0]), le64toh(pair[1]) };
		content.n_marks++;
	}
	return td_known_put_content(l->known, &content) == 0 ? 0 :
	                                                       no_memory(l->e);
}

static int
put_file(void *arg, const struct td_history_file *f)
{
	struct loading *l = arg;
	const struct td_file_key key = { f->inode, f->size, f->modified };

	return td_known_put_file(l->known, &key, f->stale) == 0 ?
	    0 :
	    no_memory(l->e);
}

static int
load_known(struct td_past *p, struct td_history *h, struct td_error *e)
{
	struct loading l = { p->known, e };

	if (td_history_contents(h, put_content, &l, e) != 0)
		return -1;
	return td_history_files(h, put_file, &l, e) != 0 ? -1 : 0;
}

static int
keep_content(
    struct td_history *h, const struct td_content *c, struct td_error *e)
{
	uint64_t pair[TD_MAX_MARKS][2];
	const struct td_history_content row = { .id = c->id,
		.beginning = c->beginning,
		.counted = c->counted,
		.marks = { (const char *)pair, c->n_marks * sizeof pair[0] } };

	for (uint32_t i = 0; i < c->n_marks; i++) {
		pair[i][0] = htole64(c->mark[i].off);
		pair[i][1] = htole64(c->mark[i].low);
	}
	return td_history_add_content(h, &row, e);
}

static int
by_id(const void *a, const void *b)
{
	const struct td_content *const *x = a, *const *y = b;

	return td_input_id_cmp(&(*x)->id, &(*y)->id);
}

static int
by_inode(const void *a, const void *b)
{
	const struct td_read_file *const *x = a, *const *y = b;
	const uint64_t i = (*x)->key.inode, k = (*y)->key.inode;

	return (i > k) - (i < k);
}

/* In the order of the tables: rows at their end are cheap. */
static int
keep_contents(
    const struct td_known *k, struct td_history *h, struct td_error *e)
{
	size_t n;
	const struct td_content *c = td_known_new_contents(k, &n), **sorted;
	int rc = 0;

	if (n == 0)
		return 0;
	sorted = malloc(n * sizeof *sorted);
	if (sorted == NULL)
		return no_memory(e);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &c[i];
	qsort(sorted, n, sizeof *sorted, by_id);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = keep_content(h, sorted[i], e);
	free(sorted);
	return rc;
}

static int
keep_file(
    struct td_history *h, const struct td_read_file *f, struct td_error *e)
{
	const struct td_history_file row = { .inode = f->key.inode,
		.size = f->key.size,
		.modified = f->key.modified,
		.path = f->path };

	return td_history_add_file(h, &row, e);
}

static int
keep_files(const struct td_known *k, struct td_history *h, struct td_error *e)
{
	size_t n;
	const struct td_read_file *f = td_known_new_files(k, &n), **sorted;
	int rc = 0;

	if (n == 0)
		return 0;
	sorted = malloc(n * sizeof *sorted);
	if (sorted == NULL)
		return no_memory(e);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &f[i];
	qsort(sorted, n, sizeof *sorted, by_inode);
	for (size_t i = 0; rc == 0 && i < n; i++)
		rc = keep_file(h, sorted[i], e);
	free(sorted);
	return rc;
}

/* ---- what is open ---- */

/* The lines of a cells file without cells. */
static int
read_balance(struct td_balance *into, struct td_span text, struct td_error *e)
{
	const struct td_dims none = { .n = 0 };
	struct td_cells_reader *r = td_cells_reader_new(&none, 1);
	const char *p = text.p, *end = text.p + text.n, *nl;
	int rc = r == NULL ? no_memory(e) : 0;

	for (; rc == 0 && p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			nl = end;
		rc = td_cells_line(r, td_span(p, nl), e);
	}
	if (rc == 1) {
		td_error_set(e, "the history is damaged", "its balance");
		rc = -1;
	}
	if (rc == 0 && td_balance_merge(into, td_cells_balance(r)) == -1)
		rc = no_memory(e);
	td_cells_reader_free(r);
	return rc;
}

static int
keep_balance(struct td_balance *b, struct td_history *h, struct td_error *e)
{
	const struct td_dims none = { .n = 0 };
	const struct td_cells_head head = { "" };
	struct td_cube *cube = td_cube_new(&none, 1);
	char *text = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&text, &n);
	bool failed = cube == NULL || f == NULL;
	int rc = -1;

	if (!failed)
		td_cells_write(f, cube, b, &head, NULL, 0);
	if (f != NULL)
		failed |= fclose(f) != 0;
	if (failed)
		no_memory(e);
	else
		rc = td_history_set_state(
		    h, BALANCE, (struct td_span){ text, n }, e);
	td_cube_free(cube);
	free(text);
	return rc;
}

static int
load_queue(struct td_past *p, struct td_span bytes, struct td_error *e)
{
	const struct td_join_options o = { .first = true };
	struct td_queue *q = td_queue_unpack(&o, bytes, e);

	if (q == NULL)
		return -1;
	if (p->carried.queue == NULL) {
		p->carried.queue = q;
		return 0;
	}
	td_queue_free(q);
	td_error_set(e, "cannot be read together",
	    "of several histories only one may be of logs");
	return -1;
}

static int
load_ledger(struct td_past *p, struct td_span bytes, struct td_error *e)
{
	struct td_ledger *l = td_ledger_new();
	int rc = l == NULL ? no_memory(e) : td_ledger_unpack(l, bytes, e);

	if (rc == 0 && p->carried.ledger == NULL) {
		p->carried.ledger = l;
		return 0;
	}
	if (rc == 0 && td_ledger_merge(p->carried.ledger, l) == -1)
		rc = no_memory(e);
	td_ledger_free(l);
	return rc;
}

static int
load_newest(struct td_past *p, struct td_span bytes, struct td_error *e)
{
	char text[24] = "", *end;
	long long when;

	if (bytes.n < sizeof text)
		memcpy(text, bytes.p, bytes.n);
	when = strtoll(text, &end, 10);
	if (end == text || *end != '\0') {
		td_error_set(e, "the history is damaged", "its time");
		return -1;
	}
	if (p->carried.newest == TD_NO_TIME || p->carried.newest < when)
		p->carried.newest = when;
	return 0;
}

static int
load_balance(struct td_past *p, struct td_span bytes, struct td_error *e)
{
	return read_balance(&p->balance, bytes, e);
}

static const struct state {
	const char *name;
	int (*load)(
	    struct td_past *p, struct td_span bytes, struct td_error *e);
} states[] = {
	{ QUEUE, load_queue },
	{ LEDGER, load_ledger },
	{ BALANCE, load_balance },
	{ NEWEST, load_newest },
};

enum { N_STATES = sizeof states / sizeof states[0] };

static int
load_states(struct td_past *p, struct td_history *h, struct td_error *e)
{
	for (size_t i = 0; i < N_STATES; i++) {
		char *bytes;
		size_t n;
		int rc = td_history_state(h, states[i].name, &bytes, &n, e);

		if (rc == 0 && n > 0)
			rc = states[i].load(p, (struct td_span){ bytes, n }, e);
		free(bytes);
		if (rc != 0)
			return -1;
	}
	p->carried.noticed = p->balance.notices > 0;
	return 0;
}

static int
keep_open(struct td_history *h, struct td_counted *out, struct td_error *e)
{
	struct td_bytes bytes = { .n = 0 };
	int rc = 0;

	if (out->queue != NULL && td_queue_pack(out->queue, &bytes) == -1)
		rc = no_memory(e);
	if (rc == 0)
		rc = td_history_set_state(
		    h, QUEUE, (struct td_span){ bytes.p, bytes.n }, e);
	bytes.n = 0;
	if (rc == 0 && !td_ledger_is_empty(out->ledger) &&
	    td_ledger_pack(out->ledger, &bytes) == -1)
		rc = no_memory(e);
	if (rc == 0)
		rc = td_history_set_state(
		    h, LEDGER, (struct td_span){ bytes.p, bytes.n }, e);
	free(bytes.p);
	return rc;
}

static int
keep_newest(int64_t newest, struct td_history *h, struct td_error *e)
{
	char text[24];
	int n = snprintf(text, sizeof text, "%lld", (long long)newest);

	if (newest == TD_NO_TIME)
		return 0;
	return td_history_set_state(
	    h, NEWEST, (struct td_span){ text, (size_t)n }, e);
}

/* ---- a run that goes on ---- */

static int
begin(struct td_past *p, struct td_error *e)
{
	*p = (struct td_past){ .known = td_known_new(),
		.carried.newest = TD_NO_TIME };
	if (td_balance_init(&p->balance) == -1 || p->known == NULL)
		return no_memory(e);
	return 0;
}

int
td_past_load(struct td_past *p, struct td_history *h, struct td_error *e)
{
	if (begin(p, e) == -1 || load_known(p, h, e) == -1)
		return -1;
	return load_states(p, h, e);
}

int
td_past_keep(const struct td_past *p, struct td_history *h,
    struct td_counted *out, struct td_error *e)
{
	struct td_balance sum;
	int rc = td_balance_init(&sum);

	if (rc == 0)
		rc = td_balance_merge(&sum, &p->balance);
	if (rc == 0)
		rc = td_balance_merge(&sum, &out->balance);
	if (rc == -1)
		no_memory(e);
	if (rc == 0)
		rc = keep_balance(&sum, h, e);
	td_balance_clear(&sum);
	if (rc == -1 || td_history_add(h, out->cube, e) == -1 ||
	    keep_open(h, out, e) == -1 || keep_newest(out->newest, h, e) == -1)
		return -1;
	return keep_contents(p->known, h, e) == -1 ? -1 :
	                                             keep_files(p->known, h, e);
}

void
td_past_clear(struct td_past *p)
{
	td_known_free(p->known);
	td_cube_free(p->carried.cube);
	td_queue_free(p->carried.queue);
	td_ledger_free(p->carried.ledger);
	td_balance_clear(&p->balance);
	free(p->paths);
}

/* ---- a report ---- */

/* The day that begins at a time, into buf; NULL: the time is open.  -1 and *e:
 * no day begins then. */
static int
day_of(const struct td_plan *plan, int64_t when, char buf[64], const char **day,
    struct td_error *e)
{
	const struct td_observation o = { .when = when };
	const int64_t second = 1000000, a_day = 86400 * second;
	struct td_span s;

	*day = NULL;
	if (when == TD_NO_TIME)
		return 0;
	if ((when + td_zone_offset(&plan->dims.zone, when) * second) % a_day !=
	    0) {
		td_error_set(e, "a history keeps whole days",
		    "the period has to begin and end with one in %s",
		    plan->dims.zone.name);
		return -1;
	}
	s = td_dimension_find("day")->value(&o, &plan->dims.zone, buf);
	buf[s.n] = '\0';
	*day = buf;
	return 0;
}

static int
take_cells(struct td_past *p, const struct td_plan *plan, struct td_history *h,
    struct td_error *e)
{
	char buf[2][64];
	const char *since, *until;

	if (day_of(plan, plan->since, buf[0], &since, e) == -1 ||
	    day_of(plan, plan->until, buf[1], &until, e) == -1)
		return -1;
	if (p->carried.cube == NULL)
		p->carried.cube = td_cube_new(&plan->dims, plan->max_keys);
	if (p->carried.cube == NULL)
		return no_memory(e);
	return td_history_cells(h, since, until, p->carried.cube, e);
}

/* Of a period the first and the last mail are not known, but that they are in
 * it. */
static void
clip(struct td_balance *b, const struct td_plan *plan)
{
	if (b->first == TD_NO_TIME)
		return;
	if (plan->since != TD_NO_TIME && b->first < plan->since)
		b->first = plan->since;
	if (plan->until != TD_NO_TIME && b->last >= plan->until)
		b->last = plan->until - 1000000;
	if (b->first > b->last)
		b->first = b->last = TD_NO_TIME;
}

static int
take(struct td_past *p, const struct td_plan *plan, const char *path,
    struct td_error *e)
{
	struct td_history *h = td_history_open(path, e);
	const struct td_history_head *head;
	int rc = -1;

	if (h == NULL)
		return -1;
	head = td_history_head(h);
	if (head->by == NULL) {
		td_error_set(e, "nothing was ingested yet", "%s", "");
	} else {
		if (strcmp(head->options, plan->base_options) != 0)
			td_warn(path, "was counted with other options: %s",
			    head->options);
		rc = load_known(p, h, e) == -1 || load_states(p, h, e) == -1 ?
		    -1 :
		    take_cells(p, plan, h, e);
	}
	td_history_close(h);
	return rc;
}

int
td_past_take(struct td_past *p, struct td_plan *plan, const char **path,
    struct td_error *e)
{
	size_t n = 0;

	*path = NULL;
	if (begin(p, e) == -1)
		return -1;
	p->paths = calloc(plan->n_paths + 1, sizeof *p->paths);
	if (p->paths == NULL)
		return no_memory(e);
	for (size_t i = 0; i < plan->n_paths; i++) {
		*path = plan->paths[i];
		if (!td_history_is(*path))
			p->paths[n++] = *path;
		else if (take(p, plan, *path, e) == -1)
			return -1;
	}
	*path = NULL;
	if (n == plan->n_paths)
		return 0;
	clip(&p->balance, plan);
	p->carried.balance = &p->balance;
	plan->paths = p->paths;
	plan->n_paths = n;
	plan->known = p->known;
	plan->carried = &p->carried;
	return 0;
}

char *
td_past_zone(const char *const *paths, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct td_history *h;
		struct td_error e;
		char *zone = NULL;

		if (!td_history_is(paths[i]) ||
		    (h = td_history_open(paths[i], &e)) == NULL)
			continue;
		if (td_history_head(h)->by != NULL)
			zone = strdup(td_history_head(h)->zone);
		td_history_close(h);
		return zone;
	}
	return NULL;
}
