/*
 * Prints what the cursors for dates, address lists and Received find, for
 * tests/differential/dates.py.
 *
 * Standard input holds records ended by a NUL: one letter, then the body.
 *
 *	d	a date: microseconds since 1970 UTC, or "-"
 *	a	an address list: "address domain valid" for each mailbox
 *	p	a path: its domain, then whether it was <>
 *	r	a Received field: date from rdns ip helo by with id for
 *
 * Each gives one line of fields separated by tabs; white space, "%" and what
 * is no ASCII is %XX.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "formats/field_address.h"
#include "formats/field_date.h"
#include "formats/field_received.h"

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
	putchar('\t');
}

static void
put_time(int64_t when)
{
	if (when == TD_NO_TIME)
		fputs("-\t", stdout);
	else
		printf("%" PRId64 "\t", when);
}

static void
dump_addresses(struct td_span body)
{
	struct td_addresses c;
	struct td_mailbox m;

	td_addresses_begin(&c, body);
	while (td_addresses_next(&c, &m)) {
		put(m.address);
		put(m.domain);
		printf("%d\t", m.valid);
	}
}

static void
dump_path(struct td_span body)
{
	bool null;

	put(td_path_domain(body, &null));
	printf("%d\t", null);
}

static void
dump_received(struct td_span body)
{
	struct td_received r;

	td_received_parse(body, &r);
	put_time(r.when);
	printf("%d\t", r.has_from);
	put(r.rdns);
	put(r.ip);
	put(r.helo);
	put(r.by);
	put(r.with);
	put(r.id);
	put(r.for_path);
	put(r.envelope_from);
	printf("%d\t%d\t%d\t", r.mta, r.tls, r.fcrdns);
}

static bool
dump(char kind, struct td_span body)
{
	switch (kind) {
	case 'd':
		put_time(td_date_parse(body));
		break;
	case 'a':
		dump_addresses(body);
		break;
	case 'p':
		dump_path(body);
		break;
	case 'r':
		dump_received(body);
		break;
	default:
		return false;
	}
	putchar('\n');
	return true;
}

int
main(void)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	bool ok = true;

	while (ok && (n = getdelim(&line, &cap, '\0', stdin)) > 0) {
		if (line[n - 1] == '\0')
			n--;
		ok = n > 0 &&
		    dump(line[0], (struct td_span){ line + 1, (size_t)n - 1 });
	}
	free(line);
	return ok && fflush(stdout) == 0 && !ferror(stdout) ? 0 : 1;
}
