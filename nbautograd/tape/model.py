"""What a cell computed, as frozen plain data: values, steps, and the tape that holds both.

Everything above the engine (pictures, derivations, widgets) reads a ``Tape`` and nothing else, so a
tape recorded from PyTorch looks exactly like one recorded from our own engine. Ids are the order in
which things happened; a graph library, an array library or an engine is not needed to read one.

An in-place step makes a *new* value, a later version of the same tensor, so that forward steps form
a directed acyclic graph whose creation order is a topological order. A backward step names the
forward op that it differentiates, reads the cotangents of the values in ``inputs`` (that op's
outputs) and contributes to the gradients of the values in ``outputs`` (that op's inputs).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from nbautograd.errors import UnknownName, suggest

if TYPE_CHECKING:
    import networkx

Scalar: TypeAlias = bool | int | float | complex
Data: TypeAlias = "Scalar | list[Data] | None"
Role: TypeAlias = Literal["leaf", "constant", "intermediate", "output"]
State: TypeAlias = Literal["none", "value", "unreachable"]
Phase: TypeAlias = Literal["forward", "backward"]

#: Why tracking stops at a step.
BOUNDARIES = ("detach", "no_grad", "data", "item", "copy", "integer", "frozen", "nondifferentiable")


@dataclass(frozen=True, slots=True)
class Summary:
    """Statistics of an array that is too large to copy; of its finite elements only."""

    min: float | None = None
    max: float | None = None
    mean: float | None = None
    std: float | None = None
    nans: int = 0
    infs: int = 0


SEED, UNSEEN = -1, -2


@dataclass(frozen=True, slots=True)
class Contribution:
    """One addend of a gradient: which edge of which backward call brought it.

    ``step`` is the forward step whose input number ``input`` the gradient came through, or `SEED`
    for what the call began with, or `UNSEEN` for a step that a backward pass made (create_graph);
    ``summed`` are the dims that un-broadcasting summed over. What a `grad` call ``returned`` is in no
    `.grad`.
    """

    call: int
    line: int | None
    step: int
    input: int
    data: Data = None
    summary: Summary | None = None
    summed: tuple[int, ...] = ()
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Gradient:
    """A gradient in one of three honest states, and what every call brought to it.

    ``none``: not computed yet (shown as —); ``value``: computed, zero included; ``unreachable``: no
    differentiable path leads here from what was differentiated (shown as ∅). The ``ledger`` tells
    of every call; only where `.grad` keeps the sum, it ``accumulates`` over them, from the call
    ``since`` which it was not reset.
    """

    state: State = "none"
    data: Data = None
    summary: Summary | None = None
    ledger: tuple[Contribution, ...] = ()
    accumulates: bool = True
    since: int = 0

    @property
    def addends(self) -> tuple[Contribution, ...]:
        """What this gradient is the sum of: the calls since a reset, or the last that came here."""
        if not self.ledger:
            return ()
        first = self.since if self.accumulates else self.ledger[-1].call
        return tuple(entry for entry in self.ledger
                     if entry.call >= first and not (self.accumulates and entry.returned))


@dataclass(frozen=True, slots=True)
class Value:
    """One tensor as it was when the tape saw it.

    ``data`` is a copy of at most 64 elements, larger ones have a ``summary``. ``more`` counts the
    distinct siblings that this value also stands for in a collapsed tape.
    """

    id: int
    name: str | None
    shape: tuple[int, ...]
    dtype: str
    role: Role
    requires_grad: bool = False
    data: Data = None
    summary: Summary | None = None
    gradient: Gradient = Gradient()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One application of an op, with the line it stands on and why it is not tracked, if it is not.

    ``repeats`` counts the applications that this step stands for in a collapsed tape.
    """

    id: int
    op: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    params: tuple[tuple[str, str], ...] = ()
    saved: tuple[str, ...] = ()
    line: int | None = None
    source: str = ""
    phase: Phase = "forward"
    call: int = 0
    tracked: bool = True
    boundary: str | None = None
    inplace: bool = False
    repeats: int = 1


