/*
 * The end of every Check program.
 */
#ifndef TESTS_RUN_H
#define TESTS_RUN_H

#include <check.h>

/* Runs all that is in the suite; the program's exit status. */
static inline int
run_suite(Suite *s)
{
	SRunner *r = srunner_create(s);
	int failed;

	srunner_run_all(r, CK_ENV);
	failed = srunner_ntests_failed(r);
	srunner_free(r);
	return failed == 0 ? 0 : 1;
}

#endif
