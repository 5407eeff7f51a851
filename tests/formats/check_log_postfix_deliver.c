/*
 * Postfix: the lines of its delivery agents (FORMATS.md 1), and hostile ones.
 */
#include "tests/formats/postfix_vector.h"
#include "tests/run.h"

#define TO "4AbCd0123zz1J0N: to=<u@example.jp>, "
#define HERE "relay=mx.example.jp[192.0.2.1]:25, "
#define TIMES "delay=2.7, delays=1.3/0.06/0.33/1, "
#define REST HERE TIMES "dsn=2.0.0, status=sent (250 ok)"
#define READ                                               \
	" relay=mx.example.jp ip=192.0.2.1 delay=2700000 " \
	"stages=1.3/0.06/0.33/1 status="
#define ID "id=4AbCd0123zz1J0N"
#define NOTED "note " ID

static const struct vector deliveries[] = {
	{ "FORMATS 1, accepted", "smtp", TO REST,
	    "deliver " ID " to=u@example.jp sent eod" READ
	    "2.0.0 reply=250 ok" },
	{ "FORMATS 1, short id, no domain", "smtp",
	    "B9996EABB6: to=<root>, " REST,
	    "deliver id=B9996EABB6 to=root sent eod" READ
	    "2.0.0 reply=250 ok" },
	{ "FORMATS 1, orig_to, conn_use, a filter behind loopback", "smtp",
	    "48CA0106DD9: to=<u@example.com>, orig_to=<u@host>, "
	    "relay=127.0.0.1[127.0.0.1]:10024, conn_use=2, delay=143, "
	    "delays=0.11/96/0.01/47, dsn=2.0.0, status=sent (250 2.0.0 from "
	    "MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as "
	    "30587106DD1)",
	    "deliver id=48CA0106DD9 to=u@example.com orig=u@host sent eod "
	    "relay=127.0.0.1 ip=127.0.0.1 delay=143000000 "
	    "stages=0.11/96/0.01/47 status=2.0.0 next=30587106DD1 reply=250 "
	    "2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as "
	    "30587106DD1" },
	{ "RFC 6409 3.1", "smtp",
	    TO "relay=smtp.example.com[192.0.2.1]:587, delay=1, dsn=2.0.0, "
	       "status=sent (250 ok)",
	    "deliver " ID
	    " to=u@example.jp sent eod relay=smtp.example.com ip=192.0.2.1 "
	    "delay=1000000 status=2.0.0 reply=250 ok submission" },
	{ "RFC 8314 7.3, no name", "smtp",
	    TO
	    "relay=[192.0.2.1]:465, delay=1, dsn=2.0.0, status=sent (250 ok)",
	    "deliver " ID
	    " to=u@example.jp sent eod ip=192.0.2.1 delay=1000000 status=2.0.0 "
	    "reply=250 ok submission" },
	{ "the port of sending services", "smtp",
	    TO "relay=smtp.example.com[192.0.2.1]:2525, delay=1, dsn=2.0.0, "
	       "status=sent (250 ok)",
	    "deliver " ID
	    " to=u@example.jp sent eod relay=smtp.example.com ip=192.0.2.1 "
	    "delay=1000000 status=2.0.0 reply=250 ok submission" },
	{ "no such port", "smtp",
	    TO "relay=smtp.example.com[192.0.2.1]:5870, delay=1, dsn=2.0.0, "
	       "status=sent (250 ok)",
	    "deliver " ID
	    " to=u@example.jp sent eod relay=smtp.example.com ip=192.0.2.1 "
	    "delay=1000000 status=2.0.0 reply=250 ok" },
	{ "no such port either", "smtp",
	    TO "relay=smtp.example.com[192.0.2.1]:46, delay=1, dsn=2.0.0, "
	       "status=sent (250 ok)",
	    "deliver " ID
	    " to=u@example.jp sent eod relay=smtp.example.com ip=192.0.2.1 "
	    "delay=1000000 status=2.0.0 reply=250 ok" },
	{ "no port", "smtp",
	    TO "relay=smtp.example.com[192.0.2.1], delay=1, dsn=2.0.0, "
	       "status=sent (250 ok)",
	    "deliver " ID
	    " to=u@example.jp sent eod relay=smtp.example.com ip=192.0.2.1 "
	    "delay=1000000 status=2.0.0 reply=250 ok" },
	{ "FORMATS 1, refused at RCPT", "smtp",
	    TO HERE TIMES
	    "dsn=5.0.0, status=bounced (host "
	    "mx.example.jp[192.0.2.1] said: 550-5.1.1 no (really) 550 5.1.1 "
	    "user (in reply to RCPT TO command))",
	    "deliver " ID " to=u@example.jp failed rcpt" READ
	    "5.0.0 reply=550-5.1.1 no (really) 550 5.1.1 user" },
	{ "FORMATS 1, refused at the greeting", "smtp",
	    TO HERE
	    "delay=13146, delays=13146/0.15/0.1/0, dsn=4.7.1, "
	    "status=deferred (host mx.example.jp[192.0.2.1] refused to talk "
	    "to me: 421 4.7.1 later [192.0.2.91][P])",
	    "deliver " ID " to=u@example.jp deferred connect "
	    "relay=mx.example.jp ip=192.0.2.1 delay=13146000000 "
	    "stages=13146/0.15/0.1/0 status=4.7.1 reply=421 4.7.1 later "
	    "[192.0.2.91][P]" },
	{ "FORMATS 1, error(8): no attempt, the host in words", "error",
	    TO "relay=none, delay=11203, delays=11052/150/0/0.03, dsn=4.4.1, "
	       "status=deferred (delivery temporarily suspended: connect to "
	       "mx.example.jp[192.0.2.1]:25: Connection timed out)",
	    "deliver " ID " to=u@example.jp deferred connect "
	    "relay=mx.example.jp ip=192.0.2.1 delay=11203000000 "
	    "stages=11052/150/0/0.03 status=4.4.1 reply=connect to "
	    "mx.example.jp[192.0.2.1]:25: Connection timed out no-attempt" },
	{ "the same of smtp(8)", "smtp",
	    TO "relay=none, delay=3, dsn=4.4.1, status=deferred (connect to "
	       "mx.example.jp[2001:db8::1]:25: No route to host)",
	    "deliver " ID " to=u@example.jp deferred connect "
	    "relay=mx.example.jp ip=2001:db8::1 delay=3000000 status=4.4.1 "
	    "reply=connect to mx.example.jp[2001:db8::1]:25: No route to "
	    "host" },
	{ "suspended after a greeting", "retry",
	    TO
	    "relay=none, delay=3, dsn=4.7.0, status=deferred (delivery "
	    "temporarily suspended: host mx.example.jp[192.0.2.1] refused to "
	    "talk to me: 421 4.7.0 busy)",
	    "deliver " ID " to=u@example.jp deferred connect "
	    "relay=mx.example.jp ip=192.0.2.1 delay=3000000 status=4.7.0 "
	    "reply=421 4.7.0 busy no-attempt" },
	{ "whyscream error_0001, lost while RCPT", "error",
	    TO
	    "relay=none, delay=63495, delays=63350/144/0/0, dsn=4.4.2, "
	    "status=deferred (delivery temporarily suspended: lost "
	    "connection with mx.example.jp[192.0.2.1] while sending RCPT TO)",
	    "deliver " ID " to=u@example.jp deferred rcpt "
	    "relay=mx.example.jp ip=192.0.2.1 delay=63495000000 "
	    "stages=63350/144/0/0 status=4.4.2 reply=lost connection with "
	    "mx.example.jp[192.0.2.1] while sending RCPT TO no-attempt" },
	{ "smtp(8), lost in the greeting", "smtp",
	    TO HERE TIMES
	    "dsn=4.4.2, status=deferred (lost connection with "
	    "mx.example.jp[192.0.2.1] while receiving the initial server "
	    "greeting)",
	    "deliver " ID " to=u@example.jp deferred connect" READ
	    "4.4.2 reply=lost connection with mx.example.jp[192.0.2.1] while "
	    "receiving the initial server greeting" },
	{ "smtp(8), EHLO", "smtp",
	    TO HERE TIMES
	    "dsn=4.4.2, status=deferred (conversation with "
	    "mx.example.jp[192.0.2.1] timed out while performing the EHLO "
	    "handshake)",
	    "deliver " ID " to=u@example.jp deferred ehlo" READ
	    "4.4.2 reply=conversation with mx.example.jp[192.0.2.1] timed "
	    "out while performing the EHLO handshake" },
	{ "smtp(8), the body", "smtp",
	    TO HERE TIMES
	    "dsn=4.4.2, status=deferred (lost connection with "
	    "mx.example.jp[192.0.2.1] while sending message body)",
	    "deliver " ID " to=u@example.jp deferred data" READ
	    "4.4.2 reply=lost connection with mx.example.jp[192.0.2.1] while "
	    "sending message body" },
	{ "smtp(8), the final dot", "smtp",
	    TO HERE TIMES
	    "dsn=4.4.2, status=deferred (conversation with "
	    "mx.example.jp[192.0.2.1] timed out while sending end of data -- "
	    "message may be sent more than once)",
	    "deliver " ID " to=u@example.jp deferred eod" READ
	    "4.4.2 reply=conversation with mx.example.jp[192.0.2.1] timed "
	    "out while sending end of data -- message may be sent more than "
	    "once" },
	{ "smtp(8), end of DATA", "smtp",
	    TO HERE TIMES
	    "dsn=5.7.26, status=bounced (host "
	    "mx.example.jp[192.0.2.1] said: 550-5.7.26 This mail 550 5.7.26 "
	    "is unauthenticated (in reply to end of DATA command))",
	    "deliver " ID " to=u@example.jp failed eod" READ
	    "5.7.26 reply=550-5.7.26 This mail 550 5.7.26 is "
	    "unauthenticated" },
	{ "smtp(8), MAIL", "smtp",
	    TO HERE TIMES
	    "dsn=4.1.8, status=deferred (host "
	    "mx.example.jp[192.0.2.1] said: 450 4.1.8 no domain (in reply to "
	    "MAIL FROM command))",
	    "deliver " ID " to=u@example.jp deferred mail" READ
	    "4.1.8 reply=450 4.1.8 no domain" },
	{ "smtp(8), DATA", "smtp",
	    TO HERE TIMES
	    "dsn=4.3.0, status=deferred (host "
	    "mx.example.jp[192.0.2.1] said: 451 no (in reply to DATA "
	    "command))",
	    "deliver " ID " to=u@example.jp deferred data" READ
	    "4.3.0 reply=451 no" },
	{ "smtp(8), EHLO refused", "smtp",
	    TO HERE TIMES
	    "dsn=5.0.0, status=bounced (host "
	    "mx.example.jp[192.0.2.1] said: 554 go (in reply to HELO "
	    "command))",
	    "deliver " ID " to=u@example.jp failed ehlo" READ
	    "5.0.0 reply=554 go" },
	{ "smtp(8), SASL", "smtp",
	    TO HERE TIMES
	    "dsn=4.7.8, status=deferred (SASL authentication "
	    "failed; server mx.example.jp[192.0.2.1] said: 535 5.7.8 bad)",
	    "deliver " ID " to=u@example.jp deferred ehlo" READ
	    "4.7.8 reply=535 5.7.8 bad" },
	{ "smtp(8), TLS", "smtp",
	    TO HERE TIMES "dsn=4.7.4, status=deferred (TLS is required, but "
	                  "was not offered by host mx.example.jp[192.0.2.1])",
	    "deliver " ID " to=u@example.jp deferred ehlo" READ
	    "4.7.4 reply=TLS is required, but was not offered by host "
	    "mx.example.jp[192.0.2.1]" },
	{ "smtp(8), no such domain", "smtp",
	    TO "relay=none, delay=0.3, dsn=5.4.4, status=bounced (Host or "
	       "domain name not found. Name service error for "
	       "name=example.jp type=A: Host not found)",
	    "deliver " ID " to=u@example.jp failed connect delay=300000 "
	    "status=5.4.4 reply=Host or domain name not found. Name service "
	    "error for name=example.jp type=A: Host not found" },
	{ "smtp(8), null MX", "smtp",
	    TO "relay=none, delay=0, dsn=5.1.0, status=bounced (Domain "
	       "example.jp does not accept mail (nullMX))",
	    "deliver " ID " to=u@example.jp failed connect delay=0 "
	    "status=5.1.0 reply=Domain example.jp does not accept mail "
	    "(nullMX)" },
	{ "FORMATS 1, raw recipient with a bracket", "smtp",
	    "D79F5C0C918: to=<re>ceiver@example.net>, " REST,
	    "deliver id=D79F5C0C918 to=re>ceiver@example.net sent eod" READ
	    "2.0.0 reply=250 ok" },
	{ "quoted recipient that forges a delivery", "smtp",
	    "4AbC1: to=<\"a\\\">, relay=x, delay=1, dsn=2.0.0, status=sent "
	    "(b\"@example.jp>, relay=none, delay=1, dsn=5.1.1, "
	    "status=bounced (no)",
	    "deliver id=4AbC1 to=\"a\\\">, relay=x, delay=1, dsn=2.0.0, "
	    "status=sent (b\"@example.jp failed delay=1000000 "
	    "status=5.1.1 reply=no" },
	{ "raw recipient that forges the beginning of a rest", "smtp",
	    "4AbC1: to=<a>, relay=b@example.jp>, orig_to=<c, d@example.com>, "
	    "relay=none, delay=1, dsn=5.1.1, status=bounced (no)",
	    "deliver id=4AbC1 to=a>, relay=b@example.jp orig=c, "
	    "d@example.com failed delay=1000000 status=5.1.1 reply=no" },
	{ "quoted original that forges a rest", "smtp",
	    "4AbC1: to=<u@example.jp>, orig_to=<\"a>, relay=x, delay=1, "
	    "dsn=2.0.0, status=sent (\"@example.com>, relay=none, delay=1, "
	    "dsn=5.1.1, status=bounced (no)",
	    "deliver id=4AbC1 to=u@example.jp orig=\"a>, relay=x, delay=1, "
	    "dsn=2.0.0, status=sent (\"@example.com failed delay=1000000 "
	    "status=5.1.1 reply=no" },
	{ "reply that forges another delivery", "smtp",
	    TO HERE TIMES
	    "dsn=5.0.0, status=bounced (host "
	    "mx.example.jp[192.0.2.1] said: 550 to=<v@example.jp>, "
	    "relay=x[192.0.2.9]:25, delay=1, dsn=2.0.0, status=sent (250 Ok: "
	    "queued as AAAAAA) (in reply to RCPT TO command))",
	    "deliver " ID " to=u@example.jp failed rcpt" READ
	    "5.0.0 reply=550 to=<v@example.jp>, relay=x[192.0.2.9]:25, "
	    "delay=1, dsn=2.0.0, status=sent (250 Ok: queued as AAAAAA)" },
	{ "FORMATS 1, very old: no brackets", "local",
	    "2A22C263F6: to=user@host.example.com, orig_to=root@localhost, "
	    "relay=local, delay=0.07, delays=0.04/0/0/0.03, dsn=2.0.0, "
	    "status=sent (delivered to command: procmail -a "
	    "\"$EXTENSION\")",
	    "deliver id=2A22C263F6 to=user@host.example.com "
	    "orig=root@localhost sent relay=local delay=70000 "
	    "stages=0.04/0/0/0.03 status=2.0.0 reply=delivered to command: "
	    "procmail -a \"$EXTENSION\" local no-brackets" },
	{ "ossec, before Postfix 2.3: no delays, no dsn", "smtp",
	    "774C14AEF2: to=<u@example.com>, "
	    "relay=127.0.0.1[127.0.0.1], delay=423, status=deferred (host "
	    "127.0.0.1[127.0.0.1] said: 451 Local Error (in reply to end of "
	    "DATA command))",
	    "deliver id=774C14AEF2 to=u@example.com deferred eod "
	    "relay=127.0.0.1 ip=127.0.0.1 delay=423000000 reply=451 Local "
	    "Error" },
	{ "FORMATS 1, a socket", "lmtp",
	    "AD6E41CDC05C: to=<u@example.com>, "
	    "relay=mx1.example.com[private/dovecot-lmtp], delay=0.15, "
	    "delays=0.04/0/0.02/0.08, dsn=2.0.0, status=sent (250 2.0.0 "
	    "<u@example.com> qYyy Saved)",
	    "deliver id=AD6E41CDC05C to=u@example.com sent eod "
	    "relay=private/dovecot-lmtp delay=150000 "
	    "stages=0.04/0/0.02/0.08 status=2.0.0 reply=250 2.0.0 "
	    "<u@example.com> qYyy Saved local" },
	{ "a filter behind a socket", "lmtp",
	    "4AbC1: to=<u@example.com>, relay=mx[/run/filter.sock], delay=1, "
	    "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4AbC2)",
	    "deliver id=4AbC1 to=u@example.com sent eod "
	    "relay=/run/filter.sock delay=1000000 status=2.0.0 next=4AbC2 "
	    "reply=250 2.0.0 Ok: queued as 4AbC2" },
	{ "whyscream pipe_0001", "pipe",
	    "0F5383D: to=<u@example.com>, relay=dovecot, delay=4.3, "
	    "delays=4.1/0.01/0/0.15, dsn=2.0.0, status=sent (delivered via "
	    "dovecot service)",
	    "deliver id=0F5383D to=u@example.com sent relay=dovecot "
	    "delay=4300000 stages=4.1/0.01/0/0.15 status=2.0.0 "
	    "reply=delivered via dovecot service pipe" },
	{ "whyscream virtual_0001", "virtual",
	    "4AbC1: to=<u@example.com>, relay=virtual, delay=0.52, "
	    "dsn=2.0.0, status=sent (delivered to maildir)",
	    "deliver id=4AbC1 to=u@example.com sent relay=virtual "
	    "delay=520000 status=2.0.0 reply=delivered to maildir local" },
	{ "FORMATS 1, alias expansion", "local",
	    "4AbC1: to=<u@example.com>, relay=local, delay=0.1, dsn=2.0.0, "
	    "status=sent (forwarded as 4AbC2)",
	    "deliver id=4AbC1 to=u@example.com sent relay=local delay=100000 "
	    "status=2.0.0 next=4AbC2 reply=forwarded as 4AbC2 forward" },
	{ "DECISIONS 3, discard(8)", "discard",
	    "4AbC1: to=<u@test.example.com>, relay=none, delay=0.05, "
	    "dsn=2.0.0, status=sent (test.example.com)",
	    "deliver id=4AbC1 to=u@test.example.com suppressed delay=50000 "
	    "status=2.0.0 reply=test.example.com no-attempt" },
	{ "DECISIONS 3, a filter", "smtp",
	    "4AbC1: to=<u@example.com>, relay=127.0.0.1[127.0.0.1]:10024, "
	    "delay=1, dsn=2.7.0, status=sent (250 2.7.0 Ok, discarded, "
	    "id=01626-01 - INFECTED: Eicar)",
	    "deliver id=4AbC1 to=u@example.com suppressed eod "
	    "relay=127.0.0.1 ip=127.0.0.1 delay=1000000 status=2.7.0 "
	    "reply=250 2.7.0 Ok, discarded, id=01626-01 - INFECTED: Eicar" },
	{ "FORMATS 1, SOFTBOUNCE", "smtp",
	    TO HERE TIMES
	    "dsn=4.1.1, status=SOFTBOUNCE (host "
	    "mx.example.jp[192.0.2.1] said: 550 5.1.1 no (in reply to RCPT "
	    "TO command))",
	    "deliver " ID " to=u@example.jp deferred rcpt" READ
	    "4.1.1 reply=550 5.1.1 no" },
	{ "FORMATS 1, status wins over dsn", "local",
	    "4AbC1: to=<u@example.com>, relay=local, delay=1, dsn=2.0.0, "
	    "status=deferred (delivered to mailbox)",
	    "deliver id=4AbC1 to=u@example.com deferred relay=local "
	    "delay=1000000 status=2.0.0 reply=delivered to mailbox local" },
	{ "whyscream tls_features", "smtp",
	    TO HERE TIMES "tls=dane/!requiretls:nocertmatch, dsn=2.1.5, "
	                  "status=sent (250 2.0.0 Ok: queued as 153053D)",
	    "deliver " ID " to=u@example.jp sent eod" READ
	    "2.1.5 tls=dane/!requiretls:nocertmatch next=153053D reply=250 "
	    "2.0.0 Ok: queued as 153053D" },
	{ "a key of a later Postfix", "smtp",
	    TO HERE TIMES "new_key=5, dsn=2.0.0, status=sent (250 ok)",
	    "deliver " ID " to=u@example.jp sent eod" READ
	    "2.0.0 reply=250 ok" },
	{ "a service with a name of its own", "maildrop",
	    "4AbC1: to=<u@example.com>, relay=maildrop, delay=1, dsn=2.0.0, "
	    "status=sent (delivered via maildrop service)",
	    "deliver id=4AbC1 to=u@example.com sent relay=maildrop "
	    "delay=1000000 status=2.0.0 reply=delivered via maildrop service "
	    "pipe" },
	{ "qmgr(8) defers by itself", "qmgr",
	    "4AbC1: to=<u@example.com>, relay=none, delay=1, dsn=4.3.0, "
	    "status=deferred (mail transport unavailable)",
	    "deliver id=4AbC1 to=u@example.com deferred delay=1000000 "
	    "status=4.3.0 reply=mail transport unavailable no-attempt" },
	{ "local(8), unknown user", "local",
	    "892A0205B6: to=<u@localhost>, relay=local, delay=0.05, "
	    "dsn=5.1.1, status=bounced (unknown user: \"u\")",
	    "deliver id=892A0205B6 to=u@localhost failed relay=local "
	    "delay=50000 status=5.1.1 reply=unknown user: \"u\" local" },
	{ "DECISIONS 7, cut within the reply", "smtp",
	    TO HERE TIMES "dsn=2.0.0, status=sent (250 (x) Ok: queued as "
	                  "153",
	    "deliver " ID " to=u@example.jp sent eod" READ
	    "2.0.0 reply=250 (x) Ok: queued as 153" },
	{ "FORMATS 1, probes", "smtp",
	    TO HERE TIMES "dsn=2.1.5, status=deliverable (250 ok)", NOTED },
	{ "FORMATS 1, probes", "smtp",
	    TO HERE TIMES "dsn=5.1.1, status=undeliverable (host x said: no)",
	    NOTED },
	{ "whyscream error_0002", "error",
	    TO "relay=none, delay=0, dsn=5.1.1, "
	       "status=undeliverable-but-not-cached (User unknown in virtual "
	       "alias table)",
	    NOTED },
	{ "DECISIONS 7, torn", "smtp", TO HERE TIMES "dsn=2.0.0, status=sen",
	    "torn delivery line " ID },
	{ "DECISIONS 7, torn", "smtp", TO HERE TIMES "dsn=2.0.0, status=sent",
	    "torn delivery line " ID },
	{ "DECISIONS 7, torn", "smtp", "4AbCd0123zz1J0N: to=<u@exa",
	    "torn delivery line " ID },
	{ "DECISIONS 7, torn", "smtp",
	    "4AbCd0123zz1J0N: to=", "torn delivery line " ID },
	{ "torn in a quoted recipient that forges", "smtp",
	    "4AbCd0123zz1J0N: to=<\"a>, relay=x, delay=1, dsn=2.0.0, "
	    "status=sent (b)",
	    "torn delivery line " ID },
	{ "a word that is not known", "smtp",
	    TO HERE TIMES "dsn=2.0.0, status=postponed (why)",
	    "unreadable delivery line " ID },
	{ "no relay", "smtp", TO "delay=1, dsn=2.0.0, status=sent (250 ok)",
	    "unreadable delivery line " ID },
};

