"""The schema of what may be answered for a tool: its result, or an error where one may be."""

from __future__ import annotations

from typing import Literal

import orjson

from toolmind.records import JSON, Schema
from toolmind.schema import cached_per_schema
from toolmind.tools.subschemas import wordless

MayFail = Literal["no", "forbidden", "missing"]
"""Which errors a call can have: none; that its state, or its caller's, forbids it; also that what
it names is not there."""

FORBIDDEN = ("conflict", "forbidden")
"""Codes of errors of a call on things that are there (ours)."""


def answer_schema(returns: Schema | None, may_fail: MayFail) -> Schema | None:
    """Return the schema of an answer; equal ones are one object. None: nothing can be said.

    It holds no words: what the parts of a result mean is said in the prompt. Where a call cannot
    fail it is the declared result alone, which strict mode takes if it takes that: an alternative
    at the root it never does.
    """
    if not returns:
        return None
    if may_fail == "no":
        schema: Schema = _wordless(returns)
        return schema
    return _or_missing(returns) if may_fail == "missing" else _or_forbidden(returns)


def _error(*codes: str) -> Schema:
    said = {"code": {"type": "string", "enum": [*codes]}, "message": {"type": "string"}}
    cause = {
        "type": "object",
        "properties": said,
        "required": ["code", "message"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"error": cause},
        "required": ["error"],
        "additionalProperties": False,
    }


_FORBIDDEN_ERROR = _error(*FORBIDDEN)
_MISSING_ERROR = _error("not_found", *FORBIDDEN)


_wordless = cached_per_schema(1024)(wordless)


@cached_per_schema(1024)
def _or_forbidden(returns: Schema) -> Schema:
    return {"anyOf": [_inside(returns), _FORBIDDEN_ERROR]}


@cached_per_schema(1024)
def _or_missing(returns: Schema) -> Schema:
    return {"anyOf": [_inside(returns), _MISSING_ERROR]}


def _inside(returns: Schema) -> Schema:
    """Return a schema as a part of another: its references point into itself."""
    schema = _wordless(returns)
    refers = b'"$ref"' in orjson.dumps(schema)
    return {"$id": "urn:toolmind:result", **schema} if refers else schema


def error_of(reply: JSON) -> str:
    """Return the code of a reply that is an error, and nothing for any other."""
    cause = reply.get("error") if isinstance(reply, dict) and len(reply) == 1 else None
    if isinstance(cause, dict) and isinstance(cause.get("code"), str) and "message" in cause:
        return str(cause["code"])
    return ""
