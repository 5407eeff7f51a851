#!/bin/sh
# Reports of real runs follow the schema, add up, and say the same as CSV.
#
#	valid.sh TODOKU PYTHON SCHEMA SCHEMA-OF-COMPARE SCHEMA-OF-AUDIT \
#	    SCHEMA-OF-FORECAST
set -eu
todoku=$(realpath "$1")
python=$2
schema=$(realpath "$3")
compare=$(realpath "$4")
audit=$(realpath "$5")
forecast=$(realpath "$6")
cd "${TODOKU_SOURCE_ROOT:-.}"
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
n=0

# valid ARG...: one run in all forms
valid() {
	for kind in json csv prom; do
		"$todoku" scan -q -o "$t/x.$kind" "$@" 2>/dev/null || [ $? = 1 ]
	done
	"$python" tests/report/validate.py "$schema" "$t/x.json" "$t/x.csv" || {
		status=$?
		[ $status = 77 ] || echo "todoku scan $*"
		exit $status
	}
	"$python" tests/report/prometheus.py "$t/x.prom" "$t/x.json" || {
		echo "todoku scan $*"
		exit 1
	}
	n=$((n + 1))
}

# compared ARG...: the same of a comparison
compared() {
	for kind in json csv; do
		"$todoku" compare -q -o "$t/x.$kind" "$@" 2>/dev/null ||
		    [ $? = 1 ]
	done
	"$python" tests/report/validate_compare.py "$compare" "$t/x.json" \
	    "$t/x.csv" || {
		status=$?
		[ $status = 77 ] || echo "todoku compare $*"
		exit $status
	}
	n=$((n + 1))
}

# delayed DIMENSIONS A B OPTION...: delays computed again, from cells
delayed() {
	by=$1
	a=$2
	b=$3
	shift 3
	for kind in json csv; do
		"$todoku" compare -q -o "$t/x.$kind" --by "$by" "$@" \
		    "$a" --to "$b" 2>/dev/null || [ $? = 1 ]
	done
	"$todoku" scan -q -o "$t/a.cells" --by "$by,day" "$a" 2>/dev/null ||
	    [ $? = 1 ]
	"$todoku" scan -q -o "$t/b.cells" --by "$by,day" "$b" 2>/dev/null ||
	    [ $? = 1 ]
	"$python" tests/report/validate_compare.py "$compare" "$t/x.json" \
	    "$t/x.csv" "$t/a.cells" "$t/b.cells" || {
		status=$?
		[ $status = 77 ] || echo "todoku compare of delays: $a $b $*"
		exit $status
	}
	n=$((n + 1))
}

# audited ARG...: the same of an audit
audited() {
	for kind in json csv; do
		"$todoku" audit -q -o "$t/x.$kind" "$@" 2>/dev/null ||
		    [ $? = 1 ]
	done
	"$todoku" list requirements >"$t/requirements"
	"$python" tests/report/validate_audit.py "$audit" "$t/x.json" \
	    "$t/x.csv" "$t/requirements" || {
		status=$?
		[ $status = 77 ] || echo "todoku audit $*"
		exit $status
	}
	n=$((n + 1))
}

# foreseen ZONE ARG...: the same of a forecast
foreseen() {
	for kind in json csv; do
		"$todoku" audit -q -o "$t/x.$kind" --what-if "$@" \
		    2>/dev/null || [ $? = 1 ]
	done
	"$python" tests/report/validate_forecast.py "$forecast" "$t/x.json" \
	    "$t/x.csv" || {
		status=$?
		[ $status = 77 ] || echo "todoku audit --what-if $*"
		exit $status
	}
	n=$((n + 1))
}

foreseen samples/story.zone samples/story/before
foreseen samples/story.zone --mail-from bounce.example.jp samples/story
foreseen samples/story.zone samples
foreseen tests/golden/input/dig.zone --forwarded count --trust all \
    --null-sender samples
foreseen /dev/null samples/story/before
audited samples/story/before
audited samples/story/sender samples/audit
audited samples
audited --max-keys 3 samples
audited --forwarded count --trust all --null-sender samples
delayed carrier tests/golden/input/delays-a.cells \
    tests/golden/input/delays-b.cells
delayed class samples/story/log/before.log.gz samples/story/log/after.log.gz
delayed carrier samples/story/before samples/story/after --min-messages 1
delayed carrier,format samples/log samples/story --min-messages 1 \
    --metrics delay
compared samples/story/log/before.log.gz --to samples/story/log/after.log.gz
compared samples/story/before --to samples/story/after
compared --min-messages 3 samples/story/before --to samples/story/after
compared --by carrier,domain,relay --split 2024-11-09 samples/story/log
compared --by class --split 2024-11-13T09:02 --window 1d samples/story/log
compared --min-messages 1 --by format samples/log --to samples/story
# Cells say the same as what they were counted of; without the day they know
# nothing of days.
for side in before after; do
	"$todoku" scan -q --by carrier,day -o "$t/$side.cells" \
	    samples/story/log/$side.log.gz
	"$todoku" scan -q --by carrier -o "$t/$side-sum.cells" \
	    samples/story/log/$side.log.gz
done
"$todoku" compare -q -o "$t/direct.csv" samples/story/log/before.log.gz \
    --to samples/story/log/after.log.gz
"$todoku" compare -q -o "$t/cells.csv" "$t/before.cells" --to "$t/after.cells"
cmp "$t/direct.csv" "$t/cells.csv"
"$todoku" compare -q -o "$t/sums.csv" "$t/before-sum.cells" \
    --to "$t/after-sum.cells"
cut -d, -f1-18 "$t/direct.csv" >"$t/direct.cut"
cut -d, -f1-18 "$t/sums.csv" | cmp - "$t/direct.cut"
[ "$(cut -d, -f19-21 "$t/sums.csv" | sort -u | wc -l)" = 2 ]
n=$((n + 2))
valid samples/story
valid --by carrier,operator,class,relay,format,source samples/story
valid --by sdid,author_domain,mailfrom_domain,authserv_id samples/story
valid --by hour,day,week,month --zone +09:00 samples/story
valid --by reporter,hostname,reason,status,tag samples
valid --max-keys 2 samples
# Sums are the same however the work is cut.
for jobs in 1 2 5; do
	"$todoku" scan -q -j $jobs --chunk 4k -o "$t/$jobs.prom" samples \
	    2>/dev/null || [ $? = 1 ]
	cmp "$t/1.prom" "$t/$jobs.prom"
done
n=$((n + 1))
valid --trust all --forwarded count --null-sender samples
valid --since 2026-11-10 samples
if [ -d ../shared/data/mail ]; then
	valid --by carrier,domain ../shared/data/mail
	audited ../shared/data
	foreseen samples/story.zone ../shared/data/mail
	compared --by author_domain --min-messages 1 --split 2012-01-01 \
	    ../shared/data/mail
	valid --by authserv_id,sdid --trust all ../shared/data/mail
else
	echo "no ../shared/data/mail: the runs on it are left out"
fi
echo "$n passed, 0 failed"
