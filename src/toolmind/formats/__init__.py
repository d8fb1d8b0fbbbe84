"""Exporters: samples out, in the exact format of a trainer."""
