"""Rules over the messages of a dialogue, one a file."""
