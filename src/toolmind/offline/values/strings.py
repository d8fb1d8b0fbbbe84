"""Plausible strings: which maker fits a field's format, description and name, in that order."""

from __future__ import annotations

import re
from collections.abc import Callable

from toolmind.offline.values import hints, phrases, times
from toolmind.offline.values.draw import Draw
from toolmind.offline.values.field import Field
from toolmind.offline.values.ids import identifier, resource_name
from toolmind.offline.values.names import by_name
from toolmind.offline.values.providers import (
    StringMaker,
    choice,
    constant,
    email,
    encoded,
    field_mask,
    host_name,
    ip_address,
    ipv6,
    plain_number,
    stamped,
    url,
    uuid,
    whole_number,
)
from toolmind.offline.values.technical import technical


def string(field: Field) -> StringMaker:
    """Return a maker for the field. What it makes may still be too long or break a pattern."""
    by_format = _FORMATS.get(field.format)
    if by_format:
        return by_format(field)
    closed = hints.listed(field.description)
    if closed and not re.search(r"\b(id|name|url|query)s?$", field.words):
        return choice(closed)
    template = hints.template(field.description)
    if template and re.search(r"name|parent|resource|path|format", field.description + field.words):
        return resource_name(template, field)
    if _AN_EMAIL.match(field.description):
        return email(field)
    if _AN_ARN.match(field.description) and not field.words.endswith("id"):
        return identifier(field)
    if _A_TEXT.match(field.description):
        return phrases.phrase(field._replace(words="text"))
    return by_name(field) or _by_example(field) or technical(field) or phrases.phrase(field)


def _by_example(field: Field) -> StringMaker | None:
    found = [value for value in hints.examples(field.description) if len(value) <= 80]
    return (lambda draw: _vary(draw, draw.rng.choice(found))) if found else None


_AN_ARN = re.compile(
    r"\W*(?:(?:specifies|required|optional|the|an?)\b\W*)*(?:amazon resource name|arns?\b)",
    re.IGNORECASE,
)
"""How the description of an Amazon resource name begins, whatever the field is called."""

_A_TEXT = re.compile(
    r"\W*(?:(?:required|optional|the|an?|input|source)\b\W*)*(?:text|sentence)s? "
    r"(?:that you want )?to (?:be )?(?:translate|analy|synthesi|summari|classif|proofread)",
    re.IGNORECASE,
)
"""How the description begins of a text that something is done to, whatever the field is called."""

_AN_EMAIL = re.compile(
    r"\W*(?:(?:required|optional|output only|the|an?|(?:list|set) of)\b\W*)*e-?mail address",
    re.IGNORECASE,
)
"""How the description of an e-mail address begins, whatever the field is called."""

_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


def _vary(draw: Draw, example: str) -> str:
    """Return the example with its numbers and codes redrawn, so that not all values are one."""
    if " " in example or not re.search(r"\d{3}", example) or _YEAR.search(example):
        return example
    return re.sub(r"(?<![A-Za-z])\d|(?<=\d)\d", lambda m: str(draw.rng.randrange(1, 10)), example)


_FORMATS: dict[str, Callable[[Field], StringMaker]] = {
    "date-time": stamped(times.iso),
    "google-datetime": stamped(times.iso),
    "date": stamped(times.day),
    "time": stamped(lambda at: f"{at:%H:%M:%S}Z"),
    "duration": lambda field: lambda draw: f"PT{draw.rng.randrange(1, 12)}H",
    "google-duration": lambda field: lambda draw: f"{draw.rng.randrange(5, 600)}s",
    "google-fieldmask": field_mask,
    "email": email,
    "idn-email": email,
    "uri": url,
    "url": url,
    "iri": url,
    "uri-reference": url,
    "iri-reference": url,
    "uri-template": url,
    "hostname": host_name,
    "idn-hostname": host_name,
    "ipv4": ip_address,
    "ip": ip_address,
    "ipv6": ipv6,
    "uuid": uuid,
    "byte": encoded,
    "int32": whole_number,
    "int64": whole_number,
    "uint32": whole_number,
    "uint64": whole_number,
    "double": plain_number,
    "float": plain_number,
    "decimal": plain_number,
    "json-pointer": constant("/items/0"),
    "relative-json-pointer": constant("0"),
    "regex": constant("^[a-z]+$"),
}
