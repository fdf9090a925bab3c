"""What a training loop needs beside the network: batches of data, checkpoints (torch.utils)."""

from __future__ import annotations

from . import checkpoint, data, dlpack

__all__ = ["checkpoint", "data", "dlpack"]
