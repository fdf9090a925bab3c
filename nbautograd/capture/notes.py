"""What happens while a cell runs, noted down as briefly as can be and written out when asked for.

A note keeps what could not be found out later: which tensors, their values and state at that moment,
the line. The entries and events that follow from the notes are made when somebody reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

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
        self.log: list[tuple[Any, ...]] = []     # notes not written out: a method, its arguments
        self.seen: dict[int, int] = {}           # id(tensor) -> the stamp it was last noted with
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
            self.log.append((self._named, name, value))

    def step(self, callee: Callee, args: tuple[Any, ...], kwargs: dict[str, Any],
             outs: Sequence[Any], node: Any, grad_mode: bool, line: int | None,
             **rest: Any) -> None:
        """A call was made on tensors that have entries, with these results."""
        if rest.get("inplace"):
            outs = [x for t in outs for x in self._with_base(t)]
        states = [self.made(t) for t in outs]
        self.log.append((
            self.written, callee, args, kwargs, outs, states, node, grad_mode, line, rest))

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
            notes = self.log[:]
            self.log.clear()
            for write, *arguments in notes:
                write(*arguments)

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

    def written_one(self, callee: Callee, args: tuple[Any, ...], kwargs: dict[str, Any], out: Any,
                    data: Any, version: int, requires_grad: bool, place: Any, *rest: Any) -> None:
        """Write out one call that had one result, noted flat."""
        self.written(
            callee, args, kwargs, (out,), ((data, version, requires_grad, place),), *rest)

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
