"""Tool calls as text: the formats that models write, one a file, each a writer and a strict parser.

A parser takes its format and nothing near it: text may stand before the calls, never between or
after them, and what cannot be read is `reply.malformed_call` with a reason fit for the model's
eyes. What one of these writers wrote, its parser reads back to the same calls.
"""
