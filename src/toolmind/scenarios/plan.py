"""Planning a scenario: all that chance decides, before a model gives it words and values."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

from msgspec.structs import replace

from toolmind.config import ScenariosConfig
from toolmind.environments.staging import given_as, have_common, taken_as
from toolmind.records import Chain, Link, Record, Schema, Tool
from toolmind.scenarios.content import content
from toolmind.schema import split, types_of
from toolmind.schema.slots import Slot, hollow, missing, slots
from toolmind.tools.effects import named_effect

LENGTHS: dict[str, tuple[int, int]] = {
    "single": (1, 1),
    "parallel": (2, 4),
    "multi_step": (3, 9),
    "multi_turn": (6, 20),
    "missing_parameter": (1, 6),
    "no_tool": (1, 1),
    "tool_failure": (2, 8),
}
"""Calls that a scenario of each kind expects, at least and at most (ours)."""


_PLUMBING = re.compile(
    r"\b(token|cursor|marker|page|offset|limit|max results|etag|mask|request id|dry run|prefix|"
    r"kind|checksum|md5|sha ?\d+|if match|if none match|request payer|expected bucket owner|"
    r"api key|nonce|idempotency|on behalf of( content owner)?|cpksver)\b"
)
"""Optional parameters that programs need and that no person has a wish about (ours)."""


_SUBJECT = re.compile(r"^(q|query|text|contents?|message|question|name|id)$|\bid$")
"""What a call is most likely about (ours)."""

_CHANGING = frozenset("update modify patch edit change set replace".split())
_IDENTIFIES = re.compile(r"\b(ids?|arn|name|identifier|number|key|parent|namespace)$")
"""What a change says that only says of what it is: it must say what is to change, too."""

_READING = frozenset(
    "list get describe show read fetch retrieve view browse scan head count export download is has "
    "can generate check".split()
)
"""Verbs that need no word on what to do them to (ours)."""


class Plan(Record, frozen=True):
    """A scenario without words: `wanted` and `withheld` are fact paths per step."""

    index: int
    kind: str
    chain: Chain
    wanted: tuple[tuple[str, ...], ...]
    withheld: tuple[tuple[str, ...], ...]
    clock: str
    seed: int
    failures: dict[int, int] = {}

    def rounds(self) -> int:
        """Return after how many rounds of calls the dialogue is over, as far as can be foreseen."""
        return 1 if self.kind == "parallel" else len(self.chain.tools)


def plan_scenario(
    index: int, chain: Chain, tools: Mapping[str, Tool], config: ScenariosConfig, seed: int
) -> Plan:
    """Choose kind, window of the chain, facts, clock and failures; the same for the same seed."""
    rng = Random(f"{seed}|plan|{index}")
    kind: str = rng.choices(list(config.kinds), list(config.kinds.values()))[0]
    chain = _parallel(chain, tools, rng) if kind == "parallel" else _part(chain, kind, tools, rng)
    steps = range(len(chain.tools))
    wanted = tuple(_wanted(chain, step, tools, config, rng) for step in steps)
    withheld: tuple[tuple[str, ...], ...] = tuple(() for _ in steps)
    failures: dict[int, int] = {}
    if kind == "missing_parameter":
        withheld = _withheld(chain, wanted, tools, rng)
    if kind == "tool_failure":
        failures = {rng.choice(steps): rng.choice((1, 1, 2))}
    minutes = rng.randrange(config.clock_days * 24 * 12) * 5
    return Plan(
        index=index,
        kind=_true_kind(kind, len(steps), any(withheld)),
        chain=chain,
        wanted=wanted,
        withheld=withheld,
        clock=(config.clock_start + timedelta(minutes=minutes)).isoformat(timespec="minutes"),
        seed=rng.randrange(2**31),
        failures=failures,
    )


def _true_kind(kind: str, steps: int, withheld: bool) -> str:
    """Return what the scenario has become, where the chain did not allow what was drawn."""
    if kind == "missing_parameter" and not withheld:
        kind = "multi_step"
    return "single" if steps == 1 and kind in ("parallel", "multi_step", "multi_turn") else kind


def _part(chain: Chain, kind: str, tools: Mapping[str, Tool], rng: Random) -> Chain:
    """Return a part of the chain, of the kind's length if it can be had, that hangs together."""
    least, most = LENGTHS[kind]
    length = rng.randint(least, most)
    start = rng.randrange(max(1, len(chain.tools) - length + 1))
    rest = _from(chain, start)
    if length == 1:  # no step for a link to lead to
        return _beginning(rest, 1)
    rest = _usable_links(_until_destroyed(rest, tools), tools)
    return _beginning(_joined(rest), length)


