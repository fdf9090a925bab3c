"""Softmax and its logarithm: a row of numbers as probabilities."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ..engine.declare import composite, op, wraps_op
from ..engine.dtypes import to_numpy_dtype
from ..engine.messages import scalar_name
from ..engine.sums import sum_along
from .arguments import wrap_dim
from .formulas import not_for
from .reduce import sum_
from .rows import row_max, tame
from .unary import exp

__all__ = ["functional_log_softmax", "functional_softmax", "log_softmax", "softmax", "softmin"]


def _prepared(x: Any, dim: Any, dtype: Any, name: str) -> tuple[Any, int]:
    if dtype is not None:
        x = x.astype(to_numpy_dtype(dtype), copy=False)
    axis = wrap_dim(dim, x.ndim)
    if x.dtype.kind != "f":
        raise NotImplementedError(
            f"\"{name}_lastdim_kernel_impl\" not implemented for '{scalar_name(x.dtype)}'; give "
            "dtype=, e.g. torch.float32")
    return x, axis


def _is_plain(x: Any, dim: Any) -> bool:
    """Whether there is nothing to convert and nothing to refuse."""
    return x.dtype.char in "fd" and type(dim) is int and x.ndim > 0 < x.size and (
        -x.ndim <= dim < x.ndim)


def _softmax(x: Any, dim: int, dtype: Any = None) -> Any:
    """``exp(input) / sum(exp(input))`` along `dim`: positive, and 1 in sum.

    Shapes: ``(n, m) -> (n, m)``.

    Raises:
        NotImplementedError: integers without `dtype`.   IndexError: there is no such dimension.

    >>> softmax(tensor([0.0, 0.0]), dim=0)
    tensor([0.5000, 0.5000])
    """
    if not (dtype is None and _is_plain(x, dim)):
        x, dim = _prepared(x, dim, dtype, "softmax")
        if not x.ndim or not x.size:
            return np.exp(x - x)    # 1, or nan
        if x.dtype == np.float16:
            return _softmax(x.astype(np.float32), dim).astype(np.float16)
    if tame(x):
        shares = np.exp(x, order="C")
    else:
        shares = np.subtract(x, row_max(x, dim), order="C")
        np.exp(shares, out=shares)
    shares /= sum_along(shares, dim, True)
    return shares


def _log_softmax(x: Any, dim: int, dtype: Any = None) -> Any:
    """Logarithm of the softmax along `dim`, without overflow.

    Shapes: ``(n, m) -> (n, m)``.

    Raises:
        NotImplementedError: integers without `dtype`.   IndexError: there is no such dimension.

    >>> log_softmax(tensor([0.0, 0.0]), dim=0)
    tensor([-0.6931, -0.6931])
    """
    if not (dtype is None and _is_plain(x, dim)):
        x, dim = _prepared(x, dim, dtype, "log_softmax")
        if not x.ndim or not x.size:
            return x - x
        if x.dtype == np.float16:
            return _log_softmax(x.astype(np.float32), dim).astype(np.float16)
    shifted = np.subtract(x, row_max(x, dim), order="C")
    shifted -= np.log(sum_along(np.exp(shifted), dim, True))
    return shifted


def _softmax_backward(x: Any, shares: Any, dim: int) -> Any:
    """The cotangent of softmax's input, ``shares * (x - sum(x * shares))``: ``(n, m) -> (n, m)``."""
    if dim in (-1, shares.ndim - 1) and shares.ndim:
        total = np.einsum("...i,...i->...", x, shares)[..., None]
    else:
        total = np.sum(x * shares, dim, keepdims=True)
    centred = np.subtract(x, total)
    centred *= shares
    return centred


softmax_backward: Any = op(
    "softmax_backward", _softmax_backward, lambda g, shares, dim: softmax_backward(g, shares, dim),
    lambda g, x, shares, dim:
        g * (x - sum_(x * shares, dim, True)) - x * sum_(g * shares, dim, True),
    method=False, public=False, node="SoftmaxBackwardDataBackward0",
    refuses=not_for("c", "softmax_backward"),
    tex=r"{shares} \left({x} - \sum {x}\,{shares}\right)",
    samples=lambda make: [((make(2, 3), make(2, 3), 1), {}), ((make(2, 3), make(2, 3), 0), {})])


def _log_softmax_vjp(g: Any, out: Any, dim: int) -> Any:
    return g - exp(out) * sum_(g, dim, True)


_DIM = [((2, 3), {"dim": 1}), ((2, 3), {"dim": 0}), ((4,), {"dim": -1})]


def _samples(make: Any) -> Any:
    return [((make(*shape),), given) for shape, given in _DIM]


softmax = op("softmax", _softmax, lambda g, out, dim: softmax_backward(g, out, dim), tex=r"\operatorname{{softmax}} {x}",
             aliases=("special.softmax",), samples=_samples)
log_softmax = op("log_softmax", _log_softmax, _log_softmax_vjp, samples=_samples,
                 tex=r"\ln \operatorname{{softmax}} {x}", aliases=("special.log_softmax",))


def _implicit_dim(name: str, ndim: int, level: int) -> int:
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include "
        "dim=X as an argument.", UserWarning, stacklevel=level + 1)
    return 0 if ndim in (0, 1, 3) else 1


@wraps_op("nn.functional.softmax", softmax)
def functional_softmax(input: Any, dim: int | None = None, _stacklevel: int = 3,
                       dtype: Any = None) -> Any:
    """Softmax along `dim`; see `torch.softmax`.

    >>> nn.functional.softmax(tensor([0.0, 0.0]), dim=0)
    tensor([0.5000, 0.5000])
    """
    if dim is None:
        dim = _implicit_dim("softmax", input.ndim, _stacklevel)
    return softmax(input, dim, dtype)


@wraps_op("nn.functional.log_softmax", log_softmax)
def functional_log_softmax(input: Any, dim: int | None = None, _stacklevel: int = 3,
                           dtype: Any = None) -> Any:
    """Logarithm of the softmax along `dim`; see `torch.log_softmax`.

    >>> nn.functional.log_softmax(tensor([0.0, 0.0]), dim=0)
    tensor([-0.6931, -0.6931])
    """
    if dim is None:
        dim = _implicit_dim("log_softmax", input.ndim, _stacklevel)
    return log_softmax(input, dim, dtype)


@composite("nn.functional.softmin")
def softmin(input: Any, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None) -> Any:
    """Softmax of the negative: the smallest number gets the largest share.

    Shapes: ``(n, m) -> (n, m)``.

    >>> nn.functional.softmin(tensor([0.0, 0.0]), dim=0)
    tensor([0.5000, 0.5000])
    """
    if dim is None:
        dim = _implicit_dim("softmin", input.ndim, _stacklevel)
    return softmax(-input, dim, dtype)
