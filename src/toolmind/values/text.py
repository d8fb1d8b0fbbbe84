"""Free text: short phrases made of a field's own name and description."""

from __future__ import annotations

import re
from collections.abc import Callable

from toolmind.values.draw import Draw
from toolmind.values.facts import company
from toolmind.values.field import Field
from toolmind.values.words import KINDS, OUTCOMES, QUALITIES

_LEAD = re.compile(
    r"^(?:\W+|required\.?|optional\.?|output only\.?|input only\.?|immutable\.?|deprecated\.?|"
    r"the|a|an|"
    r"this|field|string|text|list of|array of|name of|value of|id of|user'?s?|"
    r"human[- ]readable|short|"
    r"brief|detailed|your|its|contains|specifies|represents|describes|indicates|returns|provides|"
    r"containing|description of|with|for|to|be|that|of|is|are)\b[\s.:,\-]*",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"^(?:if|when|where|for|in)\b[^,.;]*,\s*", re.IGNORECASE)
"""What a description says first of when it holds: "If the job fails, the reason."."""

_SAYS_NOTHING = re.compile(
    r"^(?:generic |arbitrary |raw |simple |free[- ]form )?(?:string|text|value|values|object|field|"
    r"message|data|item|element|content|property|information|boolean|number)s?$",
    re.IGNORECASE,
)

_CLAUSE_END = re.compile(
    r"[.;:,()\[\]{}<>`\"“]|\b(?:that|which|when|where|if|whose|because|must|will|can|is|are|and|or)\b|…"
)
_LONGEST = 6
"""Words of what a field speaks of (ours)."""

_DANGLING = frozenset(
    (
        "of the a an to for in with on by from at as per specified given following this that such"
        " into through including associated used whether initially currently when"
    ).split()
)
_FINDING = re.compile(
    r"result|analysis|conclusion|finding|report|summary|forecast|recommend|assessment|evaluation|"
    r"prediction|insight|output|outcome|diagnos|estimate|review|feedback"
)
_TITLE = re.compile(r"\b(title|headline|subject|heading|caption|name|label|topic|display name)$")
_PROSE = re.compile(
    r"descri|note|comment|text|content|body|reason|detail|remark|instruction|explan|abstract|bio\b|"
    r"statement|info|story|about|overview|prompt|question|transcript|paragraph|sentence|terms|"
    r"advice"
)
_MANY = re.compile(r"(?:[^sui]s|data|information|lyrics|material|news|media|equipment)$")
_MESSAGE = re.compile(r"\b(message|notification|reply|response|answer|acknowledg|confirmation)\b")


def topic(field: Field) -> str:
    """Return what the field speaks of in six words at most: ``analysis of evidence``."""
    text = re.sub(r"<[^>]*>|https?://\S+", " ", field.description).strip()
    text = _CONDITION.sub("", text, count=1)
    while (shorter := _LEAD.sub("", text, count=1)) != text:
        text = shorter
    said = _CLAUSE_END.split(text, maxsplit=1)[0].split()
    words = said[:_LONGEST]
    if len(said) > len(words):  # cut short: better before what begins a further part
        parts = [at for at, word in enumerate(words) if at > 1 and word.lower() in _DANGLING]
        words = words[: parts[-1]] if parts else words
    while words and words[-1].lower() in _DANGLING:
        words.pop()
    phrase = " ".join(words)
    if len(phrase) < 3 or len(words) < 2 or _SAYS_NOTHING.match(phrase):
        own = field.words if " " in field.words else f"{field.parent} {field.words}".strip()
        phrase = own or field.domain.lower() or "details"
    return phrase if phrase[:2].isupper() else phrase[:1].lower() + phrase[1:]


def phrase(field: Field) -> Callable[[Draw], str]:
    """Return a maker of short texts that fit the field."""
    about = topic(field)
    start = about[:1].upper() + about[1:]
    if _TITLE.search(field.words):
        return _titles(field.entity if field.entity not in ("", field.words) else about)
    if _MESSAGE.search(field.words):
        return lambda draw: f"{start} recorded on {_day(draw)}."
    if _FINDING.search(field.words):
        return lambda draw: f"{start}: {draw.rng.choice(OUTCOMES)}."
    if _PROSE.search(f"{field.words} {field.description[:60].lower()}"):
        return _notes(start)
    if _MANY.search(field.words):
        return _many(field.words)
    return _nominal(field.words if len(field.words) > 2 else about)


def _nominal(thing: str) -> Callable[[Draw], str]:
    return lambda draw: f"{draw.rng.choice(KINDS)} {thing}"


def _many(things: str) -> Callable[[Draw], str]:
    """Return a maker of texts that stand for several things: their number and date."""
    start = things[:1].upper() + things[1:]

    def make(draw: Draw) -> str:
        count = draw.rng.randrange(2, 9)
        if draw.rng.random() < 0.5:
            return f"{start}: {count} on file, last revised on {_day(draw)}"
        return f"{start}: {count} entries, the latest of {_day(draw)}"

    return make


def _titles(entity: str) -> Callable[[Draw], str]:
    def make(draw: Draw) -> str:
        shape = draw.rng.randrange(3)
        if shape == 0:
            return f"{draw.rng.choice(QUALITIES)} {entity}"
        if shape == 1:
            return f"{draw.place('').city} {entity}"
        return f"{entity[:1].upper()}{entity[1:]} {draw.rng.randrange(2, 40)}"

    return make


def _notes(start: str) -> Callable[[Draw], str]:
    def make(draw: Draw) -> str:
        shape = draw.rng.randrange(4)
        if shape == 0:
            return f"{start} for {draw.person('').name}"
        if shape == 1:
            return f"{start}, agreed with {draw.fact('company', company)}"
        if shape == 2:
            return f"{start}, as of {_day(draw)}"
        return f"{start} ({draw.place('').city} office)"

    return make


def _day(draw: Draw) -> str:
    moment = draw.moment("updated")
    return f"{moment.day} {moment:%B %Y}"
