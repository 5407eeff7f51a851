/*
 * Differential test of the JSON scanner against jansson, which builds trees:
 *
 *	json [FOLDER]
 *
 * Both read documents that are made here by the grammar with a fixed seed,
 * mutations of them, and the *.json files of FOLDER, whole and mutated.  Each
 * must give the same names, values and brackets.  What jansson refuses must be
 * an error here, too, or one of what json_walk.h lists, and all of that must be
 * refused by jansson; only depth is judged by each on its own.
 *
 * Real documents are not printed.
 */
#include <ftw.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "formats/format.h"
#include "tests/formats/json_walk.h"

enum { MOST = 1 << 20 };

static struct {
	unsigned long documents, same, refused, lenient, deep, wrong;
} count;

static uint64_t state = 8259;

static unsigned
dice(unsigned n)
{
	state = state * 6364136223846793005 + 1442695040888963407;
	return (unsigned)(state >> 33) % n;
}

/* ---- What jansson says ------------------------------------------------- */

static void put_tree(FILE *out, json_t *v);

static void
put_object(FILE *out, json_t *v)
{
	fputs("{\n", out);
	for (void *i = json_object_iter(v); i != NULL;
	     i = json_object_iter_next(v, i)) {
		const char *name = json_object_iter_key(i);

		json_put_text(out, 'n', (struct td_span){ name, strlen(name) });
		put_tree(out, json_object_iter_value(i));
	}
	fputs("}\n", out);
}

static void
put_tree(FILE *out, json_t *v)
{
	switch (json_typeof(v)) {
	case JSON_OBJECT:
		put_object(out, v);
		break;
	case JSON_ARRAY:
		fputs("[\n", out);
		for (size_t i = 0; i < json_array_size(v); i++)
			put_tree(out, json_array_get(v, i));
		fputs("]\n", out);
		break;
	case JSON_STRING:
		json_put_text(out, 's',
		    (struct td_span){
		        json_string_value(v), json_string_length(v) });
		break;
	case JSON_INTEGER:
		json_put_int(out, json_integer_value(v));
		break;
	case JSON_REAL:
		json_put_real(out, json_real_value(v));
		break;
	case JSON_TRUE:
		fputs("wtrue\n", out);
		break;
	case JSON_FALSE:
		fputs("wfalse\n", out);
		break;
	case JSON_NULL:
		fputs("wnull\n", out);
		break;
	}
}

/* Lines as json_walk() has them, to be freed; NULL if it refused. */
static char *
ask_jansson(const char *p, size_t n)
{
	json_t *v = json_loadb(p, n,
	    JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, NULL);
	char *said;
	size_t size;
	FILE *out;

	if (v == NULL)
		return NULL;
	out = open_memstream(&said, &size);
	put_tree(out, v);
	fclose(out);
	json_decref(v);
	return said;
}

/* ---- The comparison ---------------------------------------------------- */

/* Whether what both say goes together. */
static bool
agree(enum td_json_error error, unsigned lenient, const char *ours,
    const char *theirs)
{
	if (error == TD_JSON_DEEP) {
		count.deep++;
		return true;
	}
	if (error != TD_JSON_FINE) {
		count.refused++;
		return theirs == NULL;
	}
	if (lenient != 0) {
		count.lenient++;
		return theirs == NULL;
	}
	count.same++;
	return theirs != NULL && strcmp(ours, theirs) == 0;
}

static void
compare(const char *p, size_t n, bool own)
{
	static struct json_walk w;
	static char block[MOST + TD_PAD];
	char *ours, *theirs = ask_jansson(p, n);
	size_t size;
	FILE *out = open_memstream(&ours, &size);
	enum td_json_error error;

	memcpy(block, p, n);
	memset(block + n, "\"}]0 "[dice(5)], TD_PAD);
	error = json_walk(block, block + n, &w, out);
	fclose(out);
	count.documents++;
	if (!agree(error, w.lenient, ours, theirs) && ++count.wrong <= 10) {
		printf("DIFFERENT: error %d, lenient %x, jansson %s\n", error,
		    w.lenient, theirs == NULL ? "refuses" : "accepts");
		if (own)
			printf("%.*s\n", (int)n, p);
	}
	free(ours);
	free(theirs);
}

