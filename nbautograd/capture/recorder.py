"""The recorder of our own engine: every op of the thread is handed over to it while it is active."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from ..engine import protocols
from ..engine.backward import edge_of
from ..engine.composite import Composite
from ..engine.construct import tensor
from ..engine.history import COPY_SLICES
from ..engine.node import Node, Slot, next_seq
from ..engine.op import Op
from ..engine.state import LOCAL, Mode
from ..engine.tensor import Tensor
from ..engine.version import cell_of
from ..engine.views import refresh
from .callees import COPIES, MEMBERS, OPS, TWINS, CompositeCallee, Table
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


def _start(t: Any) -> Any:
    """A tensor, or the key of the place at an edge, whichever a backward pass was given."""
    if isinstance(t, Tensor):
        return t
    return place_of(t if isinstance(t, (Node, Slot)) else edge_of(t))


NO_KEYWORDS: dict[str, Any] = {}


class NativeRecorder:
    """Runs what the engine hands over, unheard, and notes it down in a `Recording`.

    What most calls are is written out at length here, twice and three times: a function of its own
    for each part would take as long as the part. An event is written in one call, so that an
    interrupt leaves none of them half written.
    """

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self._note, self._seen, self._line = recording.log.extend, recording.seen, recording.line
        self._op, self._ops = recording.written_op, recording.written_ops
        self._inplace = recording.written_inplace
        self._composite, self._exit = recording.written_composite, recording.written_exit
        self._composites: dict[Composite, CompositeCallee] = Table(CompositeCallee)

    def apply(self, op: Op, args: tuple[Any, ...], mode: Mode, operator: bool = False) -> Any:
        """Run an op of the table; `operator` says that its parameters are at their defaults."""
        callee, thread = OPS[op], LOCAL.__dict__    # quicker to write to than the attribute
        thread["mode"] = mode.unheard
        try:
            out = callee.operator(*args) if operator else callee.run(*args)
        finally:
            thread["mode"] = mode
        if type(out) is not Tensor or mode.pack is not None:
            return self._unusual(op, args, out, mode)
        line, seen, numbers = self._line(2), self._seen, op.takes_numbers or op.variadic
        for i in op.inputs:
            t = args[i]
            if isinstance(t, Tensor):
                cell, numbers = t._cell, False
                if seen.get(id(t)) != (
                        t._requires if cell is None else 2 * cell[0] + t._requires):
                    self.recording.entry(t)
        if numbers:
            args = self._operands(op, args)
        data, cell = out._data, out._cell
        stamp = seen[id(out)] = out._requires if cell is None else 2 * cell[0] + out._requires
        self._note((
            10 + len(args), self._op, callee, mode.grad, line, out, data,
            data.tobytes() if data.size <= SMALL else None, stamp, out._node, *args))
        return out

    def _unusual(self, op: Op, args: tuple[Any, ...], out: Any, mode: Mode) -> Any:
        """Note down a call with several results, or under the user's hooks."""
        one = type(out) is Tensor
        if not one and (not isinstance(out, tuple) or (out and not isinstance(out[0], Tensor))):
            return out      # of arrays, or of symbols
        if mode.pack is not None:
            node = next((t._node for t in ((out,) if one else out) if t._node is not None), None)
            if node is not None:
                mode.pack.pack_node(node if one else node.node)
        line, seen, x = self._line(3), self._seen, args[op.inputs[0]]
        if type(x) is not Tensor or len(op.inputs) > 1 or seen.get(id(x)) != (
                x._requires if x._cell is None else 2 * x._cell[0] + x._requires):
            args = self._operands(op, args)
        if one:
            self._note((10 + len(args), self._op, OPS[op], mode.grad, line, *self._result(out), *args))
            return out
        event = [6 + len(args) + 5 * len(out), self._ops, OPS[op], mode.grad, line, len(args), *args]
        for t in out:
            data, cell = t._data, t._cell
            stamp = seen[id(t)] = t._requires if cell is None else 2 * cell[0] + t._requires
            event += (t, data, data.tobytes() if data.size <= SMALL else None, stamp, t._node)
        self._note(event)
        return out

    def _operands(self, op: Op, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments to be noted, after seeing to it that the tensors among them are known."""
        if op.variadic:
            args = held(args)
            self._know(args[op.inputs[0]])
        elif len(op.inputs) == 1 and type(args[op.inputs[0]]) is Tensor:
            if not self._known(args[op.inputs[0]]):
                self.recording.entry(args[op.inputs[0]])
        elif not self._know([args[i] for i in op.inputs]) and op.takes_numbers:
            args = (tensor(args[0]), *args[1:])
            self._know(args[:1])
        return args

    def _result(self, out: Tensor) -> tuple[Any, ...]:
        """What is noted of a result."""
        data, cell = out._data, out._cell
        stamp = self._seen[id(out)] = out._requires if cell is None else 2 * cell[0] + out._requires
        return out, data, data.tobytes() if data.size <= SMALL else None, stamp, out._node

    def _know(self, args: Sequence[Any]) -> bool:
        """See to it that tensors have an entry as they are now; whether there are any."""
        found = False
        for t in args:
            if isinstance(t, Tensor):
                found = True
                if not self._known(t):
                    self.recording.entry(t)
        return found

    def _known(self, t: Tensor) -> bool:
        cell = t._cell
        return self._seen.get(id(t)) == (t._requires if cell is None else 2 * cell[0] + t._requires)

    def run_inplace(self, op: Op, args: tuple[Any, ...]) -> Any:
        """Run an op that writes its result into its first argument."""
        notes, seen, mode, mark = self.recording, self._seen, LOCAL.mode, None
        for i in op.inputs:
            x = args[i]
            if isinstance(x, Tensor):
                if x._view is not None:
                    with suppress(RuntimeError):    # the op itself will say it
                        refresh(x)
                cell = x._cell
                if seen.get(id(x)) != (
                        x._requires if cell is None else 2 * cell[0] + x._requires):
                    mark = mark or notes.mark()
                    notes.entry(x)
        t, callee = args[op.inputs[0]], TWINS[op]
        if mode.inference:
            count_versions((t,))
        owner = t if t._view is None else t._view.base
        before, first = owner._node, next_seq()
        LOCAL.mode = mode.unheard  # type: ignore[assignment]  # a mode with a recorder has it
        try:
            callee.run(*args)
        except BaseException:
            if mark is not None:
                notes.forget(mark)
            raise
        finally:
            LOCAL.mode = mode
        node = owner._node
        if node is before:
            node = None
        elif node is not None:
            if node.plan is COPY_SLICES:
                node = node.saved[0]
            if mode.pack is not None:
                mode.pack.pack_node(node)
        line = self._line(2)
        if owner is not t:
            notes.step(callee, args, NO_KEYWORDS, (t,), node, mode.grad, line, inplace=True,
                       span=(first, next_seq()))
            return t
        data, stamp = t._data, 2 * t._cell[0] + t._requires
        seen[id(t)] = stamp
        self._note((
            13 + len(args), self._inplace, callee, mode.grad, line, first, next_seq(), node, t,
            data, data.tobytes() if data.size <= SMALL else None, stamp, t._node, *args))
        return t

    def composite(self, entry: Composite, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Run a composite: it is one step."""
        mode, seen, kept, kept_by_name = LOCAL.mode, self._seen, args, NO_KEYWORDS
        tensors: list[Tensor] = []
        for x in args:
            if type(x) is Tensor:
                tensors.append(x)
            elif type(x) not in ATOMS:
                if type(x) is not slice or not (
                        type(x.start) in ATOMS and type(x.stop) in ATOMS and type(x.step) in ATOMS):
                    tensors_in(x, Tensor, tensors)
                if type(x) is tuple or type(x) is list:
                    kept = held(args)
        if kwargs:
            tensors_in(kwargs, Tensor, tensors)
            kept_by_name = held(kwargs)
        for t in tensors:
            cell = t._cell
            if seen.get(id(t)) != (t._requires if cell is None else 2 * cell[0] + t._requires):
                self.recording.entry(t)
        if mode.inference:
            count_versions(tensors)
        state = entry.random_state() if entry.random_state is not None else None
        first = next_seq()
        unheard = mode.unheard if mode.pack is None else mode.replace(recorder=None)
        LOCAL.mode = unheard  # type: ignore[assignment]  # a mode with a recorder has it
        try:
            out = entry.function(*args, **kwargs)
        finally:
            # A user's own code may have switched gradient mode, inside a `Function` or a hook.
            now = LOCAL.mode
            mode = LOCAL.mode = mode if now is unheard else now.replace(recorder=self)
        last, callee, made = next_seq(), self._composites[entry], out
        written: tuple[int, ...] = ()     # numbers of the operands
        for i, t in enumerate(tensors):
            cell = t._cell
            if cell is not None and cell[0] != seen[id(t)] >> 1:
                written = (*written, i)
            if t is out:
                made = None
        if made is None and len(written) == 1 and tensors[written[0]]._view is None:
            made = tensors[written[0]]
        elif written or type(made) is not Tensor:
            return self._several(callee, kept, kept_by_name, out, tensors, written, mode, {
                "span": (first, last), "state": state})
        line = self._line(1)
        data, cell = made._data, made._cell
        stamp = seen[id(made)] = made._requires if cell is None else 2 * cell[0] + made._requires
        self._note((
            15 + len(kept), self._composite, callee, mode.grad, line, first, last, state, written,
            kept_by_name, made, data, data.tobytes() if data.size <= SMALL else None, stamp,
            made._node, *kept))
        return out

    def _several(self, callee: CompositeCallee, args: tuple[Any, ...], kwargs: dict[str, Any],
                 out: Any, tensors: list[Tensor], written: tuple[int, ...], mode: Mode,
                 rest: dict[str, Any]) -> Any:
        """Note down a composite that did not just make a tensor or write to one."""
        made = [t for t in tensors_in(out, Tensor) if not any(t is x for x in tensors)]
        if written or made:
            self.recording.step(
                callee, args, kwargs, [tensors[i] for i in written] + made, None, mode.grad,
                self._line(2), inplace=bool(written), result=written, **rest)
        return out

    def note(self, how: str, inputs: tuple[Any, ...], out: Any, boundary: str) -> None:
        """Values leave the graph: `detach`, `data`, `item`, `numpy`."""
        if boundary == "item":
            frame = sys._getframe(2)
            while frame.f_code.co_filename == protocols.__file__:
                frame = frame.f_back  # type: ignore[assignment]  # whoever called is there
            caller = frame.f_globals.get("__name__", "")
            if caller.startswith("nbautograd.") and not caller.startswith("nbautograd.capture"):
                return   # our own use of a value is not the user's
        line = self._line(1)
        t, callee, grad_mode = inputs[0], MEMBERS[how], LOCAL.mode.grad
        if out is t:
            self.recording.flagged(callee, inputs, NO_KEYWORDS, boundary)
            return
        if not self._known(t):
            self.recording.entry(t)
        if out is None:
            self._note((7, self._exit, callee, grad_mode, line, boundary, t))
        else:
            self._note((12, self._exit, callee, grad_mode, line, boundary, t, *self._result(out)))

    def flag(self, t: Tensor, requires_grad: bool) -> None:
        """`requires_grad` of a tensor was set."""
        self.recording.flagged(MEMBERS["requires_grad_"], (t, requires_grad), NO_KEYWORDS)

    def copy(self, made: Any, args: tuple[Any, ...], kwargs: dict[str, Any], out: Tensor) -> None:
        """The function `made` copied values of tensors, if there are any among its arguments."""
        tensors = tensors_in(args, Tensor)
        if self._know(tensors):
            self.recording.step(COPIES[made], held(args), kwargs, (out,), None, LOCAL.mode.grad,
                                self._line(1), boundary="copy")

    # -- backward ----------------------------------------------------------------------------------

    def backward_begins(self, targets: Any, seeds: Any) -> None:
        """A backward pass starts."""
        self.recording.backward_begins(
            [_start(t) for t in targets], [getattr(s, "_data", s) for s in seeds])

    def backward_step(self, node: Any, g: Any, results: Any) -> None:
        """A node ran."""
        places = tuple((node, k) for k in range(len(g))) if isinstance(g, list) else (node,)
        self.recording.pull(
            node, node.seq, places, tuple(place_of(p) for p in node.parents),
            tuple(getattr(v, "_data", v) for v in results))

    def backward_ends(self, captured: Any = ()) -> None:
        """The pass is over; `captured` are the inputs of `grad` and what it returns for them."""
        self.recording.backward_ends([(_start(t), g) for t, g in captured])


def count_versions(tensors: Iterable[Tensor]) -> None:
    """Have versions counted where inference mode does without: they tell that there was a write."""
    for t in tensors:
        cell_of(t)