START_TEST(reads_deliveries)
{
	check_vector(&deliveries[_i]);
}
END_TEST

/*
 * A line that is cut anywhere is a delivery only where its own status and
 * recipient are whole; before, and behind "to=", it is a defect.
 */
START_TEST(cut_deliveries)
{
	const struct vector *v = &deliveries[_i];
	const char *to = strstr(v->text, "to=");
	size_t n = strlen(v->text);
	struct td_event whole;
	char recipient[256];
	bool delivered = false;

	if (read_line(v->tag, v->text, n, pads[0]) != TD_DELIVER)
		return;
	whole = event;
	snprintf(recipient, sizeof(recipient), "%.*s", (int)whole.recipient.n,
	    whole.recipient.p);
	for (size_t i = 0; i < n; i++) {
		enum td_kind kind = read_line(v->tag, v->text, i, v->text + i);

		if (kind == TD_DELIVER) {
			/* Torn up to "status=WORD (" (DECISIONS 7). */
			ck_assert(delivered || v->text[i - 1] == '(');
			delivered = true;
			ck_assert(event.recipient.n == whole.recipient.n &&
			    memcmp(event.recipient.p, recipient,
			        whole.recipient.n) == 0);
			if (whole.action != TD_ACTION_SUPPRESSED)
				ck_assert_int_eq(event.action, whole.action);
			ck_assert(whole.next_id.n == event.next_id.n ||
			    event.next_id.n == 0);
			continue;
		}
		ck_assert_int_eq(kind, TD_NOTE);
		if (i >= (size_t)(to - v->text) + 3)
			ck_assert_msg(defect == TD_TORN_DELIVERY,
			    "%s at %zu: %d", v->source, i, (int)defect);
		else
			ck_assert_int_eq(defect, TD_N_DEFECTS);
	}
	ck_assert(delivered);
}
END_TEST

