"""A warning at the user's line, however many functions of ours lie in between."""

from __future__ import annotations

import os
import sys
import warnings
from types import FrameType

__all__ = ["warn"]

_OURS = (os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep, "<nbautograd ")


def warn(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn as `warnings.warn` does from the innermost frame that is not of this package."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename.startswith(_OURS):
        frame = frame.f_back
    if frame is None:
        warnings.warn(message, category, stacklevel=2)
        return
    warnings.warn_explicit(
        message, category, frame.f_code.co_filename, frame.f_lineno,
        frame.f_globals.get("__name__", "<string>"),
        frame.f_globals.setdefault("__warningregistry__", {}))
