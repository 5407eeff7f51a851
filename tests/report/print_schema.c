/*
 * The parts of the JSON Schema that the program's tables determine: what can be
 * a dimension, the members of a row, the ranks of recipient evidence, the
 * reasons to believe a field.  The rest is written by hand and is copied.
 *
 *	print_schema SCHEMA            prints the schema as it should be
 *	print_schema --check SCHEMA    exit status 1 if it is not like that
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "analyzer/report/escape.h"
#include "analyzer/report/print.h"

/* The first line of the schema that is printed from the tables. */
static const char marker[] = "    \"dimensions\": {\n";

static void
put_json(FILE *out, const char *s)
{
	td_put_json(out, (struct td_span){ s, strlen(s) });
}

static void
put_member(FILE *out, int indent, bool first, struct td_span name,
    const char *ref, const char *doc, const char *of)
{
	fprintf(out, "%s%*s", first ? "" : ",\n", indent, "");
	td_put_json(out, name);
	fprintf(out, ": { \"$ref\": \"#/$defs/%s\"", ref);
	if (doc != NULL) {
		char *text = NULL;

		if (asprintf(&text, "%s%s", of, doc) == -1)
			abort();
		fputs(",\n", out);
		fprintf(out, "%*s\"description\": ", indent + 2, "");
		put_json(out, text);
		free(text);
	}
	fputs(" }", out);
}

static void
put_column(FILE *out, int indent, bool first, const struct td_column *col)
{
	const char *dot = strchr(col->path, '.');
	const char *name = dot == NULL ? col->path : dot + 1;
	const char *ref = "quantity", *doc = NULL, *of = "";

	switch (col->kind) {
	case TD_COL_COUNTER:
		ref = col->if_any ? "present" : "count";
		doc = td_counter_doc((enum td_counter)col->id);
		break;
	case TD_COL_N:
		ref = "count";
		break;
	case TD_COL_RATE:
		ref = "rate";
		doc = td_rates[col->id].doc;
		break;
	case TD_COL_LOW:
	case TD_COL_HIGH:
		ref = "rate";
		of = "95 % Wilson interval: ";
		doc = td_rates[col->id].doc;
		break;
	default:
		break;
	}
	put_member(out, indent, first, (struct td_span){ name, strlen(name) },
	    ref, doc, of);
}

static struct td_span
group_of(const struct td_column *col)
{
	const char *dot = strchr(col->path, '.');

	return (struct td_span){ col->path,
		dot == NULL ? 0 : (size_t)(dot - col->path) };
}

/* "required" of columns [from, to), which are of one group. */
static void
put_required(FILE *out, int indent, size_t from, size_t to)
{
	bool first = true;

	fprintf(out, "%*s\"required\": [", indent, "");
	for (size_t i = from; i < to; i++) {
		const char *dot = strchr(td_columns[i].path, '.');

		if (td_columns[i].if_any)
			continue;
		fputs(first ? "" : ", ", out);
		put_json(out, dot == NULL ? td_columns[i].path : dot + 1);
		first = false;
	}
	fputs("]", out);
}

/* One object of a row; the result is the column after it. */
static size_t
put_group(FILE *out, size_t from)
{
	struct td_span group = group_of(&td_columns[from]);
	size_t to = from;

	fputs("        ", out);
	td_put_json(out, group);
	fputs(": {\n          \"type\": \"object\",\n"
	      "          \"properties\": {\n",
	    out);
	for (;
	     to < td_n_columns && td_span_eq(group_of(&td_columns[to]), group);
	     to++)
		put_column(out, 12, to == from, &td_columns[to]);
	fputs("\n          },\n", out);
	put_required(out, 10, from, to);
	fputs(",\n          \"additionalProperties\": false\n        }", out);
	return to;
}

