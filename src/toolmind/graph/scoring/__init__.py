"""Scoring: how likely an output can feed an input."""
