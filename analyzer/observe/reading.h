/*
 * How one archived message was understood, step by step: what `explain` prints
 * and what the observation is taken from.  The rules are SEMANTICS.md 1-9 as
 * settled by DECISIONS.md 16-18 and 21-33.
 */
#ifndef TD_OBSERVE_READING_H
#define TD_OBSERVE_READING_H

#include "formats/format.h"
#include "observation.h"
#include "psl.h"

enum {
	TD_MAX_HOPS = 64,    /* further Received fields are counted only */
	TD_MAX_AUTHRES = 64, /* A-R, ARC-A-R and Received-SPF together */
	TD_MAX_DKIM = 32,    /* dkim results of one message */
	TD_MAX_EVIDENCE = 16 /* recipient evidence */
};

/* ---- which fields there are ---- */

/* Asked instead of walking along the section for each kind of field. */
struct td_fields {
	uint64_t seen;                /* TD_BIT of each enum td_header_id */
	uint64_t twice;               /* those seen more than once */
	uint32_t first[TD_N_HEADERS]; /* of those seen: the topmost, index into
	                                 td_batch.header */
};

/* A stretch of td_batch.header. */
struct td_stretch {
	uint32_t from, to;
};

/* Where all fields of these ids stand: nothing else, if it is but one. */
static inline struct td_stretch
td_fields_find(
    const struct td_fields *f, const struct td_record *r, uint64_t ids)
{
	struct td_stretch s = { r->header, r->header + r->n_headers };
	uint64_t here = f->seen & ids;

	if (here == 0) {
		s.to = s.from;
	} else if ((here & (here - 1)) == 0) {
		s.from = f->first[__builtin_ctzll(here)];
		if ((f->twice & here) == 0)
			s.to = s.from + 1;
	}
	return s;
}

/* The body of the topmost field of a kind; n 0 and p NULL if there is none. */
static inline struct td_span
td_fields_first(
    const struct td_batch *b, const struct td_fields *f, unsigned id)
{
	if ((f->seen & TD_BIT(id)) == 0)
		return (struct td_span){ NULL, 0 };
	return td_at(b, b->header[f->first[id]].body);
}

/* ---- hops: SEMANTICS.md 3.2, DECISIONS.md 21, 22 ---- */

/* What a host name of a Received can tell. */
enum td_name {
	TD_NAME_NONE,    /* there is none */
	TD_NAME_INNER,   /* no public domain: flat, .internal, 10.0.0.1 */
	TD_NAME_FOREIGN, /* a public address, or too long for a domain */
	TD_NAME_HOST     /* a name with a domain */
};

struct td_hop {
	struct td_received received;
	uint32_t header; /* index into td_batch.header */
	uint16_t nth;    /* of the section */
	uint8_t by_name; /* enum td_name; down to the boundary */
	bool by_inside;  /* `by` belongs to the recipient's ADMD */
	bool from_inside;
	const char *why; /* a literal: why from_inside is what it is */
};

enum td_zone { TD_Z1, TD_Z2, TD_Z3, TD_N_ZONES };

/* ---- fields that tell results ---- */

enum td_field_kind { TD_FIELD_AR, TD_FIELD_AAR, TD_FIELD_RECEIVED_SPF };

/* Why a field is believed, or not.  SEMANTICS.md 3.4, DECISIONS.md 23-26. */
enum td_belief {
	TD_BELIEVED_CONFIGURED, /* (a) --authserv-id */
	TD_BELIEVED_SAME_ADMD,  /* (b) */
	TD_BELIEVED_BUILTIN,    /* (c) */
	TD_BELIEVED_NO_ID,      /* (d) Microsoft */
	TD_BELIEVED_ALL,        /* --trust all */
	TD_BELIEVED_ARC,        /* SEMANTICS.md 3.6 */
	TD_REFUSED_ZONE,        /* written on the sender's side */
	TD_REFUSED_ID,          /* foreign authserv-id */
	TD_REFUSED_NO_ID,       /* none, and not Microsoft's */
	TD_REFUSED_NO_RECEIVED, /* no Received, no --authserv-id given */
	TD_REFUSED_ARC,         /* no trusted arc=pass, or not the last seal */
	TD_REFUSED_UNUSED,      /* a fallback that was not needed */
	TD_N_BELIEFS
};

