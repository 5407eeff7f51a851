/*
 * Text out of patterns.  A '$' and a letter stand for what was decided:
 *
 *	$h HELO  $r rDNS  $i address of the client  $b the receiver's host
 *	$o recipient  $O its domain  $f MAIL FROM  $F its domain
 *	$I smtp.mailfrom=$f, or smtp.helo=$h for a null reverse-path
 *	$a author  $A its domain  $s $m $c $x words of spf, dmarc, arc,
 *sender-id $k $K $z $B a signature's word, domain, selector, beginning of b= $j
 *$u $g a date in Japan, UTC, California; $t seconds since 1970 $q an id  $8 8,
 *$w 64 random bytes of base64  $n a digit  $N four
 *
 * No locale, no printf: the same bytes everywhere, and fast.
 */
#include <assert.h>

#include "gen.h"

static const char base64[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char id_letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUV";

void
gen_bytes(struct gen_text *t, const char *p, size_t n)
{
	assert(n <= t->cap - t->n);
	memcpy(t->p + t->n, p, n);
	t->n += n;
}

static void
put_string(struct gen_mail *m, const char *s)
{
	gen_bytes(m->out, s, strlen(s));
}

/* Names of domains are the same in any case (RFC 4343). */
static void
put_domain(struct gen_mail *m, const char *s)
{
	size_t at = m->out->n;

	put_string(m, s);
	if (!m->loud)
		return;
	for (char *p = m->out->p + at; p < m->out->p + m->out->n; p++)
		if (*p >= 'a' && *p <= 'z')
			*p = (char)(*p - 'a' + 'A');
}

static void
put_char(struct gen_mail *m, char c)
{
	gen_bytes(m->out, &c, 1);
}

/* At least `digits` digits, zeros in front. */
static void
put_number(struct gen_mail *m, uint64_t n, int digits)
{
	char text[24], *p = text + sizeof text;

	do {
		*--p = (char)('0' + n % 10);
		n /= 10;
	} while (--digits > 0 || n > 0);
	gen_bytes(m->out, p, (size_t)(text + sizeof text - p));
}

static void
put_random(struct gen_mail *m, const char *letters, unsigned bits, size_t n)
{
	char text[64];
	size_t i = 0;

	while (i < n) {
		uint64_t x = gen_next(&m->random);

		for (int k = 0; k < 10 && i < n; k++, x >>= bits)
			text[i++] = letters[x & ((1u << bits) - 1)];
	}
	gen_bytes(m->out, text, n);
}

/* Years, months, days since 1970-01-01 (H. Hinnant, days_from_civil). */
void
gen_civil(int64_t days, int64_t *y, unsigned *mon, unsigned *d)
{
	int64_t z = days + 719468, era = z / 146097;
	unsigned doe = (unsigned)(z - era * 146097);
	unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	unsigned mp = (5 * doy + 2) / 153;

	*d = doy - (153 * mp + 2) / 5 + 1;
	*mon = mp < 10 ? mp + 3 : mp - 9;
	*y = (int64_t)yoe + era * 400 + (*mon <= 2);
}

static void
put_clock(struct gen_mail *m, int64_t seconds)
{
	put_number(m, (uint64_t)(seconds / 3600), 2);
	put_char(m, ':');
	put_number(m, (uint64_t)(seconds / 60 % 60), 2);
	put_char(m, ':');
	put_number(m, (uint64_t)(seconds % 60), 2);
}

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
	"Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const char *const weekdays[] = { "Thu", "Fri", "Sat", "Sun", "Mon",
	"Tue", "Wed" };

/* "Sat, 21 Nov 2026 17:58:00 +0900 (JST)" */
static void
put_date(struct gen_mail *m, int hours, const char *zone)
{
	int64_t local = m->now + hours * 3600, y;
	unsigned mon, d;

	gen_civil(local / 86400, &y, &mon, &d);
	put_string(m, weekdays[local / 86400 % 7]);
	gen_bytes(m->out, ", ", 2);
	put_number(m, d, 2);
	put_char(m, ' ');
	put_string(m, months[mon - 1]);
	put_char(m, ' ');
	put_number(m, (uint64_t)y, 4);
	put_char(m, ' ');
	put_clock(m, local % 86400);
	put_string(m, zone);
}

/* asctime's form, in UTC: "Sat Nov 21 17:58:00 2026" */
void
gen_separator_date(struct gen_mail *m)
{
	int64_t y;
	unsigned mon, d;

	gen_civil(m->now / 86400, &y, &mon, &d);
	put_string(m, weekdays[m->now / 86400 % 7]);
	put_char(m, ' ');
	put_string(m, months[mon - 1]);
	put_string(m, d < 10 ? "  " : " ");
	put_number(m, d, 1);
	put_char(m, ' ');
	put_clock(m, m->now % 86400);
	put_char(m, ' ');
	put_number(m, (uint64_t)y, 4);
}

