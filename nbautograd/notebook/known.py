"""Which value of the last tape a tensor is: by identity, for a name may mean another tensor by now.

A tape is plain data and knows no tensors, and keeping the recording would keep every tensor of the
cell alive. So the tensors are remembered weakly, those of the last tape only.
"""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbautograd.capture import Recording
    from nbautograd.tape import Tape

__all__ = ["gradient_of", "remember", "value_of"]


@dataclass
class _Known:
    """The tensors of one tape, by id: a value of it, or a gradient of one with the line it is from."""

    tape: Tape | None = None
    values: dict[int, tuple[weakref.ref[Any], int]] = field(default_factory=dict)
    gradients: dict[int, tuple[weakref.ref[Any], int, int | None]] = field(default_factory=dict)


_last = _Known()


def remember(tape: Tape, recording: Recording) -> None:
    """Remember the tensors of a tape instead of those of the one before."""
    _last.tape = tape
    _last.values = {id(e.tensor): (weakref.ref(e.tensor), e.id) for e in recording.entries}
    _last.gradients = {
        id(g): (weakref.ref(g), entry, line) for g, entry, line in recording.gradients()}


def value_of(tape: Tape | None, tensor: Any) -> int | None:
    """The id of the latest value of the tape that is this tensor."""
    found = _last.values.get(id(tensor)) if tape is not None and tape is _last.tape else None
    return found[1] if found is not None and found[0]() is tensor else None


def gradient_of(tape: Tape | None, tensor: Any) -> tuple[int, int | None] | None:
    """The value whose gradient this tensor is, and the line of the call that made it."""
    found = _last.gradients.get(id(tensor)) if tape is not None and tape is _last.tape else None
    return found[1:] if found is not None and found[0]() is tensor else None
