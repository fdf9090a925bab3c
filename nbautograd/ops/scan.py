"""Running sums, products and extremes; and the product of all."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import OPS, linear, op
from ..engine.dtypes import to_numpy_dtype
from ..engine.messages import scalar_name
from ..engine.structural import expand_to
from .arguments import data_of, wrap_dim
from .dims import MULTIPLY, axes
from .formulas import keep, symbolic
from .reduce import place
from .unary import exp, log

__all__ = ["cummax", "cummin", "cumprod", "cumsum", "logcumsumexp", "prod"]


def _running(function: Any, x: Any, dim: int, dtype: Any) -> Any:
    """`function.accumulate` in PyTorch's types: integers in int64."""
    axis = wrap_dim(dim, x.ndim)
    if dtype is not None:
        x = x.astype(to_numpy_dtype(dtype), copy=False)
    elif x.dtype.kind in "biu":
        x = x.astype(np.int64, copy=False)
    if not x.ndim:
        return x.copy()
    if x.dtype == np.float16:
        return function.accumulate(x, axis=axis, dtype=np.float32).astype(np.float16)
    if math.prod(x.shape[axis + 1:]) < _WIDE:
        return np.ascontiguousarray(function.accumulate(x, axis=axis, dtype=x.dtype))
    # NumPy goes down each column; row by row the processor reads its memory in order.
    out = np.empty(x.shape, x.dtype)
    rows, given = np.moveaxis(out, axis, 0), np.moveaxis(x, axis, 0)
    rows[:1] = given[:1]
    for k in range(1, len(rows)):
        function(rows[k - 1], given[k], out=rows[k])
    return out


_WIDE = 128      # elements of a row, from which its calls cost less


def _cumsum(x: Any, dim: int, *, dtype: Any = None) -> Any:
    """Sum of each element and those before it along `dim`.

    Shapes: ``(n, m) -> (n, m)``.

    >>> cumsum(tensor([1.0, 2.0, 3.0]), dim=0)
    tensor([1., 3., 6.])
    """
    return _running(np.add, x, dim, dtype)


def _from_the_end(x: Any, dim: int) -> Any:
    axis = wrap_dim(dim, x.ndim)
    return np.flip(_running(np.add, np.flip(x, axis), axis, None), axis) if x.ndim else x.copy()


def _samples(make: Any) -> Any:
    return [((make(4), 0), {}), ((make(2, 3), 1), {}), ((make(2, 3), 0), {})]


cumsum = linear("cumsum", _cumsum, lambda g, dim: rest_sum(g, dim), tex=r"\sum_{{j \le i}} {x}_j",
                inplace=True, samples=_samples)
rest_sum: Any = linear("rest_sum", _from_the_end, lambda g, dim: cumsum(g, dim), method=False,
                  public=False, node="FlipBackward0", tex=r"\sum_{{j \ge i}} {x}_j",
                  samples=_samples)

# -- products ------------------------------------------------------------------------------------


