"""Promises of a world on real tools: whatever the tool and its valid arguments."""

from datetime import datetime

import orjson
import pytest

from toolmind.environments.required_outputs import RequiredOutput
from toolmind.offline.values import generate
from toolmind.offline.world.answers import World
from toolmind.records import Tool
from toolmind.schema import leaves, problem
from toolmind.tools.effects import tool_effect
from toolmind.tools.pool import read_pool, shipped_pool_path

CLOCK = datetime(2026, 3, 10, 9, 30)


@pytest.fixture(scope="module")
def tools():
    return list(read_pool([shipped_pool_path()]))[::6]


def arguments_for(tool):
    return generate(tool.parameters, seed=tool.id, clock=CLOCK, domain=tool.domain)


def test_every_shipped_tool_is_answered_validly_and_the_same_twice(tools):
    for tool in tools:
        arguments = arguments_for(tool)
        answer = World("w", CLOCK).answer(tool, arguments)
        assert not answer.error
        if tool.returns:
            assert problem(tool.returns, answer.value) is None
        assert World("w", CLOCK).answer(tool, arguments) == answer


def test_an_answer_does_not_change_the_tool(tools):
    for tool in tools[:100]:
        before = orjson.dumps(tool.returns)
        World("w", CLOCK).answer(tool, arguments_for(tool))
        assert orjson.dumps(tool.returns) == before


def test_a_world_that_learnt_its_answers_goes_on_like_the_one_that_gave_them(tools):
    for tool in (tool for tool in tools if not tool_effect(tool).writes):
        arguments = arguments_for(tool)
        first = World("w", CLOCK)
        value = first.answer(tool, arguments).value
        second = World("another", CLOCK)
        second.learn(tool, arguments, value)
        assert second.answer(tool, arguments).value == value
        assert second.state() == first.state()


def test_any_output_can_be_made_to_feed_a_text_input(tools):
    into = {"type": "string", "pattern": "^[A-Z]{4}$"}
    served = 0
    for tool in tools:
        for leaf in leaves(tool.returns or {"type": "null"}):
            plain = set(leaf.schema) <= {"type", "description"}
            if plain and leaf.schema.get("type") == "string" and leaf.path.isalpha():
                answer = World("w", CLOCK).answer(
                    tool, arguments_for(tool), [RequiredOutput(leaf.path, into)]
                )
                assert problem(into, answer.value[leaf.path]) is None
                served += 1
                break
    assert served > 20


def _thing(name, required=(), *, returns=None):
    text = {"type": "string"}
    needed = {"type": "object", "properties": dict.fromkeys(required, text), "required": required}
    fields = returns or ["keyArn", "keyName", "description", "region"]
    result = {"type": "object", "properties": dict.fromkeys(fields, text), "required": fields}
    return Tool(id=name, name=name, description="", parameters=needed, returns=result)


@pytest.mark.parametrize("seed", range(5))
def test_a_thing_known_by_its_name_keeps_its_fields(seed):
    world = World(str(seed), CLOCK)
    asked = {"keyName": "harbor-key"}
    made = world.answer(_thing("create_key", ["keyName"]), asked).value
    assert world.answer(_thing("describe_key", ["keyName"]), asked).value == made
    other = world.answer(_thing("describe_key", ["keyName"]), {"keyName": "x"}).value
    assert other["keyArn"] != made["keyArn"]
    world.answer(_thing("delete_key", ["keyName"]), asked)
    assert world.answer(_thing("describe_key", ["keyName"]), asked).error == "not_found"


@pytest.mark.parametrize("seed", range(5))
def test_what_a_write_tells_is_not_undone_by_what_was_known(seed):
    world = World(str(seed), CLOCK)
    fields = ["topicId", "name", "region"]
    made = world.answer(_thing("create_topic", ["name"], returns=fields), {"name": "old"}).value
    update = _thing("update_topic", ["topicId", "name"], returns=fields)
    changed = world.answer(update, {"topicId": made["topicId"], "name": "new"}).value
    assert changed == {**made, "name": "new"}
    read = _thing("get_topic", ["topicId"], returns=fields)
    assert world.answer(read, {"topicId": made["topicId"]}).value == changed


