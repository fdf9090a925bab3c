"""Elements at an index along one dimension: taken, or added up in zeros.

NumPy's own functions for it ask for an index in every dimension; one index into the flat memory is
several times as fast.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["picked", "put_along", "taken"]


def taken(x: Any, index: Any, axis: int) -> Any:
    """The elements at `index`, counted from zero, along `axis`: ``(n, m), (n, k) -> (n, k)``."""
    if not x.flags.c_contiguous or not _fits(index.shape, x.shape, axis):
        return np.take_along_axis(x, index, axis)
    return x.reshape(-1).take(_flat(index, x.shape, axis))


def picked(x: Any, index: Any, axis: int) -> Any:
    """One element each along `axis`, which disappears: ``(n, m), (n) -> (n)``."""
    if axis != x.ndim - 1 or not x.flags.c_contiguous:
        return taken(x, np.expand_dims(index, axis), axis).squeeze(axis)
    n = x.shape[axis]
    places = index + np.arange(0, x.size, n).reshape(index.shape) if index.size != 1 else index
    return x.reshape(-1).take(places)


def put_along(x: Any, index: Any, size: tuple[int, ...], axis: int) -> Any:
    """Zeros with `x` added at `index` along `axis`: ``(n, k), (n, k) -> (n, m)``."""
    out = np.zeros(size, x.dtype)
    if _fits(index.shape, size, axis):
        np.add.at(out.reshape(-1), _flat(index, size, axis).ravel(), x.ravel())
    else:
        places = list(np.indices(index.shape, sparse=True))
        places[axis] = index
        np.add.at(out, tuple(places), x)
    return out


def _fits(shape: tuple[int, ...], size: tuple[int, ...], axis: int) -> bool:
    axis %= len(size)
    return shape[:axis] == size[:axis] and shape[axis + 1:] == size[axis + 1:]


def _flat(index: Any, size: tuple[int, ...], axis: int) -> Any:
    """Where the elements are in contiguous memory of this size."""
    axis %= len(size)
    lead, inner = math.prod(size[:axis]), math.prod(size[axis + 1:])
    row = size[axis] * inner
    starts = np.arange(0, lead * row, row).reshape(-1, 1, 1) if row else np.zeros((lead, 1, 1), int)
    places = index.reshape(lead, index.shape[axis], inner)
    places = places + starts if inner == 1 else places * inner + starts + np.arange(inner)
    return places.reshape(index.shape)