/* One sentence for people, without a full stop. */
const char *td_belief_text(enum td_belief b);

struct td_told {
	enum td_field_kind kind;
	uint32_t header;
	uint16_t nth;
	enum td_zone zone;
	enum td_belief belief;
	struct td_span body;        /* decoded if it had RFC 2047 words */
	struct td_span authserv_id; /* n 0: absent; read only where it can
	                               matter if not td_trust.thorough */
	struct td_authres results;  /* of TD_FIELD_AR if believed: begun */
	bool used;                  /* some result of it counts */
};

/* One dkim result that counts. */
struct td_dkim {
	enum td_result result;
	struct td_span sdid; /* header.d, else domain of header.i, ... */
	struct td_span selector;
	bool aligned; /* with the author domain, relaxed */
	bool strict;
};

/* Where the result of a method comes from. */
struct td_origin {
	int told;              /* index into td_reading.told; -1: nowhere */
	struct td_span word;   /* the result as written */
	struct td_span domain; /* what it speaks about */
};

/* ---- recipient: SEMANTICS.md 8, DECISIONS.md 31 ---- */

enum td_rank {
	TD_RANK_GIVEN,         /* 0: --recipient */
	TD_RANK_X_ORIGINAL_TO, /* 1 */
	TD_RANK_ENVELOPE_TO,   /* 2 */
	TD_RANK_RECEIVED_FOR,  /* 3 */
	TD_RANK_DELIVERED_TO,  /* 4 */
	TD_RANK_APPARENTLY,    /* 5: X-Apparently-To */
	TD_RANK_TO_CC,         /* 6 */
	TD_RANK_OTHER,         /* 7: Apparently-To, Resent-To */
	TD_RANK_NONE,          /* could not be determined */
	TD_N_RANKS
};

const char *td_rank_name(enum td_rank r); /* "x-original-to" */

struct td_evidence {
	enum td_rank rank;
	int header;            /* index into td_batch.header; -1: none */
	struct td_span domain; /* lower-cased into td_reading.text; n 0: it
	                          names several or none */
	bool inner;            /* it is of an inner host, such as "localhost" */
	const char *note;      /* a literal: why it is not used; or NULL */
};

/* ---- the whole ---- */

enum td_seen {
	TD_SEEN_MESSAGE,
	TD_SEEN_NULL_SENDER, /* reverse-path <>: DECISIONS.md 1 */
	TD_SEEN_REPORT,      /* a DSN, ARF or auto-reply found as mail */
	TD_SEEN_MAYBE_REPORT /* from an address that bounces mail, but also
	                        writes: its body decides */
};

/*
 * Whether reports may be found among its parts, by its header alone: RFC 7489
 * 7.2.1.1, RFC 8460 5.3.
 */
enum td_carries {
	TD_CARRIES_NONE,
	TD_CARRIES_MAYBE, /* what it says of itself fits other mail, too */
	TD_CARRIES_SAYS   /* so it says */
};

/* Spans point into the batch or into `text`; all is valid until the next use
 * of the reading or of the batch. */
struct td_reading {
	struct td_observation obs;
	struct td_fields fields;

	size_t n_hops;    /* that were read: down to the boundary, or all */
	size_t hops_seen; /* Received fields that there are */
	struct td_hop hop[TD_MAX_HOPS]; /* top (latest) first */
	int boundary;             /* index into hop; -1: no Received at all */
	struct td_span admd;      /* organizational domain of the receiver */
	const char *boundary_why; /* a literal */

