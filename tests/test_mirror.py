"""Every module of the product has a test file of its own: `a/b.py` has `tests/a/test_b.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SRC = TESTS.parent / "src" / "toolmind"

OTHER_ROOMS = {"offline"}
"""Rooms beside the product, whose tests go by what they do."""

NEED_NONE = {
    "models/context.py": "three context variables, which the tests of who reads them set",
    "checks/calibration/report.py": "what it tells is held by test_calibration.py beside it",
    "checks/calibration/features.py": "the same: features of votes, on which all of it rests",
    "cli/explain.py": "how a row is printed: tests/cli/test_check.py",
    "pipeline/check_report.py": "the numbers of checked data: tests/pipeline/test_check_out.py",
    "pipeline/checkers.py": "which checks a row gets: the same",
    "pipeline/explain.py": "a row as a person reads it: the same, and tests/cli/test_check.py",
    "pipeline/overlap_search.py": "what is found in data: tests/pipeline/test_overlap.py",
    "pipeline/subjects.py": "rows and items of runs: the same, and test_recheck.py",
    "cli/evaluate_options.py": "what tests/cli/test_evaluate.py uses",
    "viewer/source.py": "an interface; those who have it have their tests",
    "__main__.py": "it calls the command line, which tests/cli/test_main.py starts",
}
"""Modules without a test file, and why."""


def modules() -> list[str]:
    """The modules that hold code, by their paths below the package."""
    found = (path.relative_to(SRC) for path in SRC.rglob("*.py") if path.name != "__init__.py")
    return sorted(str(path) for path in found if path.parts[0] not in OTHER_ROOMS)


def room(module: str) -> str:
    return module.partition("/")[0].removesuffix(".py")


def mirrored(module: str) -> Path:
    path = Path(module)
    return TESTS / path.parent / f"test_{path.name}"


@pytest.mark.parametrize("name", sorted(set(map(room, modules()))))
def test_every_module_of_a_room_has_its_test_file(name: str) -> None:
    waiting = {
        str(mirrored(module).relative_to(TESTS.parent))
        for module in modules()
        if room(module) == name and module not in NEED_NONE and not mirrored(module).is_file()
    }
    assert waiting == set()


def test_an_exception_is_a_module_without_a_test_file() -> None:
    assert NEED_NONE.keys() <= set(modules())
    assert not [module for module in NEED_NONE if mirrored(module).is_file()]
