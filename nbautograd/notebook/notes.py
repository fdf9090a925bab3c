"""Why a tensor has the gradient it has now; and the cause behind a failed backward, as a note."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np

from nbautograd.notebook.known import gradient_of, value_of
from nbautograd.notebook.names import is_tensor
from nbautograd.tape.numbers import data_text

if TYPE_CHECKING:
    from nbautograd.tape import Tape, Value

__all__ = ["cause", "explain"]


def cause(
    error: BaseException, tape: Tape | None, names: Mapping[str, Any], target: str | None
) -> str | None:
    """Why what was differentiated could not be; None if the error's own words say all there is."""
    tensor = _differentiated(error.__traceback__)
    if tensor is None:
        return None
    if not tensor.requires_grad:
        return explain(tensor, _name_of(tensor, names), tape)
    if target and tensor.numel() != 1 and "scalar" in str(error):
        return f"%%grad {target} --gradient EXPR says what backward() starts from."
    return None


def _differentiated(traceback: TracebackType | None) -> Any:
    """The tensor whose backward() raised: the innermost frame of that name has it as `self`."""
    found = None
    while traceback is not None:
        frame = traceback.tb_frame
        if frame.f_code.co_name == "backward" and is_tensor(frame.f_locals.get("self")):
            found = frame.f_locals["self"]
        traceback = traceback.tb_next
    return found


def _name_of(tensor: Any, names: Mapping[str, Any]) -> str | None:
    bound = (name for name, value in names.items() if value is tensor and not name.startswith("_"))
    return next(bound, None)


def explain(tensor: Any, name: str | None, tape: Tape | None) -> str:
    """What `why` says, from the tape if the tensor is on it; and what has changed since then."""
    from nbautograd.derivation import why

    made = gradient_of(tape, tensor)
    if tape is not None and made is not None and not tensor.requires_grad:
        line = f" in line {made[1]}" if made[1] is not None else ""
        return (f"{name or 'it'} has no gradient: it is itself the gradient of "
                f"{tape.label(made[0])} that was computed{line}, without create_graph=True: it has "
                "no history.")
    id = value_of(tape, tensor)
    if tape is None or id is None:
        text = why(tensor)
        if tape is not None and "has reached it yet" in text:
            text = "no gradient: no step of the last %%grad cell used it."
        return f"{name}: {text}" if name else text
    called = name or tape.label(id)
    then = why(tape, tape.label(id), called)
    now = _since(tensor, called, tape, tape.value(id))
    return f"{now} On the tape, {then}" if now else then


def _since(tensor: Any, called: str, tape: Tape, v: Value) -> str:
    """What is no longer as the tape has it."""
    from nbautograd.derivation.why import holder
    from nbautograd.inspector.facts import facts

    now, told = facts(tensor), holder(tape, v).gradient
    if now.requires_grad != v.requires_grad:
        return f"{called}.requires_grad is {now.requires_grad} now, which it was not in the cell."
    brought = told.state == "value" and told.accumulates
    if now.grad is None:
        return (f"{called}.grad is None: it was reset since, by zero_grad() or by {called}.grad = "
                "None." if brought else "")
    numbers = _numbers(now.grad)
    if not brought:
        return (f"{called}.grad is {data_text(*numbers)}, which no backward() of the last %%grad "
                "cell brought.")
    if told.data is None:
        same = told.summary == numbers[1]
    else:
        same = np.allclose(np.asarray(told.data), np.asarray(numbers[0]), equal_nan=True)
    if same:
        return ""
    return f"{called}.grad is {data_text(*numbers)} now: {_writer(tape, v)}"


def _numbers(grad: Any) -> tuple[Any, Any]:
    from nbautograd.capture.freeze import numbers

    return numbers(np.asarray(grad.detach().tolist()))


def _writer(tape: Tape, v: Value) -> str:
    """What changed a gradient: a write that the tape has, or one after it."""
    written = [step for step in tape.forward_steps if step.inplace and any(
        tape.value(i).name == f"{v.name}.grad" for i in step.outputs)]
    if v.name is None or not written:
        return "it was written since, or another backward() added to it."
    last = written[-1]
    line = f" in line {last.line}" if last.line is not None else ""
    return f"{last.op}{line} wrote to it."
