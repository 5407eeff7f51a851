#!/bin/sh
# Make a log with a real Postfix: log.sh FILE
#
# Two private instances, both of Debian's package `postfix` (3.5 or later) as it
# is: "site", whose log FILE becomes, and "carriers", who take its mail or
# refuse it; smtp-sink(1) plays those who talk little.  All that they own is in
# a folder for the time, all ports are free ones of 127.0.0.1, no name server is
# asked, and syslog is not needed.  What becomes of each recipient is in
# `truth`.  Exit status 77: there is no Postfix here, or no root to start it.
#
# samples/log/postfix/good-debian-postfix.log was made so.
set -eu
out=$(realpath "$1")
PATH=$PATH:/usr/sbin:/sbin
export TZ=UTC LC_ALL=C

skip() { echo "skipped: $*"; exit 77; }

[ "$(id -u)" = 0 ] || skip "Postfix starts as root only"
for c in postfix smtp-sink smtp-source perl; do
	command -v $c >/dev/null || skip "no $c here"
done
version=$(postconf -d -h mail_version)
case $version in
[12].*|3.[0-4].*) skip "Postfix $version is older than 3.5" ;;
esac

t=$(mktemp -d /tmp/todoku-postfix.XXXXXX)
site=$t/site
carriers=$t/carriers
sinks=

stop() {
	for i in "$site" "$carriers"; do
		postfix -c "$i" stop >/dev/null 2>&1 || :
	done
	for pid in $sinks; do
		kill "$pid" 2>/dev/null || :
	done
}
trap 'stop; rm -rf "$t"' EXIT
trap 'exit 1' HUP INT TERM

