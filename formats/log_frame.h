/*
 * What the frame of a log line is made of: the table of tags, the programs that
 * are told without a tag, and frames that are JSON.
 */
#ifndef TD_FORMATS_LOG_FRAME_H
#define TD_FORMATS_LOG_FRAME_H

#include "log.h"

/*
 * Who writes under this tag, which is padded (lex.h); what it wrote decides
 * where tags are alike.
 */
enum td_program td_tag_program(struct td_span tag, struct td_span text);

/* The kinds of JSON objects that hold a log line. */
enum td_json_frame {
	TD_JSON_OTHER,
	TD_JSON_JOURNAL, /* journalctl -o json: a frame and its text */
	TD_JSON_DOCKER,  /* Docker's json-file: text with a frame of its own */
	TD_JSON_HARAKA   /* a line of Haraka itself: the text is the object */
};

/*
 * Read the object [p, end) into *out, which is empty.  Escaped strings are
 * written to scratch as for td_log_frame().
 */
enum td_json_frame td_log_json(const char *p, const char *end, char *scratch,
    size_t cap, size_t *n_scratch, struct td_line *out);

/*
 * Whether the text at p begins as that of a program does: Exim with a message
 * id, Exim at all, qmail-send, Haraka.
 */
bool td_shape_exim_id(const char *p, const char *end);
bool td_shape_exim(const char *p, const char *end);
bool td_shape_qmail(const char *p, const char *end);
bool td_shape_haraka(const char *p, const char *end);

/* The same for rspamd, and then *out has all but the stamp. */
bool td_shape_rspamd(const char *p, const char *end, struct td_line *out);

/* Behind "[123] " at p, with *pid set, or p. */
const char *td_shape_pid(const char *p, const char *end, struct td_span *pid);

#endif
