"""Variance, standard deviation, covariance."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, op, wraps_op
from ..engine.dtypes import from_numpy_dtype
from ..engine.messages import scalar_name
from ..engine.notice import warn
from ..engine.structural import expand_to
from .compare import clamp, isnan
from .dims import ADD, axes, count_of
from .formulas import keep, symbolic
from .reduce import mean, nansum, sum_
from .unary import real

__all__ = ["corrcoef", "cov", "nanmean", "std", "std_mean", "var", "var_mean"]


def _variance(x: Any, dim: Any, correction: Any, keepdim: bool, name: str) -> tuple[Any, Any]:
    """Variance, or its root for a `name` that begins with "std", and mean."""
    if x.dtype.kind not in "fc":
        which = name if name.endswith("mean") else "std and var"
        raise RuntimeError(f"{which} only support floating point and complex dtypes, got "
                           f"{scalar_name(x.dtype)}; convert the tensor, e.g. with .float()")
    over, n = axes(dim, x.ndim), count_of(x.shape, dim)
    wide = x.astype(np.float32) if x.dtype == np.float16 else x
    middle = np.true_divide(ADD.reduce(wide, axis=over, keepdims=True), n)
    away = np.abs(wide - middle)
    total = ADD.reduce(away * away, axis=over, keepdims=keepdim)
    freedom: float = n - (1 if correction is None else correction)
    if freedom <= 0:
        warn(f"{name}(): degrees of freedom is <= 0. Correction should be strictly less than the "
             "reduction factor (input numel divided by output numel).")
        freedom = 0.0
    middle = middle if keepdim else middle.squeeze(over)
    spread = np.true_divide(total, freedom)
    if name.startswith("std"):
        spread = np.sqrt(spread)    # before half precision overflows
    return spread.astype(x.real.dtype, copy=False), middle.astype(x.dtype, copy=False)


def _var(x: Any, dim: Any = None, *, correction: Any = 1, keepdim: bool = False) -> Any:
    return _variance(x, dim, correction, keepdim, "var")[0]


def _std(x: Any, dim: Any = None, *, correction: Any = 1, keepdim: bool = False) -> Any:
    return _variance(x, dim, correction, keepdim, "std")[0]


def _var_mean(x: Any, dim: Any = None, *, correction: Any = 1, keepdim: bool = False) -> Any:
    return _variance(x, dim, correction, keepdim, "var_mean")


def _std_mean(x: Any, dim: Any = None, *, correction: Any = 1, keepdim: bool = False) -> Any:
    return _variance(x, dim, correction, keepdim, "std_mean")


def _var_vjp(g: Any, x: Any, x_shape: Any, dim: Any, correction: Any, keepdim: bool) -> Any:
    freedom = count_of(x_shape, dim) - (1 if correction is None else correction)
    away = x - mean(x, dim, True)
    g = expand_to(g, x_shape, dim, keepdim)
    if freedom <= 0:
        return g * away / away * np.inf
    return g * (2.0 / freedom) * away


def _std_vjp(g: Any, x: Any, out: Any, x_shape: Any, dim: Any, correction: Any,
             keepdim: bool) -> Any:
    slope = g / (out * 2)
    slope = slope if symbolic(g, x, out) else keep(slope, out != 0)
    return _var_vjp(slope, x, x_shape, dim, correction, keepdim)


def _mean_vjp(g: Any, x_shape: Any, dim: Any, keepdim: bool) -> Any:
    return expand_to(g / count_of(x_shape, dim), x_shape, dim, keepdim)


def _plus(first: Any, second: Any) -> Any:
    return second if first is None else first if second is None else first + second


def _var_mean_vjp(g_var: Any, g_mean: Any, x: Any, x_shape: Any, dim: Any, correction: Any,
                  keepdim: bool) -> Any:
    return _plus(
        None if g_var is None else _var_vjp(g_var, x, x_shape, dim, correction, keepdim),
        None if g_mean is None else _mean_vjp(g_mean, x_shape, dim, keepdim))


def _std_mean_vjp(g_std: Any, g_mean: Any, x: Any, std: Any, x_shape: Any, dim: Any,
                  correction: Any, keepdim: bool) -> Any:
    return _plus(
        None if g_std is None else _std_vjp(g_std, x, std, x_shape, dim, correction, keepdim),
        None if g_mean is None else _mean_vjp(g_mean, x_shape, dim, keepdim))


def _samples(make: Any) -> Any:
    return [((make(3),), {}), ((make(2, 3),), {"dim": 1}),
            ((make(2, 3),), {"dim": (0, 1), "correction": 0, "keepdim": True})]


_VARIANCE = r"\operatorname{{Var}} {x}"
_DEVIATION = r"\sqrt{{\operatorname{{Var}} {x}}}"
_var_op = op("var", _var, _var_vjp, tex=_VARIANCE, samples=_samples, public=False, method=False)
_std_op = op("std", _std, _std_vjp, tex=_DEVIATION, samples=_samples, public=False, method=False)
_var_mean_op = op("var_mean", _var_mean, _var_mean_vjp, outputs=("var", "mean"), tex=_VARIANCE,
                  samples=_samples, public=False, method=False)
_std_mean_op = op("std_mean", _std_mean, _std_mean_vjp, outputs=("std", "mean"), tex=_DEVIATION,
                  samples=_samples, public=False, method=False)

_ABSENT: Any = object()


def _called(function: Any, input: Any, dim: Any, unbiased: Any, keepdim: bool,
            correction: Any) -> Any:
    """PyTorch's forms: ``(x, dim, correction=...)``, ``(x, dim, unbiased)``, ``(x, unbiased)``."""
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if unbiased is not _ABSENT and unbiased is not None:
        if correction is not _ABSENT:
            raise TypeError(f"{function.__name__}() received an invalid combination of arguments: "
                            "give `correction` or `unbiased`, not both")
        correction = int(unbiased)
    return function(input, dim, correction=1 if correction is _ABSENT else correction,
                    keepdim=keepdim)


