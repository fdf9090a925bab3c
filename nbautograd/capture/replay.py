"""Make the recorded calls again, on copies, with other `requires_grad` and `detach` flags.

The flags change no value and no branch of the forward computation, so running the recorded calls
in their order is exact; what the gradients become, the engine itself says.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..errors import ReplayError, UnknownName, suggest
from .events import BackwardCall, Event
from .notes import SHOWN
from .recording import Recording

__all__ = ["replay"]


def replay(recording: Recording, requires_grad: dict[str, bool], detach: set[str],
           target: str | None = None) -> Recording:
    """A new recording of the same calls with the flags changed.

    `target` is differentiated if the old recording has no backward call.
    """
    tape = recording.tape()
    labels = {tape.label(v.id): v.id for v in tape.values}
    for name in (*requires_grad, *sorted(detach), *([target] if target else [])):
        if name not in labels:
            raise UnknownName(f"the recording has no value {name!r}.{suggest(name, labels)}")
    flags = {labels[name]: flag for name, flag in requires_grad.items()}
    seed = labels[target] if target and not recording.targets else None
    return _Replay(recording, flags, {labels[name] for name in detach}).run(seed)


class _Replay:
    """One run: old entry -> new tensor, while a new recording takes notes."""

    line: int | None = None    # of the event made again

    found: Any = None          # names come from the old recording

    def look(self, above: int) -> int | None:
        """What the new recording notes as the line."""
        return self.line

    def __init__(self, old: Recording, flags: dict[int, bool], detach: set[int]) -> None:
        self.old, self.flags, self.detach = old, flags, detach
        self.adapter: Any = old.adapter
        self.new = Recording(old.adapter, old.source, None, old.filename, watcher=self)
        self.now: dict[int, Any] = {}
        # What `grad` returned then that had a history, by id, and what it returns now; None for nothing.
        # What had none is a constant to all that follows.
        self.returned: dict[int, Any] = {
            id(g): None for call in old.calls if call.returned for g in call.made}

    def run(self, target: int | None) -> Recording:
        """Make every call again; differentiate the entry `target`, if one is given."""
        with self.adapter.noting(self.new), self.adapter.grad_mode(True), warnings.catch_warnings():
            warnings.simplefilter("ignore")     # they were shown when the cell ran
            for event in self.old.order:
                self.line = event.line
                if isinstance(event, BackwardCall):
                    self._backward(event)
                elif all(self._ready(i) for i in event.inputs):
                    self._call(event)
            if target is not None:
                ones = np.ones_like(self.old.entries[target].data)
                self._backward(BackwardCall(1, None, (target,), (ones,), {}))
        self.new.error = self.old.error
        return self.new

    # -- tensors -----------------------------------------------------------------------------------

    def _ready(self, number: int) -> bool:
        """Whether the tensor of this entry exists; given ones are made when first needed."""
        if number in self.now:
            return True
        e = self.old.entries[number]
        if not e.given:
            return False     # a result of a call that could not be made
        if id(e.tensor) in self.returned:
            returned = self.returned[id(e.tensor)]
            if returned is None:
                return False
            self._know(number, self._cut(number, returned))
            return True
        if e.grad_of is not None:
            leaf = self.now.get(e.grad_of)
            gradient = None if leaf is None else self.adapter.gradient(leaf)
            if gradient is None:
                return False
            self._know(number, gradient)
            return True
        if not e.copied and e.version != self.adapter.version(e.tensor):
            raise ReplayError(
                f"{e.name or 'a tensor'} of shape {tuple(e.data.shape)} was overwritten and is too "
                "large to keep a copy of: the cell cannot be replayed. Run it again.")
        self._know(number, self.adapter.fresh(e.data, self.flags.get(number, e.requires_grad)))
        return True

    def _know(self, number: int, tensor: Any) -> None:
        self.now[number] = tensor
        self.new.entry(tensor).name = self.old.entries[number].name

    # -- calls -------------------------------------------------------------------------------------

    def _call(self, event: Event) -> None:
        if event.callee is SHOWN:
            return
        tensors = {id(self.old.entries[i].tensor): self.now[i] for i in event.inputs}
        args = self._replaced(event.args, tensors)
        kwargs = self._replaced(event.kwargs, tensors)
        with self.adapter.grad_mode(event.grad_mode):
            outs = self.adapter.call(event, args, kwargs)
        for number, tensor in zip(event.outputs, self._with_bases(event, outs), strict=False):
            self._know(number, self._cut(number, tensor))

    def _cut(self, number: int, tensor: Any) -> Any:
        """A result, or the same values without their history where the flags say so."""
        cut = number in self.detach and self.adapter.requires_grad(tensor)
        return self.adapter.detach(tensor) if cut else tensor

    def _with_bases(self, event: Event, outs: list[Any]) -> Iterator[Any]:
        """The outputs in the order of the event's: behind a written view comes its base."""
        for t in outs:
            yield t
            if event.inplace and self.adapter.base(t) is not None and len(event.outputs) > len(outs):
                yield self.adapter.base(t)

    def _replaced(self, value: Any, tensors: dict[int, Any]) -> Any:
        """Arguments with old tensors replaced by new ones."""
        if isinstance(value, self.adapter.tensor):
            return tensors.get(id(value), value)
        if type(value) in (tuple, list):
            return type(value)(self._replaced(v, tensors) for v in value)
        if isinstance(value, dict):
            return {k: self._replaced(v, tensors) for k, v in value.items()}
        if isinstance(value, slice):
            parts = (value.start, value.stop, value.step)
            return slice(*(self._replaced(v, tensors) for v in parts))
        return value

    def _backward(self, call: BackwardCall) -> None:
        for i in call.cleared:
            if i in self.now:
                self.now[i].grad = None
        pairs = [(self.now[i], s) for i, s in zip(call.targets, call.seeds, strict=True)
                 if self._ready(i)]
        ready = [(t, s) for t, s in pairs if self.adapter.requires_grad(t)]
        targets, seeds = [t for t, _ in ready], [s for _, s in ready]
        if ready and call.returned is not None:
            self._grad(call, targets, seeds)
        elif ready:
            self.adapter.backward(targets, seeds, call.create)
        else:   # nothing to differentiate any more: the call reaches nothing
            self.new.backward_begins([t for t, _ in pairs], [])
            self.new.backward_ends()

    def _grad(self, call: BackwardCall, targets: list[Any], seeds: list[Any]) -> None:
        """Ask for the gradients that the call returned, of what can have one now."""
        pairs = [(self.now[i], g) for i, g in call.returned or ()
                 if i is not None and self._ready(i) and self.adapter.requires_grad(self.now[i])]
        if pairs:
            batched = any(np.shape(s) != tuple(t.shape) for t, s in zip(targets, seeds, strict=True))
            found = self.adapter.grad(targets, seeds, [t for t, _ in pairs], call.create, batched)
            self.returned.update((id(g), now) for (_, g), now in zip(pairs, found, strict=True)
                                 if id(g) in self.returned)
