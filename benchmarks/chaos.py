"""Every fault at once: does the run end, and is each item done or recorded with its true reason?

Plays the same trajectories twice against `toolmind serve-embedded`, once calm, once with all its
faults and a rate limit, and holds the two runs and the server's logs against each other. Prints a
summary; exits with 1 if anything is not as it must be.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
import urllib.request
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from toolmind.config import RunConfig
from toolmind.models.factory import ROLES
from toolmind.offline.server.faults import FAULTS, REPLY_FAULTS
from toolmind.offline.server.journal import said
from toolmind.pipeline.run import run
from toolmind.records import Message, Trajectory
from toolmind.runs.run_dir import RunDir

RATES = {
    "429": 0.03,
    "429-retry-after": 0.03,
    "500": 0.03,
    "503": 0.03,
    "reset": 0.03,
    "half-body": 0.03,
    "invalid-json": 0.03,
    "slow-first-byte": 0.02,
    "wrong-tool-name": 0.03,
    "hallucinated-argument": 0.02,
    "missing-argument": 0.02,
    "broken-arguments": 0.03,
    "prose-around-json": 0.06,
    "endless-text": 0.04,
}
"""Chosen so that about 30% of what the server answers is faulty: some fit few replies only."""

PASSED_ON = {"hallucinated-argument", "missing-argument"}
"""Faults that a client hands on, since they are what a model may say: the checks must see them."""

REASONS = {
    "429": {"model.rate_limited"},
    "429-retry-after": {"model.rate_limited"},
    "500": {"model.http_500"},
    "503": {"model.http_503"},
    "reset": {"model.cut"},
    "half-body": {"model.cut"},
    "invalid-json": {"model.garbled"},
    "slow-first-byte": {"model.timeout"},
    "wrong-tool-name": {"reply.unknown_tool"},
    "broken-arguments": {"reply.malformed_call"},
    "prose-around-json": {"reply.malformed_json"},
    "endless-text": {"reply.truncated"},
}
"""What an item may be rejected for when a fault outlives all retries."""


@dataclass
class Storm:
    """How the second run is disturbed. Times in seconds."""

    rates: dict[str, float] = field(default_factory=lambda: dict(RATES))
    seed: int = 1
    rpm: float | None = None
    stall_s: float = 15.0
    retry_after_s: float = 0.3


def configuration(url: str, count: int, in_flight: int, rpm: float | None = None) -> RunConfig:
    """A run in which every role is played over HTTP."""
    endpoint = {
        "type": "openai",
        "base_url": url,
        "model": "embedded",
        # So many that few items are lost: 0.2 of requests fail on the way, 0.2^7 is 1 in 80,000.
        "runtime": {
            "concurrency": in_flight,
            "retries": 6,
            "backoff": 0.05,
            # Far above what a busy machine needs to answer: a request that is given up while its
            # answer is under way would rightly count as paid for nothing.
            "first_byte_timeout": 10.0,
            "rpm": rpm,
        },
    }
    return RunConfig.model_validate(
        {
            "count": count,
            "models": {"endpoints": {"double": endpoint}, **dict.fromkeys(ROLES, "double")},
            "runtime": {"concurrency": in_flight},
            "export": {"formats": ["openai"]},
        }
    )


@dataclass
class Logged:
    """A line of the server's log; see `toolmind.offline.server.journal`."""

    t: float
    key: str
    seconds: float
    status: int = 0
    fault: str = ""
    delivered: bool = False
    said: str = ""
    attempt: int = 0


def read_log(path: Path) -> list[Logged]:
    known = Logged.__dataclass_fields__.keys()
    with path.open() as lines:
        entries = [json.loads(line) for line in lines]
    return [Logged(**{"seconds": 0.0, **{k: e[k] for k in known & e.keys()}}) for e in entries]


@dataclass
class Outcome:
    """What became of the items; `broken` lists what must not be."""

    same: int = 0
    told_apart: int = 0
    """Done, but from a message on that holds an injected fault which a client passes on."""
    unjudged: int = 0
    """Played as in the calm run, but a judge's reply was spoilt to the end: an error verdict."""
    rejected: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)