/* Change a few bytes, or cut it. */
static void
compare_mutations(const char *text, size_t n, unsigned times, bool own)
{
	static const char bytes[] = "\"\\{}[]:,. \n\t0e-u\x01\xc3\x80";
	char *copy = malloc(n + 8);

	while (n > 0 && times-- > 0) {
		size_t len = n;

		memcpy(copy, text, n);
		for (unsigned edits = dice(3); edits > 0; edits--) {
			size_t at = dice((unsigned)len);
			char c = bytes[dice(sizeof(bytes) - 1)];

			if (dice(2) == 0 && len < n + 8) {
				memmove(copy + at + 1, copy + at, len - at);
				len++;
			} else if (dice(4) == 0 && len > 1) {
				len--;
				memmove(copy + at, copy + at + 1, len - at);
				continue;
			}
			copy[at] = c;
		}
		compare(
		    copy, dice(4) == 0 ? 1 + dice((unsigned)len) : len, own);
	}
	free(copy);
}

/* ---- Documents --------------------------------------------------------- */

static void
make_blank(FILE *out)
{
	static const char *const blanks[] = { " ", "\n", "\t", "\r\n  " };

	if (dice(8) == 0)
		fputs(blanks[dice(4)], out);
}

static void
make_string(FILE *out, unsigned most)
{
	static const char *const parts[] = { "a", "b", "eventType", " ", "/",
		"\\n", "\\\"", "\\\\", "\\/", "\\u0041", "\\u3042", "\\u00e9",
		"\\ud83d\\ude00", "\\u0001", "\xe3\x81\x82", "\xf0\x9f\x98\x80",
		"{", "}", "[", "]", ",", ":", "0123456789abcdef", "\x7f" };
	enum { N_PARTS = sizeof(parts) / sizeof(parts[0]) };

	putc('"', out);
	for (unsigned n = dice(most + 1); n > 0; n--)
		fputs(parts[dice(N_PARTS)], out);
	putc('"', out);
}

static void
make_value(FILE *out, unsigned depth)
{
	static const char *const scalars[] = { "0", "-0", "1", "-17", "0.5",
		"1e5", "-2.5E-3", "1521472262.908181", "9223372036854775807",
		"true", "false", "null", "1E+2", "[]", "{}", "123456789" };
	enum { N_SCALARS = sizeof(scalars) / sizeof(scalars[0]) };
	bool object = dice(2) == 0;
	unsigned n = dice(6);

	if (depth == 0 || dice(3) == 0) {
		if (object)
			make_string(out, 12);
		else
			fputs(scalars[dice(N_SCALARS)], out);
		return;
	}
	putc(object ? '{' : '[', out);
	make_blank(out);
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			putc(',', out);
		make_blank(out);
		if (object) {
			make_string(out, 4);
			make_blank(out);
			putc(':', out);
			make_blank(out);
		}
		make_value(out, depth - 1);
		make_blank(out);
	}
	putc(object ? '}' : ']', out);
}

static void
compare_made(unsigned documents)
{
	while (documents-- > 0) {
		char *text;
		size_t n;
		FILE *out = open_memstream(&text, &n);

		make_blank(out);
		make_value(out, 1 + dice(6));
		make_blank(out);
		fclose(out);
		compare(text, n, true);
		compare_mutations(text, n, 20, true);
		free(text);
	}
}

static int
compare_file(
    const char *path, const struct stat *st, int type, struct FTW *where)
{
	char *text;
	FILE *f;
	size_t n;

	(void)where;
	if (type != FTW_F || strstr(path, ".json") == NULL ||
	    st->st_size >= MOST / 2 || (f = fopen(path, "rb")) == NULL)
		return 0;
	text = malloc((size_t)st->st_size + 1);
	n = fread(text, 1, (size_t)st->st_size, f);
	fclose(f);
	compare(text, n, false);
	compare_mutations(text, n, n < 10000 ? 300 : 20, false);
	free(text);
	return 0;
}

static void
tell(const char *title)
{
	printf("%s: %lu documents, %lu the same as jansson, %lu refused by "
	       "both, %lu by jansson alone, %lu too deep, %lu DIFFERENT\n",
	    title, count.documents, count.same, count.refused, count.lenient,
	    count.deep, count.wrong);
}

int
main(int argc, char **argv)
{
	compare_made(5000);
	tell("made");
	/* A test that refuses all that it made is worth nothing. */
	if (count.same < 10000 || count.refused < 10000 || count.lenient < 1000)
		return 1;
	if (argc > 1) {
		if (nftw(argv[1], compare_file, 16, FTW_PHYS) == 0)
			tell("and of files");
		else
			printf("SKIP files: no %s\n", argv[1]);
	}
	return count.wrong == 0 ? 0 : 1;
}
