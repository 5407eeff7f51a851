#!/bin/sh
# The same mail gives the same bytes: for any number of threads, size of chunk,
# container and order of paths; and through cells.  usage: same.sh TODOKU
set -eu
todoku=$(realpath "$1")
root=${TODOKU_SOURCE_ROOT:-.}
always=
. "$(dirname "$0")/same_common.sh"

# One mbox of a few MB out of the story and other mail, with bodies of several
# sizes.
make_mbox() {
	mbox=$1
	n=$2
	shift 2
	i=0
	while [ $i -lt "$n" ]; do
		for f in "$root"/samples/story/*/*.eml "$@"; do
			echo "From todoku@example.com Sat Nov 21 17:58:00 2026"
			sed 's/^From />From /' "$f"
			[ $((i % 7)) -ne 0 ] || cat "$t/filler"
			echo
		done
		i=$((i + 1))
	done >"$mbox"
}

seq 1 2500 | sed 's/$/ From here on it is only filler, with From in it./' \
    >"$t/filler"
# Cells cannot tell that what reports are about was in two mailboxes.
make_mbox "$t/a.mbox" 10 "$root"/samples/report/*/good-*.eml \
    "$root"/samples/attached/good-*.eml "$root"/samples/attached/odd-*.eml \
    "$root"/samples/attached/bad-[dgrz]*.eml
make_mbox "$t/b.mbox" 3
[ "$(wc -c <"$t/a.mbox")" -gt 4000000 ] || { echo "mbox too small"; exit 1; }

# ---- containers
zstd -q -k "$t/a.mbox" -o "$t/one.zst"
split -b 100000 "$t/a.mbox" "$t/piece."
for p in "$t"/piece.*; do
	zstd -q -c --no-check "$p" # no size in the frame head from a pipe
done >"$t/frames.zst"
for p in "$t"/piece.*; do
	zstd -q -c <"$p"
done >"$t/unsized.zst"
for p in "$t"/piece.*; do
	gzip -c "$p"
done >"$t/members.gz"
rm "$t"/piece.*
gzip -k -c "$t/a.mbox" >"$t/one.gz"
xz -k -c "$t/a.mbox" >"$t/a.xz"
bzip2 -k -c "$t/a.mbox" >"$t/a.bz2"
(cd "$t" && tar -cf a.tar a.mbox && zip -q a.zip a.mbox)
gzip -c "$t/a.tar" >"$t/a.tgz"
zstd -q -c "$t/a.tar" >"$t/a.tzst"
zstd -q -c "$t/one.gz" >"$t/twice"

run ref.csv -j1 -O csv "$t/a.mbox"
for c in one.zst frames.zst unsized.zst members.gz one.gz a.xz a.bz2 a.tar \
    a.zip a.tgz a.tzst twice; do
	for j in 1 3; do
		run x -j$j -O csv --chunk 128k "$t/$c"
		same ref.csv x "$c -j$j differs from the raw file"
	done
done

# ---- threads and chunks, the whole report
run ref.json -j1 -O json "$t/a.mbox" "$t/b.mbox" "$root/samples/story"
for j in 1 2 3 8; do
	for chunk in 64k 192k 1M 64M; do
		run x -j$j --chunk $chunk -O json "$t/a.mbox" "$t/b.mbox" \
		    "$root/samples/story"
		same ref.json x "-j$j --chunk $chunk"
	done
done
for c in frames.zst one.zst members.gz; do
	run ref2.json -j1 -O json --chunk 64k "$t/$c"
	for j in 2 5; do
		run x -j$j -O json --chunk 320k "$t/$c"
		same ref2.json x "$c -j$j --chunk 320k"
	done
done

# ---- order of paths, standard input, lists
run x -O json "$root/samples/story" "$t/b.mbox" "$t/a.mbox"
same ref.json x "another order of paths"
"$todoku" scan -O csv - <"$t/a.mbox" >"$t/x"
same ref.csv x "standard input"
cat "$t/one.zst" | "$todoku" scan -O csv - >"$t/x"
same ref.csv x "a zstd pipe"
echo "$t/a.mbox" >"$t/list"
run x -O csv "@$t/list"
same ref.csv x "a list"
printf '%s\0' "$t/a.mbox" >"$t/list0"
run x -O csv "@$t/list0"
same ref.csv x "a list with NULs"

# ---- the same input twice counts once
run x -O csv "$t/a.mbox" "$t/one.gz" "$t/frames.zst" "$t/a.tar"
same ref.csv x "the same input four times"

# ---- a report as a file, packed, and attached to mail counts once
report=$root/samples/report/dmarc/good-plain.xml
gzip -c "$report" >"$t/report.gz"
{
	printf 'Subject: Report Domain: sender.example\n'
	printf 'Content-Type: application/gzip\n'
	printf 'Content-Transfer-Encoding: base64\n\n'
	base64 "$t/report.gz"
} >"$t/report.eml"
run r.csv -O csv "$report"
for p in "$t/report.eml" "$t/report.eml $t/report.gz" \
    "$report $t/report.eml $t/report.gz"; do
	run x -O csv $p
	same r.csv x "a report as $p"
done

# ---- by source: the name does not depend on who came first
cp "$t/b.mbox" "$t/0.mbox"
run s1 -j1 -O csv --by source "$t/b.mbox" "$t/0.mbox" "$t/a.mbox"
for j in 2 4; do
	run x -j$j --chunk 64k -O csv --by source "$t/a.mbox" "$t/b.mbox" \
	    "$t/0.mbox"
	same s1 x "--by source -j$j"
done

# ---- cells
run a.cells -O cells "$t/a.mbox"
run b.cells -O cells "$t/b.mbox" "$root/samples/story"
run ab.cells -O cells "$t/a.mbox" "$t/b.mbox" "$root/samples/story"
run x -O json "$t/a.cells" "$t/b.cells"
same ref.json x "cells a + b"
run x -O cells "$t/b.cells" "$t/a.cells"
same ab.cells x "cells out of cells"
run x -O json "$t/ab.cells"
same ref.json x "cells of both"
run y.json -O json --by carrier "$t/a.mbox" "$t/b.mbox" "$root/samples/story"
run x -O json --by carrier "$t/ab.cells"
same y.json x "cells rolled up"
zstd -q -c "$t/a.cells" >"$t/a.cells.zst"
run x -O csv "$t/a.cells.zst"
same ref.csv x "compressed cells"
run x -O csv "$t/a.cells" "$t/a.mbox"
same ref.csv x "cells and the archive in them"
run x -O csv "$t/a.cells" "$t/a.cells.zst"
same ref.csv x "the same cells twice"

# ---- TLS reports: each counts once, whoever comes first
mkdir "$t/tls"
cp "$root"/samples/report/tlsrpt/*.json "$t/tls"
tr -d '\n' <"$t/tls/good-plain.json" >"$t/tls/again.json"
tr '\n' ' ' <"$t/tls/good-lines.json" | gzip >"$t/tls/lines.json.gz"
run tls.json -j1 -O json "$t/tls"
for j in 1 2 4; do
	run x -j$j --chunk 64k -O json $(ls -r "$t"/tls/*)
	same tls.json x "TLS reports in another order, -j$j"
done
run tls.cells -O cells "$t/tls"
run x -O json "$t/tls.cells"
same tls.json x "TLS reports through cells"

# ---- a cap on keys
run k1 -j1 -O csv --by mailfrom_domain,sdid,day,carrier --max-keys 3 "$t/a.mbox"
for j in 2 4; do
	run x -j$j --chunk 64k -O csv --by mailfrom_domain,sdid,day,carrier \
	    --max-keys 3 "$t/a.mbox"
	same k1 x "--max-keys -j$j"
done

echo "$n passed, $fail failed"
exit $fail
