/*
 * Results that lines tell: by queue id, in a header field that was logged, or
 * by the client's address only (policyd-spf; DECISIONS.md 12, 13).
 */
#include "queue_parts.h"

#include "analyzer/observe/admd.h"
#include "analyzer/observe/log_field.h"
#include "formats/field_spf.h"

enum { FIELD_MAX = 8192 };

/* A domain as it is kept: lower-cased, without a trailing dot. */
static int
fold(struct td_queue *q, struct td_span domain, uint32_t *out)
{
	char buf[TD_HOST_MAX + 1];

	return td_text(&q->texts, td_admd_fold(domain, buf), out);
}

static int
result(struct td_queue *q, struct facts *f, enum td_method m, uint8_t r,
    struct td_span domain, uint8_t told_by)
{
	uint32_t at;

	if (r >= TD_R_MISSING)
		return 0;
	if (fold(q, domain, &at) < 0)
		return -1;
	td_queue_result(f, m, r, at, told_by);
	if (m == TD_M_DMARC && f->author == 0)
		f->author = at;
	return 0;
}

/* ---- header fields ---- */

/* DECISIONS.md 13: the logging host's own, or given by --authserv-id. */
static bool
is_believed(const struct td_queue *q, uint32_t host, struct td_span id)
{
	return td_log_field_believed(
	    q->o.trust, q->o.orgs, text_at(&q->texts, q->host[host].name), id);
}

static struct td_span
resinfo_domain(const struct td_resinfo *r)
{
	static const uint8_t which[TD_M_SENDER_ID] = {
		[TD_M_SPF] = TD_P_SMTP_MAILFROM,
		[TD_M_DKIM] = TD_P_HEADER_D,
		[TD_M_DMARC] = TD_P_HEADER_FROM,
		[TD_M_ARC] = TD_P_HEADER_D,
	};
	struct td_span s = td_pvalue_domain(r->property[which[r->method]]);

	if (s.n == 0 && r->method == TD_M_SPF)
		s = td_pvalue_domain(r->property[TD_P_SMTP_HELO]);
	if (s.n == 0 && r->method == TD_M_DKIM)
		s = td_pvalue_domain(r->property[TD_P_HEADER_I]);
	return s;
}

static bool
is_fold(char c)
{
	return c == '?' || td_is_fws(c);
}

/*
 * cleanup(8) logs "?" for what cannot be printed, and folding shows as "? " or
 * "??".  Such a one was white space; one between other characters stays: an
 * address may have it.  Of what is too long for `buf` whole results are left.
 */
static struct td_span
unfold(struct td_span s, char buf[FIELD_MAX])
{
	const char *semi;

	if (memchr(s.p, '?', s.n) == NULL)
		return s;
	if (s.n > FIELD_MAX) {
		semi = memrchr(s.p, ';', FIELD_MAX);
		s.n = semi == NULL ? 0 : (size_t)(semi - s.p);
	}
	for (size_t i = 0; i < s.n; i++)
		buf[i] = s.p[i] == '?' &&
		        ((i > 0 && is_fold(s.p[i - 1])) ||
		            (i + 1 < s.n && is_fold(s.p[i + 1]))) ?
		    ' ' :
		    s.p[i];
	return (struct td_span){ buf, s.n };
}

static int
take_field(struct td_queue *q, uint32_t host, struct facts *f,
    const struct td_event *e)
{
	struct td_span body = e->field_body;
	struct td_received_spf spf;
	struct td_resinfo r;
	struct td_authres c;
	char buf[FIELD_MAX];
	bool arc;

	if (e->program == TD_PROGRAM_POSTFIX)
		body = unfold(body, buf);

	if (td_span_ieq(e->field_name, TD_SPAN("Received-SPF"))) {
		struct td_span s;

		if (!td_received_spf_parse(body, &spf) ||
		    !is_believed(q, host,
		        spf.receiver.n > 0 ? spf.receiver : spf.comment_host))
			return 0;
		s = td_pvalue_domain(spf.envelope_from);
		return result(q, f, TD_M_SPF, (uint8_t)spf.result,
		    s.n > 0 ? s : spf.helo, TD_TOLD_BY_FIELD);
	}
	/* An ARC set tells of the host before, not of this one. */
	arc = td_span_ieq(e->field_name, TD_SPAN("ARC-Authentication-Results"));
	if (arc)
		return 0;
	td_authres_begin(&c, body, false);
	if (!c.has_id || !is_believed(q, host, c.authserv_id))
		return 0;
	while (td_authres_next(&c, &r))
		if (r.method < TD_M_SENDER_ID &&
		    result(q, f, r.method, (uint8_t)r.result,
		        resinfo_domain(&r), TD_TOLD_BY_FIELD) < 0)
			return -1;
	return 0;
}

