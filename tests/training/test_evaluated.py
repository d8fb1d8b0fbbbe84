"""What training does shows in `toolmind evaluate turns`, over HTTP and the model's own template."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolmind.config import PluginConfig, RunConfig
from toolmind.evaluation.endpoints import evaluated
from toolmind.evaluation.turns import evaluate_turns
from toolmind.pipeline.export import export_run
from trained import environment, settings, small_run_folder, train, trainer_python

SERVER = Path(__file__).parents[1] / "serve_tiny.py"


@contextmanager
def served(model: Path, *how: str) -> Iterator[str]:
    """Serve a model by the trainer's interpreter, and give the address."""
    command = [trainer_python(), str(SERVER), str(model), *how]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment()) as process:
        assert process.stdout is not None
        url = process.stdout.readline().decode().strip()
        assert url, "the server did not start"
        yield url
        process.communicate()


async def test_a_trained_model_is_right_more_often_than_before(tmp_path: Path) -> None:
    run, out = small_run_folder(tmp_path / "run"), tmp_path / "out"
    done = train(settings(tmp_path / "t.yaml", run, steps=100, learning_rate=5e-3), out)
    assert done.returncode == 0, done.stderr[-2000:]
    export_run(run, [PluginConfig(type="openai")])
    data = run / "export" / "openai" / "trajectories.jsonl"
    with served(out / "model", "random") as before, served(out / "model") as after:
        models = evaluated([before, after], ["before", "after"], "", RunConfig())
        report = await evaluate_turns([data], models, tmp_path / "turns", RunConfig(), limit=12)
    first, second = (one.all for one in report.models)
    assert first.tool and second.tool and first.right and second.right
    assert first.tool.share == 0.0 and second.tool.share > 0.5
    assert second.right.share > first.right.share
    (pair,) = report.paired
    assert (pair.first, pair.second) == ("before", "after") and pair.difference > 0