	size_t n_told;
	struct td_told told[TD_MAX_AUTHRES]; /* top first */
	struct td_origin origin[TD_N_AUTH];
	size_t n_dkim;
	struct td_dkim dkim[TD_MAX_DKIM];
	bool spf_null_sender; /* spf spoke about the HELO name */
	bool best_guess;      /* Google's: DECISIONS.md 27 */
	bool spf_disagrees;   /* trusted A-R and Received-SPF differ */
	uint8_t strict;       /* enum td_alignment with strict alignment */

	size_t n_evidence;
	struct td_evidence evidence[TD_MAX_EVIDENCE];
	int used_evidence;           /* index; -1: none */
	bool conflict;               /* ranks 1-4 name different domains */
	struct td_span final_domain; /* after forwarding */

	struct td_span pra_domain; /* n 0: no PRA */
	const char *pra_field;     /* "Sender"; NULL: none */
	bool author_ambiguous;
	const char *forwarded_why; /* a literal; NULL if not forwarded */
	const char *seen_why;      /* NULL for TD_SEEN_MESSAGE */

	enum td_carries carries;

	size_t n_text; /* used of text: lower-cased and decoded copies */
	char text[(64 << 10) + TD_PAD];
};

/* What the user decided.  Read-only, shared by all threads. */
struct td_trust {
	bool all;                  /* --trust all */
	bool count_forwarded;      /* --forwarded count */
	bool count_null_sender;    /* --null-sender */
	bool thorough;             /* read also what explain prints and what
	                              cannot change the observation */
	size_t n_ids;              /* --authserv-id, lower-cased */
	const struct td_span *ids; /* exact, or ".suffix" */
	struct td_span recipient;  /* --recipient: a domain; n 0: not given */
	const struct td_carriers *carriers;
	const struct td_psl *psl;
};

struct td_observer; /* one a thread: caches */

struct td_observer *td_observer_new(const struct td_trust *trust);
void td_observer_free(struct td_observer *o);

/* TD_BIT of every enum td_header_id that td_observe_mail looks at. */
uint64_t td_observe_headers(void);

/* Understand one TD_MESSAGE record.  Sets every member of *out. */
enum td_seen td_observe_mail(struct td_observer *o, const struct td_batch *b,
    const struct td_record *r, struct td_reading *out);

/* ---- the steps, in the order in which td_observe_mail calls them ---- */

/*
 * Copy into out->text, ASCII letters lower-cased, white space dropped, one
 * trailing dot stripped.  n 0 if there is no room.
 */
struct td_span td_reading_lower(struct td_reading *out, struct td_span s);

/* fields (needs nothing; the other steps need it). */
void td_read_fields(const struct td_batch *b, const struct td_record *r,
    struct td_reading *out);

/* hops.c: hop[], boundary, admd; obs.hops, delay, tls, fcrdns, when, relay. */
void td_read_hops(const struct td_trust *t, struct td_orgs *orgs,
    const struct td_batch *b, const struct td_record *r,
    struct td_reading *out);

/* author.c: obs.author_domain, author_ambiguous, PRA (needs nothing else). */
void td_read_author(const struct td_batch *b, const struct td_record *r,
    struct td_reading *out);

/* trust.c: told[], origin[], dkim[], obs.result[], mailfrom_domain,
 * authserv_id (needs hops and author). */
void td_read_results(const struct td_trust *t, struct td_orgs *orgs,
    const struct td_batch *b, const struct td_record *r,
    struct td_reading *out);

/* align.c: obs.alignment, strict, dkim[].aligned, sdid, obs.pra (needs author
 * and results). */
void td_read_alignment(struct td_orgs *orgs, struct td_reading *out);

/* recipient.c: evidence[], obs.domain, carrier, forwarded (needs hops). */
void td_read_recipient(const struct td_trust *t, struct td_orgs *orgs,
    struct td_carrier_cache *carriers, const struct td_batch *b,
    const struct td_record *r, struct td_reading *out);

#endif
