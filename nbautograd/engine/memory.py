"""Arrays by their memory: strides in elements, an offset, and what may overlap.

PyTorch describes a view by size, strides and offset inside a storage. Here the storage is the
array at the end of NumPy's chain of bases.
"""

from __future__ import annotations

import copy
import functools
from typing import Any

import numpy as np

__all__ = ["CHANNELS_LAST", "CONTIGUOUS", "PRESERVE", "MemoryFormat", "check_extent",
           "copied_memory", "dense", "element_strides", "empty_strided", "extent", "layout_of",
           "overlaps", "owner_of", "placed", "positions", "repeated", "shared", "start_of", "strided"]

Array = np.ndarray[Any, Any]


class MemoryFormat:
    """How a copy is laid out: ``torch.contiguous_format``, ``torch.preserve_format``."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"


CONTIGUOUS, PRESERVE, CHANNELS_LAST = (
    MemoryFormat(n) for n in ("contiguous_format", "preserve_format", "channels_last"))


def owner_of(x: Array) -> Array:
    """The array that owns the memory of `x`."""
    while isinstance(x.base, np.ndarray):
        x = x.base
    return x


def start_of(x: Array) -> int:
    """The address of the first element; compare, never print it."""
    return int(x.__array_interface__["data"][0])


def element_strides(x: Array) -> tuple[int, ...]:
    """The strides of `x` in elements; NumPy keeps none for empty arrays, so those of a fresh one."""
    if not x.size:
        steps = [1]
        for n in x.shape[:0:-1]:
            steps.append(steps[-1] * max(n, 1))
        return tuple(steps[:x.ndim][::-1])
    item = x.itemsize
    if 0 in x.strides and 1 in x.shape:
        return _of_new_dims([s // item for s in x.strides], x.shape)
    return tuple(s // item for s in x.strides)


def _of_new_dims(strides: list[int], shape: tuple[int, ...]) -> tuple[int, ...]:
    """The strides with those of new dimensions, which NumPy has as zero, as PyTorch has them."""
    for d in reversed(range(len(shape))):
        if shape[d] == 1 and not strides[d]:
            strides[d] = shape[d + 1] * strides[d + 1] if d + 1 < len(shape) else 1
    return tuple(strides)


def repeated(x: Any, shape: tuple[int, ...]) -> Array:
    """A read-only view in which `x` is broadcast to `shape`, where its sizes fit: ``(n, 1) -> (n, m)``.

    As `numpy.broadcast_to`, which takes six times as long to find that out.

    >>> repeated(np.arange(2), (2, 2))
    array([[0, 1],
           [0, 1]])
    """
    if type(x) is not np.ndarray or not x.flags.c_contiguous or not x.size:
        return np.broadcast_to(x, shape)
    out = np.ndarray(shape, x.dtype, x, 0, _repeating(x.shape, x.itemsize, shape))
    out.flags.writeable = False
    return out


@functools.lru_cache(maxsize=256)
def _repeating(given: tuple[int, ...], itemsize: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """The strides, in bytes, by which a contiguous array of the shape `given` fills `shape`."""
    strides, step = [0] * len(shape), itemsize
    for d in range(1, len(given) + 1):
        if given[-d] == shape[-d]:
            strides[-d] = step
        step *= given[-d]
    return tuple(strides)


def strided(x: Array, shape: tuple[int, ...], strides: tuple[int, ...], offset: int = 0,
            dtype: Any = None) -> Array:
    """The memory of `x` seen with these strides (in bytes), `offset` bytes from its first element.

    >>> strided(np.arange(4), (3, 2), (8, 8))
    array([[0, 1],
           [1, 2],
           [2, 3]])
    """
    dtype = dtype or x.dtype
    if not offset and x.flags.c_contiguous and (x.size or 0 in shape):
        return np.ndarray(shape, dtype, x, 0, strides)
    owner = owner_of(x)
    memory = owner if owner.flags.c_contiguous else owner.T
    if memory.flags.c_contiguous:
        out = np.ndarray(shape, dtype, memory, start_of(x) - start_of(owner) + offset, strides)
        if not x.flags.writeable:
            out.flags.writeable = False
        return out
    if offset:
        raise RuntimeError(
            "as_strided: this tensor was made from an array with gaps; clone() it before taking a "
            f"view at offset {offset // x.itemsize}")
    return np.lib.stride_tricks.as_strided(x.view(dtype), shape, strides)


def placed(x: Array) -> tuple[Array, Any]:
    """An array as the memory it shares with others, and where in it: arguments of `strided`, or None.

    >>> placed(np.arange(4.0)[1:3])
    (array([0., 1., 2., 3.]), ((2,), (8,), 8, dtype('float64')))
    """
    owner = owner_of(x)
    if owner is x or not (owner.flags.c_contiguous or owner.flags.f_contiguous):
        return x, None
    return owner, (x.shape, x.strides, start_of(x) - start_of(owner), x.dtype)


def copied_memory(x: Array, memo: dict[int, Any]) -> Array:
    """A deep copy: arrays of one memory, copied with one `memo`, share their memory again."""
    owner, place = placed(x)
    found: Array = copy.deepcopy(owner, memo)
    return found if place is None else strided(found, *place)


def extent(shape: Any, stride: Any) -> int:
    """How many elements of memory a view with these strides (in elements) reaches over."""
    if 0 in tuple(shape):
        return 0
    return 1 + sum((int(n) - 1) * int(s) for n, s in zip(shape, stride, strict=True))


def empty_strided(shape: Any, stride: Any, dtype: Any) -> Array:
    """A zero array with these strides (in elements), in memory of its own."""
    dtype = np.dtype(dtype)
    buffer: Array = np.zeros(extent(shape, stride), dtype)
    return np.ndarray(tuple(shape), dtype, buffer, 0, tuple(s * dtype.itemsize for s in stride))


def check_extent(x: Array, size: Any, stride: Any, offset: int) -> None:
    """Refuse a view (strides and offset in elements) that leaves the memory of `x`.

    Raises:
        RuntimeError: negative strides; beyond the end or before the beginning.
    """
    if any(s < 0 for s in stride):
        raise RuntimeError(f"as_strided: Negative strides are not supported at the moment, got "
                           f"strides: {list(stride)}")
    if any(n < 0 for n in size):
        raise RuntimeError(f"as_strided: sizes must not be negative, got {list(size)}")
    owner, item = owner_of(x), x.itemsize
    begin = (start_of(x) - start_of(owner)) // item + offset
    need = (begin + extent(size, stride)) * item
    if begin < 0 or (0 not in tuple(size) and need > owner.nbytes):
        raise RuntimeError(
            f"setStorage: sizes {list(size)}, strides {list(stride)}, storage offset {begin}, and "
            f"itemsize {item} requiring a storage size of {need} are out of bounds for storage of "
            f"size {owner.nbytes}")


def overlaps(size: Any, stride: Any) -> bool:
    """Whether two indices may reach the same element.

    >>> overlaps((3, 2), (1, 1)), overlaps((3, 2), (2, 1))
    (True, False)
    """
    reach = 0
    for step, n in sorted((s, n) for s, n in zip(stride, size, strict=True) if n > 1):
        if step <= reach:
            return True
        reach += step * (n - 1)
    return False


def shared(a: Array, b: Array) -> str:
    """How two arrays of one memory overlap: ``""`` (not, or unknown), ``"full"``, ``"partial"``.

    As PyTorch, only arrays without gaps are looked at: others may interleave.

    >>> x = np.arange(4); shared(x[1:], x[:3]), shared(x[::2], x[1::2]), shared(x, x)
    ('partial', '', 'full')
    """
    if not (a.size and b.size and dense(a) and dense(b)):
        return ""
    first, second = start_of(a), start_of(b)
    if first == second and a.nbytes == b.nbytes:
        return "full" if a.strides == b.strides else "partial"
    return "partial" if first < second + b.nbytes and second < first + a.nbytes else ""


def positions(size: Any, stride: Any, offset: int) -> Any:
    """Where in memory each element of a view is."""
    places = np.array(offset)
    for n, s in zip(size, stride, strict=True):
        places = places[..., None] + np.arange(n) * s
    return places


def dense(x: Array) -> bool:
    """Whether the elements of `x` fill a piece of memory, each once, in whatever order."""
    step = x.itemsize
    for s, n in sorted((s, n) for s, n in zip(x.strides, x.shape, strict=True) if n != 1):
        if s != step:
            return False
        step *= n
    return True


def layout_of(x: Array) -> Any:
    """NumPy's letter for the order in which PyTorch lays out a copy of `x`: as it is if dense."""
    return "C" if x.flags.c_contiguous or not dense(x) else "K"
