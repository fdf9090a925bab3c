"""Parts of a tensor as views: one index, a range, all slices; each with its transpose.

    select / select_backward     slice / slice_backward     diagonal / diagonal_backward
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, linear, view
from ..engine.memory import strided
from ..engine.tensor import Tensor
from .arguments import integer, sampled, wrap_dim

_LEAD = tuple((slice(None),) * n for n in range(65))   # NumPy's limit is 64 dimensions


def _place(ndim: int, dim: int, index: Any) -> tuple[Any, ...]:
    """The NumPy index that takes `index` at `dim` and everything elsewhere."""
    if not 0 <= dim < ndim:
        dim = wrap_dim(dim, ndim)
    return (*_LEAD[dim], index, Ellipsis)


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
        integer(index, "select", "index", 2)
        raise IndexError(f"select(): index {index} out of range for tensor of size "
                         f"{list(x.shape)} at dimension {dim}") from None


def _select_backward(x: Any, input_sizes: Any, dim: int, index: int) -> Any:
    """`x` at one position of a dimension, zeros elsewhere: ``(m) -> (n, m)``."""
    out = np.zeros(input_sizes, x.dtype)
    if dim == 0:
        out[index] = x
    else:
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
    if isinstance(start, Tensor):
        if start._data.ndim or start._data.dtype.kind not in "iu":
            raise RuntimeError("start must be an 0-dim integral Tensor.")
        start = int(start)
    start, length = integer(start, "narrow", "start"), integer(length, "narrow", "length")
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

# -- diagonals and windows ------------------------------------------------------------------------


def _diagonal(x: Any, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Any:
    """A diagonal of each matrix in two dimensions, put last: ``(n, m) -> (min(n, m))``.

    Raises:
        RuntimeError: the two dimensions are the same.

    >>> diagonal(tensor([[1, 2], [3, 4]]))
    tensor([1, 4])
    """
    first, second = wrap_dim(dim1, x.ndim), wrap_dim(dim2, x.ndim)
    if first == second:
        raise RuntimeError(
            f"diagonal dimensions cannot be identical {dim1}, {dim2}: they must differ")
    out = x.diagonal(offset, first, second)
    if x.flags.writeable:
        out.flags.writeable = True      # NumPy is more careful with diagonals than we are
    return out


def _diagonal_backward(x: Any, input_sizes: Any, offset: int, dim1: int, dim2: int) -> Any:
    """`x` on a diagonal, zeros elsewhere: ``(k) -> (n, m)``."""
    out = np.zeros(input_sizes, x.dtype)
    _diagonal(out, offset, dim1, dim2)[...] = x
    return out


diagonal = view("diagonal", _diagonal,
                lambda g, x_shape, offset, dim1, dim2: diagonal_backward(
                    g, x_shape, offset, dim1, dim2))
diagonal_backward = linear("diagonal_backward", _diagonal_backward,
                           lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2),
                           method=False, public=False, node="DiagonalBackwardBackward0")


def _unfold(x: Any, dimension: int, size: int, step: int) -> Any:
    """Windows of `size` positions, `step` apart, as a new last dimension: ``(n) -> (k, size)``.

    Raises:
        RuntimeError: a window larger than the dimension, a step that is not positive.

    >>> tensor([1, 2, 3]).unfold(0, 2, 1)
    tensor([[1, 2],
            [2, 3]])
    """
    d = wrap_dim(dimension, x.ndim)
    have = x.shape[d] if x.ndim else 1
    if size < 0:
        raise RuntimeError(f"size is {size} but must be >= 0")
    if size > have:
        raise RuntimeError(f"maximum size for tensor at dimension {d} is {have} but size is {size}")
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    if not x.ndim:
        return strided(x, (size,), (x.itemsize,))
    shape, strides = list(x.shape), list(x.strides)
    shape[d] = (have - size) // step + 1
    strides[d] *= step
    return strided(x, (*shape, size), (*strides, x.strides[d]))


def _unfold_backward(x: Any, input_sizes: Any, dim: int, size: int, step: int) -> Any:
    """The windows added to where they came from: ``(k, size) -> (n)``."""
    out = np.zeros(input_sizes, x.dtype)
    if not out.ndim:
        return out + x.sum(dtype=x.dtype)
    d = wrap_dim(dim, out.ndim)
    rows, windows = np.moveaxis(out, d, 0), np.moveaxis(x, d, 0)
    stop = step * (len(windows) - 1) + 1
    for place in range(size):
        rows[place:place + stop:step] += windows[..., place]
    return out


unfold = view("unfold", _unfold,
              lambda g, x_shape, dimension, size, step: unfold_backward(
                  g, x_shape, dimension, size, step), public=False, method=True)
unfold_backward = linear("unfold_backward", _unfold_backward,
                         lambda g, dim, size, step: unfold(g, dim, size, step),
                         method=False, public=False, node="UnfoldBackwardBackward0")

# Sample inputs, for the tests that check every op.
sampled({
    "select": lambda make: [((make(2, 3), 0, 1), {}), ((make(2, 3), -1, -1), {})],
    "select_backward": lambda make: [
        ((make(3), (2, 3), 0, 1), {}),
        ((make(2), (2, 3), -1, 0), {})],
    "slice": lambda make: [
        ((make(5, 2), 0, 1, 4, 2), {}),
        ((make(2, 5), -1, -3), {}),
        ((make(3), 0, 2, 1), {})],
    "slice_backward": lambda make: [((make(2, 2), (5, 2), 0, 1, 4, 2), {})],
    "diagonal": lambda make: [((make(3, 3),), {}), ((make(2, 3, 4), 1, -1, 0), {})],
    "diagonal_backward": lambda make: [((make(2), (2, 3), 0, 0, 1), {})],
    "unfold": lambda make: [
        ((make(5), 0, 3, 1), {}),
        ((make(2, 5), 1, 2, 2), {}),
        ((make(), 0, 1, 1), {})],
    "unfold_backward": lambda make: [((make(3, 3), (5,), 0, 3, 1), {})],
})
