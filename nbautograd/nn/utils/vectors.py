"""Parameters as one vector, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...engine.tensor import Tensor
from ...ops.join import cat

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def parameters_to_vector(parameters: Iterable[Any]) -> Any:
    """All parameters one after the other.

    Shapes: ``(n, m), (k) -> (n m + k)``.

    >>> nn.utils.parameters_to_vector([ones(2), zeros(1)])
    tensor([1., 1., 0.])
    """
    return cat([p.view(-1) for p in parameters])


def vector_to_parameters(vec: Any, parameters: Iterable[Any]) -> None:
    """Give the parameters the numbers of a vector, in order.

    Raises:
        TypeError: not a tensor.

    >>> p = nn.Parameter(zeros(2))
    >>> nn.utils.vector_to_parameters(ones(2), [p]); p
    Parameter containing:
    tensor([1., 1.], requires_grad=True)
    """
    if not isinstance(vec, Tensor):
        raise TypeError(f"expected torch.Tensor, but got: {type(vec).__name__}")
    start = 0
    for p in parameters:
        p.data = vec[start:start + p.numel()].view_as(p).data
        start += p.numel()
