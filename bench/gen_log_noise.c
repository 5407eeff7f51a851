/*
 * Lines that tell nothing of any mail that counts: strangers who are turned
 * away, other programs, syslog's word for repetitions.
 */
#include "gen_log_postfix.h"

/* '@': an address of nobody's client  '#': a number  '%': some letters */
static const char *const lines[] = {
	"mx1 postfix/postscreen[812]: CONNECT from [@]:# to "
	"[198.51.100.250]:25",
	"mx1 postfix/postscreen[812]: PREGREET 11 after 0.05 from [@]:#: EHLO "
	"%\\r\\n",
	"mx1 postfix/dnsblog[813]: addr @ listed by domain zen.spamhaus.org as "
	"127.0.0.4",
	"mx1 postfix/postscreen[812]: DNSBL rank 4 for [@]:#",
	"mx1 postfix/postscreen[812]: NOQUEUE: reject: RCPT from [@]:#: 550 "
	"5.7.1"
	" Service unavailable; client [@] blocked using zen.spamhaus.org; "
	"from=<%@spam.example>, to=<info@home.example>, proto=ESMTP, "
	"helo=<%.spam.example>",
	"mx1 postfix/postscreen[812]: HANGUP after 0.4 from [@]:# in tests "
	"after "
	"SMTP handshake",
	"mx1 postfix/postscreen[812]: DISCONNECT [@]:#",
	"mx1 postfix/smtpd[#]: connect from unknown[@]",
	"mx1 postfix/smtpd[#]: NOQUEUE: reject: RCPT from unknown[@]: 554 "
	"5.7.1 "
	"<x#@example.com>: Relay access denied; from=<%@spam.example> "
	"to=<x#@example.com> proto=ESMTP helo=<%>",
	"mx1 postfix/smtpd[#]: NOQUEUE: reject: RCPT from unknown[@]: 550 "
	"5.1.1 "
	"<-nobody@home.example>: Recipient address rejected: User unknown in "
	"virtual mailbox table; from=<%@spam.example> "
	"to=<-nobody@home.example> proto=SMTP helo=<%>",
	"mx1 postfix/smtpd[#]: lost connection after AUTH from unknown[@]",
	"mx1 postfix/smtpd[#]: disconnect from unknown[@] ehlo=1 auth=0/1 "
	"commands=1/2",
	"mx1 postfix/smtpd[#]: warning: unknown[@]: SASL LOGIN authentication "
	"failed: UGFzc3dvcmQ6",
	"mx1 postfix/anvil[#]: statistics: max connection rate 4/60s for "
	"(smtp:@) at Nov  1 00:00:00",
	"out1 postfix/smtp[#]: Untrusted TLS connection established to "
	"mx.example.com[@]:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 "
	"(256/256 bits)",
	"out1 postfix/smtp[#]: connect to mx2.example.com[2001:db8::25]:25: "
	"Network is unreachable",
	"mx1 dovecot: imap-login: Login: user=<-u#@home.example>, "
	"method=PLAIN, "
	"rip=@, lip=198.51.100.250, mpid=#, TLS, session=<%>",
	"mx1 dovecot: lmtp(-u#@home.example)<#><%>: sieve: "
	"msgid=<%@example.com>:"
	" stored mail into mailbox 'INBOX'",
	"mx1 sshd[#]: Failed password for invalid user admin from @ port # "
	"ssh2",
	"mx1 CRON[#]: (root) CMD (   cd / && run-parts --report "
	"/etc/cron.hourly)",
	"mx1 spamd[#]: spamd: result: . -1 - DKIM_SIGNED,DKIM_VALID,SPF_PASS "
	"scantime=0.5,size=#,user=debian-spamd,mid=<%@example.com>",
	"out1 kernel: [#.#] TCP: request_sock_TCP: Possible SYN flooding",
};

static void
put_line(struct gen_log *g, const char *p)
{
	struct gen_text *t = g->t;
	size_t at = t->n;
	uint64_t x = gen_next(&g->random);
	unsigned ip = 1 + (unsigned)(x & 127);

	for (;; p++) {
		size_t n = strcspn(p, "@#%");

		gen_put_n(t, p, n);
		p += n;
		if (*p == '\0')
			break;
		if (*p == '#') {
			gen_put_u(t, 1000 + (x >> 20) % 30000);
		} else if (*p == '%') {
			gen_put_base(t, x >> 30, "bcdfghjklmnpqrst", 16, 7);
		} else if (t->n > at &&
		    (t->p[t->n - 1] == '[' || p[1] == '\0' ||
		        strchr(",) :", p[1]) || t->p[t->n - 1] == ' ' ||
		        t->p[t->n - 1] == '=')) {
			GEN_PUT(t, "203.0.113.");
			gen_put_u(t, ip);
		} else {
			GEN_PUT(t, "@");
		}
	}
}

static void
put_repeated(struct gen_log *g)
{
	unsigned n = 2 + gen_below(&g->random, 5);

	gen_log_truth_repeated(n);
	gen_put_stamp(g);
	if (gen_chance(&g->random, 5000)) {
		GEN_PUT(g->t, "mx1 postfix/smtpd[4321]: message repeated ");
		gen_put_u(g->t, n);
		GEN_PUT(g->t,
		    " times: [ lost connection after AUTH from "
		    "unknown[203.0.113.5]]");
	} else {
		GEN_PUT(g->t, "mx1 last message repeated ");
		gen_put_u(g->t, n);
		GEN_PUT(g->t, " times");
	}
	gen_end_line(g);
}

void
gen_postfix_noise(struct gen_log *g)
{
	uint32_t x = gen_below(&g->random, 1000);

	if (x < 5)
		put_repeated(g);
	for (uint32_t i = x % 4; i > 0; i--) {
		gen_put_stamp(g);
		put_line(g, lines[gen_below(&g->random, GEN_COUNT(lines))]);
		gen_end_line(g);
	}
}
