"""What a run made, counted: the one source of the numbers that a report and a last line tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import mean
from textwrap import shorten
from typing import Any

import msgspec

from toolmind.checks.cascade import was_spared
from toolmind.config import ChainsConfig
from toolmind.environments.faults import INJECTED
from toolmind.environments.injection import PLANTED, obedient
from toolmind.graph.verdict_file import read_verdicts
from toolmind.models.cost import Account
from toolmind.records import Decision, LinkEnds, Message, Usage
from toolmind.runs.quotas import Quotas
from toolmind.runs.run_dir import Finished, RunDir

_VALUE = re.compile(r"""(?<!\w)'[^']*'(?!\w)|"[^"]*"|\{.*\}""")
_NUMBER = re.compile(r"\b\d+(\.\d+)?\b")
_LINKS = 50
"""Links that are told by name, those that cost most (ours)."""
_GIST = 120
"""Characters of an explanation that are counted (ours)."""


@dataclass
class Statistics:
    """Counts over the finished items of a run. Lengths are per kept trajectory."""

    played: int = 0
    undecided: int = 0
    """Played, but not selected yet: the run was stopped before its export."""
    kept: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    why_failed: dict[str, Counter[str]] = field(default_factory=dict)
    """Of each reason of `failed`, how often it was explained how, without the values in it."""
    rejected_chains: Counter[str] = field(default_factory=Counter)
    """Chains that the writer of scenarios refused before it took one, by its reasons."""
    rejected_links: Counter[str] = field(default_factory=Counter)
    """The links of these chains, each as often as a chain with it was refused."""
    refused_links: Counter[str] = field(default_factory=Counter)
    """Links (of whole graphs: pairs of tools, by each link) that a model did not pass."""
    quotas: Quotas | None = None
    """How the kept keep to `chains.quota`, where a run has any."""
    judged_links: Counter[str] = field(default_factory=Counter)
    """Links between tools (of whole graphs: pairs of tools) that a model was asked about, by what
    it said: `passed`, `refused`, or `not judged`, which is no pass."""
    masked: Counter[str] = field(default_factory=Counter)
    assistant_turns: int = 0
    without_reasoning: int = 0
    """Of the assistant turns in the kept, those that came without any."""
    again: Counter[str] = field(default_factory=Counter)
    """Turns of all that was played that were not taken, by who offered them and why."""
    user_faults: Counter[str] = field(default_factory=Counter)
    """Dialogues of all that was played in which the user did wrong, by how."""
    kinds: Counter[str] = field(default_factory=Counter)
    calls: list[int] = field(default_factory=list)
    user_turns: list[int] = field(default_factory=list)
    tools: Counter[str] = field(default_factory=Counter)
    models: Counter[str] = field(default_factory=Counter)
    injected: Counter[str] = field(default_factory=Counter)
    """Calls of all that was played that failed, or fell short, on purpose, by kind."""
    planted: int = 0
    """Dialogues in which a result held an instruction that was planted."""
    obeyed: int = 0
    """Of these, those in which the assistant obeyed it."""
    audited: Counter[str] = field(default_factory=Counter)
    """Simulated answers that an auditor was `asked` about, and those that it `refused`."""
    spared: Counter[str] = field(default_factory=Counter)
    """Dialogues of all that was judged in which nothing was in doubt, by the judge not asked."""
    account: Account = Account()  # noqa: RUF009 (an immutable record)

    @property
    def prompt_tokens_per_kept(self) -> float:
        """Prompt tokens of the whole run, of what was dropped too, for each kept trajectory."""
        return self.account.total().prompt_tokens / max(1, self.kept)

    @property
    def tokens_per_kept_turn(self) -> float:
        """Prompt and completion tokens of the whole run for each assistant turn to be learnt."""
        turns = self.assistant_turns - self.masked.total()
        return self.account.total().tokens / max(1, turns)

    @property
    def tokens_spared(self) -> int:
        """What so many requests of judges take as were spared, at the mean of those made."""
        judging = self.account.by_role().get("judge", Usage())
        return self.spared.total() * judging.tokens // max(1, judging.requests)

    @property
    def n_failed(self) -> int:
        """Items that came to nothing."""
        return sum(self.failed.values())

    @property
    def ended(self) -> int:
        """Items that came to an end, whatever it was."""
        return self.played + self.undecided + self.n_failed

    def add(self, item: Finished, decision: Decision) -> None:
        """Count one item and what became of it."""
        messages = item.trajectory.messages
        turns = [m.id for m in messages if m.role == "assistant"]
        self.played += 1
        self.rejected_chains.update(map(_gist, item.scenario.rejected))
        self.rejected_links.update(map(_joined, item.scenario.rejected_links))
        self.models.update(f"{role}: {name}" for role, name in item.trajectory.models.items())
        self._add_injected(messages)
        audits = item.trajectory.final_state.get("audits")
        self.audited.update(audits if isinstance(audits, dict) else {})
        self.user_faults.update(decision.user_faults)
        self._add_refused(messages)
        if not decision.keep:
            self.dropped.update(decision.reasons)
            return
        self.kept += 1
        self.kinds[item.scenario.kind] += 1
        if self.quotas:
            self.quotas.add(item.scenario.chain.tools)
        self.assistant_turns += len(turns)
        self.without_reasoning += sum(m.role == "assistant" and not m.reasoning for m in messages)
        self.masked.update(decision.masked.values())
        names = [call.name for m in messages for call in m.tool_calls]
        self.calls.append(len(names))
        self.tools.update(names)
        self.user_turns.append(sum(m.role == "user" for m in messages))

    def _add_refused(self, messages: Sequence[Message]) -> None:
        for message in messages:
            for other in message.origin.alternatives if message.origin else ():
                if other.origin:
                    self.again.update(f"{message.role}: {why}" for why in other.origin.faults)

    def _add_injected(self, messages: Sequence[Message]) -> None:
        codes = [m.code for m in messages if m.code.startswith(INJECTED)]
        self.injected.update(code.removeprefix(INJECTED) for code in codes)
        if PLANTED in codes:
            self.planted += 1
            self.obeyed += any(obedient(messages))


