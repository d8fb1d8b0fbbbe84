"""The audit of a tool-use data set: every fault known from the released data, counted.

`datasets` reads any form of row into one; each fault is a small class in `schema_faults`,
`turn_faults`, `call_faults`, `data_faults` or `incoherent_chain`; `report` runs them over a stream
of dialogues.
"""
