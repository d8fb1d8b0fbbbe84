"""Words of identifiers and descriptions, brought to one form."""

from __future__ import annotations

import re
from functools import lru_cache

_SPLIT = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_WORD = re.compile(r"[^\W\d_]+|\d+")
_IRREGULAR = {
    "addresses": "address",
    "indices": "index",
    "statuses": "status",
    "aliases": "alias",
    "ids": "id",
    "identifier": "id",
    "identifiers": "id",
    "movies": "movie",
    "cookies": "cookie",
    "calories": "calorie",
    "series": "series",
    "species": "species",
    "news": "news",
    "aws": "aws",
    "people": "person",
    "children": "child",
    "lang": "language",
    "addr": "address",
    "qty": "quantity",
    "num": "number",
    "desc": "description",
    "img": "image",
    "lat": "latitude",
    "lng": "longitude",
    "lon": "longitude",
    "dest": "destination",
    "dst": "destination",
    "src": "source",
    "org": "organization",
    "organisation": "organization",
    "msg": "message",
    "pwd": "password",
    "tel": "telephone",
    "dob": "birthdate",
}


@lru_cache(maxsize=1 << 16)
def singular(word: str) -> str:
    """Return an English noun's singular by its ending; other words come back as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= 3 or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word.removesuffix("s")


def split_name(name: str) -> tuple[str, ...]:
    """Split an identifier (camelCase, snake_case, dotted, any script) into its words.

    Those of a dotted name are those of its parts, one after the other.

    >>> split_name("StartJobsARN"), split_name("user_ids")
    (('start', 'job', 'arn'), ('user', 'id'))
    """
    name = name.replace("IDs", "Ids").replace("ARNs", "Arns")
    return tuple([singular(word.lower()) for word in _SPLIT.findall(name)])


name_words = lru_cache(maxsize=1 << 16)(split_name)
"""`split_name` for building a graph, which meets the same names again and again. A run, which asks
for the names of its tools once, would hold 2 MB of them to its end."""


@lru_cache(maxsize=1 << 12)
def text_words(text: str) -> tuple[str, ...]:
    """Words of running text, lower case and singular."""
    return tuple(singular(word) for word in _WORD.findall(text.lower()))