@wraps_op("var", _var_op)
def var(input: Any, dim: Any = None, unbiased: Any = _ABSENT, keepdim: bool = False, *,
        correction: Any = _ABSENT) -> Any:
    """Variance, the sum of squared distances from the mean over ``n - correction``.

    `correction` is 1 (the unbiased estimate) unless given.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    Raises:
        RuntimeError: integers.

    >>> var(tensor([1.0, 2.0, 3.0]))
    tensor(1.)
    """
    return _called(_var_op, input, dim, unbiased, keepdim, correction)


@wraps_op("std", _std_op)
def std(input: Any, dim: Any = None, unbiased: Any = _ABSENT, keepdim: bool = False, *,
        correction: Any = _ABSENT) -> Any:
    """Standard deviation, the square root of `var`.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    Raises:
        RuntimeError: integers.

    >>> std(tensor([1.0, 2.0, 3.0]))
    tensor(1.)
    """
    return _called(_std_op, input, dim, unbiased, keepdim, correction)


@wraps_op("var_mean", _var_mean_op, method=False)
def var_mean(input: Any, dim: Any = None, unbiased: Any = _ABSENT, keepdim: bool = False, *,
             correction: Any = _ABSENT) -> Any:
    """Variance and mean.

    Shapes: ``(n, m) -> (), ()``, with ``dim=1``: ``(n, m) -> (n), (n)``.

    >>> var_mean(tensor([1.0, 2.0, 3.0]))
    (tensor(1.), tensor(2.))
    """
    return tuple(_called(_var_mean_op, input, dim, unbiased, keepdim, correction))


@wraps_op("std_mean", _std_mean_op, method=False)
def std_mean(input: Any, dim: Any = None, unbiased: Any = _ABSENT, keepdim: bool = False, *,
             correction: Any = _ABSENT) -> Any:
    """Standard deviation and mean.

    Shapes: ``(n, m) -> (), ()``, with ``dim=1``: ``(n, m) -> (n), (n)``.

    >>> std_mean(tensor([1.0, 2.0, 3.0]))
    (tensor(1.), tensor(2.))
    """
    return tuple(_called(_std_mean_op, input, dim, unbiased, keepdim, correction))


