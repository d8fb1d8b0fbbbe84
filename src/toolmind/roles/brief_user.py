"""A simulated user for small models: what it says is decided by rule, and the model words it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import orjson
from msgspec.structs import replace

from toolmind.models.base import ChatRequest, Sampling
from toolmind.records import Message
from toolmind.roles.notes import Note, holds, next_note
from toolmind.roles.stop import STOP
from toolmind.roles.turns import Objection
from toolmind.roles.user import User
from toolmind.roles.wishes import due_tools

_NOTES = "## Notes\n"
_PART = re.compile(r"^(## Notes|## Message)\n", re.MULTILINE)
_ASKS = re.compile(
    r"\?|\b(?:please|let me|let['’]s|I(?:['’]d| would) like|I(?:['’]m| am) looking"
    r"|I (?:want|need|wish))\b",
    re.IGNORECASE,
)
"""Without one of these a message asks for nothing: small models answer what they should ask."""


class BriefUser(User):
    """Words what `next_note` decides, and ends where nothing is left; its prompt shows how.

    It is not shown the dialogue, and what it was refused it is told without seeing it again.
    """

    async def offer(
        self, messages: Sequence[Message], told: Sequence[Message] = (), sample: int = 0
    ) -> Message:
        """Return what the user says next, without blank space around it; see `stops`.

        Raises:
            ModelError, ReplyError: the model gave no usable reply.
        """
        note = next_note(self._scenario, self._tools, messages)
        if note is None:
            return Message(role="user", content=STOP)
        *shown, asked = self._shown(note)
        if told:
            asked = replace(asked, content=f"{asked.content}\n\n{told[-1].content}")
        request = ChatRequest(
            messages=(*shown, asked),
            sampling=Sampling(seed=self._scenario.seed + sample),
            sample=sample,
        )
        reply = (await self._model.chat(request)).signed()
        return Message(
            role="user",
            content=_unquoted(reply.content.strip()),
            adds_tools=due_tools(self._scenario, self._tools, messages),
            origin=reply.origin,
        )

    def objections(self, turn: Message, messages: Sequence[Message]) -> list[Objection]:
        """Return also what the message leaves out of its note, and that it asks for nothing."""
        found = super().objections(turn, messages)
        note = next_note(self._scenario, self._tools, messages)
        if found or note is None or note.message == "answer":
            return found
        if left := [name for name, value in note.values.items() if not holds(turn.content, value)]:
            values = ", ".join(f"{name}: {note.values[name]}" for name in left)
            found.append(Objection("user.left_out", f"the message leaves this out: {values}"))
        if not _ASKS.search(turn.content):
            text = "the message asks for nothing, as if it came from the service"
            found.append(Objection("user.asks_nothing", text))
        return found

    def _shown(self, note: Note) -> Iterator[Message]:
        """Yield the prompt as a conversation: its examples are earlier exchanges."""
        parts: dict[str, object] = {
            "customer": self._scenario.persona.rstrip(".") if note.message == "first" else "",
            "message": note.message,
            "wanted": note.wanted,
            "values": note.values,
            "instead of": note.instead,
        }
        notes = {part: told for part, told in parts.items() if told}
        head, *shown = _PART.split(self._prompt.render(notes=orjson.dumps(notes).decode()))
        yield Message(role="system", content=head.strip())
        for kind, text in zip(shown[::2], shown[1::2], strict=True):
            asked = kind == "## Notes"
            yield Message(
                role="user" if asked else "assistant",
                content=f"{kind}\n\n{text.strip()}" if asked else text.strip(),
            )


def _unquoted(text: str) -> str:
    """Return a text without the quotation marks that it is put in as a whole."""
    quoted = re.fullmatch(r'"([^"]*)"', text)
    return quoted[1].strip() if quoted else text
