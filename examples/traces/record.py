r"""A small agent whose work is recorded by OpenTelemetry: spans, one JSON object a line.

    pip install openai httpx mcp mcp-server-time opentelemetry-sdk "wrapt<2" \
        openinference-instrumentation-openai opentelemetry-instrumentation-openai-v2==2.4b0 \
        opentelemetry-util-genai==1.0b0
    python record.py openinference http://127.0.0.1:8390/v1 scripted openinference.jsonl
    python record.py genai http://127.0.0.1:8390/v1 scripted genai.jsonl

The openai client asks a model (any endpoint will do; `model.py` is one) and an MCP server
(`mcp-server-time`) runs what it calls. The instrumentation of that client makes a span of each
call of the model, in the words of OpenInference or of OpenTelemetry's GenAI conventions; the
questions and the calls of tools have spans of their own, as an agent's have.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from openai import AsyncOpenAI
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from opentelemetry.trace import Tracer

SYSTEM = "Answer in a sentence, from what your tools say."
ASKED = (
    "It is 14:30 in Tokyo (Asia/Tokyo). What time is that in Nairobi (Africa/Nairobi)?",
    "What is 09:15 in Mumbai (Asia/Kolkata) in Dubai (Asia/Dubai) and Singapore (Asia/Singapore)?",
    "When it is 10:20 in Dubai (Asia/Dubai), what time is it in Lagos (Africa/Lagos)?",
)
TURNS = 5
"""Replies to one question, at most."""


def instrument(words: str, provider: TracerProvider) -> None:
    """Let spans of the openai client's calls be made."""
    if words == "openinference":
        from openinference.instrumentation.openai import OpenAIInstrumentor

        OpenAIInstrumentor().instrument(tracer_provider=provider)
    else:
        os.environ["OTEL_SEMCONV_STABILITY_OPT_IN"] = "gen_ai_latest_experimental"
        os.environ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = "SPAN_ONLY"
        from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor

        OpenAIInstrumentor().instrument(tracer_provider=provider)


async def main(words: str, base_url: str, model: str, spans: str) -> None:
    """Ask every question in a trace of its own."""
    with Path(spans).open("w", encoding="utf-8") as file:  # noqa: ASYNC230
        provider = TracerProvider()
        exporter = ConsoleSpanExporter(out=file, formatter=lambda span: span.to_json(None) + "\n")
        provider.add_span_processor(SimpleSpanProcessor(exporter))
        instrument(words, provider)
        tracer = provider.get_tracer("agent")
        client = AsyncOpenAI(base_url=base_url, api_key=os.environ.get("OPENAI_API_KEY", "none"))
        server = StdioServerParameters(command=sys.executable, args=["-m", "mcp_server_time"])
        async with stdio_client(server) as pipes, ClientSession(*pipes) as session:
            await session.initialize()
            for question in ASKED:
                with tracer.start_as_current_span("invoke_agent"):
                    await answer(client, model, session, tracer, question)


async def answer(
    client: AsyncOpenAI, model: str, session: ClientSession, tracer: Tracer, question: str
) -> None:
    """Let the model call tools until it answers."""
    tools: list[Any] = [_function(tool) for tool in (await session.list_tools()).tools]
    messages: list[Any] = [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": question},
    ]
    for _ in range(TURNS):
        reply = await client.chat.completions.create(model=model, messages=messages, tools=tools)
        said = reply.choices[0].message
        messages.append(said.model_dump(exclude_none=True))
        if not said.tool_calls:
            return
        for call in said.tool_calls:
            with tracer.start_as_current_span(f"execute_tool {call.function.name}"):
                arguments = json.loads(call.function.arguments)
                made = await session.call_tool(call.function.name, arguments)
            text = "\n".join(getattr(part, "text", "") for part in made.content)
            messages.append({"role": "tool", "tool_call_id": call.id, "content": text})


def _function(tool: Any) -> dict[str, Any]:
    function = {"name": tool.name, "description": tool.description, "parameters": tool.input_schema}
    return {"type": "function", "function": function}


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
