/*
 * When receivers changed what they do with mail: a change between two periods
 * may be theirs.
 */
#ifndef TD_COMPARE_CALENDAR_H
#define TD_COMPARE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct td_policy_change {
	const char *carrier;      /* a value of the dimension */
	const char *from, *until; /* "2025-03-13"; the same if at once */
	const char *what, *source;
};

extern const struct td_policy_change td_calendar[];
extern const size_t td_n_calendar;

/* Whether it came into force after `first` and not after `last`: microseconds
 * since 1970 UTC; a day begins at 0:00 UTC here. */
bool td_policy_change_between(
    const struct td_policy_change *c, int64_t first, int64_t last);

#endif
