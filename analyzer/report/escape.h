/*
 * Text from the input, made harmless for where it goes.
 */
#ifndef TD_REPORT_ESCAPE_H
#define TD_REPORT_ESCAPE_H

#include <stdio.h>

#include "formats/span.h"

/* With the quotes.  Bytes that are no UTF-8 become U+FFFD; control, bidi and
 * invisible characters are written as \u escapes, so nothing is lost. */
void td_put_json(FILE *out, struct td_span s);

/* RFC 4180, quoted where needed; a cell that could begin a formula (= + - @
 * and their full-width forms, tab CR LF) gets a leading apostrophe.  Control
 * bytes and bytes that are no UTF-8 become U+FFFD. */
void td_put_csv(FILE *out, struct td_span s);

/* HTML, in text and in quoted attributes: & < > " ' become references.  What
 * td_put_text makes "?" becomes U+FFFD. */
void td_put_html(FILE *out, struct td_span s);

/* A label's value of Prometheus, between its quotes.  No two texts become the
 * same, which would be one sample twice and have all of the file refused:
 * bytes of what td_put_text makes "?", and of U+FFFD itself, become U+FFFD and
 * two hexadecimal digits each. */
void td_put_label(FILE *out, struct td_span s);

/* Control bytes, bidi overrides, invisible characters and bytes that are no
 * UTF-8 become "?" . */
void td_put_text(FILE *out, struct td_span s);

/* How many terminal columns td_put_text takes (wide letters count 2). */
unsigned td_text_width(struct td_span s);

/* As much of the start of `s` as takes at most so many columns. */
struct td_span td_text_cut(struct td_span s, unsigned columns);

#endif
