"""The kinds of scenario, one a file; `base` says what a kind is."""
