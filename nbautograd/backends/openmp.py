"""Threads inside an op: NumPy's own affair."""

from __future__ import annotations

__all__ = ["is_available"]


def is_available() -> bool:
    """Whether it can be used: not from here."""
    return False


def __dir__() -> list[str]:
    return list(__all__)