@dataclass(frozen=True, slots=True, repr=False)
class Tape:
    """Values and steps in execution order; ``outputs`` are the targets that were differentiated.

    Raises ValueError if a forward step names a value that is not there.

    >>> x = Value(0, "x", (), "float32", "leaf", True, 3.0)
    >>> y = Value(1, "y", (), "float32", "output", True, 9.0)
    >>> tape = Tape("numpy", (x, y), (Step(0, "square", (0,), (1,), line=2),), (1,))
    >>> tape["y"].data
    9.0
    >>> tape.producer(1).op
    'square'
    """

    backend: str
    values: tuple[Value, ...] = ()
    steps: tuple[Step, ...] = ()
    outputs: tuple[int, ...] = ()
    source: str = ""
    error: str | None = None
    _index: _Index = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = _Index(self)
        object.__setattr__(self, "_index", index)
        for step in self.steps:
            if step.phase == "forward":
                for id in (*step.inputs, *step.outputs):
                    if id not in index.values:
                        raise ValueError(
                            f"step {step.id} ({step.op}) has no value {id} on the tape"
                        )

    def value(self, id: int) -> Value:
        """The value with this id; IndexError if there is none."""
        try:
            return self._index.values[id]
        except KeyError:
            raise IndexError(f"no value {id} on this tape of {len(self.values)} values") from None

    def step(self, id: int) -> Step:
        """The step with this id; IndexError if there is none."""
        try:
            return self._index.steps[id]
        except KeyError:
            raise IndexError(f"no step {id} on this tape of {len(self.steps)} steps") from None

    def __getitem__(self, name: str) -> Value:
        """The value with this name (the latest, if it was rebound) or label (``%4``, ``w#1``)."""
        for id, label in self._index.labels.items():
            if label == name:
                return self._index.values[id]
        known = sorted({value.name for value in self.values if value.name})
        hint = suggest(name, known) or (
            f" It has {', '.join(known)}." if known else " None of its values has a name."
        )
        raise UnknownName(f"the tape has no value named {name!r}.{hint}")

    def label(self, id: int) -> str:
        """How a value is written: its name, ``name#1`` for an earlier binding, else ``%id``."""
        return self._index.labels.get(id, f"%{id}")

    def producer(self, id: int) -> Step | None:
        """The forward step that made this value; None for a leaf or a constant."""
        return self._index.producers.get(id)

    def consumers(self, id: int) -> tuple[Step, ...]:
        """The forward steps that read this value, in execution order."""
        return tuple(self._index.consumers.get(id, ()))

    def stops_gradient(self, step: Step) -> bool:
        """Whether gradient could come to this step's inputs, and stops here instead."""
        return step.boundary is not None and any(self.value(id).requires_grad for id in step.inputs)

    @property
    def leaves(self) -> tuple[Value, ...]:
        """The values on which ``backward()`` leaves a gradient."""
        return tuple(value for value in self.values if value.role == "leaf")

    @property
    def constants(self) -> tuple[Value, ...]:
        """The values that were given, not computed, and need no gradient."""
        return tuple(value for value in self.values if value.role == "constant")

    @property
    def forward_steps(self) -> tuple[Step, ...]:
        """The steps of the computation itself."""
        return tuple(step for step in self.steps if step.phase == "forward")

    @property
    def backward_steps(self) -> tuple[Step, ...]:
        """The steps that ``backward()`` took, over all its calls."""
        return tuple(step for step in self.steps if step.phase == "backward")

    def skeleton(self) -> tuple[tuple[str, tuple[int, ...], tuple[tuple[int, ...], ...]], ...]:
        """Op, input numbers and output shapes of each forward step; values count by first use."""
        numbers: dict[int, int] = {}

        def number(id: int) -> int:
            return numbers.setdefault(id, len(numbers))

        rows = []
        for step in self.forward_steps:
            inputs = tuple(number(id) for id in step.inputs)
            shapes = tuple(self.value(id).shape for id in step.outputs)
            rows.append((step.op, inputs, shapes))
            for id in step.outputs:
                number(id)
        return tuple(rows)

    def listing(self, limit: int | None = 40) -> str:
        """The tape as text; longer sections are elided in the middle, ``None`` shows all."""
        from .listing import listing

        return listing(self, limit)

    def __repr__(self) -> str:
        return self.listing()

    def to_json(self) -> str:
        """Exact text form: ``Tape.from_json(tape.to_json())`` is the same tape."""
        from .json import dumps

        return dumps(self)

    @classmethod
    def from_json(cls, text: str) -> Tape:
        """Read what ``to_json`` wrote; ValueError if it is something else."""
        from .json import loads

        return loads(text)

    def to_networkx(self) -> networkx.DiGraph[str]:
        """The forward computation as a bipartite ``networkx.DiGraph`` of values and steps.

        Vertices are ``"v<id>"`` and ``"s<id>"``; every attribute is a plain string, number or
        bool, so the graph can be written in any of NetworkX's formats.
        """
        from .network import to_networkx

        return to_networkx(self)


class _Index:
    """Look-ups of one tape, made once: a frozen tape cannot outdate them."""

    __slots__ = ("consumers", "labels", "producers", "steps", "values")

    def __init__(self, tape: Tape) -> None:
        self.values = {value.id: value for value in tape.values}
        self.steps = {step.id: step for step in tape.steps}
        self.producers: dict[int, Step] = {}
        self.consumers: dict[int, list[Step]] = {}
        for step in tape.steps:
            if step.phase == "forward":
                for id in step.outputs:
                    self.producers.setdefault(id, step)
                for id in dict.fromkeys(step.inputs):
                    self.consumers.setdefault(id, []).append(step)
        self.labels = _labels(tape.values)


def _labels(values: Iterable[Value]) -> dict[int, str]:
    # The last binding of a name is what the user calls by it now, so that one keeps the bare name.
    bindings: dict[str, list[int]] = {}
    labels: dict[int, str] = {}
    for value in values:
        labels[value.id] = value.name or f"%{value.id}"
        if value.name:
            bindings.setdefault(value.name, []).append(value.id)
    for name, ids in bindings.items():
        for number, id in enumerate(ids[:-1], 1):
            labels[id] = f"{name}#{number}"
    return labels


def plain(data: Any) -> Data:
    """A nested list of Python scalars from nested sequences; tuples become lists."""
    if isinstance(data, list | tuple):
        return [plain(item) for item in data]
    if data is None or isinstance(data, bool | int | float | complex):
        return data
    raise TypeError(f"a tape holds plain Python numbers, not {type(data).__name__}")
