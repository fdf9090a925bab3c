"""Binomial numbers from uniform ones, one after the other, as PyTorch makes them.

Of few expected successes, the gaps between them are drawn; of many, numbers from a law that is easy
to draw are rejected until one fits. More successes than failures are counted by the failures.

Source: Kachitvichyanukul and Schmeiser, "Binomial random variate generation", Communications of the
ACM 31 (1988); Hoermann, "The generation of binomial random variates", Journal of Statistical
Computation and Simulation 46 (1993).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .generator import Generator
from .singly import Singly

__all__ = ["binomial"]

Array = np.ndarray[Any, np.dtype[Any]]
Uniform = Callable[[], float]

# What Stirling's formula lacks of ln k!, for k below ten.
_STIRLING = [math.lgamma(k + 1) - (k + 0.5) * math.log(k + 1) + (k + 1) - 0.5 * math.log(2 * math.pi)
             for k in range(10)]


def binomial(counts: Array, chances: Array, stream: Generator) -> Array:
    """Successes in `counts` trials of probability `chances`, float64 (n,), (n,) -> (n,)."""
    numbers = Singly(stream, 4 * counts.size)
    found = [_one(count, p, numbers.uniform)
             for count, p in zip(counts.tolist(), chances.tolist(), strict=True)]
    numbers.close()
    return np.array(found, np.float64)


def _one(count: float, p: float, uniform: Uniform) -> float:
    if count <= 0 or p <= 0:
        return 0.0
    if p >= 1:
        return count
    if p <= 0.5:
        return _many(count, p, uniform) if count * p >= 10 else _few(count, p, uniform)
    if p > 0.5:
        return count - _one(count, 1 - p, uniform)
    return math.nan


def _few(count: float, p: float, uniform: Uniform) -> float:
    log_failure, trials, successes = math.log1p(-p), 0.0, 0
    while True:
        u = uniform()
        trials += math.ceil(math.log(u) / log_failure) if u else math.inf
        if trials > count:
            return successes
        successes += 1


def _many(count: float, p: float, uniform: Uniform) -> float:
    spread = math.sqrt(count * p * (1 - p))
    b = 1.15 + 2.53 * spread
    a = -0.0873 + 0.0248 * b + 0.01 * p
    c = count * p + 0.5
    often = 0.92 - 4.2 / b
    odds = p / (1 - p)
    alpha = (2.83 + 5.1 / b) * spread
    mode = math.floor((count + 1) * p)
    while True:
        u, v = uniform() - 0.5, uniform()
        us = 0.5 - abs(u)
        k = math.floor((2 * a / us + b) * u + c) if us else -1
        if k < 0 or k > count:
            continue
        if us >= 0.07 and v <= often:
            return k
        bound = ((mode + 0.5) * math.log((mode + 1) / (odds * (count - mode + 1)))
                 + (count + 1) * math.log((count - mode + 1) / (count - k + 1))
                 + (k + 0.5) * math.log(odds * (count - k + 1) / (k + 1))
                 + _tail(mode) + _tail(count - mode) - _tail(k) - _tail(count - k))
        if v == 0 or math.log(v * alpha / (a / (us * us) + b)) <= bound:
            return k


def _tail(k: float) -> float:
    if k <= 9:
        return _STIRLING[int(k)]
    square = (k + 1) * (k + 1)
    return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1)
