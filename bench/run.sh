#!/bin/sh
# How fast todoku is on this machine, and whether it counts right.
#
#	bench/run.sh			the table of ratios; kept in bench/runs/
#	bench/run.sh --quick		the same with small archives: a try
#	bench/run.sh --logs		the ratios on mail logs; with --quick, too
#	bench/run.sh --events		the ratios on events of Amazon SES, and DMARC
#					aggregate reports; likewise
#	bench/run.sh --dmarc		the latter alone; likewise
#	bench/run.sh --history		ingest beside scan, and reports of a history
#					beside sqlite3; likewise
#	bench/run.sh --archive FILE	the ratios on an mbox of your own
#	bench/run.sh --scale		time and memory from 0.1 to 100 GB
#	bench/run.sh --truth		1,000,000 messages of each kind of archive,
#					every count against what is right
#	bench/run.sh --count		instructions per byte (callgrind) beside
#					the kept ones; --keep renews those
#
# More options, behind the one of the mode:
#
#	--work DIR	where archives are made (default build-bench/work);
#			they are removed at the end
#	--out DIR	where results are kept (default bench/runs/DATE)
#	--rounds N	interleaved rounds, of which the best is taken (5)
#	--sizes LIST	GB for --scale (default 0.1,1,10,100)
#	--messages N	for --truth, where --logs adds the mail logs and
#			--events the events
#	--title TEXT	what to call the archive of --archive in the results
#
# Needs what ./quickstart test installs, and ripgrep; --events needs jq, too,
# --history sqlite3, --count valgrind.
# Builds in build-bench, or in $BUILD.  bench/README.md says what is measured.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
build=${BUILD:-$root/build-bench}

say() { printf 'run.sh: %s\n' "$*" >&2; }

usage() {
	sed -n '2,/^set -eu/s/^# \{0,1\}//p' "$root/bench/run.sh"
}

# command:package; what is missing is told at once, with what installs it
need() {
	lack=
	packages=
	for p; do
		command -v "${p%%:*}" >/dev/null && continue
		lack="$lack ${p%%:*}"
		packages="$packages ${p#*:}"
	done
	[ -z "$lack" ] && return
	say "not installed:$lack"
	say "to install:    apt-get install$packages"
	exit 1
}

# The system's python before others: it is the one that has authres.
find_python() {
	python=/usr/bin/python3
	[ -x "$python" ] || python=python3
}

set_up() {
	[ -f "$build/build.ninja" ] ||
	    meson setup --buildtype release "$build" "$root" \
	        >"$build.log" 2>&1 || {
		cat "$build.log" >&2
		say "a library is missing?  ./quickstart test installs them all"
		exit 1
	}
	rm -f "$build.log"
	ninja -C "$build" --quiet analyzer/todoku bench/gen bench/newlines \
	    bench/timed bench/count >"$build/run.log" ||
	    { cat "$build/run.log" >&2; exit 1; }
}

mode=ratios
case ${1-} in
--quick | --archive | --logs | --events | --dmarc | --history) ;;
--scale | --truth | --count)
	mode=${1#--}
	shift
	;;
-h | --help)
	usage
	exit 0
	;;
esac
case $mode in
ratios)
	special=rg:ripgrep
	case " $* " in *" --events "*) special="$special jq:jq" ;; esac
	case " $* " in *" --history "*) special="$special sqlite3:sqlite3" ;; esac
	;;
count) special=valgrind:valgrind ;;
*) special= ;;
esac
# shellcheck disable=SC2086
need cc:gcc meson:meson ninja:ninja-build python3:python3 zstd:zstd gzip:gzip \
    $special
find_python
set_up
exec "$python" -B "$root/bench/run_$mode.py" --build "$build" "$@"
