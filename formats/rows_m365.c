/*
 * Message traces of Microsoft 365 as CSV: Get-MessageTrace and its successor,
 * one row for a recipient, and the enhanced summary, one for a message.
 *
 *	"Received","SenderAddress","RecipientAddress","Status","MessageTraceId"
 *	"2026/11/21 8:58:00","n@example.jp","u@example.com","Delivered","..."
 *
 *	origin_timestamp_utc,sender_address,recipient_status,network_message_id
 *	2026-11-21T08:58:00.1234567Z,n@example.jp,"u@example.com##Receive,
 *		Send;v@example.net##Receive, Fail",...
 *
 * Only when a message was received is told, and no answer.  FORMATS.md 12 of
 * the specification.
 */
#include "rows.h"

#include "lex.h"

/* With slashes: more is no time. */
enum { LONGEST_TIME = 40 };

enum {
	RECEIVED,
	SENDER,
	RECIPIENT,
	STATUS,
	STATUSES,
	MESSAGE_ID,
	TRACE_ID,
	TO_IP,
};

static const struct td_column columns[] = {
	{ TD_LIT("received"), RECEIVED },
	{ TD_LIT("receiveddatetime"), RECEIVED },
	{ TD_LIT("origintimestamputc"), RECEIVED },
	{ TD_LIT("origintimestamp"), RECEIVED },
	{ TD_LIT("senderaddress"), SENDER },
	{ TD_LIT("recipientaddress"), RECIPIENT },
	{ TD_LIT("status"), STATUS },
	{ TD_LIT("recipientstatus"), STATUSES },
	{ TD_LIT("messageid"), MESSAGE_ID },
	{ TD_LIT("messagetraceid"), TRACE_ID },
	{ TD_LIT("networkmessageid"), TRACE_ID },
	{ TD_LIT("toip"), TO_IP },
};

/* A word for what became of a message, with or without blanks in it. */
struct word {
	struct td_span word; /* in small letters */
	uint8_t action;
	bool tells; /* else others tell, of those for whom it went on */
	uint8_t flags;
};

static const struct word statuses[] = {
	{ TD_LIT("delivered"), TD_ACTION_SENT, true, 0 },
	{ TD_LIT("failed"), TD_ACTION_FAILED, true, 0 },
	{ TD_LIT("pending"), TD_ACTION_DEFERRED, true, 0 },
	{ TD_LIT("gettingstatus"), TD_ACTION_NONE, true, 0 },
	/* DECISIONS.md 3: a filter of the service threw it away. */
	{ TD_LIT("filteredasspam"), TD_ACTION_SUPPRESSED, true,
	    TD_OUTCOME_NO_ATTEMPT },
	{ TD_LIT("quarantined"), TD_ACTION_SUPPRESSED, true,
	    TD_OUTCOME_NO_ATTEMPT },
	{ TD_LIT("expanded"), TD_ACTION_NONE, false, 0 },
	{ TD_LIT("none"), TD_ACTION_NONE, false, 0 },
};

/* Of the events of a recipient, in their order, the last of these counts. */
static const struct word events[] = {
	{ TD_LIT("receive"), TD_ACTION_NONE, true, 0 },
	{ TD_LIT("send"), TD_ACTION_SENT, true, 0 },
	{ TD_LIT("deliver"), TD_ACTION_SENT, true, TD_OUTCOME_LOCAL },
	{ TD_LIT("fail"), TD_ACTION_FAILED, true, 0 },
	{ TD_LIT("defer"), TD_ACTION_DEFERRED, true, 0 },
	{ TD_LIT("drop"), TD_ACTION_SUPPRESSED, true, TD_OUTCOME_NO_ATTEMPT },
	{ TD_LIT("expand"), TD_ACTION_NONE, false, 0 },
	{ TD_LIT("resolve"), TD_ACTION_NONE, false, 0 },
	{ TD_LIT("redirect"), TD_ACTION_NONE, false, 0 },
};

enum {
	N_STATUSES = sizeof(statuses) / sizeof(statuses[0]),
	N_EVENTS = sizeof(events) / sizeof(events[0])
};

static bool
is_word(struct td_span s, struct td_span word)
{
	size_t k = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == ' ')
			continue;
		if (k == word.n || td_lower(s.p[i]) != word.p[k])
			return false;
		k++;
	}
	return k == word.n;
}

static const struct word *
find_word(const struct word *words, size_t n, struct td_span s)
{
	for (size_t i = 0; i < n; i++)
		if (is_word(s, words[i].word))
			return &words[i];
	return NULL;
}

/*
 * RFC 3339 and what it is called elsewhere; also as Export-Csv writes it where
 * the year is first: "2026/11/21 8:58:00".  What begins with day or month is
 * not read: nothing tells which.
 */
static int64_t
read_time(struct td_span s)
{
	char text[LONGEST_TIME + 1 + TD_PAD] = { 0 };
	size_t n = 0;

	if (s.n < 10 || s.n > LONGEST_TIME || s.p[4] != '/' || s.p[7] != '/')
		return td_outcome_time(s);
	for (size_t i = 0; i < s.n; i++) {
		bool hour = i == 11 && i + 1 < s.n && s.p[i + 1] == ':';

		if (hour)
			text[n++] = '0';
		text[n++] = i == 4 || i == 7 ? '-' : s.p[i];
	}
	return td_outcome_time((struct td_span){ text, n });
}

/* What is the same for all recipients of a row. */
static void
begin_outcome(struct td_outcome *o, const struct td_row *row, int64_t when,
    struct td_outcomes *to)
{
	const struct td_span *f = row->field;

