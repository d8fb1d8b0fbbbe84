"""Chains that no person would want: how many of those sampled have which fault.

    python benchmarks/walks.py [POOL] [--chains 4000] [--items 1000] [--show 3]

Draws chains over a pool (the one that ships), whole and as scenarios are planned of them, and
counts by the tools' effects, not by what walks go by. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from toolmind.chains.distractors import Distractors
from toolmind.chains.walk import Chains
from toolmind.config import RunConfig
from toolmind.graph.build import build_graph
from toolmind.records import Chain, Tool
from toolmind.scenarios.kinds.load import build_kinds
from toolmind.scenarios.plan import Planner
from toolmind.text.terms import name_terms
from toolmind.tools.effects import ToolEffect, tool_effect
from toolmind.tools.pool import ToolPool, read_pool, shipped_pool_path

FAULTS = ("acts on it again", "deletes its own", "reads the deleted", "undoes", "another's id")
_UNDOING = re.compile(r"^(un|de|dis)(?=[a-z]{3})|^(remove|stop|close|leave|reject|revoke)$")
_DONE = {"remove": "add", "stop": "start", "close": "open", "leave": "join", "reject": "approve"}

_ANY = set("item data body result detail info property resource object entry update".split())


def faults(chain: Chain, tools: Mapping[str, Tool]) -> Iterator[tuple[str, str]]:
    """Yield each fault of a chain, with what it is in."""
    steps = [(tools[tool], tool_effect(tools[tool])) for tool in chain.tools]
    for at, (first, did) in enumerate(steps):
        for second, does in steps[at + 1 :]:
            if did.noun and did.noun == does.noun and first.domain == second.domain:
                yield from ((one, f"{first.id} … {second.id}") for one in _at_odds(did, does))
    for link in chain.links:
        (first, did), (second, does) = steps[link.src], steps[link.dst]
        if did.writes and does.writes and did.noun == does.noun and first.domain == second.domain:
            yield FAULTS[0], f"{first.id} → {second.id}"
        one, other = _owner(link.src_output), _owner(link.dst_input)
        if one and other and not {*one} & {*other}:
            yield FAULTS[4], f"{first.id}.{link.src_output} → {second.id}.{link.dst_input}"


def _at_odds(did: ToolEffect, does: ToolEffect) -> Iterator[str]:
    if did.verb in ("create", "update") and does.verb == "delete":
        yield FAULTS[1]
    if did.verb == "delete" and does.verb == "get":
        yield FAULTS[2]
    undone = {_UNDOING.sub("", one.word) or _DONE.get(one.word, "") for one in (did, does)}
    made_again = did.verb == "delete" and does.verb == "create"
    if made_again or (did.word != does.word and len(undone) == 1 and undone != {""}):
        yield FAULTS[3]


def _owner(path: str) -> tuple[str, ...]:
    """Return the words of whose id a value is, as its name or the object that it is in says."""
    *above, own = path.split(".")
    words = name_terms(own)
    if words[-1:] != ("id",):
        return ()
    return words[:-1] or tuple(set(name_terms(above[-1]) if above else ()) - _ANY)


def planned(pool: ToolPool, chains: Chains, vectors: object, items: int) -> Iterator[Chain]:
    """Yield the chains of the scenarios of a run."""
    config = RunConfig().scenarios
    tools = {tool.id: tool for tool in pool}
    near = Distractors(pool, vectors)  # type: ignore[arg-type]
    planner = Planner(config, build_kinds(config), tools, chains, near, 0)
    for index, chain in enumerate(chains.draw(0, items)):
        yield planner.plan(index, chain).chain


def main() -> None:
    """Print a table: of chains and of scenarios the share with each fault."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("pool", nargs="?", type=Path, default=shipped_pool_path())
    parser.add_argument("--chains", type=int, default=4000)
    parser.add_argument("--items", type=int, default=1000)
    parser.add_argument("--show", type=int, default=0)
    asked = parser.parse_args()
    pool = read_pool([asked.pool])
    tools = {tool.id: tool for tool in pool}
    graph = build_graph(pool)
    chains = Chains(graph, 0, RunConfig().chains)
    print(f"| of | chains | steps | {' | '.join(FAULTS)} |")
    print("| --- | ---: | ---: |" + " ---: |" * len(FAULTS))
    examples: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for name, drawn in (
        ("chains", chains.draw(0, asked.chains)),
        ("scenarios", planned(pool, chains, graph.vectors, asked.items)),
    ):
        counts: Counter[str] = Counter()
        seen = steps = 0
        for chain in drawn:
            found = list(faults(chain, tools))
            counts.update({fault for fault, _ in found})
            for fault, where in found:
                examples[fault][where] += 1
            seen, steps = seen + 1, steps + len(chain.tools)
        shares = (f"{counts[fault] / seen:.1%}" for fault in FAULTS)
        print(f"| {name} | {seen:,} | {steps / seen:.1f} | {' | '.join(shares)} |")
    for fault in FAULTS:
        for where, times in examples[fault].most_common(asked.show):
            print(f"{fault}: {where} ({times})")


if __name__ == "__main__":
    main()
