#!/bin/sh
# Fuzz every harness for some minutes of processor time each, under ASan and
# UBSan, and make the kept corpora anew.
#
#	tests/fuzz/campaign.sh [-m MINUTES] [-w DIR] [HARNESS...]
#
# Needs clang-14 with libclang-rt-14-dev.  What was found stays in DIR
# (build-fuzz) for the next time; crashes are left there and end in status 1.
# tests/fuzz/corpus/ gets the smallest set of inputs, of at most 2 KiB each,
# that reaches every line that was reached; hand-*, chosen by hand, stay.
set -eu
cd "$(dirname "$0")/../.."
minutes=20
work=build-fuzz
while getopts m:w: option; do
	case $option in
	m) minutes=$OPTARG ;;
	w) work=$OPTARG ;;
	*) exit 2 ;;
	esac
done
shift $((OPTIND - 1))
[ "$minutes" -gt 0 ] # libFuzzer takes 0 as for ever
[ $# -gt 0 ] || set -- attached authres cells fields formats join json observe pack report source spf

sanitize=address,undefined
if [ ! -e "$work/build/build.ninja" ]; then
	CC=clang-14 CFLAGS=-fsanitize=fuzzer-no-link meson setup \
	    --buildtype debugoptimized -Db_sanitize=$sanitize \
	    -Db_lundef=false "$work/build" >/dev/null
fi
ninja -C "$work/build" --quiet analyzer/libanalyzer.a formats/libformats.a
deps=$(pkg-config --libs libzstd libxxhash libmagic libarchive libpsl expat)
if pkg-config --exists libisal; then
	deps="$deps $(pkg-config --libs libisal)"
else
	deps="$deps -lz"
fi

# What libFuzzer says at the end: "Done 123456 runs in 1200 second(s)".
runs_of() { sed -n 's/^Done \([0-9]*\) runs in \([0-9]*\) .*/\1 \2/p' "$1"; }

failed=0
for name; do
	dir=$work/$name
	mkdir -p "$dir/corpus" "$dir/crashes"
	case $name in
	formats) extra='tests/formats/collect.c tests/formats/describe.c' ;;
	join) extra='tests/fuzz/account.c tests/fuzz/compact.c
	    tests/observe/joined.c tests/formats/describe.c' ;;
	json) extra=tests/formats/json_walk.c ;;
	attached | report) extra=tests/formats/describe.c ;;
	*) extra= ;;
	esac
	clang-14 -std=gnu11 -D_GNU_SOURCE -g -O1 -I. \
	    -fsanitize=fuzzer,$sanitize -o "$dir/fuzz" \
	    "tests/fuzz/fuzz_$name.c" $extra "$work/build/analyzer/libanalyzer.a" \
	    "$work/build/formats/libformats.a" $deps -lm -pthread
	if ! UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 "$dir/fuzz" \
	    -max_total_time=$((minutes * 60)) -max_len=16384 -timeout=10 \
	    -rss_limit_mb=4096 -artifact_prefix="$dir/crashes/" \
	    "$dir/corpus" "tests/fuzz/corpus/$name" 2>"$dir/log"; then
		echo "$name: FAILED, see $dir/log"
		failed=1
		continue
	fi
	echo "$name: $(runs_of "$dir/log" |
	    awk '{ print $1 " runs, all clean, in " $2 " s" }')"
	rm -rf "$dir/smallest"
	mkdir "$dir/smallest"
	"$dir/fuzz" -set_cover_merge=1 -use_counters=0 -max_len=2048 \
	    "$dir/smallest" "tests/fuzz/corpus/$name" "$dir/corpus" 2>"$dir/merge.log"
	find "tests/fuzz/corpus/$name" -type f ! -name 'hand-*' -delete
	cp "$dir/smallest"/* "tests/fuzz/corpus/$name/"
	echo "$name: $(ls "tests/fuzz/corpus/$name" | wc -l) inputs kept"
done
exit $failed
