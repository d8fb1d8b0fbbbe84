"""Every row form that we know, and which one a row is of."""

from __future__ import annotations

from typing import Any

from toolmind.datasets.dialogue import RowError
from toolmind.datasets.forms.anthropic import Anthropic
from toolmind.datasets.forms.api_bank import APIBank
from toolmind.datasets.forms.apigen_mt import APIGenMT
from toolmind.datasets.forms.atif import ATIF
from toolmind.datasets.forms.base import RowForm
from toolmind.datasets.forms.button import Button
from toolmind.datasets.forms.glaive import Glaive
from toolmind.datasets.forms.harmony import Harmony
from toolmind.datasets.forms.hermes import Hermes
from toolmind.datasets.forms.observations import Langfuse, LangSmith
from toolmind.datasets.forms.openai import OpenAI
from toolmind.datasets.forms.prompt_completion import PromptCompletion
from toolmind.datasets.forms.responses import Responses
from toolmind.datasets.forms.sharegpt import ShareGPT
from toolmind.datasets.forms.spans import GenAISpan, OpenInferenceSpan
from toolmind.datasets.forms.tau2 import Tau2
from toolmind.datasets.forms.tau_bench import TauBench
from toolmind.datasets.forms.toolace import ToolACE
from toolmind.datasets.forms.toolmind import ToolMind
from toolmind.datasets.forms.tooltalk import ToolTalk
from toolmind.datasets.forms.toucan import Toucan
from toolmind.datasets.forms.when2call import When2Call
from toolmind.datasets.forms.xlam import XLam

__all__ = ["FORMS", "TRACES", "RowError", "RowForm", "form_of"]

FORMS: dict[str, RowForm] = {
    form.name: form
    for form in (
        ATIF(),
        GenAISpan(),
        OpenInferenceSpan(),
        LangSmith(),
        Langfuse(),
        Harmony(),
        Responses(),
        Anthropic(),
        APIBank(),
        ToolTalk(),
        TauBench(),
        Tau2(),
        PromptCompletion(),
        XLam(),
        Glaive(),
        Hermes(),
        ToolACE(),
        APIGenMT(),
        ShareGPT(),
        When2Call(),
        Button(),
        ToolMind(),
        Toucan(),
        OpenAI(),
    )
}
"""The forms by name; where several fit a row, the first does, so the most particular come first."""

TRACES = tuple(form.name for form in (GenAISpan, OpenInferenceSpan, LangSmith, Langfuse))
"""Of these, the forms of what observers record: spans, observations, runs."""


def form_of(row: dict[str, Any]) -> RowForm | None:
    """Return the form that a row looks like, or None where it looks like none that we know."""
    return next((form for form in FORMS.values() if form.fits(row)), None)
