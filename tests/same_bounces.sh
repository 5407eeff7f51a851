#!/bin/sh
# A log and the bounces of its mail, found as mail, come to the same counts: in
# any order of paths, for any number of threads and size of chunk, in whatever
# they are packed; and what cannot wait for the bounces is said not to have.
# usage: same_bounces.sh TODOKU GEN
set -eu
todoku=$(realpath "$1")
gen=$(realpath "$2")
always="--year 2026 --by domain,day,reason,status,source -O json"
. "$(dirname "$0")/same_common.sh"
story=${TODOKU_SOURCE_ROOT:-.}/samples/story/bounces

# count NAME FIELD: that number of the balance of a report
count() {
	sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p" "$t/$1" | head -n 1
}

# is NAME FIELD NUMBER WHAT
is() {
	n=$((n + 1))
	[ "$(count "$1" "$2")" = "$3" ] || {
		echo "FAIL: $4: $2 is $(count "$1" "$2"), not $3"
		fail=1
	}
}

# less NAME: without what tells how it was packed
less() {
	sed -e '/^{"todoku"/d' -e '/^"inputs"/d' -e '/^"options"/d' \
	    -e 's/"sources":[0-9]*,//' -e 's/"bytes":{[^}]*},//' \
	    -e 's/"first":"[^"]*"//g' "$t/$1" >"$t/$1.less"
}

# A large log; every eighth of its Message-IDs is bounced to all recipients.
"$gen" --kind postfix --messages 3000 --seed 11 --stamps rfc3339 "$t/a.log"
awk '
function report(id, to, action) {
	printf "From MAILER-DAEMON Sat Nov 21 03:10:00 2026\n"
	printf "Return-Path: <>\nDate: Sat, 21 Nov 2026 03:09:58 +0000\n"
	printf "From: MAILER-DAEMON@mx.example.com\nMIME-Version: 1.0\n"
	printf "Message-ID: <r%d@mx.example.com>\n", ++n
	printf "Content-Type: multipart/report; boundary=b\n\n--b\n"
	printf "Content-Type: message/delivery-status\n\n"
	printf "Reporting-MTA: dns; mx.example.com\n\n"
	printf "Final-Recipient: rfc822; %s\nAction: %s\n", to, action
	printf "Status: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Full\n\n"
	printf "--b\nContent-Type: text/rfc822-headers\n\n"
	printf "Message-ID: <%s>\nFrom: n@example.com\n\n--b--\n\n", id
}
match($0, /\/cleanup\[[0-9]+\]: [0-9A-Za-z]+: message-id=</) {
	id = $0
	sub(/.*message-id=</, "", id)
	sub(/>.*/, "", id)
	queue = $0
	sub(/: message-id=.*/, "", queue)
	sub(/.*: /, "", queue)
	mid[queue] = id
	next
}
match($0, /: [0-9A-Za-z]+: to=<[^">]+@[^>]+>, .*status=(sent|deferred|bounced)/) {
	queue = $0
	sub(/: to=<.*/, "", queue)
	sub(/.*: /, "", queue)
	to = $0
	sub(/.*: to=</, "", to)
	sub(/>.*/, "", to)
	if (queue in mid && !((mid[queue], to) in done) && ++k % 8 == 0) {
		done[mid[queue], to] = 1
		report(mid[queue], to, k % 24 == 0 ? "delayed" : "failed")
	}
}' "$t/a.log" >"$t/a.mbox"
[ "$(grep -c '^Action: failed' "$t/a.mbox")" -gt 200 ] || {
	echo "too few bounces"
	exit 1
}

run alone -j1 "$t/a.log"
run mail -j1 "$t/a.mbox"
run ref -j1 "$t/a.log" "$t/a.mbox"
is alone notices 0 "the log alone"
is ref unasked_logs 0 "a log"
[ "$(count ref noticed)" -gt 300 ] && [ "$(count ref overruled)" -gt 100 ] || {
	echo "FAIL: of $(count ref notices) notices $(count ref noticed) and" \
	    "$(count ref overruled)"
	fail=1
}

# ---- threads, chunks, order of paths
for j in 1 2 3 8; do
	for chunk in 64k 192k 64M; do
		run x -j$j --chunk $chunk "$t/a.mbox" "$t/a.log"
		same ref x "-j$j --chunk $chunk"
	done
done

# ---- containers of both, standard input, rotated logs
less ref
gzip -k "$t/a.log" "$t/a.mbox"
zstd -q "$t/a.log" -o "$t/a.log.zst"
mkdir "$t/logs"
"$gen" --kind postfix --messages 3000 --seed 11 --stamps rfc3339 --files 5 \
    "$t/logs"
(cd "$t" && tar -czf logs.tgz logs && tar -cf mail.tar a.mbox &&
    zip -q log.zip a.log && tar -cf both.tar a.log a.mbox &&
    tar -cf other.tar a.mbox a.log)
by="--by domain,day,reason,status"
for j in 1 4; do
	run whole -j$j $by "$t/a.log" "$t/a.mbox"
	less whole
	for with in a.log.gz a.log.zst log.zip logs logs.tgz; do
		run x -j$j --chunk 64k $by "$t/$with" "$t/a.mbox.gz"
		less x
		same whole.less x.less "$with -j$j"
		run x -j$j --chunk 64k $by "$t/mail.tar" "$t/$with"
		less x
		same whole.less x.less "mail.tar and $with -j$j"
	done
	for with in a.log a.log.gz a.log.zst; do
		"$todoku" scan $always -j$j $by - "$t/a.mbox" <"$t/$with" \
		    >"$t/x" 2>"$t/x.err"
		less x
		same whole.less x.less "$with from standard input -j$j"
		cat "$t/$with" | "$todoku" scan $always -j$j $by "$t/a.mbox" - \
		    >"$t/x" 2>"$t/x.err"
		less x
		same whole.less x.less "$with from a pipe -j$j"
	done
done

# ---- what cannot wait counts as if there were no bounces, and they as if there
# were no log; in every cut
run early -j1 "$t/other.tar"
is early unasked_logs 1 "a log behind mail"
is early noticed 0 "a log behind mail"
is early notices "$(count mail notices)" "a log behind mail"
for j in 1 3; do
	for chunk in 64k 64M; do
		run x -j$j --chunk $chunk "$t/other.tar"
		same early x "a log behind mail, -j$j --chunk $chunk"
	done
done
# Not even what is open at its end, when another log has waited.
run x "$t/other.tar" "$story/mail.log"
is x noticed 0 "a log behind mail, and another one"
"$todoku" scan $always - "$t/a.mbox" <"$t/logs.tgz" >"$t/x" 2>"$t/x.err"
is x unasked_logs 5 "an archive from standard input"
is x noticed 0 "an archive from standard input"
# In an archive of logs the mail comes too late.
run x "$t/both.tar"
is x noticed 0 "mail behind a log"
is x unasked_logs 0 "mail behind a log"

# ---- by source: the log's name, or that of the bounces that overrule it
run x --by source "$story"
grep -q '"source":"[^"]*/bounces.mbox","messages":5,' "$t/x" &&
    grep -q '"source":"[^"]*/mail.log","messages":7,' "$t/x" || {
	echo "FAIL: sources"
	grep -o '"source":[^,]*,"messages":[0-9]*' "$t/x"
	fail=1
}

[ $fail -eq 0 ] && echo "$n comparisons, all the same"
exit $fail
