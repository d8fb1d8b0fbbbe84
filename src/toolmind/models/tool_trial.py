"""One small dialogue with a call, played as a run would, to see whether a tool mode comes back."""

from __future__ import annotations

from msgspec.structs import replace

from toolmind.config import ModelConfig
from toolmind.errors import ItemError
from toolmind.models.base import ChatRequest
from toolmind.models.client.openai import OpenAIModel
from toolmind.records import Message, Tool

_CITY = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
WEATHER = Tool(
    id="get_weather", name="get_weather", description="Get the weather of a city", parameters=_CITY
)
TIME = Tool(
    id="get_time", name="get_time", description="Get the local time of a city", parameters=_CITY
)
WISH = 'Please get the weather of a city. The city is "Rome".'
"""Plain enough for a small model, and in words that the rule-based player knows, too."""

_ASKED = (
    Message(role="system", content="You help with the weather. Use the tools that you have."),
    Message(role="user", content=WISH),
)


async def try_tools(config: ModelConfig) -> str:
    """Play a call and the answer to its result; return what went wrong, or nothing.

    Raises:
        ConfigError: nobody answers there, or the key is refused.
    """
    model = OpenAIModel(config)
    try:
        asked = ChatRequest(messages=_ASKED, tools=(WEATHER, TIME))
        reply = await model.chat(asked)
        if not reply.message.tool_calls:
            return "no call, but words"
        call = reply.message.tool_calls[0]
        if call.name != WEATHER.name or "Rome" not in call.parsed().values():
            return f"another call: {call.name}({call.arguments})"
        results = tuple(
            Message(role="tool", tool_call_id=one.id, content='{"sky": "clear", "celsius": 21}')
            for one in reply.message.tool_calls
        )
        after = await model.chat(replace(asked, messages=(*_ASKED, reply.message, *results)))
        return "called again after the result" if after.message.tool_calls else ""
    except ItemError as error:
        return f"{error.code}: {error.explanation}"[:200]
    finally:
        await model.close()
