#!/bin/sh
# Pages of real runs are well-formed and say the same as JSON.
#
#	page.sh TODOKU PYTHON [BROWSER-SCRIPT]
#
# With a browser's script, they are looked at in it instead.
set -u
todoku=$(realpath "$1")
python=$2
browser=${3:-}
cd "${TODOKU_SOURCE_ROOT:-.}" || exit 1
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
n=0
fail=0

# page COMMAND ARG...
page() {
	command=$1
	shift
	n=$((n + 1))
	for kind in html json; do
		"$todoku" "$command" -q -o "$t/$n.$kind" "$@" 2>/dev/null ||
		    [ $? = 1 ] || {
			echo "FAIL: todoku $command $*"
			fail=$((fail + 1))
			return
		}
	done
	[ -n "$browser" ] && return
	"$python" tests/report/page.py "$t/$n.html" "$t/$n.json" || {
		echo "FAIL: todoku $command $*"
		fail=$((fail + 1))
	}
}

page compare samples/story/log/before.log.gz --to samples/story/log/after.log.gz
page compare --min-messages 3 samples/story/before --to samples/story/after
page compare --by carrier,domain --split 2024-11-09 samples/story/log
page compare --by carrier,day --min-messages 1 samples/story/before \
    --to samples/story/after
page compare --min-messages 1 --by author_domain samples/log --to samples/story
# Sides that end within a day, are years apart, are of the same time, the later
# one first.
page compare --split 2024-11-12T00:00:40 samples/story/log
page compare --by '' --min-messages 1 samples/story/log/before.log.gz \
    --to samples/story/sender
page compare --force samples/story/log --to samples/story/log/after.log.gz
page compare samples/story/log/after.log.gz --to samples/story/log/before.log.gz
page scan samples/story/log
page scan --by carrier,day samples/story/log
page scan --by day samples/story/log
page scan --by '' samples/story/log
page scan samples/story/before
page scan --by carrier,format samples/story/sender
page scan --by domain,hostname samples
page scan --by carrier --max-keys 2 samples/event
page scan --by carrier samples/report/tlsrpt samples/story/after
page scan --since 2030-01-01 samples/story/log
page audit samples/story/before
page audit samples/story/sender samples/audit
page audit samples
page audit --since 2030-01-01 samples/story/before
if [ -n "$browser" ]; then
	"$python" "$browser" "$t"/*.html
	exit
fi
echo "$((n - fail)) passed, $fail failed"
[ $fail = 0 ]
