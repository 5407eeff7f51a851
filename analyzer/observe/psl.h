/*
 * Organizational domains by the Public Suffix List (RFC 7489 3.2; RFC 9989
 * replaces it by a DNS walk, which an offline tool cannot do).
 */
#ifndef TD_OBSERVE_PSL_H
#define TD_OBSERVE_PSL_H

#include "analyzer/error.h"
#include "formats/span.h"

struct td_psl;

/* The system's list, or `file`.  Read-only afterwards. */
struct td_psl *td_psl_new(const char *file, struct td_error *e);
void td_psl_free(struct td_psl *psl);

/* The list's date "2023-02-09"; "unknown" where it has none. */
const char *td_psl_date(const struct td_psl *psl);

/*
 * A cache of organizational domains, one a thread.  Bounded; it forgets.
 */
struct td_orgs;

struct td_orgs *td_orgs_new(const struct td_psl *psl);
void td_orgs_free(struct td_orgs *o);

/*
 * The organizational domain of a lower-case name without a trailing dot: a
 * tail of `domain`, so it lives as long as that.  A public suffix itself and
 * an empty name have none (n 0).
 */
struct td_span td_org(struct td_orgs *o, struct td_span domain);

/*
 * The same, and in *note a byte that belongs to the caller as long as the name
 * is remembered: 0 until he sets it.  It must depend on the name alone.
 */
struct td_span td_org_noted(
    struct td_orgs *o, struct td_span domain, uint8_t **note);

/* Relaxed alignment (RFC 7489 3.1): equal, or the same org, letters folded. */
bool td_aligned_relaxed(struct td_orgs *o, struct td_span a, struct td_span b);

#endif
