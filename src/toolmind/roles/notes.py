"""What a person says next, decided by rule: for models that are too small to see it themselves.

A small model that is shown what an assistant said answers as an assistant would. It words well what
it is told to say; so it is told that alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from toolmind.records import JSON, Message, Scenario, Step, Tool
from toolmind.roles.wishes import due_tools, unsaid, untried
from toolmind.schema.slots import slots
from toolmind.text.words import words

_CONSENT = re.compile(
    r"(?<!what )(?<!which )(?<!where )(?<!when )(?<!how )(?<!who )"
    r"\b(?:shall|should|may|can|could) I\b"
    r"|\bwould you like (?:me )?to\b|\bdo you (?:want|agree)\b|\b(?:go ahead|proceed|confirm)\b"
    r"|\b(?:is (?:this|that|it) (?:right|correct|okay|ok)|are you sure)\b",
    re.IGNORECASE,
)
"""How an assistant asks for a yes."""
_WANTING = re.compile(
    r"\?|\bplease (?:provide|give|tell|share|specify|clarify|let me know)\b", re.IGNORECASE
)
_GENERAL = re.compile(r"\b(?:details?|information|specif\w+|clarif\w+)\b", re.IGNORECASE)
_CLOSING = re.compile(
    r"\banything else\b|\b(?:further|other|more) (?:questions|help|assistance)\b"
    r"|\b(?:help|assist) you\b",
    re.IGNORECASE,
)
"""How an assistant asks whether that was all."""

_DIGIT = re.compile(r"\d")

CONSENT = "Say yes: it may go ahead"
FOUND = "Say that it should be in what was just found"
UNKNOWN = "Say that I know no more than I have said"
_POSSIBLE_NOW = "It should be possible by now, so try again: "


@dataclass(frozen=True)
class Note:
    """What is to be said: `values` are said as they stand, `instead` is what was said before.

    `message` is `first`, `next`, `answer` (to a question) or `correction`.
    """

    message: str
    wanted: tuple[str, ...]
    values: Mapping[str, JSON] = field(default_factory=dict)
    instead: Mapping[str, JSON] = field(default_factory=dict)


def next_note(
    scenario: Scenario, tools: Mapping[str, Tool], messages: Sequence[Message]
) -> Note | None:
    """Return what the person says next; None where nothing is left to be said.

    A wish whose call was not made is brought up again, with its values; what was withheld is said
    from the second message on.
    """
    notes = _Notes(scenario, tools, messages)
    if not notes.said:
        return notes.first()
    if due_tools(scenario, tools, messages):
        return notes.asked(notes.later, before=_POSSIBLE_NOW)
    return notes.corrected() or notes.pressed() or notes.brought_up() or notes.answered()


def holds(text: str, value: JSON) -> bool:
    """Say whether a text has each part of a value as it stands; a flag may be said in any words.

    What has digits in it, as ids have, stands there sign by sign, all else word by word; what has
    neither word nor digit is not looked for.
    """
    flat = f" {' '.join(words(text))} "
    lowered = text.lower()
    return all(
        f" {' '.join(said)} " in flat
        and (" " in part or not _DIGIT.search(part) or part.lower() in lowered)
        for part in _parts(value)
        if (said := words(part))
    )


def _parts(value: JSON) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _parts(inner)
    elif isinstance(value, float) and value.is_integer():
        yield str(int(value))
    elif value is not None and not isinstance(value, bool):
        yield str(value)


class _Notes:
    """The notes that a dialogue so far leaves to be said."""

    def __init__(
        self, scenario: Scenario, tools: Mapping[str, Tool], messages: Sequence[Message]
    ) -> None:
        self._scenario, self._tools, self._messages = scenario, tools, messages
        self.said = " ".join(message.content for message in messages if message.role == "user")
        self._heard = messages[-1].content if messages else ""
        self.later = [step for step in scenario.steps if step.tool in scenario.later]
        self._unsaid = unsaid(scenario, tools, messages)

    def first(self) -> Note:
        """Return the note of the first message: the first wish, or all that belong together.

        A small assistant gets lost in more, and a small user mixes up their values.
        """
        wishes = [step for step in self._scenario.steps if not step.implied]
        if not wishes:
            return Note("first", (self._scenario.intent,))
        if self._scenario.manner != "at the same time":
            wishes = wishes[:1]
        told = [step.vague or step.goal for step in wishes]
        return Note("first", tuple(told), self._values(wishes, first=True))

    def asked(self, steps: Sequence[Step], before: str = "") -> Note:
        """Return the note that asks for what steps do."""
        values = self._values(steps, first=_among(steps[0], self._unsaid))
        return Note("next", tuple(f"{before}{step.goal}" for step in steps), values)

    def corrected(self) -> Note | None:
        """Return the note that takes back what was said at first, where that is due."""
        for step in self._scenario.steps:
            if not step.first_told or _among(step, self._unsaid):
                continue
            labels = self._labels(step)
            right = {labels[path]: step.known[path] for path in step.first_told}
            if not all(holds(self.said, value) for value in right.values()):
                wrong = {labels[path]: value for path, value in step.first_told.items()}
                return Note("correction", (step.goal,), right, wrong)
        return None

    def pressed(self) -> Note | None:
        """Return the note on a wish that was brought up, and for which nothing was done.

        One that was told again in the same words is given up.
        """
        added = any(message.adds_tools for message in self._messages)
        open_ = [
            step
            for step in untried(self._scenario, self._tools, self._messages)
            if not _among(step, self._unsaid) and (added or not _among(step, self.later))
        ]
        said = Counter(message.content for message in self._messages if message.role == "user")
        open_ = open_[sum(times > 1 for times in said.values()) :]
        if not open_:
            return None
        asked = self.asked(open_[:1])
        if not all(holds(self.said, value) for value in asked.values.values()):
            return asked
        return self._answer(asked.values, open_[0]) or asked

    def brought_up(self) -> Note | None:
        """Return the note on the next wish that was not brought up."""
        return self.asked(self._unsaid[:1]) if self._unsaid else None

    def answered(self) -> Note | None:
        """Return the note that answers a question, where one is asked when all is done."""
        return None if _CLOSING.search(self._heard) else self._answer({})

    def _answer(self, values: Mapping[str, JSON], step: Step | None = None) -> Note | None:
        """Return the answer to what was asked for a step, but for what its `values` answer."""
        if not _WANTING.search(self._heard):
            return None
        if _CONSENT.search(self._heard):
            return Note("answer", (CONSENT,))
        heard = self._heard.lower()
        labels = self._labels(step) if step else {}
        if step and any(labels.get(link.dst_input, "\n") in heard for link in step.links):
            return Note("answer", (FOUND,))
        if values and (_GENERAL.search(heard) or any(label in heard for label in values)):
            return None
        return Note("answer", (UNKNOWN,))

    def _values(self, steps: Iterable[Step], *, first: bool) -> dict[str, JSON]:
        """Return what is known for steps and the look-ups that serve them, by its labels.

        Of steps that want different values under one label they are a list.
        """
        several: dict[str, dict[str, JSON]] = {}
        for step in self._served(steps):
            for label, value in self._told(step, first=first):
                several.setdefault(label, {}).setdefault(str(value), value)
        return {
            label: list(told.values()) if len(told) > 1 else next(iter(told.values()))
            for label, told in several.items()
        }

    def _told(self, step: Step, *, first: bool) -> Iterator[tuple[str, JSON]]:
        labels = self._labels(step)
        for path, value in step.known.items():
            if path in step.withheld and not self._messages:
                continue
            at_first = first and path in step.first_told
            told = step.first_told[path] if at_first else step.spoken.get(path, value)
            yield labels.get(path, path), told
        for path, said in step.references.items():
            yield labels.get(path, path), said

    def _served(self, steps: Iterable[Step]) -> Iterator[Step]:
        for step in steps:
            for link in step.links:
                source = self._scenario.steps[link.src]
                if source.implied:
                    yield from self._served([source])
            yield step

    def _labels(self, step: Step) -> dict[str, str]:
        return {path: slot.label for path, slot in slots(self._tools[step.tool].parameters).items()}


def _among(step: Step, steps: Iterable[Step]) -> bool:
    """By identity: two steps may be equal."""
    return any(step is other for other in steps)
