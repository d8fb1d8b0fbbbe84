"""What is wrong with an answer by rule: with its call, in itself, and with what is known.

One rule, one function. A rule speaks only where it is certain: where the value that it asks for
would leave the answer valid under what the tool declares, and nothing written since can explain
another. All that is wrong is told at once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from toolmind.environments.echoed import ASKING, REVISED, WINDOW_EDGE, tells
from toolmind.environments.known import (
    Known,
    Thing,
    id_of,
    key_in,
    subject,
    texts,
    things,
)
from toolmind.environments.nested import Place, beside, has_id, lists, merged, scalars
from toolmind.environments.required_outputs import RequiredOutput
from toolmind.records import JSON, Tool
from toolmind.schema import get_path, is_valid, problem, types_of
from toolmind.text.identifiers import label
from toolmind.text.nouns import singular
from toolmind.tools.effects import ToolEffect, tool_effect


class Answered(NamedTuple):
    """A call, its result, and what was known before it."""

    tool: Tool
    arguments: dict[str, Any]
    result: JSON
    known: Known
    effect: ToolEffect
    feeds: Sequence[RequiredOutput]
    things: Sequence[Thing]
    """The things in the result, which rules put back as they were where they try other values."""

    def could_be(self, node: dict[str, Any], name: str, value: JSON) -> bool:
        """Tell whether a value could stand in the result instead.

        That is as the tool declares it, and as later calls need it.
        """
        before = node[name]
        node[name] = value
        try:
            declared = not self.tool.returns or is_valid(self.tool.returns, self.result)
            return declared and not any(lacks(self.result, feed) for feed in self.feeds)
        finally:
            node[name] = before


def faults(
    tool: Tool,
    arguments: dict[str, Any],
    result: JSON,
    known: Known,
    feeds: Sequence[RequiredOutput] = (),
) -> list[str]:
    """Return all that is wrong with a successful result, in words for the model that gave it."""
    effect = tool_effect(tool)
    lacking = [fault for feed in feeds for fault in lacks(result, feed)]
    needed = () if lacking else feeds
    found = tuple(things(result, effect.noun))
    answered = Answered(tool, arguments, result, known, effect, needed, found)
    return [*lacking, *(fault for rule in RULES for fault in rule(answered))]


def lacks(result: JSON, feed: RequiredOutput) -> list[str]:
    """Return how a result falls short of an output that is needed."""
    values = get_path(result, feed.path)
    if not values:
        return [f"the result lacks {feed.path!r}, which is needed"]
    found = [problem(feed.into, value) for value in values]
    return [f"{feed.path!r} does not fit what it is needed for: {one}" for one in found if one]


def echo(answered: Answered) -> Iterator[str]:
    """Hold what the answer says of its thing against what the arguments say of it."""
    if answered.effect.verb == "list":
        return
    noun, told = answered.effect.noun, _told(answered.arguments)
    for node in _objects_about(answered):
        key = key_in(node, noun) if answered.effect.reads else ""
        known = answered.known.fields.get(key, {})
        for name, value in answered.arguments.items():
            said = next((field for field in node if tells(field, name, noun)), "")
            words = label(said)
            revised = answered.effect.may_write and REVISED.search(words)
            if not said or revised or (words in known and _agree(known[words], node[said])):
                continue  # what is known of a thing counts more than what a call says of it
            if isinstance(value, dict | list):
                yield from _parts_unlike(answered, name, value, node, said)
                continue
            others = any(_agree(each, node[said]) for each in (*told[label(name)], *told[words]))
            if not others and answered.could_be(node, said, value):
                yield f"`{said}` is {_short(node[said])}, but the call says {_short(value)}"


def known_values(answered: Answered) -> Iterator[str]:
    """Hold the things of an answer that only reads against what is known of them."""
    if not answered.effect.reads:
        return
    told = _told(answered.arguments)
    for thing in answered.things:
        fields = answered.known.fields.get(thing.key, {})
        for words, holder, name in scalars(thing.node):
            value = holder[name]
            if words not in fields or _CHANGING.search(words) or _agree(fields[words], value):
                continue
            if value in told[words]:
                continue  # the call means another thing of that id
            if answered.could_be(holder, name, fields[words]):
                yield (
                    f"`{name}` of {_short(thing.key)} is {_short(value)}, but is known to be"
                    f" {_short(fields[words])}"
                )


def known_lists(answered: Answered) -> Iterator[str]:
    """Hold the lists within the things of an answer that only reads against what is known of them.

    They hold what they are known to hold, and no more, in whatever order.
    """
    if not answered.effect.reads or _pages(answered):
        return
    for thing in answered.things:
        held = answered.known.entries.get(thing.key, {})
        for words, holder, name in lists(thing.node):
            if words not in held or _CHANGING.search(words):
                continue
            right = _matched(held[words], holder[name])
            if right is not None and answered.could_be(holder, name, right):
                yield (
                    f"`{name}` of {_short(thing.key)} has {len(holder[name])} entries, but is known"
                    f" to hold {_short(orjson.dumps(held[words]).decode())}"
                )


def _matched(known: list[JSON], said: list[JSON]) -> list[JSON] | None:
    """Return the list as it is known to be, in the words of the answer; None: it is that already.

    Of entries with an id the id is compared: what else is known of them may have changed.
    """
    left, right, like = list(said), list[JSON](), len(known) == len(said)
    for entry in known:
        own = next((one for one in left if _is_entry(entry, one)), None)
        if own is not None:
            left.remove(own)
        like = like and own is not None
        right.append(merged(own if own is not None else next(iter(left), None), entry))
    return None if like else right


def _is_entry(known: JSON, said: JSON) -> bool:
    if not (isinstance(known, dict) and isinstance(said, dict)):
        return _agree(known, said)
    told = {place.words: place.value for place in scalars(said)}
    with_id = has_id(known)
    return all(
        _agree(place.value, told[place.words])
        for place in scalars(known)
        if place.words in told and (not with_id or place.words.endswith("id"))
    )


def deleted(answered: Answered) -> Iterator[str]:
    """Refuse what was deleted: it is not read, and stands in no list."""
    if answered.effect.verb == "create":
        return
    own = key_in(answered.arguments, answered.effect.noun)
    if own and answered.known.gone(own):
        yield f"{_short(own)} was deleted: the call cannot succeed"
    for thing in answered.things:
        if thing.key != own and answered.known.gone(thing.key):
            yield f"{_short(thing.key)} was deleted, but is in the result"


def new_id(answered: Answered) -> Iterator[str]:
    """Refuse the id of another thing for one that is created."""
    if answered.effect.word != "create":  # what is added or inserted may be there already
        return
    own = subject(answered.effect, answered.arguments, answered.result)
    given = set(texts(answered.arguments))
    if own and own.key in answered.known.fields and id_of(own.key) not in given:
        yield f"{_short(own.key)} is the id of another thing: give the new one its own"


def limits(answered: Answered) -> Iterator[str]:
    """Refuse more entries than were asked for."""
    found = _only_list(answered.result)
    if found is None or not answered.effect.reads:
        return
    for name, value in answered.arguments.items():
        if _LIMIT.fullmatch(label(name)) and type(value) is int and 0 < value < len(found):
            yield f"the list has {len(found)} entries, but `{name}` is {value}"


def filters(answered: Answered) -> Iterator[str]:
    """Hold what is found against the values and bounds that were asked for."""
    found = _only_list(answered.result)
    if found is None or answered.effect.verb != "list":
        return
    for at, item in enumerate(found):
        for name, value in answered.arguments.items() if isinstance(item, dict) else ():
            if fault := _misses(answered, item, name, value):
                yield f"entry {at}: {fault}"


def counts(answered: Answered) -> Iterator[str]:
    """Hold a count against the list beside it, where all of that is there."""
    found, result = _only_list(answered.result), answered.result
    if _pages(answered):
        return
    if found is not None and isinstance(result, dict):
        for name, value in result.items():
            if type(value) is not int or not _COUNT.fullmatch(label(name)) or value == len(found):
                continue
            if not _is_money(answered, name, found) and answered.could_be(result, name, len(found)):
                yield f"`{name}` is {value}, but there are {len(found)} entries"
    for thing in answered.things:
        if found is None or thing.node is not result:
            yield from _own_counts(answered, thing.node)


def _own_counts(answered: Answered, node: dict[str, Any]) -> Iterator[str]:
    """Hold the counts of a thing that name one of its lists against that list."""
    for words, holder, name in lists(node):
        item, of = singular(words), len(holder[name])
        told = {f"{one} count" for one in (item, words)} | {f"num {words}", f"number of {words}"}
        for place in scalars(node):
            if place.words not in told or type(place.value) is not int or place.value == of:
                continue
            if answered.could_be(place.holder, place.key, of):
                yield f"`{place.key}` is {place.value}, but `{name}` has {of} entries"


RULES: tuple[Callable[[Answered], Iterator[str]], ...] = (
    echo,
    known_values,
    known_lists,
    deleted,
    new_id,
    limits,
    filters,
    counts,
)

_CHANGING = re.compile(
    r"\b(at|on|time|date|timestamp|updated|modified|last|seen|etag|url|link|token|age|score|rank"
    r"|relevance|distance|position|match|expires|version|count|total|message|note|summary|page"
    r"|offset|cursor|limit)\b"
)
"""Words in the names of values that change by themselves, or tell of the answer (ours)."""

_LIMIT = re.compile(
    r"(max )?(limit|results?|page size|per page|count|top|top k|num results|first)"
    r"|max (results|items|count|entries)|(number|num) of results"
)
_COUNT = re.compile(
    r"count|total|total (count|results|items|matches|found)|(num|number of) (results|items)"
    r"|(result|item|match) count"
)
_OF_PAGES = re.compile(r"\b(next|more|page|cursor)\b")
"""Words in the names of values that say that there is more than is shown."""

_OF_WHAT_HOLDS = frozenset(("id", "name", "title", "parent"))
"""Arguments of a look-up that may be of what holds the entries rather than theirs (ours)."""

_STATES = frozenset("success succeeded ok done error failed accepted pending completed".split())
"""What an answer says of the call rather than of the thing."""


def _told(arguments: dict[str, Any]) -> dict[str, list[JSON]]:
    """Return what a call says under each name, in words; it may say two things under one."""
    told: dict[str, list[JSON]] = defaultdict(list)
    for name, value in arguments.items():
        told[label(name)].append(value)
        for inner, each in value.items() if isinstance(value, dict) else ():
            told[label(inner)].append(each)
    return told


def _parts_unlike(
    answered: Answered, name: str, value: JSON, node: dict[str, Any], said: str
) -> Iterator[str]:
    """Yield where a part of what the answer says is not what the call says it is."""
    for wanted, (_, holder, key) in beside(value, node, said):
        if isinstance(wanted, list):
            if isinstance(holder[key], list) and answered.could_be(holder, key, wanted):
                entries = len(holder[key])
                yield f"`{said}` has {entries} entries, but the call gives {len(wanted)} as {name}"
        elif not _agree(wanted, holder[key]) and answered.could_be(holder, key, wanted):
            has = _short(holder[key])
            yield f"`{key}` in `{said}` is {has}, but the call says {_short(wanted)}"


def _objects_about(answered: Answered) -> Iterator[dict[str, Any]]:
    """Yield the objects of the result that the arguments speak of."""
    result, noun = answered.result, answered.effect.noun
    if not isinstance(result, dict):
        return
    yield result
    for name, inner in result.items():
        own = isinstance(inner, dict) and singular(label(name)) == noun
        if own and not key_in(result, noun):
            yield inner


def _misses(answered: Answered, item: dict[str, Any], name: str, value: JSON) -> str:
    words = label(name)
    bound, _, of = words.partition(" ")
    if bound in ("min", "max") and isinstance(value, int | float):
        field = next((each for each in item if label(each) == of), "")
        said = item.get(field)
        if not isinstance(said, int | float) or (
            said >= value if bound == "min" else said <= value
        ):
            return ""
        within = answered.could_be(item, field, value)
        return f"`{field}` is {said}, but `{name}` is {value}" if within else ""
    of_item = not (
        ASKING.fullmatch(words) or words in _OF_WHAT_HOLDS or WINDOW_EDGE.fullmatch(words)
    )
    place = _field_of(item, words) if of_item else None
    if place is None or _agree(value, place.value):
        return ""
    if not answered.could_be(place.holder, place.key, value):
        return ""
    return f"`{place.key}` is {_short(place.value)}, but the call asks for {_short(value)}"


def _field_of(item: dict[str, Any], words: str) -> Place | None:
    """Return the field of that name: the item's own, else the only one within its objects."""
    found = list(scalars(item))
    own = [place for place in found if place.holder is item and place.words == words]
    within = [place for place in found if f" {place.words}".endswith(f" {words}")]
    return own[0] if own else within[0] if len(within) == 1 else None


