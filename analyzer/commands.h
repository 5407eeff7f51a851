/*
 * The commands: one file each.
 */
#ifndef TD_ANALYZER_COMMANDS_H
#define TD_ANALYZER_COMMANDS_H

/* Exit statuses: design of the command line, README.md. */
enum {
	TD_EXIT_OK = 0,
	TD_EXIT_PARTIAL = 1, /* the report says what could not be read */
	TD_EXIT_USAGE = 2,   /* wrong usage, or nothing could be read */
	TD_EXIT_FOUND = 3,   /* compare, audit: what it was to fail on */
	TD_EXIT_AGAIN = 75   /* temporary: try again */
};

int td_cmd_scan(int argc, char **argv);
int td_cmd_compare(int argc, char **argv);
int td_cmd_ingest(int argc, char **argv);
int td_cmd_audit(int argc, char **argv);
int td_cmd_explain(int argc, char **argv);
int td_cmd_list(int argc, char **argv);

/* The help page of the command with this TD_CMD_ bit. */
void td_command_help(unsigned command);

#endif
