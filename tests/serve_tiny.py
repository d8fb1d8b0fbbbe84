"""Serves a small model as an OpenAI-compatible endpoint, for tests: greedy, one request at a time.

    python serve_tiny.py MODEL [random]

prints its address and serves until standard input ends; with `random`, the same model as it was
before any training. Calls are parsed as Hermes writes them; what cannot be parsed stays text.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from typing import Any

import torch
from aiohttp import web
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer

LONGEST_REPLY = 40
CALL = re.compile(r"\s*<tool_call>\s*(\{.*?\})\s*</tool_call>", re.S)


def as_rendered(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message with arguments as objects, as the template wants them."""
    calls = [one["function"] for one in message.get("tool_calls") or ()]
    functions = [{"name": c["name"], "arguments": json.loads(c["arguments"])} for c in calls]
    called = {"tool_calls": [{"function": one} for one in functions]}
    return {**message, "content": message.get("content") or "", **called}


def parsed(text: str) -> dict[str, Any]:
    """Return a reply as an assistant's message."""
    calls = []
    for at, found in enumerate(CALL.finditer(text)):
        try:
            call = json.loads(found[1])
            function = {"name": str(call["name"]), "arguments": json.dumps(call["arguments"])}
        except (ValueError, KeyError, TypeError):
            return {"role": "assistant", "content": text}
        calls.append({"id": f"call_{at}", "type": "function", "function": function})
    message: dict[str, Any] = {"role": "assistant", "content": CALL.sub("", text).strip()}
    return message | ({"tool_calls": calls} if calls else {})


async def main(folder: str, untrained: bool) -> None:
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    if untrained:
        model = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(folder))
    else:
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    model.eval()

    async def complete(request: web.Request) -> web.Response:
        body = await request.json()
        prompt = tokenizer.apply_chat_template(
            [as_rendered(message) for message in body["messages"]],
            tools=body.get("tools"),
            add_generation_prompt=True,
            tokenize=False,
        )
        ids = tokenizer(prompt, return_tensors="pt", add_special_tokens=False)
        with torch.no_grad():
            made = model.generate(**ids, max_new_tokens=LONGEST_REPLY, do_sample=False)
        text = tokenizer.decode(made[0, ids["input_ids"].shape[1] :], skip_special_tokens=True)
        message = parsed(text)
        reason = "tool_calls" if "tool_calls" in message else "stop"
        choice = {"index": 0, "message": message, "finish_reason": reason}
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        reply = {"id": "r", "object": "chat.completion", "created": 0, "model": "tiny"}
        return web.json_response(reply | {"choices": [choice], "usage": usage})

    app = web.Application()
    app.router.add_post("/v1/chat/completions", complete)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    torch.set_num_threads(1)
    asyncio.run(main(sys.argv[1], "random" in sys.argv[2:]))
