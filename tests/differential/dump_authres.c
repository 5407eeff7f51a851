/*
 * Prints what td_authres_next() finds, for tests/differential/authres.py.
 *
 * Standard input holds bodies, each ended by a NUL (with -l: by a newline);
 * -a says that they are of ARC-Authentication-Results.  Of each body comes
 *
 *	body <id or -> <version> <instance> <no_result> <skipped>
 *	method <as written> <method> <result word> <result> <property=value>...
 *
 * with one "method" line for each result; white space, "%" and what is no
 * ASCII is %XX.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "formats/field_authres.h"

static const char *const property_names[TD_N_PROPERTIES] = {
	[TD_P_SMTP_MAILFROM] = "smtp.mailfrom",
	[TD_P_SMTP_HELO] = "smtp.helo",
	[TD_P_SMTP_PRA] = "smtp.pra",
	[TD_P_SMTP_REMOTE_IP] = "smtp.remote-ip",
	[TD_P_SMTP_RCPTTO] = "smtp.rcptto",
	[TD_P_HEADER_D] = "header.d",
	[TD_P_HEADER_I] = "header.i",
	[TD_P_HEADER_S] = "header.s",
	[TD_P_HEADER_B] = "header.b",
	[TD_P_HEADER_A] = "header.a",
	[TD_P_HEADER_FROM] = "header.from",
	[TD_P_POLICY_IPREV] = "policy.iprev",
	[TD_P_BARE_FROM] = "from",
};

static void
put(struct td_span s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c == '%' || c >= 127)
			printf("%%%02X", c);
		else
			putchar(c);
	}
}

static void
dump_result(const struct td_resinfo *r)
{
	fputs("method ", stdout);
	put(r->method_word);
	printf(" %s ", td_method_name(r->method));
	put(r->result_word);
	printf(" %s", td_result_name(r->result));
	for (int i = 0; i < TD_N_PROPERTIES; i++) {
		if ((r->has >> i & 1) == 0)
			continue;
		printf(" %s=", property_names[i]);
		put(r->property[i]);
	}
	putchar('\n');
}

static void
dump(struct td_span body, bool arc)
{
	struct td_authres c;
	struct td_resinfo r;
	struct td_authres after;

	td_authres_begin(&c, body, arc);
	after = c;
	while (td_authres_next(&after, &r))
		;
	fputs("body ", stdout);
	if (c.has_id)
		put(c.authserv_id);
	else
		putchar('-');
	printf(" %u %u %d %u\n", c.version, c.instance, c.no_result,
	    after.skipped);
	while (td_authres_next(&c, &r))
		dump_result(&r);
}

int
main(int argc, char **argv)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int sep = '\0', opt;
	bool arc = false;

	while ((opt = getopt(argc, argv, "al")) != -1) {
		if (opt == 'a')
			arc = true;
		else if (opt == 'l')
			sep = '\n';
		else
			return 2;
	}
	while ((n = getdelim(&line, &cap, sep, stdin)) >= 0) {
		if (n > 0 && line[n - 1] == sep)
			n--;
		dump((struct td_span){ line, (size_t)n }, arc);
	}
	free(line);
	return fflush(stdout) != 0 || ferror(stdout) ? 1 : 0;
}
