"""What a world knows of a thing, it says again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from toolmind.types import Tool
from toolmind.world.answers import World

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
