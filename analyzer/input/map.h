/*
 * Files in memory that may shrink without killing anybody.  Internal to
 * input/.
 *
 * A byte of a mapping that the file has lost raises SIGBUS.  The handler puts
 * zero pages where the hole is and remembers that; the source is then thrown
 * away by whoever asks td_map_shrank() when its work is done.
 */
#ifndef TD_INPUT_MAP_H
#define TD_INPUT_MAP_H

#include <stdbool.h>
#include <stddef.h>

struct td_map {
	const char *p; /* NULL: nothing mapped */
	size_t n;      /* TD_PAD readable bytes follow */
	int fd;        /* the map's own; closed with it */
	int slot;
};

/* Map the first n > 0 bytes of `fd`.  False where that is not possible; then
 * the file has to be read. */
bool td_map_open(struct td_map *m, int fd, size_t n);

/* Whether bytes were lost, or will be when they are looked at. */
bool td_map_shrank(const struct td_map *m);

void td_map_close(struct td_map *m);

#endif
