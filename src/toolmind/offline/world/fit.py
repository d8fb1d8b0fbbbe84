"""Making a drawn result fit its call: what it echoes, the filters it was given, the query asked.

Every step changes values only for values of the same type; whoever calls validates what comes out.
"""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from toolmind.environments.echoed import WINDOW_EDGE
from toolmind.offline.values.words import STATUS_WORDS
from toolmind.offline.world.echo import (
    Said,
    each_asked_for,
    each_outcome_once,
    echo,
    name_by_id,
    objects,
)
from toolmind.offline.world.keys import Subject, same_thing
from toolmind.offline.world.translation import has_translations, translate
from toolmind.records import JSON
from toolmind.text.identifiers import label
from toolmind.text.nouns import singular
from toolmind.tools.effects import ToolEffect

_LIMIT = re.compile(
    r"^(limit|page size|max results?|per page|top k|top n|num results|number of results|page limit|"
    r"max items|results per page|result limit|max records|count|size|n)$"
)
_QUERY = re.compile(
    r"^(q|query|search|keywords?|term|phrase|hashtag)$|"
    r"^search (query|term|text|string|keyword|phrase|terms)$|^query (string|text)$"
)
_SOUGHT = re.compile(r"^(topic|text|subject|ingredients?|title|name)$")
"""What is looked for too, where a tool searches; elsewhere it says something else."""

_SEARCHES = frozenset("search find query lookup browse explore discover".split())
_DONE = re.compile(
    r"^(is )?(success|successful|ok|done|deleted|removed|updated|created|added|sent)$"
)
_TITLES = ("title", "headline", "name", "subject", "snippet", "description", "text", "summary")
_HANDLE = re.compile(
    r"(?:(.*) )?(?:user ?name|login|handle|screen name|e ?mail(?: address)?|phone(?: number)?)"
)
"""What one person only has of a kind; a nickname or a given name many may have (ours)."""

_PEOPLE = re.compile(
    r"\b(user|member|person|customer|client|contact|account|profile|employee|participant|guest|"
    r"subscriber|patient|attendee|player|student|teacher|agent|driver|admin|lead|recipient|bot)$"
)
_TOTAL = re.compile(r"(total|count|total (count|size|results?|items|number( of .*)?)|.* count)")
_MOMENT = re.compile(r"(.+ (?:time|date|at)) (after|since|before|until)")
_DAY = timedelta(days=1)
_ISO = "%Y-%m-%dT%H:%M:%SZ"
_BOUND = re.compile(r"^(?:(max|maximum|min|minimum) (.+)|(.+) (max|maximum|min|minimum))$")


def fit(
    result: JSON, arguments: dict[str, JSON], effect: ToolEffect, subject: Subject | None, seed: str
) -> JSON:
    """Return the result, changed in place, so that it answers this call and no other."""
    told = Said(arguments, effect)
    said = told.by_words
    limit(result, said)
    bounds = [bound for words, value in said.items() if (bound := _bound(words, value))]
    moments = [] if effect.writes else _moments(said)
    rng = random.Random(f"{seed}|fit") if bounds or moments else None
    collections = _collections(said)
    query = _query(said, effect)
    foreign = False
    if effect.writes and isinstance(result, dict):
        _succeed(result)
    for node, thing, listed in objects(result, effect.noun):
        echo(node, thing, listed, told, effect, subject)
        if rng:
            _within(node, bounds, rng)
            _within_moments(node, moments, rng)
        if collections:
            _same_collections(node, collections)
        if listed and query:
            _about(node, query)
        name_by_id(node, thing, told)
        foreign = foreign or has_translations(node)
    if foreign:
        translate(result, said)
    each_asked_for(result, told, effect)
    each_outcome_once(result)
    one_by_handle(result, told, effect)
    return result


def _query(said: dict[str, JSON], effect: ToolEffect) -> str:
    """Return what is searched for, or nothing."""
    if effect.writes:
        return ""
    sought = effect.word in _SEARCHES
    found = (
        value
        for words, value in said.items()
        if isinstance(value, str) and "/" not in value
        if _QUERY.match(words) or (sought and _SOUGHT.match(words))
    )
    return next(found, "")


def _succeed(result: dict[str, Any]) -> None:
    """Let the result of a write say that it was done: whatever failed is an error result."""
    for name, value in result.items():
        words = label(name)
        if isinstance(value, bool) and _DONE.match(words):
            result[name] = True
        elif (
            words.split()[-1:] in (["status"], ["result"])
            and isinstance(value, str)
            and value in STATUS_WORDS
        ):
            result[name] = "success"


def limit(result: JSON, said: dict[str, JSON]) -> None:
    """Shorten the lists at the top of a result to the number asked for; their count follows."""
    wanted = [v for words, v in said.items() if _LIMIT.match(words) and type(v) is int and v >= 0]
    if not wanted or not isinstance(result, dict):
        return
    for value in result.values():
        if isinstance(value, list) and len(value) > wanted[0]:
            shorten(result, value, wanted[0])


def shorten(result: dict[str, Any], items: list[Any], length: int) -> None:
    """Shorten a list of a result, in place; what counts it follows."""
    for name, count in result.items():
        if type(count) is int and count == len(items):
            result[name] = length
    del items[length:]


