"""Pictures of counts as SVG text, as the viewer draws them; they fit light and dark pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

_STYLE = (
    "<style>text{font:12px system-ui,sans-serif;fill:#565d66}rect{fill:#2f6fb7}"
    "@media(prefers-color-scheme:dark){text{fill:#a0a8b2}rect{fill:#5b96d8}}</style>"
)
_WIDE, _ROW, _NAMES, _HIGH = 640, 22, 220, 120
_FEWEST, _MOST = 12, 30
"""Columns of a histogram (ours); what is beyond the last is in it."""


def bars(title: str, counts: Sequence[tuple[str, int]]) -> str:
    """Return a bar for each name, with its count."""
    most = max((count for _, count in counts), default=1)
    parts = []
    for at, (name, count) in enumerate(counts):
        long = (_WIDE - _NAMES - 70) * count / most
        shown = name if len(name) <= 32 else name[:31] + "…"
        y = at * _ROW + 15
        parts.append(
            f'<text x="0" y="{y}">{escape(shown)}</text>'
            f'<rect x="{_NAMES}" y="{y - 11}" width="{max(1, long):.1f}" height="13" rx="2"/>'
            f'<text x="{_NAMES + long + 8:.1f}" y="{y}">{count:,}</text>'
        )
    return _svg(title, max(1, len(counts)) * _ROW + 4, parts)


def histogram(title: str, counts: Mapping[int, int]) -> str:
    """Return a column for each number from 0 on, with the highest one's count."""
    last = min(_MOST, max(_FEWEST, *counts)) if counts else _FEWEST
    columns = [0] * (last + 1)
    for number, count in counts.items():
        columns[min(number, last)] += count
    most, wide = max(*columns, 1), _WIDE / len(columns)
    parts = []
    for at, count in enumerate(columns):
        tall = _HIGH * count / most
        middle = (at + 0.5) * wide
        parts.append(
            f'<rect x="{at * wide + 1:.1f}" y="{16 + _HIGH - tall:.1f}" width="{wide - 2:.1f}"'
            f' height="{tall:.1f}" rx="1"/>'
        )
        if count == most:
            parts.append(f'<text x="{middle:.1f}" y="12" text-anchor="middle">{count:,}</text>')
        if at % 2 == 0:
            label = f'x="{middle:.1f}" y="{_HIGH + 32}" text-anchor="middle"'
            parts.append(f"<text {label}>{at}</text>")
    return _svg(title, _HIGH + 36, parts)


def _svg(title: str, high: int, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {high}" width="{_WIDE}"'
        f' role="img"><title>{escape(title)}</title>{_STYLE}{"".join(parts)}</svg>\n'
    )
