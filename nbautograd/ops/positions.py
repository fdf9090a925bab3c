"""Elements by their place in the whole tensor: flat positions and masks.

    take / put     masked_select / masked_place     masked_scatter / masked_source
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..engine.declare import composite, linear
from ..engine.messages import scalar_name
from ..engine.tensor import wrap
from .arguments import places, sampled, wrap_dim
from .arrange import common_shape
from .gather import fill_masked, gather
from .join import zeros_for
from .shape import expand_to_size, reshaped, unsafe_view

# -- flat positions -------------------------------------------------------------------------------


def _flat_index(x: Any, index: Any, name: str) -> Any:
    if index.dtype != np.int64:
        raise RuntimeError(f"{name}(): Expected a long tensor for index, but got "
                           f"{scalar_name(index.dtype)}")
    bad = index[(index < -x.size) | (index >= x.size)]
    if bad.size:
        if not x.size:
            raise IndexError(f"{name}(): tried to take from an empty tensor")
        raise IndexError(f"out of range: tried to access index {bad.flat[0]} on a tensor of "
                         f"{x.size} elements.")
    return index


def _take(x: Any, index: Any) -> Any:
    """The elements at positions counted through the whole tensor: ``(n, m), (k) -> (k)``.

    Raises:
        IndexError: a position out of range.

    >>> take(tensor([[1, 2], [3, 4]]), tensor([0, 3]))
    tensor([1, 4])
    """
    return x.reshape(-1)[_flat_index(x, index, "take")]


def _put(x: Any, index: Any, source: Any, accumulate: bool = False) -> Any:
    """With `source` written (or added) at positions counted through the whole tensor.

    Shapes: ``(n, m), (k), (k) -> (n, m)``.

    Raises:
        IndexError: a position out of range.   RuntimeError: not one value for each.

    >>> put(zeros(2, 2), tensor([3]), tensor([5.0]))
    tensor([[0., 0.],
            [0., 5.]])
    """
    if source.dtype != x.dtype:
        raise RuntimeError(
            f"put_(): self and source expected to have the same dtype, but got self.dtype = "
            f"{scalar_name(x.dtype)} and source.dtype = {scalar_name(source.dtype)}")
    if index.size != source.size:
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got "
            f"source.numel() = {source.size}, index.numel() = {index.size}")
    out = np.array(x, order="C")
    flat, places = out.reshape(-1), _flat_index(x, index, "put_").reshape(-1)
    if accumulate:
        np.add.at(flat, places, source.reshape(-1))
    else:
        flat[places] = source.reshape(-1)
    return out


take = linear("take", _take,
              lambda g, x_shape, index: put(zeros_for(g, x_shape), index, g, True), None,
              inputs="x index")
put = linear(
    "put", _put, lambda g, index, accumulate: g if accumulate else put(g, index, zeros_like_of(
        g, index), False), None,
    lambda g, index, source_shape: unsafe_view(take(g, index), source_shape),
    inputs="x index source", inplace=True)


def zeros_like_of(g: Any, index: Any) -> Any:
    """Zeros in the type of a cotangent and the shape of an index tensor."""
    return zeros_for(g, tuple(index.shape))


@composite("take_along_dim")
def take_along_dim(input: Any, indices: Any, dim: int | None = None) -> Any:
    """The elements `indices` points to along a dimension, as `argsort` gives them: ``(n, m) -> (n, m)``.

    Raises:
        RuntimeError: indices of another number of dimensions, or not int64.

    >>> take_along_dim(tensor([[3, 1]]), tensor([[1, 0]]), 1)
    tensor([[1, 3]])
    """
    if indices._data.dtype != np.int64:
        raise RuntimeError("torch.take_along_dim(): dtype of indices should be Long but got "
                           f"{scalar_name(indices._data.dtype)}")
    if dim is None:
        return gather(reshaped(input, (-1,)), 0, reshaped(indices, (-1,)))
    n = input._data.ndim
    if n != indices._data.ndim:
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, "
            f"but got {n} dimensions for input, and {indices._data.ndim} dimensions for indices")
    d = wrap_dim(dim, n)
    have, ask = input._data.shape, indices._data.shape
    common = common_shape([have[:d] + (1,) + have[d + 1:], ask[:d] + (1,) + ask[d + 1:]])
    places = indices._data
    if (places < 0).any():
        indices = wrap(np.where(places < 0, places + (have[d] if n else 1), places))
    return gather(expand_to_size(input, common[:d] + have[d:d + 1] + common[d + 1:]), d,
                  expand_to_size(indices, common[:d] + ask[d:d + 1] + common[d + 1:]))


# -- masks ----------------------------------------------------------------------------------------


@composite("unravel_index", method=False)
def unravel_index(indices: Any, shape: Any) -> Any:
    """The index in each dimension of places in a flattened tensor: ``(*) -> ((*), (*) ...)``.

    Raises:
        TypeError: indices of a type with fractions.   ValueError: a negative size.

    >>> unravel_index(tensor([1, 5]), (2, 3))
    (tensor([0, 1]), tensor([1, 2]))
    """
    if indices._data.dtype.kind not in "iu":
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    if isinstance(shape, int):
        shape = (shape,)
    elif not isinstance(shape, Sequence):
        raise TypeError(f"expected 'shape' to be int or sequence of ints, but got {type(shape)}")
    sizes = tuple(shape)
    if not all(isinstance(size, int) for size in sizes):
        raise TypeError("expected 'shape' sequence to only contain ints, but got "
                        f"{type(next(s for s in sizes if not isinstance(s, int)))}")
    if any(size < 0 for size in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {tuple(shape)}")
    # A place that has no such size is taken around, as the rows before it are.
    steps = [math.prod(sizes[d + 1:]) for d in range(len(sizes))]
    return tuple(indices.long().div(step, rounding_mode="floor") % size
                 for step, size in zip(steps, sizes, strict=True))


def _masked_select(x: Any, mask: Any) -> Any:
    """The elements where the mask is true, in one dimension: ``(n, m), (n, m) -> (k)``.

    Raises:
        RuntimeError: a mask that is not boolean.

    >>> masked_select(tensor([1, 2]), tensor([False, True]))
    tensor([2])
    """
    if mask.dtype != np.bool_:
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    shape = common_shape([x.shape, mask.shape])
    return np.broadcast_to(x, shape)[np.broadcast_to(mask, shape)].reshape(-1)


def _masked_place(x: Any, mask: Any, size: Any) -> Any:
    """The elements of `x` in order where the mask is true, zeros elsewhere: ``(k) -> (n, m)``."""
    out = np.zeros(size, x.dtype)
    out[np.broadcast_to(mask, size)] = x
    return out


def _masked_scatter(x: Any, mask: Any, source: Any) -> Any:
    """With the elements of `source`, in order, where the mask is true: ``(n, m), (n, m), (k) -> (n, m)``.

    Raises:
        RuntimeError: a mask that is not boolean; too few elements.

    >>> masked_scatter(zeros(3), tensor([True, False, True]), tensor([1.0, 2.0]))
    tensor([1., 0., 2.])
    """
    if mask.dtype != np.bool_:
        raise RuntimeError("masked_scatter_ only supports boolean masks, but got mask with dtype "
                           f"{scalar_name(mask.dtype)}")
    if source.dtype != x.dtype:
        raise RuntimeError(
            "masked_scatter: expected self and source to have same dtypes but got "
            f"{scalar_name(x.dtype)} and {scalar_name(source.dtype)}")
    shape = common_shape([x.shape, mask.shape])
    there = np.broadcast_to(mask, shape)
    count = int(there.sum())
    if source.size < count:
        raise RuntimeError("Number of elements of source < number of ones in mask: "
                           f"{source.size} < {count}")
    out = np.broadcast_to(x, shape).copy()
    out[there] = source.reshape(-1)[:count]
    return out


def _masked_source(x: Any, mask: Any, size: Any) -> Any:
    """The elements of `x` where the mask is true, padded with zeros to the shape `size`."""
    out = np.zeros(int(np.prod(size)), x.dtype)
    chosen = x[np.broadcast_to(mask, x.shape)]
    out[:chosen.size] = chosen
    return out.reshape(size)


masked_select = linear(
    "masked_select", _masked_select,
    lambda g, x_shape, mask: masked_place(g, mask, _joined(x_shape, mask)), None, inputs="x mask")
masked_place = linear("masked_place", _masked_place, lambda g, mask: masked_select(g, mask), None,
                      inputs="x mask", method=False, public=False)
masked_scatter = linear(
    "masked_scatter", _masked_scatter, lambda g, mask: fill_masked(g, mask, 0), None,
    lambda g, mask, source_shape: masked_source(g, mask, source_shape), inputs="x mask source",
    inplace=True)
masked_source = linear(
    "masked_source", _masked_source,
    lambda g, x_shape, mask: masked_scatter(zeros_for(g, x_shape), mask, g), None,
    inputs="x mask", method=False, public=False, node="MaskedScatterBackwardBackward0")


def _joined(x_shape: Any, mask: Any) -> Any:
    return common_shape([tuple(x_shape), tuple(mask.shape)])

# Sample inputs, for the tests that check every op.
sampled({
    "take": lambda make: [((make(2, 3), places(0, 5, 0)), {})],
    "put": lambda make: [
        ((make(2, 3), places(0, 5), make(2)), {}),
        ((make(2, 3), places(0, 0), make(2), True), {})],
    "masked_select": lambda make: [((make(2, 3), places(True, False, True)), {})],
    "masked_place": lambda make: [((make(2), places(True, False, True), (3,)), {})],
    "masked_scatter": lambda make: [((make(2, 3), places(True, False, True), make(5)), {})],
    "masked_source": lambda make: [((make(2, 3), places(True, False, True), (5,)), {})],
})