	td_outcome_clear(o, TD_SERVICE_M365);
	td_row_times(o, when, when);
	o->message_id =
	    td_row_text(row, MESSAGE_ID, td_outcome_address(f[MESSAGE_ID]), to);
	o->id = f[TRACE_ID].n > 0 ?
	    td_row_text(row, TRACE_ID, f[TRACE_ID], to) :
	    o->message_id;
	o->sender = td_row_text(row, SENDER, td_outcome_address(f[SENDER]), to);
	if (TD_IS(f[SENDER], "<>"))
		o->flags |= TD_OUTCOME_NULL_SENDER;
	o->relay_ip = f[TO_IP];
}

static void
add(const struct td_outcome *same, struct td_span recipient,
    const struct word *w, struct td_outcomes *to)
{
	struct td_outcome *o = td_outcome_add(to, TD_SERVICE_M365);

	if (o == NULL)
		return;
	*o = *same;
	o->action = w->action;
	o->flags |= w->flags;
	o->recipient = recipient;
}

/* "Receive, Send"; NULL if no word of it is known. */
static const struct word *
last_event(struct td_span s)
{
	const char *p = s.p, *end = s.p + s.n;
	const struct word *last = NULL;

	for (; p < end; p++) {
		const char *comma = td_find_or_end(p, end, ',');
		const struct word *w =
		    find_word(events, N_EVENTS, td_span(p, comma));

		last = w != NULL ? w : last;
		p = comma;
	}
	return last;
}

/*
 * The next of "u@example.com##Receive, Send;v@example.com##Receive, Fail", and
 * what became of it: NULL if that cannot be read.  False at the end.
 */
static bool
next_recipient(const char **p, const char *end, struct td_span *recipient,
    const struct word **w)
{
	const char *from, *next, *mark;

	while (*p < end && **p == ';')
		++*p;
	if (*p == end)
		return false;
	from = *p;
	next = *p = td_find_or_end(from, end, ';');
	mark = td_find_pair(from, next, '#', '#');
	if (mark == NULL)
		mark = next;
	*recipient = td_outcome_address(td_span(from, mark));
	*w = mark < next ? last_event(td_span(mark + 2, next)) : NULL;
	return true;
}

/* All must be read, or none is. */
static bool
is_readable(struct td_span list)
{
	const char *p = list.p, *end = p + list.n;
	const struct word *w;
	struct td_span r;
	bool any = false;

	while (next_recipient(&p, end, &r, &w)) {
		if (r.n == 0 || w == NULL)
			return false;
		any = true;
	}
	return any;
}

static void
add_all(const struct td_row *row, int64_t when, struct td_outcomes *to)
{
	const struct td_span s = row->field[STATUSES];
	const char *p = s.p, *end = s.p + s.n;
	struct td_outcome same = { .service = TD_SERVICE_NONE };
	const struct word *w;
	struct td_span r;

	while (!to->full && !to->too_many && next_recipient(&p, end, &r, &w)) {
		if (!w->tells)
			continue;
		if (same.service == TD_SERVICE_NONE)
			begin_outcome(&same, row, when, to);
		add(&same, td_row_text(row, STATUSES, r, to), w, to);
	}
}

static bool
read_row(const struct td_row *row, struct td_outcomes *to)
{
	const int64_t when = read_time(row->field[RECEIVED]);
	struct td_span r = td_outcome_address(row->field[RECIPIENT]);
	const struct word *w =
	    find_word(statuses, N_STATUSES, row->field[STATUS]);
	struct td_outcome same;

	if (when == TD_NO_TIME ||
	    (row->field[TRACE_ID].n == 0 &&
	        td_outcome_address(row->field[MESSAGE_ID]).n == 0))
		return false;
	if (!(row->has & TD_BIT(RECIPIENT))) {
		if (!is_readable(row->field[STATUSES]))
			return false;
		add_all(row, when, to);
		return true;
	}
	if (r.n == 0 || w == NULL)
		return false;
	if (!w->tells)
		return true;
	begin_outcome(&same, row, when, to);
	if (w->action == TD_ACTION_SUPPRESSED)
		same.cause = row->field[STATUS];
	add(&same, td_row_text(row, RECIPIENT, r, to), w, to);
	return true;
}

static const struct td_rows rows = {
	.column = columns,
	.n_columns = sizeof(columns) / sizeof(columns[0]),
	.read = read_row,
};

static void
decode(struct td_chunk *c, uint64_t headers, struct td_batch *out)
{
	(void)headers;
	td_rows_decode(&rows, c, out);
}

static int
bid(struct td_span head, bool more)
{
	const uint64_t one = TD_BIT(RECIPIENT) | TD_BIT(STATUS);
	const uint64_t ids = TD_BIT(MESSAGE_ID) | TD_BIT(TRACE_ID);
	uint64_t has = td_rows_has(&rows, td_rows_names(&rows, head));

	(void)more;
	if (!(has & TD_BIT(RECEIVED)) || !(has & ids))
		return 0;
	return (has & one) == one || (has & TD_BIT(STATUSES)) ? 91 : 0;
}

const struct td_format td_m365_format = {
	.name = "m365-trace",
	.title = "message traces of Microsoft 365 (CSV)",
	.kinds = TD_BIT(TD_NOTE) | TD_BIT(TD_OUTCOME),
	.bid = bid,
	.resync = td_rows_resync,
	.decode = decode,
	.head = TD_ROWS_HEAD,
};
