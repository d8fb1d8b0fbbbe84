"""The user told something wrong, and corrects it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from toolmind.scenarios.kinds.revision import Revision


@dataclass(frozen=True)
class Correction(Revision):
    """The user told something wrong, and corrects it."""

    name: ClassVar[str] = "correction"
    demand: ClassVar[str] = (
        "The user tells a value by mistake, sees it when the assistant has acted on it, and"
        " corrects it. The assistant does it again with the right value, without a fuss, and undoes"
        " what the wrong one made."
    )
