"""The page: plain HTML, CSS and JavaScript, without a build step or anything of others."""

from __future__ import annotations

from importlib.resources import files

STYLE = "view.css"
SCRIPTS = (
    "dom.js",
    "data.js",
    "overview.js",
    "list.js",
    "dialogue.js",
    "compare.js",
    "graph.js",
    "tools.js",
    "labels.js",
    "app.js",
)
"""In the order in which they are run: each may use what those before it define."""

_PLACE = b"<!--scripts-->"


def page_file(name: str) -> bytes:
    """Return a file of the page."""
    return files(__name__).joinpath(name).read_bytes()


def index(*before: str) -> bytes:
    """Return the page, which loads its style and scripts, those named `before` first."""
    tags = "".join(f'<script src="{name}" defer></script>\n' for name in (*before, *SCRIPTS))
    return page_file("index.html").replace(_PLACE, tags.encode())


def in_one(script: bytes) -> bytes:
    """Return the page with its style and scripts in it, `script` first."""
    style = b"<style>\n" + page_file(STYLE) + b"</style>"
    page = page_file("index.html").replace(
        f'<link rel="stylesheet" href="{STYLE}">'.encode(), style
    )
    # At the end of the page, as `defer` is for files alone.
    code = b"".join(
        b"<script>\n" + part + b"</script>\n" for part in (script, *map(page_file, SCRIPTS))
    )
    return page.replace(_PLACE, b"").replace(b"</body>", code + b"</body>")
