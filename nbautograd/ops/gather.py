"""Elements chosen by index tensors or masks along a dimension, in transposed pairs.

    gather / scatter_add     index_select / index_add     masked_select / masked_put
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from ..engine.declare import linear, wraps_op
from ..engine.dtypes import promoted
from ..engine.messages import argument_must_be_tensor, cpp_name, scalar_name
from ..engine.state import LOCAL
from ..engine.structural import sum_to
from ..engine.tensor import Tensor, wrap
from .additions import add_rows
from .arguments import number_as, places, sampled, wrap_dim
from .choices import either
from .formulas import symbolic
from .join import zeros_for
from .parts import slice_backward

# -- where ----------------------------------------------------------------------------------------


def _where(condition: Any, x: Any, y: Any) -> Any:
    """`input` where the condition holds, `other` elsewhere; all broadcast.

    With a condition only: the indices of its true elements, one tensor for each dimension.

    Shapes: ``(n, m), (n, m), () -> (n, m)``.

    Raises:
        RuntimeError: a condition that is not boolean.

    >>> where(tensor([True, False]), tensor([1.0, 2.0]), 0.0)
    tensor([1., 0.])
    """
    if getattr(condition, "dtype", None) != np.bool_:     # formulas give single truth values, too
        if not hasattr(condition, "dtype"):
            raise TypeError(argument_must_be_tensor("where", "condition", 1, condition))
        if condition.dtype != np.uint8:
            raise RuntimeError("where expected condition to be a boolean tensor, but got a tensor "
                               f"with dtype {scalar_name(condition.dtype)}")
        condition = condition.astype(bool)
    for k, value in enumerate((x, y), 2):
        if value is None:
            name = "input" if k == 2 else "other"
            raise TypeError(f"where() received an invalid combination of arguments: '{name}' "
                            f"(position {k}) must be Tensor or Number, not NoneType")
    target = promoted([x, y]).numpy
    out = either(condition, x, y)
    return out if out.dtype == target else out.astype(target)


choose = linear(
    "where", _where, None, lambda g, condition: choose(condition, g, 0),
    lambda g, condition: choose(condition, 0, g), public=False, method=False)


@wraps_op("where", choose, method=False)
def where(condition: Any, input: Any = None, other: Any = None) -> Any:
    if input is None and other is None:
        from .search import nonzero
        return nonzero(condition, as_tuple=True)
    if LOCAL.mode.recorder is None:      # a number as a tensor takes the short way
        if type(other) is float and isinstance(input, Tensor) and input._data.dtype in REAL:
            other = wrap(np.array(other, input._data.dtype))
        elif type(input) is float and isinstance(other, Tensor) and other._data.dtype in REAL:
            input = wrap(np.array(input, other._data.dtype))
    return choose(condition, input, other)


REAL = (np.dtype(np.float32), np.dtype(np.float64))
where.__doc__ = choose.op.doc


def where_method(self: Any, condition: Any, other: Any = None) -> Any:
    """The tensor where the condition holds, `other` elsewhere.

    >>> tensor([1.0, 2.0]).where(tensor([True, False]), 0.0)
    tensor([1., 0.])
    """
    return choose(condition, self, other)


# -- masks ----------------------------------------------------------------------------------------


def _mask_of(mask: Any, name: str) -> Any:
    if mask.dtype != np.bool_:
        raise RuntimeError(f"{name}_ only supports boolean masks, but got mask with dtype "
                           f"{cpp_name(mask.dtype)}; convert it with .bool()")
    return mask


def _masked_fill(x: Any, mask: Any, value: Any) -> Any:
    """With `value` where the mask is true: ``(n, m), (n, m) -> (n, m)``.

    Raises:
        RuntimeError: a mask that is not boolean; a value of more than one element.

    >>> masked_fill(tensor([1.0, 2.0]), tensor([True, False]), 9)
    tensor([9., 2.])
    """
    _mask_of(mask, "masked_fill")
    if isinstance(value, np.ndarray) and value.ndim:
        raise RuntimeError(
            "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with "
            f"{value.ndim} dimension(s).")
    return either(mask, number_as(value, x.dtype, "masked_fill"), x)


fill_masked = linear(
    "masked_fill", _masked_fill, lambda g, mask: choose(mask, 0, g), None,
    jvp=lambda dx, mask: choose(mask, 0, dx), inputs="x mask", public=False, method=False)
fill_masked_with = linear(
    "masked_fill.tensor", _masked_fill, lambda g, mask: choose(mask, 0, g), None,
    lambda g, mask: sum_to(choose(mask, g, 0), ()), public=False, method=False,
    node="MaskedFillBackward1")


@wraps_op("masked_fill", fill_masked, fill_masked_with)
def masked_fill(input: Any, mask: Any, value: Any) -> Any:
    if isinstance(value, Tensor):
        return fill_masked_with(input, mask, value)
    return fill_masked(input, mask, value)


masked_fill.__doc__ = fill_masked.op.doc

# -- along a dimension ----------------------------------------------------------------------------


def _along(index: Any, dim: int) -> tuple[Any, ...]:
    """The NumPy index of the elements ``index`` points to along `dim`, elsewhere in place."""
    last = index.ndim - 1
    return tuple([index if d == dim else _counted(n).reshape((n,) + (1,) * (last - d))
                  for d, n in enumerate(index.shape)])


@functools.lru_cache(64)
def _counted(n: int) -> Any:
    return np.arange(n)


def _index_of(index: Any, name: str) -> Any:
    if index.dtype not in (np.int64, np.int32):
        raise RuntimeError(f"{name}(): Expected dtype int64 for index, but got torch."
                           f"{index.dtype.name}; convert it with .long()")
    return index


def _check_bounds(index: Any, size: int, dim: int) -> None:
    if index.min() < 0 or index.max() >= size:
        bad = index[(index < 0) | (index >= size)]
        raise RuntimeError(
            f"index {bad.flat[0]} is out of bounds for dimension {dim} with size {size}")


def _gather(x: Any, dim: int, index: Any, *, sparse_grad: bool = False) -> Any:
    """``out[i, j] = input[index[i, j], j]`` for dim 0: ``(n, m), (k, m) -> (k, m)``.

    Raises:
        RuntimeError: an index out of bounds, of another number of dimensions, or not int64.

    >>> gather(tensor([[1, 2], [3, 4]]), 1, tensor([[1], [0]]))
    tensor([[2],
            [3]])
    """
    d = wrap_dim(dim, x.ndim)
    if index.size == 0:
        return np.zeros(index.shape, x.dtype)
    _index_of(index, "gather")
    if max(index.ndim, 1) != max(x.ndim, 1):
        raise RuntimeError(
            "Index tensor must have the same number of dimensions as input tensor, got "
            f"{index.ndim} and {x.ndim}")
    for n, (a, b) in enumerate(zip(index.shape, x.shape, strict=False)):
        if n != d and a > b:
            raise RuntimeError(
                f"Size does not match at dimension {n} expected index {list(index.shape)} to be "
                f"no larger than self {list(x.shape)} apart from dimension {d}")
    _check_bounds(index, x.shape[d] if x.ndim else 1, d)
    if not index.ndim or not x.ndim:
        return x.reshape(-1)[index].reshape(index.shape)
    return x[_along(index, d)]


def _scatter_add(x: Any, dim: int, index: Any, src: Any) -> Any:
    """With ``src[i, j]`` added at ``[index[i, j], j]`` for dim 0: ``(n, m), (k, m) -> (n, m)``.

    Raises:
        RuntimeError: an index out of bounds, or larger than `src`.

    >>> scatter_add(zeros(3), 0, tensor([0, 0, 2]), tensor([1.0, 2.0, 3.0]))
    tensor([3., 0., 3.])
    """
    d = wrap_dim(dim, x.ndim)
    key, values = scatter_places(x, d, index, src, "scatter")
    out = np.array(x)
    if key is not None:
        np.add.at(out if x.ndim else out.reshape(1), key, values)
    return out


def scatter_places(x: Any, d: int, index: Any, src: Any, name: str) -> tuple[Any, Any]:
    """The NumPy index a scatter writes to and the part of `src` it writes; None for no elements."""
    if index.size == 0:
        return None, None
    _index_of(index, name)
    if isinstance(src, np.ndarray) and src.dtype != x.dtype:
        raise RuntimeError(
            f"{name}(): Expected self.dtype to be equal to src.dtype, got torch.{x.dtype.name} and "
            f"torch.{src.dtype.name}")
    several = [max(a.ndim, 1) for a in (x, src) if isinstance(a, np.ndarray)]
    if any(n != max(index.ndim, 1) for n in several):
        raise RuntimeError(
            "Index tensor must have the same number of dimensions as "
            f"{'self' if several[0] != max(index.ndim, 1) else 'src'} tensor")
    sized = isinstance(src, np.ndarray)
    for n, a in enumerate(index.shape):
        if (n != d and x.ndim and a > x.shape[n]) or (sized and src.ndim and a > src.shape[n]):
            where_src = f" and to be smaller size than src {list(src.shape)}" if sized else ""
            raise RuntimeError(
                f"Expected index {list(index.shape)} to be no larger than self {list(x.shape)} "
                f"apart from dimension {d}{where_src}")
    _check_bounds(index, x.shape[d] if x.ndim else 1, d)
    if not index.ndim:
        return (index.reshape(1),), src.reshape(-1)[:1] if sized else src
    values = src[tuple(slice(n) for n in index.shape)] if sized and src.ndim else src
    return _along(index, d), values


def from_places(g: Any, dim: int, index: Any, src_shape: Any) -> Any:
    """The cotangent of the source of a scatter: what it did not write of it has zeros."""
    part = gather(g, dim, index)
    if not symbolic(part, index):
        for d, (n, have) in enumerate(zip(src_shape, index.shape, strict=False)):
            if n != have:
                whole = (*part.shape[:d], n, *part.shape[d + 1:])
                part = slice_backward(part, whole, d, 0, have, 1)
    return part


gather = linear(
    "gather", _gather,
    lambda g, x_shape, dim, index: scatter_add(zeros_for(g, x_shape), dim, index, g), None,
    inputs="x index")
scatter_add = linear(
    "scatter_add", _scatter_add, lambda g: g, None,
    lambda g, dim, index, src_shape: from_places(g, dim, index, src_shape),
    inputs="x index src", inplace=True)


def _index_select(x: Any, dim: int, index: Any) -> Any:
    """The positions of a dimension that `index` lists: ``(n, m), (k) -> (k, m)`` for dim 0.

    Raises:
        IndexError: an index out of bounds, or of more than one dimension.

    >>> index_select(tensor([[1, 2], [3, 4]]), 1, tensor([1]))
    tensor([[2],
            [4]])
    """
    d = wrap_dim(dim, x.ndim)
    check_vector(index, "index_select")
    size = x.shape[d] if x.ndim else 1
    if index.size and (index.min() < 0 or index.max() >= size):
        raise IndexError("index out of range in self: indices must be in [0, "
                         f"{size - 1}], got {index.tolist()}")
    return np.take(x, index.reshape(-1), d) if x.ndim else x.reshape(1)[index.reshape(-1)].reshape(())


def check_vector(index: Any, name: str) -> None:
    """Refuse index tensors of several dimensions or of another type than int32 and int64."""
    if index.ndim > 1:
        raise IndexError(f"{name}(): Index is supposed to be a vector")
    if index.dtype not in (np.int64, np.int32):
        raise RuntimeError(f"{name}(): Expected dtype int32 or int64 for index")


def _index_add(x: Any, dim: int, index: Any, source: Any, *, alpha: Any = 1) -> Any:
    """With the rows of `source` added at the positions `index`: ``(n, m), (k), (k, m) -> (n, m)``.

    Raises:
        RuntimeError: sizes that do not fit, an index out of bounds.

    >>> index_add(zeros(3), 0, tensor([0, 0, 2]), tensor([1.0, 2.0, 3.0]))
    tensor([3., 0., 3.])
    """
    d = wrap_dim(dim, x.ndim)
    check_vector(index, "index_add_")
    check_source(x, d, index, source, "index_add_")
    values = source if alpha == 1 else source * np.asarray(alpha).astype(x.dtype)
    rows = np.moveaxis(x, d, 0).copy(order="C") if x.ndim else x.reshape(1).copy()
    add_rows(rows, index.reshape(-1), 1, np.moveaxis(values, d, 0) if source.ndim else
             values.reshape(1))
    return np.ascontiguousarray(np.moveaxis(rows, 0, d)) if x.ndim else rows.reshape(())


def check_source(x: Any, d: int, index: Any, source: Any, name: str) -> None:
    """Refuse sources that do not fit the places an index vector names."""
    if source.dtype != x.dtype:
        raise RuntimeError(f"{name}(): self ({_scalar(x)}) and source ({_scalar(source)}) must have "
                           "the same scalar type")
    count = index.size
    if (source.shape[d] if source.ndim else 1) != count:
        raise RuntimeError(
            f"{name}(): Number of indices ({count}) should be equal to source.size(dim): "
            f"({source.shape[d] if source.ndim else 1}), for dim: {d}")
    if x.ndim and source.ndim:
        rest = [s[:d] + s[d + 1:] for s in (x.shape, source.shape)]
        if rest[0] != rest[1]:
            raise RuntimeError(
                f"{name}(): source and destination must have the same slice shapes, got source "
                f"{list(source.shape)} and destination {list(x.shape)} at dimension {d}")
    size = x.shape[d] if x.ndim else 1
    if count and (index.min() < 0 or index.max() >= size):
        bad = index[(index < 0) | (index >= size)]
        raise RuntimeError(
            f"index {bad.flat[0]} is out of bounds for dimension {d} with size {size}")


def _scalar(x: Any) -> str:
    from ..engine.messages import scalar_name
    return scalar_name(x.dtype)


index_select = linear(
    "index_select", _index_select,
    lambda g, x_shape, dim, index: index_add(zeros_for(g, x_shape), dim, index, g), None,
    inputs="x index")
index_add = linear(
    "index_add", _index_add, lambda g: g, None,
    lambda g, dim, index, alpha: index_select(g, dim, index) * alpha,
    inputs="x index source", inplace=True)

OPERATORS = {"where": where_method}

# Sample inputs, for the tests that check every op.
sampled({
    "where": lambda make: [((places([True, False, True]), make(3), make(2, 3)), {})],
    "masked_fill": lambda make: [((make(2, 3), places(True, False, True), 5.0), {})],
    "masked_fill.tensor": lambda make: [((make(2, 3), places(True, False, True), make()), {})],
    "gather": lambda make: [
        ((make(2, 3), 1, places([0, 0], [2, 1])), {}),
        ((make(3), 0, places(1)), {})],
    "scatter_add": lambda make: [
        ((make(2, 3), 1, places([0, 0], [2, 1]), make(2, 2)), {}),
        ((make(2, 3), 0, places([0, 0, 1]), make(2, 3)), {})],
    "index_select": lambda make: [
        ((make(3, 2), 0, places(2, 0, 0)), {}),
        ((make(2, 3), -1, places(1)), {})],
    "index_add": lambda make: [
        ((make(3, 2), 0, places(2, 0, 0), make(3, 2)), {}),
        ((make(2, 3), 1, places(1), make(2, 1)), {"alpha": 2})],
})
