/*
 * What a DMARC aggregate report says, out of its XML: RFC 7489 appendix C, RFC
 * 9990 3.1, and what reporters make of them.  FORMATS.md 16.
 */
#ifndef TD_FORMATS_DMARC_REPORT_H
#define TD_FORMATS_DMARC_REPORT_H

#include "field_authres.h"
#include "xml.h"

enum {
	TD_DMARC_SIGNATURES = 16, /* of one row; further ones are passed over */
	TD_DMARC_COPY = 8192      /* bytes of text of one row, or of a head */
};

/* One auth_results/dkim or auth_results/spf. */
struct td_dmarc_result {
	struct td_span domain, scope;
	uint8_t result; /* enum td_result */
};

/*
 * What is told of the report and, of one row: n 0 where it is not.  Of an
 * element that is there more than once it is the first with a text.
 */
struct td_dmarc_report {
	struct td_span org_name, email, report_id, begin, domain;
	struct td_span source_ip, count;
	struct td_span evaluated_dkim, evaluated_spf;
	struct td_span envelope_to, envelope_from, header_from;
	struct td_dmarc_result spf;
	size_t n_dkim; /* of `dkim`, at the end */

	/* At work. */
	struct td_dmarc_result one;
	uint8_t path[TD_XML_DEPTH + 1];
	unsigned depth;
	bool full;    /* `copy` had no room for all */
	bool copying; /* texts are the parser's */
	size_t n_copy;

	struct td_dmarc_result dkim[TD_DMARC_SIGNATURES];
	char copy[TD_DMARC_COPY];
};

/*
 * Read the text, which is either how a report begins or a record of it.  Texts
 * point into it, or into r->copy if `copying` is set then.  A parser is made in
 * *x if one is needed and it is NULL; the caller frees it.
 */
enum td_xml_end td_dmarc_read(struct td_dmarc_report *r, struct td_xml *x,
    struct td_span text, enum td_xml_part part, const char *encoding);

#endif
