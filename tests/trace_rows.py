"""One exchange as every trace tells it: a call with a thought, what it gave, and the answer."""

from __future__ import annotations

from typing import Any

import orjson

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOL = {"name": "get_weather", "description": "Weather.", "parameters": SCHEMA}
SPEC = {"type": "function", "function": TOOL}
ARGUMENTS = {"city": "Paris"}
TEXT = orjson.dumps(ARGUMENTS).decode()

ANTHROPIC: dict[str, Any] = {
    "system": "Be brief.",
    "tools": [{"name": "get_weather", "description": "Weather.", "input_schema": SCHEMA}],
    "messages": [
        {"role": "user", "content": "Paris?"},
        {
            "role": "assistant",
            "content": [
                {"type": "thinking", "thinking": "I look.", "signature": "x"},
                {"type": "tool_use", "id": "c1", "name": "get_weather", "input": ARGUMENTS},
            ],
        },
        {
            "role": "user",
            "content": [{"type": "tool_result", "tool_use_id": "c1", "content": "clear"}],
        },
    ],
    "role": "assistant",
    "content": [{"type": "text", "text": "Clear."}],
}
RESPONSES: dict[str, Any] = {
    "instructions": "Be brief.",
    "tools": [{"type": "function", **TOOL}],
    "input": [
        {"role": "user", "content": "Paris?"},
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "I look."}]},
        {"type": "function_call", "call_id": "c1", "name": "get_weather", "arguments": TEXT},
        {"type": "function_call_output", "call_id": "c1", "output": "clear"},
    ],
    "output": [
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "Clear."}],
        }
    ],
}
HARMONY: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Paris?"}]},
        {"role": "assistant", "channel": "analysis", "content": "I look."},
        {
            "role": "assistant",
            "channel": "commentary",
            "recipient": "functions.get_weather",
            "content": TEXT,
        },
        {"role": "tool", "name": "functions.get_weather", "content": "clear"},
        {"role": "assistant", "channel": "final", "content": "Clear."},
    ]
}
HARMONY_TEXT: dict[str, Any] = {
    "text": "<|start|>system<|message|>Be brief.<|end|><|start|>user<|message|>Paris?<|end|>"
    "<|start|>assistant<|channel|>analysis<|message|>I look.<|end|>"
    "<|start|>assistant<|channel|>commentary to=functions.get_weather <|constrain|>json<|message|>"
    f"{TEXT}<|call|><|start|>functions.get_weather to=assistant<|channel|>commentary<|message|>"
    "clear<|end|><|start|>assistant<|channel|>final<|message|>Clear.<|return|>"
}
GENAI: dict[str, Any] = {
    "traceId": "trace",
    "spanId": "s1",
    "name": "chat m",
    "attributes": {
        "gen_ai.system_instructions": [{"type": "text", "content": "Be brief."}],
        "gen_ai.tool.definitions": orjson.dumps([SPEC]).decode(),
        "gen_ai.input.messages": orjson.dumps(
            [
                {"role": "user", "parts": [{"type": "text", "content": "Paris?"}]},
                {
                    "role": "assistant",
                    "parts": [
                        {"type": "reasoning", "content": "I look."},
                        {
                            "type": "tool_call",
                            "id": "c1",
                            "name": "get_weather",
                            "arguments": ARGUMENTS,
                        },
                    ],
                },
                {
                    "role": "tool",
                    "parts": [{"type": "tool_call_response", "id": "c1", "response": "clear"}],
                },
            ]
        ).decode(),
        "gen_ai.output.messages": [
            {"role": "assistant", "parts": [{"type": "text", "content": "Clear."}]}
        ],
    },
}
_IN = "llm.input_messages"
OPENINFERENCE: dict[str, Any] = {
    "context": {"trace_id": "trace", "span_id": "s1"},
    "attributes": {
        "llm.tools.0.tool.json_schema": orjson.dumps(SPEC).decode(),
        f"{_IN}.0.message.role": "system",
        f"{_IN}.0.message.content": "Be brief.",
        f"{_IN}.1.message.role": "user",
        f"{_IN}.1.message.content": "Paris?",
        f"{_IN}.2.message.role": "assistant",
        f"{_IN}.2.message.tool_calls.0.tool_call.id": "c1",
        f"{_IN}.2.message.tool_calls.0.tool_call.function.name": "get_weather",
        f"{_IN}.2.message.tool_calls.0.tool_call.function.arguments": TEXT,
        f"{_IN}.3.message.role": "tool",
        f"{_IN}.3.message.tool_call_id": "c1",
        f"{_IN}.3.message.content": "clear",
        "llm.output_messages.0.message.role": "assistant",
        "llm.output_messages.0.message.content": "Clear.",
    },
}
_CALL = {"id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": TEXT}}
_GIVEN: list[dict[str, Any]] = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Paris?"},
    {"role": "assistant", "content": None, "tool_calls": [_CALL]},
    {"role": "tool", "tool_call_id": "c1", "content": "clear"},
]
LANGFUSE: dict[str, Any] = {
    "id": "o1",
    "traceId": "trace",
    "type": "GENERATION",
    "input": {"messages": _GIVEN, "tools": [SPEC]},
    "output": {"role": "assistant", "content": "Clear."},
}
_NAME = ["langchain", "schema", "messages"]
LANGSMITH: dict[str, Any] = {
    "id": "r1",
    "trace_id": "trace",
    "run_type": "llm",
    "extra": {"invocation_params": {"tools": [SPEC]}},
    "inputs": {
        "messages": [
            [
                {"id": [*_NAME, "SystemMessage"], "kwargs": {"content": "Be brief."}},
                {"id": [*_NAME, "HumanMessage"], "kwargs": {"content": "Paris?"}},
                {
                    "id": [*_NAME, "AIMessage"],
                    "kwargs": {
                        "content": "",
                        "tool_calls": [{"id": "c1", "name": "get_weather", "args": ARGUMENTS}],
                    },
                },
                {
                    "id": [*_NAME, "ToolMessage"],
                    "kwargs": {"content": "clear", "tool_call_id": "c1"},
                },
            ]
        ]
    },
    "outputs": {
        "generations": [
            [{"message": {"id": [*_NAME, "AIMessage"], "kwargs": {"content": "Clear."}}}]
        ]
    },
}
TRACES: dict[str, list[Any]] = {
    "anthropic": [ANTHROPIC],
    "responses": [RESPONSES],
    "harmony": [HARMONY, HARMONY_TEXT],
    "otel-genai": [GENAI],
    "openinference": [OPENINFERENCE],
    "langfuse": [LANGFUSE],
    "langsmith": [LANGSMITH],
}
