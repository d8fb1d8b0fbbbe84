"""The records that every layer shares: what flows from a tool's description to a sample.

    Tool → Edge → Chain → Scenario → Trajectory → Verdict → Decision → Sample

Each names the one before it, so that any sample can be walked back to the tools, links and seed
that made it.
"""

from toolmind.records.base import JSON, Record, Schema
from toolmind.records.chain import Chain, Edge, Link, LinkEnds
from toolmind.records.message import (
    FinishReason,
    Message,
    Origin,
    ResultStatus,
    Role,
    TokenLogprob,
    ToolCall,
)
from toolmind.records.sample import Sample
from toolmind.records.scenario import (
    Expected,
    Failure,
    FailureKind,
    FaultKind,
    Manner,
    Ruling,
    Scenario,
    Step,
)
from toolmind.records.tool import Tool
from toolmind.records.trajectory import Trajectory
from toolmind.records.usage import Usage
from toolmind.records.verdict import Decision, Outcome, Scope, Source, TurnLabel, Verdict

__all__ = [
    "JSON",
    "Chain",
    "Decision",
    "Edge",
    "Expected",
    "Failure",
    "FailureKind",
    "FaultKind",
    "FinishReason",
    "Link",
    "LinkEnds",
    "Manner",
    "Message",
    "Origin",
    "Outcome",
    "Record",
    "ResultStatus",
    "Role",
    "Ruling",
    "Sample",
    "Scenario",
    "Schema",
    "Scope",
    "Source",
    "Step",
    "TokenLogprob",
    "Tool",
    "ToolCall",
    "Trajectory",
    "TurnLabel",
    "Usage",
    "Verdict",
]
