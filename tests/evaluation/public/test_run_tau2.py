"""The script that tau2's environment runs, on a stand-in for the names of tau2 that it uses.

tau2 itself runs it in `make verify-benchmarks`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

STOP = "###STOP###"
SCRIPT = "toolmind.evaluation.public.run_tau2"
GREETING = "Hi! How can I help you today?"


class Player:
    """What tau2's agents and users have in common: they are made of tools and a policy."""

    def __init__(self, tools: Any = None, domain_policy: str = "", **_: Any) -> None:
        self.tools, self.domain_policy = tools, domain_policy


class Tau2:
    """Registers players, and plays one task: who speaks first, who acts, and when it ends."""

    def __init__(self) -> None:
        self.players: dict[str, Any] = {}
        self.runs: list[dict[str, Any]] = []
        self.acts: list[tuple[str, str, dict[str, Any]]] = []
        self.said: list[str] = []
        self.task = SimpleNamespace(
            evaluation_criteria=SimpleNamespace(actions=(), communicate_info=())
        )

    def register(self, player: Any, name: str) -> None:
        self.players[name] = player

    def info(self, **given: Any) -> dict[str, Any]:
        return given

    def run_tasks(self, **given: Any) -> None:
        self.runs.append(given)
        path = given["save_to"]
        there = json.loads(path.read_text())["simulations"] if path.exists() else []
        if given["agent"] == "gold_agent":
            self._play(given)
        told = sys.modules["tau2.run"].get_info(
            llm_args_agent=given["llm_args_agent"], llm_args_user=given["llm_args_user"]
        )
        path.write_text(json.dumps({"info": told, "simulations": there}))

    def _play(self, given: dict[str, Any]) -> None:
        agent = self.players[given["agent"]](tools=[], domain_policy="", task=self.task)
        person = self.players[given["user"]]()
        for player in (agent, person):
            player.set_seed(given["seed"])
        states = {agent: agent.get_init_state(), person: person.get_init_state()}
        message: Any = SimpleNamespace(role="assistant", content=GREETING)
        speaker = person
        for _ in range(50):
            message, states[speaker] = speaker.generate_next_message(message, states[speaker])
            if calls := getattr(message, "tool_calls", None):
                self.acts += [(message.role, call.name, call.arguments) for call in calls]
                message = SimpleNamespace(role="tool", content="done")
                continue
            self.said.append(message.content)
            if message.content == STOP:
                return
            speaker = agent if speaker is person else person
        raise AssertionError("it does not end")


def modules(played: Tau2) -> dict[str, ModuleType]:
    """The modules of tau2 that the script imports."""
    message = {"AssistantMessage": SimpleNamespace, "UserMessage": SimpleNamespace}
    registry = SimpleNamespace(register_agent=played.register, register_user=played.register)
    names: dict[str, dict[str, Any]] = {
        "": {},
        ".run": {
            "run_tasks": played.run_tasks,
            "get_tasks": lambda domain, split, num_tasks: [domain, split, num_tasks],
            "get_info": played.info,
        },
        ".agent": {},
        ".agent.base": {"LocalAgent": Player},
        ".agent.llm_agent": {"LLMGTAgent": type("LLMGTAgent", (Player,), {})},
        ".data_model": {},
        ".data_model.message": {**message, "ToolCall": SimpleNamespace},
        ".registry": {"registry": registry},
        ".user": {},
        ".user.base": {"STOP": STOP, "UserState": SimpleNamespace},
        ".user.user_simulator": {"UserSimulator": type("UserSimulator", (Player,), {})},
        ".utils": {},
        ".utils.display": {"ConsoleDisplay": SimpleNamespace(console=SimpleNamespace(input=None))},
    }
    found = {}
    for name, content in names.items():
        found[f"tau2{name}"] = made = ModuleType(f"tau2{name}")
        vars(made).update(content)
    found["tau2"].run = found["tau2.run"]  # type: ignore[attr-defined]
    return found


@pytest.fixture
def tau2() -> Tau2:
    return Tau2()


@pytest.fixture
def main(tau2: Tau2, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Any], None]]:
    monkeypatch.setenv("LITELLM_LOCAL_MODEL_COST_MAP", "")
    for name, module in modules(tau2).items():
        monkeypatch.setitem(sys.modules, name, module)
    script = import_module(SCRIPT)
    yield script.main
    del sys.modules[SCRIPT]


def job(out: Path, **changed: Any) -> dict[str, Any]:
    fields = {"domains": ["retail"], "limit": 2, "trials": 3, "threads": 4, "seed": 5}
    return {**fields, "out": str(out), "agent": None, "user": None, **changed}


def action(name: str, requestor: str = "assistant") -> SimpleNamespace:
    return SimpleNamespace(action_id=name, name=name, arguments={"of": name}, requestor=requestor)


def test_gold_actions_are_done_in_order_by_whose_they_are(
    tau2: Tau2, main: Callable[[Any], None], tmp_path: Path
) -> None:
    criteria = tau2.task.evaluation_criteria
    criteria.actions = (action("find"), action("reboot", "user"), action("refund"))
    criteria.communicate_info = ("12.50", "Friday")
    main(job(tmp_path))
    assert tau2.acts == [
        ("assistant", "find", {"of": "find"}),
        ("user", "reboot", {"of": "reboot"}),
        ("assistant", "refund", {"of": "refund"}),
    ]
    assert tau2.said[-2:] == ["12.50 Friday", STOP]


def test_a_task_without_gold_actions_ends_too(
    tau2: Tau2, main: Callable[[Any], None], tmp_path: Path
) -> None:
    main(job(tmp_path))
    assert tau2.acts == [] and tau2.said[-2:] == ["All done.", STOP]


def test_the_job_is_what_tau2_is_asked(
    tau2: Tau2, main: Callable[[Any], None], tmp_path: Path
) -> None:
    main(job(tmp_path, domains=["retail", "airline"]))
    assert [one["tasks"] for one in tau2.runs] == [["retail", "base", 2], ["airline", "base", 2]]
    first = tau2.runs[0]
    assert (first["num_trials"], first["max_concurrency"], first["seed"]) == (3, 4, 5)
    assert first["save_to"] == tmp_path / "retail.json"


def test_keys_are_given_and_not_written_down(
    tau2: Tau2, main: Callable[[Any], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", "secret")
    endpoint = {"model": "m", "url": "http://there/v1", "arguments": {"temperature": 0.5}}
    main(job(tmp_path, agent={**endpoint, "key": "KEY"}, user={**endpoint, "key": ""}))
    (run,) = tau2.runs
    assert (run["agent"], run["user"], run["llm_agent"]) == (
        "llm_agent",
        "user_simulator",
        "openai/m",
    )
    assert run["llm_args_agent"]["api_key"] == "secret"
    assert run["llm_args_user"]["api_key"] == "none"
    text = (tmp_path / "retail.json").read_text()
    assert "secret" not in text and "http://there/v1" in text and "0.5" in text


def test_what_an_endpoint_did_not_answer_is_played_again(
    tau2: Tau2, main: Callable[[Any], None], tmp_path: Path
) -> None:
    before = [{"task_id": "0", "skipped": True}, {"task_id": "1", "skipped": False}]
    (tmp_path / "retail.json").write_text(json.dumps({"simulations": before}))
    main(job(tmp_path))
    kept = json.loads((tmp_path / "retail.json").read_text())["simulations"]
    assert [one["task_id"] for one in kept] == ["1"]
