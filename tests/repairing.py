"""Functions with one thing wrong, and functions damaged at any place."""

from __future__ import annotations

import random
from typing import Any

from toolmind.tools.repair import repair_function

OBJECT = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}}}
A_REQUIRED = {**OBJECT, "required": ["a"]}


def function(parameters: Any, **keys: Any) -> dict[str, Any]:
    return {"name": "f", "description": "d", "parameters": parameters, **keys}


def one(field: Any) -> dict[str, Any]:
    """A function whose only parameter x has this schema."""
    return function({"type": "object", "properties": {"x": field}})


def mended(value: Any) -> tuple[Any, set[str]]:
    """Return the parameters, or the field x where there is only that, and the rules applied."""
    tool, changes = repair_function(value)
    fields = tool.parameters.get("properties", {})
    rules = {change.rule for change in changes}
    return (fields["x"] if list(fields) == ["x"] else tool.parameters), rules


KEYWORDS = (
    "type properties required items enum default description nullable anyOf allOf oneOf $ref $defs "
    "definitions additionalProperties minimum maximum exclusiveMinimum minLength pattern format "
    "example examples const title $schema $id not if then prefixItems uniqueItems multipleOf "
    "dependentRequired patternProperties $anchor discriminator contains propertyNames"
).split()
VALUES = [
    *("string", "str", "List[int]", "dict", "object", "int or null", "x", "", "true", "5", "("),
    *("#", "#/$defs/A", "#/definitions/A", "http://x.y/z", "one of 'a', 'b'", "default: 3"),
    *(None, True, False, 0, 5, -1, 1.5, [], {}, ["a"], ["a", 1, None], [{"name": "a"}]),
]


def damaged_schema(rng: random.Random, depth: int = 0) -> Any:
    """Return something like a schema, damaged at any place."""
    if depth > 4 or rng.random() < 0.15:
        return rng.choice(VALUES)
    result: dict[str, Any] = {}
    for key in rng.sample(KEYWORDS, rng.randint(0, 5)):
        draw = rng.random()
        if draw < 0.45:
            result[key] = rng.choice(VALUES)
        elif draw < 0.65:
            result[key] = damaged_schema(rng, depth + 1)
        elif draw < 0.8:
            result[key] = [damaged_schema(rng, depth + 1) for _ in range(rng.randint(0, 3))]
        else:
            names = rng.sample(["a", "b", "$ref", "type", "required", "x/y", "é"], 2)
            result[key] = {name: damaged_schema(rng, depth + 1) for name in names}
    return result


def damaged_function(seed: int) -> Any:
    rng = random.Random(seed)
    value: Any = {
        "name": rng.choice(["f", "get weather", "a.b.c", "x" * 90, "é", "日本", None, "", 3]),
        rng.choice(["parameters", "arguments", "inputSchema", "args"]): damaged_schema(rng),
        rng.choice(["returns", "outputSchema", "response"]): damaged_schema(rng),
        "required": rng.choice([None, ["a"], "a", True]),
        "description": rng.choice(["d", None, 5, ["x"]]),
    }
    if rng.random() < 0.2:
        value = {"type": "function", "function": value}
    return value
