"""A newcomer's first hour: the README's own commands in a fresh folder, then what goes wrong.

    python benchmarks/newcomer.py [--count 40]

The commands are read from README.md and played as they stand there, with the offline test double
at the address of the README's endpoint. Then come mistakes that newcomers make; of each message it
is checked that it says what is wrong, where, and what to do about it. Prints a table; exits with 1
where a command or a message fails.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import yaml

README = Path(__file__).parents[1] / "README.md"
SECTION = "## Your tools, your model"
ENDPOINT = "http://127.0.0.1:8000"
KEY = "TEACHER_API_KEY"

DOCUMENT = """\
openapi: 3.0.3
info: {title: Shop, version: "1", license: {name: CC0-1.0}}
paths:
  /customers:
    get:
      operationId: list_customers
      description: List the customers of a city.
      parameters: [{name: city, in: query, required: true, schema: {type: string}}]
      responses: {"200": {description: ok, content: {application/json: {schema:
        {type: array, items: {$ref: "#/components/schemas/Customer"}}}}}}
  /customers/{customer_id}:
    parameters: [{name: customer_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: get_customer
      description: Get one customer by its id.
      responses: {"200": {description: ok, content: {application/json: {schema:
        {$ref: "#/components/schemas/Customer"}}}}}
  /customers/{customer_id}/orders:
    parameters: [{name: customer_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: list_orders
      description: List the orders of a customer.
      responses: {"200": {description: ok, content: {application/json: {schema:
        {type: array, items: {$ref: "#/components/schemas/Order"}}}}}}
  /orders/{order_id}:
    parameters: [{name: order_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: get_order
      description: Get one order by its id.
      responses: {"200": {description: ok, content: {application/json: {schema:
        {$ref: "#/components/schemas/Order"}}}}}
    delete:
      operationId: cancel_order
      description: Cancel an order that was not sent yet.
      responses: {"200": {description: ok, content: {application/json: {schema:
        {$ref: "#/components/schemas/Order"}}}}}
components:
  schemas:
    Customer:
      type: object
      required: [customer_id, name]
      properties:
        customer_id: {type: string, description: Id of the customer}
        name: {type: string, description: Full name of the customer}
        city: {type: string, description: City where the customer lives}
    Order:
      type: object
      required: [order_id, customer_id, status]
      properties:
        order_id: {type: string, description: Id of the order}
        customer_id: {type: string, description: Id of the customer who ordered}
        status: {type: string, enum: [open, sent, cancelled]}
        total: {type: number, minimum: 0, description: Price of the order in euros}
"""


class Mistake(NamedTuple):
    """A mistake: the files that make it, the command, and patterns that its message must match."""

    name: str
    command: str
    what: str
    where: str
    remedy: str
    files: Mapping[str, bytes] = {}
    code: int = 2


TEACHER = b"""\
tools: {paths: [pool.jsonl]}
models:
  endpoints:
    teacher: {type: openai, base_url: 'http://127.0.0.1:9/v1', model: m, api_key_env: NO_SUCH_KEY}
  scenario: teacher
"""
BAD = "toolmind validate bad.yaml"

MISTAKES = (
    Mistake(
        "a misspelt key", BAD, "unknown key", r"bad\.yaml: coutn", r"did you mean 'count'",
        {"bad.yaml": b"coutn: 4\n"},
    ),
    Mistake(
        "a value of the wrong type", BAD, "integer", r"bad\.yaml: count", "valid integer",
        {"bad.yaml": b"count: many\n"},
    ),
    Mistake(
        "no configuration", "toolmind validate nothing.yaml", "no such file", r"nothing\.yaml",
        "toolmind init",
    ),
    Mistake(
        "a configuration that is not YAML", BAD, "not YAML", r"bad\.yaml.*line \d", "expected",
        {"bad.yaml": b"count: [4\n"},
    ),
    Mistake(
        "a configuration that is not UTF-8", BAD, "not UTF-8", r"bad\.yaml.*byte 12.*line 2",
        "iconv", {"bad.yaml": b"count: 4\n# \xe9\n"},
    ),
    Mistake(
        "a pool that is not there", BAD, "no such file", r"poool\.jsonl",
        r"Did you mean pool\.jsonl", {"bad.yaml": b"tools: {paths: [poool.jsonl]}\n"},
    ),
    Mistake(
        "a row of the pool broken", BAD, "not JSON", r"broken\.jsonl:1", "Mend or remove the row",
        {"bad.yaml": b"tools: {paths: [broken.jsonl], strict: true}\n", "broken.jsonl": b"{oops\n"},
    ),
    Mistake(
        "a row of the pool without a schema", BAD, "Expected `object`",
        r"broken\.jsonl:1 \[parameters\]", "toolmind tools import",
        {
            "bad.yaml": b"tools: {paths: [broken.jsonl], strict: true}\n",
            "broken.jsonl": b'{"name": "x", "parameters": [1]}\n',
        },
    ),
    Mistake(
        "an exporter that is none", BAD, "unknown 'openia'", r"export\.formats",
        "did you mean 'openai'", {"bad.yaml": b"export: {formats: [openia]}\n"},
    ),
    Mistake(
        "a kind of dialogue that is none", BAD, "unknown 'singel'", r"scenarios\.kinds",
        "did you mean 'single'", {"bad.yaml": b"scenarios: {kinds: {singel: 1}}\n"},
    ),
    Mistake(
        "a folder of prompts that is not there", BAD, "is no folder", "prompts: my-prompts",
        "Name one, or leave", {"bad.yaml": b"prompts: my-prompts\n"},
    ),
    Mistake(
        "a misnamed prompt", BAD, "would not be read", r"mine/asistant\.md",
        r"did you mean assistant\.md",
        {"bad.yaml": b"prompts: mine\n", "mine/asistant.md": b"Be brief.\n"},
    ),
    Mistake(
        "a role without its endpoint", BAD, "no endpoint 'techer'", r"bad\.yaml: models: scenario",
        "did you mean 'teacher'",
        {"bad.yaml": TEACHER.replace(b"scenario: teacher", b"scenario: techer")},
    ),
    Mistake(
        "a key that is not set", BAD, "not set", "NO_SUCH_KEY", "environment variable",
        {"bad.yaml": TEACHER},
    ),
    Mistake(
        "an endpoint that is down", "toolmind run bad.yaml --out down --limit 1",
        "Connect call failed", r"127\.0\.0\.1:9", "Look at base_url, and whether it runs",
        {"bad.yaml": TEACHER.replace(b", api_key_env: NO_SUCH_KEY", b"")},
    ),
    Mistake(
        "a run folder of another configuration",
        "toolmind run config.yaml seed=5 --out runs/config", "another configuration",
        r"runs/config(.|\n)*seed: 0 → 5", "--fresh",
    ),
    Mistake(
        "an index that no item has", "toolmind show runs/config t099999",
        "no item t099999", "runs/config: ", r"t0000\d\d",
    ),
    Mistake(
        "a folder that is no run", "toolmind report mine-none", "not a run folder", "mine-none",
        r"config\.json",
    ),
    Mistake(
        "a document that is not there", "toolmind tools import my-openapi.yml --out new.jsonl",
        "no such file", r"my-openapi\.yml", r"Did you mean my-openapi\.yaml",
    ),
    Mistake(
        "a pool under a foreign name", "toolmind tools import my-openapi.yaml --out pool.txt",
        "a pool is written as", r"pool\.txt", r"\.jsonl",
    ),
)  # fmt: skip


class Outcome(NamedTuple):
    """What a command came to; `fault` is empty where it is as it must be."""

    name: str
    fault: str
    said: str


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="dialogues of the README's run")
    count = parser.parse_args().count
    tried = failed = 0
    with tempfile.TemporaryDirectory() as name:
        for outcome in chain(follow(Path(name), count), err(Path(name))):
            tried += 1
            failed += bool(outcome.fault)
            print(f"{'FAIL' if outcome.fault else 'ok':4}  {outcome.name}", flush=True)
            if outcome.fault:
                print(f"      {outcome.fault}\n      {outcome.said.strip()[-1500:]}")
    print(f"{tried} tried, {failed} failed")
    return bool(failed)


def follow(folder: Path, count: int) -> Iterator[Outcome]:
    """Play the commands of the README in `folder`, in its order."""
    (folder / "my-openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    with double() as address:
        for block in blocks(README.read_text(encoding="utf-8")):
            if isinstance(block, dict):
                configure(folder / "config.yaml", block, address, count)
            else:
                yield from (of_readme(command, folder) for command in block)


def blocks(readme: str) -> Iterator[list[str] | dict[str, Any]]:
    """Yield the section's blocks: the `toolmind` commands of one, or the settings of one."""
    section = readme.split(SECTION)[1].split("\n## ")[0]
    for language, text in re.findall(r"```(bash|yaml)\n(.*?)```", section, re.DOTALL):
        if language == "yaml":
            yield yaml.safe_load(text)
        else:
            yield [line for line in text.splitlines() if line.startswith("toolmind ")]


def configure(file: Path, settings: dict[str, Any], address: str, count: int) -> None:
    """Name pool and model in the file that `toolmind init` wrote; the model is the double."""
    text = yaml.safe_dump(settings).replace(ENDPOINT, address)
    known = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(
        yaml.safe_dump(known | yaml.safe_load(text) | {"count": count}), encoding="utf-8"
    )


def of_readme(command: str, folder: Path) -> Outcome:
    """Play a command that must succeed; of audit and lint a finding is no failure."""
    done = played(command, folder)
    said = done.stdout + done.stderr
    allowed = (0, 1) if command.startswith("toolmind audit") else (0,)
    fault = "" if done.returncode in allowed else f"exit code {done.returncode}"
    return Outcome(f"README: {command.split('#')[0].strip()}", fault, said)


def err(folder: Path, mistakes: Sequence[Mistake] = MISTAKES) -> Iterator[Outcome]:
    """Make each mistake in `folder`, where the README was followed."""
    for mistake in mistakes:
        for name, content in mistake.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(content)
        done = played(mistake.command, folder)
        yield Outcome(f"mistake: {mistake.name}", fault_of(mistake, done), done.stderr)


def fault_of(mistake: Mistake, done: subprocess.CompletedProcess[str]) -> str:
    """Say what a message lacks; nothing if it says what, where and what to do."""
    if done.returncode != mistake.code:
        return f"exit code {done.returncode} instead of {mistake.code}"
    if "Traceback" in done.stderr:
        return "a traceback"
    parts = {"what": mistake.what, "where": mistake.where, "remedy": mistake.remedy}
    lacking = [name for name, pattern in parts.items() if not re.search(pattern, done.stderr)]
    return f"does not say {' and '.join(lacking)}" if lacking else ""


def played(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Type a command in `folder`."""
    words = shlex.split(command, comments=True)
    environment = {key: value for key, value in os.environ.items() if key != "NO_SUCH_KEY"}
    return subprocess.run(
        [sys.executable, "-m", "toolmind", *words[1:]],
        cwd=folder,
        env=environment | {KEY: "a-key", "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def double() -> Iterator[str]:
    """Serve the embedded model at a free port; yields its address without /v1."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "toolmind", "serve-embedded", "--port", str(port)]
    command += ["--model", "my-model"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    while server.poll() is None:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"the test double ended with exit code {server.returncode}")


if __name__ == "__main__":
    raise SystemExit(main())
