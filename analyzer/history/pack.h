/*
 * Histograms as a few bytes: numbers of 7 bits a byte, the low ones first, the
 * top bit set but in the last (LEB128).  The largest value, then for each
 * bucket how many it is behind the one before (the first: behind 0) and its
 * count.  Nothing at all is an empty histogram.
 */
#ifndef TD_HISTORY_PACK_H
#define TD_HISTORY_PACK_H

#include "analyzer/cube/hist.h"
#include "formats/span.h"

/* At most so many bytes. */
enum { TD_HIST_PACKED = 10 + TD_HIST_BUCKETS * (2 + 10) };

size_t td_hist_pack(const struct td_hist *h, char buf[TD_HIST_PACKED]);

/* In place of what is there.  1: no histogram; -1: no memory. */
int td_hist_unpack(struct td_hist *h, struct td_span packed);

#endif
