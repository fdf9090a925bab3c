"""Sums of a floating array, as products with ones.

BLAS multiplies a matrix by a vector of ones several times as fast as NumPy reduces one dimension,
and a few numbers in half the time of any reduction. It adds term by term, so many are summed in
blocks, and then the blocks: as with NumPy's sum in pairs, few digits are lost.
"""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np

__all__ = ["sum_all", "sum_along", "sum_axes"]

Array = np.ndarray[Any, Any]

_LETTERS = "fd"     # float32 and float64
_ONCE = 256         # terms that BLAS adds up in one go; of more, blocks are summed first
_BLOCK = 128        # terms of a block: so many keep the digits that NumPy's sum in pairs keeps
_MOST = 4096        # terms
_MANY = 8192        # elements of the sum of all, from which blocks are faster than NumPy


class _Way(NamedTuple):
    """How the dimensions to sum become the rows or the columns of a matrix."""

    before: int                 # the matrices
    terms: int                  # the elements of each sum
    after: int                  # the columns, 1 where the terms are the rows' elements
    block: int                  # terms of a block, or all
    shape: tuple[int, ...]      # of the sums


@functools.lru_cache(maxsize=512)
def _way(shape: tuple[int, ...], axes: tuple[int, ...]) -> _Way | None:
    """None where the dimensions are no neighbours, or there is nothing to gain."""
    first, last = axes[0], axes[-1]
    terms = math.prod(shape[first:last + 1])
    if axes != tuple(range(first, last + 1)) or len(axes) == len(shape) or not (
            0 < terms <= _MOST) or 0 in shape:
        return None
    block = terms if terms <= _ONCE else max(d for d in range(1, _BLOCK + 1) if terms % d == 0)
    if terms // block > _ONCE:
        return None     # next to no divisors
    return _Way(math.prod(shape[:first]), terms, math.prod(shape[last + 1:]), block,
                shape[:first] + shape[last + 1:])


@functools.lru_cache(maxsize=256)
def _ones(count: int, letter: str) -> Array:
    return np.ones(count, letter)


def sum_all(x: Array) -> Any:
    """The sum of all elements, a NumPy scalar: ``(n, m) -> ()``.

    >>> print(sum_all(np.ones((2, 3))))
    6.0
    """
    count, letter = x.size, x.dtype.char
    if letter not in _LETTERS:
        return _in_single(x, None)
    if 1 < count <= _BLOCK:
        return x.ravel().dot(_ones(count, letter))
    if count < _MANY or not x.flags.c_contiguous:
        return np.add.reduce(x, None)
    flat, whole = x.reshape(-1), count - count % _BLOCK
    total = np.add.reduce(flat[:whole].reshape(-1, _BLOCK).dot(_ones(_BLOCK, letter)))
    return total if whole == count else total + np.add.reduce(flat[whole:])


def _in_single(x: Array, axes: Any) -> Any:
    """NumPy's sum; that of half precision is rounded once, at the end."""
    if x.dtype.char != "e":
        return np.add.reduce(x, axes)
    return np.add.reduce(x, axes, dtype=np.float32).astype(np.float16)


def sum_axes(x: Array, axes: tuple[int, ...]) -> Any:
    """The sum over `axes` (in order, none negative), which disappear: ``(k, n, m) -> (k, m)``.

    >>> sum_axes(np.ones((2, 3, 4), np.float32), (1, 2))
    array([12., 12.], dtype=float32)
    """
    letter = x.dtype.char
    if letter not in _LETTERS or not x.flags.c_contiguous:
        return _in_single(x, axes)
    way = _way(x.shape, axes)
    if way is None:
        near = _neighbours(axes)
        return np.add.reduce(x, axes) if near == axes else sum_axes(
            sum_axes(x, near), axes[:-len(near)])
    if way.terms == 1:
        return x.reshape(way.shape) + x.dtype.type(0)   # a sum is never -0.0
    out = _summed(x, way.before * (way.terms // way.block), way.block, way.after, letter)
    if way.block != way.terms:
        out = _summed(out, way.before, way.terms // way.block, way.after, letter)
    return out if out.shape == way.shape else out.reshape(way.shape)


def _summed(x: Array, before: int, terms: int, after: int, letter: str) -> Any:
    """The sums of the middle dimension: ``(before * terms * after) -> (before, after)``."""
    ones = _ones(terms, letter)
    if after == 1:
        return x.reshape(before, terms).dot(ones)
    if before == 1:
        return ones.dot(x.reshape(terms, after))
    return np.matmul(ones, x.reshape(before, terms, after))


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
