/*
 * Differential test of the readers of events: jansson writes events of Amazon
 * SES that are made here by a fixed seed, in any order of their members, with
 * any indentation and escapes, bare and in envelopes, in arrays and behind one
 * another; what is read of each recipient must be what was written.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/outcome.h"

enum { TEXT_MAX = 1 << 20, EVENTS = 40, ROUNDS = 3000 };

static uint64_t state = 5321;

static unsigned
dice(unsigned n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (unsigned)(state >> 33) % n;
}

/* What was written, in order, a line a recipient. */
static char *told;
static size_t n_told;
static FILE *truth;

static const char *const words[] = { "a", "Shop \"x\"", "\\", "}{\"e", "[1]",
	"\xe3\x81\x82", "\xf0\x9f\x98\x80", "/", "\n", "\t", "x=y", "},{\"" };

static json_t *
text(void)
{
	char s[256] = "";

	for (unsigned n = dice(5); n > 0; n--)
		strcat(s, words[dice(sizeof words / sizeof words[0])]);
	return json_string(s);
}

/* Members in another order. */
static json_t *
shuffled(json_t *object)
{
	json_t *out = json_object();

	while (json_object_size(object) > 0) {
		void *at = json_object_iter(object);

		for (unsigned n = dice((unsigned)json_object_size(object));
		     n > 0; n--)
			at = json_object_iter_next(object, at);
		json_object_set(
		    out, json_object_iter_key(at), json_object_iter_value(at));
		json_object_del(object, json_object_iter_key(at));
	}
	json_decref(object);
	return out;
}

static json_t *
make_mail(const char *id, json_t *recipients, const char *tag)
{
	json_t *mail = json_pack("{ssssss}", "timestamp",
	    "2026-11-21T12:00:00.000Z", "source",
	    dice(2) ? "Shop <a@example.jp>" : "a@example.jp", "messageId", id);

	json_object_set(mail, "destination", recipients);
	json_object_set_new(mail, "headers",
	    json_pack("[{soso}{soso}]", "name", text(), "value", text(), "name",
	        text(), "value", text()));
	json_object_set_new(mail, "tags",
	    json_pack(
	        "{s[o]s[s]s[o]}", "ses:x", text(), "t", tag, "ses:y", text()));
	json_object_set_new(mail, "commonHeaders",
	    json_pack(
	        "{soss}", "subject", text(), "messageId", "1@example.jp"));
	return dice(3) ? mail : shuffled(mail);
}

/* "bounce":{...} of a Bounce, and so on; what is told of it. */
static json_t *
make_own(const char *type, json_t *recipients, const char **reply)
{
	json_t *list = json_array(), *v;
	const char *timestamp = "2026-11-21T12:00:09.000Z";
	size_t i;

	*reply = "";
	if (strcmp(type, "Delivery") == 0) {
		json_decref(list);
		*reply = "250 \"ok\"";
		return json_pack("{ssssso}", "timestamp", timestamp,
		    "smtpResponse", *reply, "recipients",
		    json_incref(recipients));
	}
	json_array_foreach(recipients, i, v)
	{
		json_array_append_new(list,
		    json_pack("{sOssss}", "emailAddress", v, "status", "5.1.1",
		        "diagnosticCode", "smtp; 550 no"));
	}
	if (strcmp(type, "Bounce") == 0) {
		*reply = "550 no";
		return json_pack("{ssssssso}", "bounceType", "Permanent",
		    "bounceSubType", "General", "timestamp", timestamp,
		    "bouncedRecipients", list);
	}
	json_decref(list);
	return json_object();
}

static json_t *
make_event(unsigned i)
{
	static const char *const types[] = { "Send", "Delivery", "Bounce",
		"Open" };
	static const char *const own[] = { "send", "delivery", "bounce",
		"open" };
	static const int actions[] = { TD_ACTION_NONE, TD_ACTION_SENT,
		TD_ACTION_FAILED, -1 };
	const unsigned k = dice(4);
	json_t *recipients = json_array(), *event, *mail;
	const char *reply;
	char id[32], to[64], tag[16];

	snprintf(id, sizeof id, "id-%u", i);
	snprintf(tag, sizeof tag, "v%u", dice(9));
	event = json_pack("{ss}", "eventType", types[k]);
	for (unsigned n = 1 + dice(3), r = 0; r < n; r++) {
		snprintf(to, sizeof to, "u%u.%u@example.jp", i, r);
		json_array_append_new(recipients,
		    dice(4) ? json_string(to) :
		              json_sprintf("\"N, %u\" <%s>", r, to));
	}
	mail = make_mail(id, recipients, tag);
	json_object_set_new(
	    event, own[k], make_own(types[k], recipients, &reply));
	json_object_set_new(event, "mail", mail);
	for (unsigned r = 0; actions[k] >= 0 && r < json_array_size(recipients);
	     r++)
		fprintf(truth, "%d %s u%u.%u@example.jp t=%s %s\n", actions[k],
		    id, i, r, tag, reply);
	json_decref(recipients);
	return dice(3) ? event : shuffled(event);
}

