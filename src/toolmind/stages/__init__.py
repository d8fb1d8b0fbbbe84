"""Stages: thin async functions over one item."""
