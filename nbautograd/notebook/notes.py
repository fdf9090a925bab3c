"""The cause behind a failed backward, as a note under the error."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from nbautograd.notebook.names import is_tensor

if TYPE_CHECKING:
    from nbautograd.tape import Tape

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
    """What `why` says: from the tape, if it still holds this tensor under this name."""
    from nbautograd.derivation import why

    if tape is not None and name is not None and _is_on(tape, name, tensor):
        return why(tape, name)
    text = why(tensor)
    return f"{name}: {text}" if name else text


def _is_on(tape: Tape, name: str, tensor: Any) -> bool:
    """Whether the tape's value of this name is the tensor as it is now: a name may be rebound."""
    values = [value for value in tape.values if tape.label(value.id) == name]
    return any(
        value.shape == tuple(tensor.shape)
        and value.requires_grad == tensor.requires_grad
        and (value.data is None or value.data == tensor.detach().tolist())
        for value in values
    )
