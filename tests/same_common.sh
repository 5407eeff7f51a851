# Sourced by the tests that compare reports of $todoku, each with the options
# $always.  Makes the folder $t; $n is how many were compared, $fail is 1 once
# anything went wrong.
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
n=0
fail=0

# run NAME ARG...: the report of ARGs into $t/NAME
run() {
	name=$1
	shift
	"$todoku" scan $always "$@" >"$t/$name" 2>"$t/$name.err" || {
		echo "todoku scan $*: status $?"
		cat "$t/$name.err"
		fail=1
	}
}

# same NAME NAME WHAT: both reports are
same() {
	n=$((n + 1))
	cmp -s "$t/$1" "$t/$2" || {
		echo "FAIL: $3"
		diff "$t/$1" "$t/$2" | head -5
		fail=1
	}
}