/* ---- results of a line ---- */

static uint8_t
teller(const struct td_event *e, int m)
{
	bool helo = e->auth_domain[m].n == 0 && e->helo.n > 0;

	if (e->program == TD_PROGRAM_POLICYD_SPF)
		return helo ? TD_TOLD_BY_POLICYD_HELO : TD_TOLD_BY_POLICYD;
	if (m == TD_M_SPF && e->program == TD_PROGRAM_OPENDMARC)
		return helo ? TD_TOLD_BY_OTHER_HELO : TD_TOLD_BY_OTHER;
	if (e->queue_id.n == 0 && e->message_id.n > 0)
		return TD_TOLD_BY_MESSAGE_ID;
	return TD_TOLD_BY_VERIFIER;
}

static bool
tells_results(const struct td_event *e)
{
	static const uint8_t none[TD_M_SENDER_ID] = { TD_R_MISSING,
		TD_R_MISSING, TD_R_MISSING, TD_R_MISSING };

	return memcmp(e->result, none, sizeof(none)) != 0 ||
	    e->auth_domain[TD_M_DKIM].n > 0 || e->field_name.n > 0;
}

int
td_queue_take(struct td_queue *q, uint32_t host, struct facts *f,
    const struct td_event *e)
{
	if (!tells_results(e))
		return 0;
	for (int m = 0; m < TD_M_SENDER_ID; m++)
		if (e->result[m] != TD_R_MISSING) {
			struct td_span domain = e->auth_domain[m];

			if (domain.n == 0 && m == TD_M_SPF)
				domain = e->helo;
			if (result(q, f, (enum td_method)m, e->result[m],
			        domain, teller(e, m)) < 0)
				return -1;
		}
	if (f->signer == 0 && e->auth_domain[TD_M_DKIM].n > 0 &&
	    e->result[TD_M_DKIM] == TD_R_MISSING &&
	    fold(q, e->auth_domain[TD_M_DKIM], &f->signer) < 0)
		return -1;
	return e->field_name.n > 0 ? take_field(q, host, f, e) : 0;
}

/* ---- SPF without a queue id ---- */

static uint64_t
spf_key(const struct td_queue *q, uint32_t host, struct td_span ip)
{
	return td_table_hash(ip, ~q->host[host].hash);
}

static uint32_t
find_spf(const struct td_queue *q, uint64_t key)
{
	uint32_t i, row;

	TABLE_EACH(&q->spfs, key, i, row)
	return row;
	return NONE;
}

static struct place
here(const struct td_queue *q, uint32_t host, int64_t when)
{
	if (when > FAR || when < -FAR)
		when = TD_NO_TIME;
	return (struct place){ q->pos, ticks_now(q, host), when };
}

static int
add_spf(struct td_queue *q, const struct spf *s)
{
	if (td_room(&q->spf, &q->cap_spfs, q->n_spfs + 1, sizeof(*s)) < 0)
		return -1;
	q->spf[q->n_spfs] = *s;
	return td_table_add(&q->spfs, s->key, q->n_spfs++);
}

static bool
within(const struct place *a, const struct place *b)
{
	int64_t d;

	if (a->when == TD_NO_TIME || b->when == TD_NO_TIME)
		return false;
	d = a->when - b->when;
	return d <= SPF_WINDOW && -d <= SPF_WINDOW &&
	    b->ticks - a->ticks <= SPF_TICKS;
}

