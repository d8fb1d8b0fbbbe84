"""The tool graph: embeddings, correlation, edges, walks."""
