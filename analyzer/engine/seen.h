/*
 * The inputs that were counted, by content.  For any number of threads.
 */
#ifndef TD_ENGINE_SEEN_H
#define TD_ENGINE_SEEN_H

#include "analyzer/cube/cells.h"

struct td_seen_set;

/* `names` keeps, for each content, the bytewise smallest of its names. */
struct td_seen_set *td_seen_set_new(bool names);
void td_seen_set_free(struct td_seen_set *s);

/* 1 if it is new (and now is in), 0 if it was there, -1: no memory. */
int td_seen_claim(
    struct td_seen_set *s, const struct td_input_id *id, const char *name);

/* How many of these are in the set. */
size_t td_seen_count(
    struct td_seen_set *s, const struct td_input_id *ids, size_t n);

/* The smallest name of the content whose td_seen_label this is; the label
 * itself where it is none. */
struct td_span td_seen_name(struct td_span label, void *set);

/* An id as text, a value that stands for the name while counting. */
enum { TD_LABEL_SIZE = 48 };
struct td_span td_seen_label(
    const struct td_input_id *id, char buf[TD_LABEL_SIZE]);

/* The id of a label; false if the text is none. */
bool td_seen_id(struct td_span label, struct td_input_id *id);

/* All ids, sorted; the caller frees.  NULL with *n 0 when empty. */
struct td_input_id *td_seen_ids(struct td_seen_set *s, size_t *n);

#endif
