/*
 * Whom to believe of the result fields that logs quote.
 */
#include "analyzer/observe/log_field.h"

#include "analyzer/observe/admd.h"
#include "formats/field_spf.h"

struct td_span
td_log_field_id(const struct td_event *e)
{
	const struct td_span none = { NULL, 0 };
	struct td_received_spf spf;
	struct td_authres c;

	if (td_span_ieq(e->field_name, TD_SPAN("Received-SPF"))) {
		if (!td_received_spf_parse(e->field_body, &spf))
			return none;
		return spf.receiver.n > 0 ? spf.receiver : spf.comment_host;
	}
	if (!td_span_ieq(e->field_name, TD_SPAN("Authentication-Results")))
		return none;
	td_authres_begin(&c, e->field_body, false);
	return c.has_id ? c.authserv_id : none;
}

bool
td_log_field_believed(const struct td_trust *trust, struct td_orgs *orgs,
    struct td_span host, struct td_span id)
{
	char a[TD_HOST_MAX + 1], b[TD_HOST_MAX + 1];
	struct td_span org;

	id = td_admd_fold(id, a);
	if (id.n == 0)
		return false;
	if (trust != NULL && (trust->all || td_admd_configured(trust, id)))
		return true;
	host = td_admd_fold(host, b);
	if (td_span_eq(id, host))
		return true;
	if (orgs == NULL)
		return false;
	org = td_org(orgs, host);
	return org.n > 0 && td_span_eq(id, org);
}
