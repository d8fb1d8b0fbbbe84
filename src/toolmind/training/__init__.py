"""Training on an export: supervised fine-tuning through TRL, or ready-made files for others."""
