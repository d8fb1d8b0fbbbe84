"""The card of a Hugging Face data set: what is in it, counted while it is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from toolmind.config import ChecksConfig
from toolmind.formats.base import ExportReport, KeptTrajectory
from toolmind.formats.card_checks import checks_told
from toolmind.formats.pictures import bars, histogram


class CardCounts:
    """Counts what a card tells of kept trajectories."""

    def __init__(self) -> None:
        self._by: dict[str, Counter[str]] = {
            name: Counter()
            for name in ("kind", "language", "environment", "outcome", "licence", "source", "model")
        }
        self._tools = Counter[str]()
        self._masked = Counter[str]()
        self._lengths = {name: Counter[int]() for name in ("messages", "turns", "calls")}
        self._trajectories = self._messages = self._calls = 0

    def seen(self, kept: KeptTrajectory) -> KeptTrajectory:
        """Count a trajectory, and return it."""
        scenario, trajectory = kept.scenario, kept.trajectory
        by = self._by
        by["kind"][scenario.kind] += 1
        by["language"][scenario.language] += 1
        by["environment"][scenario.environment or "not told"] += 1
        by["outcome"][trajectory.outcome or "not checked"] += 1
        by["licence"].update({tool.licence or "not told" for tool in kept.tools})
        by["source"].update({tool.source or "not told" for tool in kept.tools})
        by["model"].update(f"{role}: {name}" for role, name in trajectory.models.items())
        self._masked.update(kept.decision.masked.values())
        self._trajectories += 1
        self._messages += len(trajectory.messages)
        calls = sum(len(message.tool_calls) for message in trajectory.messages)
        turns = sum(message.role == "assistant" for message in trajectory.messages)
        counted = (len(trajectory.messages), turns, calls)
        for name, length in zip(self._lengths, counted, strict=True):
            self._lengths[name][length] += 1
        for message in trajectory.messages:
            self._calls += len(message.tool_calls)
            self._tools.update(call.name for call in message.tool_calls)
        return kept

    def text(self, file: str, report: ExportReport, checks: ChecksConfig | None = None) -> str:
        """Return the card: the head that a hub reads, then tables for people.

        `checks` are those that chose the rows, where they are known.

        Raises:
            DataError: their calibration cannot be read.
        """
        languages = "".join(f"- {name}\n" for name in sorted(self._by["language"]))
        head = (
            f"---\n{'language:' if languages else ''}\n{languages}"
            "task_categories:\n- text-generation\n"
            "tags:\n- tool-use\n- function-calling\n- synthetic\n"
            f"{_licence(self._by['licence'])}size_categories:\n- {_size(report.rows)}\n"
            f"configs:\n- config_name: default\n  data_files: {file}\n---\n"
        )
        most = max(self._trajectories, 1)
        lines = [
            "# Tool-use dialogues\n",
            f"{self._trajectories:,} trajectories in {report.rows:,} rows, "
            f"{report.trained_turns:,} turns with a loss. On average "
            f"{self._messages / most:.1f} messages and {self._calls / most:.1f} calls; "
            f"{len(self._tools):,} different tools are called.\n",
            "Made with ToolMind. Each row leads back to its trajectory, scenario, chain, and the "
            "sources and licences of its tools.\n",
        ]
        lines += [f"![{title}]({name})\n" for name, title in _PICTURES.items()]
        turns = sum(length * count for length, count in self._lengths["turns"].items())
        masked = self._masked.total()
        lines.append(
            f"Of {turns:,} turns of the assistant {masked:,} ({masked / max(turns, 1):.1%}) stay "
            "as context without a loss, for what checks found in them (below).\n"
        )
        tables = [_length_table(self._lengths)]
        tables += [_table(f"By {name}", counts) for name, counts in self._by.items()]
        tables.append(_table("Tools called most", self._tools))
        tables.append(_table("Turns kept as context without a loss, by reason", self._masked))
        tables.append(_table("Rows left out, by reason", Counter(report.left_out)))
        return head + "\n".join([*lines, *filter(None, tables), checks_told(checks)])

    def pictures(self) -> dict[str, str]:
        """Return the pictures of the card as SVG, by the name of their file."""
        kinds, calls, turns = _PICTURES
        return {
            kinds: bars(_PICTURES[kinds], list(_most(self._by["kind"]))),
            calls: histogram(_PICTURES[calls], self._lengths["calls"]),
            turns: histogram(_PICTURES[turns], self._lengths["turns"]),
        }


_PICTURES = {
    "kinds.svg": "Dialogues by kind",
    "calls.svg": "Calls of a dialogue",
    "turns.svg": "Assistant turns of a dialogue",
}
_ROWS = 20
"""A table of the card has at most so many rows."""


def _table(title: str, counts: Counter[str]) -> str:
    if not counts:
        return ""
    rows = "".join(f"| {_cell(name)} | {count:,} |\n" for name, count in _most(counts))
    return f"## {title}\n\n| | count |\n| --- | --- |\n{rows}"


def _length_table(lengths: dict[str, Counter[int]]) -> str:
    """Return how long trajectories are: the shortest, three quartiles, the longest."""
    rows = ""
    for name, counts in lengths.items():
        if counts:
            cuts = (_quantile(counts, share) for share in (0, 0.25, 0.5, 0.75, 1))
            rows += f"| {name} | {' | '.join(map(str, cuts))} |\n"
    head = "| | least | a quarter | half | three quarters | most |\n|" + " --- |" * 6
    return f"## Lengths of a trajectory\n\n{head}\n{rows}" if rows else ""


def _quantile(counts: Counter[int], share: float) -> int:
    """Return the least length that at least such a share of the trajectories does not exceed."""
    wanted, seen = share * counts.total(), 0
    for length in sorted(counts):
        seen += counts[length]
        if seen >= wanted:
            return length
    return max(counts)


def _licence(counts: Counter[str]) -> str:
    """Return the head's line on the licence, where the tools have one and the same."""
    if len(counts) != 1 or "not told" in counts:
        return ""
    return f"license: {next(iter(counts)).lower()}\n"


def _size(rows: int) -> str:
    """Return the hub's word for so many rows."""
    bounds = {10**3: "n<1K", 10**4: "1K<n<10K", 10**5: "10K<n<100K", 10**6: "100K<n<1M"}
    return next((name for bound, name in bounds.items() if rows < bound), "1M<n<10M")


def _most(counts: Counter[str]) -> Iterable[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_ROWS]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
