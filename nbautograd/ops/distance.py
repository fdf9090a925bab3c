"""Lengths, similarities and distances of vectors, row by row."""

from __future__ import annotations

from typing import Any

from ..engine.declare import composite, op
from ..engine.dtypes import promoted
from ..engine.messages import scalar_name
from ..engine.state import no_grad
from .arrange import broadcast_tensors
from .norms import vector_norm
from .shape import expand_to_size

__all__ = ["cosine_similarity", "normalize", "pairwise_distance"]

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
