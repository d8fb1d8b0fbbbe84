"""The page on the Python API runs as it stands, and shows every public name."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

import toolmind

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)


@pytest.mark.offline
def test_the_blocks_run_in_order_in_one_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    names: dict[str, object] = {"__name__": "page"}
    for number, block in enumerate(BLOCKS, 1):
        if file := re.match(r"# (\w+\.py)\n", block):
            Path(file[1]).write_text(block, encoding="utf-8")
        else:
            exec(compile(block, f"{PAGE.name}, block {number}", "exec"), names)
    monkeypatch.delitem(sys.modules, "my_plugins")


def test_every_public_name_is_shown() -> None:
    text = PAGE.read_text(encoding="utf-8")
    imported = " ".join(re.findall(r"^from toolmind import (.*)$", text, re.M))
    shown = set(re.findall(r"toolmind\.(\w+)", text)) | set(re.findall(r"\w+", imported))
    assert set(toolmind.__all__) - shown == {"__version__"}
