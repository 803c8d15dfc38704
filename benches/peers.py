#!/usr/bin/env python3
"""Times overrule on a terminal beside whatever pagers, viewers and finders are installed.

  benches/peers.py --harness PTYBENCH [--sizes 1000,10000,100000] [--rounds 5] [--cold] [--json OUT]

PTYBENCH is a program that drives another one on a pseudo-terminal and prints a
line of JSON (steps as in `first=wait:REGEX`, `keys=keys:j*40`, `find=type:word`);
where it isn't named, $OVERRULE_SHARED/bench/ptybench.py is tried. Sets come from
`cargo run --release --example generate_set`; they are made once, in --sets.

In every round each program is run once, in turn, on the same files, and so is an
echo probe (`cat` on a raw terminal), which tells what terminal and harness alone
take. What is printed are medians over the rounds, and how many times as long as
overrule (`x`) the others take. Nothing is judged here.
"""
import argparse, csv, json, os, shutil, statistics, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NEEDLE = "Quetzalneedle"  # in the title of every 1,000th incident that generate_set makes
FIRST, FOUND = "INC-0000001", "INC-0001000"


def tools(program, home):
    """Name, command ({set}, {csv}, {titles} are files), what shows the first
    record, the key to the next one, how a search is typed, what shows its
    result, and up to how many incidents it is worth waiting for."""
    seen = rf"\d+ of {{hits}}\b"
    return [
        dict(name="overrule", needs=program, first=r"YOURS +not decided", next="J", search=["type:/" + NEEDLE], found=seen, most=10**9,
             cmd=["env", f"OVERRULE_HOME={home}", str(program), "review", "{set}", "--reviewer", "probe"]),
        dict(name="less", needs="less", cmd=["less", "-S", "{set}"], first=FIRST, next="j",
             search=["type:/" + NEEDLE, "send:<cr>"], found=FOUND, most=10**6),
        dict(name="rsview", needs="rsview", cmd=["rsview", "{set}"], first=FIRST, next="<down>",
             search=["type:/" + NEEDLE, "send:<cr>"], found=FOUND, most=10**5),
        dict(name="fmtview", needs="fmtview", cmd=["fmtview", "{set}"], first=FIRST, next="<down>",
             search=["type:/" + NEEDLE, "send:<cr>"], found=FOUND, most=10**5),
        dict(name="jless", needs="jless", cmd=["jless", "{set}"], first=FIRST, next="j",
             search=["type:/" + NEEDLE, "send:<cr>"], found=FOUND, most=10**5),
        dict(name="csvlens", needs="csvlens", cmd=["csvlens", "{csv}"], first=FIRST, next="j",
             search=["type:/" + NEEDLE, "send:<cr>"], found=FOUND, most=10**6),
        dict(name="visidata", needs="vd", cmd=["vd", "{set}"], first=FIRST, next="j",
             search=["type:g/" + NEEDLE, "send:<cr>"], found=FOUND, most=10**5),
        dict(name="fzf", needs="fzf", cmd=["sh", "-c", "fzf --no-sort --exact < {titles}"], first=FIRST, next="<up>",
             search=["type:" + NEEDLE], found="INC-0001000", most=10**6),
    ]


def harness(args, tool, steps, extra=()):
    """One run; the figures by label, or None where a wait failed."""
    cmd = [sys.executable, str(args.harness), "--runs", "1", "--timeout", str(args.timeout), *extra]
    for step in steps:
        cmd += ["-s", step]
    ran = subprocess.run([*cmd, "--", *tool], capture_output=True, text=True)
    if ran.returncode != 0 or not ran.stdout.strip():
        sys.exit(f"{args.harness} failed:\n{ran.stderr}")
    return json.loads(ran.stdout.splitlines()[-1])


def files(args, size):
    """The set of a size and what the programs for tables and lines need."""
    set_file = args.sets / f"{size}.jsonl"
    if not set_file.exists():
        make = ["cargo", "run", "--release", "--quiet", "--example", "generate_set", "--", str(size)]
        with tempfile.NamedTemporaryFile(dir=args.sets, delete=False) as out:
            subprocess.run(make, cwd=ROOT, stdout=out, check=True)
        os.replace(out.name, set_file)
    table, titles = args.sets / f"{size}.csv", args.sets / f"{size}.titles"
    if not (table.exists() and titles.exists()):
        with open(set_file, encoding="utf-8") as lines, open(table, "w", encoding="utf-8", newline="") as rows, open(titles, "w", encoding="utf-8") as names:
            write = csv.writer(rows)
            write.writerow(["id", "title", "date", "country", "summary"])
            for line in lines:
                one = json.loads(line)
                write.writerow([one.get(field) for field in ("id", "title", "date", "country", "summary")])
                names.write(f"{one['id']} {one['title']}\n")
    return {"set": str(set_file), "csv": str(table), "titles": str(titles)}


