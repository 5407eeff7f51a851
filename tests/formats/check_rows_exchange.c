/* Message tracking logs (formats/rows_exchange.c). */
#include "tests/formats/row_vector.h"

#define NAMES                                                          \
	"#Fields: date-time,server-ip,server-hostname,source-context," \
	"connector-id,source,event-id,internal-message-id,message-id," \
	"network-message-id,recipient-address,recipient-status,"       \
	"sender-address,return-path,message-info"
#define AT "2026-11-21T08:58:00.000Z"
#define SERVER "192.0.2.1,mx.example.jp"
#define IDS "1,<m@example.com>,n1"
#define DOCS "Microsoft: Message tracking, event types"

/* What nearly all outcomes begin and go on with. */
#define SENT "2026-11-21T08:58:00Z sent "
#define FAILED "2026-11-21T08:58:00Z failed "
#define MESSAGE "id=n1 message_id=m@example.com recipient=u@example.jp"
#define PEOPLE " sender=r@example.com author=s@example.com"
#define RELAY " relay=mx.example.jp relay_ip=192.0.2.1"

static const struct row_vector vectors[] = {
	/* Events. */
	{ DOCS, NAMES,
	    AT "," SERVER ",,Internet,SMTP,SENDEXTERNAL," IDS
	       ",u@example.jp,250 2.1.5 Ok,s@example.com,r@example.com,",
	    SENT MESSAGE PEOPLE " status=2.1.5 reply=\"250 2.1.5 Ok\"" RELAY },
	{ "FORMATS 12: the remote reply", NAMES,
	    AT "," SERVER ",08DC;250 2.6.0 <m@x> Queued mail for delivery;"
	       "ClientSubmitTime:,Internet,SMTP,SEND," IDS
	       ",u@example.jp,250 2.1.5 Ok,s@example.com,r@example.com,",
	    SENT MESSAGE PEOPLE
	    " status=2.6.0 "
	    "reply=\"250 2.6.0 <m@x> Queued mail for delivery\"" RELAY },
	{ "no session before it", NAMES,
	    AT "," SERVER ",;250 ok;ClientSubmitTime:,Internet,SMTP,SEND," IDS
	       ",u@example.jp,,s@example.com,r@example.com,",
	    SENT MESSAGE PEOPLE " reply=\"250 ok\"" RELAY },
	{ "a hop", NAMES,
	    AT "," SERVER ",,Intra-Organization SMTP Send Connector,SMTP,"
	       "SEND," IDS ",u@example.jp,250 2.1.5 Ok,s@example.com,"
	       "r@example.com,",
	    "" },
	{ DOCS, NAMES,
	    AT "," SERVER ",,,STOREDRIVER,DELIVER," IDS
	       ",u@example.jp,,s@example.com,r@example.com,"
	       "2026-11-21T08:57:58.500Z;SRV=EX1:TOTAL-HUB=1.5",
	    "2026-11-21T08:58:00Z sent local "
	    "begun=2026-11-21T08:57:58.500000Z delay=1.500000 " MESSAGE
	        PEOPLE },
	{ DOCS, NAMES,
	    AT "," SERVER ",,,SMTP,RECEIVE," IDS
	       ",u@example.jp,,s@example.com,r@example.com,0cI: ",
	    "2026-11-21T08:58:00Z begun=2026-11-21T08:58:00Z " MESSAGE PEOPLE },
	{ "FORMATS 12", NAMES,
	    AT "," SERVER ",,,SMTP,FAIL," IDS
	       ",u@example.jp,[{LED=550 5.1.1 unknown; or gone};"
	       "{FQDN=mx.example.jp};{IP=192.0.2.1}],s@example.com,"
	       "r@example.com,",
	    FAILED MESSAGE PEOPLE
	    " status=5.1.1 "
	    "reply=\"550 5.1.1 unknown; or gone\"" RELAY },
	{ "others before, and braces within", NAMES,
	    AT "," SERVER ",,,SMTP,DEFER," IDS
	       ",u@example.jp,[{LRT=};{LED=450 4.7.0 {x} y};{FQDN=};{IP=}],"
	       "s@example.com,r@example.com,",
	    "2026-11-21T08:58:00Z deferred " MESSAGE PEOPLE
	    " status=4.7.0 reply=\"450 4.7.0 {x} y\"" },
	{ "never closed", NAMES,
	    AT "," SERVER ",,,SMTP,FAIL," IDS
	       ",u@example.jp,[{LED=550 5.1.1 x,s@example.com,r@example.com,",
	    FAILED MESSAGE PEOPLE " status=5.1.1 reply=\"550 5.1.1 x\"" },
	{ "nobody was asked", NAMES,
	    AT "," SERVER ",,,ROUTING,FAIL," IDS
	       ",u@example.jp,550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"
	       ",s@example.com,r@example.com,",
	    "2026-11-21T08:58:00Z failed no-attempt " MESSAGE PEOPLE
	    " status=5.1.1 reply=\"550 5.1.1 RESOLVER.ADR.RecipNotFound; "
	    "not found\"" },
	{ "a mailbox", NAMES,
	    AT "," SERVER ",,,STOREDRIVER,FAIL," IDS
	       ",u@example.jp,[{LED=554 5.2.0 STOREDRV.Deliver}],"
	       "s@example.com,r@example.com,",
	    "2026-11-21T08:58:00Z failed local " MESSAGE PEOPLE
	    " status=5.2.0 reply=\"554 5.2.0 STOREDRV.Deliver\"" },
	{ "DECISIONS 6", NAMES,
	    AT "," SERVER ",,,QUEUE,FAIL," IDS
	       ",u@example.jp,[{LED=550 4.4.7 QUEUE.Expired; message expired"
	       "};{FQDN=};{IP=}],s@example.com,r@example.com,",
	    "2026-11-21T08:58:00Z expired no-attempt " MESSAGE PEOPLE
	    " status=4.4.7 reply=\"550 4.4.7 QUEUE.Expired; "
	    "message expired\"" },
	{ "DECISIONS 3", NAMES,
	    AT "," SERVER ",,,AGENT,DROP," IDS
	       ",u@example.jp,,s@example.com,r@example.com,",
	    "2026-11-21T08:58:00Z suppressed no-attempt " MESSAGE PEOPLE },
	{ DOCS ": on its way", NAMES,
	    AT "," SERVER ",,,ROUTING,EXPAND," IDS
	       ",u@example.jp,,s@example.com,r@example.com,",
	    "" },
	{ DOCS ": about another", NAMES,
	    AT "," SERVER ",,,DSN,DSN," IDS ",u@example.jp,,s@example.com,<>,",
	    "" },

	/* Lists. */
	{ "FORMATS 12, in step", NAMES,
	    AT "," SERVER ",,,SMTP,FAIL," IDS
	       ",u@example.jp;v@example.jp,550 5.1.1 a; b;550 5.2.2 c,"
	       "s@example.com,r@example.com,",
	    FAILED MESSAGE PEOPLE
	    " status=5.1.1 reply=\"550 5.1.1 a; b\"\n" FAILED
	    "id=n1 message_id=m@example.com recipient=v@example.jp" PEOPLE
	    " status=5.2.2 reply=\"550 5.2.2 c\"" },
	{ "in step, with brackets", NAMES,
	    AT "," SERVER ",,,SMTP,FAIL," IDS
	       ",u@example.jp;v@example.jp,[{LED=550 5.1.1 a;b};{IP=}];"
	       "[{LED=550 5.2.2 c};{IP=192.0.2.1}],s@example.com,"
	       "r@example.com,",
	    FAILED MESSAGE PEOPLE
	    " status=5.1.1 reply=\"550 5.1.1 a;b\"\n" FAILED
	    "id=n1 message_id=m@example.com recipient=v@example.jp" PEOPLE
	    " status=5.2.2 reply=\"550 5.2.2 c\" relay_ip=192.0.2.1" },
	{ "one for all", NAMES,
	    AT "," SERVER ",,,SMTP,FAIL," IDS
	       ",u@example.jp;v@example.jp,550 5.1.1 a,s@example.com,"
	       "r@example.com,",
	    FAILED MESSAGE PEOPLE
	    " status=5.1.1 reply=\"550 5.1.1 a\"\n" FAILED
	    "id=n1 message_id=m@example.com recipient=v@example.jp" PEOPLE
	    " status=5.1.1 reply=\"550 5.1.1 a\"" },
	{ "an empty one first", NAMES,
	    AT "," SERVER ",,,SMTP,FAIL," IDS
	       ",u@example.jp;v@example.jp,;550 5.1.1 a,s@example.com,"
	       "r@example.com,",
	    FAILED MESSAGE PEOPLE
	    "\n" FAILED
	    "id=n1 message_id=m@example.com recipient=v@example.jp" PEOPLE
	    " status=5.1.1 reply=\"550 5.1.1 a\"" },
	{ "an empty one within", NAMES,
	    AT "," SERVER ",,,SMTP,FAIL," IDS
	       ",t@example.jp;v@example.jp;u@example.jp,"
	       "550 5.2.2 b;;550 5.1.1 a,s@example.com,r@example.com,",
	    FAILED
	    "id=n1 message_id=m@example.com recipient=t@example.jp" PEOPLE
	    " status=5.2.2 reply=\"550 5.2.2 b\"\n" FAILED
	    "id=n1 message_id=m@example.com recipient=v@example.jp" PEOPLE
	    "\n" FAILED MESSAGE PEOPLE " status=5.1.1 reply=\"550 5.1.1 a\"" },
	{ "an empty recipient keeps step", NAMES,
	    AT "," SERVER ",,,SMTP,FAIL," IDS
	       ",;u@example.jp,550 5.2.2 b;550 5.1.1 a,s@example.com,"
	       "r@example.com,",
	    FAILED MESSAGE PEOPLE " status=5.1.1 reply=\"550 5.1.1 a\"" },
	{ "RFC 4180 2.7", NAMES,
	    AT "," SERVER ",,,SMTP,FAIL," IDS
	       ",\"\"\"u u\"\"@example.jp;v@example.jp\","
	       "\"550 5.1.1 \"\"u\"\"\",s@example.com,r@example.com,",
	    FAILED
	    "id=n1 message_id=m@example.com "
	    "recipient=\"\\\"u u\\\"@example.jp\"" PEOPLE
	    " status=5.1.1 reply=\"550 5.1.1 \\\"u\\\"\"\n" FAILED
	    "id=n1 message_id=m@example.com recipient=v@example.jp" PEOPLE
	    " status=5.1.1 reply=\"550 5.1.1 \\\"u\\\"\"" },

	/* Ids. */
	{ "2010: RFC 5322 3.6.4", NAMES,
	    AT "," SERVER ",,,STOREDRIVER,DELIVER,1,<m@example.com>,,"
	       "u@example.jp,,s@example.com,r@example.com,",
	    "2026-11-21T08:58:00Z sent local id=m@example.com "
	    "message_id=m@example.com recipient=u@example.jp" PEOPLE },
	{ "nothing but the server's own", NAMES,
	    AT "," SERVER ",,,STOREDRIVER,DELIVER,1,,,"
	       "u@example.jp,,s@example.com,r@example.com,",
	    "2026-11-21T08:58:00Z sent local id=mx.example.jp/1 "
	    "recipient=u@example.jp" PEOPLE },
	{ "none", NAMES,
	    AT "," SERVER ",,,STOREDRIVER,DELIVER,,,,"
	       "u@example.jp,,s@example.com,r@example.com,",
	    "!unreadable event" },

	/* Senders. */
	{ "RFC 5321 4.5.5", NAMES,
	    AT "," SERVER ",,,STOREDRIVER,DELIVER," IDS
	       ",u@example.jp,,s@example.com,<>,",
	    "2026-11-21T08:58:00Z sent null-sender local " MESSAGE
	    " author=s@example.com" },
	{ "no return path", NAMES,
	    AT "," SERVER ",,,STOREDRIVER,DELIVER," IDS
	       ",u@example.jp,,s@example.com,,",
	    "2026-11-21T08:58:00Z sent local " MESSAGE
	    " sender=s@example.com author=s@example.com" },

	/* What must be there. */
	{ "no recipient", NAMES,
	    AT "," SERVER ",,,STOREDRIVER,DELIVER," IDS
	       ",,,s@example.com,r@example.com,",
	    "!unreadable event" },
	{ "no recipient, but no outcome either", NAMES,
	    AT "," SERVER ",,,STOREDRIVER,NOTIFYMAPI,,,,,,,,", "" },
	{ "no event", NAMES,
	    AT "," SERVER ",,,STOREDRIVER,," IDS
	       ",u@example.jp,,s@example.com,r@example.com,",
	    "!unreadable event" },
	{ "no time", NAMES,
	    "," SERVER ",,,STOREDRIVER,DELIVER," IDS
	    ",u@example.jp,,s@example.com,r@example.com,",
	    "!unreadable event" },
	{ "a line that is none", NAMES, "#Date: " AT, "" },
	{ "RFC 4180: a quote never closed", NAMES,
	    AT ",\"" SERVER ",,,STOREDRIVER,DELIVER," IDS
	       ",u@example.jp,,s@example.com,r@example.com,",
	    "!broken event" },
};

