"""Datasets: the rows of other people's files, and one reader per row form."""
