/*
 * A sample of every rule of the generic table, in the order of the rules.
 */
#ifndef TESTS_OBSERVE_REASON_WORDS_H
#define TESTS_OBSERVE_REASON_WORDS_H

#include "analyzer/observe/reason.h"

struct word {
	const char *rule; /* without "generic: " */
	const char *reply;
};

extern const struct word reason_words_sender[], reason_words_recipient[];
extern const size_t n_reason_words_sender, n_reason_words_recipient;

#endif
