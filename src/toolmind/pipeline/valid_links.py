"""Plans of links that a model passed: where one is not, its item is planned again without it."""

from __future__ import annotations

from toolmind.errors import ItemError
from toolmind.graph.validate_lazily import LazyValidator
from toolmind.scenarios.plan import Plan, Planner

_TRIES = 100
"""Plans of an item that are judged (ours): each leaves out at least one link more. Of sixteen calls
in a row some need over thirty, where one link in four is refused."""


async def with_valid_links(plan: Plan, planner: Planner, validator: LazyValidator) -> Plan:
    """Return the plan, or the first one after it all of whose links are passed.

    The same verdicts give the same plan: what others are planned of does not count.

    Raises:
        ItemError: there is none among many, or no chain without what is refused allows the kind.
        ModelError: the endpoint gave no verdict; the item is owed again.
    """
    for _ in range(_TRIES):
        refused = await validator.refused(plan.chain)
        if not refused:
            return plan
        plan = planner.plan_without(plan, refused)
    raise ItemError(
        "links.refused",
        f"of {_TRIES} chains each had a link that the validator did not pass, or could not judge",
    )
