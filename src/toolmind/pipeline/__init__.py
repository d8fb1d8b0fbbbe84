"""The road: from configuration to exported samples."""
