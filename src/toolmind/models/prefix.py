"""How much of the prompts a server would not have to read again.

Servers keep what they computed for the prefixes of prompts: vLLM by blocks of 16 tokens, each known
by its own hash chained to those before it (its "automatic prefix caching"), and what they wrote
themselves with it. This counts the same over characters, in the order of chat templates: system
message, tools, the other messages. It is told each request as it is sent, and its reply, and holds
hashes alone, so that it costs some microseconds and a few megabytes whatever the run's size.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator

from toolmind.caches import IdentityCache
from toolmind.models.base import ChatRequest
from toolmind.models.client.wire import encode_function
from toolmind.records import Message, Tool

BLOCK = 64
"""Characters of a block: vLLM's 16 tokens, of four characters each."""

REMEMBERED = 1 << 15
"""Blocks that are remembered: about half a million tokens of prompts, in 2.5 MB (ours)."""


class PrefixCounter:
    """Remembers the prefixes of the prompts of one endpoint, those not met for long the least."""

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._half = remembered // 2
        self._young: set[int] = set()
        self._old: set[int] = set()

    def count(self, request: ChatRequest) -> tuple[int, int]:
        """Return the characters of a prompt, and those of them that began an earlier one alike."""
        total = known = chain = 0
        same = True
        for piece, size, text in _pieces(request):
            total += size
            link = hash((chain, piece))
            met = self._met(link)
            if same:
                known += size if met else self._within(chain, text)
                same = met
            chain = link
        return total, known

    def replied(self, request: ChatRequest, reply: Message) -> None:
        """Remember what the server wrote: a prompt that goes on from it has it.

        Not so behind reasoning, which the prompts after it leave out.
        """
        if reply.reasoning:
            return
        chain = 0
        for piece, _, _ in _pieces(request):
            chain = hash((chain, piece))
        self._met(hash((chain, _piece(reply)[0])))

    def _within(self, chain: int, text: str) -> int:
        """Return how much of a text, in whole blocks, follows what came before as it did once."""
        links = []
        for start in range(0, len(text) - BLOCK + 1, BLOCK):
            chain = hash((chain, text[start : start + BLOCK]))
            links.append(chain)
        new = (at for at, link in enumerate(links) if not self._is_known(link))
        known = next(new, len(links)) * BLOCK
        self._remember(links)
        return known

    def _met(self, link: int) -> bool:
        """Tell whether a block was met before; it is remembered."""
        met = self._is_known(link)
        self._remember((link,))
        return met

    def _is_known(self, link: int) -> bool:
        return link in self._young or link in self._old

    def _remember(self, links: Collection[int]) -> None:
        if len(self._young) + len(links) > self._half:
            self._old, self._young = self._young, set()
        self._young.update(links)


def _pieces(request: ChatRequest) -> Iterator[tuple[Hashable, int, str]]:
    """Yield the parts of a prompt in order: by what each is known, its size, its text."""
    messages, begun = request.messages, 0
    if messages and messages[0].role == "system":
        yield _piece(messages[0])
        begun = 1
    if request.tools:
        known, size = _TOOLS.of(request.tools)
        yield known, size, ""
    for message in messages[begun:]:
        yield _piece(message)


def _piece(message: Message) -> tuple[Hashable, int, str]:
    text = message.content
    if not message.tool_calls:
        return (message.role, text), len(text), text
    calls = tuple((call.name, call.arguments) for call in message.tool_calls)
    size = len(text) + sum(len(name) + len(written) for name, written in calls)
    return (message.role, text, calls), size, text


def _written(tools: tuple[Tool, ...]) -> tuple[int, int]:
    """Return by what the tools of a dialogue are known, and their size."""
    written = tuple(map(encode_function, tools))
    return hash(written), sum(map(len, written))


_TOOLS = IdentityCache[tuple[Tool, ...], tuple[int, int]](_written, 4096)
