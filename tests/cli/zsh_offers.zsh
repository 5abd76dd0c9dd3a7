# Prints what zsh offers for a line, a word a line:
#   zsh -f zsh_offers.zsh FOLDER-OF-COMPLETIONS 'bachprop tra' FILE
# FILE takes up what is offered. Only an interactive shell completes, so one runs on a terminal of its
# own; its compadd notes what it is given.
zmodload zsh/zpty
zpty shell zsh -f -i
until_mark() {
  local part got=
  while zpty -r shell part; do
    got+=$part
    [[ $got != *$1* ]] || return
  done
}
zpty -w shell "PROMPT=; RPROMPT=; stty -echo cols 200 rows 500; LISTMAX=10000"
zpty -w shell "fpath=(${(q)1} \$fpath); autoload -Uz compinit; compinit -u -D"
zpty -w shell "compadd() {
  local -a offered
  builtin compadd -O offered \"\$@\"
  ((\$#offered == 0)) || print -rl -- \$offered >> ${(q)3}
  builtin compadd \"\$@\"
}"
# The line editor says when it reads keys, and again when it has come to the last. Keys that come before
# are the terminal's, and some of them mean something there. Words that the shell echoes are not the marks.
zpty -w shell "bindkey '^I' complete-word
finished() { print FINI''SHED }; zle -N finished; bindkey '^]' finished
zle-line-init() { print RE''ADY }; zle -N zle-line-init"
until_mark READY
zpty -w -n shell "$2"$'\t\x1d'
until_mark FINISHED
zpty -d shell
