"""The kinds of faults that come with ToolMind, and the loader of these and of one's own."""

from __future__ import annotations

from collections.abc import Iterable

from toolmind.checks.faults.base import Fault
from toolmind.plugins import PluginLoader

_HERE = "toolmind.checks.faults"

FAULTS = {
    "unanswered_call": f"{_HERE}.structure:UnansweredCall",
    "stray_result": f"{_HERE}.structure:StrayResult",
    "empty_answer": f"{_HERE}.structure:EmptyAnswer",
    "cut_short": f"{_HERE}.structure:CutShort",
    "unknown_tool": f"{_HERE}.structure:UnknownTool",
    "broken_arguments": f"{_HERE}.structure:BrokenArguments",
    "dropped_argument": f"{_HERE}.structure:DroppedArgument",
    "undeclared_argument": f"{_HERE}.structure:UndeclaredArgument",
    "wrong_type": f"{_HERE}.structure:WrongType",
    "repeated_call": f"{_HERE}.conduct:RepeatedCall",
    "leaked_template": f"{_HERE}.conduct:LeakedTemplate",
    "invented_identifier": f"{_HERE}.values:InventedIdentifier",
    "invented_date": f"{_HERE}.values:InventedDate",
    "shifted_date": f"{_HERE}.values:ShiftedDate",
    "missing_fact": f"{_HERE}.values:MissingFact",
    "invented_number": f"{_HERE}.values:InventedNumber",
    "invented_text": f"{_HERE}.values:InventedText",
    "off_by_one": f"{_HERE}.values:OffByOne",
    "placeholder": f"{_HERE}.values:Placeholder",
    "swapped_arguments": f"{_HERE}.values:SwappedArguments",
    "wrong_number": f"{_HERE}.answers:WrongNumber",
    "unsupported_claim": f"{_HERE}.answers:UnsupportedClaim",
    "wrong_count": f"{_HERE}.answers:WrongCount",
    "claimed_action": f"{_HERE}.answers:ClaimedAction",
    "premature_answer": f"{_HERE}.answers:PrematureAnswer",
    "ignored_failure": f"{_HERE}.answers:IgnoredFailure",
    "ends_first": f"{_HERE}.values:EndsFirst",
    "unconfirmed_write": f"{_HERE}.conduct:UnconfirmedWrite",
    "broken_limit": f"{_HERE}.conduct:BrokenLimit",
    "wrong_tool": f"{_HERE}.conduct:WrongTool",
    "language_switch": f"{_HERE}.conduct:LanguageSwitch",
    "contradicting_reasoning": f"{_HERE}.conduct:ContradictingReasoning",
    "contradicting_result": f"{_HERE}.conduct:ContradictingResult",
}
"""Every kind, in the order in which they are reported."""

FAULT: PluginLoader[Fault] = PluginLoader("--kinds", FAULTS, ("plant",), ("name", "group"))


def build_faults(kinds: Iterable[str] = FAULTS) -> list[Fault]:
    """Return the kinds of those names; your own are named ``module:Class``.

    Raises:
        ConfigError: there is none of such a name.
    """
    return [FAULT.load(kind).build() for kind in kinds]
