"""Pairs of normal numbers from pairs of uniform ones, digit for digit as PyTorch makes them.

Box and Muller: radius ``sqrt(-2 ln u)`` and angle ``2 pi v`` give the pair ``radius * cos``,
``radius * sin``. PyTorch has two arrangements: `serial_pairs` for few numbers, and blocks of
sixteen (`blocks`) for many. Blocks of float32 use short polynomials for the logarithm and the
sines, with fused multiply-adds; they are repeated here, for np.log differs in the last digit.

Source: Box and Muller, Annals of Mathematical Statistics 29 (1958); Moshier's Cephes library
(logf, sinf, cosf) for the polynomials.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .fused import fma

__all__ = ["blocks", "elementwise", "serial_pairs"]

Array = np.ndarray[Any, np.dtype[Any]]

_ROWS = 1024  # blocks worked on at once: the intermediate arrays stay in the cache
_SQRT_HALF = np.float32(math.sqrt(0.5))
_ROOT, _HALF, _ONE = np.float32(4 / math.pi), np.float32(0.5), np.float32(1)
_LOG = [np.float32(p) for p in (
    7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
    -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1)]
_LN2_LOW, _LN2_HIGH = np.float32(-2.12194440e-4), np.float32(0.693359375)
_QUARTER_PI = [np.float32(p) for p in (
    -0.78515625, -2.4187564849853515625e-4, -3.77489497744594108e-8)]
_COS = [np.float32(p) for p in (2.443315711809948e-5, -1.388731625493765e-3,
                                4.166664568298827e-2)]
_SIN = [np.float32(p) for p in (-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1)]


def elementwise(function: Callable[[float], float], x: Array) -> Array:
    """`function` of the C library on each element, (n,) -> (n,) float64.

    NumPy's own vectorised functions differ in the last digit from one processor to the next.
    """
    return np.fromiter(map(function, x.tolist()), np.float64, x.size)


def serial_pairs(u: Array) -> Array:
    """Normal numbers from float64 uniforms: angle, radius, angle, radius ..., (2n,) -> (2n,)."""
    radius = np.sqrt(-2.0 * elementwise(math.log1p, -u[1::2]))
    angle = 2.0 * math.pi * u[0::2]
    pairs = np.empty(u.shape)
    pairs[0::2] = radius * elementwise(math.cos, angle)
    pairs[1::2] = radius * elementwise(math.sin, angle)
    return pairs


def blocks(u: Array, mean: float, std: float) -> Array:
    """Normal numbers from uniforms in blocks of sixteen, (16n,) -> (16n,).

    Element i of a block gives the radius, i + 8 the angle, and the pair takes their places.
    """
    kind = u.dtype.type
    out = np.empty(u.shape, u.dtype)
    for start in range(0, u.size, 16 * _ROWS):
        block = u[start:start + 16 * _ROWS].reshape(-1, 16)
        first, second = 1 - block[:, :8].ravel(), block[:, 8:].ravel()
        target = out[start:start + 16 * _ROWS].reshape(-1, 16)
        for half, normal in zip((slice(0, 8), slice(8, 16)), _pair(first, second), strict=True):
            target[:, half] = fma(normal, kind(std), kind(mean)).reshape(-1, 8)
    return out


def _pair(u: Array, v: Array) -> tuple[Array, Array]:
    if u.dtype == np.float32:
        radius = np.sqrt(np.float32(-2) * _log(u))
        cosine, sine = _cos_sin(np.float32(2 * math.pi) * v)
        return radius * cosine, radius * sine
    radius = np.sqrt(-2.0 * elementwise(math.log, u))
    angle = 2 * math.pi * v
    return radius * elementwise(math.cos, angle), radius * elementwise(math.sin, angle)


def _log(x: Array) -> Array:
    """The natural logarithm of normal float32 numbers above zero."""
    mantissa, exponent = np.frexp(x)
    small = mantissa < _SQRT_HALF
    power = exponent.astype(np.float32) - small
    x = (mantissa - _ONE) + np.where(small, mantissa, np.float32(0))
    square = x * x
    y = np.full_like(x, _LOG[0])
    for coefficient in _LOG[1:]:
        y = fma(y, x, coefficient)
    y = fma(y * x, square, power * _LN2_LOW) - square * _HALF
    return fma(power, _LN2_HIGH, x + y)


def _cos_sin(x: Array) -> tuple[Array, Array]:
    """Cosine and sine of float32 angles in [0, 2 pi]."""
    octant = ((x * _ROOT).astype(np.int32) + 1) & ~1
    count = octant.astype(np.float32)
    for part in _QUARTER_PI:
        x = fma(count, part, x)
    square = x * x
    cosine = fma(fma(np.full_like(x, _COS[0]), square, _COS[1]), square, _COS[2]) * square
    cosine = fma(cosine, square, -(square * _HALF)) + _ONE
    sine = fma(fma(np.full_like(x, _SIN[0]), square, _SIN[1]), square, _SIN[2]) * square
    sine = fma(sine, x, x)
    swapped = (octant & 2) != 0
    cosine, sine = np.where(swapped, sine, cosine), np.where(swapped, cosine, sine)
    negative = ((octant + 2) & 4) != 0
    return np.where(negative, -cosine, cosine), np.where((octant & 4) != 0, -sine, sine)
