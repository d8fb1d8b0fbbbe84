"""Any chat model behind the OpenAI protocol, with faults on request: the test double.

`wire` reads requests and writes replies, `prompted` does so where calls are text, `faults` decides
what goes wrong, `quota` enforces rate limits, `journal` records what happened to each request,
`server` puts them behind HTTP.
"""

from toolmind.offline.server.faults import FAULTS, FaultPlan
from toolmind.offline.server.server import DoubleOptions, ModelServer

__all__ = ["FAULTS", "DoubleOptions", "FaultPlan", "ModelServer"]
