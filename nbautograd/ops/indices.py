"""Index tensors of one ``x[...]``: what NumPy needs of them, and whether they were overwritten since.

`Indices` is a parameter of the ops `index` and `index_put`; a formula that gets it back checks
versions when it asks for the arrays.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.messages import stale, type_name
from ..engine.notice import warn
from ..engine.tensor import Tensor

__all__ = ["Indices"]

UINT8 = ("indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool "
         "instead.")


_ALL = slice(None)
KINDS = {np.dtype(k) for k in (np.int64, np.int32, np.bool_)}


class Indices:
    """One entry for each of the first dimensions: an index or mask tensor, or None for all."""

    __slots__ = ("entries", "key", "versions")

    def __init__(self, entries: list[Tensor | None]) -> None:
        self.entries = entries
        self.versions = [0 if t is None or t._cell is None else t._cell[0] for t in entries]
        self.key = tuple([_ALL if t is None else t._data if t._data.dtype in KINDS else
                          _indexable(t._data) for t in entries])

    @property
    def masks_only(self) -> bool:
        """Whether there are only masks, which reach no element twice."""
        return all(k is _ALL or k.dtype == np.bool_ for k in self.key)

    def current(self) -> tuple[Any, ...]:
        """The NumPy index.

        Raises:
            RuntimeError: an index tensor was overwritten since.
        """
        for t, version in zip(self.entries, self.versions, strict=True):
            if t is not None and t._cell is not None and t._cell[0] != version:
                raise RuntimeError(stale(t._data, t._cell, version, None, None))
        return self.key

    def check(self, shape: tuple[int, ...]) -> None:
        """Refuse what does not fit a tensor of `shape`; called when NumPy refused it.

        Raises:
            IndexError: too many, out of bounds, a mask of another shape, not broadcastable.
        """
        d = 0
        shapes = []
        for n, k in enumerate(self.key):
            if isinstance(k, slice):
                d += 1
                continue
            if k.dtype == np.bool_:
                if k.shape != shape[d:d + k.ndim]:
                    raise IndexError(
                        f"The shape of the mask {list(k.shape)} at index {_first_bad(k, shape, d)} "
                        f"does not match the shape of the indexed tensor {list(shape)} at index "
                        f"{d + _first_bad(k, shape, d)}")
                d += k.ndim
                shapes.append((int(k.sum()),))
                continue
            if d >= len(shape):
                raise IndexError(f"too many indices for tensor of dimension {len(shape)}")
            bad = k[(k < -shape[d]) | (k >= shape[d])]
            if bad.size:
                raise IndexError(f"index {bad.flat[0]} is out of bounds for dimension {n} with "
                                 f"size {shape[d]}")
            shapes.append(k.shape)
            d += 1
        if d > len(shape):
            raise IndexError(f"too many indices for tensor of dimension {len(shape)}")
        raise IndexError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes "
            + ", ".join(str(list(s)) for s in shapes))

    def rows(self, shape: tuple[int, ...], checked: bool = True) -> tuple[Any, int] | None:
        """The numbers of the rows meant, and how many leading dimensions make a row number.

        Those of one dimension may be negative, as they were given.

        None where the indices are not all integer arrays for the first dimensions, or mean single
        elements, which NumPy adds fast.

        Raises:
            IndexError: NumPy refuses them; not looked for if `checked`, as by a forward pass.
        """
        n = len(self.key)
        if n == len(shape) or any(isinstance(k, slice) or k.dtype == np.bool_ for k in self.key):
            return None
        if 0 in shape[:n]:
            return None
        if not checked:
            np.broadcast_to(False, shape[:n])[self.key]
        numbers = self.key[0] if n == 1 else self.key[0] % shape[0]
        for k, size in zip(self.key[1:], shape[1:], strict=False):
            numbers = numbers * size + k % size
        return numbers, n

    def __repr__(self) -> str:
        return "[" + ", ".join("None" if t is None else repr(t) for t in self.entries) + "]"


def _first_bad(k: Any, shape: tuple[int, ...], d: int) -> int:
    pairs = zip(k.shape, shape[d:d + k.ndim], strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), 0)


def _indexable(data: Any) -> Any:
    """An index array; uint8 counts as a mask, as PyTorch still has it."""
    if data.dtype == np.uint8:
        warn(UINT8)
        return data.astype(bool)
    raise IndexError(
        "tensors used as indices must be long, int, byte or bool tensors, but got one of "
        f"{type_name(data.dtype)}; convert it with .long()")
