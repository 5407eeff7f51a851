#!/bin/sh
# Every option of every command stands in the manual, and the other way round;
# no help page is wider than a terminal, the first one fits its screen.
set -u
todoku=$(realpath "$1")
cd "${TODOKU_SOURCE_ROOT:-.}" || exit 1
fail=0
pass=0

check() {
	if eval "$1"; then
		pass=$((pass + 1))
	else
		echo "FAIL: $2"
		fail=$((fail + 1))
	fi
}

options=$(for c in scan compare ingest audit explain list; do "$todoku" $c --help; done |
    sed -n 's/^  ...  *--\([a-z-]*\).*/\1/p' | sort -u)
[ "$(echo "$options" | wc -l)" -ge 25 ] || {
	echo "options.sh finds no options"
	exit 1
}
for o in $options; do
	check "grep -q 'Fl -$o\\b' analyzer/todoku.1" "--$o is not in todoku.1"
done
for o in $(grep -o 'Fl -[a-z][a-z-]*' analyzer/todoku.1 | cut -c5- | sort -u)
do
	check "echo '$options' | grep -qx -e '$o'" "todoku.1 invents --$o"
done
for c in '' scan compare ingest audit explain list; do
	check "[ $("$todoku" $c --help | awk '{ if (length > m) m = length }
	    END { print m }') -le 80 ]" "todoku $c --help is too wide"
done
check "[ $("$todoku" --help | wc -l) -le 24 ]" "todoku --help is too long"
# Standard output takes one of two, or a file named "-" is written.
bad=samples/eml/bad-header-line.eml
check "'$todoku' scan -q --rejects - $bad >/dev/null 2>&1; [ \$? = 2 ]" \
    "--rejects - and the report share an output"
check "'$todoku' scan -q -O csv -o /dev/null --rejects - $bad |
    grep -q '^$bad:'" "--rejects - does not write to standard output"
check "[ ! -e ./- ]" "a file named - was written"
check "'$todoku' compare -q -o /dev/null -O cells samples/story/before --to \
    samples/story/after >/dev/null 2>&1; [ \$? = 2 ]" \
    "a comparison as cells is no usage error"
story=samples/story/log
check "'$todoku' compare -q -O csv --fail-on worse $story/after.log.gz --to \
    $story/before.log.gz >/dev/null; [ \$? = 3 ]" \
    "--fail-on worse fails on nothing"
echo "$pass passed, $fail failed"
[ $fail = 0 ]
