"""Killed at random moments and started again: is what `check`, `overlap` … end in the same?

    python benchmarks/killed.py DATA.jsonl[.gz]... [--rows 3000] [--kills 20] [--run RUN]

Rows of all the files, in the forms that they have, are put in one file in an order drawn, with
broken ones among them. Each command runs once undisturbed; then it is started, and killed by
SIGKILL at a moment drawn, again and again, until it was killed so often; and then to its end. What
it wrote must be the same to the byte. `recheck` is done on copies of a run folder. Exits with 1
where something differs, nothing is there to compare, or nothing was killed while at work.
"""

from __future__ import annotations

import argparse
import gzip
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

BROKEN: tuple[bytes, ...] = (
    b"no json",
    b"[1, 2, 3]",
    b'"text"',
    b"{}",
    b'{"messages": 5}',
    b'{"messages": [{"content": "who?"}]}',
    b'{"messages": [{"role": "user", "content": "cut',
    b"\xff\xfe\x00",
    b'{"question": "What?", "answer": "This."}',
)
"""Rows that hold no dialogue."""

TORN = b'{"file": "torn'
"""What a kill in the middle of a write leaves."""


def lines_of(file: Path) -> list[bytes]:
    opened = gzip.open if file.suffix == ".gz" else open
    with opened(file, "rb") as rows:
        return [row.rstrip(b"\n") for row in rows]


def mixed(files: Sequence[Path], count: int, rng: random.Random) -> list[bytes]:
    """Return so many rows of all the files, each file as often as the others, some broken."""
    read = [lines_of(file) for file in files]
    return [
        rng.choice(BROKEN) if rng.random() < 0.05 else rng.choice(rng.choice(read))
        for _ in range(count)
    ]


def start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "toolmind", *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def size(folder: Path) -> int:
    """Return how many bytes there are: they grow while it is at work."""
    files = [folder] if folder.is_file() else folder.rglob("*") if folder.exists() else ()
    return sum(one.stat().st_size for one in files if one.is_file() and one.exists())


def killed_once(
    command: Sequence[str], out: Path, step: int, seconds: float, rng: random.Random
) -> bool:
    """Start a command and kill it once it has written up to so much more, or at a moment within so
    many seconds; say whether it was still at work.
    """
    goal = size(out) + rng.randrange(step) if step and rng.random() < 0.8 else 0
    process = start(command)
    if not goal:
        time.sleep(rng.random() * seconds)
    while process.poll() is None and size(out) < goal:
        time.sleep(0.005)
    time.sleep(rng.random() * 0.05)
    process.kill()
    return process.wait() == -signal.SIGKILL


def measure(
    name: str,
    command: Callable[[Path], list[str]],
    folder: Path,
    kills: int,
    compared: Sequence[str],
    torn: str = "",
    grows: bool = True,
) -> bool:
    """Run a command undisturbed and killed; print whether what is compared is the same.

    What it writes tells how far it is, where that `grows`; else a moment is drawn of all its time.
    """
    rng, once, often = random.Random(name), folder / f"{name}-once", folder / f"{name}-often"
    began = time.monotonic()
    code = start(command(once)).wait()
    took, killed, ended = time.monotonic() - began, 0, 0
    step, seconds = (max(size(once) // kills, 2), 4.0) if grows else (0, took)
    for _ in range(3 * kills):
        if killed >= kills:
            break
        if killed_once(command(often), often, step, seconds, rng):
            killed += 1
            if torn and (often / torn).exists() and rng.random() < 0.3:
                with (often / torn).open("ab") as file:
                    file.write(TORN)
        else:
            ended += 1
    last = start(command(often)).wait()
    differ = [one for one in compared if read(once, one) != read(often, one)]
    left = [one.name for one in often.parent.rglob("*.tmp*")]
    print(
        f"| {name} | {size(once):,} | {took:.0f} | {killed} | {ended} | {code}, {last} |"
        f" {', '.join(differ) or ('the same' if compared else 'none')} | {len(left)} |",
        flush=True,
    )
    return bool(compared and killed) and not differ and code == last


def read(out: Path, name: str) -> bytes:
    """Return what a file holds; without a name `out` is itself one, or a part of its name."""
    return (out / name if out.is_dir() else Path(f"{out}{name}")).read_bytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--rows", type=int, default=3000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--run", type=Path)
    parser.add_argument("--only", default="grounding")
    given = parser.parse_args()
    print("| command | bytes | s | killed | ended before | exit codes | files | left over |")
    print("| --- | ---: | ---: | ---: | ---: | --- | --- | ---: |")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        data = folder / "data.jsonl"
        rows = mixed(given.data, given.rows, random.Random(0))
        data.write_bytes(b"".join(row + b"\n" for row in rows))
        good = all([*commands(data, folder, given.kills), *rechecks(given, folder)])
    sys.exit(not good)


def commands(data: Path, folder: Path, kills: int) -> list[bool]:
    def check(out: Path) -> list[str]:
        return ["check", str(data), "--out", str(out), "--rules-only"]

    def overlap(out: Path) -> list[str]:
        return ["overlap", str(data), "--out", str(out)]

    def faults(out: Path) -> list[str]:
        out.mkdir(exist_ok=True)
        command = ["faults", str(data), "--out", str(out / "faults.jsonl")]
        return [*command, "--kinds", "missing_fact,wrong_number,unanswered_call"]

    planted = ("faults.jsonl", "faults.labels.jsonl")
    return [
        measure("check", check, folder, kills, ("verdicts.jsonl", "report.json"), "verdicts.jsonl"),
        measure("overlap", overlap, folder, kills, ("overlaps.jsonl", "report.json")),
        measure("faults", faults, folder, kills, planted),
    ]


def rechecks(given: argparse.Namespace, folder: Path) -> list[bool]:
    """Check a run again by one check; what it keeps, and why it drops, must be the same."""
    if given.run is None:
        return []

    def recheck(out: Path) -> list[str]:
        if not out.exists():
            shutil.copytree(given.run, out)
        return ["recheck", str(out), "--only", given.only]

    exported = [str(one.relative_to(given.run)) for one in (given.run / "export").rglob("*.jsonl")]
    return [measure("recheck", recheck, folder, given.kills, sorted(exported), grows=False)]


if __name__ == "__main__":
    main()
