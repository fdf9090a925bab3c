"""Intel's library of linear algebra, which NumPy may use and this engine does not ask for."""

from __future__ import annotations

__all__ = ["is_available"]


def is_available() -> bool:
    """Whether it can be used: not from here."""
    return False


def __dir__() -> list[str]:
    return list(__all__)
