"""Datasets: readers of other people's rows, one form a file."""
