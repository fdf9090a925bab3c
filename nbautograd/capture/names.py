"""Which line of the cell runs, and what its assignments call their results.

A name is given by identity: after a statement that assigns to `y`, whatever tensor `y` is bound to
in that frame is called "y". Frames of the package itself are skipped; a function of the user's has
its locals looked at in the same way.
"""

from __future__ import annotations

import ast
import linecache
import os
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

__all__ = ["Watcher", "assigned_names"]

PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
OURS = "<nbautograd "


class Watcher:
    """Follows the lines of a cell and tells `found(name, object)` what assignments bound."""

    def __init__(self, filename: str | None, source: str, skip: tuple[str, ...] = ()) -> None:
        self.filename = filename
        self._source = source
        self._skip = (PACKAGE, *skip)
        self._targets: dict[str, dict[int, tuple[str, ...]]] = {}
        self._pending: tuple[FrameType, tuple[str, ...]] | None = None

    def look(self, found: Callable[[str, Any], None]) -> int | None:
        """The line of the cell that runs now; first the names bound since the last look."""
        self.settle(found)
        frame = self._user_frame()
        if frame is None:
            return None
        names = self._names_at(frame)
        if names:
            self._pending = frame, names
        outer: FrameType | None = frame
        while outer is not None and outer.f_code.co_filename != self.filename:
            outer = outer.f_back
        return None if outer is None else outer.f_lineno

    def settle(self, found: Callable[[str, Any], None]) -> None:
        """Report the names bound by the statement seen last."""
        if self._pending is None:
            return
        frame, names = self._pending
        self._pending = None
        scope = frame.f_locals
        for name in names:
            if name in scope:
                found(name, scope[name])

    def _user_frame(self) -> FrameType | None:
        frame: FrameType | None = sys._getframe(2)
        while frame is not None:
            filename = frame.f_code.co_filename
            if not filename.startswith(OURS) and not filename.startswith(self._skip):
                return frame
            frame = frame.f_back
        return None

    def _names_at(self, frame: FrameType) -> tuple[str, ...]:
        filename = frame.f_code.co_filename
        targets = self._targets.get(filename)
        if targets is None:
            own = filename == self.filename and self._source
            text = self._source if own else "".join(linecache.getlines(filename))
            targets = self._targets[filename] = assigned_names(text)
        return targets.get(frame.f_lineno, ())


def assigned_names(source: str) -> dict[int, tuple[str, ...]]:
    """For each line of `source` the names that the statement on it assigns.

    >>> assigned_names("x = 1\\nfor i in y:\\n    a, b = f(i)")
    {1: ('x',), 2: ('i',), 3: ('a', 'b')}
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return {}
    found: dict[int, tuple[str, ...]] = {}
    for node in ast.walk(tree):
        targets: list[ast.AST] = []
        last = 0
        if isinstance(node, ast.Assign):
            targets, last = list(node.targets), node.end_lineno or node.lineno
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign, ast.NamedExpr)):
            targets, last = [node.target], node.end_lineno or node.lineno
        elif isinstance(node, ast.For):
            targets, last = [node.target], node.iter.end_lineno or node.lineno
        names = tuple(n.id for t in targets for n in ast.walk(t)
                      if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
        if names:
            for line in range(node.lineno, last + 1):  # type: ignore[attr-defined]  # statements and := have lines
                found[line] = (*found.get(line, ()), *names)
    return found
