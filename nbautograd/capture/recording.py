"""Recording: what happened in a cell, live; `tape()` freezes it, `replay()` makes it again.

This class knows no engine: an adapter (`native.Native`, `pytorch.PyTorch`) answers what a tensor
is and how a call is made again.
"""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from .events import BackwardCall, Entry, Event, Pull
from .names import Watcher, member
from .notes import SHOWN, Notes, State

if TYPE_CHECKING:
    from ..tape import Tape

__all__ = ["Adapter", "Recording"]

NAMED = 100     # items of a list that have names by their places in it


class Adapter(Protocol):
    """What a recording asks an engine."""

    backend: str
    tensor: type

    def module(self) -> Any: ...
    def state(self, t: Any) -> State: ...
    def array(self, t: Any) -> np.ndarray[Any, Any]: ...
    def version(self, t: Any) -> int: ...
    def requires_grad(self, t: Any) -> bool: ...
    def base(self, t: Any) -> Any: ...
    def gradient(self, t: Any) -> Any: ...
    def node(self, t: Any) -> Any: ...
    def place(self, place: Any) -> Any: ...
    def fresh(self, data: np.ndarray[Any, Any], requires_grad: bool) -> Any: ...
    def call(self, event: Event, args: Any, kwargs: Any) -> list[Any]: ...
    def detach(self, t: Any) -> Any: ...
    def grad_mode(self, enabled: bool) -> Any: ...
    def backward(self, targets: list[Any], seeds: list[Any], create: bool) -> None: ...
    def grad(self, targets: list[Any], seeds: list[Any], wanted: list[Any],
             create: bool, batched: bool) -> Iterable[Any]: ...
    def noting(self, notes: Recording) -> Any: ...