# Nine ports that are free, and none of those that the kernel gives away.
set -- $(perl -MIO::Socket::INET -e '
	for (1 .. 999) {
		my $s = IO::Socket::INET->new(Listen => 1,
		    LocalAddr => "127.0.0.1",
		    LocalPort => 10240 + int rand 20000);
		push @s, $s if $s && @s < 9;
	}
	print join " ", map { $_->sockport } @s')
in=$1 filtered=$2 piped=$3 after=$4 far=$5 busy=$6 lost=$7 grey=$8 closed=$9

# ---- the two instances

# instance DIR HOSTNAME: what both have
instance() {
	mkdir "$1" "$1.queue" "$1.data"
	chown postfix "$1.data"
	cat >"$1/main.cf" <<EOF
compatibility_level = 3.6
queue_directory = $1.queue
data_directory = $1.data
command_directory = /usr/sbin
daemon_directory = $(postconf -d -h daemon_directory)
maillog_file = $1.log
maillog_file_prefixes = $t
myhostname = $2
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_relay_restrictions = permit_mynetworks, reject
local_recipient_maps =
notify_classes =
alias_database =
EOF
	cat >"$1/master.cf" <<EOF
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
EOF
}

chmod 755 "$t"
mkdir "$t/mail" "$t/filter"
chown nobody "$t/mail" "$t/filter"
instance "$carriers" mx.example.net
instance "$site" mx.example.com

cat >>"$carriers/main.cf" <<EOF
mydestination =
alias_maps =
default_transport = discard:
smtpd_recipient_restrictions =
	check_recipient_access texthash:$carriers/at_rcpt
smtpd_reject_footer = See https://www.example.net/postmaster
smtpd_end_of_data_restrictions =
	check_recipient_access texthash:$carriers/at_end
EOF
cat >>"$carriers/master.cf" <<EOF
127.0.0.1:$far inet n - n - - smtpd
EOF
cat >"$carriers/at_rcpt" <<'EOF'
unknown.example.net	550 5.1.1 User unknown
full.example.net	452 4.2.2 Mailbox full
b@mixed.example.net	550 5.1.1 User unknown
c@mixed.example.net	452 4.2.2 Mailbox full
soft.example.net	550 5.1.1 User unknown
late.example.net	451 4.3.2 System not accepting mail
forced.example.net	451 4.3.2 System not accepting mail
dropped.example.net	451 4.3.2 System not accepting mail
EOF
cat >"$carriers/at_end" <<'EOF'
spf.example.net	550 5.7.26 Unauthenticated mail is not accepted
EOF

# Who was deferred is tried again only where this script says so.
cat >>"$site/main.cf" <<EOF
mydestination = example.com
relayhost = [127.0.0.1]:$far
transport_maps = texthash:$site/transport
virtual_alias_maps = inline:{ { team@example.com =
	u1@taken.example.net, u4@unknown.example.net, u5@full.example.net } }
alias_maps = inline:{ { staff = u6@taken.example.net } }
virtual_mailbox_domains = box.example.com
virtual_mailbox_maps = static:box/
virtual_mailbox_base = $t/mail
virtual_uid_maps = static:$(id -u nobody)
virtual_gid_maps = static:$(id -g nobody)
header_checks = regexp:$site/header_checks
smtpd_recipient_restrictions = check_recipient_access
	inline:{ { closed@example.com = 550 5.1.1 This mailbox is closed } }
initial_destination_concurrency = 1
queue_run_delay = 1h
minimal_backoff_time = 1h
maximal_backoff_time = 1h
EOF
cat >"$site/transport" <<EOF
busy.example.net	smtp:[127.0.0.1]:$busy
grey.example.net	smtp:[127.0.0.1]:$grey
lost.example.net	smtp:[127.0.0.1]:$lost
closed.example.net	smtp:[127.0.0.1]:$closed
soft.example.net	soft:[127.0.0.1]:$far
gone.example.net	error:5.1.2 This domain is no more
hole.example.net	discard:by rule
command.example.com	command:
lmtp.example.com	lmtp:unix:private/mailbox
EOF
# The results as they are, cut at 200 bytes, or whole behind the line.
cat >"$site/header_checks" <<'EOF'
/^Authentication-Results: (.*smtp\.mailfrom=whole\.example\.org.*)$/ INFO $1
/^Authentication-Results:/ INFO
/^X-Spam: yes/ REJECT No spam, please
/^X-Spam: very/ DISCARD
EOF
cat >>"$site/master.cf" <<EOF
127.0.0.1:$in inet n - n - - smtpd
127.0.0.1:$filtered inet n - n - - smtpd
	-o content_filter=filter:[127.0.0.1]:$after
127.0.0.1:$piped inet n - n - - smtpd
	-o content_filter=again:
127.0.0.1:$after inet n - n - - smtpd
	-o syslog_name=postfix/after
	-o receive_override_options=no_header_body_checks
	-o smtpd_authorized_xforward_hosts=127.0.0.0/8
filter unix - - n - - smtp
	-o smtp_send_xforward_command=yes
soft unix - - n - - smtp
	-o soft_bounce=yes
command unix - n n - - pipe
	user=nobody argv=/bin/cat
again unix - n n - - pipe
	user=nobody directory=$t/filter
	argv=/bin/sh $t/again \${sender} \${recipient}
EOF
cat >"$t/again" <<EOF
cat >mail
$(command -v smtp-source) -F mail -f "\$1" -t "\$2" 127.0.0.1:$after
EOF

# ---- start

start() {
	postfix -c "$1" start >"$t/start" 2>&1 || { cat "$t/start"; exit 1; }
}
start "$carriers"
start "$site"
cd "$site.queue"
sink() {
	smtp-sink -u nobody "$@" 10 >>"$t/sinks" 2>&1 &
	sinks="$sinks $!"
}
sink -r connect -b '421 4.3.2 Too busy' 127.0.0.1:$busy
sink -q . 127.0.0.1:$lost
sink -L unix:private/mailbox
sink -r rcpt -b '450 4.7.1 Greylisted, please try again later' 127.0.0.1:$grey
greylist=$!

# Wait until CONDITION, 20 s at most.
await() {
	n=0
	until eval "$1"; do
		n=$((n + 1))
		[ $n -lt 200 ] || {
			echo "waited in vain: $1"
			cat "$site.log" "$t/sinks"
			exit 1
		}
		sleep 0.1
	done
}
listens() { perl -MIO::Socket::INET -e '
	IO::Socket::INET->new("127.0.0.1:$ARGV[0]") or exit 1' "$1"; }
idle() { [ -z "$(find maildrop incoming active -type f 2>/dev/null)" ]; }
# A notification may be on its way past the eyes of find.
settle() { await 'idle && sleep 0.1 && idle && sleep 0.1 && idle'; }

for port in $in $far $busy $lost $grey; do
	await "listens $port"
done
await '[ -S private/mailbox ]'

# ---- mail

# message NAME [FIELD...]: into $t/NAME
message() {
	name=$1
	shift
	{
		[ $# = 0 ] || printf '%s\n' "$@"
		printf '%s\n' "From: news@example.com" "Subject: $name" \
		    "Message-ID: <$name@example.com>" '' "A test."
	} >"$t/$name"
}

# submit NAME ARG...: by sendmail(1)
submit() {
	name=$1
	shift
	[ -e "$t/$name" ] || message "$name"
	sendmail -C "$site" -i -f news@bounce.example.com "$@" \
	    <"$t/$name" >"$t/sendmail"
}

# inject PORT NAME RECIPIENT: by SMTP; who is refused does not matter
inject() {
	[ -e "$t/$2" ] || message "$2"
	smtp-source -M client.example.com -F "$t/$2" \
	    -f news@bounce.example.com -t "$3" 127.0.0.1:$1 \
	    >"$t/source" 2>&1 || :
}

own="Authentication-Results: mx.example.com"
foreign="Authentication-Results: mx.example.org"
pass="spf=pass smtp.mailfrom=example.org; dkim=pass header.d=example.org;
	dmarc=pass header.from=example.org"
long="spf=softfail (mx.example.com: domain of transitioning news@example.org
	does not designate 127.0.0.1 as permitted sender)
	smtp.mailfrom=news@example.org"
whole="spf=fail (mx.example.com: domain of news@whole.example.org does not
	designate 127.0.0.1 as permitted sender) smtp.mailfrom=whole.example.org;
	dkim=fail header.d=whole.example.org; dmarc=fail (p=reject)
	header.from=whole.example.org"

message news "$own; $pass"
submit news u1@taken.example.net u2@unknown.example.net u3@full.example.net
message team "$foreign; $pass"
inject $in team team@example.com
message mixed "$own; dkim=pass header.d=example.org; $long; dmarc=pass"
submit mixed a@mixed.example.net b@mixed.example.net c@mixed.example.net
message grey "$own; $whole"
inject $in grey u1@grey.example.net
message folded "$own;
	spf=none smtp.mailfrom=example.org;
	dkim=none"
inject $in folded u2@taken.example.net
message two "$foreign; spf=pass; dkim=pass" \
    "$own; spf=fail smtp.mailfrom=example.org; dkim=fail header.d=example.org"
inject $in two u3@taken.example.net
message filtered "$own; $pass"
inject $filtered filtered u7@taken.example.net
message piped "$own; $pass"
inject $piped piped u8@taken.example.net

submit closed1 u1@closed.example.net
submit late u1@late.example.net
submit forced u1@forced.example.net
submit dropped u1@dropped.example.net
submit spf u1@spf.example.net
submit quoted '"u>, relay=none, delay=1"@taken.example.net'
submit busy u1@busy.example.net
submit lost u1@lost.example.net
submit soft u1@soft.example.net
submit gone -f nobody@unknown.example.net u1@gone.example.net
submit hole u1@hole.example.net
submit box -N success u1@box.example.com
submit command u1@command.example.com
submit lmtp u1@lmtp.example.com
submit staff staff@example.com
submit probe -bv u9@taken.example.net u9@unknown.example.net
inject $in refused closed@example.com
message spam "X-Spam: yes"
inject $in spam u9@taken.example.net
message worse "X-Spam: very"
inject $in worse u9@taken.example.net
settle
# The queue manager knows by now that nobody answers there.
submit closed2 u2@closed.example.net
settle

# ---- later

queue_id() {
	postqueue -c "$site" -j |
	    sed -n "s/.*\"queue_id\": \"\([^\"]*\)\".*\"$1\".*/\1/p"
}
# again ID: try it once more, and for the last time
again() {
	postqueue -c "$site" -i "$1"
	await "grep -q ' $1: removed' '$site.log'"
	settle
}

kill $greylist
await "! listens $grey"
sink 127.0.0.1:$grey
await "listens $grey"
again "$(queue_id u1@grey.example.net)"
postsuper -c "$site" -d "$(queue_id u1@dropped.example.net)" 2>/dev/null
id=$(queue_id u1@forced.example.net)
postsuper -c "$site" -e "$id" 2>/dev/null
again "$id"
postconf -c "$site" -e maximal_queue_lifetime=1s \
    bounce_queue_lifetime=1s
postfix -c "$site" stop >/dev/null 2>&1
start "$site"
again "$(queue_id u1@late.example.net)"

# What is sent to the log now comes there behind all the rest.
sleep 0.3
postlog -c "$site" -t mailtest "that was all" 2>/dev/null
await "grep -q 'that was all' '$site.log'"
cp "$site.log" "$out"
