"""The processes of one training, as `torchrun` and `accelerate launch` start them."""

from __future__ import annotations

import os


def leads() -> bool:
    """Say whether this is the only process, or the first of several."""
    return os.environ.get("RANK", "0") == "0"


def count() -> int:
    """Return over how many processes the training runs."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def wait_for_all() -> None:
    """Go on when every process has come so far."""
    if count() > 1:
        import torch
        from accelerate import PartialState

        PartialState(cpu=not torch.cuda.is_available()).wait_for_everyone()
