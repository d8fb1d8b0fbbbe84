"""Checks: each looks at a trajectory and returns verdicts; none changes anything."""
