/*
 * Recipient carriers: a domain or a relay host into carrier, operator, class.
 * The built-in table is CARRIERS.md; a user file extends and overrides it.
 */
#ifndef TD_OBSERVE_CARRIER_H
#define TD_OBSERVE_CARRIER_H

#include <stdint.h>

#include "analyzer/error.h"
#include "formats/span.h"

/* In the order in which they are tried. */
enum td_rule_kind {
	TD_RULE_NONE,
	TD_RULE_USER,    /* a line of --carriers FILE */
	TD_RULE_EXACT,   /* docomo.ne.jp */
	TD_RULE_LABEL,   /* [dhtcrknsq].vodafone.ne.jp */
	TD_RULE_SUFFIX,  /* *.ezweb.ne.jp, the longest wins */
	TD_RULE_FAMILY,  /* hotmail.<cc> */
	TD_RULE_RELAY,   /* by host: *.mail.protection.outlook.com */
	TD_RULE_REPORTER /* by org_name of an aggregate report */
};

struct td_carrier {
	struct td_span carrier;  /* "docomo"; "other" if nothing matches */
	struct td_span operator; /* "ntt-docomo"; "" where unknown */
	struct td_span class;    /* "mobile-jp" */
	struct td_span rule;     /* the pattern that matched */
	struct td_span source;   /* where the pattern is from; a file:line */
	enum td_rule_kind how;
};

struct td_carriers; /* the built-in table and the user's */

/*
 * `file` may be NULL.  A line is: pattern, carrier, operator, class, separated
 * by white space or commas; the pattern is "example.jp", "*.example.jp" or
 * "mx:*.example.jp" for relay hosts; "#" begins a comment.  NULL and *e (with
 * the line) on failure.  Read-only afterwards: any number of threads.
 */
struct td_carriers *td_carriers_new(const char *file, struct td_error *e);
void td_carriers_free(struct td_carriers *c);

/*
 * By recipient domain, lower-cased and without a trailing dot.  Always sets
 * *out; the result is false where it is "other" by lack of a rule.
 */
bool td_carrier_of_domain(
    const struct td_carriers *c, struct td_span domain, struct td_carrier *out);

/* By the host that took the mail: Received "by", relay=, Remote-MTA. */
bool td_carrier_of_host(
    const struct td_carriers *c, struct td_span host, struct td_carrier *out);

/*
 * The same with a memory of what was asked lately, one a thread: by host, or
 * by domain.  NULL where no rule matches.
 */
struct td_carrier_cache;

struct td_carrier_cache *td_carrier_cache_new(const struct td_carriers *c);
void td_carrier_cache_free(struct td_carrier_cache *cache);
const struct td_carrier *td_carrier_cached(
    struct td_carrier_cache *cache, bool host, struct td_span name);

/*
 * Who made an aggregate report, by its org_name: mostly a domain, which is
 * looked up as one, else a name that is known.  NULL where none is.
 */
const struct td_carrier *td_carrier_of_reporter(
    struct td_carrier_cache *cache, struct td_span name);

/* Copy what was found, or "other" for NULL; the result is whether it was. */
bool td_carrier_take(const struct td_carrier *found, struct td_carrier *out);

/* Row `i` of the table in its order, false behind the last: for `list`. */
bool td_carriers_row(
    const struct td_carriers *c, size_t i, struct td_carrier *out);

/*
 * 2025-03-13 00:00 JST: docomo takes what its users filter, and no longer
 * answers that they do not exist (BOUNCES.md 4: SIS56 ISS64 MT).
 */
#define TD_DOCOMO_ACCEPTS (INT64_C(1741791600) * 1000000)

/*
 * Whether a carrier accepted at a time (microseconds since 1970 UTC) what it
 * then dropped or put aside without a word: accepted is not delivered there.
 * BOUNCES.md 4.
 */
bool td_carrier_drops(struct td_span carrier, int64_t when);

#endif
