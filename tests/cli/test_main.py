"""The command line as a whole: how it is started, and what a shell completes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolmind.cli.main import ELSEWHERE, VERBS
from typed import toolmind

HEAVY = ("numpy", "aiohttp", "duckdb", "pydantic", "datasets", "pyarrow", "mcp", "torch")


@pytest.mark.parametrize(
    "what", ["import toolmind", "import toolmind.cli.main as m; m.build_app(None)"]
)
def test_nothing_heavy_is_imported_on_the_way_to_help(what: str) -> None:
    code = f"{what}\nimport sys\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_help_names_every_verb(tmp_path: Path) -> None:
    printed = toolmind("--help", cwd=tmp_path)
    for verb in VERBS:
        assert verb in printed


@pytest.mark.parametrize(
    "verb",
    [pytest.param(verb, marks=[pytest.mark.offline] * (verb in ELSEWHERE)) for verb in VERBS],
)
def test_every_verb_has_help_of_its_own(verb: str, tmp_path: Path) -> None:
    assert "Usage" in toolmind(verb, "--help", cwd=tmp_path)


# What a user's shell does when Tab is pressed at the end of a line: it calls the function that
# `toolmind --show-completion` printed, which asks `toolmind` itself.
ASK = """
eval "$(_TOOLMIND_COMPLETE=source_bash toolmind)"
IFS=' ' read -ra COMP_WORDS <<< "$LINE"
[[ $LINE == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
_toolmind_completion toolmind
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def complete(tmp_path: Path) -> object:
    """Give a function that returns what bash offers after a line."""
    command = tmp_path / "toolmind"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m toolmind "$@"\n')
    command.chmod(0o755)
    path = f"{tmp_path}:{os.environ['PATH']}"

    def ask(line: str) -> list[str]:
        environment = {**os.environ, "PATH": path, "LINE": line}
        done = subprocess.run(
            ["bash", "--norc", "-c", ASK], env=environment, capture_output=True, text=True
        )
        assert not done.stderr
        return done.stdout.split()

    return ask


def test_bash_completes_verbs_and_the_options_of_a_verb(complete) -> None:  # type: ignore[no-untyped-def]
    assert complete("toolmind ") == list(VERBS)
    assert complete("toolmind rep") == ["report"]
    assert {"--out", "--dry-run", "--json"} <= set(complete("toolmind run --"))
    assert complete("toolmind tools li") == ["list", "lint"]
    assert {"--strict", "--notes"} <= set(complete("toolmind tools lint --"))


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "toolmind", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("toolmind ")
