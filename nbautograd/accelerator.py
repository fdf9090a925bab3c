"""A GPU of whatever make, which this engine does not have (torch.accelerator).

>>> accelerator.current_accelerator().type if accelerator.is_available() else "cpu"
'cpu'
"""

from __future__ import annotations

__all__ = ["current_accelerator", "device_count", "is_available"]


def is_available() -> bool:
    """Whether there is one: never here.

    >>> accelerator.is_available()
    False
    """
    return False


def current_accelerator(check_available: bool = False) -> None:
    """The device: None, as there is no other than the CPU.

    >>> accelerator.current_accelerator()
    """
    return


def device_count() -> int:
    """How many there are: none.

    >>> accelerator.device_count()
    0
    """
    return 0


def __dir__() -> list[str]:
    return list(__all__)
