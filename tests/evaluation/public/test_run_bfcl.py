"""The script that BFCL's environment runs, as far as it goes without that environment.

All of it runs in `make verify-benchmarks`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import real_worlds
from toolmind.evaluation.public.run_bfcl import _with


def test_clients_of_vendors_are_not_needed() -> None:
    code = """
import sys
from toolmind.evaluation.public import run_bfcl
sys.meta_path.append(run_bfcl._NotNeeded())
import cohere, google.genai.types
from qwen_agent.llm import get_chat_model
class Own(google.genai.types.Content): pass
print(cohere.types.ToolV2.__name__, Own.__mro__[1].__name__)
import no_such_package
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["ToolV2", "Content"]
    assert "No module named 'no_such_package'" in done.stderr


def test_a_limit_takes_the_first_tasks_and_what_they_build_on(tmp_path: Path) -> None:
    code = f"""
import json, sys; sys.path.insert(0, {str(real_worlds.WORLDS)!r})
from toolmind.evaluation.public import run_bfcl
job = dict(categories=["simple_python", "memory_kv"], limit=2)
print(json.dumps(run_bfcl._chosen(job)))
"""
    env = {**os.environ, "BFCL_PROJECT_ROOT": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env
    )
    chosen = json.loads(done.stdout.splitlines()[-1])
    assert len(chosen["simple_python"]) == 2
    tasks = [one for one in chosen["memory_kv"] if "prereq" not in one]
    assert len(tasks) == 2 and len(chosen["memory_kv"]) > 2


def test_what_an_endpoint_is_to_be_sent_is_sent() -> None:
    class Sending:
        def generate_with_backoff(self, **request: object) -> dict[str, object]:
            return request

    sent = _with({"max_tokens": 256}, Sending)().generate_with_backoff(model="mine")
    assert sent == {"model": "mine", "max_tokens": 256}
