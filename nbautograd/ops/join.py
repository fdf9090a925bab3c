"""Tensors put together, and taken apart again: cat and split, stack and unbind."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, linear, spelled, view, wraps_op
from .arguments import integer, integers, sampled, wrap_dim
from .parts import select, sliced

# -- together -------------------------------------------------------------------------------------


def _cat(tensors: Any, dim: int = 0) -> Any:
    """One after the other along a dimension: ``(n, m), (k, m) -> (n + k, m)``.

    Raises:
        RuntimeError: no tensors; other sizes differ.

    >>> cat([tensor([1, 2]), tensor([3])])
    tensor([1, 2, 3])
    """
    parts = _catenable(tensors)
    try:
        return np.concatenate(parts, wrap_dim(dim, parts[0].ndim))
    except ValueError:
        raise RuntimeError(_cat_mismatch(tensors, dim)) from None


def _catenable(tensors: Any) -> Any:
    """Without the empty one-dimensional tensors, which fit everywhere."""
    for n, x in enumerate(tensors):
        if x.ndim == 0:
            raise RuntimeError(
                f"zero-dimensional tensor (at position {n}) cannot be concatenated")
    return [x for x in tensors if x.shape != (0,)] or tensors[:1]


def _cat_mismatch(tensors: Any, dim: int) -> str:
    shapes = [x.shape for x in tensors if x.shape != (0,)]
    first, d = shapes[0], wrap_dim(dim, len(shapes[0]))
    for n, shape in enumerate(shapes):
        if len(shape) != len(first):
            return f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)}"
        for k, (a, b) in enumerate(zip(first, shape, strict=True)):
            if a != b and k != d:
                return (f"Sizes of tensors must match except in dimension {d}. Expected size {a} "
                        f"but got size {b} for tensor number {n} in the list.")
    return "Sizes of tensors must match"


def _cat_parts(g: Any, needs: Any, tensors_shape: Any, dim: int) -> list[Any]:
    n = max(len(s) for s in tensors_shape)
    d, start, out = dim % n, 0, []
    for wanted, shape in zip(needs, tensors_shape, strict=True):
        if len(shape) != n:          # an empty tensor of one dimension
            out.append(zeros_for(g, shape) if wanted else None)
            continue
        out.append(sliced(g, d, start, start + shape[d], 1) if wanted else None)
        start += shape[d]
    return out


# Zeros of another shape in the type of a cotangent, for arrays, tensors and symbols.
zeros_for = linear("zeros_for", lambda x, size: np.zeros(size, x.dtype),
                   lambda g, x_shape: zeros_for(g, x_shape), method=False, public=False, tex="0")

joined = linear("cat", _cat, inputs="*tensors", promote="keep", joint=_cat_parts,
                aliases=("concat", "concatenate"), method=False)


def _list_of(tensors: Any, name: str) -> Any:
    if isinstance(tensors, (list, tuple)):
        return tensors
    raise TypeError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not "
                    f"{type(tensors).__name__}")


@spelled(joined)
def cat(tensors: Any, dim: int = 0, *, axis: int | None = None) -> Any:
    if not len(_list_of(tensors, "cat")):
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    return tensors, dim if axis is None else axis


def _stack(tensors: Any, dim: int = 0) -> Any:
    """Side by side along a new dimension: ``n of (m, k) -> (n, m, k)``.

    Raises:
        RuntimeError: no tensors, or of different sizes.

    >>> stack([tensor([1, 2]), tensor([3, 4])])
    tensor([[1, 2],
            [3, 4]])
    """
    first = tensors[0].shape
    d = wrap_dim(dim, len(first) + 1)
    for n, x in enumerate(tensors):
        if x.shape != first:
            raise RuntimeError(f"stack expects each tensor to be equal size, but got "
                               f"{list(first)} at entry 0 and {list(x.shape)} at entry {n}")
    return np.stack(tensors, d)


stacked = linear("stack", _stack, inputs="*tensors", promote="keep", method=False,
                 joint=lambda g, needs, dim: [
                     select(g, dim, k) if wanted else None for k, wanted in enumerate(needs)])


@spelled(stacked)
def stack(tensors: Any, dim: int = 0, *, axis: int | None = None) -> Any:
    if not len(_list_of(tensors, "stack")):
        raise RuntimeError("stack expects a non-empty TensorList")
    return tensors, dim if axis is None else axis


# -- apart ----------------------------------------------------------------------------------------


def _unbind(x: Any, dim: int = 0) -> Any:
    """The slices along a dimension, which disappears: ``(n, m) -> n of (m)``.

    >>> unbind(tensor([[1, 2], [3, 4]]))
    (tensor([1, 2]), tensor([3, 4]))
    """
    if x.ndim == 0:
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    rows = np.moveaxis(x, wrap_dim(dim, x.ndim), 0) if dim else x
    return tuple(rows[i, ...] for i in range(len(rows)))


def _whole(g: Any, shapes: Any) -> list[Any]:
    """The cotangents of all parts, zeros where there is none."""
    known = next(part for part in g if part is not None)
    return [zeros_for(known, s) if part is None else part
            for part, s in zip(g, shapes, strict=True)]


def _unbind_backward(g: Any, x_shape: Any, dim: int) -> Any:
    d = dim % len(x_shape)
    return stacked(_whole(g, [(*x_shape[:d], *x_shape[d + 1:])] * x_shape[d]), d)


unbind = view("unbind", _unbind, _unbind_backward, outputs=("*outs",))


def _split_into(x: Any, split_sizes: Any, dim: int = 0) -> Any:
    """Consecutive parts of the given sizes: ``(n, m) -> (n1, m), (n2, m), ...``.

    Raises:
        RuntimeError: sizes that do not add up to the dimension.

    >>> split_with_sizes(tensor([1, 2, 3]), [1, 2])
    (tensor([1]), tensor([2, 3]))
    """
    d = _split_dim(x, dim)
    size = x.shape[d]
    if any(n < 0 for n in split_sizes):
        raise RuntimeError("split_with_sizes expects split_sizes have only non-negative entries, "
                           f"but got split_sizes={list(split_sizes)}")
    if sum(split_sizes) != size:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {size} (input tensor's size "
            f"at dimension {dim}), but got split_sizes={list(split_sizes)}")
    out, start, lead = [], 0, (slice(None),) * d
    for n in split_sizes:
        out.append(x[(*lead, slice(start, start + n))])
        start += n
    return tuple(out)


def _split_dim(x: Any, dim: int) -> int:
    if x.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    return wrap_dim(dim, x.ndim)


def _equal_sizes(total: int, size: int) -> list[int]:
    """Sizes of the parts when each has `size`, the last what is left."""
    if size == 0:
        return [total]
    full, rest = divmod(total, size)
    return [size] * full + [rest] * (rest > 0) or [0]


def _split(x: Any, split_size: int, dim: int = 0) -> Any:
    """Consecutive parts of one size (the last may be smaller): ``(n, m) -> (k, m), ...``.

    `split_size_or_sections` may also list the sizes.

    Raises:
        RuntimeError: a negative size; sizes that do not add up.

    >>> split(tensor([1, 2, 3]), 2)
    (tensor([1, 2]), tensor([3]))
    """
    d = _split_dim(x, dim)
    if split_size < 0:
        raise RuntimeError(
            f"split expects split_size be non-negative, but got split_size={split_size}")
    if split_size == 0 and x.shape[d]:
        raise RuntimeError("split_size can only be 0 if dimension size is 0, but got dimension "
                           f"size of {x.shape[d]}")
    return _split_into(x, _equal_sizes(x.shape[d], split_size), dim)


def split_backward(g: Any, x_shape: Any, split_sizes: Any, dim: int) -> Any:
    d = dim % len(x_shape)
    if isinstance(split_sizes, int):
        split_sizes = _equal_sizes(x_shape[d], split_sizes)
    return joined(_whole(g, [(*x_shape[:d], n, *x_shape[d + 1:]) for n in split_sizes]), d)


split_sized = view(
    "split", _split, lambda g, x_shape, split_size, dim: split_backward(g, x_shape, split_size, dim),
    outputs=("*outs",), public=False, method=False)
split_into = view(
    "split_with_sizes", _split_into,
    lambda g, x_shape, split_sizes, dim: split_backward(g, x_shape, split_sizes, dim),
    outputs=("*outs",))


@wraps_op("split", split_sized, split_into)
def split(input: Any, split_size_or_sections: Any = None, dim: int = 0, *,
          split_size: Any = None) -> Any:
    if split_size_or_sections is None:      # the method's name for it
        split_size_or_sections = split_size
    if isinstance(split_size_or_sections, (tuple, list)):
        return split_into(input, integers(split_size_or_sections, "split", "split_size"), dim)
    return split_sized(input, integer(split_size_or_sections, "split", "split_size", 1), dim)


split.__doc__ = split_sized.op.doc


@composite("chunk")
def chunk(input: Any, chunks: int, dim: int = 0) -> Any:
    """About `chunks` parts of equal size (the last may be smaller): ``(n, m) -> (k, m), ...``.

    Raises:
        RuntimeError: `chunks` is not positive.

    >>> chunk(tensor([1, 2, 3]), 2)
    (tensor([1, 2]), tensor([3]))
    """
    size, length = chunk_length(input._data, integer(chunks, "chunk", "chunks", 1), dim)
    if length == 0:
        return split_into(input, (size,) * chunks, dim)
    return split_sized(input, length, dim)


def chunk_length(x: Any, chunks: int, dim: int) -> tuple[int, int]:
    """The size of the dimension and of each chunk of it."""
    if x.ndim == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    size = x.shape[wrap_dim(dim, x.ndim)]
    return size, -(-size // chunks)

# Sample inputs, for the tests that check every op.
sampled({
    "cat": lambda make: [
        (([make(2, 3), make(1, 3)],), {}),
        (([make(2, 1), make(2, 2)], -1), {}),
        (([make(0), make(2)],), {})],
    "stack": lambda make: [
        (([make(2), make(2)],), {}),
        (([make(), make()],), {}),
        (([make(2, 3)], -1), {})],
    "zeros_for": lambda make: [((make(2), (2, 3)), {})],
    "unbind": lambda make: [((make(2, 3),), {}), ((make(2, 3), -1), {})],
    "split": lambda make: [((make(5, 2), 2), {}), ((make(2, 3), 2, 1), {})],
    "split_with_sizes": lambda make: [
        ((make(5, 2), (2, 3)), {}),
        ((make(2, 3), (1, 0, 2), 1), {})],
})