def _from(chain: Chain, start: int) -> Chain:
    """Return the chain from a step on; links from before it are cut."""
    links = chain.links
    if start:
        links = tuple(
            replace(link, src=link.src - start, dst=link.dst - start)
            for link in links
            if link.src >= start
        )
    return Chain(id=f"{chain.id}[{start}:]", tools=chain.tools[start:], links=links)


def _until_destroyed(chain: Chain, tools: Mapping[str, Tool]) -> Chain:
    """End the chain with the first tool that destroys something: later steps would miss it."""
    for position, tool in enumerate(chain.tools):
        if named_effect(tools[tool].name).verb == "delete":
            return _beginning(chain, position + 1)
    return chain


def _joined(chain: Chain) -> Chain:
    """Leave out the steps that take nothing from an earlier one: they would change the subject.

    The chain's links are in the order of the steps that they lead to.
    """
    place: dict[int, int] = {0: 0}
    for link in chain.links:
        if link.src in place:
            place.setdefault(link.dst, len(place))
    if len(place) == len(chain.tools):
        return chain
    links = tuple(
        replace(link, src=place[link.src], dst=place[link.dst])
        for link in chain.links
        if link.src in place and link.dst in place
    )
    return replace(chain, tools=tuple(chain.tools[step] for step in place), links=links)


def _beginning(chain: Chain, length: int) -> Chain:
    """Return the first steps of a chain and the links among them."""
    links = tuple(link for link in chain.links if link.dst < length)
    return replace(chain, tools=chain.tools[:length], links=links)


def _parallel(chain: Chain, tools: Mapping[str, Tool], rng: Random) -> Chain:
    """Take one tool of the chain, to be called several times at once with different values."""
    ways = [_ways(tools[tool]) for tool in chain.tools]
    fitting = [position for position, possible in enumerate(ways) if possible > 1]
    if not fitting:
        return _part(chain, "single", tools, rng)
    position = rng.choice(fitting)
    times = int(min(rng.randint(*LENGTHS["parallel"]), ways[position]))
    return Chain(id=f"{chain.id}[{position}]x{times}", tools=(chain.tools[position],) * times)


def _ways(tool: Tool) -> float:
    """Return in how many ways the required facts of a call can be stated, or infinity."""
    required = [slot.schema for slot in slots(tool.parameters).values() if slot.required]
    return math.prod(_values_of(schema) for schema in required)


def _values_of(schema: Schema) -> float:
    if "const" in schema:
        return 1
    if "enum" in schema:
        return len(schema["enum"])
    return 2 if types_of(schema) == ("boolean",) else math.inf


def _usable_links(chain: Chain, tools: Mapping[str, Tool]) -> Chain:
    """Keep the links that a person could speak of and that one value could serve, the best first.

    They lead into a fact, or into the items of a list; what they feed can have a value of the
    output in common; and no output goes into two inputs of one call, unless these mean the same.
    """
    usable: dict[tuple[int, str], Link] = {}
    uses: dict[tuple[int, str], list[Schema]] = {}
    taken: dict[tuple[int, str, int], list[str]] = {}
    for link in sorted(chain.links, key=lambda link: -link.score):
        path = link.dst_input.removesuffix("[]")
        if (link.dst, path) in usable:
            continue
        source, target = tools[chain.tools[link.src]], tools[chain.tools[link.dst]]
        given = given_as(source, link.src_output)
        if given is None or path not in slots(target.parameters):
            continue
        served = uses.setdefault((link.src, link.src_output), [given])
        if not have_common(*served, into := taken_as(target, path)):
            continue
        others = taken.setdefault((link.src, link.src_output, link.dst), [])
        if all(_same_meaning(path, other) for other in others):
            served.append(into)
            others.append(path)
            same = path == link.dst_input
            usable[link.dst, path] = link if same else replace(link, dst_input=path)
    kept = sorted(usable.values(), key=lambda link: (link.dst, -link.score))
    return replace(chain, links=tuple(kept))


