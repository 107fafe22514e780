# Fetches Go modules into the directory $1: their sources, and a workspace with one module
# that requires them.
set -e
layer=$1
shift
export GOMODCACHE="$layer/modules" GOPATH=/tmp/go GOCACHE=/tmp/go-build
export GOTOOLCHAIN=local GOWORK=off GOFLAGS=-modcacherw
mkdir "$layer/main"
cd "$layer/main"
go mod init computesdk/packages
go get -- "$@"
# Code may import any package of a module, and those need modules of their own. Some
# modules have packages that need what nobody has.
for module; do
    case $module in
    *@*) go get -- "${module%@*}/...@${module##*@}" || : ;;
    *) go get -- "$module/..." || : ;;
    esac
done
go mod download
cd "$layer"
go work init ./main
# What a workspace goes by of modules that none of the above has needed.
GOWORK=$layer/go.work go list -m all >/dev/null
