"""Norms, and the logarithm of a sum of exponentials."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import op, wraps_op
from ..engine.dtypes import default, from_numpy_dtype, to_numpy_dtype
from ..engine.structural import expand_to
from ..engine.sums import sum_all, sum_along
from .dims import ADD, MAXIMUM, MINIMUM, axes
from .formulas import keep, symbolic
from .reduce import sum_
from .rows import row_max, tame
from .unary import abs_, exp, sgn

__all__ = ["logsumexp", "norm", "vector_norm"]


def _vector_norm(x: Any, ord: Any = 2, dim: Any = None, keepdim: bool = False, *,
                 dtype: Any = None) -> Any:
    """``sum(abs(input) ** ord) ** (1 / ord)``; the largest element for inf, a count for 0.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    Raises:
        RuntimeError: integers; no elements for a negative or infinite order.

    >>> linalg.vector_norm(tensor([3.0, 4.0]))
    tensor(5.)
    """
    if ord == 2 and dim is None and dtype is None and not keepdim and x.dtype.char in "fd":
        # Of a single number it is the absolute value, which neither overflows nor loses digits.
        # The square root of a double, rounded to single, is that of the single.
        return x.dtype.type(abs(x.item()) if x.size == 1 else math.sqrt(sum_all(x * x)))
    if isinstance(ord, bool) or not isinstance(ord, (int, float)):
        raise TypeError("linalg_vector_norm(): argument 'ord' (position 2) must be Number, not "
                        f"{type(ord).__name__}")
    if x.dtype.kind not in "fc":
        raise RuntimeError("linalg.vector_norm: Expected a floating point or complex tensor as "
                           f"input. Got {from_numpy_dtype(x.dtype).name}")
    if dtype is not None:
        x = x.astype(_norm_dtype(x, dtype), copy=False)
    over = axes(dim, x.ndim)
    size = np.abs(x)
    if not x.size and (ord < 0 or ord == math.inf):
        _refuse_empty(x, ord, dim, over)
    if ord in (math.inf, -math.inf) or (ord != 0 and all(x.shape[d] == 1 for d in over)):
        # As above: of a single number it is the absolute value.
        chooser = MAXIMUM if ord > 0 else MINIMUM
        return chooser.reduce(size, axis=over, keepdims=keepdim)
    kind = size.dtype
    wide = np.float32 if kind == np.float16 else kind
    if ord == 0:
        total = ADD.reduce(size != 0, axis=over, dtype=wide, keepdims=keepdim)
    elif ord == 1:
        total = ADD.reduce(size, axis=over, dtype=wide, keepdims=keepdim)
    elif ord == 2:
        total = np.sqrt(ADD.reduce(size * size if wide is kind else np.square(size, dtype=wide),
                                      axis=over, keepdims=keepdim))
    else:
        powers = np.power(size, ord, dtype=wide)
        total = np.power(ADD.reduce(powers, axis=over, keepdims=keepdim), 1.0 / ord)
    return np.asarray(total, kind)


def _norm_dtype(x: Any, dtype: Any) -> Any:
    target = to_numpy_dtype(dtype)
    if target.kind not in "fc" or (target.kind == "f") != (x.dtype.kind == "f"):
        raise RuntimeError(
            "linalg.vector_norm: dtype should be floating point or complex, as the input is, but "
            f"got {dtype} for an input of type {from_numpy_dtype(x.dtype)}")
    if target.itemsize < x.dtype.itemsize:
        raise RuntimeError(
            f"linalg.vector_norm: the dtype of the input ({from_numpy_dtype(x.dtype)}) should be "
            f"convertible without narrowing to the specified dtype ({dtype})")
    return target


def _refuse_empty(x: Any, ord: Any, dim: Any, over: tuple[int, ...]) -> None:
    if any(x.shape[d] == 0 for d in over):
        raise RuntimeError(f"linalg.vector_norm cannot compute the {float(ord):g} norm on an empty "
                           "tensor because the operation does not have an identity")


def _vector_norm_vjp(g: Any, x: Any, out: Any, x_shape: Any, ord: Any, dim: Any,
                     keepdim: bool) -> Any:
    if ord == 0:
        return None     # a count: PyTorch says that no gradient arrives, not that it is zero
    g = expand_to(g, x_shape, dim, keepdim)
    if ord == 1:
        return g * sgn(x)
    out = expand_to(out, x_shape, dim, keepdim)
    if ord == 2:
        ratio = x / out
        return g * (ratio if symbolic(g, x, out) else keep(ratio, out != 0))
    if ord in (math.inf, -math.inf):
        chosen = (abs_(x) == out) | (x != x)
        return g / sum_(chosen, dim, True) * chosen * sgn(x)
    if ord < 1:
        scaled = keep(sgn(x) * abs_(x) ** (ord - 1), x != 0)
        return scaled * g * out ** (1 - ord)
    scaled = sgn(x) * abs_(x) ** (ord - 1) if ord < 2 else x * abs_(x) ** (ord - 2)
    return scaled * keep(g / out ** (ord - 1), out != 0)


_samples: Any = lambda make: [  # noqa: E731 (as the table's other sample makers)
    ((make(3),), {}), ((make(2, 3), 1), {}), ((make(2, 3), 3.0), {"dim": 1}),
    ((make(2, 3), math.inf), {"dim": 0, "keepdim": True}), ((make(2, 3), 0.5), {})]

vector_norm = op("linalg.vector_norm", _vector_norm, _vector_norm_vjp, samples=_samples,
                 node="LinalgVectorNormBackward0", tex=r"\left\|{x}\right\|_{{{ord}}}")


@wraps_op("norm", vector_norm)
def norm(input: Any, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None,
         ) -> Any:
    """Norm of all elements, or along `dim`: `p` is a number, ``"fro"`` (2) or ``"nuc"``.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``.

    Raises:
        RuntimeError: integers; an unknown name.

    >>> norm(tensor([3.0, 4.0]))
    tensor(5.)
    """
    if p is None or p == "fro":
        return vector_norm(input, 2, dim, keepdim, dtype=dtype)
    if p == "nuc":
        from .spectral import matrix_norm
        return matrix_norm(
            input, "nuc", (-2, -1) if dim is None else dim, keepdim, dtype=dtype)
    if isinstance(p, str):
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported. Give 'fro', 'nuc' or "
                           "a number")
    return vector_norm(input, p, dim, keepdim, dtype=dtype)


def _logsumexp(x: Any, dim: Any, keepdim: bool = False) -> Any:
    """``log(sum(exp(input)))`` over `dim` (one or several), without overflow.

    Shapes: ``(n, m) -> (n)`` with ``dim=1``.

    >>> logsumexp(tensor([1000.0, 1000.0]), dim=0)
    tensor(1000.6932)
    """
    if x.dtype.kind not in "fc":
        x = x.astype(default.numpy)
    if type(dim) is int and x.ndim > 1 and tame(x):
        return np.log(sum_along(np.exp(x), dim, keepdim))
    if type(dim) is int and x.dtype.kind == "f" and x.ndim > 1 and x.size:
        largest = row_max(x, dim)
        if np.isfinite(largest).all():
            total = np.log(sum_along(np.exp(x - largest), dim, True))
            total += largest
            return total if keepdim else total.squeeze(dim)
    over = axes(dim, x.ndim)
    if not x.size:
        return np.log(ADD.reduce(np.exp(x), axis=over, keepdims=keepdim))
    largest = MAXIMUM.reduce(x.real, axis=over, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, largest.dtype.type(0))
    total = np.log(ADD.reduce(np.exp(x - largest), axis=over, keepdims=True)) + largest
    return total if keepdim else total.squeeze(over)


logsumexp = op("logsumexp", _logsumexp, lambda g, x, out, x_shape, dim, keepdim:
               expand_to(g, x_shape, dim, keepdim)
               * exp(x - expand_to(out, x_shape, dim, keepdim)),
               tex=r"\ln \sum e^{{{x}}}", aliases=("special.logsumexp",), holomorphic=True,
               samples=lambda make: [((make(2, 3), 1), {}), ((make(2, 3), (0, 1)), {}),
                                     ((make(4), 0), {"keepdim": True})])
