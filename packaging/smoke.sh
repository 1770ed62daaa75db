#!/usr/bin/env bash
# The command line on the samples, from outside: smoke.sh PROGRAM
#
# Shows that each verb does its work with the real engine and that bad input
# gets a message, an exit code and no file. Everything happens in a folder that
# is removed at the end; no network is needed.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=$(realpath "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LOOKBOOK_DATA=$work/data
mkdir "$LOOKBOOK_DATA"
passed=0 failed=0

# expect CODE WORDS COMMAND... runs a command and checks exit code and output.
expect() {
    local code=$1 words=$2 got=0
    shift 2
    "$@" >"$work/out" 2>"$work/err" </dev/null || got=$?
    if [ "$got" -eq "$code" ] && grep -qiE -- "$words" "$work/out" "$work/err"; then
        passed=$((passed + 1))
        echo "ok    exit $got: lookbook ${*:2}" | sed "s#$work/##g"
    else
        failed=$((failed + 1))
        echo "FAIL  exit $got instead of $code, or no \"$words\": ${*:2}"
        sed 's/^/      /' "$work/out" "$work/err" | tail -20
    fi
}
there() { if [ -s "$1" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL  $1 was not written"; fi; }
absent() { if [ ! -e "$1" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAIL  $1 was left behind"; fi; }

expect 0 'lookbook' "$bin" version
expect 0 'tryon' "$bin" help
expect 0 'person-woman' "$bin" samples "$work/s"
expect 0 'librar|memory' "$bin" doctor
expect 0 '^\{' "$bin" doctor --json

# A verb says what it has to say and nothing else, whatever the language.
for language in C C.UTF-8 en_US.UTF-8 zh_CN.UTF-8; do
    noise=$(env -u LC_ALL LANG=$language "$bin" version 2>&1 >/dev/null)
    if [ -z "$noise" ]; then passed=$((passed + 1)); else
        failed=$((failed + 1))
        echo "FAIL  noise under LANG=$language: $noise"
    fi
done

# Dressing, with a picture that is what it says.
expect 0 'look.png' "$bin" tryon --person "$work/s/person-woman.jpg" --garment "$work/s/garment-tee.jpg" -o "$work/look.png"
there "$work/look.png"
expect 0 '"cached": *true' "$bin" tryon --json --person "$work/s/person-woman.jpg" --garment "$work/s/garment-tee.jpg" -o "$work/again.png"
expect 0 'both.jpg' "$bin" tryon --person "$work/s/person-woman.jpg" --garment "$work/s/garment-shirt.jpg" --garment "$work/s/garment-skirt.jpg" -o "$work/both.jpg"
expect 0 'dress.png' "$bin" tryon --person "$work/s/person-woman.jpg" --garment "$work/s/garment-dress.jpg" -o "$work/dress.png"
expect 0 'jacket.png' "$bin" tryon --person "$work/s/person-man.jpg" --garment "$work/s/garment-jacket.jpg" -o "$work/jacket.png"
expect 0 '"length": *1.2' "$bin" tryon --json --person "$work/s/person-woman.jpg" --group woman --age 30 --waist 0.85 --point left_elbow=560,560 \
    --garment "$work/s/garment-tee.jpg" --length 1.2 --loose 1.1 --sleeves 0.8 --cm length=62,chest=48 --size 640 -o "$work/corrected.png"
there "$work/corrected.png"
expect 4 'no point "tail"; it has: .*hem' "$bin" tryon --person "$work/s/person-woman.jpg" --garment "$work/s/garment-tee.jpg" --garment-point tail=1,2 -o "$work/x.png"
expect 0 'look2.png' "$bin" tryon --person "$work/s/person-woman.jpg" --garment "$work/s/garment-tee.jpg" --as-seen -o "$work/look2.png"
expect 2 '0.5 to 1.1' "$bin" tryon --person "$work/s/person-woman.jpg" --garment "$work/s/garment-tee.jpg" --waist 3 -o "$work/x.png"
expect 0 'person' "$bin" inspect "$work/s/person-girl.jpg" -o "$work/seen"
there "$work/seen"
expect 0 'top|garment' "$bin" inspect "$work/s/garment-longsleeve.jpg" --json
expect 0 '.' "$bin" history --limit 3
expect 0 'last.jpg' "$bin" export last -o "$work/last.jpg" --quality 90
there "$work/last.jpg"
grep -aq 'algorithmicMedia\|AlgorithmicMedia' "$work/last.jpg" && passed=$((passed + 1)) || {
    failed=$((failed + 1))
    echo "FAIL  the exported picture does not carry its mark"
}
expect 0 '^\{' "$bin" bench --runs 1 --json

# Bad input: a message, an exit code, nothing half-written.
person=$work/s/person-man.jpg
garment=$work/s/garment-tee.jpg
: >"$work/empty.jpg"
echo 'not a picture' >"$work/text.jpg"
head -c 20000 "$garment" >"$work/truncated.jpg"
cp "$garment" "$work/wrong.png"
expect 2 'verb|usage' "$bin" tyron
expect 2 'person' "$bin" tryon --garment "$garment" -o "$work/x.png"
expect 3 'empty' "$bin" tryon --person "$work/empty.jpg" --garment "$garment" -o "$work/x.png"
expect 3 'picture' "$bin" tryon --person "$work/text.jpg" --garment "$garment" -o "$work/x.png"
expect 3 '.' "$bin" tryon --person "$person" --garment "$work/truncated.jpg" -o "$work/x.png"
expect 3 '.' "$bin" tryon --person "$work/nowhere.jpg" --garment "$garment" -o "$work/x.png"
expect 4 '.' "$bin" tryon --person "$garment" --garment "$garment" -o "$work/x.png"
expect 0 '.' "$bin" inspect "$work/wrong.png"
expect 2 '.' "$bin" tryon --person "$person" --garment "$garment" -o "$work/look.png"
expect 5 '.' env LOOKBOOK_ORT_LIB=/nonexistent/libonnxruntime.so "$bin" tryon --data "$work/other" --person "$person" --garment "$garment" -o "$work/x.png"
absent "$work/x.png"

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
