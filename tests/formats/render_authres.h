/*
 * What the Authentication-Results cursor finds, as one line of text, so that a
 * test is a row of a table:
 *
 *	mx.example.jp i=2 skipped=1; spf=pass mailfrom=u@example.com; [x]=none
 *
 * First the id ("-" if absent) with what is not usual about the field, then
 * the results; a word in [] is one that is not ours.  Folding is one blank.
 */
#ifndef TESTS_FORMATS_RENDER_AUTHRES_H
#define TESTS_FORMATS_RENDER_AUTHRES_H

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/field_authres.h"
#include "formats/field_rfc2047.h"

static const char *const short_names[TD_N_PROPERTIES] = {
	[TD_P_SMTP_MAILFROM] = "mailfrom",
	[TD_P_SMTP_HELO] = "helo",
	[TD_P_SMTP_PRA] = "pra",
	[TD_P_SMTP_REMOTE_IP] = "ip",
	[TD_P_SMTP_RCPTTO] = "rcptto",
	[TD_P_HEADER_D] = "d",
	[TD_P_HEADER_I] = "i",
	[TD_P_HEADER_S] = "s",
	[TD_P_HEADER_B] = "b",
	[TD_P_HEADER_A] = "a",
	[TD_P_HEADER_FROM] = "from",
	[TD_P_POLICY_IPREV] = "iprev",
	[TD_P_BARE_FROM] = "bare",
};

struct text {
	char *p, *end;
};

__attribute__((format(printf, 2, 3))) static void
say(struct text *t, const char *form, ...)
{
	va_list ap;
	int n;

	va_start(ap, form);
	n = vsnprintf(t->p, (size_t)(t->end - t->p), form, ap);
	va_end(ap);
	ck_assert_int_ge(n, 0);
	ck_assert_int_lt(n, (int)(t->end - t->p));
	t->p += n;
}

static void
say_span(struct text *t, struct td_span s)
{
	for (size_t i = 0; i < s.n; i++) {
		if (!td_is_fws(s.p[i]))
			say(t, "%c", s.p[i]);
		else if (i == 0 || !td_is_fws(s.p[i - 1]))
			say(t, " ");
	}
}

static void
say_result(struct text *t, const struct td_resinfo *r)
{
	say(t, "; ");
	if (r->method == TD_M_OTHER) {
		say(t, "[");
		say_span(t, r->method_word);
		say(t, "]=");
	} else {
		say(t, "%s=", td_method_name(r->method));
	}
	if (r->result == TD_R_OTHER) {
		say(t, "[");
		say_span(t, r->result_word);
		say(t, "]");
	} else {
		say(t, "%s", td_result_name(r->result));
	}
	for (int i = 0; i < TD_N_PROPERTIES; i++) {
		if ((r->has >> i & 1) == 0)
			continue;
		say(t, " %s=", short_names[i]);
		say_span(t, r->property[i]);
	}
	if (r->null_mailfrom)
		say(t, " null");
	if (r->reason.n > 0) {
		say(t, " reason=");
		say_span(t, r->reason);
	}
}

static void
render(struct td_span body, bool arc, struct text *t)
{
	struct td_authres c;
	struct td_resinfo r;
	char *head, results[4096];
	struct text tail = { results, results + sizeof(results) };

	results[0] = '\0';
	td_authres_begin(&c, body, arc);
	while (td_authres_next(&c, &r))
		say_result(&tail, &r);
	head = t->p;
	if (c.has_id)
		say_span(t, c.authserv_id);
	else
		say(t, "-");
	ck_assert_ptr_ne(head, t->p);
	if (c.version != 1)
		say(t, " v%u", c.version);
	if (c.instance != 0)
		say(t, " i=%u", c.instance);
	if (c.no_result)
		say(t, " none");
	if (c.skipped != 0)
		say(t, " skipped=%u", c.skipped);
	say(t, "%s", results);
}

struct vector {
	const char *source; /* where the form comes from */
	bool arc;
	const char *body;
	const char *want;
};

/*
 * The body is parsed in a block of its own size, so that a byte read too far
 * does not go unseen, and RFC 2047 words are decoded before.
 */
static void
check_vector(const struct vector *v)
{
	size_t n = strlen(v->body);
	char *copy = malloc(n + 1);
	char line[4096];
	struct text t = { line, line + sizeof(line) };
	struct td_span body = { v->body, n };

	ck_assert_ptr_nonnull(copy);
	if (td_rfc2047_maybe(body))
		n = td_rfc2047_decode(body, copy, n);
	else
		memcpy(copy, v->body, n);
	copy = realloc(copy, n > 0 ? n : 1);
	ck_assert_ptr_nonnull(copy);
	render((struct td_span){ copy, n }, v->arc, &t);
	if (strcmp(line, v->want) != 0)
		ck_abort_msg("%s\n  body: %s\n  want: %s\n   got: %s",
		    v->source, v->body, v->want, line);
	free(copy);
}

#endif
