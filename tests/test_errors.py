"""What ends a run passes every boundary; everything else is the item's."""

from __future__ import annotations

import asyncio

import pytest

from toolmind.errors import (
    BudgetExceeded,
    ConfigError,
    DataError,
    EndpointError,
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
    EndpointError("no money"),
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


@pytest.mark.parametrize("of_a_group", [False, True])
def test_an_items_own_error_keeps_its_code(of_a_group: bool) -> None:
    error = ModelError("model.http_500", "broken")
    with pytest.raises(ModelError) as passed, boundary("check"):
        raise ExceptionGroup("g", [error]) if of_a_group else error
    assert passed.value.code == "model.http_500"


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (ValueError("x"), "ValueError"),
        (RecursionError(), "RecursionError"),
        (ExceptionGroup("g", [KeyError("k")]), "KeyError"),
    ],
)
def test_anything_else_is_an_error_of_the_item_that_names_the_work(
    error: Exception, name: str
) -> None:
    with pytest.raises(ItemError) as passed, boundary("simulate"):
        raise error
    assert passed.value.code == "simulate.internal"
    assert name in passed.value.explanation
    assert run_ending(error) is None


@pytest.mark.parametrize("of_a_group", [False, True])
def test_data_that_cannot_be_used_ends_a_start_but_at_work_only_the_item(of_a_group: bool) -> None:
    error = DataError("no value fits", field="agent")
    raised: Exception = ExceptionGroup("g", [error]) if of_a_group else error
    assert run_ending(raised) is None
    with pytest.raises(ItemError) as passed, boundary("simulate"):
        raise raised
    assert str(passed.value) == "simulate.unusable_data: [agent]: no value fits"


def test_a_data_error_names_file_row_field_and_remedy() -> None:
    error = DataError("no name", file="a.jsonl", row=3, field="name", remedy="Give one")
    assert str(error) == "a.jsonl:3 [name]: no name. Give one"
    assert str(DataError("no name", field="name")) == "[name]: no name"