def measure(args, tool, size, paths, home):
    """One round of one program: opening and using it, and keys while it still reads."""
    shutil.rmtree(home, ignore_errors=True)
    fill = lambda text: text.format(**paths, hits=size // 1000)
    cmd = [fill(part) for part in tool["cmd"]]
    cold = ["--evict", paths["set"]] if args.cold else []
    first = f"first=wait:{tool['first']}"
    whole = [first, "loaded=idle:300", "mem=mem:", f"keys=keys:{tool['next']}*40"]
    whole += [f"find={step}" if step.startswith("type:") else step for step in tool["search"]]
    whole += [f"found=wait:{fill(tool['found'])}"] if size >= 1000 else []
    got = harness(args, cmd, whole, cold)
    shutil.rmtree(home, ignore_errors=True)
    busy = harness(args, cmd, [first, f"busy=keys:{tool['next']}*30"])
    pick = lambda figures, label, field: (figures.get(label) or {}).get(field)
    return {
        "first frame": pick(got, "first", "p50"),
        "loaded": pick(got, "loaded", "p50"),
        "private MB": pick(got, "mem", "anon"),
        "key p50": pick(got, "keys", "echo_p50"),
        "key p99": pick(got, "keys", "echo_p99"),
        "busy key p50": pick(busy, "busy", "echo_p50"),
        "busy key p99": pick(busy, "busy", "echo_p99"),
        "search key p50": pick(got, "find", "echo_p50"),
        "search key p99": pick(got, "find", "echo_p99"),
        "found": pick(got, "found", "p50"),
    }


def probe(args):
    steps = ["wait:ready", "keys=keys:x*40"]
    got = harness(args, ["sh", "-c", "stty raw -echo; printf ready; exec cat"], steps)["keys"]
    return {"key p50": got["echo_p50"], "key p99": got["echo_p99"]}


def table(size, rounds):
    """A table of medians; after each figure how it stands to overrule's."""
    names = list(rounds)
    labels = list(dict.fromkeys(label for name in names for one in rounds[name] for label in one))
    middle = {name: {} for name in names}
    for name in names:
        for label in labels:
            known = [one[label] for one in rounds[name] if one.get(label) is not None]
            middle[name][label] = statistics.median(known) if known else None
    ours = middle["overrule"]
    print(f"\n{size:,} incidents; ms, medians of {len(rounds['overrule'])} rounds\n")
    print("| program | " + " | ".join(labels) + " |")
    print("|---|" + "---|" * len(labels))
    for name in names:
        cells = []
        for label in labels:
            value, own = middle[name][label], ours[label]
            cell = "-" if value is None else f"{value:,.1f}"
            if value is not None and own and name != "overrule":
                cell += f" ({value / own:.2g}x)"
            cells.append(cell)
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
    return middle


def main():
    shared = os.environ.get("OVERRULE_SHARED", str(ROOT.parent / "shared"))
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--harness", type=Path, default=Path(shared) / "bench" / "ptybench.py")
    ap.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "overrule")
    ap.add_argument("--sets", type=Path, default=ROOT / "target" / "sets")
    ap.add_argument("--sizes", default="1000,10000,100000")
    ap.add_argument("--rounds", type=int, default=5)
    ap.add_argument("--only", help="these programs, with commas; overrule is always among them")
    ap.add_argument("--timeout", type=float, default=60, help="seconds to wait for anything")
    ap.add_argument("--cold", action="store_true", help="the set is dropped from the page cache before it is opened")
    ap.add_argument("--json", type=Path, help="every figure of every round")
    args = ap.parse_args()
    for needed in (args.harness, args.program):
        if not needed.exists():
            sys.exit(f"{needed} isn't there; see --help")
    args.sets.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp()) / "home"
    wanted = args.only.split(",") + ["overrule"] if args.only else None
    chosen = [tool for tool in tools(args.program.resolve(), home) if wanted is None or tool["name"] in wanted]
    there = [tool for tool in chosen if shutil.which(str(tool["needs"]))]
    for tool in chosen:
        if tool not in there:
            print(f"{tool['name']} isn't installed, and is left out")
    kept = {}
    for size in map(int, args.sizes.split(",")):
        paths = files(args, size)
        rounds = {tool["name"]: [] for tool in there if size <= tool["most"]}
        rounds["echo probe"] = []
        for _ in range(args.rounds):
            for tool in there:
                if size <= tool["most"]:
                    rounds[tool["name"]].append(measure(args, tool, size, paths, home))
            rounds["echo probe"].append(probe(args))
        table(size, rounds)
        kept[size] = rounds
    if args.json:
        args.json.write_text(json.dumps(kept, indent=1) + "\n")
    shutil.rmtree(home.parent, ignore_errors=True)


if __name__ == "__main__":
    main()