def compare(calm: Path, stormy: Path, count: int, log: list[Logged]) -> Outcome:
    """Hold the disturbed run's items against the calm run's, and against what was injected."""
    outcome = Outcome()
    spoilt = {entry.said for entry in log if entry.fault in PASSED_ON}
    injected = {entry.fault for entry in log}
    reasons = set().union(*(REASONS.get(fault, set()) for fault in injected))
    with contextlib.closing(_View(calm)) as before, contextlib.closing(_View(stormy)) as after:
        for index in range(count):
            reference = before.trajectory(index)
            made, code = after.trajectory(index), after.rejection(index)
            if code is not None:
                outcome.rejected[code] += 1
                if code not in reasons:
                    outcome.broken.append(f"item {index}: rejected for {code}, never injected")
            elif made is None or reference is None:
                outcome.broken.append(f"item {index}: neither done nor recorded")
            elif (first := _first_difference(reference, made)) is None:
                outcome.same += 1
                differing = _differing(before.verdicts(index), after.verdicts(index), reasons)
                if differing is None:
                    outcome.unjudged += 1
                elif differing:
                    outcome.broken.append(f"item {index}: judged differently: {differing}")
            elif said(first) in spoilt:
                outcome.told_apart += 1
            else:
                outcome.broken.append(f"item {index}: differs from {first.id} on, without a fault")
    return outcome


Judged = dict[str, list[tuple[str, str, str]]]
"""Check → its verdicts: turn, outcome, code."""


def _differing(calm: Judged, stormy: Judged, reasons: set[str]) -> list[str] | None:
    """Return the checks that found something else, or None if judges failed as injected.

    A judge that fails is an error, for its reason, and never a pass.
    """
    failed = {
        check
        for check, verdicts in stormy.items()
        if any(outcome == "error" and code in reasons for _, outcome, code in verdicts)
    }
    differing = [check for check in calm | stormy if calm.get(check) != stormy.get(check)]
    return None if failed and set(differing) <= failed else differing


class _View:
    """A run folder, read only."""

    def __init__(self, path: Path) -> None:
        self._folder = RunDir.view(path)

    def trajectory(self, index: int) -> Trajectory | None:
        done = index in self._folder.verdicts
        return self._folder.trajectories.read(index) if done else None

    def verdicts(self, index: int) -> Judged:
        judged: Judged = defaultdict(list)
        for verdict in self._folder.verdicts.read(index):
            judged[verdict.check].append((verdict.turn, verdict.outcome, verdict.code))
        return judged

    def rejection(self, index: int) -> str | None:
        rejected = index in self._folder.rejected
        return self._folder.rejected.read(index).code if rejected else None

    def paid(self) -> int:
        return sum(usage.requests for usage in self._folder.usage().values())

    def close(self) -> None:
        self._folder.__exit__(None, None, None)


def _first_difference(calm: Trajectory, stormy: Trajectory) -> Message | None:
    """Return the first message of the second that is not that of the first; ids may differ."""
    for reference, made in zip_longest(calm.messages, stormy.messages):
        if made is None:
            return reference
        if reference is None or _spoken(reference) != _spoken(made):
            return made
    return None


def _spoken(message: Message) -> tuple[object, ...]:
    calls = tuple((call.name, call.arguments) for call in message.tool_calls)
    return message.role, message.content, message.reasoning, message.status, calls


def account(log: list[Logged], paid: int, rejected: Counter[str]) -> list[str]:
    """Hold the server's log against what the client says: nothing lost, nothing paid twice."""
    broken = []
    # A reply counts as paid when it could be read: all that went out whole.
    readable = sum(entry.delivered for entry in log)
    if readable != paid:
        broken.append(f"the server delivered {readable} completions, the client counts {paid}")
    by_key: dict[str, list[Logged]] = defaultdict(list)
    for entry in sorted(log, key=lambda entry: entry.t):
        by_key[entry.key].append(entry)
    twice = sum(map(_asked_again, by_key.values()))
    if twice:
        broken.append(f"{twice} requests were sent again after a good answer")
    unanswered = sum(not any(e.delivered for e in entries) for entries in by_key.values())
    given_up = sum(n for code, n in rejected.items() if code.startswith("model."))
    if unanswered != given_up:
        broken.append(f"{unanswered} requests were never answered, {given_up} items say so")
    return broken


