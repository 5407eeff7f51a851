/*
 * What verifiers beside an MTA log: opendkim, opendmarc, policyd-spf of Python
 * (spf-engine) and of Perl, amavis.
 *
 *	4AbC: bad signature data
 *	4AbC: example.com pass
 *	prepend Received-SPF: Pass (mailfrom) identity=mailfrom; client-ip=...
 *	(1-2) Passed CLEAN {...}, ... Queue-ID: 4AbC, ... queued_as: 4AbD, 9 ms
 *
 * A result of SPF for the HELO has `helo` and no domain, one for MAIL FROM has
 * its domain and no `helo`.  FORMATS.md 4, DECISIONS.md 12 and 14.
 */
#include "field_spf.h"
#include "lex.h"
#include "log_cut.h"

/* "QID: " */
static bool
cut_queue_id(const char **p, const char *end, struct td_event *e)
{
	const char *at = td_find_alnum_end(*p, end);

	if (at == *p || end - at < 2 || at[0] != ':' || at[1] != ' ')
		return false;
	e->queue_id = td_span(*p, at);
	*p = at + 2;
	return true;
}

static enum td_kind
one_result(struct td_event *e, enum td_method m, enum td_result result,
    struct td_span domain)
{
	e->result[m] = (uint8_t)result;
	e->auth_domain[m] = domain;
	return TD_AUTH;
}

/* D of "s=S d=D ", "(s=S, d=D)". */
static struct td_span
signing_domain(const char *p, const char *end)
{
	const char *from = TD_SEEK(p, end, " d="), *to;

	if (from == NULL)
		return td_span(end, end);
	from += sizeof " d=" - 1;
	for (to = from; to < end && *to != ' ' && *to != ')'; to++)
		;
	return td_span(from, to);
}

/*
 * One signature of LogResults: the error strings of libopendkim.  Its "key not
 * found in DNS" is as DECISIONS.md 14 has it for the message.
 */
static enum td_result
signature_result(struct td_span error)
{
	if (TD_IS(error, "no signature error"))
		return TD_R_PASS;
	if (TD_IS(error, "signature verification failed"))
		return TD_R_FAIL;
	if (TD_IS(error, "key DNS query failed"))
		return TD_R_TEMPERROR;
	return TD_R_PERMERROR;
}

/* `signature=B domain=D selector=S result="ERROR"; signature=...` */
static enum td_kind
read_signatures(const char *p, const char *end, struct td_event *e)
{
	struct td_span s, domain, error;
	enum td_kind kind = TD_NOTE;

	while (TD_CUT_TO(&p, end, " domain=", &s) &&
	    TD_CUT_TO(&p, end, " selector=", &domain) &&
	    TD_CUT_TO(&p, end, " result=\"", &s) &&
	    td_cut_byte(&p, end, '"', &error)) {
		enum td_result r = signature_result(error);

		if (kind == TD_NOTE ||
		    (r == TD_R_PASS && e->result[TD_M_DKIM] != TD_R_PASS))
			kind = one_result(e, TD_M_DKIM, r, domain);
	}
	return kind;
}

/*
 * "s=S d=D SSL ...": whose signature the other line of this message is about.
 * The domain only: the result is not told.
 */
static enum td_kind
read_ssl(const char *p, const char *end, struct td_event *e)
{
	e->auth_domain[TD_M_DKIM] = signing_domain(p, end);
	return e->auth_domain[TD_M_DKIM].n > 0 ? TD_AUTH : TD_NOTE;
}

