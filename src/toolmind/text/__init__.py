"""Text as words: one tokenizer, one stemmer, one singular."""
