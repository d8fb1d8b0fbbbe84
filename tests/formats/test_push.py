"""Uploading to a hub: here one of our own, which notes what it is asked for."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from dialogues import GOOD, kept
from toolmind.errors import ConfigError, DataError
from toolmind.formats.huggingface import HuggingFaceExporter
from toolmind.formats.push import push

pytest.importorskip("huggingface_hub")


class Hub:
    """A hub on this machine."""

    def __init__(self, refuses: bool = False) -> None:
        self.asked: list[tuple[str, Any]] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hub.asked.append((self.path, body))
                self.answer(403 if refuses else 200, hub.reply(self.path, body))

            def do_GET(self) -> None:
                self.answer(200, {})

            def answer(self, status: int, value: Any) -> None:
                text = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def reply(self, path: str, body: bytes) -> Any:
        if "preupload" in path:
            names = [file["path"] for file in json.loads(body)["files"]]
            files = [{"path": n, "uploadMode": "regular", "shouldIgnore": False} for n in names]
            return {"files": files}
        if "commit" in path:
            url = f"{self.url}/datasets/me/tools/commit/abc"
            return {"commitUrl": url, "commitOid": "abc", "success": True}
        return {"url": f"{self.url}/datasets/me/tools", "name": "me/tools", "id": "1"}


@pytest.fixture
def hub(request: pytest.FixtureRequest) -> Iterator[Hub]:
    hub = Hub(getattr(request, "param", False))
    yield hub
    hub.server.shutdown()
    hub.server.server_close()


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    HuggingFaceExporter().export([kept(*GOOD)], tmp_path / "huggingface")
    return tmp_path / "huggingface"


def pushed(hub: Hub, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Push by the command line, which reads where the hub is from its environment."""
    home = {"HF_ENDPOINT": hub.url, "HF_TOKEN": "hf_none", "HF_HOME": str(folder.parent / "home")}
    return subprocess.run(
        [sys.executable, "-m", "toolmind", "push", str(folder), "me/tools", *options],
        capture_output=True,
        text=True,
        env={**os.environ, **home, "HF_HUB_DISABLE_XET": "1"},
    )


def test_data_and_card_are_one_commit_of_a_private_data_set(hub: Hub, exported: Path) -> None:
    done = pushed(hub, exported, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["url"].endswith("/commit/abc")
    made = json.loads(next(body for path, body in hub.asked if path == "/api/repos/create"))
    assert (made["name"], made["type"], made["visibility"]) == ("tools", "dataset", "private")
    (commit,) = (body for path, body in hub.asked if "/commit/" in path)
    lines = [json.loads(line) for line in commit.splitlines()]
    files = {one["value"]["path"]: one["value"] for one in lines if one["key"] == "file"}
    assert {"README.md", "kinds.svg", "trajectories.parquet"} <= files.keys()
    for name, value in files.items():
        assert base64.b64decode(value["content"]) == (exported / name).read_bytes()


def test_a_dry_run_asks_nothing(hub: Hub, exported: Path) -> None:
    done = pushed(hub, exported, "--dry-run", "--public")
    assert (done.returncode, hub.asked) == (0, [])
    assert "me/tools (public): " in done.stdout


@pytest.mark.parametrize("hub", [True], indirect=True)
def test_what_the_hub_refuses_is_told(hub: Hub, exported: Path) -> None:
    done = pushed(hub, exported)
    assert done.returncode == 2
    assert "me/tools: the hub does not take it" in done.stderr


def test_a_folder_without_a_card_is_refused(exported: Path) -> None:
    (exported / "README.md").unlink()
    with pytest.raises(DataError, match="no data set with its card"):
        push(exported, "me/tools")
    with pytest.raises(DataError, match="no data set with its card"):
        push(exported / "nowhere", "me/tools")


def test_a_name_has_an_owner(hub: Hub, exported: Path) -> None:
    for name in ("data", "me/", "a/b/c", "https://a/b"):
        with pytest.raises(ConfigError, match="OWNER/NAME"):
            push(exported, name)
    assert hub.asked == []


def test_a_hidden_folder_above_hides_nothing(exported: Path, tmp_path: Path) -> None:
    inside = tmp_path / ".cache" / "out"
    inside.parent.mkdir()
    exported.rename(inside)
    assert push(inside, "me/data", dry_run=True).files


def test_an_export_uploads_nothing(hub: Hub, exported: Path) -> None:
    assert hub.asked == []
    source = Path(sys.modules["toolmind"].__path__[0])
    naming = {file.name for file in source.rglob("*.py") if "HfApi" in file.read_text()}
    assert naming == {"push.py"}
