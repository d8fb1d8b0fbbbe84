"""What a schema gives itself comes first; the items of a list are different things."""

from itertools import pairwise

import pytest

from drawn_values import CLOCK, SEEDS, texts
from toolmind.offline.values import generate


def test_the_items_of_a_list_are_different_things():
    schema = {
        "type": "object",
        "properties": {
            "users": {
                "type": "array",
                "minItems": 3,
                "items": {
                    "type": "object",
                    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
                    "required": ["id", "name"],
                },
            },
            "total": {"type": "integer"},
        },
        "required": ["users", "total"],
    }
    for seed in SEEDS:
        made = generate(schema, seed=seed, clock=CLOCK)
        assert len({user["id"] for user in made["users"]}) == len(made["users"]) == made["total"]
        assert all(user["id"].startswith("usr_") for user in made["users"])
        assert all(a["name"] != b["name"] for a, b in pairwise(made["users"]))


def test_empty_enum_members_are_avoided():
    schema = {"enum": ["STATE_UNSPECIFIED", "ACTIVE", "DELETED"]}
    made = {generate(schema, seed=s, name="state", clock=CLOCK) for s in SEEDS}
    assert made == {"ACTIVE", "DELETED"}


def test_examples_of_the_schema_are_used_and_its_default_now_and_then():
    assert {"x1", "x2"} < set(texts("thing", examples=["x1", "x2"]))
    made = texts("city", default="Lisbon")
    assert 0 < made.count("Lisbon") < len(made)


def test_changing_a_value_does_not_change_its_schema():
    schema = {"const": {"tags": ["a"]}}
    generate(schema, seed=1, clock=CLOCK)["tags"].append("b")
    assert schema == {"const": {"tags": ["a"]}}


def test_no_two_things_of_a_list_have_one_name():
    thing = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "enum": ["a", "b", "c"]},
            "size": {"type": "integer"},
        },
        "required": ["name", "size"],
    }
    for seed in SEEDS:
        made = generate({"type": "array", "items": thing}, seed=seed, name="buckets", clock=CLOCK)
        names = [each["name"] for each in made]
        assert len(set(names)) == len(names)
    six = generate({"type": "array", "items": thing, "minItems": 6}, seed=1, clock=CLOCK)
    assert len(six) == 6, "what the schema asks for goes first"


@pytest.mark.parametrize("field", ["regionName", "key", "optionName", "faceId", "language"])
def test_no_two_items_of_a_list_are_known_by_the_same(field):
    item = {"type": "object", "properties": {field: {"type": "string"}, "on": {"type": "boolean"}}}
    item["required"] = [field, "on"]
    schema = {"type": "array", "items": item, "maxItems": 3}
    for seed in range(60):
        known = [each[field] for each in generate(schema, seed=seed, name="settings", clock=CLOCK)]
        assert len(known) == len(set(known))
