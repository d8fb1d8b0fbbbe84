"""Identifiers: with a prefix that fits the entity, or in the form that the description gives."""

from __future__ import annotations

import re
from collections.abc import Callable

from toolmind.offline.values import hints, words
from toolmind.offline.values.draw import Draw
from toolmind.offline.values.field import Field
from toolmind.text.nouns import singular
from toolmind.text.slug import slug

_PREFIXES = {
    "order": "ord",
    "customer": "cus",
    "user": "usr",
    "account": "acc",
    "invoice": "inv",
    "payment": "pay",
    "product": "prod",
    "reservation": "res",
    "booking": "bkg",
    "flight": "flt",
    "hotel": "htl",
    "ticket": "tkt",
    "message": "msg",
    "conversation": "conv",
    "event": "evt",
    "transaction": "txn",
    "subscription": "sub",
    "appointment": "apt",
    "patient": "pat",
    "employee": "emp",
    "project": "prj",
    "document": "doc",
    "file": "file",
    "job": "job",
    "session": "sess",
    "device": "dev",
    "shipment": "shp",
    "request": "req",
    "channel": "chan",
}
_RESOURCES = (("lambda", "function"), ("dynamodb", "table"), ("ecs", "cluster"), ("rds", "db"))
"""Services and their resources, for names that say neither."""


def prefix(entity: str) -> str:
    """Return a short prefix for an entity's ids: ``ord`` for order, ``wrhs`` for warehouse."""
    last = singular(entity).split(" ")[-1] if entity else ""
    if last in _PREFIXES:
        return _PREFIXES[last]
    ascii_word = slug(last, "")
    if len(ascii_word) <= 4:
        return ascii_word or "id"
    return ascii_word[0] + re.sub(r"[aeiou]", "", ascii_word[1:])[:3]


def identifier(field: Field) -> Callable[[Draw], str]:
    """Return a maker of the field's identifier."""
    about = f"{field.words} {field.description}".lower()
    if re.search(r"\barns?$", field.words) or (
        re.search(r"\barns?\b|amazon resource name", about) and not field.words.endswith("id")
    ):
        return _arn(field)
    if template := hints.template(field.description):
        return resource_name(template, field)
    if re.search(r"\buuid|guid\b", about):
        return lambda draw: _dashed(draw.hex(32))
    if field.words in ("self link", "selflink"):
        return lambda draw: (
            f"https://www.example.com/{slug(field.parent or 'items')}/{draw.code(8)}"
        )
    if field.words in ("parent", "resource", "resource name"):
        return resource_name("projects/{project}/locations/{location}", field)
    if examples := [
        e for e in hints.examples(field.description) if re.search(r"\d", e) and " " not in e
    ]:
        return lambda draw: _like(draw, draw.rng.choice(examples))
    if re.search(r"\bkms key( id)?$", field.words):
        return lambda draw: _dashed(draw.hex(32))
    if network := re.search(r"\b(subnet|vpc) id$", field.words):
        return lambda draw: f"{network[1]}-0{draw.hex(16)}"
    if re.search(r"account id|^account$", field.words) and "aws" in field.domain + about:
        return lambda draw: str(draw.rng.randrange(10**11, 10**12))
    if re.search(r"\b(number|no|reference|ref)$", field.words):
        start = prefix(field.entity).upper()
        return lambda draw: f"{start}-{draw.rng.randrange(10_000, 99_999)}"
    if re.search(r"confirmation|locator|pnr|booking code|tracking code", field.words):
        return lambda draw: draw.code(6).upper()
    start = prefix(field.entity)
    return lambda draw: f"{start}_{draw.code(8)}"


def resource_name(template: str, field: Field) -> Callable[[Draw], str]:
    """Return a maker that fills a resource name format: ``projects/{project}/jobs/{job}``."""
    parts = template.split("/")

    def make(draw: Draw) -> str:
        filled = []
        for position, part in enumerate(parts):
            if "{" in part or part == "*" or part == "**":
                before = parts[position - 1] if position else ""
                name = singular(slug(before or part.strip("{}*")))
                filled.append(_segment(draw, name))
            else:
                filled.append(part)
        return "/".join(filled)

    return make


def _segment(draw: Draw, name: str) -> str:
    if name in ("location", "region"):
        return draw.rng.choice(words.GOOGLE_REGIONS)
    if name == "zone":
        return draw.rng.choice(words.GOOGLE_REGIONS) + "-b"
    if name == "project":
        return f"acme-prod-{draw.rng.randrange(10, 99)}"
    if name in ("organization", "folder", "billingaccount", "account"):
        return str(draw.rng.randrange(10**9, 10**10))
    return f"{draw.rng.choice(words.RESOURCE_WORDS)}-{draw.rng.randrange(10, 99)}"


def _arn(field: Field) -> Callable[[Draw], str]:
    match = re.search(r"\barn:aws[\w-]*:([a-z0-9-]+):", field.description)
    service = match.group(1) if match else slug(field.domain, "")
    kind = slug(re.sub(r"\barns?\b", "", field.words)) or slug(field.parent) or "resource"
    if kind.split("-")[-1] == "role":
        return role_arn
    if "kms" in kind.split("-"):
        return kms_key_arn
    return arn(service, kind) if service else _any_arn


def arn(service: str, kind: str) -> Callable[[Draw], str]:
    """Return a maker of Amazon resource names of one kind of thing."""
    return lambda draw: (
        f"arn:aws:{service}:{draw.cloud.region}:{draw.cloud.account}:{kind}/{draw.code(8)}"
    )


def kms_key_arn(draw: Draw) -> str:
    """Make the name of an encryption key, of whatever service's thing it is said."""
    return f"arn:aws:kms:{draw.cloud.region}:{draw.cloud.account}:key/{_dashed(draw.hex(32))}"


def role_arn(draw: Draw) -> str:
    """Make the name of a role that a service may take on; roles lie in no region."""
    return f"arn:aws:iam::{draw.cloud.account}:role/{draw.rng.choice(words.RESOURCE_WORDS)}-access"


def _any_arn(draw: Draw) -> str:
    return arn(*draw.rng.choice(_RESOURCES))(draw)


def _like(draw: Draw, example: str) -> str:
    """Return a code of the example's form: digits redrawn, hexadecimal runs kept hexadecimal."""
    if re.fullmatch(r"[0-9a-f-]{16,}", example):
        return "".join(c if c == "-" else draw.rng.choice("0123456789abcdef") for c in example)
    return "".join(
        str(draw.rng.randrange(1 if i == 0 else 0, 10)) if c.isdigit() else c
        for i, c in enumerate(example)
    )


def _dashed(h: str) -> str:
    return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"
