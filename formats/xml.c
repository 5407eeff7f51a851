/*
 * expat behind xml.h; nobody else includes it.  Its limits on amplification
 * stay on, though nothing is left to amplify where no entity is declared.
 */
#include "xml.h"

#include <expat.h>

void
td_xml_close(struct td_xml *x)
{
	if (x->parser != NULL)
		XML_ParserFree(x->parser);
	x->parser = NULL;
}

static void
stop(struct td_xml *x, enum td_xml_end end)
{
	x->end = end;
	x->stopped = true;
	XML_StopParser(x->parser, XML_FALSE);
}

static void XMLCALL
on_open(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct td_xml *x = arg;
	const char *colon = strchr(name, ':');

	(void)attributes;
	if (x->stopped)
		return;
	if (x->depth++ == TD_XML_DEPTH) {
		stop(x, TD_XML_BROKEN);
		return;
	}
	x->leaf = true;
	x->over = false;
	x->n = 0;
	if (colon != NULL)
		name = colon + 1;
	x->sink->open(x->sink->arg, (struct td_span){ name, strlen(name) });
}

static void XMLCALL
on_close(void *arg, const XML_Char *name)
{
	struct td_xml *x = arg;
	struct td_span text = { x->text, x->leaf && !x->over ? x->n : 0 };

	(void)name;
	if (x->stopped)
		return;
	x->sink->close(x->sink->arg, td_span_trim(text));
	x->leaf = false;
	if (--x->depth == 0 && x->element)
		stop(x, TD_XML_FINE);
}

static void XMLCALL
on_text(void *arg, const XML_Char *s, int n)
{
	struct td_xml *x = arg;

	if (!x->leaf || x->over)
		return;
	if ((size_t)n > sizeof(x->text) - x->n) {
		x->over = true;
		return;
	}
	memcpy(x->text + x->n, s, (size_t)n);
	x->n += (size_t)n;
}

static void XMLCALL
on_doctype(void *arg, const XML_Char *name, const XML_Char *system_id,
    const XML_Char *public_id, int has_internal)
{
	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal;
	stop(arg, TD_XML_DOCTYPE);
}

/* U+0080 to U+009F of windows-1252; 0: as in ISO 8859-1. */
static const uint16_t windows_1252[32] = { 0x20ac, 0, 0x201a, 0x0192, 0x201e,
	0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
	0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178 };

/* What matters of a report is ASCII, whatever the rest is written in. */
static int XMLCALL
on_encoding(void *arg, const XML_Char *name, XML_Encoding *info)
{
	const bool western = td_span_ieq(
	    (struct td_span){ name, strlen(name) }, TD_SPAN("windows-1252"));

	(void)arg;
	for (int i = 0; i < 256; i++) {
		int c = i;

		if (i >= 0x80 && !western)
			c = 0xfffd;
		else if (i >= 0x80 && i < 0xa0 && windows_1252[i - 0x80] != 0)
			c = windows_1252[i - 0x80];
		info->map[i] = c;
	}
	info->data = NULL;
	info->convert = NULL;
	info->release = NULL;
	return XML_STATUS_OK;
}

enum td_xml_end
td_xml_parse(struct td_xml *x, struct td_span text, enum td_xml_part part,
    const char *encoding, const struct td_xml_sink *sink)
{
	enum XML_Status status;

	if (x->parser == NULL)
		x->parser = XML_ParserCreate(encoding);
	else if (!XML_ParserReset(x->parser, encoding))
		return TD_XML_BROKEN;
	if (x->parser == NULL)
		return TD_XML_BROKEN;
	XML_SetUserData(x->parser, x);
	XML_SetElementHandler(x->parser, on_open, on_close);
	XML_SetCharacterDataHandler(x->parser, on_text);
	XML_SetStartDoctypeDeclHandler(x->parser, on_doctype);
	XML_SetUnknownEncodingHandler(x->parser, on_encoding, x);
	x->sink = sink;
	x->end = TD_XML_BROKEN;
	x->stopped = false;
	x->element = part == TD_XML_ELEMENT;
	x->depth = 0;
	x->leaf = x->over = false;
	x->n = 0;
	status = XML_Parse(x->parser, text.p, (int)text.n, XML_FALSE);
	if (status != XML_STATUS_ERROR && part == TD_XML_HEAD)
		return TD_XML_FINE;
	return x->end;
}
