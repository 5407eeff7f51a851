/*
 * Client and header identity of a message that was read: RFC 7208 2.3, 2.4,
 * RFC 4407 2.
 */
#include "analyzer/observe/client.h"

#include "analyzer/observe/trust.h"

/* The bare address, if it is one of the Internet. */
static struct td_span
public_address(struct td_span ip)
{
	struct td_span bare;

	return td_ip_kind(ip, &bare) == TD_IP_PUBLIC ?
	    bare :
	    (struct td_span){ NULL, 0 };
}

static struct td_span
told_address(const struct td_reading *r)
{
	for (size_t i = 0; i < r->n_told; i++) {
		const struct td_told *t = &r->told[i];
		struct td_received_spf f;

		if (t->kind != TD_FIELD_RECEIVED_SPF ||
		    (!td_believed(t->belief) && t->belief != TD_REFUSED_UNUSED))
			continue;
		if (td_received_spf_parse(t->body, &f))
			return public_address(f.client_ip);
	}
	return (struct td_span){ NULL, 0 };
}

struct td_span
td_client_address(const struct td_reading *r)
{
	struct td_span ip = told_address(r);
	const struct td_hop *border;

	if (ip.n > 0 || r->boundary < 0)
		return ip;
	border = &r->hop[r->boundary];
	if (border->from_inside || !border->received.has_from)
		return ip;
	return public_address(border->received.ip);
}

struct td_span
td_client_header(const struct td_reading *r)
{
	return td_span_ibegins(r->obs.carrier.carrier, TD_SPAN("docomo")) ?
	    r->obs.author_domain :
	    r->pra_domain;
}
