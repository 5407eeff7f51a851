/*
 * Words of the command line that mean numbers: sizes, counts, times.
 */
#ifndef TD_ANALYZER_UNITS_H
#define TD_ANALYZER_UNITS_H

#include "cube/cube.h"

/* Decimal digits only; false on anything else or overflow. */
bool td_parse_count(const char *s, uint64_t *n);

/* A count with an optional k, M, G or T (powers of 1024, any case). */
bool td_parse_size(const char *s, uint64_t *n);

/* "90m", "36h", "7d", "2w" in microseconds, above 0. */
bool td_parse_duration(const char *s, int64_t *micros);

/*
 * 2026-11-21, 2026-11-21T17:58, 2026-11-21T17:58:00, each with an optional
 * "Z" or "+09:00"; without one the zone decides.  Microseconds since 1970 UTC.
 */
int td_parse_time(const char *s, const struct td_zone_info *zone, int64_t *when,
    struct td_error *e);

/*
 * "2026-11-02", or the first and the last of several days:
 * "2026-11-02..2026-11-08".  From the beginning of the first to the end of the
 * last in the zone; else as above.
 */
int td_parse_days(const char *s, const struct td_zone_info *zone,
    int64_t *since, int64_t *until, struct td_error *e);

#endif
