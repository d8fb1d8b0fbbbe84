"""What has a begin and an end does not end before it begins, and what is new is not the old."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from functools import lru_cache

from toolmind.checks.base import CheckContext, Finding, RuleCheck, read_arguments
from toolmind.checks.grounding.dates import parse_moment
from toolmind.records import JSON
from toolmind.text.identifiers import split_identifier

_PAIRS = (
    ("start", "end"),
    ("begin", "end"),
    ("check in", "check out"),
    ("checkin", "checkout"),
    ("departure", "return"),
    ("depart", "return"),
    ("outbound", "inbound"),
    ("pickup", "dropoff"),
    ("pick up", "drop off"),
    ("since", "until"),
    ("min", "max"),
    ("minimum", "maximum"),
    ("lower", "upper"),
)
"""Words of two parameters' names of which the first is the lesser (ours)."""


_FOR_LIKE = frozenset("exchange replace swap renew reissue".split())
"""What may be done with a thing for another of the same kind: what is broken, exchanged."""


class Order(RuleCheck):
    """A call whose end comes before its begin, or whose least is above its most, is a fault.

    So is one that puts the same in the place of a value (`new_item_ids`, `item_ids`; not an
    exchange), or lists of new and old values of which there are not as many.
    """

    name = "order"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call with two values in the wrong order."""
        for message, call in context.calls:
            try:
                arguments = read_arguments(call)
            except ValueError:
                continue
            for first, last in ends_of(arguments):
                if _after(arguments[first], arguments[last]):
                    text = (
                        f"{call.name}: {first} = {arguments[first]!r} is after"
                        f" {last} = {arguments[last]!r}"
                    )
                    yield Finding("ends_first", text, message.id, (message.id,))
            for code, new, old in renewed(arguments):
                if code == "no_change" and not _FOR_LIKE.isdisjoint(split_identifier(call.name)):
                    continue
                text = f"{call.name}: {new} beside {old}: {arguments[old]!r}"
                yield Finding(code, text, message.id, (message.id,))


def ends_of(arguments: dict[str, JSON]) -> Iterator[tuple[str, str]]:
    """Yield the names of two arguments that differ by the words of a begin and an end."""
    names = {_plain(name): name for name in arguments} if len(arguments) > 1 else {}
    for plain, name in names.items():
        padded = f" {plain} "
        for first, last in _PAIRS:
            if f" {first} " in padded:
                other = padded.replace(f" {first} ", f" {last} ").strip()
                if other in names:
                    yield name, names[other]


def renewed(arguments: dict[str, JSON]) -> Iterator[tuple[str, str, str]]:
    """Yield `no_change` or `unpaired`, and the names of a new value and of the one it replaces."""
    if not any("new" in name.lower() for name in arguments):
        return
    names = {_plain(name): name for name in arguments}
    for plain, name in names.items():
        rest = plain.removeprefix("new ")
        olds = (rest, f"old {rest}", f"current {rest}") if rest != plain else ()
        for old in (names[one] for one in olds if one in names):
            now, then = arguments[name], arguments[old]
            if now == then and now not in (None, "", []):
                yield "no_change", name, old
            elif isinstance(now, list) and isinstance(then, list) and len(now) != len(then):
                yield "unpaired", name, old


@lru_cache(maxsize=65536)
def _plain(name: str) -> str:
    return " ".join(split_identifier(name))


def _after(first: JSON, last: JSON) -> bool:
    if isinstance(first, str) and isinstance(last, str):
        one, other = _moment(first), _moment(last)
        return one is not None and other is not None and one > other
    return isinstance(first, int | float) and isinstance(last, int | float) and first > last


def _moment(text: str) -> datetime | None:
    """Return when a text that holds a date is: of one without a time, the day's begin."""
    moment = parse_moment(text)
    if moment is None or moment[0] is None:
        return None
    return datetime.combine(moment[0], (moment[1] or time()).replace(tzinfo=None))
