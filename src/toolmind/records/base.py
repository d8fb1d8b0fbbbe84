"""What all records share: they are immutable, validate on decoding and compare by value.

They are msgspec structs, so that JSON lines are read and written without a step between, and are
safe to share between trajectories that run at the same time.
"""

from __future__ import annotations

from typing import Any

import msgspec

JSON = Any
"""A JSON value: None, bool, int, float, str, list of JSON or dict of str to JSON."""

Schema = dict[str, Any]
"""A JSON Schema (2020-12) object."""


class Record(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Base of all records: immutable, defaults left out when written."""
