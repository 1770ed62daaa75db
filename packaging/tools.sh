#!/usr/bin/env bash
# Runs a pinned developer tool: tools.sh golangci-lint|gofumpt ARGUMENTS...
#
# Versions stand in packaging/tools/go.mod, apart from the program's own
# modules. A tool is built once into the user's cache folder and again when
# that file or the Go version changes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tool=$1
shift
case "$tool" in
golangci-lint) package=github.com/golangci/golangci-lint/v2/cmd/golangci-lint ;;
gofumpt) package=mvdan.cc/gofumpt ;;
*)
    echo "tools.sh: there is no tool $tool" >&2
    exit 2
    ;;
esac
stamp=$({ cat "$here/tools/go.sum" && go env GOVERSION GOOS GOARCH; } | git hash-object --stdin | cut -c1-16)
folder=${XDG_CACHE_HOME:-$HOME/.cache}/lookbook/tools/$stamp
if [ ! -x "$folder/$tool" ]; then
    echo "building $tool, once" >&2
    mkdir -p "$folder"
    (cd "$here/tools" && CGO_ENABLED=0 GOFLAGS=-mod=readonly go build -o "$folder/.$tool.$$" "$package")
    mv "$folder/.$tool.$$" "$folder/$tool"
fi
exec "$folder/$tool" "$@"
