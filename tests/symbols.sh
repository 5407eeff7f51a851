#!/bin/sh
# No two files define the same name: libraries are searched, and the first one
# found is taken without a word.
#
#	symbols.sh NM LIBRARY...
set -eu
nm=$1
shift
twice=$("$nm" -g --defined-only "$@" | awk 'NF == 3 { print $3 }' |
    grep '^td_' | sort | uniq -d)
[ -n "$("$nm" -g --defined-only "$@" | grep ' td_')" ] || {
	echo "symbols.sh finds no names"
	exit 1
}
[ -z "$twice" ] || {
	echo "defined twice: $twice"
	exit 1
}
