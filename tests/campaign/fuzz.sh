#!/usr/bin/env bash
# Tries the properties of fuzz/properties on made-up bytes and prints a table of
# executions and crashes. Needs cargo-fuzz (`cargo install cargo-fuzz`) and no
# nightly compiler; `unsafe` is forbidden here, so no sanitizer slows it down.
#
#   tests/campaign/fuzz.sh [--runs N] [--seed N] [--out FOLDER] [TARGET...]
#   tests/campaign/fuzz.sh --control      a property without its filter: must fail
#
# FOLDER keeps logs, what was found, and the corpus, from which the next
# campaign goes on. The same runs and seed on an empty folder do the same.
set -euo pipefail
cd "$(dirname "$0")/../.."

runs=100000 seed=1 out= control=
targets=()
while (($#)); do
    case $1 in
    --runs) runs=$2 && shift 2 ;;
    --seed) seed=$2 && shift 2 ;;
    --out) out=$2 && shift 2 ;;
    --control) control=yes && shift ;;
    -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
    *) targets+=("$1") && shift ;;
    esac
done
out=${out:-$(mktemp -d)}
mkdir -p "$out"
out=$(cd "$out" && pwd)
if [[ -n $control ]]; then
    targets=(control)
elif ((${#targets[@]} == 0)); then
    mapfile -t targets < <(cd fuzz/targets && ls -- *.rs | sed 's/\.rs$//' | grep -v '^control$')
fi

# The versions that the program is built with.
cp Cargo.lock fuzz/Cargo.lock
export RUSTC_BOOTSTRAP=1
if ! (cd fuzz && cargo fuzz build -s none --no-trace-compares) >"$out/build.log" 2>&1; then
    tail -n 20 "$out/build.log" >&2
    exit 2
fi
host=$(rustc -vV | sed -n 's/^host: //p')

failed=0
printf '%-16s %12s %8s  %s\n' target executions crashes found
for target in "${targets[@]}"; do
    mkdir -p "$out/corpus/$target" "$out/found/$target"
    before=$(find "$out/found/$target" -type f | wc -l)
    log=$out/$target.log
    "fuzz/target/$host/release/$target" -runs="$runs" -seed="$seed" -max_len=1024 \
        -timeout=10 -print_final_stats=1 -artifact_prefix="$out/found/$target/" \
        "$out/corpus/$target" "fuzz/seeds/$target" >"$log" 2>&1 || true
    ran=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
    crashes=$(($(find "$out/found/$target" -type f | wc -l) - before))
    # A run that ended before it was through has failed, whatever it left.
    if ((crashes == 0 && ${ran:-0} < runs)); then crashes=1; fi
    if ((crashes > 0)); then failed=1; fi
    what=$(grep -m 1 -A 1 'panicked at\|^==.*ERROR' "$log" | tr '\n' ' ' | cut -c 1-160 || true)
    printf '%-16s %12s %8s  %s\n' "$target" "${ran:-0}" "$crashes" "$what"
done
echo "logs, corpus and what was found: $out"
if [[ -n $control ]]; then
    if ((failed)); then
        echo "control: found, as it must be"
        exit 0
    fi
    echo "control: nothing was found; the campaign proves nothing" >&2
    exit 1
fi
exit "$failed"
