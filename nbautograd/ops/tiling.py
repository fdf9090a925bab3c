"""Elements repeated, turned round, cut off, put on diagonals: copies in another arrangement."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, linear, spelled
from ..engine.structural import sum_to
from ..engine.tensor import Tensor, wrap
from .arguments import flat, integers, sampled, sizes, wrap_dim, wrap_dims
from .shape import unsafe_view

# -- repeated -------------------------------------------------------------------------------------


def _repeat(x: Any, repeats: Any) -> Any:
    """Repeated along each dimension, new ones in front: ``(n, m) -> (a*n, b*m)`` for (a, b).

    Raises:
        RuntimeError: fewer repeats than dimensions, or a negative one.

    >>> tensor([1, 2]).repeat(2, 2)
    tensor([[1, 2, 1, 2],
            [1, 2, 1, 2]])
    """
    if len(repeats) < x.ndim:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of "
            f"tensor: {len(repeats)} < {x.ndim}")
    if any(n < 0 for n in repeats):
        raise RuntimeError(
            f"Trying to create tensor with negative dimension: repeats {list(repeats)}")
    return np.tile(x, repeats) if repeats else x.copy()


def _repeat_backward(g: Any, x_shape: Any, repeats: Any) -> Any:
    shape = (1,) * (len(repeats) - len(x_shape)) + tuple(x_shape)
    pairs = [n for pair in zip(repeats, shape, strict=True) for n in pair]
    ones = [n for size in shape for n in (1, size)]
    return unsafe_view(sum_to(unsafe_view(g, tuple(pairs)), tuple(ones)), x_shape)


repeated = linear("repeat", _repeat, _repeat_backward, public=False, method=True)


@spelled(repeated)
def repeat(self: Any, *repeats: Any, **named: Any) -> Any:
    return self, sizes(repeats, "repeat", "repeats", named)


@composite("tile")
def tile(input: Any, *dims: Any, **named: Any) -> Any:
    """Repeated along each dimension; missing repeats count as 1: ``(n, m) -> (n, k*m)`` for k.

    >>> tile(tensor([1, 2]), (2,))
    tensor([1, 2, 1, 2])
    """
    reps = sizes(dims, "tile", "dims", named)
    return repeated(input, (1,) * (input._data.ndim - len(reps)) + reps)


@composite("repeat_interleave")
def repeat_interleave(input: Any, repeats: Any = None, dim: int | None = None, *,
                      output_size: int | None = None) -> Any:
    """Each element repeated, next to itself: ``(n) -> (k*n)``; `repeats` may differ by position.

    Without `dim` the elements are taken in one dimension; with `repeats` as the only argument,
    the positions themselves are.

    Raises:
        RuntimeError: negative repeats, or not one for each position.

    >>> repeat_interleave(tensor([1, 2]), 2)
    tensor([1, 1, 2, 2])
    """
    from .gather import index_select
    from .shape import reshaped
    if repeats is None:
        return wrap(_interleaved(input._data, output_size))
    if dim is None:
        input, dim = reshaped(input, (-1,)) if input._data.size else reshaped(input, (0,)), 0
    d = wrap_dim(dim, input._data.ndim)
    size = input._data.shape[d] if input._data.ndim else 1
    if isinstance(repeats, Tensor):
        counts = repeats._data
        if counts.ndim == 0 or (counts.ndim == 1 and counts.size == 1):
            counts = np.broadcast_to(counts.reshape(()), (size,))
        elif counts.ndim != 1:
            raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
        elif counts.size != size:
            raise RuntimeError("repeats must have the same size as input along dim, but got "
                               f"repeats.size(0) = {counts.size} and input.size({d}) = {size}")
        return index_select(input, d, wrap(_interleaved(counts, output_size)))
    return _interleave_evenly(input, repeats, d)


def _interleave_evenly(x: Any, repeats: int, d: int) -> Any:
    from .shape import clone, expand_to_size, reshaped, unsqueeze
    if repeats < 0:
        raise RuntimeError(f"Repeats must be non-negative, got {repeats}")
    x = x if x._data.ndim else reshaped(x, (1,))
    shape = x._data.shape
    wide = expand_to_size(unsqueeze(x, d + 1), (*shape[:d + 1], repeats, *shape[d + 1:]))
    return reshaped(clone(wide), (*shape[:d], shape[d] * repeats, *shape[d + 1:]))


def _interleaved(counts: Any, output_size: int | None) -> Any:
    if counts.ndim != 1:
        raise RuntimeError("repeat_interleave only accept 1D vector as repeat")
    if counts.dtype.kind not in "iu":
        raise RuntimeError("repeats has to be Long or Int tensor")
    if (counts < 0).any():
        raise RuntimeError("repeats can not be negative")
    total = int(counts.sum())
    if output_size is not None and output_size != total:
        raise RuntimeError(f"repeat_interleave: Invalid output_size, expected {total} but got "
                           f"{output_size}")
    return np.repeat(np.arange(counts.size), counts)


# -- turned round ---------------------------------------------------------------------------------


def _flip(x: Any, dims: Any) -> Any:
    """In reverse order along dimensions: ``(n, m) -> (n, m)``.

    Raises:
        RuntimeError: a dimension twice.   IndexError: there is no such dimension.

    >>> flip(tensor([1, 2, 3]), (0,))
    tensor([3, 2, 1])
    """
    wrapped = wrap_dims(dims, x.ndim)
    return np.flip(x, wrapped).copy() if x.ndim else x.copy()


flipped = linear("flip", _flip, lambda g, dims: flipped(g, dims))


@spelled(flipped)
def flip(input: Any, *dims: Any, **named: Any) -> Any:
    return input, sizes(dims, "flip", "dims", named)


@composite("fliplr")
def fliplr(input: Any) -> Any:
    """Columns in reverse order: ``(n, m, ...) -> (n, m, ...)``.

    Raises:
        RuntimeError: less than two dimensions.

    >>> fliplr(tensor([[1, 2]]))
    tensor([[2, 1]])
    """
    if input._data.ndim < 2:
        raise RuntimeError("Input must be >= 2-d.")
    return flipped(input, (1,))


@composite("flipud")
def flipud(input: Any) -> Any:
    """Rows in reverse order: ``(n, ...) -> (n, ...)``.

    Raises:
        RuntimeError: no dimension.

    >>> flipud(tensor([1, 2]))
    tensor([2, 1])
    """
    if input._data.ndim < 1:
        raise RuntimeError("Input must be >= 1-d.")
    return flipped(input, (0,))


def _roll(x: Any, shifts: Any, dims: Any = ()) -> Any:
    """Moved along dimensions, what leaves at one end enters at the other: ``(n, m) -> (n, m)``.

    Raises:
        RuntimeError: not one dimension for each shift.

    >>> roll(tensor([1, 2, 3]), 1)
    tensor([3, 1, 2])
    """
    if not dims and len(shifts) == 1:
        return np.roll(x, shifts[0])
    if not shifts:
        raise RuntimeError("`shifts` required")
    if len(shifts) != len(dims):
        raise RuntimeError(
            f"shifts and dimensions must align. shifts: {len(shifts)}, dims:{len(dims)}")
    if not x.size:
        return x.copy()
    if not x.ndim:
        raise IndexError(f"Dimension specified as {dims[0]} but tensor has no dimensions")
    return np.roll(x, shifts, tuple(wrap_dim(d, x.ndim) for d in dims))


rolled = linear("roll", _roll, lambda g, shifts, dims: rolled(g, tuple(-n for n in shifts), dims))


@spelled(rolled)
def roll(input: Any, shifts: Any, dims: Any = ()) -> Any:
    return (input, integers(flat((shifts,)), "roll", "shifts"),
            integers(flat((dims,)), "roll", "dims"))


def _rot90(x: Any, k: int = 1, dims: Any = (0, 1)) -> Any:
    """Turned by `k` right angles in the plane of two dimensions: ``(n, m) -> (m, n)``.

    Raises:
        RuntimeError: not two different dimensions.

    >>> rot90(tensor([[1, 2], [3, 4]]))
    tensor([[2, 4],
            [1, 3]])
    """
    if len(dims) != 2:
        raise RuntimeError(
            f"expected total rotation dims == 2, but got dims = {len(dims)}")
    if x.ndim < 2:
        raise RuntimeError(f"expected total dims >= 2, but got total dims = {x.ndim}")
    if dims[0] == dims[1] or abs(dims[0] - dims[1]) == x.ndim:
        raise RuntimeError(
            f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    for d in dims:
        if not -x.ndim <= d < x.ndim:
            raise RuntimeError(f"Rotation dim{dims.index(d)} out of range, dim{dims.index(d)} = {d}")
    return np.rot90(x, k, tuple(dims)).copy()


rot90 = linear("rot90", _rot90, lambda g, k, dims: rot90(g, -k, dims))

# -- cut off or padded -----------------------------------------------------------------------------


def _pad(x: Any, pad: Any, value: Any = 0) -> Any:
    """A constant before and after dimensions, the last first: ``(n) -> (before + n + after)``.

    Negative numbers cut off.

    Raises:
        RuntimeError: an odd number of sizes, too many, or a negative result.

    >>> constant_pad_nd(tensor([1, 2]), (1, 0))
    tensor([0, 1, 2])
    """
    if len(pad) % 2:
        raise RuntimeError(f"Length of pad must be even but instead it equals {len(pad)}")
    if len(pad) > 2 * x.ndim:
        raise RuntimeError(
            "Length of pad should be no more than twice the number of dimensions of the input. Pad "
            f"length is {len(pad)} while the input has {x.ndim} dimensions.")
    widths = [(0, 0)] * (x.ndim - len(pad) // 2)
    widths += [(pad[i], pad[i + 1]) for i in range(len(pad) - 2, -1, -2)]
    shape = tuple(n + a + b for n, (a, b) in zip(x.shape, widths, strict=True))
    if any(n + min(a, 0) + min(b, 0) < 0 for n, (a, b) in zip(x.shape, widths, strict=True)):
        raise RuntimeError(
            f"narrow(): length must be non-negative. The padding {list(pad)} cuts off more than there "
            f"is of the size {list(x.shape)}")
    out = np.full(shape, value, x.dtype)
    there = tuple(slice(max(a, 0), n - max(b, 0)) for n, (a, b) in zip(shape, widths, strict=True))
    here = tuple(slice(max(-a, 0), n - max(-b, 0)) for n, (a, b) in zip(x.shape, widths, strict=True))
    out[there] = x[here]
    return out


constant_pad_nd = linear("constant_pad_nd", _pad,
                         lambda g, pad: constant_pad_nd(g, tuple(-n for n in pad)),
                         jvp=lambda dx, pad: constant_pad_nd(dx, pad), method=False)

# Sample inputs, for the tests that check every op.
sampled({
    "repeat": lambda make: [
        ((make(2, 3), 2, 1), {}),
        ((make(2), 2, 2), {}),
        ((make(2), 0), {})],
    "flip": lambda make: [((make(2, 3), 0, 1), {}), ((make(3), (0,)), {})],
    "roll": lambda make: [((make(2, 3), 1), {}), ((make(2, 3), (1, -1), (0, 1)), {})],
    "rot90": lambda make: [((make(2, 3),), {}), ((make(2, 3), 3, (1, 0)), {})],
    "constant_pad_nd": lambda make: [
        ((make(2, 3), (1, 2)), {}),
        ((make(2, 3), (-1, 1, 0, 1), 5.0), {})],
})
