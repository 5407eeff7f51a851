/*
 * Outcomes into a batch, and what their readers share; see outcome.h.
 */
#include "outcome.h"

#include "lex.h"
#include "log_stamp.h"

static const char *const services[TD_N_SERVICES] = {
	[TD_SERVICE_NONE] = "none",
	[TD_SERVICE_SES] = "ses",
	[TD_SERVICE_KUMOMTA] = "kumomta",
	[TD_SERVICE_POWERMTA] = "powermta",
	[TD_SERVICE_EXCHANGE] = "exchange",
	[TD_SERVICE_M365] = "m365",
	[TD_SERVICE_SENDGRID] = "sendgrid",
	[TD_SERVICE_MAILGUN] = "mailgun",
	[TD_SERVICE_POSTMARK] = "postmark",
	[TD_SERVICE_SPARKPOST] = "sparkpost",
	[TD_SERVICE_NOTICE] = "notice",
	[TD_SERVICE_DMARC] = "dmarc",
	[TD_SERVICE_TLSRPT] = "tlsrpt",
};

const char *
td_service_name(enum td_service s)
{
	return services[s];
}

void
td_outcomes_begin(struct td_outcomes *to, struct td_batch *batch)
{
	to->batch = batch;
	to->first = (uint32_t)batch->n_outcomes;
	to->full = to->too_many = to->too_long = false;
	to->end = NULL;
	to->index = NULL;
	to->n_flaws = 0;
}

void
td_outcomes_flaw(
    struct td_outcomes *to, struct td_span where, enum td_defect what)
{
	const char *base = to->batch->base;

	if (to->n_flaws < TD_FLAWS_TOLD)
		to->flaw[to->n_flaws++] = (struct td_flaw){
			{ (uint32_t)(where.p - base), (uint32_t)where.n },
			(uint8_t)what
		};
}

struct td_outcome *
td_outcome_add(struct td_outcomes *to, enum td_service service)
{
	struct td_batch *b = to->batch;
	struct td_outcome *o;

	if (b->n_outcomes == b->cap_outcomes) {
		to->full = to->first > 0;
		to->too_many = !to->full;
		return NULL;
	}
	o = &b->outcome[b->n_outcomes++];
	td_outcome_clear(o, service);
	return o;
}

bool
td_outcomes_append(struct td_outcomes *to, struct td_span whole)
{
	struct td_batch *b = to->batch;
	const size_t told = b->n_outcomes - to->first;

	if (to->full || to->n_flaws > b->cap_flaws - b->n_flaws)
		return false;
	for (size_t i = 0; i < to->n_flaws; i++)
		b->flaw[b->n_flaws++] = to->flaw[i];
	b->record[b->n++] = (struct td_record){
		.whole = { (uint32_t)(whole.p - b->base), (uint32_t)whole.n },
		.header = (uint32_t)b->n_headers,
		.outcome = to->first,
		.n_outcomes = (uint32_t)told,
		.kind = told > 0 ? TD_OUTCOME : TD_NOTE,
	};
	return true;
}

char *
td_outcome_scratch(struct td_outcomes *to, size_t n)
{
	struct td_batch *b = to->batch;
	char *p = b->scratch + b->n_scratch;

	if (n > b->cap_scratch - b->n_scratch) {
		td_outcomes_no_scratch(to);
		return NULL;
	}
	b->n_scratch += n;
	return p;
}

struct td_span
td_outcome_join(
    struct td_outcomes *to, const struct td_span *part, size_t n, char between)
{
	size_t len = n - 1;
	char *out, *p;

	for (size_t i = 0; i < n; i++)
		len += part[i].n;
	out = p = td_outcome_scratch(to, len);
	if (out == NULL)
		return TD_SPAN("");
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			*p++ = between;
		if (part[i].n > 0)
			memcpy(p, part[i].p, part[i].n);
		p += part[i].n;
	}
	return (struct td_span){ out, len };
}

struct td_span
td_outcome_number(size_t n, char digits[TD_OUTCOME_DIGITS])
{
	size_t at = TD_OUTCOME_DIGITS;

	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	return (struct td_span){ digits + at, TD_OUTCOME_DIGITS - at };
}

struct td_span
td_outcome_untyped(struct td_span s)
{
	size_t n = 0;

	/* Mimecast writes "rfc/822;". */
	while (
	    n < s.n && (td_is_alnum(s.p[n]) || s.p[n] == '-' || s.p[n] == '/'))
		n++;
	if (n > 0 && n < s.n && s.p[n] == ';' && !td_is_digit(s.p[0]))
		s = td_span(s.p + n + 1, s.p + s.n);
	return td_span_trim(s);
}

struct td_span
td_outcome_address(struct td_span s)
{
	const char *end, *open, *close;

	if (s.n == 0)
		return s;
	end = s.p + s.n;
	open = memrchr(s.p, '<', s.n);
	if (open != NULL) {
		close = td_find_or_end(open, end, '>');
		s = td_span(open + 1, close);
	}
	while (s.n > 0 && td_is_fws(*s.p))
		s = td_span(s.p + 1, s.p + s.n);
	while (s.n > 0 && td_is_fws(s.p[s.n - 1]))
		s.n--;
	return s;
}

int64_t
td_outcome_time(struct td_span s)
{
	const char *p = s.p;
	struct td_stamp stamp;

	if (s.n == 0 || !td_stamp_iso(&p, s.p + s.n, &stamp) || p != s.p + s.n)
		return TD_NO_TIME;
	return stamp.when;
}
