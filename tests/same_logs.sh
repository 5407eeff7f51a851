#!/bin/sh
# The same log gives the same bytes: for any number of threads, size of chunk
# and container, as one file or as a rotated set in any order, and through
# cells.  usage: same_logs.sh TODOKU GEN
set -eu
todoku=$(realpath "$1")
gen=$(realpath "$2")
always="--year 2026 --by carrier,domain,day,reason,status,relay"
. "$(dirname "$0")/same_common.sh"

for kind in postfix exim; do
	over=
	[ $kind = exim ] || over=--new-year
	"$gen" --kind $kind --messages 2500 --seed 7 $over "$t/a.log"
	zstd -q -f "$t/a.log" -o "$t/a.zst"
	split -b 300000 "$t/a.log" "$t/piece."
	for p in "$t"/piece.*; do
		zstd -q -c <"$p" --stream-size="$(wc -c <"$p")"
	done >"$t/frames.zst"
	rm "$t"/piece.*
	gzip -c "$t/a.log" >"$t/a.gz"
	[ "$(wc -l <"$t/a.log")" -gt 10000 ] || { echo "log too small"; exit 1; }
	run ref -j1 -O csv "$t/a.log"
	grep -q docomo "$t/ref" || { echo "$kind: no docomo"; fail=1; }
	for j in 1 2 3 8; do
		for chunk in 64k 192k 1M 64M; do
			run x -j$j --chunk $chunk -O csv "$t/a.log"
			same ref x "$kind -j$j --chunk $chunk"
		done
	done
	for c in a.zst frames.zst a.gz; do
		for j in 1 3; do
			run x -j$j --chunk 128k -O csv "$t/$c"
			same ref x "$kind: $c -j$j differs from the raw file"
		done
	done
	"$todoku" scan $always -O csv - <"$t/a.log" >"$t/x"
	same ref x "$kind: standard input"
	run x -O csv "$t/a.log" "$t/a.gz" "$t/frames.zst"
	same ref x "$kind: the same log three times"
	run a.cells -O cells "$t/a.log"
	run x -O csv "$t/a.cells"
	same ref x "$kind: through cells"

	# ---- rotated: other ends of files, other names, any order
	"$gen" --kind $kind --messages 2500 --seed 7 "$t/b.log"
	"$gen" --kind $kind --messages 2500 --seed 7 --files 5 "$t/set"
	run ref -j1 -O csv "$t/b.log"
	run x -O csv "$t/set"
	same ref x "$kind: a rotated set"
	for f in "$t"/set/*; do
		mv "$f" "$t/set/$(md5sum <"$f" | cut -c1-8)"
	done
	for j in 1 4; do
		run x -j$j --chunk 64k -O csv $(ls -r "$t"/set/*)
		same ref x "$kind: a set of other names, -j$j"
	done
	rm -r "$t/set"
done

[ $fail -eq 0 ] && echo "$n comparisons, all the same"
exit $fail
