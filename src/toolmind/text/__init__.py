"""Text as words, one way each: running text (`words`), identifiers, nouns, stems, slugs, terms."""
