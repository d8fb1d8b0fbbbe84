"""What docs/environments.md shows is what happens."""

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from toolmind.environments import results
from toolmind.environments.load import PROVIDERS
from toolmind.records import FaultKind

TEXT = (Path(__file__).parents[2] / "docs" / "environments.md").read_text(encoding="utf-8")


@pytest.mark.offline
def test_the_example_prints_what_the_page_shows():
    code = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
    shown = re.search(r"prints\n\n```json\n(.*?)```", TEXT, re.DOTALL)
    assert code and shown
    run = subprocess.run([sys.executable, "-c", code[1]], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout == shown[1]


def test_every_kind_and_error_code_is_named():
    assert all(f"`{kind}`" in TEXT for kind in PROVIDERS)
    codes = re.search(r"Codes: (.*?)\.\n", results.check_call.__doc__)[1].split(", ")
    codes += get_args(FaultKind)
    assert all(f"`{code}`" in TEXT for code in codes)
