"""Free text: a sentence, a title or a name that fits what a field is for."""

from __future__ import annotations

import re
from collections.abc import Callable

from toolmind.offline.values.draw import Draw
from toolmind.offline.values.field import Field, thing_of
from toolmind.offline.values.words import KINDS, QUALITIES, RESOURCE_WORDS, TEXTS
from toolmind.text.nouns import item_of
from toolmind.text.slug import slug

_TITLE = re.compile(r"\b(title|headline|subject|heading|caption|name|label|topic|display name)$")
_KIND = re.compile(r"\b(type|kind|mode|class|category|style|variant|tier|design|method)s?$")
_RATING = re.compile(r"\b(rating|quality|score)$")
_OF_A_TEXT = re.compile(
    r"\b(descriptions?|overview|purpose|objective|info|information|details?|notes?|comments?|text)$"
)
_FIRST_WORDS = 60
"""Characters of a description that say what the field is (ours)."""


def phrase(field: Field) -> Callable[[Draw], str]:
    """Return a maker of short texts that fit the field."""
    if _TITLE.search(field.words):
        return _titles(thing_of(field.entity) or field.words)
    for about in (field.words, field.description[:_FIRST_WORDS].lower()):
        for pattern, texts in TEXTS:
            if pattern.search(about):
                return _one_of(texts, _spoken_of(field))
    if _KIND.search(field.words):
        return lambda draw: draw.rng.choice(KINDS)
    if _RATING.search(field.words):
        return lambda draw: draw.rng.choice(("good", "very good", "fair"))
    return _called(field)


def _spoken_of(field: Field) -> str:
    """Return what a text speaks of: what its name begins with, else what holds it."""
    own = _OF_A_TEXT.sub("", field.words).strip()
    thing = thing_of(own) or thing_of(field.parent) or field.domain.lower() or "entry"
    return thing[:1].upper() + thing[1:]


def _one_of(texts: tuple[str, ...], thing: str) -> Callable[[Draw], str]:
    # Filled in when drawn: makers are many, and kept.
    return lambda draw: draw.rng.choice(texts).replace("{Thing}", thing)


def _called(field: Field) -> Callable[[Draw], str]:
    """Return a maker of names such as people give to things of their own: ``cedar-layout``."""
    noun = slug(item_of(field.words).rpartition(" ")[2]) or slug(field.parent) or "item"
    return lambda draw: f"{draw.rng.choice(RESOURCE_WORDS)}-{noun}"


def _titles(entity: str) -> Callable[[Draw], str]:
    def make(draw: Draw) -> str:
        shape = draw.rng.randrange(3)
        if shape == 0:
            return f"{draw.rng.choice(QUALITIES)} {entity}"
        if shape == 1:
            return f"{draw.place('').city} {entity}"
        return f"{entity[:1].upper()}{entity[1:]} {draw.rng.randrange(2, 40)}"

    return make
