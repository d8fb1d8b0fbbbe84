"""Ready-made files for other trainers: data in their format, and settings that read its marks."""
