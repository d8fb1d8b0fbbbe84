"""ToolMind: the open pipeline for tool-use training data."""

__version__ = "0.1.0"
