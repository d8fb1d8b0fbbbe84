"""Next turns, teacher-forced: a model is shown each dialogue as it was, up to one of its turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace

from toolmind.config import RunConfig
from toolmind.errors import ItemError, ReplyError, boundary
from toolmind.evaluation.endpoints import Evaluated, first_reply, greedy
from toolmind.evaluation.expected import Expected, ExpectedTurn
from toolmind.evaluation.folder import REPORT, locked, replies, results, write_json
from toolmind.evaluation.grade import Grade, grade
from toolmind.evaluation.turns_report import TurnResult, TurnsReport, summarize
from toolmind.models.base import ChatModel, ChatRequest
from toolmind.models.context import priority
from toolmind.models.cost import Meter
from toolmind.models.factory import ForRole, open_model
from toolmind.pipeline.check_out import RowProgress, meter_of
from toolmind.runner import run_items
from toolmind.runs.append_log import AppendLog

_CALLED = ("reply.unknown_tool", "reply.malformed_call")
"""What is wrong with replies of which it is plain that they were to call."""


async def evaluate_turns(
    data: Sequence[Path],
    models: Sequence[Evaluated],
    out: Path,
    config: RunConfig,
    *,
    limit: int | None = None,
    fresh: bool = False,
) -> TurnsReport:
    """Ask each model for every turn that the data would have it learn, and write `report.json`.

    A model is asked once a turn, at temperature 0 unless its configuration says otherwise. The
    first `limit` turns are taken. The same command goes on where it was stopped, and asks again
    where an endpoint did not answer.

    Raises:
        DataError: a path is not there or no data; rows that cannot be read are counted.
        ConfigError: the key of an endpoint is not in the environment.
        RunError: the folder is of another evaluation, in use, or cannot be written.
        BudgetExceeded: a limit of the configuration was reached; what is finished is kept.
    """
    expected = Expected(data)
    sizes = {str(file): file.stat().st_size for file in expected.files}
    with locked(out):
        meter = meter_of(config, out, asks=True)
        try:
            for one in models:
                asked = Evaluated(one.label, greedy(first_reply(one.config)))
                depends_on = {"data": sizes, **asked.depends_on()}
                with (
                    results(out / one.folder, TurnResult, depends_on, fresh=fresh) as log,
                    replies(out / one.folder, config.runtime) as cache,
                ):
                    model = open_model(asked.config, endpoint=one.label, cache=cache, meter=meter)
                    await _ask(model, _owed(expected, log, limit), log, meter, config)
        finally:
            meter.save()
        report = summarize(out, models, expected, limit, meter.account())
        write_json(out / REPORT, report)
    return report


async def _ask(
    opened: ChatModel,
    owed: Iterator[tuple[int, ExpectedTurn]],
    log: AppendLog[TurnResult],
    meter: Meter,
    config: RunConfig,
) -> None:
    """Ask one model for all that is owed, and close it."""
    model = ForRole("assistant", opened)
    with RowProgress(meter, 0, "turns") as progress:

        async def work(item: tuple[int, ExpectedTurn]) -> None:
            index, turn = item
            priority.set(index)
            log.append(index, await answer(turn, model))
            progress.step()

        try:
            await run_items(owed, work, config.runtime.concurrency)
        finally:
            await opened.close()


def _owed(
    expected: Expected, log: AppendLog[TurnResult], limit: int | None
) -> Iterator[tuple[int, ExpectedTurn]]:
    for index, turn in enumerate(expected):
        if limit is not None and index >= limit:
            return
        if index not in log or log.read(index).owed(turn.id):
            yield index, turn


async def answer(expected: ExpectedTurn, model: ChatModel) -> TurnResult:
    """Ask a model for a turn and grade it. A reply that cannot be used is right in nothing."""
    result = TurnResult(
        turn=expected.id,
        dialogue=expected.dialogue,
        slices=expected.slices,
        calls=bool(expected.turn.tool_calls),
    )
    try:
        with boundary("turn"):
            request = ChatRequest(messages=expected.context, tools=expected.tools)
            said = (await model.chat(request)).message
            tools = {tool.name: tool for tool in expected.tools}
            return _graded(replace(result, said=said), grade(expected.turn, said, tools))
    except ReplyError as error:
        told = replace(result, problem=error.code, explanation=error.explanation)
        return _graded(told, Grade(called=error.code in _CALLED))
    except ItemError as error:
        return replace(result, problem=error.code, explanation=error.explanation)


def _graded(result: TurnResult, given: Grade) -> TurnResult:
    return replace(result, called=given.called, tool=given.tool, arguments=given.arguments)
