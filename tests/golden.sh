#!/bin/sh
# Whole-program runs against files that a person has read.
#
#	golden.sh TODOKU CASE...
#
# A case is a folder of tests/golden with `cmd` (arguments of todoku, one line,
# run from the source root), `out`, and, where not empty and 0, `err` and
# `status`.
set -u
todoku=$(realpath "$1")
shift
cd "${TODOKU_SOURCE_ROOT:-.}" || exit 1
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
pass=0
fail=0
export TZ=Asia/Tokyo LC_ALL=C COLUMNS=80

for case in "$@"; do
	dir=tests/golden/$case
	: >"$t/empty"
	eval "\"$todoku\" $(cat "$dir/cmd")" >"$t/raw" 2>"$t/rawerr" </dev/null
	status=$?
	# What other versions of libpsl and libmagic say otherwise.
	sed 's/"psl_date":"[^"]*"/"psl_date":"DATE"/' "$t/raw" >"$t/out"
	sed 's/\(: unknown format\): .*/\1/' "$t/rawerr" >"$t/err"
	ok=yes
	[ "$status" = "$(cat "$dir/status" 2>/dev/null || echo 0)" ] || {
		echo "$case: exit status $status"
		ok=no
	}
	diff -u "$dir/out" "$t/out" || ok=no
	err=$dir/err
	[ -e "$err" ] || err=$t/empty
	diff -u "$err" "$t/err" || ok=no
	if [ $ok = yes ]; then
		pass=$((pass + 1))
	else
		echo "FAIL: $case: todoku $(cat "$dir/cmd")"
		fail=$((fail + 1))
	fi
done
echo "$pass passed, $fail failed"
[ $fail = 0 ]
