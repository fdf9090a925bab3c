"""The largest element of rows, and whether one needs it at all before taking exponentials.

NumPy reduces a short contiguous last dimension row by row. A few columns are compared as a whole;
among many the place of the largest element is found with vector instructions, and it is taken.
"""

from __future__ import annotations

from typing import Any

from .along import picked
from .dims import MAXIMUM, MINIMUM

__all__ = ["row_max", "tame"]

_LETTERS = "fd"           # float32 and float64
_FEW, _MANY = 32, 4096    # columns


_EXPONENT = 60.0          # e**60 times any number of elements stays below float32's largest


def tame(x: Any) -> bool:
    """Whether exponentials of `x`, and their sums, neither overflow nor vanish: no shift is needed.

    False for nan, infinity and float16, and where nothing can be looked at.
    """
    return x.dtype.char in _LETTERS and x.size > 0 and (
        MAXIMUM.reduce(x, None) < _EXPONENT and MINIMUM.reduce(x, None) > -_EXPONENT)


def _by_rows(x: Any, dim: Any) -> bool:
    """Whether `dim` is the last of several dimensions of a contiguous floating array."""
    return (dim.__class__ is int and x.ndim > 1 and (dim == -1 or dim == x.ndim - 1)
            and x.dtype.char in _LETTERS and 0 < x.shape[-1] <= _MANY and x.flags.c_contiguous)


def row_max(x: Any, dim: Any) -> Any:
    """Largest element along one dimension, which stays with size 1: ``(*, n) -> (*, 1)``."""
    if not _by_rows(x, dim) or not x.size:
        return MAXIMUM.reduce(x, dim, None, None, True)
    n = x.shape[-1]
    flat = x.reshape(-1, n)
    if n <= _FEW:
        rows = MAXIMUM.reduce(flat.T.copy(), 0)     # column by column
    else:
        rows = picked(flat, flat.argmax(1), 1)      # finds nan first, as it must
    return rows.reshape(*x.shape[:-1], 1)
