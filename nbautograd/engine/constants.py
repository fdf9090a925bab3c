"""Python numbers beside floating arrays, as arrays of no dimension.

NumPy takes twice as long for a Python number as for an array of one number. Programs repeat the
few numbers in their source, so those are kept.
"""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["DOUBLE", "SINGLE", "number_array"]

Array = np.ndarray[Any, Any]

SINGLE: dict[float, Array] = {}      # what is known, by value
DOUBLE: dict[float, Array] = {}
_MOST = 512                          # numbers kept of each type
_F32, _F64 = np.dtype(np.float32), np.dtype(np.float64)


def number_array(value: float, dtype: np.dtype[Any]) -> Array:
    """A Python number as a read-only array of `dtype`, ``-> ()``; those of float32 and float64 are kept.

    Raises:
        OverflowError: an integer beyond the range of float64.

    >>> number_array(2, np.dtype(np.float32))
    array(2., dtype=float32)
    """
    known = SINGLE if dtype is _F32 else DOUBLE if dtype is _F64 else {}
    found = known.get(value)
    if found is None:
        found = np.array(value, dtype)
        found.flags.writeable = False
        # Not zero, as 0.0 and -0.0 are one key; not nan, which equals no key.
        if value and value == value and len(known) < _MOST:
            known[value] = found
    return found
