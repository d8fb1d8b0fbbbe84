"""A small world made of schemas: it answers calls with seeded values and agrees with itself.

An answer is drawn from (seed, tool, arguments), so that it does not depend on the order of calls;
then it is made to fit its call (`fit`) and what is known of its things (`memory`); then validated.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from toolmind.environments.required_outputs import RequiredOutput, canonical, error_object
from toolmind.errors import DataError, SimulationError
from toolmind.offline.values import SchemaSampler, generate, schema_sampler
from toolmind.offline.values.field import thing_of
from toolmind.offline.world.feeds import feeding
from toolmind.offline.world.fit import fit, shorten
from toolmind.offline.world.keys import (
    Subject,
    holds_only,
    made_key,
    named_subject,
    once_each,
    own_key,
    subject_of,
)
from toolmind.offline.world.memory import Memory, fields_of, told_of
from toolmind.offline.world.moments import put_in_order, set_to_now
from toolmind.offline.world.states import agree, is_state, settle, stated
from toolmind.records import JSON, Schema, Tool
from toolmind.schema import check
from toolmind.text.identifiers import label
from toolmind.text.nouns import item_of, singular
from toolmind.tools.effects import ToolEffect, tool_effect


class Answer(NamedTuple):
    """What a call gives back: a result, or the cause of an error, whose code is then not empty."""

    value: JSON
    error: str = ""


class World:
    """Answers the calls of one dialogue."""

    def __init__(self, seed: str, clock: datetime) -> None:
        self.seed = seed
        self.clock = clock
        self.memory = Memory()
        self.created: list[str] = []
        self._answers: dict[tuple[str, str], Answer] = {}
        self._done: dict[str, ToolEffect] = {}
        """What was done last, by the keys of what it was done to."""

    def begin(self, records: Mapping[str, JSON]) -> None:
        """Take in what exists at the start: lists of things by the name of their sort."""
        for sort, things in records.items():
            kind = singular(label(sort))
            for thing in things if isinstance(things, list) else ():
                if isinstance(thing, dict) and (key := own_key(thing, kind)):
                    self.memory.learn(key, fields_of(thing), kind)

    def answer(
        self, tool: Tool, arguments: dict[str, Any], feeds: Sequence[RequiredOutput] = ()
    ) -> Answer:
        """Answer a call whose arguments are valid under the tool's schema.

        The same call gets the same answer, unless something was written in between.

        Raises:
            SimulationError: no value was found that is valid under what the tool declares.
        """
        does = self._meant(tool_effect(tool), arguments)
        subject = subject_of(arguments, does, self.memory)
        if subject and self.memory.gone(subject.key) and does.verb != "list":
            thing = subject.entity or "item"
            text = f"No {thing} with {subject.words} {subject.value!r} exists."
            return Answer(error_object("not_found", text), error="not_found")
        key = (tool.name, canonical(arguments))
        if not does.writes and key in self._answers:
            return self._answers[key]
        self._change(arguments, does, subject)
        try:
            result = self._draw(tool, arguments, feeds, does, subject, "|".join(key))
        except DataError as error:
            raise SimulationError("value.none", f"{tool.name}: returns: {error}") from error
        self._remember(result, arguments, does, subject)
        self._answers[key] = Answer(result)
        return self._answers[key]

    def learn(self, tool: Tool, arguments: dict[str, Any], result: JSON) -> None:
        """Take in a call that was answered elsewhere, as if this world had answered it.

        Of the tool no more than its name and id is asked for.
        """
        does = self._meant(tool_effect(tool), arguments)
        subject = subject_of(arguments, does, self.memory)
        self._change(arguments, does, subject)
        self._remember(result, arguments, does, subject)
        self._answers[(tool.name, canonical(arguments))] = Answer(result)

    def state(self) -> dict[str, Any]:
        """Return what is known: things with their fields by id, ids created, ids deleted."""
        return {
            "things": copy.deepcopy(self.memory.fields),
            "created": list(self.created),
            "deleted": self.memory.deleted,
        }

    def _draw(
        self,
        tool: Tool,
        arguments: dict[str, Any],
        feeds: Sequence[RequiredOutput],
        does: ToolEffect,
        subject: Subject | None,
        key: str,
    ) -> JSON:
        seed = f"{self.seed}|{key}"
        if does.verb == "create":
            seed += f"|{len(self.created)}"  # a second order is another order
        if not tool.returns:
            return self._undeclared(tool, arguments, does, seed)
        result = schema_sampler(
            _returns(tool, tool.returns, does, feeds, self.clock), does.noun, tool.domain
        )
        drawn, narrowed = _drawn(result, feeds, seed, self.clock)
        fitted = fit(drawn, arguments, does, subject, seed)
        if subject and not does.writes:
            self._after_writes(fitted, tool.returns, subject, random.Random(seed))
        self.memory.recall(fitted, does, subject, _news(fitted, arguments, does, subject))
        self._leave_out_others(fitted, arguments, does)
        once_each(fitted, does.noun)
        set_to_now(fitted, arguments, does, self.clock)
        agree(fitted, tool.returns, self.clock)
        put_in_order(fitted, arguments)
        self._leave_out_deleted(fitted)
        # What the call itself says of a state counts more than which states are likely after it.
        valid = check(tool.returns)
        if valid(fitted) and narrowed.held(fitted):
            return fitted
        again, _ = _drawn(result, feeds, seed, self.clock)
        _take_over(again, fitted, lambda: valid(again) and narrowed.held(again))
        return again

    def _after_writes(
        self, result: JSON, returns: Schema, subject: Subject, rng: random.Random
    ) -> None:
        """Let what is read of a thing show what was done to it, in place: its times, its states."""
        key = self.memory.key(subject.key)
        if any(self.memory.key(each) == key for each in self.created):
            set_to_now(result, {}, ToolEffect("create", "", ""), self.clock)
        if last := self._done.get(key):
            found = isinstance(result, dict) and any(
                isinstance(value, list) and value for value in result.values()
            )
            # What began just now is under way, unless there is something to show of it already.
            begun = last.verb == "create" and found
            settle(result, returns, last._replace(word="") if begun else last, rng)

    def _undeclared(
        self, tool: Tool, arguments: dict[str, Any], does: ToolEffect, seed: str
    ) -> dict[str, Any]:
        """Answer for a tool that declares no result: that it worked, and on what."""
        echo = {name: v for name, v in arguments.items() if not isinstance(v, dict | list)}
        result: dict[str, Any] = {"status": "success"}
        name = f"{does.noun} id".strip()
        if does.verb == "create" and not {"id", name} & {label(given) for given in arguments}:
            result["id"] = generate(_ID, seed=seed, name=name, clock=self.clock, domain=tool.domain)
        return {**result, **{name: v for name, v in echo.items() if name not in result}}

    def _meant(self, does: ToolEffect, arguments: dict[str, Any]) -> ToolEffect:
        """Return what a call does: to put what is there already is to change it."""
        if does.word in ("put", "upsert"):
            update = does._replace(verb="update")
            subject = subject_of(arguments, update, self.memory)
            if subject and subject.key in self.memory and not self.memory.gone(subject.key):
                return update
        return does

    def _change(self, arguments: dict[str, Any], does: ToolEffect, subject: Subject | None) -> None:
        """Let a write take effect; what was read before may be read otherwise after it."""
        if not does.reads:
            self._answers.clear()
        if does.verb == "update" and subject:
            self.memory.learn(subject.key, _told(arguments, subject), subject.entity)

    def _remember(
        self, result: JSON, arguments: dict[str, Any], does: ToolEffect, subject: Subject | None
    ) -> None:
        if does.verb == "delete" and subject:
            if not holds_only(subject, does):
                self.memory.delete(subject.key)
            return
        if does.verb == "create" and isinstance(result, dict):
            key = made_key(result, does, arguments)
            self.created.append(key or f"{does.noun} {len(self.created) + 1}")
            named = named_subject(arguments, does)
            for each in self._keys_of_new(key, named):
                told = {**_told(arguments, None), **told_of(result, does)}
                self.memory.learn(each, told, does.noun)
                self._done[self.memory.key(each)] = does
        if does.verb == "update" and subject:
            self._done[self.memory.key(subject.key)] = does
        self.memory.observe(result, does, subject)

    def _keys_of_new(self, key: str, named: Subject | None) -> list[str]:
        """Return the keys of what was made: a name that another thing has is none of them."""
        shared = key and named and self.memory.key(named.key) not in (named.key, key)
        return [each for each in (key, "" if shared or not named else named.key) if each]

    def _leave_out_deleted(self, result: JSON) -> None:
        """Take deleted things out of the lists at the top of a result."""
        if not isinstance(result, dict):
            return
        for name, value in result.items():
            if isinstance(value, list):
                entity = label(name)
                value[:] = [
                    item
                    for item in value
                    if not isinstance(item, dict) or not self.memory.gone(own_key(item, entity))
                ]

    def _leave_out_others(self, result: JSON, arguments: dict[str, Any], does: ToolEffect) -> None:
        """Take out of a list what is known to be otherwise than was asked for, in place."""
        if does.verb != "list" or not isinstance(result, dict) or not self.memory.fields:
            return
        asked = {label(name): v for name, v in arguments.items() if isinstance(v, str | int)}
        for name, items in result.items():
            if not isinstance(items, list):
                continue
            entity = thing_of(item_of(label(name))) or does.noun
            others = [item for item in items if self._is_other(item, entity, asked)]
            if others and len(others) < len(items):
                items[:] = [*(item for item in items if item not in others), *others]
                shorten(result, items, len(items) - len(others))

    def _is_other(self, item: JSON, entity: str, asked: Mapping[str, JSON]) -> bool:
        """Tell whether an item of a list is known not to be what was asked for."""
        key = own_key(item, entity) if isinstance(item, dict) else ""
        known = self.memory.fields.get(self.memory.key(key), {}) if key else {}
        return any(known[words] != asked[words] for words in known.keys() & asked.keys())


_ID: Schema = {"type": "string"}


def _told(arguments: dict[str, Any], subject: Subject | None) -> dict[str, JSON]:
    """Return what a write says of its thing: its arguments, and those of the objects within."""
    told: dict[str, JSON] = {}
    for name, value in arguments.items():
        if isinstance(value, dict):
            inner = fields_of(value)
            if subject:
                inner.pop("id", None)  # by which it is known is told by the call itself
            told.update(inner)
        if not (subject and label(name) == subject.words):
            told[label(name)] = value
    return told


def _news(
    result: JSON, arguments: dict[str, Any], does: ToolEffect, subject: Subject | None
) -> set[str]:
    """Return the fields, in words, that a call makes other than they were, or says how they are."""
    if does.reads:
        return {label(name) for name, v in arguments.items() if isinstance(v, str | int | float)}
    writes = does.writes and isinstance(result, dict)
    states = (label(name) for name in result if is_state(name)) if writes else ()
    told = _told(arguments, subject).items()
    return {*states, *(words for words, value in told if not isinstance(value, dict))}


def _take_over(drawn: JSON, fitted: JSON, valid: Callable[[], bool]) -> None:
    """Take over, field by field, what leaves the answer valid; in place."""
    if isinstance(drawn, list) and isinstance(fitted, list) and len(drawn) == len(fitted):
        for one, other in zip(drawn, fitted, strict=True):
            _take_over(one, other, valid)
    if not (isinstance(drawn, dict) and isinstance(fitted, dict)):
        return
    for name, value in fitted.items():
        before = drawn.get(name)
        if name in drawn and before != value:
            drawn[name] = value
            if not valid():
                drawn[name] = before
                _take_over(before, value, valid)


def _returns(
    tool: Tool, declared: Schema, does: ToolEffect, feeds: Sequence[RequiredOutput], clock: datetime
) -> Schema:
    """Return a tool's result with the states that fit what was done, unless a later call bars them.

    A state that a later call takes has to be one that it can take.
    """
    returns = stated(declared, does, tool.name, tool.description)
    taken = tuple(feed for feed in feeds if is_state(feed.path))
    if taken and returns is not declared:
        try:
            feeding(schema_sampler(returns, does.noun, tool.domain), taken).draw(tool.name, clock)
        except DataError:
            return declared
    return returns


def _drawn(
    result: SchemaSampler, feeds: Sequence[RequiredOutput], seed: str, clock: datetime
) -> tuple[JSON, SchemaSampler]:
    """Draw a result that holds what later inputs need; without the needs that cannot be met."""
    wanted = tuple(feeds)
    while wanted:
        try:
            narrowed = feeding(result, wanted)
            return narrowed.draw(seed, clock), narrowed
        except DataError:
            wanted = wanted[:-1]
    return result.draw(seed, clock), result
