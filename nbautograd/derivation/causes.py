"""Where gradient stops on a tape, in words: which step, in which line, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .paths import cuts_between, ends_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..tape import Step, Tape, Value
    from .paths import Cut

__all__ = ["aside", "at", "cause", "cut_ahead", "cut_off", "left_out", "rebound"]

_CAUSES = {
    "detach": "detach() cuts the graph there",
    "no_grad": "it ran under no_grad()",
    "data": ".data leaves the graph",
    "item": "item(), numpy() and tolist() leave the world of tensors",
    "copy": "it copies values without their history; torch.stack() and clone() keep it",
    "integer": "its result is not floating point, and integers have no gradient",
    "frozen": "none of its inputs requires grad",
    "nondifferentiable": "the op has no derivative",
}
_CHOSEN = ("detach", "no_grad", "data", "copy")
_UPDATES = ("add", "sub")


def at(step: Step) -> str:
    """``detach in line 3 `h = y.detach()` ``."""
    shown = f" `{step.source}`" if step.source else ""
    line = f" in line {step.line}" if step.line is not None else ""
    return f"{step.op}{line}{shown}"


def cause(tape: Tape, step: Step) -> str:
    """Why a step is not tracked."""
    if step.op == "requires_grad_":
        return f"it was turned off by {at(step)}"
    # Of a tracked step it is one of several results, such as the indices of max().
    reason = _CAUSES["integer" if step.tracked else step.boundary or ""]
    if step.boundary == "frozen":
        earlier = _cut_behind(tape, step)
        if earlier is not None:
            name, cut = earlier
            reason += f"; {name} was cut off: {cause(tape, cut)}"
        else:
            reason += _remedy(tape, step)
    return f"{at(step)}: {reason}"


def cut_off(tape: Tape, v: Value, names: str, cuts: list[Cut]) -> str:
    """That every path is cut, and where."""
    return f"every path from it to {names} is cut: {_cuts(tape, cuts)}."


def aside(tape: Tape, v: Value) -> str:
    """What a gradient does not count: paths that were cut, by the user and not by arithmetic."""
    cuts, _ = cuts_between(tape, v.id, tape.outputs)
    shown = _cuts(tape, [cut for cut in cuts
                         if cut.step.boundary in _CHOSEN and not cut.step.inplace])
    return f" It does not count {shown}." if shown else ""


def cut_ahead(tape: Tape, v: Value) -> str:
    """What will stop the gradient of a value from which nothing was differentiated yet."""
    last = [s.outputs[-1] for s in tape.forward_steps if s.outputs]
    cuts, _ = cuts_between(tape, v.id, last[-1:])
    shown = _cuts(tape, cuts) or _ends(tape, v)
    return f" Mind that {shown}." if shown else ""


def left_out(tape: Tape, v: Value, names: str) -> str:
    """Why a value is none of those from which the targets were computed."""
    late = _flag(tape, v)
    if late is not None:
        flag, used = late
        return (f"it requires grad only since {at(flag)}; before that it was used without being "
                f"tracked: {_joined(at(step) for step in used)}.")
    if ends := _ends(tape, v):
        return f"{names} was not computed from it, only perhaps from its values: {ends}."
    if not tape.consumers(v.id):
        return f"{names} was not computed from it; no step used it."
    only = _joined(at(step) for step in tape.consumers(v.id))
    return f"{names} was not computed from it; it was used only by {only}."


def _ends(tape: Tape, v: Value) -> str:
    return _joined(cause(tape, end) for end in ends_of(tape, v.id))


def _joined(texts: Iterable[str]) -> str:
    """Each text once, and of many the first three."""
    each = list(dict.fromkeys(texts))
    return "; ".join(each[:3]) + (f"; and {len(each) - 3} more" if len(each) > 3 else "")


def rebound(tape: Tape, v: Value, producer: Step) -> str:
    """What to do instead of ``w = w - step``, which gives the name of a leaf to a result."""
    leaves = [tape.value(i).name for i in producer.inputs if tape.value(i).role == "leaf"]
    if producer.inplace or v.name is None or v.name not in leaves or producer.op not in _UPDATES:
        return ""
    return " It is no longer the leaf of that name: an update in place under no_grad() keeps that."


def _flag(tape: Tape, v: Value) -> tuple[Step, list[Step]] | None:
    """The step that made a value require grad, if it was used before; and what used it."""
    flag = tape.producer(v.id)
    if flag is None or flag.op != "requires_grad_":
        return None
    used = [step for i in flag.inputs for step in tape.consumers(i) if step is not flag]
    return (flag, used) if used else None


def _cuts(tape: Tape, cuts: list[Cut]) -> str:
    """Each cause once, with the first path to it: a loop cuts many at the same line."""
    first: dict[str, Cut] = {}
    for cut in cuts:
        first.setdefault(cause(tape, cut.step), cut)
    return _joined(f"{' -> '.join(tape.label(i) for i in cut.path)}, where {reason}"
                   for reason, cut in first.items())


def _cut_behind(tape: Tape, step: Step) -> tuple[str, Step] | None:
    """The nearest step before `step` that really cut, and what it made."""
    for made, i in _behind(tape, step):
        if made is not None and (made.tracked or made.boundary != "frozen"):
            return tape.label(i), made
    return None


def _remedy(tape: Tape, step: Step) -> str:
    """Which of the values behind a step could require grad."""
    given = [tape.value(i) for made, i in _behind(tape, step) if made is None]
    named = [tape.label(v.id) for v in given if v.name and v.dtype.startswith(("float", "complex"))]
    late = [s for v in given for s in tape.consumers(v.id) if s.op == "requires_grad_"]
    if late:
        return f"; {at(late[0])} came too late"
    return f". Make {' or '.join(named[:3])} with requires_grad=True" if named else ""


def _behind(tape: Tape, step: Step) -> list[tuple[Step | None, int]]:
    """What a step was computed from and does not require grad, nearest first, with its makers."""
    queue, found = list(step.inputs), []
    for i in queue:
        if tape.value(i).requires_grad:
            continue
        made = tape.producer(i)
        found.append((made, i))
        queue += [n for n in (made.inputs if made else ()) if n not in queue]
    return found
