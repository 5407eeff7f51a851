/*
 * rspamd: one line a message (task.c, rspamd_task_write_log, as conf/
 * logging.inc formats it), with the symbols of SPF, DKIM, DMARC and ARC.
 *
 *	<94f35d>; proxy; rspamd_task_write_log: id: <MID>, qid: <Q>, ip: IP,
 *	    from: <S>, (default: F (no action): [-2.9/11.0] [R_SPF_ALLOW(-0.2)
 *	    {+mx;},DMARC_POLICY_ALLOW(-0.5){example.com;reject;},...]), len: N,
 *	    ... digest: <D>, rcpts: <r1,r2>, mime_rcpts: <r1>
 *
 * SPF's symbols do not name a domain; the sender is told.  FORMATS.md 11.
 */
#include "lex.h"
#include "log_cut.h"

/* What a symbol stands for; the first results are the better ones. */
struct symbol {
	struct td_span name;
	uint8_t method, result;
};

static const struct symbol symbols[] = {
	{ TD_LIT("R_SPF_ALLOW"), TD_M_SPF, TD_R_PASS },
	{ TD_LIT("R_SPF_PLUSALL"), TD_M_SPF, TD_R_PASS },
	{ TD_LIT("R_SPF_FAIL"), TD_M_SPF, TD_R_FAIL },
	{ TD_LIT("R_SPF_SOFTFAIL"), TD_M_SPF, TD_R_SOFTFAIL },
	{ TD_LIT("R_SPF_NEUTRAL"), TD_M_SPF, TD_R_NEUTRAL },
	{ TD_LIT("R_SPF_NA"), TD_M_SPF, TD_R_NONE },
	{ TD_LIT("R_SPF_DNSFAIL"), TD_M_SPF, TD_R_TEMPERROR },
	{ TD_LIT("R_SPF_PERMFAIL"), TD_M_SPF, TD_R_PERMERROR },
	{ TD_LIT("R_DKIM_ALLOW"), TD_M_DKIM, TD_R_PASS },
	{ TD_LIT("R_DKIM_REJECT"), TD_M_DKIM, TD_R_FAIL },
	{ TD_LIT("R_DKIM_TEMPFAIL"), TD_M_DKIM, TD_R_TEMPERROR },
	{ TD_LIT("R_DKIM_PERMFAIL"), TD_M_DKIM, TD_R_PERMERROR },
	{ TD_LIT("R_DKIM_NA"), TD_M_DKIM, TD_R_NONE },
	{ TD_LIT("DMARC_POLICY_ALLOW"), TD_M_DMARC, TD_R_PASS },
	{ TD_LIT("DMARC_POLICY_ALLOW_WITH_FAILURES"), TD_M_DMARC, TD_R_PASS },
	{ TD_LIT("DMARC_POLICY_REJECT"), TD_M_DMARC, TD_R_FAIL },
	{ TD_LIT("DMARC_POLICY_QUARANTINE"), TD_M_DMARC, TD_R_FAIL },
	{ TD_LIT("DMARC_POLICY_SOFTFAIL"), TD_M_DMARC, TD_R_FAIL },
	{ TD_LIT("DMARC_DNSFAIL"), TD_M_DMARC, TD_R_TEMPERROR },
	{ TD_LIT("DMARC_BAD_POLICY"), TD_M_DMARC, TD_R_PERMERROR },
	{ TD_LIT("DMARC_NA"), TD_M_DMARC, TD_R_NONE },
	{ TD_LIT("ARC_ALLOW"), TD_M_ARC, TD_R_PASS },
	{ TD_LIT("ARC_REJECT"), TD_M_ARC, TD_R_FAIL },
	{ TD_LIT("ARC_INVALID"), TD_M_ARC, TD_R_FAIL },
	{ TD_LIT("ARC_DNSFAIL"), TD_M_ARC, TD_R_TEMPERROR },
	{ TD_LIT("ARC_NA"), TD_M_ARC, TD_R_NONE },
};

enum { N_SYMBOLS = sizeof symbols / sizeof symbols[0] };

/* Which of two results of a method counts: a lower place in the table. */
static bool
is_better(uint8_t method, uint8_t now, uint8_t before)
{
	if (before == TD_R_MISSING)
		return true;
	for (size_t i = 0; i < N_SYMBOLS; i++) {
		if (symbols[i].method != method)
			continue;
		if (symbols[i].result == before)
			return false;
		if (symbols[i].result == now)
			return true;
	}
	return false;
}

/* `options` begins with the domain; ":" and a selector, or " : " and words,
 * may follow. */
static void
take_symbol(struct td_event *e, struct td_span name, struct td_span options)
{
	for (size_t i = 0; i < N_SYMBOLS; i++) {
		const struct symbol *s = &symbols[i];
		size_t n = 0;

		if (!td_span_eq(name, s->name))
			continue;
		if (!is_better(s->method, s->result, e->result[s->method]))
			return;
		e->result[s->method] = s->result;
		while (n < options.n && options.p[n] != ':' &&
		    options.p[n] != ';' && options.p[n] != ' ')
			n++;
		options.n = n;
		if (s->method == TD_M_SPF)
			options.n = 0;
		e->auth_domain[s->method] = options;
		return;
	}
}

