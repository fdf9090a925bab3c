"""What a training loop needs beside the network: data in batches (torch.utils)."""

from __future__ import annotations

from . import data

__all__ = ["data"]
