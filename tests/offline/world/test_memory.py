"""What a world knows of a thing, it says again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from toolmind.offline.world.answers import World
from toolmind.records import Tool

CLOCK = datetime(2026, 3, 10, 9, 30)
TEXT = {"type": "string"}


def tool(name: str, parameters: list[str], returns: dict[str, Any]) -> Tool:
    properties = dict.fromkeys(parameters, TEXT)
    return Tool(
        id=name,
        name=name,
        parameters={"type": "object", "properties": properties, "required": parameters},
        returns=returns,
    )


def always(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


@pytest.mark.parametrize("id_", ["dataDeletionJobArn", "jobId", "id"])
@pytest.mark.parametrize("wrapper", ["dataDeletionJob", "job", ""])
def test_what_was_created_is_described_as_it_was_made(id_: str, wrapper: str) -> None:
    create = tool("CreateDataDeletionJob", ["jobName", "roleArn"], always(**{id_: TEXT}))
    described = always(jobName=TEXT, roleArn=TEXT, status=TEXT)
    describe = tool(
        "DescribeDataDeletionJob", [id_], always(**{wrapper: described}) if wrapper else described
    )
    world = World("w", CLOCK)
    made = {"jobName": "delta-job", "roleArn": "arn:aws:iam::1:role/r"}
    known = world.answer(create, made).value
    told = world.answer(describe, known).value
    assert (told[wrapper] if wrapper else told).items() >= made.items()


def test_what_hangs_on_a_thing_is_not_the_thing() -> None:
    create = tool("CreateJob", ["name"], always(jobId=TEXT))
    describe = tool(
        "DescribeJob", ["jobId"], always(job=always(name=TEXT), owner=always(name=TEXT))
    )
    world = World("w", CLOCK)
    known = world.answer(create, {"name": "delta-job"}).value
    told = world.answer(describe, known).value
    assert told["job"]["name"] == "delta-job"
    assert told["owner"]["name"] != "delta-job"


def test_a_thing_is_the_same_in_a_list_and_alone() -> None:
    item = always(watchlistId=TEXT, name=TEXT)
    for name in ("watchlistSummaries", "watchlistSummaryItems", "items", "successful"):
        lists = tool("ListWatchlists", [], always(**{name: {"type": "array", "items": item}}))
        describe = tool("DescribeWatchlist", ["watchlistId"], always(watchlist=item))
        world = World("w", CLOCK)
        listed = world.answer(lists, {}).value[name][0]
        told = world.answer(describe, {"watchlistId": listed["watchlistId"]}).value
        assert told["watchlist"] == listed


def test_a_thing_is_known_by_its_id_and_by_its_arn() -> None:
    create = tool("CreateTemplate", ["label"], always(arn=TEXT, id=TEXT))
    get = tool("GetTemplate", ["identifier"], always(label=TEXT))
    world = World("w", CLOCK)
    made = world.answer(create, {"label": "mine"}).value
    for name in ("id", "arn"):
        assert world.answer(get, {"identifier": made[name]}).value == {"label": "mine"}


def test_what_is_in_a_thing_can_go_without_it() -> None:
    delete = tool("DeleteFleetLocations", ["fleetId", "locations"], always(fleetId=TEXT))
    get = tool("GetFleet", ["fleetId"], always(fleetId=TEXT))
    world = World("w", CLOCK)
    world.answer(delete, {"fleetId": "flt_12345678", "locations": "north"})
    assert not world.answer(get, {"fleetId": "flt_12345678"}).error
    world.answer(tool("DeleteFleet", ["fleetId"], always()), {"fleetId": "flt_12345678"})
    assert world.answer(get, {"fleetId": "flt_12345678"}).error == "not_found"


def test_the_id_of_what_is_changed_within_is_not_that_of_what_holds_it() -> None:
    body = {"type": "object", "properties": {"id": TEXT, "role": TEXT}}
    change = tool("calendar_acl_update", ["calendarId", "ruleId"], always(id=TEXT))
    change.parameters["properties"]["body"] = body
    get_rule = tool("calendar_acl_get", ["calendarId", "ruleId"], always(id=TEXT, role=TEXT))
    get = tool("calendar_calendars_get", ["calendarId"], always(id=TEXT))
    world, ids = World("w", CLOCK), {"calendarId": "clnd_12345678", "ruleId": "rule_12345678"}
    world.answer(change, {**ids, "body": {"id": "acl_12345678", "role": "viewer"}})
    assert world.answer(get, {"calendarId": ids["calendarId"]}).value == {"id": ids["calendarId"]}
    assert world.answer(get_rule, ids).value == {"id": ids["ruleId"], "role": "viewer"}


@pytest.mark.parametrize("seed", range(12))
def test_what_was_just_begun_began_now_and_has_not_failed(seed: int) -> None:
    start = tool("StartExportJob", ["name"], always(jobId=TEXT))
    states = {"type": "string", "enum": ["FAILED", "DELETED", "IN_PROGRESS", "COMPLETED"]}
    when = {"type": "string", "format": "date-time"}
    told = always(jobId=TEXT, jobStatus=states, submitTime=when, endTime=when)
    describe = tool("DescribeExportJob", ["jobId"], always(exportJobProperties=told))
    world = World(f"w{seed}", CLOCK)
    begun = world.answer(start, {"name": "mine"}).value
    job = world.answer(describe, begun).value["exportJobProperties"]
    assert job["jobStatus"] in ("IN_PROGRESS", "COMPLETED")
    assert job["submitTime"] == "2026-03-10T09:30:00Z" <= job["endTime"]


def test_nothing_is_in_a_list_twice() -> None:
    item = always(documentId=TEXT, status=TEXT)
    returns = always(documentStatusList={"type": "array", "items": item, "minItems": 3})
    del returns["properties"]["documentStatusList"]["minItems"]
    get = tool("BatchGetDocumentStatus", [], returns)
    ids = {"type": "array", "items": always(documentId=TEXT)}
    get.parameters["properties"]["documents"] = ids
    for asked in (["doc_11111111"], ["doc_11111111", "doc_22222222"]):
        for seed in range(6):
            documents = [{"documentId": each} for each in asked]
            told = World(f"w{seed}", CLOCK).answer(get, {"documents": documents}).value
            listed = [each["documentId"] for each in told["documentStatusList"]]
            assert listed == asked[: len(listed)] and listed


ARN = "arn:aws:lambda:eu-west-1:123456789012:function/harbor-function"


@pytest.mark.parametrize(
    ("made_by", "made", "asked"),
    [
        ("functionName", {"functionName": "harbor-function", "functionArn": ARN}, ARN),
        ("functionName", {"functionArn": ARN}, "harbor-function"),
        ("name", {"name": "harbor-function"}, ARN),
        ("name", {"name": "projects/p1/functions/harbor-function"}, "harbor-function"),
        ("id", {"id": "fnc_12345", "arn": ARN}, ARN),
    ],
)
def test_a_thing_is_one_by_all_its_names(made_by: str, made: dict[str, str], asked: str) -> None:
    told = always(description=TEXT, **dict.fromkeys(made, TEXT))
    world, described_by = World("w", CLOCK), Tool(id="", name="describe_function")
    world.learn(described_by, {made_by: made.get(made_by, "harbor-function")}, made)
    described = {"functionName": "harbor-function", **made, "description": "D"}
    world.learn(described_by, {made_by: made.get(made_by, "harbor-function")}, described)
    read = tool("get_function", ["functionName"], told)
    assert world.answer(read, {"functionName": asked}).value["description"] == "D"
    world.answer(tool("delete_function", ["functionName"], always()), {"functionName": asked})
    for name in (asked, "harbor-function"):
        assert world.answer(read, {"functionName": name}).error == "not_found"


def test_what_is_in_a_thing_says_so_alone() -> None:
    message = always(id=TEXT)
    threads = {"type": "array", "minItems": 1, "items": always(id=TEXT, messages={})}
    threads["items"]["properties"]["messages"] = {"type": "array", "minItems": 1, "items": message}
    world = World("w", CLOCK)
    (first, *_) = world.answer(tool("list_threads", [], always(threads=threads)), {}).value[
        "threads"
    ]
    read = tool("get_message", ["id"], always(id=TEXT, threadId=TEXT))
    for each in first["messages"]:
        assert world.answer(read, {"id": each["id"]}).value["threadId"] == first["id"]


@pytest.mark.parametrize("field", ["tags", "metaData", "resourceLabels"])
def test_labels_are_the_same_each_time(field: str) -> None:
    labels = {"type": "object", "additionalProperties": TEXT}
    world = World("w", CLOCK)
    whole = tool("get_thing", ["thingId"], always(thingId=TEXT, **{field: labels}))
    part = tool(f"get_thing_{field}", ["thingId"], always(thingId=TEXT, **{field: labels}))
    for number in range(10):
        asked = {"thingId": f"thng_{number:06}"}
        assert world.answer(whole, asked).value[field] == world.answer(part, asked).value[field]


@pytest.mark.parametrize("id_", ["jobId", "executionId"])
def test_what_a_call_makes_is_known_by_the_one_id_that_is_new(id_: str) -> None:
    start = tool("StartFaceDetection", ["jobTag", "roleId"], always(**{id_: TEXT, "roleId": TEXT}))
    read = tool("GetFaceSearch", [id_], always(jobTag=TEXT, created_at=TEXT))
    world = World("w", CLOCK)
    made = world.answer(start, {"jobTag": "tag-1", "roleId": "role-123"}).value
    told = world.answer(read, {id_: made[id_]}).value
    assert told == {"jobTag": "tag-1", "created_at": "2026-03-10T09:30:00Z"}


def test_to_put_what_is_there_is_to_change_it() -> None:
    fields = always(geofenceId=TEXT, createTime=TEXT, updateTime=TEXT)
    read, put = (tool(name, ["geofenceId"], fields) for name in ("GetGeofence", "PutGeofence"))
    world = World("w", CLOCK)
    asked = {"geofenceId": "gfnc_123456"}
    before = world.answer(read, asked).value
    after = world.answer(put, asked).value
    assert after == {**before, "updateTime": "2026-03-10T09:30:00Z"}
    new = world.answer(put, {"geofenceId": "gfnc_654321"}).value
    assert new["createTime"] == "2026-03-10T09:30:00Z"


def test_an_id_in_two_words_is_the_one_in_one() -> None:
    disable = tool("keypairs_disable", ["keyPairId", "userId"], always(keyPairId=TEXT, pem=TEXT))
    read = tool("keypairs_get", ["keyPairId", "userId"], always(keyPairId=TEXT, pem=TEXT))
    asked = {"keyPairId": "pair_123456", "userId": "usr_123456"}
    world = World("w", CLOCK)
    assert world.answer(disable, asked).value == world.answer(read, asked).value


def test_a_search_that_names_a_user_finds_no_user_twice() -> None:
    match = always(similarity={"type": "number"}, user=always(userId=TEXT))
    tags = {"type": "array", "minItems": 2, "items": always(key={"enum": ["team"]})}
    returns = always(
        userMatches={"type": "array", "items": match},
        folder=always(tagList={**tags, "minItems": 0}),
    )
    search = tool("SearchUsers", ["userId"], returns)
    for seed in map(str, range(20)):
        found = World(seed, CLOCK).answer(search, {"userId": "usr_123456"}).value
        users = [each["user"]["userId"] for each in found["userMatches"]]
        assert len(users) == len(set(users))
        assert len(found["folder"]["tagList"]) <= 1


def test_a_name_beside_an_id_is_of_the_same_thing_everywhere() -> None:
    pair = always(profileId=TEXT, profileName=TEXT, version=TEXT)
    versions = tool(
        "ListProfileVersions",
        ["profileId"],
        always(items={"type": "array", "minItems": 1, "items": pair}),
    )
    read = tool("PublishTransformation", ["profileId"], always(result=always(profile=pair)))
    world = World("w", CLOCK)
    asked = {"profileId": "prfl_123456"}
    names = {each["profileName"] for each in world.answer(versions, asked).value["items"]}
    told = world.answer(read, asked).value["result"]["profile"]
    assert told["profileId"] == "prfl_123456"
    assert {told["profileName"]} == names


def test_what_is_found_by_its_holder_is_not_the_holder() -> None:
    blog = tool("get_blog", ["blogId"], always(id=TEXT, name=TEXT))
    post = tool("get_post_by_path", ["blogId", "path"], always(id=TEXT, name=TEXT))
    world = World("w", CLOCK)
    held = world.answer(blog, {"blogId": "blog_m4r57rdt"}).value
    told = world.answer(post, {"blogId": "blog_m4r57rdt", "path": "/a"}).value
    assert held["id"] == "blog_m4r57rdt"
    assert told["id"] != held["id"] and told["name"] != held["name"]


def test_a_number_is_that_of_the_same_thing_under_a_longer_name() -> None:
    number = {"type": "integer"}
    entry = always(metadataId=number, metadataKey=TEXT)
    search = tool("developerMetadata_search", [], always(found=always(developerMetadata=entry)))
    get = tool("developerMetadata_get", [], entry)
    get.parameters["properties"]["metadataId"] = number
    world = World("w", CLOCK)
    listed = world.answer(search, {}).value["found"]["developerMetadata"]
    assert world.answer(get, {"metadataId": listed["metadataId"]}).value == listed
