"""CUDA, which this engine does not have: what PyTorch answers on a machine without a GPU.

>>> cuda.is_available()
False
"""

from __future__ import annotations

from typing import Any, NoReturn

__all__ = ["current_device", "device_count", "empty_cache", "get_device_name", "is_available",
           "manual_seed", "manual_seed_all", "synchronize"]


def is_available() -> bool:
    """Whether a GPU can be used: never here.

    >>> cuda.is_available()
    False
    """
    return False


def device_count() -> int:
    """The number of GPUs: none.

    >>> cuda.device_count()
    0
    """
    return 0


def _refuse() -> NoReturn:
    raise AssertionError("Torch not compiled with CUDA enabled")


def current_device() -> NoReturn:
    """Raises AssertionError, as PyTorch built for the CPU does."""
    _refuse()


def get_device_name(device: Any = None) -> NoReturn:
    """Raises AssertionError, as PyTorch built for the CPU does."""
    _refuse()


def synchronize(device: Any = None) -> NoReturn:
    """Raises AssertionError, as PyTorch built for the CPU does."""
    _refuse()


def empty_cache() -> None:
    """Does nothing: there is no GPU memory."""


def manual_seed(seed: int) -> None:
    """Does nothing: there is no GPU generator."""


def manual_seed_all(seed: int) -> None:
    """Does nothing: there is no GPU generator."""


def __dir__() -> list[str]:
    return list(__all__)
