"""Windows that let a signal begin and end softly: `hann_window` and its relatives."""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.device import check_device
from ..engine.dtypes import default, to_numpy_dtype
from ..engine.tensor import Tensor, wrap
from .arguments import integer

__all__ = ["FUNCTIONS"]

FUNCTIONS: dict[str, Callable[..., Any]] = {}


def _window(shape: Callable[..., Any]) -> Callable[..., Any]:
    """The function of a window, given what it is of ``0 ... n - 1`` and their last number."""
    name = shape.__name__
    settings = list(inspect.signature(shape).parameters.values())[2:]
    number = inspect.Parameter.KEYWORD_ONLY
    place = inspect.Parameter.POSITIONAL_OR_KEYWORD
    signature = inspect.Signature([
        inspect.Parameter("window_length", place), inspect.Parameter("periodic", place, default=True),
        *settings, *(inspect.Parameter(n, number, default=value) for n, value in (
            ("dtype", None), ("layout", None), ("device", None), ("pin_memory", False),
            ("requires_grad", False)))])

    @functools.wraps(shape)
    def made(*args: Any, **kwargs: Any) -> Tensor:
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{name}() {error}") from None
        given.apply_defaults()
        return _made(name, shape, [given.arguments[p.name] for p in settings], given.arguments)

    made.__signature__ = signature  # type: ignore[attr-defined]  # as it is called
    del made.__wrapped__  # type: ignore[attr-defined]  # another signature
    FUNCTIONS[name] = made
    return made


def _made(name: str, shape: Callable[..., Any], settings: list[Any], given: Any) -> Tensor:
    length = integer(given["window_length"], name, "window_length", 1)
    check_device(given["device"])
    dtype = default.numpy if given["dtype"] is None else to_numpy_dtype(given["dtype"], name)
    if dtype.kind not in "fc":
        raise RuntimeError(f"{name} expects floating point dtypes, got: {given['dtype']}")
    if length < 0:
        raise RuntimeError(f"{name} requires non-negative window_length, got window_length={length}")
    if length < 2:
        values = np.ones(length, dtype)
    else:       # a period begins anew where the next number would be
        n = length + bool(given["periodic"])
        values = shape(np.arange(n, dtype=dtype), n - 1, *settings)[:length].astype(dtype)
    out = wrap(np.ascontiguousarray(values))
    return out.requires_grad_() if given["requires_grad"] else out


@_window
def hamming_window(k: Any, last: int, alpha: float = 0.54, beta: float = 0.46) -> Any:
    """``alpha - beta * cos(2 pi k / n)`` for ``k = 0 ... n - 1``; not `periodic`, over ``n - 1``.

    Raises:
        RuntimeError: a negative length, or a type without fractions.

    >>> hamming_window(4)
    tensor([0.0800, 0.5400, 1.0000, 0.5400])
    """
    return np.cos(k * k.dtype.type(2 * math.pi / last)) * k.dtype.type(-beta) + k.dtype.type(alpha)


@_window
def hann_window(k: Any, last: int) -> Any:
    """``sin(pi k / n) ** 2`` for ``k = 0 ... n - 1``; not `periodic`, over ``n - 1``.

    Raises:
        RuntimeError: a negative length, or a type without fractions.

    >>> hann_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    half = k.dtype.type(0.5)
    return np.cos(k * k.dtype.type(2 * math.pi / last)) * -half + half


@_window
def blackman_window(k: Any, last: int) -> Any:
    """``0.42 - 0.5 cos(2 pi k / n) + 0.08 cos(4 pi k / n)``; not `periodic`, over ``n - 1``.

    Raises:
        RuntimeError: a negative length, or a type without fractions.

    >>> blackman_window(4).sum()
    tensor(1.6800)
    """
    kind = k.dtype.type
    turn = k * kind(math.pi / last)
    return (np.cos(turn * kind(4)) * kind(0.08) - np.cos(turn * kind(2)) * kind(0.5)) + kind(0.42)


@_window
def bartlett_window(k: Any, last: int) -> Any:
    """A triangle from 0 to 1 and back; not `periodic`, it ends with 0.

    Raises:
        RuntimeError: a negative length, or a type without fractions.

    >>> bartlett_window(4)
    tensor([0.0000, 0.5000, 1.0000, 0.5000])
    """
    rising = k * k.dtype.type(2 / last)
    return np.where(np.arange(k.size) <= last // 2, rising, k.dtype.type(2) - rising)


@_window
def kaiser_window(k: Any, last: int, beta: float = 12.0) -> Any:
    """Bessel functions, ``I0(beta * sqrt(1 - x ** 2)) / I0(beta)`` for x from -1 to 1.

    Raises:
        RuntimeError: a negative length, or a type without fractions.

    >>> kaiser_window(4, True, 3.0)
    tensor([0.2049, 0.7269, 1.0000, 0.7269])
    """
    x = 2 * k.astype(np.float64) / last - 1
    return np.i0(beta * np.sqrt(np.maximum(1 - x * x, 0))) / np.i0(beta)
