/* Deliveries told against deliveries settled: see account.h. */
#include "account.h"

#include "analyzer/observe/admd.h"

enum what { ADDRESS, NUMBERS, UNKNOWN };

/* Lines of a (host, queue id). */
struct id {
	struct td_span host, id;
	bool linked;  /* went on as another, perhaps */
	bool unknown; /* recipients were told of without a name */
	bool known;   /* or with one */
};

struct post {
	enum what what;
	size_t id;
	struct td_span local; /* with its '@' */
	char domain[TD_HOST_MAX + 1];
	size_t n_domain;

	uint64_t attempts, n[3]; /* told */
	size_t n_lines, last;
	bool goes_on;  /* a line says so */
	bool plain;    /* was sent, nobody knows as what */
	bool numbered; /* a line of qmail tells of it by a number */

	uint64_t rows, settled_attempts, settled_n[TD_N_ACTIONS];
	bool settled_last; /* a row is of the last line */
};

/* What a delivery number of qmail stands for. */
struct number {
	size_t start; /* its line */
	bool open;
};

struct account {
	const struct log *log;
	size_t n_ids, n_posts;
	uint64_t n_numbers, unjoined;
	bool stray; /* a row that nothing told of */
	struct id id[MAX_LINES];
	struct post post[2 * MAX_LINES];
	struct number number[MAX_LINES]; /* the START lines */
};

static size_t
id_of(struct account *a, struct td_span host, struct td_span id)
{
	size_t i = 0;

	while (i < a->n_ids &&
	    (!td_span_eq(a->id[i].host, host) || !td_span_eq(a->id[i].id, id)))
		i++;
	if (i < MAX_LINES && i == a->n_ids)
		a->id[a->n_ids++] = (struct id){ .host = host, .id = id };
	return i;
}

/* The name of a post: a recipient as the join tells them apart. */
static void
name(struct post *p, enum what what, struct td_span address)
{
	char folded[TD_HOST_MAX + 1];
	const char *at =
	    address.n > 0 ? memrchr(address.p, '@', address.n) : NULL;
	struct td_span domain = TD_SPAN("");

	*p = (struct post){ .what = what, .local = address };
	if (what == UNKNOWN)
		return;
	if (what == NUMBERS) {
		domain = address;
		p->local = TD_SPAN("");
	} else if (at != NULL) {
		domain = td_span(at + 1, address.p + address.n);
		p->local = td_span(address.p, at + 1);
	}
	domain = td_admd_fold(domain, folded);
	if (domain.n == 0)
		domain = TD_SPAN("(none)");
	memcpy(p->domain, domain.p, domain.n);
	p->n_domain = domain.n;
}

static bool
same_name(const struct post *a, const struct post *b)
{
	return a->what == b->what && a->id == b->id &&
	    td_span_eq(a->local, b->local) && a->n_domain == b->n_domain &&
	    memcmp(a->domain, b->domain, a->n_domain) == 0;
}

/* NULL: there is none and none is made. */
static struct post *
post_of(struct account *a, size_t id, enum what what, struct td_span address,
    bool make)
{
	struct post p;
	size_t i = 0;

	if (what != NUMBERS && address.n == 0)
		what = UNKNOWN;
	name(&p, what, address);
	p.id = id;
	while (i < a->n_posts && !same_name(&a->post[i], &p))
		i++;
	if (i < a->n_posts)
		return &a->post[i];
	if (!make || i == 2 * MAX_LINES)
		return NULL;
	a->post[a->n_posts++] = p;
	return &a->post[i];
}

/* ---- told ---- */

static void
tell(struct account *a, size_t id, enum what what, struct td_span address,
    const struct td_event *e, uint16_t flags)
{
	struct post *p = post_of(a, id, what, address, true);

	if (p == NULL)
		return;
	if (p->what == UNKNOWN)
		a->id[id].unknown = true;
	else
		a->id[id].known = true;
	p->attempts += (e->flags & TD_EVENT_NO_ATTEMPT) == 0;
	for (int i = 0; i < 3; i++)
		p->n[i] += e->count[i];
	p->n_lines++;
	p->last = (size_t)(e - a->log->event);
	p->numbered |= e->queue_id.n == 0;
	if (e->action != TD_ACTION_SENT)
		return;
	p->goes_on |= (flags & TD_EVENT_PIPE) != 0 ||
	    (e->next_id.n > 0 && (flags & TD_EVENT_FORWARD) == 0);
	p->plain = true;
}

static void
tell_list(struct account *a, size_t id, const struct td_event *e)
{
	struct td_span rest = e->recipient, one;

	while (td_recipients_next(&rest, &one))
		tell(a, id, ADDRESS, one, e, e->flags);
}

static bool
same_number(const struct td_event *x, const struct td_event *y)
{
	return td_span_eq(x->host, y->host) && x->queue_no == y->queue_no &&
	    td_span_eq(x->delivery_id, y->delivery_id);
}

static void
begin_number(struct account *a, size_t line)
{
	const struct td_event *e = &a->log->event[line];
	size_t i = 0;

	while (i < a->n_numbers &&
	    !same_number(&a->log->event[a->number[i].start], e))
		i++;
	a->n_numbers += i == a->n_numbers;
	a->number[i] = (struct number){ line, true };
}