void
gen_address(struct gen_mail *m, const char *local, const char *domain)
{
	put_string(m, local);
	put_number(m, m->number, 1);
	put_char(m, '@');
	put_domain(m, domain);
}

/* A local part that the provider would not give to anybody. */
static void
put_recipient(struct gen_mail *m)
{
	const char u[] = { 'u', m->to->mark, '\0' };
	const char dash[] = { m->to->mark, 'u', '\0' };

	if (m->rootly)
		put_string(m, "root");
	else
		gen_address(m, m->to->mark == '_' ? u : dash, m->to->domain);
}

static void
put_mailfrom(struct gen_mail *m)
{
	if (m->class == C_NULL_SENDER)
		return;
	if (m->from->flags & S_SES)
		gen_address(m, "-0106019-000000-", m->from->mailfrom.name);
	else if (m->verp)
		gen_address(m, "b+u=list=x", m->from->mailfrom.name);
	else
		gen_address(m, "bounce-", m->from->mailfrom.name);
}

static void
put_identity(struct gen_mail *m)
{
	if (m->class == C_NULL_SENDER) {
		gen_put(m, "smtp.helo=$h");
	} else {
		gen_put(m, "smtp.mailfrom=");
		put_mailfrom(m);
	}
}

/* HELO is the client's word; what is looked up can be forged, too. */
static const char *
helo_of(const struct gen_mail *m)
{
	if (m->lie != LIE_HELO)
		return m->from->host;
	switch (m->number % 3) {
	case 0:
		return "localhost";
	case 1:
		return "[127.0.0.1]";
	default:
		return m->to->by;
	}
}

static const char *
name_of(const struct gen_mail *m, char letter)
{
	switch (letter) {
	case 'h':
		return helo_of(m);
	case 'r':
		/* Where it is shown only with a word of warning. */
		return m->lie == LIE_HELO && m->rdns == RDNS_FAIL &&
		        m->receiver == &gen_sendmail ?
		    m->to->by :
		    m->from->host;
	case 'i':
		return m->ip;
	case 'b':
		return m->to->by;
	case 'O':
		return m->to->domain;
	case 'F':
		return m->class == C_NULL_SENDER ? m->from->host :
		                                   m->from->mailfrom.name;
	case 'A':
		return m->from->author.name;
	case 's':
		return m->verdict[M_SPF].text;
	case 'm':
		return m->verdict[M_DMARC].text;
	case 'c':
		return m->verdict[M_ARC].text;
	case 'x':
		return m->verdict[M_SENDER_ID].text;
	case 'k':
		return m->s->verdict.text;
	case 'K':
		return m->s->sdid.name;
	case 'z':
		return m->s->sdid.org % 2 == 0 ? "s1" : "selector2";
	case 'B':
		return m->s->b;
	default:
		return NULL;
	}
}

static void
put_letter(struct gen_mail *m, char letter)
{
	const char *name = name_of(m, letter);

	if (name != NULL && strchr("bOFAK", letter) != NULL) {
		put_domain(m, name);
		return;
	}
	if (name != NULL) {
		put_string(m, name);
		return;
	}
	switch (letter) {
	case 'o':
		put_recipient(m);
		break;
	case 'f':
		put_mailfrom(m);
		break;
	case 'I':
		put_identity(m);
		break;
	case 'a':
		gen_address(m, "news-", m->from->author.name);
		break;
	case 'j':
		put_date(m, 9, " +0900 (JST)");
		break;
	case 'u':
		put_date(m, 0, " +0000");
		break;
	case 'g':
		put_date(m, -8, " -0800 (PST)");
		break;
	case 'l':
		if (strchr(m->ip, ':') != NULL)
			put_string(m, "IPv6:");
		put_string(m, m->ip);
		break;
	case 't':
		put_number(m, (uint64_t)m->now, 1);
		break;
	case 'q':
		put_random(m, id_letters, 5, 12);
		break;
	case '8':
		put_random(m, base64, 6, 8);
		break;
	case 'w':
		put_random(m, base64, 6, 64);
		break;
	case 'n':
		put_number(m, 1 + gen_below(&m->random, 9), 1);
		break;
	case 'N':
		put_number(m, 1000 + gen_below(&m->random, 9000), 4);
		break;
	default:
		assert(letter == '\0'); /* a letter that means nothing */
	}
}

void
gen_put(struct gen_mail *m, const char *pattern)
{
	for (;;) {
		const char *p = strchr(pattern, '$');

		if (p == NULL)
			break;
		gen_bytes(m->out, pattern, (size_t)(p - pattern));
		put_letter(m, p[1]);
		pattern = p + 2;
	}
	put_string(m, pattern);
}
