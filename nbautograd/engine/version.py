"""The version of a tensor's memory: how often it was written in place.

A counter is made when somebody first needs one: a write, a view, a tensor that shares the memory.
A place in the graph (a node, a slot, a leaf) knows the counter of what is there, so that a formula
that saved a value finds out later whether it was written, though there was no counter then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .tensor import Tensor

__all__ = ["CONSTANT", "cell_of", "count_up"]

CONSTANT = [0]   # the version of what cannot change: Python numbers, copies


def cell_of(t: Tensor) -> list[int]:
    """The counter ``[version]`` of the memory of `t`, shared by all that show it."""
    cell = t._cell
    if cell is None:
        place = t._node
        cell = None if place is None else place._cell
        if cell is None:
            cell = [0]
            if place is not None:
                place._cell = cell
        t._cell = cell
    return cell


def count_up(t: Tensor) -> None:
    """Note that the memory of `t` was written."""
    if t._cell is None and t._extra is not None and t._extra.inference:
        return      # nobody asks for the versions of what was made in inference mode
    cell_of(t)[0] += 1
