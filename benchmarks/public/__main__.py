"""Public benchmarks end to end, by their own code: make verify-benchmarks.

    python benchmarks/public [--tasks 2]

tau2: the gold actions of the first tasks of each domain are replayed; every one must have full
reward. BFCL: the first tasks of every category that needs no key, asked of a server here that
answers in words alone, by the endpoint's tools and by BFCL's prompt; right must be exactly the
tasks where nothing is to be called. Prints a table; exit code 1 where a number is another.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from aiohttp import web

from toolmind.config import RunConfig
from toolmind.evaluation.endpoints import evaluated
from toolmind.evaluation.public.bfcl import evaluate_bfcl
from toolmind.evaluation.public.scores import PublicModel
from toolmind.evaluation.public.tau2 import evaluate_tau2

NOTHING_TO_CALL = {"irrelevance", "live_irrelevance"}
CONFIG = RunConfig.model_validate({"runtime": {"concurrency": 4}})


async def in_words(request: web.Request) -> web.Response:
    """Answer a chat request in words."""
    asked = await request.json()
    said = {"role": "assistant", "content": "I would rather not call anything."}
    return web.json_response(
        {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": asked["model"],
            "choices": [{"index": 0, "message": said, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        }
    )


async def main(tasks: int | None) -> int:
    """Run both, and return the exit code."""
    app = web.Application(client_max_size=1 << 28)
    app.router.add_post("/v1/chat/completions", in_words)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    models = evaluated([f"http://127.0.0.1:{port}/v1"], ["words"], "", CONFIG)
    print("| benchmark | category | tasks | right, % | as expected |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        gold = await evaluate_tau2([], None, out / "tau2", CONFIG, limit=tasks, trials=1)
        good = told("tau2, gold", gold.models[0], set(gold.models[0].categories))
        for calls in ("native", "prompt"):
            home = out / calls
            found = await evaluate_bfcl(models, home, CONFIG, limit=tasks or 2, runs=1, calls=calls)
            good &= told(f"BFCL, {calls}", found.models[0], NOTHING_TO_CALL)
    await runner.cleanup()
    return 0 if good else 1


def told(benchmark: str, found: PublicModel, right: set[str]) -> bool:
    """Print rows, and return whether exactly some categories are right."""
    good = True
    for name, one in found.categories.items():
        fits = one.share == (name in right) and not one.unanswered
        good &= fits
        print(f"| {benchmark} | {name} | {one.tasks} | {100 * one.share:.1f} | {fits} |")
    return good


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=int, default=2, help="of each category; 0: all of tau2")
    raise SystemExit(asyncio.run(main(parser.parse_args().tasks or None)))
