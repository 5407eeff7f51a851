/*
 * See calendar.h.  Sources as of 2026-11; docomo's by BOUNCES.md 3 and 4.
 */
#include "analyzer/compare/calendar.h"

#include "formats/field_date.h"

const struct td_policy_change td_calendar[] = {
	{ "gmail", "2024-02-01", "2024-02-01",
	    "bulk senders without SPF, DKIM and DMARC get temporary errors",
	    "support.google.com/a/answer/81126" },
	{ "yahoo", "2024-02-01", "2024-02-29",
	    "bulk senders without SPF, DKIM and DMARC are refused",
	    "senders.yahooinc.com/best-practices" },
	{ "gmail", "2024-04-01", "2024-04-30",
	    "a growing share of mail that does not comply is refused",
	    "support.google.com/a/answer/14229414" },
	{ "gmail", "2024-06-01", "2024-06-01",
	    "one-click unsubscribe (RFC 8058) is required of bulk mail",
	    "support.google.com/a/answer/14229414" },
	{ "docomo", "2024-10-01", "2024-10-31",
	    "a warning is shown where DMARC fails",
	    "synergy-marketing.co.jp, notice of 2024-09-06" },
	{ "docomo", "2025-02-13", "2025-03-13",
	    "filtered mail is accepted and filed as spam, not refused with "
	    "550 any more",
	    "Sisimai 5.6.0, rhost-nttdocomo" },
	{ "outlook", "2025-05-05", "2025-05-05",
	    "bulk senders without SPF, DKIM and DMARC are refused (5.7.515)",
	    "techcommunity.microsoft.com, 2025-04-02" },
	{ "gmail", "2025-11-01", "2025-11-30",
	    "more mail that does not comply is refused",
	    "support.google.com/a/answer/14229414" },
};

const size_t td_n_calendar = sizeof td_calendar / sizeof td_calendar[0];

/* A day of the table; the table is right. */
static int64_t
begin_of(const char *day)
{
	const int y = (day[0] - '0') * 1000 + (day[1] - '0') * 100 +
	    (day[2] - '0') * 10 + day[3] - '0';
	const int m = (day[5] - '0') * 10 + day[6] - '0';
	const int d = (day[8] - '0') * 10 + day[9] - '0';

	return td_days_from_civil(y, m, d) * INT64_C(86400000000);
}

bool
td_policy_change_between(
    const struct td_policy_change *c, int64_t first, int64_t last)
{
	return begin_of(c->until) + INT64_C(86400000000) > first &&
	    begin_of(c->from) <= last;
}
