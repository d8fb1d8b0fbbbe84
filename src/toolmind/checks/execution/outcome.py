"""The check of how a dialogue ended: the scenario's checker, and its acceptance criteria."""

from __future__ import annotations

from toolmind.checks.base import CheckContext
from toolmind.checks.execution.acceptance import undecided
from toolmind.checks.execution.checkers import end_fault
from toolmind.checks.execution.yielding import ACCEPTED, OUTCOME, REACHED
from toolmind.records import Outcome as Found
from toolmind.records import Scope, Verdict


class Outcome:
    """Asks the scenario's checker about the recorded end state; what it says drops the dialogue.

    Where it is content, or calls and end state show that all acceptance criteria are met, the plan
    of how to get there is a hint. So it is without a checker where the world told, when the
    dialogue was played, that it ended as the plan would have; else such a scenario ends well by
    this check.
    """

    name = OUTCOME
    version = "2"
    scope: Scope = "trajectory"

    async def verdicts(self, context: CheckContext) -> list[Verdict]:
        """Return what the checker says; else, by its code, what is known to be reached.

        Raises:
            CheckError: the checker cannot tell, or failed itself.
        """
        scenario = context.scenario
        if scenario.checker:
            if fault := await end_fault(context, context.trajectory.final_state):
                return [self._verdict("fail", "wrong_end", fault)]
            return [self._verdict("pass", REACHED, "the scenario's checker is content")]
        if context.trajectory.outcome == "success":
            return [self._verdict("pass", REACHED, "the end state is the one that is planned")]
        if scenario.acceptance and not undecided(context):
            return [self._verdict("pass", ACCEPTED, "what must hold in the end was written")]
        return []

    def _verdict(self, outcome: Found, code: str, explanation: str) -> Verdict:
        return Verdict(
            check=self.name,
            scope=self.scope,
            outcome=outcome,
            code=code,
            explanation=explanation,
            version=self.version,
            source="execution",
        )
