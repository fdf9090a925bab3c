"""Dimensions of a reduction: one, several, or all."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arguments import wrap_dim

__all__ = ["ADD", "MAXIMUM", "MINIMUM", "MULTIPLY", "axes", "count_of"]

# NumPy's type stubs know `keepdims` of a ufunc's `reduce` as a literal only.
ADD: Any = np.add
MULTIPLY: Any = np.multiply
MAXIMUM: Any = np.maximum
MINIMUM: Any = np.minimum


def axes(dim: Any, ndim: int) -> tuple[int, ...]:
    """The NumPy axes of an int, a tuple or None (all; an empty tuple means all, too).

    Raises:
        TypeError: not an integer.   IndexError: there is no such dimension.
        RuntimeError: a dimension is named twice.

    >>> axes((-1, 0), 3), axes(None, 2)
    ((2, 0), (0, 1))
    """
    if dim is None:
        return tuple(range(ndim))
    if not isinstance(dim, (tuple, list)):
        if isinstance(dim, (bool, float, str)):
            raise TypeError("argument 'dim' must be int or tuple of ints, not "
                            f"{type(dim).__name__}")
        first = wrap_dim(dim, ndim)
        return (first,) if ndim else ()
    dims = tuple(wrap_dim(d, ndim) for d in dim)
    for d in dims:
        if dims.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims: {list(dim)}")
    return (dims or tuple(range(ndim))) if ndim else ()


def count_of(shape: tuple[int, ...], dim: Any) -> int:
    """How many elements a reduction over `dim` takes together.

    >>> count_of((2, 3, 4), (0, -1))
    8
    """
    if type(dim) is int and shape:
        return shape[dim]
    n = 1
    for d in axes(dim, len(shape)):
        n *= shape[d]
    return n
