"""The sign with which a user ends a dialogue."""

from __future__ import annotations

STOP = "###STOP###"
"""What ends a dialogue (paper §3.2)."""

_AFTER = " \t\r\n.!*_`\"')"
"""What may follow the sign: a model's marks around it, no words."""


def stops(said: str) -> bool:
    """Say whether what a user said ends the dialogue: the sign is the last thing in it.

    Anywhere else it is text, such as a tool's that is repeated, and so it is in what others say.
    """
    return said.rstrip(_AFTER).endswith(STOP)
