"""The audit of a tool-use data set: every fault known from the released data, counted.

`rows` reads any of the forms into one; each fault is a small class in `schema_faults`,
`call_faults`, `coherence` or `data_faults`; `report` runs them over a stream of rows.
"""
