"""Parts of a tensor as views: one index, a range, all slices; each with its transpose.

    select / select_backward     slice / slice_backward     diagonal / diagonal_backward
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, linear, view
from .arguments import integer, wrap_dim


def _place(ndim: int, dim: int, index: Any) -> tuple[Any, ...]:
    """The NumPy index that takes `index` at `dim` and everything elsewhere."""
    return (*(slice(None),) * wrap_dim(dim, ndim), index, Ellipsis)


def _select(x: Any, dim: int, index: int) -> Any:
    """What is at one position of a dimension, which disappears: ``(n, m) -> (m)``.

    Raises:
        IndexError: there is no such dimension or position.

    >>> select(tensor([[1, 2], [3, 4]]), 0, 1)
    tensor([3, 4])
    """
    try:
        if dim == 0:
            return x[index, ...]
        return x[_place(x.ndim, dim, index)]
    except IndexError:
        if x.ndim == 0:
            raise IndexError("select() cannot be applied to a 0-dim tensor.") from None
        wrap_dim(dim, x.ndim)
        raise IndexError(f"select(): index {index} out of range for tensor of size "
                         f"{list(x.shape)} at dimension {dim}") from None


def _select_backward(x: Any, input_sizes: Any, dim: int, index: int) -> Any:
    """`x` at one position of a dimension, zeros elsewhere: ``(m) -> (n, m)``."""
    out = np.zeros(input_sizes, x.dtype)
    out[_place(out.ndim, dim, index)] = x
    return out


select = view("select", _select,
              lambda g, x_shape, dim, index: select_backward(g, x_shape, dim, index))
select_backward = linear("select_backward", _select_backward,
                         lambda g, dim, index: select(g, dim, index), method=False, public=False,
                         node="SelectBackwardBackward0")


def _slice(x: Any, dim: int = 0, start: int | None = None, end: int | None = None,
           step: int = 1) -> Any:
    """The positions `start` to `end` of a dimension, every `step`-th: ``(n, m) -> (k, m)``.

    Raises:
        RuntimeError: a step that is not positive.
    """
    if x.ndim == 0:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    if step is None or step <= 0:
        raise RuntimeError("slice step must be positive")
    if dim == 0:
        return x[start:end:step]
    return x[_place(x.ndim, dim, slice(start, end, step))]


def _slice_backward(x: Any, input_sizes: Any, dim: int, start: int | None, end: int | None,
                    step: int) -> Any:
    """`x` at the positions of a slice, zeros elsewhere: ``(k, m) -> (n, m)``."""
    out = np.zeros(input_sizes, x.dtype)
    out[_place(out.ndim, dim, slice(start, end, step))] = x
    return out


sliced = view("slice", _slice,
              lambda g, x_shape, dim, start, end, step: slice_backward(
                  g, x_shape, dim, start, end, step), public=False, method=False)
slice_backward = linear("slice_backward", _slice_backward,
                        lambda g, dim, start, end, step: sliced(g, dim, start, end, step),
                        method=False, public=False, node="SliceBackwardBackward0")


@composite("narrow")
def narrow(input: Any, dim: int, start: Any, length: int) -> Any:
    """`length` positions of a dimension from `start` on: ``(n, m) -> (length, m)``.

    Raises:
        RuntimeError: the range does not lie inside of the dimension.

    >>> narrow(tensor([1, 2, 3]), 0, 1, 2)
    tensor([2, 3])
    """
    first, count = narrowed(input._data, dim, start, length)
    return sliced(input, dim, first, first + count, 1)


def narrowed(x: Any, dim: int, start: Any, length: Any) -> tuple[int, int]:
    """The first position and the length of a range, checked against the dimension."""
    if x.ndim == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    start, length = integer(int(start), "narrow", "start"), integer(length, "narrow", "length")
    if length < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    size = x.shape[wrap_dim(dim, x.ndim)]
    if not -size <= start <= size:
        raise IndexError(
            f"start out of range (expected to be in range of [{-size}, {size}], but got {start})")
    if start < 0:
        start += size
    if start + length > size:
        raise RuntimeError(
            f"start ({start}) + length ({length}) exceeds dimension size ({size}).")
    return start, length


alias = view("alias", lambda x: x[...], lambda g: g, public=False, method=False)
