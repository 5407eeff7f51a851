/*
 * A report as a page: one HTML file that needs nothing else, no network and no
 * script.  What it may load is said by its Content-Security-Policy: its own
 * style sheet, known by its hash, and nothing else.
 */
#ifndef TD_REPORT_HTML_H
#define TD_REPORT_HTML_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "formats/span.h"

struct td_page {
	FILE *out;
	unsigned id; /* the last one given */
};

/* The style sheet, in pieces, ends with NULL; its SHA-256 in base64, which
 * the policy allows. */
extern const char *const td_html_style[];
extern const char td_html_style_hash[];

/* `title` is the name of the page and its only h1. */
void td_page_begin(struct td_page *p, FILE *out, const char *title);
/* `made` says what made it, at the end of the page. */
void td_page_end(struct td_page *p, const char *made);

/* Escaped. */
void td_page_text(struct td_page *p, const char *s);

/* <section><h2>, or h3 without a section around it. */
void td_page_section(struct td_page *p, const char *heading);
void td_page_section_end(struct td_page *p);
void td_page_heading(struct td_page *p, const char *heading);

/* Lines of plain text become paragraphs, those that begin with two blanks the
 * items of a list. */
void td_page_paragraphs(struct td_page *p, struct td_span text, bool warn);

/* ---- tables ---- */

/* Up to the caption; what is wider than the window scrolls by itself. */
void td_page_table(struct td_page *p, const char *caption);
void td_page_table_end(struct td_page *p);

/* A head; `column` is its name in CSV, or NULL; `left`: of words. */
void td_page_head(
    struct td_page *p, const char *head, const char *column, bool left);

/* <th scope="row"> */
void td_page_name(struct td_page *p, struct td_span name);

/* Numbers: the exact one, as JSON has it, stands in <data>. */
void td_page_count(struct td_page *p, uint64_t n);
void td_page_number(struct td_page *p, double x, const char *shown);
void td_page_nothing(struct td_page *p); /* no data: a dash */
void td_page_word(struct td_page *p, const char *word);

#endif
