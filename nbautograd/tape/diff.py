"""What changed between two tapes of the same cell: the gradients before and now.

A toggled ``requires_grad`` or an inserted ``detach`` moves no forward value, so the interesting
difference is in the gradients and in where tracking stops.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from .listing import op_text
from .model import Gradient, Step, Tape, Value
from .numbers import elide, gradient_text


@dataclass(frozen=True, slots=True)
class Change:
    """One value whose gradient differs, with both gradients."""

    label: str
    before: Gradient
    now: Gradient

    def __str__(self) -> str:
        return f"{self.label}  {gradient_text(self.before)} -> {gradient_text(self.now)}"


@dataclass(frozen=True, slots=True, repr=False)
class Diff:
    """The changed gradients, the number of unchanged ones, and the steps whose tracking changed.

    ``tracking`` holds ``(step, before, now)`` as text: ``("mul, line 2", "tracked", "detach")``.
    """

    changes: tuple[Change, ...]
    same: int
    tracking: tuple[tuple[str, str, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes or self.tracking)

    def __repr__(self) -> str:
        head = f"gradients: {len(self.changes)} changed, {self.same} the same"
        lines = _table(
            [(c.label, gradient_text(c.before), gradient_text(c.now)) for c in self.changes]
        )
        tracked = _table(list(self.tracking))
        return "\n".join([head, *lines, *(["tracking:", *tracked] if tracked else [])])


def diff(a: Tape, b: Tape) -> Diff:
    """Compare the gradients of two tapes, `a` before and `b` now.

    Values are matched by their label, unnamed ones by the step that made them.

    >>> x = Value(0, "x", (), "float32", "leaf", True, 3.0, gradient=Gradient("value", 6.0))
    >>> off = Value(0, "x", (), "float32", "constant", False, 3.0, gradient=Gradient("unreachable"))
    >>> diff(Tape("numpy", (x,)), Tape("numpy", (off,)))
    gradients: 1 changed, 0 the same
      x  6. -> ∅
    """
    before, now = _values(a), _values(b)
    changes, same = [], 0
    for key, value in now.items():
        if key not in before:
            continue  # what only one run has did not change
        old, new = before[key].gradient, value.gradient
        if _equal(old, new):
            same += 1
        else:
            changes.append(Change(elide(b.label(value.id), 24), old, new))
    return Diff(tuple(changes), same, tuple(_tracking(a, b)))


def _numbered(tape: Tape) -> dict[str, Step]:
    """Forward steps by ``op.n``: an inserted detach does not shift the steps after it."""
    counts: Counter[str] = Counter()
    steps: dict[str, Step] = {}
    for step in tape.forward_steps:
        steps[f"{step.op}.{counts[step.op]}"] = step
        counts[step.op] += 1
    return steps


def _values(tape: Tape) -> dict[str, Value]:
    made = {
        id: f"{key}.{place}"
        for key, step in _numbered(tape).items()
        for place, id in enumerate(step.outputs)
    }
    return {
        tape.label(value.id) if value.name else f"%{made.get(value.id, value.id)}": value
        for value in tape.values
    }


def _equal(a: Gradient, b: Gradient) -> bool:
    return a.state == b.state and _same(a.data, b.data) and _same(a.summary, b.summary)


def _same(a: object, b: object) -> bool:
    return a == b or repr(a) == repr(b)  # NaN is not equal to itself, and did not change


def _tracking(a: Tape, b: Tape) -> list[tuple[str, str, str]]:
    before = _numbered(a)
    return [
        (_where(now), _state(before[key]), _state(now))
        for key, now in _numbered(b).items()
        if key in before and _state(before[key]) != _state(now)
    ]


def _where(step: Step) -> str:
    return op_text(step) + ("" if step.line is None else f", line {step.line}")


def _state(step: Step) -> str:
    return "tracked" if step.tracked else step.boundary or "not tracked"


def _table(rows: list[tuple[str, str, str]]) -> list[str]:
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(2)]
    return [f"  {a.ljust(widths[0])}  {b.ljust(widths[1])} -> {c}" for a, b, c in rows]
