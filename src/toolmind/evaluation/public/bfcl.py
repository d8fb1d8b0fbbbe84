"""BFCL-v4 (Patil et al., 2025) on models: runs that `bfcl-eval` has answered, and scores."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import orjson

from toolmind.config import RunConfig, nearest
from toolmind.errors import ConfigError, RunError
from toolmind.evaluation.endpoints import Evaluated
from toolmind.evaluation.folder import REPORT, locked, settle, write_json
from toolmind.evaluation.public.installed import environment
from toolmind.evaluation.public.process import run_script
from toolmind.evaluation.public.scores import PublicReport, TaskScore, public_report

VERSION = "bfcl-eval 2026.3.23"

CATEGORIES = {
    "non_live": (
        "simple_python",
        "simple_java",
        "simple_javascript",
        "multiple",
        "parallel",
        "parallel_multiple",
        "irrelevance",
    ),
    "live": (
        "live_simple",
        "live_multiple",
        "live_parallel",
        "live_parallel_multiple",
        "live_irrelevance",
        "live_relevance",
    ),
    "multi_turn": (
        "multi_turn_base",
        "multi_turn_miss_func",
        "multi_turn_miss_param",
        "multi_turn_long_context",
    ),
    "memory": ("memory_kv", "memory_rec_sum"),
}
"""What runs without a key: groups, and their categories. `memory_vector` asks for a downloaded
embedder, `web_search` for a key of a search service."""

_SCRIPT = Path(__file__).with_name("run_bfcl.py")

TEMPERATURE = 0.001
"""BFCL's own."""

_FAILED = "Error during inference"


def chosen_categories(names: Iterable[str]) -> list[str]:
    """Return the categories of some names of categories and groups; all of no name.

    Raises:
        ConfigError: a name is unknown, or needs what is not there.
    """
    known = [one for group in CATEGORIES.values() for one in group]
    found: list[str] = []
    for name in names:
        if name not in known and name not in CATEGORIES:
            raise ConfigError(
                f"--category: no {name!r} among what runs without a key"
                f"{nearest(name, [*CATEGORIES, *known])}"
            )
        found += CATEGORIES.get(name, (name,))
    return list(dict.fromkeys(found)) or known


async def evaluate_bfcl(
    models: Sequence[Evaluated],
    out: Path,
    config: RunConfig,
    *,
    categories: Sequence[str] = (),
    limit: int | None = None,
    runs: int = 5,
    calls: Literal["native", "prompt"] = "native",
    python: Path | None = None,
    fresh: bool = False,
) -> PublicReport:
    """Run BFCL on models; return the shares of tasks that its code holds to be right.

    Args:
        models: endpoints with a URL.
        out: a folder. What was answered there stays, also under another limit, and only what failed
            is asked again.
        config: for the tasks in flight (`runtime.concurrency`).
        categories: names of `CATEGORIES`.
        limit: the first so many tasks of each category.
        runs: how often everything is asked.
        calls: by the endpoint's own `tools`, or by BFCL's prompt.
        python: what makes the environment of `bfcl-eval` (3.11 or 3.12).
        fresh: forget what was answered.

    Raises:
        UserError: a model has no URL; the folder holds another evaluation; BFCL failed.
    """
    wanted = chosen_categories(categories)
    require_urls(models)
    inside = await environment("bfcl", python=python)
    scores: dict[str, list[TaskScore]] = {}
    with locked(out):
        for one in models:
            home = out / one.folder
            if fresh:
                shutil.rmtree(home, ignore_errors=True)
            depends = {**one.depends_on(), "calls": calls, "benchmark": VERSION}
            settle(home, depends, begun=any(_answers(home)))
            scores[one.label] = []
            for run in range(1, runs + 1):
                folder = home / f"run-{run}"
                _forget_failed(folder)
                job = _job(one, wanted, limit, calls, config)
                await run_script(inside, _SCRIPT, job, folder, _env(one, folder))
                scores[one.label] += read_scores(folder, wanted, run)
        report = public_report("BFCL-v4", VERSION, scores)
        write_json(out / REPORT, report)
    return report


def require_urls(models: Sequence[Evaluated]) -> None:
    """Make sure that benchmarks' code can reach each model.

    Raises:
        ConfigError: one is embedded.
    """
    for one in models:
        if not one.config.base_url:
            raise ConfigError(f"--endpoint {one.label}: a public benchmark needs a URL")


def read_scores(folder: Path, categories: Iterable[str], run: int) -> list[TaskScore]:
    """Return the scores of one run of BFCL, task by task.

    Raises:
        RunError: BFCL left no score of a category.
    """
    found = []
    for category in categories:
        scored = _only(folder / "score", f"BFCL_v4_{category}_score.json")
        wrong = {one["id"] for one in scored[1:]}
        for answer in _only(folder / "result", f"BFCL_v4_{category}_result.json"):
            found.append(
                TaskScore(
                    category=category,
                    task=answer["id"],
                    run=run,
                    right=answer["id"] not in wrong,
                    unanswered=_failed(answer),
                    tokens=_total(answer.get("input_token_count"))
                    + _total(answer.get("output_token_count")),
                )
            )
    return found


def _job(
    one: Evaluated, categories: list[str], limit: int | None, calls: str, config: RunConfig
) -> dict[str, Any]:
    temperature = one.config.sampling.temperature
    return {
        "model": one.config.model,
        "calls": calls,
        "categories": categories,
        "limit": limit,
        "threads": min(config.runtime.concurrency, one.config.runtime.concurrency),
        "temperature": TEMPERATURE if temperature is None else temperature,
        "arguments": one.fields(),
    }


def _env(one: Evaluated, folder: Path) -> dict[str, str]:
    return {
        "BFCL_PROJECT_ROOT": str(folder.absolute()),
        "OPENAI_BASE_URL": one.config.base_url[0],
        "OPENAI_API_KEY": os.environ.get(one.config.api_key_env, "") or "none",
    }


def _forget_failed(folder: Path) -> None:
    """Take out of earlier answers those that an endpoint failed to give; BFCL asks them again."""
    for path in _answers(folder):
        lines = path.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if not _failed(orjson.loads(line))]
        if len(kept) < len(lines):
            path.write_bytes(b"".join(kept))


def _answers(folder: Path) -> Iterator[Path]:
    yield from folder.rglob("BFCL_v4_*_result.json")


def _failed(answer: dict[str, Any]) -> bool:
    return isinstance(answer["result"], str) and answer["result"].startswith(_FAILED)


def _only(folder: Path, name: str) -> list[dict[str, Any]]:
    paths = list(folder.rglob(name))
    if not paths:
        raise RunError(f"{folder}: BFCL left no {name}; see log.txt beside it")
    return [orjson.loads(line) for line in paths[0].read_bytes().splitlines()]


def _total(counts: Any) -> int:
    """Return the sum of what may be a number, or lists of numbers of turns and steps."""
    return sum(_numbers(counts))


def _numbers(counts: Any) -> Iterator[int]:
    if isinstance(counts, list):
        for one in counts:
            yield from _numbers(one)
    elif isinstance(counts, int | float):
        yield int(counts)
