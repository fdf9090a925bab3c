"""The gradient of a leaf: how a cotangent that reaches it is added without aliasing, and clearing.

As PyTorch's AccumulateGrad: the first gradient is kept as it is only if nobody else can see its
memory, it is laid out in memory as the leaf is, and several threads may add to one leaf.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

import numpy as np

from .tensor import Tensor, wrap
from .version import cell_of

__all__ = ["accumulate_into", "clear_grad"]

_one_at_a_time = threading.RLock()


def accumulate_into(leaf: Tensor, g: Any, create: bool, steal: bool) -> None:
    """Add `g` (an array, or a Tensor of a pass that builds a graph) to the `grad` of `leaf`.

    With `steal` the array may become the gradient itself, if the caller alone holds it.
    """
    with _one_at_a_time:
        old = leaf._grad
        if isinstance(g, Tensor):
            leaf._grad = _copied(leaf, g) if old is None else _summed(old, g, create)
        elif old is not None:
            _add(old, g)
        # The array becomes the gradient itself only if nobody else can see it: owned memory and
        # no reference but those of this call (PyTorch steals a buffer that it holds alone).
        elif type(g) is not np.ndarray:
            leaf._grad = wrap(np.array(g))
        elif (steal and g.base is None
                and sys.getrefcount(g) <= _ALONE and g.strides == leaf._data.strides):
            leaf._grad = wrap(g)
        else:
            leaf._grad = wrap(_laid_out(leaf._data, g))


def clear_grad(leaf: Tensor, to_none: bool) -> None:
    """What `zero_grad` does with one leaf: forget its gradient, or set it to zero in its memory."""
    grad = leaf._grad
    if grad is None:
        return
    if to_none:
        leaf._grad = None
        return
    if grad.grad_fn is not None:
        leaf.grad = grad = grad.detach()
    grad.requires_grad_(False)
    grad.zero_()


def _laid_out(data: np.ndarray[Any, Any], g: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A copy of `g` whose memory runs in the order of the leaf's."""
    if data.flags.c_contiguous:
        return g.copy()
    out = np.empty_like(data, dtype=g.dtype)
    out[...] = g
    return out


def _add(old: Tensor, g: Any) -> None:
    old._data += g
    cell_of(old)[0] += 1


def _summed(old: Tensor, g: Tensor, create: bool) -> Tensor:
    if create:
        return old + g
    return old.add_(g)


def _copied(leaf: Tensor, g: Tensor) -> Tensor:
    from .inplace import copy_
    return copy_(wrap(np.empty_like(leaf._data)), g)


def _probe(_leaf: Any, g: Any) -> int:
    with _one_at_a_time:
        return sys.getrefcount(g)


def _count_references() -> int:
    """References seen from inside a callee for an array held by one local name of its caller."""
    g = np.zeros(1)
    return _probe(None, g)


_ALONE = _count_references()
