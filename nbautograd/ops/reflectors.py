"""Weights as direction and length, and orthogonal factors as LAPACK leaves them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, op
from ..engine.naming import return_type
from .formulas import not_for, unknown
from .norms import norm
from .reduce import sum_
from .transposes import transpose

__all__ = ["geqrf", "norm_except_dim", "weight_norm"]


# -- weight norm ------------------------------------------------------------------------------------------


@composite("norm_except_dim", method=False)
def norm_except_dim(v: Any, pow: int = 2, dim: int = 0) -> Any:
    """Norms over all dimensions but `dim`, which stay as 1; with ``dim=-1`` over all of them.

    Shapes: ``(n, m) -> (n, 1)``.

    Raises:
        IndexError: there is no such dimension.

    >>> norm_except_dim(tensor([[3.0, 4.0], [0.0, 1.0]]))
    tensor([[5.],
            [1.]])
    """
    if dim == -1:
        return norm(v, pow)
    if dim not in (0, v.ndim - 1):
        return transpose(norm_except_dim(transpose(v, 0, dim), pow), 0, dim)
    ones, size = (1,) * (v.ndim - 1), v.size(dim)
    if dim == 0:
        return norm(v.contiguous().view(size, -1), pow, 1).view(size, *ones)
    return norm(v.contiguous().view(-1, size), pow, 0).view(*ones, size)


def _others(v_shape: Any, dim: int) -> tuple[int, ...]:
    """All dimensions but one."""
    return tuple(k for k in range(len(v_shape)) if k != dim)


def _lengths(v: Any, v_shape: Any, dim: int) -> Any:
    return sum_(v * v, _others(v_shape, dim), True) ** 0.5


def _along(g: Any, v: Any, v_shape: Any, dim: int) -> Any:
    """How much of the cotangent points along each direction."""
    unit = v / _lengths(v, v_shape, dim)
    return sum_(g * unit, _others(v_shape, dim), True)


def _direction_vjp(g: Any, v: Any, length: Any, v_shape: Any, dim: int) -> Any:
    norms = _lengths(v, v_shape, dim)
    return length / norms * (g - v / norms * _along(g, v, v_shape, dim))


_scaled = op(
    "_weight_norm_interface",
    lambda v, length, dim: v * (length / np.add.reduce(
        v * v, axis=_others(v.shape, dim), keepdims=True) ** v.dtype.type(0.5)),
    _direction_vjp, lambda g, v, v_shape, dim: _along(g, v, v_shape, dim), inputs="v length",
    node="WeightNormInterfaceBackward0", public=False, method=False,
    tex=r"{length}\,{v} / \left\|{v}\right\|",
    refuses=not_for("c", "weight_norm_kernel"),
    samples=lambda make: [((make(2, 3), make(2, 1), 0), {}), ((make(2, 3), make(1, 3), 1), {})])


@composite("_weight_norm", method=False)
def weight_norm(v: Any, g: Any, dim: int = 0) -> Any:
    """The directions of `v` with the lengths `g`, for each position of `dim`.

    Shapes: ``(n, m), (n, 1) -> (n, m)``; with ``dim=-1`` there is one length for all: ``()``.

    >>> _weight_norm(tensor([[3.0, 4.0]]), tensor([[1.0]]))
    tensor([[0.6000, 0.8000]])
    """
    if v.ndim and dim in (0, v.ndim - 1):
        return _scaled(v, g, dim)
    return v * (g / norm_except_dim(v, 2, dim))


# -- Householder reflections ------------------------------------------------------------------------------


def _geqrf(x: Any) -> Any:
    if x.ndim < 2:
        raise RuntimeError("torch.geqrf: input must have at least 2 dimensions.")
    if x.shape[-1] and x.shape[-2]:
        a, tau = np.linalg.qr(x, "raw")
        return a.swapaxes(-1, -2).astype(x.dtype), tau.astype(x.dtype)
    return x.copy(), np.empty((*x.shape[:-2], 0), x.dtype)


_reflections = op("_geqrf", _geqrf, unknown("geqrf"), outputs=("a", "tau"), node="GeqrfBackward0",
                  public=False, method=False, refuses=not_for("iub", "geqrf_cpu"),
                  samples=lambda make: [((make(3, 2),), {}), ((make(2, 3),), {})])


@composite("geqrf")
def geqrf(input: Any) -> Any:
    """Reflections of a QR decomposition, as LAPACK gives them; not differentiable.

    On and above the diagonal of `a` there is R, below it the vectors whose reflections
    ``1 - tau v vᴴ`` make up Q; see `linalg.householder_product`.

    Shapes: ``(*, m, n) -> (*, m, n), (*, min(m, n))``.

    Raises:
        RuntimeError: not matrices.   NotImplementedError: integers.

    >>> geqrf(tensor([[3.0], [4.0]])).a
    tensor([[-5.0000],
            [ 0.5000]])
    """
    return _Reflections(*_reflections(input))


_Reflections = return_type("geqrf", ("a", "tau"))
