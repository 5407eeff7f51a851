/*
 * gen: archives of made-up mail whose truth is known.
 *
 * A message is decided first (who, for whom, what the receiver found), then
 * written as that receiver writes it, and counted from the decisions alone:
 * nothing that was written is ever parsed.  The rules of counting are those
 * of the analyzer's specification, written down a second time.
 */
#ifndef BENCH_GEN_H
#define BENCH_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "gen_random.h"

#define GEN_COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define GEN_BIT(i) (1u << (i))

/* ---- what is counted ---- */

enum gen_word {
	W_PASS,
	W_FAIL,
	W_SOFTFAIL,
	W_NEUTRAL,
	W_NONE,
	W_POLICY,
	W_TEMPERROR,
	W_PERMERROR,
	W_OTHER,
	W_MISSING,
	N_WORDS
};

enum gen_method { M_SPF, M_DKIM, M_DMARC, M_ARC, M_SENDER_ID, N_METHODS };

enum gen_align { A_ALIGNED, A_UNALIGNED, A_UNKNOWN, N_ALIGN };

enum gen_tls { TLS_YES, TLS_NO, TLS_UNKNOWN, N_TLS };

enum gen_fcrdns { RDNS_PASS, RDNS_FAIL, RDNS_NONE, RDNS_UNKNOWN, N_FCRDNS };

/* Evidence for the recipient, the best first. */
enum gen_rank {
	RANK_GIVEN,
	RANK_X_ORIGINAL_TO,
	RANK_ENVELOPE_TO,
	RANK_RECEIVED_FOR,
	RANK_DELIVERED_TO,
	RANK_X_APPARENTLY_TO,
	RANK_TO_CC,
	RANK_OTHER,
	RANK_NONE,
	N_RANKS
};

enum gen_defect {
	D_JUNK,
	D_BAD_LINE,
	D_NO_BLANK,
	D_NO_HEADER,
	D_NUL,
	D_TOO_LONG,
	N_DEFECTS
};

/* ---- the world ---- */

struct gen_domain {
	const char *name;
	unsigned org; /* equal for one organizational domain */
};

/* A word as it is written, and what it counts as. */
struct gen_verdict {
	const char *text;
	enum gen_word word;
};

/* What a receiver does with mail that has no signature or no policy. */
enum gen_receiver_flags {
	R_NO_SIGNATURE_UNTOLD = 1, /* writes no dkim= at all */
	R_NO_POLICY_UNTOLD = 2,    /* writes no dmarc= at all */
	R_UNKNOWN_FOR_NONE = 4     /* writes "unknown" for both */
};

struct gen_mail;

struct gen_receiver {
	void (*write)(struct gen_mail *m); /* its fields, to the last of Z2 */
	const char *id; /* pattern of its authserv-id; NULL: "$b" */
	unsigned flags;
	uint8_t odd_method;     /* enum gen_method that `odd` belongs to */
	struct gen_verdict odd; /* a word that only it has; text NULL: none */
};

struct gen_recipient {
	const char *carrier, *domain, *by;
	const char *relay_carrier; /* told by `by` alone; NULL: do not ask */
	const struct gen_receiver *receiver;
	unsigned weight;
	char mark; /* makes the local part impossible there */
};

enum gen_sender_flags {
	S_SES = 1,
	S_LIST = 2,     /* a mailing list: its own Sender */
	S_EXCHANGE = 4, /* stamps what goes out */
	S_NO_DKIM = 8
};

enum { GEN_MAX_SIGNATURES = 4 };

struct gen_sender {
	struct gen_domain author, mailfrom, sender; /* sender.name NULL: none */
	const char *host;                           /* of the client */
	struct gen_domain sdid[GEN_MAX_SIGNATURES]; /* up to a NULL */
	unsigned flags, weight;
};

extern const struct gen_recipient gen_recipients[];
extern const size_t gen_n_recipients;
extern const struct gen_sender gen_senders[];
extern const size_t gen_n_senders;
extern const struct gen_domain gen_forwarder;

