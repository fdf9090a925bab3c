"""The user's traceback: the lines of the cell and what they called, none of this package's.

An op tries a short way first and then, in the handler of what went wrong there, the one that checks
everything: in full, a wrong shape would be two tracebacks of a dozen frames. And a magic runs the
cell below IPython's frames and our own. Frames are left out where they are drawn: the exception
itself keeps all of them for ``%debug`` and for a bug report.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from traceback import extract_tb
from types import CodeType, FrameType, TracebackType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from nbautograd.notebook.options import NBAutograd

__all__ = ["as_ipython_shows", "draw_without_ours", "show_only_users_frames", "users_frames"]

_PACKAGE = __name__.partition(".")[0]


def _is_ours(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__", "")).partition(".")[0] == _PACKAGE


def users_frames(
    traceback: TracebackType | None, below: Container[CodeType]
) -> TracebackType | None:
    """The part of a traceback that lies under the functions `below`, without this package's frames.

    None if it never came there.
    """
    while traceback is not None and traceback.tb_frame.f_code not in below:
        traceback = traceback.tb_next
    return _without_ours(traceback)


def _without_ours(traceback: TracebackType | None) -> TracebackType | None:
    steps: list[TracebackType] = []
    while traceback is not None:
        if not _is_ours(traceback.tb_frame):
            steps.append(traceback)
        traceback = traceback.tb_next
    kept: TracebackType | None = None
    for step in reversed(steps):
        kept = TracebackType(kept, step.tb_frame, step.tb_lasti, step.tb_lineno)
    return kept


def draw_without_ours(shell: InteractiveShell, settings: NBAutograd) -> Callable[[], None]:
    """Have IPython draw every traceback without this package's frames; returns what undoes it."""
    drawer: Any = shell.InteractiveTB
    theirs = drawer.structured_traceback

    def structured_traceback(kind: Any, error: Any, traceback: Any, *args: Any, **kw: Any) -> Any:
        if settings.full_traceback or not isinstance(error, BaseException):
            return theirs(kind, error, traceback, *args, **kw)
        with _without_our_attempts(error):
            return theirs(kind, error, _without_ours(traceback), *args, **kw)

    def undo() -> None:
        if drawer.__dict__.get("structured_traceback") is structured_traceback:
            del drawer.structured_traceback

    drawer.structured_traceback = structured_traceback
    return undo


@contextmanager
def _without_our_attempts(error: BaseException) -> Iterator[None]:
    """For as long as it is drawn, an exception came not after one that we met and answered."""
    before: list[tuple[BaseException, BaseException | None, TracebackType | None]] = []
    link: BaseException | None = error
    while link is not None:
        before.append((link, link.__context__, link.__traceback__))
        while (own := link.__context__) and _begins_with_us(own):
            link.__context__ = own.__context__
        if link is not error:
            link.__traceback__ = _without_ours(link.__traceback__)
        link = link.__cause__ or link.__context__
    try:
        yield
    finally:
        for link, context, traceback in before:
            link.__context__, link.__traceback__ = context, traceback


def _begins_with_us(error: BaseException) -> bool:
    traceback = error.__traceback__  # it begins where the exception was caught
    return traceback is not None and _is_ours(traceback.tb_frame)


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
