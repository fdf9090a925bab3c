"""The larger, the smaller, one or the other, element by element, in the fastest of NumPy's ways.

NumPy compares two arrays with vector instructions, an array and a number without; `np.where` takes a
branch for each element, and the processor guesses wrong every second time on an irregular mask. So
larger arrays are compared with an array of the number, and chosen from by arithmetic on their bits,
which is right for infinity, nan and the sign of zero, too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["at_least", "at_most", "either", "kept"]

_BITS = {"f": np.dtype(np.int32), "d": np.dtype(np.int64)}   # of the same size
_FEW = 64           # elements, below which nothing is won
_GUESSED = 1024     # elements, below which the processor remembers a mask


def at_least(x: Any, low: Any) -> Any:
    """The larger of each element and a bound, ``(...) -> (...)``; of equal ones the element: -0.0 stays."""
    beside = _beside(low, x)
    return np.maximum(low, x) if beside is None else np.maximum(beside, x, out=beside)


def at_most(x: Any, high: Any) -> Any:
    """The smaller of each element and a bound, ``(...) -> (...)``; of equal ones the element."""
    beside = _beside(high, x)
    return np.minimum(high, x) if beside is None else np.minimum(beside, x, out=beside)


def _beside(number: Any, x: Any) -> Any:
    """An array of the number, of the shape and type of `x`; None where it would not help."""
    if type(x) is not np.ndarray or x.size <= _FEW or x.dtype.char not in _BITS or (
            not x.flags.c_contiguous or type(number) not in (int, float)):
        return None
    out = np.empty(x.shape, x.dtype)
    out.fill(number)
    return out


def kept(x: Any, mask: Any) -> Any:
    """`x` where `mask` holds, zero elsewhere: ``(...), (...) -> (...)``."""
    if type(x) is np.ndarray and x.dtype.char in _BITS and x.size > _FEW and _covers(x, mask):
        bits, out = _BITS[x.dtype.char], np.empty_like(x)
        np.multiply(x.view(bits), mask, out=out.view(bits))
        return out
    return np.where(mask, x, x.dtype.type(0))


def either(mask: Any, x: Any, y: Any) -> Any:
    """`x` where `mask` holds, `y` elsewhere, as `np.where`: ``(...), (...), (...) -> (...)``."""
    whole = x if type(x) is np.ndarray and x.ndim else y
    if type(whole) is np.ndarray and whole.size > _GUESSED and whole.dtype.char in _BITS and _covers(
            whole, mask):
        chosen, other = _bits(x, whole), _bits(y, whole)
        if chosen is not None and other is not None:
            out = chosen - other
            out *= mask
            out += other
            return out.view(whole.dtype)
    return np.where(mask, x, y)


def _covers(whole: Any, mask: Any) -> bool:
    """Whether the mask, repeated as broadcasting does, has the shape of `whole`."""
    if type(mask) is not np.ndarray:
        return False
    lead = whole.ndim - mask.ndim
    return mask.shape == whole.shape or (lead >= 0 and all(
        m in (1, n) for m, n in zip(mask.shape, whole.shape[lead:], strict=True)))


def _bits(value: Any, whole: Any) -> Any:
    """The memory of `value` as integers, in the shape of `whole` or of no dimension; else None."""
    bits = _BITS[whole.dtype.char]
    if type(value) in (int, float):
        return np.array(value, whole.dtype).view(bits)
    if type(value) is np.ndarray and value.dtype is whole.dtype and (
            not value.ndim or value.shape == whole.shape):
        return value.view(bits)
    return None