/* gen_receiver.c, gen_provider.c, gen_odd.c */
extern const struct gen_receiver gen_google, gen_microsoft, gen_icloud,
    gen_yahoo, gen_yahoo_jp, gen_au, gen_silent, gen_gmx, gen_mail_ru,
    gen_fastmail, gen_zoho, gen_postfix, gen_rspamd, gen_amavis, gen_sendmail,
    gen_exim, gen_cisco, gen_arc, gen_rfc, gen_kernel, gen_torn, gen_ses,
    gen_yandex, gen_bare;

/* ---- an archive ---- */

enum gen_kind {
	K_MBOX,
	K_MBOXRD,
	K_MAILDIR,
	K_DUMP,
	K_EML_DIR,
	K_POSTFIX, /* gen_log.h */
	K_EXIM,
	K_SES, /* gen_event.h */
	K_RELAY
};

/* What holds an event. */
enum gen_wrap { WRAP_BARE, WRAP_FIREHOSE, WRAP_SNS, WRAP_EVENTBRIDGE };

enum gen_eol { EOL_LF, EOL_CRLF, EOL_MIXED };

struct gen_plan {
	uint64_t seed, messages, bytes; /* 0: no limit */
	uint64_t bodies;                /* mean size of a body */
	enum gen_kind kind;
	enum gen_eol eol;
	enum gen_wrap wrap;
	bool files;         /* a file a message */
	bool bare;          /* a dump without any trace fields */
	bool forwarded;     /* what was forwarded counts like the rest */
	bool stream;        /* to standard output */
	bool rfc3339;       /* stamps of a log */
	bool new_year;      /* a log goes over the end of the year */
	uint64_t set;       /* files of a rotated log; 0: no folder */
	const char *out;    /* file or folder */
	const char *truth;  /* file; NULL: none */
	const char *format; /* what the analyzer calls the kind */
};

/* ---- a message ---- */

struct gen_text {
	char *p;
	size_t n, cap;
};

struct gen_signature {
	struct gen_verdict verdict;
	struct gen_domain sdid;
	char b[9]; /* how header.b begins */
};

enum gen_class { C_MESSAGE, C_NULL_SENDER, C_REPORT };

/* How the author is written. */
enum gen_author {
	AUTHOR_ONE,
	AUTHOR_TWO_OF_ONE,     /* two addresses, one domain */
	AUTHOR_TWO,            /* two addresses, two domains */
	AUTHOR_TWO_FIELDS,     /* two From fields */
	AUTHOR_WITHOUT_DOMAIN, /* no address in it */
	AUTHOR_ABSENT
};

/* What Sender is like. */
enum gen_sender_field { SENDER_ABSENT, SENDER_ONE, SENDER_BLANK, SENDER_TWO };

/* What the sender writes in order to be taken for more than he is. */
enum gen_lie {
	LIE_NONE,
	LIE_OWN_ID_BEHIND, /* the receiver's id, right behind its fields */
	LIE_OWN_ID_BELOW,  /* the same, below another Received */
	LIE_GOOGLE,        /* a big name's id */
	LIE_NO_ID,         /* as Microsoft writes it */
	LIE_STAMP,         /* Exchange's stamp on what goes out */
	LIE_FOREIGN,       /* an id of his own */
	LIE_LOOKALIKE,     /* X-Original-Authentication-Results, ... */
	LIE_HOP,           /* "Received: ... by" the receiver, further down */
	LIE_RECIPIENT,     /* X-Original-To of somebody else */
	LIE_HELO,          /* HELO with a name of the receiver's */
	LIE_NULL,          /* a second Return-Path: <> */
	N_LIES
};

enum gen_forwarding {
	FORWARD_NONE,
	FORWARD_GMAIL,     /* X-Forwarded-To, X-Forwarded-For */
	FORWARD_RESENT,    /* Resent-* */
	FORWARD_DELIVERED, /* Delivered-To of somebody else below */
};

