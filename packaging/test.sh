#!/usr/bin/env bash
# The checks behind "make test": test.sh [step...], all of them without a step.
#
# Steps are independent; the first that fails ends the run. The slow compile of
# the window is shared by vet, lint and tests through one set of build tags.
set -euo pipefail
cd "$(dirname "$0")/.."
tags=$([ "$(uname -s)" = Linux ] && echo gles || true)
bin=bin/lookbook

title() { printf '\n== %s\n' "$*"; }

step_format() {
    title "format"
    local unformatted
    unformatted=$(git ls-files -co --exclude-standard '*.go' | xargs packaging/tools.sh gofumpt -l)
    if [ -n "$unformatted" ]; then
        printf 'not gofumpt-formatted, "make format" repairs it:\n%s\n' "$unformatted"
        return 1
    fi
}

step_build() {
    title "build"
    mkdir -p bin
    go build -trimpath -tags "$tags" -o "$bin" .
    # The twin without the native library and the build without a window.
    go build -tags 'nowindow noort' -o /dev/null .
}

step_vet() {
    title "vet"
    go vet -tags "$tags xvfb" ./...
}

step_lint() {
    title "lint"
    packaging/tools.sh golangci-lint run --build-tags "$tags,xvfb" ./...
}

step_arrows() {
    title "import arrows, package comments, file sizes, licences"
    go test -count=1 ./packaging/arrows
    go run ./packaging/notices -check
}

step_unit() {
    title "unit and contract tests, race detector on"
    # ui/uitest opens a real window; step window runs it.
    go list ./... | grep -v '/packaging/arrows$' | xargs go test -race -tags "$tags" -timeout 20m
}

step_window() {
    title "window on a virtual display, drop from another process"
    if [ "$(uname -s)" != Linux ]; then
        echo "skipped: needs X11"
        return
    fi
    [ -x "$bin" ] || step_build
    LANG=${LANG:-en_US.UTF-8} go test -count=1 -v -tags "$tags xvfb" -run 'FromAnotherProgram' ./ui/uitest
    LANG=${LANG:-en_US.UTF-8} LOOKBOOK_UI_BINARY=$PWD/$bin \
        go test -count=1 -v -tags "$tags xvfb" -run 'FromAnotherProgram' ./ui/uitest
}

step_smoke() {
    title "command line on the samples"
    [ -x "$bin" ] || step_build
    packaging/smoke.sh "$bin"
}

steps=("$@")
[ ${#steps[@]} -gt 0 ] || steps=(format build vet lint arrows smoke window unit)
for s in "${steps[@]}"; do "step_$s"; done
printf '\nall steps passed: %s\n' "${steps[*]}"
