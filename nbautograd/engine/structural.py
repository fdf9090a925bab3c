"""The structural ops that the engine itself needs, in transposed pairs: each is the other's vjp.

    sum_to          / expand_to            un-broadcasting, and back
    strided_gather  / strided_accumulate   what a view shows of a memory, and back
    to_dtype                               its own transpose
"""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np

from .declare import elementwise, linear, view
from .memory import check_extent, empty_strided, extent, overlaps, positions, repeated, strided
from .sums import sum_all, sum_axes

__all__ = ["as_strided", "expand_to", "in_dtype", "of_pairs", "real_pairs", "strided_accumulate",
           "strided_gather", "strided_scatter", "sum_to", "summed", "to_dtype", "zero_of"]


def _kept(size: tuple[int, ...], dim: Any) -> tuple[int, ...]:
    """`size` with 1 for the dimensions that a reduction over `dim` (one or several) lost."""
    return _kept_of(size, dim if dim is None or type(dim) is int else tuple(dim))


@functools.lru_cache(maxsize=256)
def _kept_of(size: tuple[int, ...], dim: int | tuple[int, ...] | None) -> tuple[int, ...]:
    if dim is None or dim == ():
        return (1,) * len(size)
    gone = {d % max(len(size), 1) for d in ((dim,) if isinstance(dim, int) else dim)}
    return tuple(1 if d in gone else n for d, n in enumerate(size))


def _sum_to(x: Any, size: Any, dim: Any = (), keepdim: bool = True) -> Any:
    """Sum over the dimensions that `expand_to` with the same arguments added or stretched."""
    size = tuple(size)
    return summed(x, size if keepdim else _kept(x.shape, dim)).reshape(size)


def summed(x: Any, size: tuple[int, ...]) -> Any:
    """An array summed over the dimensions in which `size` was broadcast to its shape."""
    if size == ():
        return sum_all(x)
    axes = _stretched(x.shape, size)
    if axes:
        x = sum_axes(x, axes)
    return x if x.shape == size else x.reshape(size)


@functools.lru_cache(maxsize=256)
def _stretched(shape: tuple[int, ...], size: tuple[int, ...]) -> tuple[int, ...]:
    lead = len(shape) - len(size)
    return (*range(lead), *(lead + i for i, n in enumerate(size)
                            if n == 1 and shape[lead + i] != 1))


_FILL = 4096   # elements


def _expand_to(x: Any, size: Any, dim: Any = (), keepdim: bool = True) -> Any:
    """Broadcast to `size`; without `keepdim`, after giving back the dimensions `dim`.

    Shapes: ``(n,) -> (n, m)`` with ``dim=1, keepdim=False``.
    """
    few = math.prod(size) <= _FILL
    if x.ndim == 0:
        if few:
            out = np.empty(size, x.dtype)
            out.fill(x)
            return out
    elif not keepdim:
        x = x.reshape(_kept(tuple(size), dim))
    if few:
        out = np.empty(size, x.dtype)      # for few elements a view costs more than a copy
        out[...] = x
        return out
    return repeated(x, tuple(size))


# Zeros even where the cotangent is infinite, so no product; a constant, as PyTorch's are: a second
# derivative of it does not exist, not even as zeros.
zero_of = elementwise("zero_of", np.zeros_like, None, method=False, public=False, inplace=False,
                      tex="0", doc="Zeros of the shape and type of a tensor: ``(...) -> (...)``.")

sum_to = linear("sum_to", _sum_to,
                lambda g, x_shape, dim, keepdim: expand_to(g, x_shape, dim, keepdim),
                method=False, public=False, node="SumBackward1", samples=lambda make: [
                    ((make(2, 3), (3,)), {}), ((make(2, 3), (2, 1)), {}), ((make(2, 3), ()), {}),
                    ((make(2, 3), (2,), 1, False), {})])

expand_to = linear("expand_to", _expand_to,
                   lambda g, x_shape, dim, keepdim: sum_to(g, x_shape, dim, keepdim),
                   method=False, public=False, node="ExpandBackward0", samples=lambda make: [
                       ((make(3), (2, 3)), {}), ((make(), (2,)), {}),
                       ((make(2), (2, 3), 1, False), {})])

def converted(x: Any, dtype: Any) -> Any:
    """The array in another element type; complex numbers lose their imaginary parts silently."""
    if x.dtype.kind == "c" and dtype.kind not in "cb":
        x = x.real
    return x.astype(dtype)


to_dtype = linear("to_dtype", converted,
                  lambda g, x_dtype: to_dtype(g, x_dtype), method=False, public=False,
                  node="ToCopyBackward0",
                  samples=lambda make: [((make(3), np.dtype(np.float64)), {})])


def in_dtype(value: Any, dtype: np.dtype[Any]) -> Any:
    """A cotangent or tangent, as a Tensor, in an element type: its real part if that is real."""
    if value._data.dtype == dtype:
        return value
    if value._data.dtype.kind == "c" and dtype.kind != "c":
        value = value.real
    return to_dtype(value, dtype)


