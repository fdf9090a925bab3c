"""Nodes called by hand: the backward of one op, ``y.grad_fn(g)``, outside any pass.

No hooks run and nothing is freed; while grad mode is on, the results are part of a graph.
"""

from __future__ import annotations

from typing import Any

from .node import AccumulateGrad, Node
from .tensor import Tensor

__all__ = ["accumulate", "call_node"]


def call_node(node: Node, cotangents: tuple[Any, ...]) -> Any:
    """The cotangents of the inputs from those of the outputs, one or a tuple; None for zero.

    Raises:
        TypeError: not as many as there are outputs, or no tensors.
        RuntimeError: what was saved is freed or overwritten.
    """
    plan: Any = node.plan
    places = _outputs(node)
    _check(cotangents, len(places))
    plan.check_freed(node)
    g: Any = cotangents[0] if cotangents else None
    if plan.several:
        g = [None] * len(node.shape)
        for k, value in zip(places, cotangents, strict=True):
            g[k] = value
    shown = plan.places(node) if hasattr(plan, "places") else range(len(node.parents))
    if all(value is None for value in cotangents) and not plan.always:
        results: Any = [None] * len(node.parents)
    else:
        results = plan.pull_graph(node, g)
    answer = tuple(results[k] for k in shown)
    return answer[0] if len(answer) == 1 else answer


def _outputs(node: Node) -> list[int]:
    """The numbers of the outputs that can have a cotangent."""
    if not node.plan.several:
        return [0]
    constant = getattr(getattr(node.plan, "op", None), "constant_outputs", ())
    return [k for k, dtype in enumerate(node.dtype)
            if k not in constant and (dtype is None or dtype.kind in "fc")]


def _check(cotangents: tuple[Any, ...], expected: int) -> None:
    if len(cotangents) != expected:
        raise TypeError(f"expected {expected} arguments, got {len(cotangents)} instead")
    for k, value in enumerate(cotangents):
        if value is not None and not isinstance(value, Tensor):
            raise TypeError(f"argument {k} is not a Variable, but {type(value).__name__}")


def accumulate(node: AccumulateGrad, cotangents: tuple[Any, ...]) -> tuple[()]:
    """Add the cotangent to the gradient of the leaf.

    Raises:
        TypeError: not one tensor.
    """
    from .accumulate import accumulate_into
    _check(cotangents, 1)
    if cotangents[0] is not None:
        accumulate_into(node.variable, cotangents[0].detach(), False)
    return ()
