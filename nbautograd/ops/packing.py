"""Elements of padded sequences, taken out step by step, and put back.

`places` are their rows where the steps ``(l, n, ...)`` are laid end to end.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import linear

__all__ = ["put", "taken"]


def _taken(x: Any, places: Any) -> Any:
    return x.reshape(-1, *x.shape[2:])[places]


def _put(x: Any, places: Any, steps: int, batch: int) -> Any:
    out = np.zeros((steps * batch, *x.shape[1:]), x.dtype)
    out[places] = x
    return out.reshape(steps, batch, *x.shape[1:])


_PLACES = np.array([0, 1, 2, 3, 4, 6])      # of lengths 3, 2 and 1 in three steps
taken = linear("pack_rows", _taken,
               lambda g, places, x_shape: put(g, places, x_shape[0], x_shape[1]), public=False,
               method=False, node="PackPaddedSequenceBackward0",
               doc="The rows of a batch of sequences that are no padding: (l, n, ...) -> (k, ...).",
               samples=lambda make: [((make(3, 3, 2), _PLACES), {}), ((make(3, 3), _PLACES), {})])
put = linear("unpack_rows", _put, lambda g, places: taken(g, places), public=False, method=False,
             doc="Rows at their places among zeros: (k, ...) -> (l, n, ...).",
             samples=lambda make: [((make(6, 2), _PLACES, 3, 3), {}), ((make(6), _PLACES, 3, 3), {})])