enum td_kind
td_opendkim_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	const char *p = line->text.p, *end = p + line->text.n;
	struct td_span none = td_span(end, end);

	(void)defect;
	if (!cut_queue_id(&p, end, e) || p == end)
		return TD_NOTE;
	switch (*p) {
	case 'D':
		if (TD_CUT(&p, end, "DKIM verification successful"))
			return one_result(e, TD_M_DKIM, TD_R_PASS, none);
		break;
	case 'b':
		if (TD_CUT(&p, end, "bad signature data"))
			return one_result(e, TD_M_DKIM, TD_R_FAIL, none);
		break;
	case 'k':
		if (TD_CUT(&p, end, "key revoked"))
			return one_result(e, TD_M_DKIM, TD_R_PERMERROR,
			    signing_domain(p, end));
		if (TD_CUT(&p, end, "key retrieval failed"))
			return one_result(e, TD_M_DKIM,
			    TD_SEEK(p, end, "not found") != NULL ?
			        TD_R_PERMERROR :
			        TD_R_TEMPERROR,
			    signing_domain(p, end));
		break;
	case 'n':
		if (TD_CUT(&p, end, "no signature data"))
			return one_result(e, TD_M_DKIM, TD_R_NONE, none);
		break;
	case 's':
		if (TD_CUT(&p, end, "s="))
			return read_ssl(p, end, e);
		if (TD_CUT(&p, end, "signature="))
			return read_signatures(p, end, e);
		/* RFC 8601 2.7.1: could not be processed. */
		if (TD_CUT(&p, end, "syntax error: ") ||
		    TD_CUT(&p, end, "signature processing failed: "))
			return one_result(e, TD_M_DKIM, TD_R_NEUTRAL, none);
		break;
	default:
		break;
	}
	return TD_NOTE;
}

/* opendmarc's words: tempfail is what it calls SPF's temperror. */
static enum td_result
opendmarc_result(struct td_span word)
{
	if (TD_IS(word, "tempfail"))
		return TD_R_TEMPERROR;
	return td_result_of(word);
}

/* "QID: SPF(mailfrom|helo): DOMAIN WORD", "QID: FROMDOMAIN WORD" */
enum td_kind
td_opendmarc_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	const char *p = line->text.p, *end = p + line->text.n, *space;
	struct td_span domain;
	enum td_result result;
	bool helo, spf;

	(void)defect;
	if (!cut_queue_id(&p, end, e))
		return TD_NOTE;
	helo = TD_CUT(&p, end, "SPF(helo): ");
	spf = helo || TD_CUT(&p, end, "SPF(mailfrom): ");
	space = memchr(p, ' ', (size_t)(end - p));
	if (space == NULL)
		return TD_NOTE;
	domain = td_span(p, space);
	result = opendmarc_result(td_span(space + 1, end));
	if (result == TD_R_OTHER || space + 1 == end)
		return TD_NOTE;
	if (!spf)
		return one_result(e, TD_M_DMARC, result, domain);
	if (!helo)
		return one_result(
		    e, TD_M_SPF, result, td_pvalue_domain(domain));
	e->helo = domain;
	return one_result(e, TD_M_SPF, result, td_span(end, end));
}

/* Received-SPF as both policyd-spf write it. */
static enum td_kind
read_received_spf(struct td_event *e, struct td_span body)
{
	struct td_received_spf spf;

	if (!td_received_spf_parse(body, &spf) || spf.result == TD_R_OTHER)
		return TD_NOTE;
	e->client_ip = spf.client_ip;
	e->result[TD_M_SPF] = (uint8_t)spf.result;
	if (td_span_ieq(spf.identity, TD_SPAN("helo")) ||
	    spf.envelope_from.n == 0)
		e->helo = spf.helo;
	else
		e->auth_domain[TD_M_SPF] = td_pvalue_domain(spf.envelope_from);
	return TD_AUTH;
}

/*
 * "spf=pass (why) smtp.mailfrom=DOMAIN (client-ip=IP; ...)": the comment right
 * behind the property, as the one before it may hold a sender's own words.
 */
static enum td_kind
read_authres(struct td_event *e, struct td_span body)
{
	struct td_authres c;
	struct td_resinfo r;
	const char *p, *end = body.p + body.n, *to;
	bool helo;

	td_authres_begin(&c, body, false);
	if (!td_authres_next(&c, &r) || r.method != TD_M_SPF ||
	    r.result == TD_R_OTHER)
		return TD_NOTE;
	helo = (r.has & 1U << TD_P_SMTP_MAILFROM) == 0;
	p = r.property[helo ? TD_P_SMTP_HELO : TD_P_SMTP_MAILFROM].p;
	if (p == NULL)
		return TD_NOTE;
	e->result[TD_M_SPF] = (uint8_t)r.result;
	if (helo)
		e->helo = r.property[TD_P_SMTP_HELO];
	else
		e->auth_domain[TD_M_SPF] =
		    td_pvalue_domain(r.property[TD_P_SMTP_MAILFROM]);
	p += r.property[helo ? TD_P_SMTP_HELO : TD_P_SMTP_MAILFROM].n;
	if (p < end && *p == '"')
		p++;
	if (TD_CUT(&p, end, " (client-ip=")) {
		for (to = p; to < end && *to != ';' && *to != ')'; to++)
			;
		e->client_ip = td_span(p, to);
	}
	return TD_AUTH;
}

