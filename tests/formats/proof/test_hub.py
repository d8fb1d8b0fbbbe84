"""A model named as on a hub: from the local cache, from a hub, or told what to do instead."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from toolmind.errors import ConfigError, DataError
from toolmind.formats.proof.hub import folder_of_model, is_hub_name
from toolmind.formats.proof.template import load_template
from trainer_rows import tiny_model

pytest.importorskip("huggingface_hub")

NAME, COMMIT = "acme/Tiny-1B", "0123456789abcdef0123456789abcdef01234567"
EXPORT = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from toolmind.errors import DataError
from dialogues import GOOD, kept
from toolmind.formats.openai import OpenAIExporter
try:
    exporter = OpenAIExporter(max_tokens=int(sys.argv[1]), tokenizer={NAME!r})
    print(exporter.export([kept(*GOOD)], Path(sys.argv[2])).left_out)
except DataError as error:
    print(error, error.remedy)
"""


def exported(folder: Path, most: int, **environment: str) -> str:
    """Export a row by the tokenizer of that name; the hub's client reads its settings once."""
    home = {"HF_HOME": str(folder / "home"), "HF_HUB_DISABLE_XET": "1", **environment}
    done = subprocess.run(
        [sys.executable, "-c", EXPORT, str(most), str(folder / "out")],
        capture_output=True,
        text=True,
        env={**os.environ, **home},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_a_hub_the_local_cache_is_read(tmp_path: Path) -> None:
    cache = tmp_path / "home" / "hub" / "models--acme--Tiny-1B"
    tiny_model(cache / "snapshots" / COMMIT)
    (cache / "refs").mkdir()
    (cache / "refs" / "main").write_text(COMMIT)
    assert exported(tmp_path, 10, HF_HUB_OFFLINE="1") == "{'longer than 10 tokens of Tiny-1B': 1}\n"
    assert exported(tmp_path, 10**6, HF_HUB_OFFLINE="1") == "{}\n"
    nowhere = "http://127.0.0.1:9"  # the port of `discard`: nobody answers
    assert "longer than 10" in exported(tmp_path, 10, HF_ENDPOINT=nowhere)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[str, list[str]]]:
    """A hub on this machine that has the model; with the paths that it was asked for."""
    model, asked = Path(tiny_model(tmp_path / "model")), list[str]()
    (model / "model.safetensors").write_bytes(b"weights")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            siblings = [{"rfilename": file.name} for file in model.iterdir()]
            body = json.dumps({"id": NAME, "sha": COMMIT, "siblings": siblings}).encode()
            if "/resolve/" in self.path:
                body = (model / Path(self.path).name).read_bytes()
            elif "/tree/" in self.path:
                file = {"type": "file", "size": 1, "oid": "0"}
                body = json.dumps([{**file, "path": f.name} for f in model.iterdir()]).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("ETag", f'"{Path(self.path).name}"')
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_hub_is_asked_for_tokenizer_and_template_alone(
    tmp_path: Path, hub: tuple[str, list[str]]
) -> None:
    address, asked = hub
    told = exported(tmp_path, 10, HF_ENDPOINT=address, HF_HUB_OFFLINE="0")
    assert told == "{'longer than 10 tokens of Tiny-1B': 1}\n"
    fetched = {Path(path).name for path in asked if "/resolve/" in path}
    assert fetched == {"tokenizer.json", "chat_template.jinja"}
    before = len(asked)
    assert "longer than 10" in exported(tmp_path, 10, HF_HUB_OFFLINE="1")
    assert len(asked) == before, "the cache has it now"


def test_where_neither_has_it_the_remedy_is_told(tmp_path: Path) -> None:
    told = exported(tmp_path, 10, HF_HUB_OFFLINE="1")
    assert f"{NAME}: no folder here, and no model from the hub: " in told
    assert f"`hf download {NAME} tokenizer.json tokenizer_config.json" in told


def test_a_path_is_no_name_of_a_hub(tmp_path: Path) -> None:
    assert is_hub_name("Qwen/Qwen3-8B") and is_hub_name("a/b.c")
    for path in (
        "qwen3.jinja",
        "folder/x.jinja",
        "a/b/c",
        "./model",
        "../model",
        "/model",
        "model",
    ):
        assert not is_hub_name(path)
        if not path.startswith("/"):
            with pytest.raises(DataError, match="no such template"):
                load_template(path)


def test_without_the_library_the_command_that_installs_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(ConfigError, match=r"a/b: no such folder.*pip install 'toolmind\[proof\]'"):
        folder_of_model("a/b")
