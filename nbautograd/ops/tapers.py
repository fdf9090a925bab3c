"""Window functions: what the ends of a piece of a signal are faded out with.

All are one in the middle. A periodic window is one sample short, so that copies of it join.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.messages import scalar_name
from ..engine.tensor import Tensor
from .arguments import integer
from .creation import _typed, created

__all__ = ["bartlett_window", "blackman_window", "hamming_window", "hann_window", "kaiser_window"]


def _window(name: str, window_length: Any, periodic: bool, shape: Callable[[Any, int], Any],
            dtype: Any, device: Any, requires_grad: bool) -> Tensor:
    """``shape(places, last)`` at the places 0, 1 ... of a window of that length."""
    n = integer(window_length, name, "window_length", 1)
    target = _typed(dtype, device, name)
    if target.kind not in "fc":
        raise RuntimeError(f"{name} expects floating point dtypes, got: {scalar_name(target)}")
    if target.kind == "c":
        raise NotImplementedError(f"\"arange_cpu\" not implemented for '{scalar_name(target)}'")
    if n < 0:
        raise RuntimeError(f"{name} requires non-negative window_length, got window_length={n}")
    if n < 2:
        return created(np.ones(n, target), name, requires_grad)
    places = np.arange(n + bool(periodic), dtype=target)
    values = shape(places, len(places) - 1)[:n].astype(target)
    return created(values, name, requires_grad)


def _cosine(places: Any, last: int, alpha: float, beta: float) -> Any:
    return np.cos(places * places.dtype.type(2 * math.pi / last)) * -beta + alpha


def hann_window(window_length: Any, periodic: bool = True, *, dtype: Any = None, layout: Any = None,
                device: Any = None, pin_memory: bool = False, requires_grad: bool = False) -> Tensor:
    """A period of a raised cosine, zero at the ends: ``() -> (window_length)``.

    Raises:
        RuntimeError: a negative length; a type without fractions.

    >>> hann_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    return _window("hann_window", window_length, periodic,
                   lambda x, last: _cosine(x, last, 0.5, 0.5), dtype, device, requires_grad)


def hamming_window(window_length: Any, periodic: bool = True, alpha: float = 0.54,
                   beta: float = 0.46, *, dtype: Any = None, layout: Any = None,
                   device: Any = None, pin_memory: bool = False,
                   requires_grad: bool = False) -> Tensor:
    """``alpha - beta * cos``, a period of it, not quite zero at the ends.

    Raises:
        RuntimeError: a negative length; a type without fractions.

    >>> hamming_window(4)
    tensor([0.0800, 0.5400, 1.0000, 0.5400])
    """
    return _window("hamming_window", window_length, periodic,
                   lambda x, last: _cosine(x, last, alpha, beta), dtype, device, requires_grad)


def bartlett_window(window_length: Any, periodic: bool = True, *, dtype: Any = None,
                    layout: Any = None, device: Any = None, pin_memory: bool = False,
                    requires_grad: bool = False) -> Tensor:
    """A triangle, zero at the ends.

    Raises:
        RuntimeError: a negative length; a type without fractions.

    >>> bartlett_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    def triangle(x: Any, last: int) -> Any:
        rising = x * x.dtype.type(2 / last)
        return np.where(x <= last // 2, rising, 2 - rising)

    return _window("bartlett_window", window_length, periodic, triangle, dtype, device,
                   requires_grad)


def blackman_window(window_length: Any, periodic: bool = True, *, dtype: Any = None,
                    layout: Any = None, device: Any = None, pin_memory: bool = False,
                    requires_grad: bool = False) -> Tensor:
    """Two cosines, flatter at the ends than a Hann window.

    Raises:
        RuntimeError: a negative length; a type without fractions.

    >>> blackman_window(4, dtype=float64)
    tensor([0.0000, 0.3400, 1.0000, 0.3400], dtype=torch.float64)
    """
    def cosines(x: Any, last: int) -> Any:
        angle = x * x.dtype.type(math.pi / last)
        return np.cos(angle * 4) * 0.08 - np.cos(angle * 2) * 0.5 + 0.42

    return _window("blackman_window", window_length, periodic, cosines, dtype, device,
                   requires_grad)


def kaiser_window(window_length: Any, periodic: bool = True, beta: float = 12.0, *,
                  dtype: Any = None, layout: Any = None, device: Any = None,
                  pin_memory: bool = False, requires_grad: bool = False) -> Tensor:
    """The window that holds most energy near zero frequency; the larger `beta`, the narrower.

    Raises:
        RuntimeError: a negative length; a type without fractions.

    >>> kaiser_window(4, True, 5.0)
    tensor([0.0367, 0.5529, 1.0000, 0.5529])
    """
    def bessel(x: Any, last: int) -> Any:
        from scipy.special import i0
        off = (x - last / 2) / (last / 2)
        return i0(beta * np.sqrt(1 - off ** 2)) / i0(beta)

    return _window("kaiser_window", window_length, periodic, bessel, dtype, device, requires_grad)


FUNCTIONS = {name: globals()[name] for name in __all__}
