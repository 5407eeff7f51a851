/*
 * What the files that write a Postfix log share.
 */
#ifndef BENCH_GEN_LOG_POSTFIX_H
#define BENCH_GEN_LOG_POSTFIX_H

#include "gen_log.h"

/* "STAMP HOST PROGRAM[PID]: QUEUE_ID: "; `pid` is added to the entry's */
void gen_postfix_begin(struct gen_log *g, const struct gen_entry *e,
    const char *program, unsigned pid);

/* gen_log_postfix_deliver.c */
void gen_postfix_deliver(struct gen_log *g, struct gen_entry *e,
    struct gen_rcpt *r, enum gen_state what);

/* "...: to=<R>, relay=", and from behind the relay up to the reply's "(" */
void gen_postfix_begin_delivery(struct gen_log *g, const struct gen_entry *e,
    const struct gen_rcpt *r, const char *daemon);
void gen_postfix_begin_text(struct gen_log *g, const struct gen_entry *e,
    const char *dsn, const char *status);

/* gen_log_relay.c: what is given to SES; `take` comes first. */
void gen_relay_take(struct gen_log *g, struct gen_entry *e);
void gen_relay_deliver(struct gen_log *g, struct gen_entry *e,
    struct gen_rcpt *r, enum gen_state what);

/* gen_log_noise.c */
void gen_postfix_noise(struct gen_log *g);

#endif
