"""Settings of cuDNN, which a program may make and which change nothing here.

>>> backends.cudnn.deterministic = True
"""

from __future__ import annotations

__all__ = ["allow_tf32", "benchmark", "deterministic", "enabled", "is_available", "version"]

enabled, benchmark, deterministic, allow_tf32 = True, False, False, True


def is_available() -> bool:
    """Whether cuDNN can be used: never here.

    >>> backends.cudnn.is_available()
    False
    """
    return False


def version() -> None:
    """The version of cuDNN: None, as there is none.

    >>> print(backends.cudnn.version())
    None
    """


def __dir__() -> list[str]:
    return list(__all__)
