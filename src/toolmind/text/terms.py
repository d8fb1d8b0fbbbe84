"""Words in one form, by which names and descriptions of tools are compared.

Singular, abbreviations in full, digits apart from letters. The link scorer's weights were fitted on
these: what changes here for common words asks for a new fit (`research/link_scorer`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from toolmind.text.identifiers import split_identifier
from toolmind.text.nouns import singular
from toolmind.text.words import words

_IN_FULL = {
    "identifier": "id",
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
"""Words for the same thing: each as the commonest of them (ours)."""

_PART = re.compile(r"\d+|\D+")


@lru_cache(maxsize=1 << 16)
def name_terms(name: str) -> tuple[str, ...]:
    """Return the terms of an identifier; those of a dotted name are its parts', in order.

    >>> name_terms("StartJobsARN"), name_terms("line2_addr")
    (('start', 'job', 'arn'), ('line', '2', 'address'))
    """
    return _terms(split_identifier(name))


@lru_cache(maxsize=1 << 12)
def text_terms(text: str) -> tuple[str, ...]:
    """Return the terms of running text."""
    return _terms(words(text))


def _terms(found: Iterable[str]) -> tuple[str, ...]:
    ones = (singular(part) for word in found for part in _PART.findall(word))
    return tuple([_IN_FULL.get(one, one) for one in ones])
