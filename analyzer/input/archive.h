/*
 * Archives: tar and zip, member by member.  Internal to input/.
 */
#ifndef TD_INPUT_ARCHIVE_H
#define TD_INPUT_ARCHIVE_H

#include "analyzer/input/stream.h"

struct td_archive;

/*
 * Read the archive in `below`, which is closed with it.  If fd >= 0, that is
 * the file itself, at its beginning, and if memory.n > 0 its bytes, to be read
 * instead of the stream: then the directory at the end of a zip is used.  NULL
 * and *e on failure; `below` is then still the caller's.
 */
struct td_archive *td_archive_open(
    struct td_stream *below, int fd, struct td_span memory, struct td_error *e);

/*
 * The next member that is a file: 1 and its name and stream, 0 at the end, -1
 * and *e where nothing can be read any more.  Both are valid until the next
 * call; the stream is to be closed before it.  At the end *e may hold a note.
 */
int td_archive_next(struct td_archive *a, const char **name,
    struct td_stream **member, struct td_error *e);

void td_archive_close(struct td_archive *a);

#endif
