"""Intel's GPU, which this engine does not use (torch.xpu).

>>> xpu.is_available(), xpu.device_count()
(False, 0)
"""

from __future__ import annotations

__all__ = ["device_count", "empty_cache", "is_available", "manual_seed", "manual_seed_all"]


def is_available() -> bool:
    """Whether one can be used: never here.

    >>> xpu.is_available()
    False
    """
    return False


def device_count() -> int:
    """How many there are: none.

    >>> xpu.device_count()
    0
    """
    return 0


def manual_seed(seed: int) -> None:
    """Does nothing: there is no generator of its own."""


def manual_seed_all(seed: int) -> None:
    """Does nothing: there is no generator of its own."""


def empty_cache() -> None:
    """Does nothing: there is no memory of its own."""


def __dir__() -> list[str]:
    return list(__all__)
