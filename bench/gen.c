/*
 * gen: write an archive of made-up mail, and what a right count of it is.
 *
 *	gen --seed 1 --kind mbox --messages 1000 a.mbox --truth a.json
 *	gen --seed 1 --kind dump --bytes 10G --stream --truth a.json | ...
 */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>

#include "gen_event.h"

static const char usage[] =
    "usage: gen [OPTION...] OUT\n"
    "  --kind KIND      mbox (default), mboxrd, maildir, dump or eml-dir;\n"
    "                   or the log of a mail server: postfix, exim;\n"
    "                   or events of Amazon SES: ses; or a folder with\n"
    "                   the log of a Postfix that hands its mail to SES,\n"
    "                   and the events of that: ses-relay\n"
    "  --messages N     how many messages (default 1000)\n"
    "  --bytes SIZE     instead: until there are as many bytes; 10M, 10G\n"
    "  --bodies SIZE    mean size of the bodies (default 4K)\n"
    "  --eol EOL        lf (default), crlf, or mixed: each message its own\n"
    "  --bare           a dump without any Received fields\n"
    "  --forwarded HOW  missing (default) or count: how the truth takes\n"
    "                   forwarded mail\n"
    "  --stamps FORM    of a postfix log: rfc3164 (default) or rfc3339\n"
    "  --new-year       a log that begins on the last evening of 2026\n"
    "  --wrap WHAT      of events: bare (default), firehose, sns,\n"
    "                   eventbridge\n"
    "  --files N        a log as a rotated set, OUT/mail.log, mail.log.1, ...\n"
    "  --seed N         another archive for every number (default 1)\n"
    "  --stream         to standard output; no OUT then\n"
    "  --truth FILE     the counts of the archive as JSON\n"
    "The same options give the same bytes on every machine.\n";

static const struct {
	const char *name;
	enum gen_kind kind;
	const char *format;
	bool files;
} kinds[] = {
	{ "mbox", K_MBOX, "mbox", false },
	{ "mboxrd", K_MBOXRD, "mbox", false },
	{ "maildir", K_MAILDIR, "eml", true },
	{ "dump", K_DUMP, "dump", false },
	{ "eml-dir", K_EML_DIR, "eml", true },
	{ "postfix", K_POSTFIX, "log", false },
	{ "exim", K_EXIM, "log", false },
	{ "ses", K_SES, "events", false },
	{ "ses-relay", K_RELAY, "log", true },
};

/* A number and K, M or G (powers of 1024); false if it is none. */
static bool
parse_size(const char *s, uint64_t *n)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;

	if (*s < '0' || *s > '9')
		return false;
	errno = 0;
	*n = strtoull(s, &end, 10);
	if (errno != 0 || *n >> 40 != 0)
		return false;
	if (*end == '\0')
		return true;
	unit = strchr(units, *end);
	if (unit == NULL || end[1] != '\0' || *n >> 32 != 0)
		return false;
	*n <<= 10 * (unit - units + 1);
	return true;
}

static bool
parse_kind(struct gen_plan *plan, const char *s)
{
	for (size_t i = 0; i < GEN_COUNT(kinds); i++) {
		if (strcmp(kinds[i].name, s) != 0)
			continue;
		plan->kind = kinds[i].kind;
		plan->format = kinds[i].format;
		plan->files = kinds[i].files;
		return true;
	}
	return false;
}

static bool
parse_eol(struct gen_plan *plan, const char *s)
{
	static const char *const names[] = { "lf", "crlf", "mixed" };

	for (size_t i = 0; i < GEN_COUNT(names); i++)
		if (strcmp(names[i], s) == 0) {
			plan->eol = (enum gen_eol)i;
			return true;
		}
	return false;
}

static bool
parse_wrap(struct gen_plan *plan, const char *s)
{
	static const char *const names[] = { "bare", "firehose", "sns",
		"eventbridge" };

	for (size_t i = 0; i < GEN_COUNT(names); i++)
		if (strcmp(names[i], s) == 0) {
			plan->wrap = (enum gen_wrap)i;
			return true;
		}
	return false;
}

