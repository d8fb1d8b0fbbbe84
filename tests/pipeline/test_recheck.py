"""Judging again: just what failed or what was changed is judged, and the rest stands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from toolmind.config import RunConfig, load_config
from toolmind.errors import ConfigError, RunError
from toolmind.pipeline.recheck import recheck
from toolmind.pipeline.run import run
from toolmind.records import Verdict
from toolmind.runs.run_dir import Rejection, RunDir

pytestmark = pytest.mark.offline

PARTS = '''
from pathlib import Path

from toolmind.checks.base import Finding, RuleCheck

HERE = Path(__file__).parent


class Flaky(RuleCheck):
    """Fails itself on every other dialogue while a file is there."""

    name = "flaky"

    def findings(self, context):
        with (HERE / "asked").open("a") as asked:
            asked.write(f"{context.trajectory.index}\\n")
        if (HERE / "broken").exists() and context.trajectory.index % 2:
            raise OSError("gone")
        return ()


class Picky(RuleCheck):
    name = "picky"

    def __init__(self, on: bool = True) -> None:
        self.on = on

    def findings(self, context):
        if self.on:
            yield Finding("first", "the first turn", turn=first(context))


class Strict(RuleCheck):
    """A judge that finds fault with the first turn where nobody did."""

    name = "strict"

    def findings(self, context):
        if first(context) not in context.failed:
            yield Finding("again", "the first turn", turn=first(context))


def first(context):
    return next(one.id for one in context.trajectory.messages if one.role == "assistant")
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "parts_of_recheck.py").write_text(PARTS)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "parts_of_recheck", raising=False)
    return tmp_path


def config(
    small_run: Path, *checks: object, judges: tuple[str, ...] = (), seed: int = 0
) -> RunConfig:
    base = load_config(small_run / "small.yaml").model_dump()
    named = [f"parts_of_recheck:{one}" if isinstance(one, str) else one for one in checks]
    return RunConfig.model_validate(
        base
        | {
            "seed": seed,
            "checks": {"use": ["pairing", *named], "judges": list(judges)},
            "export": {"formats": ["openai"]},
        }
    )


def verdicts(out: Path) -> dict[int, tuple[Verdict, ...]]:
    with RunDir.view(out) as folder:
        return {index: folder.verdicts.read(index) for index in folder.verdicts}


def results(out: Path) -> list[bytes]:
    files = sorted(one for one in (out / "export").rglob("*") if one.is_file())
    assert files
    return [file.read_bytes() for file in (out / "decisions.jsonl", *files)]


async def test_what_failed_is_judged_again_and_the_end_is_that_of_no_failure(
    folder: Path, small_run: Path
) -> None:
    settings = config(small_run, "Flaky")
    await run(settings, folder / "whole")
    (folder / "broken").touch()
    await run(settings, folder / "run")
    failed = [at for at, found in verdicts(folder / "run").items() if found[-1].outcome == "error"]
    assert failed and all(at % 2 for at in failed)
    report = await recheck(folder / "run", "errors")
    assert (report.judged, report.changed, report.errors) == (len(failed), 0, len(failed))
    (folder / "broken").unlink()
    (folder / "asked").unlink()
    report = await recheck(folder / "run", "errors")
    assert (report.judged, report.changed, report.errors) == (len(failed), len(failed), 0)
    asked = (folder / "asked").read_text().split()
    assert sorted(map(int, asked)) == failed, "only what failed is looked at"
    assert verdicts(folder / "run") == verdicts(folder / "whole")
    assert results(folder / "run") == results(folder / "whole")
    assert (await recheck(folder / "run", "errors")).judged == 0


async def test_an_item_that_fell_at_its_check_is_judged(folder: Path, small_run: Path) -> None:
    settings = config(small_run, "Flaky")
    await run(settings, folder / "run")
    with RunDir.amend(folder / "run") as opened:
        opened.verdicts.forget(0)
        lines = (folder / "run" / "verdicts.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "run" / "verdicts.jsonl").write_bytes(
        b"".join(line for line in lines if not line.startswith(b'{"index":0,'))
    )
    with RunDir.amend(folder / "run") as opened:
        opened.rejected.append(0, Rejection(stage="check", code="check.internal"))
    assert 0 not in verdicts(folder / "run")
    report = await recheck(folder / "run", "errors")
    assert (report.judged, report.errors) == (1, 0)
    assert 0 in verdicts(folder / "run")


@pytest.mark.parametrize("name", ["pairing", "flaky", "parts_of_recheck:Flaky"])
async def test_one_check_again_with_nothing_changed_changes_nothing(
    folder: Path, small_run: Path, name: str
) -> None:
    await run(config(small_run, "Flaky"), folder / "run")
    before, made = verdicts(folder / "run"), results(folder / "run")
    report = await recheck(folder / "run", name)
    assert (report.judged, report.changed) == (len(before), 0)
    assert (verdicts(folder / "run"), results(folder / "run")) == (before, made)


async def test_judges_look_at_turns_that_a_changed_check_sets_free(
    folder: Path, small_run: Path
) -> None:
    judges = ("parts_of_recheck:Strict",)
    await run(config(small_run, "Picky", judges=judges), folder / "run")
    for found in verdicts(folder / "run").values():
        assert [(one.check, one.outcome) for one in found[1:]] == [
            ("picky", "fail"),
            ("strict", "pass"),
        ]
    changed = config(small_run, {"type": "parts_of_recheck:Picky", "on": False}, judges=judges)
    report = await recheck(folder / "run", "picky", changed)
    assert report.changed == report.judged
    for found in verdicts(folder / "run").values():
        assert [(one.check, one.outcome) for one in found[1:]] == [
            ("picky", "pass"),
            ("strict", "fail"),
        ]
    await run(changed, folder / "run")  # it is the run's configuration now


async def test_a_configuration_that_plays_otherwise_is_refused(
    folder: Path, small_run: Path
) -> None:
    await run(config(small_run, "Flaky"), folder / "run")
    with pytest.raises(RunError, match="seed: 0 → 1"):
        await recheck(folder / "run", "errors", config(small_run, "Flaky", seed=1))
    with pytest.raises(ConfigError, match=r"no check or judge 'pairng' .*pairing"):
        await recheck(folder / "run", "pairng")
    with pytest.raises(RunError, match="not a run folder"):
        await recheck(folder, "errors")
