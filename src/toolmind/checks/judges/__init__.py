"""Judges: a model looks at a dialogue and at its turns."""
