"""How many hold an array: whether it is ours alone, so that it may be written or given away.

An array without a base whose only holders are known names of ours is seen by nobody else: no
tensor, no saved value, no view, no variable of the user's.
"""

from __future__ import annotations

from sys import getrefcount as holders

import numpy as np

__all__ = ["ONE", "ONE_MORE", "holders"]


def _held_by_a_name() -> int:
    g = np.zeros(1)
    return holders(g)


def _held_by_a_dictionary_too() -> int:
    grads = {0: np.zeros(1)}
    old = grads.get(0)
    return holders(old)


# Python's versions count differently what a call adds.
ONE = _held_by_a_name()                     # a local name, and nothing else
ONE_MORE = _held_by_a_dictionary_too()      # a local name and a dictionary
