#!/usr/bin/env bash
# Installs what is missing and nothing else: setup.sh run|test
#
# Asks the compiler whether it can build against the libraries, and the package
# manager only when it cannot, so that nothing is fetched on a prepared machine.
set -euo pipefail
cd "$(dirname "$0")/.."
for_what=${1:-run}

say() { printf '%s\n' "$*" >&2; }

need_go() {
    command -v go >/dev/null || {
        say "Go is missing. Install Go 1.26 or newer, then run this again."
        exit 1
    }
    local have
    have=$(go env GOVERSION | sed -E 's/^go([0-9]+)\.([0-9]+).*/\1 \2/')
    read -r major minor <<<"$have"
    if [ "$major" -eq 1 ] && [ "$minor" -lt 26 ]; then
        say "Go $(go env GOVERSION) is too old: Lookbook needs Go 1.26 or newer."
        exit 1
    fi
}

# compiles HEADER... tells whether a C file with these headers compiles.
compiles() {
    local cc
    cc=$(go env CC)
    command -v "$cc" >/dev/null || return 1
    printf '#include <%s>\n' "$@" | "$cc" -x c -fsyntax-only - 2>/dev/null
}

# missing_linux prints the Debian packages that are lacking.
missing_linux() {
    compiles stdlib.h || echo gcc libc6-dev
    command -v pkg-config >/dev/null || echo pkg-config
    compiles GLES2/gl2.h EGL/egl.h || echo libgles-dev libegl-dev
    { compiles GL/gl.h && pkg-config --exists gl 2>/dev/null; } || echo libgl-dev libgl1-mesa-dev
    compiles X11/Xlib.h X11/Xcursor/Xcursor.h X11/extensions/Xrandr.h X11/extensions/Xinerama.h \
        X11/extensions/XInput2.h X11/extensions/xf86vmode.h ||
        echo libx11-dev libxcursor-dev libxrandr-dev libxinerama-dev libxi-dev libxxf86vm-dev
    compiles xkbcommon/xkbcommon.h || echo libxkbcommon-dev
    # The program that draws OpenGL where there is no graphics card.
    compgen -G '/usr/lib/*/dri/*_dri.so' >/dev/null || echo libgl1-mesa-dri
    command -v pip >/dev/null || command -v pip3 >/dev/null || command -v npm >/dev/null ||
        library_there || echo python3-pip
    if [ "$for_what" = test ]; then
        command -v Xvfb >/dev/null || echo xvfb
    fi
    command -v make >/dev/null || echo make
}

library_there() { go run ./packaging/fetchort -print >/dev/null 2>&1; }

install_debian() {
    local packages=("$@") sudo=()
    if [ "$(id -u)" -ne 0 ]; then
        if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
            sudo=(sudo -n)
        else
            say "These packages are missing and only an administrator can install them. Run"
            say "    sudo apt-get update && sudo apt-get install --no-install-recommends ${packages[*]}"
            say "and then the same command again."
            exit 1
        fi
    fi
    say "installing ${packages[*]}"
    "${sudo[@]}" apt-get update -q >&2
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -q -y --no-install-recommends "${packages[@]}" >&2
}

other_system() {
    case "$(uname -s)" in
    Darwin)
        compiles stdlib.h && return
        say "A C compiler is missing. Run    xcode-select --install    and then this again."
        exit 1
        ;;
    Linux)
        say "This system has no apt-get, so please install by hand:"
        say "  Fedora:    dnf install gcc pkgconf libX11-devel libXcursor-devel libXrandr-devel libXinerama-devel \\"
        say "                 libXi-devel libXxf86vm-devel libxkbcommon-devel mesa-libGL-devel mesa-libGLES-devel \\"
        say "                 mesa-libEGL-devel mesa-dri-drivers xorg-x11-server-Xvfb python3-pip"
        say "  Arch:      pacman -S gcc pkgconf libx11 libxcursor libxrandr libxinerama libxi libxxf86vm libxkbcommon \\"
        say "                 mesa xorg-server-xvfb python-pip"
        say "The Debian names of what is missing here: $*"
        exit 1
        ;;
    *)
        say "On Windows install a C compiler (MSYS2: pacman -S mingw-w64-ucrt-x86_64-gcc) and Python or npm,"
        say "and run this in the MSYS2 shell."
        compiles stdlib.h || exit 1
        ;;
    esac
}

need_go
if [ "$(uname -s)" = Linux ]; then
    read -r -a lacking <<<"$(missing_linux | tr '\n' ' ')"
    if [ ${#lacking[@]} -gt 0 ]; then
        if command -v apt-get >/dev/null; then install_debian "${lacking[@]}"; else other_system "${lacking[@]}"; fi
    fi
else
    other_system
fi

# Go modules, those of the tools only where they are used; nothing is fetched
# when the module cache has them.
go mod download
library_there || go run ./packaging/fetchort
if [ "$for_what" = test ]; then
    packaging/tools.sh golangci-lint version >/dev/null
    packaging/tools.sh gofumpt -version >/dev/null
fi
