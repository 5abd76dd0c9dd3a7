# Prints what zsh offers for a line: zsh -f zsh_offers.zsh FOLDER-OF-COMPLETIONS 'bachprop tra'
zmodload zsh/zpty
zpty shell zsh -f -i
# What the completion system would add is printed instead, a word a line between two marks.
zpty -w shell "PROMPT= RPROMPT=; stty -echo; unsetopt zle_bracketed_paste 2>/dev/null"
zpty -w shell "fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -d /dev/null"
zpty -w shell "compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd \"\$@\"; return; fi
  local -a offered; builtin compadd -O offered \"\$@\"; print -l -- \${offered/#/OFFERED } >&2
  builtin compadd \"\$@\"
}"
zpty -w shell "echo READY"
zpty -r -m shell line '*READY*'
zpty -w -n shell "$2"$'\t'
sleep 1
zpty -w -n shell $'\x03'
zpty -w shell "echo FINISHED"
zpty -r -m shell output '*FINISHED*'
print -r -- $output | tr '\r' '\n' | sed -n 's/^OFFERED //p'
zpty -d shell
