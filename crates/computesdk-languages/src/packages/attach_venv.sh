# Makes the virtual environment $1 see the layer $2.
set -e
for packages in "$2"/lib/python3*/site-packages; do
    own=$1/${packages#"$2"/}
    # It is of another Python otherwise.
    [ -d "$own" ]
    # Its packages come before those of the environment, and after Python's own library;
    # those of the layer that came last come first. Its own .pth files count.
    line="import site, sys; own = sys._getframe(1).f_locals['sitedir'];"
    line="$line end = len(sys.path); site.addsitedir('$packages');"
    line="$line at = sys.path.index(own); sys.path[at:] = sys.path[end:] + sys.path[at:end]"
    {
        printf '%s\n' "$line"
        [ ! -e "$own/computesdk.pth" ] || grep -vF "'$packages'" "$own/computesdk.pth" || true
    } > "$own/computesdk.pth.new"
    mv "$own/computesdk.pth.new" "$own/computesdk.pth"
done
for program in "$2"/bin/*; do
    name=${program##*/}
    case $name in
    python* | activate* | Activate* | pip* | deactivate* | pydoc*) ;;
    *) ln -sfn "$program" "$1/bin/$name" ;;
    esac
done
