"""The embedded judges: the paper's criteria, as far as rules can see them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import orjson

from toolmind.offline.player.blocks import Blocks
from toolmind.offline.player.dialogue import read
from toolmind.offline.player.outlined import outlined
from toolmind.records import JSON, Message, Tool, ToolCall
from toolmind.schema import problem


def judge_trajectory(blocks: Blocks) -> dict[str, JSON]:
    """Score a dialogue: calls valid, answered and successful in the end, the last word spoken."""
    right = _right(blocks)
    messages = blocks["Dialogue"]
    tools = _called(blocks)
    faults: dict[str, str] = {}
    for message in messages:
        for call in message.get("calls", ()):
            if fault := _call_fault(call, tools):
                faults.setdefault("tool_use_accuracy", f"{message['id']}: {fault}")
    last = messages[-1]
    if last["role"] != "assistant" or last.get("calls"):
        faults["goal_coverage"] = f"{last['id']}: the dialogue ends before the assistant is done"
    for before, after in pairwise(messages):
        if before["role"] == after["role"] == "user":
            faults["role_consistency"] = f"{after['id']}: the user speaks twice in a row"
    if undone := _undone(messages, list(tools.values())):
        faults.setdefault("goal_coverage", undone)
    return {
        "explanation": "; ".join(faults.values()) or "no rule finds a fault",
        **{
            name: right if name not in faults else 1 - right
            for name in (
                "goal_coverage",
                "contextual_coherence",
                "role_consistency",
                "logical_soundness",
                "tool_use_accuracy",
                "cross_turn_relevance",
            )
        },
        **(
            {"acceptance": dict.fromkeys(said, right)} if (said := blocks.get("Acceptance")) else {}
        ),
        "severity": "action" if faults else "none",
        "turns": [],
    }


def judge_turns(blocks: Blocks) -> dict[str, JSON]:
    """Score the turns asked for."""
    messages = {message["id"]: message for message in blocks["Dialogue"]}
    tools = _called(blocks)
    right = _right(blocks)
    found = {turn: _judge_turn(messages[turn], tools) for turn in blocks["Turns"]}
    for one in found.values():
        one["verdict"] = right if one["verdict"] else 1 - right
    return found


def _right(blocks: Blocks) -> int:
    """Return the label of what is right; a prompt of the user's own may not tell it."""
    return int(blocks.get("Labels", {}).get("right, met", 1))


def _called(blocks: Blocks) -> dict[str, dict[str, Any]]:
    """Return the tools that are called, with a schema: of the others not all is shown."""
    return {
        tool["name"]: {
            "name": tool["name"],
            "description": tool["description"],
            "parameters": outlined(tool["parameters"]),
        }
        for tool in blocks["Tools"]
        if "parameters" in tool
    }


def _judge_turn(response: dict[str, Any], tools: dict[str, dict[str, Any]]) -> dict[str, JSON]:
    """Score one response: it says or does something, and its calls are valid."""
    if not response.get("content") and not response.get("calls"):
        return _turn("role_drift", f"{response['id']} neither says nor does anything")
    for call in response.get("calls", ()):
        if fault := _call_fault(call, tools):
            return _turn("wrong_tool_use", f"{response['id']} {fault}")
    return {"explanation": "no rule finds a fault", "verdict": 1, "reason": "ok"}


def _turn(reason: str, explanation: str) -> dict[str, JSON]:
    return {"explanation": explanation, "verdict": 0, "reason": reason}


def _call_fault(call: dict[str, Any], tools: dict[str, Any]) -> str:
    tool = tools.get(call["name"])
    if tool is None:
        return f"calls {call['name']}, which is not among the tools"
    arguments = call["arguments"]
    if not isinstance(arguments, dict):
        return "has arguments that are no JSON object"
    return problem(tool["parameters"], arguments) or ""


def _undone(messages: list[dict[str, Any]], tools: list[dict[str, Any]]) -> str:
    """Return a wish of the user that one of the called tools fits, and that was never done."""
    dialogue = [_message(message) for message in messages]
    offered = [Tool(id=tool["name"], **tool) for tool in tools]
    for task in read(dialogue, offered).everything():
        if task.tool and not task.done and not task.asked and not task.error:
            return f"nothing came of: {task.goal}"
    return ""


def _message(plain: dict[str, Any]) -> Message:
    calls = tuple(
        ToolCall(id=call["id"], name=call["name"], arguments=_text(call["arguments"]))
        for call in plain.get("calls", ())
    )
    return Message(
        role=plain["role"],
        id=plain["id"],
        content=_text(plain.get("content", "")),
        tool_calls=calls,
        tool_call_id=plain.get("of", ""),
        status=plain.get("status"),
        adds_tools=tuple(plain.get("adds_tools", ())),
    )


def _text(shown: JSON) -> str:
    """Return what was said, where it was shown as the JSON that it is."""
    return shown if isinstance(shown, str) else orjson.dumps(shown).decode()
