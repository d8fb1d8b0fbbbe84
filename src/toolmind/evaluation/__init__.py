"""How good a model is: its next turns on held-out dialogues, held against what was said there."""
