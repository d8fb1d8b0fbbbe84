"""Outputs that later inputs need: a result's recipe narrowed until its values hold them."""

from __future__ import annotations

from toolmind.caches import BoundedDict
from toolmind.environments.required_outputs import RequiredOutput
from toolmind.offline.values import RequiredPath, SchemaSampler

_Key = tuple[int, tuple[tuple[str, int], ...]]
_FEEDING: BoundedDict[_Key, tuple[SchemaSampler, SchemaSampler, tuple[RequiredOutput, ...]]] = (
    BoundedDict(128)
)


def feeding(result: SchemaSampler, feeds: tuple[RequiredOutput, ...]) -> SchemaSampler:
    """Return the result's recipe narrowed so that each path is there and fits what it feeds.

    Raises:
        DataError: they cannot be had together.
    """
    key = (id(result), tuple((feed.path, id(feed.into)) for feed in feeds))
    known = _FEEDING.get(key)
    if known is None:
        narrowed = result.holding([RequiredPath.at(feed.path, feed.into) for feed in feeds])
        known = _FEEDING.put(key, (narrowed, result, feeds))  # kept, so that no id is used again
    return known[0]