class Recording(Notes):
    """Entries, events and backward calls, in the order in which they happened."""

    def __init__(self, adapter: Adapter, source: str = "", names: Mapping[str, Any] | None = None,
                 filename: str | None = None, watcher: Any = None) -> None:
        super().__init__(adapter, watcher if watcher is not None else Watcher(filename, source))
        self.source = source
        self.names = names if names is not None else {}
        self.filename = filename
        self.error: str | None = None
        self.targets: list[int] = []
        self._places: dict[Any, int] = {}        # place in the graph -> entry
        self._nodes: dict[Any, int] = {}         # node -> index in `order`
        self._spans: list[tuple[int, int, int]] = []
        self._located = 0, 0                     # entries and events whose places are known
        self._grads: dict[int, tuple[Any, int]] = {}   # id(grad) -> (grad, entry of its leaf)
        self._call: BackwardCall | None = None

    def _add(self, t: Any, state: State, given: bool) -> Entry:
        entry = super()._add(t, state, given)
        if given:
            # Its name may have come from a line of which no op told, and be another's in the end.
            entry.name = next((name for name, value in list(self.names.items())
                               if value is t and not name.startswith("_")), None)
            if id(t) in self._grads:
                entry.grad_of = self._grads[id(t)][1]
        return entry

    # -- the graph -------------------------------------------------------------------------------

    def locate(self) -> None:
        """Find the places of entries and the nodes of events that came since the last time."""
        entries, events = self._located
        self._located = len(self.entries), len(self.order)
        for e in self.entries[entries:]:
            place = self.adapter.place(e.place)
            if place is not None:
                self._places[place] = e.id
        for index, event in enumerate(self.order[events:], events):
            if isinstance(event, Event):
                self._locate(event, index)

    def _locate(self, event: Event, index: int) -> None:
        if event.node is not None:
            self._nodes[event.node] = index
        for number in event.outputs:
            place = self.adapter.place(self.entries[number].place)
            if place is not None:
                node = place[0] if isinstance(place, tuple) else place
                if event.callee is SHOWN:
                    self._nodes[node] = index
                else:
                    self._nodes.setdefault(node, index)
        if event.span is not None and event.span[1] - event.span[0] > 1:
            self._spans.append((*event.span, index))

    # -- backward --------------------------------------------------------------------------------

    @property
    def calls(self) -> list[BackwardCall]:
        """The backward calls so far."""
        return [event for event in self.order if isinstance(event, BackwardCall)]

    def backward_begins(self, targets: Iterable[Any], seeds: Iterable[Any], **kwargs: Any) -> None:
        """A `backward` or `grad` call starts from `targets` with these cotangents.

        A target is a tensor or a key of a place in the graph: what was made there is the target.
        It is none if nothing was recorded there.
        """
        self._give_up()
        line = self.line(1)
        starts = [(i, np.array(s)) for t, s in zip(targets, seeds, strict=False)
                  if (i := self._at(t)) is not None]
        ids = tuple([i for i, _ in starts])
        self._call = BackwardCall(len(self.calls) + 1, line, ids, tuple([s for _, s in starts]), kwargs,
                                  cleared=self._cleared())
        self.order.append(self._call)
        self.targets += [i for i in ids if i not in self.targets]

    def _cleared(self) -> tuple[int, ...]:
        """Entries that had a `.grad` after the last call, and have none now."""
        calls = self.calls
        return tuple([i for i in (calls[-1].grads if calls else ())
                      if self.adapter.gradient(self.entries[i].tensor) is None])

    def _give_up(self) -> None:
        """Leave a call that ended in an error; if it came to no node, it was refused: no call."""
        call, self._call = self._call, None
        if call is not None and call.pulls:
            self._collect(call)
        elif call is not None:
            self.order.remove(call)
            kept = {i for e in self.calls for i in e.targets}
            self.targets = [i for i in self.targets if i in kept]

    def gradients(self) -> Iterator[tuple[Any, int, int | None]]:
        """Each gradient there is: the tensor, the entry it belongs to, the line of the call."""
        calls = self.calls
        for call in calls:
            yield from ((g, entry, call.line) for entry, g in call.returned or ()
                        if entry is not None)
        for g, entry in self._grads.values():
            lines = [call.line for call in calls if entry in call.grads]
            yield g, entry, lines[-1] if lines else None

    def _at(self, target: Any) -> int | None:
        if isinstance(target, self.adapter.tensor):
            return self.entry(target).id
        self.locate()
        return self._places.get(target)

    def pull(self, node: Any, seq: int, places: tuple[Any, ...],
             parents: tuple[Any, ...], results: tuple[Any, ...]) -> None:
        """One node ran, and passed these cotangents on to its parents."""
        if self._call is None:
            return
        self.locate()
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

    def backward_ends(self, captured: Iterable[tuple[Any, Any]] = ()) -> None:
        """The call is over: look at the `.grad` of the leaves, and of what retains its own.

        `captured` are the inputs of a `grad` call and what it returned for them.
        """
        call, self._call = self._call, None
        if call is None:
            return
        self._collect(call)
        for t, g in captured:
            call.returned = call.returned or []
            if g is not None:
                at = self._at(t)
                call.returned.append((at, g))
                self._made(call, g)

    def _made(self, call: BackwardCall, g: Any) -> None:
        """A gradient with a history: what the pass made of nodes belongs to its call."""
        if not self.adapter.requires_grad(g) or any(
                g is known for c in self.calls for known in c.made):
            return
        call.made.append(g)
        self.locate()
        index = self._order.index(call)
        stack = [node for node in [self.adapter.node(g)] if node is not None]
        while stack:
            node = stack.pop()
            if node not in self._nodes:
                self._nodes[node] = index
                stack += [n for n, number in node.next_functions if not (
                    n is None or hasattr(n, "variable") or n in self._places
                    or (n, number) in self._places)]

    def _collect(self, call: BackwardCall) -> None:
        for e in list(self.entries):
            if e.requires_grad and (e.leaf or e.tensor.retains_grad) and self._current.get(id(e.tensor)) is e:
                g = self.adapter.gradient(e.tensor)
                if g is not None:
                    call.grads[e.id] = np.array(self.adapter.array(g))
                    self._made(call, g)
                    self._grads[id(g)] = g, e.id

    # -- the end ---------------------------------------------------------------------------------

    def finish(self, error: BaseException | None = None) -> None:
        """The cell is over: settle names from the namespace."""
        self._watcher.settle()
        self._give_up()
        if error is not None:
            text = [""]
            with suppress(Exception):   # a user's exception may not even know how to say itself
                text += str(error).splitlines()[:1]
            self.error = f"{type(error).__name__}: {text[-1]}".rstrip(": ")
        self.bind_namespace()

    def bind_namespace(self) -> None:
        """Give tensors the names the namespace binds them to now, or how their module has them.

        What has a name of its own keeps it: ``w``, not ``net.weight``, and not ``params[0]``.
        """
        named = [(name, value) for name, value in self.names.items() if not name.startswith("_")]
        nameless = {id(e.tensor): e.tensor for e in self.entries if e.name is None}
        for name, value in named:
            for key, item in _items(value):
                if nameless.get(id(item)) is item:
                    self.bind(f"{name}[{key!r}]", item)
        module = self.adapter.module()
        for name, value in named:
            if module is not None and isinstance(value, module):
                with suppress(Exception):   # a user's class may have its own idea of it
                    for path, tensor in (*value.named_buffers(), *value.named_parameters()):
                        self.bind(member(name, path), tensor)
        for name, value in named:
            if isinstance(value, self.adapter.tensor):
                self.bind(name, value)
        later: dict[int, str | None] = {}
        for e in reversed(self.entries):    # an earlier version of the same tensor
            e.name = later[id(e.tensor)] = e.name or later.get(id(e.tensor))
        gradients: dict[int, str] = {}
        for e in self.entries:
            leaf = self.entries[e.grad_of].name if e.grad_of is not None else None
            if leaf:
                gradients[id(e.tensor)] = f"{leaf}.grad"
            e.name = gradients.get(id(e.tensor), e.name)

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
                if v.dtype.startswith(("float", "complex")) and self.entries[v.id].given
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


def _items(value: Any) -> Iterable[tuple[Any, Any]]:
    """The items of a short list or dictionary of the user's, with what one writes in brackets."""
    if type(value) in (list, tuple) and len(value) <= NAMED:
        return enumerate(value)
    if type(value) is dict and len(value) <= NAMED:
        return [(key, item) for key, item in value.items() if type(key) in (str, int)]
    return ()