/* Of "s%40example.com" what is behind the "@", which Perl's encodes. */
static struct td_span
behind_at(struct td_span id)
{
	const char *end = id.p + id.n, *at = id.p, *p;

	for (p = at; (p = TD_SEEK(p, end, "%40")) != NULL; p++)
		at = p + 3;
	return td_span(at, end);
}

/* Of "Why?s=mfrom;id=ID;ip=IP;r=R", which names whom it is about. */
static bool
read_why(const char *p, const char *end, struct td_event *e)
{
	struct td_span id;
	bool helo;

	if ((p = TD_SEEK(p, end, "/Why?s=")) == NULL)
		return false;
	p += sizeof "/Why?s=" - 1;
	helo = TD_CUT(&p, end, "helo");
	if ((p = TD_SEEK(p, end, ";id=")) == NULL)
		return false;
	p += sizeof ";id=" - 1;
	if (!TD_CUT_TO(&p, end, ";ip=", &id) ||
	    !TD_CUT_TO(&p, end, ";r=", &e->client_ip))
		return false;
	if (helo)
		e->helo = id;
	else
		e->auth_domain[TD_M_SPF] = td_pvalue_domain(behind_at(id));
	return true;
}

/* The result of a refusal, by the words of pyspf; they stand first. */
static enum td_result
refusal_result(const char *p, const char *end, enum td_result otherwise)
{
	static const struct {
		struct td_span words;
		enum td_result result;
	} table[] = {
		{ TD_LIT("due to: SPF fail"), TD_R_FAIL },
		{ TD_LIT("due to: SPF Permanent Error"), TD_R_PERMERROR },
		{ TD_LIT("due to: SPF Temporary Error"), TD_R_TEMPERROR },
		{ TD_LIT("due to: domain owner discourages"), TD_R_SOFTFAIL },
		{ TD_LIT("due to: access neither permitted"), TD_R_NEUTRAL },
		{ TD_LIT("due to: Receiver policy for SPF Softfail"),
		    TD_R_SOFTFAIL },
		{ TD_LIT("due to: Receiver policy for SPF Neutral"),
		    TD_R_NEUTRAL },
		{ TD_LIT("due to: Receiver policy for SPF Fail"), TD_R_FAIL },
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (td_seek(p, end, table[i].words.p, table[i].words.n))
			return table[i].result;
	return otherwise;
}

/* A message that was refused or deferred; without an address it is lost. */
static enum td_kind
read_refusal(
    struct td_event *e, const char *p, const char *end, enum td_result result)
{
	if (!read_why(p, end, e))
		return TD_NOTE;
	e->result[TD_M_SPF] = (uint8_t)refusal_result(p, end, result);
	return TD_AUTH;
}

/* A header field that is prepended. */
static enum td_kind
read_field(struct td_event *e, const char *p, const char *end)
{
	if (TD_CUT(&p, end, "Received-SPF: "))
		return read_received_spf(e, td_span(p, end));
	if (TD_CUT(&p, end, "Authentication-Results: "))
		return read_authres(e, td_span(p, end));
	return TD_NOTE; /* X-Comment: not checked */
}

enum td_kind
td_policyd_spf_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	const char *p = line->text.p, *end = p + line->text.n;

	(void)defect;
	if (TD_CUT(&p, end, "Policy action=")) {
		if (TD_CUT(&p, end, "PREPEND "))
			return read_field(e, p, end);
		if (TD_CUT(&p, end, "550 "))
			return read_refusal(e, p, end, TD_R_FAIL);
		return TD_NOTE;
	}
	if (p < end && td_is_digit(*p) && TD_CUT(&p, end, "550 "))
		goto refused;
	if (!cut_queue_id(&p, end, e))
		(void)TD_CUT(&p, end, ": "); /* the queue id is empty */
	if (TD_CUT(&p, end, "prepend ") ||
	    TD_CUT(&p, end, "Header field not prepended: "))
		return read_field(e, p, end);
	if (TD_CUT(&p, end, "defer_if_permit "))
		return read_refusal(e, p, end, TD_R_TEMPERROR);
	if (!TD_CUT(&p, end, "550 "))
		return TD_NOTE; /* also what debugLevel tells once more */
refused:
	return read_refusal(e, p, end,
	    TD_SEEK(p, end, "5.7.24") == p ? TD_R_PERMERROR : TD_R_FAIL);
}

