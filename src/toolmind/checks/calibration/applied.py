"""A calibration at work: the probability that each turn of a dialogue is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolmind.checks.base import Check
from toolmind.checks.calibration.calibration import Calibration, read_calibration
from toolmind.checks.calibration.features import features
from toolmind.checks.calibration.labelled import judges_of, makers_of
from toolmind.checks.calibration.votes import Digest, judging_digest, maker, votes_on
from toolmind.errors import DataError
from toolmind.records import Trajectory, Verdict


@dataclass(frozen=True)
class Applied:
    """A calibration, and who judges: what each is (see `judging_digest`), and which are judges.

    Rules that the calibration does not know have no vote; they do as they always do.
    """

    calibration: Calibration
    judging: Digest
    judges: frozenset[str]

    @classmethod
    def read(cls, path: Path, fingerprint: Mapping[str, Any], judges: Collection[str]) -> Applied:
        """Read a calibration for what was, or is to be, judged under a fingerprint.

        Raises:
            DataError: there is none.
        """
        return cls(read_calibration(path), judging_digest(fingerprint), frozenset(judges))

    def require(self, checks: Sequence[Check]) -> None:
        """Refuse checks and judges other than those that the calibration was made with.

        Raises:
            DataError: one is not known, or of another prompt or model (named); or none of those
                that the calibration was made with is there.
        """
        known = [check for check in checks if self._knows(check.name)]
        made_by = {check.name: maker(check.version, self.judging(check.name)) for check in known}
        self.calibration.require(sorted(made_by), made_by)
        if not made_by.keys() & set(self.calibration.judges):
            raise DataError(
                f"the calibration was made with {', '.join(self.calibration.judges)}, and none of"
                " them votes here",
                field="judges",
                remedy="Have those judge, or calibrate with labels on the verdicts of these",
            )

    def probabilities(self, played: Trajectory, verdicts: Iterable[Verdict]) -> dict[str, float]:
        """Return for each assistant turn that anybody voted on the probability that it is wrong.

        Raises:
            DataError: others voted than it was made with.
        """
        voting = (one for one in verdicts if self._knows(one.check))
        rows = votes_on(played, voting, self.judges, self.judging)
        self.calibration.require(judges_of(rows), makers_of(rows))
        if not rows:
            return {}
        found = self.calibration.model.probability(*features(rows, self.calibration.judges))
        return {
            str(row.turn): chance
            for row, chance in zip(rows, found.tolist(), strict=True)
            if any(vote not in (None, "error") for vote in row.verdicts.values())
        }

    def _knows(self, check: str) -> bool:
        """Say whether a check has a vote; a judge that is unknown is to be refused, not ignored."""
        return check in self.judges or check in self.calibration.judges
