"""Sums and largest elements of rows, faster than NumPy's own reduction of the last dimension.

NumPy reduces a short contiguous last dimension row by row. A product with ones is the sum by BLAS;
the place of the largest element is found with vector instructions, so it is looked up and taken.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .dims import ADD, MAXIMUM

__all__ = ["by_rows", "row_max", "row_sum", "sums_of"]

_LETTERS = "fd"           # float32 and float64
_FEW, _MANY = 8, 4096     # columns
_ones: dict[tuple[str, int], Any] = {}


def by_rows(x: Any, dim: Any) -> bool:
    """Whether `dim` is the last of several dimensions of a contiguous floating array."""
    return (dim.__class__ is int and x.ndim > 1 and (dim == -1 or dim == x.ndim - 1)
            and x.dtype.char in _LETTERS and 0 < x.shape[-1] <= _MANY and x.flags.c_contiguous)


def row_sum(x: Any, dim: Any) -> Any:
    """Sum along one dimension, which stays with size 1: ``(*, n) -> (*, 1)``."""
    if not by_rows(x, dim):
        return ADD.reduce(x, dim, None, None, True)
    return sums_of(x)[..., None]


def sums_of(x: Any) -> Any:
    """Sums along the last dimension of a contiguous floating array: ``(*, n) -> (*)``."""
    n = x.shape[-1]
    ones = _ones.get((x.dtype.char, n))
    if ones is None:
        ones = _ones[x.dtype.char, n] = np.ones(n, x.dtype)
    return np.matmul(x, ones)


def row_max(x: Any, dim: Any) -> Any:
    """Largest element along one dimension, which stays with size 1: ``(*, n) -> (*, 1)``."""
    if not by_rows(x, dim) or not x.size:
        return MAXIMUM.reduce(x, dim, None, None, True)
    n = x.shape[-1]
    if n <= _FEW:
        out = x[..., :1].copy()
        for j in range(1, n):
            np.maximum(out, x[..., j:j + 1], out=out)
        return out
    flat = x.reshape(-1, n)
    rows = flat[np.arange(flat.shape[0]), flat.argmax(1)]   # argmax finds nan first, as it must
    return rows.reshape(*x.shape[:-1], 1)
