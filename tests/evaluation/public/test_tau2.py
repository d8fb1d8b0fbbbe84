from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from toolmind.config import RunConfig
from toolmind.errors import ConfigError, RunError
from toolmind.evaluation.endpoints import evaluated
from toolmind.evaluation.public import tau2
from toolmind.evaluation.public.tau2 import GOLD, chosen_domains, evaluate_tau2, read_scores

CONFIG = RunConfig()


def results(folder: Path, domain: str, rewards: list[float | None]) -> None:
    """Write what tau2 writes: a dialogue of each reward, None where it was not played."""
    folder.mkdir(parents=True, exist_ok=True)
    usage = {"prompt_tokens": 10, "completion_tokens": 1}
    simulations = [
        {
            "task_id": str(index),
            "trial": 0,
            "skipped": reward is None,
            "reward_info": {"reward": reward or 0.0},
            "messages": [{"role": "assistant", "usage": usage}, {"role": "tool"}],
        }
        for index, reward in enumerate(rewards)
    ]
    (folder / f"{domain}.json").write_text(json.dumps({"simulations": simulations}))


def test_domains_are_known() -> None:
    assert chosen_domains(["retail", "retail"]) == ["retail"]
    assert chosen_domains([]) == ["airline", "retail", "telecom"]
    with pytest.raises(ConfigError, match=r"--domain: no 'retial'.*retail"):
        chosen_domains(["retial"])


def test_full_reward_alone_is_right(tmp_path: Path) -> None:
    results(tmp_path, "retail", [1.0, 0.5, None])
    found = list(read_scores(tmp_path, ["retail"]))
    assert [(one.right, one.unanswered) for one in found] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert found[0].tokens == 11
    with pytest.raises(RunError, match=r"no airline\.json"):
        list(read_scores(tmp_path, ["airline"]))


async def test_somebody_must_play_the_user(tmp_path: Path) -> None:
    models = evaluated(["http://127.0.0.1:9/v1"], ["m"], "", CONFIG)
    with pytest.raises(ConfigError, match="--user: name the endpoint"):
        await evaluate_tau2(models, None, tmp_path, CONFIG)


async def test_without_a_model_the_gold_actions_are_replayed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs: list[Mapping[str, Any]] = []

    async def there(*_: Any, **__: Any) -> Path:
        return Path("python")

    async def play(python: Path, script: Path, job: Any, folder: Path, env: Any) -> None:
        assert script.is_file()
        jobs.append(job)
        for domain in job["domains"]:
            results(folder, domain, [1.0, 1.0])

    monkeypatch.setattr(tau2, "run_script", play)
    monkeypatch.setattr(tau2, "environment", there)
    report = await evaluate_tau2([], None, tmp_path, CONFIG, domains=["retail"], trials=1)
    (gold,) = report.models
    assert (gold.model, gold.all.share, gold.all.tasks) == (GOLD, 1.0, 2)
    assert jobs[0]["agent"] is None and jobs[0]["user"] is None
    assert Path(jobs[0]["out"]) == tmp_path / "gold"


async def test_no_key_is_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs: list[Mapping[str, Any]] = []

    async def there(*_: Any, **__: Any) -> Path:
        return Path("python")

    async def play(python: Path, script: Path, job: Any, folder: Path, env: Any) -> None:
        jobs.append(job)
        results(folder, "airline", [0.0])

    monkeypatch.setattr(tau2, "run_script", play)
    monkeypatch.setattr(tau2, "environment", there)
    monkeypatch.setenv("KEY", "secret")
    models = evaluated(["http://127.0.0.1:9/v1"], ["m"], "KEY", CONFIG)
    await evaluate_tau2(models, models[0], tmp_path, CONFIG, domains=["airline"])
    assert jobs[0]["agent"]["key"] == "KEY" and jobs[0]["user"]["model"] == "m"
    assert "secret" not in json.dumps(dict(jobs[0]))


async def test_settings_may_change_until_something_was_played(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def there(*_: Any, **__: Any) -> Path:
        return Path("python")

    async def play(python: Path, script: Path, job: Any, folder: Path, env: Any) -> None:
        if job["limit"] == 1:
            raise RunError("no such model")
        results(folder, "airline", [1.0])

    monkeypatch.setattr(tau2, "run_script", play)
    monkeypatch.setattr(tau2, "environment", there)
    with pytest.raises(RunError, match="no such model"):
        await evaluate_tau2([], None, tmp_path, CONFIG, domains=["airline"], limit=1)
    await evaluate_tau2([], None, tmp_path, CONFIG, domains=["airline"], limit=2)
    with pytest.raises(RunError, match="another kind"):
        await evaluate_tau2([], None, tmp_path, CONFIG, domains=["airline"], limit=3)
