"""Environments: what answers tool calls."""
