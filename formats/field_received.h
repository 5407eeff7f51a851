/*
 * Received (RFC 5321 4.4) as some twenty MTAs write it.
 *
 *	from HELO (RDNS [192.0.2.1]) by mx.example.jp (Postfix) with ESMTPS
 *	 id 4AbC for <u@example.jp>; Sat, 21 Nov 2026 17:58:00 +0900 (JST)
 */
#ifndef TD_FORMATS_FIELD_RECEIVED_H
#define TD_FORMATS_FIELD_RECEIVED_H

#include <stdint.h>

#include "span.h"

enum td_tls { TD_TLS_UNKNOWN, TD_TLS_YES, TD_TLS_NO, TD_N_TLS };

/* Forward-confirmed reverse DNS of the client, as the dialect tells it. */
enum td_fcrdns {
	TD_RDNS_UNKNOWN,
	TD_RDNS_PASS,
	TD_RDNS_FAIL,
	TD_RDNS_NONE,
	TD_N_RDNS
};

enum td_mta {
	TD_MTA_UNKNOWN,
	TD_MTA_POSTFIX,
	TD_MTA_SENDMAIL,
	TD_MTA_EXIM,
	TD_MTA_QMAIL,
	TD_MTA_GOOGLE,
	TD_MTA_MICROSOFT,
	TD_MTA_YAHOO,
	TD_MTA_SES,
	TD_MTA_AU,
	TD_MTA_OTHER, /* known, but without a habit that matters here */
	TD_N_MTAS
};

struct td_received {
	bool has_from;       /* "by"-only lines have none */
	struct td_span helo; /* claimed by the client; may be an [address] */
	struct td_span rdns; /* looked up by the receiver, no trailing dot */
	struct td_span ip;   /* 192.0.2.1 or 2001:db8::1, no "IPv6:" */
	struct td_span by;   /* no trailing dot */
	struct td_span with; /* protocol word */
	struct td_span id;
	struct td_span for_path; /* without angle brackets; n 0 if absent */
	struct td_span envelope_from; /* Exim's comment; no brackets */
	bool null_envelope_from;
	bool private_ip; /* td_ip_private() of ip */
	enum td_mta mta;
	enum td_tls tls;       /* SEMANTICS.md 9 */
	enum td_fcrdns fcrdns; /* by dialect; a trusted iprev= goes before */
	int64_t when;          /* microseconds since 1970 UTC or TD_NO_TIME */
};

/* Never fails: what is absent stays empty. */
void td_received_parse(struct td_span body, struct td_received *out);

/* The member `when` alone, which is nearly always found from the end. */
int64_t td_received_when(struct td_span body);

enum td_ip_kind { TD_IP_NONE, TD_IP_PUBLIC, TD_IP_PRIVATE };

/*
 * Which address the text is, brackets allowed, and *bare as td_ip_token() has
 * it.  One with a port is none.
 */
enum td_ip_kind td_ip_kind(struct td_span token, struct td_span *bare);

/*
 * Whether an address as text is not of the public Internet: RFC 1918, loop-
 * back, link-local, RFC 6598, RFC 4193, the unspecified address, IPv4-mapped
 * and 6to4 forms of these.  False for what is no address.
 */
bool td_ip_private(struct td_span ip);

/*
 * The bytes of an address that stands alone, in the order of the network: 4 or
 * 16 of them; 0 if it is none.
 */
size_t td_ip_bytes(struct td_span ip, uint8_t out[16]);

/* Whether the text is an IPv4 or IPv6 address, brackets allowed. */
bool td_ip_valid(struct td_span ip);

/*
 * The address alone in what may have brackets, "IPv6:", a zone or a port:
 * [IPv6:fe80::1%3], [192.0.2.1]:25.  n is 0 if it is no address.
 */
struct td_span td_ip_token(struct td_span token);

#endif
