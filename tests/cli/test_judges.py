"""`toolmind judges` as it is typed."""

from __future__ import annotations

import json
import random
from pathlib import Path

from toolmind.errors import ConfigError, DataError
from typed import typed


def labels(folder: Path, **more: object) -> Path:
    draw, lines = random.Random(0), []
    for item in range(60):
        wrong = draw.random() < 0.4
        votes = {
            name: "fail" if wrong != (draw.random() < 0.2) else "pass" for name in ("one", "two")
        }
        row = {"item": f"d{item}", "turn": "m1", "verdicts": votes, "cost": {"one": 0.5}}
        lines.append(json.dumps({**row, "label": "wrong" if wrong else "right", **more}))
    file = folder / "labels.jsonl"
    file.write_text("\n".join(lines) + "\n")
    return file


def test_a_calibration_is_told_written_and_applied(tmp_path: Path) -> None:
    file, out = labels(tmp_path), tmp_path / "calibration.json"
    done = typed("judges", "calibrate", file, "--out", out)
    assert done.exit_code == 0
    assert "60 labelled turns of 60 tasks" in done.stdout
    assert "panel, by f1" in done.stdout and "cost 30, 500 per 1,000 turns" in done.stdout
    assert json.loads(out.read_text())["judges"] == ["one", "two"]
    found = tmp_path / "probabilities.jsonl"
    done = typed("judges", "apply", file, "--calibration", out, "--out", found)
    rows = [json.loads(line) for line in found.read_text().splitlines()]
    assert len(rows) == 60 and all(0 < row["probability_bad"] < 1 for row in rows)
    assert f"{sum(row['wrong'] for row in rows)} of 60 turns are wrong" in done.stdout


def test_json_agreement_and_a_stated_recall(tmp_path: Path) -> None:
    file, out = labels(tmp_path), tmp_path / "calibration.json"
    done = typed("judges", "calibrate", file, "--out", out, "--recall", "0.9", "--json")
    assert json.loads(done.stdout)["aim"] == "recall 0.9"
    done = typed("judges", "calibrate", labels(tmp_path, label=""), "--agreement", "--out", out)
    assert "nobody knows how right this is" in done.stdout
    assert json.loads(out.read_text())["learnt_from"] == "agreement"


def test_what_cannot_be_is_refused(tmp_path: Path) -> None:
    file, out = labels(tmp_path, labelled_by="model:m"), tmp_path / "calibration.json"
    refused = typed("judges", "calibrate", file, "--out", out)
    assert isinstance(refused.exception, DataError) and "--model-labels" in str(refused.exception)
    assert not out.exists()
    assert typed("judges", "calibrate", file, "--out", out, "--model-labels").exit_code == 0
    both = typed("judges", "calibrate", file, "--precision", "0.9", "--recall", "0.9")
    assert isinstance(both.exception, ConfigError)
    none = typed("judges", "calibrate", file, "--precision", "0.9", "--agreement")
    assert isinstance(none.exception, ConfigError)
