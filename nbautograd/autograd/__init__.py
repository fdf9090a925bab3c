"""Differentiation as PyTorch spells it: torch.autograd."""

from __future__ import annotations

from ..engine.backward import backward, grad

__all__ = ["backward", "grad"]
