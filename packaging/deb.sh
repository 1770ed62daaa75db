#!/usr/bin/env bash
# Builds a Debian package: deb.sh PROGRAM VERSION, into dist/
#
# The runtime library lies beside the binary in /usr/lib/lookbook, where the
# program looks first, so that users of the package never fetch anything.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$1
version=$(printf '%s' "${2#v}" | tr -c 'A-Za-z0-9.+~' '+')
case "$version" in [0-9]*) ;; *) version="0~$version" ;; esac
arch=$(dpkg --print-architecture)
library=$(go run ./packaging/fetchort -print)
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"

install -Dm755 "$bin" "$root/usr/lib/lookbook/lookbook"
install -Dm644 "$library" "$root/usr/lib/lookbook/$(basename "$library")"
install -d "$root/usr/bin"
ln -s ../lib/lookbook/lookbook "$root/usr/bin/lookbook"
install -Dm644 assets/icon/icon.png "$root/usr/share/icons/hicolor/512x512/apps/lookbook.png"
install -Dm644 LICENSE "$root/usr/share/doc/lookbook/copyright"
install -Dm644 THIRD_PARTY.md "$root/usr/share/doc/lookbook/THIRD_PARTY.md"
install -Dm644 /dev/stdin "$root/usr/share/applications/lookbook.desktop" <<'DESKTOP'
[Desktop Entry]
Type=Application
Name=Lookbook
GenericName=Try-on studio
Comment=Show a garment on a model
Comment[zh_CN]=在模特身上展示服装
Exec=lookbook %F
Icon=lookbook
Terminal=false
Categories=Graphics;Photography;
MimeType=image/jpeg;image/png;image/webp;image/heic;image/avif;image/tiff;image/bmp;
DESKTOP
install -Dm644 /dev/stdin "$root/DEBIAN/control" <<CONTROL
Package: lookbook
Version: $version
Architecture: $arch
Maintainer: Lookbook developers <lookbook@localhost>
Installed-Size: $(du -sk "$root" | cut -f1)
Depends: libc6 (>= 2.28), libstdc++6, libgl1, libgles2, libegl1, libx11-6, libxcursor1, libxrandr2, libxinerama1, libxi6, libxxf86vm1
Recommends: zenity, libheif1
Section: graphics
Priority: optional
Description: studio that shows a garment on a model
 Drop a picture of a garment and a photo of a person; Lookbook dresses the
 person, measures whether the result is true, and exports it with the marks
 that law and marketplaces ask for. Works without graphics card and network.
CONTROL
mkdir -p dist
dpkg-deb --root-owner-group --build "$root" "dist/lookbook_${version}_$arch.deb"
