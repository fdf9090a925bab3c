"""What a recorder notes down while a cell runs, before it is frozen into a tape.

An `Entry` is a tensor as it was at one moment: written in place, a tensor gets a new entry. An
`Event` is one call: enough to list it, and enough to make it again (`replay`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["BackwardCall", "Entry", "Event", "step_name", "tensors_in"]


_SPACES = ("linalg.", "nn.functional.", "special.", "fft.", "masked.")
_SPELLED = {"vector_norm": "norm", "max.dim": "max", "min.dim": "min"}


def step_name(name: str) -> str:
    """The name of an op on the tape: torch's function name, without its namespace.

    >>> step_name("nn.functional.gelu")
    'gelu'
    """
    for space in _SPACES:
        name = name.removeprefix(space)
    return _SPELLED.get(name, name.partition(".")[0])


@dataclass(slots=True)
class Entry:
    """One version of one tensor."""

    id: int
    tensor: Any
    data: Any                   # array: a copy, or the tensor's own if it is too large to copy
    version: int
    requires_grad: bool
    leaf: bool
    given: bool                 # not computed by a recorded step
    copied: bool
    name: str | None = None
    grad_of: int | None = None  # entry of the leaf whose `.grad` this tensor is


@dataclass(slots=True)
class Event:
    """One call: of an op, of a composite, of `detach`, of `item` ..."""

    op: str
    function: Any               # (how to run it again: see the engine's adapter)
    args: tuple[Any, ...]
    kwargs: dict[str, Any]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    node: Any
    grad_mode: bool
    line: int | None
    boundary: str | None = None
    inplace: bool = False
    result: Any = None          # numbers of the input tensors that the call wrote to
    params: tuple[tuple[str, Any], ...] = ()
    span: tuple[int, int] | None = None    # creation numbers of the nodes a composite made
    state: Any = None           # of the random generator, where the call draws from it


@dataclass(slots=True)
class Pull:
    """One node of a backward call, or the nodes of one composite."""

    event: int | None           # index of the forward event, None for a node of an earlier cell
    outputs: tuple[int, ...]    # entries whose cotangent was used
    inputs: tuple[tuple[int, int, Any], ...]   # (position, entry, cotangent)


@dataclass(slots=True)
class BackwardCall:
    """One call of `backward` or `grad`."""

    number: int
    line: int | None
    targets: tuple[int, ...]
    seeds: tuple[Any, ...]
    kwargs: dict[str, Any]
    pulls: list[Pull] = field(default_factory=list)
    grads: dict[int, Any] = field(default_factory=dict)   # entry of a leaf -> `.grad` afterwards


def tensors_in(value: Any, is_tensor: Any) -> list[Any]:
    """All tensors in nested tuples, lists and dicts, in order."""
    if is_tensor(value):
        return [value]
    if isinstance(value, (tuple, list)):
        return [t for v in value for t in tensors_in(v, is_tensor)]
    if isinstance(value, dict):
        return [t for v in value.values() for t in tensors_in(v, is_tensor)]
    if isinstance(value, slice):
        return tensors_in((value.start, value.stop, value.step), is_tensor)
    return []
