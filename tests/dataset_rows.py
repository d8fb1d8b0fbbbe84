"""A row of every form that we know, written from the descriptions of the data sets."""

from __future__ import annotations

import json
from typing import Any

from trace_rows import SCHEMA, TRACES

PLAIN = {"name": "get_weather", "description": "Weather.", "parameters": SCHEMA}
SECOND = {"name": "get_time", "description": "Time.", "parameters": SCHEMA}
PYTHON_TYPES = {
    "name": "get_weather",
    "description": "Weather.",
    "parameters": {
        "city": {"description": "The city.", "type": "str"},
        "days": {"description": "How many.", "type": "int, optional", "default": "3"},
        "unit": {"description": "Unit.", "type": "str", "default": "c"},
    },
}
DICT_TYPE = {**PLAIN, "parameters": {**SCHEMA, "type": "dict"}, "required": None}


def spec(function: dict[str, Any]) -> dict[str, Any]:
    return {"type": "function", "function": function}


ROWS: dict[str, list[Any]] = {
    **TRACES,
    "api-bank": [{"turns": [{"role": "User", "text": "Hi"}]}],
    "tooltalk": [{"apis_used": [], "conversation": []}],
    "tau2": [{"task_id": "1", "termination_reason": "user_stop", "messages": []}],
    "tau-bench": [{"task_id": 1, "traj": [], "tools": [spec(PLAIN)]}],
    "xlam": [{"id": 1, "query": "q", "answers": "[]", "tools": json.dumps([PYTHON_TYPES])}],
    "glaive": [
        {
            "system": "SYSTEM: You are a helpful assistant with access to the following functions. "
            f"Use them if required -\n{json.dumps(PLAIN, indent=4)}\n\n{json.dumps(SECOND)}",
            "chat": "USER: hi",
        },
        {
            "system": "SYSTEM: You are a helpful assistant, with no access to any functions.",
            "chat": "",
        },
    ],
    "toolace": [
        {
            "system": "You are an expert in composing functions. Here is a list of functions in "
            f"JSON format that you can invoke:\n[{json.dumps(DICT_TYPE)}]\nShould you decide to "
            "return the function call(s), put it in the format [func1(a=1, b='x'), func2()]",
            "conversations": [{"from": "user", "value": "hi"}],
        }
    ],
    "apigen-mt": [{"conversations": [], "tools": json.dumps([PLAIN]), "system": "policy"}],
    "button": [
        {
            "messages": [
                {
                    "role": "system",
                    "content": f"Tools: <tool>\n{json.dumps([PLAIN, SECOND])}\n</tool>",
                },
                {"role": "user", "content": "hi"},
            ]
        }
    ],
    "atif": [
        {
            "schema_version": "ATIF-v1.7",
            "agent": {"name": "a", "version": "1", "tool_definitions": [spec(PLAIN)]},
            "steps": [],
        }
    ],
    "when2call": [{"tools": [json.dumps(PLAIN)], "messages": []}],
    "sharegpt": [{"conversations": [{"from": "human", "value": "hi"}], "tools": [PLAIN]}],
    "hermes": [
        {
            "conversations": [
                {"from": "system", "value": f"<tools>{json.dumps([PLAIN])}</tools>"},
                {"from": "human", "value": "hi"},
            ]
        }
    ],
    "toucan": [{"uuid": "u", "messages": "[]", "tools": json.dumps([spec(PLAIN)])}],
    "openai": [{"messages": [{"role": "user", "content": "hi"}], "tools": [spec(PLAIN)]}],
    "prompt-completion": [
        {
            "prompt": [{"role": "user", "content": "hi"}],
            "completion": [{"role": "assistant", "content": "Hello."}],
            "tools": json.dumps([spec(PLAIN)]),
        }
    ],
    "toolmind": [
        {
            "conversations": [],
            "tools": [
                {"type": "function", "function": {"type": "function", "function": PLAIN}},
                {"type": "function", "function": {"name": "get_time", "arguments": SCHEMA}},
            ],
        }
    ],
}
