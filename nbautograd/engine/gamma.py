"""Gamma numbers from normal and uniform ones, as PyTorch makes them.

A cubed normal number is nearly gamma; it is rejected as often as makes up for the difference. Below
a shape of one, a number of the next shape is drawn and shrunk by a power of a uniform one.

Source: Marsaglia and Tsang, "A simple method for generating gamma variables", ACM Transactions on
Mathematical Software 26 (2000).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .generator import Generator
from .singly import Singly

__all__ = ["standard_gamma"]

Array = np.ndarray[Any, np.dtype[Any]]

_SQUEEZE = float(np.float32(0.0331))    # PyTorch's constants have seven digits


def standard_gamma(shapes: Array, stream: Generator) -> Array:
    """A number above zero of rate one for each shape parameter, float (n,) -> (n,) float64.

    What depends on the parameters alone is computed in their type, as PyTorch does it.
    """
    one, third = shapes.dtype.type(1), shapes.dtype.type(np.float32(1 / 3))
    small = shapes < one
    d = np.where(small, shapes + one, shapes) - third
    power = np.where(small, one / shapes, 0)
    numbers = Singly(stream, 2 * shapes.size)
    found = [_one(*given, numbers) for given in zip(d.tolist(), power.tolist(), strict=True)]
    numbers.close()
    return np.maximum(found, np.finfo(np.float64).tiny, dtype=np.float64)


def _one(d: float, power: float, numbers: Singly) -> float:
    if power == math.inf:       # a shape of zero
        return 0.0
    scale = (1 - numbers.uniform()) ** power if power else 1.0
    c = 1 / math.sqrt(9 * d)
    while True:
        x = numbers.normal()
        root = 1 + c * x
        if root <= 0:
            continue
        cube, u, square = root ** 3, 1 - numbers.uniform(), x * x
        if (u < 1 - _SQUEEZE * square * square
                or math.log(u) < 0.5 * square + d * (1 - cube + math.log(cube))):
            return scale * d * cube
