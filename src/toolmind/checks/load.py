"""From the configuration to the checks: built-ins by their name, a user's own by module:Class."""

from __future__ import annotations

from typing import Any

from toolmind.checks.base import Check
from toolmind.checks.grounding.check import Grounding
from toolmind.checks.rules.arguments import Arguments
from toolmind.checks.rules.coherence import Coherence
from toolmind.checks.rules.coverage import Coverage
from toolmind.checks.rules.known_tool import KnownTool
from toolmind.checks.rules.links import Links
from toolmind.checks.rules.pairing import Pairing, ResultStatus
from toolmind.checks.rules.repeats import Repeats
from toolmind.checks.rules.role_order import RoleOrder
from toolmind.config import ChecksConfig
from toolmind.errors import ConfigError
from toolmind.plugins import load_class

BUILT_IN: dict[str, type[Any]] = {
    check.name: check
    for check in (
        RoleOrder,
        Pairing,
        ResultStatus,
        KnownTool,
        Arguments,
        Grounding,
        Repeats,
        Coverage,
        Links,
        Coherence,
    )
}
"""Every check that comes with ToolMind, by name, in the order in which they run."""


def build_checks(config: ChecksConfig) -> list[Check]:
    """Return the checks that the configuration names, in its order.

    Raises:
        ConfigError: a name is unknown, a module cannot be imported, or a class is not a check.
    """
    return [_build(name) for name in config.use]


def _build(name: str) -> Check:
    check = load_class(name, "checks.use", BUILT_IN)()
    missing = [
        part for part in ("name", "version", "scope", "verdicts") if not hasattr(check, part)
    ]
    if missing:
        raise ConfigError(f"checks.use: {name} is not a check: it has no {', '.join(missing)}")
    return check  # type: ignore[no-any-return]