def _agree(wanted: JSON, said: JSON) -> bool:
    """Tell whether two values may mean the same; what is no text or number is not compared."""
    if isinstance(wanted, bool) or isinstance(said, bool):
        return wanted == said if isinstance(wanted, bool) and isinstance(said, bool) else True
    if isinstance(wanted, int | float) and isinstance(said, int | float):
        return wanted == said
    if not (isinstance(wanted, str | int | float) and isinstance(said, str | int | float)):
        return True
    one, other = str(wanted).strip().casefold(), str(said).strip().casefold()
    return one in other or other in one or other in _STATES


def _only_list(result: JSON) -> list[Any] | None:
    """Return the one list of a result, or None where there is none or more than one."""
    if isinstance(result, list):
        return result
    if not isinstance(result, dict):
        return None
    found = [value for value in result.values() if isinstance(value, list)]
    return found[0] if len(found) == 1 else None


def _pages(answered: Answered) -> bool:
    """Tell whether a list may be a part of what there is."""
    asked = any(
        _LIMIT.fullmatch(words) or words in ("page", "offset", "cursor", "page token")
        for words in map(label, answered.arguments)
    )
    said = answered.result if isinstance(answered.result, dict) else {}
    return asked or any(_OF_PAGES.search(label(name)) for name in said)


def _is_money(answered: Answered, name: str, found: list[Any]) -> bool:
    """Tell whether a total may be a sum of what the entries cost."""
    if label(name) != "total":
        return False
    declared = (answered.tool.returns or {}).get("properties", {}).get(name, {})
    if "integer" not in types_of(declared) and answered.tool.returns:
        return True
    names = {label(field) for item in found if isinstance(item, dict) for field in item}
    return any(re.search(r"\b(price|amount|cost|total|sum|quantity|value)\b", n) for n in names)


def _short(value: JSON) -> str:
    text = repr(id_of(value)) if isinstance(value, str) else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