@composite("nanmean")
def nanmean(input: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """Mean of the elements that are not nan.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    Raises:
        RuntimeError: integers.

    >>> nanmean(tensor([1.0, nan, 3.0]))
    tensor(2.)
    """
    if input._data.dtype.kind not in "fc":
        raise RuntimeError("nanmean(): expected input to have floating point or complex dtype but "
                           f"got {from_numpy_dtype(input._data.dtype)}")
    return nansum(input, dim, keepdim, dtype=dtype) / sum_(~isnan(input), dim, keepdim)


def _weights(name: str, weights: Any, count: int, integral: bool) -> None:
    if weights.ndim > 1:
        raise RuntimeError(f"cov(): expected {name} to have one or fewer dimensions but got "
                           f"{name} with {weights.ndim} dimensions")
    if (weights._data.dtype.kind in "iu") != integral or weights._data.dtype.kind in "bc":
        wanted = "integral" if integral else "floating point"
        raise RuntimeError(f"cov(): expected {name} to have {wanted} dtype but got "
                           f"{name} with {weights.dtype} dtype")
    if weights.numel() != count:
        raise RuntimeError(f"cov(): expected {name} to have the same numel as there are "
                           f"observations in the input but got {weights.numel()} != {count}")
    if count and bool((weights._data < 0).any()):
        raise RuntimeError(f"cov(): {name} cannot be negative")


@composite("cov")
def cov(input: Any, *, correction: int = 1, fweights: Any = None, aweights: Any = None) -> Any:
    """Covariance of the rows, which are variables; columns are observations.

    `fweights` says how often each observation was made, `aweights` how much it counts.

    Shapes: ``(n, m) -> (n, n)``, ``(m) -> ()``.

    Raises:
        RuntimeError: more than two dimensions; weights that do not fit.

    >>> cov(tensor([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    if input.ndim > 2:
        raise RuntimeError("cov(): expected input to have two or fewer dimensions but got an input "
                           f"with {input.ndim} dimensions")
    if input._data.dtype.kind == "b":
        raise RuntimeError("cov(): bool dtype is not supported for input")
    x = input.reshape(1, -1) if input.ndim < 2 else input
    count = x.shape[1]
    weights = None
    if fweights is not None:
        _weights("fweights", fweights, count, True)
        weights = fweights
    if aweights is not None:
        _weights("aweights", aweights, count, False)
        weights = aweights if fweights is None else fweights * aweights
    total = count if weights is None else weights.sum()
    if weights is not None and count and not bool(total._data != 0):
        raise RuntimeError("cov(): weights sum to zero, can't be normalized")
    middle = (sum_(x if weights is None else x * weights, 1, True)) / total
    freedom = _freedom(total, weights, aweights, correction, count)
    away = x - middle
    right = away if weights is None else away * weights
    product = away @ right.t().conj()
    return (product / freedom).squeeze()


def _freedom(total: Any, weights: Any, aweights: Any, correction: int, count: int) -> Any:
    if weights is None:
        freedom = count - correction
        poor = freedom <= 0
        freedom = max(freedom, 0)
    else:
        freedom = total - (correction if aweights is None else
                           correction * (weights * aweights).sum() / total)
        poor = bool(freedom._data <= 0) if count else True
        freedom = clamp(freedom, min=0)
    if poor:
        warn("cov(): degrees of freedom is <= 0. Correction should be strictly less than the number "
             "of observations.")
    return freedom


@composite("corrcoef")
def corrcoef(input: Any) -> Any:
    """Correlation coefficients of the rows, which are variables.

    Shapes: ``(n, m) -> (n, n)``, ``(m) -> ()``.

    Raises:
        RuntimeError: more than two dimensions.

    >>> corrcoef(tensor([[1.0, 2.0, 3.0], [3.0, 2.0, 1.0]]))
    tensor([[ 1., -1.],
            [-1.,  1.]])
    """
    if input.ndim > 2:
        raise RuntimeError("corrcoef(): expected input to have two or fewer dimensions but got an "
                           f"input with {input.ndim} dimensions")
    c = cov(input)
    if c.ndim == 0:
        return c / c
    scale = real(c.diagonal()).sqrt()
    c = c / scale.unsqueeze(1) / scale.unsqueeze(0)
    if c._data.dtype.kind == "c":
        return c
    return clamp(c, -1, 1)
