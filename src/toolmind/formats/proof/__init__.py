"""Proof: a chat template renders rows, and says token by token what is under loss."""
