/*
 * Which program wrote a line, by the tag that syslog gave it.
 *
 *	postfix/smtp, postfix-out/submission/smtpd, sm-mta, exim4, qmail-send
 *
 * Anybody may set syslog_name of a Postfix to anything: behind a slash the
 * names of its daemons tell it.
 */
#include "lex.h"
#include "log_frame.h"

const char *
td_program_name(enum td_program p)
{
	static const char *const names[TD_N_PROGRAMS] = {
		[TD_PROGRAM_NONE] = "other",
		[TD_PROGRAM_POSTFIX] = "postfix",
		[TD_PROGRAM_EXIM] = "exim",
		[TD_PROGRAM_SENDMAIL] = "sendmail",
		[TD_PROGRAM_OPENSMTPD] = "opensmtpd",
		[TD_PROGRAM_QMAIL] = "qmail",
		[TD_PROGRAM_HARAKA] = "haraka",
		[TD_PROGRAM_RSPAMD] = "rspamd",
		[TD_PROGRAM_OPENDKIM] = "opendkim",
		[TD_PROGRAM_OPENDMARC] = "opendmarc",
		[TD_PROGRAM_POLICYD_SPF] = "policyd-spf",
		[TD_PROGRAM_AMAVIS] = "amavis",
		[TD_PROGRAM_SPAMD] = "spamd",
	};

	return names[p];
}

/* The daemons and commands of Postfix that log. */
static bool
is_postfix_daemon(struct td_span s)
{
	static const struct td_span daemons[] = {
		TD_LIT("anvil"),
		TD_LIT("bounce"),
		TD_LIT("cleanup"),
		TD_LIT("defer"),
		TD_LIT("discard"),
		TD_LIT("dnsblog"),
		TD_LIT("error"),
		TD_LIT("flush"),
		TD_LIT("lmtp"),
		TD_LIT("local"),
		TD_LIT("master"),
		TD_LIT("nqmgr"),
		TD_LIT("oqmgr"),
		TD_LIT("pickup"),
		TD_LIT("pipe"),
		TD_LIT("postdrop"),
		TD_LIT("postfix-script"),
		TD_LIT("postlogd"),
		TD_LIT("postqueue"),
		TD_LIT("postscreen"),
		TD_LIT("postsuper"),
		TD_LIT("proxymap"),
		TD_LIT("proxywrite"),
		TD_LIT("qmgr"),
		TD_LIT("qmqpd"),
		TD_LIT("relay"),
		TD_LIT("retry"),
		TD_LIT("scache"),
		TD_LIT("showq"),
		TD_LIT("smtp"),
		TD_LIT("smtpd"),
		TD_LIT("smtps"),
		TD_LIT("spawn"),
		TD_LIT("submission"),
		TD_LIT("tlsmgr"),
		TD_LIT("tlsproxy"),
		TD_LIT("trace"),
		TD_LIT("trivial-rewrite"),
		TD_LIT("verify"),
		TD_LIT("virtual"),
	};

	for (size_t i = 0; i < sizeof daemons / sizeof daemons[0]; i++)
		if (td_span_eq(s, daemons[i]))
			return true;
	return false;
}

/* Whether the text is of Postfix' smtpd, not of OpenSMTPD's. */
static bool
is_postfix_smtpd(struct td_span text)
{
	size_t n = 0;

	if (TD_BEGINS(text.p, text.p + text.n, "NOQUEUE: ") ||
	    TD_BEGINS(text.p, text.p + text.n, "connect from ") ||
	    TD_BEGINS(text.p, text.p + text.n, "disconnect from "))
		return true;
	while (n < text.n && n < 20 &&
	    (td_is_digit(text.p[n]) || (text.p[n] >= 'A' && text.p[n] <= 'F')))
		n++;
	return n >= 6 && n < text.n && text.p[n] == ':';
}

