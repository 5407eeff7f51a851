/*
 * For tests of who is believed: receivers as header fields, and what a reading
 * says about the fields, as text.
 */
#ifndef TD_TESTS_TOLD_H
#define TD_TESTS_TOLD_H

#include "tests/observe/section.h"

#define D "; Sat, 21 Nov 2026 10:00:00 +0000\n"
#define END "From: a@example.com\n\n"

/* Boundaries of receivers; what follows is Z2. */
#define POSTFIX                                                      \
	"Received: from s.example.com (s.example.com [192.0.2.1])\n" \
	"\tby mx.example.jp (Postfix) with ESMTPS id Q" D
#define GOOGLE                                                        \
	"Received: by 10.37.32.132 with SMTP id csp1" D               \
	"Received: from s.example.com (s.example.com. [192.0.2.1])\n" \
	"\tby mx.google.com with ESMTPS id X" D
#define EXCHANGE                                                 \
	"Received: from s.example.com (192.0.2.1) by\n"          \
	" FT1.mail.protection.outlook.com (10.152.0.228) with\n" \
	" Microsoft SMTP Server (version=TLS1_2, cipher=X) id 15.20" D
#define APPLE                                                        \
	"Received: from p01-smtpin (p01-smtpin.me.com [10.1.1.1])\n" \
	"\tby ms1.icloud.com with ESMTP id Q" D

/* The sender's own first hop: what follows is Z3. */
#define SENDER "Received: by s.example.com (Postfix) id R" D

#define AR(x) "Authentication-Results: " x "\n"

static const char *const kind_word[] = {
	[TD_FIELD_AR] = "ar",
	[TD_FIELD_AAR] = "aar",
	[TD_FIELD_RECEIVED_SPF] = "spf",
};

static const char *const belief_word[TD_N_BELIEFS] = {
	[TD_BELIEVED_CONFIGURED] = "configured",
	[TD_BELIEVED_SAME_ADMD] = "same",
	[TD_BELIEVED_BUILTIN] = "builtin",
	[TD_BELIEVED_NO_ID] = "no-id-ok",
	[TD_BELIEVED_ALL] = "all",
	[TD_BELIEVED_ARC] = "arc",
	[TD_REFUSED_ZONE] = "zone",
	[TD_REFUSED_ID] = "id",
	[TD_REFUSED_NO_ID] = "no-id",
	[TD_REFUSED_NO_RECEIVED] = "no-received",
	[TD_REFUSED_ARC] = "bad-arc",
	[TD_REFUSED_UNUSED] = "unused",
};

/* For each field that tells results, top first, its kind, zone and belief; "*"
 * marks one of which some result counts. */
static inline void
describe(char *to, size_t cap)
{
	to[0] = '\0';
	for (size_t i = 0; i < reading.n_told; i++) {
		const struct td_told *t = &reading.told[i];

		add(to, cap, "%s%s z%d %s%s", i > 0 ? ", " : "",
		    kind_word[t->kind], t->zone + 1, belief_word[t->belief],
		    t->used ? "*" : "");
	}
}

#endif