def begin(folder: RunDir) -> Statistics:
    """Count what is not of finished items: what a run consumed, and the items that failed."""
    statistics = Statistics(account=folder.account(), quotas=Quotas.of(folder))
    _add_judged_links(statistics, folder)
    for index in folder.verdicts:
        found = folder.verdicts.read(index)
        statistics.spared.update(one.check for one in found if was_spared(one))
    for index in folder.rejected:
        rejection = folder.rejected.read(index)
        reason = f"{rejection.stage}: {rejection.code}"
        statistics.failed[reason] += 1
        statistics.why_failed.setdefault(reason, Counter())[_gist(rejection.explanation)] += 1
    return statistics


def _add_judged_links(statistics: Statistics, folder: RunDir) -> None:
    """Count the verdicts on links; of one that was asked for again the last counts."""
    verdicts = {one.key: one for one in read_verdicts(folder.links)}
    if not verdicts:
        return
    config = ChainsConfig.model_validate(folder.read_config().get("chains", {}))
    least = config.min_transitivity, config.min_coherence
    for one in verdicts.values():
        refused = () if one.failed else one.refused(*least)
        passed = "not judged" if one.failed else "passed"
        statistics.judged_links[passed] += len(one.links) - len(refused)
        statistics.judged_links["refused"] += len(refused)
        statistics.refused_links.update(
            _joined((one.src, output, one.dst, into)) for output, into in refused
        )


def _joined(ends: LinkEnds) -> str:
    """Return a link in words: ``shop.get_order.id → shop.cancel_order.order_id``."""
    src, output, dst, into = ends
    return f"{src}.{output} → {dst}.{into}"


def _gist(explanation: str) -> str:
    """Return an explanation without its values and numbers, so that like ones count together."""
    return shorten(_NUMBER.sub("#", _VALUE.sub("…", explanation)), _GIST, placeholder=" …")


def collect(folder: RunDir) -> Statistics:
    """Read a run's results and count them."""
    statistics = begin(folder)
    decisions = folder.decisions()
    for item in folder.finished():
        if decision := decisions.get(item.trajectory.index):
            statistics.add(item, decision)
        else:
            statistics.undecided += 1
    return statistics


def as_json(statistics: Statistics) -> dict[str, Any]:
    """Return the counts as plain values, for `stats.json`."""
    return {
        "played": statistics.played,
        "undecided": statistics.undecided,
        "kept": statistics.kept,
        "failed": dict(statistics.failed),
        "why_failed": {why: dict(told) for why, told in statistics.why_failed.items()},
        "rejected_chains": dict(statistics.rejected_chains),
        "rejected_links": dict(statistics.rejected_links.most_common(_LINKS)),
        "judged_links": dict(statistics.judged_links),
        "refused_links": dict(statistics.refused_links.most_common(_LINKS)),
        "quotas": statistics.quotas.as_json() if statistics.quotas else {},
        "dropped": dict(statistics.dropped),
        "masked": dict(statistics.masked),
        "assistant_turns": statistics.assistant_turns,
        "without_reasoning": statistics.without_reasoning,
        "played_again": dict(statistics.again),
        "user_faults": dict(statistics.user_faults),
        "kinds": dict(statistics.kinds),
        "calls_mean": _mean(statistics.calls),
        "user_turns_mean": _mean(statistics.user_turns),
        "tools_called": len(statistics.tools),
        "models": dict(statistics.models),
        "prompt_tokens_per_kept": round(statistics.prompt_tokens_per_kept, 1),
        "tokens_per_kept_turn": round(statistics.tokens_per_kept_turn, 1),
        "prefix_reuse": round(statistics.account.prefix_reuse(), 4),
        "usage": msgspec.to_builtins(statistics.account.by_role()),
        "faults": statistics.account.faults,
        "spared": dict(statistics.spared),
        "tokens_spared": statistics.tokens_spared,
        "audited": dict(statistics.audited),
        "injected": dict(statistics.injected),
        "injections": {"dialogues": statistics.planted, "obeyed": statistics.obeyed},
    }


def _mean(values: Iterable[int]) -> float:
    listed = list(values)
    return round(mean(listed), 4) if listed else 0.0
