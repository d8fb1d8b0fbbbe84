"""Grounding: every value of a call was said, returned, or derived from that."""
