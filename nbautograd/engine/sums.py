"""Sums of a floating array, as products with ones.

BLAS multiplies a matrix by a vector of ones several times as fast as NumPy reduces one dimension,
and a few numbers in half the time of any reduction. It adds a block of numbers up in a vector
register; the sums of many blocks are left to NumPy, which adds in pairs and so loses few digits.
"""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np

__all__ = ["sum_all", "sum_along", "sum_axes"]

Array = np.ndarray[Any, Any]

_LETTERS = "fd"     # float32 and float64
_MOST = 4096        # elements in one sum: beyond, adding in pairs is more exact
_FEW, _MANY = 512, 8192     # elements of the sum of all: one block; enough for blocks to be faster


class _Way(NamedTuple):
    """How the dimensions to sum become the rows or the columns of a matrix."""

    work: tuple[int, ...]       # the shape to multiply in: (k, n), (n, m) or (k, n, m)
    terms: int                  # n, the elements of each sum
    columns: bool               # whether the ones come first
    shape: tuple[int, ...]      # of the sums


@functools.lru_cache(maxsize=512)
def _way(shape: tuple[int, ...], axes: tuple[int, ...]) -> _Way | None:
    """None where the dimensions are no neighbours, or there is nothing to gain."""
    first, last = axes[0], axes[-1]
    count = math.prod(shape[first:last + 1])
    if axes != tuple(range(first, last + 1)) or len(axes) == len(shape) or not (
            0 < count <= _MOST) or 0 in shape:
        return None
    before, after = math.prod(shape[:first]), math.prod(shape[last + 1:])
    rest = shape[:first] + shape[last + 1:]
    if last == len(shape) - 1:
        return _Way((before, count), count, False, rest)
    return _Way((count, after) if before == 1 else (before, count, after), count, True, rest)


@functools.lru_cache(maxsize=256)
def _ones(count: int, letter: str) -> Array:
    return np.ones(count, letter)


def sum_all(x: Array) -> Any:
    """The sum of all elements, a NumPy scalar: ``(n, m) -> ()``.

    >>> print(sum_all(np.ones((2, 3))))
    6.0
    """
    count, letter = x.size, x.dtype.char
    if 0 < count <= _FEW and letter in _LETTERS:
        return x.ravel().dot(_ones(count, letter))
    if count < _MANY or letter not in _LETTERS or not x.flags.c_contiguous:
        return np.add.reduce(x, None)
    flat, whole = x.reshape(-1), count - count % _FEW
    total = np.add.reduce(flat[:whole].reshape(-1, _FEW).dot(_ones(_FEW, letter)))
    return total if whole == count else total + np.add.reduce(flat[whole:])


def sum_axes(x: Array, axes: tuple[int, ...]) -> Any:
    """The sum over `axes` (in order, none negative), which disappear: ``(k, n, m) -> (k, m)``.

    >>> sum_axes(np.ones((2, 3, 4), np.float32), (1, 2))
    array([12., 12.], dtype=float32)
    """
    letter = x.dtype.char
    if letter not in _LETTERS or not x.flags.c_contiguous:
        return np.add.reduce(x, axes)
    way = _way(x.shape, axes)
    if way is None:
        near = _neighbours(axes)
        return np.add.reduce(x, axes) if near == axes else sum_axes(
            sum_axes(x, near), axes[:-len(near)])
    ones = _ones(way.terms, letter)
    matrix = x.reshape(way.work)
    if not way.columns:
        out = matrix.dot(ones)
    elif len(way.work) == 2:
        out = ones.dot(matrix)
    else:
        out = np.matmul(ones, matrix)
    return out if out.shape == way.shape else out.reshape(way.shape)


def sum_along(x: Array, dim: int | tuple[int, ...], keepdim: bool = False) -> Any:
    """The sum along one dimension or several, none named twice: ``(n, m) -> (n)``.

    With `keepdim` the dimensions stay with size 1: ``(n, m) -> (n, 1)``.

    Raises:
        AxisError: there is no such dimension.

    >>> sum_along(np.ones((2, 3)), -1, True)
    array([[3.],
           [3.]])
    """
    axes = _in_order(dim, x.ndim)
    if axes is None:
        return np.add.reduce(x, dim, None, None, keepdim)  # type: ignore[call-overload]  # keepdims is bool
    out = sum_axes(x, axes) if len(axes) < x.ndim else sum_all(x)
    return out.reshape(_with_ones(x.shape, axes)) if keepdim else out


@functools.lru_cache(maxsize=256)
def _in_order(dim: int | tuple[int, ...], ndim: int) -> tuple[int, ...] | None:
    """The dimensions in order, none negative; None where one does not exist, or there are none."""
    given = (dim,) if isinstance(dim, int) else dim
    if not given or not all(-ndim <= d < ndim for d in given):
        return None
    return tuple(sorted(d % ndim for d in given))


@functools.lru_cache(maxsize=256)
def _with_ones(shape: tuple[int, ...], axes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(1 if d in axes else n for d, n in enumerate(shape))


@functools.lru_cache(maxsize=256)
def _neighbours(axes: tuple[int, ...]) -> tuple[int, ...]:
    """The last dimensions that follow one another."""
    first = len(axes) - 1
    while first and axes[first - 1] == axes[first] - 1:
        first -= 1
    return axes[first:]
