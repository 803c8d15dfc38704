#!/usr/bin/env bash
# Power cuts: the program writes decisions to an ext4 image that lies on btrfs;
# at random moments the image is copied with a reflink, as it is on the "disk" at
# that moment; the copy is mounted, which replays its journal, and must hold every
# decision that was acknowledged before the copy began. Acknowledgements go to
# another disk.
#
#     tests/campaign/power_cut.sh PROGRAM [CUTS] [SEED]
#
# Needs root, loop devices, mkfs.btrfs, mkfs.ext4 and cc. Cuts: 1000 by default.
# A last part runs a tenth of the cuts with fsync and fdatasync made to do nothing
# (a preloaded library): it must lose decisions, or the test proves nothing.
# Leaves nothing mounted. Ends with 0 where nothing was lost and the control lost.
set -euo pipefail
program=$(realpath "${1:?usage: power_cut.sh PROGRAM [CUTS] [SEED]}")
cuts=${2:-1000}
RANDOM=${3:-1}

work=$(mktemp -d)
acks=$work/acks # not on the disk under test
writer= feeder=
cleanup() {
    for child in $writer $feeder; do kill -9 "$child" 2>/dev/null || true; done
    exec 7>&- || true
    wait 2>/dev/null || true
    for mounted in copy disk btrfs; do
        # Lazily where a child still has a file open.
        umount "$work/$mounted" 2>/dev/null || umount -l "$work/$mounted" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap cleanup EXIT

mkdir "$work/btrfs" "$work/disk" "$work/copy" "$work/home"
truncate -s 1G "$work/btrfs.img"
mkfs.btrfs -q "$work/btrfs.img"
mount -o loop "$work/btrfs.img" "$work/btrfs"
export OVERRULE_HOME=$work/home

cat >"$work/nosync.c" <<'C'
int fsync(int fd) { (void)fd; return 0; }
int fdatasync(int fd) { (void)fd; return 0; }
C
cc -shared -fPIC -o "$work/nosync.so" "$work/nosync.c"

# A fresh file system with a set of five incidents, and the program writing notes
# to it one after the other; each answer is one acknowledgement.
begin() {
    local preload=$1 n
    truncate -s 64M "$work/btrfs/disk.img"
    mkfs.ext4 -q -F "$work/btrfs/disk.img"
    mount -o loop "$work/btrfs/disk.img" "$work/disk"
    for n in 1 2 3 4 5; do
        printf '{"id":"i-%d","title":"Event %d","verdict":{"label":"incident","how":"field"}}\n' "$n" "$n"
    done >"$work/disk/set.jsonl"
    sync -f "$work/disk"
    rm -f "$work/keys"
    mkfifo "$work/keys"
    : >"$acks"
    LD_PRELOAD=$preload "$program" review --plain "$work/disk/set.jsonl" --reviewer ana \
        <"$work/keys" >"$acks" 2>"$work/errors" &
    writer=$!
    exec 7>"$work/keys"
    # The pipe takes a line whenever the program has read one.
    (for ((n = 1; ; n++)); do echo "n cut-$n" || exit; done >&7) 2>/dev/null &
    feeder=$!
}

finish() {
    kill -9 "$writer" "$feeder" 2>/dev/null || true
    wait "$writer" "$feeder" 2>/dev/null || true
    writer= feeder=
    exec 7>&-
    umount "$work/disk"
    rm "$work/btrfs/disk.img"
}

# How many notes were acknowledged.
acknowledged() { grep -c '^\(> \)\?i incident: note$' "$acks" || true; }

# One cut: which acknowledged decisions the copy lacks.
cut_power() {
    local said missing
    said=$(acknowledged)
    cp --reflink=always "$work/btrfs/disk.img" "$work/btrfs/copy.img"
    mount -o loop "$work/btrfs/copy.img" "$work/copy"
    cat "$work"/copy/set.decisions/*.jsonl 2>/dev/null |
        grep -ao '"note":"cut-[0-9]*"' | sort -u >"$work/there" || true
    missing=$(seq -f '"note":"cut-%.0f"' "$said" | sort | comm -23 - "$work/there" | wc -l)
    # A cut is never taken for tampering.
    if ! "$program" stats "$work/copy/set.jsonl" >"$work/stats" 2>&1 ||
        grep -qi 'tamper\|saved data' "$work/stats"; then
        # Of the control that is no wonder.
        if [[ -z $preload ]]; then cat "$work/stats" >&2; fi
        alarms=$((alarms + 1))
    fi
    umount "$work/copy"
    rm "$work/btrfs/copy.img"
    lost=$((lost + missing))
    losing=$((losing + (missing > 0)))
    checked=$((checked + said))
}

# So many cuts; a fresh file system after every 25, so that the journal stays short.
campaign() {
    local count=$1 preload=$2 done=0 i
    lost=0 losing=0 alarms=0 checked=0
    while ((done < count)); do
        begin "$preload"
        until (($(acknowledged) > 0)); do
            kill -0 "$writer"
            sleep 0.01
        done
        for ((i = 0; i < 25 && done < count; i++)); do
            sleep "0.0$((RANDOM % 90 + 10))"
            cut_power
            done=$((done + 1))
        done
        finish
    done
}

campaign "$cuts" ""
echo "$cuts cuts: $checked acknowledged decisions looked for, $lost lost, $alarms taken for tampering"
failed=$((lost + alarms))
control=$((cuts / 10 > 10 ? cuts / 10 : 10))
campaign "$control" "$work/nosync.so"
echo "control without fsync, $control cuts: $losing of them lost decisions, $lost in all"
if ((failed > 0 || losing == 0)); then
    echo FAILED
    exit 1
fi
