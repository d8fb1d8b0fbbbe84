"""Words of a text that say how its days and times are meant."""

from __future__ import annotations

import re

TIME_OF_DAY = re.compile(
    r"(?<![\d:])(?<!\d-\d\d[ T])\d{1,2}\s*(?::\d\d|[ap]\.?m\b|o'?\s?clock)"
    r"|\b(?:noon|midnight|midday|o'clock|quarter|half past)\b"
    r"|\b(?:at|by|around|until|till|from|to|before|after)\s+(?:\d{1,2}|one|two|three|four|five|six|seven"
    r"|eight|nine|ten|eleven|twelve)\b(?!\s*(?:st|nd|rd|th|[/-]\d))",
    re.IGNORECASE,
)
"""A time of day, as people say it."""

STAMP = re.compile(r"\btime: *\d{4}-\d\d-\d\d")
"""A time that a machine wrote."""

REPEATS = re.compile(
    r"\b(?:every|each|weekly|daily|monthly|yearly|annually|recurring|repeat\w*|rest of)\b",
    re.IGNORECASE,
)
"""What comes again."""

APART = re.compile(
    r"\b(?:(\d{1,3})|an?|the) (day|night|week)s? (before|prior|earlier|ahead|after|later)\b"
)
"""Days that lie beside others: the day before, two weeks later."""

SHIFTS = re.compile(
    r"\b(?:before|after|earlier|later|early|late|prior|ahead|advance|for|long|lasts?|takes?)\b"
    r"|\b(?:hour|minute|min|hr)s?\b(?! ago)",
    re.IGNORECASE,
)
"""What makes one time of another."""
