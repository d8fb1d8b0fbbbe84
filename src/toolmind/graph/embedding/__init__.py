"""Embeddings: texts in, unit-length vectors out."""
