/*
 * Writing JSON (RFC 8259): commas, brackets, members.
 */
#ifndef TD_REPORT_JSON_OUT_H
#define TD_REPORT_JSON_OUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct td_json_out {
	FILE *out;
	bool first; /* of its object or array: no comma before */
};

/* Before each element of an array. */
void td_out_comma(struct td_json_out *j);

/* Before the value of a member, commas done. */
void td_out_name(struct td_json_out *j, const char *name);

/* "{" or "[", "}" or "]". */
void td_out_begin(struct td_json_out *j, char bracket);
void td_out_end(struct td_json_out *j, char bracket);

/* Whole members. */
void td_out_count(struct td_json_out *j, const char *name, uint64_t n);
/* NULL: null. */
void td_out_string(struct td_json_out *j, const char *name, const char *s);
/* RFC 3339, or null where td_time_text has none. */
void td_out_when(struct td_json_out *j, const char *name, int64_t when);
void td_out_bool(struct td_json_out *j, const char *name, bool x);
/* At most six decimals; null if it is not finite. */
void td_out_number(struct td_json_out *j, const char *name, double x);
void td_out_put_number(struct td_json_out *j, double x); /* the value only */
/* A probability: six digits, however small. */
void td_out_small(struct td_json_out *j, const char *name, double x);
void td_out_put_small(struct td_json_out *j, double x);

/* Begin a member of the outermost object on a line of its own. */
void td_out_top(struct td_json_out *j, const char *name, char bracket);

#endif
