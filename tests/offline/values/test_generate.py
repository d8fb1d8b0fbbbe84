import subprocess
import sys
from datetime import datetime

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.offline.values import generate
from toolmind.schema import problem
from toolmind.schema.paths import get_path
from toolmind.schema.slots import assemble, slots
from toolmind.tools.pool import read_pool, shipped_pool_path

CLOCK = datetime(2026, 3, 10, 9, 30)


def value(schema, seed=0, name="", domain=""):
    return generate(schema, seed=seed, name=name, clock=CLOCK, domain=domain)


def values(schema, name="", domain="", n=20):
    return [value(schema, seed, name, domain) for seed in range(n)]


# --- whatever the schema, the value is valid ---------------------------------------------------

NAMES = st.sampled_from(
    [
        "id",
        "name",
        "start_date",
        "endDate",
        "email",
        "city",
        "price",
        "total",
        "tags",
        "名前",
        "a.b",
    ]
)
WORDS = st.sampled_from(["", "One of: 'a', 'b'", "e.g., DNA, blood", "Format: projects/{project}"])

FORMATS = ["date", "date-time", "time", "duration", "email", "uri", "uuid", "ipv4", "ipv6"]
FORMATS += ["hostname", "regex", "json-pointer", "relative-json-pointer", "uri-reference"]
FORMATS += ["uri-template", "int64", "byte"]


@st.composite
def numbers(draw):
    kind = draw(st.sampled_from(["integer", "number"]))
    low = draw(st.integers(-50, 50))
    schema = {"type": kind, draw(st.sampled_from(["minimum", "exclusiveMinimum"])): low}
    if draw(st.booleans()):
        schema[draw(st.sampled_from(["maximum", "exclusiveMaximum"]))] = low + draw(
            st.integers(3, 90)
        )
    if draw(st.booleans()):
        schema["multipleOf"] = draw(st.sampled_from([1, 2, 0.5, 0.25]))
    return schema


@st.composite
def strings(draw):
    schema = {"type": "string", "description": draw(WORDS)}
    extra = draw(st.sampled_from(["", "format", "pattern", "length"]))
    if extra == "format":
        schema["format"] = draw(st.sampled_from(FORMATS))
    elif extra == "pattern":
        schema["pattern"] = draw(
            st.sampled_from(
                [
                    r"^[A-Z]{2}\d{4}$",
                    r"^0x[a-fA-F0-9]{40}$",
                    r"^(foo|ba[rz])+-?\w*$",
                    r"^\d{4}-(0[1-9]|1[0-2])$",
                    r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$",
                    r"^(?:[a-z]+\.)*[a-z]+$",
                ]
            )
        )
    elif extra == "length":
        low = draw(st.integers(0, 40))
        schema |= {"minLength": low, "maxLength": low + draw(st.integers(0, 20))}
    return schema


def containers(inner):
    def obj(properties, required, extra):
        named = [name for name in properties if required and len(name) % 2]
        schema = {"type": "object", "properties": properties, "required": [*named]}
        return schema | ({"additionalProperties": extra} if extra is not None else {})

    def arr(items, low, unique):
        schema = {"type": "array", "items": items, "minItems": low, "maxItems": low + 2}
        free = items.get("type") == "string" and set(items) == {"type", "description"}
        return schema | (
            {"uniqueItems": True} if unique and free and not items["description"] else {}
        )

    return st.one_of(
        st.builds(
            obj,
            st.dictionaries(NAMES, inner, max_size=5),
            st.booleans(),
            st.one_of(st.none(), st.just(False), inner),
        ),
        st.builds(arr, inner, st.integers(0, 3), st.booleans()),
        st.builds(lambda a, b: {"anyOf": [a, b]}, inner, inner),
        st.builds(lambda a: {"anyOf": [a, {"type": "null"}]}, inner),
        st.builds(lambda a: {"allOf": [a, {"description": "more"}]}, inner),
        st.builds(lambda a: {"oneOf": [{"type": "null"}, a]}, inner.filter(_never_null)),
    )


def _never_null(schema):
    return isinstance(schema.get("type"), str) and schema["type"] != "null"


