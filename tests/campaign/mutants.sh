#!/usr/bin/env bash
# Changes the code of one room, one place at a time, and prints the changes that
# no test beside the code notices. Needs cargo-mutants (`cargo install
# cargo-mutants`), which lists the changes, and jq.
#
#   tests/campaign/mutants.sh PATH... [ARGUMENT...]      such as src/review/journal
#
# The crate isn't built for every change: all of them are put into one build, each
# behind a switch (`mutants/`), and every change is tried with the tests that come
# by its place, the quickest first. A change that nothing comes by is missed. What
# no switch can do (code that runs while compiling, iterators of another type) is
# listed as such: `cargo mutants --re NAME` decides it.
#
# A crate of only the rooms that the code needs stands in for the whole one. OUT=FOLDER
# keeps what came of it and goes on from there (`decided`); TARGET=FOLDER is where
# is built. Further arguments go to `cargo mutants --list`. Changes that mean the
# same are listed, with the reason, in mutants.toml.
set -euo pipefail
cd "$(dirname "$0")/../.."

paths=() rooms=(text)
while [[ ${1-} == src/* ]]; do
    case $1 in
    src/text*) ;;
    *) rooms=(text domain disk corpus review export) ;;
    esac
    paths+=("${1%/}")
    shift
done
((${#paths[@]} > 0)) || { sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2 && exit 2; }
here=$PWD
out=${OUT:-$(mktemp -d)}
mkdir -p "$out"
out=$(cd "$out" && pwd)
export CARGO_TARGET_DIR=${TARGET:-$out/target}
scratch=$out/crate
: >"$out/skip"
touch "$out/decided"

fresh() {
    mkdir -p "$scratch"
    rm -rf "${scratch:?}/src" "$scratch/assets"
    mkdir "$scratch/src"
    # The same dependencies in the same versions, and no benchmarks.
    sed '/^\[\[bench\]\]/,/^$/d' Cargo.toml >"$scratch/Cargo.toml"
    cp Cargo.lock "$scratch"
    # Laws over all characters take seconds without it.
    printf '\n[profile.dev.package.overrule]\nopt-level = 1\ndebug = false\n' >>"$scratch/Cargo.toml"
    cp -r assets "$scratch"
    # Cargo.toml names it; nobody reads it.
    echo >"$scratch/README.md"
    for room in "${rooms[@]}"; do
        cp -r "src/$room" "$scratch/src"
    done
    {
        echo '//! Some rooms of the crate.'
        for room in "${rooms[@]}"; do echo "pub mod $room;"; done
        cat tests/campaign/mutants/switch.rs
    } >"$scratch/src/lib.rs"
}

fresh
files=()
for path in "${paths[@]}"; do
    if [[ -d $path ]]; then files+=(--file "$path/**/*.rs"); else files+=(--file "$path"); fi
done
cargo mutants --dir "$scratch" --config "$here/tests/campaign/mutants.toml" \
    "${files[@]}" --list --json "$@" >"$out/list.json"
jq -r '.[].name' "$out/list.json" >"$out/names"
# What was missed is tried again with the tests as they are now.
sed -i '/^missed	/d' "$out/decided"
name() { sed -n "$(($1 + 1))p" "$out/names"; }

(cd tests/campaign/mutants && cargo build --quiet --release --target-dir "$CARGO_TARGET_DIR/switch")
# A change that doesn't compile is left out, and what remains is tried again.
while :; do
    fresh
    "$CARGO_TARGET_DIR/switch/release/switch-mutants" "$scratch" "$out/list.json" "$out/skip" >"$out/nowhere"
    if (cd "$scratch" && cargo test --lib --locked --no-run --message-format=json \
        >"$out/build.json" 2>"$out/build.log"); then
        break
    fi
    jq -r 'select(.reason == "compiler-message") | .message | select(.level == "error")
        | [.code.code?, (.spans[] | select(.is_primary) | .file_name, .line_start)] | @tsv' \
        "$out/build.json" | while IFS=$'\t' read -r code file line _; do
        number=$(sed -n "${line:-0}s,.*/\*mutant \([0-9]*\)\*/.*,\1,p" "$scratch/$file" 2>/dev/null || true)
        [[ -z $number ]] || printf '%s\t%s\n' "$number" "$code"
    done >"$out/bad"
    if [[ ! -s $out/bad ]]; then
        tail -n 40 "$out/build.log" >&2
        exit 2
    fi
    cut -f 1 "$out/bad" | sort -un >>"$out/skip"
    cat "$out/bad" >>"$out/refused"
done
program=$(jq -r 'select(.executable != null) | .executable' "$out/build.json" | tail -n 1)
cp "$program" "$out/program"
cd "$scratch"
export PROPTEST_RNG_SEED=1 PROPTEST_CASES=64

# Which test comes by which place, and how long it takes.
"$out/program" --list 2>/dev/null | sed -n 's/: test$//p' >"$out/tests"
: >"$out/reach"
while read -r test; do
    : >"$out/trace"
    start=$(date +%s%N)
    MUTANTS_TRACE=$out/trace "$out/program" --exact "$test" >/dev/null 2>&1 </dev/null ||
        { echo "$test fails unchanged" >&2 && exit 2; }
    took=$((($(date +%s%N) - start) / 1000000))
    while read -r number; do
        printf '%s\t%s\t%s\n' "$number" "$took" "$test"
    done <"$out/trace" >>"$out/reach"
done <"$out/tests"

# Fails where a test notices; a change that goes round for ever is noticed too.
quiet() { (ulimit -t 30 && exec timeout 600 "$out/program" --exact "$@" </dev/null >/dev/null 2>&1); }

# Room by room, as they were named.
order=$(for path in "${paths[@]}"; do
    grep -n "^$path" "$out/names" | cut -d : -f 1 | while read -r line; do echo $((line - 1)); done
done)
for number in $order; do
    name=$(name "$number")
    if cut -f 2 "$out/decided" | grep -qxF -e "$name"; then continue; fi
    verdict=
    if grep -qx "$number" "$out/nowhere"; then verdict=unplaced; fi
    if grep -qx "$number	unviable" "$out/nowhere"; then verdict=unviable; fi
    if grep -qx "$number" "$out/skip"; then verdict=unviable; fi
    if [[ -z $verdict ]]; then
        verdict=missed
        mapfile -t tests < <(awk -F '\t' -v n="$number" '$1 == n' "$out/reach" | sort -t '	' -k 2n | cut -f 3)
        at=0 count=3
        while ((at < ${#tests[@]})); do
            if ! MUTANT=$number quiet "${tests[@]:at:count}"; then
                verdict=caught
                break
            fi
            at=$((at + count)) count=$((count * 4))
        done
    fi
    printf '%s\t%s\n' "$verdict" "$name" >>"$out/decided"
    if [[ $verdict != caught && $verdict != unviable ]]; then
        printf '%s %s\n' "$verdict" "$name"
    fi
done
cut -f 1 "$out/decided" | sort | uniq -c
echo "all of it: $out/decided"
! grep -q '^missed	' "$out/decided"
