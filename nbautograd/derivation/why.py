"""Why a tensor has the gradient it has, or none: one sentence or two, from the tape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from ..errors import UnknownName
from ..tape.model import SEED, UNSEEN
from ..tape.numbers import array, data_text, gradient_text
from .causes import aside, at, cause, cut_ahead, cut_off, left_out, rebound
from .paths import ancestors, cuts_between
from .sources import became, stopped

if TYPE_CHECKING:
    from ..tape import Step, Tape, Value

__all__ = ["holder", "why"]

SMALL = 64    # elements: shown
MOST = 5      # addends: told one by one


def why(subject: Any, name: str | None = None, called: str | None = None) -> str:
    """Say why a value of a tape has its gradient; or, of a bare tensor, what it can say itself.

    `subject` is a Tape (then `name` is a label of it) or a tensor of ours or of PyTorch. The answer
    speaks of the value as `called`.

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
            return "\n".join(_explain(subject, v, subject.label(v.id)) for v in subject.leaves) or (
                "no tensor on this tape requires grad.")
        return _explain(subject, subject[name], called or name)
    return _of_tensor(subject)


def holder(tape: Tape, v: Value) -> Value:
    """The version of a leaf that was differentiated last: an update writes it after backward()."""
    version = v
    while version.role == "leaf" and version.gradient.state != "value":
        step = tape.producer(version.id)
        if step is None or not step.inplace or step.tracked or step.op == "requires_grad_":
            return v
        version = tape.value(step.inputs[0])
    return version


def _explain(tape: Tape, v: Value, label: str) -> str:
    v = holder(tape, v)
    if v.gradient.state == "value":
        return _received(tape, v, label)
    return f"{label} has no gradient: {_missing(tape, v, label)}"


def _missing(tape: Tape, v: Value, label: str) -> str:
    producer = tape.producer(v.id)
    if not v.dtype.startswith(("float", "complex")):
        made = f" ({at(producer)})" if producer is not None else ""
        return f"it has dtype {v.dtype}{made}, and only floating point tensors can require grad."
    if not v.requires_grad and producer is None:
        return (f"it does not require grad. Make it with requires_grad=True, or call "
                f"{label}.requires_grad_() before it is used.")
    if not v.requires_grad and producer is not None:
        return (f"it does not require grad, because {cause(tape, producer)}."
                f"{rebound(tape, v, producer)}")
    if v.gradient.state == "none":
        return (f"nothing was differentiated yet. Call backward() on a scalar that depends on it."
                f"{cut_ahead(tape, v)}{_not_a_leaf(tape, v, label)}")
    names = " or ".join(_target(tape, i) for i in tape.outputs) or "what was differentiated"
    cuts, used = cuts_between(tape, v.id, tape.outputs)
    if not used:
        return left_out(tape, v, names)
    if cuts:
        return cut_off(tape, v, names, cuts)
    return stopped(tape, v, label, ancestors(tape, tape.outputs))


def _target(tape: Tape, i: int) -> str:
    """How a target is called: by its name, or by the step that made it."""
    producer = tape.producer(i)
    if tape.value(i).name or producer is None:
        return tape.label(i)
    return f"{tape.label(i)} ({at(producer)})"


def _received(tape: Tape, v: Value, label: str) -> str:
    parts = []
    for c in v.gradient.addends:
        amount = data_text(c.data, c.summary)
        plural = "s" * (len(c.summed) > 1)
        summed = f", summed over dim{plural} {', '.join(map(str, c.summed))}" if c.summed else ""
        parts.append((amount, f"{_source(tape, c.step)} (backward {c.call}{summed})"))
    text = gradient_text(v.gradient)
    if not parts:
        return f"{label} has the gradient {text}: it was there before."
    return (f"{label} has the gradient {text}{_sum(text, parts)}.{_rest(v, label)}"
            f"{became(tape, v)}{aside(tape, v)}{_kept(tape, v, label)}")


def _sum(text: str, parts: list[tuple[str, str]]) -> str:
    """What a gradient is the sum of; if it is one part, only where that came from."""
    if len(parts) == 1 and parts[0][0] == text:
        return f", {parts[0][1]}"
    addends = [" ".join(part) for part in parts]
    if len(addends) > MOST:
        addends[MOST - 1:] = [f"{len(addends) - MOST + 1} more"]
    return f": {' + '.join(addends)}"


def _rest(v: Value, label: str) -> str:
    """What of a gradient the backward calls of the tape did not bring."""
    if v.gradient.data is None or not v.gradient.accumulates:
        return ""
    addends = [c.data for c in v.gradient.addends]
    if None in addends:
        return ""
    total = np.asarray(v.gradient.data)
    with np.errstate(all="ignore"):
        found = sum((np.asarray(data) for data in addends), np.zeros_like(total))
        if found.shape != total.shape or np.allclose(found, total, 1e-3, 1e-6, equal_nan=True):
            return ""
    return f" The rest was in {label}.grad before, or a hook made it another."


def _kept(tape: Tape, v: Value, label: str) -> str:
    if v.gradient.accumulates:
        return ""
    if v.role == "leaf":
        return f" autograd.grad() returned it, and left {label}.grad alone."
    return _not_a_leaf(tape, v, label)


def _not_a_leaf(tape: Tape, v: Value, label: str) -> str:
    """That no gradient is kept for a result, and what to do; nothing for a leaf."""
    producer = tape.producer(v.id)
    if v.role == "leaf" or not v.requires_grad:
        return ""
    made = f", {at(producer)} made it" if producer is not None else ""
    lost = [i for i in producer.inputs if tape.value(i).role == "leaf"] if producer else []
    tip = rebound(tape, v, producer) if producer is not None else ""
    if lost and v.role != "output" and not any(tape.value(i).name for i in lost):
        tip = f" If {label} was to be the leaf, call requires_grad_() on it last."
    return (f" It is not a leaf{made}: {label}.grad stays None unless {label}.retain_grad() is "
            f"called before backward().{tip}")


def _source(tape: Tape, step: int) -> str:
    if step == SEED:
        return "as what was differentiated"
    if step == UNSEEN:
        return "through the graph of an earlier backward pass"
    return f"through {tape.step(step).op}{_line(tape.step(step))}"


def _line(step: Step) -> str:
    return f" in line {step.line}" if step.line is not None else ""


def _of_tensor(t: Any) -> str:
    """What a tensor knows without a tape."""
    if not hasattr(t, "requires_grad"):
        raise UnknownName(f"why() takes a tape or a tensor, not {type(t).__name__}")
    leaf = t.is_leaf
    grad = t._grad if hasattr(t, "_extra") else (t.grad if leaf else None)
    if grad is not None:
        shown = f" {array(grad.detach().tolist())}" if grad.numel() <= SMALL else ""
        return (f"it has the gradient{shown}: the sum of what every backward call since the last "
                "reset added.")
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
