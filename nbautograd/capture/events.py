"""What a recorder notes down while a cell runs, before it is frozen into a tape.

An `Entry` is a tensor as it was at one moment: written in place, a tensor gets a new entry. An
`Event` is one call: enough to list it, and enough to make it again (`replay`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

__all__ = ["ATOMS", "COPIED", "SMALL", "BackwardCall", "Callee", "Entry", "Event", "Params", "held",
           "step_name", "tensors_in"]

Params: TypeAlias = tuple[tuple[str, Any], ...]

SMALL = 64               # elements: copied whenever seen, shown on the tape
COPIED = 1_000_000       # elements: copied when given, so that a replay starts from the same values

ATOMS = frozenset((int, float, bool, str, type(None)))     # arguments that hold no tensors

_CONTAINERS = frozenset((tuple, list, dict))

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


class Callee(Protocol):
    """What was called. Asked when the tape is made: while a cell runs, nobody wants to know."""

    name: str

    def params(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Params:
        """The arguments that are not tensors and not at their defaults, by name."""

    def tensors(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Sequence[Any]:
        """The tensors among the arguments."""


@dataclass(slots=True)
class Entry:
    """One version of one tensor."""

    id: int
    tensor: Any
    data: Any                   # array: a copy, or the tensor's own if it is too large to copy
    version: int
    requires_grad: bool
    place: Any                  # in the graph; itself if it is a leaf, None if it has none
    given: bool                 # not computed by a recorded step
    name: str | None = None
    grad_of: int | None = None  # entry of the leaf whose `.grad` this tensor is

    @property
    def leaf(self) -> bool:
        """Whether it was not made by a tracked op."""
        return self.place is None or self.place is self.tensor

    @property
    def copied(self) -> bool:
        """Whether `data` are its values still if the tensor was overwritten."""
        return bool(self.data.size <= (COPIED if self.given else SMALL))


@dataclass(slots=True)
class Event:
    """One call: of an op, of a composite, of `detach`, of `item` ..."""

    callee: Any                 # a Callee
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
    span: tuple[int, int] | None = None    # creation numbers around the nodes the call made
    state: Any = None           # of the random generator, where the call draws from it

    @property
    def op(self) -> str:
        """The name on the tape."""
        return self.callee.name  # type: ignore[no-any-return]  # a str by its protocol

    @property
    def params(self) -> Params:
        """The parameters of the call."""
        return self.callee.params(self.args, self.kwargs)  # type: ignore[no-any-return]  # by its protocol


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
    grads: dict[int, Any] = field(default_factory=dict)   # entry -> its `.grad` afterwards
    cleared: tuple[int, ...] = ()       # entries whose `.grad` was set to None since the call before
    # Of a `grad` call, whose gradients go to its caller and to no `.grad`: those, each with the entry
    # of what it belongs to.
    returned: list[tuple[int | None, Any]] | None = None
    made: list[Any] = field(default_factory=list)       # its gradients that have a history themselves

    @property
    def create(self) -> bool:
        """Whether its gradients can be differentiated."""
        return bool(self.made)


def tensors_in(value: Any, tensor: type, found: list[Any] | None = None) -> list[Any]:
    """All instances of `tensor` in nested tuples, lists, dicts and slices, in order."""
    if found is None:
        found = []
    if type(value) in ATOMS:
        return found
    if isinstance(value, tensor):
        found.append(value)
    elif isinstance(value, (tuple, list)):
        for v in value:
            tensors_in(v, tensor, found)
    elif isinstance(value, dict):
        for v in value.values():
            tensors_in(v, tensor, found)
    elif isinstance(value, slice):
        for v in (value.start, value.stop, value.step):
            if type(v) not in ATOMS:
                tensors_in(v, tensor, found)
    return found


def held(value: Any) -> Any:
    """Arguments with their lists copied: they may be changed after the call."""
    kind = type(value)
    if kind is tuple:
        for v in value:
            if type(v) in (tuple, list):
                return tuple([held(v) if type(v) in _CONTAINERS else v for v in value])
        return value
    if kind is list:
        return [held(v) if type(v) in _CONTAINERS else v for v in value]
    if kind is dict:
        return {name: held(v) for name, v in value.items()}
    return value
