/*
 * todoku audit --what-if: count, read the zone, foresee.
 */
#include "what_if.h"

#include <errno.h>
#include <string.h>

#include "commands.h"
#include "report/forecast_report.h"
#include "run.h"
#include "terminal.h"

static int
report(const struct td_options *o, struct td_counted *out,
    const struct td_report_kind *kind, const struct td_forecast_plan *plan)
{
	struct td_forecast f;
	struct td_forecast_report r = { .forecast = &f,
		.balance = &out->balance,
		.dns = plan->dns,
		.zone_file = o->what_if,
		.mailfrom = o->mail_from,
		.color = td_terminal_color(o) };
	struct td_error e;
	int rc = td_exit_status(out, o->strict);

	if (td_forecast(&f, out->balance.clients, plan) == -1) {
		td_error_sys(&e, "cannot foresee", ENOMEM);
		td_error_print(NULL, &e);
		rc = TD_EXIT_AGAIN;
	} else if (td_forecast_write(kind, &r, o->output, &e) == -1) {
		td_error_print(o->output, &e);
		rc = e.again ? TD_EXIT_AGAIN : TD_EXIT_USAGE;
	}
	td_forecast_clear(&f);
	return rc;
}

static int
foresee(struct td_options *o, const struct td_report_kind *kind,
    const struct td_dns *dns, struct td_orgs *orgs)
{
	const struct td_forecast_plan plan = { .dns = dns,
		.orgs = orgs,
		.mailfrom = { o->mail_from,
		    o->mail_from != NULL ? strlen(o->mail_from) : 0 },
		.forwarded = o->plan.trust.count_forwarded };
	struct td_counted out;
	int rc;

	o->plan.clients = true;
	rc = td_run(&o->plan, &out);
	if (rc != TD_EXIT_OK)
		return rc;
	rc = report(o, &out, kind, &plan);
	td_counted_clear(&out);
	return rc;
}

int
td_what_if(struct td_options *o, const struct td_report_kind *kind)
{
	struct td_error e;
	struct td_dns *dns = td_dns_new(o->what_if, &e);
	struct td_orgs *orgs;
	int rc = TD_EXIT_AGAIN;

	if (dns == NULL) {
		td_error_print(o->what_if, &e);
		return TD_EXIT_USAGE;
	}
	if (td_dns_ignored_spf(dns) > 0)
		td_warn(o->what_if,
		    "%zu record%s of type SPF: not looked at (RFC 7208 3.1)",
		    td_dns_ignored_spf(dns),
		    td_dns_ignored_spf(dns) == 1 ? "" : "s");
	orgs = td_orgs_new(o->psl);
	if (orgs != NULL) {
		rc = foresee(o, kind, dns, orgs);
	} else {
		td_error_sys(&e, "cannot foresee", ENOMEM);
		td_error_print(NULL, &e);
	}
	td_orgs_free(orgs);
	td_dns_free(dns);
	return rc;
}
