"""Windows that let a signal begin and end softly, of `M` elements (torch.signal.windows).

By default they are symmetric; with ``sym=False`` they are one period of a periodic function.

>>> signal.windows.hann(5)
tensor([0.0000, 0.5000, 1.0000, 0.5000, 0.0000])
"""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..engine.device import check_device
from ..engine.dtypes import default, dtype
from ..engine.tensor import Tensor
from ..ops import namespace
from ..ops.arguments import integer
from ..ops.creation import empty, ones
from ..ops.ranges import arange, linspace

__all__ = ["bartlett", "blackman", "cosine", "exponential", "gaussian", "general_cosine",
           "general_hamming", "hamming", "hann", "kaiser", "nuttall"]

_COMMON = {"sym": True, "dtype": None, "layout": None, "device": None, "requires_grad": False}


class _Steps:
    """The size of a window, that of its period less one, and evenly spaced numbers for it."""

    def __init__(self, size: int, symmetric: bool, kind: dtype, requires_grad: bool) -> None:
        self.size, self.symmetric = size, symmetric
        self.period = size - 1 if symmetric and size > 1 else size
        self._options: dict[str, Any] = {"dtype": kind, "requires_grad": requires_grad}

    def spaced(self, first: float, step: float, last: float = math.inf) -> Any:
        """``first, first + step ...``, up to `last` at most."""
        end = min(first + (self.size - 1) * step, last)
        return linspace(first, end, self.size, **self._options)


def _window(shape: Callable[..., Any], name: str = "") -> Callable[..., Any]:
    """The public function of a window, given its values for some steps; `name` says who refuses."""
    own = list(inspect.signature(shape).parameters.values())[1:]
    keyword = inspect.Parameter.KEYWORD_ONLY
    signature = inspect.Signature([
        inspect.Parameter("M", inspect.Parameter.POSITIONAL_OR_KEYWORD),
        *(p.replace(kind=keyword) for p in own),
        *(inspect.Parameter(n, keyword, default=value) for n, value in _COMMON.items())])
    refusing = name or shape.__name__

    @functools.wraps(shape)
    def made(*args: Any, **kwargs: Any) -> Tensor:
        try:
            bound = signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{shape.__name__}() {error}") from None
        bound.apply_defaults()
        given = bound.arguments
        kind = default.dtype if given["dtype"] is None else given["dtype"]
        size = integer(given["M"], refusing, "M", 1)
        if size < 0:
            raise ValueError(f"{refusing} requires non-negative window length, got M={size}")
        if getattr(kind, "numpy", None) not in (np.float32, np.float64):
            raise ValueError(f"{refusing} expects float32 or float64 dtypes, got: {kind}")
        check_device(given["device"])
        steps = _Steps(size, given["sym"], kind, given["requires_grad"])
        values = shape(steps, **{p.name: given[p.name] for p in own})
        if size < 2:
            make = ones if size else empty
            values = make(size, dtype=kind, requires_grad=given["requires_grad"])
        assert isinstance(values, Tensor)
        return values

    made.__signature__ = signature  # type: ignore[attr-defined]  # as it is called
    del made.__wrapped__
    return made


def _cosines(steps: _Steps, factors: Iterable[float]) -> Any:
    turn = steps.spaced(0, 2 * math.pi / max(steps.period, 1))
    signed = [(-1) ** k * factor for k, factor in enumerate(factors)]
    a = turn.new_tensor(signed).unsqueeze(-1)
    k = arange(len(signed), dtype=turn.dtype).unsqueeze(-1)
    return (a * (k * turn).cos()).sum(0)


@_window
def general_cosine(steps: _Steps, a: Any) -> Any:
    """``a[0] - a[1] cos(x) + a[2] cos(2x) - ...`` over one turn.

    Raises:
        TypeError: `a` is no list.   ValueError: it is empty, or the size is negative.

    >>> signal.windows.general_cosine(3, a=[0.5, 0.5])
    tensor([0., 1., 0.])
    """
    if not isinstance(a, Iterable):
        raise TypeError("Coefficients must be a list/tuple")
    if not list(a):
        raise ValueError("Coefficients cannot be empty")
    return _cosines(steps, a)


