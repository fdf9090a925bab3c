"""What %%grad does, as a plain function: run a cell under the recorder, go backward, keep the tape.

Nothing here displays or raises for the cell's own errors: an `Outcome` says what happened, also
of a cell that failed midway, and the magic shows it and raises. Whatever happens, the user's
variables stay, the recorder stops, and after a failure gradient mode is what it was before.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

import nbautograd
from nbautograd.notebook.backend import backend_of
from nbautograd.notebook.cell import Cell, read_cell
from nbautograd.notebook.known import remember
from nbautograd.notebook.names import evaluate, is_tensor, no_variable
from nbautograd.notebook.notes import cause

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from nbautograd.capture import Recording
    from nbautograd.tape import Tape

__all__ = ["Outcome", "Request", "grad_cell"]


@dataclass(frozen=True)
class Request:
    """What the line of %%grad asks for."""

    target: str | None = None
    gradient: str | None = None
    plot: bool = True
    lab: bool = False
    save: str | None = None
    check: bool = False
    line: str = ""  # as typed, for the traceback

    @property
    def magic(self) -> str:
        """The first line of the cell."""
        return f"%%grad {self.line}".rstrip()


@dataclass
class Outcome:
    """What a cell left behind; `error` is what stopped it, and `tape` reaches as far as it came."""

    value: Any = None
    error: BaseException | None = None
    cell: Cell | None = None
    recording: Recording | None = None
    tape: Tape | None = None
    trouble: str | None = None  # the recorder's own failure, which is not the cell's


def grad_cell(shell: InteractiveShell, request: Request, source: str) -> Outcome:
    """Run `source` in the shell's namespace under the recorder.

    >>> outcome = grad_cell(get_ipython(), Request("loss"), "loss = (w * 3).sum()\\nloss")
    >>> outcome.tape["w"].gradient.data
    [3.0, 3.0]
    """
    __tracebackhide__ = True
    outcome = Outcome()
    try:
        _must_be_expressions(request)
        outcome.cell = read_cell(shell, request.magic, source)
    except (SyntaxError, UsageError) as error:
        outcome.error = error
        return outcome
    restore = _grad_modes()
    try:
        _record(shell, request, outcome.cell, outcome)
    except BaseException as error:  # noqa: BLE001 (the magic raises it after showing the tape)
        restore()
        outcome.error = error
    if outcome.recording is not None:
        _keep(shell, request, outcome, outcome.recording)
    if outcome.error is not None:
        _note(shell, request, outcome, outcome.error)
    return outcome


def _must_be_expressions(request: Request) -> None:
    """Refuse what Python cannot read before the cell runs, not after a long computation."""
    for what, text in (("TARGET", request.target), ("--gradient", request.gradient)):
        try:
            ast.parse(text or "None", mode="eval")
        except SyntaxError:
            raise UsageError(f"%%grad: {what} is not a Python expression: {text}") from None


def _grad_modes() -> Callable[[], None]:
    """A function that puts gradient mode back to what it is now, PyTorch's own too if loaded."""
    engines = [nbautograd, *filter(None, [sys.modules.get("torch")])]
    before = [(engine, engine.is_grad_enabled()) for engine in engines]

    def restore() -> None:
        for engine, enabled in before:
            engine.set_grad_enabled(enabled)

    return restore


def _record(shell: InteractiveShell, request: Request, cell: Cell, outcome: Outcome) -> None:
    """Forward and, for a target, backward: everything that belongs on the tape."""
    __tracebackhide__ = True
    from nbautograd.capture import record

    backend = backend_of(cell.tree, names=shell.user_ns)
    with record(cell.source, shell.user_ns, cell.filename, backend) as recording:
        outcome.recording = recording
        outcome.value = cell.run(shell)
        refused = _differentiate(shell, request, recording, cell)
    if refused is not None:
        raise refused


def _differentiate(
    shell: InteractiveShell, request: Request, recording: Recording, cell: Cell
) -> UsageError | None:
    """Go backward from the target, if there is one.

    A line that does not fit is returned, not raised: the cell came to its end, and its tape must
    not say that it was stopped.
    """
    __tracebackhide__ = True
    if request.target is None:
        return None
    gradient = None
    try:
        target = _target(shell, request.target, cell)
        if request.gradient:
            gradient = evaluate(shell, request.gradient, "%%grad: --gradient")
    except UsageError as error:
        return error
    cell.at_magic(lambda: recording.backward(target, gradient))
    return None


def _target(shell: InteractiveShell, text: str, cell: Cell) -> Any:
    """The tensor that the target names.

    Raises UsageError for a name that is not there or is no tensor.
    """
    if text.isidentifier() and not iskeyword(text) and text not in shell.user_ns:
        raise UsageError(f"%%grad: the cell ran, but {no_variable(shell, text)}")
    value = evaluate(shell, text, "%%grad: TARGET")
    if not is_tensor(value):
        kind = type(value).__name__
        raise UsageError(
            f"%%grad: {text!r} is of type {kind}{_bound_in(cell.tree, text)}, not a tensor: "
            "it has no gradient. The cell ran, and its variables stay."
        )
    return value


def _bound_in(tree: ast.Module, name: str) -> str:
    """`` (bound in line 5)`` for the last line of the cell that binds the name."""
    lines = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
    ]
    return f" (bound in line {max(lines)})" if lines else ""


def _keep(
    shell: InteractiveShell, request: Request, outcome: Outcome, recording: Recording
) -> None:
    """Freeze the recording into `_tape`, also after an error; the recorder's own fault is told."""
    try:
        outcome.tape = recording.tape(request.target if outcome.error is None else None)
    except Exception as error:  # noqa: BLE001 (ours; it must not hide what the cell did)
        outcome.trouble = f"{type(error).__name__}: {error}"
    else:
        shell.user_ns["_tape"] = outcome.tape
        remember(outcome.tape, recording)


def _note(
    shell: InteractiveShell, request: Request, outcome: Outcome, error: BaseException
) -> None:
    with suppress(Exception):  # an explanation that fails must not replace what it explains
        if found := cause(error, outcome.tape, shell.user_ns, request.target):
            error.add_note(found)
