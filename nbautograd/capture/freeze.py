"""From a recording to a tape: names, gradients with their ledgers, reasons, plain numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from ..tape.model import SEED, UNSEEN, Contribution, Gradient, Step, Summary, Tape, Value
from .events import SMALL, BackwardCall, Entry, Event, Pull
from .params import described

if TYPE_CHECKING:
    from .recording import Recording

__all__ = ["freeze", "numbers"]


def freeze(recording: Recording, target: str | None = None) -> Tape:
    """The tape of a recording as it stands now."""
    recording.bind_namespace()
    outputs = list(recording.targets)
    if target is not None:
        named = recording.names.get(target)
        found = recording._current.get(id(named))
        if found is not None and found.tensor is named and found.id not in outputs:
            outputs.append(found.id)
    wiring = _wiring(recording)
    gradients = _Ledger(recording, wiring)
    values = tuple(_value(e, e.id in outputs, gradients) for e in recording.entries)
    return Tape(recording.adapter.backend, values, _steps(recording, wiring), tuple(outputs),
                recording.source, recording.error)


def _value(e: Entry, target: bool, gradients: _Ledger) -> Value:
    # A leaf stays one when it is written where nothing is tracked.
    role = "output" if target else "leaf" if e.leaf and e.requires_grad else (
        "constant" if e.given and not e.requires_grad else "intermediate")
    data, summary = numbers(e.data)
    return Value(e.id, e.name, tuple(e.data.shape), e.data.dtype.name, role, e.requires_grad,  # type: ignore[arg-type]  # one of the Role literals
                 data, summary, gradients.of(e))


def numbers(array: Any) -> tuple[Any, Summary | None]:
    """(nested list, None) of a small array, (None, statistics) of a large one."""
    data = np.asarray(array)
    if data.size <= SMALL:
        return data.tolist(), None
    if data.dtype.kind not in "biuf":
        return None, Summary()
    finite = data[np.isfinite(data)] if data.dtype.kind == "f" else data
    nans = int(np.isnan(data).sum()) if data.dtype.kind == "f" else 0
    infs = int(data.size - finite.size - nans)
    if not finite.size:
        return None, Summary(nans=nans, infs=infs)
    wide = finite.astype(np.float64)
    return None, Summary(float(wide.min()), float(wide.max()), float(wide.mean()),
                         float(wide.std()), nans, infs)


GRAD = "grad"       # the step of a backward call whose gradients were computed with

Wiring: TypeAlias = dict[int, tuple[tuple[int, ...], tuple[int, ...]]]


def _wiring(recording: Recording) -> Wiring:
    """Inputs and outputs of the steps that backward calls are, by their index in the order.

    A call is a step if something was computed from its gradients. Its inputs are what was
    differentiated, by what, and what else the gradients depend on.
    """
    given: dict[int, list[int]] = {}
    for e in recording.entries:
        if e.given:
            given.setdefault(id(e.tensor), []).append(e.id)
    further: dict[int, list[int]] = {}
    for call in recording.calls:
        for pull in call.pulls:
            if pull.event is not None:
                further.setdefault(pull.event, []).extend([entry for _, entry, _ in pull.inputs])
    wiring: Wiring = {}
    for index, event in enumerate(recording.order):
        if not isinstance(event, BackwardCall):
            continue
        made = {id(g) for g in event.made}
        outputs = tuple(sorted(i for g in made for i in given.get(g, ())))
        if outputs:
            wanted = [i for i, _ in event.returned or () if i is not None]
            inputs = dict.fromkeys([*event.targets, *wanted, *further.get(index, ())])
            wiring[index] = tuple([i for i in inputs if i not in outputs]), outputs
    return wiring


def _steps(recording: Recording, wiring: Wiring) -> tuple[Step, ...]:
    steps: list[Step] = []
    for index, event in enumerate(recording.order):
        if isinstance(event, Event):
            steps.append(_forward_step(recording, event, len(steps)))
            continue
        if index in wiring:
            steps.append(Step(len(steps), GRAD, *wiring[index], line=event.line,
                              source=recording.source_line(event.line)))
        for pull in event.pulls:
            if pull.event is None:
                continue
            made = recording.order[pull.event]
            op, outputs = (made.op, made.outputs) if isinstance(made, Event) else (
                GRAD, wiring.get(pull.event, ((), ()))[1])
            steps.append(Step(
                len(steps), op, pull.outputs or outputs,
                tuple(entry for _, entry, _ in pull.inputs), line=event.line,
                source=recording.source_line(event.line), phase="backward", call=event.number))
    return tuple(steps)


def _forward_step(recording: Recording, event: Event, number: int) -> Step:
    outs = [recording.entries[i] for i in event.outputs]
    # a leaf that was written under no_grad still requires grad, but the step is not tracked
    tracked = any(e.requires_grad and not e.leaf for e in outs)
    return Step(
        number, event.op, event.inputs, event.outputs,
        tuple((name, described(value)) for name, value in event.params),
        tuple(dict.fromkeys(_saved(recording, event))), event.line,
        recording.source_line(event.line), tracked=tracked,
        boundary=None if tracked else _boundary(recording, event, outs), inplace=event.inplace)


def _saved(recording: Recording, event: Event) -> Iterator[str]:
    """What the step keeps for backward, by the names of the values."""
    plan = getattr(event.node, "plan", None)
    for kind, index in getattr(plan, "sources", ()):
        if kind == "output":
            yield _named(recording.entries[event.outputs[index]])
        elif kind == "input":
            operand = event.args[event.node.plan.op.inputs[index]]
            for i in event.inputs:
                if recording.entries[i].tensor is operand:
                    yield _named(recording.entries[i])
                    break


def _named(e: Entry) -> str:
    return e.name or f"%{e.id}"


def _boundary(recording: Recording, event: Event, outs: list[Entry]) -> str | None:
    """Why a step is not tracked."""
    if event.boundary is not None:
        return event.boundary
    needed = any(recording.entries[i].requires_grad for i in event.inputs)
    if not needed:
        return "frozen"
    if outs and all(e.data.dtype.kind not in "fc" for e in outs):
        return "integer"
    return "nondifferentiable" if event.grad_mode else "no_grad"


class _Ledger:
    """Which edge of which backward call brought what to which entry."""

    def __init__(self, recording: Recording, wiring: Wiring) -> None:
        self._recording, self._wiring = recording, wiring
        self._addends: dict[int, list[Contribution]] = {}
        self._sums: dict[int, dict[int, Any]] = {}       # entry -> call -> sum within that call
        self._calls = recording.calls
        steps = _forward_numbers(recording, wiring)
        for call in self._calls:
            for entry, seed in zip(call.targets, call.seeds, strict=False):
                self._add(call, entry, SEED, 0, seed)
            for pull in call.pulls:
                for position, entry, g in pull.inputs:
                    step = UNSEEN if pull.event is None else steps.get(pull.event, UNSEEN)
                    if entry not in pull.outputs:
                        self._add(call, entry, step, self._position(pull, position, entry), g)

    def _position(self, pull: Pull, position: int, entry: int) -> int:
        """The number of the input among the step's tensors."""
        if pull.event is None:
            return position
        event = self._recording.order[pull.event]
        if isinstance(event, Event):
            inputs = event.inputs
            if position < len(inputs) and inputs[position] == entry:
                return position
        else:
            inputs = self._wiring.get(pull.event, ((), ()))[0]
        return inputs.index(entry) if entry in inputs else position

    def _add(self, call: BackwardCall, entry: int, step: int, position: int, g: Any) -> None:
        shape = self._recording.entries[entry].data.shape
        summed = _summed(np.shape(g), shape)
        total = _sum_to(np.asarray(g), shape)
        data, summary = numbers(total)
        self._addends.setdefault(entry, []).append(
            Contribution(call.number, call.line, step, position, data, summary, summed,
                         call.returned is not None))
        sums = self._sums.setdefault(entry, {})
        sums[call.number] = sums[call.number] + total if call.number in sums else total

    def of(self, e: Entry) -> Gradient:
        """The gradient of an entry in one of its three states."""
        ledger = tuple(self._addends.get(e.id, ()))
        last = next((c.grads[e.id] for c in reversed(self._calls) if e.id in c.grads), None)
        if last is None and e.id in self._sums:
            last = next(reversed(self._sums[e.id].values()))
        if last is not None:
            data, summary = numbers(last)
            return Gradient("value", data, summary, ledger,
                            any(e.id in c.grads for c in self._calls), self._since(e))
        return Gradient("unreachable" if self._calls else "none", ledger=ledger)

    def _since(self, e: Entry) -> int:
        """The call before which `.grad` was reset: it does not hold what came earlier."""
        since, before = 0, None
        for call in self._calls:
            if call.returned is not None:
                continue
            brought, after = self._sums.get(e.id, {}).get(call.number), call.grads.get(e.id)
            if before is not None and brought is not None and after is not None and (
                    _close(after, brought) and not _close(after, before + brought)):
                since = call.number
            before = after if after is not None else before
        return since


def _close(a: Any, b: Any) -> bool:
    return bool(np.allclose(a, b, rtol=1e-4, equal_nan=True))


def _forward_numbers(recording: Recording, wiring: Wiring) -> dict[int, int]:
    """Index in `recording.order` -> id of the step on the tape."""
    numbers_, count = {}, 0
    for index, event in enumerate(recording.order):
        if isinstance(event, Event):
            numbers_[index] = count
            count += 1
        else:
            if index in wiring:
                numbers_[index] = count
                count += 1
            count += sum(p.event is not None for p in event.pulls)
    return numbers_


def _summed(shape: tuple[int, ...], target: tuple[int, ...]) -> tuple[int, ...]:
    """The dims of a cotangent that un-broadcasting sums over."""
    lead = len(shape) - len(target)
    if lead < 0:
        return ()
    return (*range(lead), *(lead + i for i, n in enumerate(target)
                            if n == 1 and shape[lead + i] != 1))


def _sum_to(g: Any, target: tuple[int, ...]) -> Any:
    dims = _summed(g.shape, target)
    if dims:
        g = g.sum(axis=dims, keepdims=True)
    return g.reshape(target) if g.size == int(np.prod(target)) else np.broadcast_to(g, target)
