"""A small world made of schemas, for whoever has to answer tool calls without a real system.

`answers.World` answers calls: values drawn under the declared results, made to fit the call
(`fit`), in agreement with what is known of the same things (`memory`), able to feed later calls
(`feeds`). What a call does is told by its tool's name (`verbs`); that and `terms` are here too,
without what makes values.
"""

from toolmind.world.terms import Feed, canonical, error_object
from toolmind.world.verbs import Deed, deed

__all__ = ["Deed", "Feed", "canonical", "deed", "error_object"]
