"""Chat models: one interface, several ways to reach a model."""
