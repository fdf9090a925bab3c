"""Recording: what happened in a cell, live; `tape()` freezes it, `replay()` makes it again.

This class knows no engine: an adapter (`native.Native`, `pytorch.PyTorch`) answers what a tensor
is and how a call is made again.
"""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .events import BackwardCall, Entry, Event, Pull
from .names import Watcher

if TYPE_CHECKING:
    from ..tape import Tape

__all__ = ["Adapter", "Recording"]

SMALL = 64               # elements: copied whenever seen, shown on the tape
COPIED = 1_000_000       # elements: copied when given, so that a replay starts from the same values


class Adapter(Protocol):
    """What a recording asks an engine."""

    backend: str

    def is_tensor(self, value: Any) -> bool: ...
    def array(self, t: Any) -> np.ndarray[Any, Any]: ...
    def version(self, t: Any) -> int: ...
    def requires_grad(self, t: Any) -> bool: ...
    def is_leaf(self, t: Any) -> bool: ...
    def base(self, t: Any) -> Any: ...
    def gradient(self, t: Any) -> Any: ...
    def place(self, t: Any) -> Any: ...
    def fresh(self, data: np.ndarray[Any, Any], requires_grad: bool) -> Any: ...
    def call(self, event: Event, args: Any, kwargs: Any) -> list[Any]: ...
    def detach(self, t: Any) -> Any: ...
    def grad_mode(self, enabled: bool) -> Any: ...
    def backward(self, targets: list[Any], seeds: list[Any]) -> None: ...
    def noting(self, notes: Recording) -> Any: ...


