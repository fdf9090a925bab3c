"""The device that there is (torch.cpu).

>>> cpu.is_available(), cpu.device_count()
(True, 1)
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any

__all__ = ["current_device", "device_count", "is_available", "set_device", "stream", "synchronize"]


def is_available() -> bool:
    """Whether the CPU can be used: always.

    >>> cpu.is_available()
    True
    """
    return True


def device_count() -> int:
    """How many there are: one.

    >>> cpu.device_count()
    1
    """
    return 1


def current_device() -> str:
    """The device in use.

    >>> cpu.current_device()
    'cpu'
    """
    return "cpu"


def set_device(device: Any) -> None:
    """Does nothing: there is no other."""


def synchronize(device: Any = None) -> None:
    """Does nothing: every op has ended when it returns."""


def stream(stream: Any) -> AbstractContextManager[None]:
    """A context that does nothing: there is one order of ops."""
    return nullcontext()


def __dir__() -> list[str]:
    return list(__all__)