def test_what_tells_of_an_answer_is_not_remembered_of_the_thing():
    world = World("seed", CLOCK)
    video = _thing("get_video", ["id"], returns=["id", "etag", "kind", "title"])
    first = world.answer(video, {"id": "vd_123456"}).value
    track = _thing("get_track", ["id"], returns=["id", "etag", "kind", "title"])
    second = world.answer(track, {"id": "vd_123456"}).value
    assert second["title"] == first["title"]
    assert second["etag"] != first["etag"]


def test_a_tool_without_a_declared_result_does_not_rename_what_it_was_given():
    tool = Tool(id="t", name="send_alias", description="", parameters={"type": "object"})
    world = World("seed", CLOCK)
    assert world.answer(tool, {"id": "alias_1"}).value == {"status": "success", "id": "alias_1"}
    assert set(world.answer(tool, {"to": "x"}).value) == {"status", "id", "to"}


def _record(fields):
    return {"type": "object", "properties": fields, "required": list(fields)}


def test_what_cannot_be_fitted_in_one_field_is_still_fitted_in_the_others():
    """A successful write says "success"; a status that may not be that stays, and alone."""
    returns = _record(
        {
            "id": {"type": "string"},
            "blog": _record({"id": {"type": "string"}, "status": {"enum": ["pending", "open"]}}),
            "status": {"type": "string", "enum": ["pending"]},
        }
    )
    parameters = _record({"blogId": {"type": "string"}, "commentId": {"type": "string"}})
    tool = Tool(
        id="a", name="comment_approve", description="", parameters=parameters, returns=returns
    )
    given = {"blogId": "blog-77", "commentId": "comment-77"}
    answer = World("w", CLOCK).answer(tool, given).value
    assert answer["id"] == "comment-77"
    assert answer["blog"]["id"] == "blog-77"
    assert answer["status"] == "pending"


def test_data_of_a_thing_is_known_by_the_id_of_the_data():
    returns = _record({"id": {"type": "string"}, "layerId": {"type": "string"}})
    parameters = _record({"annotationDataId": {"type": "string"}, "layerId": {"type": "string"}})
    tool = Tool(
        id="a",
        name="books_layers_annotationData_get",
        description="",
        parameters=parameters,
        returns=returns,
    )
    given = {"annotationDataId": "data-77", "layerId": "layer-77"}
    assert World("w", CLOCK).answer(tool, given).value == {"id": "data-77", "layerId": "layer-77"}


def test_the_items_of_a_thing_name_it_by_its_id():
    message = _record({"id": {"type": "string"}, "threadId": {"type": "string"}})
    messages = {"type": "array", "items": message, "minItems": 2}
    returns = _record({"id": {"type": "string"}, "messages": messages})
    tool = Tool(
        id="t",
        name="gmail_users_threads_get",
        description="",
        parameters=_record({"id": {"type": "string"}}),
        returns=returns,
    )
    answer = World("w", CLOCK).answer(tool, {"id": "thread-77"}).value
    assert {each["threadId"] for each in answer["messages"]} == {"thread-77"}
    assert "thread-77" not in {each["id"] for each in answer["messages"]}


def test_a_thing_keeps_what_is_inside_it_and_changes_what_a_write_tells():
    text = {"type": "string"}
    config = _record({"bucket": text, "format": text, "owners": {"type": "array", "items": text}})
    config["properties"]["owners"]["minItems"] = 1
    returns = _record({"jobId": text, "inputConfig": config})

    def tool(name, *more):
        given = {"jobId": text, **{name: {"type": "object"} for name in more}}
        return Tool(id=name, name=name, description="", parameters=_record(given), returns=returns)

    for seed in map(str, range(5)):
        world = World(seed, CLOCK)
        asked = {"jobId": "job-123456"}
        first = world.answer(tool("GetJob"), asked).value
        told = {**asked, "inputConfig": {"bucket": "harbor"}}
        changed = world.answer(tool("UpdateJob", "inputConfig"), told).value
        assert changed == {**first, "inputConfig": {**first["inputConfig"], "bucket": "harbor"}}
        assert world.answer(tool("DescribeJob"), asked).value == changed


