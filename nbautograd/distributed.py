"""Several processes, which this engine is not made for (torch.distributed).

Programs ask first, and go on alone:

>>> distributed.is_available() and distributed.is_initialized()
False
"""

from __future__ import annotations

from typing import Any, NoReturn

__all__ = ["destroy_process_group", "get_rank", "get_world_size", "init_process_group",
           "is_available", "is_initialized", "is_torchelastic_launched"]


def is_available() -> bool:
    """Whether processes can work together: not here."""
    return False


def is_initialized() -> bool:
    """Whether they do: not here.

    >>> distributed.is_initialized()
    False
    """
    return False


def is_torchelastic_launched() -> bool:
    """Whether PyTorch's launcher started this process: there is none here."""
    return False


def _refuse() -> NoReturn:
    raise ValueError("Default process group has not been initialized, please make sure to call "
                     "init_process_group: there are no groups of processes here, so a program has "
                     "to run alone where distributed.is_available() is False")


def get_rank(group: Any = None) -> int:
    """Refused with a ValueError: no process group was made."""
    _refuse()


def get_world_size(group: Any = None) -> int:
    """Refused with a ValueError: no process group was made."""
    _refuse()


def init_process_group(*args: Any, **kwargs: Any) -> None:
    """Refused with a ValueError: there are no groups of processes here."""
    _refuse()


def destroy_process_group(group: Any = None) -> None:
    """Does nothing where there is no group."""


def __dir__() -> list[str]:
    return list(__all__)
