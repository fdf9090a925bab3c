"""What happens while a cell runs, noted down as briefly as can be and written out when asked for.

A note keeps what could not be found out later: which tensors, their values and state at that moment,
the line. The entries and events that follow from the notes are made when somebody reads them.
All notes lie in one list, one after the other: each object of its own would be one more for Python's
collector of cycles to look through again and again, which costs more than the note. For the same
reason values are kept as bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from .events import COPIED, SMALL, BackwardCall, Callee, Entry, Event, Params

if TYPE_CHECKING:
    from .recording import Adapter

__all__ = ["SHOWN", "Notes", "State"]

# Of a tensor: its array, version, whether it requires grad, its place in the graph.
State: TypeAlias = tuple[Any, int, bool, Any]


class Shown:
    """What a view is after a write to its base: nothing was called, its next use makes it again."""

    name = "as_strided"

    def params(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Params:
        """None."""
        return ()

    def tensors(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Sequence[Any]:
        """The base."""
        return args


SHOWN = Shown()


class Notes:
    """Entries and events in the order in which they happened."""

    def __init__(self, adapter: Adapter, watcher: Any) -> None:
        self.adapter = adapter
        # Notes not written out: for each how many places it takes, a method, its arguments.
        self.log: list[Any] = []
        # id(tensor) -> the stamp it was last noted with: twice its version, one more if it
        # requires grad.
        self.seen: dict[int, int] = {}
        self._entries: list[Entry] = []
        self._order: list[Event | BackwardCall] = []
        self._current: dict[int, Entry] = {}     # id(tensor) -> its latest entry; both kept alive
        self._named = self._name
        self._watcher = watcher
        self._watcher.found = self.bind
        self.line: Callable[[int], int | None] = watcher.look    # of the cell, that runs now

    @property
    def entries(self) -> list[Entry]:
        """The versions of the tensors."""
        self._write_out()
        return self._entries

    @property
    def order(self) -> list[Event | BackwardCall]:
        """The calls."""
        self._write_out()
        return self._order

    # -- notes -----------------------------------------------------------------------------------

    def bind(self, name: str, value: Any) -> None:
        """An assignment gave this name to an object."""
        if id(value) in self.seen:      # those are kept alive: it is the same tensor
            self.log.extend((4, self._named, name, value))

    def step(self, callee: Callee, args: tuple[Any, ...], kwargs: dict[str, Any],
             outs: Sequence[Any], node: Any, grad_mode: bool, line: int | None,
             **rest: Any) -> None:
        """A call was made on tensors that have entries, with these results."""
        if rest.get("inplace"):
            outs = [x for t in outs for x in self._with_base(t)]
        states = [self.made(t) for t in outs]
        self.log.extend((
            11, self.written, callee, args, kwargs, outs, states, node, grad_mode, line, rest))

    def _with_base(self, t: Any) -> tuple[Any, ...]:
        """A written tensor, and behind a view the base that was written through it."""
        base = self.adapter.base(t)
        return (t,) if base is None or id(base) not in self.seen else (t, base)

    def made(self, t: Any, given: bool = False) -> State:
        """The present state of a tensor, with a copy of its values unless they are many."""
        data, version, requires_grad, place = self.adapter.state(t)
        self.seen[id(t)] = 2 * version + requires_grad
        if data.size <= (COPIED if given else SMALL):
            data = data.copy()
        return data, version, requires_grad, place

    # -- entries and events ----------------------------------------------------------------------

    def _write_out(self) -> None:
        if self.log:
            notes, at = self.log[:], 0
            self.log.clear()
            while at < len(notes):
                end = at + notes[at]
                notes[at + 1](*notes[at + 2:end])
                at = end

    def _name(self, name: str, value: Any) -> None:
        self._current[id(value)].name = name

    def written(self, callee: Callee, args: tuple[Any, ...], kwargs: dict[str, Any],
                outs: Sequence[Any], states: Sequence[State], node: Any, grad_mode: bool,
                line: int | None, rest: dict[str, Any]) -> None:
        """Write out one call."""
        inputs = [self._current[id(t)] for t in callee.tensors(args, kwargs)]
        outputs: list[Entry] = []
        for k, (t, state) in enumerate(zip(outs, states, strict=True)):
            before = self._current.get(id(t))
            outputs.append(self._add(t, state, given=False))
            if k and before is not None and self.adapter.base(outs[k - 1]) is t:
                outputs[k].name = before.name
        if rest.get("inplace") and outputs and inputs:
            outputs[0].name = inputs[0].name
        self._order.append(Event(
            callee, args, kwargs, tuple([e.id for e in inputs]), tuple([e.id for e in outputs]),
            node, grad_mode, line, **rest))

    def written_op(self, callee: Callee, grad_mode: bool, line: int | None, out: Any, data: Any,
                   values: bytes | None, stamp: int, place: Any, *args: Any) -> None:
        """Write out the call of an op with one result."""
        self.written(callee, args, {}, (out,), (state_of(out, data, values, stamp, place),),
                     place, grad_mode, line, {})

    def written_ops(self, callee: Callee, grad_mode: bool, line: int | None, count: int,
                    *given: Any) -> None:
        """Write out the call of an op with several results, which follow its `count` arguments."""
        each = list(zip(*[iter(given[count:])] * 5, strict=True))
        node = next((place.node for *_, place in each if place is not None), None)
        self.written(callee, given[:count], {}, [t for t, *_ in each], [state_of(*r) for r in each],
                     node, grad_mode, line, {})

    def written_inplace(self, callee: Callee, grad_mode: bool, line: int | None, first: int,
                        last: int, node: Any, out: Any, data: Any, values: bytes | None,
                        stamp: int, place: Any, *args: Any) -> None:
        """Write out an op that wrote to a tensor that is no view."""
        self.written(callee, args, {}, (out,), (state_of(out, data, values, stamp, place),), node,
                     grad_mode, line, {"inplace": True, "span": (first, last)})

    def written_composite(self, callee: Callee, grad_mode: bool, line: int | None, first: int,
                          last: int, state: Any, written: tuple[int, ...], kwargs: dict[str, Any],
                          out: Any, data: Any, values: bytes | None, stamp: int, place: Any,
                          *args: Any) -> None:
        """Write out a composite that made one tensor or wrote to one."""
        self.written(
            callee, args, kwargs, (out,), (state_of(out, data, values, stamp, place),), None,
            grad_mode, line, {"inplace": bool(written), "result": written, "span": (first, last),
                              "state": state})

    def written_exit(self, callee: Callee, grad_mode: bool, line: int | None, boundary: str,
                     t: Any, *result: Any) -> None:
        """Write out how values left the graph, as numbers or as another tensor."""
        outs, states = ((result[0],), (state_of(*result),)) if result else ((), ())
        self.written(callee, (t,), {}, outs, states, None, grad_mode, line, {"boundary": boundary})

    def _add(self, t: Any, state: State, given: bool) -> Entry:
        entry = Entry(len(self._entries), t, *state, given)
        self._entries.append(entry)
        self._current[id(t)] = entry
        return entry

    def entry(self, t: Any) -> Entry:
        """The entry of a tensor that is used now; a new one if it was never seen or was rewritten."""
        self._write_out()
        found = self._current.get(id(t))
        if found is None:
            return self._add(t, self.made(t, given=True), given=True)
        if found.version != self.adapter.version(t):
            return self._rewritten(t, found)
        if found.requires_grad != self.adapter.requires_grad(t):
            # `requires_grad_` or `detach_` since
            fresh = self._add(t, self.made(t, found.given), found.given)
            fresh.name = found.name
            return fresh
        return found

    def flagged(self, callee: Callee, args: tuple[Any, ...], kwargs: dict[str, Any],
                boundary: str = "frozen") -> None:
        """`requires_grad_` or `detach_` was called: it matters if the tensor had been used."""
        t = args[0]
        if id(t) not in self.seen:
            return
        self._write_out()
        if self._current[id(t)].requires_grad != self.adapter.requires_grad(t):
            self.step(callee, args, kwargs, (t,), None, True, self.line(1), boundary=boundary,
                      inplace=True, result=(0,))

    def _rewritten(self, t: Any, old: Entry) -> Entry:
        """A tensor whose memory was written by something else than a recorded op on itself."""
        base = self.adapter.base(t)
        if base is None or id(base) not in self.seen:
            entry = self._add(t, self.made(t, given=True), given=True)
            entry.name = old.name
            return entry
        # a view, after a write to its base: it shows the base's new values
        before = self.entry(base)
        entry = self._add(t, self.made(t), given=False)
        entry.name = old.name
        self._order.append(Event(
            SHOWN, (base,), {}, (before.id,), (entry.id,), None, True, self.line(1),
            boundary=None if entry.requires_grad else "frozen", result=t))
        return entry

    def mark(self) -> tuple[int, int]:
        """How far it has come, for `forget`."""
        return len(self.entries), len(self.order)

    def forget(self, mark: tuple[int, int]) -> None:
        """Go back: what followed was noted before a call that then failed."""
        entries, events = mark
        del self._order[events:]
        del self._entries[entries:]
        self._current = {id(e.tensor): e for e in self._entries}
        self.seen.clear()
        self.seen.update((key, 2 * e.version + e.requires_grad) for key, e in self._current.items())


def state_of(out: Any, data: Any, values: bytes | None, stamp: int, place: Any) -> State:
    """A result as it was when it was noted; `data` are its values if they are many."""
    if values is not None:
        data = np.ndarray(data.shape, data.dtype, values).copy()
    requires_grad = bool(stamp & 1)
    return data, stamp >> 1, requires_grad, out if place is None and requires_grad else place
