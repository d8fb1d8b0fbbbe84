"""Reading the dialogues of data files, whatever the form of their rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.files import Row, read_rows
from toolmind.datasets.forms import FORMS, TRACES, RowError, form_of
from toolmind.datasets.forms.spans import is_span
from toolmind.errors import DataError

_READABLE = ", ".join(FORMS)
_MEND = "Mend or remove the row"
_RECORD = "Spans of agents and tools have none; if it is a model's call, record its messages"
_IDS = ("id", "uuid", "trace_id", "session_id")
"""Columns in which rows say what they are called."""
_COLUMNS = 8
"""Of a row of no known form, at most so many are named."""


def read_dialogues(path: Path) -> Iterator[Dialogue | DataError]:
    """Yield the dialogue of every row of a file; a row that has none is an error that names it.

    The file is read as a stream, and each row in the form that it looks like.

    Raises:
        DataError: the file cannot be read, or none of its rows is of a form that we read dialogues
            from.
    """
    known, foreign = False, None
    for row in read_unfolded(path):
        found = row if isinstance(row, DataError) else read_row(row)
        if isinstance(found, _Foreign):
            foreign = foreign or found
        else:
            known = known or isinstance(row, Row)
        yield found
    if foreign and not known:
        raise foreign


def read_every_row(path: Path) -> Iterator[Dialogue | DataError]:
    """Yield the same of a file of any form: where none of its rows is of one, each is an error.

    Raises:
        DataError: the file cannot be read at all.
    """
    with suppress(_Foreign):  # it is said of every row already
        yield from read_dialogues(path)


def read_unfolded(path: Path) -> Iterator[Row | DataError]:
    """Yield the rows of a file; of one that the collector of OpenTelemetry wrote, the spans in it.

    Raises:
        DataError: see `read_rows`.
    """
    for row in read_rows(path):
        groups = row.value.get("resourceSpans") if isinstance(row, Row) else None
        if isinstance(row, DataError) or not isinstance(groups, list):
            yield row
            continue
        for scope in _objects(groups, "scopeSpans"):
            yield from (row._replace(value=span) for span in _objects([scope], "spans"))


def _objects(groups: Iterable[Any], key: str) -> Iterator[dict[str, Any]]:
    """Yield the objects that objects list under a key; what is none of it tells nothing."""
    for group in groups:
        listed = group.get(key) if isinstance(group, dict) else None
        yield from (one for one in listed or () if isinstance(one, dict))


def trace_form(path: Path) -> str | None:
    """Return the name of the form of a file that traces models' calls; None if it is another file.

    Its first row tells; of spans, the first with messages.

    Raises:
        DataError: see `read_rows`.
    """
    spans = False
    for row in read_unfolded(path):
        if isinstance(row, DataError):
            continue
        form = form_of(row.value)
        if form is not None or not is_span(row.value):
            return form.name if form and form.name in TRACES else None
        spans = True
    return TRACES[0] if spans else None


class _Foreign(DataError):
    """A row of no form that we know."""


def read_row(row: Row) -> Dialogue | DataError:
    """Return the dialogue of a row, or why it has none."""
    form = form_of(row.value)
    place: dict[str, Any] = {"file": row.file, "row": row.number}
    if form is None and is_span(row.value):
        return _Foreign("a span without messages", **place, remedy=_RECORD)
    if form is None:
        columns = ", ".join(list(row.value)[:_COLUMNS]) or "no columns"
        text = f"no form of row that we know: it has {columns}"
        return _Foreign(text, **place, remedy=f"Dialogues are read from {_READABLE}")
    try:
        read = form.dialogue(row.value)
        name = _id(row.value)
        return replace(read, id=name, form=form.name, file=row.file, number=row.number)
    except RowError as error:
        return DataError(f"not a dialogue: {error}", **place, remedy=_MEND)
    except KeyError as error:
        field = str(error.args[0]) if error.args else ""
        return DataError(f"not a dialogue: it has no {error}", **place, field=field, remedy=_MEND)
    except (TypeError, ValueError, AttributeError) as error:
        text = f"not a dialogue: {type(error).__name__}: {error}"
        return DataError(text, **place, remedy=_MEND)


def _id(row: dict[str, Any]) -> str:
    """Return what a row calls itself, if it does."""
    found = (row[key] for key in _IDS if isinstance(row.get(key), str | int))
    return next((str(value) for value in found if value != ""), "")
