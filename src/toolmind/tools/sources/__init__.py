"""Where tools come from, one source per module."""