def _same_meaning(left: str, right: str) -> bool:
    """Say whether two inputs of a call mean the same: the one's path ends as the other's.

    So do ``courseId`` and ``body.courseId``, but not ``from.time`` and ``to.time``.
    """
    one, other = sorted((split(left), split(right)), key=len)
    return other[len(other) - len(one) :] == one


def _wanted(
    chain: Chain, step: int, tools: Mapping[str, Tool], config: ScenariosConfig, rng: Random
) -> tuple[str, ...]:
    """Return the facts of a step that the user must know: what no earlier result gives."""
    parameters = tools[chain.tools[step]].parameters
    known = slots(parameters)
    given = {link.dst_input for link in chain.links if link.dst == step}
    fed = set(given)
    for path, slot in known.items():
        cared_for = rng.random() < config.optional_rate and not _PLUMBING.search(slot.label)
        if slot.required or cared_for:
            given.add(path)
    for path in hollow(parameters):
        below = {each: slot for each, slot in known.items() if each.startswith(f"{path}.")}
        if given.isdisjoint(below):
            given.update(_filling(path, below))
    if not given and not _asks_for_all(tools[chain.tools[step]]):
        given.update(_filling("", known)[:1])
    elif named_effect(tools[chain.tools[step]].name).word in _CHANGING and all(
        known[path].required and _IDENTIFIES.search(known[path].label) for path in given
    ):
        others = {path: slot for path, slot in known.items() if path not in given}
        given.update(_filling("", others)[:1])
    _complete(given, parameters)
    if more := content(known, given, named_effect(tools[chain.tools[step]].name)):
        given.update(more)
        _complete(given, parameters)
    wanted = given - fed
    return tuple(path for path in known if path in wanted)


def _complete(given: set[str], parameters: Schema) -> None:
    """Add the facts without which those given make no valid call."""
    while more := missing(parameters, given):
        given.update(slot.path for slot in more)


def _filling(path: str, below: Mapping[str, Slot]) -> list[str]:
    """Return what a person would say of an object that the call has anyway, by the facts in it.

    That is one thing, since the others may be in its place; but a part of it is not said in halves.
    """
    sayable = [
        each
        for each, slot in below.items()
        if not _PLUMBING.search(slot.label) and types_of(slot.schema) not in (("object",), ())
    ]
    if not sayable:
        return []
    first = next((each for each in sayable if _SUBJECT.search(below[each].label)), sayable[0])
    part = split(first)[:-1]
    whole = [each for each in sayable if split(each)[:-1] == part] if part != split(path) else []
    return [first, *(each for each in whole if each != first)][:2]


def _asks_for_all(tool: Tool) -> bool:
    """Tell whether a call of a tool makes sense that says nothing: it reads what there is."""
    does = named_effect(tool.name)
    return not does.writes and does.word in _READING


def _withheld(
    chain: Chain, wanted: Sequence[tuple[str, ...]], tools: Mapping[str, Tool], rng: Random
) -> tuple[tuple[str, ...], ...]:
    """Choose one or two required facts that the user does not think of until asked.

    What another step speaks of by the same words would be known all the same.
    """
    known = [slots(tools[tool].parameters) for tool in chain.tools]
    spoken = Counter(known[step][path].label for step, paths in enumerate(wanted) for path in paths)
    candidates = [
        (step, path)
        for step, paths in enumerate(wanted)
        for path in paths
        if known[step][path].required and spoken[known[step][path].label] == 1
    ]
    chosen = rng.sample(candidates, min(len(candidates), rng.randint(1, 2)))
    return tuple(
        tuple(path for path in paths if (step, path) in chosen) for step, paths in enumerate(wanted)
    )
