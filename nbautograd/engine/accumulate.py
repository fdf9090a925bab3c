"""The gradient of a leaf: how a cotangent that reaches it is added without aliasing, and clearing.

As PyTorch's AccumulateGrad: the first gradient is kept as it is only if nobody else can see its
memory, it is laid out in memory as the leaf is, and several threads may add to one leaf.
"""

from __future__ import annotations

import threading
from typing import Any

import numpy as np

from .holders import ONE, holders
from .state import NO_GRAD
from .tensor import Tensor, wrap
from .version import cell_of
from .writable import check_writable

__all__ = ["accumulate_all", "accumulate_into", "clear_grad"]

_one_at_a_time = threading.RLock()


def accumulate_into(leaf: Tensor, g: Any, create: bool) -> None:
    """Add `g` (an array, or a Tensor of a pass that builds a graph) to the `grad` of `leaf`."""
    with _one_at_a_time:
        old = leaf._grad
        if isinstance(g, Tensor):
            leaf._grad = _copied(leaf, g) if old is None else _summed(old, g, create)
        elif old is not None:
            _add(old, g)
        else:
            leaf._grad = wrap(np.array(g) if type(g) is not np.ndarray else _laid_out(leaf._data, g))


def accumulate_all(grads: dict[Tensor, Any]) -> None:
    """Add each cotangent, an array, to the `grad` of its leaf, and take it out of `grads`.

    A first one becomes the gradient itself if nobody else can see its memory: PyTorch, too, keeps a
    buffer that it holds alone.
    """
    with _one_at_a_time:
        while grads:
            leaf, g = grads.popitem()
            if not leaf._requires:
                continue
            old = leaf._grad
            if old is not None:
                _add(old, g)
                continue
            data = leaf._data
            if type(g) is not np.ndarray:
                g = np.array(g)
            elif holders(g) != ONE or g.base is not None or g.strides != data.strides:
                g = _laid_out(data, g)
            leaf._grad = grad = object.__new__(Tensor)
            grad._data = g
            grad._grad = grad._node = grad._cell = grad._view = grad._extra = None
            grad._requires = False


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
    if old._view is not None:
        check_writable(old, NO_GRAD)    # it may have been expanded
    old._data += g
    (cell_of(old) if old._cell is None else old._cell)[0] += 1


def _summed(old: Tensor, g: Tensor, create: bool) -> Tensor:
    if create:
        return old + g
    return old.add_(g)


def _copied(leaf: Tensor, g: Tensor) -> Tensor:
    from .inplace import copy_
    return copy_(wrap(np.empty_like(leaf._data)), g)