static bool
parse_option(struct gen_plan *plan, int letter, const char *arg)
{
	switch (letter) {
	case 'k':
		return parse_kind(plan, arg);
	case 'm':
		plan->bytes = 0;
		return parse_size(arg, &plan->messages) && plan->messages > 0;
	case 'b':
		plan->messages = 0;
		return parse_size(arg, &plan->bytes);
	case 'B':
		return parse_size(arg, &plan->bodies) &&
		    plan->bodies <= UINT32_MAX;
	case 'e':
		return parse_eol(plan, arg);
	case 's':
		return parse_size(arg, &plan->seed);
	case 'r':
		plan->bare = true;
		return true;
	case 'f':
		plan->forwarded = strcmp(arg, "count") == 0;
		return plan->forwarded || strcmp(arg, "missing") == 0;
	case 'T':
		plan->rfc3339 = strcmp(arg, "rfc3339") == 0;
		return plan->rfc3339 || strcmp(arg, "rfc3164") == 0;
	case 'N':
		plan->new_year = true;
		return true;
	case 'F':
		return parse_size(arg, &plan->set) && plan->set > 0 &&
		    plan->set <= 1000;
	case 'w':
		return parse_wrap(plan, arg);
	case 'S':
		plan->stream = true;
		return true;
	case 't':
		plan->truth = arg;
		return true;
	default:
		return false;
	}
}

/* Options that only some kinds have. */
static bool
has_its_options(const struct gen_plan *plan)
{
	bool log = plan->kind == K_POSTFIX || plan->kind == K_EXIM;
	bool events = plan->kind == K_SES || plan->kind == K_RELAY;
	bool postfix = plan->kind == K_POSTFIX || plan->kind == K_RELAY;

	return (postfix || !plan->rfc3339) &&
	    (log || events || !plan->new_year) && (log || plan->set == 0) &&
	    (events || plan->wrap == WRAP_BARE);
}

/* True if the plan is complete; says what is wrong. */
static bool
parse(struct gen_plan *plan, int argc, char **argv)
{
	static const struct option options[] = {
		{ "kind", required_argument, NULL, 'k' },
		{ "messages", required_argument, NULL, 'm' },
		{ "bytes", required_argument, NULL, 'b' },
		{ "bodies", required_argument, NULL, 'B' },
		{ "eol", required_argument, NULL, 'e' },
		{ "bare", no_argument, NULL, 'r' },
		{ "forwarded", required_argument, NULL, 'f' },
		{ "seed", required_argument, NULL, 's' },
		{ "stamps", required_argument, NULL, 'T' },
		{ "new-year", no_argument, NULL, 'N' },
		{ "files", required_argument, NULL, 'F' },
		{ "wrap", required_argument, NULL, 'w' },
		{ "stream", no_argument, NULL, 'S' },
		{ "truth", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c, which = 0;

	while ((c = getopt_long(argc, argv, "", options, &which)) != -1) {
		if (c == 'h') {
			fputs(usage, stdout);
			exit(0);
		}
		if (c == '?')
			return false;
		if (!parse_option(plan, c, optarg)) {
			fprintf(stderr, "gen: --%s %s: not understood\n",
			    options[which].name, optarg);
			return false;
		}
	}
	plan->files |= plan->set > 0;
	if (plan->stream && plan->files) {
		fputs("gen: a folder cannot be streamed\n", stderr);
		return false;
	}
	if (plan->bare && plan->kind != K_DUMP) {
		fputs("gen: only a dump can be --bare\n", stderr);
		return false;
	}
	if (!has_its_options(plan)) {
		fputs("gen: no such option of that kind\n", stderr);
		return false;
	}
	if (optind + !plan->stream != argc) {
		fputs(usage, stderr);
		return false;
	}
	plan->out = plan->stream ? NULL : argv[optind];
	return true;
}

int
main(int argc, char **argv)
{
	struct gen_plan plan = { .seed = 1,
		.messages = 1000,
		.bodies = 4096,
		.kind = K_MBOX,
		.format = "mbox" };
	const char *what;
	int status;

	if (!parse(&plan, argc, argv))
		return 2;
	if (plan.kind == K_POSTFIX || plan.kind == K_EXIM ||
	    plan.kind == K_RELAY)
		status = gen_log_write(&plan, &what);
	else if (plan.kind == K_SES)
		status = gen_event_write(&plan, &what);
	else
		status = gen_archive(&plan, &what);
	if (status == 0)
		return 0;
	fprintf(stderr, "gen: %s: %s\n", what, strerror(errno));
	return 1;
}
