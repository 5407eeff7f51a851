/*
 * What the suites of the SPF evaluator share: a query, and what comes of it.
 */
#ifndef TESTS_SPF_SPF_VECTOR_H
#define TESTS_SPF_SPF_VECTOR_H

/* `answer` is "pass", or "pass|neutral? name TYPE, HELO". */
struct vector {
	const char *source, *zone, *ip, *domain, *local, *helo, *answer;
};

void verify(const struct vector *v);

#define WHOLE ". SOA . . 1 1 1 1 1\n" /* what is not here there is not */
#define IP "192.0.2.5"
#define IP6 "2001:db8::5"

#define COUNT(a) ((int)(sizeof(a) / sizeof((a)[0])))

#endif
