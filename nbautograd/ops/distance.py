"""Distances, similarities and lengths of vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, op
from ..engine.dtypes import promoted
from ..engine.messages import scalar_name
from ..engine.state import no_grad
from ..engine.structural import sum_to
from .arrange import broadcast_tensors
from .formulas import keep
from .norms import vector_norm
from .shape import expand_to_size
from .unary import abs_, sign

__all__ = ["cosine_similarity", "normalize", "pairwise_distance", "pdist"]

F = "nn.functional."


@composite(F + "normalize")
def normalize(input: Any, p: float = 2.0, dim: Any = 1, eps: float = 1e-12, out: Any = None) -> Any:
    """Vectors along `dim`, divided by their norms, but by `eps` at least.

    Shapes: ``(n, m) -> (n, m)``.

    Raises:
        IndexError: there is no such dimension.

    >>> nn.functional.normalize(tensor([[3.0, 4.0]]))
    tensor([[0.6000, 0.8000]])
    """
    length = vector_norm(input, p, dim, True).clamp_min(eps)
    return input / expand_to_size(length, tuple(input.shape))


# The norm under the name that the graph of PyTorch's own C++ functions has.
_norm = op("_norm", vector_norm.op.forward, vector_norm.op.formulas(1)[0].function,
           node="NormBackward1", public=False, method=False, samples=vector_norm.op.samples)


@composite("pairwise_distance", method=False, aliases=(F + "pairwise_distance",))
def pairwise_distance(x1: Any, x2: Any, p: float = 2.0, eps: float = 1e-6,
                      keepdim: bool = False) -> Any:
    """The p-norm of ``x1 - x2 + eps`` along the last dimension.

    Shapes: ``(n, m), (n, m) -> (n)``.

    >>> nn.functional.pairwise_distance(tensor([[0.0, 0.0]]), tensor([[3.0, 4.0]]))
    tensor([5.0000])
    """
    return _norm(x1 - x2 + eps, p, -1, keepdim)


@composite("cosine_similarity", method=False, aliases=(F + "cosine_similarity",))
def cosine_similarity(x1: Any, x2: Any, dim: int = 1, eps: float = 1e-8) -> Any:
    """Cosine of the angle between vectors along `dim`; norms are `eps` at least.

    Shapes: ``(n, m), (n, m) -> (n)``.

    Raises:
        RuntimeError: integers.

    >>> nn.functional.cosine_similarity(tensor([[1.0, 1.0]]), tensor([[1.0, 0.0]]))
    tensor([0.7071])
    """
    common = promoted([x1._data, x2._data])
    if not (common.is_floating_point or common.is_complex):
        raise RuntimeError("expected common dtype to be floating point, yet common dtype is "
                           f"{scalar_name(common.numpy)}; convert with .to(torch.float)")
    if x1._data.shape != x2._data.shape:
        x1, x2 = broadcast_tensors(x1, x2)
    return (_directed(x1, dim, eps) * _directed(x2, dim, eps)).sum(dim)


def _directed(x: Any, dim: int, eps: float) -> Any:
    length = vector_norm(x, 2, dim, True).clone()
    with no_grad():
        length.clamp_(min=eps)
    return x / length


# -- every pair -----------------------------------------------------------------------------------------


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
    away = np.abs(x[i] - x[j])
    if p == 0:
        return np.add.reduce(away != 0, axis=1, dtype=x.dtype)
    if p == np.inf:
        return np.maximum.reduce(away, axis=1, initial=0)
    if p == 1:
        return np.add.reduce(away, axis=1)
    if p == 2:
        return np.sqrt(np.add.reduce(away * away, axis=1))
    return np.add.reduce(away ** p, axis=1) ** (1 / p)


def _pdist_vjp(g: Any, x: Any, out: Any, x_shape: Any, p: float) -> Any:
    from .gather import index_add, index_select
    i, j = (_index(x, k) for k in _pairs(x_shape[0]))
    away = index_select(x, 0, i) - index_select(x, 0, j)
    g, far = g.reshape((-1, 1)), out.reshape((-1, 1))
    if p == 0:
        slope = away * 0
    elif p == 1:
        slope = sign(away)
    elif p == 2:
        slope = away / (far + (far == 0))
    elif p == np.inf:
        slope = keep(sign(away), abs_(away) == far)
    else:
        size = abs_(away)
        slope = keep(sign(away) * (size + (size == 0)) ** (p - 1), size != 0) / (
            far + (far == 0)) ** (p - 1)
    each = g * slope
    zero = sum_to(x * 0, x_shape)
    return index_add(index_add(zero, 0, i, each), 0, j, -each)


def _index(like: Any, places: Any) -> Any:
    """Places as an array where formulas run on arrays, as a tensor where on tensors."""
    from ..engine.tensor import Tensor, wrap
    return wrap(places) if isinstance(like, Tensor) else places


pdist = op("pdist", _pdist, _pdist_vjp, method=False, aliases=(F + "pdist",),
           node="PdistBackward0", samples=lambda make: [((make(4, 3),), {})])