class Recording:
    """Entries, events and backward calls, in the order in which they happened."""

    def __init__(self, adapter: Adapter, source: str = "", names: Mapping[str, Any] | None = None,
                 filename: str | None = None, skip: tuple[str, ...] = ()) -> None:
        self.adapter = adapter
        self.source = source
        self.names = names if names is not None else {}
        self.filename = filename
        self.entries: list[Entry] = []
        self.order: list[Event | BackwardCall] = []
        self.error: str | None = None
        self.targets: list[int] = []
        self._current: dict[int, Entry] = {}     # id(tensor) -> its latest entry; both kept alive
        self._places: dict[Any, int] = {}        # place in the graph -> entry
        self._nodes: dict[Any, int] = {}         # node -> index in `order`
        self._spans: list[tuple[int, int, int]] = []
        self._grads: dict[int, tuple[Any, int]] = {}   # id(grad) -> (grad, entry of its leaf)
        self._call: BackwardCall | None = None
        self._watcher = Watcher(filename, source, skip)
        self._script: Any = None                 # lines and names of the recording replayed

    # -- what is seen while running --------------------------------------------------------------

    def line(self) -> int | None:
        """The line of the cell that runs now."""
        if self._script is not None:
            return self._script.line  # type: ignore[no-any-return]  # an int or None by construction
        return self._watcher.look(self._bind)

    def _bind(self, name: str, value: Any) -> None:
        entry = self._current.get(id(value))
        if entry is not None and entry.tensor is value and not name.startswith("_"):
            entry.name = name

    def entry(self, t: Any) -> Entry:
        """The entry of a tensor that is used now; a new one if it was never seen or was rewritten."""
        found = self._current.get(id(t))
        if found is None:
            return self.add(t, given=True)
        if found.version != self.adapter.version(t):
            return self._rewritten(t, found)
        if found.requires_grad != self.adapter.requires_grad(t):
            fresh = self.add(t, given=found.given)   # `requires_grad_` or `detach_` since
            fresh.name = found.name
            return fresh
        return found

    def add(self, t: Any, given: bool) -> Entry:
        """A new entry for the present state of a tensor."""
        adapter = self.adapter
        data = adapter.array(t)
        copied = data.size <= (COPIED if given else SMALL)
        entry = Entry(
            len(self.entries), t, data.copy() if copied else data, adapter.version(t),
            adapter.requires_grad(t), adapter.is_leaf(t), given, copied,
            grad_of=self._grads[id(t)][1] if given and id(t) in self._grads else None)
        self.entries.append(entry)
        self._current[id(t)] = entry
        place = adapter.place(t)
        if place is not None:
            self._places[place] = entry.id
        return entry

    def _rewritten(self, t: Any, old: Entry) -> Entry:
        """A tensor whose memory was written by something else than a recorded op on itself."""
        base = self.adapter.base(t)
        source = self._current.get(id(base)) if base is not None else None
        if source is None or source.tensor is not base:
            entry = self.add(t, given=True)
            entry.name = old.name
            return entry
        # a view, after a write to its base: it shows the base's new values
        before = self.entry(base)
        entry = self.add(t, given=False)
        entry.name = old.name
        self.order.append(Event(
            "as_strided", None, (base,), {}, (before.id,), (entry.id,), None, True, self.line(),
            boundary=None if entry.requires_grad else "frozen", result=t))
        self._place_event(entry)
        return entry

    def _place_event(self, entry: Entry) -> None:
        place = self.adapter.place(entry.tensor)
        if place is not None:
            self._nodes[place[0] if isinstance(place, tuple) else place] = len(self.order) - 1

    def step(self, op: str, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any],
             inputs: Iterable[Any], outs: Iterable[Any], node: Any, grad_mode: bool, *,
             inplace: bool = False, result: Any = None, boundary: str | None = None,
             params: tuple[tuple[str, Any], ...] = (), before: list[Entry] | None = None,
             span: tuple[int, int] | None = None, state: Any = None) -> None:
        """Note down one call."""
        line = self.line()
        entries = before if before is not None else [self.entry(t) for t in inputs]
        outputs = []
        for t in outs:
            outputs.append(self.add(t, given=False))
            base = self.adapter.base(t)
            if inplace and base is not None and id(base) in self._current:
                written = self._current[id(base)]
                fresh = self.add(base, given=False)
                fresh.name = written.name
                outputs.append(fresh)
        if inplace and outputs and entries:
            outputs[0].name = entries[0].name
        index = len(self.order)
        self.order.append(Event(
            op, function, args, kwargs, tuple(e.id for e in entries),
            tuple(e.id for e in outputs), node, grad_mode, line, boundary, inplace, result, params,
            span, state))
        if node is not None:
            self._nodes[node] = index
        for e in outputs:
            place = self.adapter.place(e.tensor)
            if place is not None:
                self._nodes.setdefault(place[0] if isinstance(place, tuple) else place, index)
        if span is not None and span[1] - span[0] > 1:
            self._spans.append((*span, index))

    # -- backward --------------------------------------------------------------------------------

    def backward_begins(self, targets: Iterable[Any], seeds: Iterable[Any], **kwargs: Any) -> None:
        """A `backward` or `grad` call starts from `targets` with these cotangents."""
        line = self.line()
        ids = tuple(self.entry(t).id for t in targets)
        number = 1 + sum(isinstance(e, BackwardCall) for e in self.order)
        self._call = BackwardCall(number, line, ids, tuple(np.array(s) for s in seeds), kwargs)
        self.order.append(self._call)
        self.targets += [i for i in ids if i not in self.targets]

    def pull(self, node: Any, seq: int, places: tuple[Any, ...],
             parents: tuple[Any, ...], results: tuple[Any, ...]) -> None:
        """One node ran, and passed these cotangents on to its parents."""
        if self._call is None:
            return
        index = self._nodes.get(node)
        if index is None:
            index = next((i for low, high, i in self._spans if low < seq < high), None)
        outputs = tuple(self._places[p] for p in places if p in self._places)
        inputs = []
        for k, (place, g) in enumerate(zip(parents, results, strict=False)):
            if place is None or g is None:
                continue
            target = self._places.get(place)
            if target is not None:
                inputs.append((k, target, np.array(g)))
        pulls = self._call.pulls
        if index is not None and pulls and pulls[-1].event == index:   # inside one composite
            pulls[-1].inputs += tuple(inputs)
            return
        pulls.append(Pull(index, outputs, tuple(inputs)))

    def backward_ends(self) -> None:
        """The call is over: look at what the leaves have."""
        call, self._call = self._call, None
        if call is None:
            return
        for e in list(self.entries):
            if e.leaf and e.requires_grad and self._current.get(id(e.tensor)) is e:
                g = self.adapter.gradient(e.tensor)
                if g is not None:
                    call.grads[e.id] = np.array(self.adapter.array(g))
                    self._grads[id(g)] = g, e.id

    # -- the end ---------------------------------------------------------------------------------

    def finish(self, error: BaseException | None = None) -> None:
        """The cell is over: settle names from the namespace."""
        self._watcher.settle(self._bind)
        if error is not None:
            text = str(error).splitlines()
            self.error = f"{type(error).__name__}: {text[0] if text else ''}".rstrip(": ")
        self.bind_namespace()

    def bind_namespace(self) -> None:
        """Give tensors the names the namespace binds them to now."""
        for name, value in list(self.names.items()):
            if not name.startswith("_") and self.adapter.is_tensor(value):
                self._bind(name, value)
        for e in self.entries:
            if e.grad_of is not None:
                leaf = self.entries[e.grad_of]
                e.name = f"{leaf.name}.grad" if leaf.name else e.name

    def source_line(self, line: int | None) -> str:
        """The text of a line of the cell."""
        if line is None:
            return ""
        lines = self.source.splitlines()
        if self.source:
            return lines[line - 1].strip() if 0 < line <= len(lines) else ""
        return linecache.getline(self.filename or "", line).strip()

    # -- what one does with it -------------------------------------------------------------------

    def tape(self, target: str | None = None) -> Tape:
        """The frozen record; `target` is named as an output even if nothing was differentiated."""
        from .freeze import freeze
        return freeze(self, target)

    def leaves(self) -> list[str]:
        """Labels of the floating point tensors that were given: they can require grad or not."""
        tape = self.tape()
        return [tape.label(v.id) for v in tape.values
                if v.role in ("leaf", "constant") and v.dtype.startswith(("float", "complex"))
                and self.entries[v.id].grad_of is None and self.entries[v.id].leaf]

    def intermediates(self) -> list[str]:
        """Labels of the floating point results: they can be detached."""
        tape = self.tape()
        return [tape.label(v.id) for v in tape.values
                if v.role in ("intermediate", "output")
                and v.dtype.startswith(("float", "complex"))]

    def replay(self, requires_grad: Mapping[str, bool] | None = None,
               detach: Iterable[str] = (), target: str | None = None) -> Tape:
        """The tape of the same calls made again with other flags; the user's tensors do not move.

        `target` is differentiated if the recording has no backward call of its own.

        Raises:
            UnknownName: no leaf or result has that label.
            ReplayError: an overwritten tensor was too large to keep a copy of.
        """
        from .replay import replay
        return replay(self, dict(requires_grad or {}), set(detach), target).tape()

    def backward(self, target: Any, gradient: Any = None) -> None:
        """Differentiate `target` while still recording."""
        if gradient is None:
            target.backward()
        else:
            target.backward(gradient=gradient)
