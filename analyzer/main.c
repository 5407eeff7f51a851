/*
 * todoku: what share of archived mail passed SPF, DKIM and DMARC, and what
 * share arrived, per recipient carrier.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "options.h"

struct command {
	const char *name;
	unsigned bit;
	int (*run)(int argc, char **argv);
	const char *usage;
	const char *doc;
	const char *text; /* of its help page */
};

static const struct command commands[] = {
	{ "scan", TD_CMD_SCAN, td_cmd_scan, "[OPTION...] PATH...",
	    "rates per carrier from archived mail and mail logs",
	    "Reads mail archives and mail logs, and prints, per recipient"
	    " carrier and domain,\nwhat share of the messages passed SPF,"
	    " DKIM and DMARC, and what became of them.\n" },
	{ "compare", TD_CMD_COMPARE, td_cmd_compare,
	    "[OPTION...] PATH... --to PATH... | --split TIME PATH...",
	    "before and after: what got better or worse, per carrier",
	    "Compares two periods (or any two sets of mail and logs), carrier "
	    "by"
	    " carrier: the\nchange of each rate, how sure it is, and one of "
	    "four"
	    " verdicts: better, worse, no\nevidence, not enough mail.  Of "
	    "delays only what is 1 s and 10 % at least is one\nof the first "
	    "two.\n" },
	{ "ingest", TD_CMD_INGEST, td_cmd_ingest,
	    "--history FILE [OPTION...] PATH...",
	    "every night: add what is new to a history, once",
	    "Counts what is new in mail archives and logs, exactly once,"
	    " whatever files are\ncalled and however they are compressed, and"
	    " adds it to a history, which scan and\ncompare read like any"
	    " other input.\n" },
	{ "audit", TD_CMD_AUDIT, td_cmd_audit, "[OPTION...] PATH...",
	    "what Gmail, Yahoo, docomo, ... ask of senders, and what is met",
	    "Holds mail and logs against what receivers ask of senders, per"
	    " author domain\nand receiver: met, not met, or not observable"
	    " here; with the evidence, an\nexample, and what to do.\n" },
	{ "explain", TD_CMD_EXPLAIN, td_cmd_explain,
	    "[OPTION...] PATH[:[@]BYTE]... | LOG:LINE... | DOMAIN",
	    "why a message or a domain is counted as it is",
	    "Prints, for each message, what it was counted as and why; of a"
	    " log, the life of\nthe message that a line (or --queue-id) tells"
	    " of; or the rule that turns a\ndomain into a carrier.\n" },
	{ "list", TD_CMD_LIST, td_cmd_list,
	    "formats|carriers|dimensions|counters|rates|metrics|reasons|\n"
	    "            requirements",
	    "what is built in", "Prints a table, one row a line.\n" },
};

enum { N_COMMANDS = sizeof commands / sizeof commands[0] };

static void
usage(FILE *out)
{
	fputs("todoku - SPF, DKIM and DMARC rates of archived mail, per "
	      "recipient carrier\n\n"
	      "  todoku COMMAND [OPTION...] [PATH...]\n\n"
	      "Commands\n",
	    out);
	for (size_t i = 0; i < N_COMMANDS; i++)
		fprintf(out, "  %-9s%s\n", commands[i].name, commands[i].doc);
	fputs("\n"
	      "PATH is a file, a folder (Maildir, MH), - for standard "
	      "input, or @LIST, a file\n"
	      "of paths: mail, or logs of Postfix, Exim, sendmail, "
	      "OpenSMTPD, qmail, Haraka and\n"
	      "rspamd.  zstd, gzip, xz, bzip2, tar and zip are opened."
	      "\n\n"
	      "Examples\n"
	      "  todoku scan -o rates.csv archive-2026-11.mbox.zst\n"
	      "  todoku scan /var/log/mail.log*\n"
	      "  todoku compare before/ --to after/\n"
	      "  todoku ingest --history mail.db /var/log/mail.log*\n"
	      "  todoku explain message.eml\n\n"
	      "todoku COMMAND --help lists a command's options; man todoku "
	      "tells the rest.\n",
	    out);
}

void
td_command_help(unsigned command)
{
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (commands[i].bit != command)
			continue;
		printf("todoku %s %s\n\n%s\n", commands[i].name,
		    commands[i].usage, commands[i].text);
		td_options_help(command);
		if (command &
		    (TD_CMD_SCAN | TD_CMD_COMPARE | TD_CMD_INGEST |
		        TD_CMD_AUDIT))
			fputs("\nExit status: 0 all was read, 1 not all (the "
			      "report says what), 2 wrong usage or\n"
			      "nothing could be read, 75 try again.\n",
			    stdout);
		if (command == TD_CMD_COMPARE)
			fputs("3: --fail-on worse, and a row is.\n", stdout);
		if (command == TD_CMD_AUDIT)
			fputs("3: --fail, and something asked for is not "
			      "met.\n",
			    stdout);
	}
}

int
main(int argc, char **argv)
{
	static char word[32];

	signal(SIGXFSZ, SIG_IGN); /* a file too large is an error to be told */
	if (argc < 2) {
		usage(stderr);
		return TD_EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 ||
	    strcmp(argv[1], "help") == 0) {
		usage(stdout);
		return TD_EXIT_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("todoku " TD_VERSION);
		return TD_EXIT_OK;
	}
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		/* getopt prints the first word before what it has to say. */
		snprintf(word, sizeof word, "todoku %s", commands[i].name);
		argv[1] = word;
		return commands[i].run(argc - 1, argv + 1);
	}
	fprintf(stderr, "todoku: %s: no such command; see todoku --help\n",
	    argv[1]);
	return TD_EXIT_USAGE;
}
