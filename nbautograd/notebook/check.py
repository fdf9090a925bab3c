"""``%%grad --check``: is a gradient what finite differences say it is?

The recorded calls are made again with one element of a leaf moved a little to either side, in
double precision where the calls allow it. Where a function has a kink (relu at 0) the two may
differ rightly. Only the first backward call of a cell is checked: a later one may follow an update
of the leaves, which moves with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nbautograd.tape.numbers import number

if TYPE_CHECKING:
    from nbautograd.capture import Recording
    from nbautograd.capture.events import BackwardCall, Entry

__all__ = ["check"]

ELEMENTS = 16  # of a leaf, spread evenly: each costs two runs of the cell


@dataclass(frozen=True)
class _Precision:
    dtype: Any  # None: as recorded
    step: float
    tolerance: float


# Double precision first; some calls (a matrix product with a float32 made in the cell) refuse it.
_PRECISIONS = (_Precision(np.float64, 1e-6, 1e-3), _Precision(None, 1e-2, 5e-2))


def check(recording: Recording) -> str:
    """One line about the leaves that agree with finite differences, one for each that does not.

    >>> with record() as recording:
    ...     w = tensor(2.0, requires_grad=True)
    ...     (w * w).backward()
    >>> check(recording)
    'check: w agrees with finite differences'
    """
    from nbautograd.capture.replay import replay

    call = _first_call(replay(recording, {}, set()))
    if call is None:
        return "check: nothing was differentiated"
    for precision in _PRECISIONS:
        try:
            return _report(_compare(recording, call, precision), recording)
        except (RuntimeError, TypeError):
            if precision is _PRECISIONS[-1]:
                raise
    raise AssertionError("unreachable: the last precision returns or raises")


def _report(found: dict[str, str | None], recording: Recording) -> str:
    agreeing = [name for name, difference in found.items() if difference is None]
    lines = [f"check: {name} differs: {it}{_uncounted(recording, name)}"
             for name, it in found.items() if it is not None]
    if agreeing:
        verb = "agree" if len(agreeing) > 1 else "agrees"
        lines.insert(0, f"check: {', '.join(agreeing)} {verb} with finite differences")
    return "\n".join(lines) or "check: no leaf with a name has a gradient"


def _uncounted(recording: Recording, name: str) -> str:
    """The paths from a leaf that the user cut: finite differences go along them too."""
    from nbautograd.derivation.causes import aside

    tape = recording.tape()
    told = aside(tape, next(v for v in tape.leaves if v.name == name))
    return told and f".{told}"


def _first_call(recording: Recording) -> tuple[BackwardCall, dict[str, Any]] | None:
    """The first backward call, and the gradients it left on the leaves by name.

    Of a call of `grad`, which leaves none, only if there is no other.
    """
    for call in sorted(recording.calls, key=lambda call: call.returned is not None):
        named = {recording.entries[id].name: g for id, g in call.grads.items()}
        return call, {name: g for name, g in named.items() if name}
    return None


def _compare(
    recording: Recording, call: tuple[BackwardCall, dict[str, Any]], precision: _Precision
) -> dict[str, str | None]:
    gradients = call[1]
    # Only copies are moved: what was too large to copy is the user's own memory.
    leaves = {entry.name: entry for entry in recording.entries if entry.given and entry.copied}
    with _in_precision(recording, precision.dtype):
        return {
            name: _difference(recording, leaves[name], gradient, precision)
            for name, gradient in gradients.items()
            if name in leaves
        }


@contextmanager
def _in_precision(recording: Recording, dtype: Any) -> Iterator[None]:
    """The given values as copies, wider if a type is given; afterwards the recorded ones again."""
    before = [entry.data for entry in recording.entries]
    for entry in recording.entries:
        if entry.given and entry.copied and entry.data.dtype.kind == "f":
            entry.data = entry.data.astype(dtype or entry.data.dtype)
    try:
        yield
    finally:
        for entry, data in zip(recording.entries, before, strict=True):
            entry.data = data


def _difference(
    recording: Recording, leaf: Entry, gradient: Any, precision: _Precision
) -> str | None:
    """Where the gradient is not the finite difference, or None."""
    chosen = np.unique(np.linspace(0, gradient.size - 1, min(ELEMENTS, gradient.size)).astype(int))
    for position in map(int, chosen):
        index = tuple(map(int, np.unravel_index(position, gradient.shape)))
        told, found = float(gradient[index]), _slope(recording, leaf, index, precision.step)
        if not abs(told - found) <= precision.tolerance * max(1.0, abs(told), abs(found)):
            where = f" at {list(index)}" if index else ""
            return f"{number(told)}{where}, finite differences give {number(found)}"
    return None


def _slope(
    recording: Recording, leaf: Entry, index: tuple[int, ...], relative: float
) -> float:
    start = leaf.data[index]
    step = relative * max(1.0, abs(float(start)))
    values = []
    for moved in (start + step, start - step):
        leaf.data[index] = moved
        values.append(_value(recording))
    leaf.data[index] = start
    return (values[0] - values[1]) / (2 * step)


def _value(recording: Recording) -> float:
    """What the first backward call differentiates: its targets, weighted by its seeds."""
    from nbautograd.capture.replay import replay

    again = replay(recording, {}, set())
    found = _first_call(again)
    assert found is not None
    pairs = zip(found[0].targets, found[0].seeds, strict=True)
    return float(sum(np.vdot(seed, again.entries[id].data) for id, seed in pairs))