def _sum_of_cosines(name: str, *a: float) -> Callable[..., Any]:
    def shape(steps: _Steps) -> Any:
        return _cosines(steps, a)

    shape.__name__ = shape.__qualname__ = name
    terms = " ".join(f"{'+-'[k % 2]} {x} cos({f'{k}x' if k > 1 else 'x'})"
                     for k, x in enumerate(a) if k)
    shape.__doc__ = f"""``{a[0]} {terms}`` over one turn.

    >>> signal.windows.{name}(5).argmax()
    tensor(2)
    """
    return _window(shape, "general_cosine")


hann = _sum_of_cosines("hann", 0.5, 0.5)
hamming = _sum_of_cosines("hamming", 0.54, 0.46)
blackman = _sum_of_cosines("blackman", 0.42, 0.5, 0.08)
nuttall = _sum_of_cosines("nuttall", 0.3635819, 0.4891775, 0.1365995, 0.0106411)


def _general_hamming(steps: _Steps, alpha: float = 0.54) -> Any:
    """``alpha - (1 - alpha) cos(x)`` over one turn.

    >>> signal.windows.general_hamming(3)
    tensor([0.0800, 1.0000, 0.0800])
    """
    return _cosines(steps, (alpha, 1 - alpha))


_general_hamming.__name__ = _general_hamming.__qualname__ = "general_hamming"
general_hamming = _window(_general_hamming, "general_cosine")


@_window
def bartlett(steps: _Steps) -> Any:
    """A triangle from 0 to 1 and back.

    >>> signal.windows.bartlett(5)
    tensor([0.0000, 0.5000, 1.0000, 0.5000, 0.0000])
    """
    return 1 - steps.spaced(-1, 2 / max(steps.period, 1)).abs()


@_window
def cosine(steps: _Steps) -> Any:
    """Half a turn of the sine, at the middles of the elements.

    >>> signal.windows.cosine(3)
    tensor([0.5000, 1.0000, 0.5000])
    """
    step = math.pi / (steps.size if steps.symmetric else steps.size + 1) if steps.size else 0
    return steps.spaced(0.5 * step, step).sin()


@_window
def exponential(steps: _Steps, center: float | None = None, tau: float = 1.0) -> Any:
    """``exp(-|k - center| / tau)``, around the middle by default.

    Raises:
        ValueError: `tau` is not positive, or a center of a symmetric window.

    >>> signal.windows.exponential(3)
    tensor([0.3679, 1.0000, 0.3679])
    """
    if tau <= 0:
        raise ValueError(f"Tau must be positive, got: {tau} instead.")
    if center is not None and steps.symmetric:
        raise ValueError("Center must be None for symmetric windows")
    middle = steps.period / 2 if center is None else center
    return (-steps.spaced(-middle / tau, 1 / tau).abs()).exp()


@_window
def gaussian(steps: _Steps, std: float = 1.0) -> Any:
    """``exp(-(k / std) ** 2 / 2)`` around the middle.

    Raises:
        ValueError: `std` is not positive.

    >>> signal.windows.gaussian(3)
    tensor([0.6065, 1.0000, 0.6065])
    """
    if std <= 0:
        raise ValueError(f"Standard deviation must be positive, got: {std} instead.")
    step = 1 / (std * math.sqrt(2))
    return (-steps.spaced(-steps.period / 2 * step, step) ** 2).exp()


@_window
def kaiser(steps: _Steps, beta: float = 12.0) -> Any:
    """Bessel functions, ``I0(beta * sqrt(1 - x ** 2)) / I0(beta)`` for x from -1 to 1.

    Raises:
        ValueError: `beta` is negative.

    >>> signal.windows.kaiser(3, beta=2.0)
    tensor([0.4387, 1.0000, 0.4387])
    """
    if beta < 0:
        raise ValueError(f"beta must be non-negative, got: {beta} instead.")
    x = steps.spaced(-beta, 2 * beta / max(steps.period, 1), beta)
    i0 = namespace()["i0"]
    return i0((beta * beta - x ** 2).sqrt()) / i0(x.new_tensor(beta))


def __dir__() -> list[str]:
    return list(__all__)
