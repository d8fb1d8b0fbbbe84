"""What each check costs: CPU time per trajectory, over the trajectories of a run.

    python benchmarks/checks.py RUN [PASSES]

RUN is a run folder (`toolmind demo` makes one). Every trajectory is checked once, in order, as in
a run: rules, judges, and duplicates among those that were kept. Judges ask a model that says at
once that all is well, so that what is counted is their prompts and the reading of replies. What
checks share is counted for the first that asks for it. Each pass runs in a process of its own,
with nothing read yet; the least of the passes (default: 3) is shown, because other work on the
machine only ever adds.
"""

from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import orjson

from toolmind.checks.base import Check, CheckContext, run_checks
from toolmind.checks.duplicates import find_duplicates
from toolmind.checks.judges.trajectory import CRITERIA, TrajectoryJudge
from toolmind.checks.judges.turn import TurnJudge
from toolmind.checks.load import build_rules
from toolmind.config import ChecksConfig
from toolmind.models.ask_again import accepted
from toolmind.models.base import ChatReply, ChatRequest, Read
from toolmind.prompts import load_prompt
from toolmind.records import Message, Tool
from toolmind.runs.run_dir import Finished, RunDir


class Content:
    """A judge's model that finds no fault, in no time."""

    name = "content"

    def __init__(self) -> None:
        met = {"explanation": "-", **dict.fromkeys(CRITERIA, 1), "severity": "none", "turns": []}
        self._met = _reply(met)

    async def chat(self, request: ChatRequest, read: Read | None = None) -> ChatReply:
        if (schema := request.response_schema) and "$defs" in schema:
            right = {"explanation": "-", "verdict": 1, "reason": "ok"}
            return accepted(_reply(dict.fromkeys(schema["required"], right)), request, read)
        return accepted(self._met, request, read)

    async def close(self) -> None:
        pass


def _reply(answer: object) -> ChatReply:
    return ChatReply(message=Message(role="assistant", content=orjson.dumps(answer).decode()))


async def measure(items: list[Finished], tools: dict[str, Tool], kept: set[int]) -> dict[str, int]:
    """Return the CPU time of each check in ns, all trajectories together."""
    shared = load_prompt("judge_dialogue")
    judges: list[Check] = [
        TrajectoryJudge(Content(), load_prompt("judge_trajectory"), shared),
        TurnJudge(Content(), load_prompt("judge_turn"), shared),
    ]
    checks = [*build_rules(ChecksConfig()), *judges]
    spent: Counter[str] = Counter()
    now = time.process_time_ns
    for item in items:
        shown = {tools[i].name: tools[i] for i in item.scenario.tools}
        context = CheckContext(trajectory=item.trajectory, scenario=item.scenario, tools=shown)
        for check in checks:
            start = now()
            await run_checks((check,), context)
            spent[check.name] += now() - start
    start = now()
    find_duplicates(item.trajectory for item in items if item.trajectory.index in kept)
    spent["duplicates"] += now() - start
    return spent


def one_pass(run: Path) -> None:
    folder = RunDir.view(run)
    items = list(folder.finished())
    kept = {index for index, decision in folder.decisions().items() if decision.keep}
    tools = folder.read_tools()
    gc.freeze()  # as in a run, where trajectories do not lie about by the thousand
    spent = asyncio.run(measure(items, tools, kept))
    sys.stdout.buffer.write(orjson.dumps({"count": len(items), "spent": spent}))


def main(run: str, passes: str = "3") -> None:
    command = [sys.executable, __file__, run, "--pass"]
    made = [orjson.loads(subprocess.check_output(command)) for _ in range(int(passes))]
    count = made[0]["count"]
    least = {name: min(one["spent"][name] for one in made) / count for name in made[0]["spent"]}
    print(f"{count:,} trajectories; CPU per trajectory:")
    rules = [name for name in least if not name.endswith("_judge") and name != "duplicates"]
    for name, each in least.items():
        print(f"  {name:17} {each / 1e6:7.3f} ms")
    print(f"  {'rules together':17} {sum(least[name] for name in rules) / 1e6:7.3f} ms")
    print(f"  {'all together':17} {sum(least.values()) / 1e6:7.3f} ms")


if __name__ == "__main__":
    if sys.argv[2:] == ["--pass"]:
        one_pass(Path(sys.argv[1]))
    else:
        main(*sys.argv[1:])
