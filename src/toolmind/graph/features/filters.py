"""What never flows: inputs that a caller sets itself, outputs that no caller passes on."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from toolmind.graph.features.parameters import Parameter
from toolmind.records import Tool
from toolmind.schema import split
from toolmind.text.terms import name_terms
from toolmind.tools.effects import tool_effect

_CONTROL_PHRASES = """
next token, page token, continuation token, client token, request token, sync token, start token,
next page, page size, page number, per page, max result, max item, max record, max key, max count,
result per, order by, sort by, sort order, sort key, group by, dry run, validate only, request id,
read mask, field mask, update mask, pretty print, idempotency key, include total, return type,
output format, response format, start index, batch size, chunk size, log level, next marker
"""
_PAIRS = frozenset(tuple(one.split()) for one in _CONTROL_PHRASES.split(","))
_CONTROL_WORDS = """
page limit offset cursor sort orderby pagination idempotency nonce callback verbose mask filter
fields expand projection pagesize maxresults nexttoken pagetoken marker skip etag
"""
_CONTROL = frozenset(_CONTROL_WORDS.split())
_OF_RESULTS = frozenset(
    "limit max maximum page per result item record row query search default total".split()
)
"""A limit of these is of an answer's length; a credit limit is a value as any other."""
_BOOKKEEPING_PHRASES = """
create time, update time, delete time, creation time, creation date, creation timestamp,
create date, modified time, modified date, last modified, last updated, updated at, created at,
deleted at, self link, update date, updated time, created time, modification time, updated date
"""
_BOOKKEEPING = frozenset(tuple(one.split()) for one in _BOOKKEEPING_PHRASES.split(","))
_SERVER_SET = frozenset(("kind", "etag", "selflink"))
_ERRORS = frozenset(("error", "warning", "failure", "failed", "exception", "debug", "unprocessed"))
_PROSE_WORDS = "description comment note remark reason caption annotation justification"
_PROSE = frozenset(_PROSE_WORDS.split())
_READ_ONLY = ("output only", "read only", "read-only", "[output only]")


def is_taken(parameter: Parameter) -> bool:
    """Whether a caller would take the value of this input from another tool's answer.

    Not yes/no switches, paging, sorting, masks, idempotency keys, prose, or read-only fields.
    """
    return (
        parameter.type not in ("boolean", "object", "null")
        and not _is_control(parameter.name)
        and not _is_bookkeeping(parameter.name)
        and name_terms(parameter.name)[-1:] not in _PROSE_ENDS
        and not parameter.description[:40].lstrip().lower().startswith(_READ_ONLY)
    )


def is_given(parameter: Parameter) -> bool:
    """Whether a caller would pass this output on: not a switch, not bookkeeping, not an error."""
    return (
        parameter.type not in ("boolean", "object", "null")
        and not _is_control(parameter.name)
        and not _is_bookkeeping(parameter.name)
        and not _is_error(parameter.path)
    )


def is_told(parameter: Parameter, tool: Tool) -> bool:
    """Whether it is known of an output what it is: declared, read, or named for what was made.

    Where a source declared no result, its names are guesses (`Tool.completed`). Of a tool that does
    not only read, one that says nothing (``result_id``) or repeats the tool's name is no more than
    that the call was answered: "Switched to branch 'main'" is nothing to go on with.
    """
    if "/returns" not in tool.completed or tool_effect(tool).reads:
        return True
    words = name_terms(parameter.name)
    return not _ANSWERS.issuperset(words) and words != name_terms(tool.name)


_ANSWERS = frozenset(
    "result output response answer text content message data value success id".split()
)
"""Words for what a call answers, whatever it is (ours)."""

_PROSE_ENDS = frozenset((word,) for word in _PROSE)


@lru_cache(maxsize=1 << 14)
def _is_bookkeeping(name: str) -> bool:
    words = name_terms(name)
    return words[-2:] in _BOOKKEEPING or "".join(words) in _SERVER_SET


@lru_cache(maxsize=1 << 14)
def _is_error(path: str) -> bool:
    return any(_ERRORS.intersection(name_terms(part)) for part in split(path))


@lru_cache(maxsize=1 << 14)
def _is_control(name: str) -> bool:
    words = name_terms(name)
    if not words:
        return False
    pairs = pairwise(words)
    last = words[-1] if words[-1] != "limit" or _OF_RESULTS.issuperset(words) else ""
    return last in _CONTROL or "".join(words) in _CONTROL or any(one in _PAIRS for one in pairs)
