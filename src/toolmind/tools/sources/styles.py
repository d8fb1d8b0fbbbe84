"""How the parameters of an API operation are written down (OAS 3.1, 4.8.12.3; Swagger 2).

A style is told in one word, with a ``*`` where it is exploded: ``form*``, ``deepObject``. One that
is JSON text (`content`) is ``json``.
"""

from __future__ import annotations

from toolmind.tools.sources.references import Node

_COLLECTIONS = {
    "csv": "form",
    "ssv": "spaceDelimited",
    "tsv": "tabDelimited",
    "pipes": "pipeDelimited",
    "multi": "form*",
}
"""What Swagger 2 calls them; `csv` is its default."""


def default_style(place: str) -> str:
    """Return the style of a parameter that names none."""
    return "form*" if place in ("query", "cookie", "formData") else "simple"


def style_of(parameter: Node, place: str) -> str:
    """Return the style of a parameter, or an empty text where it is the default of its place."""
    said = parameter.mapping
    if said.get("content") is not None:
        return "json"
    if said.get("schema") is None and said.get("type") == "array":
        style = _COLLECTIONS.get(str(said.get("collectionFormat")), "form")
        style = "simple" if style == "form" and place in ("path", "header") else style
    else:
        style = str(said.get("style") or default_style(place).removesuffix("*"))
        explode = said.get("explode", style == "form")
        style += "*" if explode is True and style != "deepObject" else ""
    return "" if style == default_style(place) else style
