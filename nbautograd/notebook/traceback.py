"""The user's traceback: the lines of the cell and what they called, none of this package's.

A magic runs the cell below IPython's frames and our own. IPython asks an exception for
``_render_traceback_`` before it draws one, so the frames can be left out there, where they are
drawn: the exception itself keeps all of them for ``%debug`` and for a bug report.
"""

from __future__ import annotations

import functools
from collections.abc import Container
from contextlib import suppress
from traceback import extract_tb
from types import CodeType, FrameType, TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

__all__ = ["as_ipython_shows", "show_only_users_frames", "users_frames"]

_PACKAGE = __name__.partition(".")[0]


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] == _PACKAGE


def users_frames(
    traceback: TracebackType | None, below: Container[CodeType]
) -> TracebackType | None:
    """The part of a traceback that lies under the functions `below`, without this package's frames.

    None if it never came there.
    """
    steps: list[TracebackType] = []
    users = False
    while traceback is not None:
        if traceback.tb_frame.f_code in below:
            users = True
        elif users and not _is_ours(traceback.tb_frame):
            steps.append(traceback)
        traceback = traceback.tb_next
    kept: TracebackType | None = None
    for step in reversed(steps):
        kept = TracebackType(kept, step.tb_frame, step.tb_lasti, step.tb_lineno)
    return kept


def show_only_users_frames(
    shell: InteractiveShell, error: BaseException, below: Container[CodeType]
) -> None:
    """Have IPython draw the traceback of `error` from the user's frames alone."""
    if hasattr(error, "_render_traceback_"):  # it knows better how to show itself
        return
    with suppress(AttributeError):  # an exception with slots keeps the long traceback
        error._render_traceback_ = functools.partial(  # type: ignore[attr-defined]  # IPython's hook
            _render, shell, error, below
        )


def _render(
    shell: InteractiveShell, error: BaseException, below: Container[CodeType]
) -> list[str]:
    frames = users_frames(error.__traceback__, below)
    lines: list[str] = shell.InteractiveTB.structured_traceback(
        type(error), error, frames, tb_offset=0
    )
    return lines


def as_ipython_shows(
    shell: InteractiveShell, error: SyntaxError, below: Container[CodeType]
) -> Exception:
    """An exception that IPython shows as it shows a syntax error in a cell: line, caret, message.

    IPython never asks a real SyntaxError for ``_render_traceback_``; raised from a magic it would
    print every frame of IPython and of this package above the message. So the type that travels
    has the name and the text of the original, which is its cause.
    """
    frames = users_frames(error.__traceback__, below)
    extracted: Any = extract_tb(frames)  # what IPython passes too, though it declares a traceback
    lines = shell.SyntaxTB.structured_traceback(type(error), error, extracted)
    kind = type(type(error).__name__, (Exception,), {"_render_traceback_": lambda self: lines})
    shown: Exception = kind(str(error))
    shown.__cause__ = error
    return shown
