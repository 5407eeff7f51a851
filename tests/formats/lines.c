/* Readers of log lines: see lines.h. */
#include "tests/formats/lines.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/field_date.h"
#include "tests/formats/describe.h"
#include "tests/run.h"

/* Say what is wrong and end the test: Check shows both. */
static void __attribute__((format(printf, 2, 3)))
require(bool held, const char *fmt, ...)
{
	va_list ap;

	if (held)
		return;
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}

/* Read the first n bytes of a text; the event in words goes to `out`. */
static enum td_kind
read_line(
    td_line_reader *reader, const char *text, size_t n, char *out, size_t cap)
{
	static const char prefix[] = "other undated";
	struct td_event e = {
		.result = { TD_R_MISSING, TD_R_MISSING, TD_R_MISSING,
		    TD_R_MISSING },
		.when = TD_NO_TIME,
		.delay = TD_NO_TIME,
		.count = { 1, 0, 0 },
	};
	/* As long as promised, so that a sanitizer sees what goes beyond. */
	char *copy = malloc(n + TD_PAD);
	struct td_line line = { .text = { copy, n } };
	enum td_defect defect = TD_N_DEFECTS;
	enum td_kind kind;
	char words[4096];

	require(copy != NULL, "no memory");
	memcpy(copy, text, n);
	memset(copy + n, '"', TD_PAD);
	kind = reader(&line, &e, &defect);
	require(kind < TD_N_KINDS, "%s: kind %d", text, (int)kind);
	require(kind == TD_NOTE || defect == TD_N_DEFECTS,
	    "%s: an event with a defect", text);
	describe_event(&e, words, sizeof words);
	require(strncmp(words, prefix, sizeof prefix - 1) == 0, "%s", words);
	snprintf(out, cap, "%s%s%s%s%s", kind_name(kind),
	    defect == TD_N_DEFECTS ? "" : " (",
	    defect == TD_N_DEFECTS ? "" : td_defect_name(defect),
	    defect == TD_N_DEFECTS ? "" : ")",
	    kind == TD_NOTE ? "" : words + sizeof prefix - 1);
	free(copy);
	return kind;
}

static void
check_beginnings(td_line_reader *reader, const struct line_vector *v)
{
	const char *part = strstr(v->text, v->enough);
	size_t enough = strlen(v->enough);
	char out[8192];

	require(part != NULL, "%s", v->enough);
	enough += (size_t)(part - v->text);
	for (size_t k = 0; v->text[k] != '\0'; k++) {
		enum td_kind kind =
		    read_line(reader, v->text, k, out, sizeof out);

		require(k >= enough || kind == TD_NOTE, "%s: %.*s\n got %s",
		    v->source, (int)k, v->text, out);
	}
}

static void
check_lines(const struct line_program *g)
{
	char out[8192];

	for (size_t i = 0; i < g->n; i++) {
		const struct line_vector *v = &g->v[i];

		read_line(g->reader, v->text, strlen(v->text), out, sizeof out);
		require(strcmp(out, v->event) == 0,
		    "%s: %s\n got  %s\n want %s", v->source, v->text, out,
		    v->event);
		if (v->enough != NULL)
			check_beginnings(g->reader, v);
	}
}

static void
check_mutations(const struct line_program *g)
{
	static const char bytes[] = "\"\\<>(){}[],;:=. \t/_@\xff-0";
	char out[8192], text[4096];
	uint32_t x = 1;

	for (size_t i = 0; i < g->n; i++) {
		size_t len = strlen(g->v[i].text);

		require(len < sizeof text, "a vector is too long");
		for (int round = 0; round < 2000 && len > 0; round++) {
			memcpy(text, g->v[i].text, len);
			for (int k = 0; k < 1 + round % 4; k++) {
				x = x * 1664525 + 1013904223;
				text[(x >> 8) % len] =
				    bytes[(x >> 4) % sizeof bytes];
			}
			read_line(g->reader, text,
			    round % 3 == 0 ? (x >> 12) % (len + 1) : len, out,
			    sizeof out);
		}
	}
}

/* For the tests of the suite that runs. */
static const struct line_program *programs;

START_TEST(lines)
{
	check_lines(&programs[_i]);
}
END_TEST

START_TEST(mutations)
{
	check_mutations(&programs[_i]);
}
END_TEST

int
run_lines(const char *name, const struct line_program *of, size_t n)
{
	Suite *s = suite_create(name);
	TCase *t = tcase_create("lines");

	programs = of;
	tcase_add_loop_test(t, lines, 0, (int)n);
	tcase_add_loop_test(t, mutations, 0, (int)n);
	suite_add_tcase(s, t);
	return run_suite(s);
}
