/*
 * The columns of the table for people: what each of them shows, and when.
 */
#ifndef TD_REPORT_GROUPS_H
#define TD_REPORT_GROUPS_H

#include "analyzer/cube/cube.h"

/* What is shown together, if not beside something else. */
enum td_group_unit {
	TD_UNIT_AUTH,     /* results of SPF and its like */
	TD_UNIT_DELIVERY, /* outcomes */
	TD_UNIT_WHY,      /* reasons and delays */
	TD_UNIT_ROOM      /* if the terminal is wide enough */
};

enum td_group_kind {
	TD_GROUP_RATIO, /* a percentage, and of how many */
	TD_GROUP_COUNT,
	TD_GROUP_REASON, /* the most frequent one, and how often */
	TD_GROUP_DELAY   /* two quantiles in seconds */
};

/* One or two columns under one title. */
struct td_group {
	const char *title, *head;
	const char *second; /* head of the second column; NULL: there is none */
	const char *rate;   /* a name in td_rates, or NULL: see own */
	const char *doc;    /* if it is not that of the rate or counter */
	const uint16_t *above; /* if they are not those of the rate */
	struct td_rate own;
	uint16_t id; /* a counter */
	uint8_t kind, unit;
	bool if_any;    /* left out where the counter is 0 in all rows */
	bool author;    /* needs author domains, which most logs do not tell */
	bool no_author; /* stands for that which needs them */
};

extern const struct td_group td_groups[];
enum { TD_N_GROUPS = 20 };

/* What it is a rate of, with the sentence that says so. */
struct td_rate td_group_rate(const struct td_group *g);

/* Whether it tells something about these totals. */
bool td_group_shown(const struct td_group *g, const struct td_cell *total);

/* Messages whose outcome is told, as deliveries of logs are. */
uint64_t td_delivered(const struct td_cell *c);

struct td_text {
	char s[32];
};

/* One decimal; 100.0 and 0.0 are said only of all and of none. */
struct td_text td_percent_text(uint64_t above, uint64_t below);

/* The same of an end of an interval, 0..1. */
struct td_text td_bound_text(double bound);

/* Units of TD_DELAY_UNIT as seconds, cut off: "1.0", "12", "12k". */
struct td_text td_delay_text(uint64_t v);

/* The one or two columns of a group; `rate` is what td_group_rate says. */
void td_group_texts(const struct td_group *g, const struct td_rate *rate,
    const struct td_cell *c, struct td_text *value, struct td_text *second);

#define TD_NO_DATA "\xe2\x80\x93" /* en dash */

#endif
