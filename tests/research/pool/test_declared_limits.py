"""The limits that AWS and Google declare, put back into functions that were read without them."""

from __future__ import annotations

import gzip
import importlib.util
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from toolmind.records import Tool

SCRIPT = Path(__file__).parents[3] / "research/pool/declared_limits.py"
_spec = importlib.util.spec_from_file_location("declared_limits", SCRIPT)
assert _spec and _spec.loader
limits = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(limits)

TEXT = {"type": "string"}
SHAPES = {
    "In": {"type": "structure", "members": {"N": {"shape": "Days"}, "L": {"shape": "Ids"}}},
    "Out": {"type": "structure", "members": {"M": {"shape": "Tags"}}},
    "Days": {"type": "integer", "min": 0, "max": 30},
    "Ids": {"type": "list", "member": {"shape": "Id"}, "min": 1, "max": 9},
    "Id": {"type": "string", "min": 0, "max": 64, "pattern": r"\Ai-[\w-.]+\z"},
    "Tags": {"type": "map", "key": {"shape": "Id"}, "value": {"shape": "All"}, "max": 5},
    "All": {"type": "string", "pattern": "^.*$"},
}
MODEL = {
    "operations": {"Op": {"input": {"shape": "In"}, "output": {"shape": "Out"}}},
    "shapes": SHAPES,
}
DOCUMENT = {
    "parameters": {"pageSize": {"minimum": "1", "maximum": "50", "default": "10"}},
    "schemas": {
        "Body": {"properties": {"name": {"pattern": "^n/[^/]+$"}, "list": {"items": {}}}},
        "Made": {"properties": {"on": {"default": "true"}, "ratio": {"maximum": "0.5"}}},
    },
    "resources": {
        "a": {
            "resources": {
                "b": {
                    "methods": {
                        "m": {
                            "id": "x.a.b.m",
                            "parameters": {"ids": {"repeated": True, "pattern": "^i$"}},
                            "request": {"$ref": "Body"},
                            "response": {"$ref": "Made"},
                        }
                    }
                }
            }
        }
    },
}


def wheel(folder: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(folder / "a.whl", "w") as packed:
        packed.writestr(name, content)
    return folder / "a.whl"


def fields(**named: Any) -> dict[str, Any]:
    return {"type": "object", "properties": named}


def test_the_shapes_of_aws(tmp_path: Path) -> None:
    packed = gzip.compress(json.dumps(MODEL).encode())
    path = wheel(tmp_path, "botocore/data/s3/2006-03-01/service-2.json.gz", packed)
    tool = Tool(
        id="aws.s3.Op",
        name="Op",
        description="",
        source="botocore s3/2006-03-01",
        parameters=fields(N={"type": "integer"}, L={"type": "array", "items": TEXT}, other=TEXT),
        returns=fields(M={"type": "object", "additionalProperties": TEXT}),
    )
    found = limits.AwsLimits(path).of(tool)
    assert found.parameters == fields(
        N={"type": "integer", "minimum": 0, "maximum": 30},
        L={
            "type": "array",
            "minItems": 1,
            "maxItems": 9,
            "items": {"type": "string", "maxLength": 64, "pattern": r"^i-[\w\-.]+$"},
        },
        other=TEXT,
    )
    assert found.returns == fields(
        M={"type": "object", "additionalProperties": TEXT, "maxProperties": 5}
    )


def test_the_documents_of_google(tmp_path: Path) -> None:
    name = "googleapiclient/discovery_cache/documents/x.v1.json"
    number, whole = {"type": "number"}, {"type": "integer"}
    tool = Tool(
        id="google.x.a.b.m",
        name="m",
        description="",
        source="google-api-python-client x.v1.json",
        parameters=fields(
            pageSize=whole,
            ids={"type": "array", "items": TEXT},
            body=fields(name=TEXT, list={"type": "array", "items": TEXT}),
        ),
        returns=fields(on={"type": "boolean"}, ratio=number),
    )
    found = limits.GoogleLimits(wheel(tmp_path, name, json.dumps(DOCUMENT).encode())).of(tool)
    assert found.parameters == fields(
        pageSize={**whole, "minimum": 1, "maximum": 50, "default": 10},
        ids={"type": "array", "items": {**TEXT, "pattern": "^i$"}},
        body=fields(name={**TEXT, "pattern": "^n/[^/]+$"}, list={"type": "array", "items": TEXT}),
    )
    assert found.returns == fields(
        on={"type": "boolean", "default": True}, ratio={**number, "maximum": 0.5}
    )


@pytest.mark.parametrize("pattern", ["(?i)a|(?i)b", "[", "a" * 200, ".*", r"^[\S\s]+$", None])
def test_patterns_that_somebody_cannot_read_or_that_say_nothing(pattern: Any) -> None:
    assert limits._pattern(pattern) == {}


def test_a_great_number_of_times_is_left_to_the_length() -> None:
    assert limits._pattern(r"^a{0,2048}b{1,100}c{1,99}\{0,200}$") == {
        "pattern": r"^a*b+c{1,99}\{0,200}$"
    }
