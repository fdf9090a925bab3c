"""Poisson numbers from uniform ones, one after the other, as PyTorch makes them.

Below a rate of ten, uniform numbers are multiplied until their product is less than ``exp(-rate)``;
above it, numbers from a law that is easy to draw are rejected until one fits.

Source: Knuth, The Art of Computer Programming, vol. 2; Hoermann, "The transformed rejection method
for generating Poisson random variables", Insurance: Mathematics and Economics 12 (1993).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .generator import Generator
from .singly import Singly

__all__ = ["poisson"]

Array = np.ndarray[Any, np.dtype[Any]]


def poisson(rates: Array, stream: Generator) -> Array:
    """A number of events for each rate, float64 (n,) -> int64 (n,)."""
    numbers = Singly(stream, rates.size)
    found = [_few(rate, numbers.uniform) if rate < 10 else _many(rate, numbers.uniform)
             for rate in rates.tolist()]
    numbers.close()
    return np.array(found, np.int64)


def _few(rate: float, uniform: Callable[[], float]) -> int:
    if rate == 0:
        return 0
    least, product, count = math.exp(-rate), uniform(), 0
    while product > least:
        product *= uniform()
        count += 1
    return count


def _many(rate: float, uniform: Callable[[], float]) -> int:
    root, log_rate = math.sqrt(rate), math.log(rate)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    often = 0.9277 - 3.6224 / (b - 2)
    while True:
        u = uniform() - 0.5
        v = uniform()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + rate + 0.43) if us else -1
        if us >= 0.07 and v <= often:
            return k
        if k < 0 or (us < 0.013 and v > us):
            continue
        if (_log(v) + math.log(inverse_alpha) - math.log(a / (us * us) + b)
                <= -rate + k * log_rate - math.lgamma(k + 1)):
            return k


def _log(x: float) -> float:
    return math.log(x) if x else -math.inf
