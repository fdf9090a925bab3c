"""Apple's GPU, which this engine does not use (torch.mps).

>>> mps.is_available(), mps.device_count()
(False, 0)
"""

from __future__ import annotations

__all__ = ["device_count", "empty_cache", "is_available", "manual_seed", "synchronize"]


def is_available() -> bool:
    """Whether one can be used: never here.

    >>> mps.is_available()
    False
    """
    return False


def device_count() -> int:
    """How many there are: none.

    >>> mps.device_count()
    0
    """
    return 0


def manual_seed(seed: int) -> None:
    """Does nothing: there is no generator of its own."""


def empty_cache() -> None:
    """Raises RuntimeError, as PyTorch on another machine does."""
    raise RuntimeError("Cannot execute emptyCache() without MPS backend.")


def synchronize() -> None:
    """Raises RuntimeError, as PyTorch on another machine does."""
    raise RuntimeError("Cannot execute deviceSynchronize() without MPS backend.")


def __dir__() -> list[str]:
    return list(__all__)
