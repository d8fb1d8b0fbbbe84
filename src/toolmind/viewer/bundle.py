"""The page as a folder, or as one file, that opens without a server."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson

from toolmind.errors import UserError
from toolmind.files import atomic_file
from toolmind.viewer.page import SCRIPTS, STYLE, in_one, index, page_file
from toolmind.viewer.site import Site

_SHARED = 200
"""Items of a bundle at most (ours): all of them are in the page's memory at once."""


def bundle(site: Site, out: Path, most: int = _SHARED) -> int:
    """Write the first items of a site, and its overview; return how many items.

    `out` is a folder, or a file that ends in ``.html`` and holds everything.

    Raises:
        UserError: there is no item.
        RunError: a file cannot be written.
    """
    data = _data(site, most)
    if not data["items"]:
        raise UserError("there is no item to write")
    # Of what HTML could end a script with, nothing is left as it is.
    text = orjson.dumps(data, option=orjson.OPT_NON_STR_KEYS).replace(b"<", b"\\u003c")
    script = b"window.TOOLMIND_DATA = " + text + b";\n"
    if out.suffix == ".html":
        _write(out, in_one(script))
    else:
        for name in (STYLE, *SCRIPTS):
            _write(out / name, page_file(name))
        _write(out / "bundle.js", script)
        _write(out / "index.html", index("bundle.js"))
    return len(data["items"])


def _data(site: Site, most: int) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    while len(rows) < most:
        found = site.rows({"start": str(len(rows)), "count": str(min(200, most - len(rows)))})
        rows += found["rows"]
        if not found["rows"]:
            break
    items = {row["index"]: site.item(row["index"]) for row in rows}
    graph = site.graph()
    shown = {tool["id"] for item in items.values() for tool in item["tools"]}
    return {
        "overview": site.overview(),
        "rows": rows,
        "items": items,
        "tools": {identity: site.tool(identity) for identity in sorted(shown)},
        "graph": graph,
        "neighbours": _neighbours(site, shown) if "links" in graph else {},
        "walks": {index: site.walk(index) for index in items},
        "tokens": {index: _tokens(site, index) for index in items},
        "labels": site.labelled(),
    }


def _neighbours(site: Site, tools: Iterable[str]) -> dict[str, Any]:
    found = {}
    for tool in sorted(tools):
        with suppress(KeyError):  # a tool that came to the scenario from elsewhere
            found[tool] = site.neighbours(tool)
    return found


def _tokens(site: Site, index: int) -> dict[str, Any]:
    return {template: site.tokens(index, template) for template in site.templates}


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_file(path) as file:
        file.write(content)
