/*
 * Where the quotes and brackets of a JSON value are, found in one pass of 64
 * bytes a step, and what reads members by them: a string ends at the next bit,
 * whatever is in it, and an array or object at the bracket that closes it.
 *
 *	{"eventType":"Send","mail":{...},"send":{}}
 *
 * The idea is simdjson's (Langdale and Lemire, Parsing Gigabytes of JSON per
 * Second).  Indexed are only values as programs write them, without blanks
 * between their parts, and only those that json.h would find to be one object;
 * what an index gives is what json.h gives, and all else is left to that.
 */
#ifndef TD_FORMATS_JSON_INDEX_H
#define TD_FORMATS_JSON_INDEX_H

#include "json.h"
#include "lex_avx2.h"

/* 64 KiB; what is longer is not indexed. */
#define TD_JSON_INDEX_WORDS 1024

/* A bit a byte; brackets outside of strings, quotes without escaped ones. */
struct td_json_index {
	const char *p, *end; /* an object; p NULL: nothing is indexed */
	uint64_t quote[TD_JSON_INDEX_WORDS + 2];
	uint64_t curly[TD_JSON_INDEX_WORDS + 2];
	uint64_t square[TD_JSON_INDEX_WORDS + 2];
	uint64_t backslash[TD_JSON_INDEX_WORDS + 2];
};

#if defined(TD_LEX_SSE2)
#define TD_INDEX __attribute__((target("avx2,bmi,bmi2,pclmul,popcnt")))
#else
#define TD_INDEX
#endif

/* Whether functions marked TD_INDEX may be called. */
static inline bool
td_can_index(void)
{
#if defined(TD_LEX_SSE2)
	return td_have_avx2() && __builtin_cpu_supports("bmi2") &&
	    __builtin_cpu_supports("pclmul") &&
	    __builtin_cpu_supports("popcnt");
#else
	return false;
#endif
}

/*
 * A member as it usually is written, with those that are not wanted: members
 * are looked for in this order first.
 */
struct td_json_usual {
	char name[32]; /* with its quotes and colon */
	uint8_t n;
	int8_t row; /* of what is read; negative: not wanted */
	const struct td_json_usual *in; /* of an object: members of it */
};

#define TD_USUAL(name, row)                                                \
	{                                                                  \
		"\"" name "\":", sizeof("\"" name "\":") - 1, (row), NULL, \
	}
#define TD_USUAL_PASS(name) TD_USUAL(name, -1)
#define TD_USUAL_IN(name, in)                                           \
	{                                                               \
		"\"" name "\":", sizeof("\"" name "\":") - 1, -1, (in), \
	}
/* No member begins like that. */
#define TD_USUAL_END            \
	{                       \
		"", 1, -1, NULL \
	}

/*
 * As td_json_read(), of the indexed object; v is all absent before.  False if
 * anything is unusual, though it may be right: then td_json_read() has to tell.
 */
bool td_json_read_usual(const struct td_json_index *x,
    const struct td_json_usual *usual, struct td_json_value *v);

#endif
