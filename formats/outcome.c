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
};

const char *
td_service_name(enum td_service s)
{
	return services[s];
}

void
td_outcomes_begin(struct td_outcomes *to, struct td_batch *batch)
{
	*to = (struct td_outcomes){ .batch = batch,
		.first = (uint32_t)batch->n_outcomes };
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
