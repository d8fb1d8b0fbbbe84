"""What a real service may be asked to do, where it may be, and by which keys.

Nothing but reading, on this machine alone, unless the configuration says more. Keys come from the
environment; they are never written down, and cut out of what a service echoes.
"""

from __future__ import annotations

import ipaddress
import os
import string
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from toolmind.environments.base import ToolResult
from toolmind.environments.results import failed
from toolmind.errors import ConfigError
from toolmind.records import Tool

_HIDDEN = "[key]"


class Permission:
    """Which calls that may write are let through: those of the tools in `allow`, or all."""

    def __init__(self, allow: Collection[str], write: bool) -> None:
        self._allow, self._write = frozenset(allow), write

    @property
    def may_write(self) -> bool:
        """Whether any call may write."""
        return self._write or bool(self._allow)

    def refusal(self, tool: Tool, *, reads: bool) -> ToolResult | None:
        """Return the error that answers a call that is not allowed; `reads`: it writes nothing."""
        if reads or self._write or tool.name in self._allow:
            return None
        return failed(
            "not_allowed", f"{tool.name} may change something, which is not allowed here."
        )

    def why_not(self, tool: Tool, *, reads: bool) -> str:
        """Return for a person how a tool is let through, or an empty text where it is."""
        if not self.refusal(tool, reads=reads):
            return ""
        return "it may write: name it under environment.allow, or set environment.write: true"


def require_local(address: str, allow_remote: bool, key: str) -> None:
    """Refuse an address that is not of this machine, unless that is allowed.

    Raises:
        ConfigError: it is no http(s) address, or leads elsewhere; the message begins with `key`.
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigError(f"{key}: {address!r} is no http(s) address")
    if not allow_remote and not _is_loopback(parts.hostname):
        raise ConfigError(
            f"{key}: {parts.hostname} is not this machine. Calls would be real ones: set"
            " environment.allow_remote: true if that is what you want"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Keys:
    """Values with secrets in them: ``{header:Authorization: Bearer $TOKEN}``.

    Raises:
        ConfigError: a value names no environment variable, or one that is not set.
    """

    def __init__(self, auth: Mapping[str, str]) -> None:
        self._values: dict[str, str] = {}
        self._secrets: set[str] = set()
        for where, text in auth.items():
            names = _names(where, text)
            known = {name: os.environ.get(name, "") for name in names}
            if missing := [name for name, value in known.items() if not value]:
                raise ConfigError(f"environment.auth.{where}: ${missing[0]} is not set")
            self._values[where] = string.Template(text).substitute(known)
            self._secrets |= set(known.values())

    def at(self, place: str) -> dict[str, str]:
        """Return the names and values that go to a place: header, query or cookie."""
        found = (where.split(":", 1) for where in self._values)
        return {name: self._values[f"{at}:{name}"] for at, name in found if at == place}

    def without(self, text: str) -> str:
        """Return a text without the secrets that stand in it."""
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = text.replace(secret, _HIDDEN)
        return text


def _names(where: str, text: str) -> list[str]:
    if where.split(":", 1)[0] not in ("header", "query", "cookie") or ":" not in where:
        raise ConfigError(f"environment.auth.{where}: say header:NAME, query:NAME or cookie:NAME")
    names = string.Template(text).get_identifiers()
    if not names or not string.Template(text).is_valid():
        raise ConfigError(
            f"environment.auth.{where}: name an environment variable as $NAME; never write the key"
        )
    return names
