"""``a * b + c`` rounded once, as the processor's fused multiply-add does it, on arrays.

PyTorch's compiled loops use that instruction, and one rounding more would change the last digit
of a random number. Here the product is formed exactly, the sum is rounded to odd, and only then
is the result rounded to its type: rounding to odd first makes the second rounding harmless.

Source: Boldo and Melquiond, "Emulation of FMA and correctly rounded sums: proved algorithms using
rounding to odd", IEEE Transactions on Computers 57 (2008); Dekker's product, Knuth's sum.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["fma"]

Array = np.ndarray[Any, np.dtype[Any]]

_SPLIT, _HUGE = 2.0**27 + 1, 2.0**990
# A float64 whose low 29 bits are these lies half way between two float32 numbers.
_LOW, _HALF = np.int64(2**29 - 1), np.int64(2**28)


def fma(a: Array, b: Any, c: Any) -> Array:
    """``a * b + c`` in the type of `a` (float32 or float64), rounded once, (n,) -> (n,).

    >>> fma(np.float64([1 + 2.0**-30]), 1 + 2.0**-30, -1.0) == 2.0**-29 + 2.0**-60
    array([ True])
    """
    if not isinstance(b, np.ndarray) and b == 1:
        return a + c  # type: ignore[no-any-return]  # c may be anything that broadcasts
    return _fma_single(a, b, c) if a.dtype == np.float32 else _fma_double(a, b, c)


def _fma_single(a: Array, b: Any, c: Any) -> Array:
    # NumPy converts an array much faster than it takes arrays of two types.
    product = a.astype(np.float64)
    product *= _wide(b)     # exact: 24 + 24 bits fit into 53
    addend = _wide(c)
    total: Array = product + addend
    bits = total.view(np.int64) & _LOW
    doubtful = bits == _HALF
    if np.count_nonzero(doubtful):
        where = doubtful.nonzero()[0]
        total[where] = _sum_to_odd(
            product[where], addend[where] if isinstance(addend, np.ndarray) else addend)
    return total.astype(np.float32)


def _wide(value: Any) -> Any:
    return value.astype(np.float64) if isinstance(value, np.ndarray) else float(value)


def _fma_double(a: Array, b: Any, c: Any) -> Array:
    b, c = np.asarray(b, np.float64), np.asarray(c, np.float64)
    if np.abs(b).max(initial=0) > _HUGE:
        # The splitting below would pass through infinity; powers of two change no digit.
        scaled: Array = _fma_double(a, b * 2.0**-60, c * 2.0**-60)
        return scaled * 2.0**60
    with np.errstate(invalid="ignore"):
        high, low = _product(a, b)
        upper, lower = _sum(c, low)
        total, rest = _sum(high, upper)
        exact = total + _sum_to_odd(lower, rest)
    return np.where(np.isfinite(exact), exact, high + c)  # infinities lose their sums


def _sum(a: Array, b: Array) -> tuple[Array, Array]:
    total = a + b
    back = total - a
    return total, (a - (total - back)) + (b - back)


def _split(a: Array) -> tuple[Array, Array]:
    scaled = a * _SPLIT
    high = scaled - (scaled - a)
    return high, a - high


def _product(a: Array, b: Array) -> tuple[Array, Array]:
    product = a * b
    (a_high, a_low), (b_high, b_low) = _split(a), _split(b)
    rest = ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low
    return product, rest


def _sum_to_odd(a: Array, b: Array) -> Array:
    total, rest = _sum(a, b)
    if not np.count_nonzero(rest):      # exact, as nearly always
        return total
    even = (total.view(np.int64) & 1) == 0
    return np.where((rest != 0) & even, np.nextafter(total, np.copysign(np.inf, rest)), total)
