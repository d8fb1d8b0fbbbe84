"""Tools in: sources, repair, completion, merge, the pool."""
