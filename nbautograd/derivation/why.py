"""Why a tensor has the gradient it has, or none: one sentence, from the tape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import UnknownName
from ..tape.model import SEED, UNSEEN
from ..tape.numbers import data_text, gradient_text
from .paths import Cut, cuts_between

if TYPE_CHECKING:
    from ..tape import Step, Tape, Value

__all__ = ["why"]

_CAUSES = {
    "detach": "detach() cuts the graph there",
    "no_grad": "it ran under no_grad()",
    "data": ".data leaves the graph",
    "item": "item(), numpy() or tolist() leaves the world of tensors",
    "integer": "its result is not floating point, and integers have no gradient",
    "frozen": "none of its inputs requires grad",
    "nondifferentiable": "the op has no derivative",
}


def why(subject: Any, name: str | None = None) -> str:
    """Say why a value of a tape has its gradient; or, of a bare tensor, what it can say itself.

    `subject` is a Tape (then `name` is a label of it) or a tensor of ours or of PyTorch.

    Raises:
        UnknownName: the tape has no such value.

    >>> with record() as recording:
    ...     w = tensor(3.0, requires_grad=True)
    ...     loss = (w * 2).detach() * 3
    >>> print(why(recording.tape(), "w"))
    w has no gradient: nothing was differentiated yet. ...
    """
    if hasattr(subject, "steps") and hasattr(subject, "values"):
        if name is None:
            return "\n".join(_explain(subject, v) for v in subject.leaves) or (
                "no tensor on this tape requires grad.")
        return _explain(subject, subject[name])
    return _of_tensor(subject)


def _explain(tape: Tape, v: Value) -> str:
    label = tape.label(v.id)
    if v.gradient.state == "value":
        return _received(tape, v, label)
    if not v.dtype.startswith(("float", "complex")):
        return (f"{label} has no gradient: it has dtype {v.dtype}, and only floating point tensors "
                "can require grad.")
    producer = tape.producer(v.id)
    if not v.requires_grad and producer is None:
        return (f"{label} has no gradient: it does not require grad. Make it with "
                f"requires_grad=True, or call {label}.requires_grad_() before it is used.")
    if not v.requires_grad and producer is not None:
        return f"{label} has no gradient: it does not require grad, because {_cause(tape, producer)}."
    if v.gradient.state == "none":
        return (f"{label} has no gradient: nothing was differentiated yet. Call backward() on a "
                f"scalar that depends on it.{_cut_ahead(tape, v)}")
    return _unreached(tape, v, label)


def _received(tape: Tape, v: Value, label: str) -> str:
    parts = []
    for c in v.gradient.addends:
        amount = data_text(c.data, c.summary)
        source = _source(tape, c.step)
        summed = f", summed over dims {', '.join(map(str, c.summed))}" if c.summed else ""
        parts.append(f"{amount} {source} (backward {c.call}{summed})")
    text = gradient_text(v.gradient)
    if not parts:
        return f"{label} has the gradient {text}: it was there before."
    tail = "" if v.role == "leaf" or v.gradient.accumulates else (
        f" It is not a leaf: {label}.grad stays None unless {label}.retain_grad() is called.")
    return f"{label} has the gradient {text}: {' + '.join(parts)}.{tail}"


def _source(tape: Tape, step: int) -> str:
    if step == SEED:
        return "as what was differentiated"
    if step == UNSEEN:
        return "through the graph of an earlier backward pass"
    return f"through {tape.step(step).op}{_line(tape.step(step))}"


def _unreached(tape: Tape, v: Value, label: str) -> str:
    targets = list(tape.outputs)
    names = " or ".join(tape.label(i) for i in targets)
    cuts, used = cuts_between(tape, v.id, targets)
    if not used:
        return f"{label} has no gradient: {names} was not computed from it."
    if not cuts:
        return f"{label} has no gradient: it was used only after the backward call."
    return (f"{label} has no gradient: every path from it to {names} is cut: "
            f"{'; '.join(_describe(tape, cut) for cut in cuts)}.")


def _cut_ahead(tape: Tape, v: Value) -> str:
    last = [s.outputs[-1] for s in tape.forward_steps if s.outputs]
    cuts, _ = cuts_between(tape, v.id, last[-1:])
    if not cuts:
        return ""
    return f" Mind that {'; '.join(_describe(tape, cut) for cut in cuts)}."


def _describe(tape: Tape, cut: Cut) -> str:
    path = " -> ".join(tape.label(i) for i in cut.path)
    return f"{path}, where {_cause(tape, cut.step)}"


def _cause(tape: Tape, step: Step) -> str:
    reason = _CAUSES.get(step.boundary or "", "it was not tracked")
    if step.boundary == "frozen":
        earlier = _cut_behind(tape, step)
        if earlier is not None:
            name, cut = earlier
            reason += f"; {name} was cut off: {_cause(tape, cut)}"
    shown = f" `{step.source}`" if step.source else ""
    return f"{step.op}{_line(step)}{shown}: {reason}"


def _cut_behind(tape: Tape, step: Step) -> tuple[str, Step] | None:
    """The nearest step before `step` that really cut, and what it made."""
    queue = list(step.inputs)
    for i in queue:
        made = tape.producer(i)
        if made is None or tape.value(i).requires_grad:
            continue
        if made.boundary not in (None, "frozen"):
            return tape.label(i), made
        queue += [n for n in made.inputs if n not in queue]
    return None


def _line(step: Step) -> str:
    return f" in line {step.line}" if step.line is not None else ""


def _of_tensor(t: Any) -> str:
    """What a tensor knows without a tape."""
    if not hasattr(t, "requires_grad"):
        raise UnknownName(f"why() takes a tape or a tensor, not {type(t).__name__}")
    leaf = t.is_leaf
    grad = t._grad if hasattr(t, "_extra") else (t.grad if leaf else None)
    if grad is not None:
        return "it has a gradient: the sum of what every backward call since the last reset added."
    if not t.requires_grad:
        kind = str(t.dtype).removeprefix("torch.")
        if not t.is_floating_point() and not t.is_complex():
            return f"no gradient: its dtype is {kind}, and only floating point tensors can require grad."
        return ("no gradient: it does not require grad; it was made without requires_grad=True, "
                "detached, or computed under no_grad().")
    if not leaf:
        return ("no gradient: it is not a leaf, it was computed by "
                f"{t.grad_fn.name()}. Call retain_grad() on it before backward() to keep one.")
    return ("no gradient: no backward() has reached it yet. Record the cell with %%grad to see "
            "where its paths end.")