def _asked_again(entries: list[Logged]) -> int:
    """Count requests that came although the same one had long been answered well.

    Two items may ask the very same thing at the same time; that is no second payment.
    """
    good = [e.t + e.seconds for e in entries if e.delivered and e.fault not in REPLY_FAULTS]
    return sum(entry.t > min(good) + 1.0 for entry in entries) if good else 0


@contextlib.contextmanager
def serving(log: Path, storm: Storm | None) -> Iterator[str]:
    command = [sys.executable, "-m", "toolmind", "serve-embedded", "--port", "0"]
    command += ["--log", str(log)]
    if storm:
        command += ["--seed", str(storm.seed), "--stall-s", str(storm.stall_s)]
        command += ["--retry-after-s", str(storm.retry_after_s)]
        command += [] if storm.rpm is None else ["--rpm", str(storm.rpm)]
        for kind, rate in storm.rates.items():
            command += ["--fault", f"{kind}={rate}"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+/v1", process.stdout.readline())
        assert found, "the server did not start"
        yield found[0]
    finally:
        process.terminate()
        process.wait()


def stats(url: str) -> dict[str, object]:
    with urllib.request.urlopen(url.removesuffix("/v1") + "/stats") as reply:
        return json.load(reply)


def paid_requests(folder: Path) -> int:
    with contextlib.closing(_View(folder)) as view:
        return view.paid()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=2000, help="trajectories")
    options.add_argument("--in-flight", type=int, default=256)
    options.add_argument("--rpm", type=float, default=15_000, help="the server's limit")
    options.add_argument("--out", type=Path, default=Path("build/chaos"))
    given = options.parse_args()
    shutil.rmtree(given.out, ignore_errors=True)
    given.out.mkdir(parents=True)
    storm = Storm(rpm=given.rpm)
    seconds = {}
    seen: dict[str, object] = {}
    for name in ("calm", "storm"):
        disturbed = storm if name == "storm" else None
        with serving(given.out / f"{name}.log", disturbed) as url:
            began = time.monotonic()
            config = configuration(url, given.count, given.in_flight)
            asyncio.run(run(config, given.out / name))
            seconds[name] = time.monotonic() - began
            seen = stats(url)
    log = read_log(given.out / "storm.log")
    outcome = compare(given.out / "calm", given.out / "storm", given.count, log)
    paid = paid_requests(given.out / "storm")
    outcome.broken += account(log, paid, outcome.rejected)
    outcome.broken += limits_kept(seen)
    print(summary(given.count, seconds, seen, outcome, paid, storm))
    return bool(outcome.broken)


def limits_kept(seen: dict[str, object]) -> list[str]:
    settled, violations = seen["requests_after_first_second"], seen["violations_after_first_second"]
    if violations > 0.01 * settled:
        return [f"{violations} of {settled} requests broke the rate limit after the first second"]
    return []


def summary(
    count: int,
    seconds: dict[str, float],
    seen: dict[str, object],
    outcome: Outcome,
    paid: int,
    storm: Storm,
) -> str:
    faults = seen["faults"]
    share = sum(faults.values()) / seen["requests"]
    missing = sorted(FAULTS.keys() - faults.keys())
    done = outcome.same + outcome.told_apart
    lines = [
        f"\n{count} trajectories; calm {seconds['calm']:.0f} s, storm {seconds['storm']:.0f} s, "
        f"peak RSS {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB",
        f"requests {seen['requests']:,}, of them faulty {share:.1%}: "
        + ", ".join(f"{kind} {number:,}" for kind, number in sorted(faults.items()))
        + (f"; never: {', '.join(missing)}" if missing else ""),
        f"done {done} (as in the calm run {outcome.same}, of these with a judge's error "
        f"{outcome.unjudged}; with an injected argument fault {outcome.told_apart}), "
        f"rejected {sum(outcome.rejected.values())} {dict(outcome.rejected)}",
        f"completions delivered {seen['delivered']:,}, paid by the client {paid:,}",
        f"rate limit {storm.rpm:,.0f} a minute, violations after the first second "
        f"{seen['violations_after_first_second']} of {seen['requests_after_first_second']:,}",
    ]
    shown = [f"BROKEN: {text}" for text in outcome.broken[:20]]
    more = len(outcome.broken) - len(shown)
    lines += shown + ([f"… and {more} more"] if more else [])
    return "\n".join([*lines, "as it must be" if not outcome.broken else "NOT as it must be"])


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    sys.exit(main())
