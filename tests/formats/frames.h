/*
 * Lines of logs and what stands before their text, for the suites of the
 * frames: each form of FORMATS 0.5, 5, 7, 11 and 18.
 */
#ifndef TD_TESTS_FRAMES_H
#define TD_TESTS_FRAMES_H

#include "formats/log.h"

enum { FRAME_SCRATCH = 256 };

struct frame_vector {
	const char *source; /* of the form */
	const char *line;
	const char *when; /* UTC; NULL: undated */
	int lacks;
	enum td_program program;
	const char *host, *tag, *pid, *text;
};

extern const struct frame_vector good_frames[];
extern const int n_good_frames;

/* What td_event has for a time that is written like those of the vectors. */
int64_t frame_micros(const char *when);

/*
 * Read n bytes of a line with td_log_frame().  `block` has room for TD_PAD
 * more, and scratch for FRAME_SCRATCH + TD_PAD.
 */
bool read_frame(const char *line, size_t n, char *block, char *scratch,
    struct td_line *out);

#endif
