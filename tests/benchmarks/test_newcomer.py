"""`make newcomer`: the README's commands work as they stand there, and mistakes are answered."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def newcomer() -> ModuleType:
    path = ROOT / "benchmarks" / "newcomer.py"
    spec = importlib.util.spec_from_file_location("newcomer", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["newcomer"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.offline
def test_the_readme_then_the_mistakes(newcomer, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    followed = list(newcomer.follow(tmp_path, 6))
    assert len(followed) >= 8
    assert [(one.name, one.fault, one.said) for one in followed if one.fault] == []
    mistakes = list(newcomer.err(tmp_path))
    assert len(mistakes) >= 10
    assert [(one.name, one.fault, one.said) for one in mistakes if one.fault] == []


def test_a_message_is_held_against_what_where_and_remedy(newcomer):
    mistake = newcomer.Mistake("m", "toolmind x", "unknown", r"a\.yaml", "did you mean")

    def said(text: str, code: int = 2) -> str:
        return newcomer.fault_of(mistake, subprocess.CompletedProcess([], code, "", text))

    assert said("a.yaml: unknown (did you mean b?)") == ""
    assert said("unknown") == "does not say where and remedy"
    assert said("a.yaml: unknown (did you mean b?)", 0) == "exit code 0 instead of 2"
    assert said("Traceback: a.yaml: unknown (did you mean b?)") == "a traceback"
