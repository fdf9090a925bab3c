"""The recorder of our own engine: every op of the thread reports here while it is active."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..engine.apply import apply
from ..engine.backward import backward
from ..engine.declare import Composite, Op
from ..engine.inplace import run_inplace
from ..engine.node import Slot, next_seq
from ..engine.state import LOCAL, switch
from ..engine.tensor import Tensor, wrap
from .events import step_name, tensors_in
from .recording import Recording

__all__ = ["Native", "NativeRecorder", "recording"]


class Native:
    """What a tensor of our engine is, for a recording."""

    backend = "numpy"

    def is_tensor(self, value: Any) -> bool:
        """Whether it is one of our tensors."""
        return isinstance(value, Tensor)

    def array(self, t: Any) -> np.ndarray[Any, Any]:
        """Its array."""
        return t._data  # type: ignore[no-any-return]  # an array by construction

    def version(self, t: Any) -> int:
        """How often its memory was written."""
        return 0 if t._cell is None else t._cell[0]

    def requires_grad(self, t: Any) -> bool:
        """Whether gradient is tracked for it."""
        return t._requires  # type: ignore[no-any-return]  # a bool by construction

    def is_leaf(self, t: Any) -> bool:
        """Whether it was not made by a tracked op."""
        return t._node is None

    def base(self, t: Any) -> Any:
        """The tensor it is a view of."""
        return t._base

    def gradient(self, t: Any) -> Any:
        """Its accumulated gradient."""
        return t._grad

    def place(self, t: Any) -> Any:
        """A key for its place in the graph; None if it has none."""
        return place_of(t._node if t._node is not None else t if t._requires else None)

    # -- making calls again ------------------------------------------------------------------------

    def fresh(self, data: np.ndarray[Any, Any], requires_grad: bool) -> Tensor:
        """A leaf with a copy of `data`."""
        t = wrap(data.copy())
        t._requires = requires_grad
        return t

    def call(self, event: Any, args: Any, kwargs: Any) -> list[Any]:
        """The outputs of the call of `event`, made with these arguments."""
        return event.function(event, args, kwargs)  # type: ignore[no-any-return]  # one of the three below

    def detach(self, t: Tensor) -> Tensor:
        """The same values outside the graph."""
        return t.detach()

    def grad_mode(self, enabled: bool) -> Any:
        """Context in which gradient is tracked or not."""
        return switch(grad=enabled)

    def backward(self, targets: list[Any], seeds: list[Any]) -> None:
        """Differentiate, keeping the graph."""
        backward(targets, [wrap(s.copy()) for s in seeds], retain_graph=True)

    def noting(self, notes: Recording) -> Any:
        """Context that records into `notes`."""
        return switch(recorder=NativeRecorder(notes))


def _is_tensor(value: Any) -> bool:
    return isinstance(value, Tensor)


def again(run: Any, op: Op) -> Any:
    """How an op of the table is called again: through `apply` or `run_inplace`."""
    return lambda event, args, kwargs: tensors_in(run(op, args), _is_tensor)


def composite_again(entry: Composite) -> Any:
    """How a composite is called again, drawing the same random numbers."""
    def call(event: Any, args: Any, kwargs: Any) -> list[Any]:
        if event.state is not None and entry.restore_state is not None:
            entry.restore_state(event.state)
        result = entry.public(*args, **kwargs)
        inputs = tensors_in((args, kwargs), _is_tensor)
        made = [t for t in tensors_in(result, _is_tensor) if not any(t is x for x in inputs)]
        return [inputs[i] for i in event.result] + made
    return call


def leaves_again(how: str) -> Any:
    """How `detach`, `data`, `item` ... are done again."""
    def call(event: Any, args: Any, kwargs: Any) -> list[Any]:
        member = getattr(args[0], how)
        return tensors_in(member() if callable(member) else member, _is_tensor)
    return call


def place_of(edge: Any) -> Any:
    """A key for the place an edge leads to: hashable, compared by identity."""
    if edge is None:
        return None
    if type(edge) is Slot:
        return edge.node, edge.index
    if isinstance(edge, Tensor):
        return "leaf", id(edge)
    return edge


class NativeRecorder:
    """Receives what the engine reports and notes it down in a `Recording`."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording

    def created(self, t: Tensor, how: str) -> None:
        """A leaf was made; it is noted when it is first used."""

    def before(self, inputs: Any) -> Any:
        """The entries of the inputs of a call that may write into them."""
        return [self.recording.entry(t) for t in tensors_in(inputs, self.recording.adapter.is_tensor)]

    def step(self, op: Op, args: tuple[Any, ...], inputs: Any, outs: tuple[Any, ...], node: Any,
             inplace: bool = False, before: Any = None) -> None:
        """An op of the table ran."""
        tensors = [x for x in inputs if isinstance(x, Tensor)]
        name = step_name(op.name)
        if inplace and not name.endswith("_"):
            name += "_"
        self.recording.step(
            name, again(run_inplace if inplace else apply, op), args, {}, tensors, outs, node,
            LOCAL.mode.grad, inplace=inplace, params=op_params(op, args), before=before)

    def composite(self, entry: Composite, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """A composite is called: run it unrecorded, note it as one step."""
        recording = self.recording
        tensors = tensors_in((args, kwargs), recording.adapter.is_tensor)
        before = [recording.entry(t) for t in tensors]
        state = entry.random_state() if entry.random_state is not None else None
        first = next_seq()
        with switch(recorder=None):
            result = entry.function(*args, **kwargs)
        last = next_seq()
        outs = tensors_in(result, recording.adapter.is_tensor)
        written = [i for i, (t, e) in enumerate(zip(tensors, before, strict=True))
                   if e.version != recording.adapter.version(t)]
        made = [t for t in outs if not any(t is x for x in tensors)]
        if written or made:
            recording.step(
                step_name(entry.name), composite_again(entry), args, kwargs, (),
                [tensors[i] for i in written] + made, None, LOCAL.mode.grad,
                inplace=bool(written), result=written, before=before,
                params=composite_params(entry, args, kwargs), span=(first, last), state=state)
        return result

    def note(self, how: str, inputs: tuple[Any, ...], out: Any, boundary: str) -> None:
        """Values leave the graph: `detach`, `data`, `item`, `numpy`."""
        caller = sys._getframe(3).f_globals.get("__name__", "")
        ours = caller.startswith("nbautograd.") and not caller.startswith("nbautograd.capture")
        if boundary == "item" and ours:
            return   # our own use of a value is not the user's
        outs = () if out is None else (out,)
        inplace = out is not None and any(out is t for t in inputs)
        self.recording.step(how, leaves_again(how), inputs, {}, inputs, outs, None,
                            LOCAL.mode.grad, boundary=boundary, inplace=inplace)

    # -- backward ----------------------------------------------------------------------------------

    def backward_begins(self, targets: Any, seeds: Any) -> None:
        """A backward pass starts."""
        self.recording.backward_begins(targets, [getattr(s, "_data", s) for s in seeds])

    def backward_step(self, node: Any, g: Any, results: Any) -> None:
        """A node ran."""
        places = tuple((node, k) for k in range(len(g))) if isinstance(g, list) else (node,)
        self.recording.pull(
            node, node.seq, places, tuple(place_of(p) for p in node.parents),
            tuple(getattr(v, "_data", v) for v in results))

    def backward_ends(self, captured: Any = None) -> None:
        """The pass is over."""
        self.recording.backward_ends()


def op_params(op: Op, args: tuple[Any, ...]) -> tuple[tuple[str, Any], ...]:
    """The parameters that are not at their defaults, and numbers among the inputs."""
    found = []
    for position, (name, value) in enumerate(zip(op.public_names, args, strict=True)):
        if position in op.inputs:
            if value is not None and not op.variadic and not isinstance(value, Tensor):
                found.append((name, value))
        elif name not in op.defaults or not _same(value, op.defaults[name]):
            found.append((name, value))
    return tuple(found)


def composite_params(entry: Composite, args: tuple[Any, ...],
                     kwargs: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """The arguments without tensors that are not at their defaults."""
    try:
        signature = inspect.signature(entry.function)
        bound = signature.bind(*args, **kwargs).arguments
    except (TypeError, ValueError):
        return ()
    return tuple(
        (name, value) for name, value in bound.items()
        if not tensors_in(value, lambda v: isinstance(v, Tensor))
        and not _same(value, signature.parameters[name].default))


def _same(a: Any, b: Any) -> bool:
    return a is b or (type(a) is type(b) and isinstance(a, (int, float, str, bool, tuple)) and a == b)


@contextmanager
def recording(source: str = "", names: Mapping[str, Any] | None = None,
              filename: str | None = None, skip: tuple[str, ...] = ()) -> Iterator[Recording]:
    """Record every op of this thread until the block ends."""
    notes = Recording(Native(), source, names, filename, skip)
    recorder = NativeRecorder(notes)
    error: BaseException | None = None
    with switch(recorder=recorder):
        try:
            yield notes
        except BaseException as problem:
            error = problem
            raise
        finally:
            with switch(recorder=None):
                notes.finish(error)
