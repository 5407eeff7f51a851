#!/bin/sh
# Reports of real runs follow the schema, add up, and say the same as CSV.
#
#	valid.sh TODOKU PYTHON SCHEMA
set -eu
todoku=$(realpath "$1")
python=$2
schema=$(realpath "$3")
cd "${TODOKU_SOURCE_ROOT:-.}"
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
n=0

# valid ARG...: one run in both forms
valid() {
	for kind in json csv; do
		"$todoku" scan -q -o "$t/x.$kind" "$@" 2>/dev/null || [ $? = 1 ]
	done
	"$python" tests/report/validate.py "$schema" "$t/x.json" "$t/x.csv" || {
		status=$?
		[ $status = 77 ] || echo "todoku scan $*"
		exit $status
	}
	n=$((n + 1))
}

valid samples/story
valid --by carrier,operator,class,relay,format,source samples/story
valid --by sdid,author_domain,mailfrom_domain,authserv_id samples/story
valid --by hour,day,week,month --zone +09:00 samples/story
valid --by reporter,hostname,reason,status,tag samples
valid --max-keys 2 samples
valid --trust all --forwarded count --null-sender samples
valid --since 2026-11-10 samples
if [ -d ../shared/data/mail ]; then
	valid --by carrier,domain ../shared/data/mail
	valid --by authserv_id,sdid --trust all ../shared/data/mail
else
	echo "no ../shared/data/mail: the runs on it are left out"
fi
echo "$n passed, 0 failed"
