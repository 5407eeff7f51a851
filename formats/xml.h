/*
 * The XML that reports are written in, element by element: the plain part of it
 * by a scanner of our own, all of it by expat, which gives the same.
 *
 *	<row><source_ip>192.0.2.1</source_ip><count>3</count></row>
 *
 * Neither knows entities but the five of XML itself: a document type
 * declaration ends the reading.
 */
#ifndef TD_FORMATS_XML_H
#define TD_FORMATS_XML_H

#include "span.h"

enum {
	TD_XML_DEPTH = 16,  /* elements in elements */
	TD_XML_TEXT = 1024, /* bytes of text that are kept of one */
	TD_XML_NAME = 64    /* bytes of the name of an encoding, and a NUL */
};

/* Who is told of elements.  Names come without their namespace prefix. */
struct td_xml_sink {
	void *arg;
	void (*open)(void *arg, struct td_span name);
	/* The text of an element without inner ones, trimmed; with them, or if
	 * it was over TD_XML_TEXT, it has none.  Good during the call. */
	void (*close)(void *arg, struct td_span text);
};

enum td_xml_end {
	TD_XML_FINE,
	TD_XML_BROKEN,   /* no XML, or deeper than TD_XML_DEPTH */
	TD_XML_DOCTYPE,  /* it declares a document type, or entities */
	TD_XML_NOT_PLAIN /* td_xml_plain: expat has to read it */
};

/* What is read of a text. */
enum td_xml_part {
	TD_XML_ELEMENT, /* one element; what follows it is not looked at */
	TD_XML_HEAD     /* a document up to anywhere between two tags */
};

enum {
	TD_XML_FORMS = 128, /* at most 256 */
	TD_XML_ACTS = 12    /* for the tags of one */
};

/* The tags between two texts; see xml_again.h. */
struct td_xml_form {
	struct td_span tags;
	uint8_t next;  /* another that may stand in its place; 0: none */
	uint8_t inner; /* the first that may stand behind the next text */
	bool last;
	uint8_t n, act[TD_XML_ACTS];
};

/* How elements were written; all zero: nothing is known.  The first form is
 * none, and what is behind it begins an element. */
struct td_xml_again {
	unsigned n;
	struct td_xml_form form[TD_XML_FORMS];
};

/* A parser, used again and again; all zero it is none yet. */
struct td_xml {
	struct XML_ParserStruct *parser; /* expat's */
	const struct td_xml_sink *sink;
	enum td_xml_end end;
	bool stopped; /* handlers may still be called */
	bool element; /* stop behind the first element */
	bool leaf;    /* the innermost element has no other within */
	bool over;    /* and more text than fits */
	unsigned depth;
	size_t n;
	char text[TD_XML_TEXT];
	struct td_xml_again again;
};

void td_xml_close(struct td_xml *x);

/*
 * `encoding` overrides what the text declares.  Single-byte ones that are not
 * known are read as ASCII and U+FFFD.  Without memory nothing is read.
 */
enum td_xml_end td_xml_parse(struct td_xml *x, struct td_span text,
    enum td_xml_part part, const char *encoding,
    const struct td_xml_sink *sink);

#endif
