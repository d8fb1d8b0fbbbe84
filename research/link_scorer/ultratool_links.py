"""Make a labelled set of links from UltraTool's plans, whose steps name what earlier steps gave.

    python research/link_scorer/ultratool_links.py CHECKOUT OUT

CHECKOUT is JoeYing1019/UltraTool, of which the English tests are read. The set is for tests only:
nothing of it is trained on.

A plan writes a value that an earlier step gave as `transaction_id=<created transaction ID>`.
What is meant: the only output of the earlier steps, or the one whose name and description hold most
of these words; where that is not clear, none. A negative: an output that was there when an input
got a value out of the user's question, in two tasks, and the input never got `<...>` with it there.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from link_set import link_row, write_set

Row = dict[str, Any]
End = tuple[str, str]

# Say how a step came by a value, or which of several is meant, not what it is.
_IDLE = set(
    "a an the of for to from in on and or by with this that its s is be most best suitable "
    "appropriate available specific selected obtained generated created queried found filtered "
    "checked searched updated confirmed recommended retrieved previous returned above first new "
    "current latest step user result information data".split()
)
_FLAG = {"status", "whether", "success", "successful", "successfully", "outcome"}


class Plans:
    """What the plans show."""

    def __init__(self) -> None:
        self.functions: dict[str, Row] = {}
        self.links: Counter[tuple[End, End]] = Counter()
        self.given: dict[tuple[End, End], set[int]] = defaultdict(set)
        """In which plans a value of the user's was given, though the output was there."""
        self.unclear: set[tuple[End, End]] = set()


def words(text: str) -> set[str]:
    """Words of a name or a text that say what it is about, in the singular."""
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+", text.replace("'s", ""))
    return {re.sub(r"(?<=\w[^su])s$", "", one.lower()) for one in parts} - _IDLE


def ultratool(rows: Iterable[Row]) -> Plans:
    """Read UltraTool's tasks; tools of one name are the same in all of them."""
    plans = Plans()
    for at, row in enumerate(rows):
        for tool in row["tools"]:
            plans.functions.setdefault(tool["name"], ultratool_function(tool, row["domain"]))
        task = Task(plans, at, row["question"].casefold())
        for step in row["plan"]:
            name, _, text = step["tool"].partition("(")
            if name in plans.functions:
                task.call(name, text.rpartition(")")[0])
    return plans


class Task:
    """One task, as far as its plan has been read."""

    def __init__(self, plans: Plans, at: int, question: str) -> None:
        self._plans = plans
        self._at = at
        self._question = question
        self._outputs: dict[End, set[str]] = {}
        self._known: dict[str, End] = {}
        """Words in angle brackets mean one output in all of a plan."""

    def call(self, name: str, text: str) -> None:
        """Read a step: what its arguments are taken from, and what it gives."""
        function = self._plans.functions[name]
        for key, value in arguments(text):
            if key in function["parameters"]["properties"]:
                self._taken((name, key), value)
        for key, field in function["returns"]["properties"].items():
            said = words(f"{key} {field.get('description', '')}")
            if field.get("type") != "boolean" and not said & _FLAG:
                self._outputs[name, key] = said

    def _taken(self, taker: End, value: str) -> None:
        outputs = {end: said for end, said in self._outputs.items() if end[0] != taker[0]}
        if value and value.casefold() in self._question:
            for end in outputs:
                self._plans.given[end, taker].add(self._at)
        for asked in placeholders(value):
            self._plans.unclear.update((end, taker) for end in outputs)
            meant = self._known.get(asked) or best(words(asked), outputs)
            if meant and meant[0] != taker[0]:
                self._known[asked] = meant
                self._plans.links[meant, taker] += 1


def ultratool_function(tool: Row, domain: str) -> Row:
    """Declare a tool as UltraTool does."""
    return {
        "id": tool["name"],
        "name": tool["name"],
        "domain": domain,
        "description": tool["description"],
        "parameters": {"properties": {}} | tool["arguments"],
        "returns": {"properties": {}} | tool["results"],
    }


def arguments(text: str) -> Iterator[tuple[str, str]]:
    """Take the arguments of a written call apart; quotes in it are not escaped."""
    marks = list(re.finditer(r"(?:^|,)\s*(\w+)\s*=", text))
    for mark, after in itertools.zip_longest(marks, marks[1:]):
        yield mark[1], text[mark.end() : after.start() if after else None].strip(" '\"")


def placeholders(value: str) -> list[str]:
    """Say what an argument that is all `<...>`, or a list of these, stands for."""
    only = re.fullmatch(r"(<[^<>]+>|[\[\]'\", ])+", value)
    return re.findall(r"<([^<>]+)>", value) if only else []


def best(asked: set[str], before: dict[End, set[str]]) -> End | None:
    """Find the output that holds most of the words; of several, more than half of them."""
    ranked = sorted((len(asked & said), end) for end, said in before.items())
    if not ranked or asked & _FLAG or not ranked[-1][0]:
        return None
    if len(ranked) == 1:
        return ranked[0][1]
    most, end = ranked[-1]
    return end if most > ranked[-2][0] and 2 * most > len(asked) else None


def rows_of(plans: Plans) -> tuple[list[Row], list[Row]]:
    """Links and negatives."""
    links = [
        link_row(plans.functions, pair) | {"label": "strong", "n_match": count}
        for pair, count in sorted(plans.links.items())
    ]
    others = [
        link_row(plans.functions, pair)
        for pair, seen in sorted(plans.given.items())
        if len(seen) >= 2 and pair not in plans.links and pair not in plans.unclear
    ]
    return links, others


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    with (options.checkout / "data/English-dataset/test.json").open() as file:
        plans = ultratool(map(json.loads, file))
    write_set(options.out, plans.functions.values(), *rows_of(plans))


if __name__ == "__main__":
    main()