START_TEST(vector)
{
	assert_row("exchange", &vectors[_i]);
}
END_TEST

static const struct {
	const char *head;
	bool taken;
} heads[] = {
	{ NAMES "\n", true },
	{ "\xef\xbb\xbf#Software: Microsoft Exchange Server\r\n"
	  "#Version: 15.02.1544.004\r\n" NAMES "\r\n",
	    true },
	/* All columns of 2019, and one too few. */
	{ AT ",,,,EX1,,,SMTP,RECEIVE,1,<m@example.com>,n1,u@example.jp,,7,1"
	     ",,,,s@example.com,s@example.com,0cI: ,Incoming,,,,,Email,l,15\n",
	    true },
	{ AT ",,,,EX1,,,SMTP,RECEIVE,1,<m@example.com>,n1,u@example.jp,,7,1"
	     ",,,,s@example.com,s@example.com,0cI: ,Incoming,,,,,Email,l\n",
	    false },
	{ "x,,,,EX1,,,SMTP,RECEIVE,1,<m@example.com>,n1,u@example.jp,,7,1"
	  ",,,,s@example.com,s@example.com,0cI: ,Incoming,,,,,Email,l,15\n",
	    false },
	{ "#Software: Microsoft Exchange Server\n"
	  "#Log-type: SMTP Receive Protocol Log\n"
	  "#Fields: date-time,connector-id,session-id,sequence-number,"
	  "local-endpoint,remote-endpoint,event,data,context\n",
	    false },
	{ "#Software: Microsoft Exchange Server\n", false },
	{ "", false },
};

START_TEST(heads_taken)
{
	ck_assert_int_eq(
	    guess_text(heads[_i].head) == td_format_find("exchange"),
	    heads[_i].taken);
}
END_TEST

int
main(void)
{
	Suite *s = suite_create("rows of exchange");
	TCase *t = tcase_create("rows");

	tcase_add_loop_test(t, vector, 0, sizeof vectors / sizeof vectors[0]);
	tcase_add_loop_test(t, heads_taken, 0, sizeof heads / sizeof heads[0]);
	suite_add_tcase(s, t);
	return run_suite(s);
}
