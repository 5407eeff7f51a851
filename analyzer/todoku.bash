# bash completion for todoku(1)

_todoku()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
	local command=${COMP_WORDS[1]} words=

	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		words="scan compare ingest audit explain list --help --version"
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
		return
	fi
	case $prev in
	-O|--report) words="table csv json html prometheus cells" ;;
	-f|--format|-g|--by)
		local list=formats
		[ "$prev" = -g ] || [ "$prev" = --by ] && list=dimensions
		words=$(todoku list $list 2>/dev/null | cut -d' ' -f1)
		;;
	--queue-id) return ;;
	--metrics)
		words=$(todoku list metrics 2>/dev/null | cut -d' ' -f1)
		;;
	--fail-on) words=worse ;;
	--trust) words="auto all" ;;
	--forwarded) words="missing count" ;;
	--progress|--color) words="auto always never" ;;
	--zone) words="UTC local +09:00 Asia/Tokyo" ;;
	list)
		words="formats carriers dimensions counters rates metrics"
		words="$words reasons requirements"
		;;
	esac
	if [ -z "$words" ] && [[ $cur == -* ]]; then
		words=$(todoku "$command" --help 2>/dev/null |
		    grep -o -- '--[a-z][a-z-]*')
	fi
	if [ -n "$words" ]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}

complete -o filenames -F _todoku todoku
