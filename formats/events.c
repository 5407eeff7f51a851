/*
 * The readers of events, and what they read into a batch; see event.h.  A
 * service more is a row of the table below.
 */
#include "events.h"

/* No two of them may take what a service writes for theirs; those of the most
 * data come first. */
static td_event_reader *const readers[] = {
	td_ses_event,
	td_kumomta_event,
	td_sendgrid_event,
	td_mailgun_event,
	td_sparkpost_event,
	td_postmark_event,
	td_m365_event,
};

enum { N_READERS = sizeof(readers) / sizeof(readers[0]) };

struct td_span
td_event_text(struct td_outcomes *to, const struct td_json_value *v)
{
	struct td_batch *b = to->batch;
	size_t n = b->n_scratch;
	struct td_span s = { v->raw.p, 0 };

	if (v->kind == TD_JSON_ABSENT || v->kind == TD_JSON_NULL ||
	    v->kind == TD_JSON_ARRAY || v->kind == TD_JSON_OBJECT)
		return s;
	s = td_json_text(v, b->scratch, b->cap_scratch, &n);
	if (n > b->cap_scratch)
		td_outcomes_no_scratch(to);
	else
		b->n_scratch = n;
	return s;
}

/* A record at work, and what was found. */
struct work {
	struct td_outcomes to;
	bool in_page;
};

/*
 * Try one reader; what it appended for nothing is taken out again.  Text stays
 * in scratch: what a record needs of it must not depend on others.
 */
static inline enum td_event_is
try_reader(
    size_t reader, const struct td_json_value *object, struct td_outcomes *to)
{
	const size_t n = to->batch->n_outcomes, n_flaws = to->n_flaws;
	enum td_event_is is;

	to->end = NULL;
	is = readers[reader](object, to);
	if (is != TD_EVENT_READ || to->too_long) {
		to->batch->n_outcomes = n;
		to->n_flaws = n_flaws;
	}
	return is;
}

/*
 * What an object is, and its outcomes.  The first reader that takes it has it:
 * a forged one may have the marks of two services, and must not mean the one or
 * the other by what was read before it.
 */
static inline enum td_event_is
read_object(const struct td_json_value *object, struct td_outcomes *to)
{
	enum td_event_is is = TD_EVENT_FOREIGN;

	for (size_t i = 0; is == TD_EVENT_FOREIGN && i < N_READERS; i++)
		is = try_reader(i, object, to);
	if (is == TD_EVENT_FOREIGN)
		to->end = NULL;
	return is;
}

/*
 * Whether the object is one, as far as that can be told without its inner ones:
 * of these only brackets and strings are looked at.  *page is its first array
 * that may hold events.
 */
static bool
is_object(const struct td_json_value *object, struct td_json_value *page)
{
	struct td_json_value name, v;
	struct td_json j;

	page->kind = TD_JSON_ABSENT;
	td_json_open(&j, object);
	while (td_json_more(&j)) {
		if (!td_json_name(&j, &name) || !td_json_value(&j, &v))
			return false;
		if (page->kind == TD_JSON_ABSENT && v.kind == TD_JSON_ARRAY &&
		    td_events_list(name.raw))
			*page = v;
	}
	return j.error == TD_JSON_FINE && j.p == object->raw.p + object->raw.n;
}

static bool take_object(const struct td_json_value *object, struct work *w);

/* What is behind p was not read; a place is told also where that is nothing. */
static void
lose_rest(const char *p, const char *end, struct work *w)
{
	td_outcomes_flaw(
	    &w->to, td_span(p < end ? p : end - 1, end), TD_BAD_EVENT);
}

/* Whether an array that is torn at p goes on with the next record: in its
 * beginning there is only the bracket, and behind an element a comma. */
static bool
goes_on(const char *open, const char *p, const char *end)
{
	return p == end ? p - open == 1 : end - p == 1 && *p == ',';
}

/*
 * Its elements, the array at j->p, which need not end; behind it then.  The
 * one that is broken is lost, and what is behind it in the record.
 */
static bool
take_array(struct td_json *j, struct work *w)
{
	struct td_json_value v;
	const char *p, *open = j->p;

	td_json_enter(j);
	for (p = j->p; td_json_more(j) && td_json_value(j, &v); p = j->p)
		if (v.kind == TD_JSON_OBJECT && !take_object(&v, w))
			return false;
	while (p < j->end && td_is_fws(*p))
		p++;
	if (j->error != TD_JSON_FINE &&
	    (w->in_page || !goes_on(open, p, j->end)))
		lose_rest(p, j->end, w);
	return true;
}

/* Only blanks may stand behind what was read without an error. */
static void
end_value(const struct td_json *j, struct work *w)
{
	if (j->error == TD_JSON_FINE && j->p != j->end)
		lose_rest(j->p, j->end, w);
}

/* A page that no reader takes; pages in it are none. */
static bool
take_page(struct td_json *j, struct work *w)
{
	bool taken;

	w->in_page = true;
	taken = take_array(j, w);
	w->in_page = false;
	return taken;
}

