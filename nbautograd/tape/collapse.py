"""A long tape made short enough to read: loops become one round marked ×N.

Nobody reads a picture of a thousand steps, and most long tapes are one loop written out. Three
reductions are tried in turn, until the tape is short enough: rounds of the same source lines,
rounds of the same ops, and at last one step that stands for the middle. None of them hides that it
happened: a merged step says how many it stands for (``repeats``), a value how many siblings
(``more``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, islice
from operator import eq

from .model import Step, Tape, Value

Key = Callable[[Step], Hashable]
_LONGEST_ROUND = 128
_WORTH = 4  # steps that a run must save: `a @ b @ c` on one line is no loop


def collapse(tape: Tape, limit: int = 60) -> Tape:
    """The tape itself if it has at most `limit` forward steps, else a tape with fewer.

    A merged round shows the values of its last application; inputs that differ between the rounds
    are shown by their first. Raises ValueError for a limit below 1.
    """
    if limit < 1:
        raise ValueError(f"limit is {limit}, it must be at least 1")
    if len(tape.forward_steps) <= limit:
        return tape
    draft = _Draft(tape)
    for key in (draft.by_line, draft.by_op):
        while len(draft.steps) > limit and draft.merge_rounds(key):
            pass  # again, for a merged inner loop may have made its outer loop regular
    if len(draft.steps) > limit:
        draft.merge_middle(limit)
    return draft.tape()


class _Draft:
    """The forward steps while they are merged, and what stands for what by now."""

    def __init__(self, tape: Tape) -> None:
        self.original = tape
        self.steps = list(tape.forward_steps)
        self.values = {value.id: value for value in tape.values}
        self.stands_for: dict[int, int] = {}  # a value that went -> the one that stands for it
        self.merged_step: dict[int, int] = {}
        self.protected = set(tape.outputs)

    def now(self, id: int) -> int:
        """The value that stands for this one."""
        while id in self.stands_for:
            id = self.stands_for[id]
        return id

    def by_op(self, step: Step) -> Hashable:
        """What steps of different lines have in common when they do the same."""
        return (step.op, step.tracked, step.boundary, step.inplace, step.repeats, len(step.outputs))

    def by_line(self, step: Step) -> Hashable:
        """What the rounds of one loop have in common; ``q, k, v = ...`` is no loop of three."""
        names = tuple(self.values[id].name for id in step.outputs)
        return (self.by_op(step), step.line, step.source, step.params, names)

    def merge_rounds(self, key: Key) -> bool:
        """Merge the runs of the shortest equal rounds; whether that made the tape shorter."""
        numbers: dict[Hashable, int] = {}
        keys = [numbers.setdefault(key(step), len(numbers)) for step in self.steps]
        period, runs = _runs(keys)
        merged: list[Step] = []
        done = 0
        for start, end in runs:
            run = self.steps[start:end]
            head = _phase(run, period)
            tail = head + (len(run) - head) // period * period
            rounds = [run[i : i + period] for i in range(head, tail, period)]
            merged += self.steps[done : start + head]
            while rounds:
                alike = _alike(rounds)
                merged += self._merge(rounds[:alike])
                rounds = rounds[alike:]
            merged += run[tail:]
            done = end
        before = len(self.steps)
        self.steps = merged + self.steps[done:]
        self._rewire()
        return len(self.steps) < before

    def _rewire(self) -> None:
        self.steps = [
            replace(step, inputs=tuple(self.now(id) for id in step.inputs)) for step in self.steps
        ]

    def _merge(self, rounds: Sequence[Sequence[Step]]) -> Sequence[Step]:
        """One round that stands for all of them."""
        if len(rounds) == 1:
            return rounds[0]
        inside = {id for steps in rounds for step in steps for id in step.outputs}
        merged = []
        for steps in zip(*rounds, strict=True):
            inputs = self._inputs([step.inputs for step in steps], inside, steps[-1].inputs)
            merged.append(self._stand_in(steps, inputs, steps[-1].outputs))
            for step in steps[:-1]:
                for gone, kept in zip(step.outputs, steps[-1].outputs, strict=True):
                    self._replace(gone, kept)
        return merged

    def _inputs(
        self, rounds: Sequence[tuple[int, ...]], inside: set[int], last: tuple[int, ...]
    ) -> tuple[int, ...]:
        inputs: list[int] = []
        for slot, own in enumerate(last):
            outer = dict.fromkeys(self.now(ids[slot]) for ids in rounds if ids[slot] not in inside)
            if not outer:
                inputs.append(own)
                continue
            first, *others = outer
            inputs.append(first)
            for id in others:
                if not self._siblings(first, id):
                    inputs.append(id)
        return tuple(inputs)

    def _siblings(self, kept: int, gone: int) -> bool:
        """Let one given value stand for another of its kind; False if they cannot be merged."""
        a, b = self.values[kept], self.values[gone]
        made = self.original.producer
        alike = (a.role, a.requires_grad, a.dtype) == (b.role, b.requires_grad, b.dtype)
        if not alike or made(kept) or made(gone) or gone in self.protected:
            return False
        self._replace(gone, kept)
        self.values[kept] = replace(a, more=a.more + b.more + 1)
        return True

    def _replace(self, gone: int, kept: int) -> None:
        if gone == kept:
            return
        self.stands_for[gone] = kept
        if gone in self.protected:
            self.protected.add(kept)
            self.values[kept] = replace(self.values[kept], role=self.values[gone].role)

    def _stand_in(
        self, steps: Sequence[Step], inputs: tuple[int, ...], outputs: tuple[int, ...]
    ) -> Step:
        first, last = steps[0], steps[-1]
        self.merged_step.update((step.id, last.id) for step in steps)
        lines = sorted({step.line for step in steps if step.line is not None})
        one_line = len(lines) == 1
        return replace(
            last,
            inputs=inputs,
            outputs=outputs,
            params=first.params if all(step.params == first.params for step in steps) else (),
            line=lines[0] if one_line else None,
            source=first.source if one_line else f"lines {lines[0]}-{lines[-1]}" if lines else "",
            repeats=sum(step.repeats for step in steps),
        )

    def merge_middle(self, limit: int) -> None:
        """One step that stands for all but the first and last ones."""
        head = limit // 2
        tail = limit - head - 1
        middle = self.steps[head : len(self.steps) - tail]
        rest = [*self.steps[:head], *self.steps[len(self.steps) - tail :]]
        inside = {id for step in middle for id in step.outputs}
        outside = {id for step in rest for id in step.inputs} | self.protected
        inputs = list(dict.fromkeys(id for s in middle for id in s.inputs if id not in inside))
        kept: list[int] = []
        for id in inputs:
            if id in outside or not any(self._siblings(other, id) for other in kept):
                kept.append(id)
        outputs = self._few([id for step in middle for id in step.outputs if id in outside])
        params = [("ops", _counted((step.op, step.repeats) for step in middle))]
        if any(step.boundary for step in middle):  # a cut that is folded away is still told
            stops = _counted((step.boundary, step.repeats) for step in middle if step.boundary)
            params.append(("gradient stops", stops))
        stand_in = replace(
            self._stand_in(middle, tuple(kept), tuple(outputs)),
            op="steps",
            params=tuple(params),
            saved=(),
            tracked=any(step.tracked for step in middle),
            boundary=None,
            inplace=False,
        )
        self.steps[head : len(self.steps) - tail] = [stand_in]
        self._rewire()

    def _few(self, outputs: list[int]) -> list[int]:
        """The targets among the outputs, and one of the others that stands for the rest."""
        others = [id for id in outputs if id not in self.protected]
        if len(others) < 4:
            return outputs
        *gone, kept = others
        for id in gone:
            self._replace(id, kept)
        self.values[kept] = replace(self.values[kept], more=len(gone))
        return [id for id in outputs if id in self.protected or id == kept]

    def tape(self) -> Tape:
        """The draft as a tape: what is still referred to, or was given and never used."""
        original = self.original
        used = {id for step in self.steps for id in (*step.inputs, *step.outputs)}
        idle = {
            value.id
            for value in original.values
            if not original.producer(value.id) and not original.consumers(value.id)
        }
        kept = used | idle | {self.now(id) for id in original.outputs}
        steps = [*self.steps, *self._backward(kept)]
        return replace(
            original,
            values=tuple(self._value(v.id) for v in original.values if v.id in kept),
            steps=tuple(sorted(steps, key=lambda step: step.id)),
            outputs=tuple(dict.fromkeys(self.now(id) for id in original.outputs)),
        )

    def _value(self, id: int) -> Value:
        value = self.values[id]
        ledger = tuple(
            replace(entry, step=self.merged_step.get(entry.step, entry.step))
            for entry in value.gradient.ledger
        )
        return replace(value, gradient=replace(value.gradient, ledger=ledger))

    def _backward(self, kept: set[int]) -> Iterator[Step]:
        merged: dict[Hashable, Step] = {}
        for step in self.original.backward_steps:
            inputs = tuple(self.now(id) for id in step.inputs)
            outputs = tuple(self.now(id) for id in step.outputs)
            if not kept.issuperset(inputs + outputs):
                continue
            key = (step.call, step.op, inputs, outputs)
            repeats = merged[key].repeats + step.repeats if key in merged else step.repeats
            merged[key] = replace(step, inputs=inputs, outputs=outputs, repeats=repeats)
        yield from merged.values()


def _counted(named: Iterable[tuple[str, int]]) -> str:
    """``mul ×12, add ×3``: the four most frequent, and how many more there are."""
    counts: Counter[str] = Counter()
    for name, number in named:
        counts[name] += number
    parts = [f"{name} ×{n}" if n > 1 else name for name, n in counts.most_common(4)]
    return ", ".join([*parts, *([f"and {len(counts) - 4} more"] if len(counts) > 4 else [])])


def _runs(keys: Sequence[int]) -> tuple[int, list[tuple[int, int]]]:
    """The shortest period at which some run saves enough, and each such run as start and end.

    The shortest, for an inner loop is merged before the loop around it.
    """
    for period in range(1, min(_LONGEST_ROUND, len(keys) // 2) + 1):
        repeats = list(map(eq, keys, islice(keys, period, None)))
        if sum(repeats) < max(_WORTH, period):
            continue
        runs: list[tuple[int, int]] = []
        place = 0
        for same, group in groupby(repeats):
            length = len(list(group))
            start = max(place, runs[-1][1] if runs else 0)
            place += length
            if same and (place - start) // period * period >= _WORTH:
                runs.append((start, place + period))
        if runs:
            return period, runs
    return 0, []


def _phase(run: Sequence[Step], period: int) -> int:
    """Where in the run its rounds begin: the cut that the fewest values cross."""
    born: dict[int, int] = {}
    died: dict[int, int] = {}
    for place, step in enumerate(run):
        died.update((id, place) for id in step.inputs)
        born.update((id, place) for id in step.outputs)
    crossing = [0] * period
    for id, place in born.items():
        for cut in range(place + 1, min(died.get(id, place), place + period) + 1):
            crossing[cut % period] += 1
    return min(range(len(run) % period + 1), key=lambda cut: (crossing[cut % period], cut))


def _alike(rounds: Sequence[Sequence[Step]]) -> int:
    """How many rounds from the first on are wired inside as the first one is."""
    wiring = [_wiring(steps) for steps in rounds]
    return next((i for i, other in enumerate(wiring) if other != wiring[0]), len(rounds))


def _wiring(steps: Sequence[Step]) -> Hashable:
    made: dict[int, tuple[int, int]] = {}
    rows = []
    for place, step in enumerate(steps):
        rows.append(tuple(made.get(id) for id in step.inputs))
        made.update((id, (place, position)) for position, id in enumerate(step.outputs))
    return tuple(rows)
