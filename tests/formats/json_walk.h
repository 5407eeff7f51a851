/*
 * JSON for tests: a slow scanner to hold formats/json.h against, and a walk
 * over a whole document that writes it down again.
 */
#ifndef TESTS_FORMATS_JSON_WALK_H
#define TESTS_FORMATS_JSON_WALK_H

#include <stdio.h>

#include "formats/json.h"

/*
 * Where the array or object at p ends, byte by byte by the rules of json.h for
 * what is passed over; NULL, and then *error and *place say what is wrong.
 */
const char *json_plain_end(const char *p, const char *end,
    enum td_json_error *error, const char **place);

/* What json.h allows and RFC 8259, or jansson, does not. */
enum json_lenience {
	JSON_CONTROL = 1, /* a control character in a string */
	JSON_UTF8 = 2,    /* a string is not UTF-8 */
	JSON_ESCAPE = 4,  /* an escape that is none */
	JSON_HALF = 8,    /* half a surrogate pair */
	JSON_WORD = 16,   /* a word that is none */
	JSON_RANGE = 32,  /* a number that is too large */
	JSON_TWICE = 64,  /* a name twice in an object */
	JSON_NUL = 128    /* a NUL in a name */
};

enum { JSON_MOST_PATHS = 40, JSON_LONGEST_PATH = 120 };

/* A member that can be reached by names; the first of its name. */
struct json_path {
	char text[JSON_LONGEST_PATH];
	size_t n;
	struct td_json_value value;
};

struct json_walk {
	unsigned lenient; /* enum json_lenience */
	size_t n_paths;
	struct json_path path[JSON_MOST_PATHS];
};

/*
 * Read all of the value in [p, end) with blanks around it, and write to `out`
 * one line for each name, scalar and bracket.  The error that stopped it, or
 * TD_JSON_FINE.
 */
enum td_json_error json_walk(
    const char *p, const char *end, struct json_walk *w, FILE *out);

/* Lines as json_walk() writes them. */
void json_put_text(FILE *out, char what, struct td_span text);
void json_put_int(FILE *out, long long v);
void json_put_real(FILE *out, double v);

#endif
