"""A trajectory of a task is learnt where it earned its reward."""

from __future__ import annotations

from toolmind.datasets.forms import FORMS

SAID = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello."}]


def test_of_a_run_without_reward_nothing_is_learnt() -> None:
    form = FORMS["tau-bench"]
    assert form.dialogue({"task_id": 1, "reward": 1.0, "traj": SAID}).learnt == {1}
    assert form.dialogue({"task_id": 1, "reward": 0.0, "traj": SAID}).learnt == frozenset()
