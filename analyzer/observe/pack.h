/*
 * What a run leaves open, as bytes, and back: the queue of log entries and the
 * ledger of outcomes.  A later run goes on with what comes back as if it had
 * read all of it itself.
 *
 * The bytes tell of each kind of row its members by name.  A version of the
 * program that has more members, or fewer, reads them as well: what it does not
 * know it passes over, what it does not find is as in a row that tells nothing.
 * All numbers are little endian; hashes of names (table.h) are among them, so
 * the bytes are of use only where these come out the same, which is looked at.
 *
 *	8	"td-queue" or "td-ledgr"
 *	4	the version of all this: 1
 *	8	td_table_hash() of a known text
 *	then of each kind of row, in any order:
 *		1 + n	its name
 *		4	rows
 *		2	members, and of each
 *			1 + n	its name
 *			1	values in a row
 *			8	the usual value
 *		8	bytes that follow:
 *			of each 1024 rows, of each value in a row, a column:
 *				1	bytes of a number: 0 to 8
 *				8	base; not if there are 8
 *				their numbers
 *			of texts, all of them without gaps
 *	8	td_table_hash() of what is before
 *
 * A number of 8 bytes is the value.  A number k of fewer is base + k - 1, or,
 *if it is 0, the usual value.  Without numbers all are the base; but the first
 * column has them always, so no rows come from no bytes.
 */
#ifndef TD_OBSERVE_PACK_H
#define TD_OBSERVE_PACK_H

#include "analyzer/error.h"
#include "analyzer/observe/ledger.h"
#include "analyzer/observe/queue.h"

struct td_bytes {
	char *p; /* to be freed; NULL at first */
	size_t n, cap;
};

/*
 * Appended to `out`: rows, not what became of the options but whether there
 * is nothing before the queue; texts that nobody refers to are left out.  The
 * queue is closed or new.  -1: no memory.
 */
int td_queue_pack(const struct td_queue *q, struct td_bytes *out);

/*
 * A closed queue with these options, but td_join_options.first is that of the
 * packed one.  NULL: *e tells why.
 */
struct td_queue *td_queue_unpack(
    const struct td_join_options *o, struct td_span bytes, struct td_error *e);

/* Before td_ledger_join_notices and td_ledger_prepare.  -1: no memory. */
int td_ledger_pack(const struct td_ledger *l, struct td_bytes *out);

/* `into` is empty, before and after -1: *e tells why. */
int td_ledger_unpack(
    struct td_ledger *into, struct td_span bytes, struct td_error *e);

#endif
