"""The page as files: what is written, and that no text of the data ends its script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from toolmind.errors import UserError
from toolmind.viewer.bundle import bundle
from toolmind.viewer.open_source import open_source
from toolmind.viewer.page import SCRIPTS
from toolmind.viewer.site import Site


@pytest.fixture(scope="module")
def site(hostile: Path) -> Iterator[Site]:
    with closing(Site(open_source([hostile]))) as made:
        made.read()
        yield made


def data(script: str) -> dict[str, object]:
    found = re.search(r"window\.TOOLMIND_DATA = (.*);\n", script)
    assert found
    return json.loads(found[1])


def test_a_folder_holds_the_page_and_its_items(site: Site, tmp_path: Path) -> None:
    assert bundle(site, tmp_path / "out", 5) == 5
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert {"index.html", "view.css", "bundle.js", "app.js"} <= names
    page = (tmp_path / "out" / "index.html").read_text()
    assert page.index("bundle.js") < page.index("dom.js")
    held = data((tmp_path / "out" / "bundle.js").read_text())
    assert len(held["items"]) == 5 == len(held["rows"])


def test_one_file_holds_everything_and_nothing_of_the_data_is_markup(
    site: Site, tmp_path: Path
) -> None:
    assert bundle(site, tmp_path / "one.html") == 13
    text = (tmp_path / "one.html").read_text()
    assert "window.pwned" in text and "<script>window.pwned" not in text
    scripts = re.findall(r"<script", text)
    assert len(scripts) == text.count("</script>") == 1 + len(SCRIPTS)
    assert len(data(text)["items"]) == 13


def test_nothing_to_write_is_an_error(tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    with closing(Site(open_source([empty]))) as none, pytest.raises(UserError):
        bundle(none, tmp_path / "out")
    assert not (tmp_path / "out").exists()
