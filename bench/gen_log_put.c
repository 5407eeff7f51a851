/*
 * Parts of log lines.  In replies a '$' and a letter stand for:
 *
 *	$o recipient  $s domain of the sender  $c our address  $r the relay
 *	$m Message-ID  $t seconds since 1970  $q 12 letters  $n a number
 */
#include <assert.h>

#include "gen_log.h"

void
gen_put_s(struct gen_text *t, const char *s)
{
	gen_put_n(t, s, strlen(s));
}

void
gen_put_u(struct gen_text *t, uint64_t n)
{
	char text[24], *p = text + sizeof text;

	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	gen_put_n(t, p, (size_t)(text + sizeof text - p));
}

/* Digits of `base`, at least `width` of them. */
void
gen_put_base(struct gen_text *t, uint64_t n, const char *digits, unsigned base,
    int width)
{
	char text[72], *p = text + sizeof text;

	do {
		*--p = digits[n % base];
		n /= base;
	} while (--width > 0 || n > 0);
	gen_put_n(t, p, (size_t)(text + sizeof text - p));
}

void
gen_put_letters(struct gen_log *g, size_t n)
{
	static const char letters[] = "0123456789abcdefghijklmnopqrstuv";
	uint64_t x = gen_next(&g->random);

	assert(n <= 12);
	for (size_t i = 0; i < n; i++, x >>= 5)
		g->t->p[g->t->n++] = letters[x & 31];
}

/* Two digits that tell, as Postfix writes delays: "0.07", "1.3", "13146". */
void
gen_put_decimal(struct gen_text *t, int64_t us)
{
	int64_t n = us / 10000;

	gen_put_u(t, (uint64_t)(n / 100));
	if (n >= 1000)
		return;
	n %= 100;
	if (us < GEN_SECOND && n % 10 != 0) {
		gen_put_n(t, ".", 1);
		gen_put_base(t, (uint64_t)n, "0123456789", 10, 2);
	} else if (n / 10 != 0) {
		gen_put_n(t, ".", 1);
		gen_put_u(t, (uint64_t)(n / 10));
	}
}

/* "bounce+123": a label is passed over there. */
static void
put_only(struct gen_text *t, const struct gen_rcpt *r)
{
	gen_put_s(t, r->to->local);
	if (r->number % 2 == 0)
		return;
	GEN_PUT(t, "+");
	gen_put_u(t, r->number);
}

/* Odd local parts, quoted as RFC 5321 has it. */
void
gen_put_local(struct gen_text *t, const struct gen_rcpt *r)
{
	char mark = r->to->mark;

	if (r->rootly) {
		GEN_PUT(t, "root");
		return;
	}
	if (r->to->local != NULL) {
		put_only(t, r);
		return;
	}
	if (r->quoted) {
		GEN_PUT(t, "\"u>, relay=a b, ");
		gen_put_u(t, r->number);
		GEN_PUT(t, "\"");
		return;
	}
	if (mark == '_')
		GEN_PUT(t, "u_");
	else
		GEN_PUT(t, "-u");
	gen_put_u(t, r->number);
}

