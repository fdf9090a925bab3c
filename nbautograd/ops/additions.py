"""Sums of rows at given places, where a place may come more than once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["add_rows"]


def add_rows(out: Any, numbers: Any, lead: int, values: Any, blank: bool = False) -> None:
    """Add `values` to the rows `numbers` of `out`, its `lead` first dimensions counted as one.

    A row may be mentioned several times: the sums are those of one mention after the other. `blank`
    says that `out` is zero; it is contiguous.
    """
    rest = out.shape[lead:]
    flat = out.reshape(math.prod(out.shape[:lead]), *rest)
    if values.shape != (*numbers.shape, *rest):
        values = np.broadcast_to(values, (*numbers.shape, *rest))
    numbers, sums = numbers.ravel(), values
    if values.size <= _ELEMENTS:
        _add_elements(flat, numbers, values)
        return
    # In rounds, each with the next mention of every row, as NumPy adds whole rows fast but each once.
    if blank:
        sums = values + 0       # -0.0 added to zero is 0.0
    sums = values = sums.reshape(numbers.size, *rest)
    while numbers.size:
        later = _mentioned_again(numbers, flat.shape[0])
        if (numbers.size - later.size) * _OFTEN < numbers.size:
            _add_sorted(flat, numbers % flat.shape[0], values)
            return
        if not blank:
            sums = values + flat.take(numbers, 0)
        flat[numbers[::-1]] = sums[::-1]    # of several writes to one row the last one stays
        if not later.size:
            return
        numbers, values, blank = numbers.take(later), values.take(later, 0), False


_ELEMENTS = 8192    # up to which one index for each costs less than rounds
_OFTEN = 8     # mentions of a row, on average, from which sorting is faster than rounds


def _add_elements(flat: Any, numbers: Any, values: Any) -> None:
    """Add row by row, element by element: NumPy's `at` is fast on one dimension only."""
    size = math.prod(flat.shape[1:])
    places = (numbers % flat.shape[0] * size)[:, None] + np.arange(size)
    np.add.at(flat.reshape(-1), places.ravel(), values.ravel())


def _mentioned_again(numbers: Any, count: int) -> Any:
    """Which of `numbers`, from -`count` to `count` - 1, mean a row that one before means: ``(n) -> (k)``."""
    place, order = np.empty(count, np.int32), np.arange(numbers.size, dtype=np.int32)
    place[numbers[::-1]] = order[::-1]      # of several writes to one place the last one stays
    return (place.take(numbers) != order).nonzero()[0]


def _add_sorted(flat: Any, numbers: Any, values: Any) -> None:
    """Sum what belongs to one row, in order, then add each sum."""
    order = numbers.argsort(kind="stable")
    in_order = numbers[order]
    starts = np.flatnonzero(np.append(True, in_order[1:] != in_order[:-1]))
    flat[in_order[starts]] += np.add.reduceat(values.take(order, 0), starts, axis=0)
