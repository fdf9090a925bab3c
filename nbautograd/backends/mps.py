"""Apple's GPU, which this engine does not use.

>>> backends.mps.is_available()
False
"""

from __future__ import annotations

__all__ = ["is_available", "is_built"]


def is_available() -> bool:
    """Whether Apple's GPU can be used: never here.

    >>> "mps" if backends.mps.is_available() else "cpu"
    'cpu'
    """
    return False


def is_built() -> bool:
    """Whether there is code for it: no.

    >>> backends.mps.is_built()
    False
    """
    return False


def __dir__() -> list[str]:
    return list(__all__)