/* What is no object: torn, mostly.  Events in it may be whole. */
static bool
take_torn(const struct td_json_value *object, struct work *w)
{
	struct td_json_value v;
	struct td_json j;

	td_json_begin(&j, object->raw.p, object->raw.p + object->raw.n);
	td_json_enter(&j);
	while (!w->in_page && td_json_more(&j) && td_json_name(&j, &v)) {
		if (td_events_list(v.raw) && j.p < j.end && *j.p == '[') {
			if (!take_page(&j, w))
				return false;
			end_value(&j, w);
			return true;
		}
		if (!td_json_value(&j, &v))
			break;
	}
	td_outcomes_flaw(&w->to, object->raw, TD_BAD_EVENT);
	return true;
}

/* One object of a record; false: no more of it can be read. */
static bool
take_object(const struct td_json_value *object, struct work *w)
{
	const size_t n = w->to.batch->n_outcomes, n_flaws = w->to.n_flaws;
	enum td_event_is is = read_object(object, &w->to);
	struct td_json_value page = { .kind = TD_JSON_ABSENT };
	struct td_json j;

	if (w->to.full)
		return false;
	if (w->to.end != object->raw.p + object->raw.n &&
	    !is_object(object, &page)) {
		w->to.batch->n_outcomes = n;
		w->to.n_flaws = n_flaws;
		w->to.too_many = w->to.too_long = false;
		return take_torn(object, w);
	}
	if (w->to.too_many || w->to.too_long) {
		td_outcomes_flaw(&w->to, object->raw,
		    w->to.too_many ? TD_TOO_MANY_OUTCOMES :
		                     TD_UNESCAPED_TOO_LONG);
		return false;
	}
	if (is == TD_EVENT_BROKEN)
		td_outcomes_flaw(&w->to, object->raw, TD_STRANGE_EVENT);
	if (is != TD_EVENT_FOREIGN || page.kind == TD_JSON_ABSENT || w->in_page)
		return true;
	td_json_begin(&j, page.raw.p, page.raw.p + page.raw.n);
	return take_page(&j, w);
}

/*
 * What begins at `p` and ends with the record; of an array that has an element
 * a line, also with what is behind an element, and what is before the first.
 */
static inline void
take_value(const char *p, const char *end, struct work *w)
{
	struct td_json_value v = { .kind = TD_JSON_OBJECT };
	struct td_json j;

	if (*p == '{') {
		/* No object ends so. */
		if (end[-1] == ',' || end[-1] == ']')
			end--;
		while (td_is_fws(end[-1]))
			end--;
		v.raw = td_span(p, end);
		take_object(&v, w);
		return;
	}
	td_json_begin(&j, p, end);
	if (take_array(&j, w))
		end_value(&j, w);
}

bool
td_events_put(struct td_batch *out, struct td_span whole, const char *value,
    const struct td_json_index *index)
{
	const size_t n_scratch = out->n_scratch;
	struct work w;

	td_outcomes_begin(&w.to, out);
	w.to.index = index;
	w.in_page = false;
	if (value != NULL)
		take_value(value, whole.p + whole.n, &w);
	if (td_outcomes_append(&w.to, whole))
		return true;
	out->n_outcomes = w.to.first;
	out->n_scratch = n_scratch;
	return false;
}

bool
td_events_lose(struct td_batch *out, struct td_span whole, enum td_defect what)
{
	struct work w;

	td_outcomes_begin(&w.to, out);
	w.in_page = false;
	td_outcomes_flaw(&w.to, whole, what);
	return td_outcomes_append(&w.to, whole);
}

/* ---- Bids -------------------------------------------------------------- */

/* Enough to tell what an event is, with less than it holds. */
enum { KNOWN_OUTCOMES = 4, KNOWN_SCRATCH = 8192 };

static bool
known_object(struct td_batch *b, const struct td_json_value *object)
{
	struct td_outcomes to;

	for (size_t i = 0; i < N_READERS; i++) {
		b->n_outcomes = b->n_scratch = 0;
		td_outcomes_begin(&to, b);
		if (readers[i](object, &to) != TD_EVENT_FOREIGN || to.too_long)
			return true;
	}
	return false;
}

static bool
known_array(struct td_batch *b, const struct td_json_value *array)
{
	struct td_json_value v;
	struct td_json j;

	td_json_open(&j, array);
	while (td_json_more(&j) && td_json_value(&j, &v))
		if (v.kind == TD_JSON_OBJECT)
			return known_object(b, &v);
	return false;
}

bool
td_events_known(const struct td_json_value *value)
{
	struct td_outcome outcome[KNOWN_OUTCOMES];
	char scratch[KNOWN_SCRATCH + TD_PAD];
	struct td_batch b = {
		.base = value->raw.p,
		.cap_outcomes = KNOWN_OUTCOMES,
		.outcome = outcome,
		.cap_scratch = KNOWN_SCRATCH,
		.scratch = scratch,
	};
	struct td_json_value page;

	if (value->kind != TD_JSON_OBJECT)
		return known_array(&b, value);
	return known_object(&b, value) ||
	    (is_object(value, &page) && known_array(&b, &page));
}