struct gen_mail {
	struct gen_random random;
	struct gen_text *out;
	uint64_t number;

	/* decided */
	const struct gen_recipient *to;
	const struct gen_receiver *receiver; /* who writes the top fields */
	const struct gen_sender *from;
	enum gen_class class;
	enum gen_author author;
	enum gen_sender_field sender_field;
	enum gen_lie lie;
	enum gen_forwarding forwarding;
	int damage;  /* enum gen_defect, -1: none */
	bool bare;   /* no Received at all */
	bool hidden; /* nothing tells the recipient */
	bool rootly; /* the recipient has no domain */
	bool no_for, no_return_path, verp, encoded, tls;
	bool loud;            /* domains in capitals */
	bool bom;             /* the file begins with a byte order mark */
	bool abrupt;          /* the file ends with the last field */
	enum gen_fcrdns rdns; /* the client's: pass, fail or none */
	struct gen_verdict verdict[N_METHODS]; /* not of dkim */
	size_t n_signatures;
	struct gen_signature signature[GEN_MAX_SIGNATURES];
	bool google_guess; /* pass, but a best guess */
	char ip[24];
	int64_t at;                    /* seconds since 1970: the boundary */
	int64_t first;                 /* of the lowest dated hop */
	size_t delays;                 /* hops dated */
	const struct gen_signature *s; /* of which $k, $K, ... speak */
	int64_t now;                   /* of which the dates speak */

	/* told, as the receiver's fields are written */
	unsigned told;    /* GEN_BIT of methods that count */
	unsigned told_ar; /* the same, by Authentication-Results */
	enum gen_word unsigned_word;
	bool nameless;     /* dkim without a domain */
	bool spf_nameless; /* spf without one */
	enum gen_rank rank;
	enum gen_tls tls_told;
	enum gen_fcrdns rdns_told;
	int64_t last;  /* the top hop */
	uint64_t lost; /* bytes that a defect costs, line ends counted once */
	uint64_t lost_lines;
};

/* gen_put.c: append; see there for the letters behind '$'. */
void gen_bytes(struct gen_text *t, const char *p, size_t n);
void gen_put(struct gen_mail *m, const char *pattern);
void gen_address(struct gen_mail *m, const char *local, const char *domain);
void gen_separator_date(struct gen_mail *m);
void gen_civil(int64_t days, int64_t *y, unsigned *mon, unsigned *d);

/* gen_choose.c: set what is decided. */
void gen_choose(
    struct gen_mail *m, const struct gen_plan *plan, uint64_t number);
bool gen_known_by_domain(const struct gen_recipient *r);

/* gen_results.c: parts that several receivers share. */
void gen_tell(struct gen_mail *m, enum gen_method method);
void gen_part(struct gen_mail *m, enum gen_method method, const char *pattern);
void gen_dkim(struct gen_mail *m, const char *each, const char *without,
    enum gen_word word);
void gen_spf_comment(struct gen_mail *m, const char *domain);
void gen_return_path(struct gen_mail *m);
void gen_recipient_field(
    struct gen_mail *m, enum gen_rank rank, const char *pattern);
void gen_for(struct gen_mail *m, const char *pattern);
void gen_client(struct gen_mail *m, const char *named, const char *nameless);
void gen_encode(struct gen_mail *m, size_t from);

/* gen_sender.c: what lies below the receiver's fields. */
void gen_sender_side(struct gen_mail *m);

/* gen_body.c */
void gen_body_init(bool quoted_rd);
void gen_body(struct gen_mail *m, size_t size, bool crlf,
    void (*emit)(const char *p, size_t n));

/* gen_truth.c */
void gen_truth_init(const struct gen_plan *plan);
void gen_truth_add(const struct gen_mail *m, uint64_t bytes, bool crlf);
void gen_truth_write(FILE *f, uint64_t bytes, uint64_t sources);

/* gen_archive.c: the archive, then the truth; 0, or -1, errno and `*what`. */
int gen_archive(const struct gen_plan *plan, const char **what);

#endif
