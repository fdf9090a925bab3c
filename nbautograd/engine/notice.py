"""Warnings at the user's line, however many functions of ours lie in between.

    warn                    as Python has it, once for each line
    warn_at                 the same, of a frame that is known
    warn_once               what PyTorch gives once in a session
    set_warn_always         give that every time, for who looks for all the places
"""

from __future__ import annotations

import os
import sys
import warnings
from types import FrameType

__all__ = ["is_warn_always_enabled", "set_warn_always", "warn", "warn_at", "warn_once"]

_OURS = (os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep, "<nbautograd ")


def warn(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn as `warnings.warn` does from the innermost frame that is not of this package."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    if frame is None:
        warnings.warn(message, category, stacklevel=2)
        return
    warn_at(frame, message, category)


def warn_at(frame: FrameType, message: Warning | str, category: type[Warning]) -> None:
    """Warn from a frame: filters ask its module, and its module remembers what was shown."""
    warnings.warn_explicit(
        message, category, frame.f_code.co_filename, frame.f_lineno,
        frame.f_globals.get("__name__", "<string>"),
        frame.f_globals.setdefault("__warningregistry__", {}))


class _Given:
    always = False
    messages: set[str] = set()  # noqa: RUF012 (there is one, for all)


def set_warn_always(b: bool) -> None:
    """Whether what is warned of once in a session is warned of every time.

    >>> set_warn_always(False)
    """
    _Given.always = bool(b)


def is_warn_always_enabled() -> bool:
    """Whether what is warned of once in a session is warned of every time.

    >>> set_warn_always(False); is_warn_always_enabled()
    False
    """
    return _Given.always


def warn_once(message: str) -> None:
    """Warn of `message` unless that was done before."""
    if _Given.always or message not in _Given.messages:
        _Given.messages.add(message)
        warn(message)
