from __future__ import annotations

import pytest

from toolmind.errors import ReplyError
from toolmind.models.base import ChatReply, ChatRequest
from toolmind.models.tool_calls.prompted_tools import FORMATS, PromptedTools
from toolmind.offline.server.prompted import CallsAsText
from toolmind.offline.server.wire import BadRequest
from toolmind.records import Message, Tool, ToolCall

TOOLS = tuple(
    Tool(
        id=name,
        name=name,
        description=f"The {name} of a city",
        parameters={"type": "object", "properties": {"city": {"type": "string"}}},
    )
    for name in ("weather", "time")
)
CALLS = (
    ToolCall(id="call_2_0", name="weather", arguments='{"city":"Rome"}'),
    ToolCall(id="call_2_1", name="time", arguments='{"city":"</tools>\\n[x("}'),
)
TALK = (
    Message(role="system", content="Be kind."),
    Message(role="user", content="Weather?\nTime?"),
    Message(role="assistant", content="I look.", tool_calls=CALLS),
    Message(role="tool", content='{"t":1}', tool_call_id="call_2_0"),
    Message(role="tool", content='{\n"t":2}', tool_call_id="call_2_1"),
    Message(role="assistant", content="1 and 2."),
    Message(role="user", content="Thanks."),
)
MODES = pytest.mark.parametrize("mode", sorted(FORMATS))


@MODES
@pytest.mark.parametrize("choice", ["auto", "none", "required", "time"])
@pytest.mark.parametrize("messages", [TALK, TALK[1:]], ids=["instructed", "bare"])
def test_the_server_reads_what_the_client_folded(
    mode: str, choice: str, messages: tuple[Message, ...]
) -> None:
    request = ChatRequest(messages=messages, tools=TOOLS, tool_choice=choice)
    read = CallsAsText(mode).unfold(PromptedTools(mode).fold(request))
    assert read.tools == TOOLS
    assert read.tool_choice == choice
    assert [(m.role, m.content) for m in read.messages] == [(m.role, m.content) for m in messages]
    calls = [call for message in read.messages for call in message.tool_calls]
    assert [(call.name, call.parsed()) for call in calls] == [
        (call.name, call.parsed()) for call in CALLS
    ]
    results = [message for message in read.messages if message.role == "tool"]
    assert [message.tool_call_id for message in results] == [call.id for call in calls]


@MODES
def test_arguments_that_are_no_json_break_off(mode: str) -> None:
    call = ToolCall(id="a", name="weather", arguments='{"city":')
    reply = ChatReply(message=Message(role="assistant", tool_calls=(call,)))
    said = CallsAsText(mode).fold(reply, TOOLS).message
    assert not said.tool_calls
    with pytest.raises(ReplyError, match="malformed_call"):
        FORMATS[mode].parse(said.content, TOOLS)


def test_requests_without_tools_are_left_alone() -> None:
    request = ChatRequest(messages=(Message(role="system", content="# Tools\nSay so."),))
    assert CallsAsText("hermes").unfold(request) is request


def test_what_it_does_not_take() -> None:
    server = CallsAsText("hermes")
    with pytest.raises(BadRequest, match="takes no tools"):
        server.unfold(ChatRequest(messages=TALK, tools=TOOLS))
    folded = PromptedTools("hermes").fold(ChatRequest(messages=TALK[:4], tools=TOOLS))
    with pytest.raises(BadRequest, match="2 calls have 1"):
        server.unfold(folded)
