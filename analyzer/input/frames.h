/*
 * The parallel road of zstd: a mapped file of several frames that all say how
 * long they are.  Internal to input/.
 */
#ifndef TD_INPUT_FRAMES_H
#define TD_INPUT_FRAMES_H

#include "analyzer/input/map.h"
#include "analyzer/input/source.h"
#include "analyzer/input/stream.h"

struct td_frames;

/*
 * NULL if the file is to be read as a stream, which also tells what is wrong
 * with it; else the map is owned from now on.
 */
struct td_frames *td_frames_open(struct td_map *map,
    const struct td_limits *limits, const struct td_meter *meter);

uint64_t td_frames_count(const struct td_frames *f); /* blocks */
uint64_t td_frames_decoded(const struct td_frames *f);
const struct td_map *td_frames_map(const struct td_frames *f);

/* As td_source_block(). */
int td_frames_block(struct td_frames *f, uint64_t i,
    const struct td_format *format, struct td_buffer *buf, struct td_block *out,
    struct td_error *e);

void td_frames_close(struct td_frames *f);

#endif
