"""What a call of a tool does to the world: the one place where that is decided.

By what the source declares (the hints of MCP), else by the HTTP method, else by the name. What is
not known to only read may write: to ask again after it costs a call, to believe what was read
before it makes false data.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal, NamedTuple

from toolmind.caches import IdentityCache
from toolmind.records import Tool
from toolmind.tools.names import declared_name
from toolmind.tools.verbs import Verb, read_name

KnownBy = Literal["hint", "method", "name", "unknown"]


class ToolEffect(NamedTuple):
    """What a tool does (`verb`) to what kind of thing (`noun`, singular words, may be empty)."""

    verb: Verb
    noun: str
    word: str
    """The verb as the name has it: ``cancel``; empty where it has none."""
    known_by: KnownBy = "name"
    destructive: bool = False
    """Whether it may do away with something, or overwrite it."""

    @property
    def reads(self) -> bool:
        """Whether it is known to leave the world as it is."""
        return self.verb in ("get", "list")

    @property
    def writes(self) -> bool:
        """Whether it is known to change the world."""
        return self.verb in ("create", "update", "delete")

    @property
    def may_write(self) -> bool:
        """Whether it may change the world: all that is not known to only read."""
        return not self.reads


_SAFE = frozenset(("get", "head", "options", "trace", "query"))
"""Methods that only read, by definition (RFC 9110, 9.2.1; OpenAPI 3.2 for QUERY)."""

_METHODS: dict[str, Verb] = {
    "post": "create",
    "put": "update",
    "patch": "update",
    "delete": "delete",
}
_QUERIES = frozenset(
    "search find query list lookup filter get fetch retrieve browse calculate compute convert "
    "translate analyze analyse validate compare estimate predict detect extract summarize classify "
    "evaluate infer recommend".split()
)
"""Verbs of which a POST reads: its question does not fit into an address (ours). Others are left
out, for a POST has reason to: ``notifications_read`` marks them as read, ``view`` counts one."""


def tool_effect(tool: Tool) -> ToolEffect:
    """Return what a call of the tool does.

    In this order: `readOnlyHint` and `destructiveHint` of its annotations (MCP's names), the method
    in its `http` annotation, the verb of its name.
    """
    return _EFFECTS.of(tool)


def _effect(tool: Tool) -> ToolEffect:
    effect = named_effect(declared_name(tool))
    http = tool.annotations.get("http")
    if isinstance(http, dict) and isinstance(method := http.get("method"), str):
        effect = _by_method(effect, method.lower())
    return _by_hints(effect, tool.annotations)


_EFFECTS = IdentityCache(_effect, 8192)


@lru_cache(maxsize=1024)
def named_effect(name: str) -> ToolEffect:
    """Return what a tool does of which only the name is known."""
    named = read_name(name)
    return ToolEffect(
        verb=named.verb,
        noun=named.noun,
        word=named.word,
        known_by="unknown" if named.verb == "other" else "name",
        destructive=named.verb == "delete",
    )


def _by_method(effect: ToolEffect, method: str) -> ToolEffect:
    """Return the effect as an HTTP method tells it; the name tells which read or write it is."""
    if method in _SAFE:
        return _reading(effect, "method")
    if method not in _METHODS or (method == "post" and effect.reads and effect.word in _QUERIES):
        return effect
    return effect._replace(
        verb=effect.verb if effect.writes else _METHODS[method],
        known_by="method",
        destructive=effect.destructive or method == "delete",
    )


def _by_hints(effect: ToolEffect, hints: dict[str, Any]) -> ToolEffect:
    """Return the effect as MCP's hints tell it.

    "Not read-only" says that it may write, not that it does. Whether it is destructive is told of
    what is not read-only alone.
    """
    if hints.get("readOnlyHint") is True:
        return _reading(effect, "hint")
    destructive = hints.get("destructiveHint")
    if (hints.get("readOnlyHint") is False or destructive is True) and effect.reads:
        effect = effect._replace(verb="other", known_by="hint")
    if isinstance(destructive, bool) and effect.may_write:
        effect = effect._replace(destructive=destructive)
    return effect


def _reading(effect: ToolEffect, known_by: KnownBy) -> ToolEffect:
    verb: Verb = effect.verb if effect.reads else "get"
    return effect._replace(verb=verb, known_by=known_by, destructive=False)
