/*
 * Who sent what to whom: client addresses, identities and results, counted.
 * What SPF would say of a message depends on nothing else, so it can be asked
 * for when all is counted, once for each pair of them.
 */
#ifndef TD_CUBE_CLIENTS_H
#define TD_CUBE_CLIENTS_H

#include "analyzer/observe/observation.h"

/* Spans of n 0: not known. */
struct td_client {
	struct td_span carrier;
	struct td_span ip;       /* as text */
	struct td_span mailfrom; /* domain of MAIL FROM; of HELO if that is
	                            null */
	struct td_span header;   /* td_client_header() */
	struct td_span author;   /* domain of From */
	enum td_result spf;      /* as the receiver told */
	enum td_alignment pra;
	bool forwarded; /* the client is not the author's */
};

struct td_clients;

struct td_clients *td_clients_new(void); /* NULL: no memory */
void td_clients_free(struct td_clients *t);
void td_clients_clear(struct td_clients *t); /* empty it, keep its memory */

/* -1: no memory. */
int td_clients_add(
    struct td_clients *t, const struct td_client *client, uint64_t messages);
int td_clients_merge(struct td_clients *into, const struct td_clients *from);

/* Of all that was added, also of what there was no room for. */
uint64_t td_clients_messages(const struct td_clients *t);

/* How many rows there are; call it before the next. */
size_t td_clients_sort(struct td_clients *t);
/* Row i < n, most messages first; spans stay valid until the next addition.
 * The result is how many messages it stands for. */
uint64_t td_clients_row(
    const struct td_clients *t, size_t i, struct td_client *out);

#endif
