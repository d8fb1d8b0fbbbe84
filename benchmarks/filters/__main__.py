"""Panels of judges against human labels of steps: `make bench-filters LABELLED=FILE`.

FILE is AgentProcessBench's human and judge labels (`human_and_20_judge_labels.jsonl.gz`: a line a
trajectory, with `human` and `judges` by step, +1 right, 0 neutral, -1 wrong). It is not shipped.
"""

from __future__ import annotations

import argparse
import gzip
import json
import platform
from pathlib import Path

import numpy as np

from toolmind.checks.calibration.calibration import calibrate, calibrate_by_agreement
from toolmind.checks.calibration.labelled import LabelledTurn, Vote
from toolmind.checks.calibration.measures import Interval, Measures
from toolmind.checks.calibration.report import Report
from toolmind.checks.calibration.threshold import Aim

VOTES: dict[int | None, Vote | None] = {1: "pass", 0: "unsure", -1: "fail", None: None}
SMALL = ("3B-", "4B", "8B", "30B-A3B")
"""What stands in the names of the ten judges of 30 billion parameters or less."""
WEAKEST = "Llama-3.2-3B-Instruct"


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("labelled", type=Path)
    rows = read(words.parse_args().labelled)
    print(f"Python {platform.python_version()}, numpy {np.__version__}, {platform.machine()}")
    judges = sorted({name for row in rows for name in row.verdicts})
    small = [name for name in judges if any(size in name for size in SMALL)]
    panels = {
        "all": judges,
        f"{len(small)} of 30B or less": small,
        f"{len(small) - 1} of them": [name for name in small if name != WEAKEST],
    }
    print("| panel | learnt from | precision | recall | F1 | Brier | kappa |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for name, members in panels.items():
        voted = [of(row, members) for row in rows]
        labels = calibrate(voted).report
        agreement = calibrate_by_agreement(voted).report
        assert labels and agreement
        best = max(labels.judges, key=lambda judge: value(labels.judges[judge].f1))
        print(line(f"{best}, the best of {name}", "–", labels.judges[best]))
        print(line(name, "labels", labels.panel))
        print(line(name, "agreement", agreement.panel))
        print_more(name, labels)
    at_90 = calibrate(rows, Aim("precision", 0.9)).report
    assert at_90
    print(line("all, for precision 0.9", "labels", at_90.panel))


def print_more(name: str, report: Report) -> None:
    """Print to the table's side how the Brier scores compare and how reliable probabilities are."""
    bins = ", ".join(f"{one.probability:.2f}: {value(one.wrong):.2f}" for one in report.reliability)
    print(f"<!-- {name}: Brier less the best judge's {told(report.brier_difference)}; ", end="")
    print(f"base rate {report.base_rate:.3f}; said: wrong: {bins} -->")


def read(path: Path) -> list[LabelledTurn]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [row for line in file for row in turns(json.loads(line))]


def turns(row: dict) -> list[LabelledTurn]:
    return [
        LabelledTurn(
            item=row["record_id"],
            turn=step,
            group=row["record_id"].rpartition(":")[0],
            label="wrong" if row["human"][step] == -1 else "right",
            verdicts={name: VOTES[said["steps"].get(step)] for name, said in row["judges"].items()},
        )
        for step in sorted(row["human"], key=int)
    ]


def of(row: LabelledTurn, judges: list[str]) -> LabelledTurn:
    votes = {name: row.verdicts.get(name) for name in judges}
    return LabelledTurn(
        item=row.item, turn=row.turn, group=row.group, label=row.label, verdicts=votes
    )


def line(name: str, learnt_from: str, found: Measures) -> str:
    figures = (found.precision, found.recall, found.f1, found.brier, found.kappa)
    return f"| {name} | {learnt_from} | {' | '.join(map(told, figures))} |"


def told(found: Interval | None) -> str:
    return f"{found.value:.3f} ({found.low:.3f}–{found.high:.3f})" if found else "–"


def value(found: Interval | None) -> float:
    return found.value if found else 0.0


if __name__ == "__main__":
    main()