/* The domain in capitals now and then: the same one (RFC 4343). */
void
gen_put_rcpt(struct gen_text *t, const struct gen_rcpt *r)
{
	size_t from;

	gen_put_local(t, r);
	if (r->rootly)
		return;
	GEN_PUT(t, "@");
	from = t->n;
	gen_put_s(t, r->to->domain);
	if (!r->loud)
		return;
	for (char *p = t->p + from; p < t->p + t->n; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
}

void
gen_put_sender(struct gen_text *t, const struct gen_entry *e)
{
	if (e->null_sender)
		return;
	if (e->from == NULL) {
		GEN_PUT(t, "root@home.example");
		return;
	}
	GEN_PUT(t, "bounce-");
	gen_put_u(t, e->mail);
	GEN_PUT(t, "@");
	gen_put_s(t, e->from->mailfrom.name);
}

void
gen_put_message_id(struct gen_text *t, const struct gen_entry *e)
{
	GEN_PUT(t, "20261121.");
	gen_put_u(t, e->mail);
	GEN_PUT(t, ".$gen@");
	gen_put_s(t, e->from == NULL ? "mx1.home.example" : e->from->host);
}

/* Clients come one after the other, so none has two sessions at a time. */
void
gen_put_client_ip(struct gen_text *t, const struct gen_entry *e)
{
	uint32_t n = e->client;

	if (e->path == PATH_RELAYED) {
		gen_put_s(t, gen_host_ips[HOST_APP]);
	} else if (e->path != PATH_INBOUND) {
		GEN_PUT(t, "198.51.100.");
		gen_put_u(t, 100 + n % 16);
	} else if (n % 2 == 0) {
		GEN_PUT(t, "2001:db8:25::");
		gen_put_base(t, n / 2, "0123456789abcdef", 16, 1);
	} else {
		GEN_PUT(t, "192.0.2.");
		gen_put_u(t, 1 + n / 2 % 254);
	}
}

/* Who makes noise only. */
void
gen_put_noise_ip(struct gen_log *g)
{
	GEN_PUT(g->t, "203.0.113.");
	gen_put_u(g->t, 1 + gen_below(&g->random, 254));
}

static void
put_letter(struct gen_log *g, const struct gen_entry *e,
    const struct gen_rcpt *r, char letter)
{
	struct gen_text *t = g->t;

	switch (letter) {
	case 'o':
		gen_put_rcpt(t, r);
		break;
	case 's':
		gen_put_s(
		    t, e->from == NULL ? "home.example" : e->from->author.name);
		break;
	case 'c':
		gen_put_s(t, gen_host_ips[e->host]);
		break;
	case 'r':
		gen_put_s(t, r->to->relay);
		break;
	case 'm':
		gen_put_message_id(t, e);
		break;
	case 't':
		gen_put_u(t, (uint64_t)(g->now / GEN_SECOND));
		break;
	case 'q':
		gen_put_letters(g, 12);
		break;
	case 'n':
		gen_put_u(t, 100 + gen_below(&g->random, 9000));
		break;
	default:
		assert(letter == '\0'); /* a letter that means nothing */
	}
}

void
gen_put_reply(struct gen_log *g, const struct gen_entry *e,
    const struct gen_rcpt *r, const char *pattern, const char *line_end)
{
	for (;;) {
		size_t n = strcspn(pattern, "$\n");

		gen_put_n(g->t, pattern, n);
		pattern += n;
		if (*pattern == '\0')
			break;
		if (*pattern++ == '\n')
			gen_put_s(g->t, line_end);
		else
			put_letter(g, e, r, *pattern++);
	}
}

/* ---- stamps ---- */

static void
put_two(struct gen_text *t, unsigned n)
{
	gen_put_base(t, n, "0123456789", 10, 2);
}

static void
put_clock(struct gen_text *t, int64_t seconds)
{
	put_two(t, (unsigned)(seconds / 3600));
	GEN_PUT(t, ":");
	put_two(t, (unsigned)(seconds / 60 % 60));
	GEN_PUT(t, ":");
	put_two(t, (unsigned)(seconds % 60));
}

static void
make_stamp(struct gen_log *g, int64_t seconds)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct gen_text t = { .p = g->stamp, .cap = sizeof g->stamp };
	bool rfc3164 = g->plan->kind != K_EXIM && !g->plan->rfc3339;
	int64_t local = seconds + (g->plan->rfc3339 ? 9 * 3600 : 0), y;
	unsigned mon, d;

	gen_civil(local / 86400, &y, &mon, &d);
	if (rfc3164) {
		gen_put_n(&t, months + (size_t)3 * (mon - 1), 3);
		GEN_PUT(&t, " ");
		if (d < 10)
			GEN_PUT(&t, " ");
		gen_put_u(&t, d);
		GEN_PUT(&t, " ");
	} else {
		gen_put_u(&t, (uint64_t)y);
		GEN_PUT(&t, "-");
		put_two(&t, mon);
		GEN_PUT(&t, "-");
		put_two(&t, d);
		if (g->plan->rfc3339)
			GEN_PUT(&t, "T");
		else
			GEN_PUT(&t, " ");
	}
	put_clock(&t, local % 86400);
	g->n_stamp = t.n;
	g->stamped = seconds;
}

/* "Nov 21 17:58:00 ", "2026-11-22T02:58:00.123456+09:00 " */
void
gen_put_stamp(struct gen_log *g)
{
	int64_t seconds = g->now / GEN_SECOND;

	if (seconds != g->stamped)
		make_stamp(g, seconds);
	gen_put_n(g->t, g->stamp, g->n_stamp);
	if (g->plan->rfc3339) {
		GEN_PUT(g->t, ".");
		gen_put_base(
		    g->t, (uint64_t)(g->now % GEN_SECOND), "0123456789", 10, 6);
		GEN_PUT(g->t, "+09:00");
	}
	GEN_PUT(g->t, " ");
}

void
gen_end_line(struct gen_log *g)
{
	GEN_PUT(g->t, "\n");
	g->lines++;
}
