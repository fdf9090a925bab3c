"""The recorder of our own engine: every op of the thread is handed over to it while it is active."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from ..engine.declare import Composite, Op
from ..engine.inplace import COPY_SLICES, run_inplace
from ..engine.node import Slot, next_seq
from ..engine.state import LOCAL
from ..engine.tensor import Tensor, tensor
from ..engine.views import refresh
from .callees import MEMBERS, OPS, TWINS, CompositeCallee, Table
from .events import ATOMS, SMALL, held, tensors_in
from .recording import Recording

__all__ = ["NativeRecorder", "place_of"]


def place_of(edge: Any) -> Any:
    """A key for the place an edge leads to: hashable, compared by identity."""
    if edge is None:
        return None
    if type(edge) is Slot:
        return edge.node, edge.index
    if isinstance(edge, Tensor):
        return "leaf", id(edge)
    return edge


NO_KEYWORDS: dict[str, Any] = {}
NOTHING: dict[str, Any] = {}        # out of the ordinary


class NativeRecorder:
    """Runs what the engine hands over, unheard, and notes it down in a `Recording`."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._log, self._seen, self._line = recording.log, recording.seen, recording.line
        self._written = recording.written_one
        self._composites: dict[Composite, CompositeCallee] = Table(CompositeCallee)

    def created(self, t: Tensor, how: str) -> None:
        """A leaf was made; it is noted when it is first used."""

    def apply(self, op: Op, args: tuple[Any, ...]) -> Any:
        """Run an op of the table."""
        callee, mode = OPS[op], LOCAL.mode
        LOCAL.mode = mode.unheard  # type: ignore[assignment]  # a mode with a recorder has it
        try:
            result = callee.run(*args)
        finally:
            LOCAL.mode = mode
        if type(result) is Tensor:
            node = result._node
        elif isinstance(result, tuple) and all(isinstance(t, Tensor) for t in result):
            node = node_of(result)
        else:
            return result       # of arrays, or of symbols
        if mode.pack is not None and node is not None:
            mode.pack.pack_node(node)
        line = self._line(2)
        if op.variadic:
            args = held(args)
            self._know(args[op.inputs[0]])
        elif not self._know(args, op.inputs) and op.takes_numbers:
            args = (tensor(args[0]), *args[1:])
            self._know(args)
        if type(result) is Tensor:
            self._one(callee, args, NO_KEYWORDS, result, node, mode.grad, line, NOTHING)
        else:
            self.recording.step(callee, args, NO_KEYWORDS, result, node, mode.grad, line)
        return result

    def _one(self, callee: Any, args: tuple[Any, ...], kwargs: dict[str, Any], out: Tensor,
             node: Any, grad_mode: bool, line: int | None, rest: dict[str, Any]) -> None:
        """Note down a call with one result: `Recording.step` for most calls, in half the time."""
        data, cell, place, requires_grad = out._data, out._cell, out._node, out._requires
        version = 0 if cell is None else cell[0]
        self._seen[id(out)] = 2 * version + requires_grad
        if place is None and requires_grad:
            place = out
        self._log.append((
            self._written, callee, args, kwargs, out, data.copy() if data.size <= SMALL else data,
            version, requires_grad, place, node, grad_mode, line, rest))

    def _know(self, args: Sequence[Any], positions: Iterable[int] | None = None) -> bool:
        """See to it that tensors have an entry as they are now; whether there are any."""
        found = False
        for i in range(len(args)) if positions is None else positions:
            t = args[i]
            if isinstance(t, Tensor):
                found = True
                if not self._known(t):
                    self.recording.entry(t)
        return found

    def _known(self, t: Tensor) -> bool:
        cell = t._cell
        stamp = t._requires if cell is None else 2 * cell[0] + t._requires
        return self._seen.get(id(t)) == stamp

    def run_inplace(self, op: Op, args: tuple[Any, ...]) -> Any:
        """Run an op that writes its result into its first argument."""
        notes, mode, mark = self.recording, LOCAL.mode, None
        for i in op.inputs:
            x = args[i]
            if isinstance(x, Tensor):
                if x._view is not None:
                    with suppress(RuntimeError):    # the op itself will say it
                        refresh(x)
                if not self._known(x):
                    mark = mark or notes.mark()
                    notes.entry(x)
        t = args[op.inputs[0]]
        owner = t if t._view is None else t._view.base
        before, first = owner._node, next_seq()
        LOCAL.mode = mode.unheard  # type: ignore[assignment]  # a mode with a recorder has it
        try:
            run_inplace(op, args)
        except BaseException:
            if mark is not None:
                notes.forget(mark)
            raise
        finally:
            LOCAL.mode = mode
        node = new_node(owner, before)
        if mode.pack is not None and node is not None:
            mode.pack.pack_node(node)
        rest = {"inplace": True, "span": (first, next_seq())}
        if owner is t:
            self._one(TWINS[op], args, NO_KEYWORDS, t, node, mode.grad, self._line(2), rest)
        else:
            notes.step(TWINS[op], args, NO_KEYWORDS, (t,), node, mode.grad, self._line(2), **rest)
        return t

    def composite(self, entry: Composite, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a composite: it is one step."""
        mode, kept, kept_by_name = LOCAL.mode, args, NO_KEYWORDS
        tensors: list[Tensor] = []
        for x in args:
            if type(x) is Tensor:
                tensors.append(x)
            elif type(x) not in ATOMS:
                tensors_in(x, Tensor, tensors)
                kept = held(args)
        if kwargs:
            tensors_in(kwargs, Tensor, tensors)
            kept_by_name = held(kwargs)
        self._know(tensors)
        state = entry.random_state() if entry.random_state is not None else None
        first = next_seq()
        unheard = mode.unheard if mode.pack is None else mode.replace(recorder=None)
        LOCAL.mode = unheard  # type: ignore[assignment]  # a mode with a recorder has it
        try:
            result = entry.function(*args, **kwargs)
        finally:
            # A user's own code may have switched gradient mode, inside a `Function` or a hook.
            now = LOCAL.mode
            LOCAL.mode = mode if now is unheard else now.replace(recorder=self)
        written, made = [], made_by(result, tensors)
        for i, t in enumerate(tensors):
            if t._cell is not None and t._cell[0] != self._seen[id(t)] >> 1:
                written.append(i)
        rest: dict[str, Any] = {
            "result": written, "span": (first, next_seq()), "state": state}
        callee = self._composites[entry]
        if written:
            self.recording.step(
                callee, kept, kept_by_name, [tensors[i] for i in written] + made, None,
                LOCAL.mode.grad, self._line(1), inplace=True, **rest)
        elif len(made) == 1:
            self._one(callee, kept, kept_by_name, made[0], None, LOCAL.mode.grad, self._line(1), rest)
        elif made:
            self.recording.step(callee, kept, kept_by_name, made, None, LOCAL.mode.grad,
                                self._line(1), **rest)
        return result

    def note(self, how: str, inputs: tuple[Any, ...], out: Any, boundary: str) -> None:
        """Values leave the graph: `detach`, `data`, `item`, `numpy`."""
        if boundary == "item":
            caller = sys._getframe(3).f_globals.get("__name__", "")
            if caller.startswith("nbautograd.") and not caller.startswith("nbautograd.capture"):
                return   # our own use of a value is not the user's
        line = self._line(1)
        self._know(inputs)
        inplace = out is not None and any(out is t for t in inputs)
        self.recording.step(
            MEMBERS[how], inputs, NO_KEYWORDS, () if out is None else (out,), None,
            LOCAL.mode.grad, line, boundary=boundary, inplace=inplace)

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


def node_of(outs: tuple[Tensor, ...]) -> Any:
    """The node that made several results; None if it was not tracked."""
    return next((t._node.node for t in outs if t._node is not None), None)


def new_node(owner: Tensor, before: Any) -> Any:
    """The node of the op that wrote to `owner` or through a view of it; None if it has none."""
    node = owner._node
    if node is before or node is None:
        return None
    return node.saved[0] if node.plan is COPY_SLICES else node


def made_by(result: Any, tensors: list[Tensor]) -> list[Tensor]:
    """The tensors in a result that are no operands."""
    if type(result) is not Tensor:
        return [x for x in tensors_in(result, Tensor) if not any(x is t for t in tensors)]
    for t in tensors:
        if t is result:
            return []
    return [result]
