/*
 * Who sends DMARC aggregate reports under a name that is no mail domain of
 * theirs; DECISIONS.md 15.  docomo, Google, Yahoo and Mail.Ru, among others,
 * report as docomo.ne.jp, google.com, yahoo.com and Mail.Ru, which the tables
 * of domains know.
 */
#include "analyzer/observe/carrier_table.h"

static const struct td_carrier exact[] = {
	REPORTER("AOL", AOL, "DMARC"),
	REPORTER("Enterprise Outlook", M365, "DMARC"),
	REPORTER("FastMail Pty Ltd", FASTMAIL, "DMARC"),
	REPORTER("Google Inc.", GMAIL, "DMARC"),
	REPORTER("Yahoo", YAHOO, "DMARC"),
	REPORTER("Yahoo! Inc.", YAHOO, "DMARC"),
};

const struct td_carrier_section td_carriers_reporter = {
	.exact = { exact, sizeof(exact) / sizeof(exact[0]) },
};

const struct td_carrier *
td_carrier_of_reporter(struct td_carrier_cache *cache, struct td_span name)
{
	const struct td_carrier *c = td_carrier_cached(cache, false, name);

	for (size_t i = 0; c == NULL && i < sizeof(exact) / sizeof(exact[0]);
	     i++)
		if (td_span_ieq(name, exact[i].rule))
			c = &exact[i];
	return c;
}
