"""What is bought or booked keeps to the limit and the days that the user set."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolmind.checks.base import (
    ENGLISH,
    CheckContext,
    Finding,
    RuleCheck,
    objects_in,
    read_arguments,
)
from toolmind.checks.grounding.check import parse_clock
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.rules.window import outside_window
from toolmind.records import JSON, Message, ToolCall
from toolmind.text.identifiers import split_identifier
from toolmind.tools.effects import named_effect, tool_effect

_AMOUNT = (
    r"(?:(?P<sign>[$€£])\s*)?(?P<number>\d[\d,]*(?:\.\d+)?)\s*"
    r"(?P<unit>dollars?|usd|eur(?:os?)?|pounds?|bucks)?"
)
_MONEY = re.compile(r"[$€£]|dollar|usd|eur|pound|bucks", re.IGNORECASE)
_LIMIT = re.compile(
    r"\b(?:under|below|less than|at most|no more than|not more than|cheaper than|up to|maximum of"
    r"|max(?:imum)?(?: of| is)?|budget (?:of|is)|within|can(?:no|')t (?:spend|pay) more than"
    rf"|not exceed\w*)\s+(?:a (?:price|budget) of )?{_AMOUNT}",
    re.IGNORECASE,
)
_PRICES = frozenset("price cost total fare amount fee rate".split())


class Constraint(RuleCheck):
    """A purchase above the price that the user set as the most is a fault of its turn.

    So is a change on a day outside the window that they set (`outside_window`). The price is the
    call's own, or that which a result tells of the thing that it names. A price that the assistant
    told the user, who then spoke, may have been agreed to.
    """

    name = "constraint"
    understands = ENGLISH

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call above the limit, or outside the window of days."""
        yield from self._above(context)
        if clock := parse_clock(context.scenario.clock):
            yield from outside_window(context, clock)

    def _above(self, context: CheckContext) -> Iterator[Finding]:
        limit: float | None = None
        results: list[Message] = []
        told: list[str] = []
        heard = Evidence()
        for message in context.trajectory.messages:
            if message.role == "user":
                if new := _limit(message.content):
                    limit, heard = new, Evidence()
                else:
                    for text in told:
                        heard.add(text)
                told.clear()
            elif message.role == "tool":
                results.append(message)
            elif message.role == "assistant":
                for call in message.tool_calls if limit else ():
                    if _buys(call, context) and (price := price_of(call, results, limit or 0)):
                        if heard.has_number(price):
                            continue
                        text = f"{call.name}: {price:g} is above the limit of {limit:g}"
                        yield Finding("above_limit", text, message.id, (message.id,))
                told.append(message.content)


def _limit(text: str) -> float | None:
    """Return the last price that a text sets as the most: an amount of money."""
    found = None
    if not _MONEY.search(text):
        return None
    for match in _LIMIT.finditer(text):
        if match["sign"] or match["unit"]:
            found = float(match["number"].replace(",", ""))
    return found


def _buys(call: ToolCall, context: CheckContext) -> bool:
    tool = context.tools.get(call.name)
    return (tool_effect(tool) if tool else named_effect(call.name)).writes


def price_of(call: ToolCall, results: Sequence[Message], limit: float = 0) -> float | None:
    """Return the price of what a call buys, where it is above the limit, else None."""
    try:
        arguments = read_arguments(call)
    except ValueError:
        return None
    own = [price for price in _prices(arguments) if price > limit]
    if own:
        return own[0]
    names = {
        key: value
        for key, value in arguments.items()
        if isinstance(value, str) and key.lower().endswith(("id", "name"))
    }
    for result in reversed(results) if names else ():
        if any(one in result.content for one in names.values()):
            return next((p for p in _priced(result.content, names) if p > limit), None)
    return None


def _priced(content: str, names: dict[str, str]) -> Iterator[float]:
    """Yield the prices of the objects of a result that have one of the ids or names."""
    for node in objects_in(content):
        if any(node.get(key) == value for key, value in names.items()):
            yield from _prices(node)


def _prices(node: dict[str, JSON]) -> Iterator[float]:
    for key, value in node.items():
        if not _PRICES.isdisjoint(split_identifier(key)) and not isinstance(value, bool):
            if isinstance(value, int | float):
                yield float(value)
            elif isinstance(value, str) and re.fullmatch(r"\$?\d+(?:\.\d+)?", value):
                yield float(value.lstrip("$"))
