"""The structural ops that the engine itself needs, in transposed pairs: each is the other's vjp.

    sum_to          / expand_to            un-broadcasting, and back
    strided_gather  / strided_accumulate   what a view shows of a memory, and back
    to_dtype                               its own transpose
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .declare import linear, view

__all__ = ["as_strided", "empty_strided", "expand_to", "strided_accumulate", "strided_gather",
           "strided_scatter", "sum_to", "to_dtype"]


def _kept(size: tuple[int, ...], dim: Any, keepdim: bool) -> tuple[int, ...]:
    """`size` with 1 for the dimensions that a reduction over `dim` lost."""
    if dim is None or dim == ():
        return (1,) * len(size)
    gone = {d % max(len(size), 1) for d in ((dim,) if isinstance(dim, int) else dim)}
    return tuple(1 if d in gone else n for d, n in enumerate(size))


def _sum_to(x: Any, size: Any, dim: Any = (), keepdim: bool = True) -> Any:
    """Sum over the dimensions that `expand_to` with the same arguments added or stretched."""
    size = tuple(size)
    kept = size if keepdim else _kept(x.shape, dim, keepdim)
    lead = x.ndim - len(kept)
    stretched = tuple(range(lead)) + tuple(
        lead + i for i, n in enumerate(kept) if n == 1 and x.shape[lead + i] != 1)
    out = np.add.reduce(x, axis=stretched, keepdims=True) if stretched else x
    return out.reshape(size)


def _expand_to(x: Any, size: Any, dim: Any = (), keepdim: bool = True) -> Any:
    """Broadcast to `size`; without `keepdim`, after giving back the dimensions `dim`.

    Shapes: ``(n,) -> (n, m)`` with ``dim=1, keepdim=False``.
    """
    if not keepdim:
        x = x.reshape(_kept(tuple(size), dim, keepdim))
    return np.broadcast_to(x, size)


sum_to = linear("sum_to", _sum_to,
                lambda g, x_shape, dim, keepdim: expand_to(g, x_shape, dim, keepdim),
                method=False, public=False)

expand_to = linear("expand_to", _expand_to,
                   lambda g, x_shape, dim, keepdim: sum_to(g, x_shape, dim, keepdim),
                   method=False, public=False)

to_dtype = linear("to_dtype", lambda x, dtype: x.astype(dtype),
                  lambda g, x_dtype: to_dtype(g, x_dtype), method=False, public=False, node="ToCopyBackward0")


def empty_strided(shape: Any, stride: Any, dtype: Any) -> np.ndarray[Any, Any]:
    """A zero array with these strides (in elements), in memory of its own."""
    extent = 1 + sum((n - 1) * s for n, s in zip(shape, stride, strict=True)) if 0 not in shape else 0
    buffer: np.ndarray[Any, Any] = np.zeros(max(extent, 0), dtype)
    return _strided(buffer, shape, stride, 0)


def _strided(base: np.ndarray[Any, Any], size: Any, stride: Any, offset: int) -> Any:
    item = base.itemsize
    memory = base
    if offset:
        # NumPy cannot shift the start of a view beyond its first dimension: address it flat.
        flat = np.lib.stride_tricks.as_strided(
            memory, (offset + 1,), (item,)) if memory.size else memory.reshape(-1)
        memory = flat[offset:]
    return np.lib.stride_tricks.as_strided(memory, tuple(size), tuple(s * item for s in stride))


def _check_extent(base: np.ndarray[Any, Any], size: Any, stride: Any, offset: int) -> None:
    owner = base
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    start = (base.__array_interface__["data"][0] - owner.__array_interface__["data"][0])
    room = owner.nbytes - start
    if any(s < 0 for s in stride):
        raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got "
                           f"strides: {list(stride)}")
    need = offset + 1 + sum((n - 1) * s for n, s in zip(size, stride, strict=True))
    if 0 not in tuple(size) and need * base.itemsize > room:
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {offset}, and "
            f"itemsize {base.itemsize} requiring a storage size of {need * base.itemsize} are out "
            f"of bounds for storage of size {room}")


def _as_strided(x: Any, size: Any, stride: Any, storage_offset: int | None = None) -> Any:
    """A view of the memory of `x` with the given size, strides and offset (in elements)."""
    offset = storage_offset or 0
    if len(size) != len(stride):
        raise RuntimeError("mismatch in length of strides and shape")
    _check_extent(x, size, stride, offset)
    return _strided(x, size, stride, offset)


as_strided = view(
    "as_strided", _as_strided,
    lambda g, x_shape, x_strides, size, stride, storage_offset: strided_accumulate(
        g, x_shape, x_strides, size, stride, storage_offset))


def _laid_out(x: Any, base_stride: Any) -> np.ndarray[Any, Any]:
    """A copy of `x` whose memory has the strides of the base (in elements)."""
    out = empty_strided(x.shape, base_stride, x.dtype)
    out[...] = x
    return out


def _gather(x: Any, base_stride: Any, size: Any, stride: Any, storage_offset: int | None) -> Any:
    """What a strided view of `x` would show, if `x` were laid out with `base_stride`."""
    return _strided(_laid_out(x, base_stride), size, stride, storage_offset or 0).copy()


def _accumulate(x: Any, base_size: Any, base_stride: Any, size: Any, stride: Any,
                storage_offset: int | None) -> Any:
    """Add the elements of `x` to where a strided view of a zero base would find them."""
    out = empty_strided(base_size, base_stride, x.dtype)
    offset = storage_offset or 0
    if not _overlaps(size, stride) and not _overlaps(base_size, base_stride):
        _strided(out, size, stride, offset)[...] = x
        return out
    memory = _memory(out)
    np.add.at(memory, _positions(size, stride, offset), x)
    # Elements of the base that share memory share the gradient (PyTorch divides it equally).
    shared = np.zeros(memory.shape, x.dtype)
    np.add.at(shared, _positions(base_size, base_stride, 0).ravel(), 1)
    memory /= np.maximum(shared, 1)
    return out


def _overlaps(size: Any, stride: Any) -> bool:
    """Whether two indices may reach the same element."""
    reach = 0
    for step, n in sorted((s, n) for s, n in zip(stride, size, strict=True) if n > 1):
        if step <= reach:
            return True
        reach += step * (n - 1)
    return False


def _memory(out: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    owner = out
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    return owner


def _positions(size: Any, stride: Any, offset: int) -> Any:
    places = np.array(offset)
    for n, s in zip(size, stride, strict=True):
        places = places[..., None] + np.arange(n) * s
    return places


def _scatter(x: Any, src: Any, base_stride: Any, size: Any, stride: Any,
             storage_offset: int | None) -> Any:
    """A copy of `x`, laid out with `base_stride`, whose strided part is replaced by `src`."""
    out = _laid_out(x, base_stride)
    _strided(out, size, stride, storage_offset or 0)[...] = src
    return out


strided_accumulate = linear(
    "strided_accumulate", _accumulate,
    lambda g, base_stride, size, stride, storage_offset: strided_gather(
        g, base_stride, size, stride, storage_offset), method=False, public=False)

strided_gather = linear(
    "strided_gather", _gather,
    lambda g, x_shape, base_stride, size, stride, storage_offset: strided_accumulate(
        g, x_shape, base_stride, size, stride, storage_offset), method=False, public=False)

strided_scatter = linear(
    "strided_scatter", _scatter,
    lambda g, base_stride, size, stride, storage_offset: strided_scatter(
        g, 0.0, base_stride, size, stride, storage_offset),
    lambda g, base_stride, size, stride, storage_offset: strided_gather(
        g, base_stride, size, stride, storage_offset), method=False, public=False)
