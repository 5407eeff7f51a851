/*
 * What the files of pack.h share: what a row consists of, and how rows are
 * written and read.
 */
#ifndef TD_OBSERVE_PACK_PARTS_H
#define TD_OBSERVE_PACK_PARTS_H

#include "analyzer/observe/pack.h"
#include "analyzer/observe/table.h"

enum {
	PACK_BLOCK = 1024,  /* rows that are written together */
	PACK_MEMBERS = 128, /* of a kind, at most */
	PACK_MAGIC = 8,
	PACK_HEAD = PACK_MAGIC + 4 + 8,
	PACK_SUM = 8,
	PACK_VERSION = 1
};

/* ---- members ---- */

enum member_is {
	IS_ANY,
	IS_TEXT,    /* a place in the texts */
	IS_BETWEEN, /* least <= it <= most */
	IS_TIME,    /* likewise, or TD_NO_TIME */
	IS_LEFT_OUT /* follows from the others */
};

struct member {
	const char *name;
	size_t at;
	uint8_t width, count; /* bytes, and how many of that */
	uint8_t is;
	int64_t least, most;
};

/* `e` is the member of struct `s`; or the first of an array: EACH. */
#define MEMBER(s, n, e, is, least, most)                                   \
	{                                                                  \
		n, offsetof(s, e), sizeof(((s *)0)->e), 1, is, least, most \
	}
#define EACH(s, n, e, is, least, most)                                       \
	{                                                                    \
		n, offsetof(s, e), sizeof(((s *)0)->e[0]),                   \
		    sizeof(((s *)0)->e) / sizeof(((s *)0)->e[0]), is, least, \
		    most                                                     \
	}

#define ANY(s, n, e) MEMBER(s, n, e, IS_ANY, 0, 0)
#define TEXT(s, n, e) MEMBER(s, n, e, IS_TEXT, 0, 0)
#define UPTO(s, n, e, most) MEMBER(s, n, e, IS_BETWEEN, 0, most)
#define BOOL(s, n, e) UPTO(s, n, e, 1)
#define LEFT_OUT(s, e) MEMBER(s, #e, e, IS_LEFT_OUT, 0, 0)

struct kind {
	const char *name;
	size_t size;
	const struct member *member;
	size_t n_members;
	const void *usual; /* a row that tells nothing; NULL: all is 0 */
};

#define KIND(name, s, members, usual)                             \
	{                                                         \
		name, sizeof(s), members,                         \
		    sizeof(members) / sizeof((members)[0]), usual \
	}

enum {
	QUEUE_HEAD,
	QUEUE_HOST,
	QUEUE_STEP,
	QUEUE_HERITAGE,
	QUEUE_ENTRY,
	QUEUE_RCPT,
	QUEUE_PAIR,
	QUEUE_SPF,
	QUEUE_NOTICE,
	QUEUE_NUMBER,
	QUEUE_WAITER,
	QUEUE_N_KINDS
};

enum {
	LEDGER_ROW,
	LEDGER_RELAYED,
	LEDGER_DEFERRAL,
	LEDGER_SAME,
	LEDGER_KEPT,
	LEDGER_N_KINDS
};

extern const struct kind td_queue_kinds[QUEUE_N_KINDS];
extern const struct kind td_ledger_kinds[LEDGER_N_KINDS];
extern const struct kind td_text_kind;

struct text_row {
	uint32_t length;
};

/* What a queue is but for its rows. */
struct queue_head {
	uint64_t pos, paired, dropped, unjoined;
	bool first;
};

/* ---- pack_write.c ---- */

struct pack {
	struct td_bytes *out;
	size_t from; /* where this begins in it */
	const struct texts *texts;
	uint32_t *ordinal; /* of the text at a place / 4, from 1; 0: none yet */
	uint32_t *place;   /* by ordinal - 1 */
	uint32_t n_places, cap_places;
	unsigned char *block;
};

/* Rows of a kind. */
struct rows {
	const void *row;
	const uint32_t *order; /* NULL: as they are */
	uint32_t n;
	/* Indices as they are to be; i counts what is written.  Or NULL. */
	void (*fix)(void *arg, void *row, uint32_t i);
	void *arg;
};

/* -1, as below: no memory.  td_pack_end is called in any case. */
int td_pack_begin(struct pack *p, struct td_bytes *out,
    const char magic[PACK_MAGIC], const struct texts *texts);
int td_pack_rows(
    struct pack *p, const struct kind *kind, const struct rows *rows);
/* The texts, and the end; if not rc == 0, nothing is left in `out`. */
int td_pack_end(struct pack *p, int rc);

uint64_t td_pack_probe(void);

/* ---- pack_read.c ---- */

struct unpack {
	struct td_span kinds;
	struct td_error *e;
	uint32_t *place; /* of texts, by ordinal - 1 */
	uint32_t n_places;
};

/* -1, as below: *e is set.  td_unpack_end is called in any case. */
int td_unpack_begin(struct unpack *u, struct td_span bytes,
    const char magic[PACK_MAGIC], struct td_error *e);
/* First of all; t is empty. */
int td_unpack_texts(struct unpack *u, struct texts *t);
/* All rows of a kind behind each other in *rows, with room for *cap. */
int td_unpack_rows(struct unpack *u, const struct kind *kind, void *rows,
    uint32_t *n, uint32_t *cap);
void td_unpack_end(struct unpack *u);

/* -1; `where` is for who looks into it. */
int td_unpack_damaged(const struct unpack *u, const char *where);
int td_unpack_no_memory(const struct unpack *u);

#endif
