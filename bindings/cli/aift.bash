# Completion of the command aift for bash: commands, options, and the words that an option takes. It asks the
# command itself, so there is no list here to keep.
_aift()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} command=${COMP_WORDS[1]} aift=${COMP_WORDS[0]}
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ] || { [ "$COMP_CWORD" = 2 ] && [ "$command" = help ]; }; then
        COMPREPLY=($(compgen -W "$("$aift" help --plain 2>/dev/null | cut -f 1)" -- "$word"))
    elif [[ $word == -* ]]; then
        COMPREPLY=($(compgen -W "$("$aift" help "$command" --plain 2>/dev/null | cut -f 1) --help" -- "$word"))
    elif [[ $before == --* ]]; then
        local takes
        takes=$("$aift" help "$command" --plain 2>/dev/null | awk -F '\t' -v name="$before" '$1 == name { print $2 }')
        [[ $takes != *\|* ]] || COMPREPLY=($(compgen -W "${takes//|/ }" -- "$word"))
    elif [ "$COMP_CWORD" = 2 ] && "$aift" help "$command" 2>/dev/null | grep -q "^usage: aift $command VERB"; then # it lists them
        COMPREPLY=($(compgen -W "$("$aift" "$command" 2>&1 </dev/null | sed -n 's/ (see.*//;s/.*is missing: one of //p' | tr -d ,)" -- "$word"))
    elif [ "$COMP_CWORD" = 2 ]; then # verbs: usage: aift COMMAND VERB | VERB ...
        COMPREPLY=($(compgen -W "$("$aift" help "$command" 2>/dev/null | sed -n '1{/ | /{s/^usage: aift [a-z]* //;s/ *| */\n/g;p}}' | cut -d ' ' -f 1)" -- "$word"))
    fi
}
complete -o default -F _aift aift