def test_each_object_of_a_call_is_answered_with_its_own_fields():
    text = {"type": "string"}
    config = _record({"s3Uri": text})
    both = {"inputConfig": config, "outputConfig": config}
    tool = Tool(
        id="s",
        name="StartJob",
        description="",
        parameters=_record(both),
        returns=_record({"job": _record({**both, "jobId": text})}),
    )
    given = {"inputConfig": {"s3Uri": "s3://in"}, "outputConfig": {"s3Uri": "s3://out"}}
    job = World("w", CLOCK).answer(tool, given).value["job"]
    assert {name: job[name] for name in given} == given


def test_what_a_tool_without_declared_results_made_keeps_the_id_that_it_was_given():
    given = {"Id": "cnfg_1", "Bucket": "cedar"}
    named = {"properties": {"Id": {"type": "string"}}, "type": "object"}
    name = "CreateBucketConfiguration"
    tool = Tool(id=name, name=name, description="Create it.", parameters=named)
    answer = World("w", CLOCK).answer(tool, given).value
    assert answer == {"status": "success", **given}
    fresh = World("w", CLOCK).answer(tool, {"Bucket": "cedar"}).value
    assert set(fresh) == {"status", "id", "Bucket"}


def _tool(name, parameters, returns):
    return Tool(id=name, name=name, description="", parameters=parameters, returns=returns)


@pytest.mark.parametrize("seed", range(5))
def test_what_a_job_was_started_with_is_said_of_it_wherever_it_is_told(seed):
    text = {"type": "string"}
    told = {"inputConfig": _record({"bucket": text}), "keyArn": text}
    jobs = {"jobProperties": _record({**told, "message": text})}
    start = _tool("StartJob", _record(told), _record({"jobId": text}))
    describe = _tool("DescribeJob", _record({"jobId": text}), _record(jobs))
    world = World(str(seed), CLOCK)
    given = {"inputConfig": {"bucket": "harbor"}, "keyArn": "arn:aws:kms:eu-west-1:1:key/a"}
    job = world.answer(start, given).value
    said = world.answer(describe, job).value["jobProperties"]
    assert {name: said[name] for name in given} == given


@pytest.mark.parametrize("seed", range(5))
def test_a_thing_with_a_name_inside_another_has_a_life_of_its_own(seed):
    text = {"type": "string"}
    fields = {"siteId": text, "name": text, "arn": text, "description": text}
    named, space = {"siteId": text, "name": text}, _record({"namespace": _record(fields)})
    create = _tool("CreateNamespace", _record(named), space)
    read = _tool("GetNamespace", _record(named), space)
    update = _tool("UpdateNamespace", _record({**named, "description": text}), space)
    world = World(str(seed), CLOCK)
    site = {"siteId": "site-123456", "name": "blue"}
    made = world.answer(create, site).value
    assert world.answer(read, site).value == made
    changed = world.answer(update, {**site, "description": "new"}).value
    assert changed == {"namespace": {**made["namespace"], "description": "new"}}
    assert world.answer(read, site).value == changed
    other = world.answer(read, {**site, "name": "green"}).value["namespace"]
    assert other["arn"] != made["namespace"]["arn"]
    assert other["siteId"] == "site-123456"


def test_a_new_name_is_no_name_of_another_thing():
    text = {"type": "string"}
    fields = {"userId": text, "name": text, "city": text}
    read = _tool("GetProfile", _record({"userId": text}), _record(fields))
    update = _tool("UpdateProfile", _record({"userId": text, "name": text}), _record(fields))
    world = World("w", CLOCK)
    first = world.answer(read, {"userId": "user-123456"}).value
    changed = world.answer(update, {"userId": "user-123456", "name": "Mia Ng"}).value
    assert changed == {**first, "name": "Mia Ng"}