/* "<s> -> <r1>,<r2>"; what is in quotes may look like the rest. */
static bool
skip_envelope(const char **at, const char *end)
{
	const char *p = TD_SEEK(*at, end, " <");
	struct td_span s;

	if (p == NULL)
		return false;
	p += 2;
	if (!td_cut_path(&p, end, &s) || !TD_CUT(&p, end, " -> <"))
		return false;
	do {
		if (!td_cut_path(&p, end, &s))
			return false;
	} while (TD_CUT(&p, end, ",<"));
	*at = p;
	return true;
}

/* The last ", mail_id: ", which no sender can write behind. */
static const char *
behind_message_id(const char *p, const char *end)
{
	const char *last = p, *at = p;

	while ((at = TD_SEEK(at, end, ", mail_id: ")) != NULL)
		last = at++;
	return last;
}

static struct td_span
take_id(const char *p, const char *end)
{
	return td_span(p, td_find_alnum_end(p, end));
}

/* Behind the envelope: "[, quarantine: X], Queue-ID: Q, Message-ID: <M>, ..."
 */
static enum td_kind
read_link(struct td_event *e, const char *p, const char *end)
{
	const char *tail = behind_message_id(p, end), *at;

	at = TD_SEEK(p, end, ", Queue-ID: ");
	if (at == NULL || at > tail)
		return TD_NOTE;
	p = at + sizeof ", Queue-ID: " - 1;
	e->queue_id = take_id(p, end);
	if (e->queue_id.n == 0)
		return TD_NOTE;
	p += e->queue_id.n;
	if (TD_CUT(&p, end, ", Message-ID: <") && tail > p && tail[-1] == '>')
		e->message_id = td_span(p, tail - 1);
	at = TD_SEEK(tail, end, ", queued_as: ");
	if (at != NULL)
		e->next_id = take_id(at + sizeof ", queued_as: " - 1, end);
	return e->next_id.n > 0 || e->action != TD_ACTION_NONE ? TD_LINK :
	                                                         TD_NOTE;
}

/*
 * "(ID) Passed CLASS {DONE}, ..." or "Blocked ...".  What is to be tried
 * again was answered with 4xx, and the MTA tells it.
 */
enum td_kind
td_amavis_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	const char *p = line->text.p, *end = p + line->text.n, *done;
	struct td_span s;
	bool blocked;

	(void)defect;
	if (p < end && *p == '(' && !TD_CUT_TO(&p, end, ") ", &s))
		return TD_NOTE;
	blocked = TD_CUT(&p, end, "Blocked ");
	if (!blocked && !TD_CUT(&p, end, "Passed "))
		return TD_NOTE;
	/* The names of files and viruses are of the sender's choice. */
	if (TD_CUT(&p, end, "BANNED (") || TD_CUT(&p, end, "INFECTED ("))
		(void)TD_CUT_TO(&p, end, ") {", &s);
	done = p;
	if (!skip_envelope(&p, end))
		return TD_NOTE;
	if (TD_SEEK(done, p, "TempFailed") != NULL ||
	    TD_SEEK(done, p, "MTA-BLOCKED") != NULL)
		return TD_NOTE;
	if (blocked || TD_SEEK(done, p, "Discarded") != NULL)
		e->action = TD_ACTION_SUPPRESSED;
	return read_link(e, p, end);
}

/* DECISIONS.md 12: its lines give no results. */
enum td_kind
td_spamd_line(
    const struct td_line *line, struct td_event *e, enum td_defect *defect)
{
	(void)line;
	(void)e;
	(void)defect;
	return TD_NOTE;
}
