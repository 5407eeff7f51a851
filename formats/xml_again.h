/*
 * An element that is written as one before but for its texts, as the records of
 * a report are: the tags from one text to the next are compared as a whole, and
 * what they were found to be is told again.
 *
 *	<row><source_ip>  192.0.2.1  </source_ip><count>  3  </count></row>
 *
 * Where all of them are the same the plain scanner (xml_plain.h) would say the
 * same, as the texts are plain.
 */
#ifndef TD_FORMATS_XML_AGAIN_H
#define TD_FORMATS_XML_AGAIN_H

#include "xml_plain.h"

/* Longer tags, with the blanks between them, are not remembered. */
enum { TD_XML_FORM_MAX = 1024 };

/*
 * Who is told of it: not of tags, but of what is to be done for them, which
 * depends on nothing but what an element is, by its name, and what it is in (0:
 * nothing).  Nothing is done for 0.
 */
struct td_xml_again_sink {
	void *arg;
	uint8_t (*what)(struct td_span name);
	uint8_t (*open)(uint8_t outer, uint8_t what);
	/* `leaf`: it has a text. */
	uint8_t (*close)(uint8_t outer, uint8_t what, bool leaf);
	void (*act)(void *arg, uint8_t act, struct td_span text);
};

static inline void
td_xml_again_clear(struct td_xml_again *a)
{
	a->n = a->form[0].inner = 0;
}

static inline bool
td_xml_stands(const struct td_xml_form *f, const char *p, const char *end)
{
	const char *tags = f->tags.p;
	size_t n = f->tags.n;

	if ((size_t)(end - p) < n)
		return false;
	for (; n > 16; n -= 16, p += 16, tags += 16)
		if (!td_xml_same(p, tags, 16))
			return false;
	return td_xml_same(p, tags, n);
}

/* False if it is not like one that was learnt; the sink was told some of it
 * then. */
static inline __attribute__((always_inline)) bool
td_xml_again_read(const struct td_xml_again *a, struct td_span text,
    const struct td_xml_again_sink *sink)
{
	const char *p = text.p, *end = p + text.n, *from;
	struct td_span words = { p, 0 };
	const struct td_xml_form *f = &a->form[0];

	do {
		unsigned at = f->inner;

		while (at != 0 && !td_xml_stands(&a->form[at], p, end))
			at = a->form[at].next;
		if (at == 0)
			return false;
		f = &a->form[at];
		for (unsigned i = 0; i < f->n; i++)
			sink->act(sink->arg, f->act[i], words);
		from = p + f->tags.n;
		if (f->last)
			return true;
		p = td_xml_words_end(from, end);
		words = td_span_trim(td_span(from, p));
	} while (p < end && p - from <= TD_XML_TEXT);
	return false;
}

/* Behind another one; its place, 0 if there is no room. */
static inline unsigned
td_xml_remember(
    struct td_xml_again *a, unsigned behind, const struct td_xml_form *new)
{
	struct td_xml_form *f;

	for (unsigned at = a->form[behind].inner; at != 0;
	     at = a->form[at].next)
		if (td_span_eq(a->form[at].tags, new->tags))
			return at;
	if (a->n + 1 == TD_XML_FORMS || new->tags.n > TD_XML_FORM_MAX)
		return 0;
	f = &a->form[++a->n];
	*f = *new;
	f->next = a->form[behind].inner;
	a->form[behind].inner = (uint8_t)a->n;
	return a->n;
}

static inline void
td_xml_note(struct td_xml_form *f, uint8_t act)
{
	if (act != 0)
		f->act[f->n++] = act;
}

/* How an element is written that td_xml_plain() has read.  One with prefixes
 * or attributes is not learnt. */
static inline void
td_xml_learn(struct td_xml_again *a, struct td_span text,
    const struct td_xml_again_sink *sink)
{
	const char *p = text.p, *end = p + text.n, *from = p;
	struct td_xml_form f = { .n = 0 };
	uint8_t path[TD_XML_DEPTH + 1] = { 0 };
	unsigned behind = 0, depth = 0;

	if (a->n + 1 == TD_XML_FORMS)
		return;
	do {
		const char *name = td_xml_skip_blanks(p, end) + 1;
		const bool leaf = name - 1 == from;

		if (f.n == TD_XML_ACTS)
			return;
		if (*name == '/') {
			p = td_find_or_end(name, end, '>') + 1;
			depth--;
			td_xml_note(&f,
			    sink->close(path[depth], path[depth + 1], leaf));
			continue;
		}
		p = td_xml_name_end(name, end);
		if (*p != '>')
			return;
		path[depth + 1] = sink->what(td_span(name, p++));
		td_xml_note(&f, sink->open(path[depth], path[depth + 1]));
		depth++;
		f.tags = td_span(from, p);
		from = td_xml_words_end(p, end);
		if (from[1] != '/') {
			from = f.tags.p;
			continue;
		}
		behind = td_xml_remember(a, behind, &f);
		if (behind == 0)
			return;
		f.n = 0;
		p = from;
	} while (depth > 0);
	f.tags = td_span(from, p);
	f.last = true;
	td_xml_remember(a, behind, &f);
}

#endif
