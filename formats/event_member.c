/*
 * Members of services' events; see event_member.h.
 */
#include "event_member.h"

#include "lex.h"

const struct td_event_word *
td_event_find(const struct td_event_word *rows, size_t n, struct td_span word)
{
	for (size_t i = 0; i < n; i++)
		if (td_span_ieq(rows[i].word, word))
			return &rows[i];
	return NULL;
}

bool
td_event_members(const struct td_json_value *object,
    const struct td_span *wanted, size_t n, struct td_json_value *v,
    const char **end)
{
	struct td_json j;

	td_json_begin(&j, object->raw.p, object->raw.p + object->raw.n);
	if (!td_json_read(&j, wanted, n, v))
		return false;
	if (end != NULL)
		*end = j.p;
	return true;
}

struct td_span
td_event_scalar(struct td_outcomes *to, const struct td_json_value *v)
{
	struct td_json_value first;
	struct td_json j;

	if (v->kind == TD_JSON_ARRAY) {
		td_json_open(&j, v);
		if (!td_json_more(&j) || !td_json_value(&j, &first))
			return TD_SPAN("");
		v = &first;
	}
	if (v->kind == TD_JSON_STRING)
		return td_event_text(to, v);
	if (v->kind == TD_JSON_NUMBER)
		return v->raw;
	return TD_SPAN("");
}

struct td_span
td_event_address(struct td_outcomes *to, const struct td_json_value *v)
{
	return td_outcome_address(td_event_scalar(to, v));
}

void
td_event_sender(
    struct td_outcomes *to, const struct td_json_value *v, struct td_outcome *o)
{
	o->sender = td_event_address(to, v);
	if (v->kind == TD_JSON_STRING && o->sender.n == 0)
		o->flags |= TD_OUTCOME_NULL_SENDER;
}

struct td_span
td_event_message_id(struct td_span s)
{
	s = td_span_trim(s);
	if (s.n >= 2 && s.p[0] == '<' && s.p[s.n - 1] == '>')
		s = td_span_trim(td_span(s.p + 1, s.p + s.n - 1));
	return s;
}

/* Whether `text` begins with the word and a blank or a hyphen, or is it. */
static bool
begins_with(struct td_span text, struct td_span word)
{
	const char *end = text.p + text.n;

	if (text.n == 0 || !td_begins(text.p, end, word))
		return false;
	return text.n == word.n || text.p[word.n] == ' ' ||
	    text.p[word.n] == '-';
}

struct td_span
td_event_reply(struct td_outcomes *to, struct td_span code,
    struct td_span status, struct td_span text)
{
	struct td_span part[3];
	size_t n = 0;

	if (code.n > 0 && !begins_with(text, code))
		part[n++] = code;
	if (n > 0 && status.n > 0 && !begins_with(text, status))
		part[n++] = status;
	if (text.n > 0)
		part[n++] = text;
	if (n == 0)
		return TD_SPAN("");
	return n == 1 ? part[0] : td_outcome_join(to, part, n, ' ');
}

struct td_span
td_event_tls(struct td_outcomes *to, const struct td_json_value *v)
{
	static const struct td_span none = TD_LIT("none");
	struct td_span s;

	if (v->kind == TD_JSON_TRUE)
		return v->raw;
	if (v->kind == TD_JSON_FALSE)
		return td_outcome_join(to, &none, 1, ' ');
	s = td_event_scalar(to, v);
	return TD_IS(s, "0") ? td_outcome_join(to, &none, 1, ' ') : s;
}

int64_t
td_event_time(struct td_outcomes *to, const struct td_json_value *v)
{
	int64_t t;

	if (v->kind != TD_JSON_NUMBER && v->kind != TD_JSON_STRING)
		return TD_NO_TIME;
	if (td_json_micros(v, &t))
		return t;
	return td_outcome_time(td_event_scalar(to, v));
}

int64_t
td_event_since(int64_t from, int64_t to)
{
	int64_t d;

	if (from == TD_NO_TIME || to == TD_NO_TIME || to < from ||
	    __builtin_sub_overflow(to, from, &d))
		return TD_NO_TIME;
	return d;
}

bool
td_event_complains(struct td_span feedback_type)
{
	return !td_span_ieq(feedback_type, TD_SPAN("not-spam")) &&
	    !td_span_ieq(feedback_type, TD_SPAN("auth-failure"));
}
