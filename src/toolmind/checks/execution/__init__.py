"""Checks that make the calls of a dialogue again."""
