"""Objects: their properties agree, and none says by itself that it failed or is gone."""

import pytest

from drawn_values import CLOCK, objects
from toolmind.offline.values import generate
from toolmind.offline.values.entities import PLACES


def _nested(depth, *, required):
    node = {"type": "string"}
    for level in range(depth):
        node = {"type": "object", "properties": {f"part{level}": node}}
        if required:
            node["required"] = [f"part{level}"] if level else []
    return node


def _hollow(value):
    if isinstance(value, list):
        return any(map(_hollow, value))
    return isinstance(value, dict) and (not value or any(map(_hollow, value.values())))


def test_what_speaks_of_one_place_or_person_agrees():
    shape = {"city": "", "country": "", "country_code": "", "currency": "", "timezone": ""}
    by_city = {place.city: place for place in PLACES}
    for made in objects(shape):
        place = by_city[made["city"]]
        assert (made["country"], made["country_code"]) == (place.country, place.code)
        assert (made["currency"], made["timezone"]) == (place.currency, place.timezone)
    people = objects({"first_name": "", "last_name": "", "email": ""})
    assert all(p["first_name"].lower() in p["email"] for p in people)
    routes = objects({"origin_city": "", "destination_city": "", "origin_country": ""})
    assert any(r["origin_city"] != r["destination_city"] for r in routes)
    assert all(by_city[r["origin_city"]].country == r["origin_country"] for r in routes)


def test_a_result_does_not_say_by_itself_that_it_failed():
    names = ("error", "errors", "errorMessage", "failure_reason", "warnings")
    names += ("UnprocessedItems", "NotifyFailureStatuses", "failedRecords", "name", "done")
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    for seed in range(200):
        assert set(generate(schema, seed=seed, name="job", clock=CLOCK)) <= {"name", "done"}
    needed = {**schema, "required": ["errorMessage"]}
    assert "errorMessage" in generate(needed, seed=1, name="job", clock=CLOCK)


def test_the_key_and_the_value_of_a_label_belong_together():
    pairs = {"environment": ("production", "staging"), "team": ("finance", "research")}
    for each in objects({"key": "The key.", "value": "The value."}, name="tags[]"):
        assert each["value"] in pairs.get(each["key"], (each["value"],))
        assert " " not in each["key"] + each["value"]


@pytest.mark.parametrize("depth", [2, 7, 9, 12])
@pytest.mark.parametrize("required", [True, False])
def test_no_object_is_without_anything(depth, required):
    wide = {f"field{n}": {"type": "array", "items": {"type": "string"}} for n in range(30)}
    schema = {"type": "object", "properties": {**wide, "whole": _nested(depth, required=required)}}
    schema["required"] = ["whole"] if required else []
    for seed in range(20):
        drawn = generate(schema, seed=seed, clock=CLOCK)
        assert not _hollow(drawn)


@pytest.mark.parametrize(
    "name", ["UnsuccessfulFaceAssociations", "FailedEntityList", "unprocessedItems"]
)
def test_lists_of_what_failed_are_empty_and_seldom_there(name):
    faces = {"type": "array", "items": {"type": "string"}}
    schema = {"type": "object", "properties": {name: faces, "status": {"type": "string"}}}
    assert not any(generate(schema, seed=s, clock=CLOCK).get(name) for s in range(40))


def test_what_is_read_was_not_deleted():
    flags = objects({"deleted": {"type": "boolean"}, "shown": {"type": "boolean"}})
    assert not any(each["deleted"] for each in flags)
    assert any(each["shown"] for each in flags)


def test_when_a_thing_was_put_out_of_use_is_seldom_told():
    names = ["name", "enabledDate", "disabledDate", "deletedAt"]
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    told = [name for seed in range(50) for name in generate(schema, seed=seed, clock=CLOCK)]
    assert told.count("enabledDate") > 5 * told.count("disabledDate")
    assert told.count("enabledDate") > 5 * told.count("deletedAt")
