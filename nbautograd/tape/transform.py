"""From a tape to a smaller tape that says the same about what is asked.

Ids stay as they were, so a value of the small tape is found in the large one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .collapse import collapse
from .model import Step, Tape

__all__ = ["collapse", "prune"]


def prune(tape: Tape, targets: Iterable[str | int] | None = None) -> Tape:
    """Only what leads to the targets, given by name or id; by default the tape's own outputs.

    Untracked steps that lead there are kept: their values count although gradient stops at them.
    Raises UnknownName for a name that is not on the tape.

    >>> from nbautograd.tape import Value
    >>> x, y, z = (Value(i, n, (), "float32", "leaf", True) for i, n in enumerate("xyz"))
    >>> tape = Tape("numpy", (x, y, z), (Step(0, "exp", (0,), (1,)), Step(1, "sin", (0,), (2,))))
    >>> [step.op for step in prune(tape, ["z"]).steps]
    ['sin']
    """
    if isinstance(targets, str):
        targets = [targets]
    wanted = tape.outputs if targets is None else tuple(_ids(tape, targets))
    needed = set(wanted)
    steps: list[Step] = []
    for step in reversed(tape.forward_steps):
        if needed.intersection(step.outputs):
            needed.update(step.inputs)
            steps.append(step)
    kept = needed.union(*(step.outputs for step in steps))
    steps += [step for step in tape.backward_steps if kept.issuperset(step.inputs + step.outputs)]
    return replace(
        tape,
        values=tuple(value for value in tape.values if value.id in kept),
        steps=tuple(sorted(steps, key=lambda step: step.id)),
        outputs=wanted,
    )


def _ids(tape: Tape, targets: Iterable[str | int]) -> Iterable[int]:
    for target in targets:
        yield tape[target].id if isinstance(target, str) else tape.value(target).id