/* A name, or one that goes on behind a mark: exim, exim4, exim-out. */
static bool
is_name(struct td_span s, const char *name, size_t n)
{
	unsigned char c;

	if (s.n < n || memcmp(s.p, name, n) != 0)
		return false;
	if (s.n == n)
		return true;
	c = (unsigned char)s.p[n];
	return c == '-' || c == '_' || c == '.' || td_is_digit(c);
}

#define NAMED(s, word) is_name(s, word, sizeof(word) - 1)

/* The program of a name without a slash. */
static enum td_program
by_name(struct td_span s, struct td_span text)
{
	switch (s.n == 0 ? '\0' : td_lower(*s.p)) {
	case 'a':
		if (TD_IS(s, "amavis") || TD_IS(s, "amavisd") ||
		    TD_IS(s, "amavisd-new"))
			return TD_PROGRAM_AMAVIS;
		break;
	case 'e':
		if (NAMED(s, "exim"))
			return TD_PROGRAM_EXIM;
		break;
	case 'h':
		if (td_span_ieq(s, TD_SPAN("haraka")))
			return TD_PROGRAM_HARAKA;
		break;
	case 'o':
		if (TD_IS(s, "opendkim"))
			return TD_PROGRAM_OPENDKIM;
		if (TD_IS(s, "opendmarc"))
			return TD_PROGRAM_OPENDMARC;
		if (TD_IS(s, "opensmtpd"))
			return TD_PROGRAM_OPENSMTPD;
		break;
	case 'p':
		if (NAMED(s, "policyd-spf") || NAMED(s, "policy-spf") ||
		    NAMED(s, "postfix-policyd-spf"))
			return TD_PROGRAM_POLICYD_SPF;
		if (TD_IS(s, "postfix"))
			return TD_PROGRAM_POSTFIX;
		break;
	case 'q':
		if (NAMED(s, "qmail"))
			return TD_PROGRAM_QMAIL;
		break;
	case 'r':
		if (NAMED(s, "rspamd"))
			return TD_PROGRAM_RSPAMD;
		break;
	case 's':
		if (TD_IS(s, "spamd"))
			return TD_PROGRAM_SPAMD;
		if (TD_IS(s, "smtpd"))
			return is_postfix_smtpd(text) ? TD_PROGRAM_POSTFIX :
			                                TD_PROGRAM_OPENSMTPD;
		if (NAMED(s, "sendmail") || TD_BEGINS(s.p, s.p + s.n, "sm-"))
			return TD_PROGRAM_SENDMAIL;
		if (TD_IS(s, "splogger"))
			return TD_PROGRAM_QMAIL;
		break;
	default:
		break;
	}
	return TD_PROGRAM_NONE;
}

enum td_program
td_tag_program(struct td_span tag, struct td_span text)
{
	const char *slash;
	struct td_span last = tag;

	if (tag.n == 0)
		return TD_PROGRAM_NONE;
	/*
	 * postfix/policy-spf is a Perl program that Postfix' spawn(8) runs; no
	 * name of it is shorter.
	 */
	if (TD_BEGINS(tag.p, tag.p + tag.n, "postfix/") &&
	    (tag.n < 8 + sizeof("policy-spf") - 1 || tag.p[8] != 'p' ||
	        TD_IS(tag, "postfix/postscreen")))
		return TD_PROGRAM_POSTFIX;
	if (td_find(tag.p, tag.p + tag.n, '/') == NULL)
		return by_name(tag, text);
	slash = memrchr(tag.p, '/', tag.n);
	last = td_span(slash + 1, tag.p + tag.n);
	if (by_name(last, text) == TD_PROGRAM_POLICYD_SPF)
		return TD_PROGRAM_POLICYD_SPF;
	if (TD_BEGINS(tag.p, tag.p + tag.n, "postfix") ||
	    is_postfix_daemon(last))
		return TD_PROGRAM_POSTFIX;
	return by_name(last, text);
}