def one_by_handle(result: JSON, said: Said, effect: ToolEffect) -> None:
    """Let a list of people hold one where the call gives what only one of them can have, in place.

    Of what people have, such as their messages, a handle is no one's own.
    """
    if effect.writes or not (isinstance(result, dict) and _PEOPLE.search(effect.noun)):
        return
    if not any(value and _is_handle(words, effect.noun) for words, value in said.by_words.items()):
        return
    lists = {name: value for name, value in result.items() if isinstance(value, list)}
    for name, items in lists.items():
        if len(items) > 1 and (len(lists) == 1 or same_thing(singular(label(name)), effect.noun)):
            shorten(result, items, 1)
            totals = [name for name, n in result.items() if type(n) is int and _is_total(name)]
            result.update(dict.fromkeys(totals, 1))


@lru_cache(maxsize=8192)
def _is_handle(words: str, noun: str) -> bool:
    """Tell whether an argument tells people apart, and by what is their own."""
    match = _HANDLE.fullmatch(words)
    owner = match and match[1]
    return bool(match) and (not owner or owner == "primary" or same_thing(owner, noun))


@lru_cache(maxsize=8192)
def _is_total(name: str) -> bool:
    return bool(_TOTAL.fullmatch(label(name)))


def _bound(words: str, value: JSON) -> tuple[str, bool, float] | None:
    """Read ``max price: 200`` as (price, upper, 200)."""
    match = _BOUND.match(words)
    if not match or not isinstance(value, int | float) or isinstance(value, bool):
        return None
    which, what = (match[1], match[2]) if match[1] else (match[4], match[3])
    return what, which.startswith("max"), value


class _Edge(NamedTuple):
    """A moment before or after which those of the field `what` have to lie."""

    what: str
    upper: bool
    at: datetime
    within: timedelta
    """How far from it one may lie at most."""


def _moments(said: dict[str, JSON]) -> list[_Edge]:
    """Read ``submit time after: 2025-02-01T13:30:00Z``, and the ``start time`` of a window."""
    edges: list[_Edge] = []
    for words, value in said.items():
        match, at = _MOMENT.fullmatch(words), _read(value)
        if at and match:
            edges.append(_Edge(match[1], match[2] in ("before", "until"), at, _DAY))
        elif at and WINDOW_EDGE.fullmatch(words):
            edges.append(_Edge(words, words.startswith("end"), at, _DAY))
    first, last = (next((e.at for e in edges if e.upper is upper), None) for upper in (False, True))
    half = abs(last - first) / 2 if first and last else _DAY
    return [edge._replace(within=min(half, _DAY)) for edge in edges]


def _read(value: JSON) -> datetime | None:
    try:
        return datetime.strptime(value, _ISO) if isinstance(value, str) else None
    except ValueError:
        return None


def _within_moments(node: dict[str, Any], edges: list[_Edge], rng: random.Random) -> None:
    """Move the moments of an object that lie beyond what was asked for to close within it."""
    for edge in edges:
        for name, value in node.items():
            at = _read(value) if label(name) == edge.what else None
            if at and (at > edge.at if edge.upper else at < edge.at):
                minutes = max(2, int(edge.within.total_seconds()) // 60)
                by = timedelta(minutes=rng.randrange(1, minutes))
                node[name] = (edge.at - by if edge.upper else edge.at + by).strftime(_ISO)


def _within(
    node: dict[str, Any], bounds: list[tuple[str, bool, float]], rng: random.Random
) -> None:
    for what, upper, edge in bounds:
        for name, value in node.items():
            if label(name) != what or type(value) not in (int, float):
                continue
            if (upper and value > edge) or (not upper and value < edge):
                moved = (
                    edge * (1 - 0.4 * rng.random()) if upper else edge * (1 + 0.4 * rng.random())
                )
                node[name] = int(moved) if type(value) is int else round(moved, 2)


def _about(node: dict[str, Any], query: str) -> None:
    """Let an item's title speak of what was searched for, unless some field does already."""
    if not 1 < len(query) <= 60 or query.lower() in str(node).lower():
        return
    for title in _TITLES:
        for name, value in node.items():
            if label(name) == title and isinstance(value, str) and "/" not in value:
                node[name] = f"{query[:1].upper()}{query[1:]}: {value}"
                return


def _collections(said: dict[str, JSON]) -> dict[str, str]:
    """Read resource names (``projects/p1/locations/l1``) as the id in each collection."""
    found: dict[str, str] = {}
    for value in said.values():
        if isinstance(value, str) and "/" in value and "://" not in value:
            parts = value.split("/")
            found.update(zip(parts[::2], parts[1::2], strict=False))
    return found


def _same_collections(node: dict[str, Any], collections: dict[str, str]) -> None:
    for name, value in node.items():
        if isinstance(value, str) and "/" in value and "://" not in value:
            parts = value.split("/")
            for at in range(0, len(parts) - 1, 2):
                parts[at + 1] = collections.get(parts[at], parts[at + 1])
            node[name] = "/".join(parts)
