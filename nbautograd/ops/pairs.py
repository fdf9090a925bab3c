"""Distances of all pairs of rows: of one matrix (`pdist`), of two (`cdist`)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, op
from ..engine.messages import scalar_name
from ..engine.structural import sum_to
from ..engine.tensor import Tensor, wrap
from .arrange import common_shape
from .formulas import keep, not_for
from .reduce import sum_
from .shape import as_view, expand_to_size
from .unary import abs_, sign

__all__ = ["cdist", "pdist"]


def _length(away: Any, p: float) -> Any:
    """The p-norm along the last dimension, of differences without sign."""
    if p == 0:
        return np.add.reduce(away != 0, axis=-1, dtype=away.dtype)
    if p == np.inf:
        return np.maximum.reduce(away, axis=-1, initial=0)
    if p == 1:
        return np.add.reduce(away, axis=-1)
    if p == 2:
        return np.sqrt(np.add.reduce(away * away, axis=-1))
    return np.add.reduce(away ** p, axis=-1) ** (1 / p)


def _slope(away: Any, far: Any, p: float) -> Any:
    """How a distance `far` grows with each difference: ``(*, m), (*, 1) -> (*, m)``."""
    if p == 0:
        return away * 0
    if p == 1:
        return sign(away)
    if p == 2:
        return away / (far + (far == 0))
    if p == np.inf:
        return keep(sign(away), abs_(away) == far)
    size = abs_(away)
    return keep(sign(away) * (size + (size == 0)) ** (p - 1), size != 0) / (
        far + (far == 0)) ** (p - 1)


# -- the rows of one matrix ------------------------------------------------------------------------


def _pairs(n: int) -> tuple[Any, Any]:
    return np.triu_indices(n, 1)


def _pdist(x: Any, p: float = 2.0) -> Any:
    """Distances of every pair of rows, in the order (0, 1), (0, 2) ... (1, 2) ...

    Shapes: ``(n, m) -> (n (n - 1) / 2)``.

    Raises:
        RuntimeError: not a matrix, or a negative `p`.

    >>> nn.functional.pdist(tensor([[0.0], [1.0], [3.0]]))
    tensor([1., 3., 2.])
    """
    if x.ndim != 2:
        raise RuntimeError(f"pdist only supports 2D tensors, got: {x.ndim}D")
    if x.dtype.kind != "f":
        raise RuntimeError("pdist only supports floating-point dtypes, but it has "
                           f"{scalar_name(x.dtype)}")
    if p < 0:
        raise RuntimeError(f"pdist only supports non-negative p values, but p is {p}")
    i, j = _pairs(x.shape[0])
    return _length(np.abs(x[i] - x[j]), p)


def _pdist_vjp(g: Any, x: Any, out: Any, x_shape: Any, p: float) -> Any:
    from .gather import index_add, index_select
    i, j = (_index(x, k) for k in _pairs(x_shape[0]))
    away = index_select(x, 0, i) - index_select(x, 0, j)
    g, far = g.reshape((-1, 1)), out.reshape((-1, 1))
    each = g * _slope(away, far, p)
    zero = sum_to(x * 0, x_shape)
    return index_add(index_add(zero, 0, i, each), 0, j, -each)


def _index(like: Any, places: Any) -> Any:
    """Places as an array where formulas run on arrays, as a tensor where on tensors."""
    return wrap(places) if isinstance(like, Tensor) else places


pdist = op("pdist", _pdist, _pdist_vjp, method=False, aliases=("nn.functional.pdist",),
           node="PdistBackward0", samples=lambda make: [((make(4, 3),), {})])

# -- the rows of two -------------------------------------------------------------------------------

_AT_ONCE = 2**18    # differences held in memory


def _cdist(x1: Any, x2: Any, p: float) -> Any:
    """Distances of all pairs of rows, from their differences: ``(*, n, d), (*, m, d) -> (*, n, m)``."""
    out = np.empty((*x1.shape[:-1], x2.shape[-2]), x1.dtype)
    step = max(1, _AT_ONCE // max(1, x2.size))
    for k in range(0, x1.shape[-2], step):
        away = x1[..., k:k + step, None, :] - x2[..., None, :, :]
        out[..., k:k + step, :] = _length(np.abs(away, out=away), p)
    return out


def _cdist_vjp(g: Any, x1: Any, x2: Any, out: Any, p: float) -> Any:
    away = x1[..., None, :] - x2[..., None, :, :]
    each = g[..., None] * _slope(away, out[..., None], p)
    return sum_(each, -2), -sum_(each, -3)


def _samples(make: Any) -> Any:
    return [((make(3, 2), make(4, 2), 2.0), {}), ((make(2, 3, 2), make(2, 2, 2), 1.0), {}),
            ((make(3, 2), make(2, 2), 3.0), {})]


_by_differences = op(
    "_cdist_forward", _cdist, None, joint=_cdist_vjp, inputs="x1 x2", method=False, public=False,
    node="CdistBackward0", tex=r"\operatorname{{cdist}}({x1}, {x2})", samples=_samples,
    refuses=not_for("biuc", "cdist"))


def _euclidean(x1: Any, x2: Any) -> Any:
    """As `_cdist`, from products of rows: one matrix product, but near rows lose digits."""
    first, second = ((x * x).sum(-1, keepdims=True) for x in (x1, x2))
    left = np.concatenate([-2 * x1, first, np.ones_like(first)], -1)
    right = np.concatenate([x2, np.ones_like(second), second], -1)
    squares = left @ right.mT
    return np.sqrt(np.maximum(squares, 0, out=squares), out=squares)


def _euclidean_vjp(g: Any, x1: Any, x2: Any, out: Any) -> Any:
    share = keep(g / (out + (out == 0)), out != 0)
    return (x1 * sum_(share, -1, True) - share @ x2,
            x2 * sum_(share, -2)[..., None] - share.mT @ x1)


_by_products = op(
    "_euclidean_dist", _euclidean, None, joint=_euclidean_vjp, inputs="x1 x2", method=False,
    public=False, node="EuclideanDistBackward0", tex=r"\operatorname{{cdist}}({x1}, {x2})",
    samples=lambda make: [((make(3, 2), make(4, 2)), {}), ((make(2, 3, 2), make(2, 2, 2)), {})],
    refuses=not_for("biuc", "cdist"))

_MODES = {None: 0, "use_mm_for_euclid_dist_if_necessary": 0, "use_mm_for_euclid_dist": 1,
          "donot_use_mm_for_euclid_dist": 2}
_MANY_ROWS = 25     # from more on the matrix product is worth its digits


@composite("cdist", method=False)
def cdist(x1: Any, x2: Any, p: float = 2.0, compute_mode: str | None = None) -> Any:
    """Distances of all pairs of rows: ``(*, n, d), (*, m, d) -> (*, n, m)``.

    Of more than 25 rows Euclidean distances are made from one matrix product, unless `compute_mode`
    is "donot_use_mm_for_euclid_dist"; of fewer only if it is "use_mm_for_euclid_dist".

    Raises:
        RuntimeError: sizes that do not fit, integers, a negative `p`.   ValueError: another mode.

    >>> cdist(tensor([[0.0, 0.0]]), tensor([[3.0, 4.0]]))
    tensor([[5.]])
    """
    if compute_mode not in _MODES:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode: give one of "
                         + ", ".join(str(m) for m in _MODES))
    for k, x in enumerate((x1, x2), 1):
        if x.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, X{k} got: {x.ndim}D")
    if x1.shape[-1] != x2.shape[-1]:
        raise RuntimeError(f"X1 and X2 must have the same number of columns. X1: {x1.shape[-1]} "
                           f"X2: {x2.shape[-1]}")
    for k, x in enumerate((x1, x2), 1):
        if x._data.dtype.kind != "f":
            raise RuntimeError(f"cdist only supports floating-point dtypes, X{k} got: "
                               f"{scalar_name(x._data.dtype)}")
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    if x1._data.dtype != x2._data.dtype:
        raise RuntimeError(f"expected scalar type {scalar_name(x1._data.dtype)} but found "
                           f"{scalar_name(x2._data.dtype)}; convert one with .to(dtype)")
    lead = common_shape([x1._data.shape[:-2], x2._data.shape[:-2]])
    x1, x2 = (x if x._data.shape[:-2] == lead else expand_to_size(x, (*lead, *x._data.shape[-2:]))
              for x in (x1, x2))
    n, m = x1.shape[-2], x2.shape[-2]
    mode = _MODES[compute_mode]
    if p == 2 and x1._data.size and x2._data.size and (mode == 1 or (mode == 0 and max(n, m) > _MANY_ROWS)):
        return as_view(_by_products(x1, x2), (*lead, n, m))
    return _by_differences(x1, x2, p)