LEAVES = st.one_of(
    numbers(),
    strings(),
    st.just({"type": "boolean"}),
    st.just({"type": "null"}),
    st.just({}),
    st.just({"type": ["string", "null"]}),
    st.just({"enum": ["UNSPECIFIED", "a", 3, None]}),
    st.just({"const": {"k": [1]}}),
)


@settings(max_examples=300, deadline=None)
@given(st.recursive(LEAVES, containers, max_leaves=12), st.integers(0, 99), NAMES)
def test_whatever_the_schema_the_value_is_valid(schema, seed, name):
    made = value(schema, seed, name)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    jsonschema.Draft202012Validator(schema, format_checker=checker).validate(made)


def test_recursive_schemas_end():
    tree = {
        "$ref": "#/$defs/Node",
        "$defs": {
            "Node": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                },
                "required": ["name", "children"],
            }
        },
    }
    for made in values(tree):
        jsonschema.validate(made, tree)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": False}, "required": ["a"]},
        {"type": "integer", "minimum": 3, "maximum": 2},
        {"type": "string", "enum": [1, 2]},
        {
            "$ref": "#",
            "type": "object",
            "required": ["self"],
            "properties": {"self": {"$ref": "#"}},
        },
        {"type": "string", "pattern": "^(?=b)a$"},
        {"type": "strin"},
        {"allOf": [{"type": "string"}, {"type": "integer"}]},
    ],
)
def test_schemas_that_allow_nothing_say_so(schema):
    with pytest.raises(DataError):
        value(schema)


UNMET = {"type": "string", "pattern": "^(?=b)a$"}
"""A pattern that nothing matches."""

UNSOLVED = {"type": "string", "pattern": "^(?=[a-c]{40}z)[a-z]+$"}
"""A pattern that no value drawn matches: look-arounds are not solved."""


@pytest.mark.parametrize(
    ("schema", "fallback"),
    [
        ({**UNSOLVED, "default": "a" * 40 + "z"}, "a" * 40 + "z"),
        ({**UNSOLVED, "examples": ["b" * 40 + "z"]}, "b" * 40 + "z"),
        ({"anyOf": [UNMET, {"const": "the other"}]}, "the other"),
        ({"anyOf": [UNMET, {"enum": ["red"]}]}, "red"),
    ],
)
def test_what_cannot_be_made_falls_back_to_what_the_schema_gives(schema, fallback):
    whole = {"type": "object", "properties": {"it": schema}, "required": ["it"]}
    assert values(whole) == [{"it": fallback}] * 20


def test_of_many_alternatives_that_overlap_one_is_found():
    """Each alternative is drawn well seldom; all of them together never by chance alone."""
    taken = {"type": "integer", "minimum": 0, "maximum": 100}
    overlapping = {"oneOf": [taken, {**taken, "maximum": 100000}, {"type": "boolean"}]}
    names = [f"field_{n}" for n in range(12)]
    whole = {"type": "object", "properties": dict.fromkeys(names, overlapping), "required": names}
    for made in values(whole):
        assert problem(whole, made) is None


def test_the_same_in_every_process():
    code = (
        "from datetime import datetime; from toolmind.offline.values import generate;"
        "s={'properties':{n:{'type':'string'} for n in ('name','city','id','note')}};"
        "print(generate(s, seed='x', clock=datetime(2026,3,10)))"
    )
    run = [sys.executable, "-c", code]
    first, second = (subprocess.run(run, capture_output=True, text=True, check=True) for _ in "ab")
    assert first.stdout == second.stdout != ""


def test_seeds_differ():
    schema = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    assert len({made["id"] for made in values(schema)}) == 20
    assert value(schema, "7") == value(schema, 7) != value(schema, b"7")


# --- arguments of real tools, as a user tells them ---------------------------------------------


def test_arguments_taken_apart_into_facts_go_together_again():
    for seed, tool in enumerate(list(read_pool([shipped_pool_path()]))[::20]):
        arguments = value(tool.parameters, seed, tool.name)
        found = {path: get_path(arguments, path) for path in slots(tool.parameters)}
        stated = {path: said[0] for path, said in found.items() if said}
        again = assemble(tool.parameters, stated)
        assert problem(tool.parameters, again) is None, tool.id
