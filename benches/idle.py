#!/usr/bin/env python3
"""Watches overrule do nothing: after it has read a set, how many bytes it sends
to the terminal and how many system calls its threads make while nobody types.

  benches/idle.py SET [--seconds 60] [--program target/release/overrule]

Needs strace. A thread that sleeps until something happens makes no call at all.
"""
import argparse, os, pty, select, signal, sys, tempfile, time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUIET = 5  # seconds without a byte after which reading is taken to be over


def wait(fd, seconds, until_quiet=False):
    """Bytes that come in so many seconds; or until none came for so long."""
    came, end = 0, time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([fd], [], [], left)[0]:
            came += len(os.read(fd, 1 << 16))
            if until_quiet:
                end = time.monotonic() + seconds
    return came


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("set", type=Path)
    ap.add_argument("--seconds", type=float, default=60)
    ap.add_argument("--program", type=Path, default=ROOT / "target" / "release" / "overrule")
    args = ap.parse_args()
    with tempfile.TemporaryDirectory() as home:
        calls = Path(home) / "calls"
        os.environ.update(OVERRULE_HOME=home, TERM="xterm-256color", LC_ALL="C.UTF-8")
        pid, fd = pty.fork()
        if pid == 0:
            program = [str(args.program), "review", str(args.set), "--reviewer", "probe"]
            os.execvp("strace", ["strace", "-f", "-ttt", "-o", str(calls), *program])
        drawn = wait(fd, QUIET, until_quiet=True)
        before = calls.read_text().count("\n")
        sent = wait(fd, args.seconds)
        # The last line has no end: it is the call in which a thread sleeps.
        made = calls.read_text().split("\n")[before:-1]
        os.kill(pid, signal.SIGTERM)
        os.close(fd)
        os.waitpid(pid, 0)
    print(f"{drawn} bytes to draw and read; then in {args.seconds:g} s without a key: {sent} bytes, {len(made)} system calls")
    print("\n".join(made[:20]))
    sys.exit(bool(sent or made))


if __name__ == "__main__":
    main()
