#!/usr/bin/env bash
# Changes the code of one room, one place at a time, and prints the changes that
# no test beside the code notices. Needs cargo-mutants (`cargo install
# cargo-mutants`).
#
#   tests/campaign/mutants.sh PATH [ARGUMENT...]      such as src/review/journal
#
# The crate is built afresh for every change, so a crate of only the rooms that
# the code needs stands in for it: text alone, or what export is built on.
# TARGET=target takes the dependencies that are built here already; OUT=FOLDER
# keeps what came of it. Further arguments go to cargo-mutants (`--list`, `--re NAME`). Changes that
# mean the same are listed, with the reason, in mutants.toml.
set -euo pipefail
cd "$(dirname "$0")/../.."

path=${1:?which folder or file of src?}
shift
case $path in
src/text*) rooms=(text) ;;
*) rooms=(text domain disk corpus review export) ;;
esac
here=$PWD
out=${OUT:-$(mktemp -d)}
scratch=$out/crate
rm -rf "$scratch"
mkdir -p "$scratch/src"

# The same dependencies in the same versions.
cp Cargo.toml Cargo.lock "$scratch"
# Laws over all characters take seconds without it; what they are built on stays as it is.
printf '\n[profile.dev.package.overrule]\nopt-level = 1\n' >>"$scratch/Cargo.toml"
cp -r assets "$scratch"
for room in "${rooms[@]}"; do
    cp -r "src/$room" "$scratch/src"
done
{
    echo '//! Some rooms of the crate.'
    for room in "${rooms[@]}"; do echo "pub mod $room;"; done
} >"$scratch/src/lib.rs"
# Cargo.toml names it; nobody reads it.
echo >"$scratch/README.md"

if [[ -d $path ]]; then path+='/**/*.rs'; fi
status=0
CARGO_TARGET_DIR=${TARGET:-$out/target} PROPTEST_RNG_SEED=1 PROPTEST_CASES=64 \
    cargo mutants --dir "$scratch" --in-place --config "$here/tests/campaign/mutants.toml" \
    --file "$path" --output "$out" --timeout 60 --no-times --colors never \
    --cargo-test-arg=--lib --cargo-test-arg=--locked "$@" || status=$?
echo "all of it: $out/mutants.out"
exit "$status"
