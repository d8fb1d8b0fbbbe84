"""Chains: random walks over the tool graph, and what is drawn beside them."""
