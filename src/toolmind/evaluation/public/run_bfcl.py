"""BFCL by its own code, in its own environment: `python run_bfcl.py JOB.json`.

This file is run by an environment that holds `bfcl-eval` and not ToolMind. The job:

model        what the endpoint calls it (its key and address are in OPENAI_API_KEY, OPENAI_BASE_URL)
calls        "native" (the endpoint's `tools`) or "prompt" (BFCL's own prompt, calls read from text)
categories   names of BFCL, as in "simple_python"
limit        the first so many tasks of each category, or null
threads      tasks at a time
temperature  of every request
arguments    further fields of every request

Answers and scores lie under BFCL_PROJECT_ROOT, in BFCL's own files. What was answered stays: the
same job goes on. BFCL evaluates the calls that a model writes as Python, in this process.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

NOT_NEEDED = frozenset(
    "anthropic boto3 cohere datamodel_code_generator faiss google httpx mistralai qwen_agent"
    " sentence_transformers serpapi transformers wandb writerai".split()
)
"""What BFCL imports whatever model is asked (1.8 GB), and nothing here calls."""

NAME = "evaluated"
"""What BFCL calls the model in its folders."""


class _Nothing(type):
    """A class with any attribute; each is such a class."""

    def __getattr__(cls, name: str) -> Any:
        return _nothing(name)


class _Absent(ModuleType):
    """A module with any name in it."""

    def __getattr__(self, name: str) -> Any:
        return _nothing(name)


def _nothing(name: str) -> type:
    if name.startswith("__"):
        raise AttributeError(name)
    return _Nothing(name, (), {})


class _NotNeeded(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives an empty module for each of `NOT_NEEDED` that is not installed."""

    def find_spec(
        self, fullname: str, path: Any = None, target: Any = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] not in NOT_NEEDED:
            return None
        return importlib.util.spec_from_loader(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Absent(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: names come as they are asked for."""


def main(job: dict[str, Any]) -> None:
    """Answer what is not yet answered, and score."""
    sys.meta_path.append(_NotNeeded())
    from bfcl_eval.constants import eval_config, model_config
    from bfcl_eval.model_handler.api_inference.openai_completion import OpenAICompletionsHandler

    model_config.MODEL_CONFIG_MAPPING[NAME] = model_config.ModelConfig(
        model_name=job["model"],
        display_name=job["model"],
        url="",
        org="",
        license="",
        model_handler=_with(job["arguments"], OpenAICompletionsHandler),
        is_fc_model=job["calls"] == "native",
        underscore_to_dot=job["calls"] == "native",
    )
    eval_config.TEST_IDS_TO_GENERATE_PATH.write_text(json.dumps(_chosen(job)))
    _answer(job)
    _score(job)


def _with(arguments: dict[str, Any], handler: Any) -> Any:
    """Return BFCL's own handler of an endpoint, with more fields in what it sends."""

    class Handler(handler):  # type: ignore[misc]
        def generate_with_backoff(self, **request: Any) -> Any:
            return super().generate_with_backoff(**request, **arguments)

    return Handler


def _chosen(job: dict[str, Any]) -> dict[str, list[str]]:
    """Return the ids of the tasks, by category, and of the dialogues that they build on."""
    from bfcl_eval.utils import load_dataset_entry

    chosen = {}
    for category in job["categories"]:
        entries = {entry["id"]: entry for entry in load_dataset_entry(category)}
        tasks = [one for one in entries if "prereq" not in one][: job["limit"]]
        before = {name for one in tasks for name in entries[one].get("depends_on", ())}
        chosen[category] = [one for one in entries if one in before or one in tasks]
    return chosen


def _answer(job: dict[str, Any]) -> None:
    from bfcl_eval import _llm_response_generation as generation
    from bfcl_eval.constants.eval_config import RESULT_PATH

    generation.main(
        SimpleNamespace(
            model=[NAME],
            test_category=job["categories"],
            temperature=job["temperature"],
            include_input_log=False,
            exclude_state_log=True,
            num_threads=job["threads"],
            result_dir=RESULT_PATH,
            allow_overwrite=False,
            run_ids=True,
        )
    )


def _score(job: dict[str, Any]) -> None:
    from bfcl_eval.eval_checker import eval_runner

    eval_runner.main([NAME], job["categories"], None, None, partial_eval=job["limit"] is not None)


if __name__ == "__main__":
    main(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
