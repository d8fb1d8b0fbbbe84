"""A training from beginning to end, in processes of its own: it learns, stops, and goes on."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from toolmind.errors import ConfigError
from toolmind.training import train as module
from toolmind.training.config import TrainConfig
from trained import environment, settings, small_run_folder, train, trainer_python


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run, `t.yaml`, and the training `out` of it."""
    folder = tmp_path_factory.mktemp("trained")
    run = small_run_folder(folder / "run")
    done = train(settings(folder / "t.yaml", run, sequence_length=451), folder / "out", "--json")
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout)["steps"] == 30
    return folder


def read(folder: Path) -> Any:
    return json.loads((folder / "report.json").read_bytes())


def curve(folder: Path) -> list[Any]:
    return [json.loads(line) for line in (folder / "loss.jsonl").read_text().splitlines()]


def test_the_loss_falls(trained: Path) -> None:
    report = read(trained / "out")
    assert 20 < report["data"]["rows"] < 30 and report["data"]["left_out"]
    assert report["last_loss"] < report["first_loss"] / 2
    assert [point["step"] for point in curve(trained / "out")] == list(range(1, 31))
    epochs = 5  # of 30 steps, six an epoch: the last has fewer rows
    assert curve(trained / "out")[-1]["rows"] == epochs * report["data"]["rows"]
    share = report["data"]["learnt_tokens"] / report["data"]["tokens"]
    assert report["learnt_tokens"] == pytest.approx(share * report["tokens"], rel=0.1)


def test_the_model_has_its_card_its_curve_and_its_template(trained: Path) -> None:
    model = trained / "out" / "model"
    files = {file.name for file in model.iterdir()}
    assert {"model.safetensors", "config.json", "README.md", "loss.svg", "loss.jsonl"} <= files
    assert {"tokenizer.json", "chat_template.jinja"} <= files
    assert "fingerprint `" in (model / "README.md").read_text()


def test_what_is_done_is_not_done_again(trained: Path) -> None:
    before = (trained / "out" / "report.json").read_bytes()
    done = train(trained / "t.yaml", trained / "out", "--json", "sequence_length=451")
    assert json.loads(done.stdout) == json.loads(before) and "step" not in done.stderr


def test_another_configuration_is_refused_by_the_keys_that_differ(trained: Path) -> None:
    done = train(trained / "t.yaml", trained / "out", "learning_rate=0.1")
    assert done.returncode == 2 and "learning_rate: 0.003 → 0.1" in done.stderr
    assert "--fresh" in done.stderr


def test_one_that_is_killed_goes_on_and_ends_as_if_it_had_not_been(trained: Path) -> None:
    out = trained / "killed"
    command = [trainer_python(), "-m", "toolmind", "train", trained / "t.yaml", "--out", out]
    with subprocess.Popen(command, env=environment(), stderr=subprocess.DEVNULL) as process:
        while process.poll() is None and not list(out.glob("checkpoints/*/trainer_state.json")):
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    assert not (out / "report.json").exists(), "it was quicker than the signal"
    torn = out / "checkpoints" / "checkpoint-29"
    torn.mkdir()
    (torn / "model.safetensors").write_bytes(b"half")
    done = train(trained / "t.yaml", out)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "step 1 of" not in done.stderr
    ours, whole = curve(out), curve(trained / "out")
    assert [point["step"] for point in ours] == [point["step"] for point in whole]
    assert ours[-1]["loss"] == pytest.approx(whole[-1]["loss"], rel=1e-3)
    for key in ("rows", "tokens", "learnt_tokens"):
        assert ours[-1][key] == whole[-1][key]


def test_adapters_are_trained_on_a_model_that_is_there(trained: Path) -> None:
    shutil.copytree(trained / "out" / "model", trained / "base")
    changed = {"model": "base", "lora": {"rank": 2}, "steps": 2}
    file = settings(trained / "lora.yaml", trained / "run", **changed)
    done = train(file, trained / "lora")
    assert done.returncode == 0, done.stderr[-2000:]
    assert (trained / "lora" / "model" / "adapter_model.safetensors").is_file()
    assert read(trained / "lora")["first_loss"] < read(trained / "out")["first_loss"] / 2


def test_a_model_that_is_not_there_is_told(trained: Path) -> None:
    done = train(trained / "t.yaml", trained / "none", "model=no/such")
    assert done.returncode == 2 and "model 'no/such' cannot be loaded" in done.stderr


def test_without_what_trains_the_remedy_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'toolmind\[train\]'"):
        module.train(TrainConfig(model="tiny", data="x"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_starting_over_forgets_what_a_training_wrote_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: name)
    out = tmp_path / "out"
    (out / "model").mkdir(parents=True)
    for name in ("report.json", "training.json", "model/weights", "notes.txt"):
        (out / name).write_text("{}")
    export = TrainConfig(model="tiny", data=str(tmp_path / "rows.parquet"))
    with pytest.raises(ConfigError, match="tokenizer: name the folder"):
        module.train(export, out, fresh=True)
    assert not (out / "model").exists() and not (out / "report.json").exists()
    assert (out / "notes.txt").read_text() == "{}"
