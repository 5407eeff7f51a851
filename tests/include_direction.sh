#!/bin/sh
# The house has one direction: each folder includes itself and what lies before
# it on the road, and each third-party header is included by one file.
set -u
cd "${TODOKU_SOURCE_ROOT:-.}" || exit 1
fail=0

# allowed FOLDER FOLDER...: what the first may include besides itself
allowed() {
	dir=$1
	shift
	for f in "$dir"/*.c "$dir"/*.h; do
		[ -e "$f" ] || continue
		for inc in $(sed -n 's/^#include "\(.*\)".*/\1/p' "$f"); do
			case $inc in
			*/*) from=${inc%/*} ;;
			*) from=$dir ;;
			esac
			[ -e "$inc" ] || [ -e "$dir/$inc" ] || {
				echo "$f: $inc does not exist"
				fail=1
			}
			[ -e "$dir/$inc" ] && case $inc in
			*/*) from=$dir/${inc%/*} ;;
			esac
			ok=no
			for a in "$dir" "$@"; do
				[ "$from" = "$a" ] && ok=yes
			done
			[ "$inc" = analyzer/error.h ] &&
			    [ "${dir#analyzer}" != "$dir" ] && ok=yes
			[ $ok = yes ] || {
				echo "$f: must not include $inc"
				fail=1
			}
		done
	done
}

allowed formats
allowed analyzer/input formats
allowed analyzer/observe formats
allowed analyzer/spf formats analyzer/observe
allowed analyzer/cube formats analyzer/observe
allowed analyzer/history formats analyzer/observe analyzer/cube
allowed analyzer/stats
allowed analyzer/compare formats analyzer/observe analyzer/cube analyzer/stats
allowed analyzer/audit formats analyzer/observe analyzer/cube analyzer/stats \
    analyzer/spf
allowed analyzer/report formats analyzer/observe analyzer/cube analyzer/stats \
    analyzer/compare analyzer/audit analyzer/spf
allowed analyzer/engine formats analyzer/input analyzer/observe analyzer/cube
allowed analyzer formats analyzer/input analyzer/observe analyzer/cube \
    analyzer/stats analyzer/compare analyzer/audit analyzer/report \
    analyzer/engine analyzer/history analyzer/spf

# formats/ includes libc only, and neither threads nor files; and expat once.
for f in formats/*.c formats/*.h; do
	for inc in $(sed -n 's/^#include <\(.*\)>.*/\1/p' "$f"); do
		case $inc in
		assert.h | limits.h | stdbool.h | stddef.h | stdint.h | \
		    string.h | immintrin.h | emmintrin.h) ;;
		expat.h) [ "$f" = formats/xml.c ] || fail=1 ;;
		*)
			echo "$f: formats/ must not include <$inc>"
			fail=1
			;;
		esac
	done
done

# One file a third-party header (in one folder: input and cube both hash).
for h in zstd.h isa-l.h isa-l/igzip_lib.h zlib.h magic.h archive.h \
    archive_entry.h libpsl.h xxhash.h expat.h sqlite3.h; do
	for dir in formats analyzer analyzer/*/; do
		n=$(grep -l "^#include <$h>" "$dir"/*.[ch] 2>/dev/null | wc -l)
		[ "$n" -le 1 ] || {
			echo "$dir: $n files include <$h>"
			fail=1
		}
	done
done

# Every header compiles alone.
for h in formats/*.h analyzer/*.h analyzer/*/*.h; do
	echo "#include \"$h\"" |
	    ${CC:-cc} -std=c11 -D_GNU_SOURCE -I. -fsyntax-only -x c - || {
		echo "$h: does not compile alone"
		fail=1
	}
done
exit $fail
