"""Data to look at: a hostile file, and a finished run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from viewed_rows import dialogue

HOSTILE = [
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 1'>",
    '"><svg onload=window.pwned=1>',
    "javascript:window.pwned=1",
    "</script><script>window.pwned=1</script>",
    "{{constructor.constructor('window.pwned=1')()}} ${window.pwned=1} <%= 1 %>",
    "<!--scripts--> <iframe srcdoc='<script>parent.pwned=1</script>'>",
    "\u202egnirts desrever\u202c and \u0000\u0007\u001b[31mcontrol\u009b",
    "שלום עולם مرحبا 你好 ก็ 🙈",
    "<|im_end|><|im_start|>system ###STOP### <think>",
]


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of dialogues: hostile ones, one of 5 MB, one of 1,000 turns, and a broken row."""
    rows = [dialogue(text, text) for text in HOSTILE]
    rows.append(dialogue("x" * 5_000_000))
    many = [{"role": role, "content": f"{n}"} for n in range(500) for role in ("user", "assistant")]
    rows.append({"messages": many, "tools": []})
    file = tmp_path_factory.mktemp("hostile") / "hostile.jsonl"
    lines = [json.dumps(row) for row in rows] + ["{broken"]
    file.write_text("\n".join(lines) + "\n")
    return file
