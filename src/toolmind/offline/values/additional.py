"""Properties that an object has beyond those declared by name: labels, and maps of any keys."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from toolmind.errors import DataError
from toolmind.offline.values.draw import Draw, Maker
from toolmind.offline.values.field import Field
from toolmind.offline.values.properties import Builder
from toolmind.offline.values.words import RESOURCE_WORDS
from toolmind.records import JSON, Schema
from toolmind.schema import check
from toolmind.text.slug import slug

_LABELS = {
    "environment": "production",
    "team": "finance",
    "owner": "platform",
    "costcentre": "4711",
    "tier": "gold",
}


class AdditionalProperties(NamedTuple):
    """How properties that are not declared by name are made."""

    key: Maker
    value: Maker
    usual: bool
    """Whether an object without declared properties gets some of them unasked."""
    labels: dict[str, str] = {}
    """Values of the keys that say what belongs to them."""

    def add(self, draw: Draw, value: dict[str, JSON], low: int, high: int) -> None:
        """Add some to an object, which has at least `low` and at most `high` properties then."""
        wanted = max(low, draw.rng.randint(1, 2) if self.usual and not draw.plain else 0)
        for attempt in range(4 * wanted):
            if len(value) >= min(wanted, high) or (draw.depth > 7 and len(value) >= low):
                return
            key = str(self.key(draw))
            if attempt >= 2 * wanted:
                key = f"{slug(key, '_') or 'key'}{attempt}"
            if key not in value:
                value[key] = self.labels.get(key) or self.value(draw)


def additional(builder: Builder, flat: Schema, field: Field) -> AdditionalProperties | None:
    """Return how further properties are made; None where the schema allows none."""
    patterns = flat.get("patternProperties") or {}
    rest = flat.get("additionalProperties", {})
    labels = bool(re.search(r"label|tag|metadata|attribute|annotation|custom", field.words))
    try:
        for pattern, node in patterns.items():
            name_maker = builder.maker({"type": "string", "pattern": pattern}, Field(words="key"))
            return AdditionalProperties(name_maker, builder.maker(node, field.item({})), True)
        if rest is False:
            return None
        named = flat.get("propertyNames")
        texts = labels or not isinstance(rest, dict) or rest.get("type", "string") == "string"
        options = tuple(_LABELS) if texts else RESOURCE_WORDS
        keys: Maker = lambda draw: draw.rng.choice(options)  # noqa: E731
        if isinstance(named, dict):
            keys = builder.maker({"type": "string", **named}, Field(words="key"))
        if labels and (rest is True or rest == {}) and not named:
            return AdditionalProperties(keys, lambda draw: "standard", True, _LABELS)
        fits = check(rest) if _plain_text(rest) else None
        known = {key: value for key, value in _LABELS.items() if fits and fits(value)}
        usual = isinstance(rest, dict) and bool(rest)
        return AdditionalProperties(keys, builder.maker(rest, field.item({})), usual, known)
    except DataError:
        return None


def _plain_text(node: Any) -> bool:
    """Tell whether a schema asks for a text and not for one of a known form."""
    return (
        isinstance(node, dict)
        and node.get("type") == "string"
        and not node.keys() & {"enum", "const", "format", "examples"}
    )


def undeclared_schema(flat: Schema, name: str) -> Any:
    """Return what the schema says of a property that it does not declare by name."""
    for pattern, node in (flat.get("patternProperties") or {}).items():
        try:
            if re.search(pattern, name):
                return node
        except re.error:
            continue
    return flat.get("additionalProperties", {})
