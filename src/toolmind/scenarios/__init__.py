"""Scenarios: a plan by chance, words and values by a model."""
