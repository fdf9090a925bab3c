"""Warnings that are raised below a recorder point to the user's line, as they do without one.

PyTorch warns from C++, which names the Python function that called, and our engine counts how many
frames the user is away: while a cell is recorded, the recorder is in between. So what comes from a
file of this package is issued again from the frame of the user's that is nearest.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TextIO

from ..engine.notice import warn_at
from .names import OURS, PACKAGE

__all__ = ["warnings_at_the_users_line"]


@contextmanager
def warnings_at_the_users_line(skip: tuple[str, ...]) -> Iterator[None]:
    """Until the block ends; files that begin with one of `skip` are not the user's."""
    before = warnings.showwarning

    def show(message: Warning | str, category: type[Warning], filename: str, lineno: int,
             file: TextIO | None = None, line: str | None = None) -> None:
        ours = filename.startswith((OURS, PACKAGE))
        user = _users_frame((*skip, warnings.__file__)) if ours else None
        if user is None:
            before(message, category, filename, lineno, file, line)
        else:
            warn_at(user, message, category)

    warnings.showwarning = show
    try:
        yield
    finally:
        if warnings.showwarning is show:    # else somebody replaced it since, and it is theirs
            warnings.showwarning = before


def _users_frame(skip: tuple[str, ...]) -> FrameType | None:
    """The innermost frame of the user's; our registries on the way forget what was shown."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.startswith(skip):
        frame.f_globals.get("__warningregistry__", {}).clear()
        frame = frame.f_back
    return frame
