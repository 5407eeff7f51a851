#!/bin/sh
# An audit of the same mail is the same, examples and all: for any number of
# threads, size of chunk and order of paths, with inputs that are there twice,
# and, but for the names of the inputs, compressed.
#
#	same_audit.sh TODOKU
set -eu
todoku=$(realpath "$1")
root=${TODOKU_SOURCE_ROOT:-.}
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
n=0
fail=0

run() {
	name=$1
	shift
	"$todoku" audit -q "$@" >"$t/$name" 2>"$t/$name.err" || {
		echo "todoku audit $*: status $?"
		cat "$t/$name.err"
		fail=1
	}
}

same() {
	n=$((n + 1))
	cmp -s "$t/$1" "$t/$2" || {
		echo "FAIL: $3"
		diff "$t/$1" "$t/$2" | head -5
		fail=1
	}
}

# Mail of both halves of the story, each a few hundred times, and bulk mail.
mkdir "$t/in"
i=0
while [ $i -lt 40 ]; do
	for f in "$root"/samples/story/*/*.eml; do
		echo "From todoku@example.com Sat Nov 21 17:58:00 2026"
		cat "$f"
		echo
	done
	cat "$root/samples/audit/bulk.mbox"
	i=$((i + 1))
done >"$t/in/m.mbox"
cp "$root"/samples/story/before/*.eml "$root/samples/audit/bulk.mbox" \
    "$root/samples/story/sender/ses-events.json" "$t/in"
cp "$root/samples/story/sender/mail.log" "$t/in/mail.log"
[ "$(wc -c <"$t/in/m.mbox")" -gt 4000000 ] || { echo "too small"; exit 1; }

# The same of what SPF would say.
zone=$root/samples/story.zone
run spf -j1 -O json --what-if "$zone" "$t/in"
grep -q '"predicted":{"pass":[1-9]' "$t/spf" || { echo "nothing is foreseen"; exit 1; }
for j in 1 5; do
	for chunk in 1k 1M; do
		run x -j$j --chunk $chunk -O json --what-if "$zone" "$t/in"
		same spf x "--what-if -j$j --chunk $chunk"
	done
done
run x -O json --what-if "$zone" $(ls -r "$t"/in/*)
same spf x "--what-if, the other way round"

run ref -j1 -O json "$t/in"
grep -q '"not_met","asked":true' "$t/ref" || { echo "nothing fails"; exit 1; }
for j in 1 2 5; do
	for chunk in 1k 100k 1M; do
		run x -j$j --chunk $chunk -O json "$t/in"
		same ref x "-j$j --chunk $chunk"
	done
done
run x -O json $(ls -r "$t"/in/*)
same ref x "the other way round"

# The example bears the smallest name of what is there twice.
cp "$t/in/m.mbox" "$t/in/a.mbox"
cp "$t/in/m.mbox" "$t/in/z.mbox"
cp "$t/in/docomo-1.eml" "$t/in/b.eml"
run twice -j1 -O csv "$t/in"
grep -q 'a.mbox:' "$t/twice" || { echo "FAIL: no a.mbox"; fail=1; }
if grep -q '[mz].mbox:' "$t/twice"; then
	echo "FAIL: not the smallest name"
	fail=1
fi
run x -j3 -O csv $(ls -r "$t"/in/*)
same twice x "twice, the other way round"

gzip -k "$t/in/m.mbox"
zstd -q -k "$t/in/m.mbox"
for f in m.mbox m.mbox.gz m.mbox.zst; do
	run x -O csv "$t/in/$f"
	sed "s:$t/in/[^,]*mbox[^,:]*::" "$t/x" >"$t/$f.csv"
	same m.mbox.csv $f.csv $f
done
echo "$n passed, $fail failed"
[ $fail = 0 ]
