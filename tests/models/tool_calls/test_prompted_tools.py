from __future__ import annotations

from typing import Any

import pytest

from toolmind.errors import ReplyError
from toolmind.models.base import ChatRequest
from toolmind.models.client.openai import OpenAIModel
from toolmind.models.tool_calls.prompted_tools import PromptedTools
from toolmind.records import Message, Tool, ToolCall

TOOL = Tool(
    id="w",
    name="get-weather",
    parameters={"type": "object", "properties": {"city": {"type": "string"}}},
)
CALL = ToolCall(id="a", name="get-weather", arguments='{"city":"Rome"}')
TALK = (
    Message(role="system", content="Be kind."),
    Message(role="user", content="Weather?"),
    Message(role="assistant", content="I look.", tool_calls=(CALL, CALL)),
    Message(role="tool", content='{"t":1}', tool_call_id="a"),
    Message(role="tool", content='{"t":2}', tool_call_id="b"),
)
WRITTEN = {
    "hermes": '<tool_call>\n{"name": "get-weather", "arguments": {"city":"Rome"}}\n</tool_call>',
    "qwen_xml": "<tool_call>\n<function=get-weather>\n<parameter=city>\nRome\n</parameter>\n"
    "</function>\n</tool_call>",
    "python": "[get_weather(city='Rome')]",
}


@pytest.mark.parametrize("name", sorted(WRITTEN))
async def test_a_dialogue_in_a_prompted_mode(server: Any, reply: Any, name: str) -> None:
    server.script = [reply(f"Once more.\n{WRITTEN[name]}")]
    model = OpenAIModel(server.config(tool_mode=name))
    got = await model.chat(ChatRequest(messages=TALK, tools=(TOOL,)))
    await model.close()
    (body,) = server.bodies
    assert "tools" not in body
    system, user, assistant, results = body["messages"]
    assert system["content"].startswith("Be kind.\n\n# Tools")
    assert '"city"' in system["content"]
    assert user == {"role": "user", "content": "Weather?"}
    assert assistant["content"].startswith("I look.\n")
    assert assistant["content"].count("Rome") == 2
    assert "tool_calls" not in assistant
    assert results == {
        "role": "user",
        "content": '<tool_response>\n{"t":1}\n</tool_response>\n'
        '<tool_response>\n{"t":2}\n</tool_response>',
    }
    assert got.message.content == "Once more."
    assert [(call.name, call.parsed()) for call in got.message.tool_calls] == [
        ("get-weather", {"city": "Rome"})
    ]
    assert got.message.tool_calls[0].id not in ("", "a")


async def test_a_malformed_call_is_told_and_healed(server: Any, reply: Any) -> None:
    server.script = [reply("<tool_call>oops</tool_call>"), reply(WRITTEN["hermes"])]
    model = OpenAIModel(server.config(tool_mode="hermes"))
    got = await model.chat(ChatRequest(messages=TALK[:2], tools=(TOOL,), tool_choice="required"))
    await model.close()
    assert len(got.message.tool_calls) == 1
    assert server.bodies[1]["messages"][-2]["content"] == "<tool_call>oops</tool_call>"
    assert "JSON object" in server.bodies[1]["messages"][-1]["content"]


async def test_a_native_server_that_answers_in_text(server: Any, reply: Any) -> None:
    server.script = [reply(WRITTEN["hermes"]), reply("<tool_call>{")]
    model = OpenAIModel(server.config(semantic_retries=0))
    request = ChatRequest(messages=TALK, tools=(TOOL,))
    assert (await model.chat(request)).message.tool_calls[0].name == "get-weather"
    with pytest.raises(ReplyError, match="malformed_call"):
        await model.chat(request)
    await model.close()


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("auto", "only if"),
        ("none", "Do not call"),
        ("required", "must call at least one"),
        ("get-weather", "must call the function get_weather now"),
    ],
)
def test_tool_choice_is_told(choice: str, said: str) -> None:
    request = ChatRequest(messages=TALK[1:2], tools=(TOOL,), tool_choice=choice)
    folded = PromptedTools("python").fold(request)
    assert said in folded.messages[0].content
    assert folded.tools == ()


def test_a_malformed_call_in_the_history_is_shown_as_it_was() -> None:
    bad = Message(role="assistant", tool_calls=(ToolCall(id="a", name="f", arguments="{oops"),))
    folded = PromptedTools("qwen_xml").fold(ChatRequest(messages=(bad,), tools=(TOOL,)))
    assert "{oops" in folded.messages[-1].content
