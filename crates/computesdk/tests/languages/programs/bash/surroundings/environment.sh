echo "${HOME:+set} ${PATH:+set} ${NO_SUCH-unset} $LANG ${LC_ALL-unset} ${BASH_ENV-unset} ${PS1-unset} $SHLVL"
export MINE='va lue ü'; sh -c 'echo "$MINE"'; MINE=other sh -c 'echo "$MINE"'; echo "$MINE"
unset MINE; sh -c 'echo "${MINE-gone}"'; echo "$- ${BASH_VERSINFO[0]}"
[[ $OSTYPE == linux* ]] && echo "$((UID >= 0)) $((PPID > 0))"
