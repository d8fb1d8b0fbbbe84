"""Known faults, planted in good dialogues, so that checks have a recall for each kind."""