/* Whether a symbol may be in the table. */
static inline bool
is_near(const char *p, size_t n)
{
	if (n < 6)
		return false;
	switch (*p) {
	case 'R':
		return p[1] == '_' && (p[2] == 'S' || p[2] == 'D');
	case 'D':
		return p[1] == 'M' && p[2] == 'A';
	case 'A':
		return p[1] == 'R' && p[2] == 'C';
	default:
		return false;
	}
}

/*
 * "NAME(w){o;o;},NAME(w),..." up to the "]".  Options may hold any byte, "}"
 * and "," too: each ends in ";", so the list of them ends in ";}" or is empty.
 */
static bool
read_symbols(const char **at, const char *end, struct td_event *e)
{
	const char *p = *at;

	while (p < end && *p != ']') {
		const char *name = p;
		struct td_span options = td_span(end, end);
		size_t n;

		while (
		    p < end && *p != '(' && *p != '{' && *p != ',' && *p != ']')
			p++;
		n = (size_t)(p - name);
		if (p < end && *p == '(')
			p = td_find_or_end(p, end, ')') + 1;
		if (p < end && *p == '{') {
			const char *from = ++p;

			do {
				p = td_find_or_end(p, end, '}') + 1;
				if (p >= end)
					return false;
			} while ((*p != ',' && *p != ']') ||
			    (p - 2 >= from && p[-2] != ';'));
			options = td_span(from, p - 1);
		}
		if (p >= end)
			return false;
		if (is_near(name, n))
			take_symbol(e, td_span(name, name + n), options);
		if (*p == ',')
			p++;
		else if (*p != ']')
			return false;
	}
	*at = p;
	return p < end;
}

/*
 * "id: <MID>, qid: <Q>, ip: IP, user: U, from: <S>, " up to the "(": in this
 * order, all but the first may be absent.
 */
static bool
read_head(const char **at, const char *end, struct td_event *e)
{
	const char *p = *at;
	struct td_span s;

	if (!TD_CUT(&p, end, "id: <") ||
	    !TD_CUT_TO(&p, end, ">, ", &e->message_id))
		return false;
	if (TD_CUT(&p, end, "qid: <") &&
	    !TD_CUT_TO(&p, end, ">, ", &e->queue_id))
		return false;
	if (TD_CUT(&p, end, "ip: ") && !TD_CUT_TO(&p, end, ", ", &e->client_ip))
		return false;
	if (TD_CUT(&p, end, "user: ") && !TD_CUT_TO(&p, end, ", ", &s))
		return false;
	if (TD_CUT(&p, end, "from: <")) {
		if (!td_cut_path(&p, end, &s) || !TD_CUT(&p, end, ", "))
			return false;
		td_event_sender(e, s);
	}
	*at = p;
	return TD_CUT(&p, end, "(");
}

/* Behind the symbols: "), len: N, ... rcpts: <r1,r2>, mime_rcpts: <...>" */
static void
read_tail(const char *p, const char *end, struct td_event *e)
{
	if ((p = TD_SEEK(p, end, ", rcpts: <")) == NULL)
		return;
	p += sizeof ", rcpts: <" - 1;
	if (!TD_CUT_TO(&p, end, ">, mime_rcpts: <", &e->recipient) &&
	    !td_cut_path(&p, end, &e->recipient))
		return;
	e->flags |= TD_EVENT_LIST;
}

/* "[#PID(PROC) ]<TAG>; WORD; rspamd_task_write_log: " */
static bool
cut_prefix(const char **p, const char *end)
{
	const char *near = end - *p > 160 ? *p + 160 : end;
	struct td_span s;

	return TD_CUT_TO(p, near, "rspamd_task_write_log: ", &s);
}

enum td_kind
td_rspamd_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	const char *p = line->text.p, *end = p + line->text.n;
	struct td_span s;

	if (!cut_prefix(&p, end))
		return TD_NOTE;
	if (!read_head(&p, end, e) || !TD_CUT_TO(&p, end, "): [", &s) ||
	    !TD_CUT_TO(&p, end, "] [", &s) || !read_symbols(&p, end, e)) {
		*defect = TD_TORN_DELIVERY;
		return TD_NOTE;
	}
	/* A Message-ID that looks like the rest of the line. */
	if (TD_SEEK(p, end, ">, qid: <") != NULL ||
	    TD_SEEK(p, end, "): [") != NULL) {
		*defect = TD_BAD_DELIVERY;
		return TD_NOTE;
	}
	read_tail(p, end, e);
	for (int m = 0; m < TD_M_SENDER_ID; m++)
		if (e->result[m] != TD_R_MISSING)
			return TD_AUTH;
	return TD_NOTE;
}