static void
tell_number(struct account *a, const struct td_event *e)
{
	for (size_t i = 0; i < a->n_numbers; i++) {
		struct number *n = &a->number[i];
		const struct td_event *s = &a->log->event[n->start];

		if (!n->open || !same_number(s, e))
			continue;
		n->open = false;
		tell(a, id_of(a, s->host, s->queue_id), ADDRESS, s->recipient,
		    e, e->flags | s->flags);
		return;
	}
	a->unjoined++;
}

static void
tell_delivery(struct account *a, const struct td_event *e)
{
	size_t id;

	if (e->action == TD_ACTION_NONE)
		return;
	if (e->queue_id.n == 0) {
		if (e->delivery_id.n > 0)
			tell_number(a, e);
		return;
	}
	id = id_of(a, e->host, e->queue_id);
	if (e->flags & TD_EVENT_LIST)
		tell_list(a, id, e);
	else
		tell(a, id,
		    e->flags & TD_EVENT_DOMAIN && e->recipient.n > 0 ? NUMBERS :
		                                                       ADDRESS,
		    e->recipient, e, e->flags);
}

struct account *
account_of(const struct log *l)
{
	static struct account account;
	struct account *a = &account;

	a->log = l;
	a->n_ids = a->n_posts = 0;
	a->n_numbers = a->unjoined = 0;
	a->stray = false;
	for (size_t i = 0; i < l->n; i++) {
		const struct td_event *e = &l->event[i];

		if (l->kind[i] == TD_DELIVER)
			tell_delivery(a, e);
		if (e->queue_id.n == 0)
			continue;
		if (l->kind[i] == TD_START)
			begin_number(a, i);
		if (l->kind[i] == TD_LINK && e->next_id.n > 0)
			a->id[id_of(a, e->host, e->queue_id)].linked = true;
	}
	return a;
}

/* ---- settled ---- */

void
account_settled(void *account, const struct td_settled *s)
{
	struct account *a = account;
	size_t id = id_of(a, s->host, s->queue_id);
	struct post *p;

	if (s->recipient_hash == 0)
		p = post_of(a, id, UNKNOWN, TD_SPAN(""), false);
	else if (s->recipient.n == 0)
		p = post_of(a, id, NUMBERS, s->domain, false);
	else
		p = post_of(a, id, ADDRESS, s->recipient, false);
	if (p == NULL) {
		a->stray = true;
		return;
	}
	p->rows++;
	p->settled_attempts += s->attempts;
	p->settled_n[s->outcome] += s->weight;
	p->settled_last |= s->off == p->last;
}

/* ---- the balance ---- */

static bool
accepts(const struct account *a, struct td_span id)
{
	for (size_t i = 0; i < a->log->n; i++)
		if (a->log->kind[i] == TD_ACCEPT &&
		    td_span_eq(a->log->event[i].queue_id, id))
			return true;
	return false;
}

/* Whether its last line may be a hop, by what any line says. */
static bool
may_have_gone(const struct account *a, const struct post *p)
{
	const struct td_event *e = &a->log->event[p->last];

	if (e->action != TD_ACTION_SENT)
		return false;
	if (p->numbered || a->id[p->id].linked)
		return true;
	if (e->next_id.n > 0 && (e->flags & TD_EVENT_FORWARD) == 0)
		return accepts(a, e->next_id);
	return (e->flags & TD_EVENT_PIPE) != 0;
}

static const char *
check_numbers(const struct account *a, const struct post *p)
{
	const uint64_t sent = p->settled_n[TD_ACTION_SENT];
	const uint64_t failed = p->settled_n[TD_ACTION_FAILED];

	if (a->id[p->id].linked)
		return NULL;
	if (sent < p->n[0] || failed < p->n[2])
		return "numbers of recipients are lost";
	/* A line without a recipient may tell what became of the others. */
	if (!a->id[p->id].unknown && (sent != p->n[0] || failed != p->n[2]))
		return "numbers of recipients count twice";
	return NULL;
}

/* `loose`: a number may have been forgotten, its delivery told of none. */
static const char *
check_post(const struct account *a, const struct post *p, bool loose)
{
	const bool linked = a->id[p->id].linked;

	if (p->what == NUMBERS)
		return check_numbers(a, p);
	if (p->rows > p->n_lines || p->settled_attempts > p->attempts)
		return "a delivery counts twice";
	if ((p->numbered && loose) ||
	    (p->what == UNKNOWN && a->id[p->id].known))
		return NULL;
	if (!p->goes_on && !(linked && p->plain) &&
	    p->settled_attempts != p->attempts)
		return "an attempt is lost";
	if (!p->settled_last && !may_have_gone(a, p))
		return "the last state is lost";
	return NULL;
}

const char *
account_check(const struct account *a, uint64_t dropped, uint64_t unjoined)
{
	if (a->stray)
		return "settled what no line tells";
	if (dropped == 0 ? unjoined != a->unjoined : unjoined < a->unjoined)
		return "deliveries without a number are miscounted";
	for (size_t i = 0; i < a->n_posts; i++) {
		const struct post *p = &a->post[i];
		const char *wrong = check_post(a, p, dropped > 0);

		if (wrong != NULL) {
			fprintf(stderr, "%.*s %.*s %.*s%.*s: %s\n",
			    (int)a->id[p->id].host.n, a->id[p->id].host.p,
			    (int)a->id[p->id].id.n, a->id[p->id].id.p,
			    (int)p->local.n, p->local.p, (int)p->n_domain,
			    p->domain, wrong);
			return wrong;
		}
	}
	return NULL;
}
