#!/bin/sh
# What todoku counts in the log of a real Postfix, against the truth.
#
#	check.sh TODOKU [LOG]
#
# Without LOG one is made by log.sh.
set -eu
todoku=$(realpath "$1")
here=$(dirname "$(realpath "$0")")
t=$(mktemp -d)
trap 'rm -rf "$t"' EXIT
fail=0
export LC_ALL=C

if [ $# -gt 1 ]; then
	log=$2
else
	log=$t/mail.log
	"$here/log.sh" "$log" || exit $?
fi

# expect RESULTS: "domain counter=n" for all that are not 0, by the truth
expect() {
	awk -v results="$1" '
	function add(key) { n[$2 " " key]++ }
	/^#/ || NF == 0 || $3 == "null" { next }
	NF != 8 { print "truth: " $0; exit 1 }
	{
		add("messages")
		add("delivery_" $3)
		if ($4 > 0)
			n[$2 " delivery_attempts"] += $4
		split("spf dkim dmarc", method)
		for (m = 1; m <= 3; m++)
			add(method[m] "_" ($(4 + m) == "-" || !results ? \
			    "missing" : $(4 + m)))
		if ($8 != "-")
			add("reasons_" $8)
	}
	END { for (k in n) print k "=" n[k] }' "$here/truth" | sort
}

# counted ARG...: the same, as todoku counts it
counted() {
	"$todoku" scan --by domain -O csv "$@" "$log" | tr -d '\r' | awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) name[i] = $i; next }
	{
		for (i = 2; i <= NF; i++)
			if (name[i] ~ wanted && $i != 0)
				print $1 " " name[i] "=" $i
	}' wanted="$wanted" | sort
}
results='pass|fail|softfail|neutral|none|policy|temperror|permerror|other'
states='attempts|accepted|deferred|failed|expired|suppressed'
wanted="^(messages|delivery_($states)|reasons_.*"
wanted="$wanted|(spf|dkim|dmarc)_($results|missing))\$"

same() {
	diff -u "$t/expected" "$t/counted" || {
		echo "FAIL: $1"
		fail=1
	}
}

# The log has but the first label of the host's name, which nobody's field has.
expect 1 >"$t/expected"
[ -s "$t/expected" ] || { echo "no truth"; exit 1; }
counted --authserv-id mx.example.com >"$t/counted"
same "counts by domain"
expect 0 >"$t/expected"
counted >"$t/counted"
same "counts by domain, where no name is believed"

# null senders, refusals (`refused` and `spam`), and no defect
{
	echo "\"defects\":[]"
	echo "\"null_sender\":$(awk '$3 == "null"' "$here/truth" | wc -l)"
	echo "\"reject\":2"
} | sort >"$t/expected"
"$todoku" scan -O json "$log" | tr '{}' '\n\n' |
    grep -oE '"(null_sender|reject)":[0-9]+|"defects":\[[^]]*\]' |
    sort >"$t/counted"
same "the balance"

if [ $fail = 0 ]; then
	version=$(sed -n '/ daemon started -- /{s/.*version //;s/,.*//p;q}' "$log")
	echo "$(grep -c '' "$log") lines of Postfix $version, all counts right"
else
	cat "$log"
fi
exit $fail
