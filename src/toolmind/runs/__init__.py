"""Runs: the folder, its files, what makes two runs the same, and many items at once."""