# Complex numbers as pairs of real ones, and back.
real_pairs = linear("real_pairs", lambda x: np.stack([x.real, x.imag], -1), lambda g: of_pairs(g),
                    method=False, public=False, node="ViewAsRealBackward0",
                    samples=lambda make: [((make(3, dtype="complex128"),), {})])
of_pairs: Any = linear("of_pairs", lambda x: x[..., 0] + 1j * x[..., 1], lambda g: real_pairs(g),
                       method=False, public=False, node="ViewAsComplexBackward0",
                       refuses={"c": (RuntimeError, "the numbers of a pair are real")},
                       samples=lambda make: [((make(3, 2),), {})])


def _as_strided(x: Any, size: Any, stride: Any, storage_offset: int | None = None) -> Any:
    """A view of the memory of `x` with the given size, strides and offset (in elements)."""
    offset = storage_offset or 0
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    check_extent(x, size, stride, offset)
    return _shown(x, size, stride, offset)


as_strided = view(
    "as_strided", _as_strided,
    lambda g, x_shape, x_strides, size, stride, storage_offset: strided_accumulate(
        g, x_shape, x_strides, size, stride, storage_offset))


def _laid_out(x: Any, base_stride: Any) -> np.ndarray[Any, Any]:
    """A copy of `x` whose memory has the strides of the base (in elements)."""
    out = empty_strided(x.shape, base_stride, x.dtype)
    out[...] = x
    return out


def _shown(x: Any, size: Any, stride: Any, offset: int) -> Any:
    item = x.itemsize
    return strided(x, tuple(size), tuple(s * item for s in stride), offset * item)


def _gather(x: Any, base_stride: Any, size: Any, stride: Any, storage_offset: int | None) -> Any:
    """What a strided view of `x` would show, if `x` were laid out with `base_stride`."""
    offset = storage_offset or 0
    reach = extent(x.shape, base_stride)
    if offset >= 0 and offset + extent(size, stride) <= reach:
        return _shown(_laid_out(x, base_stride), size, stride, offset).copy()
    # The view reaches beyond `x`, into memory that `x` does not show: zeros there.
    before, room = max(0, -offset), max(reach, offset + extent(size, stride))
    memory = np.zeros(before + room, x.dtype)
    memory[before:][positions(x.shape, base_stride, 0)] = x
    return memory[positions(size, stride, before + offset)]


def _accumulate(x: Any, base_size: Any, base_stride: Any, size: Any, stride: Any,
                storage_offset: int | None) -> Any:
    """Add the elements of `x` to where a strided view of a zero base would find them."""
    offset = storage_offset or 0
    before = max(0, -offset)
    room = before + max(extent(base_size, base_stride), offset + extent(size, stride))
    memory = np.zeros(room, x.dtype)
    if overlaps(size, stride):
        np.add.at(memory, positions(size, stride, before + offset), x)
    else:
        _shown(memory, size, stride, before + offset)[...] = x
    if overlaps(base_size, base_stride):
        # Elements of the base that share memory share the gradient (PyTorch divides it equally).
        shared = np.zeros(room, x.dtype)
        np.add.at(shared, positions(base_size, base_stride, before).ravel(), 1)
        memory /= np.maximum(shared, 1)
    return _shown(memory, base_size, base_stride, before)


def _scatter(x: Any, src: Any, base_stride: Any, size: Any, stride: Any,
             storage_offset: int | None) -> Any:
    """A copy of `x`, laid out with `base_stride`, whose strided part is replaced by `src`."""
    out = _laid_out(x, base_stride)
    _shown(out, size, stride, storage_offset or 0)[...] = src
    return out


strided_accumulate = linear(
    "strided_accumulate", _accumulate,
    lambda g, base_stride, size, stride, storage_offset: strided_gather(
        g, base_stride, size, stride, storage_offset), method=False, public=False,
    samples=lambda make: [((make(3, 2), (6,), (1,), (3, 2), (1, 3), 0), {}),
                          ((make(2, 2), (4,), (1,), (2, 2), (1, 1), 1), {})])

strided_gather = linear(
    "strided_gather", _gather,
    lambda g, x_shape, base_stride, size, stride, storage_offset: strided_accumulate(
        g, x_shape, base_stride, size, stride, storage_offset), method=False, public=False,
    samples=lambda make: [((make(6), (1,), (3, 2), (1, 3), 0), {}),
                          ((make(4), (1,), (2, 2), (1, 1), 1), {})])

strided_scatter = linear(
    "strided_scatter", _scatter,
    lambda g, base_stride, size, stride, storage_offset: strided_scatter(
        g, 0.0, base_stride, size, stride, storage_offset),
    lambda g, base_stride, size, stride, storage_offset: strided_gather(
        g, base_stride, size, stride, storage_offset), method=False, public=False,
    samples=lambda make: [((make(6), make(2, 2), (1,), (2, 2), (1, 3), 1), {})])
