# Fetches Go modules by the `go` $2 into the directory $3 ($1: `fetch`; what else it does an
# installer is asked first): the sources of what follows, and a workspace with one module
# that requires them.
set -e
what=$1 go=$2 layer=$3
shift 3
export GOTOOLCHAIN=local GOWORK=off
scratch=$(mktemp -d)

# Prints addresses, one a line.
registries() {
    for word in $("$go" env GOPROXY GOSUMDB | tr ',|' '  '); do
        case $word in
        direct | off) continue ;;
        *://*) echo "$word" ;;
        # A database of checksums by its name, which may have its key behind it.
        *) echo "https://${word%%+*}" ;;
        esac
    done
}

fetch() {
    export GOMODCACHE="$layer/modules" GOFLAGS=-modcacherw
    export GOPATH="$scratch/go" GOCACHE="$scratch/built"
    mkdir "$layer/main"
    cd "$layer/main"
    "$go" mod init computesdk/packages
    "$go" get -- "$@"
    for module; do
        case $module in
        *@*) get_all "${module%@*}/...@${module##*@}" ;;
        *) get_all "$module/..." ;;
        esac
    done
    # All were asked for: whoever lets more hosts be reached need begin again only once.
    [ -z "$failed" ]
    "$go" mod download
    cd "$layer"
    "$go" work init ./main
    # What a workspace goes by of modules that none of the above has needed.
    GOWORK=$layer/go.work "$go" list -m all >/dev/null
}

# Code may import any package of a module, and those need modules of their own. That some
# need what nobody has is not the fault of the others. But what could not be asked for may be
# there, and a layer that was made without would be kept.
get_all() {
    "$go" get -- "$1" 2>"$scratch/said" && return
    cat "$scratch/said" >&2
    # What a proxy has heard elsewhere is not about the way to the proxy.
    if sed 's/server response:.*//' "$scratch/said" | grep -qE "$unreached"; then
        failed=yes
    fi
}
failed=
unreached='(i/o|handshake) timeout|Client\.Timeout|timed out|deadline exceeded|: (unexpected )?EOF'
unreached="$unreached|connection (refused|reset)|no such host|server misbehaving|no route to host"
unreached="$unreached|network is unreachable|tls: |x509: |: (401|407|408|429|5[0-9][0-9]) [A-Z]"

case $what in
probe) "$go" version ;;
registries) registries ;;
fetch) fetch "$@" ;;
esac
