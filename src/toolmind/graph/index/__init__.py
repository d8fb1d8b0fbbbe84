"""Indexes: all pairs of vectors that are alike."""
