"""What those who ask for an answer and those who give it have in common, whoever these are.

Apart from `answers`: an answer that a model gives needs nothing of the world's makers of values,
which take a tenth of the time to import a run, and 3 MB.
"""

from __future__ import annotations

import msgspec
import orjson

from toolmind.records import JSON, Schema


class RequiredOutput(msgspec.Struct, frozen=True, gc=False):
    """An output that must be there, and the schema of the input that it feeds.

    Half as large as a tuple: a dialogue has eight.
    """

    path: str
    into: Schema


def error_object(code: str, message: str, **details: JSON) -> dict[str, JSON]:
    """Return the cause of an error as every environment and role writes it."""
    return {"error": {"code": code, "message": message, **details}}


def canonical(arguments: JSON) -> str:
    """Return the arguments as text that is the same for equal arguments."""
    return orjson.dumps(arguments, option=orjson.OPT_SORT_KEYS).decode()
