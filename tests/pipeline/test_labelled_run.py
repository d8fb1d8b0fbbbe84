"""Labels of the viewer, joined with what the checks of their run said."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogues import GOOD, TOOLS, scenario, trajectory
from run_folders import opened, written
from toolmind.errors import DataError
from toolmind.pipeline.labelled_run import labelled_run
from toolmind.records import Verdict
from toolmind.records.label import Judgement, Label
from toolmind.runs.labels import FILE_NAME, append_label

TURNS = [message.id for message in trajectory(*GOOD).messages if message.role == "assistant"]


def verdict(check: str, outcome: str, turn: str = "", source: str = "judge") -> Verdict:
    scope = "turn" if turn else "trajectory"
    return Verdict(check=check, scope=scope, outcome=outcome, turn=turn, source=source)  # type: ignore[arg-type]


def run(folder: Path, *verdicts: Verdict, **changed: object) -> tuple[Path, str]:
    written(folder, {})
    with opened(folder, fresh=True, **changed) as made:
        made.write_tools(list(TOOLS.values()))
        made.scenarios.append(0, scenario(index=0))
        played = trajectory(*GOOD, index=0)
        made.trajectories.append(0, played)
        made.verdicts.append(0, verdicts)
    return folder, played.id


def say(folder: Path, item: str, turn: str, label: Judgement, who: str = "ann") -> None:
    append_label(folder / FILE_NAME, Label(item=item, message=turn, label=label, labeller=who))


def test_votes_and_labels_meet_by_turn(tmp_path: Path) -> None:
    folder, item = run(
        tmp_path / "run",
        verdict("grounding", "fail", TURNS[0], "rule"),
        verdict("turn", "fail", TURNS[-1]),
        verdict("whole", "error"),
    )
    say(folder, item, TURNS[0], "wrong")
    say(folder, item, TURNS[-1], "right")
    say(folder, item, TURNS[-1], "wrong", "bob")
    rows = labelled_run(folder)
    assert [row.turn for row in rows] == TURNS and len(TURNS) > 1
    first, last = rows[0], rows[-1]
    assert first.label == "wrong" and last.label == "unsure" and first.labelled_by == "ann"
    assert first.verdicts == {"grounding": "fail", "turn": None, "whole": "error"}
    assert last.verdicts == {"grounding": "pass", "turn": "fail", "whole": "error"}


def test_another_prompt_or_model_of_a_judge_is_another_maker(tmp_path: Path) -> None:
    one = verdict("turn_judge", "fail", TURNS[0])
    base = {"checks.judges.0.type": "turn"}
    makers = [
        labelled_run(run(tmp_path / str(at), one, **base, **changed)[0])[0].made_by["turn_judge"]
        for at, changed in enumerate(
            (
                {},
                {"seed": 7, "models.endpoints.writer.model": "w"},
                {"prompt judge_turn": "x"},
                {"models.judge": "m"},
                {"models.judge": "m", "models.endpoints.m.model": "n"},
                {"checks.judges.0.model": "strict", "models.endpoints.strict.model": "s"},
            )
        )
    ]
    assert makers[0] == makers[1]
    assert len(set(makers[1:])) == 5


def test_labels_of_models_and_of_turns_not_there_are_refused(tmp_path: Path) -> None:
    folder, item = run(tmp_path / "run", verdict("turn", "pass"))
    say(folder, item, TURNS[0], "right", "model:m")
    with pytest.raises(DataError, match=r"labels\.jsonl \[labeller\]: a model made the label"):
        labelled_run(folder)
    assert labelled_run(folder, model_labels=True)[0].label == "right"
    say(folder, "elsewhere", TURNS[0], "right")
    with pytest.raises(DataError, match="of 'elsewhere', which the run does not have"):
        labelled_run(folder, model_labels=True)
