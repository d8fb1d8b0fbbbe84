"""The commands of the README, read from it and run in a fresh folder, one after the other."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.offline

PAGE = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", PAGE, re.M | re.S)
BESIDE = {"make"}
"""Commands that set an environment up: the tests run in one."""

COUNT = 12

ORDER = "{type: string, description: Id of the order.}"
ANSWER = (
    "{description: Ok, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}"
)
DOCUMENT = f"""
openapi: 3.0.0
info: {{title: Shop, version: "1"}}
paths:
  /orders:
    post:
      operationId: createOrder
      summary: Create an order.
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [product]
              properties: {{product: {{type: string, description: Name of the product.}}}}
      responses: {{"201": {ANSWER}}}
  /orders/{{order_id}}:
    parameters: [{{name: order_id, in: path, required: true, schema: {ORDER}}}]
    get: {{operationId: getOrder, summary: Get an order., responses: {{"200": {ANSWER}}}}}
    put: {{operationId: confirmOrder, summary: Confirm an order., responses: {{"200": {ANSWER}}}}}
    delete: {{operationId: cancelOrder, summary: Cancel an order., responses: {{"200": {ANSWER}}}}}
components:
  schemas:
    Order:
      type: object
      required: [order_id, status]
      properties:
        order_id: {ORDER}
        status: {{type: string, enum: [open, confirmed, cancelled]}}
"""


def run(command: list[str], folder: Path) -> str:
    env = {**os.environ, "TEACHER_API_KEY": "a-key"}
    env.pop("COLUMNS", None)
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def toolmind(words: list[str], folder: Path) -> str:
    return run([sys.executable, "-m", "toolmind", *words], folder)


@pytest.fixture
def endpoint(tmp_path: Path) -> Iterator[str]:
    """The base URL of the test double of an endpoint, served by its verb."""
    asked = ["serve-embedded", "--port", "0", "--model", "my-model"]
    command = [sys.executable, "-m", "toolmind", *asked]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        found = re.search(r"http://\S+/v1", server.stdout.readline())
        assert found, "the server did not start"
        yield found[0]
        server.terminate()


def commands(block: str) -> Iterator[list[str]]:
    """The commands of a block, in words."""
    for line in block.splitlines():
        if words := shlex.split(line, comments=True):
            yield words


def configure(block: str, base_url: str, folder: Path) -> None:
    """Write what the page says into the configuration that `toolmind init` left."""
    told = yaml.safe_load(block)
    told["models"]["endpoints"]["teacher"]["base_url"] = base_url
    chains = {"min_length": 2, "max_length": 4}
    config = {**yaml.safe_load((folder / "config.yaml").read_text()), **told, "count": COUNT}
    (folder / "config.yaml").write_text(yaml.safe_dump({**config, "chains": chains}))


def test_the_commands_run_in_order_in_a_fresh_folder(tmp_path: Path, endpoint: str) -> None:
    (tmp_path / "my-openapi.yaml").write_text(DOCUMENT)
    printed = {}
    for language, block in BLOCKS:
        if language == "bash":
            for first, *words in commands(block):
                if first == "toolmind":
                    printed[shlex.join(words)] = toolmind(words, tmp_path)
                else:
                    assert first in BESIDE, f"the README asks for {first!r}: is it run?"
        elif language == "yaml":
            configure(block, endpoint, tmp_path)
        elif language == "python":
            printed["python"] = run([sys.executable, "-c", block], tmp_path)
    stats = json.loads((tmp_path / "runs/config/stats.json").read_bytes())
    assert stats["played"] + sum(stats["failed"].values()) == COUNT
    assert stats["kept"] == int(printed["python"].splitlines()[0].split()[0]) > 0
    assert any("good" in text for command, text in printed.items() if "validate" in command)
    assert len(printed) >= 9


def test_the_dialogue_that_is_shown_is_one_of_the_recorded_ones(tmp_path: Path) -> None:
    found = re.search(r"`\.venv/bin/toolmind (show runs/recorded t\d+)`", PAGE)
    assert found
    shown = next(block for language, block in BLOCKS if block.startswith("  m1 user"))
    toolmind(["demo", "--recorded"], tmp_path)
    printed = toolmind(shlex.split(found[1]), tmp_path)
    assert printed.endswith(shown), f"put it into the README:\n{printed}"
