"""Public benchmarks, run and scored by their own code in environments of their own.

Their tasks are read by that code alone: nothing of them becomes data, or reaches a prompt of ours.
"""
