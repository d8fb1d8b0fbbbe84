"""A run never dies of one item: whatever any part of it raises within an item is that item's."""

from __future__ import annotations

import asyncio
from pathlib import Path

import msgspec
import pytest

from graph_tools import shop_tools
from toolmind.config import RunConfig, load_config
from toolmind.errors import ConfigError
from toolmind.pipeline.run import run
from toolmind.runs.run_dir import Rejection, RunDir

pytestmark = pytest.mark.offline

COUNT = 6

PARTS = '''
from toolmind.checks.base import RuleCheck
from toolmind.environments.base import EnvironmentProvider
from toolmind.errors import ConfigError, DataError
from toolmind.offline.environment import SchemaEnvironment
from toolmind.scenarios.kinds.base import Outline
from toolmind.scenarios.wanted import wanted
from toolmind.scenarios.windows import window

ERRORS = {
    "data": DataError("no value fits", field="agent", remedy="Mend the schema"),
    "any": KeyError("agent"),
    "group": ExceptionGroup("g", [DataError("no value fits", field="agent")]),
    "setup": ConfigError("the environment is gone"),
}
EVERY = 2


class Kind:
    name = "mine"

    def __init__(self, error: str = "") -> None:
        self.error, self.planned = error, 0

    def plan(self, drawn, rng):
        self.planned += 1
        if self.error and self.planned % EVERY:
            raise ERRORS[self.error]
        chain = window(drawn, 1, 2, rng)
        return Outline(kind=self.name, chain=chain, wanted=wanted(chain, drawn, rng))


class Provider(EnvironmentProvider):
    """Raises in one of the methods of every other world, and in `world` itself."""

    stateful = True

    def __init__(self, where: str = "", error: str = "") -> None:
        self.where, self.error, self.worlds = where, error, 0

    async def world(self, tools):
        self.worlds += 1
        if self.worlds % EVERY and self.where == "world":
            raise ERRORS[self.error]
        made = SchemaEnvironment(tools)
        if self.worlds % EVERY and self.where:
            async def fail(*_):
                raise ERRORS[self.error]
            setattr(made, self.where, fail)
        return made


class Check(RuleCheck):
    name = "mine"

    def __init__(self, error: str) -> None:
        self.error = error

    def findings(self, context):
        if context.trajectory.index % EVERY:
            raise ERRORS[self.error]
        return ()
'''


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "parts_that_fail.py").write_text(PARTS)
    (tmp_path / "pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(shop_tools()))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "parts_that_fail", raising=False)
    return tmp_path


def settings(folder: Path, *overrides: str) -> RunConfig:
    return load_config(
        None,
        [
            f"count={COUNT}",
            f"tools.paths=[{folder / 'pool.jsonl'}]",
            "chains={min_length: 2, max_length: 3}",
            "runtime.concurrency=1",
            "scenarios.kinds=[{type: 'parts_that_fail:Kind', weight: 1}]",
            *overrides,
        ],
    )


def play(folder: Path, *overrides: str) -> tuple[list[Rejection], int]:
    """Run, and return the failed items and how many were checked."""
    asyncio.run(run(settings(folder, *overrides), folder / "run"))
    with RunDir.view(folder / "run") as results:
        failed = [results.rejected.read(index) for index in results.rejected]
        return failed, len(results.verdicts)


@pytest.mark.parametrize("error", ["data", "any", "group"])
@pytest.mark.parametrize("where", ["kind", "world", "reset", "call", "state", "close"])
def test_what_a_part_raises_fails_its_item_and_the_run_goes_on(
    folder: Path, where: str, error: str
) -> None:
    if where == "kind":
        part = f"scenarios.kinds=[{{type: 'parts_that_fail:Kind', weight: 1, error: {error}}}]"
    else:
        part = f"environment={{type: 'parts_that_fail:Provider', where: {where}, error: {error}}}"
    failed, checked = play(folder, part)
    assert (len(failed), checked) == (COUNT // 2, COUNT // 2)
    stage = "scenario" if where == "kind" else "simulate"
    code = "internal" if error == "any" else "unusable_data"
    assert {(one.stage, one.code) for one in failed} == {(stage, f"{stage}.{code}")}
    assert all("agent" in one.explanation for one in failed)


@pytest.mark.parametrize("error", ["data", "any", "group"])
def test_what_a_check_raises_is_an_error_verdict(folder: Path, error: str) -> None:
    failed, checked = play(
        folder, f"checks.use=[{{type: 'parts_that_fail:Check', error: {error}}}]"
    )
    assert (failed, checked) == ([], COUNT)
    with RunDir.view(folder / "run") as results:
        outcomes = [
            one.outcome
            for index in results.verdicts
            for one in results.verdicts.read(index)
            if one.check == "mine"
        ]
    assert outcomes == ["pass", "error"] * (COUNT // 2)


@pytest.mark.parametrize(
    "part",
    [
        "scenarios.kinds=[{type: 'parts_that_fail:Kind', weight: 1, error: setup}]",
        "environment={type: 'parts_that_fail:Provider', where: reset, error: setup}",
        "checks.use=[{type: 'parts_that_fail:Check', error: setup}]",
    ],
)
def test_what_is_wrong_with_the_set_up_ends_the_run(folder: Path, part: str) -> None:
    with pytest.raises(ConfigError, match="the environment is gone"):
        play(folder, part)


UNMET = {
    "slashes": ("string", {"pattern": "/^[a-z0-9-]+$/i"}),
    "now": ("string", {"format": "date-time", "enum": ["now"]}),
    "contradiction": ("string", {"minLength": 10, "maxLength": 5}),
    "overlap": ("object", {"oneOf": [{"required": ["a"]}, {"required": ["a"], "title": "Too"}]}),
}


@pytest.mark.parametrize("side", ["parameters", "returns"])
@pytest.mark.parametrize("name", UNMET)
def test_a_tool_that_no_value_is_made_for_fails_its_items_by_name(
    folder: Path, name: str, side: str
) -> None:
    kind, more = UNMET[name]
    tools = shop_tools()
    unmet = {"type": "object", "properties": {"it": {"type": kind, **more}}, "required": ["it"]}
    tools[1] = msgspec.structs.replace(tools[1], **{side: unmet})
    (folder / "pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(tools))
    failed, checked = play(folder, "count=12", "chains={min_length: 1, max_length: 3}")
    assert failed and checked
    assert len(failed) + checked == 12
    assert {one.code for one in failed} == {"value.none"}
    assert all(f"{tools[1].name}: {side}: " in one.explanation for one in failed)
