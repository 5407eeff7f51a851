/*
 * Who bounces mail; see mailer.h.
 */
#include "mailer.h"

#include "field_address.h"

const struct td_mailer_name td_mailer_names[TD_N_MAILER_NAMES] = {
	{ TD_LIT("mailer-daemon"), { NULL, 0 }, TD_MAILER_SURE },
	{ TD_LIT("postmaster"), { NULL, 0 }, TD_MAILER_MAYBE },
	/* Verizon */
	{ TD_LIT("post_master"), { NULL, 0 }, TD_MAILER_MAYBE },
	/* IBM's and Eleven's gateways */
	{ TD_LIT("mail.delivery.system"), { NULL, 0 }, TD_MAILER_MAYBE },
	/* The complaints of Hotmail before it wrote ARF */
	{ TD_LIT("staff"), TD_LIT("hotmail.com"), TD_MAILER_MAYBE },
	/* Amazon SES' events, by mail */
	{ TD_LIT("no-reply"), TD_LIT("sns.amazonaws.com"), TD_MAILER_MAYBE },
};

/* What an address or a name alone has before its "@". */
static struct td_span
local_part_of(struct td_span address)
{
	const char *at = memrchr(address.p, '@', address.n);

	return at == NULL ? address : td_span(address.p, at);
}

static enum td_mailer
look_up(struct td_span address, struct td_span domain)
{
	const struct td_span local_part = local_part_of(address);

	for (size_t i = 0; i < TD_N_MAILER_NAMES; i++) {
		const struct td_mailer_name *x = &td_mailer_names[i];

		if (td_span_ieq(x->local_part, local_part) &&
		    (x->domain.n == 0 || td_span_ieq(x->domain, domain)))
			return (enum td_mailer)x->mailer;
	}
	return TD_MAILER_NONE;
}

/* How long the names are. */
enum { SHORTEST = 5, LONGEST = 20 };

/*
 * Most mail is from none of them, and its last address tells so at a glance:
 * all names begin with "m", "n", "p" or "s".
 */
static bool
may_be(struct td_span s)
{
	const char *at = memrchr(s.p, '@', s.n), *end, *p;
	size_t n;

	if (at == NULL)
		return true;
	for (p = end = at; p > s.p && !td_is_fws(p[-1]) && p[-1] != '<' &&
	     p[-1] != '(' && p[-1] != ')' && end - p <= LONGEST;)
		p--;
	n = (size_t)(end - p);
	if (n < SHORTEST || n > LONGEST)
		return false;
	switch (td_lower(*p)) {
	case 'm':
	case 'n':
	case 'p':
	case 's':
		return true;
	default:
		return false;
	}
}

enum td_mailer
td_mailer_of(struct td_span path)
{
	struct td_span s = td_span_trim(path);
	struct td_addresses c;
	struct td_mailbox m;
	enum td_mailer is;

	if (s.n == 0 || !may_be(s))
		return TD_MAILER_NONE;
	/* "<>", "MAILER-DAEMON <>" */
	if (s.n > 1 && s.p[s.n - 1] == '>' && s.p[s.n - 2] == '<')
		return td_span_ibegins(s, TD_SPAN("mailer-daemon")) ?
		    TD_MAILER_SURE :
		    TD_MAILER_MAYBE;
	td_addresses_begin(&c, s);
	if (!td_addresses_next(&c, &m))
		return TD_MAILER_NONE;
	is = look_up(m.address, m.domain);
	/* One of several authors is a person. */
	return td_addresses_next(&c, &m) ? TD_MAILER_NONE : is;
}
