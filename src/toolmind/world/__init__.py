"""A small world made of schemas, for whoever has to answer tool calls without a real system.

`World` answers calls (`answers`): values drawn under the declared results, made to fit the call
(`fit`), in agreement with what is known of the same things (`memory`), able to feed later calls
(`feeds`). What a call does is told by its tool's name (`verbs`).
"""

from toolmind.world.answers import Answer, World, canonical, error_object
from toolmind.world.feeds import Feed
from toolmind.world.verbs import Deed, deed

__all__ = ["Answer", "Deed", "Feed", "World", "canonical", "deed", "error_object"]