static void
put_numbers(FILE *out)
{
	fputs("    \"numbers\": {\n      \"properties\": {\n", out);
	for (size_t i = 0; i < td_n_columns;) {
		if (i > 0)
			fputs(",\n", out);
		if (group_of(&td_columns[i]).n > 0)
			i = put_group(out, i);
		else
			put_column(out, 8, true, &td_columns[i++]);
	}
	fputs("\n      },\n      \"required\": [", out);
	for (size_t i = 0; i < td_n_columns; i++) {
		struct td_span group = group_of(&td_columns[i]);

		if (i > 0 && group.n > 0 &&
		    td_span_eq(group, group_of(&td_columns[i - 1])))
			continue;
		fputs(i > 0 ? ", " : "", out);
		if (group.n > 0)
			td_put_json(out, group);
		else
			put_json(out, td_columns[i].path);
	}
	fputs("]\n    }", out);
}

/* An object of counts, all required. */
static void
put_counts(FILE *out, const char *name, int n, const char *(*name_of)(int),
    const char *(*doc_of)(int))
{
	fprintf(out,
	    "    \"%s\": {\n      \"type\": \"object\",\n"
	    "      \"properties\": {\n",
	    name);
	for (int i = 0; i < n; i++)
		put_member(out, 8, i == 0,
		    (struct td_span){ name_of(i), strlen(name_of(i)) }, "count",
		    doc_of == NULL ? NULL : doc_of(i), "");
	fputs("\n      },\n      \"required\": [", out);
	for (int i = 0; i < n; i++) {
		fputs(i > 0 ? ", " : "", out);
		put_json(out, name_of(i));
	}
	fputs("],\n      \"additionalProperties\": false\n    }", out);
}

static const char *
rank_name(int i)
{
	return td_rank_name((enum td_rank)i);
}

static const char *
belief_name(int i)
{
	return td_belief_name((enum td_belief)i);
}

static const char *
belief_doc(int i)
{
	return td_belief_text((enum td_belief)i);
}

static void
put_printed(FILE *out)
{
	fputs(marker, out);
	fputs("      \"properties\": {\n", out);
	for (size_t i = 0; i < td_n_dimensions; i++)
		put_member(out, 8, i == 0,
		    (struct td_span){
		        td_dimensions[i].name, strlen(td_dimensions[i].name) },
		    "text", td_dimensions[i].doc, "");
	fputs("\n      }\n    },\n", out);
	put_counts(out, "ranks", TD_N_RANKS, rank_name, NULL);
	fputs(",\n", out);
	put_counts(out, "fields", TD_N_BELIEFS, belief_name, belief_doc);
	fputs(",\n", out);
	put_numbers(out);
	fputs("\n  }\n}\n", out);
}

static char *
read_all(const char *path)
{
	enum { MAX = 1 << 20 };
	char *text = calloc(1, MAX + 1);
	FILE *f = fopen(path, "r");

	if (text == NULL || f == NULL || fread(text, 1, MAX, f) == 0) {
		fprintf(
		    stderr, "print_schema: %s: %s\n", path, strerror(errno));
		exit(2);
	}
	fclose(f);
	return text;
}

int
main(int argc, char **argv)
{
	const bool check = argc == 3 && strcmp(argv[1], "--check") == 0;
	char *before, *at, *after = NULL;
	size_t n = 0;
	FILE *out;
	int differs;

	if (argc != 2 && !check) {
		fputs("usage: print_schema [--check] SCHEMA\n", stderr);
		return 2;
	}
	before = read_all(argv[argc - 1]);
	at = strstr(before, marker);
	out = open_memstream(&after, &n);
	if (at == NULL || out == NULL) {
		fputs("print_schema: no place for the tables\n", stderr);
		return 2;
	}
	fwrite(before, 1, (size_t)(at - before), out);
	put_printed(out);
	fclose(out);
	differs = check && strcmp(before, after) != 0;
	if (differs)
		fprintf(stderr,
		    "%s is not what the tables say; renew it with "
		    "print_schema\n",
		    argv[2]);
	if (!check)
		fputs(after, stdout);
	free(before);
	free(after);
	return differs;
}
