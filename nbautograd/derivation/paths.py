"""Paths of a tape from a value to a target, and where they are cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..tape import Step, Tape

__all__ = ["Cut", "ancestors", "cuts_between", "ends_of"]

_LEAVE = ("item", "copy", "detach", "data")


@dataclass(frozen=True)
class Cut:
    """The step at which gradient stops, and the values on the way to it."""

    path: tuple[int, ...]
    step: Step


def cuts_between(tape: Tape, start: int, targets: Iterable[int]) -> tuple[list[Cut], bool]:
    """The cuts on the paths from `start` to any target, and whether there is a path at all.

    Each cutting step is named once, by the shortest way to it.
    """
    useful = ancestors(tape, targets)
    if start not in useful:
        return [], False
    cuts: dict[int, Cut] = {}
    seen = {start}
    queue: list[tuple[int, ...]] = [(start,)]
    for path in queue:
        for step in tape.consumers(path[-1]):
            for out in step.outputs:
                if out not in useful:
                    continue
                if not step.tracked or not tape.value(out).requires_grad:
                    cuts.setdefault(step.id, Cut((*path, out), step))
                elif out not in seen:
                    seen.add(out)
                    queue.append((*path, out))
    return list(cuts.values()), True


def ends_of(tape: Tape, start: int) -> list[Step]:
    """The steps at which what depends on a value leaves the graph, nearest first."""
    ends: dict[int, Step] = {}
    queue = [start]
    for i in queue:
        for step in tape.consumers(i):
            if step.boundary in _LEAVE:
                ends.setdefault(step.id, step)
            else:
                queue += [out for out in step.outputs if out not in queue]
    return list(ends.values())


def ancestors(tape: Tape, targets: Iterable[int]) -> set[int]:
    """The targets and everything they were computed from, tracked or not."""
    stack, found = list(targets), set(targets)
    while stack:
        step = tape.producer(stack.pop())
        for i in step.inputs if step is not None else ():
            if i not in found:
                found.add(i)
                stack.append(i)
    return found
