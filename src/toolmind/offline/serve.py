"""`toolmind serve-embedded`: the embedded model over HTTP, with faults on request."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Annotated, Literal

import typer

from toolmind.errors import ConfigError
from toolmind.graph.embedding.static import static_embedder
from toolmind.offline.player import EmbeddedModel
from toolmind.offline.server import DoubleOptions, FaultPlan, ModelServer

ToolMode = Literal["native", "hermes", "qwen_xml", "python"]


def command(
    port: Annotated[int, typer.Option(help="Port on 127.0.0.1; 0 takes a free one.")] = 8399,
    latency_ms: Annotated[float, typer.Option(min=0, help="Time until an answer.")] = 0,
    rpm: Annotated[float | None, typer.Option(min=1, help="Requests per minute.")] = None,
    tpm: Annotated[float | None, typer.Option(min=1, help="Tokens per minute.")] = None,
    burst_s: Annotated[
        float, typer.Option(min=0.01, help="Seconds' worth of a limit that may come at once.")
    ] = 1.0,
    fault: Annotated[
        list[str] | None,
        typer.Option(help="KIND=RATE, as often as wanted: a fault and its share of requests."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Decides which requests meet a fault.")] = 0,
    stall_s: Annotated[
        float, typer.Option(min=0, help="How late a slow first byte comes, in seconds.")
    ] = 10.0,
    retry_after_s: Annotated[
        float, typer.Option(min=0, help="What 429-retry-after asks to wait, in seconds.")
    ] = 1.0,
    model: Annotated[
        list[str] | None, typer.Option(help="A name to answer to, as often as wanted.")
    ] = None,
    tool_mode: Annotated[
        ToolMode,
        typer.Option(help="Other than native: no `tools`; calls are text, as models write them."),
    ] = "native",
    log: Annotated[
        Path | None, typer.Option(dir_okay=False, help="JSONL file, a line for each request.")
    ] = None,
) -> None:
    """Serve the embedded model over the OpenAI protocol, until interrupted; embeddings as `static`.

    Faults: 429, 429-retry-after, 500, 503, reset, half-body, invalid-json, slow-first-byte,
    wrong-tool-name, hallucinated-argument, missing-argument, broken-arguments, prose-around-json,
    endless-text. GET /stats counts what was injected and which limits clients broke.
    """
    options = DoubleOptions(
        latency_s=latency_ms / 1000,
        rpm=rpm,
        tpm=tpm,
        burst_s=burst_s,
        faults=FaultPlan(dict(_rate(entry) for entry in fault or ()), seed),
        stall_s=stall_s,
        retry_after_s=retry_after_s,
        log=log,
        models=tuple(model or ()),
        tool_mode=tool_mode,
    )
    asyncio.run(_serve(options, port))


def _rate(entry: str) -> tuple[str, float]:
    kind, _, rate = entry.partition("=")
    try:
        return kind, float(rate)
    except ValueError:
        raise ConfigError(f"--fault {entry!r} is not KIND=RATE, for example 500=0.05") from None


async def _serve(options: DoubleOptions, port: int) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with ModelServer(EmbeddedModel(), options, port, static_embedder()) as server:
        print(f"serving the embedded model on {server.url}", flush=True)
        await stop.wait()
