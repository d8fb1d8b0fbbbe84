"""Rows of data sets as people publish them, right ones and the parts to make wrong ones of."""

import orjson

from dialogues import BOOK, WEATHER
from toolmind.audit.report import audit

TOOLS = [BOOK.spec(), WEATHER.spec()]
CLOCK = {"role": "system", "content": "Current date and time: 2025-03-05 10:00."}
ASK = {"role": "user", "content": "How is the weather in Paris tomorrow?"}


def calls(name, arguments, call_id="c1", **more):
    function = {"name": name, "arguments": arguments}
    made = {"id": call_id, "type": "function", "function": function}
    return {"role": "assistant", "content": "", "tool_calls": [made], **more}


def weather(call_id="c1", **arguments):
    return calls("get_weather", orjson.dumps({"city": "Paris", **arguments}).decode(), call_id)


def answer(content='{"sky": "clear"}', call_id="c1"):
    return {"role": "tool", "tool_call_id": call_id, "content": content}


def text(content="Clear.", **more):
    return {"role": "assistant", "content": content, **more}


def row(*messages, tools=TOOLS, **more):
    return {"messages": list(messages), "tools": tools, **more}


def right(city="Paris", **more):
    arguments = orjson.dumps({"city": city, "date": "2025-03-06"}).decode()
    ask = {"role": "user", "content": f"How is the weather in {city} tomorrow?"}
    return row(CLOCK, ask, calls("get_weather", arguments), answer(), text(), **more)


def defined(**changes):
    """Return the tools with the weather tool's function changed; None takes a key away."""
    function = {**WEATHER.spec()["function"], **changes}
    function = {key: value for key, value in function.items() if value is not None}
    return [BOOK.spec(), {"type": "function", "function": function}]


def typed(**properties):
    return defined(parameters={"type": "object", "properties": properties})


def write(folder, rows, name="data.jsonl"):
    path = folder / name
    path.write_bytes(b"".join(orjson.dumps(item) + b"\n" for item in rows))
    return path


def found(folder, *rows):
    report = audit([write(folder, rows)])
    return {fault.name: fault for fault in report.faults if fault.found}


def released(*messages, tools=TOOLS):
    return {"conversations": list(messages), "tools": tools}


def free(name, **arguments):
    function = {"name": name, "arguments": arguments}
    return {"role": "assistant", "content": "", "tool_calls": [{"function": function}]}
