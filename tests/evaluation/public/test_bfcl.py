from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from toolmind.config import RunConfig
from toolmind.errors import ConfigError, RunError
from toolmind.evaluation.endpoints import Evaluated, evaluated
from toolmind.evaluation.public import bfcl
from toolmind.evaluation.public.bfcl import chosen_categories, evaluate_bfcl, read_scores

CONFIG = RunConfig()
FAILED = "Error during inference: Connection error."


def answered(folder: Path, category: str, answers: Mapping[str, Any], wrong: set[str]) -> None:
    """Write what BFCL writes (2026.3.23): answers, and a score with what was wrong."""
    results = [
        {"id": name, "result": one, "input_token_count": [[3, 4], 5], "output_token_count": 2.0}
        for name, one in answers.items()
    ]
    scores = [{"accuracy": 0.0, "correct_count": 0, "total_count": len(results)}]
    scores += [{"id": name, "valid": False} for name in sorted(wrong)]
    for kind, rows in (("result", results), ("score", scores)):
        path = folder / kind / "evaluated/non_live" / f"BFCL_v4_{category}_{kind}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def test_groups_are_their_categories() -> None:
    assert chosen_categories(["memory", "simple_java", "memory_kv"]) == [
        "memory_kv",
        "memory_rec_sum",
        "simple_java",
    ]
    assert len(chosen_categories([])) == 19
    with pytest.raises(ConfigError, match=r"--category: no 'simple_jave'.*simple_java"):
        chosen_categories(["simple_jave"])


def test_scores_are_read_task_by_task(tmp_path: Path) -> None:
    answered(tmp_path, "multiple", {"multiple_0": [{}], "multiple_1": FAILED}, {"multiple_1"})
    right, failed = read_scores(tmp_path, ["multiple"], 2)
    assert (right.right, right.unanswered, right.tokens, right.run) == (True, False, 14, 2)
    assert (failed.right, failed.unanswered) == (False, True)
    with pytest.raises(RunError, match=r"no BFCL_v4_parallel_score\.json"):
        read_scores(tmp_path, ["parallel"], 1)


async def test_a_model_without_an_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="embedded: a public benchmark needs a URL"):
        await evaluate_bfcl(evaluated(["embedded"], [], "", CONFIG), tmp_path, CONFIG)


class Played:
    """Stands where BFCL's process would: answers what is not answered yet."""

    def __init__(self) -> None:
        self.jobs: list[tuple[dict[str, Any], dict[str, str]]] = []
        self.down = True

    async def __call__(
        self, python: Path, script: Path, job: Any, folder: Path, env: Mapping[str, str]
    ) -> None:
        assert script.is_file()
        self.jobs.append((job, dict(env)))
        path = folder / "result/evaluated/non_live/BFCL_v4_multiple_result.json"
        rows = path.read_text().splitlines() if path.exists() else []
        there = {one["id"]: one["result"] for one in map(json.loads, rows)}
        new = {"multiple_0": [{"f": "{}"}], "multiple_1": FAILED if self.down else [{"f": "{}"}]}
        answers = {**new, **there}
        wrong = {name for name, one in answers.items() if one == FAILED}
        answered(folder, "multiple", answers, wrong)


async def test_what_failed_is_asked_again_and_another_model_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = Played()

    async def there(*_: Any, **__: Any) -> Path:
        return Path("python")

    monkeypatch.setattr(bfcl, "run_script", played)
    monkeypatch.setattr(bfcl, "environment", there)
    monkeypatch.setenv("KEY", "secret")

    def models(name: str) -> list[Evaluated]:
        (one,) = evaluated(["http://127.0.0.1:9/v1"], [name], "KEY", CONFIG)
        short = one.config.sampling.model_copy(update={"max_tokens": 99})
        return [Evaluated(name, one.config.model_copy(update={"sampling": short}))]

    async def run(name: str) -> Any:
        found = [Evaluated("one", models(name)[0].config)]
        return await evaluate_bfcl(found, tmp_path, CONFIG, categories=["multiple"], runs=2)

    first = await run("a")
    assert (first.models[0].all.share, first.models[0].all.unanswered) == (0.5, 2)
    job, env = played.jobs[0]
    assert (job["model"], env["OPENAI_BASE_URL"]) == ("a", "http://127.0.0.1:9/v1")
    assert job["arguments"] == {"max_tokens": 99}
    assert env["OPENAI_API_KEY"] == "secret" and "secret" not in json.dumps(job)
    assert played.jobs[0][1]["BFCL_PROJECT_ROOT"] != played.jobs[1][1]["BFCL_PROJECT_ROOT"]
    played.down = False
    second = await run("a")
    assert (second.models[0].all.share, second.models[0].all.unanswered) == (1.0, 0)
    assert json.loads((tmp_path / "report.json").read_text())["benchmark"] == "BFCL-v4"
    with pytest.raises(RunError, match=r"another kind:\n  model\.model: .*a.*b"):
        await run("b")