/* Lines made to be slow: quadratic work on 1 MiB would take minutes. */
START_TEST(is_linear)
{
	static const char *const parts[] = { ">, relay=", ">, orig_to=<",
		", relay=a", ", relay=a, k=v", ">, relay=a, status=", "\\\"",
		", orig_client=", " from a; from=<", "queued as ", " (in reply",
		"; from=<", ", status=x (", " to=<", "[", ">" };
	static const char *const starts[] = { "4AbC1: to=<", "4AbC1: to=<\"",
		"4AbC1: to=", "4AbC1: to=<u@x>, relay=a, status=sent (250 ",
		"4AbC1: to=<u@x>, relay=none, status=bounced (host ",
		"4AbC1: client=a", "4AbC1: from=<", "4AbC1: message-id=<",
		"NOQUEUE: reject: RCPT from ", "4AbC1: info: header ",
		"disconnect from " };
	const size_t n = TD_RECORD_MAX;
	char *line = malloc(n);

	ck_assert_ptr_nonnull(line);
	for (size_t s = 0; s < sizeof(starts) / sizeof(starts[0]); s++)
		for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
			size_t k = strlen(starts[s]), m = strlen(parts[i]);

			memcpy(line, starts[s], k);
			for (; k + m <= n; k += m)
				memcpy(line + k, parts[i], m);
			read_line("smtp", line, k, "");
		}
	free(line);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("log_postfix_deliver");
	TCase *c = tcase_create("log_postfix_deliver");

	tcase_set_timeout(c, 60);
	tcase_add_loop_test(c, reads_deliveries, 0, COUNT(deliveries));
	tcase_add_loop_test(c, cut_deliveries, 0, COUNT(deliveries));
	tcase_add_test(c, is_linear);
	suite_add_tcase(s, c);
	return run_suite(s);
}
