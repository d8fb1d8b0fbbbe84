"""Calibration: from the verdicts of judges and rules to the probability that a turn is wrong."""
