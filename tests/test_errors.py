"""What ends a run passes every boundary; everything else is the item's."""

from __future__ import annotations

import asyncio

import pytest

from toolmind.errors import (
    BudgetExceeded,
    ConfigError,
    DataError,
    Interrupted,
    ItemError,
    ModelError,
    RunError,
    boundary,
    run_ending,
)

OF_THE_RUN = [
    BudgetExceeded("spent"),
    ConfigError("bad"),
    RunError("disk full"),
    Interrupted(),
    KeyboardInterrupt(),
    asyncio.CancelledError(),
]


@pytest.mark.parametrize("error", OF_THE_RUN, ids=lambda error: type(error).__name__)
def test_what_ends_a_run_passes_a_boundary_alone_and_in_a_group(error: BaseException) -> None:
    with pytest.raises(type(error)) as passed, boundary("check"):
        raise error
    assert passed.value is error
    group = BaseExceptionGroup("many", [ValueError("x"), BaseExceptionGroup("inner", [error])])
    with pytest.raises(type(error)) as passed, boundary("check"):
        raise group
    assert passed.value is error


def test_an_items_own_error_keeps_its_code() -> None:
    with pytest.raises(ModelError) as passed, boundary("check"):
        raise ModelError("model.http_500", "broken")
    assert passed.value.code == "model.http_500"


@pytest.mark.parametrize(
    "error", [ValueError("x"), RecursionError(), ExceptionGroup("g", [KeyError("k")])]
)
def test_anything_else_is_an_error_of_the_item_that_names_the_work(error: Exception) -> None:
    with pytest.raises(ItemError) as passed, boundary("simulate"):
        raise error
    assert passed.value.code == "simulate.internal"
    assert type(error).__name__ in passed.value.explanation
    assert run_ending(error) is None


def test_a_data_error_names_file_row_field_and_remedy() -> None:
    error = DataError("no name", file="a.jsonl", row=3, field="name", remedy="Give one")
    assert str(error) == "a.jsonl:3 [name]: no name. Give one"