/* Whether a result to the left may be of a line at `p`. */
static bool
wants(const struct td_queue *q, const struct place *p)
{
	return !q->o.first && p->ticks <= SPF_TICKS;
}

int
td_queue_spf_result(struct td_queue *q, uint32_t host, const struct td_event *e)
{
	struct spf s = { .key = spf_key(q, host, e->client_ip),
		.host = host,
		.want = NONE,
		.first = here(q, host, e->when),
		.result = e->result[TD_M_SPF],
		.told_by = teller(e, TD_M_SPF),
		.has = true };
	struct td_span domain = e->auth_domain[TD_M_SPF];
	uint32_t at = find_spf(q, s.key);

	s.last = s.first;
	if (fold(q, domain.n > 0 ? domain : e->helo, &s.domain) < 0)
		return -1;
	if (at == NONE)
		return add_spf(q, &s);
	s.first = q->spf[at].first;
	s.want = q->spf[at].want;
	q->spf[at] = s;
	return 0;
}

int
td_queue_spf_accept(
    struct td_queue *q, uint32_t entry, const struct td_event *e)
{
	struct entry *to = &q->entry[entry];
	struct place now = here(q, to->host, e->when);
	struct spf *s, touch;
	uint32_t at;

	if (q->spfs.n == 0 && !wants(q, &now))
		return 0;
	touch = (struct spf){ .key = spf_key(q, to->host, e->client_ip),
		.host = to->host,
		.want = entry,
		.first = now,
		.last = now };
	at = find_spf(q, touch.key);
	if (at == NONE) {
		if (!wants(q, &now))
			return 0;
		to->wants_spf = true;
		return add_spf(q, &touch);
	}
	s = &q->spf[at];
	if (s->has && within(&s->last, &now))
		td_queue_result(
		    &to->facts, TD_M_SPF, s->result, s->domain, s->told_by);
	s->has = false;
	return 0;
}

int
td_queue_spf_gone(struct td_queue *q, uint32_t host, const struct td_event *e)
{
	struct place now = here(q, host, e->when);
	struct spf touch = {
		.host = host, .want = NONE, .first = now, .last = now
	};
	uint32_t at;

	if (e->client_ip.n == 0 || (q->spfs.n == 0 && !wants(q, &now)))
		return 0;
	touch.key = spf_key(q, host, e->client_ip);
	at = find_spf(q, touch.key);
	if (at != NONE)
		q->spf[at].has = false;
	else if (wants(q, &now))
		return add_spf(q, &touch);
	return 0;
}

int
td_queue_spf_prune(struct td_queue *q)
{
	uint32_t n = 0;

	td_table_clear(&q->spfs);
	for (uint32_t i = 0; i < q->n_spfs; i++) {
		struct spf *s = &q->spf[i];
		bool wanted = wants(q, &s->first);

		s->has = s->has &&
		    q->host[s->host].ticks - s->last.ticks <= SPF_TICKS;
		if (!wanted && s->want != NONE) {
			q->entry[s->want].wants_spf = false;
			s->want = NONE;
		}
		if (!s->has && !wanted)
			continue;
		q->spf[n++] = *s;
	}
	q->n_spfs = n;
	for (uint32_t i = 0; i < n; i++)
		if (td_table_add(&q->spfs, q->spf[i].key, i) < 0)
			return -1;
	return 0;
}

/* `later` is of the right neighbour, its rows those of q already. */
int
td_queue_spf_join(struct td_queue *q, const struct spf *later)
{
	uint32_t at = find_spf(q, later->key);
	struct spf s = *later, *old;

	if (at == NONE)
		return add_spf(q, &s);
	old = &q->spf[at];
	if (later->want != NONE) {
		struct entry *to = &q->entry[later->want];

		if (old->has && within(&old->last, &to->begin))
			td_queue_result(&to->facts, TD_M_SPF, old->result,
			    old->domain, old->told_by);
		to->wants_spf = false;
	}
	s.first = old->first;
	s.want = old->want;
	*old = s;
	return 0;
}