static size_t
any_flags(void)
{
	return JSON_COMPACT * dice(2) | JSON_ENSURE_ASCII * dice(2) |
	    JSON_ESCAPE_SLASH * dice(2) | JSON_SORT_KEYS * (dice(4) == 0);
}

/* The event as it is, or in what AWS wraps around. */
static json_t *
wrapped(json_t *event)
{
	char *s;
	json_t *out;

	if (dice(2) == 0)
		return event;
	if (dice(2) == 0)
		return json_pack("{ssssso}", "detail-type", "x", "source",
		    "aws.ses", "detail", event);
	s = json_dumps(event, any_flags());
	out = json_pack("{ssssss}", "Type", "Notification", "TopicArn", "arn",
	    "Message", s);
	free(s);
	json_decref(event);
	return dice(2) ? out : json_pack("{s[{so}]}", "Records", "Sns", out);
}

/* A source: events in lines, without lines, or in an array. */
static size_t
make_source(char *out, bool array)
{
	static const char *const between[] = { "\n", "", " ", "\r\n\n" };
	const char *separator = array ? " ,\n" : between[dice(4)];
	const bool indent = array ? dice(2) : separator[0] == '\n' && dice(2);
	size_t n = 0;

	if (array)
		n += (size_t)sprintf(out, "[");
	for (unsigned i = 0; i < EVENTS; i++) {
		json_t *v = wrapped(make_event(i));
		char *s =
		    json_dumps(v, any_flags() | (indent ? JSON_INDENT(2) : 0));

		if (n + strlen(s) + 8 > TEXT_MAX)
			abort();
		n +=
		    (size_t)sprintf(out + n, "%s%s", i > 0 ? separator : "", s);
		free(s);
		json_decref(v);
	}
	return n + (size_t)sprintf(out + n, "%s", array ? "]\n" : "");
}

static void
tell(FILE *f, const struct td_outcome *o)
{
	fprintf(f, "%d %.*s %.*s %.*s %.*s\n", o->action, (int)o->id.n, o->id.p,
	    (int)o->recipient.n, o->recipient.p, (int)o->tag.n, o->tag.p,
	    (int)o->reply.n, o->reply.p);
}

/* What the format reads, as lines; the number of flaws. */
static size_t
read_source(const struct td_format *f, const char *s, size_t n, FILE *out)
{
	static struct td_record record[7];
	static struct td_header header[16];
	static struct td_flaw flaw[16];
	static struct td_outcome outcome[TD_OUTCOMES_LEAST];
	static char scratch[TEXT_MAX + TD_PAD];
	struct td_batch b = { .base = s,
		.cap = 7,
		.record = record,
		.cap_headers = 16,
		.header = header,
		.cap_flaws = 16,
		.flaw = flaw,
		.cap_outcomes = TD_OUTCOMES_LEAST,
		.outcome = outcome,
		.cap_scratch = TEXT_MAX,
		.scratch = scratch };
	struct td_chunk c = { .from = s, .p = s, .stop = s + n, .end = s + n };
	size_t flaws = 0;

	while (c.p < c.stop) {
		b.n = b.n_headers = b.n_flaws = b.n_outcomes = b.n_scratch = 0;
		f->decode(&c, 0, &b);
		for (size_t i = 0; i < b.n_outcomes; i++)
			tell(out, &b.outcome[i]);
		flaws += b.n_flaws;
	}
	return flaws;
}

/* One source; false if something else is read than was written. */
static bool
compare(bool array, unsigned long *outcomes)
{
	static char source[TEXT_MAX + TD_PAD];
	const struct td_format *f =
	    td_format_find(array ? "events-array" : "events");
	char *got;
	size_t n, n_got, flaws;
	FILE *out = open_memstream(&got, &n_got);
	bool same;

	truth = open_memstream(&told, &n_told);
	n = make_source(source, array);
	fclose(truth);
	flaws = read_source(f, source, n, out);
	fclose(out);
	same = flaws == 0 && n_got == n_told && memcmp(got, told, n_got) == 0;
	if (!same)
		printf("DIFFERENT: %zu flaws\n--- written\n%s--- read\n%s%s\n",
		    flaws, told, got, source);
	for (size_t i = 0; i < n_told; i++)
		*outcomes += told[i] == '\n';
	free(got);
	free(told);
	return same;
}

int
main(void)
{
	unsigned long outcomes = 0;
	unsigned different = 0;

	for (unsigned i = 0; i < ROUNDS && different == 0; i++)
		different += !compare(i % 3 == 0, &outcomes);
	printf("%d sources, %lu outcomes, %u different\n", ROUNDS, outcomes,
	    different);
	return different == 0 && outcomes > 100000 ? 0 : 1;
}
