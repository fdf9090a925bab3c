"""Signals (torch.signal): so far, windows."""

from __future__ import annotations

from . import windows

__all__ = ["windows"]


def __dir__() -> list[str]:
    return list(__all__)
