/*
 * Lines of qmail-send, FORMATS.md 7, and its own source.
 */
#include "tests/formats/lines.h"

static const struct line_vector vectors[] = {
	{ "FORMATS 7", "new msg 71198", "accept queue_id=71198", "new msg " },
	{ "FORMATS 7",
	    "info msg 71198: bytes 3042 from <s@example.com> qp 44209 "
	    "uid 89",
	    "queue queue_id=71198 sender=s@example.com", "> qp " },
	{ "notqmail, a bounce",
	    "info msg 54: bytes 743 from <> qp 20357 uid 666",
	    "queue queue_id=54 null-sender", NULL },
	{ "qmail-send.c, a double bounce",
	    "info msg 54: bytes 743 from <#@[]> qp 20357 uid 666",
	    "queue queue_id=54 sender=#@[] null-sender", NULL },
	{ "FORMATS 7",
	    "starting delivery 183: msg 161214 to remote r@example.jp",
	    "start queue_id=161214 delivery_id=183 recipient=r@example.jp",
	    " to remote " },
	{ "FORMATS 7: what virtualdomains put before it",
	    "starting delivery 1: msg 78833 to local "
	    "example.com-postmaster@example.com",
	    "start queue_id=78833 delivery_id=1 "
	    "recipient=postmaster@example.com local",
	    " to local " },
	{ "a domain with a hyphen",
	    "starting delivery 1: msg 7 to local "
	    "my-ex.example-a-b@my-ex.example",
	    "start queue_id=7 delivery_id=1 recipient=a-b@my-ex.example "
	    "local",
	    NULL },
	{ "another prefix stays",
	    "starting delivery 1: msg 7 to local alias-a@example.com",
	    "start queue_id=7 delivery_id=1 "
	    "recipient=alias-a@example.com local",
	    NULL },
	{ "nothing behind the prefix but the domain",
	    "starting delivery 1: msg 7 to local example.com@example.com",
	    "start queue_id=7 delivery_id=1 "
	    "recipient=example.com@example.com local",
	    NULL },
	{ "remote addresses have no prefix",
	    "starting delivery 1: msg 7 to remote "
	    "example.com-a@example.com",
	    "start queue_id=7 delivery_id=1 "
	    "recipient=example.com-a@example.com",
	    NULL },
	{ "a blank that is lost",
	    "starting delivery 196548: msg 71198 to "
	    "localexample.org-user@example.org",
	    "note (unreadable delivery line)", NULL },
	{ "cut", "starting delivery 196548: msg 711",
	    "note (torn delivery line)", NULL },
	{ "FORMATS 7",
	    "delivery 183: failure: "
	    "192.0.2.1_does_not_like_recipient./Remote_host_said:_550_Unk"
	    "nown_local_part_r_in_<r@example.jp>/Giving_up_on_192.0.2.1./",
	    "deliver delivery_id=183 failed stage=rcpt "
	    "relay_ip=192.0.2.1 "
	    "reply=192.0.2.1_does_not_like_recipient./Remote_host_said:_5"
	    "50_Unknown_local_part_r_in_<r@example.jp>/Giving_up_on_192.0"
	    ".2.1./",
	    "failure:" },
	{ "qmail-remote.c, the host's own status",
	    "delivery 9: deferral: "
	    "Connected_to_192.0.2.1_but_sender_was_rejected./Remote_host_"
	    "said:_451_4.7.1_try_(#4.4.2)_later/",
	    "deliver delivery_id=9 deferred stage=mail "
	    "relay_ip=192.0.2.1 status=4.7.1 "
	    "reply=Connected_to_192.0.2.1_but_sender_was_rejected./Remote"
	    "_host_said:_451_4.7.1_try_(#4.4.2)_later/",
	    "deferral:" },
	{ "qmail-remote.c",
	    "delivery 9: failure: "
	    "2001:db8::1_failed_after_I_sent_the_message./Remote_host_sai"
	    "d:_550-5.7.26_no/",
	    "deliver delivery_id=9 failed stage=eod relay_ip=2001:db8::1 "
	    "status=5.7.26 "
	    "reply=2001:db8::1_failed_after_I_sent_the_message./Remote_ho"
	    "st_said:_550-5.7.26_no/",
	    NULL },
	{ "qmail-remote.c: what the host says is no stage",
	    "delivery 9: failure: "
	    "Connected_to_192.0.2.1_but_my_name_was_rejected./Remote_host"
	    "_said:_550_x_does_not_like_recipient./",
	    "deliver delivery_id=9 failed stage=ehlo relay_ip=192.0.2.1 "
	    "reply=Connected_to_192.0.2.1_but_my_name_was_rejected./Remot"
	    "e_host_said:_550_x_does_not_like_recipient./",
	    NULL },
	{ "FORMATS 0.5: the stamp left to us",
	    "delivery 2518: deferral: "
	    "Sorry,_I_couldn't_find_any_host_by_that_name._(#4.1.2)/",
	    "deliver delivery_id=2518 deferred stage=connect "
	    "status=4.1.2 "
	    "reply=Sorry,_I_couldn't_find_any_host_by_that_name._(#4.1.2)"
	    "/",
	    "deferral:" },
	{ "notqmail's document",
	    "delivery 2: failure: No_such_address.__#5.1.1_/",
	    "deliver delivery_id=2 failed status=5.1.1 "
	    "reply=No_such_address.__#5.1.1_/",
	    "failure:" },
	{ "FORMATS 7, expired",
	    "delivery 5: failure: "
	    "Connected_to_192.0.2.1_but_connection_died._(#4.4.2)/I'm_not"
	    "_going_to_try_again;_this_message_has_been_in_the_queue_too_"
	    "long./",
	    "deliver delivery_id=5 expired relay_ip=192.0.2.1 "
	    "status=4.4.2 "
	    "reply=Connected_to_192.0.2.1_but_connection_died._(#4.4.2)/I"
	    "'m_not_going_to_try_again;_this_message_has_been_in_the_queu"
	    "e_too_long./",
	    "failure:" },
	{ "qmail-local", "delivery 119: success: did_0+0+1/",
	    "deliver delivery_id=119 sent local pipe reply=did_0+0+1/",
	    "success:" },
	{ "qmail-local, a forward", "delivery 119: success: did_1+1+0/qp_4711/",
	    "deliver delivery_id=119 sent local forward "
	    "reply=did_1+1+0/qp_4711/",
	    "success:" },
	{ "FORMATS 7",
	    "delivery 119: success: "
	    "192.0.2.7_accepted_message./Remote_host_said:_250_OK_id=19LG"
	    "uQ-0003OJ-00/",
	    "deliver delivery_id=119 sent relay_ip=192.0.2.7 "
	    "reply=192.0.2.7_accepted_message./Remote_host_said:_250_OK_i"
	    "d=19LGuQ-0003OJ-00/",
	    "success:" },
	{ "qmail-send.c: a report without a text",
	    "delivery 7: success: ", "deliver delivery_id=7 sent", "success:" },
	{ "journald takes blanks off the end",
	    "delivery 7: success:", "deliver delivery_id=7 sent", "success:" },
	{ "the same of indimail", "delivery 7: failure:  queue5",
	    "deliver delivery_id=7 failed queue_no=5", "failure:" },
	{ "no blank behind the word", "delivery 7: deferral:x",
	    "note (torn delivery line)", NULL },
	{ "qmail-send.c", "delivery 7: report mangled, will defer",
	    "deliver delivery_id=7 deferred", "defer" },
	{ "cut", "delivery 7: fail", "note (torn delivery line)", NULL },
	{ "cut", "delivery 7", "note (torn delivery line)", NULL },
	{ "no such word", "delivery 7: maybe: x y",
	    "note (unreadable delivery line)", NULL },
	{ "indimail",
	    "starting delivery 1: msg 100926020 to local "
	    "example.com-postmaster@example.com queue5",
	    "start queue_id=100926020 delivery_id=1 "
	    "recipient=postmaster@example.com local queue_no=5",
	    NULL },
	{ "indimail", "delivery 1: success: did_0+0+1/ queue5",
	    "deliver delivery_id=1 sent local pipe queue_no=5 "
	    "reply=did_0+0+1/",
	    NULL },
	{ "indimail",
	    "info msg 100926020: bytes 814 from <s@example.com> qp 555 "
	    "uid 0 queue5",
	    "queue queue_id=100926020 sender=s@example.com queue_no=5", NULL },
	{ "indimail", "new msg 100926020 queue5",
	    "accept queue_id=100926020 queue_no=5", NULL },
	{ "splogger's stamp", "1276913544.622077 new msg 78833",
	    "accept queue_id=78833", NULL },
	{ "multilog's stamp", "@40000000450c020b32315f74 end msg 71198",
	    "remove queue_id=71198 closes", NULL },
	{ "FORMATS 7", "end msg 53 ", "remove queue_id=53 closes", NULL },
	{ "FORMATS 7", "bounce msg 53 qp 20357", "bounce queue_id=53", NULL },
	{ "qmail-send.c", "triple bounce: discarding bounce/53", "note", NULL },
	{ "qmail-send.c", "status: local 0/10 remote 1/20", "note", NULL },
	{ "indimail", "local: s@example.com postmaster@example.com 814 queue5",
	    "note", NULL },
	{ "tcpserver", "tcpserver: status: 5/30", "note", NULL },
};

int
main(void)
{
	static const struct line_program program = { td_qmail_line, vectors,
		sizeof vectors / sizeof vectors[0] };

	return run_lines("log_qmail", &program, 1);
}