@pytest.mark.parametrize("seed", range(5))
def test_what_a_list_tells_of_a_thing_by_its_name_is_said_of_it_again(seed):
    text = {"type": "string"}
    note = _record({"name": text, "document": text})
    notes = _record({"notes": {"type": "array", "items": note, "minItems": 2}})
    world = World(str(seed), CLOCK)
    listed = world.answer(_tool("ListNotes", _record({"parent": text}), notes), {"parent": "p1"})
    assert len({each["name"] for each in listed.value["notes"]}) == len(listed.value["notes"])
    for each in listed.value["notes"]:
        found = world.answer(
            _tool("GetNote", _record({"name": text}), note), {"name": each["name"]}
        )
        assert found.value == each


SECTION = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "displayName": {"type": "string"},
        "sortOrder": {"type": "integer", "minimum": 10},
    },
    "required": ["name", "displayName", "sortOrder"],
}


def section_tool(method, returns=SECTION):
    return Tool(
        id=method,
        name=f"chat_users_sections_{method}",
        parameters={"type": "object"},
        returns=returns,
    )


def test_a_thing_of_a_given_name_keeps_its_values_whatever_is_done_to_it():
    wrapped = {"type": "object", "properties": {"section": SECTION}, "required": ["section"]}
    for seed in "abcde":
        world = World(seed, CLOCK)
        made = world.answer(section_tool("create"), {"parent": "users/u1"}).value
        name = {"name": made["name"]}
        assert world.answer(section_tool("get"), name).value == made
        placed = world.answer(section_tool("position", wrapped), {**name, "sortOrder": 1000}).value
        assert placed == {"section": {**made, "sortOrder": 1000}}
        assert world.answer(section_tool("get"), name).value == {**made, "sortOrder": 1000}


TEXT = {"type": "string"}


def simple(name, given, returned):
    """A tool of texts; what it returns may be a list under its plural."""
    fields = {"type": "object", "properties": dict.fromkeys(returned.split(), TEXT)}
    fields["required"] = returned.split()
    listed = {"type": "array", "items": fields, "minItems": 1}
    returns = {"type": "object", "properties": {"versions": listed}, "required": ["versions"]}
    own = {"type": "object", "properties": dict.fromkeys(given.split(), TEXT)}
    return Tool(
        id=name, name=name, parameters=own, returns=returns if name.endswith("s") else fields
    )


GET = simple("get_version", "version_id model_id", "version_id model_id state")
LIST = simple("list_versions", "state", "version_id state")
CREATE = simple("create_version", "name", "version_id name arn")


def test_a_call_says_itself_which_of_two_things_of_one_id_it_means():
    world = World("w", CLOCK)
    first = {"version_id": "1.2.33", "model_id": "mdl_1"}
    assert world.answer(GET, first).value["model_id"] == "mdl_1"
    assert world.answer(GET, first | {"model_id": "mdl_2"}).value["model_id"] == "mdl_2"


def test_a_list_leaves_out_what_is_known_to_be_otherwise_than_asked_for():
    world = World("w", CLOCK)
    listed = world.answer(LIST, {"state": "open"}).value["versions"]
    assert len(listed) > 1
    world = World("w", CLOCK)
    closed = listed[0]["version_id"]
    world.learn(GET, {"version_id": closed}, {"version_id": closed, "state": "closed"})
    again = world.answer(LIST, {"state": "open"}).value["versions"]
    assert [each["version_id"] for each in again] == [each["version_id"] for each in listed[1:]]
    assert {each["state"] for each in again} == {"open"}


def test_what_is_made_under_the_name_of_another_thing_is_not_that_thing():
    world = World("w", CLOCK)
    old = {"version_id": "ver_old1", "name": "harbor", "arn": "arn:aws:x:y:z:version/ver_old1"}
    world.learn(simple("get_version", "version_id", "version_id name arn"), {}, old)
    world.answer(CREATE, {"name": "harbor"})
    tool = simple("get_version", "version_id", "version_id arn")
    assert world.answer(tool, {"version_id": "ver_old1"}).value["arn"] == old["arn"]
