#!/usr/bin/env bash
# Opens the studio on a sample shop: run.sh PROGRAM
#
# The shop lives in .run/shop, apart from the user's own data. Where no display
# can be opened, the same work is done on the command line.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$1
shop=.run/shop
pictures=.run/samples
mkdir -p "$shop"

if [ "$(uname -s)" != Linux ] || [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ]; then
    echo "The studio opens with a sample shop; drop your own pictures on it."
    exec "$bin" --data "$shop" --samples
fi

echo "There is no display here, so the samples are dressed on the command line."
"$bin" samples "$pictures" --force >/dev/null
out=.run/looks
mkdir -p "$out"
dress() {
    local name=$1 person=$2
    shift 2
    local args=()
    for g in "$@"; do args+=(--garment "$pictures/garment-$g.jpg"); done
    "$bin" tryon --data "$shop" --person "$pictures/person-$person.jpg" "${args[@]}" -o "$out/$name.png" --force
}
dress woman-dress woman dress
dress woman-tee-skirt woman tee skirt
dress man-shirt man shirt
dress man-jacket man jacket
dress girl-longsleeve girl longsleeve
dress boy-tee-shorts boy tee shorts
echo
echo "The pictures are in $PWD/$out:"
ls "$out"
