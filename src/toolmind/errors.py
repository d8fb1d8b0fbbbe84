"""Every error that ToolMind raises, and what happens to it.

    ToolMindError
    ├── UserError            bad input or set-up: printed as one clear message, exit code 2
    │   ├── ConfigError      the configuration names something that cannot be
    │   ├── DataError        a file, row, field or schema cannot be used; says where, and the remedy
    │   └── RunError         a run folder cannot be used: locked, other configuration, disk full
    ├── ItemError            one item failed: recorded with its code, the run goes on
    │   ├── ModelError       the endpoint did not answer, even after retries
    │   ├── ReplyError       the endpoint answered, but not with what was asked for
    │   ├── ChainRejected    the scenario's writer sees no story in a chain; the next is drawn
    │   ├── SimulationError  the dialogue cannot go on
    │   └── CheckError       a check or judge failed itself: an `error` verdict, never a pass
    ├── EndpointError        an endpoint refuses all: account or key; the run ends, exit code 4
    ├── BudgetExceeded       a stop that the user asked for: the run ends cleanly, exit code 3
    └── Interrupted          Ctrl-C: what is finished is kept, exit code 130

A failed item is data, not a crash. `boundary()` is the one place that turns an exception met
while working on an item into an `ItemError`; what is left over is a bug in ToolMind and keeps its
traceback. What ends a run (`run_ending`: an error of its set-up or its folder, a spent budget, an
interrupt) passes through every boundary untouched, and what it interrupts is owed: nothing is
written of it. A `DataError` ends what reads the data: a start, while the run is prepared; once it
is at work, the one item whose tool, schema or row it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class ToolMindError(Exception):
    """Base of all errors that ToolMind raises."""


class UserError(ToolMindError):
    """Something that the user can put right. The message says what, where and how."""


class ConfigError(UserError):
    """The configuration names something that cannot be."""


class DataError(UserError):
    """Input data cannot be used: says the file, the row (1-based), the field and the remedy."""

    def __init__(
        self,
        problem: str,
        *,
        file: str = "",
        row: int | None = None,
        field: str = "",
        remedy: str = "",
    ) -> None:
        self.problem, self.file, self.row = problem, file, row
        self.field, self.remedy = field, remedy
        place = file + (f":{row}" if row is not None else "")
        place += f" [{field}]" if field else ""
        text = f"{place.lstrip()}: {problem}" if place else problem
        super().__init__(f"{text}. {remedy}" if remedy else text)


class RunError(UserError):
    """A run folder cannot be used: locked, of another configuration, not writable, disk full."""


class ItemError(ToolMindError):
    """One item failed. `code` is a short, stable reason that is counted in the report."""

    def __init__(self, code: str, explanation: str = "") -> None:
        self.code, self.explanation = code, explanation
        super().__init__(f"{code}: {explanation}" if explanation else code)


class ModelError(ItemError):
    """The endpoint did not answer, even after retries."""


class ReplyError(ItemError):
    """The endpoint answered, but not with what was asked for. `said` is the text that it gave."""

    def __init__(self, code: str, explanation: str = "", said: str = "") -> None:
        self.said = said
        super().__init__(code, explanation)


class ChainRejected(ItemError):
    """The writer of a scenario sees no story in its chain, for the reason that it gives."""

    def __init__(self, reason: str) -> None:
        super().__init__("chain.rejected", reason)


class SimulationError(ItemError):
    """The dialogue cannot go on."""


class CheckError(ItemError):
    """A check or judge failed itself; what it looked at is neither passed nor failed."""


class EndpointError(ToolMindError):
    """An endpoint refuses everything that is asked of it, in words that the message has.

    That is no item's fault: the run ends cleanly, and the same command goes on.
    """


class BudgetExceeded(ToolMindError):
    """A limit on cost or tokens was reached; the run stops cleanly and can go on later."""


class Interrupted(ToolMindError):
    """The user pressed Ctrl-C; the same command goes on from there."""


def run_ending(error: BaseException) -> BaseException | None:
    """Return what ends the run, if an exception, or one of a group, does: not the item's fault."""
    if isinstance(error, BaseExceptionGroup):
        return next(filter(None, map(run_ending, error.exceptions)), None)
    if isinstance(error, ToolMindError):
        return None if isinstance(error, ItemError | DataError) else error
    return None if isinstance(error, Exception) else error


@contextmanager
def boundary(where: str) -> Iterator[None]:
    """Turn what goes wrong with one item into an `ItemError`; let pass what ends the run.

    `where` names the work and becomes part of the reason code: `<where>.unusable_data` of a
    `DataError`, else `<where>.internal`.

    Raises:
        ItemError: instead of any other exception of that item.
        ToolMindError: of the run, also where it comes in a group of exceptions.
    """
    try:
        yield
    except ItemError:
        raise
    except BaseException as error:
        ending = run_ending(error)
        if ending is error:
            raise
        if ending is not None:
            raise ending from error
        first = first_of(error)
        if isinstance(first, ItemError):
            raise first from error
        if isinstance(first, DataError):
            raise ItemError(f"{where}.unusable_data", str(first)) from error
        text = f"{type(first).__name__}: {first}"
        raise ItemError(f"{where}.internal", text) from error


def first_of(error: BaseException) -> BaseException:
    """Return an exception, or the first of a group of them."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