def _prod(x: Any, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Any:
    """Product of all elements, or along `dim`.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    >>> prod(tensor([2.0, 3.0, 4.0]))
    tensor(24.)
    """
    if isinstance(dim, bool) or not (dim is None or hasattr(dim, "__index__")):
        raise TypeError("prod() received an invalid combination of arguments: `dim` must be an "
                        f"int, not {type(dim).__name__}")
    if dtype is not None:
        x = x.astype(to_numpy_dtype(dtype), copy=False)
    elif x.dtype.kind in "biu":
        x = x.astype(np.int64, copy=False)
    over = axes(dim, x.ndim)
    if x.dtype == np.float16:
        return MULTIPLY.reduce(x, axis=over, dtype=np.float32,
                                  keepdims=keepdim).astype(np.float16)
    return MULTIPLY.reduce(x, axis=over, dtype=x.dtype, keepdims=keepdim)


def _has_zero(x: Any) -> bool:
    return not symbolic(x) and not bool(np.all(data_of(x)))


def _prod_vjp(g: Any, x: Any, out: Any, x_shape: Any, dim: Any, keepdim: bool) -> Any:
    if not _has_zero(x):
        return expand_to(g, x_shape, dim, keepdim) * (expand_to(out, x_shape, dim, keepdim) / x)
    g = expand_to(g, x_shape, dim, keepdim)
    if dim is None and len(x_shape) > 1:
        flat = OPS["_unsafe_view"].function
        return flat(flat(g, (-1,)) * _products_of_others(flat(x, (-1,)), 0), x_shape)
    return g * _products_of_others(x, 0 if dim is None else dim)


def _products_of_others(x: Any, dim: int) -> Any:
    """For each element the product of all others along `dim`; zeros are harmless."""
    if not x.ndim:
        return x * 0 + 1
    unbind, stack = OPS["unbind"].function, OPS["stack"].function
    parts = unbind(x, dim)
    before, after = [parts[0] * 0 + 1], [parts[0] * 0 + 1]
    for n in range(len(parts) - 1):
        before.append(before[-1] * parts[n])
        after.append(after[-1] * parts[-1 - n])
    return stack([b * a for b, a in zip(before, reversed(after), strict=True)], dim)


prod = op("prod", _prod, _prod_vjp, tex=r"\prod {x}", holomorphic=True,
          node=lambda dim: "ProdBackward0" if dim is None else "ProdBackward1",
          samples=lambda make: [((make(3),), {}), ((make(2, 3),), {"dim": 1}),
                                ((make(2, 3),), {"dim": 0, "keepdim": True})])


def _cumprod(x: Any, dim: int, *, dtype: Any = None) -> Any:
    """Product of each element and those before it along `dim`.

    Shapes: ``(n, m) -> (n, m)``.

    >>> cumprod(tensor([1.0, 2.0, 3.0]), dim=0)
    tensor([1., 2., 6.])
    """
    return _running(np.multiply, x, dim, dtype)


def _cumprod_vjp(g: Any, x: Any, out: Any, dim: int) -> Any:
    if not _has_zero(x):
        return rest_sum(g * out, dim) / x
    if not x.ndim:
        return g
    # With zeros: x_k is in every product from k on, each of which is (before) * x_k * (between).
    unbind, stack = OPS["unbind"].function, OPS["stack"].function
    xs, gs = unbind(x, dim), unbind(g, dim)
    before = [xs[0] * 0 + 1]
    for part in xs[:-1]:
        before.append(before[-1] * part)
    onward = [gs[-1]]
    for k in range(len(xs) - 1, 0, -1):
        onward.append(gs[k - 1] + xs[k] * onward[-1])
    return stack([b * s for b, s in zip(before, reversed(onward), strict=True)], dim)


cumprod = op("cumprod", _cumprod, _cumprod_vjp, tex=r"\prod_{{j \le i}} {x}_j", inplace=True,
             holomorphic=True, samples=_samples)

# -- logarithms of sums of exponentials ----------------------------------------------------------


def _logcumsumexp(x: Any, dim: int) -> Any:
    """Logarithm of the running sum of exponentials along `dim`, without overflow.

    Shapes: ``(n, m) -> (n, m)``.

    >>> logcumsumexp(tensor([1000.0, 1000.0]), dim=0)
    tensor([1000.0000, 1000.6932])
    """
    axis = wrap_dim(dim, x.ndim)
    if x.dtype.kind not in "fc":
        raise NotImplementedError(
            f"\"logcumsumexp_out_cpu\" not implemented for '{scalar_name(x.dtype)}'")
    if not x.ndim:
        return x.copy()
    if x.dtype.kind == "c":
        return _complex_scan(x, axis)
    # In double precision: the roundings of one step are in all that follow.
    return np.logaddexp.accumulate(x, axis=axis, dtype=np.float64).astype(x.dtype, copy=False)


def _complex_scan(x: Any, axis: int) -> Any:
    out = np.moveaxis(x.astype(np.complex128), axis, 0)
    for k in range(1, len(out)):
        top = np.maximum(out[k - 1].real, out[k].real)
        out[k] = np.log(np.exp(out[k - 1] - top) + np.exp(out[k] - top)) + top
    return np.moveaxis(out, 0, axis).astype(x.dtype, copy=False)


def _log_from_the_end(x: Any, dim: int) -> Any:
    axis = wrap_dim(dim, x.ndim)
    return np.flip(_logcumsumexp(np.flip(x, axis), axis), axis) if x.ndim else x.copy()


def _log_scan_vjp(g: Any, x: Any, out: Any, dim: int, back: Any) -> Any:
    """``exp(x) * scan(g * exp(-out))`` in logarithms, positive and negative parts of g apart."""
    if symbolic(g, x, out) or data_of(x).dtype.kind == "c":
        scan = rest_sum if back is _rest_logsumexp else cumsum
        return exp(x) * scan(g * exp(-out), dim)
    up, down = _logarithms(g)
    return exp(back(up - out, dim) + x) - exp(back(down - out, dim) + x)


def _log_scan_jvp(dx: Any, x: Any, out: Any, dim: int, scan: Any) -> Any:
    """``exp(-out) * scan(exp(x) * dx)`` in logarithms, positive and negative parts of dx apart."""
    if data_of(x).dtype.kind == "c":
        return exp(-out) * (cumsum if scan is logcumsumexp else rest_sum)(exp(x) * dx, dim)
    up, down = _logarithms(dx)
    return exp(scan(up + x, dim) - out) - exp(scan(down + x, dim) - out)


def _logarithms(g: Any) -> tuple[Any, Any]:
    """Those of the positive and of the negative elements."""
    positive, negative = g > 0, g < 0
    return (keep(log(keep(g, positive) + ~positive), positive) + _lowest(g, ~positive),
            keep(log(keep(-g, negative) + ~negative), negative) + _lowest(g, ~negative))


def _lowest(g: Any, mask: Any) -> Any:
    """The logarithm of nothing where the mask is true, else zero.

    The lowest number, not minus infinity, of which second derivatives would make nan.
    """
    return keep(g * 0 + np.finfo(data_of(g).dtype).min, mask)


logcumsumexp = op("logcumsumexp", _logcumsumexp, lambda g, x, out, dim:
                  _log_scan_vjp(g, x, out, dim, _rest_logsumexp), jvp=lambda dx, x, out, dim:
                  _log_scan_jvp(dx, x, out, dim, logcumsumexp),
                  tex=r"\ln \sum_{{j \le i}} e^{{{x}_j}}", samples=_samples, holomorphic=True)
_rest_logsumexp = op("rest_logsumexp", _log_from_the_end, lambda g, x, out, dim:
                     _log_scan_vjp(g, x, out, dim, logcumsumexp), jvp=lambda dx, x, out, dim:
                     _log_scan_jvp(dx, x, out, dim, _rest_logsumexp), method=False, public=False,
                     holomorphic=True,
                     node="FlipBackward0", tex=r"\ln \sum_{{j \ge i}} e^{{{x}_j}}",
                     samples=_samples)

# -- running extremes ----------------------------------------------------------------------------


def _extreme(better: Any, name: str, says: str, values: str, indices: str) -> Any:
    def forward(x: Any, dim: int) -> Any:
        if x.dtype.kind == "c":
            raise NotImplementedError(f"\"{name}_helper_cpu\" not implemented for "
                                      f"'{scalar_name(x.dtype)}'")
        if not x.size:
            return x.copy(), np.zeros(x.shape, np.int64)
        if not x.ndim and dim not in (0, -1):
            raise IndexError(f"{name}(): Expected reduction dim -1 or 0 for scalar but got {dim}")
        axis = wrap_dim(dim, x.ndim)
        if not x.ndim:
            return x.copy(), np.zeros((), np.int64)
        out = better.accumulate(x, axis=axis)
        # The position is the last one where the running value is met: equal ones move it on.
        here = np.arange(x.shape[axis]).reshape([-1 if d == axis else 1 for d in range(x.ndim)])
        met = (x == out) | (np.isnan(x) if x.dtype.kind == "f" else False)
        return out, np.maximum.accumulate(np.where(met, here, 0), axis=axis)

    forward.__doc__ = f"""{says} of each element and those before it along `dim`, and where it is.

    Shapes: ``(n, m) -> (n, m), (n, m)``.

    >>> {name}(tensor([1.0, 3.0, 2.0]), dim=0)
    torch.return_types.{name}(
    values={values},
    indices={indices})
    """
    return forward


def _placed(g_values: Any, indices: Any, x_shape: Any, dim: int) -> Any:
    return place(g_values, indices, x_shape, dim)


cummax = op("cummax", _extreme(np.maximum, "cummax", "Largest", "tensor([1., 3., 3.])",
                               "tensor([0, 1, 1])"), _placed, outputs=("values", "indices"),
            tex=r"\max_{{j \le i}} {x}_j", samples=_samples)
cummin = op("cummin", _extreme(np.minimum, "cummin", "Smallest", "tensor([1., 1., 1.])",
                               "tensor([0, 0, 0])"), _placed, outputs=("values", "indices"),
            tex=r"\min_{{j \le i}} {x}_j", samples=_samples)
