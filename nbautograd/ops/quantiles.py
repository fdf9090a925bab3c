"""Quantiles: the elements at fractions of a sorted row."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite
from ..engine.tensor import Tensor, wrap
from .arguments import wrap_dim
from .compare import isnan
from .elementwise import lerp
from .formulas import keep
from .order import sort
from .reduce import pick

__all__ = ["nanquantile", "quantile"]

_INTERPOLATIONS = ("linear", "lower", "higher", "midpoint", "nearest")


def _checked_q(input: Any, q: Any, interpolation: str, name: str) -> Any:
    """`q` as a tensor, refused in PyTorch's words if it does not fit."""
    if not isinstance(q, Tensor):
        if not 0 <= q <= 1:
            raise RuntimeError(f"{name}() q must be in the range [0, 1] but got {q}")
        q = wrap(np.array(q, input._data.dtype))
    if input._data.dtype.name not in ("float32", "float64"):
        raise RuntimeError(f"{name}() input tensor must be either float or double dtype; got "
                           f"{input.dtype}")
    if not input.numel():
        raise RuntimeError(f"{name}() input tensor must be non-empty")
    if q.ndim > 1:
        raise RuntimeError(f"{name}() q must be a scalar or 1D tensor")
    if q.dtype is not input.dtype:
        raise RuntimeError(f"{name}() q tensor must be same dtype as the input tensor: {q.dtype} "
                           f"and {input.dtype}")
    if not np.all((q._data >= 0) & (q._data <= 1)):
        raise RuntimeError(f"{name}() q values must be in the range [0, 1]")
    if interpolation not in _INTERPOLATIONS:
        raise RuntimeError(f"{name}() interpolation must be one of linear, lower, higher, midpoint "
                           f"or nearest, but got {interpolation}")
    return q


def _between(ordered: Any, ranks: Any, interpolation: str) -> Any:
    """The elements of sorted rows at fractional ranks; both have the row last."""
    places = ranks.detach()
    if interpolation == "nearest":
        return pick(ordered, places.round().long(), -1)
    if interpolation == "higher":
        return pick(ordered, places.ceil().long(), -1)
    below = places.floor()
    values = pick(ordered, below.long(), -1)
    if interpolation == "lower":
        return values
    above = pick(ordered, places.ceil().long(), -1)
    if interpolation == "midpoint":
        return lerp(values, above, wrap(np.full(values.shape, 0.5, ordered._data.dtype)))
    return lerp(values, above, ranks - below)


def _quantiles(input: Any, q: Any, dim: Any, keepdim: bool, interpolation: str, skip_nan: bool,
               name: str) -> Any:
    points = _checked_q(input, q, interpolation, name)
    axis = 0 if dim is None else wrap_dim(dim, input.ndim)
    rows = input.reshape(-1) if dim is None else input.unsqueeze(0) if not input.ndim else (
        input.transpose(axis, -1))
    ordered = sort(rows, -1)[0]
    missing = isnan(ordered)
    n = ordered.shape[-1]
    flat = points.reshape(-1)
    if skip_nan:
        known = (~missing).sum(-1, keepdim=True)
        ranks = flat * (known - 1).to(flat.dtype)
        ranks = keep(ranks, ranks >= 0)
    else:
        # A row with a nan has nan for every quantile: its largest element.
        hidden = missing.any(-1, keepdim=True)
        ranks = keep(flat * (n - 1), ~hidden) + hidden.to(flat.dtype) * (n - 1)
    ranks = ranks.expand(*ordered.shape[:-1], flat.shape[0])
    found = _between(ordered, ranks, interpolation)
    return _arranged(found, input, axis, dim, keepdim, points.ndim)


def _arranged(found: Any, input: Any, axis: int, dim: Any, keepdim: bool, q_ndim: int) -> Any:
    """The quantiles, row last, with that dimension in front and `dim` gone or kept."""
    front = found.movedim(-1, 0)
    if dim is None or not input.ndim:
        shape = ((1,) * input.ndim) if keepdim else ()
        front = front.reshape(front.shape[0], *shape)
    else:
        front = front.unsqueeze(-1).transpose(axis + 1, -1)
        if not keepdim:
            front = front.squeeze(axis + 1)
    return front if q_ndim else front.squeeze(0)


@composite("quantile")
def quantile(input: Any, q: Any, dim: int | None = None, keepdim: bool = False, *,
             interpolation: str = "linear") -> Any:
    """The `q`-quantiles of all elements, or along `dim`; several `q` make a first dimension.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``, with k points: ``(k, n)``.

    Raises:
        RuntimeError: no elements, not floating, or a `q` outside of [0, 1].

    >>> quantile(tensor([0.0, 1.0, 2.0, 3.0]), 0.5)
    tensor(1.5000)
    """
    return _quantiles(input, q, dim, keepdim, interpolation, False, "quantile")


@composite("nanquantile")
def nanquantile(input: Any, q: Any, dim: int | None = None, keepdim: bool = False, *,
                interpolation: str = "linear") -> Any:
    """As `quantile`, of the elements that are not nan.

    Shapes: ``(n, m) -> ()``, with ``dim=1``: ``(n, m) -> (n)``, with k points: ``(k, n)``.

    >>> nanquantile(tensor([0.0, nan, 2.0]), 0.5)
    tensor(1.)
    """
    return _quantiles(input, q, dim, keepdim, interpolation, True, "nanquantile")
