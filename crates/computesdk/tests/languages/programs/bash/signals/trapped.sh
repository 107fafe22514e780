trap 'echo usr1' USR1
trap 'echo term; exit 3' TERM
trap '' HUP
trap -p USR1
kill -USR1 $$; kill -HUP $$
(trap; kill -USR1 $$); echo after
kill -TERM $$
echo never
