"""The plain English that the embedded user speaks and the embedded assistant understands.

Each thing that can be said has its two sides next to one another: a function that says it and one
that reads it. Values are said as JSON, so that what was said can be read without guessing. Wishes
have a file of their own: `wishes`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from json import JSONDecodeError, JSONDecoder
from random import Random
from typing import NamedTuple

import orjson

from toolmind.records import JSON
from toolmind.text.identifiers import spaced
from toolmind.text.stems import stem
from toolmind.text.words import words

_DECODER = JSONDecoder()
_USES = ("Use", "Take", "Please use", "You can take", "Please take")
_EARLIER = (
    "the earlier result",
    "what came back earlier",
    "what you found before",
    "the result above",
)
_REFERENCE = re.compile(
    rf"(?:{'|'.join(_USES)}) the (?P<items>[^\".;]+?) from "
    rf"(?:{'|'.join(_EARLIER)}|(?:the result of )?\"(?P<of>[^\"]*)\")(?=[.;]|$)"
)
_QUESTIONS = (
    "Could you tell me {}?",
    "Can you give me {}?",
    "Before I go on, could you tell me {}?",
    "Sure. What should I use for {}?",
    "I need a little more for that: can you give me {}?",
    "What should I use for {}?",
)
_QUESTION = re.compile(
    r"(?:[Cc]ould you tell me|[Cc]an you give me|What should I use for) the (?P<labels>.+?)\?"
)
CONSENT = "(consent)"
"""What is asked for by a question for consent, in place of a label."""
_GO_AHEAD = "Shall I go ahead?"
_STATED = re.compile(r"(?: is| are|:|=)\s*(?=[\"\[{\-\dtfn])")
_LISTINGS = ("Details: {}.", "Here are the details: {}.", "These are the values: {}.")
_SETTINGS = ("Use {}.", "Please use {}.")
_STOP_WORDS = frozenset(
    (
        "a an the of to for in on at by with from and or is are be it its this that these those"
        " please could you can i me my we us our need want would like do does use as into your"
        " given specified then first finally after next also help when all any thanks great good"
        " hi hello there d"
    ).split()
)
_IS = "is "
"""What a boolean's name begins with and is not said twice: ``is public``, public is true."""


class Reference(NamedTuple):
    """A value to be taken from an earlier result: `of` quotes the wish that the result answers."""

    take: str
    put: str
    of: str


# --- facts: "the city is "Paris"" -------------------------------------------------------------


def say_value(value: JSON) -> str:
    """Return a value as it is said: JSON."""
    return orjson.dumps(value).decode()


def say_facts(known: dict[str, JSON], rng: Random) -> str:
    """Return a sentence that states the facts, by label; empty for none."""
    if not known:
        return ""
    # A clause with an article comes first: "show deleted is true" would begin like a wish.
    ordered = sorted(known.items(), key=lambda fact: isinstance(fact[1], bool))
    way = rng.random()
    if way < 0.5 and not isinstance(ordered[0][1], bool):
        said = join_and([say_fact(name, value) for name, value in ordered])
        return f"{said[0].upper()}{said[1:]}."
    if way > 0.8:
        settings = join_and([f"{name} = {say_value(value)}" for name, value in known.items()])
        return rng.choice(_SETTINGS).format(settings)
    pairs = [f"{name}: {say_value(value)}" for name, value in known.items()]
    if len(pairs) > 2 and way > 0.65:
        return "\n".join(("Details:", *(f"- {pair}" for pair in pairs)))
    return rng.choice(_LISTINGS).format("; ".join(pairs))


def say_fact(name: str, value: JSON) -> str:
    """Return a clause that states one fact."""
    if isinstance(value, bool):
        return f"{name.removeprefix(_IS)} is {say_value(value)}"
    verb = "are" if isinstance(value, list | dict) and name.endswith("s") else "is"
    return f"the {name} {verb} {say_value(value)}"


def read_facts(text: str, labels: Sequence[str]) -> dict[str, JSON]:
    """Return the facts stated in the text about any of the labels; the last statement counts."""
    return dict(_read_facts(text, tuple(labels)))


@lru_cache(maxsize=4096)
def _read_facts(text: str, labels: tuple[str, ...]) -> dict[str, JSON]:
    spoken = {name.lower().removeprefix(_IS): name for name in labels}
    spoken |= {name.lower(): name for name in labels}
    longest = max((name.count(" ") + 1 for name in labels), default=0)
    known: dict[str, JSON] = {}
    begin = position = 0
    while match := _STATED.search(text, position):
        words = text[begin : match.start()].lower().split()[-longest:] if longest else []
        try:
            value, begin = _DECODER.raw_decode(text, match.end())
        except JSONDecodeError:
            position = match.end()  # what follows is a label's own word: "is translated: true"
            continue
        position = begin
        endings = (" ".join(words[start:]) for start in range(len(words)))
        if name := next((ending for ending in endings if ending in spoken), None):
            known[spoken[name]] = value
    return known


# --- references: "Use the order id as the id from the earlier result" -------------------------


def say_references(references: Sequence[Reference], rng: Random) -> str:
    """Return sentences that say which earlier values to use, one for each result."""
    by_origin: dict[str, list[str]] = {}
    for take, put, of in references:
        by_origin.setdefault(of, []).append(
            f"the {take}" + (f" as the {put}" if put != take else "")
        )
    said = []
    for of, items in by_origin.items():
        quoted = rng.choice((f'"{of}"', f'the result of "{of}"'))
        origin = quoted if of else rng.choice(_EARLIER)
        said.append(f"{rng.choice(_USES)} {join_and(items)} from {origin}.")
    return " ".join(said)


@lru_cache(maxsize=4096)
def read_references(text: str) -> tuple[tuple[Reference, ...], str]:
    """Return the references in the text, and the text without them."""
    found: list[Reference] = []
    for match in _REFERENCE.finditer(text):
        for item in re.split(r"(?:, | and )the ", match["items"]):
            take, _, put = item.partition(" as the ")
            found.append(Reference(take, put or take, match["of"] or ""))
    return tuple(found), _REFERENCE.sub("", text) if found else text


# --- questions: "Could you tell me the city?" -------------------------------------------------


def say_question(labels: Sequence[str]) -> str:
    """Return a question for the values of the labels."""
    asked = join_and([f"the {name}" for name in labels])
    return Random(asked).choice(_QUESTIONS).format(asked)


def say_confirmation(goal: str) -> str:
    """Return a question for the consent to something."""
    return f"I am about to do this: {goal}. {_GO_AHEAD}"


@lru_cache(maxsize=4096)
def read_question(text: str) -> tuple[str, ...]:
    """Return the labels that a question asks for, or `CONSENT`; none where nothing is asked."""
    if text.endswith(_GO_AHEAD):
        return (CONSENT,)
    match = _QUESTION.search(text)
    return tuple(re.split(r"(?:, | and )the ", match["labels"])) if match else ()


# --- wishes ------------------------------------------------------------------------------------


# --- words -------------------------------------------------------------------------------------


def join_and(parts: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


@lru_cache(maxsize=16384)
def stems(text: str) -> frozenset[str]:
    """Return the content words of a text, without their endings."""
    return frozenset(stem(word) for word in words(spaced(text)) if word not in _STOP_WORDS)
