"""What an answer repeats of its call, and in which of its fields."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.world.echo import objects
from toolmind.offline.world.fit import fit
from toolmind.offline.world.keys import subject_of
from toolmind.tools.effects import named_effect

THINGS = ["order", "hotel", "game", "rule", "user"]
OWN = ["id", "name", "title", "arn", "status"]


def answered(tool: str, arguments: dict[str, Any], result: Any) -> Any:
    does = named_effect(tool)
    return fit(copy.deepcopy(result), arguments, does, subject_of(arguments, does), "seed")


@pytest.mark.parametrize(
    ("tool", "arguments", "result", "expected"),
    [
        ("getPuzzleGame", {"game_name": "Chess"}, {"name": "Go"}, {"name": "Chess"}),
        ("GetAlarmMuteRule", {"AlarmMuteRuleName": "a"}, {"Name": "b"}, {"Name": "a"}),
        ("get_thing", {"identifier": "x_1"}, {"arn": "r", "id": "i"}, {"arn": "r", "id": "x_1"}),
        ("get_thing", {"id": "arn:x"}, {"arn": "r", "id": "i"}, {"arn": "r", "id": "arn:x"}),
        (
            "get_thing",
            {"identifier": "arn:x"},
            {"id": "i", "arn": "r"},
            {"id": "i", "arn": "arn:x"},
        ),
        ("get_thing", {"id": "x"}, {"id": "i", "uuid": "u"}, {"id": "x", "uuid": "u"}),
        (
            "get_order",
            {"id": "x"},
            {"orderId": "i", "userId": "u"},
            {"orderId": "x", "userId": "u"},
        ),
        ("get_flight", {"flight_number": "F1"}, {"id": "i"}, {"id": "i"}),
        ("get_flight", {"flight_number": "F1"}, {"number": "i"}, {"number": "F1"}),
        ("get_order", {"order": {"name": "n"}}, {"data": {"name": "i"}}, {"data": {"name": "n"}}),
        ("stop", {"cluster": "arn:c"}, {"clusterArn": "i"}, {"clusterArn": "arn:c"}),
        ("stop", {"cluster": "main"}, {"clusterArn": "i"}, {"clusterArn": "i"}),
        ("stop", {"cluster": "main"}, {"clusterName": "i"}, {"clusterName": "main"}),
        ("get_item", {"resourceName": "n"}, {"name": "i"}, {"name": "n"}),
        ("get_folder", {"folderId": "f"}, {"parentFolderId": "p"}, {"parentFolderId": "p"}),
        ("restore_store", {"sourceStoreId": "s"}, {"storeId": "n"}, {"storeId": "n"}),
        ("StartExportJob", {"EntityId": "e"}, {"JobId": "j"}, {"JobId": "j"}),
        (
            "get_rule",
            {"name": "n"},
            {"ruleProperties": {"name": "i"}},
            {"ruleProperties": {"name": "n"}},
        ),
        ("get_users", {"userIds": "a,b"}, {"users": [{"id": "x"}]}, {"users": [{"id": "x"}]}),
        ("get_users", {"ids": "a,b"}, {"users": [{"id": "x"}]}, {"users": [{"id": "a"}]}),
    ],
)
def test_a_things_own_field_has_what_was_said_of_the_thing(
    tool: str, arguments: dict[str, Any], result: Any, expected: Any
) -> None:
    assert answered(tool, arguments, result) == expected


@pytest.mark.parametrize(
    ("arguments", "result", "arn"),
    [
        ({"fleetId": "flt_1"}, {"fleetArn": "arn:aws:g:r:1:fleet/x"}, "arn:aws:g:r:1:fleet/flt_1"),
        ({}, {"id": "t1", "arn": "arn:aws:g:r:1:thing/x"}, "arn:aws:g:r:1:thing/t1"),
        ({}, {"name": "a b", "arn": "arn:aws:g:r:1:thing/x"}, "arn:aws:g:r:1:thing/x"),
        ({}, {"roleName": "r", "roleArn": "arn:aws:iam::1:role/x"}, "arn:aws:iam::1:role/r"),
        ({"id": "t2"}, {"hostArn": "arn:aws:g:r:1:host/x"}, "arn:aws:g:r:1:host/x"),
    ],
)
def test_an_arn_names_its_thing_by_the_id_that_is_known(
    arguments: dict[str, str], result: dict[str, str], arn: str
) -> None:
    assert arn in answered("get_thing", arguments, result).values()


@given(
    asked=st.sampled_from(THINGS),
    within=st.sampled_from(THINGS),
    field=st.sampled_from(OWN),
    named=st.booleans(),
)
def test_what_was_said_of_one_thing_is_no_field_of_another(
    asked: str, within: str, field: str, named: bool
) -> None:
    arguments = {f"{asked}_{field}" if named else field: "said"}
    got = answered(f"get_{asked}", arguments, {field: "own", within: {field: "its"}})
    assert got[field] == "said"
    assert got[within][field] == ("said" if asked == within else "its")


def test_an_id_beside_that_of_the_thing_asked_for_is_something_elses() -> None:
    result = {"flowId": "f0", "account": {"id": "a0"}, "application": {"id": "p0"}}
    assert answered("GetFlow", {"id": "acc_1", "flowId": "flow_1"}, result) == {
        "flowId": "flow_1",
        "account": {"id": "a0"},
        "application": {"id": "p0"},
    }


@given(st.lists(st.fixed_dictionaries({"id": st.text(), "city": st.text()}), max_size=3))
def test_a_list_that_is_echoed_stays_as_it_was_said(parts: list[dict[str, str]]) -> None:
    arguments = {"parts": parts, "city": "Lima"}
    before = copy.deepcopy(arguments)
    assert "parts" in answered("create_trip", arguments, {"parts": [{"id": "a"}], "city": "Rome"})
    assert arguments == before


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("translate_text", {"text": "sun"}),
        ("list_rules", {"name": "projects/p1"}),
        ("get_rules", {"name": "sun"}),
    ],
)
def test_only_what_is_searched_for_is_found_in_titles(tool: str, arguments: dict[str, str]) -> None:
    result = {"entries": [{"title": "moon"}]}
    assert answered(tool, arguments, result) == result
    found = answered("search_rules", {"name": "sun"}, result)
    assert found == {"entries": [{"title": "Sun: moon"}]}


@given(
    asked=st.lists(st.text(min_size=1), min_size=1, max_size=4),
    drawn=st.lists(st.text(min_size=1), min_size=1, max_size=4),
    field=st.sampled_from(["id", "profileId", "name"]),
)
def test_items_asked_for_are_the_items_given(
    asked: list[str], drawn: list[str], field: str
) -> None:
    items = [{field: value, "size": at} for at, value in enumerate(drawn)]
    got = answered("get_things", {f"{field}s": asked}, {"found": items})["found"]
    assert [item[field] for item in got] == asked[: len(drawn)]
    assert [item["size"] for item in got] == list(range(len(got)))


def test_a_choice_of_one_is_a_filter() -> None:
    result = {"gateways": [{"status": "a"}, {"status": "b"}]}
    got = answered("list_gateways", {"status": ["ACTIVE"]}, result)
    assert got == {"gateways": [{"status": "ACTIVE"}, {"status": "ACTIVE"}]}


def test_items_of_a_list_of_things_are_such_things() -> None:
    result = {"gatewayList": [{"id": "g"}], "gatewaySet": {"id": "s"}}
    found = {thing for _, thing, _ in objects(result, "account")}
    assert found == {"account", "gateway", "gateway set"}


@pytest.mark.parametrize(
    ("tool", "arguments", "result", "expected"),
    [
        (  # of capabilities of a thing, the thing's id is the one asked for
            "GetManagedThingCapabilities",
            {"Identifier": "t1"},
            {"ManagedThingId": "x"},
            {"ManagedThingId": "t1"},
        ),
        (  # a channel that watches a file has the id that is given beside the file's
            "files_watch",
            {"fileId": "f1", "body": {"id": "c1"}},
            {"id": "x"},
            {"id": "c1"},
        ),
        (
            "access_controls_patch",
            {"body": {"entityId": "e1", "id": "a1"}},
            {"entityId": "x", "id": "y"},
            {"entityId": "e1", "id": "a1"},
        ),
        (
            "BatchGetField",
            {"fields": [{"id": "f1"}, {"id": "f2"}]},
            {"fields": [{"fieldId": "x"}, {"fieldId": "y"}]},
            {"fields": [{"fieldId": "f1"}, {"fieldId": "f2"}]},
        ),
        (
            "DeleteFleetLocations",
            {"Locations": ["l1"]},
            {"LocationStates": [{"Location": "x", "Status": "GONE"}]},
            {"LocationStates": [{"Location": "l1", "Status": "GONE"}]},
        ),
        (
            "GetDomainSuggestions",
            {"DomainName": "a.example"},
            {"SuggestionsList": [{"DomainName": "b.example"}, {"DomainName": "c.example"}]},
            {"SuggestionsList": [{"DomainName": "b.example"}, {"DomainName": "c.example"}]},
        ),
    ],
)
def test_an_id_goes_to_what_it_is_of(
    tool: str, arguments: dict[str, Any], result: Any, expected: Any
) -> None:
    assert answered(tool, arguments, result) == expected


IDS = st.lists(st.text("abcdef", min_size=1), min_size=1, max_size=4, unique=True)


@given(
    asked=IDS,
    done=st.integers(1, 4),
    failed=st.integers(0, 4),
    name=st.sampled_from(["FailedFaces", "UnsuccessfulFaceAssociations", "unprocessedFaceList"]),
)
def test_each_outcome_is_told_once(asked: list[str], done: int, failed: int, name: str) -> None:
    result = {
        "AssociatedFaces": [{"FaceId": f"x{at}"} for at in range(done)],
        name: [{"FaceId": f"y{at}", "Reasons": ["R"]} for at in range(failed)],
    }
    got = answered("AssociateFaces", {"FaceIds": asked}, result)
    good, bad = ([each["FaceId"] for each in got[key]] for key in ("AssociatedFaces", name))
    assert not set(good) & set(bad)
    assert set(good + bad) <= set(asked)
    assert failed or good == asked


def test_plain_values_that_failed_did_not_go_well() -> None:
    result = {"added": ["a", "b"], "failedIds": ["b"], "errors": []}
    assert answered("add_things", {}, result) == {"added": ["a"], "failedIds": ["b"], "errors": []}


def test_a_bare_id_is_that_of_what_has_one_and_not_of_what_it_belongs_to():
    result = {"id": "drawn_1", "connectorId": "conn_drawn"}
    does, arguments = named_effect("get_connector_destination"), {"identifier": "dest_asked"}
    got = fit(result, arguments, does, subject_of(arguments, does), "seed")
    assert got == {"id": "dest_asked", "connectorId": "conn_drawn"}
