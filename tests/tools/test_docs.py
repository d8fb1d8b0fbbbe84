"""The page about tools names every rule and every kind of source."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.tools.repair import rule_summaries
from toolmind.tools.sources.choose import KINDS

PAGE = (Path(__file__).parents[2] / "docs" / "tools.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", rule_summaries().items(), ids=lambda item: item[0])
def test_every_rule_is_in_the_table(rule: tuple[str, str]) -> None:
    assert f"| `{rule[0]}` | {rule[1]} |" in PAGE


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_source_is_named(kind: str) -> None:
    assert f"`{kind}`" in PAGE
